"""Mutants of whose uncommitted edit a commit carries, or was read: formatted, declared, or taken out of the index."""

from tests.mutants.mutant import part

SWEEPS = "coordgit/check/integrity/sweeps.py"
REMOVALS = "coordgit/check/integrity/index_removals.py"
DIRTY = "coordgit/core/rules/dirty_read.py"
PORTION = "coordgit/git/separate_index.py"
FORMATTED = "tests/walks/formatted_test.py"
REMOVED = "tests/walks/index_removals_test.py"
WITH_IT = "tests/walks/dirty/committed_with_it_test.py"
VARIABLE = "tests/portion/variable_test.py"
AT_ONCE = "tests/portion/at_once_test.py"

uncommitted_edits = part("uncommitted edits")

OF_SWEEPS = (
    uncommitted_edits(
        "another's short edit is nobody's once a commit's hook has formatted it",
        "coordgit/core/rules/sweep.py",
        "    return before != after == unformatted(theirs)\n",
        "    return False\n",
        f"{FORMATTED}::test_another_sessions_short_edit_that_the_commits_hook_formats_is_still_its_own",
    ),
    uncommitted_edits(
        "whose line another's formatter has changed has lost it to that one",
        "coordgit/core/rules/sweep.py",
        " if unformatted(sign[1]) not in typed}",
        "}",
        "tests/core/sweep_test.py",
    ),
    uncommitted_edits(
        "who has taken back its edit beside another's is swept once that is formatted",
        SWEEPS,
        "not (woven.adds(session) if weave else session in woven.makers)",
        "(weave and not woven.adds(session))",
        f"{FORMATTED}::test_who_has_taken_back_its_edit_beside_another_is_not_swept",
    ),
    uncommitted_edits(
        "another's git rm --cached may be committed",
        "coordgit/check/gather_move.py",
        "            *(index_removals.of(store, move.worktree, epoch.session, difference.written.blobs) if made else ()),\n",
        "",
        f"{REMOVED}::test_a_commit_that_carries_it_is_rejected_and_the_way_on_leaves_it_in_the_index",
    ),
    uncommitted_edits(
        "a check does not say that the index lacks what another has taken out",
        "coordgit/check/update.py",
        "            *index_removals.of(store, worktree, epoch.session, written),\n",
        "",
        f"{REMOVED}::test_a_check_and_an_amend_say_the_same",
    ),
    uncommitted_edits(
        "who takes a file out of the index itself carries another's removal",
        REMOVALS,
        " and not any(pathspec.matches(spec, path) for spec in own)]",
        "]",
        f"{REMOVED}::test_who_takes_it_out_itself_commits_that",
    ),
    uncommitted_edits(
        "what has been taken out and is gone from the work tree too is another's removal",
        REMOVALS,
        "if is_kept(worktree, path) and",
        "if",
        f"{REMOVED}::test_who_takes_it_out_itself_commits_that[deletes it]",
    ),
    uncommitted_edits(
        "a removal is its session's after that has ended",
        "coordgit/store/untracked.py",
        " AND s.state = 'live'",
        "",
        f"{REMOVED}::test_what_nobody_at_work_has_taken_out_was_left_in_the_index",
    ),
    uncommitted_edits(
        "an edit that was read and lands in the reader's commit, beside what its hook changes, was never committed",
        DIRTY,
        "    return bool(makers) and NOBODY not in makers and not altered(seen, now, reader, lines)\n",
        "    return False\n",
        f"{WITH_IT}::test_an_edit_that_is_committed_as_it_was_read_is_nothing_wrong",
    ),
    uncommitted_edits(
        "an edit that was read and then changed lands as it was read",
        DIRTY,
        " and not altered(seen, now, reader, lines)\n",
        "\n",
        f"{WITH_IT}::test_an_edit_that_the_hook_takes_away_or_changes_is_not_what_was_read",
        f"{WITH_IT}::test_an_edit_that_its_session_has_changed_since_is_not_what_was_read",
    ),
    uncommitted_edits(
        "an edit that was read and is formatted is another one",
        DIRTY,
        'edits.get(edit, b"") + unformatted(line.text)',
        'edits.get(edit, b"") + line.text',
        f"{WITH_IT}::test_an_edit_that_the_hook_only_formats_is_committed_as_it_was_read",
    ),
    uncommitted_edits(
        "what one session declares any other may commit meanwhile",
        PORTION,
        "if (made_for, maker) == (ref, session) else set()",
        "if made_for == ref else set()",
        f"{VARIABLE}::test_it_lets_no_other_session_commit_what_one_declares",
    ),
    uncommitted_edits(
        "what is declared for one branch may be committed on another",
        PORTION,
        "if (made_for, maker) == (ref, session) else set()",
        "if maker == session else set()",
        f"{VARIABLE}::test_what_one_declares_for_a_branch_lets_no_commit_on_another_carry_it",
    ),
    uncommitted_edits(
        "a folder anywhere says what a commit declares",
        PORTION,
        """if name.startswith(PREFIX) and "/" not in name and os.""",
        "if os.",
        f"{VARIABLE}::test_it_lets_no_other_commit_carry_anothers_edit",
    ),
    uncommitted_edits(
        "an edit that meets another session's is all that the file has after both",
        "coordgit/record/edits.py",
        "    elif access.exact and _meets_another(plan, moments, path):",
        "    elif False:",
        AT_ONCE,
    ),
    uncommitted_edits(
        "of two edits the one that was recorded first came first",
        "coordgit/core/uncommitted_lines.py",
        "            if places or (chain and step.after == chain[0].before and step.before not in seen):",
        "            if places:",
        AT_ONCE,
    ),
    uncommitted_edits(
        "what was recorded after an edit that it came before is nobody's",
        "coordgit/core/uncommitted_lines.py",
        "            if places or (chain and",
        "            if (chain and",
        AT_ONCE,
    ),
    uncommitted_edits(
        "advice takes a setting for one command for a path",
        "coordgit/core/commit_command.py",
        'while at < len(words) and words[at] == "-c":',
        "while False:",
        "tests/walks/way_on_shared_test.py",
    ),
    uncommitted_edits(
        "advice from another folder commits every own edit",
        "coordgit/render/sweep_advice.py",
        'paths = "".join(f" {option(path)}" for path in named)\n',
        'paths = "".join(f" {option(path)}" for path in named) if where.as_typed == "git" else ""\n',
        "tests/walks/way_on_shared_test.py",
    ),
    uncommitted_edits(
        "others' edits beneath one's own stay behind where their file is moved",
        "coordgit/record/edits.py",
        "    beneath = [edit for edit in gone if edit.path == newest.path and edit != newest]\n",
        "    beneath: list[Write] = []\n",
        "tests/walks/moved_edit_test.py::test_who_moves_a_file_does_not_commit_the_edit_in_it",
    ),
)
