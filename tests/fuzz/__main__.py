"""``python -m tests.fuzz [--seeds 10000] [--first 0] [--steps 30] [--world NAME]``: random stories, judged by the oracle.

Each is played without the hooks first: a story that cannot go wrong proves nothing, so how many do is said, and too few of them
fail the command as well.
"""

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from coordgit import program  # noqa: F401 (it remembers the interpreter that it is loaded with)
from coordgit.program import FAST
from tests.fuzz.story import KINDS, shortest
from tests.fuzz.world import Fault
from tests.support import preloaded
from tests.support.environment import in_memory

ENOUGH = 0.5
"""The share of the stories of each world that has to go wrong without the hooks."""


def one(arguments: tuple[int, int, str, bool]) -> tuple[bool, Fault | None]:
    """(whether the story goes wrong without the hooks, what goes wrong with them)."""
    seed, steps, kind, guarded = arguments
    folder = Path(tempfile.mkdtemp(prefix="fuzz-", dir=in_memory()))
    try:
        without = KINDS[kind](folder / "without", seed, steps, False)
        return bool(without), KINDS[kind](folder / "with", seed, steps, True) if guarded else None
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def serve_hooks() -> None:
    """Let a loaded interpreter run the hooks of this process's stories, with few variables: each child gets them all."""
    for name in os.environ.keys() - {"PATH", "TMPDIR", "VIRTUAL_ENV"}:
        del os.environ[name]
    sys.executable = preloaded.interpreter(FAST)


def options(words: Sequence[str] | None = None) -> argparse.Namespace:
    """What the words of the command line ask for, by default those of this process."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--seeds", type=int, default=10_000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--steps", type=int, default=30)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--unguarded", action="store_true", help="only without the hooks")
    parser.add_argument("--world", choices=("all", *KINDS), default="all")
    return parser.parse_args(words)


def main(words: Sequence[str] | None = None) -> int:
    """Play; 1 if a story is at fault, or if too few are without the hooks."""
    given = options(words)
    worlds = tuple(KINDS) if given.world == "all" else (given.world,)
    work = [
        (seed, given.steps, worlds[seed % len(worlds)], not given.unguarded)
        for seed in range(given.first, given.first + given.seeds)
    ]
    started, faults, wrong = time.monotonic(), [], dict.fromkeys(worlds, 0)
    with ProcessPoolExecutor(given.jobs, initializer=serve_hooks) as pool:
        for count, (without, fault) in enumerate(pool.map(one, work, chunksize=4), 1):
            wrong[work[count - 1][2]] += without
            if fault:
                faults.append(fault)
                where = f"--first {fault.seed} --seeds 1 --world {work[count - 1][2]}"
                print(f"\rat fault: {where}\n{fault.what}", file=sys.stderr)
            if sys.stderr.isatty() or count % 10 == 0 or count == len(work):
                pace = count / (time.monotonic() - started)
                print(f"\r{count}/{len(work)} stories, {len(faults)} at fault, {pace:.1f}/s", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    for fault in faults[:3]:
        _show(fault, worlds[fault.seed % len(worlds)], given.steps)
    played = {kind: sum(one[2] == kind for one in work) for kind in worlds}
    for kind in worlds:
        print(f"{kind}: {wrong[kind]} of {played[kind]} stories go wrong without the hooks")
    if not given.unguarded:
        print(f"{len(work)} stories, {len(faults)} at fault: seeds {[fault.seed for fault in faults][:20]}")
    few = len(work) > 10 and any(wrong[kind] < ENOUGH * played[kind] for kind in worlds)
    return int(bool(faults) or few)


def _show(fault: Fault, kind: str, steps: int) -> None:
    """The shortest story of a seed that is at fault, if it is again, and how to play it."""
    with tempfile.TemporaryDirectory() as folder:
        found = shortest(Path(folder), kind, fault.seed, steps)
    count, fault = found or (steps, fault)
    print(f"seed {fault.seed}, {count} steps, {kind}:")
    print("\n".join(f"  {step}" for step in fault.steps))
    print(fault.what)
    if not found:
        print("not at fault when it was played again: a kill, or commands at the same moment, may have come out otherwise")
    print(f"again: python -m tests.fuzz --first {fault.seed} --seeds 1 --steps {count} --jobs 1 --world {kind}\n")


if __name__ == "__main__":
    sys.exit(main())
