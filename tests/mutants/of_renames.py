"""Mutants of what is known of files that were renamed."""

from tests.mutants.mutant import part

MERGED = "tests/walks/renamed_then_merged_test.py"
ASKED = f"{MERGED}::test_what_came_into_the_file_is_asked_under_its_new_name"
BESIDE = f"{MERGED}::test_what_came_beside_the_lines_read_is_not_asked"
ON_MAIN = f"{MERGED}::test_what_was_seen_on_main_under_the_old_name_is_not_asked_again"
OWN_COMMAND = f"{MERGED}::test_a_client_whose_own_command_renames_the_file"
ELSEWHERE = f"{MERGED}::test_lines_that_the_new_name_has_elsewhere_are_other_lines"
SUB_AGENT = f"{MERGED}::test_what_a_sub_agent_read_of_the_new_name_is_not_what_its_session_knows"
DETACHED = f"{MERGED}::test_a_commit_on_a_detached_head_that_renames_the_file"
TOLD_ONCE = f"{MERGED}::test_what_changes_under_the_old_name_is_told_once"
SINCE_SEEN = f"{MERGED}::test_what_came_after_it_was_seen_under_the_old_name_is_asked"
ABANDONED = "tests/walks/renamed_then_abandoned_test.py"
REBASED = f"{MERGED}::test_a_commit_on_a_detached_head_that_is_rebased"
APART = "tests/walks/renamed_apart_test.py"
FETCHED = "tests/push/fetched_status_test.py"
BY_ANOTHER = f"{MERGED}::test_who_merges_the_branch_of_another_asks_once_and_under_the_old_name"

renamed = part("own edits")

OF_RENAMES = (
    renamed(
        "what was read of a file is known under the name that its reader gives it",
        "coordgit/check/landing/reads_after_landing.py",
        "    _know_renamed(store, update, made)\n",
        "",
        f"{ASKED}[all of it-a merge-as it was]",
    ),
    renamed(
        "what a command that renames has noted of the new name says as much as an exact read",
        "coordgit/check/landing/reads_after_landing.py",
        " and read.exact >= other.exact\n",
        "\n",
        f"{OWN_COMMAND}[old.py-0]",
    ),
    renamed(
        "what a sub-agent read of the new name is what its session knows",
        "coordgit/check/landing/reads_after_landing.py",
        "(read.known, read.agent) == (other.known, other.agent)",
        "read.known == other.known",
        f"{SUB_AGENT}[old.py]",
    ),
    renamed(
        "lines of the new name are those of the old one with the same numbers",
        "coordgit/check/landing/reads_after_landing.py",
        "return same and counted and covers(",
        "return same and covers(",
        f"{ELSEWHERE}[15]",
    ),
    renamed(
        "one change is told under both names",
        "coordgit/notify/untold_changes.py",
        "by_one_name(already_seen.without_on_another_way(git, suspects, worktrees.head(request.worktree)[1]))",
        "already_seen.without_on_another_way(git, suspects, worktrees.head(request.worktree)[1])",
        f"{TOLD_ONCE}[old.py]",
    ),
    renamed(
        "what a commit on a detached HEAD renames stays unknown under its new name",
        "coordgit/check/provenance/detached_heads.py",
        "    know_renamed_in(store, epoch, move.new, changed, made.names)\n",
        "",
        f"{DETACHED}[old.py--before the merge]",
    ),
    renamed(
        "what others changed under the old name is part of what a rebased rename puts there",
        "coordgit/check/branch_changes.py",
        "[path for path in paths if by_path[path] == {reader}]).items()",
        "[]).items()",
        f"{ASKED}[all of it-a rebase-as it was]",
    ),
    renamed(
        "what a merge brings under the old name is part of what the new one has",
        "coordgit/check/branch_changes.py",
        "[older_name], full=came)",
        "[older_name])",
        f"{SINCE_SEEN}[old.py-all of it]",
    ),
    renamed(
        "what a merge puts into the renamed file is not left out",
        "coordgit/check/landing/reads_behind.py",
        " and names.get(path) not in update.written}",
        "}",
        f"{ASKED}[all of it-a merge-as it was]",
    ),
    renamed(
        "what a rebase puts into the renamed file is not asked under the old name",
        "coordgit/check/landing/carried_reads.py",
        "if names.get(path) not in update.written and not is_own(",
        "if not is_own(",
        f"{ASKED}[all of it-a rebase-as it was]",
    ),
    renamed(
        "a rebased file begins with what it was under its old name",
        "coordgit/check/stale/staleness.py",
        "renames.begun(git, suspected)",
        "suspected",
        "tests/walks/renamed_then_merged_test.py::test_a_commit_on_a_detached_head_that_is_rebased[after it-old.py-:14-16]",
    ),
    renamed(
        "what was seen under the old name is known under the new one",
        "coordgit/check/stale/shown_before.py",
        "    return _without_known_by_old_names(store, git, kept)\n",
        "    return kept\n",
        f"{ON_MAIN}[all of it-a merge-as it was]",
    ),
    renamed(
        "one change is asked under one name",
        "coordgit/check/judge.py",
        "by_one_name(suspects), fresh",
        "suspects, fresh",
        f"{BY_ANOTHER}[old.py-all of it]",
    ),
    renamed(
        "a file that was not there before it was added had not been removed",
        "coordgit/check/judge.py",
        "    if known is None and all(",
        "    if False and all(",
        f"{BY_ANOTHER}[old.py-all of it]",
    ),
    renamed(
        "what was read again under the old name is asked under one that was abandoned",
        "coordgit/check/stale/shown_before.py",
        "        if any(_is_read_under_old_name(",
        "        if False and any(_is_read_under_old_name(",
        f"{ABANDONED}::test_who_has_read_the_file_again_is_not_asked_under_the_abandoned_name[reset-all of it-]",
    ),
    renamed(
        "some lines that were read under the old name show all of the file",
        "coordgit/check/stale/shown_before.py",
        " or not covers(other, read.kind, read.first, read.last):\n",
        ":\n",
        f"{ABANDONED}::test_who_has_read_other_lines_of_it_again_is_asked[:20-22-rejected0]",
    ),
    renamed(
        "one change is asked under both names of who has read both",
        "coordgit/core/validation.py",
        "    return [one for one in stale if not is_asked(one)]\n",
        "    return [one for one in stale if one.read.known or not is_asked(one)]\n",
        f"{ABANDONED}::test_one_change_is_asked_once_of_who_has_read_both_names[-rejected0]",
    ),
    renamed(
        "what a session removes where a merge has stopped is removed by others",
        "coordgit/check/integrity/stopped.py",
        "    changed = _of_one_side(git, worktree, old, changed) if changed else {}\n",
        "    changed = {}\n",
        f"{APART}::test_who_removes_its_own_name_is_not_asked_about_it[-rejected0-]",
    ),
    renamed(
        "what the merged commit has removed is removed by whoever concludes the merge",
        "coordgit/check/integrity/stopped.py",
        " if was[path] == now[path] and older",
        " if older",
        f"{APART}::test_who_removes_what_the_other_side_has_changed_or_removed_is_asked[removed-False]",
    ),
    renamed(
        "what the merged commit has changed under the older name is not in the file that is removed",
        "coordgit/check/integrity/stopped.py",
        " and older.get(path) not in foreign}",
        "}",
        f"{APART}::test_who_removes_what_a_merge_has_changed_under_its_older_name_is_asked[True]",
    ),
    renamed(
        "what a session takes back where a merge has stopped is taken back by others",
        "coordgit/check/integrity/stopped.py",
        "if bool(blob) == bool(written[path][0])}",
        "if blob and not written[path][1]}",
        "tests/walks/restored_in_merge_test.py::test_who_takes_back_its_own_change_is_not_asked_about_it",
    ),
    renamed(
        "what others have left in the work tree is changed by whoever concludes the merge",
        "coordgit/check/landing/reads_after_landing.py",
        "in update.resolved.items() if path not in others}",
        "in update.resolved.items()}",
        "tests/walks/restored_in_merge_test.py::test_what_another_session_has_left_in_the_work_tree_is_shown_to_it[True]",
    ),
    renamed(
        "what another target has made is the text of whoever takes it where a merge has stopped",
        "coordgit/check/integrity/stopped.py",
        " if text and text == now[path] != was.get(path)]",
        " if not text]",
        "tests/walks/restored_in_merge_test.py::test_who_takes_what_another_has_made_on_another_target_is_asked[what is taken]",
    ),
    renamed(
        "what was fetched is the text of whoever takes it where a merge has stopped",
        "coordgit/check/landing/reads_after_landing.py",
        "        theirs = update.carried.keys() | update.outside\n",
        "        theirs = update.carried.keys()\n",
        "tests/walks/restored_in_merge_test.py::test_who_takes_what_it_has_fetched_is_asked[what is taken]",
    ),
    renamed(
        "a rename on a detached HEAD leaves what was read under the old name as it was",
        "coordgit/check/landing/reads_after_landing.py",
        "        _know_renamed_away(store, update)\n",
        "",
        f"{REBASED}[after it-old.py-]",
    ),
    renamed(
        "what was rebased before it came to a branch is made by whoever renamed the file",
        "coordgit/check/landing/publish_landing.py",
        "if not any(commit.made for commit in update.commits) and not all(",
        "if False and not all(",
        f"{REBASED}[after it-old.py-]",
    ),
    renamed(
        "a file that is gone stays read at the commit that had it",
        "coordgit/check/landing/reads_after_landing.py",
        "for path, (_, after) in update.written.items()}\n        made =",
        "for path, (_, after) in update.written.items() if after}\n        made =",
        f"{REBASED}[before the rebase-old.py-]",
    ),
    renamed(
        "status lists one change under both names",
        "coordgit/check/fetched_changes.py",
        "by_one_name(staleness.stale(store, git, epoch, branch)[0])",
        "staleness.stale(store, git, epoch, branch)[0]",
        f"{FETCHED}::test_a_file_that_the_session_has_renamed_is_in_it_once[api.py]",
    ),
    renamed(
        "another's file at a name that was given up counts as the one that had it",
        "coordgit/check/renames.py",
        "            elif read.via == RENAMED and _keeps_old_name(git, suspect):\n                continue\n",
        "",
        f"{ABANDONED}::test_anothers_new_file_at_the_abandoned_name_is_not_what_was_read[not read-all of it]",
    ),
    renamed(
        "another's file at a name that was given up is nothing, though it was read there",
        "coordgit/check/renames.py",
        "            elif read.via == RENAMED and _keeps_old_name",
        "            elif _keeps_old_name",
        f"{ABANDONED}::test_anothers_new_file_at_the_abandoned_name_is_not_what_was_read[read-all of it]",
    ),
    renamed(
        "another's file at a name that was given up is nothing, though it may be the same",
        "coordgit/check/renames.py",
        "    return bool(old and trees.items(git, suspect.branch.tip, [old])[old])\n",
        "    return bool(old)\n",
        f"{ABANDONED}::test_anothers_new_file_at_the_abandoned_name_is_not_what_was_read[rewritten-all of it]",
    ),
)
