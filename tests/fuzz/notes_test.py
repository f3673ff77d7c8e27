"""What the notes of a session make of looks, edits and landings: the cases in which a story could be judged wrongly."""

from collections.abc import Callable

import pytest

from tests.fuzz.notes import Look, Notes
from tests.fuzz.texts import THERE, lines, path_of

pytestmark = pytest.mark.model

START = {"f.py": "x = 1\ny = 1\n"}


def notes() -> Notes:
    """Of a session that has read all of f.py."""
    found = Notes(lines(START))
    look(found, START)
    return found


def look(its: Notes, files: dict[str, str], place: str = "here") -> None:
    its.saw(place, "f.py", "f.py", lambda key, _: path_of(key) == "f.py" and not key.endswith("#"), lines(files))


def edit(its: Notes, before: dict[str, str], after: dict[str, str]) -> None:
    its.edited(lines(before), lines(after))


def of(its: Notes) -> Look:
    return its.looks["f.py"]


def has_cause(its: Notes, tip: dict[str, str]) -> bool:
    return its.has_cause(of(its), lines(tip), lambda key, line: (key, line) in its.made)


def test_what_another_changed_unseen_is_unknown_and_a_cause() -> None:
    tip = {"f.py": "x = 101\ny = 1\n"}
    assert notes().unknown(of(notes()), lines(tip)) == ["f.py#x"]
    assert has_cause(notes(), tip)


def test_what_nobody_changed_is_known_and_no_cause() -> None:
    tip = {"f.py": "x = 1\ny = 1\n", "g.py": "g = 101\n"}
    assert notes().unknown(of(notes()), lines(tip)) == []
    assert not has_cause(notes(), tip)


def test_a_line_that_is_gone_or_new_is_unknown() -> None:
    for tip in ({"f.py": "y = 1\n"}, {"f.py": "x = 1\ny = 1\nz = 7\n"}, {}):
        assert notes().unknown(of(notes()), lines(tip)), tip
        assert has_cause(notes(), tip), tip


@pytest.mark.parametrize(
    ("landed", "seen", "cause"),
    [(True, False, True), (True, True, False), (False, False, False)],
    ids=["landed", "seen", "not landed"],
)
def test_who_replaced_what_another_had_landed_has_a_cause_until_it_has_seen_that(landed: bool, seen: bool, cause: bool) -> None:
    its, theirs, mine = notes(), {"f.py": "x = 101\ny = 1\n"}, {"f.py": "x = 102\ny = 1\n"}
    if seen:
        look(its, theirs)
    its.edited(lines(theirs), lines(mine), {("f.py#x", "x = 101")} if landed else frozenset())
    its.landed({"f.py#x": "x = 102"})
    assert has_cause(its, mine) == cause
    look(its, mine)
    assert not has_cause(its, mine), "it has looked since"


def test_its_own_change_is_known_and_no_cause() -> None:
    its = notes()
    tip = {"f.py": "x = 101\n"}
    edit(its, START, tip)
    assert its.unknown(of(its), lines(tip)) == []
    assert not has_cause(its, tip)


def test_reading_back_its_own_text_shows_nothing_of_what_another_made_of_that_line() -> None:
    its = notes()
    edit(its, START, {"f.py": "x = 102\ny = 1\n"})
    look(its, {"f.py": "x = 102\ny = 1\n"})
    assert of(its).seen["f.py#x"] == "x = 1"
    assert its.unknown(of(its), lines({"f.py": "x = 101\ny = 1\n"})) == ["f.py#x"]
    assert not has_cause(its, START), "its edit has not landed, and nobody else changed anything"


@pytest.mark.parametrize("forgets", [False, True])
def test_who_has_forgotten_a_line_and_replaces_it_knows_nothing_of_what_stood_there(forgets: bool) -> None:
    its = notes()
    if forgets:
        its.forget()
    edit(its, {}, {"f.py": "x = 101\n"})
    look(its, {"f.py": "x = 101\n"})
    assert its.unknown(of(its), {}) == ([] if forgets else ["f.py#x"])


def test_what_was_seen_on_the_main_line_stays_known_while_the_work_tree_is_behind() -> None:
    its = notes()
    look(its, {"f.py": "x = 101\ny = 1\n"}, "main")
    look(its, START)
    assert its.unknown(of(its), lines({"f.py": "x = 101\ny = 1\n"})) == []


@pytest.mark.parametrize("also", [True, False])
def test_who_sees_a_file_gone_that_it_removed_itself_has_a_cause_where_another_removes_a_line_of_it(also: bool) -> None:
    its = notes()
    edit(its, START, {})
    look(its, {})
    tip = lines({"f.py": "x = 1\n"})
    assert its.has_cause(of(its), tip, lambda key, line: (key, line) in its.made and not also) == also


def test_what_a_diff_showed_is_known() -> None:
    for shown, tip in [
        ("--- a/f.py\n+++ b/f.py\n-x = 1\n+x = 101\n", {"f.py": "x = 101\ny = 1\n"}),
        ("--- a/f.py\n+++ b/f.py\n-x = 1\n", {"f.py": "y = 1\n"}),
        ("--- a/f.py\n+++ /dev/null\n-x = 1\n-y = 1\n", {}),
    ]:
        its = notes()
        its.told(shown)
        assert its.unknown(of(its), lines(tip)) == []
        assert its.unknown(of(its), lines({"f.py": "x = 103\ny = 1\n"})) == ["f.py#x"], "another change is another question"


def test_what_was_acknowledged_is_known_and_a_later_change_is_not() -> None:
    its = notes()
    its.acknowledged([of(its)], lines({"f.py": "x = 101\ny = 1\n"}))
    assert its.unknown(of(its), lines({"f.py": "x = 101\ny = 1\n"})) == []
    assert not has_cause(its, {"f.py": "x = 101\ny = 1\n"})
    assert has_cause(its, {"f.py": "x = 103\ny = 1\n"})


def test_who_acknowledges_that_an_uncommitted_line_is_gone_knows_that() -> None:
    its = Notes(lines({}))
    key = "f.py#x"
    its.saw("here", "f.py", "f.py", lambda name, _: name == key, lines({"f.py": "x = 9\n"}), unlanded={key})
    dirty = of(its)._replace(seen={key: "x = 9"}, blind=frozenset())
    assert not its.knows(dirty, key, {})
    its.acknowledged([of(its)], {})
    assert its.knows(dirty, key, {}) and not its.knows(dirty, key, {key: "x = 7"})


@pytest.mark.parametrize("newer", ["x = 101\ny = 1\n", "y = 1\n", "x = 1\ny = 1\nz = 7\n"], ids=["other", "gone", "added"])
def test_what_was_acknowledged_and_is_undone_since_is_a_cause(newer: str) -> None:
    its = notes()
    its.acknowledged([of(its)], lines({"f.py": newer}))
    assert its.has_cause(of(its), lines(START), lambda *_: False)
    assert not its.has_cause(of(its), lines(START), lambda *_: True), "it has undone that itself"
    assert not its.has_cause(of(its), lines({"f.py": newer}), lambda *_: False)


def test_what_was_acknowledged_on_a_branch_that_has_not_landed_is_known_and_what_the_main_line_has_is_not() -> None:
    its = notes()
    its.acknowledged([of(its)], lines({"f.py": "x = 102\ny = 1\n"}), landed=False)
    assert its.unknown(of(its), lines({"f.py": "x = 102\ny = 1\n"})) == []
    assert its.unknown(of(its), lines({"f.py": "x = 101\ny = 1\n"})) == ["f.py#x"]
    assert not has_cause(its, START), "nothing has landed"


def committed() -> Notes:
    """Of a session that has read all of f.py, and has done nothing since its commit."""
    its = notes()
    its.at_work = False
    return its


NEWER = {"f.py": "x = 101\ny = 1\n"}


def test_whoever_lands_the_work_of_a_session_that_is_not_at_work_answers_for_just_that_change() -> None:
    its = committed()
    its.answers("bob", "f.py", lines(NEWER))
    assert its.unknown(of(its), lines(NEWER), "bob") == []
    assert its.unknown(of(its), lines({"f.py": "x = 103\ny = 1\n"}), "bob") == ["f.py#x"], "another change is another question"
    assert its.unknown(of(its), lines(NEWER), "cat") == its.unknown(of(its), lines(NEWER)) == ["f.py#x"], "nobody else has looked"
    its.landed({}, "cat")
    its.answers("bob", "f.py", lines(START))  # it has looked at its own work tree since
    assert its.unknown(of(its), lines(NEWER), "bob") == []
    its.landed({}, "bob")
    assert its.unknown(of(its), lines(NEWER), "bob") == ["f.py#x"], "it counted in that landing alone"


def test_an_answer_is_about_one_file_and_counts_while_its_session_is_not_at_work() -> None:
    its = committed()
    its.answers("bob", "g.py", lines(NEWER))
    assert its.unknown(of(its), lines(NEWER), "bob") == ["f.py#x"]
    its.answers("bob", "f.py", lines(NEWER))
    look(its, START)
    assert its.unknown(of(its), lines(NEWER), "bob") == ["f.py#x"]
    its.at_work = False
    assert its.unknown(of(its), lines(NEWER), "bob") == []


@pytest.mark.parametrize("works", [lambda its: look(its, START), lambda its: edit(its, START, NEWER)], ids=["looks", "edits"])
def test_nobody_answers_for_a_session_that_is_at_work(works: Callable[[Notes], None]) -> None:
    its, tip = committed(), {"f.py": "x = 1\ny = 102\n"}
    works(its)
    its.answers("bob", "f.py", lines(tip))
    assert its.unknown(of(its), lines(tip), "bob") == ["f.py#y"]


GONE = ["--- a/{0}\n+++ /dev/null\n-other = 1\n", "{0} removed by", "told:\n\n{0}:1-2 renamed to h.py by"]
GONE += ["{0} removed by ann on main\n\n{0} added by bob on bob\n--- /dev/null\n+++ b/{0}\n+w = 1\n"]
EMPTIED = "--- /dev/null\n+++ b/{0}\n@@ -0,0 +1,0 @@\n```"


@pytest.mark.parametrize("gone", ["f.py", "g.py"])
@pytest.mark.parametrize("said", [*GONE, EMPTIED])
def test_who_was_told_that_a_file_is_gone_or_empty_knows_that_of_each_line_that_it_had(said: str, gone: str) -> None:
    its = notes()
    its.told(f"{said.format(gone)} ann\n")
    assert its.unknown(of(its), lines({})) == ([] if gone == "f.py" else ["f.py#x", "f.py#y"])
    anew = lines({"f.py": "z = 1\n"})
    assert sorted(its.unknown(of(its), anew)) == [*([] if gone == "f.py" else ["f.py#x", "f.py#y"]), "f.py#z"]


@pytest.mark.parametrize("landed", [True, False])
def test_who_finds_a_file_gone_that_it_removed_itself_sees_nothing_of_what_others_put_there(landed: bool) -> None:
    its, tip = Notes(lines(START)), lines(START)
    its.made = {("f.py#", None)}
    its.on_main = {*its.made} if landed else set()
    look(its, {})
    assert its.unknown(of(its), tip) == (["f.py#x", "f.py#y"] if landed else [])


def test_who_makes_again_what_it_has_landed_before_has_yet_to_land_that() -> None:
    its, old, new = notes(), lines({"f.py": "x = 1\n"}), lines({"f.py": "x = 2\n"})
    its.edited(old, new)
    its.landed({"f.py#x": "x = 2"})
    assert ("f.py#x", "x = 2") in its.on_main
    its.edited(new, old)
    its.edited(old, new)
    assert ("f.py#x", "x = 2") not in its.on_main


@pytest.mark.parametrize("named", [True, False])
def test_a_sub_agents_look_shows_what_is_gone_only_if_a_rejection_has_named_the_file(named: bool) -> None:
    its, tip = notes(), lines({"f.py": "y = 1\n"})
    its.named = {"f.py": "bob"} if named else {}
    its.saw("here", "f.py with a sub-agent", "f.py", lambda key, _: key.startswith("f.py#"), tip)
    its.seen_by_agent("f.py", tip)
    assert its.unknown(of(its), tip) == ([] if named else ["f.py#x"])


@pytest.mark.parametrize("named", [True, False])
def test_a_sub_agents_look_at_what_has_not_landed_is_its_sessions_if_a_rejection_has_named_the_file(named: bool) -> None:
    its, tip = notes(), lines({"f.py": "x = 101\ny = 1\n"})
    its.named = {"f.py": "bob"} if named else {}
    its.saw("here", "f.py with a sub-agent", "f.py", lambda key, _: key.startswith("f.py#"), tip, unlanded={"f.py#x"})
    its.seen_by_agent("f.py", tip)
    assert its.unknown(of(its), tip) == ([] if named else ["f.py#x"])


def test_who_was_shown_a_change_that_is_undone_since_has_a_cause() -> None:
    its = notes()
    its.told("--- a/f.py\n+++ b/f.py\n-x = 1\n+x = 101\n")
    its.called()
    assert its.has_cause(of(its), lines(START), lambda *_: False)
    assert not its.has_cause(of(its), lines({"f.py": "x = 101\ny = 1\n"}), lambda *_: True)
    its.told("--- a/g.py\n+++ b/g.py\n-y = 1\n+y = 101\n")
    its.told("--- a/f.py\n+++ b/f.py\n-x = 101\n+x = 1\n")
    its.called()
    assert not its.has_cause(of(its), lines(START), lambda *_: False), "it was shown that as well"
    its.told("--- a/f.py\n+++ b/f.py\n-x = 1\n")
    its.called()
    assert its.has_cause(of(its), lines(START), lambda *_: False), "it was shown that the line is gone"
    assert not its.has_cause(of(its), lines(START), lambda *_: True), "it has put it back itself"


def test_a_line_that_a_search_would_have_and_is_gone_since_it_was_shown_is_a_cause() -> None:
    its, tip = Notes(lines(START)), lines(START)
    search: Callable[[str, str], bool] = lambda _, line: "z" in line  # noqa: E731
    its.saw("here", "grep z", "", search, tip)
    its.told("--- a/f.py\n+++ b/f.py\n+z = 1\n")
    its.called()
    assert its.has_cause(its.looks["grep z"], tip, lambda *_: False)
    assert not its.has_cause(its.looks["grep z"], tip, lambda *_: True), "it has taken that out itself"
    its.saw("here", "grep z", "", search, tip)
    assert not its.has_cause(its.looks["grep z"], tip, lambda *_: False), "it has searched again"


def test_a_search_over_an_uncommitted_removal_has_a_cause_when_that_lands() -> None:
    its = Notes(lines(START))
    its.saw("here", "grep x", "", lambda _, line: "x" in line, lines({"f.py": "y = 1\n"}), unlanded={"f.py#x"})
    tip = lines({"f.py": "y = 1\n"})
    assert its.has_cause(its.looks["grep x"], tip, lambda *_: False)
    assert not its.has_cause(its.looks["grep x"], tip, lambda *_: True)


def test_who_takes_back_what_it_landed_gives_a_cause() -> None:
    its = notes()
    tip = {"f.py": "x = 101\ny = 1\n"}
    edit(its, START, tip)
    its.landed({"f.py#x": "x = 101"})
    assert its.has_cause(of(its), lines(START), lambda key, line: (key, line) in its.made)
    assert not has_cause(its, tip)


def test_who_sees_what_it_landed_again_knows_it_and_not_what_stood_there_before() -> None:
    its = notes()
    landed = {"f.py": "x = 101\ny = 1\n"}
    edit(its, START, landed)
    its.landed({"f.py#x": "x = 101"})
    look(its, landed)
    assert its.unknown(of(its), lines(landed)) == []
    assert its.unknown(of(its), lines(START)) == ["f.py#x"], "another session has reverted it"
    assert has_cause(its, START)


@pytest.mark.parametrize("removed", ["and landed that", "by another", "by itself"])
def test_a_sub_agent_that_finds_a_file_removed_saw_nothing_there_only_if_that_has_landed(removed: str) -> None:
    its, what = Notes(lines(START)), "f.py with a sub-agent"
    if removed == "by itself":
        edit(its, START, {})
    unlanded = {*lines(START)} if removed == "by another" else set[str]()
    its.saw("here", what, "f.py", lambda key, _: path_of(key) == "f.py" and not key.endswith("#"), {}, unlanded=unlanded)
    assert its.unknown(its.looks[what], lines(START)) == (["f.py#x", "f.py#y"] if removed == "and landed that" else [])


def test_who_has_forgotten_what_it_saw_knows_of_its_own_text_nothing_that_stood_there_before() -> None:
    its = notes()
    its.told("--- a/f.py\n+++ b/f.py\n+x = 102\n")
    edit(its, START, {"f.py": "x = 101\ny = 1\n"})
    its.forget()
    look(its, {"f.py": "x = 101\ny = 1\n"})
    assert its.unknown(of(its), lines({"f.py": "y = 1\n"})) == []
    look(its, {"f.py": "x = 103\ny = 1\n"})
    assert its.unknown(of(its), lines({"f.py": "x = 102\ny = 1\n"})) == ["f.py#x"]


def test_an_empty_file_that_another_has_removed_is_a_cause() -> None:
    its = Notes(lines({"f.py": ""}))
    look(its, {"f.py": ""})
    assert has_cause(its, {}) and not has_cause(its, {"f.py": ""})


def test_who_empties_a_file_that_another_has_removed_has_changed_it() -> None:
    """Of its lines both have left nothing."""
    its = notes()
    edit(its, START, {})
    look(its, {})
    emptied = {"f.py": ""}
    assert its.has_cause(of(its), lines(emptied), lambda key, line: line is None)
    edit(its, {}, emptied)
    assert not has_cause(its, emptied), "it has emptied the file itself"


def test_who_removes_a_file_of_which_another_removes_a_line_has_a_cause() -> None:
    its = Notes(lines(START))
    edit(its, START, {})
    look(its, {})
    tip = lines({"f.py": "y = 1\n"})
    assert its.has_cause(of(its), tip, lambda key, line: line is None and key != "f.py#x")
    assert not its.has_cause(of(its), tip, lambda _, line: line is None), "the line is gone with its own removal alone"
    assert not its.has_cause(of(its), lines(START), lambda _, line: line is None)


def test_a_listing_of_an_emptied_file_is_as_it_was() -> None:
    its = notes()
    its.saw("here", "ls", "", lambda key, _: key == f"{path_of(key)}#", lines(START))
    assert not its.has_cause(its.looks["ls"], lines({"f.py": ""}), lambda *_: False)
    assert its.has_cause(its.looks["ls"], {}, lambda *_: False)


def names(its: Notes, files: dict[str, str]) -> None:
    its.saw("here", "ls *.py", "", lambda key, _: key.endswith("#"), lines(files))


def test_a_listing_shows_a_file_that_it_made_itself_where_another_had_removed_one() -> None:
    its = Notes(lines(START))
    names(its, START)
    edit(its, {}, {"f.py": "mine = 101\n"})
    assert its.unknown(its.looks["ls *.py"], {}) == ["f.py#"], "it has not listed since"
    names(its, {"f.py": "mine = 101\n"})
    assert its.unknown(its.looks["ls *.py"], {}) == []
    its.landed({"f.py#": THERE})
    names(its, {"f.py": "mine = 101\n"})
    assert its.unknown(its.looks["ls *.py"], {}) == ["f.py#"], "it has been removed since that landed"


def test_a_listing_shows_nothing_of_what_another_does_to_a_file_that_it_only_edited() -> None:
    its = Notes(lines(START))
    names(its, START)
    edit(its, START, {"f.py": "mine = 101\n"})
    names(its, {"f.py": "mine = 101\n"})
    assert its.unknown(its.looks["ls *.py"], {}) == ["f.py#"]


def test_what_git_put_of_its_edit_into_a_file_that_another_has_renamed_is_its_own() -> None:
    its, mine = notes(), {"f.py": "y = 1\n"}
    edit(its, START, mine)
    look(its, {}, "main")
    theirs = {"new.py": START["f.py"]}
    assert its.carried(lines(mine), lines(theirs), lines({"new.py": "y = 1\n"})) == [("f.py#x", "new.py#x")]
    assert {("new.py#x", None)} <= its.made and {("new.py#x", "x = 1")} <= its.shown
    assert its.carried(lines(mine), lines(theirs), lines({"new.py": "x = 1\n"})) == [], "the other line is not its edit"
    assert its.carried(lines(mine), lines(theirs | mine), lines({"new.py": "y = 1\n"} | mine)) == [], "it is another file"
