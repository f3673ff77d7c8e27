"""What sessions say of themselves, on its way into the store: nothing that another's terminal would obey, no path twice."""

import os
import sqlite3

import pytest

from coordgit.store import sessions as stored
from tests.coordination.team import Team
from tests.support.repository import Repository, Sessions
from tests.support.terminal import seen, watching

ODD = "\x1b[2J\x1b]0;owned\x07gone\n"
PLAIN = "[2J ]0;owned gone"
WATCH = "import coordgit.store.database as d; d.WAIT = 0.3; from coordgit.cli.main import main; main()"


def test_the_reason_of_a_lock_cannot_speak_to_the_terminal(sessions: Sessions) -> None:
    ann, bob = sessions("ann", "bob")
    ann.coordgit("lock", "api.py", "--why", ODD)
    rejected = bob.commits("api.py", "def f(y): ...\n")
    assert rejected.rejected == ["CG301 api.py"]
    refused = bob.coordgit("lock", "api.py")
    for said in (rejected.err, refused.err, bob.coordgit("explain").out, bob.coordgit("locks").out):
        assert PLAIN in said
        assert not {"\x1b", "\x07"} & set(said)


def test_reports_titles_and_outcomes_cannot_speak_to_the_terminal(sessions: Sessions) -> None:
    (ann,) = sessions("ann")
    assert ann.json("report", ODD)["report"]["text"] == PLAIN
    assert ann.json("task", "add", ODD)["task"]["title"] == PLAIN
    ann.coordgit("task", "claim")
    assert ann.json("task", "fail", "1", "--why", ODD)["task"]["why"] == PLAIN
    ann.coordgit("task", "add", "two")
    ann.coordgit("task", "claim")
    assert ann.json("task", "done", "2", "--outcome", ODD)["task"]["outcome"] == PLAIN


def test_the_subject_and_author_of_a_commit_cannot_speak_to_the_terminal(sessions: Sessions) -> None:
    ann, bob = sessions("ann", "bob")
    ann.reads("api.py")
    bob.writes("api.py", "def f(y): ...\n")
    assert bob.git("commit", "-qam", f"Ändere {ODD}").ok
    said = ann.commits("other.py", "OTHER = 2\n")
    assert said.rejected == ["CG101 api.py"]
    assert '"Ändere  [2J ]0;owned gone"' in said.err
    assert "\x1b" not in said.err


def test_what_says_nothing_to_the_terminal_is_kept_as_it_is(sessions: Sessions) -> None:
    (ann,) = sessions("ann")
    for text in ("plain", "«quoted», naïve", "長い報告", "a ¬ b"):
        assert ann.json("report", text)["report"]["text"] == text


def test_a_session_may_be_named_in_any_script(repository: Repository, sessions: Sessions) -> None:
    (ann,) = sessions("ann")
    plain = repository.session("naïve 長い")
    assert plain.coordgit("lock", "api.py").ok
    said = ann.commits("api.py", "x\n")
    assert said.rejected == ["CG301 api.py"]
    assert 'held by session "naïve 長い" until' in said.err
    assert plain.lands("api.py", "y\n")


def test_a_path_beyond_a_symbolic_link_is_refused_as_git_does(repository: Repository, sessions: Sessions) -> None:
    ann, bob = sessions("ann", "bob")
    repository.write("src/api.py", "1\n")
    os.symlink("src", repository.top / "link")
    ann.coordgit("lock", "src/api.py")
    for beyond in ("link/api.py", "link/", "link/*.py", ":(icase)link/API.py"):
        refused = bob.coordgit("lock", "other.py", beyond)
        assert refused.code == 2
        assert " is beyond a symbolic link\ntry: coordgit lock " in refused.err and "src" in refused.err
        assert "beyond a symbolic link" in bob.git("add", "-n", beyond).err
    assert bob.coordgit("lock", "link/api.py").err.endswith("\ntry: coordgit lock src/api.py\n")
    assert bob.json("locks")["locks"][0]["session"] == "ann"
    assert len(bob.json("locks")["locks"]) == 1


def test_a_link_itself_and_paths_beside_it_can_be_locked(repository: Repository, sessions: Sessions) -> None:
    (ann,) = sessions("ann")
    repository.write("src/api.py", "1\n")
    os.symlink("src", repository.top / "link")
    for path in ("link", "src/api.py", "new/deep/file.py", "*.py", "."):
        assert ann.coordgit("lock", path).ok


def test_a_person_is_on_the_branch_it_commits_to(repository: Repository, sessions: Sessions) -> None:
    (ann,) = sessions("ann")
    repository.git("switch", "-q", "-c", "topic")
    repository.commit_files({"new.py": "1\n"})
    assert [one["branch"] for one in ann.json("status")["sessions"] if one["person"]] == ["refs/heads/topic"]
    repository.git("update-ref", "refs/heads/main", "topic")
    assert [one["branch"] for one in ann.json("status")["sessions"] if one["person"]] == ["refs/heads/topic"]


@pytest.mark.parametrize(("span", "wrong"), [("0s", "not longer than zero"), ("3651d", "longer than ten years")])
def test_a_span_that_is_none_is_reported(sessions: Sessions, span: str, wrong: str) -> None:
    (ann,) = sessions("ann")
    said = ann.coordgit("lock", "api.py", "--for", span)
    assert (said.code, f"'{span}' is {wrong}" in said.err) == (2, True)
    assert ann.coordgit("lock", "api.py", "--for", "3650d").ok


def test_why_a_task_is_open_again_names_its_owner_as_other_places_do(team: Team) -> None:
    owner = "11111111-2222-4333-8444-555555555555"
    stored.seen(team.store, owner, team.now, client="claude")
    given, bounded, left = team.add("given"), team.add("bounded"), team.add("left")
    team.claim(owner, given)
    team.ends(owner)
    stored.seen(team.store, owner, team.now, client="claude")
    team.claim(owner, bounded, 60.0)
    team.claim(owner, left)
    team.now += 61
    assert team.claim("bob", bounded) == bounded
    stored.end(team.store, owner, team.now)
    assert team.claim("bob", left) == left
    reasons = [row[0] for row in team.store.all("SELECT detail FROM events WHERE what = 'reopen' ORDER BY event_id")]
    assert reasons == ["claude 1111 ended", "the claim of claude 1111 expired", "claude 1111 ended"]


def test_watching_goes_on_when_the_store_was_locked(repository: Repository, sessions: Sessions) -> None:
    (ann,) = sessions("ann")
    ann.coordgit("report", "first")
    with watching(repository, WATCH) as terminal:
        assert seen(terminal, b"first")
        other = sqlite3.connect(repository.top / ".git/coordgit/coordination.db", isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        assert seen(terminal, b"coordgit: the store is locked")
        other.execute("ROLLBACK")
        other.close()
        ann.coordgit("report", "second")
        assert seen(terminal, b"second")


def test_nothing_is_watched_where_nothing_was_ever_seen(repository: Repository) -> None:
    (repository.top / ".git/coordgit/coordination.db").write_text("no database")
    watching = repository.coordgit("status", "--watch")
    assert (watching.code, "corrupt" in watching.err) == (3, True)
