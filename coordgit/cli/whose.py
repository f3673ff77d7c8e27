"""``coordgit whose``: who changed each uncommitted line."""

import os

import click

from coordgit.cli.caller import wanted
from coordgit.cli.context import Here, emit, here, json_option, say, say_all, session_here
from coordgit.core import pathspec
from coordgit.core.quoting import quote
from coordgit.errors import UsageError
from coordgit.git import separate_index
from coordgit.git.plumbing import records
from coordgit.portion import edited_paths
from coordgit.portion.edited_paths import Checkout, EditedPath
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
        checkout = edited_paths.here(at.worktree, at.git, at.store, session_here(at).session)
        edited = [one for one in edited_paths.paths(checkout, uncommitted(at, checkout, paths)) if one.differs]
        for given, chosen in zip(paths, wanted(at, paths), strict=True):
            if not any(pathspec.names(chosen, one.path) for one in edited):
                _say_unchanged(at, given, chosen)
        shown = [shown_of(one) for one in edited]
        if as_json:
            emit({"paths": render.document(shown)})
            return
        say_all(render.listing(shown, names.of(at.store)))


def _say_unchanged(at: Here, given: str, chosen: pathspec.Paths) -> None:
    """Print that a path has no uncommitted change. Raises ``UsageError`` if there is none of that name."""
    tracked = any(pathspec.names(chosen, path) for path in records(at.git.run("ls-files", "-z", "--full-name", ":/")))
    if not tracked and not os.path.lexists(given):
        raise UsageError(f"{quote(given)} matches nothing here", "coordgit whose")
    say(f"coordgit: no uncommitted change of {quote(given)}{'' if tracked else ' that a session made'}", err=True)


def uncommitted(at: Here, checkout: Checkout, paths: tuple[str, ...]) -> list[str]:
    """Return the paths that differ from HEAD, untracked ones only if a session's edit made them."""
    differing = sorted({*separate_index.differing(at.git, checkout.head), *edits.paths(at.store, at.worktree.id)})
    chosen = wanted(at, paths)
    return [path for path in differing if not chosen or any(pathspec.names(one, path) for one in chosen)]


def shown_of(one: EditedPath) -> render.ShownPath:
    """Return a path as it is shown."""
    mode = (one.mode.mode, one.mode.session, one.mode.at) if one.mode is not None else None
    return render.ShownPath(one.path, one.head.oid, one.disk.oid, one.steps, one.weave, mode)
