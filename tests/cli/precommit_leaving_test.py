"""Leaving pre-commit, and an environment of pre-commit's that is gone or on no PATH."""

import shutil
import sys
from pathlib import Path

import pytest

from tests.cli.precommit_test import V1, Adopt, blocked, shim, stale
from tests.support.framework import PRE_COMMIT, SOURCE
from tests.support.repository import Repository

pytestmark = pytest.mark.daily(1)


@pytest.mark.nightly
def test_pre_commit_uninstall_leaves_the_gate_and_uninit_takes_it_out(adopt: Adopt) -> None:
    repository = adopt()

    def settings() -> str:
        return repository.git("config", "--local", "--list")

    before = settings()
    repository.begin(api__py=V1, other__py="OTHER = 1\n")
    ann = stale(repository)
    assert repository.run([PRE_COMMIT, "uninstall"]).ok
    assert blocked(ann.git("commit", "-qm", "call f"), "CG101 api.py")
    taken = shim(ann, "uninit")
    assert taken.ok, taken.err
    assert ann.git("commit", "-qm", "call f").ok
    assert settings() == before
    assert not (repository.top / ".git/coordgit").exists()
    assert [path for path in (repository.top / ".git/hooks").iterdir() if path.suffix != ".sample"] == []


@pytest.mark.nightly
def test_a_rejection_says_how_to_call_what_is_not_on_path(adopted: Repository, tmp_path: Path) -> None:
    ann = stale(adopted)
    command = tmp_path / "bin/coordgit"
    command.parent.mkdir()
    command.write_text("#!/bin/sh\n")
    command.chmod(0o755)
    bare = f"{Path(shutil.which('git') or '').parent}:/usr/bin:/bin"
    how = f"why:  {adopted.top}/.git/coordgit/shim explain v"
    for options in ((), ("--no-verify",)):
        denied = ann.git("commit", "-qm", "call f", *options, PATH=bare)
        assert blocked(denied, "CG101 api.py")
        assert how in denied.err and f"({adopted.top}/.git/coordgit/shim read " in denied.err
        told = ann.git("commit", "-qm", "call f", *options, PATH=f"{bare}:{command.parent}")
        assert blocked(told, "CG101 api.py")
        assert "why:  coordgit explain v" in told.err and "shim" not in told.err


@pytest.mark.nightly
def test_an_environment_that_is_gone_is_replaced_by_path_or_named(adopted: Repository, tmp_path: Path) -> None:
    ann = stale(adopted)
    guard, launcher = adopted.top / ".git/coordgit/shim", Path(adopted.env["HOME"]) / ".local/state/coordgit/launcher"
    built = str(Path(guard.read_text().split("python='")[1].split("'")[0]).parents[1])
    for file in (guard, launcher):
        file.write_text(file.read_text().replace(built, f"{tmp_path}/py_env-gone"))  # other tests use the one that is built
    on_path = tmp_path / "bin/coordgit"
    on_path.parent.mkdir()
    call = f"import sys; sys.path.insert(0, {str(SOURCE)!r}); from coordgit.cli.main import main; main()"
    on_path.write_text(f'#!/bin/sh\nexec {sys.executable} -c "{call}" "$@"\n')
    on_path.chmod(0o755)
    bare = f"{Path(shutil.which('git') or '').parent}:/usr/bin:/bin"
    named = ann.git("commit", "-qnm", "call f", PATH=bare)
    assert not named.ok
    assert f"coordgit: cannot check, {tmp_path}/py_env-gone/bin/python is gone; run pre-commit run coordgit, which" in named.err
    assert "git -c coordgit.bypass=WHY" in named.err
    replaced = ann.git("commit", "-qnm", "call f", PATH=f"{on_path.parent}:{bare}")
    assert blocked(replaced, "CG101 api.py")
    assert ann.git("-c", "coordgit.bypass=offline", "commit", "-qnm", "call f", PATH=bare).ok


@pytest.mark.parametrize(
    ("configuration", "warns"),
    [
        ("repos: [{repo: x, rev: y, hooks: [{id: coordgit}]}]\n", True),
        ("- repo: local\n  hooks:\n  - id: guard\n    entry: coordgit pre-commit\n", True),
        ("# - id: coordgit, not any more\n- id: black\n", False),
    ],
)
def test_uninit_says_what_would_set_it_up_again(guarded: Repository, configuration: str, warns: bool) -> None:
    (guarded.top / ".pre-commit-config.yaml").write_text(configuration)
    left = guarded.coordgit("uninit")
    assert left.ok and ("the next commit with pre-commit sets it up again" in left.err) == warns
