"""What a mutant is."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
"""The tree that the paths start from."""


class Mutant(NamedTuple):
    """In ``file``, ``old``, which stands there once, becomes ``new``; of ``tests`` at least one has to fail then."""

    part: str
    what: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]


def part(name: str) -> Callable[..., Mutant]:
    """What makes the mutants of a part of the rule: ``what``, ``file``, ``old``, ``new``, and each test."""

    def of(what: str, file: str, old: str, new: str, *tests: str) -> Mutant:
        return Mutant(name, what, file, old, new, tests)

    return of


def mutated(mutant: Mutant, text: str) -> str:
    """The file's text with the mutation. Raises ``LookupError`` where the old text does not stand exactly once."""
    count = text.count(mutant.old)
    if count != 1:
        raise LookupError(f"{mutant.file}: stands {count} times: {mutant.old.strip()}")
    return text.replace(mutant.old, mutant.new)
