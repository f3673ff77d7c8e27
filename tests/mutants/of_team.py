"""Mutants of what the clones of a team tell each other."""

from tests.mutants.mutant import part

TESTS = "tests/store/outbox_test.py::test_"

team = part("a team")

OF_TEAM = (
    team(
        "a session that has landed since stays blocked for other clones",
        "coordgit/store/other_clones.py",
        'f"{clone}/{name}" if outcome == REJECTED else ""',
        'f"{clone}/{name}" if outcome == REJECTED else newest.get((session, ref), ("", ""))[0]',
        "tests/team/told_test.py::test_status_and_log_say_what_blocks_a_session_of_another_clone_until_it_lands",
    ),
    team(
        "what arrives twice is taken twice",
        "coordgit/store/outbox.py",
        "            if number in known:\n                continue\n",
        "",
        f"{TESTS}what_arrives_twice_is_taken_once",
    ),
    team(
        "a landing that may fail is sent",
        "coordgit/store/outbox.py",
        " if what == LANDING and first is not None else ",
        " if False else ",
        f"{TESTS}what_follows_a_landing_that_is_not_settled_waits_for_it",
    ),
    team(
        "a lock of a team is renewed every ten seconds, however short it is",
        "coordgit/store/outbox.py",
        "spans.get(one.session, QUIET * 3) / 3",
        "QUIET",
        f"{TESTS}the_team_is_told_in_time_that_a_session_goes_on_that_holds_something_for_a_short_time",
    ),
    team(
        "the clocks of clones are taken to agree",
        "coordgit/store/mirror.py",
        "at + self.seconds",
        "at",
        f"{TESTS}locks_are_known_by_this_clones_clock_and_names_and_an_older_picture_changes_nothing",
    ),
    team(
        "an older picture replaces a newer one",
        "coordgit/store/mirror.py",
        "known is None or picture.upto < known",
        "known is None",
        f"{TESTS}locks_are_known_by_this_clones_clock_and_names_and_an_older_picture_changes_nothing",
    ),
    team(
        "a view shows what its owner may see",
        "coordgit/store/engines/postgresql.py",
        "(security_invoker = true)",
        "(security_invoker = false)",
        "tests/team/store_test.py::test_a_tenant_sees_no_row_of_another_whatever_is_granted_and_a_dashboard_what_it_was_given",
    ),
)
