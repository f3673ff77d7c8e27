"""Setting a repository up, and taking it down again: exactly what was put in goes, and what was there is back, byte for byte."""

import json
from pathlib import Path

import pytest

from tests.install.scratch import needs_older_git
from tests.support.repository import Repository

OWN_HOOK = "#!/bin/sh\ncat >/dev/null\nexit 0\n"
SETTINGS = {
    "permissions": {"allow": ["Bash(ls:*)"]},
    "hooks": {"PreToolUse": [{"matcher": "Bash", "hooks": [{"type": "command", "command": "true"}]}]},
    "ünïcode": [1, 2.5, None],
}


def picture(*folders: Path) -> dict[str, tuple[int, bytes | str]]:
    """Every file and link with its mode and content; the objects and logs of git left out, which only grow."""
    seen: dict[str, tuple[int, bytes | str]] = {}
    for top in folders:
        for path in sorted(top.rglob("*")):
            inside = path.relative_to(top).parts
            if ".git" in inside and {"objects", "logs", "coordgit"} & set(inside):
                continue
            if path.is_symlink():
                seen[str(path)] = (0, str(path.readlink()))
            elif path.is_file():
                seen[str(path)] = (path.stat().st_mode, path.read_bytes())
            else:
                seen[str(path)] = (path.stat().st_mode, "a folder")
    return seen


def guarded(repository: Repository, cwd: Path | None = None) -> bool:
    """Does a stale commit in the worktree ``cwd`` get rejected?"""
    top = cwd or repository.top
    ann = repository.session("ann", top)
    bob = repository.session("bob", top)
    (top / "api.py").write_text("x\n")
    ann.git("commit", "-qam", "a version to read")
    assert ann.coordgit("read", "api.py").ok
    (top / "api.py").write_text("y\n")
    assert bob.git("commit", "-qam", "another").ok
    (top / "new.py").write_text("z\n")
    ann.git("add", "new.py")
    return ann.git("commit", "-qm", "stale").rejected == ["CG101 api.py"]


def test_init_says_each_thing_it_did_and_then_nothing(plain: Repository) -> None:
    said = plain.coordgit("init", "--no-clients")
    assert said.ok, said.err
    assert f"made the store {plain.top}/.git/coordgit/coordination.db" in said.out
    assert "set core.filesRefLockTimeout to 5000 (was unset)" in said.out
    assert guarded(plain)
    before = picture(plain.top)
    assert plain.coordgit("init", "--no-clients").out == "all is in place\n"
    assert plain.json("init", "--no-clients") == {"did": []}
    assert picture(plain.top) == before


def test_without_init_nothing_is_guarded(plain: Repository) -> None:
    result = plain.coordgit("read", "api.py")
    assert result.code == 3
    assert result.err == "coordgit: this repository has no coordgit store\ntry: coordgit init\n"
    assert plain.coordgit("uninit").out == "there was nothing to remove\n"


def test_uninit_puts_back_hooks_and_configuration_byte_for_byte(plain: Repository) -> None:
    for name, mode in (("reference-transaction", 0o755), ("pre-receive", 0o744), ("pre-commit", 0o755)):
        path = plain.top / ".git/hooks" / name
        path.write_text(OWN_HOOK)
        path.chmod(mode)
    with open(plain.top / ".git/config", "a") as file:
        file.write("# a comment\n[core]\n  filesRefLockTimeout=   250 ; ours\n")
    before = picture(plain.top)
    assert plain.coordgit("init", "--no-clients").ok
    assert guarded(plain)
    plain.git("-c", "coordgit.bypass=as it was before", "reset", "-q", "--hard", plain.head("HEAD~2"))
    assert plain.coordgit("uninit").ok
    assert not (plain.top / ".git/coordgit").exists()
    after = picture(plain.top)
    for churn in (".git/index", ".git/ORIG_HEAD", ".git/COMMIT_EDITMSG", ".git/refs/heads/main"):
        before.pop(f"{plain.top}/{churn}", None)
        after.pop(f"{plain.top}/{churn}", None)
    config = f"{plain.top}/.git/config"
    assert plain.git("config", "--get", "core.filesRefLockTimeout") == "250"
    assert {**after, config: None} == {**before, config: None}
    assert plain.coordgit("uninit").out == "there was nothing to remove\n"


def test_uninit_leaves_the_configuration_as_it_was_where_init_only_added(plain: Repository) -> None:
    before = (plain.top / ".git/config").read_bytes()
    assert plain.coordgit("init", "--no-clients").ok
    assert (plain.top / ".git/config").read_bytes() != before
    assert plain.coordgit("uninit").ok
    assert (plain.top / ".git/config").read_bytes() == before


def test_what_was_recorded_can_be_kept(plain: Repository) -> None:
    assert plain.coordgit("init", "--no-clients").ok
    assert plain.coordgit("read", "api.py").ok
    assert plain.coordgit("uninit", "--keep-store").ok
    assert plain.git("commit", "--allow-empty", "-qm", "unguarded") == ""
    assert plain.coordgit("init", "--no-clients").ok
    assert [read["path"] for read in plain.json("session", "show")["reads"]] == ["api.py"]


def test_a_linked_worktree_sets_all_of_them_up_and_takes_all_of_them_down(plain: Repository) -> None:
    linked = plain.worktree("linked")
    before = picture(plain.top, linked)
    assert plain.coordgit("init", "--no-clients", cwd=linked).ok
    assert plain.coordgit("init", "--no-clients").out == "all is in place\n"
    assert (plain.top / ".git/coordgit/coordination.db").exists()
    assert plain.coordgit("doctor").ok
    assert plain.coordgit("uninit", cwd=linked).ok
    assert picture(plain.top, linked) == before
    assert not guarded_by_anything(plain, linked)


def guarded_by_anything(repository: Repository, cwd: Path) -> bool:
    return not repository.run(["git", "update-ref", "refs/coordgit/probe-x", "HEAD"], cwd).ok


def test_a_relative_hooks_path_holds_in_every_worktree_and_is_left_as_it_was(plain: Repository) -> None:
    needs_older_git()
    plain.git("config", "core.hooksPath", ".husky/_")
    linked = plain.worktree("linked")
    before = picture(plain.top, linked)
    assert plain.coordgit("init", "--no-clients").ok
    assert guarded(plain) and guarded(plain, linked)
    assert "husky" not in plain.git("status", "--porcelain", "-uall")
    assert plain.coordgit("uninit").ok
    after = picture(plain.top, linked)
    assert {path for path in after.keys() ^ before.keys() if "husky" in path or "exclude" in path} == set()


def test_a_bare_repository_is_set_up_and_a_push_is_judged(plain: Repository, tmp_path: Path) -> None:
    bare = Repository(tmp_path / "bare", guarded=False, init=("--bare",))
    plain.git("push", "-q", str(bare.top), "main")
    before = picture(bare.top)
    assert bare.coordgit("init", "--no-clients").ok
    assert bare.coordgit("read", "--at", "main", "api.py", COORDGIT_SESSION="ann").ok
    plain.commit_files({"api.py": "def f(x, y):\n    return x\n"})
    pushed = plain.run(["git", "push", str(bare.top), "main"])
    assert pushed.ok, pushed.err
    plain.commit_files({"caller.py": "f(1)\n"})
    rejected = plain.run(["git", "push", str(bare.top), "main"], COORDGIT_SESSION="ann")
    assert rejected.code == 1
    assert "CG101 api.py" in rejected.err and "! [remote rejected] main" in rejected.err
    assert plain.run(["git", "push", str(bare.top), "main"], COORDGIT_SESSION="bob").ok
    assert bare.coordgit("uninit").ok
    after = picture(bare.top)
    assert {path for path in after.keys() ^ before.keys() if "/objects" not in path} == set()
    assert not (bare.top / "coordgit").exists()


# Clients


@pytest.fixture
def settings(plain: Repository) -> Path:
    """A client's settings with somebody's own hook in them, written as the client writes them."""
    path = plain.top / ".claude/settings.json"
    path.parent.mkdir()
    path.write_text(json.dumps(SETTINGS, indent=2, ensure_ascii=False) + "\n")
    return path


def test_registering_a_client_leaves_the_rest_of_its_settings_alone(plain: Repository, settings: Path) -> None:
    before = settings.read_bytes()
    said = plain.coordgit("init")
    assert "registered the hooks of claude in .claude/settings.json" in said.out
    found = json.loads(settings.read_text())
    assert found["permissions"] == SETTINGS["permissions"] and found["ünïcode"] == SETTINGS["ünïcode"]
    assert found["hooks"]["PreToolUse"][0] == SETTINGS["hooks"]["PreToolUse"][0]  # type: ignore[index]
    assert "coordgit" in json.dumps(found["hooks"]["PostToolUse"])
    assert plain.coordgit("init").out == "all is in place\n"
    assert plain.coordgit("uninit").ok
    assert settings.read_bytes() == before


def test_settings_that_init_made_go_with_uninit(plain: Repository) -> None:
    before = picture(plain.top)
    assert plain.coordgit("init", "--client", "claude").ok
    assert (plain.top / ".claude/settings.json").exists()
    assert plain.coordgit("uninit").ok
    assert picture(plain.top) == before


def test_what_the_user_changed_meanwhile_stays(plain: Repository, settings: Path) -> None:
    assert plain.coordgit("init").ok
    found = json.loads(settings.read_text())
    found["model"] = "another"
    settings.write_text(json.dumps(found))
    assert plain.coordgit("uninit").ok
    assert json.loads(settings.read_text()) == SETTINGS | {"model": "another"}


def test_no_clients_leaves_settings_alone(plain: Repository, settings: Path) -> None:
    before = settings.read_bytes()
    assert plain.coordgit("init", "--no-clients").ok
    assert settings.read_bytes() == before


def test_uninit_takes_the_registration_out_of_every_worktree(plain: Repository) -> None:
    linked = plain.worktree("linked")
    for cwd in (plain.top, linked):
        assert plain.coordgit("init", "--client", "claude", cwd=cwd).ok
    assert plain.coordgit("uninit").ok
    assert not (plain.top / ".claude").exists() and not (linked / ".claude").exists()


def test_an_unknown_client_is_a_usage_error_and_a_known_one_is_registered(plain: Repository) -> None:
    result = plain.coordgit("init", "--client", "nobody")
    assert result.code == 2
    assert "nobody" in result.err and "\ntry: " in result.err
    assert plain.coordgit("init", "--client", "claude").ok


@pytest.mark.parametrize("text", ["{", "[]", "\ufeff{}", '{"hooks": 3}'])
def test_settings_that_cannot_be_read_are_reported_and_left_alone(plain: Repository, settings: Path, text: str) -> None:
    settings.write_text(text)
    result = plain.coordgit("init", "--client", "claude")
    assert result.code == 3
    assert result.err.startswith("coordgit: ") and "\ntry: " in result.err and "Traceback" not in result.err
    assert settings.read_text() == text


def test_outside_a_repository_both_are_usage_errors(plain: Repository) -> None:
    for verb in ("init", "uninit"):
        result = plain.coordgit(verb, cwd=plain.folder)
        assert (result.code, result.err) == (
            2,
            f"coordgit: not a git repository: {plain.folder}\ntry: git init\n",
        )


def test_uninit_leaves_refs_of_that_name_that_are_not_its_own(repository: Repository) -> None:
    repository.begin(api__py="x\n")
    repository.git("update-ref", "refs/coordgit/kept/1", "HEAD")
    repository.git("update-ref", "refs/coordgit/mine", "HEAD")
    assert repository.coordgit("uninit").ok
    assert repository.git("for-each-ref", "--format=%(refname)", "refs/coordgit") == "refs/coordgit/mine"


def test_uninit_ends_where_the_folder_of_its_refs_is_a_link(repository: Repository) -> None:
    repository.begin(api__py="x\n")
    (repository.top / ".git/refs/coordgit").symlink_to(repository.folder)
    assert repository.coordgit("uninit").ok
