"""Time whole processes in turn: every round runs each of them once, in rotating order, so that load affects all alike."""

import os
import statistics
import sys
import time
from collections.abc import Callable, Iterable
from typing import NamedTuple

from coordgit.errors import CoordgitError

Tell = Callable[[str], None]


class TimedProcess(NamedTuple):
    """What is timed. ``before`` prepares each run and is not timed."""

    name: str
    argv: tuple[str, ...]
    cwd: str
    env: dict[str, str]
    before: Callable[[], object] = lambda: None
    stdin: str = os.devnull
    """Its standard input."""


class Figure(NamedTuple):
    """The times of one process, in milliseconds. ``processor``: what it and its children used of that, whatever else runs."""

    name: str
    times: tuple[float, ...]
    processor: tuple[float, ...] = ()

    @property
    def median(self) -> float:
        return statistics.median(self.times)

    @property
    def least(self) -> float:
        return min(self.times)

    @property
    def p90(self) -> float:
        return quantile(self.times, 0.9)


class Ratio(NamedTuple):
    """Ratio of two figures, round by round: the median, and the span that holds four rounds of five."""

    name: str
    goal: str
    rounds: tuple[float, ...]

    @property
    def median(self) -> float:
        return statistics.median(self.rounds)

    @property
    def low(self) -> float:
        return quantile(self.rounds, 0.1)

    @property
    def high(self) -> float:
        return quantile(self.rounds, 0.9)


class Sizes(NamedTuple):
    """How large, and how often."""

    files: tuple[int, ...] = (1_000, 50_000)
    reads: tuple[int, ...] = (10, 100_000)
    """Of a session each: the sessions take turns."""
    rounds: int = 25


class Bench:
    """A run of the benchmark: how large, whom it tells how far it is, and what it found. ``facts`` are sentences about other
    things than time; ``skipped`` says what was left out and why."""

    def __init__(self, sizes: Sizes, tell: Tell, team: str = "") -> None:
        self.sizes = sizes
        self.tell = tell
        self.team = team
        """The URL of a PostgreSQL server."""
        self.figures: list[Figure] = []
        self.ratios: list[Ratio] = []
        self.skipped: list[str] = []
        self.facts: list[str] = []

    def time(self, what: str, processes: list[TimedProcess], rounds: int = 0, warm: int = 2) -> dict[str, Figure]:
        """Time processes in turn; return the figure of each by its name."""
        times = interleaved(processes, rounds or self.sizes.rounds, lambda text: self.tell(f"{what}: {text}"), warm)
        self.figures.extend(times.values())
        return times

    def compare(self, name: str, goal: str, over: Figure, under: Figure, without: Figure | None = None) -> None:
        """Note ``over`` / ``under``; ``without`` is subtracted from both first, to compare what they add to it."""
        base = without.times if without else (0.0,) * len(over.times)
        rounds = [(a - c) / (b - c) for a, b, c in zip(over.times, under.times, base, strict=True) if b > c]
        self.ratios.append(Ratio(name, goal, tuple(rounds) or (float("nan"),)))


def quantile(values: Iterable[float], share: float) -> float:
    """Return the value that ``share`` of ``values`` do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def interleaved(processes: list[TimedProcess], rounds: int, tell: Tell, warm: int = 2) -> dict[str, Figure]:
    """Time each process ``rounds`` times; ``warm`` rounds before them fill caches and are not counted."""
    times: dict[str, list[tuple[float, float]]] = {process.name: [] for process in processes}
    for n in range(-warm, rounds):
        tell(f"round {max(n + 1, 0)} of {rounds}")
        turn = n % len(processes)
        for process in processes[turn:] + processes[:turn]:
            process.before()
            took = run(process)
            if n >= 0:
                times[process.name].append(took)
    return {name: Figure(name, *zip(*values, strict=True)) for name, values in times.items()}


def run(process: TimedProcess) -> tuple[float, float]:
    """Return milliseconds from start to end of one run, and of the processor. Raises ``CoordgitError`` if it fails."""
    output = os.memfd_create("bench") if sys.platform == "linux" else os.open(os.devnull, os.O_RDWR)
    feed = os.open(process.stdin, os.O_RDONLY)
    actions = [(os.POSIX_SPAWN_DUP2, feed, 0), (os.POSIX_SPAWN_DUP2, output, 1), (os.POSIX_SPAWN_DUP2, output, 2)]
    here = os.getcwd()
    os.chdir(process.cwd)
    try:
        start = time.perf_counter()
        pid = os.posix_spawnp(process.argv[0], process.argv, process.env, file_actions=actions)
        _, status, used = os.wait4(pid, 0)
        code = os.waitstatus_to_exitcode(status)
        took = time.perf_counter() - start
        if code:
            text = os.pread(output, 2000, 0).decode("utf-8", "replace").strip()
            raise CoordgitError(f"{process.name}: {' '.join(process.argv)} failed ({code}): {text}", "coordgit doctor")
    finally:
        os.chdir(here)
        os.close(feed)
        os.close(output)
    return took * 1000, (used.ru_utime + used.ru_stime) * 1000
