"""A client's settings that came with a clone, registered where they were made: uninit takes out what this repository put in."""

import json
from pathlib import Path

import pytest

from tests.support.repository import Repository


@pytest.fixture
def plain(tmp_path: Path) -> Repository:
    repository = Repository(tmp_path / "origin", guarded=False)
    repository.begin(api__py="x\n")
    return repository


@pytest.fixture
def clone(plain: Repository) -> Repository:
    """A clone of a repository whose settings are registered and committed."""
    assert plain.coordgit("init", "--client", "claude").ok
    plain.git("add", ".claude")
    plain.git("commit", "-qm", "Record reads")
    other = Repository(plain.folder.parent / "clone", guarded=False)
    other.git("pull", "-q", str(plain.top), "main")
    return other


def test_settings_that_came_with_a_clone_stay(clone: Repository) -> None:
    before = (clone.top / ".claude/settings.json").read_bytes()
    assert clone.coordgit("init").ok
    result = clone.coordgit("uninit")
    assert result.ok and "claude" not in result.out
    assert (clone.top / ".claude/settings.json").read_bytes() == before
    assert clone.git("status", "--porcelain") == ""


def test_settings_that_came_with_a_clone_stay_though_init_renewed_them(clone: Repository) -> None:
    path = clone.top / ".claude/settings.json"
    path.write_text(path.read_text().replace("exec ", "exec   "))
    clone.git("commit", "-qam", "As an older version wrote it")
    assert "registered the hooks of claude" in clone.coordgit("init", "--client", "claude").out
    assert clone.git("status", "--porcelain") == "M .claude/settings.json"
    assert clone.coordgit("uninit").ok
    assert clone.git("status", "--porcelain") == ""


def test_settings_that_came_with_a_clone_were_renewed_and_changed_since_and_stay(clone: Repository) -> None:
    path = clone.top / ".claude/settings.json"
    path.write_text(path.read_text().replace("exec ", "exec   "))
    assert clone.coordgit("init").ok
    changed = json.dumps(json.loads(path.read_text()) | {"model": "another"})
    path.write_text(changed)
    result = clone.coordgit("uninit")
    assert "left the hooks of claude in .claude/settings.json" in result.out
    assert path.read_text() == changed


def test_settings_that_this_repository_registered_twice_and_that_were_changed_between_keep_the_change(plain: Repository) -> None:
    path = plain.top / ".claude/settings.json"
    assert plain.coordgit("init", "--client", "claude").ok
    path.write_text(path.read_text().replace("exec ", "exec   ").replace("{", '{"model": "x",', 1))
    assert plain.coordgit("init", "--client", "claude").ok
    assert plain.coordgit("uninit").ok
    assert json.loads(path.read_text()) == {"model": "x"}


def test_settings_that_nobody_can_read_do_not_matter_where_init_put_nothing(clone: Repository) -> None:
    assert clone.coordgit("init", "--no-clients").ok
    (clone.top / ".claude/settings.json").write_text("{")
    result = clone.coordgit("uninit")
    assert result.ok and "cannot be read" not in result.out


def test_settings_that_this_repository_registered_go_with_uninit(plain: Repository) -> None:
    assert plain.coordgit("init", "--client", "claude").ok
    assert "removed the hooks of claude from .claude/settings.json" in plain.coordgit("uninit").out
    assert not (plain.top / ".claude").exists()


def test_settings_that_this_repository_registered_go_with_uninit_after_it_moved(plain: Repository) -> None:
    assert plain.coordgit("init", "--client", "claude").ok
    moved = plain.folder / "moved"
    plain.top.rename(moved)
    assert plain.coordgit("uninit", cwd=moved).ok
    assert not (moved / ".claude").exists()


@pytest.mark.parametrize("moved", [False, True])
def test_settings_that_were_registered_in_a_linked_worktree_go_with_uninit_wherever_it_is(plain: Repository, moved: bool) -> None:
    linked, gone = plain.worktree("linked"), plain.worktree("gone")
    for folder in (plain.top, linked, gone):
        assert plain.coordgit("init", "--client", "claude", cwd=folder).ok
    plain.git("worktree", "remove", "--force", str(gone))
    if moved:
        plain.git("worktree", "move", str(linked), str(plain.folder / "elsewhere"))
        linked = plain.folder / "elsewhere"
    assert "all is in place" in plain.coordgit("init", "--client", "claude", cwd=linked).out
    assert plain.coordgit("uninit").ok
    assert not (linked / ".claude").exists() and not (plain.top / ".claude").exists()


def test_settings_that_came_with_a_checkout_stay_where_another_worktree_has_moved(plain: Repository) -> None:
    linked = plain.worktree("linked")
    assert plain.coordgit("init", "--client", "claude", cwd=linked).ok
    plain.commit_files({}, cwd=linked)
    other = plain.worktree("other", at="linked")
    plain.git("worktree", "move", str(linked), str(plain.folder / "elsewhere"))
    assert plain.coordgit("uninit").ok
    assert (other / ".claude/settings.json").exists() and not (plain.folder / "elsewhere/.claude").exists()
