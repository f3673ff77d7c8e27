"""What a session knows of a path after reads, edits and being shown a change: no git, blobs are plain words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordgit.core.hunks import Hunk
from coordgit.core.knowledge import (
    AtCommit,
    Began,
    Edit,
    Knowledge,
    KnownRead,
    Moment,
    Shown,
    Sight,
    Texts,
    after_edit,
    after_read,
    after_showing,
    as_it_began,
    is_edit,
    refreshes,
    sight,
)
from coordgit.core.model import ABSENT, CONTENT, LINES, Read, Write

NOTHING = Knowledge()


def whole(blob: str | None, base: str = "c1", number: int = 1, **more: object) -> Read:
    kind = CONTENT if blob else ABSENT
    return Read(read_id=number, kind=kind, path="p", observed=blob, known=blob, base=base)._replace(**more)  # type: ignore[arg-type]


def part(blob: str, first: int, last: int, number: int = 1, agent: str = "") -> Read:
    return whole(blob, number=number, kind=LINES, first=first, last=last, agent=agent)


def knows(*reads: Read, write: Write | None = None) -> Knowledge:
    return Knowledge(tuple(KnownRead(read) for read in reads), write)


def was_shown(blob: str, base: str, version: str, *, write: Write) -> Knowledge:
    return Knowledge((KnownRead(whole(blob, base), (Shown("main", "c2", version),)),), write)


def no_texts(one: str, other: str) -> list[Hunk] | None:
    raise AssertionError(f"{one} and {other} need not be compared")


SAME = Texts(no_texts, len)


def differing(*hunks: Hunk) -> Texts:
    """Texts of ten lines between which there are always these hunks."""
    return Texts(lambda one, other: list(hunks), lambda blob: 10)


def edited(knowledge: Knowledge, before: str | None, after: str | None, tip: str | None = "v1", **more: object) -> Knowledge:
    edit = Edit(before=before, after=after, head=AtCommit("c1", tip), path="p")
    return after_edit(knowledge, edit._replace(**more))  # type: ignore[arg-type]


def blobs(knowledge: Knowledge) -> list[str | None]:
    return [item.read.known for item in knowledge.items]


# --- which version was seen ------------------------------------------------------------------------------------------

V1, V2 = AtCommit("c1", "v1"), AtCommit("c2", "v2")


@pytest.mark.parametrize(
    ("moment", "blob"),
    [
        (Moment("v1", V1), "v1"),
        (Moment("v2", V2, Began(V1, True, "v1")), "v1"),
        (Moment("v2", V2, Began(V1, True, "mine")), "mine"),
        (Moment("v2", V2, Began(V1)), "v1"),
        (Moment("mine", V2, Began(V1)), "mine"),
        (Moment("v1", AtCommit("c2", "v1"), Began(V1)), "v1"),
        (Moment("v2", V2, Began(AtCommit("c1", None))), None),
    ],
    ids=[
        "nobody said when it began",
        "it was noted",
        "it was noted, uncommitted",
        "a clean file was what HEAD had",
        "an edited file is taken for what it is",
        "HEAD moved, and the path did not change",
        "the path came into being",
    ],
)
def test_a_call_reads_when_it_begins(moment: Moment, blob: str | None) -> None:
    assert as_it_began(moment) == blob


def own(after: str, origin: str = "v1", **more: object) -> Write:
    return Write(path="p", before=origin, after=after, origin=origin)._replace(**more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("moment", "blob", "knowledge", "expected"),
    [
        (Moment("v1", V1), "v1", NOTHING, Sight("v1", "c1")),
        (Moment("v2", V2, Began(V1)), "v1", NOTHING, Sight("v1", "c1")),
        (Moment("v2", V2, Began(V1)), "v2", NOTHING, Sight("v2", "c2")),
        (Moment("v1", AtCommit("c2", "v1"), Began(V1)), "v1", NOTHING, Sight("v1", "c1")),
        (Moment("v0", V1), "v0", NOTHING, Sight("v0", "c1", False)),
        (Moment("mine", V1), "mine", knows(write=own("mine")), Sight("mine", "c1")),
        (Moment("mine", V2), "mine", knows(whole("mine", "c0"), write=own("mine")), Sight("mine", "c0")),
        (Moment("mine", V1), "mine", knows(whole("mine", "c0"), write=own("mine")), Sight("mine", "c0")),
        (Moment("mine", V2), "mine", was_shown("mine", "c0", "v2", write=own("mine", "v2")), Sight("mine", "c2")),
        (Moment("mine", V2), "mine", knows(write=own("mine")), Sight("mine", "c2", False)),
        (Moment("mine", V1), "mine", knows(write=own("mine", lost=True)), Sight("mine", "c1", False)),
        (Moment(None, V1), None, NOTHING, Sight(None, "c1", False)),
        (Moment(None, AtCommit("c1", None)), None, NOTHING, Sight(None, "c1")),
    ],
    ids=[
        "what HEAD has is true at HEAD",
        "what HEAD had when the call began is true there",
        "what HEAD has by the end is true there",
        "of two commits that have it the one at the beginning",
        "what no commit has is not settled",
        "own text over what HEAD has",
        "own text keeps the base of the read that it replaced",
        "own text keeps that base where HEAD has the same",
        "own text over what HEAD has, which was shown",
        "own text over what no commit here has",
        "own text over a newer version",
        "removed from the work tree, or not there yet",
        "nowhere",
    ],
)
def test_a_base_has_what_was_seen(moment: Moment, blob: str | None, knowledge: Knowledge, expected: Sight) -> None:
    assert sight(moment, blob, knowledge) == expected


BLOBS = st.sampled_from(["v1", "v2", "mine", None])
VERSIONS = st.builds(AtCommit, st.sampled_from(["c1", "c2"]), BLOBS)
MOMENTS = st.builds(Moment, BLOBS, VERSIONS, st.none() | st.builds(Began, VERSIONS, st.booleans(), BLOBS))


@given(MOMENTS, BLOBS)
def test_a_settled_base_never_contradicts_the_bytes(moment: Moment, blob: str | None) -> None:
    seen = sight(moment, blob, NOTHING)
    versions = [moment.head, *([moment.began.head] if moment.began else [])]
    if seen.settled:
        assert any(version.commit == seen.base and version.item == blob for version in versions)
    assert seen.base in [version.commit for version in versions]


# --- reads -----------------------------------------------------------------------------------------------------------


def test_a_read_again_replaces_the_older_one_and_what_was_shown_of_it() -> None:
    old = Knowledge((KnownRead(whole("v1", declared=True), (Shown("main", "c2", "v2"),)),))
    (item,) = after_read(old, whole("v2", "c2", number=0), {1}, SAME).items
    assert item == KnownRead(whole("v2", "c2", declared=True))


def test_a_read_of_the_whole_replaces_ranges() -> None:
    old = knows(part("v1", 1, 2, number=1), part("v1", 5, 6, number=2))
    assert blobs(after_read(old, whole("v2", number=0), {1, 2}, SAME)) == ["v2"]


def test_a_read_leaves_what_it_may_not_refresh() -> None:
    old = knows(whole("v1", number=1), part("v1", 5, 6, number=2, agent="sub"))
    assert blobs(after_read(old, whole("v2", number=0, agent="sub"), {2}, SAME)) == ["v1", "v2"]


@pytest.mark.parametrize(("old", "adds"), [(whole("v1"), False), (part("v1", 1, 2), False), (part("v2", 1, 2), True)])
def test_a_coarse_read_neither_refreshes_nor_replaces(old: Read, adds: bool) -> None:
    before = knows(old)
    assert (after_read(before, whole("v2", number=0), {1}, SAME, coarse=True) is before) != adds


@pytest.mark.parametrize(
    ("hunk", "ranges", "refreshed"),
    [
        (Hunk(3, 1, 3, 1), [(3, 3)], True),
        (Hunk(3, 1, 3, 2), [(3, 3)], False),
        (Hunk(3, 1, 3, 2), [(3, 3), (4, 4)], True),
        (Hunk(3, 1, 2, 0), [(2, 2)], False),
        (Hunk(3, 1, 2, 0), [(2, 3)], True),
    ],
    ids=["the changed line", "half of it", "both halves", "one side of a deletion", "both sides of a deletion"],
)
def test_ranges_refresh_the_whole_if_they_cover_all_that_changed(
    hunk: Hunk, ranges: list[tuple[int, int]], refreshed: bool
) -> None:
    known = knows(whole("v1", "c1"))
    for first, last in ranges:
        known = after_read(known, part("v2", first, last, number=0)._replace(base="c2"), {0, 1}, differing(hunk))
    read = known.items[0].read
    assert (read.known, read.base) == (("v2", "c2") if refreshed else ("v1", "c1"))


@pytest.mark.parametrize(
    ("agent", "reader", "named", "can"),
    [
        ("", "", False, True),
        ("", "sub", False, True),
        ("sub", "sub", False, True),
        ("sub", "", False, False),
        ("sub", "", True, True),
    ],
)
def test_who_refreshes_whose_reads(agent: str, reader: str, named: bool, can: bool) -> None:
    assert refreshes(whole("v1", agent=reader), agent, {1} if named else ()) == can


# --- edits -----------------------------------------------------------------------------------------------------------


def test_an_edit_of_what_is_known_carries_it_forward() -> None:
    known = edited(knows(whole("v1"), part("v0", 1, 2, number=2)), "v1", "mine", tip="v1")
    assert blobs(known) == ["mine", "v0"]
    assert known.write is not None and (known.write.origin, known.write.lost) == ("v1", False)


def test_an_edit_over_newer_content_leaves_the_read_stale_and_is_lost() -> None:
    known = edited(knows(whole("v1")), "v2", "mine", tip="v2")
    assert blobs(known) == ["v1"]
    assert known.write is not None and (known.write.origin, known.write.over, known.write.lost) == ("v1", "v2", True)


def test_an_edit_over_newer_content_that_was_shown_is_none() -> None:
    shown = after_showing(KnownRead(whole("v1")), Shown("main", "c2", "v2"))
    known = edited(Knowledge((shown,)), "v2", "mine", tip="v2")
    assert blobs(known) == ["mine"] and known.write is not None and not known.write.lost


@pytest.mark.parametrize(
    ("reads", "shown", "tip", "origin"),
    [
        ([whole("v1")], "", "v1", "v1"),
        ([whole("v1")], "", "v2", "v1"),
        ([part("v1", 1, 2)], "", "v1", "v1"),
        ([part("v1", 1, 2)], "", "v2", "v1"),
        ([whole("v1")], "v2", "v2", "v2"),
        ([], "", "v2", "v2"),
    ],
    ids=["all of it", "an older version", "a range", "a range of an older version", "it was shown", "nothing was read"],
)
@pytest.mark.parametrize("again", [False, True], ids=["its first edit", "after one that left what HEAD has"])
def test_an_edit_is_taken_from_what_the_session_knew(reads: list[Read], shown: str, tip: str, origin: str, again: bool) -> None:
    known = knows(*reads)
    if shown:
        known = Knowledge(tuple(after_showing(item, Shown("main", "c2", shown)) for item in known.items))
    if again:
        known = edited(edited(known, tip, "mine", tip=tip), "mine", tip, tip=tip)
    write = edited(known, tip, "mine too", tip=tip).write
    assert write is not None and write.origin == origin


@pytest.mark.parametrize(("tip", "origin"), [("v2", "v2"), ("v3", "v2")])
def test_a_lost_edit_is_taken_from_the_newest_version_that_was_shown_since(tip: str, origin: str) -> None:
    lost = edited(knows(whole("v1")), "v2", "mine", tip="v2")
    shown = lost._replace(items=tuple(after_showing(item, Shown("main", "c2", "v2")) for item in lost.items))
    write = edited(shown, "mine", "mine too", tip=tip).write
    assert write is not None and write.origin == origin


@pytest.mark.parametrize("seen", [False, True])
def test_who_undoes_what_its_command_has_put_there_and_puts_it_back_knows_it_only_if_it_saw_it(seen: bool) -> None:
    known = after_showing(KnownRead(whole("v1")), Shown("main", "c2", "v2")) if seen else KnownRead(whole("v1"))
    taken = edited(Knowledge((known,)), "v1", "v2", tip="v2", taken=lambda: True)
    undone = edited(taken, "v2", "v1", tip="v2")
    assert undone.write is not None and undone.write.lost != seen
    assert blobs(edited(undone, "v1", "v2", tip="v2", taken=lambda: True)) == (["v2"] if seen else ["v1"])


@pytest.mark.parametrize("edits", ["nothing", "and undoes that", "further", "what it had read"])
def test_what_a_command_brings_back_is_known_only_if_it_undoes_an_edit_that_stands(edits: str) -> None:
    known = knows(whole("v1", known="v1" if edits == "what it had read" else "mine"))
    first = blobs(known)[0] or ""
    if edits != "nothing":
        known = edited(known, first, "mine too", tip=first)
    if edits == "and undoes that":
        known = edited(known, "mine too", "mine", tip="mine")
    brought = edited(known, blobs(known)[0], "v1", tip="v1", taken=lambda: True, had=lambda _: edits == "what it had read")
    assert blobs(brought) == (["v1"] if edits == "what it had read" else blobs(known))


def test_a_formatter_between_two_edits_is_the_sessions() -> None:
    mine = edited(knows(whole("v1")), "v1", "mine")
    assert blobs(edited(mine, "formatted", "mine too")) == ["mine too"]
    assert blobs(edited(mine, "another session's", "mine too", foreign=lambda: True)) == ["mine"]


def test_an_edit_of_what_others_put_there_and_have_not_committed_makes_nothing_known() -> None:
    known = edited(knows(whole("v1")), "merged", "mine")
    assert blobs(known) == ["v1"] and known.write is not None and not known.write.lost


def test_an_edit_over_a_stopped_merge_is_not_lost_and_makes_nothing_known() -> None:
    known = edited(knows(whole("v1")), "<<<<<<<", "mine", tip="v2", conflicted=lambda: True)
    assert blobs(known) == ["v1"] and known.write is not None and not known.write.lost


@pytest.mark.parametrize("merged", [False, True], ids=["its own command", "git has put it away for a merge"])
def test_an_edit_that_leaves_what_head_has_is_over(merged: bool) -> None:
    mine = edited(knows(whole("v1")), "v2", "mine", tip="v2")
    write = edited(mine, "mine", "v2", tip="v2", merged=merged).write
    assert write is not None and write.before == write.after and write.lost == merged


@pytest.mark.parametrize(("tip", "known"), [("v2", "mine"), ("v1", "merged")], ids=["unseen", "what it had read"])
def test_an_edit_that_git_carried_over_to_another_version_is_known_only_if_that_version_is(tip: str, known: str) -> None:
    mine = edited(knows(whole("v1")), "v1", "mine")
    moved = edited(mine, "mine", "merged", tip=tip, merged=True)
    assert blobs(moved) == [known]
    assert moved.write is not None and (moved.write.after, moved.write.lost) == ("merged", False)


def test_a_file_that_the_session_made_is_known_to_it() -> None:
    assert blobs(edited(NOTHING, None, "mine", tip=None)) == ["mine"]
    assert blobs(edited(NOTHING, "v1", "mine")) == []


@pytest.mark.parametrize(
    ("text", "taken", "known"),
    [("mine", False, ["mine"]), ("v1", False, []), ("v2", True, [])],
    ids=["anew", "as the branch has it", "as another has committed it"],
)
@pytest.mark.parametrize("noted", [True, False], ids=["it removed the file", "nothing is noted of that"])
def test_a_file_that_was_gone_is_known_to_the_session_if_it_makes_it_anew(
    text: str, taken: bool, known: list[str], noted: bool
) -> None:
    before = edited(NOTHING, "v1", None) if noted else NOTHING
    after = edited(before, None, text, restores=text == "v1", taken=lambda: taken)
    assert blobs(after) == (known if noted or not taken else ["v2"])


def test_a_lost_edit_stays_so_until_the_newer_version_is_known() -> None:
    lost = edited(knows(whole("v1")), "v2", "mine", tip="v2")
    again = edited(lost, "mine", "mine too", tip="v2")
    assert again.write is not None and again.write.lost and again.write.over == "v2"
    seen = after_read(again, whole("v2", "c2", number=0), {1}, SAME)
    answered = edited(seen, "mine too", "mine three", tip="v2")
    assert answered.write is not None and not answered.write.lost
    assert blobs(answered) == ["mine three"]


@pytest.mark.parametrize(
    ("write", "before", "exact", "counts"),
    [
        (None, "mine", True, False),
        (None, "v1", False, True),
        (own("mine", lost=True), "mine", True, True),
        (own("mine", lost=True), "mine", False, False),
        (own("mine"), "mine", True, False),
    ],
)
def test_the_same_text_again_is_an_edit_only_over_a_newer_version(
    write: Write | None, before: str, exact: bool, counts: bool
) -> None:
    assert is_edit(knows(whole("v1"), write=write), before, "mine", exact) == counts


STEPS = st.lists(st.tuples(st.sampled_from(["read", "edit", "landing"]), st.sampled_from(["mine", "mine too"])), max_size=8)


@given(STEPS)
def test_an_edit_never_launders(steps: list[tuple[str, str]]) -> None:
    """A session reads and edits a file that others replace in between. It knows of the newest version of theirs only if it has
    read the file since, and then all it knows is of that."""
    known, disk, landed, seen = NOTHING, "v0", 0, -1
    for what, text in steps:
        if what == "landing":
            landed += 1
            disk = f"v{landed}"
        elif what == "read":
            known, seen = after_read(known, whole(disk, f"c{landed}", number=0), {0}, SAME), landed
        elif disk != f"{text} over v{landed}":
            after = f"{text} over v{landed}"
            known, disk = edited(known, disk, after, tip=f"v{landed}"), after
        for blob in blobs(known):
            assert blob is not None and blob.endswith(f"v{seen}")
