"""Playing a script, and judging what came of it."""

import pytest

from tests.anomalies.protocol import PASSED, Outcome
from tests.anomalies.run import Played, differences, summary
from tests.anomalies.scripts import READ_THEN_WRITE, SKEW, model, outcomes, script, strict_outcomes
from tests.anomalies.spec import LEVELS, LINKED, REJECTED, SHARED, parse
from tests.oracle import serialization

pytestmark = pytest.mark.model


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
    assert words == ["lands", "lands", "rejected", "rejected", "rejected"]
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
