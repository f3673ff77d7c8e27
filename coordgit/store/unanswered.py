"""Updates that were bypassed while the store could not be used: noted in a file, for when the store learns of them."""

from coordgit.core.model import Oid
from coordgit.startup.json import dumps, loads
from coordgit.startup.typing import Any, Iterable
from coordgit.store.text_files import BYPASSED, LIMIT, append_at_last

Move = tuple[str, Oid, Oid]
"""A branch, the commit that it named, and the one that it gets."""


def keep(folder: str, moves: Iterable[Move], session: str, why: str) -> None:
    """Append each update of a branch to the file, with who let it pass and why."""
    path = f"{folder}/{BYPASSED}"
    fields = [{"ref": ref, "old": old, "new": new, "session": session, "why": why} for ref, old, new in moves if old]
    if fields and len(_text(path)) <= LIMIT:
        append_at_last(path, "".join(f"{dumps(one)}\n" for one in fields).encode("ascii", "backslashreplace"))


def of(folder: str, ref: str, old: Oid, new: Oid) -> tuple[str, str]:
    """Return (session, why) of the newest bypass, if a branch came from ``old`` to ``new`` by bypassed updates alone; else empty
    texts."""
    noted: dict[str, dict[str, Any]] = {}
    for line in _text(f"{folder}/{BYPASSED}").splitlines():
        try:
            one = loads(line)
        except ValueError:  # the disk was full
            continue
        if isinstance(one, dict) and one.get("ref") == ref:
            noted[one["new"]] = one
    last, at = noted.get(new), new
    while at != old:
        if at not in noted:
            return "", ""
        at = noted.pop(at)["old"]
    return (last["session"], last["why"]) if last else ("", "")


def _text(path: str) -> str:
    try:
        with open(path, encoding="ascii", errors="replace") as file:
            return file.read()
    except OSError:
        return ""
