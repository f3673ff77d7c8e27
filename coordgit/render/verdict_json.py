"""A verdict as one JSON document: what ``check``, ``explain`` and ``verify`` print with ``--json``."""

from coordgit.core.model import Conflict, Verdict
from coordgit.startup.json import loads
from coordgit.startup.typing import Any


def verdict_document(verdict: Verdict, remedy: list[str]) -> dict[str, Any]:
    """Return a verdict as ``check --json`` and ``explain --json`` print it."""
    facts = ("outcome", "level", "ref", "old", "new", "operation", "at", "reason")
    return {
        "verdict": verdict.name,
        **{name: getattr(verdict, name) for name in facts},
        "session": verdict.epoch.session,
        "checked": verdict.checked or 0,
        "involved": loads(verdict.involved),
        "conflicts": [_conflict_document(c) for c in verdict.conflicts if c.counts],
        "warnings": [_conflict_document(c) for c in verdict.conflicts if not c.counts],
        "remedy": remedy,
    }


def _conflict_document(conflict: Conflict) -> dict[str, Any]:
    from coordgit.core.rules.weights import is_read

    change = {name: getattr(conflict, name) for name in ("ref", "oid", "session", "author", "subject")}
    return {
        **{name: getattr(conflict, name) for name in ("n", "code", "path", "reader", "diff", "why")},
        "lines": [conflict.first, conflict.last] if conflict.first else None,
        "read": loads(conflict.read) if conflict.read and is_read(conflict.code) else None,
        "change": change | {"commit": conflict.changed_by, "at": conflict.changed_at},
        "line": conflict.line or None,
        "acknowledged": conflict.ack_reason or None,
    }
