"""Which branches at work can land, and in which order, before anybody tries.

Each branch that a worktree has checked out is merged with the target as git would merge it; its reads are validated there as
at its landing, and as if each of the other branches had landed first. So are, if asked for, the branches of remotes, by the notes
that came with them. Of the branches that a team's other clones are at work on the paths are known. Stores nothing.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from coordgit.check import Request, conflict_facts, validate, verify
from coordgit.check.judge import judge
from coordgit.check.remote.received_notes import receive
from coordgit.check.update import Update, of_commits
from coordgit.core.model import NOBODY, CheckedBranch, Conflict, Epoch, Oid
from coordgit.core.readiness import Beside, Branch, BranchElsewhere, Ready, landing_order
from coordgit.errors import UsageError
from coordgit.git import commits, merging, refs, trees, worktrees
from coordgit.git.checked_branches import existing_targets
from coordgit.git.plumbing import Git
from coordgit.git.settings import Config
from coordgit.store import known_commits, other_clones, reads
from coordgit.store.database import Store


class _Asking:
    """What every check needs, and cached results."""

    def __init__(self, store: Store, request: Request, git: Git, target: CheckedBranch) -> None:
        self.store, self.settings, self.now, self.git, self.target = store, request.settings, request.now, git, target
        self.changes: dict[Oid, set[str]] = {}
        """Tip of a branch -> the paths it changed since its merge base with the target."""
        self.epochs: dict[Oid, tuple[Epoch, ...]] = {}
        """Tip of a branch -> the epochs behind its commits."""
        self.pairs: dict[frozenset[Oid], tuple[str, ...]] = {}

    def branch(self, ref: str, tip: Oid, folder: str) -> Branch:
        """Return a branch as it would land now."""
        base = commits.merge_base(self.git, self.target.tip, tip) or trees.empty(self.git)
        self.changes[tip] = set(trees.diff(self.git, base, tip))
        stale, update = self.stale(tip, self.target)
        self.epochs[tip] = update.epochs
        return Branch(
            branch=ref,
            tip=tip,
            worktree=folder,
            commits=len(update.commits),
            sessions=tuple(dict.fromkeys(epoch.session for epoch in update.epochs)),
            conflicts=self.conflicts(self.target.tip, tip),
            stale=stale,
        )

    def stale(self, tip: Oid, onto: CheckedBranch) -> tuple[tuple[Conflict, ...], Update]:
        """Return (the branch's reads that are stale on another branch, its landing there)."""
        made = commits.between(self.git, tip, [onto.tip])
        makers = known_commits.makers(self.store, [commit.oid for commit in made])
        update = of_commits(self.git, made, makers, onto=onto, new=tip, epoch=NOBODY)
        judgement = judge(self.store, self.git, update, self.settings, self.now)
        return conflict_facts.of(self.store, self.git, tuple(judgement.counting)), update

    def meets(self, tip: Oid, other: Oid) -> bool:
        """True if one branch's changes can affect another: a read behind it, or a path it writes."""
        theirs = self.changes[other]
        if theirs & self.changes[tip]:
            return True
        return any(
            reads.of_paths(self.store, epoch, sorted(theirs)) or reads.predicates(self.store, epoch) for epoch in self.epochs[tip]
        )

    def met(self, branch: Branch, changed: Mapping[str, Oid | None]) -> set[str]:
        """Return the paths of a change in another clone that the branch changes too, or whose earlier version was read for it."""
        read = {
            one.path
            for epoch in self.epochs[branch.tip]
            for one in reads.of_paths(self.store, epoch, list(changed))
            if changed[one.path] not in (one.known, one.observed)
        }
        return read | (self.changes[branch.tip] & changed.keys())

    def conflicts(self, one: Oid, other: Oid) -> tuple[str, ...]:
        pair = frozenset((one, other))
        if pair not in self.pairs:
            self.pairs[pair] = merging.merged(self.git, one, other).conflicts
        return self.pairs[pair]


MOST = 50
"""Branches of remotes that are judged: those with the newest commits."""


def ready(store: Store, request: Request, onto: str | None, remotes: bool) -> Ready:
    """Judge every checked-out branch except the target; ``remotes``: also those of remotes that no worktree has checked out.
    Raises ``UsageError`` without a target."""
    worktree = request.worktree
    git = worktree.git(keep=True)
    validate.take_journal(store, request, git)
    target = _target(git, request.settings, onto)
    found = {}
    for checked_out in worktrees.worktrees(worktree):
        ref, tip = worktrees.head(checked_out)
        if ref and tip and ref != target.ref and not commits.is_ancestor(git, tip, target.tip):
            found[ref] = tip, checked_out.top
    if remotes:
        found |= {ref: (tip, "") for ref, tip in _of_remotes(git, request.settings, target, found)}
        store = _with_notes(store, git, request, target, [tip for tip, _ in found.values()])
    asking = _Asking(store, request, git, target)
    branches = [asking.branch(ref, *at) for ref, at in sorted(found.items())]
    branches = [_beside(asking, one, branches) for one in branches]
    harms = {
        one.branch: frozenset(
            other.branch for other in branches for met in other.beside if met.branch == one.branch and met.stale
        )
        for one in branches
    }
    order = landing_order([one.branch for one in branches if one.lands], harms)
    placed = sorted(branches, key=lambda one: (not one.lands, order.index(one.branch) if one.lands else 0, one.branch))
    return Ready(target, tuple(placed), tuple(_elsewhere(asking, placed)))


def _of_remotes(git: Git, settings: Config, target: CheckedBranch, here: Iterable[str]) -> Iterator[tuple[str, Oid]]:
    """Yield the branches of remotes that have not landed, no target and no copy of the target or of a branch in ``here``."""
    targets = {target.ref, *(one.ref for one in existing_targets(git, "", settings.targets))}
    names = {refs.short(ref) for ref in (target.ref, *here)}
    fields = "--format=%(refname) %(objectname) %(symref)"
    lines = git.text("for-each-ref", "--sort=-committerdate", f"--no-merged={target.tip}", fields, "refs/remotes").split("\n")
    rows = (line.split(" ") for line in lines if line)
    found = (
        (ref, oid) for ref, oid, symbolic in rows if not symbolic and ref not in targets and ref.split("/", 3)[-1] not in names
    )
    return islice(found, MOST)


def _with_notes(store: Store, git: Git, request: Request, target: CheckedBranch, tips: list[Oid]) -> Store:
    """Return the store extended, in memory, by notes about commits of the branches that it does not know; itself without any."""
    made = {commit.oid: commit for tip in tips for commit in commits.between(git, tip, [target.tip])}
    known = known_commits.makers(store, list(made))
    received = receive(
        store, git, [one for one in made.values() if one.oid not in known], (), checked=[target.ref], now=request.now
    )
    return store if received is None else received.store


def _elsewhere(asking: _Asking, here: list[Branch]) -> Iterator[BranchElsewhere]:
    """Yield what sessions of other clones are at work on, as far as the target does not have it."""
    for (clone, ref), sessions in other_clones.branches_at_work(asking.store).items():
        landed = other_clones.landed_on(asking.store, clone, ref)
        known = commits.of(asking.git, [new for _, new in landed if new])
        target = asking.target.tip
        done = next((number for number, new in landed if new in known and commits.is_ancestor(asking.git, new, target)), 0)
        changed = other_clones.changed_by(asking.store, [number for number, _ in landed if number > done])
        met = ((one.branch, tuple(sorted(asking.met(one, changed)))) for one in here)
        yield BranchElsewhere(
            clone=clone,
            branch=ref,
            tip=landed[0][1] if landed else None,
            sessions=tuple(sessions),
            paths=tuple(changed),
            met=tuple(one for one in met if one[1]),
        )


def _target(git: Git, settings: Config, onto: str | None) -> CheckedBranch:
    if onto is not None:
        tip, ref = verify.resolve(git, onto)
        return CheckedBranch(ref or onto, tip)
    targets = existing_targets(git, "", settings.targets)
    local = [branch for branch in targets if branch.ref.startswith(refs.HEADS)]
    if not targets:
        raise UsageError("no target branch is known here: name one", "coordgit ready --onto main")
    newest = [one for one in targets if all(commits.is_ancestor(git, other.tip, one.tip) for other in targets)]
    return next((one for one in [*local, *newest] if one in newest), (local or targets)[0])  # a local main may be behind


def _beside(asking: _Asking, branch: Branch, every: list[Branch]) -> Branch:
    """Return the branch with its conflicts if one of the others lands first."""
    known = {(one.path, one.read_id) for one in branch.stale}
    met = []
    for other in every:
        if other.branch == branch.branch:
            continue
        stale: tuple[Conflict, ...] = ()
        if asking.meets(branch.tip, other.tip):
            every_stale, _ = asking.stale(branch.tip, CheckedBranch(other.branch, other.tip))
            theirs = asking.changes[other.tip]
            stale = tuple(one for one in every_stale if one.path in theirs and (one.path, one.read_id) not in known)
        conflicts = asking.conflicts(other.tip, branch.tip)
        conflicts = tuple(path for path in conflicts if path not in branch.conflicts and path not in other.conflicts)
        if stale or conflicts:
            met.append(Beside(other.branch, conflicts, stale))
    return branch._replace(beside=tuple(met))
