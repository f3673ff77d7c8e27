"""Mutants of what is published with a push, and of what is verified by it elsewhere."""

from __future__ import annotations

from tests.mutants.mutant import Mutant

FORMAT = ("tests/core/notes_test.py",)

OF_NOTES = (
    Mutant(
        "notes",
        "the base of a read may be a commit that stays in the clone",
        "coordgit/check/sent.py",
        "(oid in here and commits.merge_base(self.git, oid, self.tip)) or oid",
        "oid",
        ("tests/push/publish_test.py::test_the_base_of_a_read_is_a_commit_that_the_remote_has",),
    ),
    Mutant(
        "notes",
        "what was read again is sent only with new commits",
        "coordgit/check/sent.py",
        "return (Pushed(ref, oid, oid),) if oid and oid == there else ()",
        "return ()",
        ("tests/push/publish_test.py::test_what_was_read_again_is_sent_though_there_is_nothing_else_to_push",),
    ),
    Mutant(
        "notes",
        "sessions are always named",
        "coordgit/check/sent.py",
        "return session if self.names else self.hashed(session)",
        "return session",
        ("tests/push/publish_test.py::test_sessions_are_hashed_unless_their_names_are_asked_for",),
    ),
    Mutant(
        "notes",
        "a rejected push sends the reads as well",
        "coordgit/cli/prepush.py",
        "        if not rejected:\n            pushed.note_asked(store, request)\n            if settings.publish:\n",
        "        if True:\n            pushed.note_asked(store, request)\n            if settings.publish:\n",
        ("tests/push/publish_test.py::test_a_rejected_push_sends_nothing",),
    ),
    Mutant(
        "notes",
        "the push of notes calls the hooks",
        "coordgit/git/notes.py",
        '"-q", "--no-verify", "--no-follow-tags"',
        '"-q", "--no-follow-tags"',
        ("tests/push/publish_test.py::test_their_own_push_calls_no_hook",),
    ),
    Mutant(
        "notes",
        "an acknowledgement counts for another branch elsewhere",
        "coordgit/check/received.py",
        "        return [refs.HEADS + branch, *here]\n",
        "        return [refs.HEADS + branch]\n",
        ("tests/push/noted_test.py::test_an_acknowledgement_counts_elsewhere_if_it_is_pushed",),
    ),
    Mutant(
        "notes",
        "who made the branch's changes is not looked up",
        "coordgit/check/verify.py",
        "        [commit for commit in beside if commit.oid not in known],\n",
        "        [],\n",
        ("tests/push/noted_test.py::test_a_change_is_nobodys_own_but_its_makers",),
    ),
    Mutant(
        "notes",
        "a shallow clone answers by what it has",
        "coordgit/check/verify.py",
        '    if git.text("rev-parse", "--is-shallow-repository") == "true":\n        epochs',
        "    if False:\n        epochs",
        ("tests/push/noted_test.py::test_a_shallow_clone_says_what_to_fetch",),
    ),
    Mutant(
        "notes",
        "any merge counts as made by git alone",
        "coordgit/check/verify.py",
        '    return not merged.conflicts and merged.tree == git.text("rev-parse", f"{commit.oid}^{{tree}}")\n',
        "    return True\n",
        ("tests/push/noted_test.py::test_a_merge_that_git_made_alone_has_no_reads_and_is_not_unknown",),
    ),
    Mutant(
        "notes",
        "a merge that git made alone has unknown reads",
        "coordgit/check/verify.py",
        "    if len(commit.parents) != 2:\n        return False\n",
        "    return False\n",
        ("tests/push/noted_test.py::test_a_merge_that_git_made_alone_has_no_reads_and_is_not_unknown",),
    ),
    Mutant(
        "notes",
        "a bare repository does not ask the notes",
        "coordgit/cli/gate.py",
        "            if dry and not probing and (verdict is None or verdict.outcome != REJECTED):\n".replace(
            "REJECTED", '"rejected"'
        ),
        "            if False:\n",
        ("tests/push/noted_test.py::test_a_bare_repository_asks_the_notes_that_came_with_a_push",),
    ),
    Mutant(
        "notes",
        "a note that cannot be read is none",
        "coordgit/check/received.py",
        "            unreadable[blob] = str(error)\n",
        "            pass\n",
        ("tests/push/noted_test.py::test_a_note_that_cannot_be_read_makes_the_reads_unknown",),
    ),
    Mutant(
        "notes",
        "a name can end an annotation",
        "coordgit/render/annotations.py",
        '    return _data(said).replace(":", "%3A").replace(",", "%2C")\n',
        "    return said\n",
        ("tests/push/noted_test.py::test_names_end_no_annotation",),
    ),
    Mutant(
        "notes",
        "any path of a note is taken",
        "coordgit/core/notes.py",
        'return (not path and not item) or all(part not in ("", ".", "..") for part in path.split("/"))',
        "return True",
        FORMAT,
    ),
    Mutant(
        "notes",
        "reads that are too many are left out uncounted",
        "coordgit/core/notes.py",
        "    return tuple(every[:MOST_READS]), len(every[MOST_READS:])\n",
        "    return tuple(every[:MOST_READS]), 0\n",
        FORMAT,
    ),
)
