"""Mutants of what is asked where a merge, a rebase or the like has stopped, and is concluded."""

from tests.mutants.mutant import part

kept = part("what is kept")
lost_update = part("lost update")
uncommitted_edits = part("uncommitted edits")

OF_STOPPED = (
    uncommitted_edits(
        "what concludes a merge may carry another's edit",
        "coordgit/check/gather_move.py",
        "        if brings and not (work.edits or only):",
        "        if brings and not only:",
        "tests/walks/concluded_test.py::test_what_brings_a_target_in_carries_no_edit_of_another_session",
    ),
    uncommitted_edits(
        "what concludes a rebase may carry another's edit",
        "coordgit/check/validate.py",
        "    edits = edits or stopped.beside(store, git, request.worktree, session.session, written)\n",
        "",
        "tests/walks/concluded_rebase_test.py::test_anothers_new_file_is_left_out_and_the_rebase_continues",
    ),
    uncommitted_edits(
        "what git has picked where a rebase has stopped may be another's edit",
        "coordgit/check/integrity/stopped.py",
        """if left.get(work.path, "") != written[work.path][1])""",
        "if True)",
        "tests/walks/concluded_rebase_test.py::test_what_git_itself_has_picked_is_nobodys_edit",
    ),
    uncommitted_edits(
        "git continues a rebase over another's edit of a tracked file",
        "coordgit/check/advice/gather_advice.py",
        "        instead=instead,\n",
        "",
        "tests/walks/concluded_rebase_test.py::test_anothers_edit_of_a_tracked_file_stays_uncommitted_by_doing_what_is_printed",
    ),
    uncommitted_edits(
        "a commit beside a rebase by patches ends it",
        "coordgit/check/integrity/stopped.py",
        "tree = stopped.tree or tree_of(worktree)",
        "tree = stopped.tree",
        "tests/walks/concluded_rebase_test.py::test_where_the_rest_cannot_be_done_without_it_its_session_commits_first",
    ),
    uncommitted_edits(
        "what a squash leaves staged beside a commit is nobody's",
        "coordgit/check/validate.py",
        "            for write in staged:\n                writes.put_whole(store, write)\n    return",
        "    return",
        "tests/walks/left_of_squash_test.py::test_the_next_commit_of_another_carries_none_of_it",
    ),
    uncommitted_edits(
        "what a squash leaves staged is looked for in what others commit elsewhere",
        "coordgit/store/writes.py",
        "(via <> 'squash' OR worktree = COALESCE(:worktree, worktree))",
        "(via <> 'squash' OR :worktree IS NOT NULL)",
        "tests/walks/left_of_squash_test.py::test_its_author_lands_it_elsewhere_and_nobody_else_is_asked[a client]",
    ),
    uncommitted_edits(
        "whatever is staged at a path of a squash is of who has staged that",
        "coordgit/check/integrity/left_staged.py",
        "(path in conflicts or blobs[1] == tree[path][1])",
        "True",
        "tests/walks/left_of_squash_test.py::test_another_text_in_its_place_is_whose_edit_that_is[a client]",
    ),
    uncommitted_edits(
        "what has been reset of a squash, and is in the work tree alone, is nobody's",
        "coordgit/check/integrity/left_staged.py",
        "    staged |= {path: blobs",
        "    _ = {path: blobs",
        "tests/walks/left_of_squash_test.py::test_what_it_has_reset_of_it_stays_its_own_in_the_work_tree",
    ),
    uncommitted_edits(
        "what has been reset of a squash and taken back is still its session's",
        "coordgit/check/integrity/left_staged.py",
        "if _holds(worktree, path, blobs[1])",
        "if True",
        "tests/walks/left_of_squash_test.py::test_what_it_has_reset_and_taken_back_of_it_is_nobodys",
    ),
    uncommitted_edits(
        "what has been committed of a squash is still its session's",
        "coordgit/check/integrity/left_staged.py",
        "if path not in index and path not in written",
        "if path not in index",
        "tests/walks/left_of_squash_test.py::test_what_it_leaves_of_it_after_a_commit_in_part_is_its_own",
    ),
    uncommitted_edits(
        "a file that a squash deletes is nobody's once that has been reset",
        "coordgit/check/integrity/left_staged.py",
        'if blob else not os.path.lexists(f"{worktree.top}/{path}")',
        "if blob else False",
        "tests/walks/left_of_squash_test.py::test_what_it_has_reset_of_it_stays_its_own_in_the_work_tree",
    ),
    uncommitted_edits(
        "of another's stopped squash only the conflicts are that session's",
        "coordgit/check/integrity/stopped.py",
        "    if not operation.leaves_only_a_message(worktree.git_dir):  # else all",
        "    if True:  # else all",
        "tests/walks/stopped_squash_test.py",
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
        "            carried = _carries(_stretches(work), mine, commit, texts)\n",
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
        "a removed file that a stopped merge puts back is the session's anew",
        "coordgit/core/knowledge.py",
        "not (edit.taken() or edit.conflicts()))",
        "not edit.conflicts())",
        "tests/core/knowledge_test.py::test_a_file_that_was_gone_is_known_to_the_session_if_it_makes_it_anew",
    ),
    uncommitted_edits(
        "a removed file that a stopped merge puts back with both sides is the session's anew",
        "coordgit/core/knowledge.py",
        "not (edit.taken() or edit.conflicts()))",
        "not edit.taken())",
        "tests/walks/told_once_test.py::test_a_file_removed_unread_that_a_stopped_pull_puts_back_with_both_sides_is_no_read",
    ),
    uncommitted_edits(
        "who makes a file anew that it had edited does not know what it wrote",
        "coordgit/core/knowledge.py",
        "(write is None or not (edit.taken() or edit.conflicts()))",
        "write is None",
        "tests/walks/made_anew_test.py::test_what_it_wrote_is_known_though_it_had_edited_the_file_that_was_removed",
    ),
    uncommitted_edits(
        "a commit on a detached HEAD may carry another's edit",
        "hooks/git/prefilter.sh",
        '[ "$by" = hand ]',
        "false",
        "tests/walks/sweep_detached_test.py::test_a_commit_on_a_detached_head_carries_nobody_elses_edit",
    ),
    uncommitted_edits(
        "where own lines are committed, paths that are another's alone are named too",
        "coordgit/render/sweep_advice.py",
        " if not _is_in(full[path], others) or _is_in(full[path], mine)]",
        "]",
        "tests/walks/way_on_shared_test.py::test_paths_that_another_alone_has_edited_are_not_named_where_own_lines_are_committed",
    ),
    uncommitted_edits(
        "after coordgit commit a target is brought in as if nothing were edited",
        "coordgit/render/next_steps.py",
        "merge {forward}--autostash {word(branch)}",
        "merge {forward}{'--autostash ' if facts.operation == COMMIT else ''}{word(branch)}",
        "tests/walks/way_on_shared_test.py::test_the_target_is_brought_in_under_an_edit_of_what_it_changes",
    ),
    uncommitted_edits(
        "what a denied commit itself would have staged is staged",
        "coordgit/render/sweep_advice.py",
        """    made = [*([f"add -- {unstaged}"] if unstaged else []), commit]""",
        "    made = [commit]",
        "tests/walks/sweep_detached_test.py::test_an_amend_where_a_rebase_stopped_carries_nobody_elses_edit",
    ),
    kept(
        "what is committed where a rebase has stopped is joined with what the rebase brought",
        "coordgit/check/integrity/text_origins.py",
        "    if not own:\n        return landed\n",
        "    if True:\n        return landed\n",
        "tests/walks/made_in_rebase_test.py::"
        "test_one_takes_back_what_one_committed_where_a_rebase_has_stopped_of_a_file_that_one_had_changed_before[landed]",
    ),
    kept(
        "what is committed at a conflict of a rebase shows both sides",
        "coordgit/check/integrity/text_origins.py",
        "if older and not _applies(",
        "if older and False and not _applies(",
        "tests/walks/stopped_test.py::test_what_a_rebase_has_resolved_is_known_to_who_read_the_conflict",
    ),
    kept(
        "a rebase stops at a conflict with whatever its session has changed before",
        "coordgit/check/integrity/text_origins.py",
        "    return [one for one in older if one.after not in held]\n",
        "    return older\n",
        "tests/walks/made_in_rebase_test.py::"
        "test_one_takes_back_what_one_committed_where_a_rebase_has_stopped_of_a_file_that_one_had_changed_before[changed since]",
    ),
    kept(
        "a rebase stops at a conflict with an older change that git can apply there",
        "coordgit/check/integrity/text_origins.py",
        "if older and not _applies(",
        "if older or not _applies(",
        "tests/walks/made_in_rebase_test.py::"
        "test_one_takes_back_what_one_committed_where_a_rebase_has_stopped_of_a_file_that_one_had_changed_before[unlanded]",
    ),
    kept(
        "a conflict in another file may be one with an older change of this one",
        "coordgit/check/integrity/text_origins.py",
        ".items() if path in changed]\n    return bool(theirs) and all(",
        ".items()]\n    return bool(theirs) and all(",
        "tests/walks/made_in_rebase_test.py::"
        "test_a_commit_that_came_with_the_older_change_and_conflicts_in_another_file_stops_no_rebase_at_that",
    ),
    kept(
        "who renames a file where a rebase has stopped does not know its new name",
        "coordgit/check/provenance/detached_heads.py",
        "if move.by_commit and (at_stop or not move.state) and",
        "if move.by_commit and not move.state and",
        "tests/walks/made_in_rebase_test.py::"
        "test_who_renames_a_file_where_a_rebase_has_stopped_knows_it_by_its_new_name[edit-changed]",
    ),
    kept(
        "a line taken back on a detached HEAD is nobody's to ask about where it comes to a branch",
        "coordgit/check/integrity/lost_updates.py",
        "landed=landed) if not mine else [])\n",
        "landed=landed) if False else [])\n",
        "tests/walks/made_in_rebase_test.py::"
        "test_a_line_taken_back_unseen_where_a_rebase_has_stopped_is_asked_about_where_it_lands[taken back-at once]",
    ),
    kept(
        "a bisection without its reset goes on for ever",
        "coordgit/git/worktrees.py",
        """BISECT_LOG") and not head(worktree)[0]""",
        """BISECT_LOG")""",
        "tests/walks/resolved_test.py::test_a_bisection_without_its_reset_ends_when_a_branch_is_checked_out",
    ),
    kept(
        "a look at the commit that a bisection is about is a read",
        "coordgit/record/planned_reads.py",
        "            elif bisecting or located.access.rev == BISECTED:\n",
        "            elif bisecting:\n",
        "tests/walks/resolved_test.py::test_while_bisecting_without_a_checkout_only_the_work_tree_is_read",
    ),
    lost_update(
        "who has answered for what it replaced unseen where a rebase stopped is asked again",
        "coordgit/check/integrity/text_origins.py",
        "return oid in made and _has_seen_replaced(",
        "return False and _has_seen_replaced(",
        "tests/push/side_taken_test.py"
        "::test_who_has_answered_for_what_it_replaced_unseen_where_a_rebase_stopped_may_go_on[read-False]",
    ),
    lost_update(
        "a text that was replaced where a rebase stopped was seen there if it was ever seen",
        "coordgit/check/integrity/text_origins.py",
        "any(oid == version and _is_as_at(git, text.path, commit, tip) for commit, oid in shown)",
        "any(oid == version for _, oid in shown)",
        "tests/push/side_taken_test.py"
        "::test_a_text_that_has_come_back_since_it_was_seen_is_replaced_unseen_where_a_rebase_stops[False]",
    ),
    lost_update(
        "who makes a new branch is asked about what it puts back there",
        "coordgit/check/integrity/text_origins.py",
        " if not one.begins}",
        "}",
        "tests/walks/made_in_rebase_test.py::test_that_a_new_branch_names_it_asks_nobody_about_it[taken back]",
    ),
    lost_update(
        "a text with the markers of a conflict is no edit, though git has not stopped there",
        "coordgit/record/edits.py",
        "    return path in files.in_index(moments.batch.git, [path])[1]\n",
        "    return True\n",
        "tests/walks/old_buffer_test.py::test_markers_are_an_edit_only_in_files_in_which_a_merge_has_not_stopped",
    ),
    lost_update(
        "nobody has edited a file in which an entry of the stash is in conflict",
        "coordgit/record/edits.py",
        " or operation.under_way(moments.batch.worktree.git_dir) == operation.COMMIT:",
        ":",
        "tests/walks/resolved_test.py::test_a_range_of_a_conflict_shows_the_sides_that_it_has_lines_of[8-9-False]",
    ),
    lost_update(
        "an answer for who has read nothing counts for any version",
        "coordgit/store/acknowledgements.py",
        " AND COALESCE(a.oid, '') = COALESCE(:oid, '') LIMIT 1",
        " LIMIT 1",
        "tests/walks/made_in_rebase_test.py"
        "::test_who_answers_for_what_one_puts_back_unread_there_is_asked_again_only_for_another_version[changed since]",
    ),
)
