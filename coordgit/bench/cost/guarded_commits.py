"""What coordgit adds to a commit compared with pre-commit: few reads and many, a small repository and a large one."""

import functools
import os
import shutil
import sys

from coordgit.bench.cost.clocks import Bench, TimedProcess, run
from coordgit.bench.cost.scratch import CHANGED, Scratch

GOAL = "at most 0.15"
SAME = "about 1"
COMMIT = ("git", "commit", "-q", "-m", "change")
CONFIGURATION = """\
repos:
- repo: local
  hooks:
  - {id: nothing, name: nothing, entry: "true", language: system, always_run: true, pass_filenames: false}
"""


def measure(folder: str, bench: Bench) -> None:
    """Measure commits in the only work tree, on the only branch."""
    for files in bench.sizes.files:
        _measure(folder, f"{files:,} files", files, linked=False, bench=bench)


def measure_linked(folder: str, bench: Bench) -> None:
    """Measure commits on a branch in a linked worktree, whose target ``main`` has new commits."""
    files = bench.sizes.files[0]
    _measure(folder, f"{files:,} files, linked worktree", files, linked=True, bench=bench)


def _measure(folder: str, at: str, files: int, *, linked: bool, bench: Bench) -> None:
    program = pre_commit()
    if not program:
        bench.skipped.append(f"pre-commit, {at}: neither on PATH nor beside this Python (pip install pre-commit)")
    bench.tell(f"making two repositories of {files:,} files")
    plain = Scratch(os.path.join(folder, f"plain, {at}"), files, False)
    guarded = Scratch(os.path.join(folder, f"guarded, {at}"), files, True)
    trees = [_linked(side) if linked else side.top for side in (plain, guarded)]
    processes = [
        TimedProcess(
            name=f"plain commit, {at}",
            argv=COMMIT,
            cwd=trees[0],
            env=plain.env,
            before=functools.partial(plain.stage, cwd=trees[0]),
        )
    ]
    for reads, changed in zip(bench.sizes.reads, CHANGED, strict=False):
        session = f"reader of {reads}"
        guarded.read(session, reads, changed, trees[1])
        processes.append(
            TimedProcess(
                name=f"guarded commit, {reads:,} reads, {at}",
                argv=COMMIT,
                cwd=trees[1],
                env=guarded.env | {"COORDGIT_SESSION": session},
                before=functools.partial(guarded.stage, changed, trees[1]),
            )
        )
    if program:
        argv = (COMMIT[0], "-c", f"core.hooksPath={_hooks(plain, trees[0], program)}", *COMMIT[1:])
        before = functools.partial(plain.stage, cwd=trees[0])
        processes.append(
            TimedProcess(name=f"commit under pre-commit, {at}", argv=argv, cwd=trees[0], env=plain.env, before=before)
        )
    figures = list(bench.time(f"commits, {at}", processes).values())
    some = figures[1 : 1 + len(bench.sizes.reads)]
    for figure in some if program else ():
        bench.compare(f"{figure.name}: added / added by pre-commit", GOAL, figure, figures[-1], figures[0])
    if len(some) > 1:
        name = f"{some[-1].name}: added / added with {bench.sizes.reads[0]:,} reads"
        bench.compare(name, SAME, some[-1], some[0], figures[0])


def _linked(scratch: Scratch) -> str:
    """Make a linked worktree on the branch ``work``, then a commit of somebody else on ``main``."""
    tree = os.path.join(os.path.dirname(scratch.top), "linked")
    scratch.git("worktree", "add", "-q", "-b", "work", tree)
    scratch.commit(CHANGED[-1], COORDGIT_SESSION="other")
    return tree


def _hooks(scratch: Scratch, tree: str, program: str) -> str:
    """Make a folder with pre-commit's own hook file, set up with one hook that does nothing."""
    with open(os.path.join(tree, ".pre-commit-config.yaml"), "w", encoding="ascii") as file:
        file.write(CONFIGURATION)
    scratch.git("add", ".pre-commit-config.yaml", cwd=tree)
    scratch.git("commit", "-qm", "configure", cwd=tree)
    run(TimedProcess(name="pre-commit", argv=(program, "install"), cwd=tree, env=scratch.env))
    hooks = os.path.join(os.path.dirname(scratch.top), "hooks")
    os.makedirs(hooks)
    shutil.move(os.path.join(scratch.top, ".git", "hooks", "pre-commit"), hooks)
    return hooks


def pre_commit() -> str:
    """Return the program, on PATH or beside this interpreter; "" if it is missing."""
    beside = os.path.join(os.path.dirname(sys.executable), "pre-commit")
    return shutil.which("pre-commit") or (beside if os.access(beside, os.X_OK) else "")
