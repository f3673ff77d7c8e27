"""Which reads a team's store gets from a clone that shares them, and what the view ``stale_reads`` says of them there."""

import pytest

from coordgit.store import shared_reads
from tests.support.postgres import Server
from tests.support.repository import Repository
from tests.team.clones import Member, clone_name, there
from tests.team.told_test import pair as pair

STALE = "SELECT session, path, changed_by, ref FROM stale_reads ORDER BY path"


def kept(ann: Member) -> list[tuple[object, ...]]:
    """What the team's store has of reads."""
    with there(ann) as store:
        return store.all("SELECT session, kind, path, first, last FROM reads ORDER BY path, kind")


def test_the_paths_of_reads_are_shared_where_that_is_set_and_show_there_what_is_stale(pair: tuple[Member, Repository]) -> None:
    ann, bob = pair
    name = f"{clone_name(bob.top)}/bob"
    reader = bob.session("bob")
    reader.reads("api.py:1-2", "other.py", "new.py")
    assert reader.coordgit("read", "--grep", "secret").ok
    assert bob.coordgit("sync").ok and kept(ann) == []
    bob.git("config", "coordgit.teamReads", "true")
    assert bob.coordgit("sync").ok and bob.coordgit("sync").ok
    shared = [(name, "lines", "api.py", 1, 2), (name, "absent", "new.py", 0, 0), (name, "content", "other.py", 0, 0)]
    assert kept(ann) == shared
    ann.lands("ann", "api.py", "unread.py")
    ann.lands("ann", "other.py", blob=bob.git("rev-parse", "HEAD:other.py"))  # what it was when it was read
    ann.lands("ann", "new.py", ref="refs/heads/work")  # not a target
    ann.refresh()
    with there(ann) as store:
        assert store.all(STALE) == [(name, "api.py", "ann/ann", "refs/heads/main")]
    bob.git("config", "coordgit.teamReads", "false")
    assert bob.coordgit("sync").ok and kept(ann) == []


def test_what_was_shown_or_read_again_is_not_stale_there_either(pair: tuple[Member, Repository]) -> None:
    ann, bob = pair
    bob.git("config", "coordgit.teamReads", "true")
    reader = bob.session("bob")
    reader.reads("api.py", "other.py")
    assert bob.coordgit("sync").ok
    bob.session("dan").lands("api.py", "API = 2\n")
    bob.session("dan").lands("other.py", "OTHER = 2\n")
    for path in ("api.py", "other.py"):
        ann.lands("ann", path, blob=bob.git("rev-parse", f"HEAD:{path}"))
    ann.refresh()
    with there(ann) as store:
        assert [row[1] for row in store.all(STALE)] == ["api.py", "other.py"]
    reader.reads("api.py")
    rejected = reader.commits("mine.py", "1\n")
    assert rejected.rejected == ["CG101 other.py"] and reader.coordgit("ack", rejected.verdict, "--why", "harmless").ok
    assert bob.coordgit("sync").ok
    with there(ann) as store:
        assert store.all(STALE) == []


def test_the_newest_reads_of_a_session_are_shared(pair: tuple[Member, Repository], monkeypatch: pytest.MonkeyPatch) -> None:
    ann, bob = pair
    monkeypatch.setattr(shared_reads, "MOST", 1)
    bob.git("config", "coordgit.teamReads", "true")
    bob.session("bob").reads("api.py")
    bob.session("bob").reads("other.py")
    assert bob.coordgit("sync").ok
    assert [row[2] for row in kept(ann)] == ["other.py"]


def test_the_reads_of_who_was_silent_for_too_long_are_deleted_there(pair: tuple[Member, Repository], server: Server) -> None:
    ann, bob = pair
    bob.git("config", "coordgit.teamReads", "true")
    bob.session("bob").reads("api.py")
    assert bob.coordgit("sync").ok and len(kept(ann)) == 1
    with there(ann) as store:
        store.do("UPDATE sessions SET seen_at = seen_at - 100000")
    ann.report("ann", "still here")
    ann.refresh()
    assert kept(ann) == []
