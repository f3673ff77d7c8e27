"""Two clients edit one file at the same moment: the hooks of one call come around the edit of the other."""

import itertools
from collections.abc import Callable

import pytest

from tests.portion.team import TEXT, commit, committed
from tests.support.claude import Claude

ORDERS = sorted(order for order in {"".join(order) for order in itertools.permutations("aaabbb")} if order[0] == "a")
"""Each session has three steps in this order: its first hook, the edit, its second hook."""
OF_BOTH = TEXT.replace("line 2\n", "line 2 ann\n").replace("line 8\n", "line 8 bob\n")


def steps(session: Claude, old: str, new: str) -> tuple[Callable[[], object], ...]:
    full, call = session.cwd / "f.py", session.call()
    given = {"file_path": str(full), "old_string": old, "new_string": new, "replace_all": False}
    answer = {"filePath": str(full), "oldString": old, "newString": new, "structuredPatch": [], "userModified": False}

    def edit() -> None:
        answer["originalFile"] = full.read_text()
        full.write_text(full.read_text().replace(old, new))

    def after() -> None:
        session.after("Edit", given, answer | {"replaceAll": False}, call)

    return (lambda: session.before("Edit", given, call)), edit, after


@pytest.mark.parametrize("first", ["ann", "bob"])
@pytest.mark.parametrize("order", ORDERS)
def test_each_commits_its_own_line(ann: Claude, bob: Claude, order: str, first: str) -> None:
    for session in (ann, bob):
        session.reads("f.py")
    of = {
        "a": iter(steps(ann, "line 2\n", "line 2 ann\n")),
        "b": iter(steps(bob, "line 8\n", "line 8 bob\n")),
    }
    for who in order:
        next(of[who])()
    one, other = (ann, bob) if first == "ann" else (bob, ann)
    assert commit(one).ok
    old, new = ("line 2\n", "line 2 ann\n") if first == "ann" else ("line 8\n", "line 8 bob\n")
    assert committed(ann.repository, "f.py") == TEXT.replace(old, new)
    assert "CG101 f.py" in commit(other).err
    other.reads("f.py")
    assert commit(other).ok
    assert committed(ann.repository, "f.py") == OF_BOTH


@pytest.mark.parametrize("order", ORDERS)
def test_so_it_does_where_it_had_edited_the_file_already(ann: Claude, bob: Claude, order: str) -> None:
    ann.edits("f.py", "line 5\n", "line 5 ann\n")
    of = {"a": iter(steps(ann, "line 2\n", "line 2 ann\n")), "b": iter(steps(bob, "line 8\n", "line 8 bob\n"))}
    for who in order:
        next(of[who])()
    assert commit(ann).ok
    assert committed(ann.repository, "f.py") == TEXT.replace("line 2\n", "line 2 ann\n").replace("line 5\n", "line 5 ann\n")


def test_what_is_done_to_an_edit_before_its_second_hook_is_its_sessions(ann: Claude, bob: Claude) -> None:
    bob.edits("g.py", "g\n", "bob\n")
    bob.before("Edit", {"file_path": str(bob.cwd / "g.py"), "old_string": "bob\n", "new_string": "b\n"}, bob.call())
    ann.reads("f.py")
    first, edit, second = steps(ann, "line 2\n", "line 2 ann\n")
    first()
    edit()
    text = TEXT.replace("line 2\n", "line 2 = ann\n").replace("line 9\n", "line 9;\n")  # by a formatter
    (ann.cwd / "f.py").write_text(text)
    second()
    assert commit(ann).ok
    assert committed(ann.repository, "f.py") == text
