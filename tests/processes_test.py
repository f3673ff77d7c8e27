"""Which process a number names, and whether it still runs."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from coordgit import processes
from coordgit.core.model import NO_PROCESS
from tests.support.enclosed import EVERYWHERE, name

ROOT = Path(__file__).parents[1]
WITH_PROC = pytest.mark.skipif(not os.path.exists("/proc/self/stat"), reason="start times of processes are read from /proc")


def ended() -> int:
    """The number of a process that has ended."""
    with subprocess.Popen(["true"]) as process:
        process.wait()
    return process.pid


def test_a_process_lives_until_it_ends() -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as running:
        found = processes.process(running.pid)
        assert processes.alive(found) is True
        running.kill()
        running.wait()
    assert processes.alive(found) is False


@WITH_PROC
def test_a_process_that_has_the_number_of_another_is_not_that_one() -> None:
    this = processes.process(os.getpid())
    assert processes.alive(this) is True
    assert processes.alive(this._replace(started=str(int(this.started) - 1))) is False
    assert processes.alive(this._replace(started="")) is False


def test_of_another_namespace_or_boot_nothing_is_told() -> None:
    this = processes.process(os.getpid())
    assert processes.alive(this._replace(space="1@another")) is None
    assert processes.alive(this._replace(space="1@another", pid=ended())) is None


def test_nobody_does_not_live() -> None:
    assert processes.alive(NO_PROCESS) is False
    assert processes.alive(NO_PROCESS._replace(space="1@another")) is False


@WITH_PROC
def test_no_process_has_the_number_of_one_that_ended() -> None:
    assert processes.process(ended()) == NO_PROCESS


@WITH_PROC
def test_the_processes_above_are_found_nearest_first() -> None:
    found = [one.pid for one in processes.ancestors(os.getpid())]
    assert found[:2] == [os.getpid(), os.getppid()]
    assert 1 not in found


LIVES = """
import os, subprocess, sys
from coordgit import processes
this = processes.process(os.getpid())
with subprocess.Popen(["true"]) as other:
    other.wait()
print(this.space != sys.argv[1], processes.alive(this), processes.alive(this._replace(pid=other.pid)))
"""


@pytest.mark.parametrize("prefix", EVERYWHERE, ids=name)
def test_a_process_knows_its_like_wherever_it_runs(prefix: list[str]) -> None:
    argv = [*prefix, sys.executable, "-c", LIVES, processes.this_space()]
    done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == [str(bool(prefix)), "True", "False"]
