"""The rules by tables: the weight of a reason, and whether an update has a change of somebody else. No git, no store."""

import difflib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordgit.core.contributors import PART_BROUGHT, PART_MADE, PART_MERGED, PART_UNCLEAR
from coordgit.core.hunks import Hunk
from coordgit.core.landed_steps import LandedStep, history, unseen
from coordgit.core.model import EARLIER, LEVELS, OTHER, SIBLING
from coordgit.core.rules.codes import RULES
from coordgit.core.rules.default_attributes import default_attribute
from coordgit.core.rules.levels import LEFT_OUT, REJECTS, TELLS
from coordgit.core.rules.lost_update import Versions, lacks, puts_back, undone
from coordgit.core.rules.mass_deletion import is_emptied
from coordgit.core.rules.put_back import replaced
from coordgit.core.rules.rewind import Part, may_drop, rewrote
from coordgit.core.rules.weights import BY_LEVEL, NOT_TIED, UNREADABLE, Reason, asks_tie, is_read, weigh
from coordgit.store.landings import Version

STALE, PHANTOM, APPEARED, DIRTY, ELSEWHERE, LOST, SWEPT, PUT_BACK, EMPTIED, REWOUND, LOCKED, UNKNOWN, UNSEEN = RULES


@pytest.mark.parametrize(
    ("code", "record", "snapshot", "relevant", "strict"),
    [
        (STALE, TELLS, TELLS, TELLS, REJECTS),
        (PHANTOM, TELLS, TELLS, REJECTS, REJECTS),
        (APPEARED, TELLS, TELLS, TELLS, REJECTS),
        (DIRTY, TELLS, REJECTS, REJECTS, REJECTS),
        (ELSEWHERE, TELLS, TELLS, TELLS, REJECTS),
        (LOST, TELLS, REJECTS, REJECTS, REJECTS),
        (SWEPT, TELLS, REJECTS, REJECTS, REJECTS),
        (PUT_BACK, TELLS, REJECTS, REJECTS, REJECTS),
        (EMPTIED, TELLS, REJECTS, REJECTS, REJECTS),
        (REWOUND, TELLS, REJECTS, REJECTS, REJECTS),
        (LOCKED, TELLS, REJECTS, REJECTS, REJECTS),
        (UNSEEN, TELLS, TELLS, TELLS, TELLS),
    ],
)
def test_the_weight_of_a_code_at_each_level(code: str, record: str, snapshot: str, relevant: str, strict: str) -> None:
    assert [weigh(Reason(code, level)).force for level in LEVELS] == [record, snapshot, relevant, strict]


@pytest.mark.parametrize("code", [STALE, PHANTOM, APPEARED, DIRTY, ELSEWHERE, LOST, SWEPT, PUT_BACK])
@pytest.mark.parametrize("level", LEVELS)
def test_an_attribute_decides_before_the_level(code: str, level: str) -> None:
    forces = [weigh(Reason(code, level, attribute)).force for attribute in ("ignore", "inform", "strict")]
    assert forces == [LEFT_OUT, TELLS, REJECTS]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("package-lock.json", "inform"),
        ("web/yarn.lock", "inform"),
        ("Cargo.lock", "inform"),
        ("go.sum", "inform"),
        ("package.json", ""),
        ("my.lock", ""),
        ("CHANGELOG.md", "append"),
        ("docs/changes.rst", "append"),
        ("NEWS", "append"),
        ("history.py", ""),
        ("news.html", ""),
        ("CHANGELOG-rules.md", ""),
    ],
)
def test_what_nobody_means_to_be_stopped_by_has_an_attribute_by_default(path: str, value: str) -> None:
    assert default_attribute(path) == value


def test_locks_have_no_attributes() -> None:
    assert weigh(Reason(LOCKED, "strict", "ignore")).force == REJECTS


@pytest.mark.parametrize(("code", "force"), [(STALE, LEFT_OUT), (LOST, REJECTS), (SWEPT, REJECTS)])
def test_what_only_added_lines_is_left_out_under_append(code: str, force: str) -> None:
    assert weigh(Reason(code, "strict", "append", only_added=True)).force == force
    assert weigh(Reason(code, "strict", "append", only_added=False)).force == REJECTS


@pytest.mark.parametrize(
    ("searches", "declared", "tie", "force"),
    [
        ("tied", False, "", TELLS),
        ("tied", False, "the commit's changed lines name send", REJECTS),
        ("tied", False, None, REJECTS),
        ("tied", True, "", REJECTS),
        ("strict", False, "", REJECTS),
        ("off", False, "", LEFT_OUT),
        ("off", True, "", REJECTS),
    ],
)
def test_a_search_rejects_if_it_is_tied_or_was_declared(searches: str, declared: bool, tie: str | None, force: str) -> None:
    reason = Reason(PHANTOM, "strict", searches=searches, is_predicate=True, declared=declared, tie=tie)
    assert weigh(reason).force == force
    assert asks_tie(reason) == (searches == "tied" and not declared)


def test_at_relevant_a_stale_read_needs_a_tie() -> None:
    reason = Reason(STALE, "relevant")
    assert asks_tie(reason) and not asks_tie(reason._replace(attribute="strict"))
    assert weigh(reason) == (TELLS, BY_LEVEL + NOT_TIED)
    assert weigh(reason._replace(untied="only comments")) == (TELLS, BY_LEVEL + "only comments")
    assert weigh(reason._replace(tie="both name f")) == (REJECTS, "both name f")
    assert weigh(reason._replace(tie=None)) == (REJECTS, UNREADABLE)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("siblings", ["warn", "block"])
def test_a_change_that_has_not_landed_rejects_only_where_siblings_block(level: str, siblings: str) -> None:
    force = weigh(Reason(STALE, level, place=SIBLING, siblings=siblings)).force
    assert force == (REJECTS if siblings == "block" and level in ("relevant", "strict") else TELLS)


@pytest.mark.parametrize("level", LEVELS)
def test_what_is_about_a_person_alone_is_only_told(level: str) -> None:
    assert weigh(Reason(LOST, level, only_told=True)).force == TELLS
    assert weigh(Reason(LOST, level, "ignore", only_told=True)).force == LEFT_OUT


def test_what_a_target_had_before_the_read_only_informs() -> None:
    assert weigh(Reason(STALE, "strict", place=EARLIER, why="main had it before")) == (TELLS, "main had it before")


@pytest.mark.parametrize("level", LEVELS)
def test_what_was_read_elsewhere_only_informs_where_the_session_went_on_itself(level: str) -> None:
    assert weigh(Reason(ELSEWHERE, level, place=OTHER)).force == TELLS
    assert weigh(Reason(ELSEWHERE, level, "strict")).force == REJECTS


def test_codes_of_reads_are_told_from_the_others() -> None:
    assert [code for code in RULES if is_read(code)] == [STALE, PHANTOM, APPEARED, DIRTY, ELSEWHERE]
    assert not is_read("CG000")


@pytest.mark.parametrize(
    ("theirs", "ours", "back", "case"),
    [
        (("old", "new"), ("new", "old"), True, "the line is as it was"),
        (("old", "new"), ("new", "newer"), False, "the line is another one"),
        (("old", "new"), ("newer", "old"), False, "another line has become like it"),
        (("x", "y"), ("y", "x"), True, "however short"),
        (("some line", ""), ("", "some line"), True, "what was deleted is back"),
        (("}", ""), ("", "}"), False, "a bracket that was deleted tells nothing"),
        (("", "new"), ("new", ""), False, "what was added is gone: nothing is put back"),
    ],
)
def test_lines_are_put_back_exactly(theirs: tuple[str, str], ours: tuple[str, str], back: bool, case: str) -> None:
    def replaced_(pair: tuple[str, str]) -> tuple[tuple[bytes, ...], tuple[bytes, ...]]:
        one, other = (tuple(line.encode() for line in side.split("|") if line) for side in pair)
        return one, other

    assert puts_back([replaced_(theirs)], {replaced_(ours)}) == back, case


def step(before: str | None, after: str | None, *makers: str) -> LandedStep:
    return LandedStep(before, after, frozenset(makers))


@pytest.mark.parametrize(
    ("steps", "ours", "makers", "case"),
    [
        ([step("b1", "b2", "bob")], "b1", {"bob"}, "another's change is gone"),
        ([step("b2", "b3", "ann"), step("b1", "b2", "bob")], "b1", {"ann", "bob"}, "another's and its own"),
        ([step("b1", "b2", "")], "b1", {""}, "nobody knows whose it is"),
        ([step("b1", "b2", "ann")], "b1", set(), "its own"),
        ([step("b2", "b3", "ann"), step("b1", "b2", "bob")], "b2", set(), "only its own newest"),
        ([step("b1", "b2", "bob")], "b9", set(), "what the branch never had"),
        ([step(None, "b1", "bob")], None, {"bob"}, "a new file is gone"),
        ([step("b1", None, "bob")], "b1", {"bob"}, "a removed file is back"),
        ([], "b1", set(), "nothing is known of it"),
    ],
)
def test_who_replaced_a_version_that_is_put_back(steps: list[LandedStep], ours: str | None, makers: set[str], case: str) -> None:
    assert replaced(steps, ours, "ann") == makers, case


@pytest.mark.parametrize(
    ("gone", "tracked", "emptied"),
    [(8, 15, True), (8, 16, False), (7, 7, False), (8, 8, True), (500, 1000, False), (501, 1000, True)],
)
def test_an_index_was_emptied_if_most_of_at_least_eight_files_is_gone(gone: int, tracked: int, emptied: bool) -> None:
    assert is_emptied(gone, tracked) == emptied


def part(session: str, part: str = PART_MADE, landed_by: str = "bob", instead_of: str | None = None) -> Part:
    return Part(session, part, landed_by, instead_of)


@pytest.mark.parametrize(
    ("parts", "merges", "own", "case"),
    [
        ([part("ann", landed_by="ann")], False, True, "its own"),
        ([part("ann", PART_UNCLEAR, "ann")], False, True, "its own, perhaps"),
        ([part("ann")], False, True, "its own, landed by another"),
        ([part("bob")], False, False, "another's"),
        ([part("bob", landed_by="ann")], False, False, "another's, landed by itself"),
        ([], False, False, "nobody's that is known"),
        ([part("ann", PART_BROUGHT, "ann")], False, False, "fetched by it"),
        ([part("ann", landed_by="ann"), part("bob", "source", "ann")], False, True, "with another's uncommitted work in it"),
        ([part("ann", PART_MADE, "ann", "c0"), part("bob", "source", "ann", "c0")], False, False, "amended"),
        ([part("ann", "source", "ann"), part("bob", landed_by="ann")], False, False, "a part of it is"),
        ([part("ann", PART_MERGED, "ann")], True, True, "its own merge"),
        ([part("bob", PART_MERGED, "bob")], True, False, "another's merge"),
        ([part("bob", "source", "ann")], True, True, "its own merge, in which another's text was recognised"),
        ([part("bob", "source", "ann")], False, False, "a copy of another's that it picked"),
    ],
)
def test_whose_a_commit_is_that_may_be_dropped(parts: list[Part], merges: bool, own: bool, case: str) -> None:
    assert may_drop(parts, "ann", merges) == own, case


def test_what_a_commit_came_instead_of_decides_for_its_maker_alone() -> None:
    amended = [part("bob", "source", "ann", "c0"), part("ann", PART_MADE, "ann", "c0")]
    assert rewrote(amended, "ann") == "c0" and rewrote(amended, "bob") is None
    assert rewrote([part("ann", landed_by="ann")], "ann") is None


def text(lines: str) -> bytes:
    """``abc`` is a file of three lines; ``.`` one without."""
    return "".join(f"{line}\n" for line in lines if line != ".").encode()


def between(old: bytes, new: bytes) -> list[Hunk]:
    one, other = old.splitlines(), new.splitlines()
    codes = difflib.SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
    return [Hunk(a + (b > a), b - a, c + (d > c), d - c) for tag, a, b, c, d in codes if tag != "equal"]


def is_undone(known: str | None, theirs: str | None, ours: str | None, *, asked: Callable[..., bool] = undone) -> bool:
    """Whether ``ours`` takes back what another session made of ``known``, ``theirs``, which is the tip."""
    names = [None if lines is None else f"blob {lines}" for lines in (known, theirs, theirs, ours)]
    versions = Versions(*names)
    texts = {f"blob {lines}": text(lines) for lines in (known, theirs, ours) if lines is not None}
    hunks: dict[tuple[str, str], list[Hunk] | None] = {(a, b): between(texts[a], texts[b]) for a, b in versions.pairs}
    return asked(versions, hunks, dict(texts))


@pytest.mark.parametrize(
    ("known", "theirs", "ours", "lost", "case"),
    [
        ("abcde", "aBcde", "abcde", True, "the old version is written back"),
        ("abcde", "aBcde", "abcdE", True, "an edit of the old version"),
        ("abcde", "aBcde", "aBcdE", False, "an edit of other lines"),
        ("abcde", "aBcde", "aBCde", False, "an edit of the line beside"),
        ("abcde", "aBcde", "aXcde", True, "an edit of the very line"),
        ("abcde", "aBcde", "aBcde", False, "the tip itself"),
        ("abcde", "abXcde", "abcde", True, "an added line is gone"),
        ("abcde", "abXcde", "abXYcde", False, "one is added after it"),
        ("abcde", "abde", "abcde", True, "a deleted line is back"),
        ("abcde", "abde", "abDe", False, "the line after a deletion is edited"),
        ("abcde", "aBde", "aBcde", True, "a line is back that was deleted beside one that was changed"),
        ("abcde", "abDe", "abcDe", True, "a line is back that was deleted before one that was changed"),
        ("abcde", "aBde", "aBcXde", False, "others are added where one was deleted beside one that was changed"),
        ("abcde", "aBcde", "cdeaB", False, "the block moves with the change in it"),
        ("abcde", "acbde", "abcde", True, "an order is undone"),
        ("a", None, "a", True, "a deleted file is back"),
        ("a", None, "x", False, "another file where one was deleted"),
        ("abc", "aBc", None, True, "a changed file is deleted"),
        (None, "abc", "xyz", True, "another file over one that was added"),
        (None, "abc", "abcd", False, "an added file gets a line more"),
        ("abc", "abc", "xyz", False, "nobody changed it"),
    ],
)
def test_what_another_session_changed_is_undone(
    known: str | None, theirs: str | None, ours: str | None, lost: bool, case: str
) -> None:
    assert is_undone(known, theirs, ours) == lost, case


@pytest.mark.parametrize(
    ("theirs", "ours", "lacking", "case"),
    [
        ("aBde", "aBcXde", True, "a removed line stands before others"),
        ("aBde", "aBXcde", True, "a removed line stands after others"),
        ("aBde", "aBXde", False, "others stand where one was removed"),
        ("aBde", "aBdec", False, "one like it stands elsewhere"),
        ("aBde", "abcde", True, "nothing is changed"),
        ("acbde", "acbdeX", False, "they change places"),
    ],
)
def test_a_text_lacks_a_change_if_a_removed_line_stands_in_it(theirs: str, ours: str, lacking: bool, case: str) -> None:
    """Whoever has seen the text has not seen that gone, though whoever commits it takes nothing back."""
    assert is_undone("abcde", theirs, ours, asked=lacks) == lacking, case


def test_white_space_is_not_part_of_a_line() -> None:
    texts = {"k": b"a\nb\nc\n", "t": b"a\nif x:\n  y\nc\n", "n": b"a\r\n    if x:\r\n      y\r\nc\r\n"}
    hunks: dict[tuple[str, str], list[Hunk] | None] = {
        ("k", "t"): [Hunk(2, 1, 2, 2)],
        ("t", "n"): [Hunk(1, 4, 1, 4)],
        ("k", "n"): [Hunk(1, 3, 1, 4)],
    }
    assert not undone(Versions("k", "t", "t", "n"), hunks, dict(texts))


def test_what_cannot_be_compared_is_lost() -> None:
    none: dict[tuple[str, str], list[Hunk] | None] = {("t", "n"): None, ("k", "t"): None, ("k", "n"): None}
    assert undone(Versions("k", "t", "t", "n"), none, {})
    binary = {"k": b"\0a\n", "t": b"\0b\n", "n": b"\0b\nc\n"}
    known: dict[tuple[str, str], list[Hunk] | None] = {
        (a, b): between(binary[a], binary[b]) for a in "ktn" for b in "ktn" if a != b
    }
    assert undone(Versions("k", "t", "t", "n"), known, dict(binary))


LINES = st.text("abcdefg", min_size=1, max_size=8)


@given(LINES, LINES)
def test_to_write_back_what_was_known_undoes_every_change(known: str, theirs: str) -> None:
    assert is_undone(known, theirs, known) == (known != theirs)


@given(LINES, LINES)
def test_to_leave_the_tip_undoes_nothing(known: str, theirs: str) -> None:
    assert not is_undone(known, theirs, theirs)


@given(LINES, LINES, st.text("xyz", max_size=3), st.text("xyz", max_size=3))
def test_to_add_lines_before_and_after_undoes_nothing(known: str, theirs: str, above: str, below: str) -> None:
    assert not is_undone(known, theirs, f"{above}{theirs}{below}")


def landed(*versions: tuple[str | None, str | None, str | None]) -> list[Version]:
    """Changes, newest first, of one branch."""
    return [Version(before, after, maker, "refs/heads/main") for before, after, maker in versions]


def test_the_history_of_a_version_is_followed_by_content() -> None:
    rows = landed(("b", "c", "bob"), ("x", "y", "cat"), ("a", "b", "ann"))
    steps = history(rows, "c", "refs/heads/main", "ann")
    assert [(step.before, step.after, *step.makers) for step in steps] == [("b", "c", "bob"), ("a", "b", "ann")]


def test_what_was_done_and_undone_is_followed_once() -> None:
    rows = landed(("b", "a", "bob"), ("a", "b", "ann"))
    assert len(history(rows, "a", "refs/heads/main", "ann")) == 2


@pytest.mark.parametrize(
    ("known", "found"),
    [
        ({"c"}, []),
        ({"b"}, [("b", "c")]),
        ({"a"}, [("b", "c")]),
        ({"0"}, [("0", "a"), ("b", "c")]),
        ({"elsewhere"}, []),
    ],
)
def test_unseen_is_what_others_changed_since_the_version_that_was_known(
    known: set[str | None], found: list[tuple[str, str]]
) -> None:
    ann, bob = frozenset(("ann",)), frozenset(("bob",))
    steps = [LandedStep("b", "c", bob), LandedStep("a", "b", ann), LandedStep("0", "a", bob)]
    assert [(step.before, step.after) for step in unseen(steps, known, "ann")] == found


def test_changes_that_follow_one_another_are_one() -> None:
    bob, cat = frozenset(("bob",)), frozenset(("cat",))
    assert unseen([LandedStep("b", "c", bob), LandedStep("a", "b", cat)], {"a"}, "ann") == [LandedStep("a", "c", bob | cat)]
