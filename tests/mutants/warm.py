"""A process that has pytest loaded and forks for each run of it, which saves a mutant the half second of starting it.

Reads one run a line from standard input: a JSON object of the folder, the environment, pytest's arguments and the file for what
it says. Answers with its exit code.
"""

import atexit
import gc
import json
import os
import sys
from typing import Any

for name in (
    "pytest",
    "_pytest.assertion.rewrite",
    "click",
    "git",
    "sqlite3",
    "subprocess",
    "unittest.mock",
    "importlib.metadata",
):
    __import__(name)


def main() -> None:
    sys.path.pop(0)  # this folder
    gc.freeze()
    for line in sys.stdin:
        run = json.loads(line)
        child = os.fork()
        if child == 0:
            _become(run)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


def _become(run: dict[str, Any]) -> None:
    """Run pytest as a process of its own would; never returns."""
    code = 3
    try:
        said = os.open(run["said"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        nothing = os.open(os.devnull, os.O_RDONLY)
        for number, file in ((0, nothing), (1, said), (2, said)):
            os.dup2(file, number)
        os.environ.clear()
        os.environ.update(run["env"])
        os.chdir(run["tree"])
        sys.path.insert(0, run["tree"])
        import pytest

        code = int(pytest.main(run["words"]))
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        os._exit(code)


if __name__ == "__main__":
    main()
