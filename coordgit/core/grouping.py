"""Group values by a key, and count them."""

from __future__ import annotations

from coordgit.startup.typing import Iterable, K, T


def grouped(pairs: Iterable[tuple[K, T]]) -> dict[K, list[T]]:
    """Return key -> the values of its pairs, both in the order in which they come."""
    groups: dict[K, list[T]] = {}
    for key, value in pairs:
        groups.setdefault(key, []).append(value)
    return groups


def tally(values: Iterable[T]) -> dict[T, int]:
    """Return value -> how often it comes (``collections.Counter`` without its import)."""
    counts: dict[T, int] = {}
    for value in values:
        counts[value] = counts.get(value, 0) + 1
    return counts
