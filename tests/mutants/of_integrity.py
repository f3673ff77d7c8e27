"""Mutants of what no commit and no move of a target may take from others: older versions, emptied indexes, rewinds."""

from tests.mutants.mutant import part

CONFLICTS = "coordgit/check/findings.py"
STAGED = "coordgit/check/integrity/stale_index.py"
REWOUND = "coordgit/check/integrity/rewinds.py"
REWIND = "coordgit/core/rules/rewind.py"
CHECK = "coordgit/check/validate.py"
OVERWRITTEN = "coordgit/check/integrity/lost_updates.py"
KNOWN = "coordgit/check/integrity/known_versions.py"

INDEX = ("tests/walks/staged_test.py",)
BUFFER = ("tests/walks/old_buffer_test.py",)
BACK = ("tests/walks/rewind_test.py", "tests/walks/rewritten_test.py")

lost_update = part("lost update")
put_back = part("put back")
rewind = part("rewind")
ranges = part("ranges")
uncommitted_edits = part("uncommitted edits")
RENAMED = "tests/walks/renamed_by_reader_test.py::test_a_change_apart_from_the_lines_read_goes_along"
TURNS = "tests/walks/sweep_turns_test.py"

OF_INTEGRITY = (
    lost_update(
        "who was told that a file is gone on another target knows what this one had before the file was there",
        KNOWN,
        "if oid or not ref or branch == ref]",
        "if True]",
        "tests/walks/targets_test.py"
        "::test_that_a_file_is_gone_on_another_target_tells_nothing_of_what_others_have_put_into_it_here",
    ),
    lost_update(
        "who removed a file and has read what others made of it knew nothing of it",
        KNOWN,
        "all(read.writer or (write.after is None and not read.settled) for",
        "all(read.writer for",
        "tests/walks/removed_beneath_test.py"
        "::test_who_removed_a_file_that_another_made_anew_takes_back_only_what_it_has_not_seen[what has landed stays]",
    ),
    lost_update(
        "what another made anew comes from before the file was there",
        "coordgit/core/landed_steps.py",
        "made_on, rest = rest[n].before, ref or rest[n].ref, rest[n + 1 :]",
        "made_on, rest = rest[n].before, ref, rest[n + 1 :]",
        "tests/walks/lost_update_test.py::test_a_file_that_a_session_deleted_and_made_anew_on_its_branch_lands[g.txt]",
    ),
    lost_update(
        "a removed line comes back beside what took its neighbour's place",
        "coordgit/core/rules/lost_update.py",
        " or lines.back_beside(hunk, span, edit):",
        ":",
        "tests/core/rules_test.py::test_what_another_session_changed_is_undone",
    ),
    lost_update(
        "a text that has a removed line beside others shows all of the change",
        "coordgit/core/rules/lost_update.py",
        "    return any(lines.stands(hunk, since) for hunk in change)\n",
        "    return False\n",
        "tests/core/rules_test.py::test_a_text_lacks_a_change_if_a_removed_line_stands_in_it",
    ),
    lost_update(
        "out of an old buffer with an edit beside it",
        "coordgit/core/rules/lost_update.py",
        "(added and _within(removed, new)) or ",
        "",
        f"{BUFFER[0]}::test_a_replaced_line_beside_an_edit_in_a_text_with_another_of_the_changes",
    ),
    lost_update(
        "what was deleted, out of an old buffer with an edit beside it",
        "coordgit/core/rules/lost_update.py",
        " or (is_older and _half(telling, new))):",
        "):",
        f"{BUFFER[0]}::test_one_of_several_lines_that_another_has_changed",
    ),
    lost_update(
        "a line like one that was deleted comes from before that",
        "coordgit/git/undone_changes.py",
        "is_older=theirs.isdisjoint(own)",
        "is_older=True",
        f"{BUFFER[0]}::test_an_edit_beside_a_line_that_another_has_deleted",
    ),
    lost_update(
        "who has read an old text that nobody is known to have written has read the tip's",
        OVERWRITTEN,
        "    settled = any(read.settled or read.writer or read.kind == ABSENT for read in mine)\n",
        "    settled = bool(mine)\n",
        f"{BUFFER[0]}::test_reading_an_own_text_shows_nothing_of_what_landed",
    ),
    lost_update(
        "a text that was edited takes the place of the version that it was made from",
        "coordgit/record/planned_reads.py",
        "    if not (read.settled or read.writer or in_conflict) and tip and knew:\n",
        "    if False:\n",
        f"{BUFFER[0]}::test_reading_an_own_text_shows_nothing_of_what_landed",
    ),
    lost_update(
        "one's own edit takes back what git has merged into it",
        "coordgit/core/own_text.py",
        "    older = [text.at(base) if (base := edited.get(version)) else version for version in versions]\n",
        "    older = list(versions)\n",
        "tests/walks/read_again_test.py::test_a_look_at_ones_own_edit_shows_what_git_has_merged_into_it",
    ),
    lost_update(
        "a work tree that was left behind takes back no file",
        OVERWRITTEN,
        "        overwritten += _left_behind(store, git, update, unread) if unread else []\n",
        "",
        "tests/walks/left_behind_test.py::test_who_has_not_seen_that_looks_first",
    ),
    lost_update(
        "who has removed a file on its own branch has it from before another made it",
        "coordgit/check/integrity/left_behind.py",
        "dict.fromkeys((left, fork))",
        "[left]",
        "tests/walks/left_behind_test.py::test_who_makes_one_commit_of_all_its_own_may_have_removed_a_file",
    ),
    lost_update(
        "whoever removes a file once its work tree has followed has not seen it",
        OVERWRITTEN,
        "not mine and write is None and None",
        "not mine and None",
        "tests/walks/left_behind_test.py::test_who_lets_the_work_tree_follow_may_remove_such_a_file",
    ),
    lost_update(
        "a file of one's own that a work tree has not got yet is another's",
        OVERWRITTEN,
        "        if session not in makers:\n            only_told",
        "        if True:\n            only_told",
        "tests/walks/left_behind_test.py::test_ones_own_file_may_be_left_out",
    ),
    lost_update(
        "whose removals are not recorded is rejected for them",
        OVERWRITTEN,
        "not sessions.has_client(store, session)",
        "False",
        "tests/walks/left_behind_test.py::test_whose_looks_are_not_recorded_is_only_told",
    ),
    lost_update(
        "what was read on another branch was overwritten where it never was",
        OVERWRITTEN,
        " and suspect.code != ELSEWHERE\n",
        "\n",
        "tests/walks/elsewhere_test.py::test_an_edit_on_a_branch_that_never_had_what_was_read_undoes_only_what_that_branch_got",
    ),
    lost_update(
        "who reads what its own merge has left of a file has seen what that left out",
        "coordgit/check/integrity/taken_sides.py",
        "        if by_git and trees",
        "        if False and trees",
        "tests/walks/lost_in_merge_test.py::test_a_merge_that_leaves_out_what_main_has_lands_only_once_that_was_seen",
    ),
    lost_update(
        "who has read a text from elsewhere takes back another's change with its own",
        OVERWRITTEN,
        " else {step.before for step in suspected}",
        " else versions",
        "tests/walks/elsewhere_test.py::test_who_has_read_a_text_from_elsewhere_may_take_back_what_it_landed_itself",
    ),
    lost_update(
        "one text may show one of others' changes, another text the next",
        OVERWRITTEN,
        "missed if len(rest) == len(each) else rest",
        "missed",
        "tests/walks/whose_lost_update_test.py::"
        "test_a_file_that_a_session_removed_and_rewrote_over_what_another_made_anew[seen before]",
    ),
    lost_update(
        "who has seen that a file is gone elsewhere knows nothing of it here",
        OVERWRITTEN,
        'commits.merge_base(git, read.base or "", update.old or "")',
        "read.base",
        "tests/walks/elsewhere_test.py::test_that_a_file_is_gone_on_main_tells_nothing_of_what_the_own_branch_has",
    ),
    lost_update(
        "who has seen that a file is gone elsewhere knows all of it here",
        OVERWRITTEN,
        " if forks != gone else []",
        " if False else []",
        "tests/walks/elsewhere_test.py::test_that_a_file_is_gone_on_main_tells_nothing_of_what_the_own_branch_has",
    ),
    lost_update(
        "who has seen that a file is gone elsewhere cannot look at it here",
        "coordgit/record/reads_of_commits.py",
        "lost or base == batch.head or observer.declared or name.startswith((HEADS, REMOTES))",
        "lost",
        "tests/walks/elsewhere_test.py::test_that_a_file_is_gone_on_main_tells_nothing_of_what_the_own_branch_has",
    ),
    put_back(
        "an index that a tool has for itself",
        CONFLICTS,
        "not update.writes",
        "not (update.new is None or any(commit.origin == 'made' for commit in update.commits))",
        *INDEX,
    ),
    lost_update(
        "out of an old buffer, by a client that has read nothing",
        OVERWRITTEN,
        "        return missed, []\n    newer = _newer(",
        "        return missed, []\n    newer = [] and _newer(",
        *BUFFER,
    ),
    lost_update(
        "what another had made of an older version, and a command took over the tip's, was made of that",
        "coordgit/check/integrity/text_origins.py",
        "    if tip and tip in origins and own:",
        "    if tip and tip in origins:",
        "tests/walks/lost_update_test.py::test_a_file_checked_out_from_a_branch_that_is_behind"
        "[its text was read-changed there-nothing was read]",
    ),
    lost_update(
        "what was acknowledged before a merge is unseen after it",
        OVERWRITTEN,
        "known_versions.of(store, whole, text.write).whole - {None} if changes",
        "{read.observed for read in whole} - {None} if changes",
        "tests/walks/merge_text_test.py::test_a_change_that_was_acknowledged_before_a_merge_is_not_lost_by_the_next_edit",
    ),
    lost_update(
        "out of an old buffer, under another name",
        OVERWRITTEN,
        " if step.before in added)",
        " if False)",
        *BUFFER,
    ),
    lost_update(
        "any other text for a line that another changed",
        "coordgit/core/rules/lost_update.py",
        "        if (added, removed) in edit:\n",
        "        if edit:\n",
        *BUFFER,
    ),
    lost_update(
        "a person is held to what it was not seen to look at",
        OVERWRITTEN,
        "blind=True, only_told=person",
        "blind=True",
        *BUFFER,
    ),
    put_back(
        "out of a stale index",
        CONFLICTS,
        "    older = landings.had_before(store, blobs)\n",
        "    older: list[str] = []\n",
        *INDEX,
    ),
    put_back(
        "though the work tree has it too",
        STAGED,
        "    return [change for path, change in restored.items() if path in kept and not _is_taken_back(worktree, change)]\n",
        "    return list(restored.values())\n",
        *INDEX,
    ),
    put_back(
        "though the session alone has replaced it",
        "coordgit/core/rules/put_back.py",
        " if makers != {session} else frozenset()\n",
        "\n",
        *INDEX,
    ),
    put_back("says a lost update, whose way on lands it", CONFLICTS, " if finding.path not in by_index),\n", "),\n", *INDEX),
    rewind(
        "of what others landed passes",
        REWIND,
        "    return any(_is_made_by(session, part) and",
        "    return any(True or _is_made_by(session, part) and",
        *BACK,
    ),
    rewind(
        "of what nobody knows passes",
        REWIND,
        "    if not known:\n        return False\n",
        "    if not known:\n        return True\n",
        *BACK,
    ),
    rewind(
        "of an own commit that rewrote another's passes",
        REWIND,
        " and part.instead_of is None for part in known)\n",
        " for part in known)\n",
        *BACK,
    ),
    rewind(
        "to an ancestor is never asked",
        "coordgit/check/judge.py",
        "    if update.exempt and not update.rewound:\n",
        "    if update.exempt:\n",
        *BACK,
    ),
    rewind(
        "of what another branch has is rejected",
        REWOUND,
        "[commit for commit in lost if commit.oid in free])\n",
        "lost)\n",
        *BACK,
    ),
    rewind(
        "of what a rebase or an amend has rewritten is rejected", REWOUND, " if commit.oid not in move.rewritten]\n", "]\n", *BACK
    ),
    rewind(
        "of what the new commits hold line by line is rejected",
        REWOUND,
        "    return [commit for commit in candidates if commit.oid in lost]\n",
        "    return candidates\n",
        *BACK,
    ),
    rewind(
        "of what a new commit or another branch has as the same patch is rejected",
        REWOUND,
        "    return [oid for oid in lost if ids.get(oid) not in made]\n",
        "    return lost\n",
        *BACK,
    ),
    rewind(
        "of a target that was deleted and is made anew passes",
        CHECK,
        "    deleted = reconcile.left(store, git, ref, request.settings.targets_of(ref)) if current is None else None\n",
        "    deleted = None\n",
        *BACK,
    ),
    rewind(
        "of a remote's target passes",
        "coordgit/check/remote/push.py",
        "epoch=session) if drops else ()\n",
        "epoch=session) if False else ()\n",
        "tests/push/push_test.py",
    ),
    lost_update(
        "who renames a file takes back what another has changed in it",
        OVERWRITTEN,
        "    renamed: dict[str, Oid] | None = None if added and update.old else {}\n",
        "    renamed: dict[str, Oid] | None = {}\n",
        RENAMED,
    ),
    lost_update(
        "what a reset leaves behind is undone by who made what it moves to",
        "coordgit/check/landing/publish_landing.py",
        "        undone = update.written.keys() - update.involved\n",
        "        pass\n",
        "tests/walks/reset_aside_test.py::test_what_a_session_puts_back_on_top_of_what_came_from_outside_is_its_own",
    ),
    ranges(
        "of a file that its reader has renamed all lines count",
        "coordgit/core/validation.py",
        "None not in (change.before, change.after, suspect.read.observed)",
        "None not in (change.before, change.after, suspect.read.observed, suspect.asked.known)",
        RENAMED,
    ),
    uncommitted_edits(
        "what the command that commits has changed is nobody's",
        "coordgit/store/begun_calls.py",
        "if before == changes[path][0]}",
        "if False}",
        f"{TURNS}::test_what_the_agents_own_command_changed_is_not_told",
    ),
    uncommitted_edits(
        "what was changed before the command that commits is its session's",
        "coordgit/store/begun_calls.py",
        "if before == changes[path][0]}",
        "}",
        f"{TURNS}::test_what_a_person_edits_before_the_agents_command_does_is_told",
    ),
    uncommitted_edits(
        "who makes a file anew after its committed removal has found it there",
        "coordgit/core/own_portion.py",
        "    steps = steps[removed:]",
        "    steps = steps[0:]",
        "tests/core/own_portion_test.py::test_who_makes_a_file_anew_after_its_committed_removal_commits_it",
    ),
    uncommitted_edits(
        "what a second target has made of what was read uncommitted is told later",
        "coordgit/check/weigh_findings.py",
        "finding.code == STALE and (finding.read, finding.branch.ref) in dirty",
        "finding.code == STALE and finding.read in {read for read, _ in dirty}",
        "tests/walks/dirty/elsewhere_test.py::test_what_a_second_target_has_made_of_the_file_is_told_in_the_same_rejection[True]",
    ),
)
