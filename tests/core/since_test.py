"""What a branch changed since one of its landings, beside a sum made landing by landing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordgit.check.branch_changes import _summed
from coordgit.core.changes_since import History, Row, moved_to, paths_of, several
from coordgit.core.model import Change

BLOBS = st.sampled_from([None, "a", "b", "c"])


@st.composite
def histories(draw: st.DrawFn) -> list[Row]:
    """Landings that change some of three paths, each from what the one before has left there."""
    now: dict[str, str | None] = {}
    rows: list[Row] = []
    for landing_id in sorted(draw(st.sets(st.integers(1, 30), max_size=8))):
        for path in sorted(draw(st.sets(st.sampled_from(["x", "y", "z"]), max_size=3))):
            after, maker = draw(BLOBS), draw(st.sampled_from([None, "ann", "bob"]))
            rows.append((landing_id, path, now.get(path), after, maker))
            now[path] = after
    return rows


@given(histories(), st.integers(0, 31))
def test_what_a_branch_changed_is_the_sum_of_the_landings_since(rows: list[Row], first: int) -> None:
    since = History(rows).since(first)
    expected = _summed([row for row in rows if row[0] >= first])
    assert dict(since) == expected
    assert len(since) == len(expected) and bool(since) == bool(expected)
    assert [since.get(path) for path in "xyz"] == [expected.get(path) for path in "xyz"]


@given(histories(), st.lists(st.integers(0, 31)))
def test_every_path_that_is_another_since_any_of_them_is_found(rows: list[Row], firsts: list[int]) -> None:
    history = History(rows)
    some = [history.since(first) for first in firsts]
    found = paths_of([*some, {"w": Change("w", None, "a")}])
    assert "w" in found
    for since in some:
        for path, change in since.items():
            assert path in found
            assert change.before is not None or found[path].before is None


@pytest.mark.parametrize(
    ("oldest", "one", "other", "now", "was"),
    [
        ("a", "b", "a", "b", "b"),
        ("a", "b", "a", "a", "b"),
        ("a", "b", "a", "c", "b"),
        ("a", "b", "b", "a", "b"),
        ("a", "a", "a", "b", "a"),
        ("a", "b", "c", "d", "b"),
        ("a", "b", "c", "b", "c"),
        ("a", "b", "c", "c", "b"),
        (None, "b", None, "b", "b"),
        ("a", None, "a", "a", None),
    ],
    ids=[
        "one has changed it",
        "the branch has taken back what one has changed",
        "and has changed it once more",
        "or what both have",
        "the branch alone has changed it",
        "each has changed it otherwise, and the branch too",
        "the branch has what the first has",
        "the branch has what the second has",
        "one has made it",
        "the branch has put back what one has removed",
    ],
)
def test_since_two_merge_bases(oldest: str | None, one: str | None, other: str | None, now: str | None, was: str | None) -> None:
    ones, others, since_oldest = ({"x": (blob, now)} if blob != now else {} for blob in (one, other, oldest))
    changed = {"x": (was, now)} if was != now else {}
    assert several([ones, others], since_oldest) == changed


@pytest.mark.parametrize(
    ("changes", "moved"),
    [
        ([("v1", None, "old"), (None, "v1", "new")], {"v1": "new"}),
        ([("v1", None, "old"), (None, "v2", "new")], {}),
        ([("v1", None, "old"), ("v0", "v1", "new")], {}),
        ([("v1", None, "old"), (None, "v1", "new"), (None, "v1", "copy")], {}),
        ([("v1", None, "old"), ("v1", None, "other"), (None, "v1", "new")], {}),
        ([("v1", None, "old"), (None, "v1", "new"), ("v1", "v2", "new")], {}),
        ([("v1", None, "old"), (None, "v1", "new"), ("v1", "v2", "other")], {"v1": "new"}),
    ],
    ids=["renamed", "with another text", "over a file", "to two", "from two", "and changed", "and changed elsewhere"],
)
def test_a_file_has_moved_if_its_text_went_from_one_path_to_one(
    changes: list[tuple[str | None, str | None, str]], moved: dict[str, str]
) -> None:
    assert moved_to(changes) == moved
