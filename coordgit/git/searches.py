"""Repeat searches on what changed: contents, for suspects only, within bounded time."""

from coordgit.core.model import Oid
from coordgit.core.narrowing import search_changed
from coordgit.core.validation import Suspect
from coordgit.errors import CoordgitError
from coordgit.git import bounded, separate_index, trees
from coordgit.git.plumbing import Git
from coordgit.startup.typing import Mapping

SUBMODULE = "160000"
"""The mode of a submodule, whose object is a commit of another repository: searches do not enter it."""


def changed(git: Git, searches: list[Suspect]) -> list[Suspect]:
    """Return the searches with another answer, each with the changes that cause it."""
    texts = trees.blobs(git, (oid for one in searches for change in one.changes for oid in (change.before, change.after)))
    texts |= _submodules(git, searches, texts)
    answers: dict[tuple[object, ...], Suspect] = git.answers.setdefault("searches", {})
    found = []
    for one in searches:
        key = (one.read.query, one.changes)
        if key not in answers:
            asked = bounded.within(search_changed, one, texts)
            # a search that was stopped for time is assumed to have another answer
            answers[key] = one._replace(evaluated=False) if asked is None else asked
        if answers[key].changes:
            found.append(one._replace(changes=answers[key].changes, evaluated=answers[key].evaluated))
    return found


def _submodules(git: Git, searches: list[Suspect], texts: Mapping[Oid, bytes | None]) -> dict[Oid, bytes]:
    """Return the submodules among the objects, with empty text. Asks git only if some text is missing."""
    unknown: dict[Oid, dict[str, Oid]] = {}
    for one in searches:
        for change in one.changes:
            for commit, oid in ((one.merge_base or one.asked.base, change.before), (one.branch.tip, change.after)):
                if oid and texts.get(oid) is None:
                    unknown.setdefault(commit, {})[change.path] = oid
    found: dict[Oid, bytes] = {}
    for commit, objects in unknown.items():
        try:
            entries = separate_index.of_tree(git, commit, list(objects))
        except CoordgitError:  # a partial clone may lack it
            continue
        found.update({oid: b"" for path, oid in objects.items() if entries.get(path) == (SUBMODULE, oid)})
    return found
