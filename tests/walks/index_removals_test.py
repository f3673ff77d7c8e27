"""CG202: what another session has taken out of the index alone, with ``git rm --cached``, is its to commit."""

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository
from tests.support.way_on import COMMAND, obey

pytestmark = pytest.mark.usefixtures("command_line")

FILES = {"a.py": "a = 1\n\n\n\nb = 1\n", "conf/local": "secret\n", "conf/other": "other\n"}


@pytest.fixture
def ann(repository: Repository) -> Claude:
    repository.commit_files(FILES)
    return Claude(repository, "ann")


@pytest.fixture
def bob(ann: Claude, repository: Repository) -> Claude:
    return Claude(repository, "bob")


def changed(repository: Repository) -> list[str]:
    """What the newest commit changes."""
    return repository.git("show", "--name-status", "--format=%s", "HEAD").split()


@pytest.mark.parametrize("removed", ["conf/local", "-r conf", "'conf/lo*'"])
@pytest.mark.parametrize("command", ["git add a.py && git commit -qm ann", "git commit -qam ann"])
def test_a_commit_that_carries_it_is_rejected_and_the_way_on_leaves_it_in_the_index(
    ann: Claude, bob: Claude, repository: Repository, command: str, removed: str
) -> None:
    assert bob.runs(f"git rm -q --cached {removed}").ok
    ann.writes("a.py", "a = 2\n")
    status = repository.git("status", "--porcelain", "conf")
    denied = ann.runs(command)
    paths = ["conf/local", "conf/other"] if "-r" in removed else ["conf/local"]
    assert denied.rejected == [f"CG202 {path}" for path in paths]
    assert "CG202 conf/local  taken out of the index by claude bob and not committed" in denied.err
    assert all(step.ok for step in obey(ann, denied, lambda: ann.runs(command)))
    assert changed(repository) == ["ann", "M", "a.py"]
    assert repository.git("status", "--porcelain", "conf") == status
    assert bob.runs("git commit -qm bob").ok
    assert changed(repository) == ["bob", *(word for path in paths for word in ("D", path))]


def test_a_check_and_an_amend_say_the_same(ann: Claude, bob: Claude, repository: Repository) -> None:
    ann.writes("a.py", "a = 2\n")
    assert ann.commits("a.py").ok
    assert bob.runs("git rm -q --cached conf/local").ok
    ann.writes("a.py", "a = 3\n")
    assert ann.runs("git add a.py; coordgit check").rejected == ["CG202 conf/local"]
    denied = ann.runs("git commit -q --amend --no-edit")
    assert denied.rejected == ["CG202 conf/local"]
    assert all(step.ok for step in obey(ann, denied, lambda: denied))
    assert changed(repository) == ["work", "of", "ann", "M", "a.py"]


def test_who_has_staged_a_part_of_its_edits_is_advised_a_commit_of_them(ann: Claude, bob: Claude, repository: Repository) -> None:
    assert bob.runs("git rm -q --cached conf/local").ok
    ann.writes("a.py", FILES["a.py"].replace("a = 1", "a = 2"))
    assert ann.runs("git add a.py").ok
    ann.writes("a.py", FILES["a.py"].replace("a = 1", "a = 2").replace("b = 1", "b = 2"))
    denied = ann.runs("git commit -qm ann")
    assert denied.rejected == ["CG202 conf/local"]
    assert COMMAND.findall(denied.err)[0] == "coordgit commit -m ann"
    assert ann.runs("coordgit commit -m ann").ok
    assert changed(repository) == ["ann", "M", "a.py"]
    assert repository.git("status", "--porcelain").splitlines() == ["D  conf/local", "?? conf/local"]


@pytest.mark.parametrize(
    "before",
    [
        "git rm -q --cached conf/local",
        "git rm -q -f conf/local; rm -f conf/local",
        "git reset -q -- conf/local; git rm -q --cached -r conf",
    ],
    ids=["takes it out as well", "deletes it", "takes it out anew"],
)
def test_who_takes_it_out_itself_commits_that(ann: Claude, bob: Claude, repository: Repository, before: str) -> None:
    assert bob.runs("git rm -q --cached conf/local").ok
    ann.writes("a.py", "a = 2\n")
    ann.runs(before)
    assert ann.runs("git add a.py && git commit -qm ann").ok
    assert changed(repository)[3:5] == ["D", "conf/local"]


@pytest.mark.parametrize("how", ["done", "acknowledged", "put back", "another worktree", "by name"])
def test_what_is_handed_over_or_not_carried_stops_nobody(ann: Claude, bob: Claude, repository: Repository, how: str) -> None:
    beside = Claude(repository, "bob", repository.worktree("beside")) if how == "another worktree" else bob
    assert beside.runs("git rm -q --cached conf/local").ok
    ann.writes("a.py", "a = 2\n")
    command = "git add a.py && git commit -qm ann"
    if how == "done":
        assert bob.runs("coordgit report --state done finished").ok
    elif how == "acknowledged":
        denied = ann.runs(command)
        assert denied.rejected == ["CG202 conf/local"]
        assert ann.runs(f"coordgit ack {denied.verdict} --why 'bob said so'").ok
    elif how == "put back":
        assert bob.runs("git add conf/local").ok
    elif how == "by name":
        command = "git commit -qm ann a.py"
    assert ann.runs(command).ok
    gone = how in ("done", "acknowledged")
    assert changed(repository) == ["ann", "M", "a.py", *(["D", "conf/local"] if gone else [])]


def test_what_nobody_at_work_has_taken_out_was_left_in_the_index(ann: Claude, bob: Claude) -> None:
    assert bob.runs("git rm -q --cached conf/local").ok
    bob.send("SessionEnd", reason="other")
    ann.writes("a.py", "a = 2\n")
    assert ann.runs("git add a.py && git commit -qm ann").rejected == ["CG203 conf/local"]


def test_a_session_commits_its_own_removal_beside_its_edits(bob: Claude, repository: Repository) -> None:
    bob.writes("a.py", "a = 2\n")
    assert bob.runs("git rm -q --cached conf/local && git add a.py && git commit -qm bob").ok
    assert changed(repository) == ["bob", "M", "a.py", "D", "conf/local"]
