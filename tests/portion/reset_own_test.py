"""What a session takes off the branch again, and the work tree keeps, is its own uncommitted edit."""

import json

import pytest

from tests.portion.team import TEXT, committed
from tests.support.claude import Claude
from tests.support.repository import Repository

HERS = TEXT.replace("line 2\n", "line 2 ann\n")


def is_denied(session: Claude, command: str) -> bool:
    session.before("Bash", {"command": command}, session.call())
    return bool(session.last.out) and json.loads(session.last.out)["hookSpecificOutput"].get("permissionDecision") == "deny"


@pytest.mark.parametrize(
    "reset",
    [
        "git reset -q HEAD~1",
        "git reset -q --soft HEAD~1",
        "git branch other && git reset -q HEAD~1",
        "git reset -q HEAD~1 -- f.py && git commit -q --amend --no-edit --allow-empty",
    ],
)
@pytest.mark.parametrize("commit", ["git commit -qam anns", "coordgit commit -m anns"])
def test_nobody_else_commits_or_removes_it(repository: Repository, ann: Claude, bob: Claude, commit: str, reset: str) -> None:
    ann.edits("f.py", "line 2\n", "line 2 ann\n")
    assert ann.runs(commit).ok and ann.runs(reset).ok
    bob.edits("g.py", "g\n", "bob\n")
    assert "  claude ann  " in repository.coordgit("whose", "f.py").out
    assert "CG202 f.py" in bob.runs("git commit -qam bobs").rejected
    assert is_denied(bob, "git reset --hard")
    assert ann.runs("coordgit commit -m again").ok and committed(repository, "f.py") == HERS
    assert bob.runs("coordgit commit -m bobs").ok and not repository.git("status", "--porcelain")


def test_several_commits_become_one_edit(repository: Repository, ann: Claude, bob: Claude) -> None:
    for n in (2, 3, 4, 5):
        ann.edits("f.py", f"line {n}\n", f"line {n} ann\n")
        assert ann.runs("git commit -qam anns").ok
    bob.edits("f.py", "line 9\n", "line 9 bob\n")
    assert ann.runs("git reset -q HEAD~4").ok
    ann.edits("f.py", "line 5 ann\n", "line 5 of ann\n")
    assert ann.runs("coordgit commit -m again").ok
    assert committed(repository, "f.py") == HERS.replace("3\n", "3 ann\n").replace("4\n", "4 ann\n").replace("5\n", "5 of ann\n")
    bob.reads("f.py")
    assert bob.runs("coordgit commit -m bobs").ok and not repository.git("status", "--porcelain")


def test_a_file_that_is_taken_out_of_a_commit_and_kept_is_still_its_makers(
    repository: Repository, ann: Claude, bob: Claude
) -> None:
    ann.edits("f.py", "line 2\n", "line 2 ann\n")
    ann.writes("notes.txt", "ann\n")
    assert ann.runs("git add -A && git commit -qm anns").ok
    assert ann.runs("git rm -q --cached notes.txt && git commit -q --amend --no-edit").ok
    assert repository.coordgit("whose").out.startswith("notes.txt  (new)\n  claude ann  ")
    bob.edits("g.py", "g\n", "bob\n")
    assert bob.runs("git add -A && git commit -qm bobs").rejected == ["CG202 notes.txt"]


@pytest.mark.parametrize("undo", ["sed -i 's/ ann//' f.py", "git checkout -q HEAD~1 -- f.py"])
def test_what_it_undoes_in_its_commit_is_over(repository: Repository, ann: Claude, bob: Claude, undo: str) -> None:
    ann.edits("f.py", "line 2\n", "line 2 ann\n")
    assert ann.runs("git commit -qam anns").ok and ann.runs(f"{undo} && git commit -q --allow-empty --amend --no-edit -a").ok
    assert "f.py" not in repository.coordgit("whose").out and "kept" not in repository.coordgit("restore", "--list").out
    bob.edits("f.py", "line 9\n", "line 9 bob\n")
    assert bob.runs("git commit -qam bobs").ok


@pytest.mark.parametrize("who", ["her", "him"])
def test_what_is_gone_with_the_reset_is_in_nobodys_way(repository: Repository, ann: Claude, bob: Claude, who: str) -> None:
    repository.git("switch", "-qc", "private")
    ann.edits("f.py", "line 2\n", "line 2 ann\n")
    assert ann.runs("git commit -qam anns").ok
    assert (ann if who == "her" else bob).runs("git reset -q --hard HEAD~1").ok
    assert repository.json("restore", "--list") == {"kept": []}
    bob.edits("f.py", "line 9\n", "line 9 bob\n")
    assert bob.runs("git commit -qam bobs").ok


def test_who_takes_it_off_for_another_may_fold_it_into_an_own_commit(repository: Repository, ann: Claude, bob: Claude) -> None:
    repository.git("switch", "-qc", "private")
    ann.edits("f.py", "line 2\n", "line 2 ann\n")
    assert ann.runs("git commit -qam anns").ok
    bob.edits("g.py", "g\n", "bob\n")
    assert bob.runs("git commit -qam bobs").ok and bob.runs("git reset -q --soft HEAD~2").ok
    assert bob.runs("git commit -qm both").ok and committed(repository, "f.py") == HERS


STOPS = {
    "detached": "git checkout -q --detach",
    "at a stop": "GIT_SEQUENCE_EDITOR='sed -i s/^pick/edit/' git rebase -q -i HEAD~1",
}


@pytest.mark.parametrize("reset", ["git reset -q HEAD~1", "git reset -q --soft HEAD~1", "git reset -q --hard HEAD~1"])
@pytest.mark.parametrize("leaves", STOPS.values(), ids=STOPS)
def test_no_branch_need_move(repository: Repository, ann: Claude, bob: Claude, leaves: str, reset: str) -> None:
    ann.edits("f.py", "line 2\n", "line 2 ann\n")
    assert ann.runs("git commit -qam anns").ok and ann.runs(leaves).ok and ann.runs(reset).ok
    bob.edits("g.py", "g\n", "bob\n")
    swept = bob.runs("git commit -qam bobs")
    assert ("CG202 f.py" in swept.rejected) == ("--hard" not in reset), swept


def test_what_a_rebase_puts_back_later_is_committed(repository: Repository, ann: Claude, bob: Claude) -> None:
    for n in (2, 9):
        ann.edits("f.py", f"line {n}\n", f"line {n} ann\n")
        assert ann.runs("git commit -qam anns").ok
    split = "GIT_SEQUENCE_EDITOR='sed -i 1s/^pick/edit/' git rebase -q -i HEAD~2 && git reset -q HEAD~1"
    assert ann.runs(split).ok
    assert ann.runs("git commit -qam again && git rebase --continue").ok
    assert "f.py" not in repository.coordgit("whose").out and repository.json("restore", "--list") == {"kept": []}


@pytest.mark.parametrize(
    "back", ["git rebase --abort", "git reset -q --hard ORIG_HEAD && git rebase --continue", "git reset -q ORIG_HEAD"]
)
def test_what_is_committed_again_with_the_commit_itself_is_in_nobodys_way(
    repository: Repository, ann: Claude, bob: Claude, back: str
) -> None:
    ann.edits("f.py", "line 2\n", "line 2 ann\n")
    assert ann.runs("git commit -qam anns").ok and ann.runs(STOPS["at a stop"]).ok and ann.runs("git reset -q HEAD~1").ok
    assert ann.runs(back.replace("ORIG_HEAD", repository.head("main"))).ok
    assert ann.runs("git rebase --continue || true").ok
    bob.edits("f.py", "line 9\n", "line 9 bob\n")
    assert "  claude ann  " not in repository.coordgit("whose", "f.py").out
    swept = bob.runs("git commit -qam bobs")
    assert swept.ok, swept
