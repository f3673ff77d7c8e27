"""How much is tried: what the suite has time for, or, with ``COORDGIT_SLOW=1``, what ``.ci/nightly`` does.

Two marks say what the suite leaves to the night: ``nightly`` a whole test, ``daily(n)`` all but ``n`` of its cases; but never one
that docs/mutants.md names: without that something would be missed. Most of the suite's time goes into the folders of ``STORIES``,
of which it plays just those cases. A test that is named on the command line runs, whatever its mark, and a file that is named as
if its folder were none of these.
"""

import os
from collections.abc import Collection
from pathlib import Path

import pytest

SETTING = "COORDGIT_SLOW"
NIGHTLY = bool(os.environ.get(SETTING))


ROOT = Path(__file__).parents[2]
STORIES = ("tests/walks/", "tests/push/", "tests/portion/")
"""Folders of stories, each of which takes many commands of git and hooks."""


def examples(suite: int, nightly: int) -> int:
    """How many examples hypothesis tries."""
    return nightly if NIGHTLY else suite


def left_out(items: list[pytest.Item], named: list[str]) -> set[pytest.Item]:
    """The tests that are left to the night; ``named`` are the arguments of the command line."""
    if NIGHTLY:
        return set()
    asked = tuple(argument for argument in named if "::" in argument)
    files = {os.path.relpath(argument, ROOT) for argument in named if argument.endswith(".py")}
    needed = _catching()
    left = {item for item in items if item.get_closest_marker("nightly") and item.nodeid not in needed}
    families: dict[tuple[str, int], list[pytest.Function]] = {}
    for item in items:
        file, family = item.nodeid.partition("::")[0], item.nodeid.partition("[")[0]
        if not isinstance(item, pytest.Function) or item in left:
            continue
        if file.startswith(STORIES) and file not in files:
            left.update({item} if item.nodeid not in needed else ())
        elif mark := item.get_closest_marker("daily"):
            families.setdefault((family, mark.args[0]), []).append(item)
    for (_, count), cases in families.items():
        left.update(set(cases) - _playing(cases, count, needed))
    return {item for item in left if not item.nodeid.startswith(asked or "/")}


def _playing(cases: list[pytest.Function], count: int, needed: Collection[str]) -> set[pytest.Function]:
    """``count`` of a test's cases, or more if more are ``needed``."""
    playing = {case for case in cases if case.nodeid in needed}
    others = [case for case in cases if case not in playing]
    return playing | telling(others, min(max(count - len(playing), 0), len(others)))


def _catching() -> Collection[str]:
    """The cases that docs/mutants.md names."""
    rows = (ROOT / "docs/mutants.md").read_text(encoding="utf-8").splitlines()
    return {f"tests/{row.removesuffix(' |').split(' | ', 2)[2]}" for row in rows if row.count(" | ") > 1}


def telling(cases: list[pytest.Function], count: int) -> set[pytest.Function]:
    """``count`` of the cases: together they have as many values of each parameter as they can, and else are spread evenly."""
    spread = dict.fromkeys(cases[n * len(cases) // count] for n in range(count))
    left = [*spread, *(case for case in cases if case not in spread)]
    chosen: set[pytest.Function] = set()
    shown: set[tuple[str, int]] = set()
    while left and len(chosen) < count:
        values = {case: _values(case) for case in left}
        best = max(left, key=lambda case: len(values[case] - shown))
        chosen.add(best)
        shown |= values[best]
        left.remove(best)
    return chosen


def _values(case: pytest.Function) -> set[tuple[str, int]]:
    """The values of a case's parameters; none of a test without cases."""
    return {(name, id(value)) for name, value in case.callspec.params.items()} if hasattr(case, "callspec") else set()
