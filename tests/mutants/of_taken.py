"""Mutants of what a session knows of a version that a command of its has put into the work tree, or that it took unseen."""

from tests.mutants.mutant import part

refresh = part("refresh")
lost_update = part("lost update")
whose_reads = part("whose reads")
stale_content = part("stale content")

REVERTED = "tests/walks/reverted_then_merged_test.py"
SUB_AGENTS = (
    "tests/walks/sub_agents_test.py"
    "::test_a_part_that_a_sub_agent_saw_counts_for_the_session_only_after_a_rejection_that_names_the_read"
)
STOPPED = "tests/walks/replaced_at_stop_test.py"
HIDDEN = "tests/walks/hidden_by_own_text_test.py"
ABANDONED = "tests/walks/renamed_then_abandoned_test.py"

OF_TAKEN = (
    refresh(
        "a version that was seen before one's own landed text is known where a command brings it back",
        "coordgit/core/knowledge.py",
        " and item.read.settled and edit.had(item.read))",
        ")",
        "tests/core/knowledge_test.py::test_what_a_command_brings_back_is_known_only_if_it_undoes_an_edit_that_stands[further]",
    ),
    refresh(
        "a read of no commit's text has seen what HEAD had then",
        "coordgit/core/knowledge.py",
        " and item.read.settled and edit.had(item.read))",
        " and edit.had(item.read))",
        "tests/walks/taken_by_command_test.py"
        "::test_who_has_read_what_a_command_put_over_an_older_file_does_not_know_what_head_has[False]",
    ),
    refresh(
        "who has seen some lines of what its command brings knows all of it",
        "coordgit/core/knowledge.py",
        "if item.knows(edit.after))\n        older",
        "if knowledge.knows(edit.after))\n        older",
        "tests/walks/taken_by_command_test.py"
        "::test_who_has_seen_lines_of_what_its_command_brings_does_not_know_the_rest[True-some lines]",
    ),
    refresh(
        "a version that was read and put over an edit was made of what the edit was",
        "coordgit/core/knowledge.py",
        "origin if older else edit.after)",
        "origin)",
        "tests/walks/taken_by_command_test.py"
        "::test_a_version_that_was_read_and_put_over_an_edit_is_not_what_the_edit_was_made_of[False-an edit]",
    ),
    lost_update(
        "what was committed of a target unread is one's own",
        "coordgit/check/provenance/carried_work.py",
        "if path in read or (targets and len(versions) <= landings.MANY)]",
        "if path in read]",
        "tests/walks/taken_unread_test.py::test_what_it_takes_back_of_anothers_is_asked_about",
    ),
    lost_update(
        "what was typed beside a revert that is under way is the revert's",
        "coordgit/check/provenance/reverts.py",
        "if edit_steps.is_typed(store, session, path, update.written[path][1]))",
        "if not session)",
        "tests/walks/reverted_beside_test.py::test_a_file_that_is_written_over_anothers_change_beside_a_revert_is_asked_about",
    ),
    lost_update(
        "what was brought beside a revert that is under way was typed",
        "coordgit/check/provenance/reverts.py",
        "if edit_steps.is_typed(store, session, path, update.written[path][1]))",
        ")",
        "tests/walks/reverted_beside_test.py::test_what_reverts_of_several_commits_take_back_is_not_asked_about",
    ),
    lost_update(
        "what a fetch has brought is not asked about where nothing was read",
        "coordgit/check/integrity/lost_updates.py",
        "    if not steps and tip and sessions.has_client(store, author.session):\n",
        "    if False:\n",
        "tests/push/side_taken_test.py::test_a_side_taken_over_what_the_remote_has_is_pushed_only_once_that_was_seen",
    ),
    refresh(
        "to be shown what an unread older version takes back is no look",
        "coordgit/notify/shown_diffs.py",
        "            if explained.get(path) == oid or _leads(by_path.get(path, []), texts, [write.after], oid):\n",
        "            if False:\n",
        "tests/walks/shown_unread_test.py::test_it_counts_from_the_next_call_on",
    ),
    whose_reads(
        "what others had made below a rebased commit of the same text is its maker's",
        "coordgit/check/provenance/carried_work.py",
        " if work.commit not in now)\n",
        ")\n",
        "tests/push/same_text_test.py"
        "::test_anothers_change_below_ones_own_that_takes_back_an_older_one_is_anothers[rebase-False]",
    ),
    lost_update(
        "a version that was read before one's own has landed is known where others go back to it",
        "coordgit/check/integrity/lost_updates.py",
        "            if path not in update.own and not suspected:",
        "            if False:",
        f"{REVERTED}::test_who_goes_on_with_work_that_was_reverted_on_main_takes_the_revert_back[-had not-more-False]",
    ),
    lost_update(
        "a version to which others have gone back is not known by a look since",
        "coordgit/check/integrity/known_versions.py",
        "back is not None and read.landing_id < back.landing_id]",
        "back is not None]",
        f"{REVERTED}::test_who_has_read_the_reverted_file_may_leave_its_work_as_it_was",
    ),
    lost_update(
        "what others have changed and taken back has to be known",
        "coordgit/check/integrity/known_versions.py",
        "one.after == text.tip and one.before in own and one.maker",
        "one.after == text.tip and one.maker",
        f"{REVERTED}::test_what_others_have_changed_and_taken_back_is_not_asked",
    ),
    lost_update(
        "a revert where a rebase has stopped takes back unseen what it names",
        "coordgit/check/integrity/text_origins.py",
        "if found and any(_reverts(store, git, path, number) for number in made_there)",
        "if False",
        "tests/walks/made_in_rebase_test.py"
        "::test_who_reverts_a_change_where_a_rebase_has_stopped_names_what_it_takes_back[by a revert]",
    ),
    stale_content(
        "a session that resets its rename still takes the file to be gone",
        "coordgit/check/landing/reads_after_landing.py",
        "    _know_given_back(store, update)\n",
        "",
        f"{ABANDONED}::test_another_who_removes_a_file_whose_rename_was_reset_has_done_so_itself[gone0-all of it-False]",
    ),
    stale_content(
        "a session that resets its rename knows what another has made of the file",
        "coordgit/check/landing/reads_after_landing.py",
        " and back[read.path] in (removal.before, read.observed):",
        ":",
        f"{ABANDONED}::test_who_resets_a_rename_to_what_another_has_made_of_the_file_has_not_seen_that[True]",
    ),
    stale_content(
        "another who removes a file has that from a rename that was reset",
        "coordgit/store/landings.py",
        "return any(found for (found,) in store.all(sql, session",
        "return any(False for (found,) in store.all(sql, session",
        f"{ABANDONED}::test_another_who_removes_a_file_whose_rename_was_reset_has_done_so_itself[gone0-all of it-False]",
    ),
    stale_content(
        "what another has reverted is not its maker's work again where it is removed",
        "coordgit/store/landings.py",
        "return any(found for (found,) in store.all(sql, session",
        "return any(True for (found,) in store.all(sql, session",
        "tests/walks/undone_test.py::test_what_a_revert_took_back_is_its_makers_work_again_unless_a_target_has_it[main-removed]",
    ),
    lost_update(
        "not with the commits that a branch loses, which are asked about themselves",
        "coordgit/check/findings.py",
        "        undone = [step for step in undone if (candidate.path, step.after) not in with_commits]\n",
        "",
        "tests/walks/rewritten_test.py::test_a_text_that_lacks_another_sessions_change_drops_it",
    ),
    lost_update(
        "a merge of a target is asked nothing of what its session changes beside the conflict",
        "coordgit/check/update.py",
        " + (LOST_UPDATE,) * typed\n",
        "\n",
        "tests/walks/restored_in_merge_test.py"
        "::test_who_takes_another_text_where_it_has_stopped_and_changes_it_is_asked_what_that_lacks",
    ),
    lost_update(
        "a merge of a target in which its session has changed more is judged as any other",
        "coordgit/check/judge.py",
        "    if update.only:\n",
        "    if len(update.only) == 2:\n",
        "tests/walks/restored_in_merge_test.py::test_a_merge_of_main_is_asked_for_what_it_puts_back_alone[another file too]",
    ),
    lost_update(
        "a check knows nothing of what was changed beside the conflict of a merge",
        "coordgit/check/update.py",
        "update._replace(integrates=True, operation=operations.MERGE, resolved=resolved)",
        "update._replace(integrates=True, operation=operations.MERGE)",
        "tests/walks/restored_in_merge_test.py::test_a_check_says_of_a_merge_of_main_what_the_gate_will_say[1\\n2\\n3\\n]",
    ),
    stale_content(
        "a removal that its session has rewritten away is its own where another removes the file",
        "coordgit/store/landings.py",
        "COALESCE(c.maker = :session, l.session = :session AND l.forward = 0)",
        "c.maker = :session",
        f"{ABANDONED}::test_another_who_removes_a_file_whose_removal_was_rewritten_away_has_done_so_itself"
        "[dropped beside own work-removed-old.py]",
    ),
    stale_content(
        "who renames a file that a revert has brought back takes up its maker's other rename",
        "coordgit/check/provenance/carried_work.py",
        "    works = _without_moved(works, blobs)\n",
        "",
        f"{ABANDONED}::test_another_who_renames_a_file_otherwise_after_a_revert_does_not_take_up_its_makers_rename[third.py]",
    ),
    stale_content(
        "a file that was edited before it was removed is not known again once both are reset",
        "coordgit/check/landing/reads_after_landing.py",
        "in (removal.before, read.observed)",
        "in (removal.before,)",
        f"{ABANDONED}::test_another_who_removes_a_file_whose_removal_was_rewritten_away_has_done_so_itself"
        "[reset with an edit-removed-old.py]",
    ),
    lost_update(
        "others' branch that has not taken a line back is asked why it is gone",
        "coordgit/check/integrity/undone_elsewhere.py",
        "if any(is_ancestor(git, taker, end) for taker in takers)]",
        "]",
        "tests/push/pulled_merge_test.py::test_who_pulls_two_branches_of_others_takes_back_nothing_that_one_of_them_does",
    ),
    stale_content(
        "an empty file that a commit adds is one that it removes under another name",
        "coordgit/check/provenance/carried_work.py",
        " and blob not in EMPTY}",
        "}",
        "tests/walks/given_work_test.py::test_who_takes_a_removal_over_beside_a_new_file_carries_it[]",
    ),
    lost_update(
        "each commit of others is asked alone whether it has taken back what a pull brings",
        "coordgit/check/integrity/undone_elsewhere.py",
        "return [oid for oid in theirs if oid not in contained]",
        "return theirs",
        "tests/push/pulled_merge_test.py::test_who_pulls_what_others_have_taken_back_takes_back_nothing[to and fro-merge]",
    ),
    lost_update(
        "what was put over another's change where a rebase had stopped is not asked",
        "coordgit/check/integrity/lost_updates.py",
        "            if update.operation == operation.REBASE:\n                from",
        "            if False:\n                from",
        f"{STOPPED}::test_what_it_put_there_unseen_over_anothers_change_is_a_lost_update[left out-amends-]",
    ),
    lost_update(
        "an older version of the branch, where a rebase had stopped, came with it",
        "coordgit/check/integrity/text_origins.py",
        "if replaced and replaced[-1] not in had else",
        "if replaced else",
        f"{STOPPED}::test_what_such_a_rebase_drops_of_anothers_is_asked_as_the_branch_has_it[True]",
    ),
    lost_update(
        "what a rebase brought is read where its own text is",
        "coordgit/check/findings.py",
        "if candidate.tip != update.written[path][0]:",
        "if False:",
        f"{STOPPED}::test_onto_a_branch_that_is_no_target_the_commit_that_has_it_is_read",
    ),
    stale_content(
        "a change that one's own text has taken back is read there",
        "coordgit/check/advice/where_to_look.py",
        "and _is_text_of(store, session, one)",
        "and False",
        f"{HIDDEN}::test_the_commit_that_made_it_is_to_be_read[both-detached]",
    ),
    stale_content(
        "a text that has the change beside one's own is read elsewhere",
        "coordgit/check/advice/where_to_look.py",
        "    hides = undone_changes.which(git, list(texts.values()))\n    commits",
        "    hides = [True for _ in texts]\n    commits",
        f"{HIDDEN}::test_a_text_that_has_it_is_read_as_it_is[detached]",
    ),
    refresh(
        "parts that several agents saw are added up",
        "coordgit/core/knowledge.py",
        'if part.agent in ("", older.agent) or (since is not None and part.at >= since)]',
        "if part]",
        f"{SUB_AGENTS}[before-sub-agent]",
    ),
    refresh(
        "a part that a sub-agent saw after a rejection does not count for the session",
        "coordgit/core/knowledge.py",
        " or (since is not None and part.at >= since)]",
        "]",
        f"{SUB_AGENTS}[after it was rejected-sub-agent]",
    ),
    stale_content(
        "a name that a merge has kept is whoever's who changed the file",
        "coordgit/check/stale/changed_by_others.py",
        "    mergers = known_commits.changers(store, merges)\n",
        "    mergers: dict[tuple[Oid, str], set[str]] = {}\n",
        "tests/walks/own_names_test.py::test_a_name_that_a_merge_keeps_is_asked_of_whoever_resolved_its_conflict[both-ann]",
    ),
    stale_content(
        "what a session removed of a search's answer is others' where they have changed the file",
        "coordgit/check/stale/changed_by_others.py",
        "    if not mixed or not commits.is_ancestor(git, since, tip):\n",
        "    if mixed is not None:\n",
        "tests/walks/own_hits_test.py::"
        "test_what_a_session_removed_of_a_searchs_answer_is_not_asked_for_others_other_lines[it removes the line]",
    ),
    lost_update(
        "a session's edit is still counted once HEAD has its text",
        "coordgit/record/plan.py",
        "    return write is not None and not write.lost and write.before == write.after\n",
        "    return False\n",
        "tests/walks/followed_head_test.py::"
        "test_what_a_session_took_from_head_is_no_edit_of_its_own_once_it_edits_the_file[False]",
    ),
    whose_reads(
        "whose work is in one commit of a rebase is in all of them",
        "coordgit/check/judge.py",
        "contributors=tuple(makers.get(commit.oid, commit.contributors))",
        "contributors=commit.contributors",
        "tests/walks/replayed_squash_test.py::"
        "test_a_rebase_keeps_the_order_of_a_squash_and_what_follows_it_though_its_conflicts_were_resolved_before[False]",
    ),
    lost_update(
        "a change that a rebase repeats may end a conflict",
        "coordgit/check/integrity/text_origins.py",
        " for one in own if (one.before, one.after) not in repeated}",
        " for one in own}",
        "tests/walks/made_in_rebase_test.py::"
        "test_who_makes_a_file_anew_that_it_had_removed_takes_back_nothing_after_a_rebase[False-as it is]",
    ),
    whose_reads(
        "who has copied another's change has made it",
        "coordgit/check/provenance/recognised_texts.py",
        "    works = [work for work in works if work not in copies]\n",
        "",
        "tests/walks/copied_by_another_test.py::"
        "test_who_rebases_its_own_commit_is_not_asked_for_the_reads_of_who_has_copied_it[--apply]",
    ),
    whose_reads(
        "a change that looks alike elsewhere in the file is a copy",
        "coordgit/check/provenance/recognised_texts.py",
        'made = {pair: unplaced(patch or b"") for',
        'made = {pair: {line for line in unplaced(patch or b"") if line[:1] in (b"-", b"+")} for',
        "tests/walks/copied_by_another_test.py::"
        "test_who_takes_what_another_changed_alike_elsewhere_in_the_file_is_asked_for_its_reads[beside the copy-True]",
    ),
    lost_update(
        "who has not removed a file that was added is to look at it",
        "coordgit/check/advice/steps.py",
        '((advice_facts.WRITE, ""), (advice_facts.READ, update.ref))',
        '((advice_facts.WRITE, ""),)',
        "tests/walks/left_behind_test.py::test_what_is_printed_brings_a_file_that_was_added_and_that_nobody_has_removed[unread]",
    ),
    stale_content(
        "what was shown on another branch of a file that is not here is not known",
        "coordgit/check/stale/shown_before.py",
        "        return bool(text) and any(again.oid == text for again in shown)\n",
        "        return False\n",
        "tests/walks/renamed_beside_target_test.py::"
        "test_who_has_looked_under_the_old_name_is_not_asked_under_the_new_one[here first]",
    ),
    refresh(
        "who has resolved a conflict of others' work knows on the target what that had before",
        "coordgit/check/landing/reads_after_landing.py",
        "{**alone, **resolved[epoch]}",
        "alone",
        "tests/walks/resolved_as_own_test.py::"
        "test_who_resolves_a_conflict_of_anothers_work_knows_what_it_made_of_it_on_main[True]",
    ),
    lost_update(
        "what an author knew where a rebase stopped is not known at its end",
        "coordgit/check/integrity/lost_updates.py",
        "                if text_origins.knew_at_stop(store, text):\n                    continue\n",
        "",
        "tests/walks/replaced_at_stop_test.py::"
        "test_who_resolved_a_conflict_may_replace_its_own_text_at_the_next_rebases_stop[False-False]",
    ),
)
