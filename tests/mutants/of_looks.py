"""Mutants of what counts as a look: at a diff, at a renamed or binary file, for another reader; and of what is told again."""

from tests.mutants.mutant import part

ASKED = "tests/walks/asked_after_telling_test.py"
REMOVED = "tests/walks/told_removed_test.py"
STORE = "coordgit/store/migrations/0015_store.sql"
CAME = "tests/walks/folder_came_test.py"
SIBLING = "tests/walks/shown_sibling_test.py::test_what_ones_own_shell_shows_of_a_sibling_branch_answers"
COMES_BACK = (
    "tests/walks/version_comes_back_test.py"
    "::test_a_targets_version_that_comes_back_over_a_change_of_ones_own_is_news[it comes back-False]"
)

refresh = part("refresh")
unseen_updates = part("unseen updates")
stale_content = part("stale content")

OF_LOOKS = (
    refresh(
        "who looked at a file coarsely knows all of it",
        "coordgit/check/integrity/known_versions.py",
        "{read.observed for read in mine if read.whole}",
        "{read.observed for read in mine if read.read_id not in some}",
        "tests/walks/old_buffer_test.py::test_a_client_that_has_looked_at_what_landed",
    ),
    refresh(
        "the last lines of a file are all of it, perhaps less",
        "coordgit/shell/printing_commands.py",
        "    return _ranged(call, options.operands, -lines, OPEN) if lines else []",
        "    return _whole(call, options.operands)",
        "tests/walks/last_lines_test.py::test_a_look_at_the_same_last_lines_makes_them_true_again",
    ),
    refresh(
        "last lines are counted in a text that the command has made since",
        "coordgit/record/planned_reads.py",
        "delivered.content(full) if same else None",
        "delivered.content(full)",
        "tests/walks/last_lines_test.py::test_last_lines_of_a_file_that_the_command_then_changed_are_all_of_it",
    ),
    refresh(
        "the last of some lines are the last of the file",
        "coordgit/shell/printing_commands.py",
        "if touch.first in (0, 1) else touch._replace(exact=False)",
        "if True else touch._replace(exact=False)",
        "tests/shell/last_lines_test.py::test_of_the_last_lines_of_a_part_the_part_is_known_coarsely",
    ),
    refresh(
        "a diff of something else leads to the text that was there before",
        "coordgit/shell/printed_patches.py",
        "    for text in reached:\n        for patch",
        "    for text in reached:\n        if text == goal:\n            return True\n        for patch",
        "tests/walks/taken_back_test.py::test_its_own_commit_shown_again_says_nothing_of_the_revert",
    ),
    refresh(
        "a diff that only says that a binary file differs shows it",
        "coordgit/check/conflict_diffs.py",
        """ and not (exact and diff.endswith(f"\\n{BINARY}"))""",
        "",
        "tests/walks/binary_test.py::test_who_is_told_only_that_a_file_differs_looks_at_it",
    ),
    refresh(
        "a diff in colours shows nothing",
        "coordgit/shell/printed_patches.py",
        " + (_parse(uncoloured(text)) if COLOUR in text else [])",
        "",
        "tests/walks/looked_test.py::test_a_change_that_was_looked_at_is_known",
    ),
    refresh(
        "a diff of a renamed file shows nothing of its old name",
        "coordgit/shell/printed_patches.py",
        """Patch(old=names[0], new="", hunks=hunks, moved=names[1]) if names else Patch(old, new, hunks)""",
        "Patch(old, new, hunks)",
        f"{REMOVED}::test_a_file_that_a_diff_in_ones_own_shell_renames_is_gone_from_its_name",
    ),
    refresh(
        "who is told a file's new name does not know it by that name",
        "coordgit/notify/notices.py",
        "                go_along(store, seen, new, finding.branch.tip, news.newest)\n",
        "                pass\n",
        f"{REMOVED}::test_who_was_told_the_new_name_of_a_file_is_asked_once_that_changes",
    ),
    refresh(
        "a look at lines that are recorded as more than were seen is one at all of these",
        "coordgit/core/knowledge.py",
        "if item.read.kind == LINES and item.read.exact]",
        "if item.read.kind == LINES]",
        "tests/walks/filtered_lines_test.py::test_a_look_at_other_lines_shows_nothing_of_those_above_them[lines far below-whole]",
    ),
    refresh(
        "a removal that was told on a branch has told what a listing answers where it lands",
        "coordgit/notify/untold_changes.py",
        "    if finding.read and finding.read.query:\n",
        "    if False:\n",
        "tests/walks/told_removed_test.py::test_a_removal_that_was_told_on_a_branch_is_told_as_an_answer_where_it_lands[lands]",
    ),
    refresh(
        "any look at a file answers for a reader that is gone",
        "coordgit/check/weigh_findings.py",
        "covered(finding.read, after, ranges, texts_of(git))",
        "True",
        "tests/walks/answering_test.py::test_for_a_reader_that_is_gone_only_a_look_at_the_changed_lines_counts",
    ),
    refresh(
        "what is known of lines is the tip's text, whatever that has there",
        "coordgit/check/stale/staleness.py",
        "            elif is_as_known(suspect, between):\n",
        "            else:\n",
        "tests/walks/branches_test.py"
        "::test_lines_that_were_read_of_a_branch_are_known_when_it_lands_though_its_target_has_moved_elsewhere",
    ),
    refresh(
        "each commit says again what an earlier one has noted",
        "coordgit/check/weigh_findings.py",
        "own.get(id(one)) not in noted)",
        "True)",
        "tests/walks/beside_test.py::test_what_a_commit_has_told_is_not_told_by_the_next_ones",
    ),
    unseen_updates(
        "who edited what a library committed has not made that change",
        "coordgit/check/reconcile.py",
        "(path, before, after, makers.get(path))",
        "(path, before, after, None)",
        "tests/walks/unseen_commit_test.py::test_its_own_change_is_not_held_against_it",
    ),
    unseen_updates(
        "hooks that another tool takes away stay away",
        "coordgit/client_events/handle.py",
        "if event.name != base.START and later.may_lack(request.worktree):",
        "if False:",
        "tests/walks/replaced_hooks_test.py::test_a_tool_that_takes_the_hooks_away_is_answered_at_the_end_of_the_call",
    ),
    refresh(
        "a search that is asked again elsewhere forgets what was shown of it",
        "coordgit/record/planned_answers.py",
        "= _newer_elsewhere(plan, moments, old, base)",
        "= set()",
        f"{ASKED}::test_who_was_shown_the_new_answer_still_knows_it",
    ),
    refresh(
        "what was shown before a call that moves HEAD and searches is not told again",
        "coordgit/record/planned_answers.py",
        "plan.overtaken |= bool(plan.observer.call) and read.base != moments.batch.head",
        "plan.overtaken = False",
        f"{ASKED}::test_so_does_one_that_asks_for_the_first_time",
    ),
    refresh(
        "a search is known by its last change though an earlier one was not shown whole",
        "coordgit/notify/notices.py",
        "cut=notice.cut | in_part",
        "cut=notice.cut",
        "tests/walks/told_in_part_test.py::test_a_search_is_not_known_by_its_last_change_alone",
    ),
    refresh(
        "a look at an older version is one at what was shown before",
        "coordgit/record/plan.py",
        "at=seen or now",
        "at=now",
        "tests/walks/answering_test.py::test_a_look_at_the_older_version_of_its_own_worktree_is_none",
    ),
    refresh(
        "what was read before another version is seen again with that",
        "coordgit/check/weigh_findings.py",
        "again = shown_before.known_now(refreshes",
        "again = (refreshes",
        "tests/walks/answering_test.py::test_a_look_at_the_older_version_of_its_own_worktree_is_none",
    ),
    refresh(
        "own work of another branch, uncommitted here, hides a newer answer",
        "coordgit/record/hidden_answers.py",
        " if path in (since[met[oid]] or {})]",
        "]",
        "tests/walks/hidden_answers_test.py::test_own_work_of_another_branch_that_is_staged_hides_nothing",
    ),
    refresh(
        "nobody is informed of a folder that comes where a path was not there",
        "coordgit/check/stale/staleness.py",
        "    wanted = wanted_paths(changed)\n",
        "    wanted = wanted_paths(changed) if paths is None else list(changed)\n",
        "tests/walks/told_here_test.py::test_a_client_is_informed_of_a_folder_that_comes_where_nothing_was",
    ),
    refresh(
        "a diff in ones own shell answers no more than a notice for what an edit took back",
        "coordgit/notify/shown_diffs.py",
        "if read.kind == LINES or goes or read.path in blind]",
        "if read.kind == LINES or goes]",
        "tests/walks/blind_test.py"
        "::test_a_look_at_what_an_edit_took_back_answers_for_it_and_a_notice_of_that_does_not[git show HEAD-rejected0]",
    ),
    refresh(
        "a notice answers for what an edit took back before it",
        "coordgit/check/integrity/known_versions.py",
        "if again.how != SHOWN or not blind}",
        "}",
        "tests/walks/blind_test.py"
        "::test_a_look_at_what_an_edit_took_back_answers_for_it_and_a_notice_of_that_does_not[true-rejected3]",
    ),
    stale_content(
        "status leaves out a folder that came once its first file has gone",
        STORE,
        " AND d2.landing_id > d.landing_id)\n",
        " AND d2.landing_id < 0)\n",
        f"{CAME}::test_status_lists_what_is_there_of_it_by_now[removed beside another-1]",
    ),
    stale_content(
        "status leaves out a folder that came once its file has changed",
        STORE,
        "(r.kind = 'absent' AND r.known IS NULL AND c.path",
        "(r.kind = 'absent' AND r.known IS NULL AND c.before IS NULL AND c.path",
        f"{CAME}::test_status_lists_what_is_there_of_it_by_now[changed-1]",
    ),
    refresh(
        "a diff of a branch that has not landed shows nothing of it",
        "coordgit/notify/shown_diffs.py",
        "*(_shown_on_siblings(store, git, session, at.checked, patches) if patches else ()),",
        "",
        f"{SIBLING}[git show cat-True]",
    ),
    refresh(
        "any diff shows what a branch that has not landed has",
        "coordgit/notify/shown_diffs.py",
        "if _leads(by_path[read.path], texts, starts[read.read_id], oid)",
        "if texts",
        f"{SIBLING}[git diff cat main -- api.py-False]",
    ),
    stale_content(
        "a branch that has not landed changes ranges wherever it changes their file",
        "coordgit/check/stale/on_siblings.py",
        "    changed = _in_ranges(store, git, _as_now(store, git, changed, tips))\n",
        "    changed = _as_now(store, git, changed, tips)\n",
        "tests/walks/sibling_range_test.py::test_a_range_is_asked_about_if_its_lines_have_changed[warn-elsewhere]",
    ),
    stale_content(
        "a branch that has not landed is asked for its newest change alone",
        "coordgit/check/stale/on_siblings.py",
        "trees.items(git, fork, [read.path])[read.path]) if fork else change",
        "change.before)",
        "tests/walks/sibling_range_test.py::test_a_range_is_asked_about_if_its_lines_have_changed[block-there, then elsewhere]",
    ),
    refresh(
        "what was acknowledged on a target is asked again on a branch that has merged it",
        "coordgit/check/stale/on_siblings.py",
        "for known in {read.known, *(again.oid for again in shown.get(read.read_id, {}).values())}:",
        "for known in {read.known}:",
        "tests/walks/sibling_range_test.py::test_what_was_acknowledged_on_main_is_not_asked_again_once_another_branch_has_it_too",
    ),
    refresh(
        "what a notice shows of one read is not known of another of the file",
        "coordgit/notify/notices.py",
        "(read, *(one for one in there if _is_as_shown(store, one, finding)))",
        "(read,)",
        "tests/walks/told_undone_test.py::test_what_a_notice_shows_of_a_sub_agents_read_its_session_knows_of_its_own[True]",
    ),
    stale_content(
        "a look at the target hides what the session knows of the commits below its own",
        "coordgit/check/stale/interleaved.py",
        "            and not _knows_below(store, git, suspect)\n",
        "",
        "tests/walks/side_below_test.py::test_who_has_looked_at_the_target_still_knows_the_commits_that_it_is_based_on[False]",
    ),
    refresh(
        "a look at a target shows what others have changed on a branch alone",
        "coordgit/record/merged_versions.py",
        '[("theirs", theirs), ("own", own)])) == 2',
        '[("own", own)])) == 1',
        "tests/walks/both_sides_read_test.py::test_who_sees_a_part_of_that_alone_is_asked[a2 = 10]",
    ),
    refresh(
        "a look at a target shows that a branch has lost what a session has made",
        "coordgit/record/merged_versions.py",
        '[("theirs", theirs), ("own", own)])) == 2',
        '[("theirs", theirs)])) == 1',
        "tests/walks/both_sides_read_test.py::test_who_sees_a_part_of_that_alone_is_asked[a5 = 105]",
    ),
    refresh(
        "a look at a target shows HEAD's version to who has another text in its file",
        "coordgit/record/merged_versions.py",
        " and not files.uncommitted(batch.worktree.top, [path])",
        "",
        "tests/walks/both_sides_read_test.py::test_who_has_another_text_in_her_file_is_asked[left behind]",
    ),
    refresh(
        "a merge that drops some of what a session has seen changes nothing below its commits",
        "coordgit/check/branch_changes.py",
        "    return own and all(_is_gits(git, one, [path]) for one in merges)\n",
        "    return own\n",
        "tests/walks/both_sides_read_test.py::test_a_merge_that_drops_some_of_what_was_seen_is_asked[-s ours main]",
    ),
    refresh(
        "what others change below a session's commits is not asked, if they change it back",
        "coordgit/check/branch_changes.py",
        "    return own and all(_is_gits(git, one, [path]) for one in merges)\n",
        "    return all(_is_gits(git, one, [path]) for one in merges)\n",
        "tests/walks/both_sides_read_test.py::test_what_another_has_taken_back_after_the_merge_and_made_again_is_asked[a.py]",
    ),
    refresh(
        "what a notice shows of lines is known of the whole file",
        "coordgit/notify/notices.py",
        "finding.read is not None and finding.read.whole and read.kind in ITEMS",
        "finding.read is not None and read.kind in ITEMS",
        "tests/walks/told_undone_test.py::test_what_a_notice_shows_of_some_lines_is_not_known_of_the_rest_of_the_file",
    ),
    refresh(
        "a notice counts for a read that lacks what came before",
        "coordgit/notify/notices.py",
        "finding.changes[0].before in (one.oid for one in again.values())",
        "bool(again)",
        "tests/walks/told_undone_test.py::test_a_notice_that_begins_with_a_version_that_was_not_shown_does_not_count",
    ),
    refresh(
        "one's own change is not made of what was read before another version",
        "coordgit/store/reads.py",
        "if oid not in one.known and kind == CONTENT:",
        "if False:",
        COMES_BACK,
    ),
    refresh(
        "a session's edit is what a stopped merge put in its place, when it put the edit away",
        "coordgit/record/edits.py",
        "    if brought:",
        "    if False:",
        "tests/walks/told_once_test.py"
        "::test_what_a_pull_that_stopped_brought_beside_an_uncommitted_edit_is_asked_until_it_is_read[False-True]",
    ),
    refresh(
        "who has changed a line knows that another has removed it",
        "coordgit/check/stale/already_seen.py",
        " - _put_in_place(git, seen)",
        "",
        "tests/push/pulled_merge_test.py"
        "::test_who_has_changed_a_line_that_another_removed_has_not_seen_that_it_is_gone[nothing is left-False]",
    ),
    refresh(
        "who has removed the same line and changed the next has not seen that it is gone",
        "coordgit/check/stale/already_seen.py",
        " and hunk.new_length > hunk.length - common",
        "",
        "tests/push/pulled_merge_test.py"
        "::test_who_has_removed_the_same_line_and_changed_the_next_has_seen_that_it_is_gone[below]",
    ),
    refresh(
        "a version that comes back without a session's own part is known to it",
        "coordgit/check/stale/already_seen.py",
        " if not _has_come_back(git, one, tip)]",
        "]",
        "tests/walks/version_comes_back_test.py"
        "::test_a_targets_version_that_another_puts_in_place_of_ones_own_part_on_ones_own_branch_is_news",
    ),
    refresh(
        "a version that a merge brings back is the one that was seen",
        "coordgit/check/stale/already_seen.py",
        "commits.changing_after(git, tip, suspect.branch.tip, path)",
        "[one.oid for one in commits.touching(git, tip, suspect.branch.tip, [path])]",
        "tests/walks/version_comes_back_test.py"
        "::test_a_version_that_one_has_taken_instead_of_ones_own_part_is_no_news_where_one_saw_it_at_a_later_commit[True]",
    ),
    refresh(
        "a version has come back if a side that had never met it had another",
        "coordgit/check/stale/already_seen.py",
        "any(commits.is_ancestor(git, suspect.asked.base, oid) for oid in other)",
        "any(other)",
        "tests/walks/version_comes_back_test.py::test_a_version_that_a_side_had_which_was_joined_to_no_effect_has_not_come_back",
    ),
    refresh(
        "a session has edited a file where a merge has stopped in it, if it had left it as it was at the one before",
        "coordgit/record/edits.py",
        "before == moment.began.head.item and _git_stopped(moments, path, after)",
        "False",
        "tests/walks/told_once_test.py"
        "::test_the_conflict_of_a_second_pull_is_no_edit_of_a_file_that_was_left_as_it_was_at_the_first[False]",
    ),
    refresh(
        "an explanation that was printed to nowhere was read",
        "coordgit/cli/explain.py",
        " and not _is_dropped()",
        "",
        "tests/walks/looked_test.py::test_an_explanation_that_nobody_could_read_does_not_count",
    ),
)
