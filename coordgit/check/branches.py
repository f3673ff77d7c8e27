"""Branches at the moment of validation: the commit each names, moves that no hook saw, what changed since a base."""

from __future__ import annotations

import os

from coordgit.core.model import NO_PROCESS, UNVERIFIED, Change, CheckedBranch, Conflict, Epoch, Verdict
from coordgit.core.validation import UNSEEN, Delta
from coordgit.errors import CoordgitError
from coordgit.git import commits, refs, trees
from coordgit.processes import alive
from coordgit.startup.namedtuple import NamedTuple
from coordgit.store import ancestors, landings, verdicts
from coordgit.store import commits as known_commits

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


class Look(NamedTuple):
    """The state of a branch, found outside any transaction, and what the store knew of it then."""

    ref: str
    waiting: tuple[int, ...]
    """The landings that were pending."""
    known: Oid | None
    tip: Oid | None
    """The tip that validation has to use."""
    current: Oid | None
    settled: tuple[tuple[int, str], ...]
    """(landing, its outcome)."""
    in_flight: bool
    found: Found | None
    """An unpublished move."""


class Found(NamedTuple):
    """What git says of a move that no hook saw."""

    old: Oid
    new: Oid
    forward: bool
    about: tuple[str, str, float]
    changed: trees.Diff


def settle(store: Store, git: Git, ref: str, *, current: Oid | None, ours: bool, now: float) -> Oid | None:
    """Bring the store's view of ``ref`` up to what git says (``current``); return the tip that validation has to use.

    A pending landing counts if its commit is the ref's or an ancestor of it. While it may still land, and the ref's lock is not
    ``ours``, it counts as landed. An unpublished move was made where no hook ran: it is published now, as unverified, so that
    its write set counts for everybody.

    Not to be called in a transaction: git is asked before one is begun, and again if others were faster.
    """
    for _ in range(ROUNDS):
        seen = look(store, git, ref, current, ours)
        if not seen.waiting and seen.known == seen.current:
            return seen.tip
        with store.writing():
            if apply(store, seen, now):
                return seen.tip
    with store.writing():
        seen = look(store, git, ref, current, ours)
        apply(store, seen, now)
        return seen.tip


ROUNDS = 5
"""How often a branch is examined again because others were faster, before they are made to wait."""


def look(store: Store, git: Git, ref: str, current: Oid | None, ours: bool) -> Look:
    """Find the state of ``ref``; change nothing.

    Unless our lock pins the ref, ``current`` may be older than what others published since. So git is asked again before a move
    counts as unseen or a landing as failed, and only after listing the landings in flight: one that is over by then has moved
    its ref or never will.
    """
    waiting, known = landings.pending(store, ref), landings.tip(store, ref)
    running = [landing.landing_id for landing in waiting if not ours and _in_flight(store, landing)]
    if not ours and (waiting or known != current):
        current = refs.value(git, ref)
    settled = []
    in_flight, tip = None, known
    for landing in waiting:
        if current == landing.new or (landing.landing_id not in running and _reached(git, landing, current)):
            settled.append((landing.landing_id, landings.LANDED))
        elif landing.landing_id in running:
            in_flight = landing.new
        else:
            settled.append((landing.landing_id, landings.VOID))
    voided = {landing_id for landing_id, state in settled if state == landings.VOID}
    if voided:
        tip = landings.tip_without(store, ref, voided)
    found = None
    if not in_flight and tip is not None and current is not None and tip != current:
        found = _look_up(git, tip, current)
    return Look(
        ref=ref,
        waiting=tuple(landing.landing_id for landing in waiting),
        known=known,
        tip=in_flight or current,
        current=current,
        settled=tuple(settled),
        in_flight=bool(in_flight),
        found=found,
    )


def apply(store: Store, seen: Look, now: float) -> bool:
    """Store what was found. Return ``False``, with nothing written, if others were faster. Call in a transaction."""
    waiting = tuple(landing.landing_id for landing in landings.pending(store, seen.ref))
    if (waiting, landings.tip(store, seen.ref)) != (seen.waiting, seen.known):
        return False
    for landing_id, state in seen.settled:
        landings.settle(store, landing_id, state)
    if seen.found is not None:
        _publish_found(store, seen.ref, seen.found, now)
    elif not seen.in_flight and landings.tip(store, seen.ref) != seen.current:
        landings.set_tip(store, seen.ref, seen.current)
    if seen.current is None and seen.known is not None:
        landings.leave(store, seen.ref, seen.known)
    return True


def _in_flight(store: Store, landing: Landing) -> bool:
    """True if it may still land: its git runs or, if that is of another PID namespace or boot, somebody locks the ref."""
    lives = alive(landing.process)
    return refs.is_locked(os.path.dirname(store.folder), landing.ref) if lives is None else lives


def _reached(git: Git, landing: Landing, current: Oid | None) -> bool:
    if landing.new is None or current is None:
        return landing.new == current
    return commits.is_ancestor(git, landing.new, current)


def _look_up(git: Git, old: Oid, new: Oid) -> Found:
    try:
        changed = trees.diff(git, old, new)
    except CoordgitError:
        if git.code("cat-file", "-e", f"{old}^{{commit}}") == 0:
            raise
        changed = {}  # the old commit was pruned: the move is known, its write set is not, so no delta can be built across it
    return Found(old, new, commits.is_ancestor(git, old, new), commits.describe(git, new), changed)


def unseen(ref: str, new: Oid, about: tuple[str, str, float], why: str) -> Conflict:
    """Return the conflict that lists an update which no hook saw."""
    author, subject, at = about
    return Conflict(
        n=1,
        counts=True,
        code=UNSEEN,
        path="",
        ref=ref,
        tip=new,
        changed_by=new,
        author=author,
        subject=subject,
        changed_at=at,
        why=why,
    )


def _publish_found(store: Store, ref: str, found: Found, now: float) -> None:
    """Publish a move that no hook saw, as unverified."""
    why = "no hook saw this update: its reads are unknown, its changes count for everybody"
    conflict = unseen(ref, found.new, found.about, why)
    verdict = verdicts.put(
        store,
        Verdict(
            number=0,
            outcome=UNVERIFIED,
            level="strict",
            source="found",
            epoch=Epoch("", 0),
            ref=ref,
            old=found.old,
            new=found.new,
            operation="update-ref",
            checked=None,
            at=now,
            conflicts=(conflict,),
        ),
    )
    landing_id = landings.publish(
        store,
        ref,
        found.old,
        found.new,
        epoch=None,
        state=landings.LANDED,
        source="found",
        forward=found.forward,
        process=NO_PROCESS,
        verdict_id=verdict.number,
        now=now,
    )
    landings.add_changes(store, landing_id, ((path, before, after, None) for path, (before, after) in found.changed.items()))


def left(store: Store, git: Git, ref: str, configured: tuple[str, ...]) -> Oid | None:
    """Return the last commit of a deleted target branch; ``None`` if git has pruned it."""
    last = landings.left(store, ref) if refs.names(configured, ref) else None
    return last if last is not None and git.code("cat-file", "-e", f"{last}^{{commit}}") == 0 else None


def settle_all(store: Store, git: Git, heads: dict[str, Oid], now: float) -> None:
    """Settle every branch, with no lock of ours on any."""
    known = landings.tips(store)
    waiting = set(landings.pending_refs(store))
    for ref in [*heads, *(ref for ref in known if ref not in heads)]:
        if ref in waiting or known.get(ref) != heads.get(ref):
            settle(store, git, ref, current=heads.get(ref), ours=False, now=now)


def deltas(
    store: Store, git: Git, branch: CheckedBranch, bases: Iterable[Oid], session: str, *, elsewhere: bool = False
) -> dict[Oid, Delta]:
    """Return, for each base, what ``branch`` changed since the merge base with it; since the base itself, if somebody else than
    ``session`` removed it from the branch. ``elsewhere``: for a base that the branch never had, also how the two differ.

    Uses published write sets if they lead from one to the other, without a child of git; else asks git.
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
    for base, middle in merge_bases.items():
        apart, mine = base and middle and middle != base, frozenset((session,))
        movers = _taken_off(store, git, branch, base, "" if elsewhere else session) if apart else None
        changed = trees.diffs(git, [base], branch.tip)[base] if apart and (movers or elsewhere) and movers != mine else None
        if changed is None:
            continue
        delta = found.get(base, Delta(middle, {}))
        found[base] = _since_base(delta, changed, movers) if movers else _never_had(delta, changed)
    return found


def paths_of(changes: list[Mapping[str, Change]]) -> Mapping[str, Change]:
    """Return every path that changed since any of several commits."""
    if len(changes) < 2:
        return changes[0] if changes else {}
    from coordgit.core import since

    return since.paths_of(changes)


MOVES = 16
"""Resets and rewrites of a branch that are looked back over."""


def _taken_off(store: Store, git: Git, branch: CheckedBranch, base: Oid, session: str) -> frozenset[str] | None:
    """Return who moved the branch away from a commit that it had; ``None``: nobody, or ``session`` itself."""
    moves = landings.backward(store, branch.ref, MOVES)
    if all(mover == session for _, mover in moves):
        return None
    for old, mover in moves:
        if base == old or base in landings.chains(store, branch.ref, [base], old) or commits.is_ancestor(git, base, old):
            return None if mover == session else frozenset((mover or "",))
    return None


def _since_base(delta: Delta, changed: trees.Diff, movers: frozenset[str]) -> Delta:
    changes = dict(delta.changes)
    for path, (before, after) in changed.items():
        makers = movers | changes[path].makers if path in changes else movers
        changes[path] = Change(path, before, after, makers)
    return delta._replace(changes=changes, dropped=frozenset(changed.keys() - delta.changes.keys()))


def _never_had(delta: Delta, changed: trees.Diff) -> Delta:
    """Return the delta extended by how the branch differs from the base, apart from what the branch changed itself."""
    here = {path: pair for path, pair in changed.items() if path not in delta.changes}
    return delta._replace(elsewhere=_unattributed(here))


def ask_ahead(store: Store, git: Git, update: Update) -> None:
    """Ask for the merge bases that ``keep`` hands on to the new commit of a private branch."""
    if _continues(update) and update.old:
        for branch in update.checked:
            if branch.ref != update.ref:
                _merge_bases(store, git, branch.tip, [update.old])


def _continues(update: Update) -> bool:
    """True if this is one new commit on top of a private branch."""
    commits_made = update.commits if update.private and len(update.commits) == 1 else ()
    return bool(commits_made and commits_made[0].made and commits_made[0].parents == (update.old,))


def keep(store: Store, git: Git, update: Update) -> None:
    """Keep the merge bases that git gave, in the transaction of a landing. A commit just made on a private branch has the merge
    bases of its parent, so the next commit need not ask git."""
    told: dict[tuple[Oid, Oid], Oid | None] = git.told.get("merge bases", {})
    by_tip: dict[Oid, dict[Oid, Oid | None]] = {}
    for (base, tip), oid in told.items():
        by_tip.setdefault(tip, {})[base] = oid
    if _continues(update) and update.old and update.new:
        for branch in update.checked:
            if branch.ref != update.ref:
                oid = by_tip.get(branch.tip, {}).get(update.old) or ancestors.known(store, branch.tip, [update.old]).get(
                    update.old
                )
                by_tip.setdefault(branch.tip, {})[update.new] = oid
    for tip, bases in by_tip.items():
        ancestors.note(store, tip, bases)


def _merge_bases(store: Store, git: Git, tip: Oid, bases: list[Oid]) -> dict[Oid, Oid | None]:
    """Return the best common ancestor of each base with ``tip``; ``None`` if there is none, or the clone is too shallow."""
    told: dict[tuple[Oid, Oid], Oid | None] = git.told.setdefault("merge bases", {})
    found = {base: told[base, tip] for base in bases if (base, tip) in told}
    rest = [base for base in bases if base not in found]
    found.update(ancestors.known(store, tip, rest) if rest else {})
    asked = [base for base in rest if base not in found]
    for base, (code, out) in zip(asked, git.each(("merge-base", base or tip, tip) for base in asked), strict=True):
        said = out.decode().split("\n", 1)[0]
        found[base] = told[base, tip] = said if code == 0 and said and base else None
    return found


def _unattributed(changed: trees.Diff) -> dict[str, Change]:
    return {path: Change(path, before, after, UNKNOWN) for path, (before, after) in changed.items()}


def _published(
    store: Store, ref: str, chains: dict[Oid, tuple[int, int]], merge_bases: dict[Oid, Oid | None]
) -> dict[Oid, Delta]:
    """Return what landings changed; the first and last are given for each base."""
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
    """Return per path the sessions that changed it between two commits, by the commits that coordgit knows; "" for others."""
    touched = commits.touching(git, since, tip, paths)
    known = known_commits.changers(store, [oid for oid, _ in touched])
    found: dict[str, set[str]] = {path: set() for path in paths}
    for oid, names in touched:
        for path in names:
            found[path] |= known.get(oid, UNKNOWN)
    return {path: frozenset(sessions) or UNKNOWN for path, sessions in found.items()}
