"""Gather a move of a branch that git is about to make: its commits, who made each, whose reads count, where it is checked."""

from coordgit.check import RefMove
from coordgit.check.integrity import index_removals, stopped
from coordgit.check.provenance import carried_work, contributor_facts, left_edits
from coordgit.check.update import BRINGS, MANY, Update, asked_beside, is_private, standing_commits, whose_reads
from coordgit.core.contributors import joined
from coordgit.core.grouping import grouped
from coordgit.core.model import KNOWN, OUTSIDE, CheckedBranch, Commit, Epoch, Oid
from coordgit.git import commits as history
from coordgit.git import operation as operations
from coordgit.git import trees, worktrees
from coordgit.git.checked_branches import checked_branches, start_unmerged
from coordgit.git.plumbing import Child, Git
from coordgit.startup.typing import Iterable, NamedTuple
from coordgit.store import dropped, known_commits, landings, modes
from coordgit.store.database import Store
from coordgit.store.dropped import Dropped


class Queries(NamedTuple):
    """Running children of git that answer everything about a plain commit, while the store is opened and settled."""

    old: Oid
    targets: list[CheckedBranch]
    private: bool
    others: list[CheckedBranch]
    """The targets that the update may bring in."""
    single: Child
    reach: dict[CheckedBranch, Child]


def ask(git: Git, ref: str, old: Oid, new: Oid, targets: list[CheckedBranch]) -> Queries:
    """Start what ``gather`` waits for."""
    private = is_private(ref, targets)
    others = [branch for branch in targets if branch.ref != ref and branch.tip != old]
    single = history.start_single(git, new, [old, *(branch.tip for branch in others if private)])
    reach = start_unmerged(git, ref, others, old, new)
    return Queries(old=old, targets=targets, private=private, others=others, single=single, reach=reach)


class Difference(NamedTuple):
    """What git says of the way from the old commit to the new one."""

    fresh: list[Commit]
    """Commits that only the new one has, newest first."""
    replaced: list[Commit]
    """Commits that only the old one has."""
    written: trees.Touched
    forward: bool
    plain: bool
    """One commit on top of the old one."""
    known_new: bool = False
    """Its commit is known to be on no target."""


class UpdatePaths(NamedTuple):
    """The paths of an update: ``own``: those that commits made now change; ``involved``: those that any commit that counts
    changes; ``touched``: as ``own``, changes of mode alone included. ``newest``: the newest blob of each from a commit made now,
    merges that git completed alone left out. ``merged``: of a merge that the session concluded, the other parents' blobs of the
    paths that differ from all parents. ``changes``: what each commit itself changes, if there are not too many."""

    own: frozenset[str]
    involved: frozenset[str]
    touched: frozenset[str]
    newest: dict[str, Oid | None]
    merged: dict[str, list[Oid | None]] = {}
    changes: dict[Oid, trees.Touched] = {}

    @property
    def changers(self) -> dict[str, list[Oid]]:
        """Return the commits that change each path; empty if all of them count for each."""
        return grouped((path, oid) for oid, changed in self.changes.items() for path in changed.blobs)

    def single(self, update: Update) -> trees.Diff:
        """Return the own paths' blobs before the update and by its commits, without what git has merged."""
        return {path: (update.written[path][0], self.newest[path]) for path in self.own if path in self.newest}


def gather(
    store: Store, git: Git, move: RefMove, epoch: Epoch, targets: list[CheckedBranch], *, asked: Queries | None = None
) -> Update:
    """Gather everything that git and the store know about an update; change nothing. ``asked`` is used if it was for these
    targets; else git is asked again."""
    if move.old is None:
        return _creation(store, git, move, epoch, targets)
    if asked is None or asked.targets != targets:
        asked = ask(git, move.ref, move.old, move.new, targets)
    difference, checked = _difference(git, move, asked), checked_branches(move.ref, move.old, asked.reach)
    returns = not difference.fresh or (asked.private and landings.named_before(store, move.ref, move.new))
    held: set[Oid] = set() if returns else _held(git, move, asked, difference)
    fresh = [commit for commit in difference.fresh if commit.oid not in held]
    tips = [branch.tip for branch in asked.others]
    commits = contributor_facts.of(
        store, git, move, fresh, epoch=epoch, replaced=difference.replaced, targets=tips if asked.private else (), landed=tips
    )
    rewound = _rewound(store, git, move, epoch, difference=difference, commits=commits) if not asked.private else ()
    made = any(commit.made for commit in commits)
    update = Update(
        ref=move.ref,
        old=move.old,
        new=move.new,
        epoch=epoch,
        operation=_operation(move, commits, difference.forward),
        private=asked.private,
        written=difference.written.blobs,
        commits=tuple(commits),
        forward=difference.forward,
        rewound=rewound,
        resolved=stopped.resolved(git, move.worktree, move.old, difference.written.blobs, tips),
        edits=(
            *stopped.of(store, git, move.worktree, epoch.session, difference.written.blobs),
            *modes.works(store, move.worktree.id, epoch.session, difference.written.moded),
            *(index_removals.of(store, move.worktree, epoch.session, difference.written.blobs) if made else ()),
        ),
    )
    if returns:
        update = update._replace(
            operation=operations.RESET,
            exempt="a branch may return to where it has been",
            commits=tuple(commit for commit in commits if commit.origin == KNOWN),
        )
    else:
        brings = _only_brings_a_target(move, asked, difference, commits) and not update.edits
        work = update._replace(checked=checked, integrates=_is_rebased_onto_a_target(move, asked, difference))
        if not brings or any(_is_concluded(commit, epoch) for commit in commits):
            work = _with_work(store, git, move, work, difference=difference, asked=asked)
            work = contributor_facts.without_landed(store, git, work, asked.targets)
        only = asked_beside(work) if brings and not work.edits else ()
        if brings and not (work.edits or only):  # whose work was added to a merge is asked where that lands
            update = update._replace(
                operation=operations.MERGE if difference.forward else operations.REBASE,
                exempt=BRINGS,
                commits=work.commits,
                carried=work.carried,
                mixed=work.mixed,
                outside=work.outside,
            )
        else:
            update = work._replace(integrates=work.integrates or bool(only), only=only)
        if update.operation in (operations.COMMIT, operations.AMEND):
            update = update._replace(left=left_edits.of(store, git, move.worktree, epoch.session, update.written))
    gone = _left_behind(store, git, move, update, difference=difference, asked=asked)
    if update.operation == operations.REVERT and update.commits:
        from coordgit.check.provenance import reverts

        taken = reverts.of(store, git, move.worktree, update)
        gone += taken.dropped
        beside = frozenset[str]() if move.command == operations.REVERT else reverts.beside(store, git, move.worktree, update)
        update = update._replace(undone=taken.alone, beside=beside)
    return update._replace(came_back=_come_back(store, git, update), dropped=tuple(gone))


def _difference(git: Git, move: RefMove, asked: Queries) -> Difference:
    single = history.parse_single(asked.single.result(), asked.old)
    if single is not None:
        commit, changed = single
        return Difference([commit], [], trees.parse_touched(changed), forward=True, plain=True, known_new=True)
    log, tree = history.start_between(git, move.new, [asked.old]), trees.start_diff(git, asked.old, move.new)
    fresh, written = history.parse(log.result()), trees.parse_touched(tree.result())
    plain = len(fresh) == 1 and fresh[0].parents == (asked.old,)
    forward = plain or history.is_ancestor(git, asked.old, move.new)
    replaced = [] if forward else history.between(git, asked.old, [move.new])
    return Difference(fresh=fresh, replaced=replaced, written=written, forward=forward, plain=plain)


def _held(git: Git, move: RefMove, asked: Queries, difference: Difference) -> set[Oid]:
    """Return the commits of a private branch's update that a target has already."""
    if not asked.private or not asked.others or difference.known_new:
        return set()
    free = {commit.oid for commit in history.between(git, move.new, [asked.old, *(branch.tip for branch in asked.others)])}
    return {commit.oid for commit in difference.fresh} - free


def _operation(move: RefMove, commits: list[Commit], forward: bool) -> str:
    made = [commit for commit in commits if commit.made]
    action = move.environ.get("GIT_REFLOG_ACTION", "")
    parents = len(made[0].parents) if made else 0
    operation = operations.detect(move.worktree.git_dir, action, len(made), parents, move.command)
    return operations.AMEND if operation == operations.COMMIT and not forward and made else operation


def _is_concluded(commit: Commit, epoch: Epoch) -> bool:
    """True if it is a merge that the session has concluded: anything may have been added to what git had merged."""
    return commit.made and len(commit.parents) > 1 and epoch in commit.contributors


def _only_brings_a_target(move: RefMove, asked: Queries, difference: Difference, commits: list[Commit]) -> bool:
    """True if a merge, a rebase or a pull on a private branch only brings a target in. ``commits``: those that no target has."""
    if not asked.private or difference.known_new:
        return False
    tips = {branch.tip for branch in asked.others}
    brings = any(commit.oid in tips for commit in difference.fresh)
    if not brings and (difference.forward or operations.under_way(move.worktree.git_dir) != operations.REBASE):
        return False
    mine = {commit.oid for commit in commits}
    merges_target = {commit.oid for commit in commits if len(commit.parents) > 1 and mine.isdisjoint(commit.parents[1:])}
    return all(commit.oid in merges_target or not (commit.made or difference.forward) for commit in commits)


def _is_rebased_onto_a_target(move: RefMove, asked: Queries, difference: Difference) -> bool:
    tips = {branch.tip for branch in asked.others}
    brings = asked.private and any(commit.oid in tips for commit in difference.fresh)
    return brings and operations.under_way(move.worktree.git_dir) == operations.REBASE


def _rewound(
    store: Store, git: Git, move: RefMove, epoch: Epoch, *, difference: Difference, commits: list[Commit]
) -> tuple[Oid, ...]:
    """Return the commits of others that a target would lose."""
    if not difference.replaced:
        return ()
    from coordgit.check.integrity import rewinds

    moved = rewinds.Rewind(
        refs=(move.ref,),
        new=move.new,
        epoch=epoch,
        replaced=difference.replaced,
        fresh=commits,
        written=difference.written,
        rewritten=rewinds.rewritten(move, difference.replaced, commits),
    )
    return rewinds.of(store, git, moved)


def _with_work(store: Store, git: Git, move: RefMove, update: Update, *, difference: Difference, asked: Queries) -> Update:
    """Return the update with whose work is in it, whose reads count, and where it is checked."""
    paths = _paths(git, update, difference.written, difference.plain)
    theirs = _theirs(store, git, move, update, paths=paths, targets=asked.targets)
    tips = [branch.tip for branch in asked.targets if branch.ref != move.ref]
    outside = carried_work.from_outside(store, git, move, paths.single(update), update.epoch, targets=tips)
    otherwise = {*update.contributors}
    commits = joined(update.commits, theirs.epochs)
    lands = asked.private or difference.written.blobs or difference.written.modes  # else the target has it all, from others
    there = {commit.oid for commit in commits} if not lands else set[Oid]()
    if lands and not asked.private:
        there = standing_commits(git, commits, paths.changes, update.old or "", update.epoch)
    amends = update.operation == operations.AMEND  # it also undoes what the commit it replaces had changed
    rebases = update.operation == operations.REBASE and not asked.private
    left_out = _left_out(git, move, update, difference) - paths.involved if rebases else frozenset[str]()
    sources = operations.made_from(move.worktree.git_dir) if otherwise - {update.epoch} else ()
    known = known_commits.makers(store, list(sources[:MANY])) if theirs.by_text else ()
    sourced = trees.own_changes(git, known)
    return update._replace(
        commits=tuple(commits),
        epochs=whose_reads(commits, there, update.epoch),
        standing=frozenset(there if difference.forward else ()),
        targets=tuple(branch.ref for branch in asked.targets),
        own=paths.own | left_out,
        beside=left_out,
        involved=paths.involved,
        changers=paths.changers,
        brought=_brought(git, update, difference, paths.involved),
        touched=difference.written.modes.union(update.written) if amends else paths.touched,
        carried=theirs.by_text,
        mixed=theirs.mixed,
        outside=outside,
        swept={epoch: path for epoch, path in theirs.swept.items() if epoch not in otherwise},
        recognised=tuple(theirs.epochs),
        sources=sources,
        sourced=frozenset(path for changed in sourced.values() for path in changed),
        edits=tuple(dict.fromkeys((*theirs.edits, *update.edits))),
        rewritten={} if difference.forward else operations.rewritten(move.worktree.git_dir),
    )


def _brought(git: Git, update: Update, difference: Difference, paths: frozenset[str]) -> frozenset[str]:
    """Return those of ``paths`` that a target has changed as well since a private branch left it: git has merged them."""
    held = {commit.oid for commit in difference.fresh} - {commit.oid for commit in update.commits}
    brought: set[str] = set()
    for tip in held.intersection(parent for commit in update.commits for parent in commit.parents):
        base = history.merge_base(git, update.old or "", tip)
        was, now = (trees.items(git, commit, paths) if commit else {} for commit in (base, tip))
        brought.update(path for path in paths if was.get(path) != now[path])
    return frozenset(brought)


def _theirs(
    store: Store, git: Git, move: RefMove, update: Update, *, paths: UpdatePaths, targets: list[CheckedBranch]
) -> carried_work.Carried:
    """Return who else's work is in what commits made now change."""
    refs = _landed_on(move, targets, update.commits)
    blobs, worktree = paths.single(update), move.worktree.id
    return carried_work.of(store, git, blobs, update.epoch, refs=refs, worktree=worktree, merged=paths.merged)


def _landed_on(move: RefMove, targets: list[CheckedBranch], commits: Iterable[Commit]) -> list[str]:
    """Return what holds the work that commits made now do not carry: their branch, its targets, and the commits they stand on."""
    made = [commit for commit in commits if commit.made]
    below = {parent for commit in made for parent in commit.parents} - {move.old, *(commit.oid for commit in made)}
    return [move.ref, *(branch.ref for branch in targets), *sorted(below)]


def _paths(git: Git, update: Update, written: trees.Touched, plain: bool) -> UpdatePaths:
    commits = update.commits
    everything = frozenset(written.blobs)
    if (plain and commits) or len(commits) > MANY:
        newest = {path: blobs[1] for path, blobs in written.blobs.items()}
        paths = UpdatePaths(own=everything, involved=everything, touched=everything | written.modes, newest=newest)
        return paths if any(commit.made for commit in commits) else paths._replace(own=frozenset(), touched=frozenset())
    changes = trees.own_touched(git, dict.fromkeys(commit.oid for commit in commits))
    made_now = [commit for commit in reversed(commits) if commit.made]
    newest = {}
    merged: dict[str, list[Oid | None]] = {}
    for commit in made_now:
        changed = changes[commit.oid].blobs
        if len(commit.parents) < 2 or _is_concluded(commit, update.epoch):
            newest.update({path: after for path, (_, after) in changed.items()})
        if changed and _is_concluded(commit, update.epoch):
            there = [trees.items(git, parent, changed) for parent in commit.parents if parent != update.old]
            merged.update({path: [blobs[path] for blobs in there] for path in changed})
    own = {path for commit in made_now for path in changes[commit.oid].blobs}
    moded = {path for commit in made_now for path in changes[commit.oid].modes}
    if update.operation == operations.AMEND:  # it takes back what the commit that it replaces had changed and it does not
        own |= everything
        newest = {path: after for path, (_, after) in written.blobs.items()} | newest
    # a path that is equal at both ends is not changed: for an amended commit only what the amend adds counts
    return UpdatePaths(
        own=everything & own,
        involved=everything.intersection(path for changed in changes.values() for path in changed.blobs),
        touched=(everything | written.modes) & (own | moded),
        newest=newest,
        merged=merged,
        changes=changes,
    )


def _left_out(git: Git, move: RefMove, update: Update, difference: Difference) -> frozenset[str]:
    """Return the written paths that the rebased commits had changed before the rebase. If no new commit changes such a path, it
    was left out where the rebase stopped: git itself leaves nothing out."""
    from coordgit.check.integrity import rewinds

    changes = trees.own_changes(git, rewinds.rewritten(move, difference.replaced, update.commits))
    return frozenset(path for changed in changes.values() for path in changed).intersection(difference.written.blobs)


def _left_behind(
    store: Store, git: Git, move: RefMove, update: Update, *, difference: Difference, asked: Queries
) -> list[Dropped]:
    """Return what the branch held and no longer holds, except from sessions whose work is in the new commits."""
    replaced = difference.replaced[:MANY]
    known, kept = known_commits.makers(store, [commit.oid for commit in replaced]), update.contributors
    lost = {oid: [epoch for epoch in epochs if epoch not in kept] for oid, epochs in known.items()}
    if not any(lost.values()):
        return []
    held = contributor_facts.held_elsewhere(git, move.ref, move.new, [branch.tip for branch in asked.others], replaced)
    changed = trees.own_changes(git, [oid for oid, epochs in lost.items() if epochs and oid not in held])
    stays = move.command not in CLEARING
    places = worktrees.worktrees(move.worktree) if stays else ()
    there = next((one.id for one in places if worktrees.head(one)[0] == move.ref), "")
    return list(dict.fromkeys(dropped.of_commits(changed, lost, there, stays)))


CLEARING = frozenset(["checkout", "rebase", "reset", "switch"])
"""Commands that also remove from the work tree what they drop; a reset that does not is called ``update-ref`` here."""


def _come_back(store: Store, git: Git, update: Update) -> dict[Oid, Epoch]:
    outside = [commit for commit in update.commits if commit.origin == OUTSIDE]
    now = {commit.oid for commit in update.commits}
    return carried_work.come_back(store, git, outside[:MANY], [update.ref], now=now) if outside else {}


def _creation(store: Store, git: Git, move: RefMove, epoch: Epoch, targets: list[CheckedBranch]) -> Update:
    """Gather a new branch: never rejected, unless it is new because git makes its first commit, which may carry others'
    uncommitted edits. Commits that no other branch holds are attributed to their makers, and what they change is published with
    them: it is recognised by its text when somebody takes it elsewhere."""
    fresh = history.between(git, move.new, ["--branches", "--remotes"])
    commits = contributor_facts.of(store, git, move, fresh, epoch=epoch, replaced=[])
    update = Update(
        ref=move.ref,
        old=None,
        new=move.new,
        epoch=epoch,
        operation=operations.REF,
        private=is_private(move.ref, targets),
        written={},
        exempt="a new branch is never rejected",
    )
    if not commits:
        return update
    start = commits[-1].parents[0] if commits[-1].parents else trees.empty(git)
    written = trees.diff_with_modes(git, start, move.new)
    update = update._replace(written=written.blobs, commits=tuple(commits))
    paths = _paths(git, update, written, plain=False)
    theirs = _theirs(store, git, move, update, paths=paths, targets=targets)
    if _operation(move, commits, forward=True) == operations.COMMIT:
        left = left_edits.of(store, git, move.worktree, epoch.session, update.written)
        update = update._replace(operation=operations.COMMIT, exempt="", edits=theirs.edits, left=left, touched=paths.touched)
    return update._replace(
        commits=tuple(joined(commits, theirs.epochs)),
        own=paths.own,
        involved=paths.involved,
        changers=paths.changers,
        carried=theirs.by_text,
        mixed=theirs.mixed,
    )
