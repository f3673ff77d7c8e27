"""Run a user's command on each checked-out branch merged with the target, and on all of them merged together."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping

from coordgit.core.model import Oid
from coordgit.core.readiness import Branch, Broken, Ready, Tested
from coordgit.git import merging
from coordgit.git.plumbing import Git

KEPT_LINES = 30
"""Last lines of a failed command's output that are kept."""


def test(git: Git, ready: Ready, command: str, environ: Mapping[str, str]) -> Tested:
    """Run ``command`` on every merged tree, in a temporary worktree of its own."""
    env = {name: value for name, value in environ.items() if not name.startswith("GIT_")}
    folder = os.path.realpath(tempfile.mkdtemp(prefix="coordgit-ready-"))
    try:
        with merging.scratch(git, f"{folder}/tree", ready.onto.tip) as scratch:
            return _Trial(git, scratch, ready, command, env).all()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class _Trial:
    """The target, the branches, and the worktree in which the command runs."""

    def __init__(self, git: Git, scratch: Git, ready: Ready, command: str, env: Mapping[str, str]) -> None:
        self.git, self.scratch, self.ready, self.command, self.env = git, scratch, ready, command, env

    def all(self) -> Tested:
        broken = self.run(self.ready.onto.tip, ())
        if broken is not None:
            return Tested({}, broken)
        passed: dict[str, bool] = {}
        first = None
        for branch in self.ready.branches:
            merged = self.merged(self.ready.onto.tip, branch)
            if merged is not None:
                broken = self.run(merged, (branch.branch,))
                passed[branch.branch] = broken is None
                first = first or broken
        return Tested(
            passed, first or self.together([one for one in self.ready.branches if one.lands and passed.get(one.branch)])
        )

    def together(self, branches: list[Branch]) -> Broken | None:
        """Merge one branch after the other; return what breaks."""
        tip, landed = self.ready.onto.tip, list[Branch]()
        for branch in branches:
            merged = self.merged(tip, branch)
            if merged is None:
                continue  # these are reported as conflicting
            broken = self.run(merged, tuple(one.branch for one in (*landed, branch))) if landed else None
            if broken is not None:
                return self.pair(landed, branch) or broken
            tip = merged
            landed.append(branch)
        return None

    def pair(self, landed: list[Branch], branch: Branch) -> Broken | None:
        """Return which of the merged branches ``branch`` fails together with."""
        for other in landed if len(landed) > 1 else ():
            first = self.merged(self.ready.onto.tip, other)
            both = self.merged(first, branch) if first is not None else None
            broken = self.run(both, (other.branch, branch.branch)) if both is not None else None
            if broken is not None:
                return broken
        return None

    def merged(self, tip: Oid, branch: Branch) -> Oid | None:
        """Return a merge commit of both; ``None`` if they conflict."""
        made = merging.merged(self.git, tip, branch.tip)
        return None if made.conflicts else merging.commit(self.git, made.tree, [tip, branch.tip])

    def run(self, oid: Oid, branches: tuple[str, ...]) -> Broken | None:
        merging.put(self.scratch, oid)
        done = subprocess.run(
            ["sh", "-c", self.command],
            cwd=self.scratch.cwd,
            env=self.env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        )
        lines = done.stdout.rstrip("\n").split("\n")
        return Broken(branches, done.returncode, "\n".join(lines[-KEPT_LINES:])) if done.returncode else None
