"""Mutants of what a session knows of a file that was removed and made anew, or that others edit beside it."""

from tests.mutants.mutant import part

RECORD = "coordgit/record/planned_reads.py"
DIRTY = "tests/walks/dirty/read_test.py"
WHOSE = "tests/walks/whose_lost_update_test.py"

stale_content = part("stale content")
lost_update = part("lost update")
uncommitted_edits = part("uncommitted edits")

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
        "    elif read.writer and blob:",
        "    elif False:",
        f"{WHOSE}::test_a_file_that_a_session_removed_beside_what_another_made_anew",
    ),
    uncommitted_edits(
        "an edit that its session has taken back is in the text that was made over it",
        RECORD,
        "    edits = [edit for edit in edits if not taken_edits.takes_back(edit.stretches, texts)]\n",
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
)
