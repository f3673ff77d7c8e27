"""The pre-push hook beside others: what was there runs first and can refuse, and what cannot start hangs nothing."""

from pathlib import Path

import pytest

from tests.push.push_test import Clones, pushes
from tests.support.repository import Repository

THEIRS = """#!/bin/sh
printf '%s|' "$@" >{log}
cat >>{log}
exit {code}
"""


@pytest.fixture
def shared(tmp_path: Path) -> Repository:
    """A repository with a remote, not guarded yet."""
    bare = tmp_path / "bare.git"
    repository = Repository(tmp_path / "work", guarded=False)
    repository.begin(api__py="a\n")
    repository.git("clone", "-q", "--bare", str(repository.top), str(bare))
    repository.git("remote", "add", "origin", str(bare))
    repository.git("fetch", "-q", "origin")
    return repository


def hook(repository: Repository, text: str, folder: str = ".git/hooks") -> Path:
    path = repository.top / folder / "pre-push"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)
    return path


@pytest.mark.parametrize("code", [0, 3])
def test_the_hook_that_was_there_gets_its_arguments_and_input_and_may_refuse(shared: Repository, code: int) -> None:
    log = shared.folder / "log"
    hook(shared, THEIRS.format(log=log, code=code))
    shared.guard()
    new = shared.commit_files({"more.py": "m\n"})
    old = shared.head("origin/main")
    assert shared.run(["git", "push", "-q", "origin", "main"]).ok == (code == 0)
    url = shared.git("remote", "get-url", "origin")
    assert log.read_text() == f"origin|{url}|refs/heads/main {new} refs/heads/main {old}\n"


def test_leaving_puts_the_hook_back_that_was_there(shared: Repository) -> None:
    text = THEIRS.format(log=shared.folder / "log", code=0)
    path = hook(shared, text)
    shared.guard()
    assert path.read_text() != text
    assert shared.coordgit("uninit").ok
    assert path.read_text() == text


def test_a_hook_that_cannot_start_fails_the_push_and_does_not_hang_it(shared: Repository) -> None:
    hook(shared, "#!/nowhere/sh\n")
    shared.guard()
    shared.commit_files({"more.py": "m\n"})
    assert not shared.run(["git", "push", "-q", "origin", "main"]).ok


def test_a_hook_that_the_project_tracks_is_left_and_said_and_commits_are_guarded(shared: Repository) -> None:
    text = THEIRS.format(log=shared.folder / "log", code=0)
    path = hook(shared, text, "hooks")
    shared.commit_files({})
    shared.git("config", "core.hooksPath", "hooks")
    said = shared.coordgit("init", "--no-clients")
    assert said.ok and f"left the hook {path}, so pushes are not checked there" in said.out
    assert path.read_text() == text
    assert "are not checked: its pre-push hook is not coordgit's" in shared.coordgit("doctor").out
    assert not shared.run(["git", "update-ref", "refs/coordgit/probe-x", "HEAD"]).ok


def test_without_the_program_a_push_is_refused_with_the_way_out(tmp_path: Path) -> None:
    clones = Clones(tmp_path)
    launcher = Path(clones.ann.repository.env["HOME"], ".local/state/coordgit/launcher")  # it falls back to that
    clones.ann.lands("more.py", "m\n")
    for starts in (clones.ann.repository.top / ".git/coordgit/shim", launcher):
        starts.write_text(starts.read_text().replace("fast.py'", "not-there.py'"))
    path = "/usr/bin:/bin"
    refused = clones.ann.git("push", "-q", "origin", "main", PATH=path)
    assert not refused.ok and "coordgit: cannot check" in refused.err and ".git/coordgit/uninit" in refused.err
    assert clones.ann.git("-c", "coordgit.bypass=gone", "push", "-q", "origin", "main", PATH=path).ok


def test_doctor_finds_nothing_to_say_of_pushes_that_are_asked(tmp_path: Path) -> None:
    clones = Clones(tmp_path)
    assert "are not checked" not in clones.ann.coordgit("doctor").out
    assert pushes(clones.ann).ok
