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


LINES = "".join(f"line {n}\n" for n in range(9))
REBASED = "git rebase -q main && git -C ../repo merge -q --ff-only ann"
SQUASHED = "git -C ../repo merge -q --squash ann && git -C ../repo commit -qm squashed"
PICKED = "git -C ../repo cherry-pick ann"


@pytest.mark.parametrize("undone", [False, True], ids=["stands there", "was taken back"])
@pytest.mark.parametrize("landing", [REBASED, SQUASHED, PICKED])
def test_what_has_landed_beside_anothers_change_of_the_file_is_nobodys_work_in_a_rebase(
    repository: Repository, landing: str, undone: bool
) -> None:
    repository.commit_files({"api.py": LINES, "other.py": "1\n"})
    ann, cat = (repository.session(name, repository.worktree(name)) for name in ("ann", "cat"))
    bob = repository.session("bob")
    cat.lands("api.py", f"{LINES}cat 1\n")
    cat.lands("api.py", f"{LINES}cat 1\ncat 2\n")
    ann.reads("api.py", "other.py")
    ann.lands("api.py", LINES.replace("line 2\n", "line 2\nline of ann\n"), "--date=2001-01-01T00:00:00Z")
    patch = ann.git("diff", "HEAD~1").out
    bob.lands("api.py", f"{LINES}bob\n")
    assert ann.coordgit("read", "--at", "main", "api.py").ok
    landed = repository.run(["sh", "-c", landing], ann.cwd, **ann.env)
    assert landed.ok, landed.err
    ann.reads("other.py")  # it is at work
    if undone:
        assert bob.git("revert", "--no-edit", "HEAD").ok
        bob.lands("other.py", "2\n")
        assert cat.git("reset", "-q", "--hard", "main").ok
        assert repository.run(["git", "apply"], cat.cwd, patch).ok
        assert "CG101 other.py" in cat.git("commit", "-qam", "again").rejected, "which ann has read"
        return
    assert not cat.git("rebase", "-q", "main").ok
    cat.writes("api.py", LINES.replace("line 2\n", "line 2\nline of ann\n") + "bob\ncat 1\n")
    assert cat.git("add", "api.py").ok
    concluded = cat.git("rebase", "--continue")
    assert concluded.ok, concluded.err


@pytest.mark.parametrize("kept", [True, False], ids=["unlanded", "dropped"])
@pytest.mark.parametrize("place", ["line 2\n", "line 7\n"])
@pytest.mark.parametrize("changed", ["api.py", "other.py"])
def test_work_has_not_landed_where_another_has_added_the_same_line_elsewhere(
    repository: Repository, kept: bool, place: str, changed: str
) -> None:
    repository.commit_files({"caller.py": LINES, "api.py": "1\n", "other.py": "1\n"})
    ann, cat = (repository.session(name, repository.worktree(name)) for name in ("ann", "cat"))
    bob = repository.session("bob")
    ann.reads("api.py")
    ann.lands("caller.py", LINES.replace("line 2\n", "line 2\ncheck()\n"))
    patch = ann.git("diff", "HEAD~1").out
    assert kept or ann.git("reset", "-q", "--hard", "HEAD~1").ok
    bob.lands("caller.py", LINES.replace(place, f"{place}check()\n") + "bob\n")
    bob.lands(changed, "2\n")
    ann.reads("other.py")  # it is at work
    assert repository.run(["git", "apply"], cat.cwd, patch).ok
    taken = cat.git("commit", "-qam", "taken")
    assert taken.rejected == (["CG101 api.py"] if place == "line 7\n" and changed == "api.py" else []), taken.err
