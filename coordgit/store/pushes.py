"""Pushes that were validated before they went, and how far the reflogs of remote-tracking branches were checked."""

from coordgit.core.model import Oid
from coordgit.store.database import Store


def note_asked_push(store: Store, ref: str, oid: Oid, now: float) -> None:
    """Record that a push of ``oid`` to the branch behind the remote-tracking ``ref`` was validated and may go."""
    store.upsert("pushes", "ref, oid", ref=ref, oid=oid, asked_at=now)


def take_asked_push(store: Store, ref: str, oid: Oid) -> bool:
    """True if that push was validated. Its record is deleted: the same push another time is another push."""
    return bool(store.do("DELETE FROM pushes WHERE ref = :ref AND oid = :oid", ref=ref, oid=oid))


def asked_pushes(store: Store) -> list[Oid]:
    """Return the commits whose push, to whichever branch, was validated."""
    return store.column("SELECT DISTINCT oid FROM pushes")


def seen_reflogs(store: Store) -> dict[str, str]:
    """Return, by remote-tracking branch, the newest entry of its reflog that was checked, "" for none."""
    return dict(store.all("SELECT ref, entry FROM reflogs"))


def note_seen_reflog(store: Store, ref: str, entry: str) -> None:
    store.upsert("reflogs", "ref", ref=ref, entry=entry)
