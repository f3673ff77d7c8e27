"""Help that can be read to its end, and hints that a shell takes."""

from pathlib import Path

import pytest

from tests.support.repository import Repository, Sessions

pytestmark = pytest.mark.daily(2)


@pytest.mark.parametrize("words", [[], ["task"], ["session"]])
@pytest.mark.parametrize("columns", ["40", "80", "200"])
def test_no_summary_of_a_command_is_cut(repository: Repository, words: list[str], columns: str) -> None:
    result = repository.coordgit(*words, "--help", COLUMNS=columns)
    assert result.ok and "..." not in result.out.split("Commands:")[1]


def test_every_summary_is_there_to_its_end(repository: Repository) -> None:
    said = " ".join(repository.coordgit("--help").out.split())
    assert "register hooks with the clients found." in said
    assert "Delete records that nothing needs any more." in said


def test_an_invalid_pathspec_has_a_hint_that_a_shell_takes(sessions: Sessions) -> None:
    (ann,) = sessions("ann")
    assert ann.coordgit("lock", ":(attr:x)a").err.splitlines()[1] == "try: git help glossary"


def test_a_task_that_its_owner_ended_is_said_to_be_ended(sessions: Sessions) -> None:
    ann, bob = sessions("ann", "bob")
    for _ in range(2):
        ann.coordgit("task", "add", "one")
    ann.coordgit("task", "claim", "1")
    ann.coordgit("task", "claim", "2")
    ann.coordgit("task", "done", "1")
    ann.coordgit("task", "fail", "2", "--why", "x")
    for verb in (["done", "1"], ["claim", "1"], ["release", "1"], ["fail", "1", "--why", "x"]):
        assert ann.coordgit("task", *verb).err.startswith("coordgit: task 1 is done: you ended it at "), verb
    assert ann.coordgit("task", "done", "2").err.startswith("coordgit: task 2 is failed: you ended it at ")
    assert bob.coordgit("task", "done", "1").err.startswith("coordgit: task 1 is not yours: it is done\n")


@pytest.mark.parametrize("group", ["task", "session"])
def test_a_group_without_a_command_is_an_error_of_two_lines(repository: Repository, group: str) -> None:
    result = repository.coordgit(group)
    assert (result.code, result.out) == (2, "")
    assert result.err == f"coordgit: Missing command.\ntry: coordgit {group} --help\n"


@pytest.mark.parametrize("words", ["init --client", "commit --mine-is", "task add x --path", "session start --name"])
def test_an_option_that_lacks_its_value_names_the_help_of_its_command(tmp_path: Path, words: str) -> None:
    result = Repository(tmp_path, guarded=False).coordgit(*words.split())
    command = words.removesuffix(f" {words.split()[-1]}").removesuffix(" x")
    assert (result.code, result.out) == (2, "")
    assert result.err.splitlines()[1] == f"try: coordgit {command} --help"
    assert "requires an argument" in result.err
