"""Whose is each uncommitted line, and what of a path may a session commit: tables, and what holds of any edits in any order."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from coordgit.core import own_portion
from coordgit.core.own_portion import Portion, Sides
from coordgit.core.uncommitted_lines import NOBODY, EditStep, Weave, chained, declared, recent, woven
from tests.support.thorough import examples

ANN, BOB = "ann", "bob"


class File:
    """A file in a work tree, with what HEAD has of it and the edits that were recorded. A text is used as its own blob."""

    def __init__(self, head: str | None) -> None:
        self.head = self.disk = head
        self.edits: list[EditStep] = []

    def edit(self, session: str, after: str | None, before: str | None = "disk", *, exact: bool = True) -> File:
        if session != NOBODY:
            before = self.disk if before == "disk" else before
            self.edits.append(EditStep(session, before, after, exact=exact, number=len(self.edits) + 1))
        self.disk = after
        return self

    def chain(self) -> list[EditStep]:
        return chained(recent(self.edits), self.head, self.disk)

    def weave(self) -> Weave:
        chain = self.chain()
        named = {oid for step in chain for oid in (step.before, step.after)} | {self.head, self.disk}
        texts = {oid: [line.encode() for line in oid.splitlines(keepends=True)] for oid in named if oid is not None}
        return woven(chain, self.head, self.disk, texts)

    def portion(self, session: str, *handed: str) -> Portion:
        there = (self.head is not None, self.disk is not None)
        return own_portion.of(self.weave(), Sides(session, frozenset(handed)), *there)

    def commits(self, session: str) -> Portion:
        found, weave = self.portion(session), self.weave()
        if not found.clash and found.changes:
            self.head = None if found.text is None else found.text.decode()
        if not found.clash:
            stay = {step.number for step in own_portion.waiting(weave, found, session)}
            mine = [step.session == session and step.landed is None and step.number not in stay for step in self.edits]
            now = len(self.edits)
            self.edits = [step._replace(landed=now) if own else step for own, step in zip(mine, self.edits, strict=True)]
        return found

    def owners(self) -> list[str]:
        weave = self.weave()
        return [
            f"{'+' if line.disk else '-'}{line.text.decode().strip()} {weave.maker(line)}" for line in weave.lines if line.changed
        ]


class Case(NamedTuple):
    edits: list[tuple[str, str | None]]
    ann: str | None
    bob: str | None
    head: str | None = "a b c d e"


def lines(words: str | None) -> str | None:
    return None if words is None else "".join(f"{word}\n" for word in words.split())


APART = {
    "each changed a line of its own": Case([(ANN, "A b c d e"), (BOB, "A b c d E")], "A b c d e", "a b c d E"),
    "in turns": Case([(ANN, "A b c d e"), (BOB, "A b C d e"), (ANN, "A b C d E")], "A b c d E", "a b C d e"),
    "lines beside each other": Case([(ANN, "a b B c d e"), (BOB, "a b B D c d e")], "a b B c d e", "a b D c d e"),
    "both appended": Case([(BOB, "a b c d e x"), (ANN, "a b c d e x y")], "a b c d e y", "a b c d e x"),
    "one deleted, one appended": Case([(BOB, "a c d e"), (ANN, "a c d e f")], "a b c d e f", "a c d e"),
    "put back by the other": Case([(ANN, "A b c d e"), (BOB, "a b c d e"), (BOB, "a b c D e")], "a b c d e", "a b c D e"),
    "neighbouring lines": Case([(ANN, "a B c d e"), (BOB, "a B C d e")], "a B c d e", "a b C d e"),
    "all of it is one's": Case([(ANN, "x y")], "x y", "a b c d e"),
    "a new file of one": Case([(ANN, "x y")], "x y", None, None),
    "one's own, changed again": Case([(ANN, "a X c d e"), (ANN, "a Y c d e"), (BOB, "a Y c d E")], "a Y c d e", "a b c d E"),
    "a formatter over one's": Case([(ANN, "a X c d e"), (NOBODY, "a Y c d e"), (BOB, "a Y c d E")], "a Y c d e", "a b c d E"),
    "nobody's stay if two edit": Case([(ANN, "A b c d e"), (NOBODY, "A b C d e"), (BOB, "A b C d E")], "A b c d e", "a b c d E"),
    "nobody's go with the only editor's": Case([(ANN, "A b c d e"), (NOBODY, "A b C d e")], "A b C d e", "a b c d e"),
    "those that stood there stay": Case([(NOBODY, "a b C d e"), (ANN, "A b C d e")], "A b c d e", "a b c d e"),
    "a line within another's lines": Case([(ANN, "a X Y c"), (BOB, "a X z Y c")], "a X Y c", "INSIDE", "a c"),
}


@pytest.mark.parametrize("name", APART)
def test_each_session_commits_its_own_lines(name: str) -> None:
    case = APART[name]
    for session, wanted in ((ANN, case.ann), (BOB, case.bob)):
        file = File(lines(case.head))
        for who, text in case.edits:
            file.edit(who, lines(text))
        found = file.portion(session)
        if wanted == "INSIDE":
            assert found.clash == own_portion.INSIDE
        else:
            assert not found.clash
            assert (found.text.decode() if found.text is not None and found.changes else lines(case.head)) == lines(wanted)


CLASHES: dict[str, tuple[list[tuple[str, str | None]], str]] = {
    "one line twice": ([(ANN, "a X c"), (BOB, "a Y c")], own_portion.OVERLAP),
    "a line of another's block": ([(ANN, "a x y z b c"), (BOB, "a x Y z b c")], own_portion.OVERLAP),
    "the other deleted the file": ([(ANN, "a X c"), (BOB, None)], own_portion.GONE),
    "the file of the other": ([(BOB, "n"), (ANN, "n m")], own_portion.MADE),
    "over what stood there": ([(NOBODY, "a P c"), (ANN, "a Q c")], own_portion.BEFORE),
    "a file that nobody recorded": ([(NOBODY, "n"), (ANN, "n m")], own_portion.FOUND),
}


@pytest.mark.parametrize("name", CLASHES)
def test_what_cannot_be_told_apart_is_not_committed(name: str) -> None:
    edits, why = CLASHES[name]
    file = File(None if why in (own_portion.MADE, own_portion.FOUND) else "a\nb\nc\n")
    for who, text in edits:
        file.edit(who, lines(text))
    assert file.portion(ANN).clash == why


@pytest.mark.parametrize(("left", "goes"), [("a b", True), ("a x b", False), ("a", False)])
def test_a_file_goes_with_its_session_if_nothing_of_anothers_edit_is_left_in_it(left: str, goes: bool) -> None:
    file = File("a\nb\n").edit(BOB, "a\nx\nb\n").edit(BOB, lines(left)).edit(ANN, None)
    found = file.portion(ANN)
    assert (found.clash, found.changes, found.text) == ("" if goes else own_portion.GONE, goes, None)


def test_the_maker_of_a_block_commits_first_and_then_the_other_does() -> None:
    file = File("a\nc\n").edit(ANN, "a\nx\ny\nc\n").edit(BOB, "a\nx\nz\ny\nc\n")
    assert file.commits(BOB).clash == own_portion.INSIDE
    assert file.commits(ANN).text == b"a\nx\ny\nc\n"
    assert file.commits(BOB).text == b"a\nx\nz\ny\nc\n" == (file.disk or "").encode()


@pytest.mark.parametrize("at", ["a c d", "a c d b", "a b c d"])
def test_who_puts_back_what_it_has_removed_and_committed_commits_that_too(at: str) -> None:
    file = File(lines("a b c d")).edit(ANN, lines("ann a b c d")).edit(BOB, lines("ann a c d"))
    assert file.commits(BOB).text == (lines("a c d") or "").encode()
    file.edit(BOB, lines(f"ann {at}"))
    assert file.portion(BOB).changes == (at != "a c d")
    file.commits(BOB)
    assert file.head == lines(at)


def test_who_makes_a_file_anew_after_its_committed_removal_commits_it() -> None:
    file = File("a\n").edit(ANN, "x\n").edit(ANN, "a\n").edit(BOB, None)
    assert file.commits(BOB).changes
    assert file.edit(ANN, "new\n").portion(ANN).text == b"new\n"


def test_who_puts_back_what_another_removes_has_undone_that() -> None:
    file = File(lines("a b c d")).edit(BOB, lines("a c d")).edit(ANN, lines("a b c d ann"))
    assert not file.commits(BOB).changes
    assert file.owners() == ["+ann ann"]


def test_an_edit_counts_that_was_committed_after_one_that_is_not_was_made() -> None:
    file = File(lines("a b c d")).edit(ANN, lines("a c d")).edit(BOB, lines("a b d")).edit(ANN, lines("c b d"))
    assert not file.commits(ANN).clash and not file.commits(BOB).clash
    assert file.head == file.disk


def test_the_edits_that_count_do_not_grow_with_those_that_are_committed() -> None:
    def in_turns(count: int) -> list[EditStep]:
        """Each commits its edit after the next one has made his: at no moment is all committed."""
        return [
            EditStep(ANN if n % 2 else BOB, str(n), str(n + 1), n + 1 if n < count else None, number=n)
            for n in range(1, count + 1)
        ]

    assert len(recent(in_turns(400))) == len(recent(in_turns(40))) < 10
    assert recent([step._replace(landed=step.number) for step in in_turns(40)]) == []


def test_what_a_session_left_behind_is_taken_over_where_it_overlaps_and_only_there() -> None:
    file = File("a\nb\nc\nd\n").edit(BOB, "a\nX\nc\nD\n").edit(ANN, "a\nY\nc\nD\n")
    assert file.portion(ANN).clash == own_portion.OVERLAP
    assert file.portion(ANN, BOB).text == b"a\nY\nc\nd\n"


def test_a_call_that_ran_while_another_edited_does_not_take_its_line() -> None:
    file = File("a\nb\n").edit(BOB, "a\nb\nbob\n").edit(ANN, "ann\na\nb\nbob\n", before="a\nb\n")
    assert file.owners() == ["+ann ann", "+bob bob"]


def test_of_two_that_recorded_one_change_the_exact_record_counts() -> None:
    for exact in (ANN, BOB):
        edits = [EditStep(who, "a\n", "a\nx\n", exact=who == exact) for who in (ANN, BOB)]
        assert [step.session for step in chained(edits, "a\n", "a\nx\n")] == [exact]


def test_a_whole_file_is_committed_by_its_only_editor_and_by_no_other() -> None:
    alone, both = [EditStep(ANN, "1", "2")], [EditStep(ANN, "1", "2"), EditStep(BOB, "2", "3")]
    assert own_portion.of_whole(alone, Sides(ANN), "1", "2").changes
    assert not own_portion.of_whole(alone, Sides(BOB), "1", "2").changes
    assert own_portion.of_whole(both, Sides(ANN), "1", "3").clash == own_portion.ONE_PIECE
    assert own_portion.of_whole(alone, Sides(ANN), "0", "2").clash == own_portion.BEFORE


def test_a_declared_version_is_committed_but_for_what_others_recorded() -> None:
    file = File("a\nb\nc\n").edit(NOBODY, "a\nb\nme\nc\n").edit(BOB, "bob\na\nb\nme\nc\n")
    for version in ("a\nb\nme\nc\n", file.disk or ""):
        weave = declared(file.weave(), [line.encode() for line in version.splitlines(keepends=True)])
        found = own_portion.of_declared(weave, Sides("person"))
        assert found.text == b"a\nb\nme\nc\n" and not found.clash


def test_a_declared_version_decides_where_edits_overlap() -> None:
    file = File("a\nb\nc\n").edit(ANN, "a\nX\nc\n").edit(BOB, "a\nY\nc\n")
    weave = declared(file.weave(), [b"a\n", b"Y\n", b"c\n"])
    assert own_portion.of_declared(weave, Sides(BOB)).text == b"a\nY\nc\n"


def test_lines_that_a_commit_which_no_hook_saw_has_are_not_committed_again() -> None:
    """Of equal lines HEAD's may be matched with others than the edit's."""
    file = File(lines("a b c a b c")).edit(ANN, lines("a b a a b c")).edit(ANN, lines("a b a a c"))
    file.head = file.disk
    file.commits(ANN)
    assert file.head == file.disk


# --- every order of a few turns --------------------------------------------------------------------------------------


def interleavings(ann: list[str], bob: list[str]) -> list[list[tuple[str, str]]]:
    """Every order of the turns of two sessions."""
    if not ann or not bob:
        return [[(ANN, turn) for turn in ann] + [(BOB, turn) for turn in bob]]
    first = [[(ANN, ann[0]), *rest] for rest in interleavings(ann[1:], bob)]
    return first + [[(BOB, bob[0]), *rest] for rest in interleavings(ann, bob[1:])]


def played(order: list[tuple[str, str]]) -> tuple[File, list[tuple[str, Portion]]]:
    """The file, and what each commit came to. A turn replaces a line, ``old>new``, or commits."""
    file, commits = File(lines("a b c d e f g h")), []
    for session, turn in order:
        if turn == "commit":
            commits.append((session, file.commits(session)))
        else:
            old, new = (lines(words) or "" for words in turn.split(">"))
            file.edit(session, (file.disk or "").replace(old, new, 1))
    return file, commits


@pytest.mark.parametrize(
    ("ann", "bob"),
    [
        (["b>B", "d>d D", "commit"], ["f>F", "commit", "h>", "commit"]),
        (["b>B", "commit", "B>b", "commit"], ["d>D", "commit", "D>d", "commit"]),  # both take it back
        (["b>", "commit", "a>a b", "commit"], ["f>", "d>d f", "commit"]),  # put back, and moved
        (["b>B", "c>C", "commit"], ["d>D", "commit", "e>E", "commit"]),  # side by side
    ],
)
def test_edits_apart_are_committed_by_their_sessions_in_every_order(ann: list[str], bob: list[str]) -> None:
    alone = {ANN: played([(ANN, turn) for turn in ann])[0].disk, BOB: played([(BOB, turn) for turn in bob])[0].disk}
    start = Counter((lines("a b c d e f g h") or "").split())
    for order in interleavings(ann, bob):
        file, commits = played(order)
        assert not any(found.clash or found.waits for _, found in commits), order
        assert file.head == file.disk, order
        changes = [Counter((text or "").split()) for text in alone.values()]
        both = start.copy()
        for change in changes:
            both.subtract(start)
            both.update(change)
        assert +both == Counter((file.head or "").split()), order


def test_edits_of_one_line_are_refused_in_every_order_while_neither_is_committed() -> None:
    for order in interleavings(["b>B", "commit"], ["B>X", "commit"]):
        file, commits = played(order)
        done = [turn for turn in order if turn != (BOB, "B>X")]
        overlap = order.index((BOB, "B>X")) > order.index((ANN, "b>B"))  # else there is nothing to replace yet
        apart = done.index((ANN, "commit")) < done.index((BOB, "commit")) and order.index((ANN, "commit")) < order.index(
            (BOB, "B>X")
        )
        assert any(found.clash == own_portion.OVERLAP for _, found in commits) == (overlap and not apart), order
        if not overlap or apart:
            assert file.head == file.disk, order


# --- any edits, in any order -----------------------------------------------------------------------------------------

SESSIONS = (ANN, BOB, "cyd")
EDITS = st.lists(st.tuples(st.sampled_from(SESSIONS), st.integers(0, 99), st.integers(0, 3), st.integers(0, 2)), max_size=12)


def play(edits: list[tuple[str, int, int, int]], word: str) -> tuple[File, dict[str, set[str]]]:
    """The file after the edits: each replaces some lines by others. ``word``: what the lines of an edit say."""
    file = File("".join(f"base {n}\n" for n in range(8)))
    wrote: dict[str, set[str]] = {session: set() for session in SESSIONS}
    for n, (session, at, out, new) in enumerate(edits):
        now = (file.disk or "").splitlines(keepends=True)
        at %= len(now) + 1
        added = [word.format(session=session, n=n, k=k) + "\n" for k in range(new)]
        wrote[session].update(added)
        file.edit(session, "".join([*now[:at], *added, *now[at + out :]]))
    return file, wrote


@settings(max_examples=examples(100, 1000), deadline=None)
@given(EDITS, st.permutations(SESSIONS))
def test_what_all_commit_is_what_all_wrote_nothing_twice_and_nothing_lost(
    edits: list[tuple[str, int, int, int]], order: list[str]
) -> None:
    file, wrote = play(edits, "{session} {n} {k}")
    disk, refused = file.disk, set(SESSIONS)
    for _ in SESSIONS:
        refused = {session for session in order if session in refused}
        for session in [who for who in order if who in refused]:
            before = (file.head or "").splitlines(keepends=True)
            found = file.commits(session)
            assert file.disk == disk
            if found.clash:
                continue
            if not found.waits:
                refused.discard(session)
            after = (file.head or "").splitlines(keepends=True)
            assert len(after) == len(set(after)), "a line was committed twice"
            assert set(after) - set(before) <= wrote[session], "another's line was committed"
            assert set(before) - set(after) <= set(before) - set((disk or "").splitlines(keepends=True)), "a line was lost"
    if not refused:
        assert file.head == disk


MOVES = st.lists(
    st.tuples(
        st.sampled_from(SESSIONS), st.sampled_from(["edit", "edit", "put back", "commit"]), st.integers(0, 99), st.integers(0, 2)
    ),
    max_size=25,
)


@settings(max_examples=examples(100, 1000), deadline=None)
@given(MOVES)
def test_commits_between_edits_are_what_was_written_nothing_twice_and_nothing_lost(
    moves: list[tuple[str, str, int, int]],
) -> None:
    file = File("".join(f"base {n}\n" for n in range(8)))
    wrote: dict[str, set[str]] = {session: set() for session in SESSIONS}
    gone: dict[str, set[str]] = {session: set() for session in SESSIONS}

    def commit(session: str) -> bool:
        """Commit and compare; false if the session has to wait for another one."""
        head, disk = ((text or "").splitlines(keepends=True) for text in (file.head, file.disk))
        found = file.commits(session)
        now = (file.head or "").splitlines(keepends=True)
        assert file.disk == "".join(disk)
        assert set(now) - set(head) <= wrote[session], "another's line was committed"
        assert set(head) - set(now) <= gone[session], "another's removal was committed"
        if all(move[1] != "put back" for move in moves):  # else one may have moved a line of which another commits a part
            assert len(now) == len(set(now)), "a line was committed twice"
            assert not (set(head) - set(now)) & set(disk), "a line was lost"
        return not found.clash and not found.waits

    for n, (session, what, at, count) in enumerate(moves):
        if what == "commit":
            commit(session)
            continue
        now = (file.disk or "").splitlines(keepends=True)
        at %= len(now) + 1
        new = [f"{session} {n} {k}\n" for k in range(count)]
        if what == "put back":
            new = sorted(set.union(*gone.values()) - set(now))[: min(count, 1)]
        wrote[session].update(new)
        gone[session].update(now[at : at + count])
        file.edit(session, "".join([*now[:at], *new, *now[at + count :]]))
    waiting = set(SESSIONS)
    for _ in SESSIONS:
        waiting -= {session for session in sorted(waiting) if commit(session)}
    if not waiting:
        assert file.head == file.disk


@settings(max_examples=examples(100, 1000), deadline=None)
@given(EDITS, st.permutations(SESSIONS), st.sampled_from(["x", "", "}} {k}", "base {k}"]))
@example(  # one of ann's edits is committed, and another of the same hunk waits for bob
    [(ANN, 4, 1, 1), (BOB, 5, 1, 1), (BOB, 6, 0, 2), (ANN, 0, 1, 0), (ANN, 3, 0, 1), (BOB, 2, 3, 2)], list(SESSIONS), "}} {k}"
)
def test_lines_that_are_alike_are_not_committed_twice_nor_lost(
    edits: list[tuple[str, int, int, int]], order: list[str], word: str
) -> None:
    """A line that equals another session's may have to wait for the next commit; on disk it stays."""
    file, _ = play(edits, word)
    disk, refused = file.disk, set(SESSIONS)
    for _ in SESSIONS:
        done = {session: file.commits(session) for session in order if session in refused}
        refused -= {session for session, found in done.items() if not found.clash and not found.waits}
    assert file.disk == disk
    if not refused:
        assert Counter((file.head or "").splitlines()) <= Counter((disk or "").splitlines())
