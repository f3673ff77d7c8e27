"""Reads travel: with coordgit.publish a push sends what was read for its commits, as notes, before it."""

import json
from pathlib import Path

import pytest

from tests.push.push_test import Clones, pushes
from tests.support.repository import CHANGED, Session

NOTES = "refs/notes/coordgit"
SECRET = "PASSWORD = 'hunter2'\n"


@pytest.fixture
def clones(tmp_path: Path) -> Clones:
    """Ann and Bob publish; Ann has read api.py on a branch of her own."""
    clones = Clones(tmp_path)
    for session in (clones.ann, clones.bob):
        assert session.coordgit("init", "--no-clients", "--publish").ok
    assert clones.ann.git("switch", "-qc", "feat").ok
    clones.ann.reads("api.py")
    return clones


def sent(clones: Clones) -> list[str]:
    """The refs of notes that the remote has."""
    said = clones.ann.repository.git("for-each-ref", "--format=%(refname)", NOTES, cwd=clones.remote)
    return said.split()


def note(clones: Clones, commit: str = "feat") -> str:
    """What the remote's only notes say of a commit."""
    (ref,) = sent(clones)
    return clones.ann.repository.git("notes", f"--ref={ref}", "show", commit, cwd=clones.remote)


def works(session: Session, *pushed: str) -> None:
    session.lands("caller.py", "f(1)\n")
    assert pushes(session, *(pushed or ("origin", "feat"))).ok


def test_the_reads_behind_a_pushed_commit_are_there_as_its_note(clones: Clones) -> None:
    clones.ann.reads("other.py:1-1", "nope.py")
    works(clones.ann)
    said = note(clones)
    assert said.startswith("coordgit-reads 1\n")
    kinds = {line.split()[0]: line.rsplit(" ", 1)[1] for line in said.splitlines() if line.endswith('.py"')}
    assert kinds == {"content": '"api.py"', "lines": '"other.py"', "absent": '"nope.py"'}
    shown = clones.ann.repository.git("log", "-1", "--notes=coordgit/*", "feat")
    assert all(line in shown for line in said.splitlines())


def test_nothing_is_sent_where_nobody_asked_for_it(clones: Clones) -> None:
    assert clones.ann.git("config", "--unset", "coordgit.publish").ok
    works(clones.ann)
    assert sent(clones) == []


def test_sessions_are_hashed_unless_their_names_are_asked_for(clones: Clones) -> None:
    works(clones.ann)
    assert '"ann"' not in note(clones)
    assert clones.ann.git("config", "coordgit.publish", "names").ok
    assert pushes(clones.ann, "origin", "feat").ok
    assert 'session 1 made "ann"' in note(clones)


def test_no_content_is_sent(clones: Clones) -> None:
    clones.ann.lands("secret.py", SECRET)
    clones.ann.reads("secret.py", "secret.py:1-1")
    works(clones.ann)
    assert "secret.py" in note(clones) and "hunter2" not in note(clones)


def test_a_failure_to_send_them_is_reported_and_stops_nothing(clones: Clones) -> None:
    hook = clones.remote / "hooks" / "update"
    hook.write_text(f'#!/bin/sh\ncase $1 in {NOTES}/*) echo "no notes here" >&2; exit 1;; esac\n')
    hook.chmod(0o755)
    clones.ann.lands("caller.py", "f(1)\n")
    pushed = pushes(clones.ann, "origin", "feat")
    assert pushed.ok and sent(clones) == []
    assert "coordgit: the reads behind this push were not published: remote: no notes here" in pushed.err
    hook.unlink()
    assert pushes(clones.ann, "origin", "feat").ok and "content" in note(clones)


def test_the_push_of_the_notes_calls_no_hook(clones: Clones, tmp_path: Path) -> None:
    log = tmp_path / "log"
    clones.ann.lands("caller.py", "f(1)\n")
    assert clones.ann.git("push", "-q", "origin", "feat", GIT_TRACE2_EVENT=str(log)).ok and sent(clones)
    started = [json.loads(line) for line in log.read_text().splitlines() if "child_start" in line]
    assert [one["hook_name"] for one in started if one.get("hook_name") == "pre-push"] == ["pre-push"]


def test_a_rejected_push_sends_nothing(clones: Clones) -> None:
    clones.ann.lands("caller.py", "f(1)\n")
    clones.bob.lands("api.py", CHANGED)
    assert pushes(clones.bob).ok
    before = sent(clones)
    assert clones.ann.git("pull", "-q", "--no-rebase", "--no-edit", "origin", "main").ok
    assert pushes(clones.ann, "origin", "feat:main").rejected == ["CG101 api.py"]
    assert sent(clones) == before


@pytest.mark.parametrize("option", ["--dry-run", "-n"])
def test_a_push_that_sends_nothing_sends_no_reads(clones: Clones, option: str) -> None:
    clones.ann.lands("caller.py", "f(1)\n")
    assert pushes(clones.ann, option, "origin", "feat").ok
    assert sent(clones) == []


def test_what_was_read_again_is_sent_though_there_is_nothing_else_to_push(clones: Clones) -> None:
    works(clones.ann)
    before = note(clones)
    clones.ann.reads("other.py")
    assert pushes(clones.ann, "origin", "feat").ok
    assert '"other.py"' not in before and '"other.py"' in note(clones)


def test_the_base_of_a_read_is_a_commit_that_the_remote_has(clones: Clones) -> None:
    clones.ann.lands("caller.py", "f(1)\n")
    clones.ann.reads("caller.py")
    for text in ("f(2)\n", "f(3)\n"):
        clones.ann.writes("caller.py", text)
        assert clones.ann.git("commit", "-q", "-a", "--amend", "-m", "again").ok
    assert pushes(clones.ann, "origin", "feat").ok
    bases = {line.split()[1] for line in note(clones).splitlines() if line.startswith("at ")}
    assert len(bases) == 2
    assert all(clones.ann.git("-C", str(clones.remote), "merge-base", "--is-ancestor", base, "feat").ok for base in bases)


def test_commits_that_others_made_get_no_note_of_ours(clones: Clones) -> None:
    assert clones.bob.git("config", "--unset", "coordgit.publish").ok
    assert clones.bob.git("switch", "-qc", "bobs").ok
    clones.bob.lands("other.py", "OTHER = 2\n")
    assert pushes(clones.bob, "origin", "bobs").ok
    assert clones.ann.git("fetch", "-q").ok and clones.ann.git("merge", "-q", "origin/bobs").ok
    works(clones.ann)
    (ref,) = sent(clones)
    noted = {line.split()[1] for line in clones.ann.repository.git("notes", f"--ref={ref}", "list").splitlines()}
    assert noted == {clones.ann.repository.head("feat")}


def test_leaving_takes_the_setting_and_the_clones_own_notes_out(clones: Clones) -> None:
    works(clones.ann)
    assert clones.ann.coordgit("uninit").ok
    assert not clones.ann.git("config", "--get", "coordgit.publish").ok
    assert clones.ann.repository.git("for-each-ref", NOTES) == ""
    assert sent(clones)
