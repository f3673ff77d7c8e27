"""Walk 2: update → gather → validate → verdict stored. What git's hook and ``coordgit check`` ask.

The order matters. What git alone can say is gathered first, outside any transaction: the lock that git holds on the ref pins
the old value. Then, in one ``BEGIN IMMEDIATE``: settle the branches, validate, and publish the write set, so that no other update
can validate without seeing it. A rejection publishes nothing; its reasons are looked up after the transaction, at leisure.
"""

from __future__ import annotations

import time

from coordgit import identity, processes
from coordgit.check import bases, branches, conflicts, publish, update
from coordgit.core.model import BYPASSED, ITEMS, PASSED, REJECTED, Change, CheckedBranch, Epoch, Judgement, Verdict
from coordgit.core.validation import Asked, Suspect, concerns, foreign, needs_hunks, suspects, wanted_paths
from coordgit.git import refs, trees
from coordgit.git import settings as config
from coordgit.store import holdings, landings, reads, refreshes, sessions, verdicts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from coordgit.check.update import Update
    from coordgit.core.hunks import Hunk
    from coordgit.core.model import Conflict, Oid, Read
    from coordgit.core.validation import Delta
    from coordgit.git.attributes import Elsewhere
    from coordgit.git.plumbing import Child, Git
    from coordgit.git.repository import Place
    from coordgit.git.settings import Config
    from coordgit.store.database import Store


def gate(
    store: Store,
    place: Place,
    ref: str,
    new: Oid,
    pid: int,
    environ: Mapping[str, str],
    settings: Config,
    defaults: Child,
    dry: bool = False,
) -> Verdict | None:
    """Judge one line of git's transaction and, unless ``dry`` (before a push is taken), publish it. ``None``: nothing to judge.

    ``defaults`` is the running child of ``refs.start_defaults``.
    """
    git = place.git(keep=True)
    now = time.time()
    old, targets = refs.targets(git, ref, settings.targets, defaults)
    if old == new:
        return None
    asked = update.ask(git, ref, old, new, targets)
    who = identity.current(place, environ, store, pid)
    _note_gone(store, place, who.session, now)
    with store.writing():
        session = sessions.seen(
            store,
            who.session,
            now,
            client=who.client,
            name=who.name,
            person=who.person,
            worktree=place.top,
            branch=_branch(place, ref),
        )
        epoch = session.epoch
        if holdings.any_of(store, session.session):
            from coordgit.store import coordination

            coordination.renew(store, session.session, now)
        branches.settle(store, git, ref, old, not dry, now)
        tips_now = [CheckedBranch(t.ref, _tip(store, git, t, ref, now)) for t in targets]
        landings.note_targets(store, [t.ref for t in targets])
    gathered = update.gather(store, git, place, ref, old, new, epoch, tips_now, environ, asked)
    bases.settle(store, git, [ref, *(t.ref for t in targets)], gathered.epochs)
    with store.writing():
        moved = [CheckedBranch(t.ref, _tip(store, git, t, ref, now)) for t in targets]
        if moved != tips_now:  # another update was published since
            gathered = update.gather(store, git, place, ref, old, new, epoch, moved, environ)
        judgement = judge(store, git, gathered, settings, now)
        if judgement.counting and not settings.bypass:

            def again(asked: Config) -> Update:
                if asked.targets == settings.targets:
                    return gathered
                _, others = refs.targets(git, ref, asked.targets, refs.start_defaults(git, ref))
                return update.gather(store, git, place, ref, old, new, epoch, others, environ)

            settings = settings._replace(bypass=weakened(store, place, judgement, settings, now, gather=again))
        outcome = BYPASSED if settings.bypass else REJECTED if judgement.counting else PASSED
        if outcome != REJECTED and not dry:
            verdict = verdicts.put(store, _verdict(gathered, settings, outcome, "gate", store, (), now))
            branches.follow(store, git, gathered)
            publish.land(store, gathered, place.worktree, judgement, verdict, processes.updater(pid), now)
            if not judgement.findings:
                return verdict
    if outcome != REJECTED and dry:
        return None
    from coordgit.check import attribution

    reasons = attribution.of(store, git, judgement.findings)
    with store.writing():
        if outcome == REJECTED:
            rejected = verdicts.put(store, _verdict(gathered, settings, outcome, "gate", store, reasons, now))
            sessions.count_rejection(store, session.session, True)
            return rejected
        verdicts.add_conflicts(store, verdict.number, reasons)
        return verdict._replace(conflicts=reasons)


def check(
    store: Store, place: Place, environ: Mapping[str, str], settings: Config, pid: int, committing: bool = False
) -> Verdict:
    """What a commit of the index on this branch would get now. Stores its verdict, refreshes and publishes nothing.

    ``committing``: a commit asks, before git asks the gate. A rejection is then the gate's, which is not asked any more; of a
    commit that passes the gate keeps the verdict.
    """
    from coordgit.git.repository import head

    git = place.git(keep=True)
    now = time.time()
    ref, old = head(place)
    who = identity.current(place, environ, store, pid)
    _note_gone(store, place, who.session, now)
    _, targets = refs.targets(git, ref, settings.targets, refs.start_defaults(git, ref))
    with store.writing():
        session = sessions.seen(
            store, who.session, now, client=who.client, name=who.name, person=who.person, worktree=place.top, branch=ref
        )
        if ref:
            branches.settle(store, git, ref, old, False, now)
        targets = [CheckedBranch(t.ref, _tip(store, git, t, ref, now)) for t in targets]
    gathered = update.of_index(store, git, ref or "HEAD", old, session.epoch, targets)
    bases.settle(store, git, [ref or "HEAD", *(t.ref for t in targets)], gathered.epochs)
    judgement = judge(store, git, gathered, settings, now)

    def again(asked: Config) -> Update:
        if asked.targets == settings.targets:
            return gathered
        _, others = refs.targets(git, ref, asked.targets, refs.start_defaults(git, ref))
        return update.of_index(store, git, ref or "HEAD", old, session.epoch, others)

    why = weakened(store, place, judgement, settings, now, gather=again) if judgement.counting else ""
    settings = settings._replace(bypass=why)
    outcome = BYPASSED if why else REJECTED if judgement.counting else PASSED
    from coordgit.check import attribution

    reasons = attribution.of(store, git, judgement.findings)
    verdict = _verdict(gathered, settings, outcome, "gate" if committing else "check", store, reasons, now)
    if committing and outcome != REJECTED:
        return verdict
    with store.writing():
        if committing:
            sessions.count_rejection(store, session.session, True)
        return verdicts.put(store, verdict)


def _note_gone(store: Store, place: Place, session: str, now: float) -> None:
    """Whoever is gone holds no lock against ``session``."""
    if holdings.any_foreign(store, session, now):
        from coordgit.presence import note_gone

        note_gone(store, place.git(), now, holders=True)


def weakened(
    store: Store,
    place: Place,
    judgement: Judgement,
    settings: Config,
    now: float,
    *,
    gather: Callable[[Config], Update | None],
) -> str:
    """Why an update that is rejected passes all the same, as a bypass: by what is set for one command alone, by an attribute that
    stands in no commit, or by both. "" where it does not. ``gather``: the update by other settings, ``None``: it is not asked."""
    from coordgit.git import attributes

    git = place.git(keep=True)
    paths = {path for finding in judgement.counting for path in (finding.path, *(change.path for change in finding.changes))}
    found = attributes.elsewhere(git, place, paths)
    files = [*([one] for one in found), *([found] if len(found) > 1 else [])]
    given = settings.given
    ways = [*([(given, [])] if given else []), *((settings, some) for some in files), *((given, some) for some in files if given)]
    for asked, some in ways:
        other = gather(asked)
        if other is None or not judge(store, git, other, asked, now, elsewhere=tuple(some)).counting:
            why = [f"{settings.once} for one command"] if asked is given else []
            return ", ".join([*why, *(f"the attribute coordgit in {one.where}" for one in some)])
    return ""


def _branch(place: Place, ref: str) -> str | None:
    """The branch that HEAD names here, when it is the one updated."""
    from coordgit.git.repository import head

    return ref if head(place)[0] == ref else None


def _tip(store: Store, git: Git, branch: CheckedBranch, updated: str, now: float) -> Oid:
    """The tip that counts for a branch: a landing in flight on it counts as landed."""
    if branch.ref == updated or not branch.ref.startswith(refs.HEADS):
        return branch.tip
    known = landings.tip(store, branch.ref)
    if known == branch.tip and not landings.pending(store, branch.ref):
        return branch.tip
    return branches.settle(store, git, branch.ref, branch.tip, False, now) or branch.tip


def _verdict(
    gathered: Update,
    settings: Config,
    outcome: str,
    source: str,
    store: Store,
    reasons: tuple[Conflict, ...],
    now: float,
) -> Verdict:
    checked = sum(sessions.reads_of(store, k) for k in gathered.epochs)
    return Verdict(
        0,
        outcome,
        settings.level,
        source,
        gathered.epoch,
        gathered.ref,
        gathered.old,
        gathered.new,
        gathered.operation,
        checked,
        settings.bypass if outcome == BYPASSED else "",
        update.json_paths(gathered.involved),
        _remedy(store, gathered, reasons) if outcome == REJECTED else "[]",
        now,
        reasons,
    )


def _remedy(store: Store, gathered: Update, reasons: tuple[Conflict, ...]) -> str:
    from coordgit.check import remedies

    return remedies.json_remedy(gathered, reasons, sessions.rejections(store, gathered.epoch.session))


def judge(
    store: Store, git: Git, gathered: Update, settings: Config, now: float, *, elsewhere: tuple[Elsewhere, ...] = ()
) -> Judgement:
    """Ask every read that counts on every branch. Decides, changes nothing."""
    if gathered.exempt:
        return Judgement((), ())
    found: list[Suspect] = []
    passed_by: list[tuple[int, Oid | None]] = []
    for branch in gathered.checked:
        for epoch in gathered.epochs:
            some, fresh = stale(store, git, epoch, branch)
            found += some
            if branch.ref == gathered.ref:
                passed_by += fresh
    weighed = conflicts.weigh(store, git, gathered, found, settings, now, elsewhere=elsewhere)
    return Judgement(tuple(weighed.findings), tuple(passed_by), weighed.left_out)


def stale(
    store: Store, git: Git, epoch: Epoch, branch: CheckedBranch, paths: set[str] | None = None
) -> tuple[list[Suspect], list[tuple[int, Oid | None]]]:
    """(reads of an epoch that are stale on a branch, ranges that a change passed by with the tip's blob).

    Walks what changed, not what was read; ``paths`` narrows it to reads of those.
    """
    bases = [*reads.bases(store, epoch), *refreshes.tips(store, epoch, branch.ref)]
    deltas = branches.deltas(store, git, branch, bases)
    for base in [base for base, delta in deltas.items() if delta.gone]:
        deltas[base] = _without_base(store, git, epoch, branch, base, deltas[base])
    changed = branches.paths_of([delta.changes for delta in deltas.values()])
    if not changed and not deltas:
        return [], []
    wanted = wanted_paths(changed)
    candidates = reads.of_paths(store, epoch, wanted if paths is None else [p for p in wanted if p in paths])
    candidates += reads.predicates(store, epoch)
    refreshed = refreshes.of_reads(store, [read.read_id for read in candidates])
    asked = [one for read in candidates if (one := _asked(read, branch, refreshed.get(read.read_id, {})))]
    later = {base for one in asked for base in (one.base, *one.later)} - set(bases)
    if later:
        deltas.update(_made_by(store, git, branch, asked, branches.deltas(store, git, branch, later)))
    found = _attributed(store, git, branch, suspects(asked, branch, deltas))
    return narrowed(git, found)


def _without_base(store: Store, git: Git, epoch: Epoch, branch: CheckedBranch, base: Oid, delta: Delta) -> Delta:
    """The base is pruned: what its reads know is compared with the tip itself."""
    known = {read.path: read.known for read in reads.every(store, epoch) if read.base == base and read.kind in ITEMS}
    now = trees.items(git, branch.tip, known)
    items = {path: Change(path, before, now[path], branches.UNKNOWN) for path, before in known.items()}
    return delta._replace(changes={**delta.changes, **items})


def _made_by(store: Store, git: Git, branch: CheckedBranch, asked: list[Asked], deltas: dict[Oid, Delta]) -> dict[Oid, Delta]:
    """Deltas since commits of other branches, their changes of what is asked attributed: what the session itself has made since
    of what it was shown there is no news to it."""
    for base, delta in deltas.items():
        about = [one.read for one in asked if base in one.later]
        paths = [
            path
            for path, change in delta.changes.items()
            if change.makers == branches.UNKNOWN
            and any(concerns(read, change) if read.query else read.path == path for read in about)
        ]
        made = branches.makers(store, git, delta.merge_base or base, branch.tip, sorted(paths)) if paths else {}
        named = {path: delta.changes[path]._replace(makers=makers) for path, makers in made.items()}
        deltas[base] = delta._replace(changes={**delta.changes, **named})
    return deltas


def _asked(read: Read, branch: CheckedBranch, refreshed: Mapping[str, refreshes.Refresh]) -> Asked | None:
    """The read as ``branch`` has to be asked about it."""
    if read.base is None:
        return None
    here = refreshed.get(branch.ref)
    later = tuple(again.tip for ref, again in refreshed.items() if ref != branch.ref)
    if read.kind not in ITEMS:
        return Asked(read, None, here.tip if here else read.base, later=later)
    also = tuple(again.oid for again in refreshed.values())
    return Asked(read, here.oid, here.tip, also, later) if here else Asked(read, read.known, read.base, also, later)


def _attributed(store: Store, git: Git, branch: CheckedBranch, found: list[Suspect]) -> list[Suspect]:
    """Suspects with the makers of their changes looked up in history where published write sets do not name them."""
    unknown: dict[Oid | None, set[str]] = {}
    for suspect in found:
        paths = {change.path for change in suspect.changes if change.makers == branches.UNKNOWN}
        if paths:
            unknown.setdefault(suspect.merge_base or suspect.asked.base, set()).update(paths)
    if not unknown:
        return found
    makers = {since: branches.makers(store, git, since, branch.tip, sorted(paths)) for since, paths in unknown.items()}
    kept = []
    for suspect in found:
        named = makers.get(suspect.merge_base or suspect.asked.base, {})
        changes = [c._replace(makers=named.get(c.path, c.makers)) for c in suspect.changes]
        changes = [change for change in changes if foreign(change, suspect.read)]
        if changes:
            kept.append(suspect._replace(changes=tuple(changes)))
    return kept


def narrowed(git: Git, found: Iterable[Suspect]) -> tuple[list[Suspect], list[tuple[int, Oid | None]]]:
    """Contents, for suspects alone: ranges that no hunk touches and searches whose answer is the same are not stale."""
    found = list(found)
    if not found:
        return [], []
    from coordgit.core.narrowing import blob_pairs, looked_at, range_touched

    found = [one for suspect in found if (one := looked_at(suspect)).changes]
    ranges = [suspect for suspect in found if needs_hunks(suspect)]
    hunks = trees.hunks(git, (pair for suspect in ranges for pair in blob_pairs(suspect))) if ranges else {}

    def between(one: Oid | None, other: Oid | None) -> list[Hunk] | None:
        return [] if one == other else hunks.get((one or "", other or ""))

    kept: list[Suspect] = []
    searches: list[Suspect] = []
    passed_by: list[tuple[int, Oid | None]] = []
    for suspect in found:
        if needs_hunks(suspect):
            if range_touched(suspect, between):
                kept.append(suspect)
            else:
                passed_by.append((suspect.read.read_id, suspect.changes[0].after))
        elif suspect.read.kind == "match":
            searches.append(suspect)
        else:
            kept.append(suspect)
    if searches:
        from coordgit.git.searches import changed

        kept += changed(git, searches)
    return kept, passed_by


def settings_of(place: Place, environ: Mapping[str, str]) -> Config:
    return config.of(place.git(keep=True), environ)
