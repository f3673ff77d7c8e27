"""What a command takes away is told by contents: of the edit, of the file, and of what the command leaves."""

import pytest

from coordgit.core import removed_edits
from coordgit.core.model import Epoch, Write
from coordgit.core.removed_edits import OwnEdits, PathState, Taken

TEXTS: dict[str, bytes | None] = {
    "base": b"one\ntwo\nthree\n",
    "edited": b"one\nTWO\nthree\n",
    "both": b"ONE\nTWO\nthree\n",
    "other": b"ONE\ntwo\nthree\n",
    "shorter": b"one\nthree\n",
    "both, shorter": b"ONE\nthree\n",
    "both, shorter, and more": b"ONE\nthree\nfour\n",
    "large": None,
}


def write(before: str | None = "base", after: str | None = "edited", session: str = "ann") -> Write:
    return Write(epoch=Epoch(session, 1), path="a.py", before=before, after=after)


@pytest.mark.parametrize(
    ("state", "gone"),
    [
        (PathState(head="base", disk="edited", left="base"), True),
        (PathState(head="base", disk="edited", left=None), True),
        (PathState(head="base", disk="both", left="base"), True),
        (PathState(head="base", disk="edited", left="edited"), False),
        (PathState(head="edited", disk="edited", left="base"), False),
        (PathState(head="base", disk="other", left="base"), False),
        (PathState(head="base", disk=None, left="base"), False),
    ],
)
def test_an_edit_is_taken_if_it_is_in_the_file_alone_and_something_else_is_left(state: PathState, gone: bool) -> None:
    assert bool(removed_edits.taken([write()], {"a.py": state}, TEXTS)) == gone
    assert removed_edits.taken([write()], {"b.py": state}, TEXTS) == []


@pytest.mark.parametrize(
    ("edit", "now", "stands"),
    [
        (write(), "edited", True),
        (write(), "both", True),
        (write(), "base", False),
        (write(), "other", False),
        (write(), None, False),
        (write(after="base"), "base", False),
        (write(after="shorter"), "shorter", True),
        (write(after="shorter"), "other", False),
        (write(before=None), "both", True),
        (write(before="base", after=None), None, True),
        (write(before="base", after=None), "base", False),
        (write(before="base", after=None), "shorter", True),
        (write(before="shorter", after=None), "base", False),
        (write(after="large"), "other", True),
    ],
)
def test_an_edit_stands_while_any_line_of_it_does(edit: Write, now: str | None, stands: bool) -> None:
    assert removed_edits.stands(edit, now, TEXTS) is stands


@pytest.mark.parametrize(
    ("edit", "now", "head", "lost"),
    [
        (write(), "base", "base", True),
        (write(), None, "base", True),
        (write(), "other", "other", True),
        (write(before=None), None, None, True),
        (write(), "edited", "base", False),
        (write(), "other", "base", False),
        (write(), "both", "both", False),
        (write(after=None), "base", "base", False),
        (write(after="base"), None, "base", False),
    ],
)
def test_an_edit_is_lost_if_nothing_of_it_is_in_a_file_that_nobody_else_edited(
    edit: Write, now: str | None, head: str | None, lost: bool
) -> None:
    assert removed_edits.lost(edit, now, head, TEXTS) is lost


@pytest.mark.parametrize(("now", "lost"), [("other", True), ("both, shorter, and more", False)])
def test_a_line_that_one_part_of_an_edit_added_and_a_later_one_removed_does_not_stand(now: str, lost: bool) -> None:
    parts = [("base", "edited"), ("both", "both, shorter")]
    assert removed_edits.lost(write(after="both, shorter"), now, now, TEXTS, parts) is lost


@pytest.mark.parametrize(("left", "lost"), [("other", False), ("both, shorter", True)], ids=["all", "not all"])
def test_an_edit_that_its_session_has_taken_back_is_not_lost_with_what_another_put_beside_it(left: str, lost: bool) -> None:
    parts = [("base", "edited"), ("both", left)]
    assert removed_edits.lost(write(after=left), "base", "base", TEXTS, parts) is lost


@pytest.mark.parametrize(("now", "replaced"), [("nothing", False), ("another line", False), ("other", True)])
def test_what_an_edit_removed_is_not_overwritten_by_a_tool_that_takes_the_rest_away_too(now: str, replaced: bool) -> None:
    texts = TEXTS | {"nothing": b"", "another line": b"five\n"}
    assert removed_edits.overwritten(write(before="other", after="both, shorter"), now, "base", texts, typed=True) is replaced
    assert removed_edits.overwritten(write(before="other", after="both, shorter"), now, "base", texts, typed=False)


@pytest.mark.parametrize(
    ("states", "own"),
    [
        ({"mine.py": PathState(head="base", disk="edited", left="base")}, OwnEdits(["mine.py"], True, False)),
        ({"mine.py": PathState(head="base", disk="edited", left="edited")}, OwnEdits([], True, True)),
        ({"mine.py": PathState(head="edited", disk="edited", left="base")}, OwnEdits([], True, False)),
        ({"a.py": PathState(head="base", disk="both", left="base")}, OwnEdits([], True, False)),
        ({"a.py": PathState(head="base", disk="both", left="other")}, OwnEdits([], True, True)),
        ({"a.py": PathState(head="both", disk="both", left="other")}, OwnEdits([], True, False)),
    ],
    ids=["it would go too", "it would stay", "HEAD has it", "with another's", "the commit has another text", "and HEAD has it"],
)
def test_what_the_caller_alone_has_edited_may_go(states: dict[str, PathState], own: OwnEdits) -> None:
    mine, others = [write(session="bob"), write(session="bob")._replace(path="mine.py")], [write()]
    assert removed_edits.own_edits(mine, others, states) == own
    assert not removed_edits.own_edits(mine[1:], others, states).mixed


def test_texts_are_asked_for_only_where_the_file_is_not_what_the_edit_left() -> None:
    assert removed_edits.doubtful([write()], {"a.py": PathState(head="base", disk="edited", left="base")}) == []
    assert removed_edits.doubtful([write()], {"a.py": PathState(head="base", disk="both", left="base")}) == [
        "base",
        "edited",
        "both",
    ]


def test_what_is_taken_is_told_by_session_and_a_path_that_is_edited_is_not_named_as_read() -> None:
    found = removed_edits.by_session([write()], [("ann", "a.py"), ("ann", "b.py"), ("bob", "a.py")])
    assert found == [Taken("ann", ("a.py",), ("b.py",)), Taken("bob", (), ("a.py",))]
