"""What a branch changed since each of several commits, in one shared table instead of one mapping per commit."""

from __future__ import annotations

from coordgit.core.grouping import grouped
from coordgit.core.model import Change, Oid
from coordgit.startup.typing import Any, Collection, Iterable, Iterator, Mapping, Sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import ItemsView, KeysView, ValuesView

Row = tuple[int, str, "Oid | None", "Oid | None", str | None]
"""(landing, path, blob before, blob after, session that made it)."""


class History:
    """The changes of a branch's landings, by path."""

    def __init__(self, rows: Iterable[Row]) -> None:
        """``rows`` from the oldest to the newest."""
        self.by_path: dict[str, list[tuple[int, Oid | None, frozenset[str]]]] = {}
        self.now: dict[str, Oid | None] = {}
        for landing_id, path, before, after, maker in reversed(list(rows)):
            steps = self.by_path.setdefault(path, [])
            self.now.setdefault(path, after)
            later = steps[-1][2] if steps else frozenset[str]()
            steps.append((-landing_id, before, later if (maker or "") in later else later | {maker or ""}))

    def paths(self) -> Iterator[Change]:
        """Every path that any landing changed. A path that was absent at some point counts as added."""
        for path, steps in self.by_path.items():
            before = None if any(step[1] is None for step in steps) else steps[-1][1]
            yield Change(path=path, before=before, after=self.now[path], makers=steps[-1][2])

    def since(self, landing_id: int) -> Since:
        return Since(self, landing_id)


class Since(Mapping[str, Change]):
    """Path -> change by a landing and those after it, for the paths that differ now.

    With the abstract class of mappings and ``bisect`` a commit took a twentieth more, so all the methods are here.
    """

    def __init__(self, history: History, first: int) -> None:
        self.history = history
        self.first = first

    def _change(self, path: str) -> Change | None:
        steps = self.history.by_path.get(path, [])
        low, high = 0, len(steps)
        while low < high:  # newest first: those below ``low`` are by this landing or a later one
            middle = (low + high) // 2
            if -steps[middle][0] >= self.first:
                low = middle + 1
            else:
                high = middle
        if not low or steps[low - 1][1] == self.history.now[path]:
            return None
        return Change(path=path, before=steps[low - 1][1], after=self.history.now[path], makers=steps[low - 1][2])

    def get(self, path: str, default: Any = None) -> Any:
        return self._change(path) or default

    def __getitem__(self, path: str) -> Change:
        change = self._change(path)
        if change is None:
            raise KeyError(path)
        return change

    def __contains__(self, path: object) -> bool:
        return isinstance(path, str) and self._change(path) is not None

    def __iter__(self) -> Iterator[str]:
        return (path for path in self.history.by_path if path in self)

    def _all(self) -> dict[str, Change]:
        return {path: change for path in self.history.by_path if (change := self._change(path))}

    def keys(self) -> KeysView[str]:
        return self._all().keys()

    def values(self) -> ValuesView[Change]:
        return self._all().values()

    def items(self) -> ItemsView[str, Change]:
        return self._all().items()

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __bool__(self) -> bool:
        return any(True for _ in self)


def paths_of(changes: Iterable[Mapping[str, Change]]) -> dict[str, Change]:
    """Every path that differs since any of several commits. One that was added since any of them counts as added."""
    by_path: dict[str, Change] = {}
    histories = {id(one.history): one.history for one in changes if isinstance(one, Since)}
    parts = [one.values() for one in changes if not isinstance(one, Since)]
    for part in [*parts, *(history.paths() for history in histories.values())]:
        for change in part:
            if change.path not in by_path or change.before is None:
                by_path[change.path] = change
    return by_path


Blobs = Mapping[str, "tuple[Oid | None, Oid | None]"]
"""Path -> blob before, blob now; of the paths that differ."""


def several(since: Sequence[Blobs], since_oldest: Blobs) -> dict[str, tuple[Oid | None, Oid | None]]:
    """What a branch changed since several merge bases, as if these were merged first, path by path (as in git's recursive
    strategy, which merges them line by line). ``since_oldest``: since what they have in common.

    If one of them alone has changed a path, its version is the merged one; if several have, it is one that the branch does not
    have.
    """
    changed = {}
    for path, (_, now) in {path: blobs for each in (*since, since_oldest) for path, blobs in each.items()}.items():
        before, *theirs = (each.get(path, (now, now))[0] for each in (since_oldest, *since))
        made = [blob for blob in theirs if blob != before]
        was = made[0] if len({*made}) == 1 else next((blob for blob in made if blob != now), before)
        if was != now:
            changed[path] = was, now
    return changed


def moved_to(changes: Collection[tuple[Oid | None, Oid | None, str]]) -> dict[Oid, str]:
    """Return blob -> its new path, for each file that the changes (before, after, path) took from one path alone and put to one
    alone, where it still is."""
    gone, came = (grouped((one[side] or "", one[2]) for one in changes if one[1 - side] is None) for side in (0, 1))
    replaced = {(before, path) for before, _, path in changes}
    sole = {oid: paths[0] for oid, paths in came.items() if len(paths) == len(gone.get(oid, ())) == 1}
    return {oid: path for oid, path in sole.items() if (oid, path) not in replaced}
