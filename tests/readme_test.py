"""The pages are true: commands they name exist, queries run, links lead somewhere, the example is what the gate prints."""

from __future__ import annotations

import re
import shutil
import sqlite3
from pathlib import Path

import pytest

from coordgit.cli.command_docs import reference
from coordgit.cli.group import VERBS
from tests.support.repository import Repository

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md")), *sorted((ROOT / "hooks").rglob("*.md"))]
QUERIES = (ROOT / "docs/orchestrators.md").read_text(encoding="utf-8").split("<!-- queries -->\n```sh\n")[1].split("```\n")[0]
FACTS = {r"\bv[0-9]+": "v1", r"\b[0-9a-f]{7}\b": "0000000", r"\b[0-2][0-9]:[0-5][0-9]\b": "00:00"}
"""What differs between two runs of the same story: names of verdicts, commits, times."""


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def anchors(page: Path, level: int = 0) -> set[str]:
    """What GitHub makes of the headings, of one level or all: lower case, without punctuation, hyphens for spaces."""
    titles = re.findall(rf"^{'#' * level if level else '#+'} (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


def same_story(text: str) -> str:
    for pattern, instead in FACTS.items():
        text = re.sub(pattern, instead, text)
    return text


def test_the_readme_is_a_front_page() -> None:
    assert len(README.splitlines()) <= 200


def test_the_two_commands_for_a_fresh_clone_are_one_line_each() -> None:
    for name in ("demo", "test"):
        found = re.findall(rf"^<!-- run: {name} -->\n```sh\n(.*)\n```$", README, re.MULTILINE)
        assert len(found) == 1


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_verb_that_a_page_names_exists(page: Path) -> None:
    named = set(re.findall(r"(?:^|[ `])coordgit ([a-z][a-z-]*)", "\n".join(blocks(page.read_text(encoding="utf-8"), "sh"))))
    assert named <= set(VERBS)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    for link in re.findall(r"\]\((?!https?:)([^)\s]+)\)", page.read_text(encoding="utf-8")):
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


def test_the_contents_list_has_every_section() -> None:
    contents = README.split("Contents: ")[1].split("\n\n")[0]
    assert set(re.findall(r"\(#([^)]+)\)", contents)) == anchors(ROOT / "README.md", 2)


def test_the_command_reference_is_made_from_the_commands() -> None:
    assert reference() in (ROOT / "docs/commands.md").read_text(encoding="utf-8")


def test_its_example_is_what_the_gate_prints(repository: Repository) -> None:
    numbered = {f"src/m{n}.py": f"{n}\n" for n in range(40)}
    repository.commit_files({"src/api.py": "".join(f"line {n}\n" for n in range(1, 41)), **numbered})
    assert repository.coordgit("session", "start", "--id", "7f3e", "--client", "codex").ok
    assert repository.coordgit("session", "start", "--id", "ann", "--client", "claude").ok
    ann, bob = repository.session("ann"), repository.session("7f3e")
    ann.reads("src/api.py:10-24", *numbered)
    repository.write("src/api.py", "".join(f"line {n}\n" for n in range(1, 41)).replace("line 12\n", "y\n"))
    assert bob.git("commit", "-qam", "Add y").ok
    repository.write("src/caller.py", "f()\n")
    repository.git("add", "src/caller.py")
    printed = ann.git("commit", "-m", "Call f").err
    shown = README.split("<!-- transcript -->\n```console\n")[1].split("```\n")[0].partition("\n")[2]
    assert same_story(printed) == same_story(shown)


@pytest.mark.skipif(not shutil.which("sqlite3"), reason="the machine has no sqlite3 shell; the next test asks the same of Python")
def test_its_queries_run_in_the_stock_shell(repository: Repository) -> None:
    repository.begin(api__py="1\n")
    ann, bob = repository.session("ann"), repository.session("bob")
    ann.reads("api.py")
    bob.lands("api.py", "2\n")
    result = repository.run(["sh", "-euc", QUERIES])
    assert result.ok, result
    assert "ann|api.py|bob|refs/heads/main|" in result.out


def test_its_queries_are_good_sql(repository: Repository) -> None:
    queries = re.findall(r'"(SELECT .*?)"', QUERIES)
    assert len(queries) == 3
    with repository.store() as store:
        for query in queries:
            assert isinstance(store.connection.execute(query), sqlite3.Cursor)
