"""Commands are about the folder they are called in; git's variables, which the gate follows, send them nowhere."""

import json
from pathlib import Path

import pytest

from tests.support.repository import Repository


@pytest.fixture
def other(tmp_path: Path) -> Repository:
    other = Repository(tmp_path / "other")
    other.begin(there__py="1\n")
    return other


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    repository = Repository(tmp_path / "one")
    repository.begin(api__py="1\n")
    return repository


def test_a_command_says_that_it_does_not_follow_git_dir(repository: Repository, other: Repository) -> None:
    said = repository.coordgit("read", "api.py", GIT_DIR=f"{other.top}/.git", GIT_WORK_TREE=str(other.top))
    assert said.code == 0
    assert said.err.splitlines()[:2] == [
        f"coordgit: commands do not follow GIT_DIR: the repository is {repository.top}",
        "try: coordgit -C PATH ...",
    ]
    assert [read["path"] for read in repository.json("session", "show")["reads"]] == ["api.py"]

    with other.store() as store:
        assert store.value("SELECT COUNT(*) FROM reads") == 0


def test_the_answer_is_still_one_document(repository: Repository, other: Repository) -> None:
    said = repository.coordgit("status", "--json", GIT_DIR=f"{other.top}/.git")
    assert "do not follow GIT_DIR" in said.err
    assert json.loads(said.out)["sessions"]


def test_nothing_is_reported_where_git_means_the_same_repository(repository: Repository) -> None:
    for git_dir in (f"{repository.top}/.git", ".git"):
        assert repository.coordgit("status", GIT_DIR=git_dir, GIT_WORK_TREE=".").err == ""
    linked = repository.worktree("linked")
    assert repository.coordgit("status", cwd=linked, GIT_DIR=f"{repository.top}/.git/worktrees/linked").err == ""


def test_outside_a_repository_it_is_named_as_the_reason(repository: Repository, tmp_path: Path) -> None:
    said = repository.coordgit("status", cwd=tmp_path, GIT_DIR=f"{repository.top}/.git")
    assert (said.code, said.err) == (
        2,
        "coordgit: not a git repository: commands do not follow GIT_DIR\ntry: coordgit -C PATH ...\n",
    )


def test_the_gate_follows_git_dir(repository: Repository, other: Repository) -> None:
    bob = other.session("bob")
    assert other.coordgit("read", "there.py").ok
    bob.lands("there.py", "2\n")
    variables = {"GIT_DIR": f"{other.top}/.git", "GIT_WORK_TREE": str(other.top)}
    other.write("mine.py", "1\n")
    other.git("add", "mine.py")
    assert repository.run(["git", "commit", "-qm", "mine"], None, None, **variables).rejected == ["CG101 there.py"]


@pytest.mark.parametrize("columns", [50, 80])
def test_that_all_terminals_of_a_login_are_one_session_is_reported_where_sessions_are_listed(
    repository: Repository, columns: int
) -> None:
    assert repository.coordgit("read", "api.py").ok
    listed = repository.coordgit("session", "list", COLUMNS=str(columns)).out.splitlines()
    assert "one session" in " ".join(listed)
    assert listed[-1] == "export COORDGIT_SESSION=$(coordgit session start)"
    assert max(map(len, listed)) <= columns
    assert listed[-1] in repository.coordgit("session", "show", COLUMNS=str(columns)).out
    assert "one session for all terminals of dev there" in repository.coordgit("status", COLUMNS=str(columns)).out


def test_of_windows_that_are_one_session_nothing_is_reported_where_no_person_is(repository: Repository) -> None:
    with repository.store() as store:
        store.do("DELETE FROM sessions")
    assert repository.coordgit("session", "start", "--id", "ann").ok
    for verb in (["session", "list"], ["status"]):
        assert "terminals" not in repository.coordgit(*verb).out


def test_each_folder_that_is_given_is_taken_from_the_one_before(repository: Repository) -> None:
    repository.commit_files({"src/a.py": "1\n"})
    for folders in (["repo", "src"], ["repo", "", "src"], [str(repository.top), "src"]):
        words = [word for folder in folders for word in ("-C", folder)]
        assert "recorded for" in repository.coordgit(*words, "read", "a.py", cwd=repository.folder).out
