"""Mutants of what is published with a push, and of what is verified by it elsewhere."""

from tests.mutants.mutant import part

notes = part("notes")

OF_NOTES = (
    notes(
        "in a bare repository whoever pushed a commit is taken for its maker",
        "coordgit/check/verify.py",
        'pushed = "" if request.worktree.top else PART_UNCLEAR',
        'pushed = ""',
        "tests/push/noted_test.py",
    ),
    notes(
        "the base of a read may be a commit that stays in the clone",
        "coordgit/check/remote/sent_notes.py",
        "(oid in here and commits.merge_base(self.git, oid, self.tip)) or oid",
        "oid",
        "tests/push/publish_test.py::test_the_base_of_a_read_is_a_commit_that_the_remote_has",
    ),
    notes(
        "what was read again is sent only with new commits",
        "coordgit/check/remote/sent_notes.py",
        "return (Pushed(ref, oid, oid),) if oid and oid == there else ()",
        "return ()",
        "tests/push/publish_test.py::test_what_was_read_again_is_sent_though_there_is_nothing_else_to_push",
    ),
    notes(
        "sessions are always named",
        "coordgit/check/remote/sent_notes.py",
        "return session if self.names else self.hashed(session)",
        "return session",
        "tests/push/publish_test.py::test_sessions_are_hashed_unless_their_names_are_asked_for",
    ),
    notes(
        "a rejected push sends the reads as well",
        "coordgit/cli/prepush.py",
        "        if not rejected:\n            unverified_pushes.note_asked(store, pushing)\n",
        "        if True:\n            unverified_pushes.note_asked(store, pushing)\n",
        "tests/push/publish_test.py::test_a_rejected_push_sends_nothing",
    ),
    notes(
        "the push of notes calls the hooks",
        "coordgit/git/notes.py",
        '"-q", "--no-verify", "--no-follow-tags"',
        '"-q", "--no-follow-tags"',
        "tests/push/publish_test.py::test_the_push_of_the_notes_calls_no_hook",
    ),
    notes(
        "an acknowledgement counts for another branch elsewhere",
        "coordgit/check/remote/received_notes.py",
        "        return [refs.HEADS + branch, *here]\n",
        "        return [refs.HEADS + branch]\n",
        "tests/push/noted_test.py::test_an_acknowledgement_counts_elsewhere_if_it_is_pushed",
    ),
    notes(
        "who made the branch's changes is not looked up",
        "coordgit/check/verify.py",
        "        [commit for commit in beside if commit.oid not in known],\n",
        "        [],\n",
        "tests/push/noted_test.py::test_a_change_is_nobodys_own_but_its_makers",
    ),
    notes(
        "a shallow clone answers by what it has",
        "coordgit/check/verify.py",
        "    if ancestry.is_shallow(git):\n        bases",
        "    if False:\n        bases",
        "tests/push/noted_test.py::test_a_clone_that_lacks_commits_says_what_to_fetch_and_takes_nothing_for_landed",
    ),
    notes(
        "any merge counts as made by git alone",
        "coordgit/git/commits.py",
        '    return code == 0 and tree == git.text("rev-parse", f"{commit.oid}^{{tree}}")\n',
        "    return True\n",
        "tests/push/noted_test.py::test_a_merge_that_git_made_alone_has_no_reads_and_is_not_unknown",
    ),
    notes(
        "a merge that git made alone has unknown reads",
        "coordgit/git/commits.py",
        "    if len(commit.parents) != 2:\n        return False\n",
        "    return False\n",
        "tests/push/noted_test.py::test_a_merge_that_git_made_alone_has_no_reads_and_is_not_unknown",
    ),
    notes(
        "a bare repository does not ask the notes",
        "coordgit/check/ref_transaction.py",
        "        if received and (verdict is None or verdict.outcome != REJECTED):\n",
        "        if False:\n",
        "tests/push/noted_test.py::test_a_bare_repository_asks_the_notes_that_came_with_a_push",
    ),
    notes(
        "a note that cannot be read is none",
        "coordgit/check/remote/received_notes.py",
        "            unreadable[blob] = str(error)\n",
        "            pass\n",
        "tests/push/noted_test.py::test_a_note_that_cannot_be_read_makes_the_reads_unknown",
    ),
    notes(
        "a name can end an annotation",
        "coordgit/render/annotations.py",
        '_data(conflict.path).replace(":", "%3A").replace(",", "%2C")\n',
        "conflict.path\n",
        "tests/push/noted_test.py::test_names_end_no_annotation",
    ),
    notes(
        "any path of a note is taken",
        "coordgit/core/note_format.py",
        'return (not path and not item) or all(part not in ("", ".", "..") for part in path.split("/"))',
        "return True",
        "tests/core/notes_test.py::test_a_line_that_is_not_exactly_so_makes_it_unreadable",
    ),
    notes(
        "reads that are too many are left out uncounted",
        "coordgit/core/note_format.py",
        "    return tuple(fitting), len(every) - len(fitting)\n",
        "    return tuple(fitting), 0\n",
        "tests/core/notes_test.py::test_too_many_reads_are_left_out_the_oldest_first_and_counted",
    ),
)
