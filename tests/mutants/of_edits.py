"""Mutants of what is asked about edits that are not committed: sweeps and dirty reads."""

from tests.mutants.mutant import part

SWEEP = "coordgit/core/rules/sweep.py"
DIRTY = "coordgit/core/rules/dirty.py"
SWEPT = "coordgit/check/integrity/sweeps.py"

RULES = ("tests/core/sweep_test.py",)
CORE_DIRTY = ("tests/core/dirty_test.py",)
SWEEPS = ("tests/walks/sweep_test.py", "tests/walks/sweep_turns_test.py")
LINES = ("tests/core/portion_test.py",)
READS = ("tests/walks/dirty_read_test.py",)
SCHEMA = ("tests/store/schema_test.py",)

uncommitted_edits = part("uncommitted edits")

OF_EDITS = (
    uncommitted_edits(
        "whoever moves a file may commit another's edit of it",
        "coordgit/check/integrity/sweeps.py",
        "if work.ends or work.moved:",
        "if work.ends:",
        "tests/walks/sweep_test.py::test_an_edit_is_swept_under_another_name",
    ),
    uncommitted_edits(
        "the first commit of a branch may carry another's edit",
        "coordgit/check/gather_move.py",
        "    if _operation(move, commits, forward=True) == operations.COMMIT:\n",
        "    if False:\n",
        "tests/walks/sweep_new_files_test.py::test_the_first_commit_of_a_branch_carries_no_edit_of_another_session",
    ),
    uncommitted_edits(
        "an explained dirty read is still stale",
        "coordgit/notify/shown_diffs.py",
        " or conflict.code == DIRTY)",
        ")",
        "tests/walks/dirty_read_test.py::test_who_is_shown_what_the_branch_has_instead_knows_it",
    ),
    uncommitted_edits(
        "the reads behind an edit that its session has taken back are asked",
        "coordgit/check/provenance/carried_work.py",
        "        if work in both and work.path in weaves and who not in weaves[work.path].makers:\n",
        "        if False:\n",
        "tests/walks/sweep_test.py::test_what_the_other_session_took_back_itself_is_not_a_sweep",
    ),
    uncommitted_edits(
        "a session that has declared its version has to acknowledge it too",
        "coordgit/check/integrity/sweeps.py",
        "only_told=work.path in declared)",
        "only_told=False)",
        "tests/portion/kinds_test.py::test_what_is_declared_decides_where_two_sessions_changed_the_same",
    ),
    uncommitted_edits(
        "what nobody recorded in a session's own path is not told",
        "coordgit/check/findings.py",
        "    return [path for path, weave in weaves.items() if unrecorded(weave, session)]\n",
        "    return []\n",
        "tests/walks/sweep_turns_test.py::test_lines_that_nobody_recorded_in_an_own_path_are_told",
    ),
    uncommitted_edits(
        "a person's lines are nobody's",
        "coordgit/client_events/session_start.py",
        "                edits.put(store,",
        "                (lambda *_: None)(store,",
        "tests/portion/commit_test.py::test_what_a_person_had_edited_is_shown_as_theirs_and_committed_by_them",
    ),
    uncommitted_edits(
        "a commit of a session's own edits takes another's mode along",
        "coordgit/portion/edited_paths.py",
        "        alone = edited.mode.session in (sides.me, *sides.handed)\n",
        "        alone = True\n",
        "tests/portion/kinds_test.py::test_a_mode_is_its_sessions",
    ),
    uncommitted_edits(
        "a change of mode alone is nobody's",
        "coordgit/check/integrity/sweeps.py",
        "    moded = [work for work in held if work.mode]\n",
        "    moded: list[Work] = []\n",
        "tests/portion/kinds_test.py::test_a_mode_is_its_sessions",
    ),
    uncommitted_edits(
        "what a formatter has changed beside the session's own lines is nobody's",
        "coordgit/client_events/record_event.py",
        "        found += _reformatted(store, request)\n",
        "        pass\n",
        "tests/walks/formatted_test.py::test_what_a_script_only_formats_is_told_by_its_text",
    ),
    uncommitted_edits(
        "what a command removes by a glob is nobody's edit",
        "coordgit/client_events/record_event.py",
        "        found += _removed(store, request)\n",
        "        pass\n",
        "tests/walks/written_test.py::test_another_session_does_not_commit_what_a_command_did_to_several_files",
    ),
    uncommitted_edits(
        "another session's stopped merge is anybody's",
        "coordgit/check/gather_move.py",
        "            *stopped.of(store, git, move.worktree, epoch.session, difference.written.blobs),\n",
        "",
        "tests/walks/concluding_test.py::test_another_session_does_not_conclude_what_has_stopped",
    ),
    uncommitted_edits(
        "a stopped merge may be ended with other text than git had left",
        "coordgit/check/integrity/sweeps.py",
        "            carried = True\n",
        "            carried = _carries(work, mine, commit, texts)\n",
        "tests/walks/concluding_test.py::test_another_session_does_not_commit_what_its_owner_has_resolved",
    ),
    uncommitted_edits(
        "who commits what a stash was applied to ends an operation",
        "coordgit/check/integrity/stopped.py",
        "    ends = stopped.operation != operation.COMMIT  # else",
        "    ends = True  # else",
        "tests/walks/concluding_test.py::test_a_stash_that_was_applied_with_a_conflict_is_not_an_operation",
    ),
    uncommitted_edits(
        "who looked again, with lines of its own beside what landed, has not seen that",
        "coordgit/check/integrity/lost_updates.py",
        " if not _shows(git, mine, step, tip)]",
        "]",
        "tests/walks/lost_update_test.py::test_a_file_that_is_removed_with_ones_own_uncommitted_line_beside_what_landed",
    ),
    uncommitted_edits(
        "another's edit that one's own was made over was not read with it",
        "coordgit/record/planned_reads.py",
        """        blob = parts[-1][0] or ""\n""",
        """        return ""\n""",
        "tests/walks/dirty_beside_own_test.py::test_what_ones_own_edit_was_made_over_is_seen_with_it",
    ),
    uncommitted_edits(
        "what was read uncommitted, beside other edits, is stale once it is committed",
        "coordgit/check/staleness.py",
        "narrowed(git, _unseen(git, attributed))",
        "narrowed(git, attributed)",
        "tests/walks/dirty_beside_own_test.py::test_what_ones_own_edit_was_made_over_is_seen_with_it",
    ),
    uncommitted_edits(
        "who reads a file again, as another session has left it, has not seen what was committed of it",
        "coordgit/record/planned_reads.py",
        "return path not in others and _left_last(plan, batch, path, blob)\n",
        "return path not in others\n",
        "tests/walks/sweep_test.py::test_whoever_reads_what_one_session_left_and_another_edits_knows_what_was_committed",
    ),
    uncommitted_edits(
        "who reads its own text, as another session has left it, has seen nothing of what that made of it",
        "coordgit/record/planned_reads.py",
        "known.write.lost and not _left_last(",
        "False and not _left_last(",
        "tests/walks/dirty_beside_own_test.py::test_own_text_that_another_session_has_left_as_it_is_shows_what_that_made_of_it",
    ),
    uncommitted_edits(
        "a line that is put back after its removal was committed is nobody's",
        "coordgit/core/line_owners.py",
        "    if entry.died not in (None, STOOD) and _is_later(chain[n], chain[entry.died].landed):\n",
        "    if False:\n",
        *LINES,
    ),
    uncommitted_edits(
        "whose a line is does not depend on what was committed since",
        "coordgit/core/line_owners.py",
        "    for _ in range(3):\n",
        "    for _ in ():\n",
        *LINES,
    ),
    uncommitted_edits(
        "each commit repeats that an edit which was read is edited further",
        "coordgit/check/findings.py",
        " and finding.read.read_id not in reported:",
        ":",
        "tests/walks/dirty_read_test.py",
    ),
    uncommitted_edits("no sweep is one", "coordgit/check/findings.py", "    if update.edits:\n", "    if False:\n", *SWEEPS),
    uncommitted_edits(
        "what an agent leaves at the end of its turn is not its user's to commit",
        SWEEP,
        "    return not (by.person and owner.resting)\n",
        "    return True\n",
        *RULES,
    ),
    uncommitted_edits(
        "a session that has ended keeps its edits for itself", SWEEP, "    if not owner.live or (", "    if (", *RULES
    ),
    uncommitted_edits(
        "a commit's own lines count as another's",
        SWEEP,
        "    foreign = _signs(theirs) - _signs(own)\n",
        "    foreign = _signs(theirs)\n",
        *RULES,
    ),
    uncommitted_edits(
        "an edit over another's carries it",
        SWEEP,
        "    if any(is_added for is_added, _ in foreign) and ",
        "    if not foreign and ",
        *RULES,
    ),
    uncommitted_edits("a line that was taken away tells nothing", SWEEP, " | {(False, line) for line in old - new}", "", *RULES),
    uncommitted_edits(
        "edits that take turns are one edit",
        "coordgit/store/edits.py",
        "if earlier and earlier[-1][1] == before:",
        "if earlier:",
        *SCHEMA,
    ),
    uncommitted_edits(
        "an edit that its session has taken back is swept",
        SWEPT,
        "            carried = work.epoch.session in weave.makers\n",
        "            carried = True\n",
        "tests/walks/sweep_test.py::test_what_the_other_session_took_back_itself_is_not_a_sweep",
    ),
    uncommitted_edits(
        "an acknowledged sweep is one again", SWEPT, "work.after) not in acknowledged]\n", "work.after)]\n", *SWEEPS
    ),
    uncommitted_edits(
        "a turn is over though something runs in the background",
        "coordgit/clients/hook_payloads.py",
        'task.get("status") == "running" for task in tasks',
        'task.get("status") == "never" for task in tasks',
        *SWEEPS,
    ),
    uncommitted_edits(
        "nobody knows whose edit was read",
        "coordgit/record/planned_reads.py",
        "    return max(made, key=lambda edit: edit.at, default=None)\n",
        "    return None\n",
        *READS,
    ),
    uncommitted_edits(
        "who writes exactly its old text back and reads that has seen what it replaced",
        "coordgit/core/knowledge.py",
        "if lost or item.read.known != blob]",
        "if item.read.known != blob]",
        "tests/walks/read_again_test.py",
    ),
    uncommitted_edits(
        "one's own text lacks what one has landed and changed again",
        "coordgit/record/planned_reads.py",
        " if own != tip)]\n",
        " if False)]\n",
        "tests/walks/dirty_beside_own_test.py::test_a_look_at_own_text_shows_what_was_committed_since_one_s_own_landing",
    ),
    uncommitted_edits(
        "one's own text shows whatever has been committed",
        "coordgit/record/planned_reads.py",
        "    return not all(undone_changes.which(batch.git, [Versions(version, tip, tip, blob) for version in versions]))\n",
        "    return True\n",
        "tests/walks/read_again_test.py",
        "tests/portion/commit_test.py",
    ),
    uncommitted_edits(
        "one that makes an older version of the file is that version",
        "coordgit/record/planned_reads.py",
        "sought=moments.landing_id if over or (blob",
        "sought=moments.landing_id if (blob",
        "tests/walks/dirty_read_test.py::test_an_edit_that_makes_an_older_version_of_the_file_is_read_like_any",
    ),
    uncommitted_edits(
        "one under which the branch has moved shows what that brought",
        "coordgit/record/planned_reads.py",
        "writer is not None and writer.before == moments.of(path).head.item",
        "writer is not None",
        "tests/walks/dirty_read_test.py::test_who_reads_such_an_edit_under_which_the_branch_has_moved_has_seen_the_older_version",
    ),
    uncommitted_edits(
        "an edit that was dropped is still being made",
        DIRTY,
        "    return DROPPED if item.file in (item.tip, item.new) else EDITED\n",
        "    return EDITED\n",
        *CORE_DIRTY,
    ),
    uncommitted_edits(
        "an edit that stands is gone",
        DIRTY,
        "    if item.file in item.known:\n        return MUTUAL",
        "    if item.mutual:\n        return MUTUAL",
        *CORE_DIRTY,
    ),
    uncommitted_edits(
        "of a range the whole file counts",
        "coordgit/check/integrity/dirty_reads.py",
        "        if changed is None or touches(changed, read.first, read.last):\n",
        "        if True:\n",
        *READS,
    ),
    uncommitted_edits(
        "what a person had edited before is for every agent to commit",
        "coordgit/client_events/session_start.py",
        "    if session.started_at == request.now:\n",
        "    if False:\n",
        "tests/walks/sweep_turns_test.py::test_what_a_person_had_edited_before_the_session_began_is_not_taken_along",
    ),
    uncommitted_edits(
        "an agent does not commit what its user has edited, though it was asked to",
        SWEEP,
        "        return not by.person and by.edited and not by.edited_path\n",
        "        return not by.person\n",
        *RULES,
    ),
    uncommitted_edits(
        "a line that a formatter has split is whose command ran it",
        "coordgit/core/line_owners.py",
        "            entry.born = maker\n",
        "            pass\n",
        "tests/core/formatted_lines_test.py",
    ),
    uncommitted_edits(
        "a line that the commit's hook has formatted is no sweep",
        SWEEP,
        "    return bool(foreign) and len(foreign) * SHARE >= len(added)\n",
        "    return False\n",
        *RULES,
    ),
    uncommitted_edits(
        "a short line is nobody's",
        SWEPT,
        " or (weave is not None and _adds(weave, work, commit))\n",
        "\n",
        "tests/walks/sweep_test.py::test_a_short_line_beside_ones_own_is_another_sessions_too",
    ),
    uncommitted_edits(
        "what was asked for is told as nobody's edit",
        "coordgit/check/findings.py",
        " if own and (rest or further) else None\n",
        " if rest or further else None\n",
        "tests/walks/sweep_turns_test.py::test_an_agent_that_commits_nothing_of_its_own_does_what_it_is_asked_for",
    ),
    uncommitted_edits(
        "what was read before it was committed, beside own edits, is stale",
        "coordgit/check/staleness.py",
        "    return [suspect for suspect in changed if id(suspect) not in seen]\n",
        "    return changed\n",
        "tests/walks/dirty_beside_own_test.py",
    ),
    uncommitted_edits(
        "whoever has read another's uncommitted edit knows all that is committed of the file",
        "coordgit/check/staleness.py",
        "    return [suspect for suspect in changed if id(suspect) not in seen]\n",
        "    return [suspect for suspect in changed if suspect not in mixed]\n",
        "tests/walks/dirty_beside_own_test.py",
    ),
)
