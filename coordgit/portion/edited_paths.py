"""Gather what HEAD, the work tree and the recorded edits have of some paths; the core then tells who made each line."""

import os
import time
from collections.abc import Mapping

from coordgit.core import line_differences, own_portion, uncommitted_lines
from coordgit.core.model import IndexEntry, Oid
from coordgit.core.own_portion import EditedPath, Portion, Sides
from coordgit.core.quoting import quote, word
from coordgit.core.uncommitted_lines import EditStep
from coordgit.errors import CoordgitError, UsageError
from coordgit.git import files, separate_index, trees, worktrees
from coordgit.git.plumbing import Git
from coordgit.git.separate_index import EXECUTABLE, LINK, NONE, PLAIN
from coordgit.git.worktrees import Worktree
from coordgit.startup.typing import NamedTuple
from coordgit.store import begun_calls, edit_steps, modes
from coordgit.store.database import Store


class Checkout(NamedTuple):
    """What is examined: a worktree, the commit that HEAD names there, and the store."""

    worktree: Worktree
    git: Git
    store: Store
    ref: str
    head: Oid | None
    me: str
    """The session that asks."""


def here(worktree: Worktree, git: Git, store: Store, me: str) -> Checkout:
    """Return the checkout as it is now. Raises ``CoordgitError`` in a bare repository."""
    if worktrees.is_bare(worktree, git):
        raise CoordgitError("a bare repository has no work tree", "git worktree list", 2)
    ref, head = worktrees.head(worktree)
    return Checkout(worktree=worktree, git=git, store=store, ref=ref, head=head, me=me)


def paths(checkout: Checkout, wanted: list[str]) -> list[EditedPath]:
    """Return what is known of each of ``wanted``."""
    heads = separate_index.of_tree(checkout.git, checkout.head, wanted)
    recorded, disks = _at_one_moment(checkout, wanted, heads)
    chains: dict[str, list[EditStep]] = {}
    for path, (steps, running) in zip(wanted, recorded, strict=True):
        chain = uncommitted_lines.chained(steps, _oid(heads.get(path)), _oid(disks.get(path)))
        chains[path] = uncommitted_lines.attributed(chain, checkout.me, running)
    named = {oid for chain in chains.values() for step in chain for oid in (step.before, step.after)}
    named |= {_oid(entry) for entry in (*heads.values(), *disks.values()) if entry.mode != LINK}
    texts = {
        oid: line_differences.split(text)
        for oid, text in trees.blobs(checkout.git, named).items()
        if text is not None and b"\0" not in text
    }
    edited = []
    moded = modes.of(checkout.store, checkout.worktree.id)
    for path in wanted:
        head, disk, chain = heads.get(path, NONE), disks.get(path, NONE), chains[path]
        needed = {oid for step in chain for oid in (step.before, step.after)} | {_oid(head), _oid(disk)}
        lines = None
        if LINK not in (head.mode, disk.mode) and all(oid is None or oid in texts for oid in needed):
            lines = uncommitted_lines.woven(chain, _oid(head), _oid(disk), texts)
        mode = moded.get(path)
        mode = mode if mode is not None and mode.mode == disk.mode != head.mode != NONE.mode else None
        edited.append(EditedPath(path=path, head=head, disk=disk, steps=tuple(chain), weave=lines, mode=mode))
    return edited


TRIES = 50
PAUSE = 0.02
Recorded = tuple[list[EditStep], list[tuple[str, "Oid | None"]]]


def _at_one_moment(
    checkout: Checkout, wanted: list[str], heads: Mapping[str, IndexEntry]
) -> tuple[list[Recorded], dict[str, IndexEntry]]:
    """Return (the edits of each path and the calls that may be writing it, what the work tree has), all of the same moment:
    otherwise an edit that is on disk and not yet recorded would be nobody's. Raises ``CoordgitError`` if the files keep
    changing."""
    for _ in range(TRIES):
        before = [_recorded(checkout, path) for path in wanted]
        disks = _on_disk(checkout, wanted, heads)
        if before == [_recorded(checkout, path) for path in wanted]:
            return before, disks
        time.sleep(PAUSE)
    raise CoordgitError("these files are being edited at this very moment", "coordgit commit")


def _recorded(checkout: Checkout, path: str) -> Recorded:
    where = checkout.store, checkout.worktree.id, path
    return edit_steps.of_path(*where), begun_calls.running(*where)


def portion_of(edited: EditedPath, sides: Sides) -> Portion:
    """Return what the session may commit of a path."""
    if edited.weave is None:
        return own_portion.of_whole(edited.steps, sides, _oid(edited.head), _oid(edited.disk))
    return own_portion.of(edited.weave, sides, edited.head != NONE, edited.disk != NONE)


class DeclaredVersion(NamedTuple):
    """A version that a session declares as its own: the text as git would store it; ``None``: the file does not exist."""

    text: bytes | None
    entry: IndexEntry


def declared(edited: EditedPath, sides: Sides, version: DeclaredVersion) -> Portion:
    """Return what the session may commit of a path for which it has declared its own version."""
    if edited.weave is None or version.text is None or b"\0" in version.text:
        return Portion(version.text, version.entry != edited.head)
    return own_portion.of_declared(uncommitted_lines.declared(edited.weave, line_differences.split(version.text)), sides)


def version_of(checkout: Checkout, given: str, path: str, folder: str) -> DeclaredVersion:
    """Return the version of ``path`` that ``given`` names: a commit's or, if it is not a commit, the text of that file; if that
    is the path itself and not there, its deletion."""
    git = checkout.git
    commit = git.commit(given)
    if commit:
        entry = separate_index.of_tree(git, commit, [path]).get(path, NONE)
    else:
        file = os.path.join(folder, given)
        if not os.path.lexists(file) and os.path.relpath(file, checkout.worktree.top) == path:
            return DeclaredVersion(None, NONE)
        if os.path.islink(file) or not os.path.isfile(file):
            raise UsageError(f"--mine-is names neither a commit nor a file: {given}", "coordgit commit --help")
        with open(file, "rb") as opened:
            text = opened.read()
        entry = IndexEntry(separate_index.mode(git, file, None), files.hash_text(git, path, text))
    return DeclaredVersion(trees.blobs(git, [entry.oid]).get(entry.oid), entry)


def entry_of(
    checkout: Checkout, edited: EditedPath, portion: Portion, sides: Sides, version: DeclaredVersion | None
) -> IndexEntry:
    """Return what a commit of the portion has at the path."""
    if portion.text is None or edited.weave is None:
        whole = NONE if edited.weave is not None else edited.disk if version is None else version.entry
        if version is None and whole.mode in (PLAIN, EXECUTABLE):  # a large one is not stored yet
            whole = whole._replace(oid=checkout.git.text("hash-object", "-w", "--", f"./{edited.path}"))
        return whole
    alone = len(own_portion.pending(edited.steps)) < 2 or edited.head == NONE or version is not None
    if edited.mode is not None and version is None:
        alone = edited.mode.session in (sides.me, *sides.handed)
    mode = edited.disk.mode if alone and edited.disk != NONE else edited.head.mode if version is None else version.entry.mode
    return IndexEntry(mode, files.hash_text(checkout.git, "", portion.text))


def _oid(entry: IndexEntry | None) -> Oid | None:
    return None if entry is None or entry == NONE else entry.oid


def _on_disk(checkout: Checkout, wanted: list[str], heads: Mapping[str, IndexEntry]) -> dict[str, IndexEntry]:
    """Return what the work tree has. Raises ``CoordgitError`` for what git cannot read: it must not count as deleted."""
    there = {}
    for path, oid in files.Hashing(checkout.worktree, checkout.git).start(wanted).oids().items():
        full = os.path.join(checkout.worktree.top, path)
        if oid is not None:
            there[path] = IndexEntry(separate_index.mode(checkout.git, full, heads.get(path)), oid)
        elif os.path.lexists(full) and not (os.path.isdir(full) and not os.path.islink(full)):
            raise CoordgitError(f"git cannot read {quote(path)}", f"ls -l {word(full)}")
    return there
