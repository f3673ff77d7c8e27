"""Clones of one repository on machines of a team: each has its own store, home and hooks, all have one server."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable
from pathlib import Path

from coordgit.coordinate import claiming as coordination
from coordgit.coordinate.locking import LockAnswer, acquire, release
from coordgit.core.coordination_records import Task
from coordgit.core.model import NO_PROCESS, Epoch, Session, Verdict
from coordgit.core.pathspec import group, parse
from coordgit.git import worktrees
from coordgit.store import landings, locks, sessions, tasks, verdicts
from coordgit.store.database import Store, open_store
from coordgit.store.engines import libpq, postgresql
from coordgit.store.engines.postgresql import TeamStore
from coordgit.store.tips import newest_landing
from coordgit.team import join, locks_and_tasks, sync
from coordgit.team.locks_and_tasks import Clone
from coordgit.team.membership import Membership
from tests.support.repository import Repository


def clone(folder: Path, url: str, project: str) -> Repository:
    """A guarded repository that has joined ``project``. The histories of such clones need not be the same here."""
    return joined(Repository(folder), url, project)


def joined(repository: Repository, url: str, project: str) -> Repository:
    repository.begin(api__py="def f(x):\n    return x\n", other__py="OTHER = 1\n")
    repository.git("config", "coordgit.project", project)
    done = repository.coordgit("init", "--no-clients", "--team", url)
    assert done.ok, done.err
    return repository


def clone_name(top: Path) -> str:
    """What the clone is called in its team."""
    return (top / ".git/coordgit/team").read_text().split()[0]


class Member:
    """A clone without hooks and without commits, whose sessions act through functions: quicker, and its clock can be wrong."""

    def __init__(self, folder: Path, name: str, url: str, project: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        os.makedirs(folder / ".git/objects", exist_ok=True)
        os.makedirs(folder / ".git/refs", exist_ok=True)
        (folder / ".git/HEAD").write_text("ref: refs/heads/main\n")
        place = worktrees.nearest(str(folder))
        assert place is not None
        self.store: Store = open_store(place.store, create=True)
        self.here = Clone(self.store, place, Membership(url, project, name), {})

    def join(self) -> Member:
        join.join(self.here)
        return self

    def seen(self, who: str) -> Session:
        return sessions.seen(self.store, who, time.time())

    def lock(self, who: str, *specs: str, span: float = 900.0) -> LockAnswer:
        self.seen(who)
        wanted = group(parse(text) for text in specs)
        return locks_and_tasks.decide(self.here, who, lambda caller: acquire(caller, wanted, locks.Terms(span)))

    def unlock(self, who: str) -> list[str]:
        found, _ = locks_and_tasks.decide(self.here, who, lambda caller: release(caller, None))
        return [held.pathspec for held in found]

    def add(self, who: str, title: str) -> int:
        self.seen(who)
        added = locks_and_tasks.decide(self.here, who, lambda c: tasks.add(c.store, title, [], c.session, c.now))
        return added.task_id

    def claim(self, who: str, task: int | None = None, span: float | None = None) -> Task | None:
        self.seen(who)
        return locks_and_tasks.decide(self.here, who, lambda caller: coordination.claim(caller, task, span))

    def done(self, who: str, task: int) -> bool:
        ended = tasks.Outcome(tasks.DONE)
        return bool(locks_and_tasks.decide(self.here, who, lambda caller: coordination.finish(caller, task, ended)))

    def works_on(self, who: str, ref: str) -> None:
        self.seen(who)
        self.store.do("UPDATE sessions SET branch = :ref WHERE session = :session", ref=ref, session=who)

    def report(self, who: str, text: str, state: str = "working") -> None:
        self.seen(who)
        sessions.add_report(self.store, sessions.Report(who, state, text, time.time()))

    def lands(self, who: str, *paths: str, state: str = landings.LANDED, ref: str = "refs/heads/main", blob: str = "") -> int:
        """A landing of ``who`` that changes ``paths``, with its verdict; its number here."""
        self.seen(who)
        number = newest_landing(self.store) + 1
        old, new = (hashlib.sha1(f"{self.here.membership.clone} {n}".encode()).hexdigest() for n in (number - 1, number))
        verdict = Verdict(0, "passed", "strict", "gate", Epoch(who, 1), ref, old, new, "commit", 0, time.time())
        with self.store.writing():
            landing_id = landings.publish(
                self.store, ref, old, new, epoch=Epoch(who, 1), state=state, source="gate", forward=True, process=NO_PROCESS,
                verdict_id=verdicts.put(self.store, verdict).number, now=time.time(),
            )  # fmt: skip
            landings.add_changes(self.store, landing_id, ((path, None, blob or new, who) for path in paths))
        return landing_id

    def is_rejected(self, who: str) -> None:
        self.seen(who)
        verdict = Verdict(
            0, "rejected", "strict", "gate", Epoch(who, 1), "refs/heads/main", "1" * 40, "2" * 40, "commit", 1, time.time()
        )
        verdicts.put(self.store, verdict)

    def landed_elsewhere(self) -> list[tuple[str, str | None, list[str]]]:
        """(clone, session, paths) of what other clones landed, as this clone knows it, oldest first."""
        rows = self.store.all("SELECT remote_id, clone, session FROM remote_landings ORDER BY remote_id")
        sql = "SELECT path FROM remote_changes WHERE remote_id = :id ORDER BY path"
        return [(clone, session, [path for (path,) in self.store.all(sql, id=number)]) for number, clone, session in rows]

    def held(self) -> list[tuple[str, str]]:
        """(session, pathspec) of all that is held, as this clone knows it."""
        return [(held.session, held.pathspec) for held in locks.every(self.store, time.time())]

    def refresh(self) -> None:
        sync.exchange_once(self.here)


def there(member: Member) -> TeamStore:
    """The team's store, as somebody with SQL sees it."""
    place = member.here.membership
    return postgresql.open_store(libpq.resolve(place.url, {}), place.project, wait=30)


Members = Callable[..., list[Member]]
"""Makes members with these names, in one project."""
