"""A verdict as JSON, as ``check``, ``explain`` and ``verify`` print it."""

import json
from typing import Any

from coordgit.core.model import Conflict, Verdict
from coordgit.core.rules import is_read


def document(verdict: Verdict, remedy: list[str]) -> dict[str, Any]:
    """Return a verdict as the contract's JSON."""
    return {
        "verdict": verdict.name,
        "outcome": verdict.outcome,
        "level": verdict.level,
        "session": verdict.epoch.session,
        "ref": verdict.ref,
        "old": verdict.old,
        "new": verdict.new,
        "checked": verdict.checked or 0,
        "operation": verdict.operation,
        "at": verdict.at,
        "reason": verdict.reason,
        "involved": json.loads(verdict.involved),
        "conflicts": [_conflict_document(c) for c in verdict.conflicts if c.counts],
        "warnings": [_conflict_document(c) for c in verdict.conflicts if not c.counts],
        "remedy": remedy,
    }


def _conflict_document(conflict: Conflict) -> dict[str, Any]:
    change = {
        "commit": conflict.changed_by,
        "ref": conflict.ref,
        "oid": conflict.oid,
        "session": conflict.session,
        "author": conflict.author,
        "subject": conflict.subject,
        "at": conflict.changed_at,
    }
    read = json.loads(conflict.read) if conflict.read and is_read(conflict.code) else None
    return {
        "n": conflict.n,
        "code": conflict.code,
        "path": conflict.path,
        "lines": [conflict.first, conflict.last] if conflict.first else None,
        "reader": conflict.reader,
        "read": read,
        "change": change,
        "diff": conflict.diff,
        "why": conflict.why,
        "line": conflict.line or None,
        "acknowledged": conflict.ack_reason or None,
    }
