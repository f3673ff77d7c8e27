"""Mutants of what is asked before, and found after, work goes to a remote."""

from __future__ import annotations

from tests.mutants.mutant import Mutant

FORGE = ("tests/push/forge_test.py",)

OF_PUSHES = (
    Mutant(
        "pushes",
        "a merge by a forge is not asked about",
        "coordgit/cli/hook.py",
        "    if event.merges and not denied:\n",
        "    if False:\n",
        FORGE,
    ),
    Mutant(
        "pushes",
        "any pull request is taken for the branch at work",
        "coordgit/check/forge.py",
        "    sure = bool(branch)\n",
        "    sure = True\n",
        FORGE,
    ),
)
