"""Who made each entry of the stash, and which of them somebody else removed.

git's hook records each entry as it is made (``hooks/git/prefilter.sh``), with what identifies the session. No hook runs when one
of several is dropped or popped: the present entries are compared with the former ones.
"""

from coordgit.core.model import Oid
from coordgit.git import kept_refs as refs
from coordgit.git import reflogs, trees, worktrees
from coordgit.git.plumbing import Git, decode
from coordgit.git.worktrees import Worktree
from coordgit.session import identity
from coordgit.store import begun_calls, dropped, edit_steps, kept, sessions, stashes, text_files, writes
from coordgit.store.database import Store
from coordgit.store.kept import STASH, KeptWork
from coordgit.store.writes import Work


def take(store: Store, worktree: Worktree, now: float) -> None:
    """Store what git's hook recorded: who made each entry, and its text, to recognise that in the commit in which it ends up. Not
    to be called in a transaction."""
    path = f"{worktree.store}/{text_files.STASHES}"
    raw = text_files.take(path)
    if raw is None:
        return
    lines = [line.split("\t") for line in decode(raw).split("\n")[:-1]]
    known = {entry.oid for entry in stashes.every(store)}  # one that was put back is whose it was
    for git_dir, oid, *noted in (line for line in lines if len(line) > 2 and line[1] not in known):
        made_in = worktrees.inside(git_dir)
        who = identity.noted(made_in, store, noted)
        changed = _own(store, made_in.id, who.session, _changed(worktree.git(), oid))
        with store.writing():
            session = sessions.get(store, who.session)
            if session is None:
                session = identity.seen(store, who, now, worktree=made_in.top)
            stashes.note(store, oid, who.session, made_in.id, now)
            work = (Work(path=path, before=before, after=after, epoch=session.epoch) for path, (before, after) in changed.items())
            dropped.put(store, (dropped.Dropped(one, False) for one in work))
    text_files.drop(path)


def _own(store: Store, worktree: str, session: str, changed: trees.Diff) -> trees.Diff:
    """Leave out paths that are as other sessions' recorded edits left them: whoever puts these away wrote nothing of them."""
    mine = writes.here(store, session, worktree, changed)
    return {
        path: blobs
        for path, blobs in changed.items()
        if path in mine or blobs[1] is None or edit_steps.last(store, worktree, path).after != blobs[1]
    }


def _changed(git: Git, entry: Oid) -> trees.Diff:
    """Return what an entry puts away: tracked paths, and with ``-u`` those in its third parent."""
    code, out = git.start("rev-list", "--parents", "-n1", entry, "--").outcome()
    _, *parents = out.decode().split() if code == 0 else [entry]
    changed = trees.diff(git, parents[0], entry) if parents else {}
    return changed | (trees.diff(git, trees.empty(git), parents[2]) if len(parents) > 2 else {})


def compare(store: Store, worktree: Worktree, now: float, *, ended: str = "", begins: str = "") -> None:
    """Record which entries are gone, and keep those that neither a call of their own session nor a person may have removed.

    ``ended``: the session whose call has just ended; ``begins``: the call that begins now.
    """
    take(store, worktree, now)
    known = stashes.every(store)
    git = worktree.git()
    there = set(reflogs.stash(worktree, git)) if known else set()
    missing = [one for one in known if one.oid not in there]
    if not missing:
        return
    own = [one for one in missing if one.person or one.session == ended]
    lost = [one for one in missing if one not in own and not begun_calls.in_call(store, one.session, begins)]
    lost = [one for one in lost if git.has(one.oid)]
    if lost:
        refs.pin(worktree, git, {one.oid: one.oid for one in lost})
    with store.writing():
        stashes.forget(store, [one.oid for one in (*own, *lost)])
        for one in lost:
            kept.put(store, KeptWork(what=STASH, session=one.session, worktree=one.worktree, oid=one.oid, at=now))
