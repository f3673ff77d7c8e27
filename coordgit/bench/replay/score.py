"""Results of replayed cases: the outcome of each run, and Markdown tables over all of them. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import median

from coordgit.bench.replay.cases import Case

LEVELS = ("strict", "relevant", "snapshot", "record")
"""From the strictest to the one that rejects nothing: what passes at one level passes at the weaker ones."""

TOPOLOGIES = ("branch", "landing", "shared")
"""Where the reader's work is judged: committed on its branch in a linked worktree after the other side landed on
``main``; committed before that, and its branch then merged into ``main``; committed on ``main`` after the other side.
"""

SEARCH, SEARCHES = "search", ("declared", "hook")
"""The writer searched for what it then changed, and is judged on its branch after the reader landed on ``main``.
Recorded by ``coordgit read --grep``, or by a client's hook.
"""


@dataclass(frozen=True)
class Outcome:
    """The result at one level. A conflict is (code, path, blamed commit)."""

    rejected: bool
    conflicts: tuple[tuple[str, str, str], ...] = ()
    warnings: int = 0
    seconds: float = 0.0


@dataclass(frozen=True)
class Run:
    """One case in one topology with one way of reading, at every level. ``clean``: the trees merged cleanly."""

    case: Case
    topology: str
    reading: str
    recorded: int
    clean: bool
    wanted: tuple[str, ...]
    """Paths, one of which should be named."""
    blamed: str
    """The commit that should be blamed."""
    levels: dict[str, Outcome]

    @property
    def strict(self) -> Outcome:
        return self.levels["strict"]

    @property
    def named(self) -> bool:
        return any(path in self.wanted for _, path, _ in self.strict.conflicts)

    @property
    def right(self) -> bool:
        """True if the right commit is blamed, for the right path."""
        return any(path in self.wanted and commit == self.blamed for _, path, commit in self.strict.conflicts)


def markdown(runs: list[Run]) -> str:
    """Return totals of conflicts, of benign work and of searches; then each conflict."""
    reads = [run for run in runs if run.topology != SEARCH]
    searches = [run for run in runs if run.topology == SEARCH]
    parts = [
        _totals("Conflicts", [run for run in reads if run.case.conflict]),
        _totals("Benign", [run for run in reads if not run.case.conflict]),
        _totals("Conflicts, landed the other way round", [run for run in searches if run.case.conflict]),
        _totals("Benign, each edited definition searched for", [run for run in searches if not run.case.conflict]),
        _conflicts([run for run in reads if run.case.conflict]),
    ]
    return "\n\n".join(part for part in parts if part)


def _totals(title: str, runs: list[Run]) -> str:
    """Return a line for each topology and way of reading."""
    groups: dict[tuple[str, str], list[Run]] = {}
    for run in runs:
        groups.setdefault((run.topology, run.reading), []).append(run)
    if not groups:
        return ""
    judged = ("judged", "read", "cases", *LEVELS[:-1])
    head = (*judged, "named", "blamed right", "conflicts a rejection", "warnings", "median ms")
    return f"## {title}\n\n" + _table(head, (_total(*key, group) for key, group in groups.items()))


def _total(topology: str, reading: str, runs: list[Run]) -> list[str]:
    rejected = [run for run in runs if run.strict.rejected]
    counts = [len(run.strict.conflicts) for run in rejected]
    return [
        topology, reading, str(len(runs)),
        *(_share(runs, lambda run, level=level: run.levels[level].rejected) for level in LEVELS[:-1]),  # type: ignore[misc]
        _share(runs, lambda run: run.named), _share(runs, lambda run: run.right),
        f"{median(counts):g}, at most {max(counts)}" if counts else "-",
        str(sum(run.strict.warnings for run in runs)), f"{1000 * median(run.strict.seconds for run in runs):.0f}",
    ]  # fmt: skip


def _share(runs: list[Run], holds: Callable[[Run], bool]) -> str:
    count = sum(holds(run) for run in runs)
    return f"{count} ({100 * count / len(runs):.0f} %)"


def _conflicts(runs: list[Run]) -> str:
    """Return each conflict by where it was judged, for the reads as given."""
    given = [run for run in runs if run.reading == "lines"]
    what = ("case", "repository", "kind", "tier", "order")
    head = (*what, "judged", "rejected", "codes", "named", "blamed right", "merge")
    return "## Each conflict\n\n" + _table(head, map(_row, given)) if given else ""


def _row(run: Run) -> list[str]:
    case, codes = run.case, Counter(code for code, _, _ in run.strict.conflicts)
    return [
        case.name, case.repository, case.kind, case.tier, case.order, run.topology, _yes(run.strict.rejected),
        " ".join(f"{code}×{count}" for code, count in sorted(codes.items())), _yes(run.named), _yes(run.right),
        "clean" if run.clean else "conflicts",
    ]  # fmt: skip


def _yes(holds: bool) -> str:
    return "yes" if holds else "no"


def _table(head: Iterable[str], rows: Iterable[list[str]]) -> str:
    named = list(head)
    lines = [named, ["---"] * len(named), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
