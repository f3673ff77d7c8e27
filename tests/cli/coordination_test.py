"""Locks, tasks, reports, status and log from the command line, with real git and the real hooks."""

import json
import os
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.support.repository import UNHOOKED, Repository, Sessions
from tests.support.terminal import seen, watching

pytestmark = pytest.mark.daily(2)

PROGRAM = [sys.executable, "-c", "from coordgit.cli.main import main; main()"]
LOCK = {"id", "pathspec", "session", "why", "token", "expires_at"}
TASK = {"id", "title", "paths", "state", "session", "outcome", "why"}


def test_a_commit_of_a_path_that_another_session_holds_is_rejected(repository: Repository, sessions: Sessions) -> None:
    ann, bob = sessions("ann", "bob")
    assert ann.coordgit("lock", "api.py", "--why", "new signature").ok
    before = repository.head()
    result = bob.commits("api.py", "def f(y): ...\n")
    assert result.rejected == ["CG301 api.py"]
    assert "held by session ann until " in result.err
    assert "new signature" in result.err
    assert bob.commits("api.py", "def f(y): ...\n", "--no-verify").rejected == ["CG301 api.py"]
    assert repository.head() == before
    assert bob.lands("other.py", "OTHER = 2\n")
    assert ann.coordgit("unlock").ok
    assert bob.lands("api.py", "def f(y): ...\n")


def test_the_holder_itself_commits(sessions: Sessions) -> None:
    ann, _ = sessions("ann", "bob")
    ann.coordgit("lock", "api.py")
    assert ann.lands("api.py", "def f(y): ...\n")


def test_a_lock_says_who_is_in_its_way_and_grants_nothing(sessions: Sessions) -> None:
    ann, bob = sessions("ann", "bob")
    granted = ann.json("lock", "api.py", "--why", "new signature")["locks"]
    assert set(granted[0]) >= LOCK
    assert (granted[0]["pathspec"], granted[0]["session"], granted[0]["why"]) == ("api.py", "ann", "new signature")
    assert 890 < granted[0]["expires_at"] - time.time() <= 900
    refused = bob.coordgit("lock", "other.py", "api.py", "--json")
    assert refused.code == 1
    assert json.loads(refused.out) == {"locks": []}
    assert refused.err.startswith("coordgit: api.py is held by session ann until ")
    assert refused.err.endswith(': "new signature"\ntry: coordgit locks\n')
    assert [lock["pathspec"] for lock in bob.json("locks")["locks"]] == ["api.py"]


def test_pathspecs_are_taken_from_the_current_folder(repository: Repository, sessions: Sessions) -> None:
    ann, bob = sessions("ann", "bob")
    repository.commit_files({"src/deep/a.py": "", "src/b.py": ""})
    ann.cwd = repository.top / "src"
    assert ann.coordgit("lock", "deep", "../api.py", ":/other.py", str(repository.top / "docs")).ok
    held = [lock["pathspec"] for lock in ann.json("locks")["locks"]]
    assert held == ["src/deep", "api.py", "other.py", "docs"]
    assert bob.commits("src/deep/a.py", "x\n").rejected == ["CG301 src/deep/a.py"]
    assert bob.lands("src/b.py", "x\n")
    assert ann.coordgit("unlock", "deep").ok
    assert bob.lands("src/deep/a.py", "x\n")


@pytest.mark.parametrize(
    "args",
    [
        ("lock",), ("lock", "../out"), ("lock", ""), ("lock", "a", "--for", "15"), ("lock", "a", "--for", "0s"),
        ("lock", ":(attr:x)a"), ("task", "claim", "0"), ("task", "done", "x"), ("task", "fail", "1"), ("task", "add", " "),
        ("report", "x", "--state", "odd"), ("log", "-n", "0"), ("status", "--watch", "--every", "0"),
    ],
)  # fmt: skip
def test_a_wrong_call_is_two_lines_and_exit_code_2(sessions: Sessions, args: tuple[str, ...]) -> None:
    (ann,) = sessions("ann")
    result = ann.coordgit(*args)
    assert (result.code, result.out) == (2, "")
    first, second = result.err.splitlines()
    assert first.startswith("coordgit: ")
    assert second.startswith("try: ")


def test_a_client_that_would_edit_a_held_path_is_told_the_holder_the_reason_and_the_expiry(
    repository: Repository, sessions: Sessions
) -> None:
    ann, _ = sessions("ann", "bob")
    ann.coordgit("lock", "api.py", "--why", "new signature")
    denied = edit(repository, "api.py")
    assert denied["permissionDecision"] == "deny"
    assert denied["permissionDecisionReason"].startswith("coordgit: api.py is held by session ann until ")
    assert denied["permissionDecisionReason"].endswith(': "new signature"')
    assert edit(repository, "other.py").get("permissionDecision") != "deny"
    ann.coordgit("unlock")
    assert edit(repository, "api.py").get("permissionDecision") != "deny"


def edit(repository: Repository, path: str) -> dict[str, str]:
    """What the hook answers to a client that is about to edit ``path``."""
    payload = {
        "session_id": "bob", "cwd": str(repository.top), "hook_event_name": "PreToolUse", "tool_name": "Edit",
        "tool_use_id": "t1", "transcript_path": "/dev/null", "permission_mode": "default",
        "tool_input": {"file_path": str(repository.top / path), "old_string": "x", "new_string": "y"},
    }  # fmt: skip
    answer = repository.coordgit("hook", "claude", stdin=json.dumps(payload).encode())
    assert answer.ok, answer.err
    return json.loads(answer.out)["hookSpecificOutput"] if answer.out else {}


def test_a_task_goes_from_open_to_done_with_its_commits(sessions: Sessions) -> None:
    boss, ann, bob = sessions("boss", "ann", "bob")
    added = boss.json("task", "add", "New signature", "--path", "api.py", "--path", "src/*.py")["task"]
    assert set(added) >= TASK
    assert (added["state"], added["session"], added["paths"]) == ("open", None, ["api.py", "src/*.py"])
    claimed = ann.json("task", "claim")["task"]
    assert (claimed["id"], claimed["state"], claimed["session"]) == (added["id"], "claimed", "ann")
    landed = ann.lands("api.py", "def f(y): ...\n")
    refused = bob.coordgit("task", "done", str(added["id"]))
    assert refused.code == 1
    assert refused.err == f"coordgit: task {added['id']} is not yours: session ann has claimed it\ntry: coordgit task list\n"
    assert ann.coordgit("task", "done", str(added["id"]), "--outcome", "f takes y").ok
    (done,) = boss.json("task", "list")["tasks"]
    assert (done["state"], done["outcome"], done["commits"]) == ("done", "f takes y", [landed])
    assert boss.json("status")["tasks"]["completed"] == [done]


def test_claiming_where_nothing_is_open_is_exit_code_1_and_null(sessions: Sessions) -> None:
    (ann,) = sessions("ann")
    result = ann.coordgit("task", "claim", "--json")
    assert (result.code, json.loads(result.out)) == (1, {"task": None})


def test_a_session_that_ends_says_what_became_of_its_task(sessions: Sessions) -> None:
    ann, bob = sessions("ann", "bob")
    ann.coordgit("task", "add", "New signature")
    ann.coordgit("task", "claim")
    ann.coordgit("lock", "api.py")
    assert ann.coordgit("session", "end").ok
    (task,) = bob.json("task", "list")["tasks"]
    assert (task["state"], task["session"], task["why"]) == ("open", None, "session ann ended")
    assert bob.json("locks")["locks"] == []


def test_twelve_processes_claim_twelve_tasks_each_once(repository: Repository, sessions: Sessions) -> None:
    (boss,) = sessions("boss")
    for n in range(12):
        boss.coordgit("task", "add", f"task {n}")
    running = [
        subprocess.Popen(
            [*PROGRAM, "task", "claim", "--json"],
            cwd=repository.top, env={**repository.env, "COORDGIT_SESSION": f"worker-{n}", "PYTHONPATH": os.getcwd()},
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for n in range(12)
    ]  # fmt: skip
    said = [process.communicate(timeout=60) for process in running]
    assert [err for _, err in said] == [""] * 12
    assert sorted(json.loads(out)["task"]["id"] for out, _ in said) == list(range(1, 13))


def test_status_calls_no_range_stale_that_a_change_of_its_file_does_not_touch(repository: Repository, sessions: Sessions) -> None:
    ann, bob = sessions("ann", "bob")
    lines = [f"line {n}\n" for n in range(1, 31)]
    bob.lands("long.py", "".join(lines))
    ann.reads("long.py:2-5", "long.py:20-22")
    bob.lands("long.py", "".join([*lines[:9], "line 10, of bob\n", *lines[10:]]))
    assert [one["stale"] for one in bob.json("status")["sessions"] if one["session"] == "ann"] == [[]]
    bob.lands("long.py", "".join([*lines[:9], "line 10, of bob\n", *lines[10:20], "line 21, of bob\n", *lines[21:]]))
    (stale,) = [one["stale"] for one in bob.json("status")["sessions"] if one["session"] == "ann"]
    assert {read["path"] for read in stale} == {"long.py"}


def test_status_says_what_each_session_reports_and_what_blocks_it(sessions: Sessions) -> None:
    ann, bob = sessions("ann", "bob")
    ann.reads("api.py")
    bob.lands("api.py", "def f(x, y): ...\n")
    verdict = ann.commits("caller.py", "f(1)\n").verdict
    ann.coordgit("report", "calling f", "--state", "blocked")
    found = {one["session"]: one for one in bob.json("status")["sessions"]}
    assert found["ann"]["blocked"] == verdict
    assert found["ann"]["report"]["text"] == "calling f"
    assert found["ann"]["report"]["state"] == "blocked"
    assert [(read["path"], read["changed_by"]) for read in found["ann"]["stale"]] == [("api.py", "bob")]
    assert (found["bob"]["blocked"], found["bob"]["report"], found["bob"]["stale"]) == (None, None, [])
    text = bob.coordgit("status", COLUMNS="100").out
    assert f"blocked by {verdict}: api.py changed by session bob" in text
    assert "stale api.py (session bob on main, " in text


def test_status_names_a_path_once_if_several_reads_of_it_are_stale(sessions: Sessions) -> None:
    ann, bob = sessions("ann", "bob")
    ann.coordgit("read", "new.py", "--glob", "*.py")
    bob.lands("new.py", "1\n")
    denied = ann.commits("caller.py", "f(1)\n")
    assert sorted(denied.rejected) == ["CG102 new.py", "CG103 new.py"]
    text = bob.coordgit("status", COLUMNS="100").out
    assert f"blocked by {denied.verdict}: new.py changed by session bob\n" in text


@pytest.mark.parametrize("merges", [True, False])
def test_status_names_a_path_once_that_a_branch_has_from_main(repository: Repository, sessions: Sessions, merges: bool) -> None:
    bob, cat = sessions("bob", "cat")
    ann = repository.session("ann", repository.worktree("tree"))
    ann.reads("api.py")
    bob.lands("api.py", "def f(x, y): ...\n")
    cat.lands("api.py", "def f(x, y, z): ...\n")
    if merges:
        assert ann.git("merge", "-q", "--no-ff", "--no-edit", "main").ok
    text = bob.coordgit("status", COLUMNS="100").out
    assert text.count("api.py (") == 1 and "stale api.py (session cat on main, " in text


def test_the_log_has_landings_and_rejections_newest_first(repository: Repository, sessions: Sessions) -> None:
    ann, bob = sessions("ann", "bob")
    ann.reads("api.py")
    bob.lands("api.py", "def f(x, y): ...\n")
    ann.commits("caller.py", "f(1)\n")
    ann.git("-c", "coordgit.bypass=release day", "commit", "-qm", "anyway")
    entries = ann.json("log", "-n", "3")["entries"]
    assert [(entry["outcome"], entry["session"], entry["landed"]) for entry in entries] == [
        ("bypassed", "ann", True), ("rejected", "ann", False), ("passed", "bob", True)
    ]  # fmt: skip
    assert entries[0]["reason"] == "release day"
    assert entries[0]["new"] == repository.head()
    assert {entry["ref"] for entry in entries} == {"refs/heads/main"}
    assert "release day" in ann.coordgit("log").out


def test_an_update_that_no_hook_saw_is_unverified_in_status_and_log(repository: Repository, sessions: Sessions) -> None:
    (ann,) = sessions("ann")
    repository.write("api.py", "unseen\n")
    repository.git(*UNHOOKED, "commit", "-qam", "unseen")
    entry = ann.json("log", "-n", "1")["entries"][0]
    assert (entry["outcome"], entry["session"], entry["new"], entry["landed"]) == ("unverified", None, repository.head(), True)
    assert [one["new"] for one in ann.json("status")["unverified"]] == [repository.head()]


def test_the_views_answer_with_one_query_from_any_sql_tool(repository: Repository, sessions: Sessions) -> None:
    ann, bob = sessions("ann", "bob")
    ann.coordgit("task", "add", "New caller")
    ann.coordgit("task", "claim")
    ann.coordgit("lock", "caller.py")
    ann.coordgit("report", "calling f")
    ann.reads("api.py")
    bob.lands("api.py", "def f(x, y): ...\n")
    ann.commits("caller.py", "f(1)\n")
    with sqlite3.connect(repository.top / ".git/coordgit/coordination.db") as store:
        assert store.execute(
            "SELECT client, state, task, report, blocked, locks FROM in_flight WHERE session = 'ann'"
        ).fetchall() == [("", "working", "New caller", "calling f", "v3", 1)]
        assert store.execute("SELECT session, path, kind, changed_by, ref FROM stale_reads").fetchall() == [
            ("ann", "api.py", "content", "bob", "refs/heads/main")
        ]
        assert store.execute("SELECT session, outcome, verdict FROM history ORDER BY at").fetchall()[1:] == [
            ("bob", "passed", "v2"), ("ann", "rejected", "v3")
        ]  # fmt: skip
    store.close()


def test_status_watches_in_place(repository: Repository, sessions: Sessions) -> None:
    (ann,) = sessions("ann")
    ann.coordgit("report", "first")
    with watching(repository) as terminal:
        assert seen(terminal, b"first")
        ann.coordgit("report", "second")
        assert seen(terminal, b"second")


def test_without_git_hooks_locks_and_tasks_work_too(tmp_path: Path) -> None:
    repository = Repository(tmp_path, guarded=False)
    repository.begin(api__py="")
    from coordgit.store.database import open_store

    open_store(str(repository.top / ".git/coordgit"), create=True).close()
    ann, bob = repository.session("ann"), repository.session("bob")
    assert ann.coordgit("lock", "api.py").ok
    assert bob.coordgit("lock", "api.py").code == 1
    assert ann.coordgit("task", "add", "one").ok
    assert bob.coordgit("task", "claim").ok
    assert ann.coordgit("status").ok
