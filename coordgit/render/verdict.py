"""Verdicts and explanations as text: the few lines that git's user sees, byte-stable except for the facts.

``names`` says who a session is.
"""

import time

from coordgit.core.coordination_records import Lock
from coordgit.core.grouping import grouped
from coordgit.core.model import BYPASSED, DROPPED, EDITED, MUTUAL, PART, REPLACED, SWITCHED, TAKEN, Conflict, Verdict
from coordgit.core.quoting import counted, escaped, few, named, quote, quoted, shortened, word
from coordgit.core.validation import DIRTY, ELSEWHERE, EMPTIED, LOCKED, LOST_UPDATE, REWOUND, SWEPT, UNKNOWN_READS
from coordgit.git.operation import FORGE, SEND
from coordgit.git.refs import short
from coordgit.render import next_steps
from coordgit.render.reader_folder import ReaderFolder
from coordgit.startup.json import loads
from coordgit.startup.typing import Sequence
from coordgit.store.names import Names

UNRECORDED = "unrecorded"
BECAME = {
    DROPPED: "that has since been removed",
    REPLACED: "that is not what has landed since",
    EDITED: "that is edited further",
    MUTUAL: "whose session has read your uncommitted edit in turn: neither can come first",
}
"""What became of the uncommitted edit that was read."""
SENT = {FORGE: "merge", SEND: "push"}
"""Operation that brings commits to a remote -> what its user calls it."""
SHOWN = 20
"""Conflicts that the text names at most; ``explain`` shows all."""
EACH = 3
"""Files in which one search or listing has another answer that have a line each; more have one together."""


def next_line(sentence: str) -> str:
    """Return the line that says what to do next, as all commands and hooks print it."""
    return f"next: {sentence}"


def rejection(verdict: Verdict, names: Names, reader: ReaderFolder) -> str:
    """Return the text of a rejection, the same from the gate and from ``check``."""
    way = next_steps.of(verdict, reader, names)
    counting = [conflict for conflict in verdict.conflicts if conflict.counts]
    stored = f" {verdict.name}" if verdict.number else ""  # in a clone without a store nothing can be explained later
    lines = [f"coordgit: rejected{stored}: {summary(verdict, counting)}"]
    each = _by_answer(_distinct(counting))
    for conflict, *further in each[:SHOWN]:
        lines.append(conflict_line(conflict, names) + _also(further))
        if conflict.line:
            lines.append(f"    {conflict.line}")
    lines += _more(each)
    explain = explaining(verdict, reader)
    lines.append(next_line(way.sentence if way else explain))
    lines += [f"why:  {explain}"] if stored else []
    return "\n".join(lines) + "\n"


def explaining(verdict: Verdict, reader: ReaderFolder) -> str:
    """Return the command that explains a verdict, which works in every worktree of the repository."""
    facts = next_steps.facts_of(verdict)
    folder = reader.away or (facts.worktree if facts and not reader.top else "")
    where = f" -C {word(folder)}" if folder else ""
    return f"{reader.program}{where} explain {verdict.name}"


def warning(verdict: Verdict, names: Names, reader: ReaderFolder) -> str:
    """Return the warning for a landing that passed: reads that are stale but do not reject."""
    each = _by_answer(verdict.conflicts)
    sent = SENT.get(verdict.operation)
    lands = f" on {quote(short(verdict.ref))}, the {sent} goes on" if sent else ", the commit may land"
    if verdict.outcome == BYPASSED:
        lands = f", bypassed, {quoted(verdict.reason)}"
    stored = f" {verdict.name}" if verdict.number else ""
    lines = [f"coordgit: note{stored}: {summary(verdict, list(verdict.conflicts))}{lands}"]
    for conflict, *further in each[:SHOWN]:
        lines.append(conflict_line(conflict, names) + _also(further) + (f" ({why})" if (why := cause(conflict)) else ""))
    lines += _more(each)
    lines += [f"why:  {explaining(verdict, reader)}"] if stored else []
    return "\n".join(lines) + "\n"


def _distinct(conflicts: list[Conflict]) -> list[Conflict]:
    """Return the conflicts without those of a path that a text of two authors would lose once for each."""
    lost = {(one.path, one.first, one.last): one for one in reversed(conflicts) if one.code == LOST_UPDATE}
    return [one for one in conflicts if one.code != LOST_UPDATE or one is lost[one.path, one.first, one.last]]


def _by_answer(conflicts: Sequence[Conflict]) -> list[list[Conflict]]:
    """Return the conflicts, those together by which one commit gives a search or a listing another answer in many files."""
    together: list[list[Conflict]] = []
    for group in grouped((_answer(conflict), conflict) for conflict in conflicts).values():
        together += [group] if len(group) > EACH else [[conflict] for conflict in group]
    return sorted(together, key=lambda group: group[0].n)


def _answer(conflict: Conflict) -> tuple[object, ...]:
    """Return what all conflicts have in common of which one says enough; the conflict itself of a file that was read."""
    if conflict.line or '"pattern"' not in conflict.read:
        return (conflict.n,)
    return conflict._replace(n=0, path="", diff="", oid=None)


def _also(further: Sequence[Conflict]) -> str:
    return f"; so are {few((quote(one.path) for one in further), EACH)}" if further else ""


def _more(each: Sequence[Sequence[Conflict]]) -> list[str]:
    left = sum(map(len, each[SHOWN:]))
    return [f"  and {counted(left, 'more conflict')}"] if left else []


def summary(verdict: Verdict, conflicts: list[Conflict]) -> str:
    """Return what the first line counts."""
    from coordgit.core.rules.codes import RULES

    counted = {code: rule.counted for code, rule in RULES.items() if rule.counted}
    parts = []
    asked = [c for c in conflicts if c.code in RULES and c.code not in counted]
    stale = len({c.read_id if c.read_id is not None else c.read or (c.path, c.first) for c in asked})
    if stale:
        count = max(verdict.checked or 0, stale)
        parts.append(f"{stale} of {count} reads {'is' if stale == 1 else 'are'} stale")
    for code, (noun, one, many) in counted.items():
        for key in (code, UNRECORDED) if code == SWEPT else (code,):
            found = len({c.path or c.changed_by or c.ref for c in conflicts if _counted_as(c) == key})
            if found and key == UNRECORDED:
                parts.append(f"{found} path{'s have' if found > 1 else ' has'} changes that nobody recorded")
            elif found:
                parts.append(f"{found} {noun}{'s' if found > 1 else ''} {one if found == 1 else many}")
    return ", ".join(parts) or f"{len(conflicts)} to look at"


def _counted_as(conflict: Conflict) -> str:
    """Return the code, or for an edit that nobody recorded a key of its own."""
    return UNRECORDED if conflict.code == SWEPT and not conflict.session else conflict.code


def conflict_line(conflict: Conflict, names: Names) -> str:
    """``  CGnnn PATH[:FIRST-LAST]  …``"""
    return f"  {conflict.code} {place(conflict) or short(conflict.ref)}  {facts_of(conflict, names)}"


def place(conflict: Conflict) -> str:
    """Return the path, with the lines if only some were read; "" for a conflict that is about no path."""
    return quote(conflict.path) + (f":{conflict.first}-{conflict.last}" if conflict.first else "")


def cause(conflict: Conflict) -> str:
    """Return why it counts or not, "" for a lock: its line gives the holder's reason."""
    return "" if conflict.code == LOCKED else conflict.why


def facts_of(conflict: Conflict, names: Names) -> str:
    if conflict.cause == TAKEN:
        return f"changed under a later lock of {names(conflict.session)}, after yours had expired"
    if conflict.code == LOCKED:
        until = f" until {clock(conflict.changed_at)}" if conflict.changed_at else ""
        return f"held by {names(conflict.session)}{until}" + (f": {quoted(conflict.subject)}" if conflict.subject else "")
    if _counted_as(conflict) == UNRECORDED:
        what = "edited" if conflict.cause != PART else "only edited"
        return f"not {what} by this session: a person's change, a program's or a stash's"
    if conflict.code == SWEPT:
        beside = ", beside edits of this session" if conflict.cause == PART else ""
        what = conflict.subject or "edited"  # of a change of the mode alone: what it did
        at = f" ({clock(conflict.changed_at)})" if conflict.changed_at else ""
        return f"{what} by {names(conflict.session)}{at} and not committed{beside}"
    if conflict.code == EMPTIED:
        return "still in the work tree"
    read = loads(conflict.read) if conflict.read else None
    parts = []
    if read:
        verb = {"absent": "not there", "listing": "listed", "match": "searched"}.get(read["kind"], "read")
        asked = f" for {quoted(read['pattern'])}" if read.get("pattern") else ""
        at = f" at {read['base'][:7]}" if read["base"] else ""
        on = f" on {escaped(read['branch'])}" if read.get("branch") else ""
        parts.append(f"{verb}{asked} {clock(read['at'])}{at}{on}")
    if conflict.code == ELSEWHERE:
        return ", ".join([*parts, _never_had(conflict, names)])
    if conflict.code == DIRTY:
        parts.append(f"with an uncommitted edit of {names(conflict.session)} {BECAME[conflict.cause]}")
    if conflict.changed_by:
        who_when = ", ".join(x for x in (_changer(conflict, names), clock(conflict.changed_at)) if x)
        done = {REWOUND: "would drop", UNKNOWN_READS: "for"}.get(conflict.code, "changed by")
        parts.append(f"{done} {conflict.changed_by[:7]} {quoted(shortened(conflict.subject))} ({who_when})")
    text = ", ".join(parts)
    if conflict.swept:
        text += f"; the commit carries an uncommitted edit of {names(conflict.reader)}: {quote(conflict.swept)}"
    return text


def _never_had(conflict: Conflict, names: Names) -> str:
    branch = escaped(short(conflict.ref))
    if conflict.cause == SWITCHED:
        return f"which {branch} never had; {names(conflict.session)} switched this work tree to {branch}"
    made = f"{(conflict.changed_by or '')[:7]} {quoted(shortened(conflict.subject))}"
    return f"with {made} ({_changer(conflict, names)}), which {branch} does not have"


def _changer(conflict: Conflict, names: Names) -> str:
    return names(conflict.session) or named(shortened(conflict.author))


def held_sentence(path: str, lock: Lock, names: Names) -> str:
    """Return why an edit is denied: the holder, the reason, the expiry."""
    why = f": {quoted(lock.why)}" if lock.why else ""
    return f"coordgit: {quote(path)} is held by {names(lock.session)} until {clock(lock.expires_at)}{why}"


def clock(at: float | None) -> str:
    """Return local hours and minutes, with the day if it is not today."""
    if not at:
        return ""
    try:
        then, now = time.localtime(at), time.localtime()
    except (OverflowError, OSError, ValueError):  # git accepts any number as a date
        return ""
    return time.strftime("%H:%M" if then[:3] == now[:3] else "%Y-%m-%d %H:%M", then)
