"""The notation, the interleavings, the reference model, and every case against it and against the oracle."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from coordgit.core import serialization
from tests.anomalies.interleaving import orders
from tests.anomalies.reference import Reference
from tests.anomalies.run import JUDGES, NOTHING, PASSED, Open, Outcome, Played, differences, play, summary
from tests.anomalies.spec import (
    LEVELS,
    LINKED,
    REJECTED,
    SHARED,
    WORLDS,
    Order,
    Script,
    Spec,
    SpecError,
    Step,
    load,
    parse,
    turns,
    unenforced,
)

SKEW = r"""
anomaly: G2-item
title: a signature changes while a caller is written
levels: record lands, snapshot lands, strict rejected
setup: api.py "def send(x)", caller.py "a, b | \"c\"\n"
ann: reads api.py | writes caller.py "send(1)", commits
# the other one
bob: reads caller.py | writes api.py "def send(x, y)", commits

twin: another function
bob: reads other.py | writes other.py "def recv()", commits
"""
SPECS = load()
NOW = unenforced(SPECS)
ALL_IN_ALL = [pytest.param(spec, world, id=f"{spec.name}-{world}") for spec in SPECS for world in spec.worlds]


def script(setup: str = 'f "0"', *, order: str = "", **sessions: str) -> Script:
    """A script from the notation."""
    lines = [f"{name}: {its}" for name, its in sessions.items()] + ([f"order: {order}"] if order else [])
    head = f"anomaly: x\ntitle: x\nlevels: record lands, snapshot lands, strict lands\nsetup: {setup}\n"
    return parse(head + "\n".join(lines) + "\ntwin: x").script


def model(later: frozenset[str] = frozenset()) -> Open:
    return lambda kind, level, its: Reference(kind, level, its, later)


def outcomes(its: Script, order: str, kind: str = SHARED, level: str = "strict") -> list[str]:
    """What each commit came to in one permutation, as «ann commits: rejected CG101 f»."""
    played = play(its, kind, tuple(order.split()), Reference(kind, level, its))
    return [f"{step}: {' '.join((one.happened, *sorted(one.conflicts)))}" for step, one in played.outcomes]


def strict_outcomes(its: Script, kind: str, order: Order) -> Played:
    return play(its, kind, order, Reference(kind, "strict", its))


# The notation.


def test_a_spec_says_who_does_what_and_what_comes_of_it() -> None:
    spec = parse(SKEW, "skew")
    assert (spec.name, spec.anomaly, spec.judge, spec.worlds) == ("skew", "G2-item", "cycle", WORLDS)
    assert not spec.later
    assert spec.script.title == "a signature changes while a caller is written"
    assert spec.script.setup == {"api.py": "def send(x)\n", "caller.py": 'a, b | "c"\n'}
    assert spec.script.sessions["ann"] == (
        (Step("reads", ("api.py",)),),
        (Step("writes", ("caller.py", "send(1)")), Step("commits")),
    )
    assert {spec.levels[world, level] for world in WORLDS for level in ("tied", "strict")} == {REJECTED}


def test_a_twin_replaces_only_what_it_says() -> None:
    spec = parse(SKEW)
    assert spec.twins[0].title == "another function"
    assert spec.twins[0].setup == spec.script.setup
    assert spec.twins[0].sessions["ann"] == spec.script.sessions["ann"]
    assert spec.twins[0].sessions["bob"][0] == (Step("reads", ("other.py",)),)


def test_the_levels_of_the_worlds_may_differ() -> None:
    spec = parse(SKEW.replace("setup:", "levels linked: record never, snapshot never, tied lands, strict rejected\nsetup:"))
    assert [spec.levels[LINKED, level] for level in LEVELS] == ["never", "never", "lands", "rejected"]
    assert [spec.levels[SHARED, level] for level in LEVELS] == ["lands", "lands", "rejected", "rejected"]


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


# The interleavings.


def interleavings(left: dict[str, int]) -> Iterator[Order]:
    if not any(left.values()):
        yield ()
    for name in left:
        if left[name]:
            yield from ((name, *rest) for rest in interleavings({**left, name: left[name] - 1}))


def test_turns_that_meet_come_in_every_order() -> None:
    its = script(ann="reads f | writes f 1, commits", bob="reads f | writes f 2, commits")
    reads_commute = {("bob", "ann", "ann", "bob"), ("bob", "ann", "bob", "ann")}
    assert set(orders(its, SHARED)) == set(interleavings({"ann": 2, "bob": 2})) - reads_commute


def test_turns_that_commute_come_in_one_order() -> None:
    its = script(ann="reads f | writes f 1, commits", bob="reads g | writes g 2, commits")
    assert orders(its, SHARED) == (("ann", "ann", "bob", "bob"),)


def test_a_turn_that_waits_comes_after_the_other_session() -> None:
    its = script(ann="reads f | waits for bob, commits", bob="writes f 1 | commits")
    assert {order[-1] for order in orders(its, SHARED)} == {"ann"}
    freely = script(ann="reads f | commits", bob="writes f 1 | commits")
    assert {order[-1] for order in orders(freely, SHARED)} == {"ann", "bob"}


def test_nobody_can_wait_for_each_other() -> None:
    with pytest.raises(SpecError, match="everybody waits"):
        orders(script(ann="waits for bob", bob="waits for ann"), SHARED)


def test_a_spec_may_name_its_permutations() -> None:
    its = script(ann="reads f | commits", bob="writes f 1, commits", order="ann bob ann")
    assert orders(its, SHARED) == (("ann", "bob", "ann"),)
    with pytest.raises(SpecError, match="the turns are ann 3, bob 2"):
        orders(its, LINKED)


def test_many_permutations_are_picked_evenly() -> None:
    its = script(ann="reads f | reads f | commits", bob="writes f 1 | commits | reads f")
    everything = orders(its, SHARED)
    assert len(everything) > 4
    assert orders(its, SHARED, most=2) == (everything[0], everything[len(everything) // 2])
    assert orders(its, SHARED, most=1000) == everything


@pytest.mark.parametrize(("spec", "world"), ALL_IN_ALL)
def test_permutations_that_are_left_out_bring_nothing_new(spec: Spec, world: str) -> None:
    """By session, what its commits come to; over all orders and over those that stand for the others."""
    its = spec.script._replace(orders={})
    lengths = {name: len(of) for name, of in turns(its, world).items()}
    everything = [order for order in interleavings(lengths) if waited(its, world, order)]

    def came_to(some: tuple[Order, ...]) -> set[tuple[tuple[str, Outcome], ...]]:
        return {tuple(sorted(strict_outcomes(its, world, order).outcomes, key=lambda one: one[0])) for order in some}

    assert came_to(orders(its, world)) == came_to(tuple(everything))
    assert set(orders(its, world)) <= set(everything)


def waited(its: Script, world: str, order: Order) -> bool:
    left = {name: list(of) for name, of in turns(its, world).items()}
    return not any(left[step.args[1]] for name in order for step in left[name].pop(0) if step.verb == "waits")


# The reference model.

READ_THEN_WRITE = script('f "0", g "0"', ann="reads f | writes new 1, commits", bob="writes f 1, commits")


def test_what_was_read_and_then_changed_by_another_is_rejected() -> None:
    assert outcomes(READ_THEN_WRITE, "ann bob ann") == ["bob commits: passed", "ann commits: rejected CG101 f"]
    assert outcomes(READ_THEN_WRITE, "bob ann ann") == ["bob commits: passed", "ann commits: passed"]


def test_record_rejects_nothing_and_snapshot_only_lost_updates() -> None:
    lost = script(ann="reads f | writes f 2, commits", bob="writes f 1, commits")
    assert outcomes(READ_THEN_WRITE, "ann bob ann", level="snapshot")[-1] == "ann commits: passed"
    assert outcomes(lost, "ann bob ann", level="snapshot")[-1] == "ann commits: rejected CG201 f"
    assert outcomes(lost, "ann bob ann", level="record")[-1] == "ann commits: passed"


def test_a_branch_is_asked_at_its_commit_and_again_where_it_lands() -> None:
    before = outcomes(READ_THEN_WRITE, "bob bob ann ann ann", LINKED)
    between = outcomes(READ_THEN_WRITE, "ann ann bob bob ann", LINKED)
    assert before[2:] == ["ann commits: rejected CG101 f", "ann lands: nothing"]
    assert between == ["ann commits: passed", "bob commits: passed", "bob lands: passed", "ann lands: rejected CG101 f"]
    assert outcomes(READ_THEN_WRITE, "ann ann ann bob bob", LINKED)[1] == "ann lands: passed"


def test_bringing_the_target_in_makes_nothing_known_but_reading_it_then_does() -> None:
    blind = script(ann="reads f | merges, writes new 1, commits, lands", bob="writes f 1, commits")
    again = script(ann="reads f | merges, reads f, writes new 1, commits, lands", bob="writes f 1, commits")
    there = script(ann="reads f | reads f at main, writes new 1, commits, lands", bob="writes f 1, commits")
    order = "ann bob bob ann"
    assert outcomes(blind, order, LINKED)[2:] == [
        "ann merges: passed",
        "ann commits: rejected CG101 f",
        "ann lands: nothing",
    ]
    assert outcomes(again, order, LINKED)[2:] == ["ann merges: passed", "ann commits: passed", "ann lands: passed"]
    assert outcomes(there, order, LINKED)[2:] == ["ann commits: passed", "ann lands: passed"]


def test_git_refuses_what_it_cannot_merge() -> None:
    whole = script(ann="writes f 1, commits", bob="writes f 2, commits")
    lines = script(r'f "1\n2\n3\n4\n5"', ann="edits f:1 a, commits", bob="edits f:5 b, commits")
    assert outcomes(whole, "ann bob ann bob", LINKED, "record")[-1] == "bob lands: conflict"
    assert outcomes(lines, "ann bob ann bob", LINKED, "record")[-1] == "bob lands: passed"


def test_an_edit_does_not_launder_but_the_tip_s_version_and_another_edit_do() -> None:
    edit = script(ann="reads f | edits f:1 2, commits", bob="writes f 1, commits")
    back = script(ann="reads f | writes f 2 | reads f, commits", bob="writes f 1, commits")
    anew = script(ann="reads f | writes f 2 | reads f at main, writes f 3, commits", bob="writes f 1, commits")
    assert outcomes(edit, "ann bob ann")[-1] == "ann commits: rejected CG101 f CG201 f"
    assert outcomes(back, "ann bob ann ann")[-1] == "ann commits: rejected CG101 f CG201 f"
    assert outcomes(anew, "ann bob ann ann")[-1] == "ann commits: passed"


def test_an_acknowledged_change_is_asked_again_once_it_changes_again() -> None:
    its = script(ann="reads f | writes new 1, commits | acks, commits", bob="writes f 1, commits | writes f 2, commits")
    assert outcomes(its, "ann bob ann ann bob")[2] == "ann commits: passed"
    assert outcomes(its, "ann bob bob ann ann")[3] == "ann commits: passed"
    late = script(ann="reads f | writes new 1, commits | acks | commits", bob="writes f 1, commits | writes f 2, commits")
    assert outcomes(late, "ann bob ann ann bob ann")[3] == "ann commits: rejected CG101 f"


def test_an_acknowledgement_is_of_what_the_rejection_said_and_of_nothing_that_came_between() -> None:
    late = script(ann="reads f | writes new 1, commits | acks, commits", bob="writes f 1, commits | writes f 2, commits")
    back = script(ann="reads f | writes new 1, commits | acks | commits", bob="writes f 1, commits | writes f 0, commits")
    assert outcomes(late, "ann bob ann bob ann")[3] == "ann commits: rejected CG101 f"
    assert outcomes(back, "ann bob ann ann bob ann")[3] == "ann commits: rejected CG101 f"
    assert outcomes(back, "ann bob ann ann ann bob")[2] == "ann commits: passed"


def test_what_was_brought_in_and_read_is_stale_when_it_is_undone() -> None:
    its = script(ann="merges, reads f | writes g 1, commits", bob="writes f 1, commits, lands | writes f 0, commits, lands")
    assert outcomes(its, "bob ann bob ann", LINKED)[-1] == "ann commits: rejected CG101 f"
    assert outcomes(its, "ann bob bob ann", LINKED)[-1] == "ann commits: passed"


def test_a_branch_lands_again_on_what_it_landed_before() -> None:
    its = script(ann="writes f 1, commits, lands | writes f 2, commits, lands", bob="writes g 1, commits")
    undone = script(ann="writes f 1, commits, writes f 0, commits, lands, lands")
    assert outcomes(its, "ann bob ann", LINKED)[-1] == "ann lands: passed"
    assert outcomes(undone, "ann", LINKED)[-2:] == ["ann lands: passed", "ann lands: nothing"]


def test_a_lost_update_that_landed_leaves_its_session_ignorant() -> None:
    its = script(ann="reads f | writes f 2, commits, writes g 1, commits", bob="writes f 1, commits")
    reference = Reference(SHARED, "record", its)
    play(its, SHARED, ("ann", "bob", "ann"), reference)
    assert reference.landed[1:] == [{"CG101 f", "CG201 f"}, {"CG101 f"}]
    play(its, SHARED, ("bob", "ann", "ann"), reference := Reference(SHARED, "record", its))
    assert reference.landed[1:] == [set(), set()]


def test_its_own_landing_makes_nothing_stale_and_its_reads_outlive_it() -> None:
    listed = script(ann="lists * | writes new 1, commits | writes newer 1, commits", bob="writes other 1, commits")
    assert outcomes(listed, "ann ann ann bob")[:2] == ["ann commits: passed", "ann commits: passed"]
    assert outcomes(listed, "ann ann bob ann")[-1] == "ann commits: rejected CG102"
    its = script(ann="reads f | writes f 1, commits | writes g 1, commits", bob="writes f 2, commits")
    assert outcomes(its, "ann ann ann bob")[:2] == ["ann commits: passed", "ann commits: passed"]
    assert outcomes(its, "ann ann bob ann")[-1] == "ann commits: rejected CG101 f"


def test_a_file_that_was_not_there_and_lines_and_a_forgotten_read() -> None:
    absent = script(ann="reads new | writes g 1, commits", bob="writes new 1, commits")
    lines = script(r'f "1\n2\n3\n4\n5\n6"', ann="reads f:1-2 | writes g 1, commits", bob="edits f:LINE x, commits")
    clears = script(ann="reads f, clears | writes g 1, commits", bob="writes f 1, commits")
    assert outcomes(absent, "ann bob ann")[-1] == "ann commits: rejected CG103 new"
    assert outcomes(clears, "ann bob ann")[-1] == "ann commits: passed"
    for line, came in (("2", REJECTED), ("3", REJECTED), ("4", PASSED)):
        sessions = {"ann": lines.sessions["ann"], "bob": ((Step("edits", (f"f:{line}", "x")), Step("commits")),)}
        assert outcomes(lines._replace(sessions=sessions), "ann bob ann")[-1].split()[2] == came


def test_a_listing_or_a_search_counts_if_tied_or_always() -> None:
    setup = 'm/1 "1", f "0"'
    listing = script(setup, ann='lists m/* | writes m/2 "1", commits', bob="writes m/3 1, commits")
    untied = script(setup, ann='lists m/* | writes f "1", commits', bob="writes m/3 1, commits")
    search = script(setup, ann=r'greps "send\\(" | writes f "def send()", commits', bob='writes g "send(1)", commits')
    loose = script(setup, ann=r'greps "send\\(" | writes f "1", commits', bob='writes g "send(1)", commits')
    for its, tied in ((listing, True), (untied, False), (search, True), (loose, False)):
        assert outcomes(its, "ann bob ann", level="strict")[-1] == "ann commits: rejected CG102"
        assert outcomes(its, "ann bob ann", level="tied")[-1].startswith("ann commits: rejected") == tied


def test_what_the_later_codes_are_about() -> None:
    dirty = script(ann="reads f | writes g 1, commits", bob="writes f 1 | discards f")
    sweep = script(ann="writes g 1 | commits all", bob="writes f 1")
    revert = script(ann="loads index | writes g 1, stages g, commits index", bob="writes f 1, commits")
    gone = script('f "0", h "0"', ann="empties index, writes g 1, stages g, commits index", bob="reads f")
    assert outcomes(dirty, "bob ann bob ann")[-1] == "ann commits: rejected CG104 f"
    assert outcomes(dirty, "bob bob ann ann")[-1] == "ann commits: passed"
    assert outcomes(sweep, "ann bob ann")[-1] == "ann commits all: rejected CG202 f"
    assert outcomes(sweep, "ann ann bob")[-1] == "ann commits all: passed"
    assert outcomes(revert, "ann bob ann")[-1] == "ann commits index: rejected CG203 f"
    assert outcomes(revert, "bob ann ann")[-1] == "ann commits index: passed"
    assert outcomes(gone, "bob ann")[-1] == "ann commits index: rejected CG204 f CG204 h"


def test_stashed_and_discarded_edits_leave_nothing_to_commit() -> None:
    its = script(ann="writes f 1 | commits", bob="stashes | pops")
    assert outcomes(its, "ann bob ann bob")[0] == f"ann commits: {NOTHING}"
    assert outcomes(its, "ann bob bob ann")[0] == f"ann commits: {PASSED}"
    assert outcomes(script(ann="writes f 1, discards f, commits"), "ann")[0] == f"ann commits: {NOTHING}"


# Playing and judging.


def test_a_history_has_what_the_sessions_saw_and_what_landed() -> None:
    played = strict_outcomes(READ_THEN_WRITE, SHARED, ("bob", "ann", "ann"))
    bob, ann = played.history.landings
    assert (bob.session, bob.wrote, bob.saw) == ("bob", {"f": "1\n"}, ())
    assert (ann.session, ann.wrote, ann.saw) == ("ann", {"new": "1\n"}, (serialization.Saw("f", "1\n"),))
    assert played.history.initial == {"f": "0\n", "g": "0\n"}


def test_reading_back_its_own_text_replaces_nothing_it_saw_but_reading_another_s_does() -> None:
    own = strict_outcomes(script(ann="reads f, writes f 1, reads f, commits"), SHARED, ("ann",))
    others = script(ann="reads f | reads f, writes g 1, commits", bob="writes f 1, commits")
    assert own.history.landings[0].saw == (serialization.Saw("f", "0\n"),)
    played = strict_outcomes(others, SHARED, ("ann", "bob", "ann"))
    assert played.history.landings[1].saw == (serialization.Saw("f", "1\n"),)


def test_reading_the_whole_file_replaces_what_was_seen_of_its_lines() -> None:
    its = script(r'f "1\n2\n3"', ann="reads f:1-2, reads f, writes g 1, commits")
    assert strict_outcomes(its, SHARED, ("ann",)).history.landings[0].saw == (serialization.Saw("f", "1\n2\n3\n"),)
    beside = script(r'f "1\n2\n3"', ann="reads f:1-2, reads f:3-3, writes g 1, commits")
    assert len(strict_outcomes(beside, SHARED, ("ann",)).history.landings[0].saw) == 2


def test_renames_appends_and_deletions_are_what_they_say() -> None:
    its = script('f "0", g "0"', ann="renames f h, appends g 1, commits, deletes h, commits")
    landings = strict_outcomes(its, SHARED, ("ann",)).history.landings
    assert [landing.wrote for landing in landings] == [{"f": None, "g": "0\n1\n", "h": "0\n"}, {"h": None}]
    assert landings[0].made == {("f", None), ("g", "0\n1\n"), ("h", "0\n")}


def test_an_amended_commit_and_a_rebased_branch_are_judged_like_any_other() -> None:
    amends = script(ann="reads f | writes g 1, commits | writes g 2, amends", bob="writes f 1, commits")
    rebases = script(ann="reads f | writes g 1, commits | rebases, lands", bob="writes f 1, commits")
    assert outcomes(amends, "ann ann bob ann")[-1] == "ann amends: rejected CG101 f"
    assert outcomes(amends, "bob ann ann ann")[-1] == "ann amends: passed"
    assert outcomes(rebases, "ann ann bob bob ann", LINKED)[-2:] == [
        "ann rebases: passed",
        "ann lands: rejected CG101 f",
    ]
    assert outcomes(rebases, "ann ann ann bob bob", LINKED)[1:3] == ["ann rebases: passed", "ann lands: passed"]


def test_a_summary_says_lands_rejected_or_never() -> None:
    spec = parse(SKEW)
    words = [summary(spec.script, LINKED, level, "cycle", model()) for level in LEVELS]
    assert words == ["lands", "lands", "rejected", "rejected"]
    assert summary(spec.twins[0], LINKED, "record", "cycle", model()) == "never"


def test_a_world_that_does_something_else_is_told_apart() -> None:
    def played(happened: str, *conflicts: str) -> Played:
        outcome = Outcome(happened, frozenset(conflicts))
        return Played((("ann commits", outcome),), serialization.History({}, ()))

    want = played(REJECTED, "CG101 f", "CG201 f", "CG102")
    assert differences(want, played(REJECTED, "CG201 f", "CG102")) == []
    assert differences(want, played(PASSED)) == ["ann commits: passed instead of rejected CG101 f CG102 CG201 f"]
    assert differences(want, played(REJECTED, "CG101 f")) != []
    assert differences(want, played(REJECTED, "CG101 f", "CG101 g", "CG102")) != []
    assert differences(want, played(REJECTED, "CG103 f", "CG102")) != []
    assert differences(want, Played((), want.history)) == ["0 outcomes instead of 1"]


# The cases.


@pytest.mark.parametrize(("spec", "world"), ALL_IN_ALL)
@pytest.mark.parametrize("level", LEVELS)
def test_a_case_comes_to_what_it_says(spec: Spec, world: str, level: str) -> None:
    assert summary(spec.script, world, level, spec.judge, model()) == spec.levels[world, level]


@pytest.mark.parametrize(("spec", "world"), ALL_IN_ALL)
def test_a_case_whose_rule_comes_later_happens_and_the_others_need_none_of_those_rules(spec: Spec, world: str) -> None:
    now = {level: summary(spec.script, world, level, spec.judge, model(NOW)) for level in LEVELS}
    told = {level: spec.levels[world, level] for level in LEVELS}
    assert (now != told) == bool(spec.later)
    assert {now[level] for level in LEVELS if now[level] != told[level]} <= {"lands"}


@pytest.mark.parametrize(("spec", "world"), ALL_IN_ALL)
def test_a_twin_is_never_rejected_and_nothing_is_wrong_with_it(spec: Spec, world: str) -> None:
    for twin in spec.twins:
        for level in LEVELS:
            for order in orders(twin, world):
                played = play(twin, world, order, Reference(world, level, twin))
                assert REJECTED not in {outcome.happened for _, outcome in played.outcomes}, (twin.title, order)
                assert not any(judge(played.history) for judge in JUDGES.values()), (twin.title, order)
                assert played.history.landings, (twin.title, order)


@pytest.mark.parametrize(("spec", "world"), ALL_IN_ALL)
def test_the_oracle_finds_untrue_exactly_what_the_model_would_reject(spec: Spec, world: str) -> None:
    """Two ways to the same answer that share no code: by version order, and by places on the line."""
    for order in orders(spec.script, world):
        reference = Reference(world, "record", spec.script)
        history = play(spec.script, world, order, reference).history
        untrue = {read.landing for read in serialization.true_at_parent(history)}
        foreign = {landing for landing, _ in serialization.foreign_writes(history)}
        assert untrue | foreign == {at for at, reasons in enumerate(reference.landed) if reasons}, order


@pytest.mark.parametrize("spec", [spec for spec in SPECS if spec.judge == "cycle"], ids=lambda spec: spec.name)
def test_a_case_has_the_cycle_it_is_named_for(spec: Spec) -> None:
    world = spec.worlds[0]
    histories = [play(spec.script, world, o, Reference(world, "record", spec.script)).history for o in orders(spec.script, world)]
    found = {serialization.phenomenon(serialization.witness(history)) for history in histories}
    name = {"OTV": "G-single", "PMP": "G-single", "P4": "G-single", "read-only": "G2-item"}.get(spec.anomaly, spec.anomaly)
    assert name in found


def test_every_anomaly_of_the_table_has_a_case() -> None:
    table = {"G0", "G1a", "G1b", "G1c", "OTV", "PMP", "P4", "G-single", "G2-item", "G2", "read-only", "one-sided stale"}
    assert table <= {spec.anomaly for spec in SPECS}
