"""Mutants of whose earlier work a commit carries."""

from tests.mutants.mutant import part

JOURNAL = "coordgit/check/provenance/detached_heads.py"
CARRIED = "coordgit/check/provenance/carried_work.py"
TEXTS = ("tests/walks/provenance_text_test.py",)
PUT_BACK = "tests/walks/sweep_turns_test.py::test_who_put_its_edit_back_has_no_part_in_what_another_reverts_to"
SEVERAL = "tests/walks/several_makers_test.py"

ELSEWHERE = (
    "tests/walks/provenance_detached_test.py"
    "::test_work_that_a_session_rewrote_or_left_behind_elsewhere_is_nobodys_part_in_another_change_of_the_file"
)

SECOND = "tests/walks/same_second_test.py"
PORTED = "tests/walks/ported_again_test.py"

reads = part("whose reads")

OF_CARRIED_WORK = (
    reads(
        "not those of whose text git has merged",
        "coordgit/check/provenance/recognised_texts.py",
        "        elif work.after is not None and work.before != work.after:\n",
        "        elif False:\n",
        *TEXTS,
    ),
    reads(
        "not those of whose work a branch has dropped",
        CARRIED,
        "    gone = dropped.of_paths(store, list(blobs), epoch.session)\n",
        "    gone: list[dropped.Dropped] = []\n",
        *TEXTS,
    ),
    reads(
        "those of the target's commits too, when it is brought in",
        "coordgit/check/gather_move.py",
        "    held: set[Oid] = set() if returns else _held(git, move, asked, difference)\n",
        "    held: set[Oid] = set()\n",
        "tests/walks/linked_test.py::test_a_merge_of_main_with_a_conflict_is_never_rejected_and_the_next_commit_asks",
    ),
    reads(
        "what was rebased and has landed is carried again by the commit that restores it",
        CARRIED,
        "for oid in [commit, *known_commits.of_same_author(store, commit)]\n",
        "for oid in [commit]\n",
        "tests/walks/provenance_text_test.py::test_a_revert_is_its_sessions_though_an_earlier_commit_had_the_same_content",
    ),
    reads(
        "what stands on a target beside another's change is carried by who makes it again",
        CARRIED,
        "    nowhere = _nowhere(git, left, refs)\n",
        "    nowhere = left\n",
        "tests/walks/replayed_test.py",
    ),
    reads(
        "a line that another has added elsewhere stands there for everybody's",
        "coordgit/git/undone_changes.py",
        "since is not None and changed_there(change, since)\n",
        "since is not None\n",
        "tests/walks/replayed_test.py",
    ),
    reads(
        "who has put its edit back has made what is there",
        "coordgit/store/writes.py",
        "        if before != after or len(parts.get(write_id, ())) > 1\n",
        "",
        f"{PUT_BACK}[an edit]",
    ),
    reads(
        "an edit that a command names twice is two edits",
        "coordgit/record/edits.py",
        "    if made in plan.edits:  # a call",
        "    if False:  # a call",
        f"{PUT_BACK}[git]",
    ),
    reads(
        "lines that a session's shell has taken from a commit are its own once it adds to them",
        "coordgit/check/provenance/recognised_texts.py",
        "_is_its_own(store, commit, work) and edit_steps.is_typed(store, session, work.path, work.after) is False\n",
        "False\n",
        "tests/walks/provenance_taken_test.py"
        "::test_who_adds_to_a_text_that_its_shell_has_taken_asks_the_reads_of_who_wrote_that[lines.py]",
    ),
    reads(
        "what a rebase has rewritten was left behind, when the journal is read again",
        JOURNAL,
        "(move.new not in known and not _follows(move, about))",
        "not _follows(move, about)",
        "tests/walks/provenance_detached_test.py"
        "::test_work_that_a_session_folded_in_is_nobodys_part_in_a_later_change_of_the_file[x.py]",
    ),
    reads(
        "what a detached HEAD left behind may be in the worktree of who comes by",
        JOURNAL,
        "worktrees.inside(move.git_dir).id, True)",
        "git.worktree, True)",
        f"{ELSEWHERE}[leaves its commit behind-x.py]",
    ),
    reads(
        "one more commit at a stop is made from what the rebase has stopped at",
        "coordgit/check/provenance/detached_heads.py",
        "if not history.is_ancestor(git, oid, move.old)]",
        "]",
        "tests/walks/rebase_stop_test.py::test_only_who_splits_anothers_commit_makes_a_new_one_of_it[adds a commit]",
    ),
    reads(
        "git's list of rewritten commits counts for what the session made itself",
        "coordgit/check/provenance/contributor_facts.py",
        "if oid not in detached}",
        "}",
        "tests/walks/rebase_stop_test.py::test_only_who_splits_anothers_commit_makes_a_new_one_of_it[adds a commit]",
    ),
    reads(
        "who takes over that a file was emptied has emptied it",
        "coordgit/check/provenance/carried_work.py",
        " or _empties(work, blobs)]",
        "]",
        "tests/walks/provenance_taken_test.py::test_who_takes_over_that_a_file_was_emptied_asks_the_reads_behind_that[api.py]",
    ),
    reads(
        "a text that several sessions have made is the first one's",
        "coordgit/check/provenance/carried_work.py",
        "if (work.alone or not work.commit) and work",
        "if work",
        "tests/walks/provenance_taken_test.py"
        "::test_what_another_has_made_of_a_text_that_was_taken_over_is_not_its_authors[changed]",
    ),
    reads(
        "whoever has typed a text shares it with those whose work its commit took over",
        "coordgit/check/integrity/lost_updates.py",
        "    found = found or [epoch for epoch in among if edit_steps.is_typed(store, epoch.session, path, blob)]\n",
        "",
        f"{SEVERAL}::test_who_resolves_a_conflict_in_anothers_picked_work_answers_for_that[True-rebase]",
    ),
    reads(
        "what is picked of what another has landed is nobody's, though one session alone made it",
        "coordgit/check/landing/publish_landing.py",
        " if maker.get(path) in (None, update.epoch.session)}",
        "}",
        f"{PORTED}::test_a_second_fix_of_a_line_may_be_picked_after_the_first[client]",
    ),
    reads(
        "who squashes a resolved merge has chosen what it took",
        "coordgit/check/integrity/lost_updates.py",
        "update.own - _as_squashed(store, git, update)",
        "update.own",
        "tests/walks/resolved_then_squashed_test.py::test_who_squashes_a_resolved_merge_takes_nothing_back[False]",
    ),
    reads(
        "also those of who has taken one's own work in part",
        "coordgit/check/provenance/recognised_texts.py",
        "        mine_alone = given.get(work, ())\n",
        "        mine_alone: Sequence[tuple[Oid | None, Oid | None]] = ()\n",
        "tests/walks/copied_by_another_test.py::test_who_moves_its_own_change_is_not_asked_for_the_reads_of_who_has_it_with_more",
    ),
    reads(
        "not those of who has added to one's own work",
        "coordgit/check/provenance/recognised_texts.py",
        "for one in landings.versions(store, work.path) if one.maker == epoch.session]",
        "for one in landings.versions(store, work.path)]",
        "tests/walks/given_work_test.py::test_who_takes_back_what_another_has_added_answers_for_its_reads",
    ),
    reads(
        "not who carries another's work and drops its own merge in a rebase",
        "coordgit/check/integrity/lost_updates.py",
        "    if update.private and not update.forward and author != update.epoch:  # what",
        "    if False:  # what",
        "tests/walks/given_work_test.py::test_who_carries_anothers_work_resolves_a_conflict_anew_in_a_rebase[nobody else]",
    ),
    reads(
        "an edit that a reset has brought back as committed goes along with its file",
        CARRIED,
        "        edits = _without_committed(edits, trees.items(git, ref, there))\n",
        "        pass\n",
        "tests/walks/moved_edit_test.py"
        "::test_who_moves_a_file_without_a_client_is_not_asked_for_an_edit_that_a_reset_has_brought_back_as_committed[cp-True]",
    ),
    reads(
        "whoever committed in the same second has work in a commit",
        "coordgit/check/provenance/same_author.py",
        "if (oid, other) not in apart",
        "if (oid, other)",
        f"{SECOND}::test_nobody_is_asked_for_what_was_committed_elsewhere_in_its_second[cherry-pick]",
    ),
    reads(
        "a copy under another name is nobody's",
        "coordgit/check/provenance/same_author.py",
        "if not _alike(changes[oid], changes[other], texts)}",
        "if texts}",
        f"{SECOND}::test_who_committed_the_same_in_that_second_is_asked[cherry-pick-renamed.py]",
    ),
    reads(
        "a change is one's own by author and date alone",
        "coordgit/core/contributors.py",
        "by_author = by_author and bool(whose_work)",
        "by_author = False",
        f"{SECOND}::test_what_was_committed_elsewhere_in_ones_second_is_not_ones_own[long.py]",
    ),
    reads(
        "what a session has committed on a detached HEAD is not known as its own change",
        "coordgit/check/provenance/recognised_texts.py",
        "            own += landings.detached_versions(store, work.path, epoch.session)\n",
        "",
        "tests/walks/landed_by_its_author_test.py::test_he_is_not_asked_of_what_was_put_on_top_of_it_where_a_rebase_stopped",
    ),
    reads(
        "not those of work on a file that was renamed, once a rebase has made its commits anew",
        "coordgit/store/landings.py",
        " OR l.ref = '{DETACHED}' AND k.oid = l.new",
        "",
        "tests/walks/taken_after_rename_test.py::test_what_its_author_has_read_is_asked[cherry-pick -n cat]",
    ),
)
