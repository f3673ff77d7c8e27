"""Lines at the moment of validation: the commit each names, what moved it unseen, what it changed since a base."""

from __future__ import annotations

import os

from coordgit.core.model import NO_PROCESS, UNVERIFIED, Change, CheckedBranch, Conflict, Epoch, Verdict
from coordgit.core.validation import UNSEEN, Delta
from coordgit.errors import CoordgitError
from coordgit.git import commits, refs, trees
from coordgit.processes import alive
from coordgit.store import ancestors, landings, verdicts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from coordgit.check.update import Update
    from coordgit.core.model import Oid
    from coordgit.core.since import Row
    from coordgit.git.plumbing import Git
    from coordgit.store.database import Store
    from coordgit.store.landings import Landing

UNKNOWN = frozenset(("",))
"""The makers of a change that no record attributes."""


def settle(store: Store, git: Git, ref: str, current: Oid | None, ours: bool, now: float) -> Oid | None:
    """Bring the store's view of ``ref`` up to what git says it names (``current``); the tip that validation has to use.

    A pending landing counts iff its commit is what the ref names or names an ancestor of it. While it may still land, and the
    ref's lock is not ``ours``, it counts as landed. A move that nobody published was made where no hook looked: it is published
    now, as unverified, so that its write set counts for everybody.

    To be called in a transaction. Unless our lock pins the ref, ``current`` may be older than what others published since, so
    it is asked again before anything is said to have moved unseen or not to have landed; and after it was asked which are in
    flight, since one that is over by then has moved its ref or never will.
    """
    waiting = landings.pending(store, ref)
    running = [landing.landing_id for landing in waiting if not ours and _in_flight(store, landing)]
    if not ours and (waiting or landings.tip(store, ref) != current):
        current = refs.value(git, ref)
    in_flight = None
    for landing in waiting:
        if current == landing.new or (landing.landing_id not in running and _reached(git, landing, current)):
            landings.settle(store, landing.landing_id, landings.LANDED)
        elif landing.landing_id in running:
            in_flight = landing.new
        else:
            landings.settle(store, landing.landing_id, landings.VOID)
    if in_flight:
        return in_flight
    known = landings.tip(store, ref)
    if known != current:
        if known is None or current is None:
            landings.set_tip(store, ref, current)
        else:
            _found(store, git, ref, known, current, now)
    return current


def _in_flight(store: Store, landing: Landing) -> bool:
    """May it still land? While its git runs; where that is of another PID namespace or boot, while somebody locks the ref."""
    lives = alive(landing.process)
    return refs.is_locked(os.path.dirname(store.folder), landing.ref) if lives is None else lives


def _reached(git: Git, landing: Landing, current: Oid | None) -> bool:
    if landing.new is None or current is None:
        return landing.new == current
    return commits.is_ancestor(git, landing.new, current)


def _found(store: Store, git: Git, ref: str, old: Oid, new: Oid, now: float) -> None:
    """Publish a move that no hook saw."""
    forward = commits.is_ancestor(git, old, new)
    author, subject, at = commits.describe(git, new)
    conflict = Conflict(
        1,
        True,
        UNSEEN,
        "",
        0,
        0,
        "",
        None,
        "",
        ref,
        new,
        new,
        None,
        None,
        author,
        subject,
        at,
        "",
        "no hook saw this update: its reads are unknown, its changes count for everybody",
    )
    verdict = verdicts.put(
        store,
        Verdict(
            0,
            UNVERIFIED,
            "strict",
            "found",
            Epoch("", 0),
            ref,
            old,
            new,
            "update-ref",
            None,
            "",
            "[]",
            "[]",
            now,
            (conflict,),
        ),
    )
    landing_id = landings.publish(store, ref, old, new, None, landings.LANDED, "found", forward, NO_PROCESS, verdict.number, now)
    try:
        changed = trees.diff(git, old, new)
    except CoordgitError:
        if git.code("cat-file", "-e", f"{old}^{{commit}}") == 0:
            raise
        changed = {}  # the old commit was pruned: the move is known, its write set cannot be, and nothing leads over it
    landings.add_changes(store, landing_id, ((path, before, after, None) for path, (before, after) in changed.items()))


def settle_all(store: Store, git: Git, heads: dict[str, Oid], now: float) -> None:
    """``settle`` for every branch, with no lock of ours on any."""
    known = landings.tips(store)
    waiting = set(landings.pending_refs(store))
    for ref in [*heads, *(ref for ref in known if ref not in heads)]:
        if ref in waiting or known.get(ref) != heads.get(ref):
            settle(store, git, ref, heads.get(ref), False, now)


def deltas(store: Store, git: Git, branch: CheckedBranch, bases: Iterable[Oid]) -> dict[Oid, Delta]:
    """For each base, what ``branch`` changed since the merge base with it.

    Taken from published write sets where they lead from one to the other, without a child of git; else git is asked.
    """
    found: dict[Oid, Delta] = {}
    others = [base for base in dict.fromkeys(bases) if base != branch.tip]
    chains = landings.chains(store, branch.ref, others, branch.tip)
    merge_bases = _merge_bases(store, git, branch.tip, [base for base in others if base not in chains])
    from_bases = {base: middle or base or trees.empty(git) for base, middle in merge_bases.items()}
    starts = [start for start in dict.fromkeys(from_bases.values()) if start != branch.tip]
    led = landings.chains(store, branch.ref, starts, branch.tip)
    chains.update((base, led[start]) for base, start in from_bases.items() if start in led)
    parsed = trees.diffs(git, [start for start in starts if start not in led], branch.tip)
    if None in parsed.values():
        whole = _unattributed(trees.diff(git, trees.empty(git), branch.tip))
    for base, middle in merge_bases.items():
        if from_bases[base] in parsed:
            changed = parsed[from_bases[base]]
            found[base] = Delta(None, whole, True) if changed is None else Delta(middle, _unattributed(changed))
    found.update(_published(store, branch.ref, chains, merge_bases))
    return found


def paths_of(changes: list[Mapping[str, Change]]) -> Mapping[str, Change]:
    """Every path that is another since any of several commits."""
    if len(changes) < 2:
        return changes[0] if changes else {}
    from coordgit.core import since

    return since.paths_of(changes)


def follow(store: Store, git: Git, update: Update) -> None:
    """A commit just made on a private branch has the merge bases of its parent: nobody has to be asked at the next one."""
    if update.private and len(update.commits) == 1 and update.commits[0].made and update.commits[0].parents == (update.old,):
        for branch in update.checked:
            if branch.ref != update.ref and update.old and update.new:
                told = _merge_bases(store, git, branch.tip, [update.old])
                ancestors.note(store, branch.tip, {update.new: told[update.old]})


def _merge_bases(store: Store, git: Git, tip: Oid, bases: list[Oid]) -> dict[Oid, Oid | None]:
    """The best common ancestor of each base with ``tip``; ``None`` without one, or in a clone too shallow to have it."""
    found = ancestors.known(store, tip, bases) if bases else {}
    asked = [base for base in bases if base not in found]
    told: dict[Oid, Oid | None] = {}
    for base, (code, out) in zip(asked, git.each(("merge-base", base or tip, tip) for base in asked), strict=True):
        said = out.decode().split("\n", 1)[0]
        told[base] = said if code == 0 and said and base else None
    ancestors.note(store, tip, told)
    return {base: told[base] if base in told else found[base] for base in bases}


def _unattributed(changed: trees.Diff) -> dict[str, Change]:
    return {path: Change(path, before, after, UNKNOWN) for path, (before, after) in changed.items()}


def _published(
    store: Store, ref: str, chains: dict[Oid, tuple[int, int]], merge_bases: dict[Oid, Oid | None]
) -> dict[Oid, Delta]:
    """What landings changed, the first and the last of which are given for each base."""
    if not chains:
        return {}
    rows = landings.changes_on(store, ref, min(first for first, _ in chains.values()), max(last for _, last in chains.values()))
    ways = set(chains.values())
    changed: dict[tuple[int, int], Mapping[str, Change]]
    if len(ways) == 1:
        changed = dict.fromkeys(ways, _summed(rows))
    else:
        from coordgit.core.since import History

        histories = {end: History(row for row in rows if row[0] <= end) for end in {last for _, last in ways}}
        changed = {(first, last): histories[last].since(first) for first, last in ways}
    return {base: Delta(merge_bases.get(base, base), changed[way]) for base, way in chains.items()}


def _summed(rows: list[Row]) -> dict[str, Change]:
    changes: dict[str, Change] = {}
    for _, path, before, after, maker in rows:
        one = changes.get(path)
        makers = frozenset((maker or "",))
        changes[path] = Change(path, one.before if one else before, after, one.makers | makers if one else makers)
    return {path: change for path, change in changes.items() if change.before != change.after}


def makers(store: Store, git: Git, since: Oid | None, tip: Oid, paths: list[str]) -> dict[str, frozenset[str]]:
    """Per path, the sessions that changed it between two commits, by the commits that coordgit knows; "" for others."""
    touched = commits.touching(git, since, tip, paths)
    known = landings.makers(store, [oid for oid, _ in touched])
    found: dict[str, set[str]] = {path: set() for path in paths}
    for oid, names in touched:
        for path in names:
            found[path] |= {k.session for k in known[oid]} if oid in known else {""}
    return {path: frozenset(sessions) or UNKNOWN for path, sessions in found.items()}
