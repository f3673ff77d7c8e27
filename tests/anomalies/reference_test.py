"""The reference model: what a script comes to in one order."""

import pytest

from tests.anomalies.protocol import NOTHING, PASSED
from tests.anomalies.reference import Reference
from tests.anomalies.run import play
from tests.anomalies.scripts import READ_THEN_WRITE, outcomes, script
from tests.anomalies.spec import LINKED, REJECTED, SHARED, Step

pytestmark = pytest.mark.model


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
    assert before[2:] == ["ann commits: passed", "ann lands: rejected CG101 f"]
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


def test_a_sessions_own_landing_makes_nothing_stale_and_its_reads_outlive_it() -> None:
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
        for level in ("relevant", "tied"):
            assert outcomes(its, "ann bob ann", level=level)[-1].startswith("ann commits: rejected") == tied


def test_at_level_relevant_any_read_counts_only_if_the_change_and_the_commit_share_a_name() -> None:
    setup = 'api "def send(x)", f "0"'
    named = script(setup, ann='reads api | writes f "send(1)", commits', bob='writes api "def send(x, y)", commits')
    other = script(setup, ann='reads api | writes f "recv(1)", commits', bob='writes api "def send(x, y)", commits')
    word = script(setup, ann='reads api | writes f "def recv(x)", commits', bob='writes api "def send(x, y)", commits')
    lost = script(setup, ann='reads api | writes api "recv(1)", commits', bob='writes api "call(2)", commits')
    for its, tied in ((named, True), (other, False), (word, False), (lost, True)):
        assert outcomes(its, "ann bob ann", level="relevant")[-1].startswith("ann commits: rejected") == tied


def test_what_others_have_not_committed() -> None:
    dirty = script(ann="reads f | writes g 1, commits", bob="writes f 1 | discards f", recorded=True)
    sweep = script(ann="writes g 1 | commits all", bob="writes f 1", recorded=True)
    further = script(ann="reads f | writes g 1, commits", bob="writes f 1 | writes f 2", recorded=True)
    assert outcomes(dirty, "bob ann bob ann")[-1] == "ann commits: rejected CG104 f"
    assert outcomes(dirty, "bob bob ann ann")[-1] == "ann commits: passed"
    assert outcomes(further, "bob ann ann bob")[-1] == "ann commits: passed"
    assert outcomes(further, "bob ann bob ann")[-1] == "ann commits: passed"
    assert outcomes(sweep, "ann bob ann")[-1] == "ann commits all: rejected CG202 f"
    assert outcomes(sweep, "ann ann bob")[-1] == "ann commits all: passed"
    assert outcomes(dirty._replace(recorded=False), "bob ann bob ann")[-1] == "ann commits: passed"
    assert outcomes(sweep._replace(recorded=False), "ann bob ann")[-1] == "ann commits all: passed"


def test_what_an_index_puts_back_or_leaves_out() -> None:
    revert = script(ann="loads index | writes g 1, stages g, commits index", bob="writes f 1, commits")
    files = ", ".join(f'{name} "0"' for name in "abcdefhi")
    gone = script(files, ann="empties index, writes g 1, stages g, commits index", bob="reads f")
    few = script('f "0", h "0"', ann="empties index, writes g 1, stages g, commits index", bob="reads f")
    assert outcomes(revert, "ann bob ann")[-1] == "ann commits index: rejected CG203 f"
    assert outcomes(revert, "bob ann ann")[-1] == "ann commits index: passed"
    assert outcomes(gone, "bob ann")[-1] == "ann commits index: rejected " + " ".join(f"CG204 {name}" for name in "abcdefhi")
    assert outcomes(few, "bob ann")[-1] == "ann commits index: passed"


def test_stashed_and_discarded_edits_leave_nothing_to_commit() -> None:
    its = script(ann="writes f 1 | commits", bob="stashes | pops")
    assert outcomes(its, "ann bob ann bob")[0] == f"ann commits: {NOTHING}"
    assert outcomes(its, "ann bob bob ann")[0] == f"ann commits: {PASSED}"
    assert outcomes(script(ann="writes f 1, discards f, commits"), "ann")[0] == f"ann commits: {NOTHING}"
