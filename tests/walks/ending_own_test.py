"""To end one's own merge, rebase or the like does not take away what others have not committed."""

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository
from tests.walks.denial_test import denied, follows, read
from tests.walks.ending_test import OPERATIONS, in_conflict

pytestmark = pytest.mark.nightly

REBASES = {"rebase": "rebase feat", "rebase --apply": "rebase --apply feat"}
TAKES = "would take away uncommitted edits of claude bob (g.txt)"
UNSTAGED = pytest.mark.parametrize("name", [name for name in OPERATIONS if name != "rebase"])


@pytest.fixture
def ann(repository: Repository) -> Claude:
    return in_conflict(repository)


@pytest.fixture
def bob(ann: Claude, repository: Repository) -> Claude:
    return Claude(repository, "bob")


def branch(repository: Repository) -> str:
    return repository.git("symbolic-ref", "-q", "--short", "HEAD")


@pytest.mark.parametrize("how", ["--abort", "--skip"])
@pytest.mark.parametrize("name", REBASES)
def test_a_rebase_is_ended_without_the_edits_of_others(ann: Claude, bob: Claude, name: str, how: str) -> None:
    assert not ann.runs(f"git {REBASES[name]}").ok
    bob.writes("g.txt", "g, by bob\n")
    reason = denied(ann, f"git rebase {how}")
    assert f"git rebase {how} {TAKES}" in reason
    follows(ann, reason)
    assert ann.repository.git("status", "--porcelain") == "M g.txt" and read(ann.repository, "g.txt") == "g, by bob\n"
    assert branch(ann.repository) == "main"


@pytest.mark.parametrize("staged", [False, True])
def test_where_git_could_not_keep_them_the_branch_goes_to_a_worktree_of_its_own(ann: Claude, bob: Claude, staged: bool) -> None:
    if not staged:
        ann.repository.commit_files({"g.txt": "g, in main\n"})
    assert not ann.runs("git rebase feat").ok
    bob.writes("g.txt", "g, by bob\n")
    if staged:
        bob.runs("git add g.txt")
    reason = denied(ann, "git rebase --abort")
    assert TAKES in reason and " worktree add " in reason
    follows(ann, reason)
    assert read(ann.repository, "g.txt") == "g, by bob\n"
    assert "branch refs/heads/main" in ann.repository.git("worktree", "list", "--porcelain")


def test_a_rebase_of_no_branch(ann: Claude, bob: Claude) -> None:
    ann.repository.git("checkout", "-q", "--detach")
    before = ann.repository.head("HEAD")
    assert not ann.runs("git rebase feat").ok
    bob.writes("g.txt", "g, by bob\n")
    follows(ann, denied(ann, "git rebase --abort"))
    assert ann.repository.head("HEAD") == before and read(ann.repository, "g.txt") == "g, by bob\n"


@pytest.mark.parametrize("name", REBASES)
def test_what_a_rebase_leaves_there_is_no_reason(ann: Claude, bob: Claude, name: str) -> None:
    assert not ann.runs(f"git {REBASES[name]}").ok
    bob.writes("new.txt", "by bob\n")
    ann.writes("g.txt", "g, by ann\n")
    assert denied(ann, "git rebase --abort") == denied(ann, "git rebase --skip") == ""
    bob.runs("git add new.txt")
    assert "(new.txt)" in denied(ann, "git rebase --abort")
    undo = "git restore --staged -- new.txt && git rebase --abort"
    assert denied(ann, undo) == "" and ann.runs(undo).ok
    assert read(ann.repository, "new.txt") == "by bob\n"


def test_a_rebase_that_is_quit_keeps_every_file(ann: Claude, bob: Claude) -> None:
    assert not ann.runs("git rebase feat").ok
    bob.writes("g.txt", "g, by bob\n")
    assert denied(ann, "git rebase --quit") == ""


@UNSTAGED
def test_what_is_staged_is_unstaged_before_the_rest_is_ended(ann: Claude, bob: Claude, name: str) -> None:
    assert not ann.runs(f"git {OPERATIONS[name]}").ok
    bob.writes("g.txt", "g, by bob\n")
    assert denied(ann, f"git {name} --abort") == ""
    bob.runs("git add g.txt")
    reason = denied(ann, f"git {name} --abort")
    assert f"git {name} --abort {TAKES}" in reason
    follows(ann, reason)
    assert denied(ann, f"git {name} --abort") == "" and ann.runs(f"git {name} --abort").ok
    assert ann.repository.git("status", "--porcelain") == "M g.txt" and read(ann.repository, "g.txt") == "g, by bob\n"


@UNSTAGED
def test_both_may_be_one_command(ann: Claude, bob: Claude, name: str) -> None:
    assert not ann.runs(f"git {OPERATIONS[name]}").ok
    bob.writes("g.txt", "g, by bob\n")
    bob.writes("new.txt", "by bob\n")
    bob.runs("git add g.txt new.txt")
    assert "(new.txt)" in denied(ann, f"git restore --staged -- g.txt && git {name} --abort")
    both = f"git restore --staged -- g.txt new.txt && git {name} --abort"
    assert denied(ann, both) == "" and ann.runs(both).ok
    assert ann.repository.git("status", "--porcelain") == "M g.txt\n?? new.txt"


def test_nothing_is_ended_where_another_operation_has_stopped(ann: Claude, bob: Claude) -> None:
    assert not ann.runs("git merge feat").ok
    bob.writes("g.txt", "g, by bob\n")
    bob.runs("git add g.txt")
    assert denied(ann, "git rebase --abort") == denied(ann, "git cherry-pick --abort") == ""


def test_of_what_was_handed_over_the_edits_of_third_sessions_count(ann: Claude, bob: Claude) -> None:
    assert not ann.runs("git merge feat").ok
    ann.runs("git checkout -q --theirs f.txt && git add f.txt")
    ann.repository.coordgit("report", "take it", "--state", "done", **ann.env)
    cat = Claude(ann.repository, "cat")
    assert denied(cat, "git merge --abort") == ""
    bob.writes("g.txt", "g, by bob\n")
    bob.runs("git add g.txt")
    assert TAKES in denied(cat, "git merge --abort")
