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
from coordgit.git import files, separate_index
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
    the first recorded edit of its file. A new file that is one session's has one line for all of its own. Files that git
    ignores are left out.
    """
    with here() as at:
        checkout = edited_paths.here(at.worktree, at.git, at.store, session_here(at).session)
        uncommitted, ignored = _uncommitted(at, checkout, paths)
        edited = [edit for edit in edited_paths.paths(checkout, uncommitted) if edit.differs]
        for given in dict.fromkeys(paths):
            (chosen,) = wanted(at, [given])
            if not chosen.excludes and not any(pathspec.names(chosen, edit.path) for edit in edited):
                _say_unchanged(at, given, chosen, ignored)
        parts = [PathPart(edit) for edit in edited]
        nothing = "" if paths else "no uncommitted change of a file that git tracks, or that a session made"
        display(as_json, {"paths": render.document(parts)}, render.listing(parts, names.of(at.store)), nothing)


def _say_unchanged(at: Here, given: str, chosen: pathspec.Paths, ignored: list[str]) -> None:
    """Print that a path has no uncommitted change, or is ignored. Raises ``UsageError`` where no file has that name."""
    tracked = any(pathspec.names(chosen, path) for path in records(at.git.run("ls-files", "-z", "--full-name", ":/")))
    if not tracked and not os.path.lexists(given):
        raise UsageError(f"{quote(given)} matches nothing here", "coordgit whose")
    if any(pathspec.names(chosen, path) for path in ignored):
        say(f"coordgit: git ignores {quote(given)}, so it is not committed", err=True)
        return
    say(f"coordgit: no uncommitted change of {quote(given)}{'' if tracked else ' that a session made'}", err=True)


def _uncommitted(at: Here, checkout: Checkout, paths: tuple[str, ...]) -> tuple[list[str], list[str]]:
    """Return the paths that differ from HEAD, untracked ones only if a session's edit made them, and those that git ignores."""
    differing = sorted({*separate_index.differing(at.git, checkout.head), *writes.paths(at.store, at.worktree.id)})
    chosen = wanted(at, paths)
    some = [path for path in differing if not chosen or any(pathspec.names(spec, path) for spec in chosen)]
    ignored = [path for path, why in files.passed_over(at.git, some).items() if why == files.IGNORED]
    return [path for path in some if path not in ignored], ignored
