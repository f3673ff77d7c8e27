"""A worktree or a whole repository that moves: who was there, and what it knows and wrote, is found at the new place."""

import os
import shutil
from pathlib import Path

import pytest

from tests.support.claude import Claude
from tests.support.repository import CHANGED, Repository


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    repository = Repository(tmp_path)
    repository.begin(api__py="def f(x):\n    return x\n", other__py="OTHER = 1\n")
    return repository


def move_worktree(repository: Repository, worktree: Path) -> Path:
    elsewhere = repository.folder / "deep" / "elsewhere"
    elsewhere.parent.mkdir()
    repository.git("worktree", "move", str(worktree), str(elsewhere))
    return elsewhere


def move_repository(repository: Repository) -> None:
    elsewhere = repository.folder / "moved"
    repository.top.rename(elsewhere)
    repository.top = elsewhere


def commit(repository: Repository, path: str, cwd: Path) -> list[str]:
    """What a person's commit is rejected for."""
    repository.write(path, "1\n", cwd)
    repository.git("add", path, cwd=cwd)
    return repository.run(["git", "commit", "-qm", path], cwd).rejected


def test_a_persons_reads_count_after_the_worktree_moved(repository: Repository) -> None:
    here = repository.worktree("linked")
    assert repository.coordgit("read", "api.py", cwd=here).ok
    there = move_worktree(repository, here)
    repository.session("bob").lands("api.py", CHANGED)
    assert repository.json("session", "show", cwd=there)["reads"][0]["path"] == "api.py"
    assert commit(repository, "mine.py", there) == ["CG101 api.py"]


def test_a_persons_reads_count_after_the_repository_moved(repository: Repository) -> None:
    assert repository.coordgit("read", "api.py").ok
    move_repository(repository)
    repository.session("bob", repository.top).lands("api.py", CHANGED)
    assert [read["path"] for read in repository.json("session", "show")["reads"]] == ["api.py"]
    assert commit(repository, "mine.py", repository.top) == ["CG101 api.py"]


def test_a_person_in_another_worktree_is_another_session(repository: Repository) -> None:
    here, beside = repository.worktree("linked"), repository.worktree("main-worktree")
    assert repository.coordgit("read", "api.py", cwd=here).ok
    repository.session("bob").lands("api.py", CHANGED)
    for cwd in (repository.top, beside):
        assert repository.json("session", "show", cwd=cwd)["reads"] == []
        assert commit(repository, "mine.py", cwd) == []


def test_a_worktree_made_where_another_was_moved_away_is_another_place(repository: Repository) -> None:
    here = repository.worktree("linked")
    assert repository.coordgit("read", "api.py", cwd=here).ok
    move_worktree(repository, here)
    again = repository.worktree("linked", "again")
    repository.session("bob").lands("api.py", CHANGED)
    assert repository.json("session", "show", cwd=again)["reads"] == []


def test_the_folder_that_is_shown_is_the_one_it_was_seen_in_last(repository: Repository) -> None:
    here = repository.worktree("linked")
    assert repository.json("session", "show", cwd=here)["worktree"] == str(here)
    there = move_worktree(repository, here)
    assert repository.coordgit("read", "api.py", cwd=there).ok
    assert repository.json("session", "show", cwd=there)["worktree"] == str(there)
    people = [one for one in repository.json("session", "list")["sessions"] if one["worktree"] in (str(here), str(there))]
    assert [one["worktree"] for one in people] == [str(there)]


def test_an_edit_is_its_sessions_after_the_worktree_moved(repository: Repository) -> None:
    here = repository.worktree("linked")
    Claude(repository, "ann", here).edits("api.py", "def f(x)", "def f(x, z)")
    there = move_worktree(repository, here)
    assert [write["path"] for write in repository.json("session", "show", "ann")["writes"]] == ["api.py"]
    ann = Claude(repository, "ann", there)
    ann.edits("api.py", "def f(x, z)", "def f(x, y, z)")
    (write,) = repository.json("session", "show", "ann")["writes"]
    assert write["before"] == repository.head("HEAD:api.py")
    assert ann.commits("api.py").ok
    assert repository.json("session", "show", "ann")["writes"] == []


def test_an_edit_over_unseen_content_is_lost_after_the_repository_moved(repository: Repository) -> None:
    ann = Claude(repository, "ann")
    ann.reads("api.py")
    repository.session("bob").lands("api.py", CHANGED)
    ann.writes("api.py", "def f(x):\n    return x + 1\n")
    move_repository(repository)
    again = repository.run(["git", "commit", "-qam", "over it"], **{**ann.env, "CLAUDE_PROJECT_DIR": str(repository.top)})
    assert again.rejected == ["CG201 api.py"]


def test_an_edit_in_a_worktree_that_is_gone_is_shown_until_its_session_ends(repository: Repository) -> None:
    here = repository.worktree("linked")
    Claude(repository, "ann", here).edits("api.py", "def f(x)", "def f(x, z)")
    shutil.rmtree(here)
    assert not os.path.exists(here)
    shown = repository.json("session", "show", "ann")
    assert [write["path"] for write in shown["writes"]] == ["api.py"]
