"""Mutants of what is asked before, and found after, work goes to a remote."""

from __future__ import annotations

from tests.mutants.mutant import Mutant

FORGE = ("tests/push/forge_test.py",)
BROUGHT = ("tests/push/brought_test.py",)
TOLD = ("tests/push/told_test.py",)
READY = ("tests/cli/ready_test.py",)
FOUND = ("tests/push/found_test.py",)

OF_PUSHES = (
    Mutant(
        "pushes",
        "a merge by a forge is not asked about",
        "coordgit/client_events/handle.py",
        "    if event.merges and not denied:\n",
        "    if False:\n",
        FORGE,
    ),
    Mutant(
        "pushes",
        "any pull request is taken for the branch at work",
        "coordgit/check/remote/forge.py",
        "    sure = bool(branch)\n",
        "    sure = True\n",
        FORGE,
    ),
    Mutant(
        "pushes",
        "a push that skipped the hook stays unseen",
        "coordgit/check/remote/unverified_pushes.py",
        "    return [entry for entry in logged[first:] if entry.by_push and entry.old is not None]\n",
        "    return []\n",
        FOUND,
    ),
    Mutant(
        "pushes",
        "a push that was asked about is listed all the same",
        "coordgit/check/remote/unverified_pushes.py",
        "if not pushes.take_asked(store, ref, entry.new)]",
        "if pushes.take_asked(store, ref, entry.new) or True]",
        FOUND,
    ),
    Mutant(
        "pushes",
        "pushes from before the first look are listed",
        "coordgit/check/remote/unverified_pushes.py",
        "_since(logged, known[ref]) if ref in known else []",
        '_since(logged, known.get(ref, ""))',
        FOUND,
    ),
    Mutant(
        "pushes",
        "what a pull brings under the reads is not said",
        "coordgit/cli/gate.py",
        "        if paths:\n            said = brought",
        "        if False:\n            said = brought",
        BROUGHT,
    ),
    Mutant(
        "pushes",
        "what was stale before is said again",
        "coordgit/check/brought.py",
        "    changed = set(trees.diff(git, verdict.old, verdict.new))\n",
        "    changed = set(trees.diff(git, trees.empty(git), verdict.new))\n",
        BROUGHT,
    ),
    Mutant(
        "pushes",
        "a remote branch among the packed refs is not seen",
        "coordgit/git/refs.py",
        'if end > 0 else ""',
        'if False else ""',
        TOLD,
    ),
    Mutant(
        "pushes",
        "branches land in the order of their names",
        "coordgit/core/readiness.py",
        "harms.get(name, frozenset()).intersection(left) - {name}",
        "harms.get(name, frozenset()).intersection([])",
        READY,
    ),
    Mutant(
        "pushes",
        "what a branch has from the target is laid to it",
        "coordgit/check/ready.py",
        "one.path in theirs and (one.path, one.read_id) not in known",
        "one.path",
        READY,
    ),
)
