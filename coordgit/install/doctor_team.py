"""Test the team's store: whether it answers, how fast, which rights this user has, and how its clock differs."""

import time
from collections.abc import Iterator, Mapping

from coordgit.errors import CoordgitError
from coordgit.git.settings import Config
from coordgit.git.worktrees import Worktree
from coordgit.install.finding import OK, WARN, Diagnosis
from coordgit.store import sessions, trial
from coordgit.store.database import open_store
from coordgit.store.engines.postgresql import Conflicted, TeamStore
from coordgit.team import decide, place

WITHOUT = "without it no lock and no task is granted here, and what others do is shown as last known; commits are checked as ever"
"""What it costs that the team's store is not reached."""
PSQL = 'psql "$(git config coordgit.team)" -c "SELECT 1"'
"""What connects by the same rules, and says more of why it cannot."""


def examine(worktree: Worktree, settings: Config, environ: Mapping[str, str]) -> Iterator[Diagnosis]:
    """Yield the result of each test."""
    try:
        found = place.settle(worktree, settings)
        assert found is not None
        started = time.monotonic()
        store = place.connect(found, environ)
        connected = time.monotonic() - started
    except CoordgitError as error:
        hint = PSQL if error.hint == "coordgit doctor" else error.hint
        yield Diagnosis(WARN, f"{error.message}; {WITHOUT}", hint)
        return
    with store:
        try:
            yield Diagnosis(OK, _answer(store, found, connected))
            with trial.undone(store):
                sessions.seen(store, f"{found.clone}/probe", store.clock())
            with open_store(worktree.store) as here:
                decide.joined(decide.Clone(here, worktree, found, environ), store)
        except (CoordgitError, Conflicted) as error:
            message, hint = (error.message, error.hint) if isinstance(error, CoordgitError) else (str(error), PSQL)
            yield Diagnosis(WARN, f"{message}; {WITHOUT}", PSQL if hint == "coordgit doctor" else hint)


def _answer(store: TeamStore, found: place.Place, connected: float) -> str:
    before, started = time.time(), time.monotonic()
    clock = store.clock()
    trip = time.monotonic() - started
    version = store.simple("SHOW server_version")[0][0].split()[0]
    ahead = clock - (before + trip / 2)
    differs = f"{abs(ahead):.1f} s {'ahead of' if ahead > 0 else 'behind'} this machine's"
    return (
        f"the team's store, {store.address.shown}, answers: connected in {connected * 1000:.0f} ms, a query takes"
        f" {trip * 1000:.0f} ms, PostgreSQL {version}, its clock is {differs};"
        f" project {found.project}, this clone is {found.clone}"
    )
