"""A client's settings come back byte for byte, however they were written, and only a repository with a work tree has any."""

import json
from pathlib import Path

import pytest

from tests.support.repository import Repository

pytestmark = pytest.mark.daily(2)


@pytest.mark.parametrize(
    "text",
    [
        '{\n    "model": "x"\n}',
        '{"model":"x"}\n',
        '{\n\t"model": "\\u00fc"\n}\n',
        "{}",
        "{}\n",
        '{"hooks": {}}',
        '{"hooks": {"Stop": []}}\n',
    ],
)
def test_settings_come_back_byte_for_byte(plain: Repository, text: str) -> None:
    path = plain.top / ".claude/settings.json"
    path.parent.mkdir()
    path.write_text(text)
    path.chmod(0o600)
    for _ in range(2):
        assert plain.coordgit("init").ok
        assert "coordgit" in path.read_text()
    assert path.stat().st_mode & 0o777 == 0o600
    assert plain.coordgit("uninit").ok
    assert path.read_text() == text
    assert path.stat().st_mode & 0o777 == 0o600


def test_settings_that_the_user_changed_meanwhile_keep_the_change(plain: Repository) -> None:
    path = plain.top / ".claude/settings.json"
    path.parent.mkdir()
    path.write_text('{"model":"x"}')
    assert plain.coordgit("init").ok
    path.write_text(json.dumps(json.loads(path.read_text()) | {"model": "y"}))
    assert plain.coordgit("uninit").ok
    assert json.loads(path.read_text()) == {"model": "y"}


def test_an_empty_folder_that_was_there_stays(plain: Repository) -> None:
    (plain.top / ".claude").mkdir()
    assert plain.coordgit("init").ok
    assert plain.coordgit("uninit").ok
    assert (plain.top / ".claude").is_dir() and not (plain.top / ".claude/settings.json").exists()


def test_a_link_to_settings_stays_a_link(plain: Repository) -> None:
    plain.commit_files({"shared/settings.json": "{}\n"})
    target, path = plain.top / "shared/settings.json", plain.top / ".claude/settings.json"
    path.parent.mkdir()
    path.symlink_to("../shared/settings.json")
    assert plain.coordgit("init").ok
    assert path.is_symlink() and "coordgit" in target.read_text()
    assert plain.coordgit("uninit").ok
    assert path.is_symlink() and target.read_text() == "{}\n"


def test_a_users_own_settings_may_be_a_link_into_a_folder_of_the_home(tmp_path: Path) -> None:
    """Somebody who tracks the home itself, with the settings of programs in one folder."""
    repository = Repository(tmp_path, guarded=False)
    repository.commit_files({"dotfiles/claude.json": "{}\n"})
    path = repository.top / ".claude/settings.json"
    path.parent.mkdir()
    path.symlink_to("../dotfiles/claude.json")
    assert repository.coordgit("init", "--client", "claude", HOME=str(repository.top)).ok
    assert path.is_symlink() and "coordgit" in (repository.top / "dotfiles/claude.json").read_text()


def test_a_bare_repository_gets_no_settings_wherever_init_runs(tmp_path: Path) -> None:
    bare = Repository(tmp_path, guarded=False, init=("--bare",))
    (tmp_path / "home/.claude").mkdir(parents=True)
    before = sorted(p.name for p in (bare.top / "objects").iterdir())
    assert bare.coordgit("init", cwd=bare.top / "objects").ok
    assert sorted(p.name for p in (bare.top / "objects").iterdir()) == before
    assert not (bare.top / ".claude").exists()
    assert bare.coordgit("init", "--client", "claude").code == 2


def test_a_worktree_made_later_gets_the_hooks_of_the_clients_that_the_repository_has(plain: Repository) -> None:
    """The settings are not committed, and nothing in the new worktree shows that the client is used here."""
    assert plain.coordgit("init", "--client", "claude").ok
    linked = plain.worktree("linked")
    made = plain.coordgit("init", cwd=linked)
    assert "registered the hooks of claude" in made.out and "codex" not in made.out
    assert "coordgit" in (linked / ".claude/settings.json").read_text()
    assert plain.coordgit("uninit").ok
    assert not (linked / ".claude").exists() and not (plain.top / ".claude").exists()


def test_a_worktree_made_later_gets_no_hooks_of_clients_that_are_not_wanted_any_more(plain: Repository) -> None:
    assert plain.coordgit("init", "--client", "claude").ok
    assert plain.coordgit("init", "--no-clients").ok
    linked = plain.worktree("linked")
    assert plain.coordgit("init", cwd=linked).ok
    assert not (linked / ".claude").exists()
