"""How much is tried: what the suite has time for, or, with ``COORDGIT_SLOW=1``, what ``.ci/nightly`` does.

Two marks say what the suite leaves to the night: ``nightly`` a whole test, ``daily(n)`` all but ``n`` of its cases. A test that
is named on the command line runs, whatever its mark.
"""

import os

import pytest

SETTING = "COORDGIT_SLOW"
NIGHTLY = bool(os.environ.get(SETTING))


def examples(suite: int, nightly: int) -> int:
    """How many examples hypothesis tries."""
    return nightly if NIGHTLY else suite


def left_out(items: list[pytest.Item], named: list[str]) -> set[pytest.Item]:
    """The tests that are left to the night; ``named`` are the arguments of the command line."""
    if NIGHTLY:
        return set()
    asked = tuple(argument for argument in named if "::" in argument)
    left = {item for item in items if item.get_closest_marker("nightly")}
    families: dict[str, list[pytest.Function]] = {}
    for item in items:
        if isinstance(item, pytest.Function) and item.get_closest_marker("daily"):
            families.setdefault(item.nodeid.partition("[")[0], []).append(item)
    for family in families.values():
        mark = family[0].get_closest_marker("daily")
        assert mark is not None
        left.update(set(family) - telling(family, mark.args[0]))
    return {item for item in left if not item.nodeid.startswith(asked or "/")}


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
