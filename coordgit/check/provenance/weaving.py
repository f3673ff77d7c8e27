"""Fetch what ``core.uncommitted_lines`` needs of paths that a commit of the work tree changes: recorded edits and texts.

Asked where several sessions have edited a path: one may have taken back all of its own lines, so that its last version of the
file has only those of others.
"""

from coordgit.core import line_differences, uncommitted_lines
from coordgit.core.model import Oid
from coordgit.core.uncommitted_lines import Weave
from coordgit.git import trees
from coordgit.git.plumbing import Git
from coordgit.startup.typing import Mapping
from coordgit.store import edit_steps
from coordgit.store.database import Store


def of(store: Store, git: Git, worktree: str, changes: Mapping[str, tuple[Oid | None, Oid | None]]) -> dict[str, Weave]:
    """Return per path who made what differs between two blobs; without paths that are not text."""
    if not changes:
        return {}
    chains = {
        path: uncommitted_lines.chained(edit_steps.of_path(store, worktree, path), *blobs) for path, blobs in changes.items()
    }
    needed = {
        path: {oid for step in chain for oid in (step.before, step.after)} | {*changes[path]} for path, chain in chains.items()
    }
    texts = trees.blobs(git, {oid for oids in needed.values() for oid in oids})
    lines = {oid: line_differences.split(text) for oid, text in texts.items() if text is not None and b"\0" not in text}
    return {
        path: uncommitted_lines.woven(chain, *changes[path], lines)
        for path, chain in chains.items()
        if all(oid is None or oid in lines for oid in needed[path])
    }
