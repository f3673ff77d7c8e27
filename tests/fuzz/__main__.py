"""``python -m tests.fuzz [--seeds 10000] [--first 0] [--steps 30] [--unguarded]``: random stories, judged by the oracle."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from tests.fuzz.story import Fault, Story, shortest


def one(arguments: tuple[int, int, bool, bool]) -> Fault | None:
    seed, steps, linked, guarded = arguments
    folder = Path(tempfile.mkdtemp(prefix="fuzz-"))
    try:
        return Story(folder, seed, linked, guarded).play(steps)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("--seeds", type=int, default=10_000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--steps", type=int, default=30)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--unguarded", action="store_true", help="without hooks: faults are expected")
    parser.add_argument("--world", choices=("both", "shared", "linked"), default="both")
    given = parser.parse_args()
    worlds = {"both": (False, True), "shared": (False,), "linked": (True,)}[given.world]
    work = [
        (seed, given.steps, worlds[seed % len(worlds)], not given.unguarded)
        for seed in range(given.first, given.first + given.seeds)
    ]
    started, faults = time.monotonic(), []
    with ProcessPoolExecutor(given.jobs) as pool:
        for count, fault in enumerate(pool.map(one, work, chunksize=4), 1):
            if fault:
                faults.append(fault)
                if not given.unguarded:
                    print(f"\rat fault: --first {fault.seed} --seeds 1 --world {given.world}", file=sys.stderr)
            if sys.stderr.isatty() or count % 100 == 0 or count == len(work):
                pace = count / (time.monotonic() - started)
                print(f"\r{count}/{len(work)} stories, {len(faults)} at fault, {pace:.1f}/s", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    for fault in faults[:3] if not given.unguarded else []:
        linked = worlds[fault.seed % len(worlds)]
        with tempfile.TemporaryDirectory() as folder:
            found = shortest(Path(folder), fault.seed, linked, True, given.steps)
        count, fault = found or (given.steps, fault)
        print(f"seed {fault.seed}, {count} steps, {'linked worktrees' if linked else 'one work tree'}:")
        print("\n".join(f"  {step}" for step in fault.steps))
        print(fault.what)
        world = f"--world {given.world}"
        print(f"again: python -m tests.fuzz --first {fault.seed} --seeds 1 --steps {count} --jobs 1 {world}\n")
    print(f"{len(work)} stories, {len(faults)} at fault: seeds {[fault.seed for fault in faults][:20]}")
    return int(bool(faults) and not given.unguarded)


if __name__ == "__main__":
    sys.exit(main())
