"""Mutants of what a session knows of what was removed and made anew, is edited beside it, or was seen in an older version."""

from tests.mutants.mutant import part

RECORD = "coordgit/record/planned_reads.py"
DIRTY = "tests/walks/dirty/read_test.py"
WHOSE = "tests/walks/whose_lost_update_test.py"
RENAMED = "tests/walks/renamed_here_test.py"
OF_LINES = "tests/walks/lines_of_lost_update_test.py"
BACK = "tests/walks/taken_back_test.py"
OWN_TEXT = "tests/walks/own_text_test.py::test_own_text_that_equals_an_older_version_is_read_as_what_it_was_made_of"
LEFT_BEHIND = "tests/walks/left_behind_test.py"
SHOWN_BEFORE = "tests/walks/shown_before_reading_test.py"
BEHIND_TOLD = "tests/walks/target_behind_told_test.py"

stale_content = part("stale content")
lost_update = part("lost update")
uncommitted_edits = part("uncommitted edits")
searches = part("searches")
target_branches = part("target branches")
kept = part("what is kept")
refresh = part("refresh")

OF_SIGHTS = (
    stale_content(
        "an edit that no hook saw of a file that HEAD has no more is a new file",
        "coordgit/record/seen_versions.py",
        "if head is None or not reflogs.moved_alone(",
        "if head is None or tip is None or not reflogs.moved_alone(",
        "tests/walks/observation_test.py::test_an_edit_of_a_file_that_head_has_no_more_is_a_read_of_the_version_it_was_made_over",
    ),
    lost_update(
        "who has removed a file knew nothing of it when it rewrites it",
        "coordgit/core/knowledge.py",
        "whole[0].read.known or whole[0].read.observed",
        "whole[0].read.known",
        f"{WHOSE}::test_a_file_that_a_session_removed_and_rewrote_over_what_another_made_anew",
    ),
    lost_update(
        "who has removed a file knew nothing of it once another makes it anew",
        RECORD,
        "    if read.writer and blob:",
        "    if False:",
        f"{WHOSE}::test_a_file_that_a_session_removed_beside_what_another_made_anew",
    ),
    uncommitted_edits(
        "an edit that its session has taken back is in the text that was made over it",
        RECORD,
        "    edits = [edit for edit in edits if not removed_edits.takes_back(edit.stretches, texts)]\n",
        "",
        f"{DIRTY}::test_ones_own_text_over_an_edit_that_was_taken_back_is_true_once_it_is_committed",
    ),
    uncommitted_edits(
        "only the last edit of a file is seen",
        RECORD,
        "        if blob and any(",
        "        if False and any(",
        f"{DIRTY}::test_an_edit_beside_what_another_has_committed_since_is_seen",
    ),
    stale_content(
        "what a session saw before its own edit is stale on a branch that never had the edit",
        "coordgit/core/validation.py",
        "checked.read.observed == change.after and change.before != checked.known",
        "False",
        "tests/core/validation_test.py::test_what_was_seen_before_ones_own_edit_may_come_to_another_branch",
    ),
    stale_content(
        "who takes back an edit takes it back to what is known",
        "coordgit/core/validation.py",
        "checked.read.observed == change.after and change.before != checked.known",
        "checked.read.observed == change.after",
        "tests/core/validation_test.py::test_what_was_seen_before_ones_own_edit_may_come_to_another_branch",
    ),
    stale_content(
        "an older version that is read last leaves what was told before it known",
        "coordgit/store/reads.py",
        "UPDATE refreshes SET ref = :outdated WHERE ref = :ref",
        "UPDATE refreshes SET ref = :outdated WHERE 0 AND ref = :ref",
        "tests/walks/observation_test.py::test_an_older_version_that_is_read_after_the_newer_one_was_told_is_what_was_seen_last",
    ),
    searches(
        "an older answer leaves what was told before it known",
        "coordgit/record/planned_answers.py",
        "    plan.behind = True",
        "    plan.behind = False",
        "tests/walks/observation_test.py::test_a_search_of_a_work_tree_that_head_left_behind_has_what_was_told_told_again",
    ),
    searches(
        "a file that a search found is asked again where it is what was acknowledged elsewhere",
        "coordgit/check/stale/staleness.py",
        "if there[change.path] == change.after}",
        "if False}",
        "tests/walks/elsewhere_test.py::test_what_a_search_finds_was_acknowledged_on_a_branch_that_has_the_same_file",
    ),
    searches(
        "what a search found is known wherever it was asked before",
        "coordgit/check/stale/staleness.py",
        "if there[change.path] == change.after}",
        "if True}",
        "tests/walks/elsewhere_test.py::test_what_a_search_finds_was_acknowledged_on_a_branch_that_has_the_same_file",
    ),
    searches(
        "what a search found elsewhere is known where its session has changed it since",
        "coordgit/check/stale/staleness.py",
        'if not commits.is_ancestor(git, suspect.merge_base, deltas[base].merge_base or ""):',
        "if False:",
        "tests/walks/carried_forward_test.py"
        "::test_what_it_took_out_of_an_answer_is_news_when_it_comes_back_though_another_target_has_it_still",
    ),
    stale_content(
        "a version that was shown elsewhere tells nothing of what it was made from",
        "coordgit/check/stale/already_seen.py",
        "for tip in shown.keys() & asked.later:",
        "for tip in ():",
        "tests/push/acknowledged_test.py::test_what_another_made_of_a_change_and_was_read_is_pushed",
    ),
    stale_content(
        "what was told before an older version was seen is unknown to whoever edits it",
        "coordgit/core/knowledge.py",
        "version.ref.startswith((LEFT, SEEN)))",
        'version.ref.startswith((LEFT, SEEN, "work-tree:outdated")))',
        "tests/walks/left_behind_test.py"
        "::test_what_it_changes_is_known_as_it_was_told_though_it_has_looked_at_an_older_file_since",
    ),
    target_branches(
        "what another changes under the old name of a file is not followed",
        "coordgit/check/stale/staleness.py",
        "    deltas = renames.follow(git, deltas)\n",
        "",
        f"{RENAMED}::test_what_another_changes_under_the_old_name_is_asked",
    ),
    target_branches(
        "what git merges into a renamed file is of whoever merges",
        "coordgit/check/branch_changes.py",
        "renames.merged(git, merge, path) if path not in alone else []",
        "[]",
        f"{RENAMED}::test_what_another_changes_under_the_old_name_is_asked",
    ),
    target_branches(
        "a file is to be read on a branch that has it under another name",
        "coordgit/check/advice/where_to_look.py",
        "helps |= {step.n: advice_facts.ACKNOWLEDGE for",
        "helps |= {step.n: step.help for",
        f"{RENAMED}::test_what_another_changes_under_the_old_name_is_asked",
    ),
    target_branches(
        "what another changes under the old name of a file is not told",
        "coordgit/check/stale/staleness.py",
        " or older.get(path) in paths",
        "",
        f"{RENAMED}::test_a_change_under_the_old_name_is_told_under_the_name_that_was_read",
    ),
    lost_update(
        "an answer for a reader that is gone says nothing of what it had not seen",
        "coordgit/check/integrity/known_versions.py",
        "refreshes.of_reads(store, [read.read_id for read in mine], updater)",
        "refreshes.of_reads(store, [read.read_id for read in mine])",
        "tests/walks/answering_test.py::test_who_answers_for_a_lost_update_of_a_session_that_has_ended_goes_on",
    ),
    lost_update(
        "who has removed another's new file may not bring it back",
        "coordgit/check/integrity/lost_updates.py",
        "if one.before != ours or not is_own(one.makers, update.epoch.session)]",
        "if True]",
        f"{BACK}::test_who_has_removed_anothers_new_file_may_bring_it_back",
    ),
    lost_update(
        "whoever brings a removed file back may",
        "coordgit/check/integrity/lost_updates.py",
        "if one.before != ours or not is_own(one.makers, update.epoch.session)]",
        "if one.before != ours]",
        f"{BACK}::test_who_has_removed_anothers_new_file_may_bring_it_back",
    ),
    lost_update(
        "who has edited nothing of a file is to put its change there",
        "coordgit/check/advice/steps.py",
        'one._replace(help=advice_facts.TAKE, branch="") if one.n in blind',
        'one._replace(help=advice_facts.TAKE, branch="") if False',
        f"{LEFT_BEHIND}::test_what_is_printed_brings_a_file_forward_that_nobody_has_edited",
    ),
    lost_update(
        "a file is taken from a branch that has it under another name",
        "coordgit/check/advice/steps.py",
        "if update.written[one.path][1] not in named or update.written[one.path][0]}",
        "if True}",
        f"{LEFT_BEHIND}::test_what_is_printed_loses_no_file_that_the_branch_has_under_another_name",
    ),
    lost_update(
        "an ignored file is replaced by the one of its name that was added",
        "coordgit/check/advice/steps.py",
        'return update.written[path][1] is None and os.path.lexists(f"{worktree.top}/{path}")',
        "return False",
        f"{LEFT_BEHIND}::test_what_is_printed_does_not_replace_an_ignored_file_where_one_was_added",
    ),
    lost_update(
        "a file that somebody edits by hand is to be taken from the branch",
        "coordgit/check/advice/steps.py",
        " if recorded and is_as_staged(worktree, frozenset(paths)) else set()",
        " if recorded else set()",
        f"{LEFT_BEHIND}::test_what_is_printed_brings_a_file_forward_that_nobody_has_edited",
    ),
    uncommitted_edits(
        "an edit after a commit on a detached HEAD is in that commit",
        "coordgit/client_events/handle.py",
        'if event.name == base.CLEAR or os.path.exists(f"{request.worktree.store}/{text_files.JOURNAL}"):',
        "if False:",
        "tests/walks/provenance_journal_test.py::test_what_a_session_edits_after_its_commit_on_a_detached_head_is_not_in_that",
    ),
    lost_update(
        "who was told of its lines knows the whole file",
        "coordgit/check/integrity/lost_updates.py",
        "    if mine and (tip in known.whole or ",
        "    if mine and (tip in known.versions or ",
        f"{OF_LINES}::test_who_was_told_of_its_lines_takes_back_others_unseen",
    ),
    lost_update(
        "who was told of its lines knows nothing of them",
        "coordgit/check/integrity/known_versions.py",
        "    if not changes or not known.lines:\n",
        "    if True:\n",
        f"{OF_LINES}::test_who_was_told_of_its_lines_changes_these_on_purpose",
    ),
    lost_update(
        "what nobody recorded beside another's edit hides what has landed",
        "coordgit/core/own_text.py",
        "for item in items if not item.read.settled}\n",
        "for item in items if not item.read.settled and not item.read.writer}\n",
        "tests/walks/read_again_test.py::test_a_look_beside_what_nobody_recorded_shows_what_the_writer_of_an_edit_has_committed",
    ),
    kept(
        "an edit that another writes over is not gone",
        "coordgit/uncommitted/keeping.py",
        "        gone = replaced or removed_edits.lost(",
        "        gone = removed_edits.lost(",
        "tests/walks/overwritten_test.py::test_what_anothers_command_writes_over_is_gone",
    ),
    kept(
        "an edit that another goes on with is gone",
        "coordgit/core/removed_edits.py",
        "    if len(left) * SHARE > len(added):\n",
        "    if False:\n",
        "tests/walks/overwritten_test.py::test_what_another_goes_on_with_is_not_gone",
    ),
    searches(
        "a search that every line matches is no read of the file",
        "coordgit/shell/search_commands.py",
        "                elif whole:\n                    touches += _printed",
        "                elif False:\n                    touches += _printed",
        "tests/walks/whole_search_test.py::test_a_file_that_a_search_has_printed_is_read",
    ),
    uncommitted_edits(
        "what rebase --continue commits may carry another's edit",
        "hooks/git/prefilter.sh",
        """ || [ "$by" = 'rebase (continue)' ]""",
        "",
        "tests/walks/sweep_rebase_stop_test.py::test_what_continuing_amends_carries_nobody_elses_edit",
    ),
    uncommitted_edits(
        "a path is printed as magic",
        "coordgit/core/quoting.py",
        "if spec[:1] in MAGIC else",
        "if False else",
        "tests/walks/way_on_pathspecs_test.py::test_anothers_edit_is_left_out_whatever_its_name_means_to_git",
    ),
    uncommitted_edits(
        "a name is printed as a pattern",
        "coordgit/core/quoting.py",
        "    if not WILD.isdisjoint(path):\n",
        "    if False:\n",
        "tests/walks/way_on_pathspecs_test.py::test_anothers_edit_is_left_out_whatever_its_name_means_to_git",
    ),
    lost_update(
        "what a rebase leaves out of a commit was nobody's doing",
        "coordgit/check/landing/publish_landing.py",
        "            left.append(path)\n",
        "            pass\n",
        "tests/walks/rebase_stop_test.py::test_a_commit_that_its_session_splits_is_made_in_two",
    ),
    lost_update(
        "what another session took back on the target is left out by who rebases",
        "coordgit/check/landing/publish_landing.py",
        " and all((one.before, one.after) != written for one in elsewhere):",
        ":",
        "tests/walks/taken_back_on_target_test.py::test_who_rebases_has_not_left_out_what_another_took_back",
    ),
    stale_content(
        "own text that was read shows nothing of what landed in it since it was made",
        "coordgit/core/own_text.py",
        "    return _holds(write.origin, text)\n",
        "    return False\n",
        f"{OWN_TEXT}[the change stands in the file]",
    ),
    stale_content(
        "what git has put into a file is the session's own text, which holds what became of it",
        "coordgit/core/own_text.py",
        " or write.before == write.after:",
        ":",
        "tests/walks/seen_behind_test.py"
        "::test_what_git_has_put_there_is_not_taken_for_ones_own_edit_that_holds_the_end_of_it[another's version]",
    ),
    lost_update(
        "a diff shows each change by itself, however near it is to the next",
        "coordgit/core/seen_lines.py",
        "near = last is not None and ",
        "near = False and last is not None and ",
        "tests/core/seen_lines_test.py::test_a_diff_shows_changes_near_each_other_as_one[replaced-6-True]",
    ),
    lost_update(
        "the base of a read of lines is where the change began",
        "coordgit/check/findings.py",
        "return fetched_versions.last_with(git, update.old, path, known) or None",
        "return None",
        f"{OF_LINES}::test_an_acknowledged_change_of_lines_covers_what_its_hunk_shows[False]",
    ),
    searches(
        "a session hides the answer that it has committed itself since, and takes back",
        "coordgit/record/hidden_answers.py",
        "            and not known_commits.made_alone(",
        "            and True or not known_commits.made_alone(",
        "tests/walks/hidden_by_own_text_test.py"
        "::test_what_a_session_takes_back_of_a_later_commit_of_its_own_hides_nothing[its own]",
    ),
    refresh(
        "a look at a branch shows nothing once something newer was told",
        "coordgit/record/reads_of_commits.py",
        " or name.startswith((HEADS, REMOTES))",
        "",
        f"{BEHIND_TOLD}::test_a_look_at_the_target_is_enough[the session-git show main:api.py]",
    ),
    refresh(
        "the session's look at a branch leaves out what its sub-agent was told of a newer version",
        "coordgit/record/reads_of_commits.py",
        "if refreshes(read, observer.agent, ())] if again",
        "if refreshes(read, observer.agent, ())] if again and known",
        f"{BEHIND_TOLD}::test_a_look_at_the_target_is_enough[a sub-agent-coordgit read --at main api.py]",
    ),
    refresh(
        "a sub-agent's look at a branch answers for its session",
        "coordgit/record/reads_of_commits.py",
        "if refreshes(read, observer.agent, ())] if again",
        "] if again",
        f"{BEHIND_TOLD}::test_a_sub_agents_look_answers_for_its_own_read_alone[git show main:api.py]",
    ),
    refresh(
        "what was shown of a branch outlives a newer read of what that has by now",
        "coordgit/check/stale/staleness.py",
        "if here and here.older and",
        "if False and here and",
        f"{SHOWN_BEFORE}::test_what_was_read_since_counts_where_the_branch_has_it",
    ),
    refresh(
        "a version that was shown again is still the older one",
        "coordgit/store/refreshes.py",
        "refreshed_at = :at, older = :older,",
        "refreshed_at = :at,",
        f"{SHOWN_BEFORE}::test_what_was_shown_again_since_counts",
    ),
)
