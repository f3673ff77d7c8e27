"""What ``cherry-pick -n``, or a revert that was denied, has left is over once it was taken out of the index; only a message
remains."""

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository, Session

UNDONE = ["git restore -SW c.py", "git checkout -q HEAD -- .", "git reset -q && git checkout -q -- ."]


@pytest.fixture
def ann(repository: Repository) -> Claude:
    repository.commit_files({"c.py": "1\n", "x.py": "1\n"})
    repository.git("switch", "-qc", "feat")
    repository.commit_files({"c.py": "2\n"}, "feat")
    repository.git("switch", "-q", "main")
    return Claude(repository, "ann")


@pytest.fixture
def bob(ann: Claude) -> Claude:
    bob = Claude(ann.repository, "bob")
    bob.reads("c.py")
    return bob


@pytest.mark.parametrize("undone", UNDONE)
@pytest.mark.parametrize("commit", ["git commit -qm bobs c.py", "coordgit commit -m bobs", "git switch -qc new"])
def test_the_message_that_an_undone_pick_has_left_holds_nobody_up(ann: Claude, bob: Claude, undone: str, commit: str) -> None:
    assert ann.runs(f"git cherry-pick -n feat && {undone}").ok
    bob.writes("c.py", "3\n")
    done = bob.runs(commit)
    assert done.ok, done


@pytest.mark.parametrize("commit", ["git commit -qm bobs", "git commit -qm bobs c.py", "coordgit commit -m bobs"])
def test_what_is_staged_anew_over_an_undone_pick_is_no_part_of_it(ann: Claude, bob: Claude, commit: str) -> None:
    assert ann.runs("git cherry-pick -n feat && git checkout -q HEAD -- c.py").ok
    bob.writes("c.py", "3\n")
    done = bob.runs(f"git add c.py && {commit}")
    assert done.ok, done


@pytest.mark.parametrize("staged", [False, True])
def test_an_edit_over_a_denied_revert_that_was_put_back_is_no_part_of_it(ann: Claude, bob: Claude, staged: bool) -> None:
    its = ann.repository.session("dana").lands("c.py", "2\n")
    bob.reads("c.py")
    cat = stale(ann)
    assert cat.git("revert", "--no-edit", its).rejected == ["CG101 x.py"]
    assert cat.git("checkout", "-q", "HEAD", "--", "c.py").ok
    if staged:  # its own work, which has nothing to do with it
        cat.writes("new.py", "1\n")
        assert cat.git("add", "new.py").ok
    bob.writes("c.py", "3\n")
    done = bob.runs("git add c.py && git commit -qm bobs -- c.py")
    assert done.ok, done


@pytest.mark.parametrize("commit", ["git commit -qm bobs", "coordgit commit -m bobs"])
def test_what_is_staged_over_a_pick_that_is_not_undone_goes_with_it(ann: Claude, bob: Claude, commit: str) -> None:
    assert ann.runs("git cherry-pick -n feat").ok
    bob.reads("c.py")
    bob.writes("c.py", "2\n3\n")
    assert not bob.runs(f"git add c.py && {commit}").ok


@pytest.mark.parametrize("drops", ["git checkout -q HEAD -- c.py", "git restore c.py", "printf '1\\n' >c.py"])
def test_what_is_staged_over_a_pick_goes_with_it_for_who_had_edited_the_file_before(ann: Claude, bob: Claude, drops: str) -> None:
    bob.writes("c.py", "9\n")
    assert bob.runs(drops).ok
    assert ann.runs("git cherry-pick -n feat").ok
    bob.reads("c.py")
    bob.writes("c.py", "2\n3\n")
    assert not bob.runs("git add c.py && git commit -qm bobs").ok


@pytest.mark.parametrize(("commit", "takes_it"), [("git commit -qam bobs", True), ("coordgit commit -m bobs", False)])
def test_while_it_is_staged_it_is_the_others(ann: Claude, bob: Claude, commit: str, *, takes_it: bool) -> None:
    assert ann.runs("git cherry-pick -n feat").ok
    bob.writes("x.py", "3\n")
    assert bob.runs(commit).ok != takes_it
    assert ann.repository.git("diff", "--cached", "--name-only", "--", "c.py") == "c.py"


def stale(ann: Claude) -> Session:
    """Another session that has read what was changed since."""
    cat = ann.repository.session("cat")
    cat.reads("x.py")
    ann.repository.session("dana").lands("x.py", "2\n")
    return cat


def test_no_undo_takes_away_what_was_staged_before(ann: Claude) -> None:
    cat = stale(ann)
    cat.writes("mine.py", "mine\n")
    assert cat.git("add", "mine.py").ok and cat.git("cherry-pick", "-n", "feat").ok
    denied = cat.git("commit", "-qm", "mine")
    assert denied.rejected == ["CG101 x.py"] and "undo:" not in denied.err


def test_a_revert_that_was_denied_can_be_undone(ann: Claude) -> None:
    ann.repository.commit_files({"y.py": "1\n"})
    denied = stale(ann).git("revert", "--no-edit", "HEAD~1")
    assert denied.rejected == ["CG101 x.py"] and "(undo: git reset --merge HEAD)" in denied.err


def taking_back(ann: Claude) -> Session:
    """Another session with a stale read. It has read nothing of y.py, which was changed twice."""
    ann.repository.commit_files({"y.py": "1\n2\n3\n"})
    for text in ("one\n2\n3\n", "one\n2\nthree\n"):
        ann.repository.session("dana").lands("y.py", text)
    return stale(ann)


BESIDE = {"what it puts back": ("one\n2\n3\n", ["CG201 y.py"]), "what it adds": ("one\n2\nthree\n4\n", [])}


@pytest.mark.parametrize(("text", "lost"), BESIDE.values(), ids=BESIDE)
def test_the_next_commit_after_a_denied_revert_is_told_at_once_all_that_it_takes_back(
    ann: Claude, text: str, lost: list[str]
) -> None:
    its = ann.repository.session("dana").lands("c.py", "2\n")
    cat = taking_back(ann)
    assert cat.git("revert", "--no-edit", its).rejected == ["CG101 x.py"]
    assert cat.git("checkout", "-q", "HEAD", "--", ".").ok
    cat.writes("y.py", text)
    assert sorted(cat.git("commit", "-qam", "mine").rejected) == ["CG101 x.py", *lost]
    cat.reads("x.py")
    if lost:
        assert cat.coordgit("read", "--at", "HEAD", "y.py").ok
    done = cat.git("commit", "-qam", "mine")
    assert done.ok, done


@pytest.mark.parametrize("renamed", [False, True])
@pytest.mark.parametrize(("text", "lost"), [("", []), *BESIDE.values()], ids=["nothing else", *BESIDE])
def test_a_denied_revert_is_concluded_with_what_was_changed_beside_it(
    ann: Claude, text: str, lost: list[str], renamed: bool
) -> None:
    """What it takes back itself it need not have read."""
    ann.repository.commit_files({"c.py": "1\n2\n3\n4\n"})
    its = ann.repository.session("dana").lands("c.py", "1\n2\n3\nfour\n")
    cat = taking_back(ann)
    if renamed:
        ann.repository.git("mv", "c.py", "d.py")
        ann.repository.git("commit", "-qm", "renamed")
    assert cat.git("revert", "--no-edit", its).rejected == ["CG101 x.py"]
    cat.reads("x.py")
    if text:
        cat.writes("y.py", text)
    assert cat.git("commit", "-a", "--no-edit").rejected == lost
    assert ("four" in ann.repository.git("show", f"main:{'d' if renamed else 'c'}.py")) == bool(lost)


@pytest.mark.parametrize(("text", "lost"), BESIDE.values(), ids=BESIDE)
def test_what_is_committed_with_a_staged_pick_may_take_back_nothing_unseen(ann: Claude, text: str, lost: list[str]) -> None:
    cat = taking_back(ann)
    cat.reads("x.py")
    assert cat.git("cherry-pick", "-n", "feat").ok
    cat.writes("y.py", text)
    assert cat.git("commit", "-qam", "picked").rejected == lost
