"""A client's command does not end a merge, a rebase or the like of another agent that has stopped."""

from pathlib import Path

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository, needs_reftable
from tests.walks.denial_test import denied, follows

OPERATIONS = {"merge": "merge feat", "cherry-pick": "cherry-pick feat", "revert": "revert HEAD~", "rebase": "rebase feat"}


@pytest.fixture
def ann(repository: Repository) -> Claude:
    return in_conflict(repository)


def in_conflict(repository: Repository) -> Claude:
    """Ann, in a repository whose branches are in conflict."""
    repository.commit_files({"f.txt": "one\ntwo\nthree\n", "g.txt": "g\n"})
    repository.git("switch", "-qc", "feat")
    repository.commit_files({"f.txt": "one\ntwo, in feat\nthree\n"})
    repository.git("switch", "-q", "main")
    repository.commit_files({"f.txt": "one\ntwo, in main\nthree\n"})
    repository.commit_files({"f.txt": "one\ntwo, in main again\nthree\n"})
    return Claude(repository, "ann")


def stopped(ann: Claude, name: str) -> None:
    """Ann's operation stops, and she stages what she makes of it, which no hook records."""
    assert not ann.runs(f"git {OPERATIONS[name]}").ok
    ann.runs("git checkout -q --theirs f.txt && git add f.txt")


@pytest.mark.daily(3)
@pytest.mark.parametrize("way", ["--abort", "--quit", "--skip"])
@pytest.mark.parametrize("name", OPERATIONS)
def test_another_agent_does_not_end_it(ann: Claude, name: str, way: str) -> None:
    stopped(ann, name)
    bob = Claude(ann.repository, "bob")
    reason = denied(bob, f"git {name} {way}")
    assert reason.startswith(f"coordgit: git {name} {way} would end the {name} of claude ann, which has stopped in this"), reason
    follows(bob, reason)
    assert denied(ann, f"git {name} {way}") == ""


@pytest.mark.parametrize(
    "command",
    ["git reset", "git reset -q HEAD", "git reset --hard", "git reset --merge HEAD", "git stash", "git checkout -b mine",
     "git checkout -f", "git checkout feat"],
)  # fmt: skip
def test_what_makes_git_forget_it_ends_it(ann: Claude, command: str) -> None:
    stopped(ann, "merge")
    bob = Claude(ann.repository, "bob")
    bob.writes("g.txt", "g, by bob\n")
    bob.runs("git add g.txt")
    reason = denied(bob, command)
    assert "would end the merge of claude ann" in reason, reason
    follows(bob, reason)
    assert (ann.repository.top / ".git/MERGE_HEAD").exists()


@pytest.mark.daily(4)
@pytest.mark.parametrize("command", ["git reset -- g.txt", "git reset HEAD g.txt", "git reset g.txt", "git stash list",
                                     "git checkout -- g.txt", "git merge --continue", "git reset -p"])  # fmt: skip
def test_what_leaves_it_alone_runs(ann: Claude, command: str) -> None:
    stopped(ann, "merge")
    assert denied(Claude(ann.repository, "bob"), command) == ""


def test_what_was_handed_over_may_be_ended(ann: Claude) -> None:
    stopped(ann, "merge")
    bob = Claude(ann.repository, "bob")
    bob.writes("g.txt", "g, by bob\n")
    rejected = bob.runs("git commit -qam bob")
    verdict = rejected.verdict
    assert rejected.rejected == ["CG202 f.txt"] and denied(bob, "git merge --abort")
    assert ann.repository.coordgit("ack", verdict, "--why", "ann asked for it", **bob.env).ok
    assert denied(bob, "git merge --abort") == ""


@pytest.mark.parametrize("how", ["done", "ended", "over"])
def test_an_operation_of_nobody_at_work_may_be_ended(ann: Claude, how: str) -> None:
    stopped(ann, "merge")
    if how == "done":
        ann.repository.coordgit("report", "merged", "--state", "done", **ann.env)
    elif how == "ended":
        ann.send("SessionEnd", reason="other")
    else:
        ann.runs("git show HEAD:f.txt")  # what the side that she takes replaces
        assert ann.runs("git commit -qm both").ok
    assert denied(Claude(ann.repository, "bob"), "git merge --abort") == ""


def test_an_agent_ends_what_its_user_has_left(ann: Claude) -> None:
    ann.repository.git("merge", "feat", ok=False)
    assert denied(ann, "git merge --abort") == ""


@pytest.mark.parametrize("refs", ["files", "reftable"])
def test_a_plain_git_am_that_has_stopped_is_its_sessions_to_end(tmp_path: Path, refs: str) -> None:
    """git leaves nothing of the patch in the work tree, so that others may commit."""
    if refs == "reftable":
        needs_reftable(tmp_path)
    repository = Repository(tmp_path, init=("--ref-format=reftable",) if refs == "reftable" else ())
    ann = in_conflict(repository)
    repository.git("format-patch", "-q", "-1", "feat", "-o", str(repository.folder))
    assert not ann.runs(f"git am -q {repository.folder}/0001-init.patch").ok
    bob = Claude(repository, "bob")
    assert "git am --skip would end the am of claude ann, which has stopped" in denied(bob, "git am --skip")
    assert denied(bob, "git reset -q") == denied(ann, "git am --abort") == ""
    bob.writes("g.txt", "g, by bob\n")
    assert bob.commits("g.txt").ok
    assert denied(bob, "git am --abort")
    assert ann.runs("git am --quit").ok
    assert denied(bob, "git am --abort") == ""
