"""Fixtures: a guarded scratch repository, and sessions in its work tree."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support import measured
from tests.support.environment import in_memory
from tests.support.repository import Repository, Session


def pytest_configure(config: pytest.Config) -> None:
    """Make the scratch repositories in memory where there is room."""
    if "TMPDIR" not in os.environ and not config.getoption("basetemp") and (folder := in_memory()):
        os.environ["TMPDIR"] = folder
        tempfile.tempdir = None
    if config.pluginmanager.hasplugin("hypothesispytest"):
        from hypothesis import HealthCheck, settings

        settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
        settings.load_profile("patient")  # a machine that is busy is no fault
    if "COVERAGE_RUN" in os.environ:
        sys.executable = measured.interpreter()


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """An empty repository with coordgit's hooks."""
    return Repository(tmp_path)


@pytest.fixture
def sessions(repository: Repository) -> Callable[..., list[Session]]:
    """Make sessions in the one work tree, after a first commit of ``api.py`` and ``other.py``."""

    def make(*names: str) -> list[Session]:
        repository.begin(api__py="def f(x):\n    return x\n", other__py="OTHER = 1\n")
        return [repository.session(name) for name in names]

    return make
