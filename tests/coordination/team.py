"""Sessions that share a store, without git: each step says who does it, ``now`` is the test's to turn."""

from coordgit.coordinate import Caller
from coordgit.coordinate import claiming as held_tasks
from coordgit.coordinate import locking as held_locks
from coordgit.coordinate.locking import LockAnswer
from coordgit.core.coordination_records import Lock, Task
from coordgit.core.model import NO_PROCESS, Epoch
from coordgit.core.pathspec import Paths, group, parse
from coordgit.git.settings import IDLE
from coordgit.session import presence
from coordgit.store import landings, lock_renewal, locks, names, sessions, tasks
from coordgit.store.database import open_store

BRANCH = "refs/heads/main"


class Team:
    def __init__(self, folder: str) -> None:
        self.store = open_store(folder, create=True)
        self.folder = folder
        self.now = 1_000_000.0
        self.commits = 0

    def seen(self, *names: str) -> None:
        for name in names:
            sessions.seen(self.store, name, self.now)

    def caller(self, who: str) -> Caller:
        return Caller(self.store, who, self.now)

    def paths(self, *specs: str, leaf: bool = False) -> list[Paths]:
        return [paths._replace(leaf=leaf) for paths in group(parse(text) for text in specs)]

    def lock(
        self, who: str, *specs: str, shared: bool = False, span: float = 900.0, why: str = "", leaf: bool = False
    ) -> LockAnswer:
        return held_locks.acquire(self.caller(who), self.paths(*specs, leaf=leaf), locks.Terms(span, shared, why))

    def locked(self, who: str, *specs: str, shared: bool = False, leaf: bool = False) -> bool:
        return bool(self.lock(who, *specs, shared=shared, leaf=leaf).granted)

    def unlock(self, who: str, *specs: str) -> list[str]:
        released, _ = held_locks.release(self.caller(who), self.paths(*specs) if specs else None)
        return [held.pathspec for held in released]

    def held(self) -> list[tuple[str, str]]:
        """(session, pathspec) of all that is held."""
        return [(held.session, held.pathspec) for held in locks.every(self.store, self.now)]

    def in_the_way(self, who: str, *paths: str) -> dict[str, str]:
        """Per path, whose lock keeps ``who`` from landing it."""
        return {path: lock.session for path, lock in locks.foreign(self.store, who, list(paths), self.now).items()}

    def fenced(self, who: str, *paths: str) -> dict[str, str]:
        return {path: lock.session for path, lock in locks.fenced(self.store, who, list(paths), [BRANCH]).items()}

    def acts(self, who: str) -> str:
        with self.store.writing():
            told = lock_renewal.renew(self.store, who, self.now)
            return held_locks.expired_notice(self.store, who, self.now) if told else ""

    def note_gone(self) -> None:
        """What every command begins with."""
        presence.note_gone(self.store, IDLE, self.now)

    def ends(self, who: str) -> tuple[list[Lock], list[Task]]:
        sessions.end(self.store, who, self.now)
        return lock_renewal.release_all(self.store, who, names.who(self.store, who), self.now)

    def edits(self, who: str, path: str) -> None:
        """An edit of ``who`` that is not committed."""
        self.store.insert("writes", session=who, epoch=1, worktree="main-worktree", path=path, wrote_at=self.now)

    def lands(self, who: str, *paths: str) -> int:
        """A landing of ``who`` that changes ``paths``; its number."""
        self.commits += 1
        old, new = f"{self.commits:040x}", f"{self.commits + 1:040x}"
        landing_id = landings.publish(
            self.store,
            BRANCH,
            old,
            new,
            epoch=Epoch(who, 1),
            state=landings.LANDED,
            source="gate",
            forward=True,
            process=NO_PROCESS,
            verdict_id=None,
            now=self.now,
        )
        landings.add_changes(self.store, landing_id, ((path, old, new, who) for path in paths))
        tasks.count_landing(self.store, landing_id, who)
        return landing_id

    def add(self, title: str, *paths: str) -> int:
        return tasks.add(self.store, title, list(paths), "boss", self.now).task_id

    def claim(self, who: str, task_id: int | None = None, span: float | None = None) -> int | None:
        """The number of the task that ``who`` has now."""
        if sessions.get(self.store, who) is None:
            self.seen(who)
        entry = held_tasks.claim(self.caller(who), task_id, span)
        return entry and entry.task_id

    def done(self, who: str, task_id: int, outcome: str | None = None) -> bool:
        return held_tasks.finish(self.caller(who), task_id, tasks.Outcome(tasks.DONE, outcome)) is not None

    def task(self, task_id: int) -> Task:
        entry = tasks.get(self.store, task_id)
        assert entry is not None
        return entry

    def events(self, subject: str = "%") -> list[tuple[str, str | None, str]]:
        return self.store.all(
            "SELECT what, session, subject FROM events WHERE subject LIKE :subject ORDER BY event_id", subject=subject
        )
