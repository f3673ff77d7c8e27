"""A folder comes where a session without a client had found nothing."""

import pytest

from tests.support.repository import Repository, Session


@pytest.fixture
def ann(repository: Repository) -> Session:
    repository.begin(other__py="1\n")
    ann = repository.session("ann")
    ann.reads("q")
    return ann


def stale(ann: Session) -> list[tuple[str, str, str]]:
    its = (one for one in ann.json("status")["sessions"] if one["session"] == "ann")
    return [(read["path"], read["kind"], read["changed_by"]) for one in its for read in one["stale"]]


@pytest.mark.parametrize(("paths", "listed"), [(("q/c.py",), 1), (("q/c.py", "q/d/e.py"), 2), (("q.py", "p/q/c.py", "q0"), 0)])
def test_status_lists_it_once_for_each_landing(repository: Repository, ann: Session, paths: tuple[str, ...], listed: int) -> None:
    for path in paths:
        repository.write(path.replace("c.py", "a.py"), "1\n")
        repository.git("add", "-A")
        repository.session("bob").lands(path, f"{path}\n", "-i")
    assert stale(ann) == [("q", "absent", "bob")] * listed
    rejected = ann.commits("other.py", "2\n")
    assert rejected.rejected == ["CG103 q"] * (listed > 0)
    if listed:
        assert ann.coordgit("ack", rejected.verdict, "--why", "no matter").ok
        assert stale(ann) == []


@pytest.mark.parametrize("more", [False, True])
def test_who_is_shown_what_is_in_it_may_commit(repository: Repository, ann: Session, more: bool) -> None:
    """``more``: another file comes there afterwards; it knows by then that there is a folder."""
    bob = repository.session("bob")
    bob.lands("q/c.py", "1\n")
    rejected = ann.commits("other.py", "2\n")
    assert rejected.rejected == ["CG103 q"] and ann.coordgit("explain", rejected.verdict).ok
    assert stale(ann) == []
    if more:
        bob.lands("q/b.py", "2\n")
    assert stale(ann) == []
    assert ann.commits("other.py", "2\n").ok
