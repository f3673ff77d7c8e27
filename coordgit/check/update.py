"""Gather an update of a branch: its commits, who made each, whose reads count, and which branches are checked."""

from __future__ import annotations

import os

from coordgit import processes
from coordgit.check.provenance import carried, contributors
from coordgit.core.model import KNOWN, OUTSIDE, CheckedBranch
from coordgit.core.provenance import joined
from coordgit.git import commits as history
from coordgit.git import operation, trees
from coordgit.startup.json import dumps
from coordgit.startup.namedtuple import NamedTuple
from coordgit.store import commits as known_commits
from coordgit.store import landings
from coordgit.store.dropped import Dropped
from coordgit.store.writes import Work

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from coordgit.core.model import Commit, Epoch, Oid
    from coordgit.git.plumbing import Child, Git
    from coordgit.git.worktrees import Worktree
    from coordgit.store.database import Store

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
    checked: tuple[CheckedBranch, ...]
    targets: tuple[str, ...]
    """The target refs of this work, whether they are checked or not."""
    commits: tuple[Commit, ...]
    """Commits that count, newest first, each with who made it; on a private branch those that no target has."""
    epochs: tuple[Epoch, ...]
    """Whose reads are validated."""
    written: trees.Diff
    """The whole write set."""
    own: frozenset[str]
    """Paths that commits made now change."""
    involved: frozenset[str]
    """Paths that any commit that counts changes."""
    carried: Mapping[str, list[Epoch]]
    """Paths of ``own`` whose content another session made -> who."""
    forward: bool
    exempt: str
    """Why the update is never rejected, "" if it is judged."""
    touched: frozenset[str] = frozenset()
    """Paths that commits made now change, in content or mode: checked against locks."""
    mixed: frozenset[str] = frozenset()
    """Paths of ``carried`` whose content is not theirs alone."""
    swept: Mapping[Epoch, str] = {}
    """Contributors with only an uncommitted edit in the update -> its path."""
    came_back: Mapping[Oid, Epoch] = {}
    """Commits from outside that only repeat one epoch's own commits here, such as a squash by a forge."""
    dropped: tuple[Dropped, ...] = ()
    """Work that the branch held and no longer holds."""
    edits: tuple[Work, ...] = ()
    """Other sessions' uncommitted edits, in the worktree of the update, of paths that commits made now change."""
    rewound: tuple[Oid, ...] = ()
    """Commits of others that a target would lose, newest first."""

    @property
    def branch(self) -> CheckedBranch:
        """The branch that findings about the update as a whole name."""
        return self.checked[0] if self.checked else CheckedBranch(self.ref, self.old or "")


def json_paths(paths: frozenset[str]) -> str:
    return dumps(sorted(paths)[:SHOWN]) if paths else "[]"


class Queries(NamedTuple):
    """Running children of git that answer everything about a plain commit, while the store is opened and settled."""

    targets: list[CheckedBranch]
    private: bool
    others: list[CheckedBranch]
    single: Child
    reach: dict[CheckedBranch, Child]


def ask(git: Git, ref: str, old: Oid | None, new: Oid, targets: list[CheckedBranch]) -> Queries | None:
    """Start what ``gather`` waits for; ``None`` for a new branch."""
    if old is None:
        return None
    private = all(branch.ref != ref for branch in targets)
    others = [branch for branch in targets if branch.ref != ref and branch.tip != old]
    without = [old, *(branch.tip for branch in others if private)]
    reach = {branch: git.start("rev-list", "-n1", branch.tip, f"^{old}", f"^{new}") for branch in others}
    return Queries(targets, private, others, history.start_single(git, new, without), reach)


def gather(
    store: Store,
    git: Git,
    worktree: Worktree,
    *,
    ref: str,
    old: Oid | None,
    new: Oid,
    epoch: Epoch,
    targets: list[CheckedBranch],
    environ: Mapping[str, str],
    asked: Queries | None = None,
) -> Update:
    """Gather everything that git and the store know about an update; change nothing. ``asked`` is used if it was for these
    targets; else git is asked again."""
    if asked is None or asked.targets != targets:
        asked = ask(git, ref, old, new, targets)
    command = operation.running(processes.updater(os.getpid()).pid, environ)
    step = contributors.Step(worktree, ref, old, new, command, environ)
    if old is None or asked is None:
        return _creation(store, git, step, epoch, targets)
    _, private, others, single_commit, reach = asked
    one = history.parse_single(single_commit.result(), old)
    checked = (CheckedBranch(ref, old), *(branch for branch, child in reach.items() if child.result().strip()))
    plain = one is not None
    if one is not None:
        fresh, (written, modes) = [one[0]], trees.parse_touched(one[1])
    else:
        log = history.start_between(git, new, [old])
        tree = trees.start_diff(git, old, new)
        fresh = history.parse(log.result())
        written, modes = trees.parse_touched(tree.result())
        plain = len(fresh) == 1 and fresh[0].parents == (old,)
    forward = plain or history.is_ancestor(git, old, new)
    replaced = [] if forward else history.between(git, old, [new])
    returned = not fresh or (private and landings.named_before(store, ref, new))
    held = _held(git, fresh, old, new, others) if private and one is None and not returned else set()
    brings = private and not returned and any(branch.tip in {commit.oid for commit in fresh} for branch in others)
    rebasing = not forward and operation.detect(worktree.git_dir, "", 1, 1) == operation.REBASE
    counted = contributors.of(
        store, git, step, [commit for commit in fresh if commit.oid not in held], epoch=epoch, replaced=replaced
    )
    lost: tuple[Oid, ...] = ()
    if replaced and not private:
        from coordgit.check.integrity import rewound

        move = rewound.Move(
            refs=(ref,),
            new=new,
            epoch=epoch,
            replaced=replaced,
            fresh=counted,
            written=trees.Touched(written, modes),
            rewritten=rewound.rewritten(step, replaced, counted),
        )
        lost = rewound.of(store, git, move)
    if returned or (private and one is None and (brings or rebasing) and _adds_nothing(counted, forward)):
        what, why = operation.RESET, "a branch may return to where it has been"
        if not returned:
            what = operation.MERGE if forward else operation.REBASE
            why = "bringing a target in is never rejected: what it changes under the reads shows at the next commit"
        counted = [commit for commit in counted if commit.origin == KNOWN] if returned else counted
        exempt = _exempt(
            ref, old, new, epoch, what=what, private=private, commits=tuple(counted), written=written, forward=forward, why=why
        )
        return exempt._replace(
            dropped=_gone(store, git, step, replaced=replaced, counted=counted, others=others),
            came_back=_come_back(store, git, counted, ref, targets),
            rewound=lost,
        )
    made = [commit for commit in counted if commit.made]
    action = environ.get("GIT_REFLOG_ACTION", "")
    what = operation.detect(worktree.git_dir, action, len(made), len(made[0].parents) if made else 0, command)
    if what == operation.COMMIT and not forward and made:
        what = operation.AMEND
    own, involved, single, touched = _paths(git, counted, written, modes, plain)
    if what == operation.AMEND:  # it also undoes what the commit it replaces had changed
        touched = modes.union(written)
    blobs = {path: (written[path][0], single[path]) for path in own if path in single}
    found = carried.of(store, git, blobs, epoch, refs=[ref, *(branch.ref for branch in targets)], worktree=worktree.id)
    swept = _swept(counted, found)
    counted = joined(counted, found.epochs)
    return Update(
        ref=ref,
        old=old,
        new=new,
        epoch=epoch,
        operation=what,
        private=private,
        checked=checked,
        targets=tuple(branch.ref for branch in targets),
        commits=tuple(counted),
        epochs=tuple(dict.fromkeys(who for commit in counted for who in commit.contributors)),
        written=written,
        own=own,
        involved=involved,
        carried=found.by_text,
        forward=forward,
        exempt="",
        touched=touched,
        mixed=found.mixed,
        swept=swept,
        edits=found.edits,
        came_back=_come_back(store, git, counted, ref, targets),
        dropped=(
            *_gone(store, git, step, replaced=replaced, counted=counted, others=others),
            *_reverted(store, git, worktree, what, counted=counted, written=written),
        ),
        rewound=lost,
    )


def _adds_nothing(counted: list[Commit], forward: bool) -> bool:
    """True if a merge, a rebase or a pull only brings a target in. ``counted``: its commits that no target has."""
    mine = {commit.oid for commit in counted}
    for commit in counted:
        merges_target = len(commit.parents) > 1 and not mine.intersection(commit.parents[1:])
        if not merges_target and (commit.made or forward):
            return False
    return True


def _gone(
    store: Store, git: Git, step: contributors.Step, *, replaced: list[Commit], counted: list[Commit], others: list[CheckedBranch]
) -> tuple[Dropped, ...]:
    """Return what the branch held and no longer holds, except from sessions whose work is in the new commits."""
    kept = {epoch for commit in counted for epoch in commit.contributors}
    known = known_commits.makers(store, [commit.oid for commit in replaced[:MANY]])
    lost = {oid: [epoch for epoch in epochs if epoch not in kept] for oid, epochs in known.items()}
    if not any(lost.values()):
        return ()
    held = contributors.held_elsewhere(git, step.ref, step.new, [branch.tip for branch in others], replaced[:MANY])
    changed = trees.own_changes(git, [oid for oid, epochs in lost.items() if epochs and oid not in held])
    found = [
        Dropped(Work(path, before, after, epoch), step.command not in CLEARING)
        for oid, paths in changed.items()
        for path, (before, after) in paths.items()
        for epoch in lost[oid]
    ]
    return tuple(dict.fromkeys(found))


CLEARING = frozenset(["checkout", "rebase", "reset", "switch"])
"""Commands that also remove from the work tree what they drop; a reset that does not is called ``update-ref`` here."""


def _reverted(
    store: Store, git: Git, worktree: Worktree, what: str, *, counted: list[Commit], written: trees.Diff
) -> tuple[Dropped, ...]:
    """Return what a revert undoes, of a merge what that had brought."""
    taken, since = operation.reverted(worktree.git_dir) if what == operation.REVERT and counted else ("", "")
    oids = [commit.oid for commit in history.between(git, taken, [since])[:MANY]] if since else [taken]
    whose = dict.fromkeys(epoch for epochs in known_commits.makers(store, oids).values() for epoch in epochs)
    return tuple(Dropped(Work(path, after, before, epoch), False) for path, (before, after) in written.items() for epoch in whose)


def _come_back(store: Store, git: Git, counted: list[Commit], ref: str, targets: list[CheckedBranch]) -> dict[Oid, Epoch]:
    outside = [commit for commit in counted if commit.origin == OUTSIDE]
    return carried.come_back(store, git, outside[:MANY], [ref, *(branch.ref for branch in targets)]) if outside else {}


def _swept(counted: list[Commit], found: carried.Carried) -> dict[Epoch, str]:
    """Return contributors with only an uncommitted edit in the update -> its path."""
    otherwise = {who for commit in counted for who in commit.contributors}
    return {epoch: path for epoch, path in found.swept.items() if epoch not in otherwise}


def of_index(store: Store, git: Git, ref: str, *, old: Oid | None, epoch: Epoch, targets: list[CheckedBranch]) -> Update:
    """Return the update that a commit of the index would be."""
    written, modes = trees.index_diff(git, old)
    others = [branch for branch in targets if branch.ref != ref and branch.tip != old] if old else []
    reach = {branch: git.start("rev-list", "-n1", branch.tip, f"^{old}") for branch in others}
    here = (CheckedBranch(ref, old),) if old else ()
    checked = (*here, *(branch for branch, child in reach.items() if child.result().strip()))
    found = carried.of(store, git, written, epoch, refs=[ref, *(branch.ref for branch in targets)], worktree=git.worktree)
    return Update(
        ref=ref,
        old=old,
        new=None,
        epoch=epoch,
        operation=operation.COMMIT,
        private=all(branch.ref != ref for branch in targets),
        checked=checked,
        targets=tuple(branch.ref for branch in targets),
        commits=(),
        epochs=tuple(dict.fromkeys([epoch, *found.epochs])),
        written=written,
        own=frozenset(written),
        involved=frozenset(written),
        carried=found.by_text,
        forward=True,
        exempt="",
        touched=modes.union(written),
        mixed=found.mixed,
        swept=found.swept,
        edits=found.edits,
    )


def _creation(store: Store, git: Git, step: contributors.Step, epoch: Epoch, targets: list[CheckedBranch]) -> Update:
    """Gather a new branch: never rejected. Commits that no other branch holds are attributed to their makers, and what they
    change is published with them: it is recognised by its text when somebody takes it elsewhere."""
    found = contributors.of(
        store, git, step, history.between(git, step.new, ["--branches", "--remotes"]), epoch=epoch, replaced=[]
    )
    update = _exempt(
        step.ref,
        None,
        step.new,
        epoch,
        what=operation.REF,
        private=all(branch.ref != step.ref for branch in targets),
        commits=(),
        written={},
        forward=True,
        why="a new branch is never rejected",
    )
    if not found:
        return update
    start = found[-1].parents[0] if found[-1].parents else trees.empty(git)
    written, modes = trees.parse_touched(trees.start_diff(git, start, step.new).result())
    own, involved, single, _ = _paths(git, found, written, modes, plain=False)
    blobs = {path: (written[path][0], single[path]) for path in own if path in single}
    refs = [step.ref, *(branch.ref for branch in targets)]
    theirs = carried.of(store, git, blobs, epoch, refs=refs, worktree=step.worktree.id)
    return update._replace(
        commits=tuple(joined(found, theirs.epochs)),
        written=written,
        own=own,
        involved=involved,
        carried=theirs.by_text,
        mixed=theirs.mixed,
    )


def _exempt(
    ref: str,
    old: Oid | None,
    new: Oid,
    epoch: Epoch,
    *,
    what: str,
    private: bool,
    commits: tuple[Commit, ...],
    written: trees.Diff,
    forward: bool,
    why: str,
) -> Update:
    """Return an update that is never rejected: no branch is checked, no reads are validated."""
    none: frozenset[str] = frozenset()
    return Update(ref, old, new, epoch, what, private, (), (), commits, (), written, none, none, {}, forward, why)


def _held(git: Git, fresh: list[Commit], old: Oid, new: Oid, others: list[CheckedBranch]) -> set[Oid]:
    """Return the commits of the update that a target has already."""
    if not others:
        return set()
    free = {commit.oid for commit in history.between(git, new, [old, *(branch.tip for branch in others)])}
    return {commit.oid for commit in fresh} - free


def _paths(
    git: Git, counted: list[Commit], written: trees.Diff, modes: frozenset[str], plain: bool
) -> tuple[frozenset[str], frozenset[str], dict[str, Oid | None], frozenset[str]]:
    """Return (paths of commits made now, paths of all that count, path -> newest blob from a non-merge commit made now, paths of
    commits made now including changes of mode alone)."""
    if (plain and counted) or len(counted) > MANY:
        paths = frozenset(written)
        made = counted[0].made if plain and counted else any(commit.made for commit in counted)
        single = {p: after for p, (_, after) in written.items()}
        return (paths, paths, single, modes | paths) if made else (frozenset(), paths, single, frozenset())
    by_commit = trees.own_touched(git, dict.fromkeys(commit.oid for commit in counted))
    named: set[str] = set()
    moded: set[str] = set()
    touched: set[str] = set()
    single = {}
    for commit in reversed(counted):
        changed, changed_modes = by_commit[commit.oid]
        touched |= set(changed)
        if commit.made:
            named |= set(changed)
            moded |= changed_modes
            if len(commit.parents) < 2:
                single.update({path: after for path, (_, after) in changed.items()})
    # a path that is equal at both ends is not changed: for an amended commit only what the amend adds counts
    ends = modes.union(written)
    return frozenset(named & written.keys()), frozenset(touched & written.keys()), single, frozenset((named | moded) & ends)
