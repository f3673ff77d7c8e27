"""Mutants of mass deletions: commits that remove most of the tree."""

from tests.mutants.mutant import part

STAGED = "coordgit/check/integrity/stale_index.py"
INDEX = ("tests/walks/staged_test.py",)
RULES = ("tests/core/rules_test.py",)

mass_deletion = part("mass deletion")

OF_MASS_DELETIONS = (
    mass_deletion("by an emptied index passes", STAGED, " if len(gone) >= MANY_GONE else []\n", " if False else []\n", *INDEX),
    mass_deletion(
        "passes where no branch moves",
        "coordgit/check/validate.py",
        "    if not edits and not may_empty(written, written):\n",
        "    if not edits:\n",
        "tests/walks/emptied_index_test.py::test_an_emptied_index_is_rejected_and_its_way_on_commits_the_rest",
    ),
    mass_deletion(
        "passes where a merge brings a target in",
        "coordgit/check/update.py",
        "may_empty(work.written, work.own)",
        "False",
        "tests/walks/emptied_index_test.py::test_an_emptied_index_is_rejected_and_its_way_on_commits_the_rest",
    ),
    mass_deletion(
        "in a rebase is refilled from HEAD alone",
        "coordgit/check/advice/steps.py",
        "        return advice_facts.REMERGE\n",
        "        return advice_facts.REFILL\n",
        "tests/walks/emptied_index_test.py::test_the_index_of_a_rebase_is_filled_with_what_git_had_merged",
    ),
    mass_deletion(
        "of files that the work tree has no more is rejected",
        STAGED,
        "[path for path in gone if is_kept(worktree, path)]",
        "gone",
        *INDEX,
    ),
    mass_deletion(
        "of files that are ignored from now on is rejected",
        STAGED,
        "    return [path for path in paths if path not in ignored]\n",
        "    return paths\n",
        *INDEX,
    ),
    mass_deletion(
        "of less than half is rejected", "coordgit/core/rules/mass_deletion.py", " and gone * 2 > tracked\n", "\n", *RULES
    ),
    mass_deletion(
        "of the whole tree is meant",
        STAGED,
        """if spec.path.strip("*/")]""",
        "if spec]",
        "tests/walks/staged_test.py::test_what_a_client_names_to_leave_the_index",
    ),
    mass_deletion(
        "is rejected though it was acknowledged",
        STAGED,
        "if oid else tip == update.old)",
        "if oid else False)",
        "tests/walks/staged_test.py::test_a_person_who_means_to_empty_the_index_acknowledges_it",
    ),
    mass_deletion(
        "of some files is judged in all where only an emptied index is",
        "coordgit/check/judge.py",
        "    if update.only:\n",
        "    if False:\n",
        "tests/walks/emptied_index_test.py::test_who_removes_files_where_a_rebase_has_stopped_is_asked_nothing_else_there[8]",
    ),
)
