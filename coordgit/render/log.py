"""``log`` as text and JSON: what has landed and what was rejected. Pure."""

from collections.abc import Sequence
from typing import Any

from coordgit.core.model import REJECTED, UNVERIFIED, Verdict
from coordgit.core.quoting import quoted
from coordgit.git.refs import short
from coordgit.render.text import table
from coordgit.render.verdict import clock
from coordgit.store.names import Names


def log_json(entries: Sequence[tuple[Verdict, str | None]]) -> dict[str, Any]:
    """Return the log as JSON; ``landed`` is true once the landing is in its branch. One in another clone has no verdict here."""
    return {
        "entries": [
            {
                "verdict": verdict.name if verdict.number else None, "clone": None if verdict.number else verdict.source,
                "outcome": verdict.outcome, "session": verdict.epoch.session or None, "ref": verdict.ref, "old": verdict.old,
                "new": verdict.new, "at": verdict.at, "source": verdict.source if verdict.number else "elsewhere",
                "landed": state == "landed" or (state is None and verdict.outcome == UNVERIFIED), "reason": verdict.reason,
            }
            for verdict, state in entries
        ]
    }  # fmt: skip


def log_text(entries: Sequence[tuple[Verdict, str | None]], names: Names, room: int) -> list[str]:
    """Return a line for each entry, newest first."""
    rows = []
    for verdict, state in entries:
        outcome = verdict.outcome
        if outcome not in (REJECTED, UNVERIFIED) and state != "landed":
            outcome += ", before a push" if state is None else ", not landed" if state == "void" else ", landing"
        span = span_of(verdict.old, verdict.new)
        who, reason = names(verdict.epoch.session) or "unknown", verdict.reason and quoted(verdict.reason)
        rows.append((verdict.name if verdict.number else "", clock(verdict.at), outcome, short(verdict.ref), span, who, reason))
    return table(rows, room)


def span_of(old: str | None, new: str | None) -> str:
    """Return the commits between which a branch moved, as ``abc1234..def5678``."""
    return f"{(old or 'nothing')[:7]}..{(new or 'nothing')[:7]}"
