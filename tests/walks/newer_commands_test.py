"""Commands that git has had since 2.54: ``git history fixup`` puts what is staged into a commit, ``git refs`` moves a branch."""

import pytest

from tests.support.claude import Claude
from tests.support.repository import CHANGED, Repository, Session, Sessions

CALL = "from api import f\nf(1)\n"


@pytest.fixture
def bob(sessions: Sessions, repository: Repository) -> Session:
    if "history" not in repository.git("--list-cmds=builtins").split():
        pytest.skip("this git has no git history")
    return sessions("bob")[0]


@pytest.fixture
def ann(bob: Session, repository: Repository) -> Session:
    """She has read ``api.py``, and committed something else."""
    ann = repository.session("ann")
    ann.reads("api.py")
    ann.lands("own.py", "1\n")
    return ann


def calls_f(ann: Session) -> None:
    ann.writes("caller.py", CALL)
    assert ann.git("add", "caller.py").ok


@pytest.mark.parametrize("commit", ["HEAD", "HEAD~1"])
def test_a_fixup_with_a_stale_call_is_rejected_and_passes_after_a_look(ann: Session, bob: Session, commit: str) -> None:
    bob.lands("api.py", CHANGED)
    calls_f(ann)
    before = ann.repository.state()
    fixed = ann.git("history", "fixup", commit)
    assert fixed.rejected == ["CG101 api.py"] and "--amend" not in fixed.err
    assert ann.repository.state() == before
    ann.reads("api.py")
    assert ann.git("history", "fixup", commit).ok


def test_a_fixup_with_a_call_of_what_is_there_passes(ann: Session, bob: Session) -> None:
    bob.lands("other.py", "2\n")
    calls_f(ann)
    assert ann.git("history", "fixup", "HEAD~1").ok
    assert ann.repository.git("show", "HEAD:caller.py") == CALL.strip()


def test_a_fixup_that_carries_anothers_edit_is_rejected_with_a_way_on_to_follow(ann: Session, repository: Repository) -> None:
    Claude(repository, "cleo").writes("api.py", CHANGED)
    calls_f(ann)
    ann.git("add", "api.py")
    fixed = ann.git("history", "fixup", "HEAD")
    assert fixed.rejected == ["CG202 api.py"]
    assert "next: leave api.py out (git restore --staged -- api.py), run it again (git history fixup HEAD)\n" in fixed.err
    ann.git("restore", "--staged", "--", "api.py")
    assert ann.git("history", "fixup", "HEAD").ok
    assert repository.git("show", "--name-only", "--format=") == "caller.py\nown.py"


def is_behind(ann: Session, repository: Repository) -> None:
    """Another session's branch is moved under her work tree and her index."""
    linked = repository.session("bob", repository.worktree("feat"))
    linked.lands("api.py", CHANGED)
    assert linked.git("update-ref", "refs/heads/main", "feat").ok
    calls_f(ann)


def test_a_fixup_by_an_index_that_is_out_of_date_is_rejected(ann: Session, repository: Repository) -> None:
    is_behind(ann, repository)
    assert "CG201 api.py" in ann.git("history", "fixup", "--update-refs=head", "HEAD").rejected


def test_a_fixup_by_an_index_that_was_brought_up_to_date_passes(ann: Session, repository: Repository) -> None:
    is_behind(ann, repository)
    ann.git("checkout", "HEAD", "--", "api.py")
    ann.reads("api.py")
    fixed = ann.git("history", "fixup", "--update-refs=head", "HEAD")
    assert fixed.ok, fixed.err
    assert repository.git("show", "main:api.py") == CHANGED.strip()


def test_a_branch_is_moved_by_git_refs_as_by_update_ref(ann: Session, bob: Session, repository: Repository) -> None:
    linked = repository.session("ann", repository.worktree("feat"))
    work = linked.lands("caller.py", CALL)
    bob.lands("api.py", CHANGED)
    assert linked.git("merge", "-q", "--no-edit", "main").ok
    moved = ann.git("refs", "update", "refs/heads/main", "feat")
    assert moved.rejected == ["CG101 api.py"]
    assert ", run it again (git refs update refs/heads/main feat)\n" in moved.err
    assert ann.git("refs", "create", "refs/heads/other", work).ok
    assert repository.store().column("SELECT operation FROM verdicts ORDER BY verdict_id DESC LIMIT 1") == ["update-ref"]
    linked.reads("api.py")
    assert ann.git("refs", "update", "refs/heads/main", "feat").ok


@pytest.mark.parametrize("changes", [True, False])
def test_a_copy_of_anothers_commit_that_git_refs_names_keeps_its_reads(
    ann: Session, bob: Session, repository: Repository, changes: bool
) -> None:
    """Nothing but the author and the date, which was the same second, shows what the commit was made from."""
    when = {"GIT_AUTHOR_DATE": "@2000000000 +0000", "GIT_COMMITTER_DATE": "@2000000000 +0000"}
    linked = repository.session("ann", repository.worktree("feat"))
    linked.writes("caller.py", CALL)
    linked.git("add", "caller.py")
    assert linked.git("commit", "-qm", "call", **when).ok
    linked.writes("caller.py", "import api\napi.f(2)\n")
    linked.git("add", "caller.py")
    tree = linked.git("write-tree").out.strip()
    bob.lands(*(("api.py", CHANGED) if changes else ("other.py", "2\n")))
    copy = bob.git("commit-tree", tree, "-p", "feat~1", "-m", "copied", **when).out.strip()
    repository.git("worktree", "remove", "-f", str(linked.cwd))
    repository.git("branch", "-qD", "feat")
    assert bob.git("refs", "create", "refs/heads/copy", copy).ok
    merged = bob.git("merge", "-q", "--no-edit", "copy")
    assert merged.rejected == ["CG101 api.py"] * changes
