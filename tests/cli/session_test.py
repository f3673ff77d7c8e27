"""Sessions: started, ended, cleared, listed and shown."""

import sys

import pytest

from coordgit.program import FAST
from tests.support.claude import Claude
from tests.support.repository import CHANGED, Repository, Sessions

pytestmark = pytest.mark.daily(2)


def test_start_prints_an_id_that_can_be_worked_under(sessions: Sessions, repository: Repository) -> None:
    (bob,) = sessions("bob")
    ident = repository.coordgit("session", "start").out.strip()
    ann = repository.session(ident)
    ann.reads("api.py")
    bob.lands("api.py", CHANGED)
    assert ann.commits("caller.py", "f(1)\n").rejected == ["CG101 api.py"]


def test_two_sessions_that_one_script_starts_are_two_and_neither_is_the_script(repository: Repository) -> None:
    repository.begin(api__py="x\n")
    script = (
        "a=$(coordgit session start --name a); b=$(coordgit session start --name b)\n"
        "COORDGIT_SESSION=$a coordgit read api.py; COORDGIT_SESSION=$b coordgit read gone.py; coordgit read other.py"
    )
    program = repository.folder / "script" / "coordgit"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -I "{FAST}" "$@"\n')
    program.chmod(0o755)
    result = repository.run(["sh", "-ec", script], PATH=f"{program.parent}:{repository.env['PATH']}")
    assert result.ok, result.err
    shown = {
        one["name"]: [read["path"] for read in repository.json("session", "show", one["session"])["reads"]]
        for one in repository.json("session", "list")["sessions"]
    }
    assert shown == {"a": ["api.py"], "b": ["gone.py"], "dev": ["other.py"]}


def test_start_takes_an_id_a_name_and_a_client(repository: Repository) -> None:
    started = repository.json("session", "start", "--id", "ann", "--name", "Ann", "--client", "codex")
    assert started == {
        "session": "ann",
        "name": "Ann",
        "client": "codex",
        "state": "live",
        "epoch": 1,
        "worktree": str(repository.top),
        "person": False,
    }
    assert repository.coordgit("session", "start", "--id", "ann").out == "ann\n"
    assert [one["session"] for one in repository.json("session", "list")["sessions"]] == ["ann"]


@pytest.mark.parametrize("ident", ["", " ", "two\nlines", "x" * 201])
def test_an_id_that_cannot_be_shown_is_a_usage_error(repository: Repository, ident: str) -> None:
    result = repository.coordgit("session", "start", "--id", ident)
    assert result.code == 2
    assert result.err.startswith("coordgit: the id has to be") and "\ntry: " in result.err
    assert repository.json("session", "list") == {"sessions": []}


def test_an_id_with_blanks_and_letters_of_any_script_is_fine(repository: Repository) -> None:
    assert repository.coordgit("session", "start", "--id", "Ünit 7").out == "Ünit 7\n"


def test_an_ended_session_is_known_and_goes_on_under_its_id(sessions: Sessions, repository: Repository) -> None:
    ann, bob = sessions("ann", "bob")
    ann.reads("api.py")
    assert ann.coordgit("session", "end").out == "ended ann\n"
    assert repository.json("session", "show", "ann")["state"] == "ended"
    bob.lands("api.py", CHANGED)
    assert repository.coordgit("session", "start", "--id", "ann").ok
    assert ann.commits("caller.py", "f(1)\n").rejected == ["CG101 api.py"]


@pytest.mark.parametrize("ends", [True, False])
def test_what_a_session_reported_of_its_end_is_over_when_it_is_started_again(repository: Repository, ends: bool) -> None:
    ann = repository.session("ann")
    ann.coordgit("report", "no space left", "--state", "error")
    if ends:
        ann.coordgit("session", "end")
    assert "\nErrored\n  session ann " in repository.coordgit("status").out
    assert repository.coordgit("session", "start", "--id", "ann").out == "ann\n"
    report = next(one["report"] for one in repository.json("status")["sessions"] if one["session"] == "ann")
    assert (report["state"], report["text"]) == ("working", "started again")
    assert "Errored" not in repository.coordgit("status").out


def test_a_report_of_work_outlasts_a_start(repository: Repository) -> None:
    ann = repository.session("ann")
    ann.coordgit("report", "half of it")
    repository.coordgit("session", "start", "--id", "ann")
    assert '"half of it"' in repository.coordgit("status").out


def test_looking_at_an_ended_session_does_not_bring_it_back(sessions: Sessions) -> None:
    (ann,) = sessions("ann")
    ann.reads("api.py")
    ann.coordgit("session", "end")
    assert ann.json("session", "show")["state"] == "ended"
    assert ann.json("session", "show")["state"] == "ended"


def test_ending_a_session_releases_what_it_holds_and_says_so(sessions: Sessions) -> None:
    ann, bob = sessions("ann", "bob")
    assert ann.coordgit("lock", "api.py").ok
    assert bob.coordgit("lock", "api.py").code == 1
    assert ann.coordgit("task", "add", "Write a caller").ok
    assert ann.coordgit("task", "claim").ok
    assert ann.coordgit("session", "end").out == (
        'ended ann\nreleased the lock on api.py\ntask 1 is open again: "Write a caller"\n'
    )
    assert bob.coordgit("lock", "api.py").ok
    assert bob.coordgit("task", "claim").ok


def test_what_was_read_before_a_clear_does_not_count(sessions: Sessions) -> None:
    ann, bob = sessions("ann", "bob")
    ann.reads("api.py")
    assert "epoch 2" in ann.coordgit("session", "clear").out
    assert ann.json("session", "show")["reads"] == []
    bob.lands("api.py", CHANGED)
    assert ann.commits("caller.py", "f(1)\n").ok


def test_what_was_read_after_a_clear_counts(sessions: Sessions) -> None:
    ann, bob = sessions("ann", "bob")
    ann.coordgit("session", "clear")
    ann.reads("api.py")
    bob.lands("api.py", CHANGED)
    assert ann.commits("caller.py", "f(1)\n").rejected == ["CG101 api.py"]


def test_show_has_every_read_in_the_shape_that_was_promised(sessions: Sessions, repository: Repository) -> None:
    (ann,) = sessions("ann")
    ann.reads("api.py:1-1", "other.py", "gone.py")
    ann.coordgit("read", "--glob", "*.py")
    ann.coordgit("read", "--grep", "def f", "api.py")
    shown = ann.json("session", "show")
    head = repository.head()
    assert set(shown) == {"session", "name", "client", "state", "epoch", "worktree", "person", "reads", "writes", "unknown"}
    common = {"kind", "path", "lines", "oid", "base", "at", "via", "exact"}
    by_kind = {read["kind"]: read for read in shown["reads"]}
    assert {kind: set(read) - common for kind, read in by_kind.items()} == {
        "lines": set(),
        "content": set(),
        "absent": set(),
        "listing": {"pattern", "recursive"},
        "match": {"pattern", "pathspecs"},
    }
    assert by_kind["lines"]["lines"] == [1, 1] and by_kind["lines"]["oid"] == repository.head("HEAD:api.py")
    assert by_kind["absent"]["oid"] is None and by_kind["absent"]["path"] == "gone.py"
    assert by_kind["match"]["pattern"] == "def f" and by_kind["match"]["pathspecs"] == ["api.py"]
    assert {read["base"] for read in shown["reads"]} == {head}


def test_show_has_what_was_written_until_it_is_committed(sessions: Sessions, repository: Repository) -> None:
    sessions()
    ann = Claude(repository, "ann")
    ann.reads("api.py")
    before = repository.head("HEAD:api.py")
    ann.edits("api.py", "def f(x)", "def f(x, y)")
    (write,) = repository.json("session", "show", "ann")["writes"]
    after = repository.git("hash-object", "api.py")
    assert set(write) == {"path", "before", "after", "at", "via"}
    assert (write["path"], write["before"], write["after"]) == ("api.py", before, after)
    assert "api.py" in repository.coordgit("session", "show", "ann").out
    assert ann.commits("api.py").ok
    assert repository.json("session", "show", "ann")["writes"] == []


def test_show_leaves_out_what_git_does_not_track(sessions: Sessions, repository: Repository) -> None:
    (ann,) = sessions("ann")
    repository.write("scratch.txt", "x\n")
    ann.reads("api.py", "scratch.txt")
    assert [read["path"] for read in ann.json("session", "show")["reads"]] == ["api.py"]
    assert " 1 read " in ann.coordgit("session", "list", COLUMNS="100").out


def test_show_has_what_git_tracks_by_now_and_so_counts(sessions: Sessions, repository: Repository) -> None:
    ann, bob = sessions("ann", "bob")
    repository.write("new.py", "x\n")
    ann.reads("new.py")
    bob.lands("new.py", "x\n")
    assert [read["path"] for read in ann.json("session", "show")["reads"]] == ["new.py"]
    bob.lands("new.py", "y\n")
    assert ann.commits("caller.py", "f(1)\n").rejected == ["CG101 new.py"]


def test_show_finds_a_session_by_the_beginning_of_its_id_or_its_name(repository: Repository) -> None:
    repository.coordgit("session", "start", "--id", "7f3e9", "--name", "Ann")
    repository.coordgit("session", "start", "--id", "7f3d0", "--name", "Bob")
    assert [repository.json("session", "show", word)["session"] for word in ("7f3e", "Bob")] == ["7f3e9", "7f3d0"]


def test_a_session_and_one_whose_id_is_its_name_are_told_apart(repository: Repository) -> None:
    started = repository.coordgit("session", "start", "--name", "ann").out.strip()
    assert repository.session(started).coordgit("lock", "api.py").ok
    assert " session ann  " in repository.coordgit("locks").out
    refused = repository.session("ann").coordgit("lock", "api.py")  # COORDGIT_SESSION is the name, not the id
    assert f"is held by session ann {started[:4]} until" in refused.err
    assert f"\n  session ann {started[:4]}  " in repository.coordgit("status").out


CODEX = "019ac6d4-0f1e-7a10-8d2c-3b5e9f10a1b2", "019ac6d4-2b7c-7e55-9a04-77c1d2e3f4a5"
"""Version 7: they begin with the time."""
OPENCODE = "ses_dd12bf6aeffevOIoK0zbZuVp1x", "ses_dd12bd4b8ffeesN71GgRFsOAlw"
"""So do these."""


def test_sessions_whose_ids_begin_with_the_same_time_are_told_apart_and_found_as_they_are_shown(repository: Repository) -> None:
    for ident in CODEX:
        assert repository.coordgit("session", "start", "--id", ident, "--client", "codex").ok
    listed = repository.coordgit("session", "list").out
    assert "a1b2  codex" in listed and "f4a5  codex" in listed
    assert repository.json("session", "show", "f4a5")["session"] == CODEX[1]
    for ident in OPENCODE:
        assert repository.coordgit("session", "start", "--id", ident, "--client", "opencode").ok
    listed = repository.coordgit("session", "list").out
    assert "Vp1x  opencode" in listed and "OAlw  opencode" in listed
    assert repository.json("session", "show", "OAlw")["session"] == OPENCODE[1]


def test_start_inside_a_client_says_that_commands_go_on_as_the_clients_session(repository: Repository) -> None:
    inside = repository.coordgit("session", "start", CLAUDE_CODE_SESSION_ID="00000000-0000-4000-8000-00000000000a")
    assert "commands in the shell of claude 000a are that session's" in inside.err
    assert repository.coordgit("session", "start").err == ""


@pytest.mark.parametrize(("word", "hint"), [("nobody", "list"), ("7f3", "list"), ("", "show --help")])
def test_show_of_nobody_or_of_several_is_a_usage_error(repository: Repository, word: str, hint: str) -> None:
    repository.coordgit("session", "start", "--id", "7f3e9")
    repository.coordgit("session", "start", "--id", "7f3d0")
    result = repository.coordgit("session", "show", word)
    assert result.code == 2
    assert result.err.endswith(f"try: coordgit session {hint}\n")


@pytest.mark.parametrize("columns", [50, 80, 120])
def test_the_text_of_show_and_list_fits_the_terminal(sessions: Sessions, repository: Repository, columns: int) -> None:
    (ann,) = sessions("ann")
    long = "/".join(["a" * 30] * 6) + ".py"
    repository.write(long, "x\n")
    repository.git("add", "-A")
    ann.reads(long, "api.py", f"{long}:1-1")
    ann.coordgit("read", "--grep", "x" * 200)
    repository.coordgit("session", "start", "--id", "y" * 100, "--name", "n" * 60)
    for verb in ("show", "list"):
        shown = ann.coordgit("session", verb, COLUMNS=str(columns)).out
        assert max(len(line) for line in shown.splitlines()) <= columns, shown
    assert "4 reads" in ann.coordgit("session", "show").out


def test_where_was_searched_is_shown(sessions: Sessions) -> None:
    (ann,) = sessions("ann")
    ann.coordgit("read", "--grep", "def f")
    ann.coordgit("read", "--grep", "def g", "api.py")
    shown = ann.coordgit("session", "show").out
    assert 'search  "def f" everywhere' in shown and 'search  "def g" in api.py' in shown


def test_names_that_would_play_with_the_terminal_are_shown_quoted(sessions: Sessions, repository: Repository) -> None:
    sessions()
    odd = repository.session('an"n\\7')
    odd.reads("gone\nfile.py")
    odd.coordgit("read", "--grep", "a\tb")
    for verb in ("show", "list"):
        shown = odd.coordgit("session", verb).out
        assert not set(shown) - {"\n"} & set(map(chr, range(32))), shown
    assert '"gone\\nfile.py"' in odd.coordgit("session", "show").out


def test_show_lists_the_newest_command_whose_reads_are_unknown(sessions: Sessions, repository: Repository) -> None:
    sessions()
    ann = Claude(repository, "ann")
    ann.runs("python3 -c 'open(\"api.py\").read()'")
    assert "1 command whose reads are unknown" in repository.coordgit("session", "show", "ann").out
    bob = Claude(repository, "bob")
    bob.runs("cat api.py")
    assert "could not be told" not in repository.coordgit("session", "show", "bob").out


def test_an_unknown_verb_is_a_usage_error(repository: Repository) -> None:
    result = repository.coordgit("session", "stop")
    assert result.code == 2
    assert "try: " in result.err


def test_a_directory_is_listed_not_read(sessions: Sessions, repository: Repository) -> None:
    (ann,) = sessions("ann")
    repository.write("d/f.py", "1\n")
    result = ann.coordgit("read", "d")
    assert (result.code, result.err) == (
        2,
        "coordgit: d is a directory: its names are a listing\ntry: coordgit read --glob d\n",
    )
    assert ann.coordgit("read", "--glob", "d").ok
