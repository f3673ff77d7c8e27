"""Notice uncommitted edits that are missing from the work tree, and keep their contents.

Nothing reports a ``git checkout .`` in a person's shell, or a script, to coordgit. So files with uncommitted edits are compared
with what was recorded as soon as their size, time or inode changes. The contents were written to git's objects when the edit was
recorded; a ref below ``refs/coordgit/kept`` keeps them from ``git gc``.
"""

import os

from coordgit.check.provenance import detached_heads
from coordgit.core import removed_edits
from coordgit.core.grouping import grouped
from coordgit.core.model import Oid, Write
from coordgit.core.quoting import few, quote, word
from coordgit.git import files, trees, worktrees
from coordgit.git import kept_refs as refs
from coordgit.git.plumbing import Git
from coordgit.git.worktrees import Worktree
from coordgit.startup.typing import Iterable, Iterator, Mapping, Sequence
from coordgit.store import begun_calls, names, sights, writes
from coordgit.store import kept as rows
from coordgit.store.database import Store
from coordgit.store.edit_steps import last, stretches
from coordgit.store.kept import EDIT, STASH, KeptWork

MOST = 500
"""How many pieces of missing work are kept: the newest."""
MOST_NAMED = 20
"""So many paths are named in a command to paste."""
PASSING = ("index.lock", "MERGE_AUTOSTASH", "rebase-merge/autostash", "rebase-apply/autostash")
"""Files in a git directory while a git command is running, or has put all edits away for as long as it runs."""


def suspects(store: Store, worktree: Worktree) -> dict[str, str]:
    """Return path -> stamp of the files with uncommitted edits that have changed since they were last compared."""
    now = {path: (worktrees.stamp(worktree, path), before) for path, before in sights.sights(store, worktree.id)}
    return {path: stamp for path, (stamp, before) in now.items() if stamp != before}


def compare(store: Store, worktree: Worktree, environ: Mapping[str, str], now: float, *, ended: str = "") -> list[KeptWork]:
    """Record which edits are missing; return those found now. Not to be called in a transaction.

    ``ended``: the session whose call has just ended.

    An edit that disappears while a call of its own session runs, and no other session's, was removed by that session's own
    command: it is kept, and not told. The same holds for a file that git ignores.
    """
    stamps = suspects(store, worktree)
    if stamps:
        git = worktree.git()
        detached_heads.take(store, worktree, git, environ, now)  # what is committed there is not missing
        stamps = suspects(store, worktree)
    if not stamps or any(os.path.exists(f"{worktree.git_dir}/{name}") for name in PASSING):
        return []
    for path in files.put_away(worktree, git, environ):
        stamps.pop(path, None)
    edited = grouped((write.path, write) for write in writes.standing(store, worktree.id, stamps))
    hashing = files.Hashing(worktree, git).start(stamps)
    items = files.in_tree(git, worktrees.head(worktree)[1], list(stamps))
    disk = hashing.oids()
    alone = bool(ended) and not begun_calls.others_call(store, ended, worktree.id)
    found = []
    for write, oid in _missing(store, worktree, edited, (disk, items), ended if alone else ""):
        ignored = git.code("check-ignore", "-q", "--", write.path) == 0  # generated files come and go
        own = ignored or (alone and write.epoch.session == ended)
        kept = KeptWork(what=EDIT, session=write.epoch.session, worktree=worktree.id, path=write.path, oid=oid, at=now)
        blob = disk[write.path]
        undone = blob in (write.before, items.get(write.path))  # else it is another's text, that no other edit may replace
        found.append(kept._replace(instead=blob if undone else None, told=own, said=own))
    if found:
        refs.pin(worktree, git, {kept.oid: kept.oid for kept in found})
    returned = _returned(store, worktree, edited, disk)
    left = _left_behind(store, worktree, edited, (disk, items))
    with store.writing():
        sights.see(store, worktree.id, stamps)
        writes.forget(store, left)
        for path, (*_, newest) in edited.items():
            if newest.after is not None and newest.after == disk[path]:
                rows.back(store, worktree.id, path, newest.after)
        for kept in returned:
            rows.one_back(store, kept)
        for kept in found:  # the newest edit of a path last: that is restored
            rows.put(store, kept)
    return [kept for kept in found if not kept.told]


def _missing(
    store: Store,
    worktree: Worktree,
    edited: dict[str, list[Write]],
    state: tuple[Mapping[str, Oid | None], Mapping[str, Oid]],
    doer: str,
) -> Iterator[tuple[Write, Oid]]:
    """Yield the missing edits, each with the blob that it left; of every path the newest last. ``state``: what the work tree and
    HEAD have. ``doer``: the only session that can have made unrecorded changes, "" if there may be others."""
    disk, items = state
    asked = [write for some in edited.values() for write in some if write.after != disk[write.path]]
    newest = {write.path: write for write in asked}
    steps = {path: last(store, worktree.id, path) for path in newest}
    recorded = {path for path, step in steps.items() if step.session and step.after == disk[path]}
    # with what others have put beside the edit, and committed since
    stood = {path: (step.before if path in recorded else step.after) or newest[path].after for path, step in steps.items()}
    parts = stretches(store, [write.write_id for write in asked])
    wanted = [
        oid for write in asked for oid in (write.before, write.after, stood[write.path], disk[write.path], items.get(write.path))
    ]
    texts = trees.blobs(worktree.git(), [*wanted, *(oid for pairs in parts.values() for pair in pairs for oid in pair)])
    for write in asked:
        path, here, head, pairs = write.path, disk[write.path], items.get(write.path), parts.get(write.write_id, ())
        typed = path in recorded and steps[path].typed
        replaced = (path in recorded or not _may_write_over(store, write, doer)) and removed_edits.overwritten(
            write, here, head, texts, pairs, typed=typed
        )
        gone = replaced or removed_edits.lost(write, here, head, texts, pairs)
        if not gone or (path in recorded and moved_to(store, worktree, write)):
            continue
        if here and rows.landed_since(store, write, here, by_person=replaced and not typed):
            continue
        oid = stood[path]
        if oid is None or texts.get(oid) is None or not removed_edits.stands(write, oid, texts):
            oid = write.after if write == newest[path] else None  # what another session has written over was gone before
        if oid is not None:
            yield write, oid


def moved_to(store: Store, worktree: Worktree, write: Write, session: str = "") -> str:
    """Return another file that an uncommitted edit left like that, "" for none. ``session``: whose that edit has to be."""
    found = rows.copies(store, worktree.id, write.path, write.after)
    some = (path for path, who in found if session in ("", who) and os.path.lexists(f"{worktree.top}/{path}"))
    return next(some, "")


def _left_behind(
    store: Store, worktree: Worktree, edited: dict[str, list[Write]], state: tuple[Mapping[str, Oid | None], Mapping[str, Oid]]
) -> list[Write]:
    """Return the edits of names that files had only for a while: they moved on to others, with the edits, before HEAD or the
    index had them. A later file of such a name has nothing of them."""
    disk, items = state
    asked = [
        write
        for path, some in edited.items()
        if disk[path] is None and path not in items
        for write in some
        if None not in (write.before, write.after) and moved_to(store, worktree, write, write.epoch.session)
    ]
    staged = files.in_index(worktree.git(), [write.path for write in asked])[0] if asked else {}
    return [write for write in asked if write.path not in staged]


def _returned(store: Store, worktree: Worktree, edited: dict[str, list[Write]], disk: Mapping[str, Oid | None]) -> list[KeptWork]:
    """Return the missing edits that are in their files again, which have other uncommitted changes as well."""
    gone = [kept for kept in rows.standing(store, worktree.id) if kept.what == EDIT and disk.get(kept.path)]
    pairs = [
        (kept, write._replace(after=kept.oid))
        for kept in gone
        for write in edited.get(kept.path, ())
        if write.epoch.session == kept.session
    ]
    if not pairs:
        return []
    texts = trees.blobs(worktree.git(), [oid for _, write in pairs for oid in (write.before, write.after, disk[write.path])])
    return [kept for kept, write in pairs if removed_edits.is_whole(write, disk[kept.path], texts)]


def _may_write_over(store: Store, write: Write, doer: str) -> bool:
    """True if the edit's own session may have written over it: its command has just ended, or its edit is still running."""
    session = write.epoch.session
    return session == doer or any(session == who for who, _ in begun_calls.running(store, write.worktree, write.path))


def pin(store: Store, worktree: Worktree, session: str, paths: Iterable[str]) -> None:
    """Keep the objects of the session's edits of ``paths`` from ``git gc``, while others work in the same work tree."""
    some = [write for write in writes.here(store, session, worktree.id, paths).values() if write.after]
    if some:
        refs.pin(worktree, worktree.git(), {f"{refs.EDIT}{write.write_id}": write.after or "" for write in some})


def notice(store: Store, session: str, here: Worktree, standing: tuple[str, str]) -> str:
    """Return the notice, given once, of a session's missing work. ``standing``: the program, and its current folder."""
    some = rows.untold(store, session)
    if not some:
        return ""
    with store.writing():
        rows.mark(store, some, "told")
    program, folder = standing
    edits, large = _divided(here, [one for one in some if one.what == EDIT and one.worktree == here.id])
    parts = []
    if edits:
        parts.append(f"{_gone(edits)}. The contents are kept; to put them back: {program} restore {_named(here, folder, edits)}")
    if large:
        parts.append(f"{_gone(large)}. {UNKEPT}")
    for one in some:
        if one.what == STASH:
            parts.append(
                f"coordgit: the entry {one.oid[:7]} that you put on the stash was taken off it by somebody else. It is kept;"
                f" to put it back on the stash: {program} restore {one.oid[:12]}"
            )
    return "\n".join(parts)


LARGE = f"files of more than {files.KEEP >> 20} MiB"
UNKEPT = f"The contents are not there any more: {LARGE} are not kept."


def _divided(here: Worktree, edits: list[KeptWork]) -> tuple[list[KeptWork], list[KeptWork]]:
    """Return the edits whose contents are kept, and the others: files too large for it."""
    kept = [one for one in edits if here.git().has(one.oid)]
    return kept, [one for one in edits if one not in kept]


def _named(here: Worktree, folder: str, edits: Sequence[KeptWork]) -> str:
    """Return the paths as words of a shell in ``folder``; of many the folder that they are in."""
    paths = list(dict.fromkeys(f"{here.top}/{one.path}" for one in edits))
    if len(paths) > MOST_NAMED:
        paths = [os.path.commonpath(paths)]
    return " ".join(word(os.path.relpath(path, folder)) for path in paths)


def _gone(edits: Sequence[KeptWork]) -> str:
    lead, verb = ("edit", "is") if len(edits) == 1 else ("edits", "are")
    return f"coordgit: your uncommitted {lead} of {few(quote(one.path) for one in edits)} {verb} gone from the work tree"


def to_the_doer(missing: Sequence[KeptWork], session: str, store: Store, here: Worktree, standing: tuple[str, str]) -> str:
    """Return the notice to the session whose command has just ended about others' edits that disappeared meanwhile."""
    others = [one for one in missing if one.session != session and one.what == EDIT]
    if not others:
        return ""
    program, folder = standing
    whose = " and ".join(dict.fromkeys(names.who(store, one.session) for one in others))
    kept, large = _divided(here, others)
    paths = few(quote(one.path) for one in others)
    went = f"coordgit: while that ran, uncommitted edits of {whose} went from the work tree: {paths}."
    back = f" If your command took them away, put them back: {program} restore {_named(here, folder, kept)}" if kept else ""
    return went + (f" {UNKEPT}" if large else "") + back


def at_command(store: Store, worktree: Worktree, environ: Mapping[str, str], now: float, *, tell: bool) -> list[str]:
    """Return what the next command reports, once, of work that is missing from its work tree."""
    compare(store, worktree, environ, now)
    some = [one for one in rows.standing(store, worktree.id) if not one.said] if tell else []
    if not some:
        return []
    with store.writing():
        rows.mark(store, some, "said")
    kept, large = ([quote(one.path) for one in part] for part in _divided(worktree, [one for one in some if one.what == EDIT]))
    lines = [f"coordgit: uncommitted edits are gone from this work tree, and are kept: {few(kept)}"] if kept else []
    lines += [f"coordgit: uncommitted edits are gone from this work tree: {few(large)}. {UNKEPT}"] if large else []
    lines += [f"coordgit: an entry was taken off the stash, and is kept: {one.oid[:12]}" for one in some if one.what == STASH]
    return [*lines, "to see whose, and to put them back: coordgit restore --list"]


def free_path(path: str) -> str:
    """Return ``path``, or the first like it that nothing has."""
    free, n = path, 2
    while os.path.lexists(free):
        free, n = f"{path}-{n}", n + 1
    return free


def prune(store: Store, git: Git, limit: float) -> int:
    """Delete records of work that is back, was found missing before ``limit``, or is beyond ``MOST``, and the refs that nothing
    needs."""
    with store.writing():
        gone = rows.prune(store, limit, MOST)
    oids, edits = rows.needed(store)
    needed = oids | {f"{refs.EDIT}{number}" for number in edits}
    refs.unpin(git, [name for name in refs.pinned(git) if name not in needed])
    return gone
