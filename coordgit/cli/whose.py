"""``coordgit whose``: who changed each uncommitted line."""

from __future__ import annotations

import click

from coordgit.cli.caller import wanted
from coordgit.cli.context import Here, emit, here, json_option, say_all, session_here
from coordgit.core import pathspec
from coordgit.git import staging
from coordgit.portion import gather
from coordgit.portion.gather import Checkout, EditedPath
from coordgit.render import whose as render
from coordgit.store import edits, names


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@json_option
def whose(paths: tuple[str, ...], as_json: bool) -> None:
    """Show who changed each line that is not committed: git blame, of the work tree.

    Derived from the edits that clients' hooks recorded. A line without a record is marked; "from before": it was there before
    the first recorded edit of its file.
    """
    with here() as at:
        checkout = gather.here(at.worktree, at.git, at.store, session_here(at).session)
        found = [one for one in gather.paths(checkout, uncommitted(at, checkout, paths)) if one.differs]
        shown = [shown_of(one) for one in found]
        if as_json:
            emit({"paths": render.document(shown)})
            return
        say_all(render.listing(shown, names.of(at.store)))


def uncommitted(at: Here, checkout: Checkout, paths: tuple[str, ...]) -> list[str]:
    """Return the paths that differ from HEAD, untracked ones only if a session's edit made them."""
    found = sorted({*staging.differing(at.git, checkout.head), *edits.paths(at.store, at.worktree.id)})
    chosen = wanted(at, paths)
    return [path for path in found if not chosen or any(pathspec.names(one, path) for one in chosen)]


def shown_of(one: EditedPath) -> render.Shown:
    """Return a path as it is shown."""
    return render.Shown(one.path, one.head.oid, one.disk.oid, one.steps, one.weave)
