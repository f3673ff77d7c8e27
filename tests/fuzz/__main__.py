"""``python -m tests.fuzz [--seeds 10000] [--first 0] [--steps 30] [--world linked]``: random stories, judged by the oracle.

Each is played without the hooks first: a story that cannot go wrong proves nothing, so how many do is said, and too few of them
fail the command as well.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from tests.fuzz.story import play, shortest
from tests.fuzz.world import Fault, World

ENOUGH = 0.5
"""The share of the stories of each world that has to go wrong without the hooks."""


def one(arguments: tuple[int, int, bool, bool]) -> tuple[bool, Fault | None]:
    """(whether the story goes wrong without the hooks, what goes wrong with them)."""
    seed, steps, linked, guarded = arguments
    folder = Path(tempfile.mkdtemp(prefix="fuzz-"))
    try:
        without = play(World(folder / "without", seed, linked=linked, guarded=False), steps)
        return bool(without), play(World(folder / "with", seed, linked=linked), steps) if guarded else None
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main() -> int:
    """Play; 1 if a story is at fault, or if too few are without the hooks."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--seeds", type=int, default=10_000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--steps", type=int, default=30)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--unguarded", action="store_true", help="only without the hooks")
    parser.add_argument("--world", choices=("both", "shared", "linked"), default="both")
    given = parser.parse_args()
    worlds = {"both": (False, True), "shared": (False,), "linked": (True,)}[given.world]
    work = [
        (seed, given.steps, worlds[seed % len(worlds)], not given.unguarded)
        for seed in range(given.first, given.first + given.seeds)
    ]
    started, faults, wrong = time.monotonic(), [], dict.fromkeys(worlds, 0)
    with ProcessPoolExecutor(given.jobs) as pool:
        for count, (without, fault) in enumerate(pool.map(one, work, chunksize=4), 1):
            wrong[work[count - 1][2]] += without
            if fault:
                faults.append(fault)
                where = f"--first {fault.seed} --seeds 1 --world {_world(work[count - 1][2])}"
                print(f"\rat fault: {where}\n{fault.what}", file=sys.stderr)
            if sys.stderr.isatty() or count % 100 == 0 or count == len(work):
                pace = count / (time.monotonic() - started)
                print(f"\r{count}/{len(work)} stories, {len(faults)} at fault, {pace:.1f}/s", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    for fault in faults[:3]:
        _show(fault, worlds[fault.seed % len(worlds)], given.steps)
    played = {linked: sum(one[2] == linked for one in work) for linked in worlds}
    for linked in worlds:
        print(f"{_world(linked)}: {wrong[linked]} of {played[linked]} stories go wrong without the hooks")
    if not given.unguarded:
        print(f"{len(work)} stories, {len(faults)} at fault: seeds {[fault.seed for fault in faults][:20]}")
    few = len(work) > 10 and any(wrong[linked] < ENOUGH * played[linked] for linked in worlds)
    return int(bool(faults) or few)


def _show(fault: Fault, linked: bool, steps: int) -> None:
    """The shortest story of a seed that is at fault, and how to play it again."""
    with tempfile.TemporaryDirectory() as folder:
        found = shortest(Path(folder), fault.seed, linked=linked, count=steps)
    count, fault = found or (steps, fault)
    print(f"seed {fault.seed}, {count} steps, {'linked worktrees' if linked else 'one work tree'}:")
    print("\n".join(f"  {step}" for step in fault.steps))
    print(fault.what)
    print(f"again: python -m tests.fuzz --first {fault.seed} --seeds 1 --steps {count} --jobs 1 --world {_world(linked)}\n")


def _world(linked: bool) -> str:
    return "linked" if linked else "shared"


if __name__ == "__main__":
    sys.exit(main())
