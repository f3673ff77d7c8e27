"""A client's real payloads, end to end: recorded without effort, told early, repaired cheaply."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.claude import SAMPLES, Claude, begun
from tests.support.repository import API, CHANGED, Repository, Session
from tests.walks.observing import FILES


@pytest.fixture
def ann(repository: Repository) -> Claude:
    return begun(repository, FILES | {"db/001.sql": "--\n"})


def reads(ann: Claude) -> list[dict[str, Any]]:
    return list(ann.repository.json("session", "show", ann.session)["reads"])


def test_a_read_is_recorded_and_a_commit_of_the_shell_tool_is_the_sessions(ann: Claude, bob: Session) -> None:
    ann.reads("api.py")
    ann.writes("caller.py", "f(1)\n")
    bob.lands("api.py", CHANGED)
    result = ann.commits("caller.py")
    assert result.rejected == ["CG101 api.py"]


def test_the_same_passes_when_something_else_changed(ann: Claude, bob: Session) -> None:
    ann.reads("api.py")
    ann.writes("caller.py", "f(1)\n")
    bob.lands("other.py", "OTHER = 2\n")
    assert ann.commits("caller.py").ok


def test_the_next_answer_carries_the_hunk_and_it_counts_from_the_next_call_on(ann: Claude, bob: Session) -> None:
    ann.reads("api.py")
    ann.writes("caller.py", "f(1)\n")
    bob.lands("api.py", CHANGED)
    told = ann.reads("other.py")
    assert "+def f(x, y):" in told and "bob" in told and "on main" in told
    assert ann.reads("other.py") == ""
    assert ann.commits("caller.py").ok


def test_what_was_shown_does_not_count_for_the_very_call_that_commits(ann: Claude, bob: Session) -> None:
    ann.reads("api.py")
    ann.writes("caller.py", "f(1)\n")
    bob.lands("api.py", CHANGED)
    result = ann.commits("caller.py")
    assert "+def f(x, y):" in result.out and result.rejected == ["CG101 api.py"]
    assert ann.commits("caller.py").ok


def test_what_was_shown_does_not_count_for_a_parallel_call(ann: Claude, bob: Session) -> None:
    ann.reads("api.py")
    ann.writes("caller.py", "f(1)\n")
    bob.lands("api.py", CHANGED)
    one, two = ann.call(), ann.call()
    command = {"command": "git add caller.py && git commit -qm x"}
    ann.before("Bash", {"command": "true"}, one)
    assert ann.after("Bash", {"command": "true"}, {"stdout": "", "stderr": "", "interrupted": False}, one) == ""
    ann.before("Bash", command, two)
    assert ann.repository.run(["sh", "-c", command["command"]], **ann.env).rejected == ["CG101 api.py"]


def test_what_a_sub_agent_was_shown_does_not_count(ann: Claude, bob: Session) -> None:
    ann.reads("api.py")
    ann.reads("api.py", agent_id="a0000000000000003", agent_type="x")
    ann.writes("caller.py", "f(1)\n")
    bob.lands("api.py", CHANGED)
    assert "+def f(x, y):" in ann.reads("other.py", agent_id="a0000000000000003", agent_type="x")
    assert "+def f(x, y):" in ann.runs("true").out
    assert ann.commits("caller.py").ok


def test_what_only_a_sub_agent_was_shown_leaves_what_it_had_read_stale(ann: Claude, bob: Session) -> None:
    sub: dict[str, Any] = {"agent_id": "a0000000000000003", "agent_type": "x"}
    ann.reads("api.py", **sub)
    ann.writes("caller.py", "f(1)\n")
    bob.lands("api.py", CHANGED)
    assert "+def f(x, y):" in ann.reads("other.py", **sub)
    ann.reads("other.py", **sub)
    assert ann.commits("caller.py").rejected == ["CG101 api.py"]


def test_a_sub_agents_read_is_its_sessions(ann: Claude, bob: Session) -> None:
    ann.reads("api.py", agent_id="a0000000000000003", agent_type="x")
    ann.writes("caller.py", "f(1)\n")
    bob.lands("api.py", CHANGED)
    assert ann.commits("caller.py").rejected == ["CG101 api.py"]


def test_check_rejects_what_only_a_sub_agent_has_seen_again(ann: Claude, bob: Session) -> None:
    sub: dict[str, Any] = {"agent_id": "a0000000000000003", "agent_type": "x"}
    ann.reads("api.py")
    ann.reads("api.py", **sub)
    ann.writes("caller.py", "f(1)\n")
    bob.lands("api.py", CHANGED)
    ann.reads("api.py", **sub)
    assert ann.repository.coordgit("check", **ann.env).rejected == ["CG101 api.py"]


def test_a_change_too_long_to_show_is_named_and_does_not_count(ann: Claude, bob: Session) -> None:
    ann.reads("api.py")
    ann.writes("caller.py", "f(1)\n")
    bob.lands("api.py", "".join(f"def g{n}(): return {n}  # {'x' * 80}\n" for n in range(200)))
    told = ann.reads("other.py")
    assert "api.py" in told and "too long to show: git diff" in told and len(told) < 7000
    assert ann.commits("caller.py").rejected == ["CG101 api.py"]


def test_ranges_failed_reads_and_the_shell_are_recorded(ann: Claude) -> None:
    ann.reads("long.py", 10, 14)
    ann.reads("absent.py")
    ann.runs("cat other.py | head -3")
    ann.runs("sed -n '2,4p' long.py")
    ann.runs("cat gone.py")
    kinds = {(read["kind"], read["path"], tuple(read["lines"] or ())) for read in reads(ann)}
    assert ("lines", "long.py", (10, 14)) in kinds
    assert ("lines", "long.py", (2, 4)) in kinds
    assert ("absent", "absent.py", ()) in kinds
    assert ("absent", "gone.py", ()) in kinds
    assert any(path == "other.py" for _, path, _ in kinds)


def test_an_edit_over_a_landed_change_is_a_lost_update_even_after_being_shown(ann: Claude, bob: Session) -> None:
    ann.reads("api.py")
    bob.lands("api.py", CHANGED)
    ann.writes("api.py", API + "# mine\n")
    ann.runs("true")
    ann.runs("true")
    result = ann.commits("api.py")
    assert result.rejected == ["CG201 api.py"]
    ann.reads("api.py")
    assert ann.commits("api.py").rejected == ["CG201 api.py"]
    ann.runs("git show HEAD:api.py")
    ann.writes("api.py", CHANGED + "# mine\n")
    final = ann.commits("api.py")
    assert final.ok, final


@pytest.mark.parametrize("looks", [False, True], ids=["at once", "after reading its own text back"])
@pytest.mark.parametrize("text", [API + "# mine\n", CHANGED + "# mine\n"], ids=["the same text", "another"])
def test_one_look_at_the_newer_version_is_the_way_out(ann: Claude, bob: Session, looks: bool, text: str) -> None:
    ann.reads("api.py")
    bob.lands("api.py", CHANGED)
    ann.writes("api.py", API + "# mine\n")
    assert ann.commits("api.py").rejected == ["CG201 api.py"]
    ann.runs("git show HEAD:api.py")
    if looks:
        ann.reads("api.py")
    ann.writes("api.py", text)
    result = ann.commits("api.py")
    assert result.ok, result


@pytest.mark.parametrize("shown", [True, False], ids=["shown", "too long to show"])
def test_writing_again_is_not_a_way_out_for_who_saw_nothing_of_the_newer_version(ann: Claude, bob: Session, shown: bool) -> None:
    ann.reads("api.py")
    bob.lands("api.py", CHANGED if shown else "".join(f"def g{n}(): return {n}  # {'x' * 80}\n" for n in range(200)))
    ann.writes("api.py", API + "# mine\n")
    ann.reads("api.py")
    ann.writes("api.py", API + "# mine\n")
    assert ann.commits("api.py").rejected == ([] if shown else ["CG201 api.py"])


def test_an_edit_after_the_change_was_shown_is_no_lost_update(ann: Claude, bob: Session) -> None:
    ann.reads("api.py")
    bob.lands("api.py", CHANGED)
    assert "+def f(x, y):" in ann.runs("true").out
    ann.edits("api.py", "return x", "return x + y")
    result = ann.commits("api.py")
    assert result.ok, result


def test_ones_own_edits_and_a_formatter_are_not_foreign(ann: Claude, bob: Session, repository: Repository) -> None:
    ann.reads("api.py")
    ann.edits("api.py", "return x", "return  x")
    repository.write("api.py", API)  # a formatter after the edit
    ann.edits("api.py", "return x", "return x + 1")
    assert ann.commits("api.py").ok
    ann.edits("api.py", "return x + 1", "return x + 2")
    assert ann.commits("api.py").ok
    ann.writes("new.py", "1\n")
    assert ann.commits("new.py").ok


def test_a_file_the_session_made_is_known_to_it(ann: Claude, bob: Session) -> None:
    ann.writes("helper.py", "def h(): ...\n")
    assert ann.commits("helper.py").ok
    ann.writes("caller.py", "h()\n")
    bob.lands("helper.py", "def h(x): ...\n")
    assert ann.commits("caller.py").rejected == ["CG101 helper.py"]


def test_a_search_rejects_only_what_it_is_tied_to(ann: Claude, bob: Session) -> None:
    given = {"pattern": "f\\(", "output_mode": "files_with_matches"}
    ann.after("Grep", given, {"mode": "files_with_matches", "filenames": ["api.py"], "numFiles": 1}, ann.call())
    ann.batch()
    bob.lands("caller.py", "f(1)\n")
    ann.writes("unrelated.py", "1\n")
    assert ann.commits("unrelated.py").ok


@pytest.mark.parametrize("mine", ["db/002.sql", "elsewhere.py"])
def test_a_listing_with_a_new_name_rejects_only_who_makes_another_name_there(ann: Claude, bob: Session, mine: str) -> None:
    """So two do not take the same next free number of a migration."""
    response = {"filenames": ["db/001.sql"], "durationMs": 1, "numFiles": 1, "truncated": False}
    ann.after("Glob", {"pattern": "db/*.sql"}, response, ann.call())
    ann.writes(mine, "-- ann\n")
    bob.lands("db/002_bob.sql", "-- bob\n")
    result = ann.commits(mine)
    assert result.rejected == (["CG102 db/002_bob.sql"] if mine == "db/002.sql" else [])
    assert "CG102 db/002_bob.sql" in result.err


def test_resume_and_compact_keep_what_was_read_and_clear_ends_it(ann: Claude, bob: Session, repository: Repository) -> None:
    ann.reads("api.py")
    ann.send("SessionEnd", reason="other")
    ann.send("SessionStart", source="resume")
    ann.send("PreCompact", trigger="manual", custom_instructions=None)
    ann.send("SessionStart", source="compact")
    assert [read["path"] for read in reads(ann)] == ["api.py"]
    bob.lands("api.py", CHANGED)
    ann.send("SessionEnd", reason="clear")
    fresh = Claude(repository, "00000000-0000-4000-8000-00000000000b")
    fresh.send("SessionStart", source="clear")
    fresh.writes("caller.py", "f(1)\n")
    assert fresh.commits("caller.py").ok


def test_garbage_is_logged_and_the_tool_call_goes_on(ann: Claude, repository: Repository) -> None:
    for raw in (
        b"",
        b"{",
        b"[]",
        b'{"session_id": 3}',
        b"\xff\xfe",
        b'{"session_id": "x", "hook_event_name": "PostToolUse"}',
    ):
        result = repository.coordgit("hook", "claude", stdin=raw)
        assert (result.code, result.out, result.err) == (0, "", "")
    assert "hook claude" in (repository.top / ".git/coordgit/log").read_text()


@pytest.mark.parametrize("folder", ["claude", "claude-lifecycle"])
def test_every_recorded_payload_goes_through(ann: Claude, repository: Repository, folder: str) -> None:
    top = str(repository.top)
    for sample in sorted((SAMPLES / folder).glob("*.json")):
        raw = sample.read_text().replace("/repo/", f"{top}/").replace('"/repo"', json.dumps(top))
        result = repository.coordgit("hook", "claude", stdin=raw.encode())
        assert result.code == 0 and result.err == "", (sample.name, result)
    log = repository.top / ".git/coordgit/log"
    assert not log.exists(), log.read_text()


def test_registration_runs_from_any_folder_of_any_worktree(ann: Claude, repository: Repository, tmp_path: Path) -> None:
    assert repository.coordgit("init", "--client", "claude").ok
    settings = json.loads((repository.top / ".claude/settings.json").read_text())
    command = settings["hooks"]["PostToolUse"][0]["hooks"][0]["command"]
    tree = repository.worktree("wt")
    (tree / "deep").mkdir()
    payload = json.loads((SAMPLES / "claude/01-SessionStart.json").read_text()) | {
        "cwd": str(tree),
        "session_id": "s-1",
    }
    result = repository.run(["sh", "-c", command], tree / "deep", stdin=json.dumps(payload))
    assert result.ok, result
    assert "s-1" in {row["session"] for row in repository.json("status")["sessions"]}
