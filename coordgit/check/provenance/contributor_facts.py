"""The origin and the contributors of each commit of an update: the facts for ``core.origins``, from git and the store."""

from coordgit.check import RefMove
from coordgit.check.integrity import stopped
from coordgit.check.update import MANY, Update
from coordgit.core.contributors import classify
from coordgit.core.model import CheckedBranch, Commit, Epoch, Oid
from coordgit.core.origins import Facts
from coordgit.git import commits as history
from coordgit.git import operation, trees
from coordgit.git.commits import is_merged_by_git
from coordgit.git.plumbing import Git
from coordgit.git.worktrees import Worktree
from coordgit.startup.typing import Mapping, NamedTuple, Sequence
from coordgit.store import known_commits
from coordgit.store.database import Store

ARRIVING = "fetch"
"""The command of git that brings commits in and makes none."""
KEEPING = frozenset(["am", "cherry-pick", "fast-import", "filter-branch", "rebase", "refs", "replay", "update-ref", ""])
"""Commands that keep the author and date of the original commit, if they know it."""
PUSHED = "receive-pack"
"""Receiving a push: whoever pushes may have read here, so its reads are validated."""


def of(
    store: Store,
    git: Git,
    move: RefMove,
    fresh: list[Commit],
    *,
    epoch: Epoch,
    replaced: list[Commit],
    targets: Sequence[Oid] = (),
    landed: Sequence[Oid] = (),
) -> list[Commit]:
    """Return ``fresh``, the commits of an update (newest first), with their origins and contributors.

    ``replaced``: commits that the branch held and the new commit does not. ``targets``: where the work of a private branch lands.
    ``landed``: the tips of all targets.
    """
    git_dir = move.worktree.git_dir
    known = known_commits.makers(store, [commit.oid for commit in fresh])
    unknown = [commit for commit in fresh if commit.oid not in known]
    detached = frozenset(known_commits.made_detached(store, list(known)))
    listed = operation.rewritten(git_dir)
    if not unknown and not listed:
        return classify(fresh, Facts(session=epoch, known=known, detached=detached))
    sources = _sources(git_dir, fresh, {oid: made_of for oid, made_of in listed.items() if oid not in detached})
    tip = next((commit for commit in unknown if commit.oid == move.new), None)
    made = MadeTip()
    if tip is not None and _follows(tip, move.old, replaced):
        made = _made_tip(store, git, move, tip, epoch=epoch, replaced=replaced, targets=targets)
        if made.sources:
            sources[move.new] = (*sources.get(move.new, ()), *made.sources)
    here = {*sources} | ({move.new} if made.is_made else set())
    arrived = known_commits.brought(store, [commit.oid for commit in unknown])
    arrived |= _arrived(git, move, [commit for commit in unknown if commit.oid not in here | arrived])
    asked = [*(oid for some in sources.values() for oid in some), *(commit.oid for commit in replaced)]
    known.update(known_commits.makers(store, [oid for oid in asked if oid not in known]))
    taken = [] if made.wrote else [oid for oid in sources.get(move.new, ()) if oid not in known]
    may_copy = {
        commit.oid: commit
        for commit in unknown
        if commit.oid not in arrived and len(commit.parents) < 2 and (move.command in KEEPING or not commit.as_authored)
    }
    copied = known_commits.makers(store, list(made.copied))
    nameless = [
        commit
        for oid, commit in may_copy.items()
        if not (copied and oid == move.new) and not any(known.get(source) for source in sources.get(oid, ()))
    ]
    return classify(
        fresh,
        Facts(
            session=epoch,
            known=known,
            detached=detached,
            made=frozenset(here - known.keys()),
            wrote=made.wrote,
            patched=move.command == operation.AM,
            outside=frozenset(arrived),
            sources=sources,
            unclear=unclear(store, git, move.worktree, taken, landed=[oid for oid in (move.old, *landed) if oid]),
            replaced=[commit.oid for commit in replaced],
            copied={move.new: [who for some in copied.values() for who in some]} if move.new in may_copy else {},
            authors=_authors(store, git, nameless) if nameless else {},
        ),
    )


def _sources(git_dir: str, fresh: list[Commit], listed: Mapping[Oid, Sequence[Oid]]) -> dict[Oid, Sequence[Oid]]:
    """Return commit -> what git says it has rewritten into it. ``listed``: the same of all commits but those that were made on a
    detached HEAD, whose hook has noted it at once."""
    there = operation.rebased_onto(git_dir)  # git lists a commit of which nothing was left as rewritten into what came before it
    return {commit.oid: listed[commit.oid] for commit in fresh if commit.oid in listed and commit.oid != there}


class MadeTip(NamedTuple):
    """What one command of git has made of the newest commit."""

    is_made: bool = False
    wrote: bool = True
    """False if git has merged the texts, or taken them from elsewhere."""
    sources: tuple[Oid, ...] = ()
    """The commits that it was made from."""
    copied: tuple[Oid, ...] = ()
    """The commits that it copies, with those that have landed since."""


def _made_tip(
    store: Store, git: Git, move: RefMove, tip: Commit, *, epoch: Epoch, replaced: list[Commit], targets: Sequence[Oid]
) -> MadeTip:
    """Return what made ``tip``, which no session is known to have made, on top of the old commit or in its place."""
    git_dir = move.worktree.git_dir
    making = operation.making(git_dir, move.command, move.new, move.environ)
    if not making.makes:
        came = not is_merged_by_git(git, tip) or known_commits.brought(store, [tip.oid]) or _arrived(git, move, [tip])
        return MadeTip() if came else MadeTip(is_made=True, wrote=False)
    copied = operation.made_from(git_dir)
    copied = () if copied and _is_apart(store, git, move, epoch) else copied
    sources = _unlanded(git, copied, targets)
    if sources and move.old is not None and operation.picked(git_dir):
        sources = with_brought(git, sources, move.old, move.new)
    if sources:  # to amend a commit with what a squash has staged replaces that commit as well
        sources += [commit.oid for commit in replaced if commit.oid == move.old]
    return MadeTip(is_made=True, wrote=making.wrote, sources=tuple(sources), copied=copied)


def without_landed(store: Store, git: Git, update: Update, targets: Sequence[CheckedBranch]) -> Update:
    """Return the update without the reads of others whose work in it has all landed: on a private branch, if they have landed it
    since it was taken over; on a target, if that has it already."""
    if {*update.epochs} <= {update.epoch, *update.recognised} or not (update.private or update.forward):
        return update
    from coordgit.check.provenance import landed_work  # a plain commit needs nothing of it

    return landed_work.left_out(store, git, update, targets) if update.private else landed_work.standing(store, git, update)


def _authors(store: Store, git: Git, commits: Sequence[Commit]) -> Mapping[Oid, Sequence[Epoch]]:
    from coordgit.check.provenance import same_author  # a plain commit needs nothing of it

    return same_author.of(store, git, commits)


def with_brought(git: Git, oids: Sequence[Oid], old: Oid, new: Oid) -> list[Oid]:
    """Return ``oids``, which were picked as ``new`` on top of ``old``, and the commits that each merge among them had brought.
    Brought to the parent that ``cherry-pick -m`` named, which git's state does not tell: taken is any parent from which the merge
    changes all that the pick changes."""
    merges = [commit for commit in history.of(git, oids).values() if len(commit.parents) > 1]
    if not merges:
        return list(oids)
    written = trees.diff(git, old, new).keys()
    sides = [(merge.oid, parent) for merge in merges for parent in merge.parents]
    likely = [(oid, parent) for oid, parent in sides if written <= trees.diff(git, parent, oid).keys()] or sides
    brought = [commit.oid for oid, parent in likely for commit in history.between(git, oid, [parent])[:MANY]]
    return list(dict.fromkeys([*oids, *brought]))


def _is_apart(store: Store, git: Git, move: RefMove, epoch: Epoch) -> bool:
    """True if another session's squash is under way in the worktree, and the commit has nothing of what that has staged."""
    if not operation.leaves_only_a_message(move.worktree.git_dir):
        return False
    squash = stopped.by_another(store, move.worktree, epoch.session)
    if squash is None or not squash.tree or move.old is None:
        return False
    return trees.diff(git, move.old, move.new).keys().isdisjoint(trees.diff(git, move.old, squash.tree))


def _unlanded(git: Git, oids: Sequence[Oid], targets: Sequence[Oid]) -> list[Oid]:
    """Return those of ``oids`` that not every one of the targets has, if there are any."""
    if not oids or not targets:
        return list(oids)
    missing = {oid for tip in targets for oid in _listed(git, {*oids}, [*oids, f"^{tip}"])}
    return [oid for oid in oids if oid in missing]


def unclear(store: Store, git: Git, worktree: Worktree, oids: list[Oid], *, landed: Sequence[str]) -> frozenset[Oid]:
    """Return those of ``oids``, which the store does not know, that are neither in one of ``landed`` nor from outside."""
    if not oids:
        return frozenset()
    asked = {*oids} - known_commits.brought(store, oids)
    elsewhere = [*landed, *operation.fetched_into(worktree)]
    return frozenset(_listed(git, asked, [*asked, *(f"^{name}" for name in elsewhere)], "--not", "--remotes") if asked else ())


def _follows(tip: Commit, old: Oid | None, replaced: list[Commit]) -> bool:
    """True if one command that writes commits leads from ``old`` to ``tip``, on top of it or replacing it."""
    if old is None:
        return not tip.parents
    return old in tip.parents or any(commit.oid == old and commit.parents == tip.parents for commit in replaced)


def _arrived(git: Git, move: RefMove, unknown: list[Commit]) -> set[Oid]:
    """Return those of ``unknown`` that a fetch or a bundle brought."""
    if not unknown or move.command == PUSHED:
        return set()
    everything = {commit.oid for commit in unknown}
    if move.command == ARRIVING:
        here = _here(git, move, everything)
        return everything - _listed(git, here, [move.new], "--not", "--remotes") if here else everything
    fetched = operation.fetched_into(move.worktree)
    if move.new in fetched:
        return everything
    inside = everything
    start = [move.new, *(f"^{oid}" for oid in (move.old, *fetched) if oid)]
    for more in ((), ("--not", "--remotes"))[0 if fetched else 1 :]:  # all remote branches only if FETCH_HEAD is not enough
        if inside:
            inside = _listed(git, inside, start, *more)
    return everything - inside


def _listed(git: Git, oids: set[Oid], asked: list[str], *options: str) -> set[Oid]:
    """Return those that ``git rev-list`` lists; all if it fails. Before git 2.42 options may not come on standard input."""
    lines = "".join(f"{line}\n" for line in asked).encode()
    code, listing = git.start("rev-list", "--ignore-missing", "--stdin", *options, stdin=lines).outcome()
    return oids if code else oids.intersection(listing.decode().split())


def _here(git: Git, move: RefMove, arriving: set[Oid]) -> set[Oid]:
    """Return those that a fetch took from this same repository: a ref that tracks no remote holds them, or git says so."""
    if move.new in operation.fetched_here(move.worktree.git_dir):
        return arriving
    refs = ("--not", f"--exclude={move.ref}", "--exclude=refs/remotes/*", "--all")
    return arriving - _listed(git, arriving, [move.new], *refs)


def held_elsewhere(git: Git, ref: str, new: Oid, targets: list[Oid], replaced: list[Commit]) -> set[Oid]:
    """Return those of ``replaced`` that another branch or a target holds: they are not lost."""
    oids = {commit.oid for commit in replaced}
    branches = ("--not", f"--exclude={ref.removeprefix('refs/heads/')}", "--branches")
    return oids - _listed(git, oids, [*oids, *(f"^{oid}" for oid in (new, *targets))], *branches)
