"""What the gate and the clients' hooks ask of the store is looked up too: in a store full of others' work, no table is walked."""

import _sqlite3
import json
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from coordgit.store import synthetic
from tests.faults.support import point
from tests.store.plans_test import walks
from tests.support import traced
from tests.support.claude import Claude
from tests.support.repository import CHANGED, Repository, Session


class Stage(Repository):
    """A repository with much in its store, whose every statement from now on is kept."""

    def prepare(self, log: Path) -> None:
        self.log = log
        self.begin(api__py="def f(x):\n    return x\n", mine__py="0\n", **{f"more{n}__py": f"{n}\n" for n in range(20)})
        files = {f"more{n}.py": self.git("rev-parse", f"HEAD:more{n}.py") for n in range(20)}
        with self.store() as store:
            synthetic.sessions(store, self.head(), files, count=20, each=30, now=time.time())
            synthetic.landings(store, "refs/heads/elsewhere", [*files, "api.py"], count=40, each=3, now=time.time())
        self.env["TRACED"] = str(log)
        point(self, traced.__file__)

    def walked(self) -> dict[str, list[str]]:
        """Each statement that was run and walks a table -> the steps that do."""
        statements = {json.loads(line) for line in self.log.read_text().splitlines()}
        assert any("FROM reads" in sql for sql in statements) and any("landings" in sql for sql in statements)
        with self.store() as store:
            return {sql: found for sql in statements if (found := walks(store, sql))}


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stage:
    made = Stage(tmp_path)
    made.prepare(tmp_path / "statements")
    for module in (sqlite3, _sqlite3):
        monkeypatch.setattr(module, "connect", traced.tracing(module.connect, str(made.log)))
    return made


def plain(stage: Stage, ann: Claude, bob: Session) -> None:
    ann.reads("api.py")
    ann.edits("mine.py", "0", "1")
    assert ann.commits("mine.py").ok


def stale(stage: Stage, ann: Claude, bob: Session) -> None:
    ann.reads("api.py", 1, 1)
    ann.runs("grep -n return api.py more1.py; ls; cat more2.py")
    ann.edits("mine.py", "0", "1")
    bob.lands("api.py", CHANGED)
    assert ann.commits("mine.py").rejected
    ann.reads("api.py")
    assert ann.commits("mine.py").ok


def apart(stage: Stage, ann: Claude, bob: Session) -> None:
    """In a worktree of its own, whose target goes on and is brought in."""
    there = Claude(stage, "cleo", stage.worktree("cleo"))
    there.reads("api.py")
    there.writes("new.py", "1\n")
    assert there.commits("new.py").ok
    bob.lands("api.py", CHANGED)
    there.edits("new.py", "1", "2")
    there.commits("new.py")
    assert there.runs("git merge -q --no-edit main").code == 0
    there.reads("api.py")
    there.writes("new.py", "3\n")
    assert there.commits("new.py").ok
    assert ann.runs("git merge -q --ff-only cleo").code == 0
    assert ann.runs("git commit -q --amend -m again && git reset -q --hard HEAD~1").code == 0


def held(stage: Stage, ann: Claude, bob: Session) -> None:
    """Somebody else holds a path, and has an edit that is not committed."""
    assert bob.coordgit("lock", "api.py", "--why", "mine").ok
    ann.edits("api.py", "(x)", "(x, z)")
    ann.commits("api.py")
    bob.coordgit("unlock")
    assert bob.coordgit("read", "api.py").ok
    ann.commits("api.py")


@pytest.mark.daily(1)
@pytest.mark.parametrize("analysed", [False, True], ids=["no statistics", "with statistics"])
@pytest.mark.parametrize("story", [plain, stale, apart, held], ids=lambda story: story.__name__)
def test_no_table_that_grows_is_walked(stage: Stage, story: Callable[[Stage, Claude, Session], None], analysed: bool) -> None:
    if analysed:
        with stage.store() as store:
            store.do("ANALYZE")
    story(stage, Claude(stage, "ann"), stage.session("bob"))
    assert stage.walked() == {}
