"""Mutants of what a merge, a side of a conflict, a hunk or a rebase takes from others."""

from tests.mutants.mutant import part

BESIDE = "coordgit/core/interleaved_commits.py"
INTERLEAVED = "coordgit/check/stale/interleaved.py"
SIDES = "coordgit/check/integrity/taken_sides.py"
CARRIED = "coordgit/check/provenance/carried_work.py"
HUNKS = "coordgit/core/recognised_work.py"
REWOUND = "coordgit/check/integrity/rewinds.py"
ASKED = "tests/walks/interleaved_sides_test.py"
TAKEN = "tests/walks/provenance_taken_test.py"
SIDE = "tests/walks/taken_side_test.py"
COMMON = "tests/core/recognised_work_test.py::test_a_hunk_in_common_tells_if_it_removes_lines_and_names_something"
LEFT_OUT = "tests/push/left_out_test.py"
SKIPPED = "tests/walks/skipped_commit_test.py"
RANGE = "tests/walks/rebased_range_test.py"

target_branches = part("target branches")
reads = part("whose reads")
stickiness = part("stickiness")
stale_content = part("stale content")
refresh = part("refresh")
never_rejected = part("never rejected")
lost_update = part("lost update")
stale_content = part("stale content")
stickiness = part("stickiness")
rewind = part("rewind")
OF_MERGES = (
    target_branches(
        "the sides of a merge that no branch was validated with are not asked about each other",
        INTERLEAVED,
        "    if not merges:\n",
        "    if True:\n",
        f"{ASKED}::test_an_octopus_asks_each_side_about_those_before_it[api.py]",
    ),
    target_branches(
        "a merge that was judged with its branch is asked again where it lands",
        BESIDE,
        "                if not others or judged.get(merge.oid) == parent:\n",
        "                if not others:\n",
        f"{ASKED}::test_a_merge_that_was_validated_with_its_branch_is_not_asked_again",
    ),
    target_branches(
        "a side of a merge is asked about those after it too",
        BESIDE,
        "        for n, side in enumerate(sides[1:], 1):\n"
        "            for parent, there in zip(merge.parents[:n], sides[:n], strict=True):\n",
        "        for side in sides:\n            for parent, there in zip(merge.parents, sides, strict=True):\n",
        f"{ASKED}::test_a_side_is_not_asked_about_those_after_it",
    ),
    target_branches(
        "what a side has of the one before it is asked about that",
        BESIDE,
        "[known[oid].contributors for oid in there - side]",
        "[known[oid].contributors for oid in there]",
        "tests/core/interleaved_commits_test.py::test_each_side_of_a_merge_is_asked_about_those_before_it[what the side has]",
    ),
    reads(
        "not those of whose hunk a commit has taken",
        "coordgit/check/provenance/recognised_texts.py",
        "    certain += _by_hunk(git, blobs, [work for work in rest if not _is_typed_here(store, commit, work.path)], merged)\n",
        "",
        f"{TAKEN}::test_a_hunk_that_is_taken_asks_the_reads_of_who_made_it",
    ),
    reads(
        "a hunk that its session's client has written is taken from who has the same",
        "coordgit/check/provenance/recognised_texts.py",
        "[work for work in rest if not _is_typed_here(store, commit, work.path)]",
        "rest",
        f"{TAKEN}::test_the_same_hunk_that_its_client_has_written_is_its_own",
    ),
    reads(
        "a hunk of which a formatter alone has made the same is taken",
        HUNKS,
        "unformatted(old) != unformatted(new) and telling(",
        "telling(",
        COMMON,
    ),
    reads(
        "what git has merged in a stopped rebase is known to who rebases",
        "coordgit/check/landing/publish_landing.py",
        "involved - update.brought",
        "involved",
        "tests/walks/rewritten_test.py"
        "::test_what_a_rebase_brings_into_ones_own_change_of_a_file_is_read_before_that_lands[a conflict-both.py]",
    ),
    lost_update(
        "a side of a conflict may be taken whole, and unseen",
        SIDES,
        "    return [path for path in changed if any(made[names[path]] in (side[path], side[names[path]]) for side in sides)]\n",
        "    return []\n",
        f"{SIDE}::test_a_side_that_was_taken_unseen_takes_back_anothers_lines",
    ),
    lost_update(
        "a conflict that was resolved by its markers was combined unseen",
        SIDES,
        "    if not (changed and by_hand):\n",
        "    if True:\n",
        f"{SIDE}::test_a_conflict_that_was_resolved_by_its_markers_lands",
    ),
    lost_update(
        "a merge of several branches may leave out what others landed",
        SIDES,
        "if len(commit.parents) > 1 and commit.origin",
        "if len(commit.parents) == 2 and commit.origin",
        f"{SIDE}::test_what_a_merge_of_several_branches_leaves_out_is_lost",
    ),
    lost_update(
        "a strategy may take a side without asking",
        SIDES,
        "by_hand=_by_hand(git, update, combined.commit)",
        "by_hand=True",
        f"{SIDE}::test_a_strategy_that_takes_the_lines_of_a_session_asks_what_that_knew",
        f"{SIDE}::test_what_a_strategy_took_without_asking_is_lost",
    ),
    lost_update(
        "who has read what it merges is not asked instead of who has changed it",
        SIDES,
        " and path not in readers)",
        ")",
        f"{SIDE}::test_who_has_read_what_a_strategy_takes_is_asked_instead_of_who_has_changed_it",
    ),
    lost_update(
        "a person is asked instead of who merges",
        SIDES,
        "if path in edited or not sessions.is_person(store, epoch.session))",
        ")",
        f"{SIDE}::test_whose_branch_is_taken_by_a_strategy_matters_only_if_its_looks_are_recorded",
    ),
    lost_update(
        "who merges is asked about a side that another has staged in the work tree",
        SIDES,
        "if path in edited or not sessions",
        "if not sessions",
        "tests/walks/ending_test.py::test_what_was_handed_over_may_be_ended",
    ),
    lost_update(
        "what is changed beside a conflict is git's text",
        "coordgit/check/update.py",
        "            or self.is_beside_conflict(path)\n",
        "",
        "tests/walks/restored_in_merge_test.py::test_who_takes_another_text_where_it_has_stopped_and_changes_it_is_asked_what_that_lacks",
    ),
    lost_update(
        "what resolves a conflict is all typed",
        "coordgit/check/update.py",
        'self.resolved.get(path, "") == self.written[path][0]\n',
        "path in self.resolved\n",
        "tests/walks/restored_in_merge_test.py::test_what_git_has_changed_where_it_has_stopped_is_nobodys_text",
    ),
    lost_update(
        "what is changed beside a conflict of a pick is git's text",
        "coordgit/check/integrity/stopped.py",
        "    theirs = merged or picked\n",
        "    theirs = merged\n",
        "tests/walks/restored_in_merge_test.py::test_who_takes_another_text_where_it_has_stopped_and_changes_it_is_asked_what_that_lacks",
    ),
    lost_update(
        "a person is asked what its client would have recorded",
        "coordgit/check/integrity/lost_updates.py",
        " or mine or not sessions.has_client(store, author.session):",
        " or mine:",
        f"{SIDE}::test_a_person_is_not_asked_what_they_looked_at",
    ),
    rewind(
        "a commit that a rebase skips at its start is rewritten into the one that it begins with",
        REWOUND,
        "commit.oid in listed and commit.oid != there:",
        "commit.oid in listed:",
        f"{SKIPPED}::test_what_another_session_landed_may_not_be_skipped",
    ),
    rewind(
        "a commit that a rebase skips is rewritten into the one before it",
        REWOUND,
        " if melted and source.startswith(melted))}",
        ")}",
        f"{SKIPPED}::test_what_another_session_landed_may_not_be_skipped",
    ),
    rewind(
        "a commit that was melted into the one before it is dropped",
        REWOUND,
        " if melted and source.startswith(melted))}",
        " if False)}",
        f"{SKIPPED}::test_a_commit_that_is_melted_into_the_one_before_it_is_rewritten",
    ),
    lost_update(
        "who read a conflict does not know what a rebase has made of it",
        "coordgit/check/provenance/detached_heads.py",
        "    if move.by_commit and move.wrote:\n        know",
        "    if False:\n        know",
        "tests/walks/stopped_test.py::test_who_read_a_conflict_has_read_what_a_rebase_made_of_it",
    ),
    never_rejected(
        "a rebase onto a target that stopped is asked for its reads",
        "coordgit/check/judge.py",
        "    if update.integrates:\n        suspects",
        "    if False:\n        suspects",
        "tests/walks/provenance_rewrite_test.py"
        "::test_a_rebase_that_brings_main_in_is_never_rejected_though_reads_are_stale_on_the_branch[True]",
    ),
    refresh(
        "a rebase that is asked for no reads moves them",
        "coordgit/check/landing/reads_after_landing.py",
        "    if not update.integrates:\n",
        "    if True:\n",
        "tests/walks/provenance_rewrite_test.py"
        "::test_a_rebase_that_brings_main_in_is_never_rejected_though_reads_are_stale_on_the_branch[True]",
    ),
    reads(
        "who puts text into another's commit in a rebase onto a target is asked for nothing",
        "coordgit/check/judge.py",
        "_beside_others(store, git, update, suspects), [], []",
        "[], [], []",
        "tests/walks/rebase_stop_test.py"
        "::test_what_it_puts_into_anothers_commit_as_it_brings_main_in_rests_on_its_reads[amended-api.py]",
    ),
    lost_update(
        "who has answered for a conflict that it had resolved unseen is asked again",
        "coordgit/check/integrity/lost_updates.py",
        "missed = text_origins.without_answered(store, git, text, missed, landed=here)",
        "pass",
        "tests/push/side_taken_test.py::test_who_has_answered_for_a_conflict_that_was_resolved_unseen_may_go_on[read-False]",
    ),
    lost_update(
        "a side that was left out after a look is forgotten at the next look",
        "coordgit/record/planned_reads.py",
        "[*_sides_seen(known, refreshable, read), ",
        "[",
        "tests/walks/resolved_as_own_test.py"
        "::test_the_next_merge_asks_about_a_side_that_was_left_out_only_if_nobody_read_it[read-merge-after the commit]",
    ),
    stale_content(
        "a side of a resolved conflict that comes back is no news",
        "coordgit/check/stale/shown_before.py",
        "[*again.earlier, (again.tip, again.oid)] if ref.startswith(SEEN) else again.earlier",
        "again.earlier",
        "tests/walks/resolved_as_own_test.py::test_the_side_that_was_left_out_is_news_if_it_comes_back[put back-merge-never]",
    ),
    stickiness(
        "a look where a rebase has stopped takes away what is known of the branch",
        "coordgit/record/planned_reads.py",
        ", *reads_of_commits.aside(batch.git, known, read)]",
        "]",
        "tests/walks/resolved_as_own_test.py::test_after_an_aborted_rebase_what_was_known_of_the_branch_still_is[the same]",
    ),
    stale_content(
        "a side of a conflict that the resolution was made over is known of its branch",
        "coordgit/record/planned_reads.py",
        "or in_conflict) and tip",
        "or False) and tip",
        "tests/walks/resolved_as_own_test.py"
        "::test_the_side_that_was_left_out_is_news_if_it_comes_back[put back-rebase-before the commit]",
    ),
    lost_update(
        "whoever commits on top of a resolution has made it",
        "coordgit/check/integrity/lost_updates.py",
        "    return [epoch for epoch in among if epoch in who] or among",
        "    return among",
        "tests/walks/resolved_as_own_test.py::test_who_commits_on_top_of_a_resolution_does_not_answer_for_it[read]",
    ),
    lost_update(
        "a look at one conflict of a file is one at all",
        "coordgit/record/planned_reads.py",
        "for item in items if rules.covers(item.read, read.kind, read.first, read.last) for one",
        "for item in items for one",
        "tests/walks/resolved_as_own_test.py::test_a_look_at_one_conflict_of_a_file_shows_nothing_of_the_other[one conflict]",
    ),
    stale_content(
        "what a merge left out unseen of a target is true there as soon as its branch moves on",
        "coordgit/check/landing/reads_after_landing.py",
        "    for read, target, commit in judgement.behind:\n",
        "    for read, target, commit in ():\n",
        f"{LEFT_OUT}::test_a_removal_that_was_left_out_unseen_is_asked_about_after_more_commits[another file-merge]",
    ),
    stale_content(
        "an answer without what a merge left out is true on the target as soon as its branch moves on",
        "coordgit/check/stale/staleness.py",
        " and commits.is_ancestor(git, here.tip, branch.tip)",
        "",
        f"{LEFT_OUT}::test_a_search_of_what_was_left_out_is_asked_about_after_more_commits[gone-merge]",
    ),
    stale_content(
        "who knows what a merge left out is asked about it",
        "coordgit/check/landing/reads_behind.py",
        "if target.ref in shown or (known and left_out[read.path][1] in known):",
        "if False:",
        f"{LEFT_OUT}::test_a_removal_that_was_seen_before_it_was_left_out_is_pushed[merge]",
    ),
    lost_update(
        "what is made of a conflict whose sides are known is known only once it is read",
        "coordgit/core/knowledge.py",
        "    if resolved:  # of a conflict",
        "    if False:  # of a conflict",
        "tests/push/told_side_test.py::test_who_was_told_the_other_side_goes_on_with_its_resolution[merge]",
    ),
    lost_update(
        "who makes something of a conflict knows its sides",
        "coordgit/core/knowledge.py",
        "if theirs and all(item.has_seen(side, edit.head.commit) for side in theirs))",
        "if theirs)",
        "tests/push/told_side_test.py::test_who_was_not_told_it_is_asked_about_its_resolution[merge]",
    ),
    lost_update(
        "a side of a conflict is one's own only as the newest version",
        "coordgit/record/edits.py",
        "if not writes.has_written(plan.store, plan.observer.epoch.session, path, side)]",
        "]",
        "tests/push/told_side_test.py::test_who_was_told_the_other_side_goes_on_after_several_conflicts",
    ),
    lost_update(
        "what a session made of a conflict is told to it as the other's change",
        "coordgit/notify/untold_changes.py",
        "        and not _is_own_text(store, finding)\n",
        "",
        "tests/push/told_side_test.py::test_who_was_not_told_it_is_asked_about_its_resolution[rebase]",
    ),
    lost_update(
        "a look at one's own text hides what was shown of the other side of a conflict",
        "coordgit/record/replaced_versions.py",
        "*_of_branches(plan, batch.git, read, shown), ",
        "",
        "tests/push/told_side_test.py::test_who_was_told_the_other_side_knows_it_after_a_look_at_its_own_text[told-merge]",
    ),
    stale_content(
        "what a rebase carries over changes that were taken back is not carried",
        "coordgit/check/landing/carried_reads.py",
        "if some[-1].before != some[0].after for one in some]",
        "for one in some]",
        "tests/push/rebased_read_test.py"
        "::test_what_was_rebased_over_changes_that_were_taken_back_and_pushed_is_stale_once_it_is_taken_out[new.py-unread]",
    ),
    refresh(
        "a range that a rebase has moved keeps the rewritten commit as its base",
        "coordgit/check/landing/carried_reads.py",
        "        ranged = here if read.kind",
        "        ranged = None if read.kind",
        f"{RANGE}::test_a_rebased_range_is_stale_only_where_its_own_lines_are_changed[taken back]",
    ),
    refresh(
        "a range moves to what another session's rebase makes of its commit",
        "coordgit/check/landing/carried_reads.py",
        " and read.epoch == update.epoch else None",
        " else None",
        f"{RANGE}::test_an_edit_that_is_not_committed_stays_ones_own_while_another_rebases_its_base",
    ),
    refresh(
        "a range that a rebase has moved is known as it was before",
        "coordgit/check/landing/reads_after_landing.py",
        "        reads.known_as(store, [(read.read_id, read.known)])\n",
        "",
        f"{RANGE}::test_who_edits_a_rebased_range_again_misses_that_edit_too",
    ),
)
