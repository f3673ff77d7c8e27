"""Explain a stored verdict from its facts: recomputes nothing, changes nothing."""

from coordgit.core.model import ABSENT, LISTING, MATCH, REJECTED, Conflict, Verdict
from coordgit.core.quoting import counted, escaped, excerpt, fenced, few, quote, quoted
from coordgit.core.source import NAME
from coordgit.core.ties import identifiers
from coordgit.core.validation import PHANTOM
from coordgit.errors import CoordgitError, UsageError
from coordgit.git.refs import short
from coordgit.render import next_steps
from coordgit.render.reader_folder import ReaderFolder
from coordgit.render.verdict import SENT, cause, clock, conflict_line, explaining, next_line, summary
from coordgit.startup.json import loads
from coordgit.startup.typing import Mapping
from coordgit.store import acknowledgements, verdicts
from coordgit.store.database import Store
from coordgit.store.names import Names


def number_of(name: str) -> int | None:
    """Return 12 for ``v12``; for too many digits 0, which no verdict has."""
    digits = name[1:]
    if name[:1] != "v" or not digits.isascii() or not digits.isdigit():
        return None
    return int(digits) if len(digits) < 18 else 0


def find(store: Store, name: str | None, session: str) -> tuple[Verdict, tuple[Conflict, ...]]:
    """Return the verdict called ``name``, or about the commit ``name``, and the conflicts to show: for ``v2#1`` one, else all.

    Without a name: the session's newest rejection, else anybody's.
    """
    if name is None:
        found = verdicts.newest_rejection(store, session) or verdicts.newest_rejection(store, None)
        if found is None:
            raise CoordgitError("nothing has been rejected here", "coordgit log", 1)
        return found, found.conflicts
    if number_of(name.partition("#")[0]) is not None:
        return of_name(store, name)
    found = verdicts.of_commit(store, name)
    if found is None:
        clone, _, there = name.rpartition("/")
        if clone and number_of(there) is not None:
            raise UsageError(f"{there} is a verdict of the clone {clone}: coordgit explain {there} in that clone", "coordgit log")
        raise UsageError(f"no verdict is about {name}", "coordgit log")
    return found, found.conflicts


def of_name(store: Store, name: str) -> tuple[Verdict, tuple[Conflict, ...]]:
    """Return the verdict that ``v2`` or ``v2#1`` names, and the conflicts meant."""
    head, mark, tail = name.partition("#")
    number = number_of(head)
    verdict = verdicts.get(store, number) if number is not None else None
    if verdict is None or (mark and not (tail.isascii() and tail.isdigit() and len(tail) < 18)):
        raise UsageError(f"there is no verdict {name}", "coordgit log")
    wanted = tuple(conflict for conflict in verdict.conflicts if not mark or conflict.n == int(tail))
    if mark and not wanted:
        raise UsageError(f"{head} has no conflict {tail}", f"coordgit explain {head}")
    return verdict, wanted


def answered(store: Store, verdict: Verdict, names: Names) -> dict[int, str]:
    """Return conflict -> who acknowledged it, if that was not its reader."""
    readers = {conflict.n: conflict.reader for conflict in verdict.conflicts}
    by = acknowledgements.by(store, verdict.number)
    return {n: names(session) for n, session in by.items() if n in readers and session != readers[n]}


SHORT = 40
"""Lines of an explanation that is shown whole."""
FOLDED = 15
"""Lines of a longer one, where the commands leave room."""
ROWS, BESIDE = 4, 2
"""Rows of the change that it shows: where no line is known to matter; else of those that do, or beside them."""


def text(
    verdict: Verdict,
    shown: tuple[Conflict, ...],
    names: Names,
    reader: ReaderFolder,
    answered_by: Mapping[int, str],
    *,
    whole: bool,
) -> str:
    """Explain the conflicts ``shown`` for people; the remedy covers all conflicts, as solving one alone lands nothing.

    ``answered_by``: who acknowledged a conflict for its reader. Unless ``whole``, a long explanation is folded: the hunk that
    matters, and how to see all.
    """
    about = [["", *_conflict(conflict, verdict, names, answered_by.get(conflict.n, ""))] for conflict in shown]
    head, tail = _head(verdict, names), _tail(verdict, shown, names, reader)
    if not whole and len(head) + sum(map(len, about)) + len(tail) > SHORT:
        left = len(shown) - 1
        more = f"and {counted(left, 'more conflict')}" if left else "all of it"
        folded = _folded(shown, names, FOLDED - len(head) - len(tail) - 1)
        about = [[*folded, f"{more}: {explaining(verdict, reader)} --all"]]
    return "\n".join([*head, *(line for lines in about for line in lines), *tail])


def _folded(shown: tuple[Conflict, ...], names: Names, room: int) -> list[str]:
    """Return the conflict that matters most: the line that does, with the rows beside it if there is room, or the beginning of
    the change where no line does."""
    first = min(shown, key=lambda one: (not one.counts, not one.line))
    lines = [f"#{first.n}" + conflict_line(first, names)]
    if not first.line:
        return lines + _hunk(first)
    return [*lines, f"   matters here: {first.line}", *_beside(first)[: max(room - 2, 0)]]


def _beside(conflict: Conflict) -> list[str]:
    """Return the rows next to the line that matters in its hunk, which is the diff's first. Of a file that is gone it is all."""
    hunk = conflict.diff.partition("\n@@ -")[2].partition("\n@@ -")[0].split("\n")[1:] if conflict.oid else []
    rows = [f"{row[0]} {excerpt(row[1:])}" for row in hunk if row[:1] in ("-", "+") and row[1:].strip()]
    matters = [n for n, row in enumerate(rows) if row in conflict.line]
    others = set(range(len(rows) if matters else 0)).difference(matters)
    near = sorted(others, key=lambda n: (min(abs(n - one) for one in matters), n < matters[0]))
    return [f"     {rows[n]}" for n in sorted(near[:BESIDE])]


def _hunk(conflict: Conflict) -> list[str]:
    """Return the first rows of a change; of a search those that hold a name that was searched for."""
    rows = conflict.diff.split("\n")
    start = next((n for n, row in enumerate(rows) if row.startswith("@@ -")), 0)
    changed = [n for n in range(start, len(rows)) if rows[n][:1] in ("-", "+")]
    wanted = identifiers(loads(conflict.read)["pattern"]) if conflict.code == PHANTOM and conflict.read else set()
    found = [rows[n] for n in changed if not wanted.isdisjoint(NAME.findall(rows[n]))]
    if found:
        return [f"   matters here: {row[0]} {excerpt(row[1:])}" for row in found[:BESIDE]]
    some = rows[max(next(iter(changed), start) - 1, start) :][:ROWS]
    more = len(rows) - len(some)
    return diff_lines(conflict._replace(diff="\n".join(some))) + ([f"   ... {more} more lines"] if more > 0 else [])


def _head(verdict: Verdict, names: Names) -> list[str]:
    """Return what was judged, and what the first line of a rejection counts."""
    counting = [conflict for conflict in verdict.conflicts if conflict.counts]
    involved = loads(verdict.involved)
    what = "a commit of the index" if verdict.new is None else f"{(verdict.old or 'nothing')[:7]}..{verdict.new[:7]}"
    done = SENT.get(verdict.operation, verdict.operation)
    lines = [
        f"{verdict.name}: {verdict.outcome} ({verdict.level}), {clock(verdict.at)}",
        f"{done} of {names(verdict.epoch.session) or 'somebody unknown'} on {short(verdict.ref)}: {what}",
    ]
    if verdict.reason:
        lines.append(f"bypassed because: {quoted(verdict.reason)}")
    if involved:
        lines.append(f"it commits: {few(map(quote, involved), 8)}")
    if counting:
        lines.append(summary(verdict, counting))
    if not verdict.conflicts:
        lines.append("every read behind it was up to date where it landed, or noted before")
    return lines


def _tail(verdict: Verdict, shown: tuple[Conflict, ...], names: Names, reader: ReaderFolder) -> list[str]:
    """Return the ways on."""
    way = next_steps.of(verdict, reader, names)
    if way is None or verdict.outcome != REJECTED:
        return []
    lines = ["", next_line(way.sentence), *(f"  {command}" for command in way.commands)]
    lines += ["or undo:", f"  {way.undo}"] if way.undo else []
    return lines + next_steps.acknowledging(verdict, shown, reader)


def _conflict(conflict: Conflict, verdict: Verdict, names: Names, answered_by: str) -> list[str]:
    lines = [f"#{conflict.n}" + conflict_line(conflict, names)]
    read = loads(conflict.read) if conflict.read else None
    if read:
        seen = {ABSENT: "found nothing there", LISTING: "its names", MATCH: "its answer"}.get(
            read["kind"], f"blob {(read['oid'] or '')[:12]}"
        )
        exact = "exactly that" if read["exact"] else "perhaps less: the record is coarse"
        reader = "" if conflict.reader == verdict.epoch.session else f" by {names(conflict.reader)}"
        lines.append(f"   seen{reader}: {seen}, through {escaped(read['via'], keep='')}, {exact}")
    if conflict.changed_by and conflict.path:
        lines.append(f"   now on {short(conflict.ref)}: {'gone' if conflict.oid is None else 'blob ' + conflict.oid[:12]}")
    if cause(conflict):
        lines.append(f"   {'counts because' if conflict.counts else 'only told'}: {conflict.why}")
    if conflict.line:
        lines.append(f"   matters here: {conflict.line}")
    if conflict.acked_at:
        by = f" by {answered_by}" if answered_by else ""
        lines.append(f"   acknowledged{by} {clock(conflict.acked_at)}: {quoted(conflict.ack_reason)}")
    return lines + diff_lines(conflict)


def diff_lines(conflict: Conflict) -> list[str]:
    """Return a conflict's diff as it is printed: an output that holds these lines has shown it."""
    return [f"   {line}" for line in fenced(conflict.diff).split("\n")] if conflict.diff else []
