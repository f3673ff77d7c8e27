"""Fixtures: a guarded scratch repository, and sessions in its work tree."""

import gc
import os
import signal
import sys
import tempfile
from pathlib import Path

import pytest

from coordgit import program
from coordgit.program import FAST
from tests.support import measured, preloaded
from tests.support.environment import in_memory
from tests.support.repository import API, Repository, Session, Sessions
from tests.support.thorough import NIGHTLY, examples, left_out


def pytest_configure(config: pytest.Config) -> None:
    """Make the scratch repositories in memory where there is room."""
    if "TMPDIR" not in os.environ and not config.getoption("basetemp") and (folder := in_memory()):
        os.environ["TMPDIR"] = folder
        tempfile.tempdir = None
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:  # started in the background by a shell: commands would ignore it, too
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if getattr(config.option, "dist", "no") == "load":
        config.option.dist = "worksteal"  # so that no process is left with the long tests at the end
    if config.pluginmanager.hasplugin("hypothesispytest"):
        from hypothesis import HealthCheck, settings

        settings.register_profile(
            "patient", deadline=None, max_examples=examples(30, 300), suppress_health_check=[HealthCheck.too_slow]
        )
        settings.load_profile("patient")  # a machine that is busy is no fault
    assert program  # it remembers the interpreter that it is loaded with
    if "COVERAGE_RUN" in os.environ:
        sys.executable = measured.interpreter()
    elif hasattr(config, "workerinput") and not NIGHTLY:
        sys.executable = preloaded.interpreter(FAST)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Half as many again as there are processors: while a test waits, for a lock or for another process, one is idle."""
    return (os.cpu_count() or 1) * 3 // 2


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    left = left_out(items, config.args)
    if left:
        config.hook.pytest_deselected(items=list(left))
        items[:] = [item for item in items if item not in left]


def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()  # what collecting has made stays to the end: nothing to look through again, and less to copy in forks


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """An empty repository with coordgit's hooks."""
    return Repository(tmp_path)


@pytest.fixture
def sessions(repository: Repository) -> Sessions:
    """Make sessions in the one work tree, after a first commit of ``api.py`` and ``other.py``."""

    def make(*names: str) -> list[Session]:
        repository.begin(api__py=API, other__py="OTHER = 1\n")
        return [repository.session(name) for name in names]

    return make
