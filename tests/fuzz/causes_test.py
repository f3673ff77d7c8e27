"""What the notes of a session take for a cause of a rejection: changes that were undone, and removals that two have made."""

from collections.abc import Callable

import pytest

from tests.fuzz.notes import Notes
from tests.fuzz.notes_test import START, edit, look, notes, of
from tests.fuzz.texts import THERE, lines, path_of

pytestmark = pytest.mark.model


@pytest.mark.parametrize("in_time", [True, False])
@pytest.mark.parametrize("what", ["ls *.py", "f.py"])
def test_that_a_change_is_undone_is_a_cause_if_it_is_first_shown_by_the_very_call(what: str, in_time: bool) -> None:
    its = notes()
    its.saw("here", "ls *.py", "", lambda key, _: key.endswith("#"), lines(START))
    its.told("--- /dev/null\n+++ b/f.py\n+x = 1\n")
    its.told("--- a/f.py\n+++ /dev/null\n-x = 1\n" if what == "ls *.py" else "--- a/f.py\n+++ b/f.py\n-x = 1\n+x = 101\n")
    its.called()
    its.told("--- /dev/null\n+++ b/f.py\n+x = 1\n")
    if in_time:
        its.called()
    assert its.has_cause(its.looks[what], lines(START), lambda *_: False) != in_time


@pytest.mark.parametrize("also", [True, False])
def test_what_another_has_taken_out_as_well_may_be_its_removal(also: bool) -> None:
    its, tip = notes(), {"f.py": "y = 1\n"}
    edit(its, START, tip)
    its.landed({"f.py#x": None})
    assert its.has_cause(of(its), lines(tip), lambda key, line: (key, line) in its.made and not also) == also


@pytest.mark.parametrize("also", [True, False])
def test_a_file_that_another_has_removed_as_well_may_be_gone_from_a_listing_by_that(also: bool) -> None:
    its = Notes(lines(START))
    its.saw("here", "ls *.py", "", lambda key, _: key.endswith("#"), lines(START))
    edit(its, START, {})
    its.landed(dict.fromkeys(lines(START)))
    assert its.has_cause(its.looks["ls *.py"], {}, lambda key, line: (key, line) in its.made and not also) == also


@pytest.mark.parametrize("first", ["file", "listing"])
def test_who_has_looked_for_a_file_since_a_listing_knows_whether_it_is_there(first: str) -> None:
    its = Notes(lines(START))
    for what in ("file", "listing") if first == "file" else ("listing", "file"):
        if what == "file":
            look(its, {})
        else:
            its.saw("here", "ls *.py", "", lambda key, _: key.endswith("#"), lines(START))
    assert its.unknown(its.looks["ls *.py"], {}) == (["f.py#"] if first == "file" else [])


@pytest.mark.parametrize("calls", [False, True], ids=["the same call", "the next one"])
def test_what_the_answer_to_a_look_has_told_counts_from_the_next_call_on(calls: bool) -> None:
    its = notes()
    its.told("--- a/f.py\n+++ b/f.py\n-x = 1\n+x = 101\n")
    its.called()
    its.told("--- a/f.py\n+++ b/f.py\n-x = 101\n+x = 1\n")
    its.saw("here", "ls *.py", "", lambda key, _: key.endswith("#"), lines(START))
    if calls:
        its.called()
    assert its.has_cause(of(its), lines(START), lambda *_: False) != calls


@pytest.mark.parametrize("what", ["f.py", "grep = 1"])
def test_a_search_does_not_show_that_a_change_of_a_file_that_was_told_is_undone(what: str) -> None:
    """Who was shown the change knows the file with it, until the session looks at the file."""
    its = notes()
    its.told("--- a/f.py\n+++ b/f.py\n-x = 1\n+x = 101\n")
    its.called()
    its.saw("here", "grep = 1", "", lambda _, line: "= 1" in line, lines(START))
    assert its.has_cause(its.looks[what], lines(START), lambda *_: False) == (what == "f.py")


@pytest.mark.parametrize("makes", ["its session", "another"])
def test_a_listing_shows_of_one_s_own_file_nothing_that_another_has_done(makes: str) -> None:
    its, more = Notes(lines(START)), START | {"g.py": "y = 1\n"}
    its.saw("here", "g.py", "g.py", lambda key, _: path_of(key) == "g.py" and not key.endswith("#"), lines(START))
    if makes == "its session":
        edit(its, START, more)
    its.saw("here", "ls *.py", "", lambda key, _: key.endswith("#"), lines(more))
    assert its.places["here"]["g.py#"] == (THERE if makes == "another" else None)


@pytest.mark.parametrize(("tip", "cause"), [({"f.py": "x = 101\ny = 1\n"}, True), (START, False), ({}, False)])
def test_what_another_does_under_the_older_name_of_a_file_is_a_cause(tip: dict[str, str], cause: bool) -> None:
    """Once the branch has not the older name any more, the rename has landed."""
    its, renamed = notes(), {"g.py": START["f.py"]}
    edit(its, START, renamed)
    its.renamed.append(("g.py", "f.py", lines(START)))
    its.saw("here", "g.py", "g.py", lambda key, _: path_of(key) == "g.py", lines(renamed))
    assert its.has_cause(its.looks["g.py"], lines(tip), lambda key, line: (key, line) in its.made) == cause


@pytest.mark.parametrize("told", [True, False])
@pytest.mark.parametrize(
    ("what", "asks"),
    [("ls *.py", lambda key, _: key.endswith("#")), ("grep y", lambda key, line: not key.endswith("#") and "y" in line)],
)
def test_a_listing_or_search_is_another_where_what_was_told_of_it_has_been_undone(
    what: str, asks: Callable[[str, str], bool], told: bool
) -> None:
    its = Notes(lines(START))
    its.saw("here", what, "", asks, lines(START))
    if told:
        its.told("--- /dev/null\n+++ b/g.py\n+y = 101\n")
    its.called()
    assert its.has_cause(its.looks[what], lines(START), lambda key, line: False) == told


@pytest.mark.parametrize("asked", [True, False])
def test_a_search_after_a_conflict_answers_for_what_others_had_where_its_session_removed_the_line(asked: bool) -> None:
    """What was there at the search before is no longer what it knows."""
    its, without = Notes(lines(START)), {"f.py": "y = 1\n"}
    search: Callable[[str, str], bool] = lambda key, line: not key.endswith("#") and "= 1" in line  # noqa: E731
    its.saw("here", "grep = 1", "", search, lines(START))
    edit(its, START, without)
    its.merged.add(("f.py#x", "x = 101"))
    if asked:
        its.saw("here", "grep = 1", "", search, lines(without))
    assert its.unknown(its.looks["grep = 1"], lines({"f.py": "x = 101\ny = 1\n"})) == ([] if asked else ["f.py#x"])


@pytest.mark.parametrize("met", [True, False])
def test_who_has_read_a_file_in_conflict_knows_what_a_search_finds_there(met: bool) -> None:
    its, theirs = Notes(lines(START)), {"f.py": "x = 101\ny = 1\n"}
    search: Callable[[str, str], bool] = lambda key, line: not key.endswith("#") and "= 101" in line  # noqa: E731
    its.saw("here", "grep = 101", "", search, lines(START))
    look(its, theirs)
    its.met |= {*lines(theirs).items()} if met else set()
    assert its.unknown(its.looks["grep = 101"], lines(theirs)) == ([] if met else ["f.py#x"])


@pytest.mark.parametrize("met", [True, False])
def test_what_another_takes_back_is_a_cause_where_its_text_was_resolved_to_another(met: bool) -> None:
    its, resolved = notes(), {"f.py": "x = 7\ny = 1\n"}
    its.merged |= {("f.py#x", "x = 101")} if met else set()
    edit(its, START, resolved)
    look(its, resolved)
    assert its.has_cause(of(its), lines(START), lambda key, line: (key, line) in its.made) == met
