"""Clones of one repository on machines of a team: each has its own store, home and hooks, all have one server."""

from __future__ import annotations

import os
import time
from pathlib import Path

from coordgit import coordinate
from coordgit.coordinate import Answer
from coordgit.core.model import Session
from coordgit.core.pathspec import Paths, group, parse
from coordgit.git import worktrees
from coordgit.store import locks, sessions, tasks
from coordgit.store.database import Store, open_store
from coordgit.store.tasks import Entry
from coordgit.team import decide, join
from coordgit.team.decide import Clone
from coordgit.team.place import Place
from tests.support.repository import Repository


def clone(folder: Path, url: str, project: str) -> Repository:
    """A guarded repository that has joined ``project``. The histories of such clones need not be the same here."""
    repository = Repository(folder)
    repository.begin(api__py="def f(x):\n    return x\n", other__py="OTHER = 1\n")
    repository.git("config", "coordgit.project", project)
    joined = repository.coordgit("init", "--no-clients", "--team", url)
    assert joined.ok, joined.err
    return repository


class Member:
    """A clone without hooks and without commits, whose sessions act through functions: quicker, and its clock can be wrong."""

    def __init__(self, folder: Path, name: str, url: str, project: str) -> None:
        folder.mkdir(parents=True)
        os.makedirs(folder / ".git/objects")
        os.makedirs(folder / ".git/refs")
        (folder / ".git/HEAD").write_text("ref: refs/heads/main\n")
        place = worktrees.nearest(str(folder))
        assert place is not None
        self.store: Store = open_store(place.store, create=True)
        self.here = Clone(self.store, place, Place(url, project, name), {})

    def join(self) -> Member:
        join.join(self.here)
        return self

    def seen(self, who: str) -> Session:
        return sessions.seen(self.store, who, time.time())

    def lock(self, who: str, *specs: str, span: float = 900.0) -> Answer:
        self.seen(who)
        wanted = [Paths(spec, excludes) for spec, excludes in group([parse(text) for text in specs])]
        return decide.decide(self.here, who, lambda by: coordinate.lock(by.store, by.session, wanted, locks.Terms(span), by.now))

    def unlock(self, who: str) -> list[str]:
        found, _ = decide.decide(self.here, who, lambda by: coordinate.unlock(by.store, by.session, None, by.now))
        return [held.lock.pathspec for held in found]

    def add(self, who: str, title: str) -> int:
        self.seen(who)
        return decide.decide(self.here, who, lambda by: tasks.add(by.store, title, [], by.session, by.now)).task.task_id

    def claim(self, who: str, task: int | None = None, span: float | None = None) -> Entry | None:
        self.seen(who)
        return decide.decide(self.here, who, lambda by: coordinate.claim(by.store, task, by.session, span, by.now))

    def done(self, who: str, task: int) -> bool:
        ended = tasks.Outcome(tasks.DONE)
        return bool(decide.decide(self.here, who, lambda by: coordinate.finish(by.store, task, by.session, ended, by.now)))

    def held(self) -> list[tuple[str, str]]:
        """(session, pathspec) of all that is held, as this clone knows it."""
        return [(held.lock.session, held.lock.pathspec) for held in locks.every(self.store, time.time())]

    def refresh(self) -> None:
        decide.refresh(self.here)
