"""Slow faults run only where they are asked for, with COORDGIT_SLOW=1; and sessions for all of them."""

from __future__ import annotations

import os

import pytest

from tests.support.repository import Repository, Session


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "slow: runs only with COORDGIT_SLOW=1")


AWAITED = {
    "test_an_update_in_flight_counts_though_another_program_runs_our_hook": "",
    "test_a_command_that_looked_at_a_ref_before_it_moved_takes_no_landing_back": "",
    "test_a_finished_landing_counts_whatever_was_read_of_its_ref_before": "no lock",
    "test_an_installation_that_is_gone": "an_interpreter_that_cannot_be_started",
    "test_another_installation_on_the_path_does_instead": "an_interpreter_that_cannot_be_started",
    "test_a_child_that_is_killed_is_no_answer": "",
    "test_a_gate_that_outlives_its_git_publishes_nothing_that_counts": "",
    "test_a_landing_whose_git_was_gone_before_it_could_be_named_is_void_whoever_has_its_number_now": "",
    "test_a_hook_whose_git_was_gone_when_it_began_publishes_nothing_that_counts": "",
    "test_random_kills_under_load": "",
    "test_random_kills_under_load_for_long": "",
    "test_a_read_whose_base_was_pruned_is_still_asked": "",
    "test_every_kind_of_read_whose_base_was_pruned": "",
    "test_ones_own_text_over_a_newer_version_is_told_though_the_base_was_pruned": "",
    "test_a_commit_of_any_date_can_be_told_about": "@999999999999999999",
    "test_a_branch_whose_name_holds_a_line_separator": "",
    "test_a_branch_whose_name_is_not_utf8_is_denied_in_words": "",
    "test_names_of_every_kind_are_recorded_told_and_reported": "",
}
"""Tests, or those of them with such a parameter, that wait for what they ask; to be emptied."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        name = getattr(item, "originalname", "")
        if name in AWAITED and AWAITED[name] in item.name:
            item.add_marker(pytest.mark.xfail(reason="awaited", strict=False))
    if not os.environ.get("COORDGIT_SLOW"):
        for item in items:
            if item.get_closest_marker("slow"):
                item.add_marker(pytest.mark.skip(reason="slow: set COORDGIT_SLOW=1"))


@pytest.fixture
def ann(repository: Repository) -> Session:
    """Ann has read api.py, in the main work tree."""
    repository.begin(api__py="def f(x):\n    return x\n", other__py="OTHER = 1\n")
    ann = repository.session("ann")
    ann.reads("api.py")
    return ann


@pytest.fixture
def bob(repository: Repository, ann: Session) -> Session:
    return repository.session("bob")
