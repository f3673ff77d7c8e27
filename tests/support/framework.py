"""The real pre-commit, with this repository, as it stands, as a ``repo:`` that it can clone and build."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import coordgit
from tests.support.environment import hermetic
from tests.support.repository import Repository

SOURCE = Path(coordgit.__file__).parents[1]
PRE_COMMIT = str(Path(sys.executable).with_name("pre-commit"))


class Framework(NamedTuple):
    """A release of this repository, and pre-commit's cache with its environment built."""

    source: Path
    cache: Path

    def config(self, hooks: str, more: str) -> str:
        """The three lines, and more repositories of hooks."""
        return f"repos:\n  - repo: {self.source}\n    rev: v0.1.0\n    hooks: [{hooks}]\n{more}"

    def adopted(
        self, folder: Path, *stages: str, hooks: str = "{id: coordgit}", more: str = "", before: str = "", path: str = ""
    ) -> Repository:
        """A repository with the three lines and ``pre-commit install``; nothing is committed yet.

        ``before`` is a ``reference-transaction`` hook that was there, ``path`` goes in front of PATH.
        """
        repository = Repository(folder, guarded=False)
        repository.env.pop("PYTHONPATH", None)  # the built environment is what is to run
        repository.env["PRE_COMMIT_HOME"] = str(self.cache)
        repository.env["PATH"] = path + os.environ["PATH"]
        if before:
            hook = repository.top / ".git/hooks/reference-transaction"
            hook.write_text(before)
            hook.chmod(0o755)
        repository.write(".pre-commit-config.yaml", self.config(hooks, more))
        installed = repository.run([PRE_COMMIT, "install", *(word for stage in stages for word in ("-t", stage))])
        assert installed.ok, installed.err
        return repository


def build(folder: Path) -> Framework:
    """Copy this repository, uncommitted files too, tag it, and let pre-commit build it; seconds, and PyPI."""
    found = Framework(folder / "coordgit", folder / "cache")
    listed = subprocess.run(["git", "ls-files", "-coz", "--exclude-standard"], cwd=SOURCE, check=True, capture_output=True)
    for name in listed.stdout.decode().split("\0"):
        if name and (SOURCE / name).is_file():
            (found.source / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(SOURCE / name, found.source / name)
    env = hermetic(folder / "home", folder) | {"PRE_COMMIT_HOME": str(found.cache)}
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "release"], ["tag", "v0.1.0"]):
        subprocess.run(["git", *words], cwd=found.source, env=env, check=True)
    (found.source / ".pre-commit-config.yaml").write_text(found.config("{id: coordgit}", ""))
    built = subprocess.run([PRE_COMMIT, "install-hooks"], cwd=found.source, env=env, capture_output=True, text=True)
    assert built.returncode == 0, built.stdout + built.stderr
    return found
