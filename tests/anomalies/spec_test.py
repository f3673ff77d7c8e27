"""The notation."""

import pytest

from tests.anomalies.scripts import SKEW, script
from tests.anomalies.spec import LEVELS, LINKED, REJECTED, SHARED, SpecError, Step, parse, turns

pytestmark = pytest.mark.model


def test_a_spec_says_who_does_what_and_what_comes_of_it() -> None:
    spec = parse(SKEW, "skew")
    assert (spec.name, spec.anomaly, spec.judge, spec.worlds) == ("skew", "G2-item", "cycle", (SHARED, LINKED))
    assert spec.script.title == "a signature changes while a caller is written"
    assert spec.script.setup == {"api.py": "def send(x)\n", "caller.py": 'a, b | "c"\n'}
    assert spec.script.sessions["ann"] == (
        (Step("reads", ("api.py",)),),
        (Step("writes", ("caller.py", "send(1)")), Step("commits")),
    )
    assert {spec.levels[world, level] for world in spec.worlds for level in ("relevant", "tied", "strict")} == {REJECTED}


def test_a_twin_replaces_only_what_it_says() -> None:
    spec = parse(SKEW)
    assert spec.twins[0].title == "another function"
    assert spec.twins[0].setup == spec.script.setup
    assert spec.twins[0].sessions["ann"] == spec.script.sessions["ann"]
    assert spec.twins[0].sessions["bob"][0] == (Step("reads", ("other.py",)),)


def test_the_levels_of_the_worlds_may_differ() -> None:
    spec = parse(SKEW.replace("setup:", "levels linked: record never, snapshot never, tied lands, strict rejected\nsetup:"))
    assert [spec.levels[LINKED, level] for level in LEVELS] == ["never", "never", "lands", "lands", "rejected"]
    assert [spec.levels[SHARED, level] for level in LEVELS] == ["lands", "lands", "rejected", "rejected", "rejected"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("anomaly: G2-item\n", "", "needs one «anomaly:» line"),
        ("strict rejected", "strict maybe", "levels in shared are not one word for each"),
        ("snapshot lands, ", "", "levels in shared are not one word for each"),
        ("reads api.py |", "ponders api.py |", "not a step: ponders api.py"),
        ("reads api.py |", "reads |", "not a step: reads"),
        ("reads api.py |", "waits until bob |", "not a step: waits until bob"),
        ("reads api.py |", "waits for carl |", "one waits for nobody"),
        ("reads api.py |", "reads api.py | |", "nothing between two separators"),
        ('"send(1)"', '"send(1)', "a quote that does not end"),
        ("# the", "the", "not a «key: value» line"),
        ("bob: reads caller", "bob's own: reads caller", "not a «key: value» line"),
        ("bob: reads other", "carl: reads other", "«carl:» is no key, and no session with one line"),
        ("setup: api.py", "setup: api.py again", "setup is «PATH"),
        ("setup:", "judge: jury\nsetup:", "judge is one of"),
        ("setup:", "worlds: parallel\nsetup:", "worlds are shared linked"),
        ("twin: another function\nbob: reads other.py | writes other.py", "#", "has no twin"),
    ],
)
def test_a_spec_that_is_wrong_is_told_what_is_wrong(old: str, new: str, said: str) -> None:
    parse(SKEW)
    with pytest.raises(SpecError, match=said):
        parse(SKEW.replace(old, new))


def test_in_linked_worktrees_each_commit_lands_in_a_turn_of_its_own() -> None:
    its = parse(SKEW).script
    assert turns(its, LINKED)["ann"] == (*its.sessions["ann"], (Step("lands"),))
    assert turns(its, SHARED)["ann"] == its.sessions["ann"]


def test_a_session_that_says_when_it_lands_is_left_alone_and_has_nothing_to_land_in_a_shared_tree() -> None:
    its = script(ann="merges | writes f 1, commits, lands")
    assert turns(its, LINKED)["ann"] == its.sessions["ann"]
    assert turns(its, SHARED)["ann"] == ((Step("writes", ("f", "1")), Step("commits")),)
