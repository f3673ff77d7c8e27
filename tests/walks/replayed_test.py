"""A rebase of a branch with commits of several sessions: what follows a session's commits again makes none of its reads stale."""

import pytest

from tests.support.repository import API, CHANGED, Repository, Session


@pytest.fixture
def ann(repository: Repository) -> Session:
    """Ann has committed on main after she read api.py; then Bob has changed that, and the remote has a commit of its own."""
    repository.commit_files({"api.py": API, "other.py": "OTHER = 1\n"})
    repository.git("branch", "-q", "far")
    ann = repository.session("ann")
    ann.reads("api.py")
    ann.lands("caller.py", "f(1)\n")
    repository.session("bob").lands("api.py", CHANGED)
    repository.commit_files({"far.py": "1\n"}, "far", repository.worktree("elsewhere", at="far"))
    return ann


@pytest.mark.daily(2)
@pytest.mark.parametrize("who", ["ann", "bob", ""])
def test_whoever_rebases_commits_in_their_order_is_not_rejected(repository: Repository, ann: Session, who: str) -> None:
    session = repository.session(who) if who else None
    rebased = (session.git if session else lambda *args: repository.run(["git", *args]))("rebase", "-q", "elsewhere")
    assert rebased.ok, rebased.err
    assert ann.commits("mine.py", "f(2)\n").rejected == ["CG101 api.py"], "it still has not seen Bob's change"


def test_a_reworded_commit_may_have_what_came_after_it_again(repository: Repository, ann: Session) -> None:
    def reworded(session: Session) -> None:
        done = session.git(
            *("rebase", "-q", "-i", "HEAD~2"),
            GIT_SEQUENCE_EDITOR="sed -i.bak '1s/^pick/reword/'",
            GIT_EDITOR="sed -i.bak 1s/^/x/",
        )
        assert done.ok, done.err

    reworded(ann)
    reworded(repository.session("bob"))


def test_a_commit_moved_above_what_its_session_has_not_seen_is_rejected(repository: Repository, ann: Session) -> None:
    turned = ann.git("rebase", "-q", "-i", "HEAD~2", GIT_SEQUENCE_EDITOR="sed -i.bak '1{h;d;};2G'")
    assert turned.rejected == ["CG101 api.py"], turned.err


def test_what_is_written_where_a_rebase_stops_is_rejected(repository: Repository, ann: Session) -> None:
    assert ann.git("rebase", "-q", "-i", "HEAD~2", GIT_SEQUENCE_EDITOR="sed -i.bak '1s/^pick/edit/'").ok
    ann.writes("caller.py", "f(2)\n")
    assert ann.git("commit", "-qa", "--amend", "--no-edit").ok
    assert ann.git("rebase", "--continue").rejected == ["CG101 api.py"]
