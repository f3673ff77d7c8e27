"""Mutants of what was shown on another branch."""

from tests.mutants.mutant import part

SHOWN_BEFORE = "coordgit/check/stale/shown_before.py"
REFRESHES = "coordgit/store/refreshes.py"
BEFORE = "tests/walks/shown_before_test.py"
EDITED = "tests/walks/acknowledged_then_edited_test.py"
ACKNOWLEDGED = "tests/push/acknowledged_test.py"

refresh = part("refresh")

OF_SHOWN_BEFORE = (
    refresh(
        "what was shown of a branch is forgotten once it goes on",
        REFRESHES,
        """ELSE ' ' || refreshes.tip || ':' || COALESCE(refreshes.oid, '') END""",
        "ELSE '' END",
        f"{BEFORE}::test_what_was_shown_on_a_target_that_has_gone_on_since_is_seen_on_another[merge-was shown]",
    ),
    refresh(
        "what was shown of another branch may take the place of something newer",
        SHOWN_BEFORE,
        "any(_is_made_of(store, git, suspect, ref, tip) for tip in (*newest, *shown))",
        "bool(newest or shown)",
        f"{BEFORE}::test_what_was_shown_elsewhere_and_takes_the_place_of_something_newer_is_news[bob's-where it stays]",
    ),
    refresh(
        "what was shown of another branch is made of what both have in common",
        SHOWN_BEFORE,
        "    if had or common",
        "    if common",
        f"{BEFORE}::test_what_follows_on_another_branch_as_it_was_shown_is_no_news[cherry-pick-each was shown]",
    ),
    refresh(
        "what was shown of another branch is made of all that it ever had",
        SHOWN_BEFORE,
        " and commits.is_ancestor(git, old, tip)\n",
        "\n",
        f"{BEFORE}::test_what_the_other_branch_had_only_later_is_replaced",
    ),
    refresh(
        "what was shown under another name takes the place of something newer",
        SHOWN_BEFORE,
        "    if meet is None or trees.items(git, tip, [change.path])[change.path] != change.after:\n",
        "    if meet is None:\n",
        "tests/walks/renamed_here_test.py::test_what_another_changes_under_the_old_name_is_asked[commits]",
    ),
    refresh(
        "what was shown of a branch before it went on may come back on another",
        SHOWN_BEFORE,
        "    if shown and landings.before(store, suspect.branch.ref, path, change.after) is not None:\n",
        "    if False:\n",
        f"{BEFORE}::test_what_was_shown_and_comes_back_is_news[it did not-merge]",
    ),
    refresh(
        "that a file is gone is news again where its session had changed it",
        SHOWN_BEFORE,
        "    if change.after or common is None or",
        "    if change or common is None or",
        f"{ACKNOWLEDGED}::test_an_acknowledged_rename_of_a_file_that_the_session_had_changed_is_no_second_question",
    ),
    refresh(
        "that a file is gone is no news where its session had kept it",
        SHOWN_BEFORE,
        " and not commits.touching(git, tip, here, [change.path])\n",
        "\n",
        f"{ACKNOWLEDGED}::test_a_file_that_the_session_kept_and_another_removes_once_more_is_a_change",
    ),
    refresh(
        "a search is asked since it was refreshed, whatever its session has landed after that",
        "coordgit/check/stale/staleness.py",
        "here.tip if here and not passed else read.base",
        "here.tip if here else read.base",
        f"{ACKNOWLEDGED}::test_ones_own_hit_that_another_takes_out_after_an_acknowledgement_is_a_change[without the hit]",
    ),
    refresh(
        "what was shown over one's own edit is unknown where that was not made",
        SHOWN_BEFORE,
        "_is_own_beside(store, git, suspect, again):",
        "False:",
        f"{ACKNOWLEDGED}::test_what_was_acknowledged_over_ones_own_edit_is_known_where_that_was_not_made"
        "[long.py:8-10-ann pulls again]",
    ),
    refresh(
        "what was shown of what others had made of this branch's version shows that version",
        SHOWN_BEFORE,
        "    return known_commits.made_alone(store, commits.touching(git, fork, again.tip, [path]), session)\n",
        "    return bool(commits.touching(git, fork, again.tip, [path]))\n",
        "tests/walks/sibling_diff_test.py"
        "::test_who_was_shown_what_a_branch_made_of_a_version_has_not_seen_that_version[tree~1-rejected1]",
    ),
    refresh(
        "what a forge has made of one's own commits is another's change",
        "coordgit/check/stale/staleness.py",
        "own_versions.attributed(store, git, named)",
        "named",
        "tests/push/squashed_test.py::test_a_push_of_what_goes_on_from_it_asks_only_about_what_others_put_in_it",
    ),
    refresh(
        "what a forge has made of one's own commits is one's own where it was changed again",
        "coordgit/check/stale/own_versions.py",
        "    kept = {*undone_changes.standing(git, asked_of)}\n",
        "    kept = {one for one, _ in asked_of}\n",
        "tests/push/squashed_test.py::test_what_the_session_has_changed_again_since_is_asked_about[back]",
    ),
    refresh(
        "one's own hunks are another's change where several have brought them",
        "coordgit/check/stale/own_versions.py",
        " or bool(hunks and hunks <= own)",
        "",
        "tests/walks/several_makers_test.py"
        "::test_a_change_of_ones_own_that_others_have_brought_to_a_branch_is_known_there[2, bob's]",
    ),
    refresh(
        "what was shown on another branch is unknown where the session has changed it since",
        SHOWN_BEFORE,
        "    if _is_own_since(store, suspect, {*again.versions}):\n",
        "    if False:\n",
        "tests/walks/seen_then_aborted_test.py::test_a_side_that_was_read_is_known_with_ones_own_change_of_it[False]",
    ),
    refresh(
        "what was shown on another branch is known whoever has changed it since",
        SHOWN_BEFORE,
        "        if one.maker != session or one.after != text:\n",
        "        if one.after != text:\n",
        "tests/walks/seen_then_aborted_test.py::test_a_side_that_was_read_is_known_with_ones_own_change_of_it[True]",
    ),
    refresh(
        "what was acknowledged is forgotten where a rebase brings one's own text in its place",
        REFRESHES,
        "SET earlier = earlier || ' ' || tip || ':' || COALESCE(oid, ''), tip = :to",
        "SET tip = :to",
        f"{EDITED}::test_who_has_acknowledged_a_change_may_replace_it_where_a_rebase_stops[False]",
    ),
    refresh(
        "a text takes back what was acknowledged before one's own",
        "coordgit/check/integrity/known_versions.py",
        "again.versions if part is None else [again.oid]",
        "[again.oid]",
        f"{EDITED}::test_who_has_acknowledged_a_change_may_replace_it_where_a_rebase_stops[False]",
    ),
    refresh(
        "a search knows a file of which its session was told the name",
        "coordgit/notify/notice_text.py",
        "shown and not named)",
        "shown)",
        "tests/walks/told_in_part_test.py::test_a_file_that_was_told_by_its_name_is_not_known_to_a_search[told by its name]",
    ),
    refresh(
        "an earlier version that was shown of some lines shows the others",
        "coordgit/check/integrity/known_versions.py",
        "again.versions if part is None else [again.oid]",
        "again.versions",
        "tests/walks/shown_lines_test.py::test_what_is_taken_back_apart_from_the_lines_that_were_read_was_not_shown[False]",
    ),
    refresh(
        "what was shown of a branch after a rebase is asked again",
        "coordgit/check/stale/on_siblings.py",
        "        elif after not in known:\n",
        "        elif after not in (read.known, read.observed):\n",
        "tests/walks/rebased_sibling_test.py::"
        "test_where_siblings_block_one_acknowledgement_answers_for_what_a_branch_has_now[rebase]",
    ),
)
