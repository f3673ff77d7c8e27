"""What a branch changed since one of its landings, beside a sum made landing by landing."""

from hypothesis import given
from hypothesis import strategies as st

from coordgit.check.branch_changes import _summed
from coordgit.core.changes_since import History, Row, paths_of
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
def test_it_is_the_sum_of_the_landings_since(rows: list[Row], first: int) -> None:
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
