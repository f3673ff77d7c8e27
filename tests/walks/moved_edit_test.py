"""A file with a session's uncommitted edit that another moves: the edit goes along, and stays its session's."""

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository, Sessions

OLD = "".join(f"line {n}\n" for n in range(1, 31))
MINE = OLD.replace("line 25", "line 25 of bob")
MOVES = {
    "git mv, committed": "git mv f.py k.py && git commit -qm moved",
    "git mv": "git mv f.py k.py",
    "mv": "mv f.py k.py",
}


@pytest.fixture
def ann(sessions: Sessions, repository: Repository) -> Claude:
    sessions()
    repository.commit_files({"f.py": OLD, "g.py": "1\n"})
    return Claude(repository, "ann")


@pytest.fixture
def bob(ann: Claude) -> Claude:
    bob = Claude(ann.repository, "bob")
    bob.reads("f.py")
    return bob


@pytest.mark.parametrize("move", MOVES.values(), ids=MOVES)
def test_whose_edited_file_another_moves_is_not_told_that_it_is_gone(ann: Claude, bob: Claude, move: str) -> None:
    bob.edits("f.py", "line 25\n", "line 25 of bob\n")
    moved = ann.runs(move)
    assert moved.ok and "uncommitted edits" not in moved.out, moved
    assert "gone" not in bob.reads("k.py")


@pytest.mark.parametrize("command", ["git commit -qam bobs", "git commit -qm bobs -- k.py", "coordgit commit -m bobs"])
def test_whose_edited_file_another_moved_commits_it_under_the_new_name(ann: Claude, bob: Claude, command: str) -> None:
    bob.edits("f.py", "line 25\n", "line 25 of bob\n")
    assert ann.runs(MOVES["git mv, committed"]).ok
    bob.reads("k.py")
    done = bob.runs(command)
    assert done.ok, done
    assert ann.repository.git("show", "main:k.py") + "\n" == MINE


@pytest.mark.parametrize(
    ("move", "edits"),
    [(move, edits) for move in MOVES.values() for edits in ("", "before", "after") if "commit" not in move or edits != "after"],
)
def test_who_moves_a_file_does_not_commit_the_edit_in_it(ann: Claude, bob: Claude, move: str, edits: str) -> None:
    if edits == "before":
        ann.edits("f.py", "line 3\n", "line 3 of ann\n")
    bob.edits("f.py", "line 25\n", "line 25 of bob\n")
    if edits == "after":
        ann.edits("f.py", "line 3\n", "line 3 of ann\n")
    assert ann.runs(move).ok
    swept = ann.runs("git add -A && git commit -qm anns")
    both = "commit" not in move and edits != "after"
    assert swept.rejected == ["CG202 f.py"] * both + ["CG202 k.py"], swept
    assert "claude bob" in swept.err


@pytest.mark.parametrize(("add", "swept"), [("", []), ("git add k.py && ", ["CG202 k.py"])], ids=["alone", "with the edit"])
@pytest.mark.parametrize("new", ["line 25 of bob\n", "x\n", ""], ids=["a line", "a short line", "no line"])
def test_who_moves_a_file_may_commit_that_alone(ann: Claude, bob: Claude, new: str, add: str, swept: list[str]) -> None:
    bob.edits("f.py", "line 25\n", new)
    assert ann.runs("git mv f.py k.py").ok
    done = ann.runs(f"{add}git commit -qm moved")
    assert [one for one in done.rejected if one != "CG202 f.py"] == swept and done.ok == (not swept), done.err
    if done.ok:
        assert ann.repository.git("status", "--short") == "M k.py"


@pytest.mark.parametrize("move", MOVES.values(), ids=MOVES)
def test_who_edits_a_file_after_a_commit_of_the_others_edit_may_move_and_commit_it(ann: Claude, bob: Claude, move: str) -> None:
    bob.edits("f.py", "line 25\n", "line 25 of bob\n")
    ann.edits("f.py", "line 3\n", "line 3 of ann\n")
    assert bob.runs("coordgit commit -m bobs").ok
    assert ann.runs(move).ok
    done = ann.runs("git add -A && git commit -qm anns")
    assert done.ok, done


@pytest.mark.parametrize("move", MOVES.values(), ids=MOVES)
def test_who_has_committed_the_others_edit_with_its_own_may_move_the_file(ann: Claude, bob: Claude, move: str) -> None:
    bob.edits("f.py", "line 25\n", "line 25 of bob\n")
    ann.edits("f.py", "line 3\n", "line 3 of ann\n")
    assert ann.runs("git -c coordgit.bypass=agreed commit -qam both").ok
    ann.reads("f.py")
    ann.edits("f.py", "line 9\n", "line 9 of ann\n")
    assert ann.runs(move).ok
    done = ann.runs("git add -A && git commit -qm anns")
    assert done.ok, done


@pytest.mark.parametrize("move", MOVES.values(), ids=MOVES)
def test_who_edits_the_moved_file_may_commit_that(ann: Claude, bob: Claude, move: str) -> None:
    assert ann.runs(f"{move}; sed -i 's/line 3$/line 3 of ann/' k.py").ok
    done = ann.runs("git add -A && git commit -qm anns")
    assert done.ok, done
    assert "line 3 of ann" in ann.repository.git("show", "main:k.py")


@pytest.mark.parametrize(("committed", "edited"), [(True, False), (True, True), (False, False)])
@pytest.mark.parametrize("move", ["git mv", "mv"])
def test_a_name_that_the_file_had_for_a_while_has_nothing_of_the_edit_once_that_is_committed(
    ann: Claude, bob: Claude, move: str, committed: bool, edited: bool
) -> None:
    bob.edits("f.py", "line 25\n", "line 25 of bob\n")
    assert ann.runs(f"{move} f.py k.py").ok
    if edited:
        ann.edits("k.py", "line 3\n", "line 3 of ann\n")
    assert ann.runs(f"{move} k.py f.py").ok
    if committed:
        assert bob.runs("coordgit commit -m bobs").ok
        ann.reads("f.py")
        assert not edited or ann.runs("coordgit commit -m anns").ok
    assert ann.runs(f"{move} f.py k.py").ok
    done = ann.runs("git add -A && git commit -qm moved")
    assert done.rejected == ([] if committed else ["CG202 f.py", "CG202 k.py"]) and done.ok == committed, done.err


@pytest.mark.parametrize("back", [True, False])
@pytest.mark.parametrize("move", [*MOVES.values(), "cp f.py k.py"])
def test_who_moves_a_file_carries_no_edit_that_a_reset_has_brought_back_as_committed(
    ann: Claude, bob: Claude, move: str, back: bool
) -> None:
    bob.edits("f.py", "line 25\n", "line 25 of bob\n")
    assert bob.runs("git commit -qam bobs").ok and bob.runs("git reset -q HEAD~1").ok
    assert not back or bob.runs("git reset -q ORIG_HEAD").ok
    assert ann.runs(move).ok
    done = ann.runs("git add -A && git commit -q --allow-empty -m anns")
    assert done.ok == back and bool(done.rejected) != back, done


@pytest.mark.parametrize("back", [True, False])
@pytest.mark.parametrize("move", [["git", "mv"], ["cp"]], ids=" ".join)
def test_who_moves_a_file_without_a_client_is_not_asked_for_an_edit_that_a_reset_has_brought_back_as_committed(
    bob: Claude, repository: Repository, move: list[str], back: bool
) -> None:
    bob.edits("f.py", "line 25\n", "line 25 of bob\n")
    assert bob.runs("git commit -qam bobs").ok and bob.runs("git reset -q HEAD~1").ok
    assert not back or bob.runs("git reset -q ORIG_HEAD").ok
    bob.reads("g.py")
    carl = repository.session("carl")
    carl.lands("g.py", "2\n")
    assert repository.run([*move, "f.py", "k.py"], repository.top).ok
    carl.git("add", "-A")
    rejected = carl.git("commit", "-qm", "carls").rejected
    assert ("CG101 g.py" in rejected, rejected == []) == (not back, back), rejected


def test_what_another_moves_and_then_removes_is_gone(ann: Claude, bob: Claude) -> None:
    bob.edits("f.py", "line 25\n", "line 25 of bob\n")
    assert ann.runs("git mv f.py k.py").ok
    assert "uncommitted edits of claude bob went from the work tree: k.py" in ann.runs("rm k.py").out
    assert bob.repository.coordgit("restore", **bob.env).ok
    assert (bob.repository.top / "k.py").read_text() == MINE


def test_the_same_text_in_a_new_file_is_its_own(ann: Claude, bob: Claude) -> None:
    bob.writes("new.py", "x = 1\n")
    assert ann.runs("cp new.py other.py && git add other.py && git commit -qm copied").ok
    assert bob.runs("git add new.py && git commit -qm bobs").ok


@pytest.mark.parametrize("move", MOVES.values(), ids=MOVES)
def test_each_of_several_sessions_edits_goes_along(ann: Claude, bob: Claude, move: str) -> None:
    cat, repository = Claude(ann.repository, "cat"), ann.repository
    bob.edits("f.py", "line 25\n", "line 25 of bob\n")
    cat.edits("f.py", "line 3\n", "line 3 of cat\n")
    moved = ann.runs(move)
    assert moved.ok and "uncommitted edits" not in moved.out, moved
    assert {f"  claude {name}  " in repository.coordgit("whose", "k.py").out for name in ("bob", "cat")} == {True}
    cat.reads("k.py")
    assert set(cat.runs("git add -A && git commit -qam cats").rejected) >= {"CG202 k.py"}
    if "commit" in move:
        assert cat.runs("coordgit commit -m cats").ok
        assert "bob" not in repository.git("show", "main:k.py") and "line 3 of cat" in repository.git("show", "main:k.py")


@pytest.mark.parametrize("others", [True, False], ids=["over another's", "alone"])
def test_an_own_edit_goes_along_where_the_move_is_committed_in_the_same_call(ann: Claude, bob: Claude, others: bool) -> None:
    ann.reads("f.py")
    if others:
        bob.edits("f.py", "line 25\n", "line 25 of bob\n")
    ann.edits("f.py", "line 3\n", "line 3 of ann\n")
    assert ann.runs(MOVES["git mv, committed"]).ok
    swept = ann.runs("git commit -qam anns")
    assert swept.rejected == ["CG202 k.py"] * others, swept
    if others:
        assert ann.runs("coordgit commit -m anns").ok
    text = ann.repository.git("show", "main:k.py")
    assert "line 3 of ann" in text and "of bob" not in text
