"""Mutants of what a landing is asked, what it leaves behind, and what may land at all."""

from __future__ import annotations

from tests.mutants.mutant import Mutant

VALIDATION = "coordgit/core/validation.py"
CHECK = "coordgit/check/validate.py"
CONFLICTS = "coordgit/check/findings.py"
OVERWRITTEN = "coordgit/check/overwritten.py"
UNDONE = "coordgit/core/rules/lost_update.py"
RULE = "coordgit/core/rules/rule.py"
UPDATE = "coordgit/check/update.py"
CARRYING = "coordgit/store/landed_reads.py"
PUBLISH = "coordgit/check/publish.py"
PROVENANCE = "coordgit/core/provenance.py"
JOURNAL = "coordgit/check/detached.py"
CARRIED = "coordgit/check/contributors.py"
READS = "coordgit/store/reads.py"
PRUNE = "coordgit/store/prune.py"
KNOWLEDGE = "coordgit/core/knowledge.py"
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
CORE_KNOWS = ("tests/core/knowledge_test.py",)
FORWARD = ("tests/walks/carried_forward_test.py",)
IN_FLIGHT = ("tests/cli/gc_in_flight_test.py",)
TURN = ("tests/walks/turn_test.py",)
FENCE = ("tests/walks/fence_test.py",)
BLIND = ("tests/walks/blind_test.py",)
LOST = ("tests/walks/lost_update_test.py",)
MANY = (
    "tests/faults/concurrency_test.py::test_an_update_sees_one_that_has_not_moved_its_ref_yet",
    "tests/faults/concurrency_test.py::test_an_update_sees_what_was_published_while_it_was_validated",
)
KILLS = ("tests/faults/kill_test.py::test_git_killed_before_and_after_it_moved_the_ref",)
LOCKS = ("tests/coordination/locks_test.py",)
INTERLEAVED = ("tests/walks/interleaved_test.py",)
ELSEWHERE = ("tests/walks/elsewhere_test.py",)
GATED = ("tests/cli/coordination_test.py",)

REWRITTEN = ("tests/walks/provenance_rewrite_test.py",)
DETACHED = ("tests/walks/provenance_detached_test.py",)
OUTSIDE = ("tests/walks/provenance_outside_test.py",)
TEXTS = ("tests/walks/provenance_text_test.py",)

OF_LANDINGS = (
    Mutant(
        "whose reads",
        "a version on the way to what has landed has not landed",
        "coordgit/check/contributors.py",
        "    found = [work for work in found if not work.commit or not any(",
        "    found = [work for work in found if not work.commit or not all(",
        TEXTS,
    ),
    Mutant(
        "whose reads",
        "what a landing puts below its commits is not asked",
        "coordgit/check/validate.py",
        "    if not gathered.private and len(gathered.commits) > 1:\n",
        "    if not gathered.private and len(gathered.commits) < 0:\n",
        INTERLEAVED,
    ),
    Mutant(
        "whose reads",
        "what a session read after its commit was made rejects the landing of that",
        "coordgit/check/interleaved.py",
        "            if (made is None or suspect.read.landing_id < made) and",
        "            if (made is None or suspect.read.landing_id) and",
        INTERLEAVED,
    ),
    Mutant(
        "whose reads",
        "what a fetch takes from this very repository came from outside",
        "coordgit/check/origins.py",
        '        return everything - _not_below(git, here, [step.new, "--not", "--remotes"]) if here else everything\n',
        "        return everything if here else everything\n",
        OUTSIDE,
    ),
    Mutant(
        "target branches",
        "what was read on another branch only informs, whoever switched the work tree",
        CONFLICTS,
        "        led = switch is not None and read",
        "        led = switch is None and read",
        ELSEWHERE,
    ),
    Mutant(
        "target branches",
        "what was read on another branch is told at each commit",
        CONFLICTS,
        "        if not led and (read.query is not None or read.read_id in told):\n",
        "        if not led and read.query is not None:\n",
        ELSEWHERE,
    ),
    Mutant(
        "target branches",
        "a session's own switch counts as another's",
        "coordgit/check/switched.py",
        "        if who == session:\n",
        "        if not who:\n",
        ELSEWHERE,
    ),
    Mutant(
        "target branches",
        "what the update itself brings along was read on another branch",
        "coordgit/check/validate.py",
        "    return same or is_ancestor(git, suspect.asked.base, gathered.new)\n",
        "    return same\n",
        ELSEWHERE,
    ),
    Mutant(
        "unseen updates",
        "doctor takes the refusal of somebody else's hook for the guard's",
        "coordgit/install/probe.py",
        "    if any(line.startswith(DENIAL) for line in lines):\n",
        "    if True:\n",
        ("tests/install/probe_test.py",),
    ),
    Mutant(
        "target branches",
        "where siblings block, a landing answers for what was there before",
        CONFLICTS,
        '    since = 0 if settings.siblings == "block" else landings',
        "    since = landings",
        LINKED,
    ),
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
        KNOWLEDGE,
        "        return _Judged(tuple(item for item in items if item.knows(edit.before)), origin)\n",
        "        return _Judged(items, origin)\n",
        (*CORE_KNOWS, *CLIENT),
    ),
    Mutant(
        "own edits",
        "reading its own text back launders what it overwrote",
        RECORD,
        "    if blob is not None and not shows_both and _hides_newer(",
        "    if False and _hides_newer(",
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
        "        found[base] = told[base, tip] = said if code == 0 and said and base else None\n",
        "        found[base] = told[base, tip] = None if code == 0 and said and base else None\n",
        APART,
    ),
    Mutant(
        "pending write sets",
        "only what git has finished counts",
        CHECK,
        "        if branch.ref != updated and branch.ref.startswith(refs.HEADS):\n",
        "        if False:\n",
        MANY,
    ),
    Mutant(
        "pending write sets",
        "what was published while it was gathered does not count",
        CHECK,
        "                if newest != landings.newest(store) or acts != sessions.acts(store, gathered.epochs):\n",
        "                if False:\n",
        MANY,
    ),
    Mutant(
        "pending write sets",
        "what landed while it was gathered is judged as it was before",
        CHECK,
        "        if gathered is None or tips_now != tips:\n",
        "        if gathered is None:\n",
        MANY,
    ),
    Mutant(
        "pending write sets",
        "what was denied or killed counts for ever",
        LINES,
        "            settled.append((landing.landing_id, landings.VOID))\n",
        "            settled.append((landing.landing_id, landings.LANDED))\n",
        KILLS,
    ),
    Mutant(
        "whose reads",
        "not those of who made the commits",
        PROVENANCE,
        "            found = [*facts.known[commit.oid], *_of_sources(commit.oid, facts, whose)]\n",
        "            found = []\n",
        LINKED,
    ),
    Mutant(
        "whose reads",
        "not those of whose work is carried",
        UPDATE,
        "    counted = joined(counted, found.epochs)\n",
        "",
        TEXTS,
    ),
    Mutant(
        "whose reads",
        "not those of whose commit is picked, once it had to be adapted",
        PROVENANCE,
        "            found += sources or facts.authors.get(commit.author, ())\n",
        "",
        APART,
    ),
    Mutant(
        "whose reads",
        "not those of whose commit is amended",
        PROVENANCE,
        "                sources += [epoch for oid in facts.replaced for epoch in facts.known.get(oid, ())]\n",
        "                pass\n",
        REWRITTEN,
    ),
    Mutant(
        "whose reads",
        "not those behind commits on a detached HEAD",
        JOURNAL,
        "        if move in made:\n",
        "        if False:\n",
        DETACHED,
    ),
    Mutant(
        "whose reads",
        "those of who brings commits in from outside",
        PROVENANCE,
        "    return OUTSIDE if oid in facts.outside else UNCLEAR\n",
        "    return MADE if oid in facts.outside else UNCLEAR\n",
        OUTSIDE,
    ),
    Mutant(
        "whose reads",
        "not those of whose text a new branch holds",
        UPDATE,
        "    if not found:\n        return update\n",
        "    return update._replace(commits=tuple(found))\n",
        DETACHED + TEXTS,
    ),
    Mutant(
        "whose reads",
        "not those of what fast-import rewrites",
        "coordgit/check/origins.py",
        "    if step.command == ARRIVING:\n",
        '    if step.command in (ARRIVING, "fast-import"):\n',
        TEXTS,
    ),
    Mutant(
        "whose reads",
        "not those of whose text git has merged",
        CARRIED,
        "        elif work.after is not None and work.before != work.after:\n",
        "        elif False:\n",
        TEXTS,
    ),
    Mutant(
        "whose reads",
        "not those of whose work a branch has dropped",
        CARRIED,
        "    gone = dropped.of_paths(store, list(blobs), epoch.session)\n",
        "    gone: list[dropped.Dropped] = []\n",
        TEXTS,
    ),
    Mutant(
        "whose reads",
        "those of the target's commits too, when it is brought in",
        UPDATE,
        "    held = _held(git, fresh, old, new, others) if private and one is None and not returned else set()\n",
        "    held: set[Oid] = set()\n",
        APART,
    ),
    Mutant(
        "never rejected",
        "bringing a target in is, for the reads of those who made what it has",
        UPDATE,
        "(brings or rebasing) and _adds_nothing(counted, forward)",
        "not rebasing and brings and _adds_nothing(counted, forward)",
        REWRITTEN,
    ),
    Mutant(
        "never rejected",
        "a branch that returns to where it has been is",
        UPDATE,
        "    returned = not fresh or (private and landings.named_before(store, ref, new))\n",
        "    returned = not fresh\n",
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
        "        _publish_found(store, seen.ref, seen.found, now)\n",
        "        landings.set_tip(store, seen.ref, seen.current)\n",
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
    Mutant(
        "stale content",
        "what a branch had and has no more is not asked",
        LINES,
        '        movers = _taken_off(store, git, branch, base, "" if elsewhere else session) if apart else None\n',
        "        movers = None\n",
        ("tests/walks/undone_test.py",),
    ),
    Mutant(
        "snapshot advance",
        "what an attribute or a setting left out is true too",
        PUBLISH,
        "for read in (*told, *judgement.left_out) if",
        "for read in told if",
        ("tests/walks/left_out_test.py",),
    ),
    Mutant(
        "target branches",
        "what a target has changed since the read only informs",
        READS,
        "(newest or 0) <= read_after:",
        "True:",
        ("tests/walks/beside_test.py",),
    ),
    Mutant(
        "snapshot advance",
        "what was acknowledged stays true where it was acknowledged",
        PUBLISH,
        "            refreshes.move(store, epoch, branch.ref, branch.tip, set(pinned))\n",
        "            pass\n",
        FORWARD,
    ),
    Mutant(
        "snapshot advance",
        "a search takes in the work of others that the commit carries",
        PUBLISH,
        "or update.new is None or update.carried or not update.own",
        "or update.new is None or not update.own",
        FORWARD,
    ),
    Mutant(
        "ranges",
        "what a target passed by is known on the branch too",
        CHECK,
        "            if branch.ref == gathered.ref:\n",
        "            if True:\n",
        FORWARD,
    ),
    Mutant(
        "lock fence",
        "rejections are in a row though it landed in between",
        PUBLISH,
        "    sessions.count_rejection(store, update.epoch.session, False)\n",
        "",
        TURN,
    ),
    Mutant(
        "lock fence",
        "trying again with nothing landed in between is a rejection in a row",
        "coordgit/store/sessions.py",
        "    if rejected and rejections(store, session) and not landed_between(store, session):\n",
        "    if False:\n",
        TURN,
    ),
    Mutant(
        "pending write sets",
        "gc takes the edits of a landing in flight",
        PRUNE,
        "(SELECT landing_id FROM landings WHERE state <> 'pending' AND landed_at < :limit)",
        "(SELECT landing_id FROM landings WHERE landed_at < :limit)",
        IN_FLIGHT,
    ),
    Mutant(
        "pending write sets",
        "gc takes the reads behind a landing in flight",
        "coordgit/prune.py",
        "[line.tip for line in targets], rows.in_flight(store))",
        "[line.tip for line in targets])",
        IN_FLIGHT,
    ),
    Mutant(
        "unseen updates",
        "an interpreter that does not start has answered",
        "hooks/start.sh",
        "    126 | 127) ;;\n",
        "",
        ("tests/install/shim_test.py", "tests/trust/command_test.py"),
    ),
)
