"""Searches asked again of what changed: contents, for suspects alone, within bounded time."""

from __future__ import annotations

from coordgit.core.narrowing import search_changed
from coordgit.errors import CoordgitError
from coordgit.git import bounded, trees
from coordgit.git.plumbing import records

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from coordgit.core.model import Oid
    from coordgit.core.validation import Suspect
    from coordgit.git.plumbing import Git

SUBMODULE = "160000"
"""The mode of a path whose object is a commit of another repository: no search looks in there."""

MANY = 200
"""Paths that one command line names; for more, the whole tree is looked at."""


def changed(git: Git, searches: list[Suspect]) -> list[Suspect]:
    """Those that have another answer, each with the changes after which it has."""
    texts = trees.blobs(git, (oid for one in searches for change in one.changes for oid in (change.before, change.after)))
    texts |= _submodules(git, searches, texts)
    told: dict[tuple[object, ...], Suspect] = git.told.setdefault("searches", {})
    found = []
    for one in searches:
        key = (one.read.query, one.changes)
        if key not in told:
            asked = bounded.within(search_changed, one, texts)
            # one that was stopped for the sake of all others has another answer, for all that is known
            told[key] = one._replace(evaluated=False) if asked is None else asked
        if told[key].changes:
            found.append(one._replace(changes=told[key].changes, evaluated=told[key].evaluated))
    return found


def _submodules(git: Git, searches: list[Suspect], texts: Mapping[Oid, bytes | None]) -> dict[Oid, bytes]:
    """The objects that are no blobs because they are submodules, without text. Asks git only when some text is not here."""
    unknown: dict[Oid, dict[str, Oid]] = {}
    for one in searches:
        for change in one.changes:
            for commit, oid in ((one.merge_base or one.asked.base, change.before), (one.branch.tip, change.after)):
                if oid and texts.get(oid) is None:
                    unknown.setdefault(commit, {})[change.path] = oid
    found: dict[Oid, bytes] = {}
    for commit, objects in unknown.items():
        modes = _modes(git, commit, list(objects))
        found.update({oid: b"" for path, oid in objects.items() if modes.get(path) == (SUBMODULE, oid)})
    return found


def _modes(git: Git, commit: Oid, paths: list[str]) -> dict[str, tuple[str, Oid]]:
    """path -> (mode, object) in ``commit``; nothing where that is not here, as in a partial clone."""
    asked = [f":(literal){path}" for path in paths] if len(paths) <= MANY else []
    try:
        raw = git.run("ls-tree", "-r", "-z", "--full-tree", commit, "--", *asked)
    except CoordgitError:
        return {}
    entries = [record.split("\t", 1) for record in records(raw)]
    return {path: (about.split(" ")[0], about.split(" ")[2]) for about, path in entries}
