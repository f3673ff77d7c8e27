"""Mutants of what a session knows of a version that a command of its has put into the work tree."""

from tests.mutants.mutant import part

refresh = part("refresh")

OF_TAKEN = (
    refresh(
        "a version that was seen before one's own landed text is known where a command brings it back",
        "coordgit/core/knowledge.py",
        " and item.read.settled and edit.had(item.read))",
        ")",
        "tests/core/knowledge_test.py::test_what_a_command_brings_back_is_known_only_if_it_undoes_an_edit_that_stands[further]",
    ),
    refresh(
        "a read of no commit's text has seen what HEAD had then",
        "coordgit/core/knowledge.py",
        " and item.read.settled and edit.had(item.read))",
        " and edit.had(item.read))",
        "tests/walks/taken_by_command_test.py"
        "::test_who_has_read_what_a_command_put_over_an_older_file_does_not_know_what_head_has[False]",
    ),
    refresh(
        "who has seen some lines of what its command brings knows all of it",
        "coordgit/core/knowledge.py",
        "if item.knows(edit.after))\n        older",
        "if knowledge.knows(edit.after))\n        older",
        "tests/walks/taken_by_command_test.py"
        "::test_who_has_seen_lines_of_what_its_command_brings_does_not_know_the_rest[True-some lines]",
    ),
    refresh(
        "a version that was read and put over an edit was made of what the edit was",
        "coordgit/core/knowledge.py",
        "origin if older else edit.after)",
        "origin)",
        "tests/walks/taken_by_command_test.py"
        "::test_a_version_that_was_read_and_put_over_an_edit_is_not_what_the_edit_was_made_of[False-an edit]",
    ),
)
