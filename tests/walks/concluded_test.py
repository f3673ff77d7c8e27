"""What concludes a merge, a pick or a revert that has stopped is asked like any commit: its session's reads, and the edits of
others that ``git add -A`` puts into it."""

import pytest

from tests.support.claude import ANN, Claude
from tests.support.repository import Repository, Result
from tests.support.way_on import obey

BOB = "00000000-0000-4000-8000-00000000000b"
STOPS = {"merge": "git merge feat", "cherry-pick": "git cherry-pick feat", "revert": "git revert --no-edit HEAD~1"}
RESOLVED = "one\nboth\nthree\n"


@pytest.fixture
def ann(repository: Repository) -> Claude:
    """Ann, with branches in conflict: feat with main, and the last commit of main with the one before."""
    repository.commit_files({"f.txt": "one\ntwo\nthree\n", "g.txt": "g\n", "h.txt": "h\n"})
    repository.git("switch", "-qc", "feat")
    repository.commit_files({"f.txt": "one\ntwo, in feat\nthree\n"})
    repository.git("switch", "-q", "main")
    for text in ("one\ntwo, in main\nthree\n", "one\ntwo, in main too\nthree\n"):
        repository.commit_files({"f.txt": text})
    return Claude(repository, ANN)


@pytest.fixture
def bob(repository: Repository) -> Claude:
    return Claude(repository, BOB)


def stop(ann: Claude, how: str) -> None:
    assert not ann.runs(STOPS[how]).ok
    ann.reads("f.txt")
    ann.writes("f.txt", RESOLVED)


def follows(ann: Claude, denied: Result, again: str) -> Result:
    return obey(ann, denied, lambda: ann.runs(again), ann.cwd)[-1]


CONCLUDES = {
    "commit": ("merge", "git add -A && git commit -qm both"),
    "commit -a": ("merge", "git commit -qam both"),
    "merge --continue": ("merge", "git add -A && git merge --continue"),
    "cherry-pick --continue": ("cherry-pick", "git add -A && git cherry-pick --continue"),
    "cherry-pick, commit -a": ("cherry-pick", "git commit -qam both"),
    "revert --continue": ("revert", "git add -A && git revert --continue"),
    "revert, commit": ("revert", "git add -A && git commit -qm both"),
}


@pytest.mark.parametrize("name", CONCLUDES)
def test_anothers_edit_is_left_out_by_doing_what_is_printed(repository: Repository, ann: Claude, bob: Claude, name: str) -> None:
    how, concludes = CONCLUDES[name]
    bob.reads("g.txt")
    stop(ann, how)
    bob.edits("g.txt", "g\n", "g, by bob\n")
    denied = ann.runs(concludes)
    assert denied.rejected == ["CG202 g.txt"], denied
    assert "leave g.txt out (git restore --staged -- g.txt), " in denied.err
    done = follows(ann, denied, concludes)
    assert done.ok and not done.rejected, done
    assert repository.git("status", "--porcelain") == "M g.txt"
    assert repository.git("show", "HEAD:f.txt") == RESOLVED.strip() and repository.git("show", "HEAD:g.txt") == "g"
    assert not repository.git("diff", "--name-only", "--diff-filter=U")
    assert len(repository.git("log", "-1", "--format=%P").split()) == 1 + (how == "merge")


@pytest.mark.parametrize("name", CONCLUDES)
def test_ones_own_edit_may_go_into_it(ann: Claude, bob: Claude, name: str) -> None:
    how, concludes = CONCLUDES[name]
    stop(ann, how)
    bob.edits("g.txt", "g\n", "g, by bob\n")
    bob.edits("g.txt", "g, by bob\n", "g\n")
    ann.reads("g.txt")
    ann.writes("g.txt", "g, by ann\n")
    assert ann.runs(concludes).ok


@pytest.mark.parametrize("carries", [True, False])
def test_what_brings_a_target_in_carries_no_edit_of_another_session(
    repository: Repository, ann: Claude, bob: Claude, carries: bool
) -> None:
    repository.git("switch", "-q", "feat")
    assert not ann.runs("git merge main").ok
    ann.reads("f.txt")
    ann.writes("f.txt", RESOLVED)
    bob.edits("g.txt", "g\n", "g, by bob\n")
    concluded = ann.runs(f"git add {'-A' if carries else 'f.txt'} && git commit -qm both")
    assert concluded.rejected == (["CG202 g.txt"] if carries else []), concluded


def test_undoing_it_leaves_anothers_edit_in_the_work_tree(repository: Repository, ann: Claude, bob: Claude) -> None:
    stop(ann, "merge")
    bob.edits("g.txt", "g\n", "g, by bob\n")
    bob.writes("new.txt", "by bob\n")
    denied = ann.runs("git add -A && git commit -qm both")
    undo = denied.err.split(" (undo: ")[1].split(")\n")[0]
    assert ann.runs(undo).ok, undo
    assert repository.git("status", "--porcelain") == "M g.txt\n?? new.txt"


def test_a_path_that_both_have_edited_is_left_out_too(repository: Repository, ann: Claude, bob: Claude) -> None:
    """Nobody can commit a part of a merge, so ann commits her line of it after that."""
    repository.commit_files({"g.txt": "".join(f"{n}\n" for n in range(30))})
    stop(ann, "merge")
    bob.edits("g.txt", "3\n", "3, by bob\n")
    ann.edits("g.txt", "25\n", "25, by ann\n")
    denied = ann.runs("git add -A && git commit -qm both")
    assert denied.rejected == ["CG202 g.txt"] and "leave g.txt out (" in denied.err, denied
    assert follows(ann, denied, "git commit -qm both").ok
    assert ann.runs("coordgit commit -m 25").ok
    assert "25, by ann" in repository.git("show", "HEAD:g.txt") and "by bob" not in repository.git("show", "HEAD:g.txt")
    assert "3, by bob" in (repository.top / "g.txt").read_text()


def test_what_git_has_merged_into_a_path_is_not_left_out(repository: Repository, ann: Claude, bob: Claude) -> None:
    repository.git("switch", "-q", "feat")
    repository.commit_files({"g.txt": "g\nin feat\n"})
    repository.git("switch", "-q", "main")
    stop(ann, "merge")
    bob.edits("g.txt", "g\n", "g, by bob\n")
    denied = ann.runs("git add -A && git commit -qm both")
    assert denied.rejected == ["CG202 g.txt"] and "leave" not in denied.err, denied.err
    assert "(undo: " not in denied.err, "undoing the merge takes bob's edit away"


@pytest.mark.parametrize("settled", ["taken out", "handed over"])
@pytest.mark.parametrize("name", ["commit", "commit -a", "cherry-pick --continue", "revert, commit"])
def test_an_edit_of_what_was_resolved_is_taken_out_or_handed_over(
    repository: Repository, ann: Claude, bob: Claude, name: str, settled: str
) -> None:
    """git makes no commit of some paths meanwhile, and one of all is not for bob to make."""
    how, concludes = CONCLUDES[name]
    stop(ann, how)
    bob.reads("f.txt")
    bob.edits("f.txt", "three\n", "three, by bob\n")
    denied = ann.runs(concludes)
    assert denied.rejected == ["CG202 f.txt"] and "committed by" not in denied.err, denied
    if settled == "taken out":
        bob.edits("f.txt", "three, by bob\n", "three\n")
        assert ann.runs(denied.err.split("stage it again (")[1].split(")")[0]).ok
        done = ann.runs("git commit -qm both")
    else:
        done = follows(ann, denied, concludes)
    assert done.ok and not done.rejected, done
    by_bob = "" if settled == "taken out" else ", by bob"
    assert repository.git("show", "HEAD:f.txt") == RESOLVED.strip() + by_bob
    assert not repository.git("status", "--porcelain")


def test_an_edit_that_a_later_commit_would_carry_is_committed_first(repository: Repository, ann: Claude, bob: Claude) -> None:
    stop(ann, "merge")
    assert ann.runs("git commit -qam both").ok
    bob.edits("f.txt", "three\n", "three, by bob\n")
    denied = ann.runs("git commit -qam more")
    assert denied.rejected == ["CG202 f.txt"] and "have f.txt committed by " in denied.err, denied
    assert bob.runs("git commit -qm bobs -- f.txt").ok


READS = {
    "commit": ("merge", "git add f.txt && git commit -qm both"),
    "commit -a": ("merge", "git commit -qam both"),
    "merge --continue": ("merge", "git add f.txt && git merge --continue"),
    "merge --cont": ("merge", "git add f.txt && git merge --cont"),
    "cherry-pick, commit -a": ("cherry-pick", "git commit -qam both"),
    "revert, commit -a": ("revert", "git commit -qam both"),
}


@pytest.mark.parametrize("read", [True, False], ids=["it has read that", "it has not"])
@pytest.mark.parametrize("name", READS)
def test_what_its_session_has_read_is_asked(repository: Repository, ann: Claude, name: str, read: bool) -> None:
    how, concludes = READS[name]
    ann.cwd = repository.worktree("ann")
    ann.reads("h.txt" if read else "g.txt")
    stop(ann, how)
    repository.session("dee").lands("h.txt", "h, by dee\n")
    denied = ann.runs(concludes)
    assert denied.rejected == (["CG101 h.txt"] if read else []), denied
    if read:
        done = follows(ann, denied, concludes)
        assert done.ok and not done.rejected, done
    assert repository.git("show", "ann:f.txt") == RESOLVED.strip()
    if "commit" in name:
        assert repository.git("log", "-1", "--format=%s", "ann") == "both"
