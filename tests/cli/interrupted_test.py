"""Ctrl-C ends a command, and git's hooks, without a traceback."""

import subprocess
import sys

import pytest

INTERRUPTED = "import os, signal, sys, time; interrupt = lambda *_: os.kill(os.getpid(), signal.SIGINT) or time.sleep(9); "
PLACES = {
    "gate": "from coordgit.cli import gate, start; gate.gate = interrupt; start.start(['gate', 'prepared', '1'])",
    "push": "from coordgit.cli import prepush, start; prepush.pre_push = interrupt; start.start(['pre-push', '--', 'origin'])",
    "gate by its name": "from coordgit.cli import gate, main; gate.gate = interrupt; main.main(['gate', 'prepared', '1'])",
    "loading": "import coordgit.cli.main; sys.meta_path.insert(0, type('Slow', (), {'find_spec': interrupt}));"
    " coordgit.cli.main.main(['status'])",
}


@pytest.mark.isolated
@pytest.mark.parametrize("place", PLACES)
def test_what_is_interrupted_ends_without_a_word(place: str) -> None:
    done = subprocess.run([sys.executable, "-c", INTERRUPTED + PLACES[place]], capture_output=True, text=True, timeout=30)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")
