"""The mutants: each switches one part of the rule off, or turns it up too far, and some test has to notice."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
"""The tree that the paths start from."""

PARTS = (
    *("stale content", "ranges", "absent", "listings", "searches", "what ties them", "stickiness", "own edits"),
    *("lost update", "snapshot advance", "target lines", "pending write sets", "whose reads", "never rejected"),
    *("refresh", "shown from the next call on", "epochs", "levels", "unseen updates", "lock fence"),
)
"""The parts of the rule; each has a mutant."""


class Mutant(NamedTuple):
    """In ``file``, ``old``, which stands there once, becomes ``new``; of ``tests`` at least one has to fail then."""

    part: str
    what: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]


VALIDATION = "coordgit/core/validation.py"
NARROWING = "coordgit/core/narrowing.py"
PREDICATES = "coordgit/core/predicates.py"
HUNKS = "coordgit/core/hunks.py"
CHECK = "coordgit/check.py"
CONFLICTS = "coordgit/conflicts.py"
UPDATE = "coordgit/update.py"
PUBLISH = "coordgit/publish.py"
EDITS = "coordgit/edits.py"
RECORD = "coordgit/record.py"
LINES = "coordgit/lines.py"
TELL = "coordgit/tell.py"
READS = "coordgit/store/reads.py"

SHARED = ("tests/walks/shared_test.py",)
LINKED = ("tests/walks/linked_test.py",)
KINDS = ("tests/walks/reads_test.py",)
CLIENT = ("tests/walks/client_test.py",)
MOVES = ("tests/walks/operations_test.py",)
APART = ("tests/walks/branches_test.py",)
KNOWS = ("tests/walks/knowledge_test.py",)
FENCE = ("tests/walks/fence_test.py",)
BLIND = ("tests/walks/blind_test.py",)
MANY = (
    "tests/faults/concurrency_test.py::test_an_update_sees_one_that_has_not_moved_its_ref_yet",
    "tests/faults/concurrency_test.py::test_an_update_sees_what_was_published_while_it_was_validated",
)
KILLS = ("tests/faults/kill_test.py::test_git_killed_before_and_after_it_moved_the_ref",)
LOCKS = ("tests/coordination/locks_test.py",)
GATED = ("tests/cli/coordination_test.py",)

MUTANTS = (
    Mutant(
        "stale content",
        "a file may have another content",
        VALIDATION,
        "        same = change.after == one.known or",
        '        same = one.read.kind == "content" or change.after == one.known or',
        SHARED,
    ),
    Mutant(
        "stale content",
        "what it knows of the tip's version does not count",
        VALIDATION,
        "        same = change.after == one.known or change.after in one.also or change.before == change.after\n",
        "        same = change.before == change.after\n",
        LINKED,
    ),
    Mutant("ranges", "lines may change", CHECK, "if range_touched(suspect, between):", "if False:", KINDS),
    Mutant("ranges", "lines are the whole file", CHECK, "if range_touched(suspect, between):", "if True:", KINDS),
    Mutant(
        "ranges",
        "the lines beside do not count",
        HUNKS,
        "elif hunk.first <= last + 1 and hunk.first + hunk.length - 1 >= first - 1:",
        "elif hunk.first <= last and hunk.first + hunk.length - 1 >= first:",
        KINDS,
    ),
    Mutant(
        "ranges",
        "lines stay where they are when others come in above",
        NARROWING,
        "return touches(change, *carry(way, first, last))",
        "return touches(change, first, last)",
        KINDS,
    ),
    Mutant(
        "absent",
        "what was not there may come",
        VALIDATION,
        "    change = changes.get(one.read.path)\n",
        "    change = changes.get(one.read.path) if one.read.kind != ABSENT else None\n",
        KINDS,
    ),
    Mutant(
        "absent",
        "a folder may come where nothing was",
        VALIDATION,
        "    if one.read.kind == ABSENT and one.known is None:  # a folder",
        "    if False:  # a folder",
        KINDS,
    ),
    Mutant(
        "listings",
        "names may come and go",
        PREDICATES,
        "    return not query.pattern or glob_match(query.pattern, inside)\n",
        "    return False\n",
        KINDS,
    ),
    Mutant(
        "listings",
        "a new content is a new name",
        VALIDATION,
        "        return (change.before is None) != (change.after is None) and lists(",
        "        return lists(",
        KINDS,
    ),
    Mutant(
        "listings",
        "a name anywhere is one of the folder",
        PREDICATES,
        "    return not query.pattern or glob_match(query.pattern, inside)\n",
        "    return True\n",
        KINDS,
    ),
    Mutant(
        "searches",
        "lines may begin or cease to match",
        NARROWING,
        "if None in sides or finds(query, sides[0]) != finds(query, sides[1]):",
        "if False:",
        KINDS,
    ),
    Mutant(
        "searches",
        "any change is another answer",
        NARROWING,
        "if None in sides or finds(query, sides[0]) != finds(query, sides[1]):",
        "if True:",
        KINDS,
    ),
    Mutant(
        "searches",
        "the answer is of all files",
        PREDICATES,
        "    return not wanted or any(_names(spec, inside) for spec in wanted)\n",
        "    return True\n",
        KINDS,
    ),
    Mutant(
        "what ties them",
        "a new name in the same folder does not",
        NARROWING,
        "if share_a_folder((c.path for c in suspect.changes), added_or_removed):",
        "if False:",
        CLIENT,
    ),
    Mutant(
        "what ties them",
        "a name in the commit's lines does not",
        NARROWING,
        "    shared = sorted(identifiers(read.query.pattern) & names)\n",
        "    shared: list[str] = []\n",
        KNOWS,
    ),
    Mutant(
        "what ties them",
        "nothing has to",
        CONFLICTS,
        "                    counts = bool(why)\n",
        "                    pass\n",
        CLIENT,
    ),
    Mutant(
        "what ties them",
        "what was declared has to be tied too",
        CONFLICTS,
        "            if not read.declared:\n",
        "            if True:\n",
        KINDS,
    ),
    Mutant(
        "stickiness",
        "a landing ends the reads",
        PUBLISH,
        "    _refresh(store, update, judgement)\n",
        "    _refresh(store, update, judgement)\n"
        "    reads.remove(store, update.knower, [r.read_id for r in reads.every(store, update.knower)])\n",
        KINDS,
    ),
    Mutant(
        "own edits",
        "its own changes are foreign",
        VALIDATION,
        "    return change.makers != frozenset((read.knower.session,))\n",
        "    return True\n",
        KINDS,
    ),
    Mutant(
        "own edits",
        "its own landing tells it nothing",
        PUBLISH,
        "        if known in (before, after) or edited:\n",
        "        if False:\n",
        KINDS,
    ),
    Mutant(
        "own edits",
        "its landing launders what it did not know",
        PUBLISH,
        "        if known in (before, after) or edited:\n",
        "        if True:\n",
        KNOWS,
    ),
    Mutant(
        "own edits",
        "an edit launders what it did not know",
        EDITS,
        "    elif before in known or (pending is not None and before == pending.after):\n"
        "        moved = [read for read in items if read.known == before or _again(refreshed, read, before)]\n",
        "    elif True:\n        moved = items\n",
        CLIENT,
    ),
    Mutant(
        "own edits",
        "reading its own text back launders what it overwrote",
        RECORD,
        "    if oid is not None and _own_text_over_newer(",
        "    if False and _own_text_over_newer(",
        KINDS,
    ),
    Mutant(
        "lost update",
        "of a file that was read",
        CONFLICTS,
        "        elif read.path in gathered.involved:\n",
        "        elif False:\n",
        SHARED,
    ),
    Mutant(
        "lost update",
        "of a file that was only written",
        CONFLICTS,
        "        if write.lost and gathered.lines and before != write.origin:\n",
        "        if False:\n",
        BLIND,
    ),
    Mutant(
        "snapshot advance",
        "reads are true at what was landed, not at what it was validated against",
        PUBLISH,
        "        reads.move_bases(store, knower, older, update.old, pinned)\n",
        "        reads.move_bases(store, knower, older, update.new or update.old, pinned)\n",
        LINKED,
    ),
    Mutant(
        "snapshot advance",
        "what only informed is true too",
        PUBLISH,
        "    pinned = [finding.read.read_id for finding in judgement.findings if finding.read is not None]\n",
        "    pinned: list[int] = []\n",
        KNOWS,
    ),
    Mutant(
        "target lines",
        "the branch alone is asked",
        UPDATE,
        "    lines = (Line(ref, old), *(line for line, child in reach.items() if child.result().strip()))\n",
        "    lines = (Line(ref, old), *(line for line, child in reach.items() if not child.result()))\n",
        LINKED,
    ),
    Mutant(
        "target lines",
        "a target is asked even by what brings it in",
        UPDATE,
        "    lines = (Line(ref, old), *(line for line, child in reach.items() if child.result().strip()))\n",
        "    lines = (Line(ref, old), *(line for line, child in reach.items() if child.result() is not None))\n",
        LINKED,
    ),
    Mutant(
        "target lines",
        "a target is compared with the base of the read, not with what they have in common",
        LINES,
        "        merge_bases[base] = said if child.wait() == 0 and said and base else None\n",
        "        merge_bases[base] = None if child.wait() == 0 and said and base else None\n",
        APART,
    ),
    Mutant(
        "pending write sets",
        "only what git has finished counts",
        CHECK,
        "    if line.ref == updated or not line.ref.startswith(refs.HEADS):\n",
        "    if True:\n",
        MANY,
    ),
    Mutant(
        "pending write sets",
        "what was published while it was gathered does not count",
        CHECK,
        "        if moved != lines_now:  # another update was published since\n",
        "        if False:  # another update was published since\n",
        MANY,
    ),
    Mutant(
        "pending write sets",
        "it is validated and published in two steps",
        CHECK,
        "    with store.writing():\n        moved = ",
        "    if True:\n        moved = ",
        MANY,
    ),
    Mutant(
        "pending write sets",
        "what was denied or killed counts for ever",
        LINES,
        "            landings.settle(store, landing.seq, landings.VOID)\n",
        "            landings.settle(store, landing.seq, landings.LANDED)\n",
        KILLS,
    ),
    Mutant(
        "whose reads",
        "not those of who made the commits",
        UPDATE,
        "    knowers.update(dict.fromkeys(c.knower for c in counted if c.knower))\n",
        "",
        LINKED,
    ),
    Mutant(
        "whose reads",
        "not those of whose work is carried",
        UPDATE,
        "    knowers.update(dict.fromkeys(k for ks in carried.values() for k in ks))\n    if made:\n",
        "    if made:\n",
        LINKED,
    ),
    Mutant(
        "whose reads",
        "not those of whose commit is picked, once it had to be adapted",
        UPDATE,
        "        picked = operation.picked(place.git_dir)\n",
        '        picked = ""\n',
        APART,
    ),
    Mutant(
        "whose reads",
        "those of the target's commits too, when it is brought in",
        UPDATE,
        "        held = _held(git, fresh, old, new, others)\n",
        "        held: set[Oid] = set()\n",
        KNOWS,
    ),
    Mutant(
        "never rejected",
        "a branch that returns to where it has been is",
        UPDATE,
        "    if not fresh or (private and landings.named_before(store, ref, new)):\n",
        "    if not fresh:\n",
        LINKED,
    ),
    Mutant(
        "refresh",
        "reading it again changes nothing",
        READS,
        '            "UPDATE reads SET observed = :observed, known = :known, base_id = :base_id, seq = :seq,',
        '            "UPDATE reads SET seq = :seq,',
        SHARED,
    ),
    Mutant(
        "refresh",
        "an acknowledgement changes nothing",
        "coordgit/acknowledge.py",
        '        reads.refresh(store, read_id, conflict.ref, conflict.tip or "", oid, now, "ack", reason=why)\n',
        "        pass\n",
        SHARED,
    ),
    Mutant(
        "refresh",
        "an acknowledgement is for ever",
        CHECK,
        "    return Asked(read, here.oid, here.tip, also) if here else Asked(read, read.known, read.base, also)\n",
        "    return None if here else Asked(read, read.known, read.base, also)\n",
        SHARED,
    ),
    Mutant(
        "refresh",
        "some of the lines that changed will do",
        RECORD,
        "        if covers(change, ranges):\n",
        "        if True:\n",
        KINDS,
    ),
    Mutant(
        "refresh",
        "what was shown does not count",
        TELL,
        "        if not agent and finding.read is not None and finding.read.read_id not in cut:\n",
        "        if False and finding.read is not None:\n",
        CLIENT,
    ),
    Mutant(
        "refresh",
        "what was cut counts as shown",
        TELL,
        "        if not agent and finding.read is not None and finding.read.read_id not in cut:\n",
        "        if not agent and finding.read is not None:\n",
        CLIENT,
    ),
    Mutant(
        "refresh",
        "what a sub-agent was shown counts",
        TELL,
        "        if not agent and finding.read is not None and finding.read.read_id not in cut:\n",
        "        if finding.read is not None and finding.read.read_id not in cut:\n",
        CLIENT,
    ),
    Mutant(
        "shown from the next call on",
        "it counts at once",
        TELL,
        "                counts=False,\n",
        "                counts=True,\n",
        CLIENT,
    ),
    Mutant(
        "shown from the next call on",
        "it counts for the call that was answered",
        READS,
        ' AND f.call <> :call"\n',
        ' AND :call = :call"\n',
        KNOWS,
    ),
    Mutant(
        "shown from the next call on",
        "it counts for calls of the same batch",
        READS,
        '        " AND (:need = 0 OR f.sealed = 1)",\n',
        '        " AND :need = :need",\n',
        CLIENT,
    ),
    Mutant(
        "epochs",
        "a clear forgets nothing",
        "coordgit/store/sessions.py",
        '"UPDATE sessions SET epoch = epoch + 1, seen_at = :now WHERE session = :session"',
        '"UPDATE sessions SET seen_at = :now WHERE session = :session"',
        KINDS,
    ),
    Mutant("levels", "record rejects", CONFLICTS, '    if level == "record":\n', '    if level == "never":\n', KINDS),
    Mutant(
        "levels",
        "snapshot rejects stale reads",
        CONFLICTS,
        '    if level == "snapshot" and not code.startswith("CG2"):\n',
        '    if level == "never":\n',
        KINDS,
    ),
    Mutant(
        "unseen updates",
        "what no hook saw does not count",
        LINES,
        "            _found(store, git, ref, known, current, now)\n",
        "            landings.set_tip(store, ref, current)\n            return known\n",
        MOVES,
    ),
    Mutant(
        "lock fence",
        "who wakes up after its lock expired may land over its successor",
        "coordgit/store/locks.py",
        "        if held.lock.token > newest[path] and _unseen(store, session, path, held.seq, refs):\n",
        "        if False:\n",
        LOCKS,
    ),
    Mutant(
        "lock fence",
        "what another holds may be landed",
        CONFLICTS,
        "locks.foreign(store, session, paths, now).items()",
        "dict[str, Lock]().items()",
        GATED,
    ),
    Mutant(
        "lock fence",
        "the gate lets pass who wakes up after its lock expired",
        CONFLICTS,
        "locks.fenced(store, session, paths, refs_of).items()",
        "dict[str, Lock]().items()",
        FENCE,
    ),
)


def mutated(mutant: Mutant, text: str) -> str:
    """The file's text with the mutation. Raises ``LookupError`` where the old text does not stand exactly once."""
    count = text.count(mutant.old)
    if count != 1:
        raise LookupError(f"{mutant.file}: stands {count} times: {mutant.old.strip()}")
    return text.replace(mutant.old, mutant.new)
