"""``coordgit whose``: who changed each line that is not committed."""

import os

import click

from coordgit.cli.caller import wanted
from coordgit.cli.context import Here, display, here, say, session_here
from coordgit.cli.options import json_option
from coordgit.core import pathspec
from coordgit.core.own_portion import PathPart
from coordgit.core.quoting import quote
from coordgit.errors import UsageError
from coordgit.git import separate_index
from coordgit.git.plumbing import records
from coordgit.portion import edited_paths
from coordgit.portion.edited_paths import Checkout
from coordgit.render import whose as render
from coordgit.store import names, writes


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@json_option
def whose(paths: tuple[str, ...], as_json: bool) -> None:
    """Show who changed each line that is not committed: git blame, of the work tree.

    Derived from the edits that clients' hooks recorded. A line without a record is marked; "from before": it was there before
    the first recorded edit of its file.
    """
    with here() as at:
        checkout = edited_paths.here(at.worktree, at.git, at.store, session_here(at).session)
        edited = [edit for edit in edited_paths.paths(checkout, _uncommitted(at, checkout, paths)) if edit.differs]
        for given in dict.fromkeys(paths):
            (chosen,) = wanted(at, [given])
            if not chosen.excludes and not any(pathspec.names(chosen, edit.path) for edit in edited):
                _say_unchanged(at, given, chosen)
        parts = [PathPart(edit) for edit in edited]
        display(as_json, {"paths": render.document(parts)}, render.listing(parts, names.of(at.store)))


def _say_unchanged(at: Here, given: str, chosen: pathspec.Paths) -> None:
    """Print that a path has no uncommitted change. Raises ``UsageError`` if there is none of that name."""
    tracked = any(pathspec.names(chosen, path) for path in records(at.git.run("ls-files", "-z", "--full-name", ":/")))
    if not tracked and not os.path.lexists(given):
        raise UsageError(f"{quote(given)} matches nothing here", "coordgit whose")
    say(f"coordgit: no uncommitted change of {quote(given)}{'' if tracked else ' that a session made'}", err=True)


def _uncommitted(at: Here, checkout: Checkout, paths: tuple[str, ...]) -> list[str]:
    """Return the paths that differ from HEAD, untracked ones only if a session's edit made them."""
    differing = sorted({*separate_index.differing(at.git, checkout.head), *writes.paths(at.store, at.worktree.id)})
    chosen = wanted(at, paths)
    return [path for path in differing if not chosen or any(pathspec.names(spec, path) for spec in chosen)]
