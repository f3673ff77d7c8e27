"""An uncommitted edit that was read, in a file that a third session edits besides."""

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository
from tests.walks.dirty.edits import lands as lands_other

THIRD = "unrelated_9 = 9\n", "unrelated_9 = 90\n"
BACK = "(x, y)", "(x)"


def _edit_beside_two(repository: Repository, ann: Claude, bob: Claude) -> Claude:
    """Let ann read api.py with bob's and cat's uncommitted edits in it, and edit it herself; return cat."""
    bob.edits("api.py", "(x)", "(x, y)")
    cat = Claude(repository, "cat")
    cat.edits("api.py", *THIRD)
    ann.reads("api.py")
    ann.edits("api.py", "unrelated_15 = 15\n", "unrelated_15 = 150\n")
    return cat


@pytest.mark.parametrize(
    ("edit", "rejected"), [(THIRD, ["CG202 api.py", "CG202 api.py"]), (BACK, ["CG104 api.py"])], ids=["beside it", "back"]
)
def test_a_third_session_takes_away_an_edit_that_was_read_only_where_it_undoes_it(
    repository: Repository, ann: Claude, bob: Claude, edit: tuple[str, str], rejected: list[str]
) -> None:
    bob.edits("api.py", "(x)", "(x, y)")
    ann.reads("api.py")
    ann.edits("api.py", "unrelated_15 = 15\n", "unrelated_15 = 150\n")
    cat = Claude(repository, "cat")
    cat.reads("api.py")
    cat.edits("api.py", *edit)
    denied = ann.runs("git commit -qam hers")
    assert denied.rejected == rejected, denied.err
    assert ("since been removed" in denied.err) == (edit == BACK)
    if edit == THIRD:
        done = ann.runs("coordgit commit -m hers")
        assert done.ok and "CG104" not in done.err, done.err


@pytest.mark.parametrize("changed", [False, True])
def test_what_is_committed_of_several_edits_as_it_was_read_is_nothing_wrong(
    repository: Repository, ann: Claude, bob: Claude, changed: bool
) -> None:
    """Another part stays uncommitted, and both sessions go on."""
    _edit_beside_two(repository, ann, bob)
    if changed:
        bob.edits("api.py", "(x, y)", "(x, z)")
    assert bob.runs("coordgit commit -m his").ok
    bob.edits("api.py", "unrelated_2 = 2\n", "unrelated_2 = 20\n")
    assert ann.runs("coordgit commit -m hers").rejected == (["CG104 api.py"] if changed else [])


@pytest.mark.usefixtures("command_line")
@pytest.mark.parametrize("path", ["api.py", "other.py"])
@pytest.mark.parametrize("mutual", [True, False])
def test_who_has_read_an_edit_in_turn_is_asked_of_that_with_what_the_commit_sweeps(
    repository: Repository, ann: Claude, bob: Claude, mutual: bool, path: str
) -> None:
    """Ann answers that, and then commits her own edits."""
    line = ("0\n", "1\n") if path == "other.py" else ("unrelated_15 = 15\n", "unrelated_15 = 150\n")
    ann.edits(path, *line)
    if mutual:
        bob.reads(path)
    bob.edits("api.py", "(x)", "(x, y)")
    ann.reads("api.py")
    denied = ann.runs("git commit -qam hers")
    assert denied.rejected == ["CG104 api.py"] * mutual + ["CG202 api.py"]
    first, ack = f"{denied.verdict}#1", f"coordgit ack {denied.verdict}#1 --why"
    look = f'look at what changed in api.py (coordgit explain {first}), acknowledge it ({ack} "...")'
    assert (look in denied.err) == mutual, denied.err
    if mutual:
        assert ann.runs(f"{ack} 'it is another line'").ok
    assert ann.runs("coordgit commit -m hers" if path == "api.py" else "git commit -qm hers -- other.py").ok


@pytest.mark.parametrize("lands", [False, True], ids=["the other's stays uncommitted", "the other's is committed"])
@pytest.mark.parametrize(("to", "rejected"), [("(x)", ["CG104 api.py"]), ("(x, z)", [])], ids=["removed", "edited further"])
def test_of_several_edits_that_were_read_the_one_that_did_not_last_counts(
    repository: Repository, ann: Claude, bob: Claude, lands: bool, to: str, rejected: list[str]
) -> None:
    """Not the newest, which stands as it was read. Once all of the path is committed or gone, nobody's edits of it are kept."""
    bob.edits("api.py", "(x)", "(x, y)")
    cat = Claude(repository, "cat")
    cat.edits("api.py", *THIRD)
    ann.reads("api.py")
    if lands:
        assert cat.runs("coordgit commit -m hers").ok
    bob.edits("api.py", "(x, y)", to)
    done = lands_other(ann)
    assert done.rejected == rejected, done.err
    if not (lands and rejected):
        assert "uncommitted edit of claude bob that" in done.err, done.err


@pytest.mark.parametrize("writer", ["bob", "cat"])
@pytest.mark.parametrize(("first", "last", "asked"), [(1, 4, "bob"), (10, 14, "cat")])
def test_of_several_edits_those_in_the_lines_that_were_read_count(
    repository: Repository, ann: Claude, bob: Claude, writer: str, first: int, last: int, asked: str
) -> None:
    bob.edits("api.py", "(x)", "(x, y)")
    cat = Claude(repository, "cat")
    cat.edits("api.py", *THIRD)
    ann.reads("api.py", first, last)
    if writer == "bob":
        bob.edits("api.py", "(x, y)", "(x)")
    else:
        cat.edits("api.py", THIRD[1], THIRD[0])
    done = lands_other(ann)
    assert done.rejected == ([f"CG104 api.py:{first}-{last}"] if writer == asked else []), done.err
    assert ("CG104" in done.err) == (writer == asked), done.err


@pytest.mark.parametrize("third", [False, True])
def test_two_that_read_each_others_edits_cannot_both_come_first_though_a_third_edits_beside_them(
    repository: Repository, ann: Claude, bob: Claude, third: bool
) -> None:
    bob.edits("api.py", "(x)", "(x, y)")
    ann.reads("api.py")
    ann.writes("caller.py", "send(1, 2)\n")
    bob.reads("caller.py")
    if third:
        Claude(repository, "cat").edits("api.py", *THIRD)
    done = ann.commits("caller.py")
    assert done.rejected == ["CG104 api.py"] and "neither can come first" in done.err, done.err


def test_an_edit_that_stays_uncommitted_beside_what_landed_is_not_called_committed(
    repository: Repository, ann: Claude, bob: Claude
) -> None:
    bob.edits("api.py", "(x)", "(x, y)")
    ann.reads("api.py")
    cat = Claude(repository, "cat")
    cat.edits("api.py", *THIRD)
    assert cat.runs("coordgit commit -m hers").ok
    done = ann.runs("echo 'send(1, 2)' > caller.py; git commit -qm hers caller.py")
    assert done.rejected == ["CG104 api.py"] and "that was committed" not in done.err, done.err


@pytest.mark.parametrize("changed", [False, True])
def test_who_has_committed_an_own_edit_beside_a_landed_one_may_take_it_back(
    repository: Repository, ann: Claude, bob: Claude, changed: bool
) -> None:
    """What the branch has got since the read was read or is the reader's own; a third edit has gone on and stays uncommitted."""
    cat = _edit_beside_two(repository, ann, bob)
    cat.edits("api.py", "unrelated_2 = 2\n", "unrelated_2 = 20\n")
    if changed:
        bob.edits("api.py", "(x, y)", "(x, z)")
    assert bob.runs("coordgit commit -m his").ok
    assert ann.runs("coordgit commit -m hers").rejected == (["CG104 api.py"] if changed else [])
    ann.edits("api.py", "unrelated_15 = 150\n", "unrelated_15 = 15\n")
    if not changed:
        assert ann.runs("coordgit commit -m back").ok
