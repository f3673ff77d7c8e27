"""Sweeps by tables: whose edits are not for others to commit, and what of a path a commit carries. No git, no store."""

import pytest

from coordgit.core.rules.sweep import Committer, Owner, TextEdit, carries, holds


@pytest.mark.parametrize(
    ("owner", "by_agent", "by_person"),
    [
        (Owner(), True, True),
        (Owner(resting=True), True, False),
        (Owner(live=False), False, False),
        (Owner(live=False, resting=True), False, False),
        (Owner(done_at=9.0), True, True),
        (Owner(done_at=10.0), False, False),
        (Owner(done_at=11.0, resting=True), False, False),
        (Owner(person=True), True, False),
        (Owner(person=True, live=False), True, False),
    ],
)
def test_whose_edits_are_not_for_others_to_commit(owner: Owner, by_agent: bool, by_person: bool) -> None:
    assert holds(owner, 10.0, Committer(person=False)) == by_agent
    assert holds(owner, 10.0, Committer(person=True)) == by_person


@pytest.mark.parametrize(("edited", "edited_path", "held"), [(True, False, True), (False, False, False), (True, True, False)])
def test_a_persons_edit_is_taken_along_only_beside_an_agents_own_edits_of_other_paths(
    edited: bool, edited_path: bool, held: bool
) -> None:
    assert holds(Owner(person=True), 10.0, Committer(False, edited, edited_path)) == held
    assert holds(Owner(), 10.0, Committer(False, edited, edited_path))


def text(words: str) -> bytes:
    return "".join(f"{word * 4}\n" for word in words).encode()


def edit(pair: str) -> TextEdit:
    before, after = pair.split(">")
    return TextEdit(text(before), text(after))


@pytest.mark.parametrize(
    ("theirs", "own", "commit", "carried", "case"),
    [
        ("abc>abcX", "", "abc>abcX", True, "all of it"),
        ("abc>abcX", "", "abc>abYc", False, "something else"),
        ("abc>abcX", "abc>Yabc", "abc>YabcX", True, "beside one's own"),
        ("abc>abcX", "abc>Yabc", "abc>Yabc", False, "one's own hunk alone"),
        ("abc>ab", "abc>Yabc", "abc>Yab", True, "a line that they took away"),
        ("abc>abX", "", "abc>abY", False, "an edit over theirs"),
        ("abc>abX", "", "abc>abX", True, "a line that they replaced"),
        ("abc>ab", "abc>Yabc", "abc>Yabc", False, "a line that they took away stands"),
        ("abc>abcX", "abc>abcX", "abc>abcX", False, "both wrote the same"),
        ("abc>ac", "abc>ac", "abc>ac", False, "both took the same away"),
        ("Yabc>YabcX", "abc>Yabc YabcX>ZYabcX", "abc>ZYabcX", True, "edited in turns, and all of it"),
        ("Yabc>YabcX", "abc>Yabc YabcX>ZYabcX", "abc>ZYabc", False, "edited in turns, and one's own"),
        ("abc>abcVWXYZ", "", "abc>abcV", False, "less than a quarter of what they changed"),
        ("abc>abcWXYZ", "", "abc>abcW", True, "a quarter of it"),
        ("abcX>abcX", "", "abc>abcX", False, "they changed nothing"),
        ("abc>aXc aXc>ac", "abc>Yabc", "abc>Yac", True, "a line that they replaced, and whose replacement they took away"),
        ("abc>aXc aXc>ac", "abc>Yabc", "abc>Yabc", False, "such a line stands"),
        ("abc>abcX abcX>abc", "abc>Yabc", "abc>Yabc", False, "what they took back"),
        (">X", "", ">X", True, "a file that they made"),
        ("X>", "", "X>", True, "a file that they removed"),
    ],
)
def test_a_commit_carries_anothers_edit_if_it_has_enough_of_its_lines(
    theirs: str, own: str, commit: str, carried: bool, case: str
) -> None:
    assert carries(map(edit, theirs.split()), map(edit, own.split()), edit(commit)) == carried, case


def test_brackets_and_blank_lines_tell_nothing() -> None:
    assert not carries([TextEdit(b"a\n", b"a\n}\n\n")], [], TextEdit(b"a\n", b"a\n}\n\n"))


LONG = b"total = add(first, 'second')\n"
SPLIT = b'total = add(\n    first,\n    "second",\n)\n'


@pytest.mark.parametrize(
    ("own", "commit", "carried", "case"),
    [
        (TextEdit(b"", b""), TextEdit(b"1\n", b"1\n" + SPLIT), True, "the commit's hook has split it"),
        (
            TextEdit(b"0\n" + LONG, b"1\n" + SPLIT),
            TextEdit(b"0\n", b"1\n" + SPLIT),
            True,
            "a formatter that was recorded has split it",
        ),
        (TextEdit(b"0\n" + LONG, b"1\n" + LONG), TextEdit(b"0\n", b"1\n"), False, "left out"),
        (TextEdit(b"0\n", b"0\n" + SPLIT), TextEdit(b"0\n", b"0\n" + SPLIT), False, "the session wrote the same itself"),
        (TextEdit(b"", b""), TextEdit(SPLIT, SPLIT + b"1\n"), False, "it was there before"),
    ],
)
def test_a_line_that_a_formatter_has_changed_is_carried_all_the_same(
    own: TextEdit, commit: TextEdit, carried: bool, case: str
) -> None:
    assert carries([TextEdit(b"", LONG)], [own], commit) == carried, case


TYPED = b"".join(b"name%d=%d\n" % (n, n) for n in range(9))


@pytest.mark.parametrize("carried", [False, True], ids=["own lines alone", "theirs too"])
def test_a_line_of_the_session_that_they_only_formatted_is_not_theirs(carried: bool) -> None:
    formatted = TYPED.replace(b"=", b" = ")
    theirs = TextEdit(TYPED + b"theirs = 1\n", formatted + b"theirs = 2\n")
    commit = TextEdit(b"theirs = 1\n", formatted + (b"theirs = 2\n" if carried else b"theirs = 1\n"))
    assert carries([theirs], [TextEdit(b"theirs = 1\n", TYPED + b"theirs = 1\n")], commit) == carried
