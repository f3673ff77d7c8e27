"""The stand-ins of hooks behave as what they stand in for, and the real modules can be had afterwards."""

import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = str(Path(__file__).parents[2])


def fresh(program: str) -> str:
    """What a new interpreter prints that begins as hooks do."""
    head = (
        f"import sys; sys.path.insert(0, {FOLDER!r}); from coordgit.startup import modules; modules.use_stand_ins(); import os; "
    )
    words = [sys.executable, "-I", "-S", "-c", head + program]
    done = subprocess.run(words, env={"A": "x"}, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_os_comes_without_the_classes_of_collections() -> None:
    assert fresh("print('_collections_abc' in sys.modules, hasattr(sys.modules['__future__'], '__file__'))") == "False False"


@pytest.mark.parametrize(
    "program",
    [
        "os.environ.get('A'), os.environ.get('B'), os.environ.get('B', 'y'), 'A' in os.environ, 'B' in os.environ",
        "dict(os.environ), {**os.environ}, os.environ | {'B': 'y'}, list(os.environ.items()), len(os.environ)",
        "os.environ.update(B='y'), os.environ.pop('A'), os.environ.pop('A', None), dict(os.environ)",
        "os.environ.setdefault('C', 'z'), os.environ.copy(), [name for name in os.environ]",
        "isinstance('.', os.PathLike), os.fspath('.'), os.path.join('a', 'b')",
    ],
)
def test_the_variables_and_paths_of_os_are_those_of_the_real_one(program: str) -> None:
    head = "import os, sys; os.environ.pop('LC_CTYPE', None); "
    real = subprocess.run([sys.executable, "-I", "-S", "-c", f"{head}print({program})"], env={"A": "x"}, capture_output=True)
    assert real.returncode == 0, real.stderr
    assert fresh(f"os.environ.pop('LC_CTYPE', None); print({program})") == real.stdout.decode().strip()


def test_modules_that_need_the_real_classes_get_them() -> None:
    program = (
        "import collections.abc, subprocess, pathlib; print(isinstance({}, collections.abc.Mapping), pathlib.Path('a') / 'b')"
    )
    assert fresh(program) == "True a/b"
