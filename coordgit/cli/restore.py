"""``coordgit restore``: put back uncommitted edits that were taken out of the work tree."""

import os

import click

from coordgit.cli.context import Here, columns, display, emit, here, say
from coordgit.cli.options import Filled, json_option
from coordgit.core.quoting import option, quote, word
from coordgit.errors import CoordgitError, UsageError
from coordgit.git import worktrees
from coordgit.render.status import kept_json, kept_rows
from coordgit.store import kept as stored
from coordgit.store import names
from coordgit.store.kept import STASH, KeptWork
from coordgit.uncommitted import keeping, restoring
from coordgit.uncommitted.restoring import BLOCKED, CHANGED, MISSING, RESTORED, Restored

REFUSED = (CHANGED, BLOCKED, MISSING)
"""Outcomes that leave a file as it is."""


@click.command()
@click.argument("paths", nargs=-1, type=Filled("a path"), metavar="[PATH...]")
@click.option("--list", "only_list", is_flag=True, help="Show what is kept, and put nothing back.")
@json_option
def restore(paths: tuple[str, ...], only_list: bool, as_json: bool) -> int:
    """Put back uncommitted edits that were taken out of this work tree, by a checkout or a clean in another shell for instance.

    Without PATH all that is gone here comes back. A PATH may be a folder, or the id of an entry that was dropped from the stash.
    A file that has other uncommitted changes by now, or is beyond a link, is left as it is.
    """
    with here(tell=False) as at:
        if worktrees.is_bare(at.worktree, at.git):
            raise CoordgitError("a bare repository has no work tree", "git worktree list", 2)
        some = _chosen(at, paths)
        if only_list:
            rows = kept_rows(some, names.of(at.store), columns())
            display(as_json, {"kept": [kept_json(kept) for kept in some]}, rows, "nothing is gone from this work tree")
            return 0
        done = restoring.restore(at.store, at.worktree, some)
        if as_json:
            emit({"restored": [kept_json(result.kept) | {"outcome": result.outcome} for result in done]})
        for result in done:
            refused = result.outcome in REFUSED
            if refused or not as_json:
                say(_sentence(at, result), err=refused)
        if not done and not as_json:
            say("nothing is gone from this work tree")
    return int(any(result.outcome in REFUSED for result in done))


def _chosen(at: Here, paths: tuple[str, ...]) -> list[KeptWork]:
    """Return the newest of each named path or stash entry; all if none was named."""
    newest: dict[tuple[str, str], KeptWork] = {}
    for missing in stored.standing(at.store, at.worktree.id):
        newest.setdefault((missing.what, missing.path or missing.oid), missing)
    kept = list(newest.values())[::-1]
    if not paths:
        return kept
    chosen: list[KeptWork] = []
    for path in paths:
        inside = worktrees.relative(at.worktree, os.path.abspath(path))
        some = [missing for missing in kept if _is_named(missing, inside, path)]
        if not some:
            raise UsageError(f"nothing of {quote(path)} is kept", "coordgit restore --list")
        chosen += [missing for missing in some if missing not in chosen]
    return chosen


def _is_named(kept: KeptWork, path: str | None, text: str) -> bool:
    if kept.what == STASH:
        return len(text) >= 4 and kept.oid.startswith(text)
    return path is not None and (path in ("", kept.path) or kept.path.startswith(f"{path}/"))


def _sentence(at: Here, restored: Restored) -> str:
    kept, path = restored.kept, quote(restored.kept.path)
    if restored.outcome == MISSING:
        return (
            f"coordgit: the contents of {path or kept.oid[:12]} are not among git's objects; {keeping.LARGE} are not kept"
            "\ntry: git fsck --lost-found"
        )
    if restored.outcome in (CHANGED, BLOCKED):
        name = kept.path if restored.outcome == CHANGED else kept.path.replace("/", "-")
        beside = keeping.free_path(f"{at.worktree.top}/{name}.kept")
        where = option(at.worktree.top)
        command = f"git -C {where} cat-file --filters {option(f'--path={kept.path}')} {kept.oid} >{word(beside)}"
        lead = f"{path} has other uncommitted changes by now, and" if restored.outcome == CHANGED else f"{restored.why}: {path}"
        return f"coordgit: {lead} is left as it is\ntry: {command}"
    whose = names.who(at.store, kept.session)
    if kept.what == STASH:
        return f"put {kept.oid[:7]} of {whose} back on the stash"
    return f"put back {path} of {whose}" if restored.outcome == RESTORED else f"{path} is there"
