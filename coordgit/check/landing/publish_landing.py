"""Publish an update that passes, its landing and its write set; ``reads_after_landing`` has what that does to reads.

``validate`` calls it in the transaction in which it has made sure that nothing relevant was published since the judgement began.
"""

from coordgit.check.landing import reads_after_landing
from coordgit.check.update import Update
from coordgit.core.contributors import PART_BROUGHT, PART_MADE, PART_MERGED, PART_SOURCE, PART_UNCLEAR
from coordgit.core.model import MADE, OUTSIDE, UNCLEAR, Commit, Epoch, Judgement, Oid, Process, Verdict
from coordgit.core.own_changes import made_alone
from coordgit.git import operation
from coordgit.startup.typing import Iterable, Mapping
from coordgit.store import dropped, glance, known_commits, landings, sessions, writes
from coordgit.store.database import Store


def publish(
    store: Store, update: Update, worktree: str, judgement: Judgement, verdict: Verdict, *, process: Process, now: float
) -> None:
    """Publish in the validating transaction: another update sees all of it, or came before. ``worktree``: where git runs."""
    landing_id = landings.publish(
        store,
        update.ref,
        update.old,
        update.new,
        epoch=update.epoch,
        state=landings.PENDING,
        source="gate",
        forward=update.forward,
        process=process,
        verdict_id=verdict.number,
        now=now,
    )
    maker = _makers(store, update) | {path: makers[0].session for path, makers in update.carried.items()}
    maker = {path: session for path, session in maker.items() if path not in update.mixed}
    maker |= {path: "" for path in update.outside if maker.get(path) in (None, update.epoch.session)}
    maker |= dict.fromkeys(_left_out(store, update, maker), update.epoch.session)
    gone = (path for path, (_, after) in update.written.items() if after is None)
    if not any(commit.made for commit in update.commits) and not all(maker.get(path) for path in gone):
        maker = {path: session for path, session in maker.items() if update.written[path][0]}  # one may be what others removed
    landings.add_changes(store, landing_id, ((p, b, a, maker.get(p)) for p, (b, a) in update.written.items()))
    known_commits.add_commits(store, landing_id, _whose(update), now)
    if dropped.is_any(store):
        dropped.land(store, landing_id, ((path, epoch) for epoch in update.contributors for path in update.written))
    dropped.put(store, update.dropped)
    mine = ((path, update.written[path][1]) for path in update.own)
    writes.land(store, landing_id, mine, update.epoch.session, worktree)
    if glance.any_told(store, update.epoch):
        from coordgit.store import tellings

        tellings.replaced(store, update.epoch, update.own)
    for write in update.left:
        from coordgit.store import edit_steps  # already loaded: what is left was found with it

        writes.stay(store, write, edit_steps.numbers(store, write.write_id))
    sessions.count_rejection(store, update.epoch.session, False)
    if glance.any_of(store, update.epoch.session):
        from coordgit.store import locks, tasks

        locks.end_turn(store, update.epoch.session, now)
        tasks.count_landing(store, landing_id, update.epoch.session)
    reads_after_landing.move(store, update, judgement, maker)


def _whose(update: Update) -> list[tuple[Commit, Epoch, str]]:
    """Return (commit, contributor, its part) of each."""
    parts = []
    for commit in update.commits:
        own = PART_UNCLEAR if commit.origin == UNCLEAR else PART_MADE
        for epoch in commit.contributors:
            its = own if commit.made and epoch == update.epoch else PART_SOURCE
            parts.append((commit, epoch, PART_UNCLEAR if commit.by_author else its))
        parts += [(commit, epoch, PART_SOURCE) for epoch in _came_back(update, commit)]
        if commit.origin == MADE and not commit.contributors:
            parts.append((commit, update.epoch, PART_MERGED))
    outside = [commit for commit in update.commits if commit.origin == OUTSIDE and commit.oid not in update.came_back]
    return parts + [(commit, update.epoch, PART_BROUGHT) for commit in outside[:BROUGHT]]


BROUGHT = 5000
"""Commits from outside that are remembered for one update."""


AMENDS = (operation.AMEND, operation.REVERT, operation.SQUASH)
"""What an amend is taken for: a revert, a pick or a squash that was not to commit may have left its message."""


def _makers(store: Store, update: Update) -> dict[str, str]:
    """Return per path the session that alone made the change.

    The author of a commit from outside, or of an unclear one, is unknown: it is foreign to everybody. What an unclear merge took
    over from known commits belongs to their sessions. What differs because the branch left commits behind is undone by whoever
    moves it; of a private branch that is certain only if nothing came: what a target has is not among ``commits``. Nothing comes
    with an amend.
    """
    undone: Iterable[str] = ()
    if update.operation == operation.RESET and not update.commits:
        undone = update.written
    elif not update.forward and (
        update.operation in AMENDS or (update.operation in (operation.RESET, operation.REF) and not update.private)
    ):
        undone = update.written.keys() - update.involved
    return dict.fromkeys(undone, update.epoch.session) | _committers(store, update)


LOOKED_UP = 200
"""Paths of an update that are looked up: each is a query."""


def _left_out(store: Store, update: Update, maker: Mapping[str, str]) -> list[str]:
    """Return the paths that a rebase leaves as they were before the branch's newest change of them. Whoever rebases has left that
    change out: none of the new commits makes it, and no other session has taken it back on the branch that is rebased onto."""
    if update.operation != operation.REBASE or update.forward:
        return []
    paths = sorted(update.written.keys() - update.involved - maker.keys())[:LOOKED_UP]
    left = []
    for path in paths:
        versions, written = landings.versions(store, path), update.written[path]
        newest = next((one for one in versions if one.ref == update.ref), None)
        elsewhere = (one for one in versions if one.ref != update.ref and one.maker != update.epoch.session)
        if newest and (newest.after, newest.before) == written and all((one.before, one.after) != written for one in elsewhere):
            left.append(path)
    return left


def _committers(store: Store, update: Update) -> dict[str, str]:
    """Return path -> the session that alone made the change, of the paths that commits change. What git merged by itself does not
    matter; of an unclear commit nobody is sure to be the maker.

    Where commits of several sessions changed a path, it is the session that alone had made the same change before, if there is
    one: whoever folds another's commits into one with its own leaves their text as it was. Else a session that counts because its
    text was recognised in some paths has made none of the others, except those changed by its commits from which this one was
    made.
    """
    whose: dict[Oid, set[str]] = {}
    for commit in update.commits:
        unsure = commit.origin == UNCLEAR or commit.by_author
        epochs = (*commit.contributors, *_came_back(update, commit)) if not unsure else ()
        if epochs or len(commit.parents) < 2 or commit.origin in (OUTSIDE, UNCLEAR):
            whose[commit.oid] = {epoch.session for epoch in epochs}
    carried = {epoch.session for epochs in update.carried.values() for epoch in epochs}
    authors: dict[str, set[str]] = {}
    for path in update.involved - update.brought:
        made = [whose[oid] for oid in update.changers.get(path, whose) if oid in whose]
        authors[path] = {session for sessions in made for session in sessions} if all(made) else set()
    several = sorted(path for path, sessions in authors.items() if len(sessions) > 1)
    for path in several:
        its = {epoch.session for epoch in update.carried.get(path, ())}
        authors[path] -= its if path in update.sourced else carried
    for path in several[:LOOKED_UP]:
        before = made_alone(landings.versions(store, path), *update.written[path], update.targets)
        authors[path] = {before} if before else authors[path]
    return {path: sessions.pop() for path, sessions in authors.items() if len(sessions) == 1}


def _came_back(update: Update, commit: Commit) -> tuple[Epoch, ...]:
    return (update.came_back[commit.oid],) if commit.oid in update.came_back else ()
