"""An update of a branch, gathered: its commits, who made each, whose reads count, and which branches are asked."""

from __future__ import annotations

import os

from coordgit import processes
from coordgit.core.model import CheckedBranch, Commit, Epoch
from coordgit.git import commits as history
from coordgit.git import operation, trees
from coordgit.startup.json import dumps
from coordgit.startup.namedtuple import NamedTuple
from coordgit.store import landings, writes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from coordgit.core.model import Oid
    from coordgit.git.plumbing import Child, Git
    from coordgit.git.repository import Place
    from coordgit.store.database import Store

SHOWN = 200
"""Paths of a commit that a verdict keeps."""
MANY = 300
"""Above this number of commits the paths they change are taken from the update as a whole."""


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
    """The refs that this work is meant for, whether they are asked or not."""
    commits: tuple[Commit, ...]
    """Those that count, newest first: not held by a target already (on a private branch), each with who made it."""
    epochs: tuple[Epoch, ...]
    """Whose reads are asked."""
    written: trees.Diff
    """The whole write set."""
    own: frozenset[str]
    """Paths that commits made now change."""
    involved: frozenset[str]
    """Paths that any commit that counts changes."""
    carried: Mapping[str, list[Epoch]]
    """Paths of ``own`` whose content another session made, and who."""
    forward: bool
    exempt: str
    """Why the update is never rejected, "" when it is judged."""
    touched: frozenset[str] = frozenset()
    """Paths that commits made now change, if only in their mode: what locks are asked about."""


def json_paths(paths: frozenset[str]) -> str:
    if not paths:
        return "[]"
    return dumps(sorted(paths)[:SHOWN])


class Asked(NamedTuple):
    """Children of git that tell all about a plain commit; they run while the store is opened and settled."""

    targets: list[CheckedBranch]
    private: bool
    others: list[CheckedBranch]
    elsewhere: list[str]
    single: Child
    reach: dict[CheckedBranch, Child]


def ask(git: Git, ref: str, old: Oid | None, new: Oid, targets: list[CheckedBranch]) -> Asked | None:
    """Start what ``gather`` waits for; ``None`` for a new branch."""
    if old is None:
        return None
    private = all(branch.ref != ref for branch in targets)
    others = [branch for branch in targets if branch.ref != ref and branch.tip != old]
    elsewhere = [old, "--remotes", *(branch.tip for branch in others if private)]
    reach = {branch: git.start("rev-list", "-n1", branch.tip, f"^{old}", f"^{new}") for branch in others}
    return Asked(targets, private, others, elsewhere, history.start_single(git, new, elsewhere), reach)


def gather(
    store: Store,
    git: Git,
    place: Place,
    ref: str,
    old: Oid | None,
    new: Oid,
    epoch: Epoch,
    targets: list[CheckedBranch],
    environ: Mapping[str, str],
    asked: Asked | None = None,
) -> Update:
    """Everything about an update that git and the store can tell. Reads only. ``asked`` has been asked about these targets,
    or is asked anew."""
    if asked is None or asked.targets != targets:
        asked = ask(git, ref, old, new, targets)
    if old is None or asked is None:
        return _creation(store, git, ref, new, epoch, targets)
    _, private, others, elsewhere, single_commit, reach = asked
    one = history.parse_single(single_commit.result(), old)
    checked = (CheckedBranch(ref, old), *(branch for branch, child in reach.items() if child.result().strip()))
    plain = one is not None
    if one is not None:
        fresh, local, (written, modes) = [one[0]], {one[0].oid}, trees.parse_touched(one[1])
    else:
        log, inside = history.start_between(git, new, [old]), history.start_between(git, new, elsewhere)
        tree = trees.start_diff(git, old, new)
        fresh = history.parse(log.result())
        local = {commit.oid for commit in history.parse(inside.result())}
        written, modes = trees.parse_touched(tree.result())
        plain = len(fresh) == 1 and fresh[0].parents == (old,)
    forward = plain or history.is_ancestor(git, old, new)
    if not fresh or (private and landings.named_before(store, ref, new)):
        why = "a branch may return to where it has been"
        return _exempt(ref, old, new, epoch, operation.RESET, private, (), written, forward, why)
    if private and one is None:
        brought = _brings_in(store, git, place, old, new, fresh, local, epoch, forward, others)
        if brought is not None:
            what = operation.MERGE if forward else operation.REBASE
            why = "bringing a target in is never rejected: what it changes under the reads shows at the next commit"
            return _exempt(ref, old, new, epoch, what, private, tuple(brought), written, forward, why)
    if private and one is None:
        held = _held(git, fresh, old, new, others)
        fresh = [commit for commit in fresh if commit.oid not in held]
    counted = _attribute(store, git, place, old, new, fresh, local, epoch, forward)
    made = [commit for commit in counted if commit.made]
    command = operation.running(processes.updater(os.getpid()).pid, environ)
    action = environ.get("GIT_REFLOG_ACTION", "")
    what = operation.detect(place.git_dir, action, len(made), len(made[0].parents) if made else 0, command)
    if what == operation.COMMIT and not forward and made:
        what = operation.AMEND
    own, involved, single, touched = _paths(git, counted, written, modes, plain)
    if what == operation.AMEND:  # it takes back, too, what the commit it replaces has changed
        touched = modes.union(written)
    carried = _carried(store, {p: single[p] for p in own if single.get(p)}, epoch, [ref, *(branch.ref for branch in targets)])
    epochs = dict.fromkeys([epoch] if made else [])
    epochs.update(dict.fromkeys(c.epoch for c in counted if c.epoch))
    epochs.update(dict.fromkeys(k for ks in carried.values() for k in ks))
    if made:
        picked = operation.picked(place.git_dir)
        epochs.update(dict.fromkeys(landings.makers(store, [picked]).get(picked, []) if picked else []))
    return Update(
        ref,
        old,
        new,
        epoch,
        what,
        private,
        checked,
        tuple(branch.ref for branch in targets),
        tuple(counted),
        tuple(epochs),
        written,
        own,
        involved,
        carried,
        forward,
        "",
        touched,
    )


def _brings_in(
    store: Store,
    git: Git,
    place: Place,
    old: Oid,
    new: Oid,
    fresh: list[Commit],
    local: set[Oid],
    epoch: Epoch,
    forward: bool,
    others: list[CheckedBranch],
) -> list[Commit] | None:
    """The commits that count of a merge, a rebase or a pull which brings a target in and adds nothing but that; else ``None``."""
    rebasing = not forward and operation.detect(place.git_dir, "", 1, 1) == operation.REBASE
    if not rebasing and not any(branch.tip in {commit.oid for commit in fresh} for branch in others):
        return None
    held = _held(git, fresh, old, new, others)
    free = [commit for commit in fresh if commit.oid not in held]
    counted = _attribute(store, git, place, old, new, free, local, epoch, forward)
    mine = {commit.oid for commit in free}
    for commit in counted:
        merges_target = len(commit.parents) > 1 and not mine.intersection(commit.parents[1:])
        if not merges_target and (commit.made or forward):
            return None
    return counted


def of_index(store: Store, git: Git, ref: str, old: Oid | None, epoch: Epoch, targets: list[CheckedBranch]) -> Update:
    """What a commit of the index would be."""
    written, modes = trees.index_diff(git, old)
    others = [branch for branch in targets if branch.ref != ref and branch.tip != old] if old else []
    reach = {branch: git.start("rev-list", "-n1", branch.tip, f"^{old}") for branch in others}
    here = (CheckedBranch(ref, old),) if old else ()
    checked = (*here, *(branch for branch, child in reach.items() if child.result().strip()))
    carried = _carried(
        store, {p: after for p, (_, after) in written.items() if after}, epoch, [ref, *(branch.ref for branch in targets)]
    )
    epochs = dict.fromkeys([epoch, *(k for ks in carried.values() for k in ks)])
    return Update(
        ref,
        old,
        None,
        epoch,
        operation.COMMIT,
        all(branch.ref != ref for branch in targets),
        checked,
        tuple(branch.ref for branch in targets),
        (),
        tuple(epochs),
        written,
        frozenset(written),
        frozenset(written),
        carried,
        True,
        "",
        modes.union(written),
    )


def _creation(store: Store, git: Git, ref: str, new: Oid, epoch: Epoch, targets: list[CheckedBranch]) -> Update:
    """A new branch: never rejected; commits that no other branch holds were made by whoever creates it."""
    found = history.between(git, new, ["--branches", "--remotes"])
    known = landings.makers(store, [commit.oid for commit in found])
    made = [
        commit._replace(epoch=known[commit.oid][0]) if commit.oid in known else commit._replace(epoch=epoch, made=True)
        for commit in found
    ]
    private = all(branch.ref != ref for branch in targets)
    return _exempt(ref, None, new, epoch, operation.REF, private, tuple(made), {}, True, "a new branch is never rejected")


def _exempt(
    ref: str,
    old: Oid | None,
    new: Oid,
    epoch: Epoch,
    what: str,
    private: bool,
    commits: tuple[Commit, ...],
    written: trees.Diff,
    forward: bool,
    why: str,
) -> Update:
    """An update that is never rejected: no branch is asked, and nobody's reads are."""
    none: frozenset[str] = frozenset()
    return Update(ref, old, new, epoch, what, private, (), (), commits, (), written, none, none, {}, forward, why)


def _held(git: Git, fresh: list[Commit], old: Oid, new: Oid, others: list[CheckedBranch]) -> set[Oid]:
    """The commits of the update that a target has already."""
    if not others:
        return set()
    free = {commit.oid for commit in history.between(git, new, [old, *(branch.tip for branch in others)])}
    return {commit.oid for commit in fresh} - free


def _attribute(
    store: Store,
    git: Git,
    place: Place,
    old: Oid,
    new: Oid,
    fresh: list[Commit],
    local: set[Oid],
    epoch: Epoch,
    forward: bool,
) -> list[Commit]:
    """Who made each commit: known ones keep their session, rewritten ones that of the commit they were, those on a
    remote-tracking branch came from outside, any other was made now."""
    known = landings.makers(store, [commit.oid for commit in fresh])
    before: dict[Oid, str] = {}
    dropped: list[Commit] = []
    rebasing = False
    if any(commit.oid not in known for commit in fresh):
        noted = operation.rewritten(place.git_dir)
        rebasing = operation.detect(place.git_dir, "", 1, 1) in (operation.REBASE, operation.AM)
        before = {commit.oid: noted[commit.oid] for commit in fresh if commit.oid in noted}
        if not forward:
            dropped = history.between(git, old, [new])
        known.update(landings.makers(store, [*before.values(), *(commit.oid for commit in dropped)]))
    counted = []
    for commit in fresh:
        if commit.oid in known:
            counted += [commit._replace(epoch=who) for who in known[commit.oid]]
            continue
        was = [before[commit.oid]] if commit.oid in before else [d.oid for d in dropped if d.author == commit.author]
        makers = list(dict.fromkeys(k for oid in was for k in known.get(oid, [])))
        if not makers and rebasing:
            makers = list(landings.by_author(store, commit.author))
        if rebasing and len(makers) == 1:
            counted.append(commit._replace(epoch=makers[0]))
        elif commit.oid not in local and not makers:
            counted.append(commit)  # from outside: it brings no reads
        else:
            counted.append(commit._replace(epoch=makers[0] if len(makers) == 1 else None, made=True))
    return counted


def _paths(
    git: Git, counted: list[Commit], written: trees.Diff, modes: frozenset[str], plain: bool
) -> tuple[frozenset[str], frozenset[str], dict[str, Oid | None], frozenset[str]]:
    """(paths of commits made now, paths of all that count, path -> newest blob a non-merge commit made now gave it, paths of
    commits made now and those of which they change the mode)."""
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
    # a path that is the same at both ends is not changed: of an amended commit only what the amend adds counts
    ends = modes.union(written)
    return frozenset(named & written.keys()), frozenset(touched & written.keys()), single, frozenset((named | moded) & ends)


def _carried(store: Store, blobs: dict[str, Oid | None], epoch: Epoch, checked: list[str]) -> dict[str, list[Epoch]]:
    """Whose work commits made now carry besides the updating session's own, recognised by path and blob."""
    found = writes.authors(store, blobs, epoch.session)
    for path, makers in landings.unlanded_makers(store, blobs, epoch.session, checked).items():
        found.setdefault(path, []).extend(makers)
    mine = {write.path: write.after for write in writes.of_paths(store, epoch.session, list(found))}
    return {path: makers for path, makers in found.items() if path not in mine or mine[path] != blobs[path]}
