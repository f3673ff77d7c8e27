"""The pages are true: commands they name exist, queries run, links lead somewhere, the example is what the gate prints."""

import re
import shutil
import sqlite3
from pathlib import Path

import pytest

from coordgit.cli.command_docs import reference
from coordgit.cli.group import VERBS
from tests.support.claude import Claude
from tests.support.repository import Repository, Session

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md")), *sorted((ROOT / "hooks").rglob("*.md"))]
QUERIES = (ROOT / "docs/orchestrators.md").read_text(encoding="utf-8").split("<!-- queries -->\n```sh\n")[1].split("```\n")[0]
FACTS = {
    r"\bv[0-9]+": "v1",
    r"\b[0-9a-f]{7}\b": "0000000",
    r"\b[0-2][0-9]:[0-5][0-9]\b": "00:00",
    r"in 'prepared' phase, update aborted by the reference-transaction hook": "ref updates aborted by hook",
}
"""What differs between two runs of the same story: names of verdicts, commits, times, and what newer versions of git say."""


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


NUMBERED = {f"src/m{n}.py": f"{n}\n" for n in range(40)}
LINES = "".join(f"line {n}\n" for n in range(1, 41))


def reader(repository: Repository) -> Session:
    """A client's session that has read what the examples say."""
    repository.commit_files({"src/api.py": LINES, **NUMBERED})
    assert repository.coordgit("session", "start", "--id", "ann", "--client", "claude").ok
    ann = repository.session("ann")
    ann.reads("src/api.py:10-24", *NUMBERED)
    return ann


def test_the_example_of_the_readme_is_what_the_gate_prints(repository: Repository) -> None:
    ann, bob = reader(repository), repository.session("7f3e")
    assert repository.coordgit("session", "start", "--id", "7f3e", "--client", "codex").ok
    repository.write("src/api.py", LINES.replace("line 12\n", "y\n"))
    assert bob.git("commit", "-qam", "Add y").ok
    repository.write("src/caller.py", "f()\n")
    repository.git("add", "src/caller.py")
    printed = ann.git("commit", "-m", "Call f").err
    shown = README.split("<!-- transcript -->\n```console\n")[1].split("```\n")[0].partition("\n")[2]
    assert same_story(printed) == same_story(shown)


def test_the_readmes_transcript_of_one_folder_is_what_the_commands_print(repository: Repository) -> None:
    repository.commit_files({"prices.py": "TEA = 3\nCUP = 8\n"})
    ann, bob = Claude(repository, "ann"), Claude(repository, "bob")
    ann.edits("prices.py", "TEA = 3\n", "TEA = 3\nPOT = 12\n")
    bob.edits("prices.py", "CUP = 8\n", "CUP = 8\nMUG = 6\n")
    shown = README.split("<!-- transcript: one folder -->\n```console\n")[1].split("```\n")[0]
    commands = re.findall(r"^\$ (.*)$", shown, re.MULTILINE)
    ran = [(command, repository.run(["sh", "-c", command], **ann.env)) for command in commands]
    assert same_story("".join(f"$ {command}\n{result.out}{result.err}" for command, result in ran)) == same_story(shown)
    assert repository.git("diff", "-U0").endswith("+MUG = 6")


def test_the_readmes_transcript_of_a_push_is_what_git_prints(repository: Repository, tmp_path: Path) -> None:
    ann = reader(repository)
    repository.git("clone", "-q", "--bare", str(repository.top), str(tmp_path / "remote"))
    repository.git("remote", "add", "origin", str(tmp_path / "remote"))
    repository.git("fetch", "-q", "origin")
    repository.git("branch", "-q", "--set-upstream-to", "origin/main")
    ann.lands("src/caller.py", "f()\n")
    repository.git("clone", "-q", str(tmp_path / "remote"), str(tmp_path / "bob"))
    (tmp_path / "bob/src/api.py").write_text(LINES.replace("line 12\n", "y\n"))
    repository.git("-c", "user.name=Bob", "commit", "-qam", "Add y", cwd=tmp_path / "bob")
    repository.git("push", "-q", cwd=tmp_path / "bob")
    shown = README.split("## Landing on a remote\n```console\n$ ")[1].split("```\n")[0]
    command, _, said = shown.partition("\n")
    printed = repository.run(["sh", "-c", command], **ann.env).err
    assert same_story(printed.partition("why:")[0]) == same_story(said)


@pytest.mark.skipif(not shutil.which("sqlite3"), reason="the machine has no sqlite3 shell; the next test asks the same of Python")
def test_the_readmes_queries_run_in_the_stock_shell(repository: Repository) -> None:
    repository.begin(api__py="1\n")
    ann, bob = repository.session("ann"), repository.session("bob")
    ann.reads("api.py")
    bob.lands("api.py", "2\n")
    result = repository.run(["sh", "-euc", QUERIES])
    assert result.ok, result
    assert "ann|api.py|bob|refs/heads/main|" in result.out


def test_the_readmes_queries_are_good_sql(repository: Repository) -> None:
    queries = re.findall(r'"(SELECT .*?)"', QUERIES)
    assert len(queries) == 3
    with repository.store() as store:
        for query in queries:
            assert isinstance(store.connection.execute(query), sqlite3.Cursor)
