"""What holds for every client, from its own payloads, its shell's variables and its answers."""

from pathlib import Path

import pytest

from coordgit import clients
from tests.support.recorded import CLIENTS, FILES, Recorded
from tests.support.repository import Repository

CHANGED = "def helper():\n    return 111\n"


@pytest.fixture(params=sorted(CLIENTS))
def ann(request: pytest.FixtureRequest, repository: Repository) -> Recorded:
    """A session of each client, which has just begun."""
    repository.commit_files(FILES)
    return Recorded(repository, CLIENTS[request.param])


def test_every_client_is_played() -> None:
    assert set(CLIENTS) == set(clients.CLIENTS)


def test_a_commit_is_rejected_when_what_the_client_showed_was_changed_until_it_shows_it_again(ann: Recorded) -> None:
    ann.sends(ann.client.reads_a)
    ann.repository.session("bob").lands("a.py", CHANGED)
    assert ann.commits("new.py", "NEW = 1\n").rejected == ["CG101 a.py"]
    ann.sends(ann.client.reads_a, **{"return 1": "return 111"})
    assert ann.commits("new.py", "NEW = 1\n").ok


def test_a_commit_passes_when_only_what_the_client_did_not_show_was_changed(ann: Recorded) -> None:
    ann.sends(ann.client.reads_a)
    ann.repository.session("bob").lands("b.py", 'NAME = "uno"\n')
    assert ann.commits("new.py", "NEW = 1\n").ok


def test_what_a_sub_agent_was_shown_is_its_sessions(ann: Recorded) -> None:
    ann.sends(ann.client.reads_c_as_sub_agent)
    ann.repository.session("bob").lands("pkg/c.py", "from a import helper\n")
    assert ann.commits("new.py", "NEW = 1\n").rejected == ["CG101 pkg/c.py"]


PARALLEL = {'"asked": true': '"asked": false'}
"""Makes a call one of several that the model has asked for at once, where its payload says so."""


def test_a_change_is_put_before_the_model_once_and_counts_once_the_model_has_been_asked(ann: Recorded) -> None:
    ann.sends(ann.client.asks)
    ann.sends(ann.client.reads_a)
    ann.repository.session("bob").lands("a.py", CHANGED)
    assert "+    return 111" in ann.sends(ann.client.reads_lines)
    ann.sends(ann.client.asks)
    assert ann.sends(ann.client.reads_lines) == ""
    assert ann.commits("new.py", "NEW = 1\n").ok


def test_what_one_of_several_calls_was_told_does_not_count_for_the_next_of_them(ann: Recorded) -> None:
    if not ann.client.asks:
        pytest.skip("nothing shows which calls the model has asked for at once")
    ann.sends(ann.client.asks)
    ann.sends(ann.client.reads_a)
    ann.repository.session("bob").lands("a.py", CHANGED)
    assert "+    return 111" in ann.sends(ann.client.reads_lines, **PARALLEL)
    ann.sends((ann.client.before_edit_of_a,), **PARALLEL)
    assert ann.commits("new.py", "NEW = 1\n").rejected == ["CG101 a.py"]


def test_nothing_is_lost_that_could_not_be_said_before_a_call(ann: Recorded) -> None:
    ann.sends(ann.client.reads_a)
    ann.repository.session("bob").lands("a.py", CHANGED)
    before = ann.sends((ann.client.before_edit_of_a,))
    assert ("+    return 111" in before) is not ("+    return 111" in ann.sends(ann.client.reads_lines))


LATER = {"copilot", "gemini", "opencode", "qwen"}
"""What these add when a session is resumed is not shown, is not kept, or stands before all that the session has read."""


RESUMED = {'"source": "startup"': '"source": "resume"', '"source": "new"': '"source": "resume"'}


def test_a_resumed_session_is_told_what_it_missed_after_all_that_it_has_read(ann: Recorded) -> None:
    ann.sends(ann.client.reads_a)
    ann.repository.session("bob").lands("a.py", CHANGED)
    resumed = ann.sends((ann.client.start,), **RESUMED)
    assert ("+    return 111" in resumed) is (ann.client.name not in LATER)
    assert ("+    return 111" in ann.sends(ann.client.reads_lines)) is (ann.client.name in LATER)


@pytest.mark.parametrize("lacking", [True, False])
def test_a_resumed_session_is_told_once_that_its_worktree_lacked_hooks(ann: Recorded, lacking: bool) -> None:
    repository, worktree = ann.repository, ann.repository.worktree("linked")
    if lacking:
        repository.git("config", "core.hooksPath", ".husky")
        Path(repository.git("rev-parse", "--git-path", "commondir", cwd=worktree)).touch()  # as if it was made after that
    repository.top = worktree
    asked = [(ann.client.start,), ann.client.reads_a, ann.client.reads_lines]
    told = ["are checked from now on" in ann.sends(each, **RESUMED) for each in asked]
    assert told == [lacking and ann.client.name not in LATER, lacking and ann.client.name in LATER, False]


@pytest.mark.parametrize("name", sorted(CLIENTS))
def test_what_was_edited_before_a_session_begins_is_noted_as_the_persons(name: str, repository: Repository) -> None:
    repository.commit_files(FILES)
    repository.write("b.py", 'NAME = "uno"\n')
    Recorded(repository, CLIENTS[name])
    with repository.store() as store:
        assert store.all("SELECT path FROM writes WHERE via = 'found'") == [("b.py",)]


def test_an_edit_of_what_another_session_has_locked_is_denied(ann: Recorded) -> None:
    assert ann.is_denied(ann.client.before_edit_of_a) == ""
    ann.repository.session("bob").coordgit("lock", "a.py")
    assert "a.py is held by session bob" in ann.is_denied(ann.client.before_edit_of_a)


def test_who_finds_the_work_tree_on_another_branch_is_told_once(ann: Recorded) -> None:
    assert "this work tree" not in ann.sends(ann.client.reads_a)
    ann.repository.git("switch", "-qc", "theirs")
    assert "coordgit: this work tree is on theirs now; at your last call it was on main" in ann.sends(ann.client.reads_a)
    assert "this work tree" not in ann.sends(ann.client.reads_a)
