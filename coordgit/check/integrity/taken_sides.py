"""Find texts that a merge combined otherwise than git would have by itself: by a strategy (``-X ours``, ``-s ours``), or by
taking a side of a conflict. A session that read nothing of such a path knew it as it was at the merge base."""

from __future__ import annotations

from coordgit.check.integrity.known_versions import AuthorText
from coordgit.check.update import Update
from coordgit.core.contributors import PART_MADE
from coordgit.core.landed_steps import LandedStep, unseen
from coordgit.core.model import OUTSIDE, UNCLEAR, Commit, Epoch, Oid
from coordgit.core.own_changes import UNKNOWN
from coordgit.git import commits, operation, trees, worktrees
from coordgit.git.plumbing import Git
from coordgit.startup.typing import Iterable, NamedTuple
from coordgit.store import known_commits, reads, sessions
from coordgit.store.database import Store

MOST = 20
"""Merges and rewritten commits of an update that are looked at, the newest: each costs a few questions to git."""


class Combination(NamedTuple):
    """How a path was combined: ``makers`` made the text, ``known`` has the versions at which the sides parted."""

    makers: tuple[Epoch, ...]
    known: frozenset[Oid | None]
    chosen_by: frozenset[str]
    """The session that chose this text, and alone has changed it since; none if that is unknown, or if several have combined the
    path one after the other."""


class Combined(NamedTuple):
    """A ``commit`` that combines two others, the ``sides``. ``base``: the commit that git compares both with, "" for their merge
    base. ``fork``: where the commits that it brings left the branch. ``brings``: those commits."""

    commit: Commit
    sides: tuple[Oid, Oid]
    base: Oid
    fork: Oid | None
    brings: tuple[Oid, ...]


def of(store: Store, git: Git, update: Update) -> dict[str, Combination]:
    """Return the paths of the update that were combined otherwise than git would have done."""
    if update.old is None or update.new is None or update.operation == operation.PUSH:  # who pushes may have looked there
        return {}
    found: dict[str, Combination] = {}
    gone = any(after is None for _, after in update.written.values())
    names = trees.renames(git, update.old, update.new) if gone else {}
    for combined in _combined(git, update):
        merges = len(combined.commit.parents) > 1
        there = [path for path, blobs in update.written.items() if blobs[0] and (blobs[1] or path in names)]
        paths = [path for path in there if merges or path in update.involved]
        forks = [combined.fork, *([combined.base] if combined.base else [])]
        at_forks = [trees.items(git, fork or trees.empty(git), paths) for fork in forks]
        moved = [path for path in paths if at_forks[0][path] != update.written[path][0]]  # the branch has changed it
        named = {path: path if update.written[path][1] else names[path] for path in moved}
        changed = _changed(git, combined, named, by_hand=_by_hand(git, update, combined.commit)) if moved else []
        makers = _makers(store, git, update, combined, changed) if changed else {}
        by = _chosen_by(store, update, combined.commit) if changed else frozenset[str]()
        since = commits.touching(git, combined.commit.oid, update.new, sorted({named[path] for path in changed})) if by else []
        for path in changed:
            later = [commit for commit in since if named[path] in commit.names]
            alone = (
                by if all(not later or known_commits.made_alone(store, later, session) for session in by) else frozenset[str]()
            )
            before = found.get(path, Combination((), frozenset(), alone))
            known = before.known.union(items[path] for items in at_forks)
            found[path] = Combination((*makers[path], *before.makers), known, before.chosen_by & alone)
    return found


def left_out(git: Git, update: Update, text: AuthorText, steps: list[LandedStep]) -> list[LandedStep]:
    """Return others' changes that a merge of the update left out although git would have taken them, or would have stopped for
    somebody to choose (``-s ours``, ``-X ours``). The text that the merge made shows nothing of them. ``steps``: the history of
    the tip's version, as far as it is known."""
    path, tip = text.path, text.tip
    for merge in (commit for commit in update.commits if len(commit.parents) == 2):
        code, tree = commits.merge_tree(git, *merge.parents)
        # whoever resolves a conflict has it before them; of a merge from outside nobody knows whether anybody did
        by_git = code == 0 or (merge.origin != OUTSIDE and not merge.contributors)
        if by_git and trees.items(git, tree, [path]) != trees.items(git, merge.oid, [path]):
            known = trees.items(git, commits.merge_base(git, *merge.parents) or trees.empty(git), [path])[path]
            if steps:
                there = trees.items(git, merge.parents[1], [path])[path]
                brought = next((n for n, step in enumerate(steps) if step.after == there), 0)  # what came later is not left out
                return unseen(steps[brought:], {known}, text.author.session)
            return [LandedStep(known, tip, UNKNOWN)] if known != tip else []
    return []


def _chosen_by(store: Store, update: Update, commit: Commit) -> frozenset[str]:
    """Return the session that made a combining commit."""
    if commit.made or len(commit.parents) < 2:
        return frozenset((update.epoch.session,))
    parts = known_commits.contributions(store, [commit.oid]).get(commit.oid, ())
    made = frozenset(epoch.session for epoch, part in parts if part == PART_MADE)
    return made if len(made) == 1 else frozenset()


def _combined(git: Git, update: Update) -> list[Combined]:
    """Return the merges of the update that were made here, and what a squash, a pick or a rebase makes now."""
    old = update.old or ""
    brings = tuple(commit.oid for commit in update.commits if len(commit.parents) < 2 and commit.oid not in update.rewritten)
    merges = [commit for commit in update.commits if len(commit.parents) > 1 and commit.origin != OUTSIDE]
    joined = [(commit, (commit.parents[0], other)) for commit in merges for other in commit.parents[1:]][:MOST]
    found = [
        Combined(commit=commit, sides=pair, base="", fork=commits.merge_base(git, *pair), brings=brings)
        for commit, pair in joined
    ]
    made = [commit for commit in update.commits if commit.made and len(commit.parents) == 1]
    if update.operation == operation.REBASE and update.rewritten:
        fork = commits.merge_base(git, old, update.new or "")
        picked = [commit for commit in update.commits if commit.oid in update.rewritten and commit.origin != OUTSIDE][:MOST]
        pairs = [(commit, update.rewritten[commit.oid][0]) for commit in picked if len(commit.parents) == 1]
        originals = commits.of(git, [source for _, source in pairs])
        for commit, source in pairs:
            if source in originals and len(originals[source].parents) == 1:
                found.append(
                    Combined(
                        commit=commit,
                        sides=(commit.parents[0], source),
                        base=originals[source].parents[0],
                        fork=fork,
                        brings=brings,
                    )
                )
    elif update.operation in (operation.SQUASH, operation.PICK) and made and made[0].parents == (old,):
        worktree = worktrees.at(git.cwd)
        source = next(iter(operation.made_from(worktree.git_dir)), "") if worktree else ""
        original = commits.of(git, [source]).get(source) if source else None
        if original is not None:
            fork, sides = commits.merge_base(git, old, source), (old, source)
            if update.operation == operation.SQUASH:
                theirs = tuple(commit.oid for commit in commits.between(git, source, [old]))
                found.append(Combined(commit=made[0], sides=sides, base="", fork=fork, brings=theirs))
            elif len(original.parents) == 1:
                found.append(Combined(commit=made[0], sides=sides, base=original.parents[0], fork=fork, brings=(source,)))
    return found


def _by_hand(git: Git, update: Update, commit: Commit) -> bool:
    """True if git had stopped at a conflict that its session resolved, or if that is unknown."""
    replayed = commit.oid in update.rewritten
    if commit.origin == UNCLEAR or len(commit.parents) > 2:  # of several branches, the others have changed it too
        return True
    if not (commit.made or replayed):
        return bool(commit.contributors)
    worktree = worktrees.at(git.cwd)
    if worktree is None:
        return True
    return not operation.rebase_has_strategy(worktree.git_dir) if replayed else operation.had_conflicts(worktree.git_dir)


def _changed(git: Git, combined: Combined, names: dict[str, str], *, by_hand: bool) -> list[str]:
    """Return the paths whose text is not what git makes of the sides. ``names``: path -> its name in the update. ``by_hand``:
    only those that equal one side."""
    code, tree = commits.merge_tree(git, *combined.sides, combined.base)
    made = trees.items(git, combined.commit.oid, names.values())
    clean = trees.items(git, tree, names.values()) if code in (0, 1) else {}
    changed = [path for path, name in names.items() if name not in clean or made[name] != clean[name]]
    if not (changed and by_hand):
        return changed
    sides = [trees.items(git, side, {*changed, *names.values()}) for side in combined.sides]
    return [path for path in changed if any(made[names[path]] in (side[path], side[names[path]]) for side in sides)]


def _makers(store: Store, git: Git, update: Update, combined: Combined, paths: Iterable[str]) -> dict[str, tuple[Epoch, ...]]:
    """Return path -> the sessions whose text it is: those that changed it in the commits that the merge brings; else whoever
    concluded the merge; else whoever makes the update.

    A person's looks are not recorded, so people count only for paths that another session has edited in the work tree (CG202). A
    path that whoever concludes the merge has read is left to the check of that read.
    """
    concluded = combined.commit.contributors if len(combined.commit.parents) > 1 else ()
    contributors = {commit.oid: commit.contributors for commit in update.commits}
    contributors |= {oid: tuple(some) for oid, some in known_commits.makers(store, list(combined.brings)).items()}
    changes = trees.own_changes(git, [oid for oid in combined.brings if contributors.get(oid)])
    readers = {read.path for epoch in {*concluded, update.epoch} for read in reads.of_paths(store, epoch, list(paths))}
    edited = {work.path for work in update.edits}
    found = {}
    for path in paths:
        changed = (contributors[oid] for oid, diff in changes.items() if path in diff and path not in readers)
        makers = dict.fromkeys(epoch for some in changed for epoch in some)
        asked = tuple(epoch for epoch in makers if path in edited or not sessions.is_person(store, epoch.session))
        found[path] = asked or concluded or (update.epoch,)
    return found
