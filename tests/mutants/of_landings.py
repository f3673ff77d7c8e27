"""Mutants of what a landing is asked, what it leaves behind, and what may land at all."""

from __future__ import annotations

from tests.mutants.mutant import Mutant

VALIDATION = "coordgit/core/validation.py"
CHECK = "coordgit/check/validate.py"
CONFLICTS = "coordgit/check/conflicts.py"
OVERWRITTEN = "coordgit/check/overwritten.py"
UNDONE = "coordgit/core/rules/lost_update.py"
RULE = "coordgit/core/rules/rule.py"
UPDATE = "coordgit/check/update.py"
CARRYING = "coordgit/store/carrying.py"
PUBLISH = "coordgit/check/publish.py"
EDITS = "coordgit/record/edits.py"
RECORD = "coordgit/record/apply.py"
LINES = "coordgit/check/branches.py"

SHARED = ("tests/walks/shared_test.py",)
INFORMED = ("tests/walks/informed_test.py",)
LINKED = ("tests/walks/linked_test.py",)
KINDS = ("tests/walks/reads_test.py",)
CLIENT = ("tests/walks/client_test.py",)
MOVES = ("tests/walks/operations_test.py",)
APART = ("tests/walks/branches_test.py",)
KNOWS = ("tests/walks/knowledge_test.py",)
FENCE = ("tests/walks/fence_test.py",)
BLIND = ("tests/walks/blind_test.py",)
LOST = ("tests/walks/lost_update_test.py",)
MANY = (
    "tests/faults/concurrency_test.py::test_an_update_sees_one_that_has_not_moved_its_ref_yet",
    "tests/faults/concurrency_test.py::test_an_update_sees_what_was_published_while_it_was_validated",
)
KILLS = ("tests/faults/kill_test.py::test_git_killed_before_and_after_it_moved_the_ref",)
LOCKS = ("tests/coordination/locks_test.py",)
GATED = ("tests/cli/coordination_test.py",)

OF_LANDINGS = (
    Mutant(
        "stickiness",
        "a landing ends the reads",
        PUBLISH,
        "    _refresh(store, update, judgement)\n",
        "    _refresh(store, update, judgement)\n"
        "    reads.remove(store, update.epoch, [r.read_id for r in reads.every(store, update.epoch)])\n",
        KINDS,
    ),
    Mutant(
        "own edits",
        "its own changes are foreign",
        VALIDATION,
        "    return change.makers != frozenset((read.epoch.session,))\n",
        "    return True\n",
        APART,
    ),
    Mutant(
        "own edits",
        "its own landing tells it nothing",
        CARRYING,
        "            if shown.get(read_id, known) in one.known:\n",
        "            if False:\n",
        KINDS,
    ),
    Mutant(
        "own edits",
        "its landing launders what it did not know",
        CARRYING,
        "            if shown.get(read_id, known) in one.known:\n",
        "            if True:\n",
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
        UNDONE,
        "        if (meets and (restored or changed)) or (restored and changed):\n",
        "        if False:\n",
        SHARED,
    ),
    Mutant(
        "lost update",
        "of a file that was only written",
        OVERWRITTEN,
        "({write.before} if write.before != write.over else set())",
        "set[str | None]()",
        BLIND,
    ),
    Mutant(
        "lost update",
        "any edit of a file that another session changed",
        UNDONE,
        "        if (meets and (restored or changed)) or (restored and changed):\n",
        "        if True:\n",
        LOST,
    ),
    Mutant(
        "lost update",
        "a range that a landing passed by is the whole version",
        OVERWRITTEN,
        "{read.known for read in mine if read.kind != LINES}",
        "{read.known for read in mine}",
        LOST,
    ),
    Mutant(
        "snapshot advance",
        "reads are true at what was landed, not at what it was validated against",
        PUBLISH,
        "        reads.move_bases(store, epoch, older, update.old, pinned)\n",
        "        reads.move_bases(store, epoch, older, update.new or update.old, pinned)\n",
        APART,
    ),
    Mutant(
        "snapshot advance",
        "what only informed is true too",
        PUBLISH,
        "    return sorted({read.read_id for read in (*told, *judgement.left_out) if read.epoch == epoch})\n",
        "    return []\n",
        KNOWS,
    ),
    Mutant(
        "snapshot advance",
        "what informs another session keeps its base with this one",
        PUBLISH,
        " if read.epoch == epoch})\n",
        "})\n",
        INFORMED,
    ),
    Mutant(
        "target branches",
        "the branch alone is asked",
        UPDATE,
        "    checked = (CheckedBranch(ref, old), *(branch for branch, child in reach.items() if child.result().strip()))\n",
        "    checked = (CheckedBranch(ref, old), *(branch for branch, child in reach.items() if not child.result()))\n",
        LINKED,
    ),
    Mutant(
        "target branches",
        "a target is asked even by what brings it in",
        UPDATE,
        "    checked = (CheckedBranch(ref, old), *(branch for branch, child in reach.items() if child.result().strip()))\n",
        "    checked = (CheckedBranch(ref, old), *(branch for branch, child in reach.items() if child.result() is not None))\n",
        APART,
    ),
    Mutant(
        "target branches",
        "a target is compared with the base of the read, not with what they have in common",
        LINES,
        "        told[base] = said if code == 0 and said and base else None\n",
        "        told[base] = None if code == 0 and said and base else None\n",
        APART,
    ),
    Mutant(
        "pending write sets",
        "only what git has finished counts",
        CHECK,
        "    if branch.ref == updated or not branch.ref.startswith(refs.HEADS):\n",
        "    if True:\n",
        MANY,
    ),
    Mutant(
        "pending write sets",
        "what was published while it was gathered does not count",
        CHECK,
        "        if moved != tips_now:  # another update was published since\n",
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
        "            landings.settle(store, landing.landing_id, landings.VOID)\n",
        "            landings.settle(store, landing.landing_id, landings.LANDED)\n",
        KILLS,
    ),
    Mutant(
        "whose reads",
        "not those of who made the commits",
        UPDATE,
        "    epochs.update(dict.fromkeys(c.epoch for c in counted if c.epoch))\n",
        "",
        LINKED,
    ),
    Mutant(
        "whose reads",
        "not those of whose work is carried",
        UPDATE,
        "    epochs.update(dict.fromkeys(k for ks in carried.values() for k in ks))\n    if made:\n",
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
        APART,
    ),
    Mutant(
        "never rejected",
        "bringing a target in is, for the reads of those who made what it has",
        UPDATE,
        "    held = _held(git, fresh, old, new, others)\n    free =",
        "    held: set[Oid] = set()\n    free =",
        LINKED,
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
        "levels",
        "record rejects",
        RULE,
        "READS: Mapping[str, str] = {RECORD: TELLS,",
        "READS: Mapping[str, str] = {RECORD: REJECTS,",
        KINDS,
    ),
    Mutant(
        "levels",
        "snapshot rejects stale reads",
        RULE,
        "READS: Mapping[str, str] = {RECORD: TELLS, SNAPSHOT: TELLS,",
        "READS: Mapping[str, str] = {RECORD: TELLS, SNAPSHOT: REJECTS,",
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
        "        if held.lock.token > newest[path] and _unseen(store, session, path, held.landing_id, refs):\n",
        "        if False:\n",
        LOCKS,
    ),
    Mutant(
        "lock fence",
        "a lock that came before one's own is a successor too",
        "coordgit/store/locks.py",
        "        if held.lock.token > newest[path] and _unseen(",
        "        if _unseen(",
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
