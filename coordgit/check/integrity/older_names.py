"""The versions that a path had under an older name, before a landing renamed it."""

from __future__ import annotations

from coordgit.check.update import Update
from coordgit.core.model import Oid
from coordgit.core.rules.lost_update import LandedStep, history
from coordgit.errors import CoordgitError
from coordgit.git import trees
from coordgit.git.plumbing import Git
from coordgit.startup.typing import NamedTuple
from coordgit.store import landings
from coordgit.store.database import Store
from coordgit.store.landings import Version


class Renamed(NamedTuple):
    """The name that a file had before a landing, and its text then."""

    path: str
    text: Oid | None
    landing_id: int


def followed(
    store: Store, git: Git, path: str, steps: list[LandedStep], session: str, *, on: Update | None = None
) -> list[LandedStep]:
    """Return ``steps``, the history of a path, newest first, continued under the older name if a landing only renamed the file.
    ``on``: the update on whose branch that is; ``None``: on any branch."""
    added = next((n for n, step in enumerate(steps) if step.before is None), None)
    if added is None:
        return steps
    step = steps[added]
    versions = [version for version in landings.versions(store, path) if (version.before, version.after) == (None, step.after)]
    for version in on.landed_here(versions) if on else versions:
        older = _before(store, git, path, version)
        if older is not None:
            changed = [step._replace(before=older.text)] if older.text != step.after else []
            rest = [one for one in landings.versions(store, older.path) if one.landing_id < older.landing_id]
            rest = on.landed_here(rest) if on else rest
            return [*steps[:added], *changed, *history(rest, older.text, on.ref if on else "", session)]
    return steps


def _before(store: Store, git: Git, path: str, version: Version) -> Renamed | None:
    landing = landings.get(store, version.landing_id)
    if landing is None or not (landing.old and landing.new):
        return None
    try:
        old = next((old for old, new in trees.renames(git, landing.old, landing.new).items() if new == path), None)
        return Renamed(old, trees.items(git, landing.old, [old])[old], landing.landing_id) if old else None
    except CoordgitError:  # a commit that git has pruned
        return None
