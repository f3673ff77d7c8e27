"""The way on after a rejection where main has renamed, or deleted, the file that is being committed."""

import pytest

from tests.support.repository import API, CHANGED, Repository, Result, Session
from tests.support.way_on import follow, obey, remedy

pytestmark = pytest.mark.usefixtures("command_line")

EDITED = API + "\n\ndef added():\n    pass\n"


def begun(repository: Repository) -> tuple[Session, Session]:
    """Ann, on a branch, has read and edited a/api.py and n1; bob works on main."""
    repository.begin(**{"a/api.py": API, "a/other.py": "1\n", "n1": "1\n"})
    ann, bob = repository.session("ann", repository.worktree("ann")), repository.session("bob")
    ann.reads("a/api.py")
    ann.writes("a/api.py", EDITED)
    ann.writes("n1", "2\n")
    return ann, bob


def rename(bob: Session) -> None:
    assert bob.git("mv", "a/api.py", "core.py").ok and bob.git("commit", "-qm", "rename").ok


COMMANDS = {
    "staged": (["-m", "x"], "git commit -m x"),
    "named": (["-m", "x", "--", "a/api.py", "n1"], "git commit -m x -- core.py n1"),
    "all": (["-am", "x"], "git commit -am x"),
}


@pytest.mark.parametrize("commands", [True, False], ids=["commands", "sentence"])
@pytest.mark.parametrize("typed", COMMANDS)
def test_a_file_that_main_has_renamed_is_staged_by_its_new_name(repository: Repository, typed: str, commands: bool) -> None:
    ann, bob = begun(repository)
    rename(bob)
    words, command = COMMANDS[typed]
    assert ann.git("add", "-A").ok
    denied = ann.git("commit", *words)
    assert denied.rejected == ["CG101 a/api.py"]
    assert remedy(ann)[-2:] == ["git add -- core.py n1", command]
    assert f"stage it (git add -- core.py n1) and commit again ({command})" in denied.err
    done = follow(ann) if commands else obey(ann, denied, lambda: ann.git("commit", *words))
    assert all(step.ok for step in done), done
    assert repository.git("show", "ann:core.py") == EDITED.strip() and repository.git("show", "ann:n1") == "2"
    assert repository.git("status", "--porcelain", cwd=ann.cwd) == ""


@pytest.mark.parametrize("typed", COMMANDS)
def test_a_file_that_main_has_changed_keeps_its_name(repository: Repository, typed: str) -> None:
    ann, bob = begun(repository)
    bob.lands("a/api.py", CHANGED)
    words, _ = COMMANDS[typed]
    assert ann.git("add", "-A").ok
    denied = ann.git("commit", *words)
    assert "adapt your change if it needs it, stage it and commit again\n" in denied.err
    assert remedy(ann)[-2:] == ["git add -- a/api.py n1", f"git commit {' '.join(words)}"]
    assert all(step.ok for step in follow(ann))


@pytest.mark.parametrize("words", [["-m", "x"], ["-m", "x", "--", "api.py"]], ids=["staged", "named"])
def test_from_a_folder_the_new_name_is_given_from_the_top(repository: Repository, words: list[str]) -> None:
    ann, bob = begun(repository)
    rename(bob)
    assert ann.git("add", "-A").ok
    folder = ann.cwd / "a"

    def commit() -> Result:
        return repository.run(["git", "commit", *words], folder, **ann.env)

    denied = commit()
    assert denied.rejected == ["CG101 a/api.py"]
    done = obey(ann, denied, commit, folder)
    assert all(step.ok for step in done), (denied.err, done)
    assert repository.git("show", "ann:core.py") == EDITED.strip()


@pytest.mark.parametrize("words", [["-m", "x"], ["-m", "x", "--", "a/api.py"]], ids=["staged", "named"])
def test_a_file_that_main_has_deleted_is_read_at_the_tip(repository: Repository, words: list[str]) -> None:
    """git leaves the edited file in the work tree, which does not show that main has none."""
    ann, bob = begun(repository)
    assert bob.git("rm", "-q", "a/api.py").ok and bob.git("commit", "-qm", "delete").ok
    assert ann.git("add", "-A").ok
    denied = ann.git("commit", *words)
    assert denied.rejected == ["CG101 a/api.py"]
    assert "coordgit read --at HEAD a/api.py" in remedy(ann)
    done = follow(ann)
    assert all(step.ok for step in done), done
    assert repository.git("show", "ann:a/api.py") == EDITED.strip()


def test_a_file_that_main_has_deleted_is_read_here_where_nobody_edits_it(repository: Repository) -> None:
    ann, bob = begun(repository)
    assert bob.git("rm", "-q", "a/api.py").ok and bob.git("commit", "-qm", "delete").ok
    assert ann.git("checkout", "a/api.py").ok and ann.git("commit", "-qam", "x").rejected
    assert "coordgit read a/api.py" in remedy(ann)
    assert all(step.ok for step in follow(ann))
