"""One run of the benchmark: what is measured, in what order, in scratch folders that are deleted afterwards."""

import os
import platform
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from coordgit.bench.cost import axes, growth, guarded_commits, hook_calls, many_locks, plots, remote, team_store
from coordgit.bench.cost.axes import Axis
from coordgit.bench.cost.clocks import Bench, Sizes, Tell
from coordgit.bench.cost.growth import Point

Part = Callable[[str, Bench], None]
"""Measures in a scratch folder."""
GROUPS: dict[str, Part] = {
    "commits": guarded_commits.measure,
    "worktree": guarded_commits.measure_linked,
    "hook": hook_calls.measure,
    "remote": remote.measure,
    "locks": many_locks.measure,
    "team": team_store.measure,
}
PARTS = (*GROUPS, *(axis.name for axis in axes.FULL))
"""Parts that can be measured alone."""


class BenchPlan(NamedTuple):
    """How much is measured."""

    sizes: Sizes = Sizes()
    axes: tuple[Axis, ...] = axes.FULL
    rounds: int = 9
    """Rounds for each point of an axis."""
    team: str = ""
    """The URL of a PostgreSQL server."""


QUICK = BenchPlan(Sizes(rounds=8), axes.QUICK, 4)


class BenchReport(NamedTuple):
    """What a run found."""

    machine: dict[str, str]
    bench: Bench
    growth: list[tuple[Axis, list[Point]]]


def measure(plan: BenchPlan, only: str, tell: Tell) -> BenchReport:
    """Run the parts, or the one named ``only``."""
    bench, grown = Bench(plan.sizes, tell, plan.team), []
    scratch = partial(tempfile.TemporaryDirectory, prefix="coordgit-bench-", ignore_cleanup_errors=True)
    for name, part in GROUPS.items():
        if only in ("", name):
            with scratch() as folder:
                part(folder, bench)
    for axis in plan.axes:
        if only in ("", axis.name):
            with scratch() as folder:
                grown.append((axis, growth.measure(folder, axis, plan.rounds, tell)))
    return BenchReport(machine(), bench, grown)


def machine() -> dict[str, str]:
    """Return where the figures are from; they compare within one run only."""
    git = subprocess.run(["git", "version"], capture_output=True, text=True, check=True).stdout.split()[2]
    return {
        "system": f"{platform.system()} {platform.machine()}",
        "cores": str(os.cpu_count()),
        "load": f"{os.getloadavg()[0]:.1f}",
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "git": git,
        "interpreter": sys.executable,
    }


def drawings(report: BenchReport) -> dict[str, str]:
    """Return file name -> SVG of a commit's growth along each axis, and of the gate's memory along all of them."""
    drawn = {}
    for axis, points in report.growth:
        series = [
            plots.Series("guarded commit", tuple((point.size, point.guarded.median) for point in points)),
            plots.Series("plain commit", tuple((point.size, point.plain.median) for point in points)),
        ]
        drawn[f"{axis.name}.svg"] = plots.lines(f"A commit, by {axis.what}", axis.what, "ms, median", series)
    overall: tuple[tuple[str, str, str, Callable[[Point], float]], ...] = (
        ("memory", "Memory of the gate's process", "MiB at the peak", lambda point: point.memory / (1 << 20)),
        ("steps", "Work of the store in one commit", "steps of SQLite", lambda point: point.steps),
        ("held", "How long one commit locks the store", "ms", lambda point: point.held),
        ("children", "Children of git in one commit", "children", lambda point: point.children),
    )
    for name, title, up, value in overall if report.growth else ():
        series = [plots.Series(axis.name, tuple((one.size, value(one)) for one in points)) for axis, points in report.growth]
        drawn[f"{name}.svg"] = plots.lines(title, "size", up, series)
    return drawn
