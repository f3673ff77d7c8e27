"""Mutants of what is asked about edits that are not committed: sweeps and dirty reads."""

from __future__ import annotations

from tests.mutants.mutant import Mutant

SWEEP = "coordgit/core/rules/sweep.py"
DIRTY = "coordgit/core/rules/dirty.py"
SWEPT = "coordgit/check/integrity/swept.py"

RULES = ("tests/core/sweep_test.py",)
CORE_DIRTY = ("tests/core/dirty_test.py",)
SWEEPS = ("tests/walks/sweep_test.py", "tests/walks/sweep_turns_test.py")
LINES = ("tests/core/portion_test.py",)
READS = ("tests/walks/dirty_read_test.py",)
SCHEMA = ("tests/store/schema_test.py",)

OF_EDITS = (
    Mutant(
        "uncommitted edits",
        "the reads behind an edit that its session has taken back are asked",
        "coordgit/check/provenance/carried.py",
        "        if work in both and who not in makers.get(work.path, (who,)):\n",
        "        if False:\n",
        ("tests/walks/sweep_test.py::test_what_the_other_session_took_back_itself_is_not_a_sweep",),
    ),
    Mutant(
        "uncommitted edits",
        "who reads a file again, as another session has left it, has not seen what was committed of it",
        "coordgit/record/apply.py",
        " and (left != blob or last == me)\n",
        "\n",
        ("tests/walks/sweep_test.py::test_whoever_reads_what_one_session_left_and_another_edits_knows_what_was_committed",),
    ),
    Mutant(
        "uncommitted edits",
        "a line that is put back after its removal was committed is nobody's",
        "coordgit/core/weave.py",
        "    if entry.died not in (None, STOOD) and _is_later(chain[n], chain[entry.died].landed):\n",
        "    if False:\n",
        LINES,
    ),
    Mutant(
        "uncommitted edits",
        "whose a line is does not depend on what was committed since",
        "coordgit/core/weave.py",
        "    for _ in range(3):\n",
        "    for _ in ():\n",
        LINES,
    ),
    Mutant(
        "uncommitted edits",
        "each commit repeats that an edit which was read is edited further",
        "coordgit/check/findings.py",
        " and finding.read.read_id not in told:",
        ":",
        ("tests/walks/dirty_read_test.py",),
    ),
    Mutant(
        "uncommitted edits",
        "no sweep is one",
        "coordgit/check/findings.py",
        "    if update.edits:\n",
        "    if False:\n",
        SWEEPS,
    ),
    Mutant(
        "uncommitted edits",
        "what an agent leaves at the end of its turn is not its user's to commit",
        SWEEP,
        "    return not (by.person and owner.resting)\n",
        "    return True\n",
        RULES,
    ),
    Mutant(
        "uncommitted edits",
        "a session that has ended keeps its edits for itself",
        SWEEP,
        "    if not owner.live or (",
        "    if (",
        RULES,
    ),
    Mutant(
        "uncommitted edits",
        "a commit's own lines count as another's",
        SWEEP,
        "    foreign = _signs(theirs) - _signs(own)\n",
        "    foreign = _signs(theirs)\n",
        RULES,
    ),
    Mutant(
        "uncommitted edits",
        "an edit over another's carries it",
        SWEEP,
        "    if any(is_added for is_added, _ in foreign) and ",
        "    if not foreign and ",
        RULES,
    ),
    Mutant(
        "uncommitted edits",
        "a line that was taken away tells nothing",
        SWEEP,
        " | {(False, line) for line in old - new}",
        "",
        RULES,
    ),
    Mutant(
        "uncommitted edits",
        "edits that take turns are one edit",
        "coordgit/store/edits.py",
        "if earlier and earlier[-1][1] == before:",
        "if earlier:",
        SCHEMA,
    ),
    Mutant(
        "uncommitted edits",
        "an edit that its session has taken back is swept",
        SWEPT,
        "        elif mine and work.path in makers:",
        "        elif False:",
        ("tests/walks/sweep_test.py::test_what_the_other_session_took_back_itself_is_not_a_sweep",),
    ),
    Mutant(
        "uncommitted edits",
        "an acknowledged sweep is one again",
        SWEPT,
        "work.after) not in acknowledged]\n",
        "work.after)]\n",
        SWEEPS,
    ),
    Mutant(
        "uncommitted edits",
        "a turn is over though something runs in the background",
        "coordgit/clients/hooks.py",
        'task.get("status") == "running" for task in tasks',
        'task.get("status") == "never" for task in tasks',
        SWEEPS,
    ),
    Mutant(
        "uncommitted edits",
        "nobody knows whose edit was read",
        "coordgit/record/apply.py",
        '    return max(made, key=lambda edit: edit.at).epoch.session if made else ""\n',
        '    return ""\n',
        READS,
    ),
    Mutant(
        "uncommitted edits",
        "of a new file one's own text does not show what its maker has committed",
        "coordgit/record/apply.py",
        "    if before == tip:\n",
        "    if before in (None, tip):\n",
        ("tests/walks/read_again_test.py",),
    ),
    Mutant(
        "uncommitted edits",
        "who writes exactly its old text back and reads that has seen what it replaced",
        "coordgit/core/knowledge.py",
        "if lost or item.read.known != blob]",
        "if item.read.known != blob]",
        ("tests/walks/read_again_test.py",),
    ),
    Mutant(
        "uncommitted edits",
        "one's own text shows whatever has been committed",
        "coordgit/record/apply.py",
        "    return not any(lost_updates.which(batch.git, [Versions(before, tip, tip, blob)]))\n",
        "    return True\n",
        ("tests/walks/read_again_test.py", "tests/portion/commit_test.py"),
    ),
    Mutant(
        "uncommitted edits",
        "an edit that was dropped is still being made",
        DIRTY,
        "    return DROPPED if item.file in (item.tip, item.new) else EDITED\n",
        "    return EDITED\n",
        CORE_DIRTY,
    ),
    Mutant(
        "uncommitted edits",
        "an edit that stands is gone",
        DIRTY,
        "    if item.file in item.known:\n        return MUTUAL",
        "    if item.mutual:\n        return MUTUAL",
        CORE_DIRTY,
    ),
    Mutant(
        "uncommitted edits",
        "of a range the whole file counts",
        "coordgit/check/integrity/dirty.py",
        "        if changed is None or touches(changed, read.first, read.last):\n",
        "        if True:\n",
        READS,
    ),
    Mutant(
        "uncommitted edits",
        "what a person had edited before is for every agent to commit",
        "coordgit/client_events/session_start.py",
        "    if session.started_at == request.now:\n",
        "    if False:\n",
        ("tests/walks/sweep_turns_test.py::test_what_a_person_had_edited_before_the_session_began_is_not_taken_along",),
    ),
    Mutant(
        "uncommitted edits",
        "an agent does not commit what its user has edited, though it was asked to",
        SWEEP,
        "        return not by.person and by.edited and not by.edited_path\n",
        "        return not by.person\n",
        RULES,
    ),
    Mutant(
        "uncommitted edits",
        "a line that a formatter has split is whose command ran it",
        "coordgit/core/weave.py",
        "            entry.born = maker\n",
        "            pass\n",
        LINES,
    ),
    Mutant(
        "uncommitted edits",
        "a line that the commit's hook has formatted is no sweep",
        SWEEP,
        "    return bool(foreign) and len(foreign) * SHARE >= len(added)\n",
        "    return False\n",
        RULES,
    ),
)
