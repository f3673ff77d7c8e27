"""What a session is told of other clones, and what status, log, locks and tasks show of them."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from coordgit.notify import team_notices
from coordgit.store import other_clones
from coordgit.store.engines import postgresql
from coordgit.store.status import overview
from coordgit.team import background_sync
from tests.support.claude import Claude
from tests.support.postgres import Server
from tests.support.repository import Repository
from tests.team.clones import Member, clone_name, joined


@pytest.fixture
def pair(tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Member, Repository]]:
    """Ann's clone, and Bob's with hooks. Both exchange when told to: no sync runs in the background."""
    monkeypatch.setattr(postgresql, "WAIT", 30.0)
    project, bob = server.project(), Repository(tmp_path / "bob")
    with background_sync.alone(str(bob.top / ".git/coordgit")) as alone:
        assert alone
        yield Member(tmp_path / "ann", "ann", server.url(), project).join(), joined(bob, server.url(), project)


def test_what_another_clone_landed_under_a_read_or_locked_is_told_once(pair: tuple[Member, Repository]) -> None:
    ann, bob = pair
    claude = Claude(bob, "00000000-0000-4000-8000-00000000000b")
    claude.send("SessionStart", source="startup")
    claude.reads("api.py")
    ann.lands("ann", "api.py", "new.py")
    ann.lands("ann", "other.py")  # not read
    ann.lands("ann", "api.py", ref="refs/heads/work")  # not a target
    ann.lock("ann", "*.py")
    ann.lock("ann", "docs")  # not read
    ann.refresh()
    assert bob.coordgit("sync").ok
    told = claude.send("UserPromptSubmit", prompt="go on")
    landed, locked = told.split("\n")
    assert "ann on ann landed" in landed and "api.py" in landed and "git fetch" in landed
    assert "other.py" not in told and "new.py" not in told and "docs" not in told and "work" not in told
    assert locked.startswith("coordgit: *.py is held by session ann on ann until ")
    assert claude.send("UserPromptSubmit", prompt="go on") == ""


@pytest.mark.parametrize("bare", [True, False])
def test_it_is_told_how_to_see_the_rest(pair: tuple[Member, Repository], monkeypatch: pytest.MonkeyPatch, bare: bool) -> None:
    """``bare``: coordgit is not on PATH."""
    ann, bob = pair
    monkeypatch.setattr(team_notices, "MOST", 0)
    if bare:
        folders = bob.env["PATH"].split(os.pathsep)
        bob.env["PATH"] = os.pathsep.join(one for one in folders if not os.path.exists(f"{one}/coordgit"))
    claude = Claude(bob, "00000000-0000-4000-8000-00000000000b")
    claude.send("SessionStart", source="startup")
    claude.reads("api.py")
    ann.lands("ann", "api.py")
    ann.refresh()
    assert bob.coordgit("sync").ok
    told = claude.send("UserPromptSubmit", prompt="go on").rpartition("and 1 more in other clones: ")[2]
    assert (told == "coordgit status") is not bare and bob.run(["sh", "-c", told]).ok


def test_a_change_is_told_once_whether_a_fetch_or_the_store_brings_it_first(
    pair: tuple[Member, Repository], tmp_path: Path
) -> None:
    ann, bob = pair
    bob.git("init", "-q", "--bare", str(tmp_path / "origin"))
    bob.git("remote", "add", "origin", str(tmp_path / "origin"))
    bob.git("push", "-qu", "origin", "main")
    bob.git("clone", "-q", str(tmp_path / "origin"), str(tmp_path / "third"), "-b", "main")
    claude = Claude(bob, "00000000-0000-4000-8000-00000000000b")
    claude.send("SessionStart", source="startup")
    claude.reads("api.py")
    claude.reads("other.py")
    for name, first in (("api.py", "the store"), ("other.py", "a fetch")):
        (tmp_path / "third" / name).write_text("changed = 1\n")
        bob.git("commit", "-qam", "change", cwd=tmp_path / "third")
        bob.git("push", "-q", cwd=tmp_path / "third")
        ann.lands("ann", name, blob=bob.git("rev-parse", f"HEAD:{name}", cwd=tmp_path / "third"))
        ann.refresh()
        told = []
        for source in ("the store", "a fetch") if first == "the store" else ("a fetch", "the store"):
            assert bob.coordgit("sync").ok if source == "the store" else not bob.git("fetch", "-q")
            told.append(claude.send("UserPromptSubmit", prompt="go on"))
        assert name in told[0] and ("changed = 1" in told[0]) == (first == "a fetch"), first
        assert told[1] == "", first


def test_status_log_locks_and_tasks_show_the_team_with_each_rows_clone(pair: tuple[Member, Repository]) -> None:
    ann, bob = pair
    ann.lands("ann", "api.py")
    ann.report("ann", "half of it done")
    ann.lock("ann", "api.py")
    task = ann.add("ann", "a task")
    ann.claim("ann", task)
    ann.refresh()
    status = bob.coordgit("status").out
    assert "session ann on ann" in status and '"half of it done"' in status and "holds api.py until" in status
    (standing,) = [one for one in bob.json("status")["sessions"] if one["clone"] == "ann"]
    assert standing["session"] == "ann/ann" and standing["worktree"] == ""
    assert [one["session"] for one in bob.json("locks")["locks"]] == ["ann/ann"]
    assert [(one["session"], one["state"]) for one in bob.json("task", "list")["tasks"]] == [("ann/ann", "claimed")]
    assert "session ann on ann" in bob.coordgit("locks").out and "session ann on ann" in bob.coordgit("task", "list").out
    ann.is_rejected("ann")
    ann.refresh()
    entries = bob.json("log", "-n", "2")["entries"]
    assert {(one["clone"], one["verdict"], one["ref"]) for one in entries} == {("ann", None, "refs/heads/main")}
    assert [(one["outcome"], one["landed"]) for one in entries] == [("rejected", False), ("passed", True)]
    assert "session ann on ann" in bob.coordgit("log", "-n", "1").out


def test_status_and_log_say_what_blocks_a_session_of_another_clone_until_it_lands(pair: tuple[Member, Repository]) -> None:
    ann, bob = pair
    reader = bob.session("bob")
    reader.reads("api.py")
    bob.session("dan").lands("api.py", "API = 2\n")
    rejected = reader.commits("mine.py", "1\n")
    assert rejected.rejected == ["CG101 api.py"] and bob.coordgit("sync").ok
    ann.refresh()
    name = clone_name(bob.top)

    def blocked() -> dict[str, tuple[str, str]]:
        return {
            one.session.session: (one.blocked, one.elsewhere) for one in overview(ann.store, time.time()).sessions if one.blocked
        }

    assert blocked() == {f"{name}/bob": (f"{name}/{rejected.verdict}", "CG101 api.py")}
    assert [one.reason for one, _ in other_clones.newest(ann.store, 9) if one.outcome == "rejected"] == [
        f"{rejected.verdict}: CG101 api.py"
    ]
    assert f"explain {rejected.verdict} in that clone" in bob.coordgit("explain", f"{name}/{rejected.verdict}").err
    reader.reads("api.py")
    assert reader.commits("mine.py", "1\n").ok and bob.coordgit("sync").ok
    ann.refresh()
    assert blocked() == {}


def test_ready_shows_what_another_clone_changes_of_what_a_branch_here_has_read(pair: tuple[Member, Repository]) -> None:
    ann, bob = pair
    reader = bob.session("bob", bob.worktree("feat"))
    reader.reads("api.py")
    reader.lands("caller.py", "f(1)\n")
    assert bob.json("ready")["elsewhere"] == []
    ann.works_on("ann", "refs/heads/fix")
    ann.lands("ann", "api.py", "other.py", ref="refs/heads/fix")
    ann.lands("ann", "unseen.py", ref="refs/heads/past")
    ann.refresh()
    (found,) = bob.json("ready")["elsewhere"]
    assert (found["clone"], found["branch"], found["sessions"]) == ("ann", "refs/heads/fix", ["ann/ann"])
    assert found["paths"] == ["api.py", "other.py"] and found["met"] == [{"branch": "refs/heads/feat", "paths": ["api.py"]}]
    said = bob.coordgit("ready").out
    assert "fix  2 paths changed  session ann on ann  feat has read or changed: api.py" in said
