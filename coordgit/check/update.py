"""An update of a branch as validation sees it: its commits, whose reads count, what it changes.

``gather_move`` makes it for a move that git is about to make; here are a commit of the index, and commits that already exist.
"""

from coordgit.check.integrity import index_removals, stopped
from coordgit.check.provenance import carried_work
from coordgit.core.model import KNOWN, OUTSIDE, CheckedBranch, Commit, Epoch, Finding, Oid, Write
from coordgit.core.validation import EMPTIED, LOST_UPDATE, MANY_GONE
from coordgit.git import commits as history
from coordgit.git import operation as operations
from coordgit.git import trees
from coordgit.git.checked_branches import checked_branches, start_unmerged
from coordgit.git.plumbing import Git
from coordgit.git.worktrees import Worktree
from coordgit.startup.json import dumps
from coordgit.startup.typing import Collection, Iterable, Mapping, NamedTuple
from coordgit.store import modes
from coordgit.store.database import Store
from coordgit.store.dropped import Dropped
from coordgit.store.landings import Version
from coordgit.store.writes import Work

SHOWN = 200
"""Paths of a commit that a verdict keeps at most."""
MANY = 300
"""With more commits than this, their paths are taken from the update as a whole."""


class Update(NamedTuple):
    """``ref`` from ``old`` (``None``: created) to ``new`` (``None``: a check of the index), by ``epoch``."""

    ref: str
    old: Oid | None
    new: Oid | None
    epoch: Epoch
    operation: str
    private: bool
    written: trees.Diff
    """The whole write set."""
    commits: tuple[Commit, ...] = ()
    """Commits that count, newest first, each with who made it; on a private branch those that no target has."""
    epochs: tuple[Epoch, ...] = ()
    """Whose reads are validated."""
    standing: Collection[Oid] = frozenset()
    """Commits of others of which the target that is updated has all already, from other commits."""
    standing_parts: Collection[tuple[Oid, Epoch]] = frozenset()
    """The same of what one of several contributors has in a commit."""
    checked: tuple[CheckedBranch, ...] = ()
    targets: tuple[str, ...] = ()
    """The target refs of this work, whether they are checked or not."""
    own: frozenset[str] = frozenset()
    """Paths of ``written`` that commits made now change."""
    involved: frozenset[str] = frozenset()
    """Paths that any commit that counts changes."""
    changers: Mapping[str, list[Oid]] = {}
    """Path -> the commits that change it; empty if each of them counts as changing each path."""
    brought: frozenset[str] = frozenset()
    """Those of them that a target, of which the update brings commits, has changed as well."""
    touched: frozenset[str] = frozenset()
    """Paths that commits made now change, in content or mode: checked against locks."""
    carried: Mapping[str, list[Epoch]] = {}
    """Paths of ``own`` whose content another session made -> who."""
    mixed: frozenset[str] = frozenset()
    """Paths of ``carried`` whose content is not theirs alone."""
    undone: frozenset[str] = frozenset()
    """Paths of ``carried`` in which a revert takes back its commit and does nothing else: its session knows them as before."""
    beside: frozenset[str] = frozenset()
    """Paths whose text git has not made: that the commit which concludes a revert, or a pick, changes besides, or that were left
    out where a rebase stopped."""
    outside: frozenset[str] = frozenset()
    """Paths of ``own`` whose content comes from elsewhere: nobody here made it."""
    swept: Mapping[Epoch, str] = {}
    """Contributors with only an uncommitted edit in the update -> its path."""
    edits: tuple[Work, ...] = ()
    """Other sessions' uncommitted edits, in the worktree of the update, of paths that commits made now change."""
    left: tuple[Write, ...] = ()
    """The session's own edits, as far as the update leaves them uncommitted."""
    resolved: Mapping[str, Oid | None] = {}
    """Paths with a conflict at which git had stopped -> the text with the conflict that it left; of what else is changed
    there that the other side has not changed, the branch's version."""
    forward: bool = True
    integrates: bool = False
    """True if a private branch only brings a target in, by a rebase or by a merge from what may be an emptied index, and judged
    for other reasons than its reads: the next commit validates what that changes under them."""
    only: tuple[str, ...] = ()
    """The codes that may reject it, a lost update only in what its author has typed; empty: all codes."""
    exempt: str = ""
    """Why the update is never rejected, "" if it is judged."""
    came_back: Mapping[Oid, Epoch] = {}
    """Commits from outside that only repeat one epoch's own commits here, such as a squash by a forge."""
    dropped: tuple[Dropped, ...] = ()
    """Work that the branch held and no longer holds."""
    rewound: tuple[Oid, ...] = ()
    """Commits of others that a target would lose, newest first."""
    recognised: tuple[Epoch, ...] = ()
    """Contributors whose work is recognised by its text: it has landed nowhere."""
    sources: tuple[Oid, ...] = ()
    """The commits of which others' work in a commit made now was picked, or squashed."""
    sourced: frozenset[str] = frozenset()
    """Paths that the ``sources`` change, where the text of others is recognised in some of them."""
    rewritten: Mapping[Oid, tuple[Oid, ...]] = {}
    """Commits that a running rebase has made -> what it made each from."""
    renamed: Mapping[str, str] = {}
    """Paths that its session has read, and that it renames by a commit of its own -> their new names."""
    detached: Commit | None = None
    """The commit that is judged where no branch moves: on a detached HEAD, or where a rebase has stopped."""

    @property
    def branch(self) -> CheckedBranch:
        """The branch that findings about the update as a whole name."""
        return self.checked[0] if self.checked else CheckedBranch(self.ref, self.old or "")

    @property
    def contributors(self) -> tuple[Epoch, ...]:
        """Return whose work is in the commits."""
        return tuple(dict.fromkeys(epoch for commit in self.commits for epoch in commit.contributors))

    @property
    def squashed(self) -> tuple[Oid, ...]:
        """Return the commits of which a ``git merge --squash`` has made one."""
        return self.sources if self.operation == operations.SQUASH else ()

    @property
    def amends(self) -> bool:
        """True if it is a commit on a detached HEAD that replaces the one that HEAD names."""
        return self.detached is not None and self.old not in self.detached.parents

    @property
    def ended(self) -> set[str]:
        """The paths at which another session's operation has stopped, which a commit of them would end."""
        return {work.path for work in self.edits if work.ends}

    def as_advised(self, git_dir: str) -> "Update":
        """Return the update as its author means it. After another session's ``merge --squash`` or ``cherry-pick -n`` git takes
        the next commit as the end of that. Here it is a plain commit or amend, and what the other has staged is left out like any
        other path."""
        if not self.ended or not operations.leaves_only_a_message(git_dir):
            return self
        return self._replace(operation=operations.COMMIT if self.forward else operations.AMEND)

    def swept_with(self, readers: set[str]) -> tuple[str, ...]:
        """Return the paths whose uncommitted edits are all that brings these sessions in."""
        epochs = {epoch for epoch in self.swept if epoch.session in readers}
        return tuple(sorted(path for path, makers in self.carried.items() if not epochs.isdisjoint(makers)))

    def is_typed(self, path: str) -> bool:
        """True if the text of a path is its author's own, and git has not made it."""
        return (
            path in self.beside
            or self.is_beside_conflict(path)
            or self.operation in (operations.COMMIT, operations.AMEND, operations.SQUASH)
        )

    def is_beside_conflict(self, path: str) -> bool:
        """True if the text is what its author has put there, where git had stopped at a conflict of other paths."""
        return self.resolved.get(path, "") == self.written[path][0]

    @property
    def writes(self) -> bool:
        """True if a commit is made now, or would be."""
        return self.new is None or any(commit.made for commit in self.commits)

    def landed_here(self, versions: Iterable[Version]) -> list[Version]:
        """Return the versions that the branch may have had: of a target those that landed there; a private branch may have begun
        from any other."""
        return [version for version in versions if self.private or version.ref == self.ref]

    def finding(self, code: str, path: str = "") -> Finding:
        """Return a finding about a path, or about the update as a whole."""
        from coordgit.core.rules.codes import RULES

        return Finding(code=code, path=path, reader=self.epoch, branch=self.branch, why=RULES[code].why)


def landing(git: Git, update: Update) -> tuple[Commit, ...]:
    """Return the commits that count and that no other target has: what one has, has landed."""
    others = [ref for ref in update.targets if ref != update.ref]
    if update.old is None or update.new is None or not others:
        return update.commits
    free = {commit.oid for commit in history.between(git, update.new, [update.old, *others])}
    return tuple(commit for commit in update.commits if commit.oid in free)


def may_empty(written: trees.Diff, paths: Iterable[str]) -> bool:
    """True if a commit that changes ``paths`` removes so many of them that its index may have been emptied."""
    return sum(1 for path in paths if written[path][1] is None) >= MANY_GONE


def asked_beside(work: Update) -> tuple[str, ...]:
    """Return the codes that may reject a merge which only brings a target in, for what its session has done beside that."""
    typed = any(work.is_beside_conflict(path) for path in work.own)
    return (EMPTIED,) * may_empty(work.written, work.own) + (LOST_UPDATE,) * typed


def json_paths(paths: frozenset[str]) -> str:
    return dumps(sorted(paths)[:SHOWN]) if paths else "[]"


def is_private(ref: str, targets: Iterable[CheckedBranch]) -> bool:
    """True if the branch is nobody's target."""
    return all(branch.ref != ref for branch in targets)


def of_index(
    store: Store, git: Git, ref: str, *, old: Oid | None, epoch: Epoch, targets: list[CheckedBranch], worktree: Worktree
) -> Update:
    """Return the update that a commit of the index would be: on a detached HEAD only others' edits in it count, and a merge that
    brings nothing but a target in is not checked, as in the gate."""
    differs = trees.index_diff(git, old)
    written = differs.blobs
    ended = stopped.of(store, git, worktree, epoch.session, written) if old else ()
    unmerged = start_unmerged(git, ref, targets if old else [], old or "")
    theirs = carried_work.of(store, git, written, epoch, refs=[ref, *(branch.ref for branch in targets)], worktree=git.worktree)
    update = Update(
        ref=ref,
        old=old,
        new=None,
        epoch=epoch,
        operation=operations.under_way(worktree.git_dir) if ended else operations.COMMIT,
        private=is_private(ref, targets),
        written=written,
        epochs=tuple(dict.fromkeys([epoch, *theirs.epochs])),
        checked=checked_branches(ref, old, unmerged),
        targets=tuple(branch.ref for branch in targets),
        own=frozenset(written),
        involved=frozenset(written),
        touched=differs.modes.union(written),
        carried=theirs.by_text,
        mixed=theirs.mixed,
        swept=theirs.swept,
        edits=(
            *theirs.edits,
            *ended,
            *modes.works(store, git.worktree, epoch.session, differs.moded),
            *index_removals.of(store, worktree, epoch.session, written),
        ),
    )
    if ref == "HEAD":
        exempt = "" if update.edits or may_empty(written, written) else "no branch moves"
        return update._replace(private=True, checked=(), targets=(), exempt=exempt, only=() if update.edits else (EMPTIED,))
    if update.private and not update.edits and _merges(git, worktree, [branch.tip for branch in targets]):
        resolved = stopped.resolved(git, worktree, old or "", written, [branch.tip for branch in targets])
        update = update._replace(integrates=True, operation=operations.MERGE, resolved=resolved)
        only = asked_beside(update)
        return update._replace(only=only, exempt="" if only else BRINGS)
    return update


BRINGS = "bringing a target in is never rejected: what it changes under the reads shows at the next commit"
"""Why a merge, a rebase or a pull of a private branch that only brings a target in is not checked."""


def _merges(git: Git, worktree: Worktree, tips: Iterable[Oid]) -> bool:
    """True if a commit would conclude a merge of what one of ``tips`` has."""
    merged = operations.merged(worktree.git_dir)
    return bool(merged) and any(all(history.is_ancestor(git, oid, tip) for oid in merged) for tip in tips)


def of_commits(
    git: Git, commits: list[Commit], makers: Mapping[Oid, list[Epoch]], *, onto: CheckedBranch, new: Oid, epoch: Epoch
) -> Update:
    """Return the landing of existing commits on a branch. None of them is made now, so nothing counts as the caller's.

    ``makers``: the contributors of the known ones.
    """
    # What a merge would bring to the branch: since their merge base, not since the branch's tip.
    old = history.merge_base(git, onto.tip, new) or trees.empty(git)
    written = trees.diff(git, old, new)
    changes = trees.own_touched(git, [commit.oid for commit in commits]) if len(commits) <= MANY else {}
    changed = [touched.blobs for touched in changes.values()] if len(commits) <= MANY else [written]
    whose = [
        commit._replace(origin=KNOWN if commit.oid in makers else OUTSIDE, contributors=tuple(makers.get(commit.oid, ())))
        for commit in commits
    ]
    return Update(
        ref=onto.ref,
        old=old,
        new=new,
        epoch=epoch,
        operation=operations.REF,
        private=False,
        written=written,
        commits=tuple(whose),
        epochs=whose_reads(whose, standing_commits(git, whose, changes, onto.tip, epoch), epoch),
        checked=(onto,),
        targets=(onto.ref,),
        involved=frozenset(path for blobs in changed for path in blobs),
        forward=old == onto.tip,
    )


def whose_reads(commits: Iterable[Commit], there: Collection[Oid], epoch: Epoch) -> tuple[Epoch, ...]:
    """Return whose reads an update of ``epoch`` rests on. Others' work in the commits ``there`` has landed already."""
    return tuple(
        dict.fromkeys(one for commit in commits for one in commit.contributors if one == epoch or commit.oid not in there)
    )


def standing_commits(
    git: Git, commits: Iterable[Commit], changes: Mapping[Oid, trees.Touched], tip: Oid, epoch: Epoch
) -> set[Oid]:
    """Return the existing commits of sessions other than ``epoch`` whose whole change is in ``tip`` already, perhaps with more on
    top. So it is with a pick whose author has landed the original as well. ``changes``: commit -> what it changes itself."""
    others = [
        commit.oid for commit in commits if not commit.made and len(commit.parents) < 2 and {*commit.contributors} - {epoch}
    ]
    touched = {oid: changes[oid] for oid in others if oid in changes}
    asked = {oid: one.blobs for oid, one in touched.items() if one.blobs and not one.moded}
    now = trees.items(git, tip, {path for blobs in asked.values() for path in blobs})
    asked = {oid: blobs for oid, blobs in asked.items() if all(now[path] != before for path, (before, _) in blobs.items())}
    if not asked:
        return set()
    from coordgit.git import undone_changes

    versions = [((oid, path), (*pair, now[path])) for oid, blobs in asked.items() for path, pair in blobs.items()]
    standing = {*undone_changes.standing(git, versions)}
    return {oid for oid, blobs in asked.items() if all((oid, path) in standing for path in blobs)}
