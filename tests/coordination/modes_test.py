"""Locks and what a commit does to a path but leaves its bytes: executable or not, a file or a link."""

from tests.support.repository import Repository, Session, Sessions

LOCKED = ["CG301 api.py"]


def executable(session: Session, path: str) -> None:
    """Stage ``path`` as executable."""
    assert session.git("update-index", "--chmod=+x", "--", path).ok


def as_link(session: Session, path: str) -> None:
    """Stage ``path`` as a symbolic link of the same bytes."""
    oid = session.git("rev-parse", f":{path}").out.strip()
    assert session.git("update-index", "--cacheinfo", f"120000,{oid},{path}").ok


def test_a_locked_path_keeps_its_mode(sessions: Sessions) -> None:
    ann, bob = sessions("ann", "bob")
    ann.coordgit("lock", "api.py")
    executable(bob, "api.py")
    assert bob.json("check")["conflicts"][0]["code"] == "CG301"
    assert bob.git("commit", "-qm", "run it").rejected == LOCKED
    ann.coordgit("unlock")
    assert bob.git("commit", "-qm", "run it").ok


def test_a_locked_file_stays_a_file(sessions: Sessions) -> None:
    ann, bob = sessions("ann", "bob")
    ann.coordgit("lock", "api.py")
    as_link(bob, "api.py")
    assert bob.git("commit", "-qm", "link it").rejected == LOCKED


def test_the_holder_and_who_touches_another_path_may_change_modes(sessions: Sessions) -> None:
    ann, bob = sessions("ann", "bob")
    ann.coordgit("lock", "api.py")
    executable(bob, "other.py")
    assert bob.json("check")["conflicts"] == []
    assert bob.git("commit", "-qm", "run it").ok
    executable(ann, "api.py")
    assert ann.git("commit", "-qm", "run it").ok


def test_a_mode_is_seen_among_several_commits_made_at_once(repository: Repository, sessions: Sessions) -> None:
    ann, bob = sessions("ann", "bob")
    ann.coordgit("lock", "api.py")
    tip = repository.head()
    for change in ("other.py", "api.py"):
        executable(bob, change)
        tree = bob.git("write-tree").out.strip()
        tip = bob.git("commit-tree", tree, "-p", tip, "-m", change).out.strip()
    assert bob.git("update-ref", "refs/heads/main", f"{tip}~1").ok
    assert bob.git("update-ref", "refs/heads/main", "main~1").ok
    assert bob.git("update-ref", "refs/heads/main", tip).rejected == LOCKED


def test_of_an_amended_commit_only_the_mode_that_the_amend_changes_counts(sessions: Sessions) -> None:
    ann, bob = sessions("ann", "bob")
    executable(bob, "api.py")
    assert bob.git("commit", "-qm", "run it").ok
    ann.coordgit("lock", "api.py")
    assert bob.git("commit", "-q", "--amend", "-m", "better said").ok
    ann.coordgit("lock", "other.py")
    executable(bob, "other.py")
    assert bob.git("commit", "-q", "--amend", "-m", "both").rejected == ["CG301 other.py"]


def test_a_mode_makes_no_read_stale(sessions: Sessions) -> None:
    ann, bob = sessions("ann", "bob")
    ann.reads("api.py")
    executable(bob, "api.py")
    assert bob.git("commit", "-qm", "run it").ok
    assert ann.lands("other.py", "OTHER = 2\n")


def test_an_amend_does_not_take_a_change_back_of_what_is_locked_since(sessions: Sessions) -> None:
    ann, bob = sessions("ann", "bob")
    bob.writes("api.py", "changed\n")
    bob.writes("other.py", "changed\n")
    assert bob.git("commit", "-qam", "both").ok
    ann.coordgit("lock", "api.py")
    assert bob.git("checkout", "-q", "HEAD~", "--", "other.py").ok
    assert bob.git("commit", "-q", "--amend", "-m", "api alone").ok
    assert bob.git("checkout", "-q", "HEAD~", "--", "api.py").ok
    assert bob.git("commit", "-q", "--amend", "--allow-empty", "-m", "nothing").rejected == LOCKED
