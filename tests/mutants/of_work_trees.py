"""Mutants of what a command may take out of a work tree, and of what is kept of what it took."""

from tests.mutants.mutant import part

TAKING = "coordgit/core/removed_edits.py"
READS = "coordgit/store/reads.py"
WRITES = "coordgit/store/writes.py"
KEEPING = "coordgit/uncommitted/keeping.py"
ENTRIES = "coordgit/uncommitted/stash_entries.py"
DENIAL = "coordgit/uncommitted/denial.py"

taken_away = part("what a command takes away")
kept = part("what is kept")
own_edits = part("own edits")

OF_CONTENTS = ("tests/core/removed_edits_test.py",)
DENIED = "tests/walks/denial_test.py"
KEPT = "tests/walks/keeping_test.py"
STASH = "tests/walks/stash_test.py"
OF_EDITS = (f"{DENIED}::test_nothing_is_denied_once_the_other_has_committed_or_ended_or_undone_its_edit",)

OF_WORK_TREES = (
    taken_away(
        "what a commit on a detached HEAD leaves of its session's own lines is nobody's",
        "coordgit/check/provenance/detached_heads.py",
        " if move.by_commit and move.wrote else ()",
        " if False else ()",
        "tests/portion/in_part_test.py",
    ),
    taken_away(
        "what a commit leaves of its session's own lines is nobody's",
        "coordgit/check/provenance/left_edits.py",
        "if disk.get(write.path) == write.after]",
        "if disk.get(write.path) != write.after]",
        "tests/portion/in_part_test.py",
    ),
    taken_away(
        "a command may take back a mode that another session has changed",
        "coordgit/git/dry_run.py",
        "raw_changes(raw) if before != now}",
        "raw_changes(raw) if before == now}",
        f"{DENIED}::test_a_mode_that_another_has_changed_is_not_taken_away_either",
    ),
    taken_away(
        "a command may end another agent's operation that has stopped",
        DENIAL,
        "    if not move.ends or (found :=",
        "    if move.act != SWITCH or (found :=",
        "tests/walks/ending_test.py::test_what_makes_git_forget_it_ends_it",
    ),
    taken_away(
        "a rebase may stash everybody's edits while it runs",
        "coordgit/git/dry_run.py",
        "    kept = index if move.keeps_index else head",
        "    if move.setting:\n        return {}\n    kept = index if move.keeps_index else head",
        f"{DENIED}::test_a_setting_that_stashes_during_a_rebase_counts",
    ),
    taken_away(
        "a reset --merge takes away what is not staged",
        "coordgit/git/dry_run.py",
        "        paths = [path for path in paths if disk.get(path) == staged.get(path) != in_head.get(path)]\n",
        "        pass\n",
        f"{DENIED}::test_a_reset_that_keeps_what_is_not_staged_takes_away_what_is",
    ),
    taken_away(
        "what HEAD has as well is taken away",
        TAKING,
        "        return self.disk not in (self.left, self.head)\n",
        "        return self.disk != self.left\n",
        *OF_CONTENTS,
    ),
    taken_away(
        "an edit that was overwritten is taken away",
        TAKING,
        "        return any(here.get(line, 0) > before.get(line, 0) for line in added)\n",
        "        return True\n",
        *OF_CONTENTS,
    ),
    taken_away(
        "only a file that is just what the edit left is protected",
        TAKING,
        "        return any(here.get(line, 0) > before.get(line, 0) for line in added)\n",
        "        return False\n",
        *OF_CONTENTS,
    ),
    taken_away(
        "one's own edits are a reason",
        WRITES,
        "landing_id IS NULL AND session <> :session AND {LIVE}",
        "landing_id IS NULL AND :session = :session AND {LIVE}",
        f"{DENIED}::test_what_takes_another_sessions_edit_away_is_denied_and_ones_own_is_not",
    ),
    taken_away(
        "edits of a session that ended are a reason",
        WRITES,
        "session <> :session AND {LIVE} ORDER",
        "session <> :session ORDER",
        *OF_EDITS,
    ),
    taken_away(
        "what was read before the last commit is a reason",
        READS,
        " AND r.landing_id >= COALESCE(",
        " AND 0 <= COALESCE(",
        f"{DENIED}::test_what_was_read_before_the_last_commit_is_not_a_reason",
    ),
    taken_away(
        "an entry of the stash that the same command makes is another's",
        DENIAL,
        "        pushed += int(",
        "        pushed += 0 * int(",
        f"{STASH}::test_what_the_same_command_puts_away_it_may_take_back",
    ),
    taken_away(
        "hunks to choose are another's where the session has edits too",
        DENIAL,
        "    if resolved.chosen:",
        "    if False:",
        "tests/walks/denial_way_on_test.py::test_hunks_are_for_a_session_to_choose_where_it_has_edits_itself",
    ),
    kept(
        "what another client deletes is not gone",
        "coordgit/uncommitted/keeping.py",
        "asked = [write for some in edited.values() for write in some if write.after != disk[write.path]]",
        "asked = [w for some in edited.values() for w in some if some[-1].after != disk[w.path]]",
        f"{KEPT}::test_what_another_client_deletes_is_kept_and_said_to_both",
    ),
    kept(
        "an edit that is back beside another is still gone",
        "coordgit/uncommitted/keeping.py",
        "        for kept in returned:\n",
        "        for kept in ():\n",
        "tests/walks/overwritten_test.py::test_an_edit_put_away_for_a_while_is_back_beside_what_nobody_recorded",
    ),
    kept(
        "an edit is back wherever its file has other text again",
        "coordgit/uncommitted/keeping.py",
        " if removed_edits.is_whole(write, disk[kept.path], texts)]",
        "]",
        "tests/walks/overwritten_test.py::test_an_edit_put_away_for_a_while_is_back_beside_what_nobody_recorded",
    ),
    kept(
        "a ref is set to an object that is not stored",
        "coordgit/git/kept_refs.py",
        ' if os.path.exists(f"{objects}/{oid[:2]}/{oid[2:]}") or git.has(oid)}',
        "}",
        f"{KEPT}::test_a_file_too_large_to_keep_is_told_and_its_ref_is_not_set",
    ),
    kept(
        "what others went on from is gone",
        TAKING,
        "    return now in (None, write.before, head) and not any(stands(part, now, texts, undone) for part in parts)\n",
        "    return now in (None, write.before, head)\n",
        *OF_CONTENTS,
    ),
    kept(
        "what a commit changed further is gone",
        KEEPING,
        "        if here and rows.landed_since(",
        "        if False and rows.landed_since(",
        f"{KEPT}::test_nothing_is_gone_when_the_edit_went_on_or_was_undone_or_committed",
    ),
    kept(
        "what another session put between two parts of an edit is part of it",
        "coordgit/core/removed_edits.py",
        "for before, after in stretches] or [write]",
        "for before, after in ()] or [write]",
        f"{KEPT}::test_an_edit_made_in_turns_is_gone_though_the_other_session_has_committed_its_part",
    ),
    kept(
        "a line that an edit added and removed again stands where it is not",
        "coordgit/core/removed_edits.py",
        "{line for line, count in made.items() if count == 0}",
        "()",
        "tests/core/removed_edits_test.py::test_a_line_that_one_part_of_an_edit_added_and_a_later_one_removed_does_not_stand",
    ),
    kept(
        "an edit made after another's text, which is committed without it, is part of that commit",
        "coordgit/store/kept.py",
        "    return blob != write.before and store.has(\n",
        "    return store.has(\n",
        f"{KEPT}::test_an_edit_is_gone_though_the_text_that_it_was_made_in_was_committed_since",
    ),
    kept(
        "an edit made before another's text, which is committed without it, is part of that commit",
        "coordgit/store/kept.py",
        "(w.after <> c.after OR w.wrote_at < :at)",
        "w.wrote_at < :at",
        f"{KEPT}::test_what_another_left_out_of_its_commit_is_gone_once_it_is_taken_away",
    ),
    kept(
        "an edit made after two others' texts, one committed without them, is part of that commit",
        "coordgit/store/kept.py",
        "(w.after <> c.after OR w.wrote_at < :at)",
        "w.after <> c.after",
        f"{KEPT}::test_what_another_left_out_of_its_commit_is_gone_once_it_is_taken_away",
    ),
    kept(
        "an edit is gone that another session wrote over and committed",
        "coordgit/store/kept.py",
        " AND (w.after <> c.after OR w.wrote_at < :at)){whose} LIMIT 1",
        "){whose} LIMIT 1",
        f"{KEPT}::test_nothing_is_gone_when_the_edit_went_on_or_was_undone_or_committed",
    ),
    kept(
        "a session is told what its own command took",
        KEEPING,
        "own = ignored or (alone and write.epoch.session == ended)",
        "own = ignored",
        f"{KEPT}::test_what_ones_own_script_took_away_is_kept_and_not_told",
    ),
    kept(
        "a session is told of generated files that are gone",
        KEEPING,
        "own = ignored or ",
        "own = ",
        f"{KEPT}::test_an_ignored_file_that_is_gone_is_kept_and_not_told",
    ),
    kept(
        "what comes back overwrites what is newer",
        "coordgit/uncommitted/restoring.py",
        "    if now not in known or (there and now is None):",
        "    if there and now is None:",
        f"{KEPT}::test_newer_content_is_not_overwritten_and_the_printed_command_writes_beside_it",
    ),
    kept(
        "nothing keeps the contents beside another session",
        KEEPING,
        '        refs.pin(worktree, worktree.git(), {f"{refs.EDIT}{write.write_id}"',
        '        dict({f"{refs.EDIT}{write.write_id}"',
        f"{KEPT}::test_beside_another_session_the_contents_outlive_a_prune_at_once",
    ),
    kept(
        "a session is told of the entry that it took off the stash itself",
        ENTRIES,
        "one.person or one.session == ended]",
        "one.person]",
        f"{STASH}::test_what_its_own_session_takes_off_is_not_told",
    ),
    taken_away(
        "a merge may be advised over a file that git does not track",
        "coordgit/check/advice/mergeable.py",
        " or _has_untracked(git, old, tip, worktree)",
        "",
        "tests/walks/way_on_test.py",
    ),
    taken_away(
        "what a session takes off its branch and keeps is nobody's",
        "coordgit/client_events/handle.py",
        "    if began is not None and event.name == base.AFTER:\n",
        "    if False:\n",
        "tests/portion/reset_own_test.py::test_several_commits_become_one_edit",
    ),
    taken_away(
        "what a reset has removed is uncommitted",
        "coordgit/record/taken_off.py",
        " if disk[path] != before else ()",
        "",
        "tests/portion/reset_own_test.py::test_what_is_gone_with_the_reset_is_in_nobodys_way",
    ),
    kept(
        "an edit stays where its file was for a while",
        KEEPING,
        "        writes.forget(store, left)\n",
        "",
        "tests/walks/moved_edit_test.py"
        "::test_a_name_that_the_file_had_for_a_while_has_nothing_of_the_edit_once_that_is_committed",
    ),
    kept(
        "what was moved before it was removed is not gone",
        KEEPING,
        ' and os.path.lexists(f"{worktree.top}/{path}"))',
        ")",
        "tests/walks/moved_edit_test.py::test_what_another_moves_and_then_removes_is_gone",
    ),
    own_edits(
        "what an amend leaves out is nobody's change",
        "coordgit/check/landing/publish_landing.py",
        "        update.operation in AMENDS or (",
        "        False or (",
        "tests/walks/taken_out_again_test.py",
    ),
)
