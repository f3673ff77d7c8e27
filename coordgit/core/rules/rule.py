"""What a rule is, and what a reason is: the facts that a rule weighs."""

from __future__ import annotations

from coordgit.core.model import LANDED
from coordgit.core.rules.levels import ATTRIBUTES, READS
from coordgit.startup.typing import Mapping, NamedTuple


class Rule(NamedTuple):
    """One code. ``name``, ``why`` and ``helps`` stand in the table of codes in docs/how-it-works.md."""

    code: str
    name: str
    why: str
    helps: str
    levels: Mapping[str, str] = READS
    attributes: Mapping[str, str] = ATTRIBUTES
    is_read: bool = True
    """True if it is about a read that is out of date."""


class Reason(NamedTuple):
    """The facts of one reason against an update. ``tie`` is what ties it to the commit: "" nothing, ``None`` unknown."""

    code: str
    level: str
    attribute: str = ""
    only_added: bool = False
    """The change has added lines and touched no other."""
    place: str = LANDED
    siblings: str = "warn"
    """The setting ``coordgit.siblings``."""
    searches: str = "tied"
    """The setting ``coordgit.searches``."""
    is_predicate: bool = False
    """Is the read a listing or a search?"""
    declared: bool = False
    """True if the session itself declared that it relies on the read."""
    tie: str | None = ""
    untied: str = ""
    """Why nothing ties it, where that is known."""
    why: str = ""
    only_told: bool = False
    """It is about a person, whose reads are not recorded."""


class Weight(NamedTuple):
    """The outcome for a reason: ``REJECTS``, ``TELLS`` or ``LEFT_OUT``, and why."""

    force: str
    why: str = ""
