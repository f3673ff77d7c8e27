"""Another session's merge, rebase or the like that has stopped: it is that session's to end, and what git left of it in the work
tree is that session's edit.

git writes the work tree that it leaves as a tree, ``AUTO_MERGE``; ``rebase --apply`` only names the commit on which it stopped,
``REBASE_HEAD``, and a plain ``git am``, or a squash that goes forward, where it began, ``ORIG_HEAD``. Its hook notes whose
command that was (``hooks/git/prefilter.sh``). At the end of the operation git removes the first two.
"""

import os

from coordgit.core.model import Oid, Session
from coordgit.git import operation, trees, worktrees
from coordgit.git.commits import is_ancestor, merge_base
from coordgit.git.plumbing import Git, content, decode
from coordgit.git.worktrees import Worktree
from coordgit.session import identity
from coordgit.startup.typing import Iterable, Mapping, NamedTuple
from coordgit.store import sessions, writes
from coordgit.store.database import Store
from coordgit.store.writes import Work

NAME = "stopped"
"""The file in the store's folder that git's hook writes, one for each worktree."""


class Stopped(NamedTuple):
    """An operation that has stopped in a worktree, whose it is, the tree that git left ("": unknown), and since when."""

    owner: Session
    operation: str
    tree: Oid
    at: float

    @property
    def is_patch(self) -> bool:
        """True if ``git am`` has stopped at a patch that it left out of the work tree: commits do not end that."""
        return self.operation == operation.AM and not self.tree


class Noted(NamedTuple):
    """An operation that has stopped in a worktree, as git's hook noted it. The store may not know yet whose it is."""

    maker: identity.Identity
    tree: Oid
    at: float


def noted(store: Store, worktree: Worktree) -> Noted | None:
    """Return the operation that has stopped in the worktree, whoever's it is."""
    file = worktrees.kept(store.folder, worktree.id, NAME)
    if not os.path.exists(file):
        return None
    began, *who = decode(content(file)).rstrip("\n").split("\t")
    tree = worktrees.state_ref(worktree.git_dir, "AUTO_MERGE")
    mailed = os.path.exists(f"{worktree.git_dir}/rebase-apply/applying")
    if not began or (began != tree and began != worktrees.state_ref(worktree.git_dir, worktrees.BEGINS[mailed])):
        tree = "" if tree else _squashed_forward(worktree, began)
        if not tree:
            return None
    return Noted(identity.noted(worktree, store, who or [""]), tree, os.path.getmtime(file))


def by_another(store: Store, worktree: Worktree, session: str) -> Stopped | None:
    """Return the operation of a session other than ``session`` that has stopped in the worktree."""
    left = noted(store, worktree)
    if left is None or left.maker.session == session:
        return None
    what = operation.under_way(worktree.git_dir)
    if operation.leaves_only_a_message(worktree.git_dir) and not _is_staged(store, worktree, session, left.tree):
        return None
    return Stopped(owner=owner_of(store, worktree, left), operation=what, tree=left.tree, at=left.at)


def owner_of(store: Store, worktree: Worktree, left: Noted) -> Session:
    """Return the session whose operation it is; one that has done nothing else here yet is created."""
    known = sessions.get(store, left.maker.session)
    if known is not None:
        return known
    with store.writing():
        return identity.seen(store, left.maker, left.at, worktree=worktree.top)


def _squashed_forward(worktree: Worktree, began: Oid) -> Oid:
    """Return the commit whose files a squash that began at ``began``, still HEAD, has staged by going forward to it; "" if none
    has: then git leaves its message alone."""
    _, head = worktrees.head(worktree)
    if head != began or operation.under_way(worktree.git_dir) != operation.SQUASH:
        return ""
    tip = next(iter(operation.made_from(worktree.git_dir)), "")
    return tip if tip and is_ancestor(worktree.git(), head, tip) else ""


def _is_staged(store: Store, worktree: Worktree, session: str, tree: Oid) -> bool:
    """True if the index differs from HEAD, by more than the edits of ``session``, at a path that the operation changes in
    ``tree`` ("": unknown; then at any path)."""
    git, (_, head) = worktree.git(), worktrees.head(worktree)
    staged = trees.index_diff(git, head).blobs
    if staged and head and tree:
        staged = {path: staged[path] for path in trees.diff(git, head, tree) if path in staged}
    return not writes.has_made(store, session, worktree.id, staged)


def is_free(store: Store, git: Git, session: str, stopped: Stopped) -> bool:
    """True if ``session`` may end the operation: its owner has ended or reported ``done`` since, or it was acknowledged."""
    from coordgit.store import acknowledgements

    owner, _, _ = sessions.owners(store, [stopped.owner.session])[stopped.owner.session]
    if stopped.operation == operation.COMMIT or not owner.live or (owner.done_at or 0.0) >= stopped.at:
        return True
    _, head = worktrees.head(worktrees.of(git))
    left = trees.diff(git, head, stopped.tree) if head and stopped.tree else {}
    acknowledged = acknowledgements.sweeps(store, session, list(left))
    return any((path, stopped.owner.session, blob) in acknowledged for path, (_, blob) in left.items())


def of(store: Store, git: Git, worktree: Worktree, session: str, written: trees.Diff) -> tuple[Work, ...]:
    """Return, of the written paths, those at which another session's operation has stopped in the worktree: its conflicts or, if
    none of these is among them, the first path that it changes; of a squash, or a pick that was not to commit, all."""
    stopped = by_another(store, worktree, session)
    if stopped is None or not written or stopped.is_patch:
        return ()
    tree = stopped.tree or tree_of(worktree)
    left = trees.items(git, tree, written) if tree else {path: written[path][1] for path in written}
    left = {path: blob for path, blob in left.items() if blob != written[path][0]}
    marked = _marked(git, left)
    if stopped.owner.person and writes.here(store, session, worktree.id, marked or left):
        return ()  # the session resolves it for its user
    ends = stopped.operation != operation.COMMIT  # else a stash was applied
    if not left and stopped.operation == operation.MERGE:  # its conflicts were resolved as HEAD has them: any commit ends it
        left = {path: blob for path, (_, blob) in written.items()}
    if not operation.leaves_only_a_message(worktree.git_dir):  # else all that is staged can be left out of a commit
        left = dict(marked) or (dict(sorted(left.items())[:1]) if ends else {})
    return tuple(
        Work(
            path=path,
            before=written[path][0],
            after=blob,
            epoch=stopped.owner.epoch,
            worktree=worktree.id,
            at=stopped.at,
            ends=ends,
        )
        for path, blob in left.items()
    )


def beside(store: Store, git: Git, worktree: Worktree, session: str, written: trees.Diff) -> tuple[Work, ...]:
    """Return others' uncommitted edits of the written paths, without what the session's own stopped operation left there. ``git
    add -A`` has put these edits into the commit that concludes the operation."""
    works = [work for work in writes.uncommitted(store, list(written), session) if work.worktree == worktree.id]
    tree = tree_of(worktree) if works else ""
    left = trees.items(git, tree, {work.path for work in works}) if tree else {}
    return tuple(work for work in works if left.get(work.path, "") != written[work.path][1])


def tree_of(worktree: Worktree) -> str:
    """Return the tree that git left in the work tree where an operation has stopped; the commit that it applies, if only that is
    known; else "". It is "" too where a rebase has stopped after a commit: git has left what HEAD has."""
    git_dir = worktree.git_dir
    if not operation.is_picking(git_dir):
        return ""
    return worktrees.state_ref(git_dir, "AUTO_MERGE") or worktrees.state_ref(git_dir, worktrees.BEGINS[0])


def resolved(git: Git, worktree: Worktree, old: Oid, written: trees.Diff, targets: Iterable[Oid]) -> dict[str, Oid | None]:
    """Return path -> the text from which whoever concludes a stopped operation made another one.

    Of a conflict, that is the text with git's markers; of a path that nobody else has changed, the branch's version, unless the
    new text is one that a target has made.
    """
    # with reftable only git can tell: it is asked if its hook has ever noted a stop
    stops = os.path.exists(worktrees.kept(worktree.store, worktree.id, NAME)) or not os.path.isdir(f"{worktree.git_dir}/reftable")
    tree = worktrees.state_ref(worktree.git_dir, "AUTO_MERGE") if stops else ""
    left = trees.items(git, tree, written) if tree else {}
    otherwise = {path: blob for path, blob in left.items() if blob != written[path][1]}
    changed = {path: written[path][0] for path, blob in otherwise.items() if bool(blob) == bool(written[path][0])}
    changed = _of_one_side(git, worktree, old, changed) if changed else {}
    texts = {path: written[path][1] for path in changed}
    taken = {path for tip in targets if changed for path in _made_there(git, old, tip, texts)}
    return _marked(git, otherwise) | {path: blob for path, blob in changed.items() if path not in taken}


def _of_one_side(git: Git, worktree: Worktree, old: Oid, changed: dict[str, Oid | None]) -> dict[str, Oid | None]:
    """Return the paths that the commit which is merged, or picked, leaves alone, also under the names that they had before: only
    whoever concludes that has changed or removed them."""
    from coordgit.check import renames

    merged, picked = worktrees.state_ref(worktree.git_dir, "MERGE_HEAD"), operation.picked(worktree.git_dir)
    theirs = merged or picked
    fork = merge_base(git, old, merged) if merged else git.commit(f"{picked}^") if picked else None
    if fork is None:
        return {}
    older = renames.before(git, fork, old, list(changed))
    was, now = (trees.items(git, commit, [*changed, *older.values()]) for commit in (fork, theirs))
    foreign = {path for path, blob in now.items() if blob and blob != was[path]}
    return {path: blob for path, blob in changed.items() if was[path] == now[path] and older.get(path) not in foreign}


def _made_there(git: Git, old: Oid, tip: Oid, texts: Mapping[str, Oid | None]) -> list[str]:
    """Return the paths whose text a target has at ``tip``, and has made since the branch left it."""
    fork = merge_base(git, old, tip)
    was, now = (trees.items(git, commit, texts) if commit else {} for commit in (fork, tip))
    return [path for path, text in texts.items() if text and text == now[path] != was.get(path)]


def _marked(git: Git, left: dict[str, Oid | None]) -> dict[str, Oid | None]:
    marked = trees.with_markers(git, left.values())
    return {path: blob for path, blob in left.items() if blob in marked}
