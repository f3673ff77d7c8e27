"""The README says what is so: its commands exist, its queries run, its generated parts are what they are made from."""

from __future__ import annotations

import re
import shutil
import sqlite3
from pathlib import Path

import pytest

from coordgit.cli.group import VERBS
from coordgit.cli.reference import reference
from tests.support.repository import Repository

README = (Path(__file__).parent.parent / "README.md").read_text()


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def test_the_two_commands_for_a_fresh_clone_are_one_line_each() -> None:
    for name in ("demo", "test"):
        found = re.findall(rf"^<!-- run: {name} -->\n```sh\n(.*)\n```$", README, re.MULTILINE)
        assert len(found) == 1


def test_every_verb_it_names_exists() -> None:
    named = set(re.findall(r"^\s*coordgit ([a-z][a-z-]*)", "\n".join(blocks("sh")), re.MULTILINE))
    assert named
    assert named <= set(VERBS)


def test_the_command_reference_is_made_from_the_commands() -> None:
    assert reference() in README


@pytest.mark.skipif(not shutil.which("sqlite3"), reason="the machine has no sqlite3 shell; the next test asks the same of Python")
def test_its_queries_run_in_the_stock_shell(repository: Repository) -> None:
    repository.begin(api__py="1\n")
    ann, bob = repository.session("ann"), repository.session("bob")
    ann.reads("api.py")
    bob.lands("api.py", "2\n")
    script = README.split("<!-- queries -->\n```sh\n")[1].split("```")[0]
    result = repository.run(["sh", "-euc", script])
    assert result.ok, result
    assert "ann|api.py|bob|refs/heads/main|" in result.out


def test_its_queries_are_good_sql(repository: Repository) -> None:
    queries = re.findall(r'"(SELECT .*?)"', README.split("<!-- queries -->")[1].split("```\n")[0])
    assert len(queries) == 3
    with repository.store() as store:
        for query in queries:
            assert isinstance(store.connection.execute(query), sqlite3.Cursor)
