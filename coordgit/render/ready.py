"""The checked-out branches and their conflicts, as text and as JSON."""

from typing import Any

from coordgit.core.quoting import counted, few, quote
from coordgit.core.readiness import Beside, Branch, Broken, Ready, Tested
from coordgit.git.refs import short
from coordgit.render.text import table
from coordgit.render.verdict import place
from coordgit.store.names import Names

SHOWN = 4
"""Paths that one cell names at most."""


def ready_text(ready: Ready, tested: Tested, names: Names, room: int) -> list[str]:
    """Return a line for each branch, in the order in which they can land."""
    target = short(ready.onto.ref)
    if not ready.branches:
        nothing = f"coordgit: no branch that is checked out here has commits that {target} lacks"
        return [nothing, *_elsewhere(ready, names, room)]
    lands = sum(entry.lands for entry in ready.branches)
    order = ", in this order" if lands > 1 else ""
    lines = [f"coordgit: {lands} of {len(ready.branches)} branches can land on {target} ({ready.onto.tip[:7]}){order}"]
    rows = []
    tests = {True: "test passed", False: "test failed", None: ""}
    for n, entry in enumerate(ready.branches, 1):
        number, count, who = (
            str(n) if entry.lands else "-",
            counted(entry.commits, "commit"),
            ", ".join(map(names, entry.sessions)),
        )
        test = tests[tested.passed.get(entry.branch)]
        rows.append((number, short(entry.branch), count, who, _state(entry, ready, target), test))
    lines += table(rows, room, "  ")
    lines += _elsewhere(ready, names, room)
    if tested.broken is not None:
        shown = [f"    {line}" for line in tested.broken.output.split("\n")] if tested.broken.output else []
        lines += ["", f"{_sentence(tested.broken, target)}{':' if shown else ''}", *shown]
    return lines


def _elsewhere(ready: Ready, names: Names, room: int) -> list[str]:
    rows = []
    for entry in ready.elsewhere:
        met = "; ".join(f"{short(ref)} has read or changed: {few(map(quote, paths), SHOWN)}" for ref, paths in entry.met)
        count, who = f"{counted(len(entry.paths), 'path')} changed", ", ".join(map(names, entry.sessions))
        rows.append((short(entry.branch), count, who, met))
    return ["at work in other clones", *table(rows, room, "  ")] if rows else []


def _state(entry: Branch, ready: Ready, target: str) -> str:
    parts = []
    if entry.conflicts:
        parts.append(f"conflicts with {target} in {few(entry.conflicts, SHOWN)}")
    if entry.stale:
        parts.append(f"stale on {target}: {few(map(place, entry.stale), SHOWN)}")
    before = [other.branch for other in ready.branches[: ready.branches.index(entry)] if other.lands]
    for other in entry.beside:
        if entry.lands and other.branch in before:
            parts.append(_after(other))
    reads = "its reads are up to date" if entry.sessions else "what was read for it is not known"
    return "; ".join(parts) or f"merges cleanly, {reads}"


def _after(other: Beside) -> str:
    todo = [f"read {few(map(place, other.stale), SHOWN)} again"] if other.stale else []
    todo += [f"resolve {few(other.conflicts, SHOWN)}"] if other.conflicts else []
    return f"once {short(other.branch)} has landed: {' and '.join(todo)}"


def _sentence(broken: Broken, target: str) -> str:
    named = " and ".join(short(ref) for ref in broken.branches)
    if not broken.branches:
        return f"the test fails on {target} itself (exit code {broken.code})"
    if len(broken.branches) == 1:
        return f"the test fails with {named} (exit code {broken.code})"
    return f"the test passes with each of {named}, and fails with them together (exit code {broken.code})"


def ready_json(ready: Ready, tested: Tested) -> dict[str, Any]:
    """Return the whole document. ``place``: the branch's position in the order, null if it cannot land now."""
    return {
        "onto": ready.onto.ref,
        "tip": ready.onto.tip,
        "branches": [
            _blockers(entry)
            | {"place": n if entry.lands else None, "passed": tested.passed.get(entry.branch)}
            | {"beside": [_blockers(other) for other in entry.beside]}
            for n, entry in enumerate(ready.branches, 1)
        ],
        "elsewhere": [
            entry._asdict() | {"met": [{"branch": branch, "paths": paths} for branch, paths in entry.met]}
            for entry in ready.elsewhere
        ],
        "broken": tested.broken and tested.broken._asdict(),
    }


def _blockers(entry: Branch | Beside) -> dict[str, Any]:
    stale = [
        {name: getattr(conflict, name) for name in ("code", "path", "reader", "session", "subject")}
        | {"lines": [conflict.first, conflict.last] if conflict.first else None, "commit": conflict.changed_by}
        for conflict in entry.stale
    ]
    return entry._asdict() | {"stale": stale}
