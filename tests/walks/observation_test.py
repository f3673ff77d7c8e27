"""What a session saw is recorded as it was when it saw it: at that version, at a commit that has it, or as missed."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository, Result, Session

API = "def f(x):\n    return x\n"
CHANGED = "def f(x, y):\n    return x\n"
LONG = "".join(f"line {number}\n" for number in range(1, 41))


@pytest.fixture
def ann(repository: Repository) -> Claude:
    repository.commit_files({"api.py": API, "other.py": "OTHER = 1\n", "long.py": LONG})
    claude = Claude(repository, "00000000-0000-4000-8000-00000000000a")
    claude.send("SessionStart", source="startup")
    return claude


@pytest.fixture
def bob(repository: Repository, ann: Claude) -> Session:
    return repository.session("bob")


def read_of(ann: Claude, path: str) -> dict[str, Any]:
    found = [read for read in ann.repository.json("session", "show", ann.session)["reads"] if read["path"] == path]
    assert len(found) == 1, found
    return dict(found[0])


def is_true(ann: Claude, path: str) -> bool:
    """True if the base of the read has what was observed."""
    read = read_of(ann, path)
    return bool(read["base"]) and ann.repository.git("rev-parse", f"{read['base']}:{path}", ok=False) == read["oid"]


def rejected(ann: Claude) -> list[str]:
    """What a commit of Ann's is rejected for, without the ranges of lines."""
    return [conflict.partition(":")[0] for conflict in lands(ann).rejected]


def lands(ann: Claude, path: str = "caller.py", text: str = "f(1)\n") -> Result:
    ann.repository.write(path, text, ann.cwd)
    ann.repository.git("add", path, cwd=ann.cwd)
    return ann.repository.run(["git", "commit", "-qm", "ann", "--", path], ann.cwd, **ann.env)


class Slow:
    """A tool call of Ann's during which others work."""

    def __init__(self, ann: Claude, tool: str, given: dict[str, Any], before: bool = True) -> None:
        self.ann, self.tool, self.given, self.call = ann, tool, given, ann.call()
        if before:
            ann.before(tool, given, self.call)

    def ends(self, response: dict[str, Any]) -> None:
        self.ann.after(self.tool, self.given, response, self.call)
        self.ann.batch()


def shell(ann: Claude, command: str, before: bool = True) -> Slow:
    return Slow(ann, "Bash", {"command": command, "description": "run"}, before)


def printed(text: str) -> dict[str, Any]:
    return {"stdout": text.rstrip("\n"), "stderr": "", "interrupted": False, "isImage": False}


def part(ann: Claude, path: str, text: str, first: int = 0, last: int = 0) -> dict[str, Any]:
    """What the Read tool answers of a file that held ``text``."""
    pieces = text.split("\n")
    chosen = pieces[first - 1 : last] if first else pieces
    file = {"filePath": str(ann.cwd / path), "content": "\n".join(chosen), "numLines": len(chosen)}
    return {"type": "text", "file": file | {"startLine": first or 1, "totalLines": len(pieces)}}


# --- a call that outlasts a landing --------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["cat api.py; make test", "head -50 api.py | grep def; make test"])
def test_a_shell_call_reads_when_it_begins(ann: Claude, bob: Session, command: str) -> None:
    call = shell(ann, command)
    bob.lands("api.py", CHANGED)
    call.ends(printed(f"{API}ok\n"))
    assert read_of(ann, "api.py")["oid"] == ann.repository.head("HEAD~1:api.py") and is_true(ann, "api.py")
    assert rejected(ann) == ["CG101 api.py"]


def test_a_shell_call_that_outlasts_another_landing_is_true(ann: Claude, bob: Session) -> None:
    call = shell(ann, "cat api.py; make test")
    bob.lands("other.py", "OTHER = 2\n")
    call.ends(printed(f"{API}ok\n"))
    assert is_true(ann, "api.py")
    assert lands(ann).ok


def test_without_a_word_at_its_beginning_a_shell_call_began_after_the_last_one(ann: Claude, bob: Session) -> None:
    ann.runs("true")
    bob.lands("api.py", CHANGED)
    shell(ann, "cat api.py; make test", before=False).ends(printed(f"{API}ok\n"))
    assert is_true(ann, "api.py")
    assert lands(ann).rejected == ["CG101 api.py"]


def test_without_a_word_at_its_beginning_the_output_tells_what_was_read(ann: Claude, bob: Session) -> None:
    ann.runs("true")
    bob.lands("api.py", CHANGED)
    shell(ann, "cat api.py; make test", before=False).ends(printed(f"{CHANGED}ok\n"))
    assert read_of(ann, "api.py")["oid"] == ann.repository.head("HEAD:api.py") and is_true(ann, "api.py")
    assert lands(ann).ok


def test_a_call_that_brings_the_newer_version_and_prints_it_has_read_that(ann: Claude, bob: Session) -> None:
    tree = ann.repository.worktree("tree")
    ann.cwd = tree
    bob.lands("api.py", CHANGED)
    result = ann.runs("git merge -q --ff-only main && cat api.py")
    assert result.ok and "def f(x, y)" in result.out
    assert read_of(ann, "api.py")["oid"] == ann.repository.head("main:api.py") and is_true(ann, "api.py")
    assert lands(ann).ok


def test_a_call_that_brings_the_newer_version_after_it_has_printed_the_old_one_has_read_the_old_one(
    ann: Claude, bob: Session
) -> None:
    ann.cwd = ann.repository.worktree("tree")
    bob.lands("api.py", CHANGED)
    assert ann.runs("cat api.py; git merge -q --ff-only main").ok
    assert read_of(ann, "api.py")["oid"] == ann.repository.head("main~1:api.py") and is_true(ann, "api.py")
    assert lands(ann).rejected == ["CG101 api.py"]


@pytest.mark.parametrize("linked", [False, True], ids=["own worktree", "linked worktree"])
@pytest.mark.parametrize("path", ["api.py", "other.py"])
@pytest.mark.parametrize("late", [False, True], ids=["the old version", "the new version"])
def test_a_look_at_a_branch_is_at_what_it_named_when_the_call_began(
    ann: Claude, bob: Session, path: str, linked: bool, late: bool
) -> None:
    ann.cwd = ann.repository.worktree("w") if linked else ann.cwd
    call = shell(ann, "git show main:api.py")
    text = "OTHER = 2\n" if path == "other.py" else CHANGED
    bob.lands(path, text)
    call.ends(printed(CHANGED if late and path == "api.py" else API))
    assert rejected(ann) == (["CG101 api.py"] if path == "api.py" and not late else [])


@pytest.mark.parametrize("before", [True, False], ids=["told when it began", "not told"])
@pytest.mark.parametrize("lines", [(), (1, 2)], ids=["whole", "range"])
def test_what_the_read_tool_delivered_tells_the_version(ann: Claude, bob: Session, before: bool, lines: tuple[int, ...]) -> None:
    ann.runs("true")
    call = Slow(ann, "Read", {"file_path": str(ann.cwd / "api.py")}, before)
    bob.lands("api.py", CHANGED)
    call.ends(part(ann, "api.py", API, *lines))
    assert read_of(ann, "api.py")["oid"] == ann.repository.head("HEAD~1:api.py") and is_true(ann, "api.py")
    assert rejected(ann) == ["CG101 api.py"]


@pytest.mark.parametrize("before", [True, False], ids=["told when it began", "not told"])
@pytest.mark.parametrize("lines", [(), (1, 2)], ids=["whole", "range"])
def test_what_was_delivered_after_the_landing_is_the_newer_version(
    ann: Claude, bob: Session, before: bool, lines: tuple[int, ...]
) -> None:
    ann.runs("true")
    call = Slow(ann, "Read", {"file_path": str(ann.cwd / "api.py")}, before)
    bob.lands("api.py", CHANGED)
    call.ends(part(ann, "api.py", CHANGED, *lines))
    assert read_of(ann, "api.py")["oid"] == ann.repository.head("HEAD:api.py") and is_true(ann, "api.py")
    assert lands(ann).ok


def test_a_file_that_appears_while_a_call_did_not_find_it_was_absent(ann: Claude, bob: Session) -> None:
    call = shell(ann, "cat new.py; sleep 60")
    bob.lands("new.py", "1\n")
    call.ends({**printed(""), "stderr": "cat: new.py: No such file or directory"})
    assert read_of(ann, "new.py")["kind"] == "absent"
    assert lands(ann).rejected == ["CG103 new.py"]


@pytest.mark.parametrize("path", ["user.py", "api.py"], ids=["another answer", "the same answer"])
def test_a_search_is_of_the_commit_at_which_its_call_began(ann: Claude, bob: Session, path: str) -> None:
    call = Slow(ann, "Grep", {"pattern": "OTHER", "output_mode": "files_with_matches"})
    bob.lands(path, "OTHER\n" if path == "user.py" else CHANGED)
    call.ends({"mode": "files_with_matches", "filenames": ["other.py"], "numFiles": 1})
    assert lands(ann, "other.py", "OTHER = 2\n").rejected == (["CG102 user.py"] if path == "user.py" else [])


# --- a work tree that is not HEAD ------------------------------------------------------------------------------------


def behind(repository: Repository, how: str) -> None:
    """Move main to a commit that changes api.py, under a work tree that keeps the old file."""
    new = repository.run(["git", "hash-object", "-w", "--stdin"], stdin=CHANGED).out.strip()
    index = str(repository.folder / "index")
    repository.git("read-tree", "HEAD", GIT_INDEX_FILE=index)
    repository.git("update-index", "--cacheinfo", f"100644,{new},api.py", GIT_INDEX_FILE=index)
    tree = repository.git("write-tree", GIT_INDEX_FILE=index)
    commit = repository.git("commit-tree", tree, "-p", "HEAD", "-m", "moved")
    person: dict[str, Any] = {"COORDGIT_SESSION": "cat"}
    if how == "update-ref":
        repository.git("update-ref", "refs/heads/main", commit, **person)
    else:
        repository.git("reset", "-q", "--soft", commit, **person)


@pytest.mark.parametrize("how", ["update-ref", "reset --soft"])
@pytest.mark.parametrize("lines", [(), (1, 2)], ids=["whole", "range"])
def test_a_file_older_than_head_is_a_read_of_the_older_version(
    ann: Claude, repository: Repository, how: str, lines: tuple[int, ...]
) -> None:
    behind(repository, how)
    ann.reads("api.py", *lines)
    assert rejected(ann) == ["CG101 api.py"]
    assert is_true(ann, "api.py")


def test_a_work_tree_that_follows_is_a_read_of_the_newer_version(ann: Claude, repository: Repository) -> None:
    behind(repository, "update-ref")
    repository.git("checkout", "-q", "HEAD", "--", "api.py")
    ann.reads("api.py")
    assert is_true(ann, "api.py")
    assert lands(ann).ok


def test_a_path_that_the_work_tree_does_not_have_yet_was_absent(ann: Claude, repository: Repository) -> None:
    new = repository.run(["git", "hash-object", "-w", "--stdin"], stdin="1\n").out.strip()
    tree = repository.run(
        ["git", "mktree"], stdin=f"{repository.git('ls-tree', 'HEAD')}\n100644 blob {new}\tnew.py\n"
    ).out.strip()
    commit = repository.git("commit-tree", tree, "-p", "HEAD", "-m", "moved")
    repository.git("update-ref", "refs/heads/main", commit, COORDGIT_SESSION="cat")
    ann.reads("new.py")
    assert lands(ann).rejected == ["CG103 new.py"]


def test_a_file_that_was_removed_from_the_work_tree_alone_is_not_news(ann: Claude, repository: Repository) -> None:
    repository.commit_files({"new.py": "1\n"})
    (repository.top / "new.py").unlink()
    ann.reads("new.py")
    assert lands(ann).ok


def test_uncommitted_text_that_is_committed_later_is_true_there(ann: Claude, bob: Session) -> None:
    bob.writes("api.py", CHANGED)
    ann.reads("api.py")
    assert read_of(ann, "api.py")["base"] is None
    bob.lands("api.py", CHANGED)
    assert lands(ann).ok
    assert is_true(ann, "api.py")


def test_uncommitted_text_that_is_committed_otherwise_is_stale(ann: Claude, bob: Session) -> None:
    bob.writes("api.py", CHANGED)
    ann.reads("api.py")
    bob.lands("api.py", f"{CHANGED}# more\n")
    assert lands(ann).rejected == ["CG101 api.py"]


@pytest.mark.parametrize("lines", [(), (1, 2)], ids=["whole", "range"])
def test_ones_own_text_keeps_the_base_of_what_it_replaced(ann: Claude, bob: Session, lines: tuple[int, ...]) -> None:
    first = ann.repository.head()
    ann.reads("api.py")
    ann.edits("api.py", "return x", "return x + 1")
    bob.lands("other.py", "OTHER = 2\n")
    ann.reads("api.py", *lines)
    bases = {read["base"] for read in ann.repository.json("session", "show", ann.session)["reads"] if read["path"] == "api.py"}
    assert bases == {first}
    result = ann.commits("api.py")
    assert result.ok, result


def test_what_a_command_put_there_is_no_older_version(ann: Claude, bob: Session) -> None:
    bob.lands("api.py", CHANGED)
    ann.reads("api.py")
    ann.runs("git checkout -q HEAD~1 -- api.py")
    ann.reads("api.py")
    assert lands(ann).ok


# --- what was not recorded -------------------------------------------------------------------------------------------


def locked(ann: Claude) -> sqlite3.Connection:
    """A connection that holds the store for writing."""
    held = sqlite3.connect(f"{ann.repository.top}/.git/coordgit/coordination.db", isolation_level=None)
    held.execute("BEGIN IMMEDIATE")
    return held


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coordgit.store.database.WAIT", 0.05)


@pytest.mark.usefixtures("impatient")
def test_a_read_that_was_not_recorded_is_said_and_counts(ann: Claude, bob: Session) -> None:
    ann.runs("true")
    held = locked(ann)
    assert ann.reads("api.py") == ""
    held.close()
    assert "api.py" in ann.runs("true").out
    assert "api.py" not in ann.runs("true").out
    bob.lands("api.py", CHANGED)
    assert lands(ann).rejected == ["CG101 api.py"]


@pytest.mark.usefixtures("impatient")
def test_a_read_that_was_not_recorded_counts_for_the_gate_at_once(ann: Claude, bob: Session) -> None:
    ann.runs("true")
    held = locked(ann)
    ann.reads("api.py")
    held.close()
    bob.lands("api.py", CHANGED)
    assert lands(ann).rejected == ["CG101 api.py"]
    assert "api.py was not recorded" in ann.runs("true").out


@pytest.mark.usefixtures("impatient")
def test_a_read_that_was_not_recorded_rejects_nothing_while_its_path_stays(ann: Claude, bob: Session) -> None:
    ann.runs("true")
    held = locked(ann)
    ann.reads("api.py")
    held.close()
    bob.lands("other.py", "OTHER = 2\n")
    assert lands(ann).ok


@pytest.mark.usefixtures("impatient")
def test_a_look_that_was_not_recorded_refreshes_nothing(ann: Claude, bob: Session) -> None:
    ann.reads("api.py")
    bob.lands("api.py", CHANGED)
    held = locked(ann)
    ann.reads("api.py")
    held.close()
    assert lands(ann).rejected == ["CG101 api.py"]
    ann.reads("api.py")
    assert lands(ann).ok


@pytest.mark.parametrize("cut", [-40, -1], ids=["cut in its answer", "cut at its end"])
def test_a_broken_payload_of_a_read_counts_as_one(ann: Claude, bob: Session, cut: int) -> None:
    ann.runs("true")
    given = {"file_path": str(ann.cwd / "api.py")}
    payload: dict[str, Any] = {
        "session_id": ann.session,
        "cwd": str(ann.cwd),
        "hook_event_name": "PostToolUse",
        "tool_name": "Read",
    }
    payload |= {"tool_input": given, "tool_use_id": "x", "tool_response": part(ann, "api.py", API)}
    raw = json.dumps(payload).encode()[:cut]
    assert ann.repository.coordgit("hook", "claude", cwd=ann.cwd, stdin=raw, **ann.env).code == 0
    assert "api.py was not recorded" in ann.runs("true").out
    bob.lands("api.py", CHANGED)
    assert lands(ann).rejected == ["CG101 api.py"]


def over(tool: str, given: dict[str, Any], call: str) -> dict[str, Any]:
    return {"tool_calls": [{"tool_name": tool, "tool_input": given, "tool_use_id": call, "tool_response": "text"}]}


@pytest.mark.parametrize("killed", [True, False])
@pytest.mark.parametrize("tool", ["Bash", "Read"])
def test_a_call_whose_hook_was_killed_counts_as_a_read(ann: Claude, bob: Session, tool: str, killed: bool) -> None:
    command = {"command": "cat api.py", "description": "run"}
    given = command if tool == "Bash" else {"file_path": str(ann.cwd / "api.py")}
    call = Slow(ann, tool, given, before=tool == "Bash")
    if not killed:
        ann.after(tool, given, printed(API) if tool == "Bash" else part(ann, "api.py", API), call.call)
    ann.send("PostToolBatch", **over(tool, given, call.call))
    assert ("api.py was not recorded" in ann.last.out + ann.runs("true").out) == killed
    bob.lands("api.py", CHANGED)
    assert lands(ann).rejected == ["CG101 api.py"]


def test_a_call_that_was_denied_is_no_read(ann: Claude, bob: Session) -> None:
    assert bob.coordgit("lock", "api.py").ok
    given = {"command": "cat api.py > other.py; echo 1 > api.py"}
    call = Slow(ann, "Bash", given)
    assert "deny" in ann.last.out
    ann.send("PostToolBatch", **over("Bash", given, call.call))
    assert ann.repository.json("session", "show", ann.session)["reads"] == []


# --- operations that stop --------------------------------------------------------------------------------------------


def diverged(ann: Claude, bob: Session, repository: Repository) -> None:
    """Ann has changed api.py on a branch of her own, and Bob the same line on main."""
    ann.cwd = repository.worktree("tree")
    ann.reads("api.py")
    ann.edits("api.py", "def f(x)", "def f(x, z)")
    assert ann.commits("api.py").ok
    bob.lands("api.py", CHANGED)


MERGES = {"merge": "git commit -q --no-edit", "rebase": "git -c core.editor=true rebase --continue"}


@pytest.mark.parametrize("how", MERGES)
def test_a_conflict_that_was_read_and_resolved_is_known(ann: Claude, bob: Session, repository: Repository, how: str) -> None:
    diverged(ann, bob, repository)
    assert not ann.runs(f"git {how} main").ok
    ann.reads("api.py")
    ann.writes("api.py", "def f(x, y, z):\n    return x\n")
    result = ann.runs(f"git add api.py && {MERGES[how]}")
    assert result.ok, result
    ann.reads("api.py")
    ann.edits("api.py", "return x", "return x + y")
    result = ann.commits("api.py")
    assert result.ok, result
    result = ann.runs(f"git -C {repository.top} merge -q tree")
    assert result.ok, result


@pytest.mark.parametrize("how", MERGES)
def test_a_conflict_that_was_read_and_resolved_is_known_without_another_look(
    ann: Claude, bob: Session, repository: Repository, how: str
) -> None:
    diverged(ann, bob, repository)
    assert not ann.runs(f"git {how} main").ok
    ann.reads("api.py")
    ann.writes("api.py", "def f(x, y, z):\n    return x\n")
    result = ann.runs(f"git add api.py && {MERGES[how]}")
    assert result.ok, result
    ann.edits("api.py", "return x", "return x + y")
    result = ann.commits("api.py")
    assert result.ok, result
    result = ann.runs(f"git -C {repository.top} merge -q tree")
    assert result.ok, result


@pytest.mark.parametrize("how", MERGES)
def test_a_conflict_with_what_came_from_a_remote_is_known_once_it_was_read(
    ann: Claude, repository: Repository, how: str, tmp_path: Path
) -> None:
    repository.git("clone", "-q", "--bare", str(repository.top), str(tmp_path / "origin.git"))
    repository.git("remote", "add", "origin", str(tmp_path / "origin.git"))
    repository.git("fetch", "-q", "origin")
    repository.git("clone", "-q", str(tmp_path / "origin.git"), str(tmp_path / "other"))
    repository.commit_files({"api.py": CHANGED}, "theirs", tmp_path / "other")
    repository.git("push", "-q", "origin", "main", cwd=tmp_path / "other")
    ann.reads("api.py")
    ann.edits("api.py", "def f(x)", "def f(x, z)")
    assert ann.commits("api.py").ok
    assert not ann.runs(f"git pull -q --{'rebase' if how == 'rebase' else 'no-rebase'} origin main").ok
    ann.reads("api.py")
    ann.writes("api.py", "def f(x, y, z):\n    return x\n")
    result = ann.runs(f"git add api.py && {MERGES[how]}")
    assert result.ok, result
    ann.reads("api.py")
    ann.edits("api.py", "return x", "return x + y")
    result = ann.commits("api.py")
    assert result.ok, result


@pytest.mark.parametrize("how", MERGES)
def test_what_changed_after_a_conflict_was_read_is_stale(ann: Claude, bob: Session, repository: Repository, how: str) -> None:
    diverged(ann, bob, repository)
    assert not ann.runs(f"git {how} main").ok
    ann.reads("api.py")
    ann.writes("api.py", "def f(x, y, z):\n    return x\n")
    assert ann.runs(f"git add api.py && {MERGES[how]}").ok
    bob.lands("api.py", "def f(x, y, more):\n    return x\n")
    assert "CG101 api.py" in lands(ann, "caller.py").rejected


@pytest.mark.parametrize("how", MERGES)
def test_a_conflict_resolved_in_one_call_does_not_reject_every_later_edit(
    ann: Claude, bob: Session, repository: Repository, how: str
) -> None:
    diverged(ann, bob, repository)
    resolve = "printf 'def f(x, y, z):\\n    return x\\n' > api.py && git add api.py"
    result = ann.runs(f"git {how} main || ({resolve} && {MERGES[how]})")
    assert result.ok, result
    ann.reads("api.py")
    ann.edits("api.py", "return x", "return x + y")
    result = ann.commits("api.py")
    assert result.ok, result
    result = ann.runs(f"git -C {repository.top} merge -q tree")
    assert result.ok, result


@pytest.mark.parametrize("how", MERGES)
def test_a_conflict_resolved_unread_does_not_reject_every_later_edit(
    ann: Claude, bob: Session, repository: Repository, how: str
) -> None:
    diverged(ann, bob, repository)
    assert not ann.runs(f"git {how} main").ok
    ann.writes("api.py", "def f(x, y, z):\n    return x\n")
    result = ann.runs(f"git add api.py && {MERGES[how]}")
    assert result.ok, result
    ann.reads("api.py")
    ann.edits("api.py", "return x", "return x + y")
    result = ann.commits("api.py")
    assert result.ok, result
    result = ann.runs(f"git -C {repository.top} merge -q tree")
    assert result.ok, result


def test_what_a_reset_took_from_the_work_tree_is_no_edit_any_more(ann: Claude, bob: Session) -> None:
    ann.reads("api.py")
    ann.edits("api.py", "return x", "return x + 1")
    assert ann.runs("git reset -q --hard").ok
    bob.lands("other.py", "OTHER = 2\n")
    ann.edits("api.py", "return x", "return x + 2")
    result = ann.commits("api.py")
    assert result.ok, result


def test_a_reset_launders_nothing(ann: Claude, bob: Session) -> None:
    ann.reads("api.py")
    ann.edits("api.py", "return x", "return x + 1")
    bob.git("stash", "-q")
    bob.lands("api.py", f"{CHANGED}{LONG * 30}")
    assert ann.runs("git reset -q --hard").ok
    ann.edits("api.py", "return x", "return x + 2")
    assert [conflict.split()[1] for conflict in ann.commits("api.py").rejected] == ["api.py"]


def test_a_look_at_history_while_bisecting_is_no_read(ann: Claude, bob: Session, repository: Repository) -> None:
    bob.lands("api.py", CHANGED)
    bob.lands("other.py", "OTHER = 2\n")
    ann.cwd = repository.worktree("tree")
    assert ann.runs("git bisect start HEAD HEAD~2").ok
    ann.reads("api.py")
    assert ann.runs("cat api.py other.py").ok
    assert ann.runs("git bisect reset").ok
    assert repository.json("session", "show", ann.session)["reads"] == []
    ann.reads("api.py")
    assert is_true(ann, "api.py")


# --- sub-agents ------------------------------------------------------------------------------------------------------

SUB: dict[str, Any] = {"agent_id": "a0000000000000003", "agent_type": "x"}


@pytest.mark.parametrize("lines", [(), (1, 2)], ids=["whole", "range"])
def test_what_the_session_sees_again_refreshes_what_its_sub_agents_saw(ann: Claude, bob: Session, lines: tuple[int, ...]) -> None:
    ann.reads("api.py", *lines, **SUB)
    bob.lands("api.py", CHANGED)
    ann.reads("api.py", *lines)
    assert lands(ann).ok


def test_what_a_sub_agent_sees_again_leaves_what_the_session_saw(ann: Claude, bob: Session) -> None:
    ann.reads("api.py")
    ann.reads("api.py", **SUB)
    bob.lands("api.py", CHANGED)
    ann.reads("api.py", **SUB)
    assert lands(ann).rejected == ["CG101 api.py"]


def test_after_a_rejection_that_names_the_read_a_sub_agent_refreshes_everyones(ann: Claude, bob: Session) -> None:
    ann.reads("api.py")
    ann.reads("api.py", **SUB)
    bob.lands("api.py", CHANGED)
    assert lands(ann).rejected == ["CG101 api.py"]
    ann.reads("api.py", **SUB)
    assert lands(ann).ok


def test_a_rejection_for_another_read_lets_a_sub_agent_refresh_its_own_alone(ann: Claude, bob: Session) -> None:
    ann.reads("api.py")
    ann.reads("other.py")
    bob.lands("other.py", "OTHER = 2\n")
    assert lands(ann).rejected == ["CG101 other.py"]
    ann.reads("other.py")
    bob.lands("api.py", CHANGED)
    ann.reads("api.py", **SUB)
    assert lands(ann).rejected == ["CG101 api.py"]
