"""Fixtures: repositories that nobody has set up, that are guarded, or adopt coordgit through pre-commit."""

import fcntl
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from tests.support.framework import Framework, build
from tests.support.repository import Repository


@pytest.fixture(scope="session")
def framework(tmp_path_factory: pytest.TempPathFactory) -> Framework:
    """Built once, by the first process of the suite that wants it: that takes seconds."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        return build(tmp_path_factory.mktemp("framework"))
    folder = tmp_path_factory.getbasetemp().parent / "framework"
    folder.mkdir(exist_ok=True)
    with open(folder / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if (folder / "built").exists():
            return Framework(folder / "coordgit", folder / "cache")
        framework = build(folder)
        (folder / "built").touch()
        return framework


@pytest.fixture
def adopt(tmp_path: Path, framework: Framework) -> Callable[..., Repository]:
    """Make a repository with the three lines and ``pre-commit install``; nothing is committed yet."""
    return partial(framework.adopted, tmp_path)


@pytest.fixture
def plain(tmp_path: Path) -> Repository:
    """A repository that nobody has set up, with a commit."""
    repository = Repository(tmp_path, guarded=False)
    repository.begin(api__py="def f(x):\n    return x\n")
    return repository


@pytest.fixture
def guarded(repository: Repository) -> Repository:
    """A repository with coordgit's hooks and a file."""
    repository.begin(api__py="def f(x):\n    return x\n")
    return repository


@pytest.fixture
def adopted(adopt: Callable[..., Repository]) -> Repository:
    """The same after its first commit, of ``api.py`` and ``other.py``."""
    repository = adopt()
    repository.begin(api__py="def f(x):\n    return x\n", other__py="OTHER = 1\n")
    return repository
