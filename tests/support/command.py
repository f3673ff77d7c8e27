"""The command line, run without starting Python: in this process, or in a forked child of it.

Many thousand calls make a third of the suite's time, and to fork a process as large as pytest costs more than most of them do.
So by day they run in this process; its variables, folder, standard streams and what a process would remember are put back
afterwards. In the night, and where a test has threads, each has a process of its own.
"""

import fcntl
import gc
import importlib
import os
import pkgutil
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from typing import IO, NamedTuple

import coordgit
from coordgit.cli import context
from coordgit.cli.main import main
from coordgit.git import searches
from coordgit.store import database
from tests.support.thorough import NIGHTLY

STREAMS = ("stdin", "stdout", "stderr")


class Ended(NamedTuple):
    """The exit code of a command, and what it wrote."""

    code: int
    out: bytes
    err: bytes


class Call(NamedTuple):
    """A command line, where it runs, all its variables, and its standard input."""

    args: list[str]
    cwd: Path
    env: dict[str, str]
    stdin: bytes


def run(call: Call) -> Ended:
    """Run it to its end."""
    with ExitStack() as stack:
        feed, out, err = (stack.enter_context(tempfile.TemporaryFile()) for _ in STREAMS)
        for file in (out, err):  # as a pipe, for all writers
            fcntl.fcntl(file, fcntl.F_SETFL, os.O_APPEND)
        feed.write(call.stdin)
        feed.seek(0)
        code = (_here if _alone() else _forked)(call, (feed, out, err))
        out.seek(0)
        err.seek(0)
        return Ended(code, out.read(), err.read())


def _alone() -> bool:
    """True if nothing else in this process could notice that its variables and folder are another's for a while."""
    others = [thread for thread in threading.enumerate() if thread is not threading.main_thread() and not thread.daemon]
    return not NIGHTLY and not others


def _here(call: Call, files: tuple[IO[bytes], ...]) -> int:
    """Run it in this process."""
    with _restored():
        context._SAID.clear()
        searches._left = searches.ALLOWED
        os.getppid = os.getpid  # as of a child
        code = _main(call, files)
        while database._LEFT:  # a process that ends leaves them open
            database._LEFT.pop().close()
    return code


@contextmanager
def _restored() -> Iterator[None]:
    """Put back all that a command changes of its process."""
    kept = [os.dup(n) for n in range(len(STREAMS))]
    streams, environ, folder, parent = [getattr(sys, name) for name in STREAMS], dict(os.environ), os.getcwd(), os.getppid
    try:
        yield
    finally:
        gc.enable()
        os.getppid = parent
        os.chdir(folder)
        _become(environ)
        for n, (name, stream) in enumerate(zip(STREAMS, streams, strict=True)):
            os.dup2(kept[n], n)
            os.close(kept[n])
            setattr(sys, name, stream)


def _become(environ: dict[str, str]) -> None:
    """Make these the variables of this process: a call changes few, and each that is set anew costs time."""
    now = dict(os.environ)
    for name in now.keys() - environ:
        del os.environ[name]
    os.environ.update(environ.items() - now.items())


def _forked(call: Call, files: tuple[IO[bytes], ...]) -> int:
    """Run it in a child."""
    _load_all()
    pid = os.fork()
    if pid:
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    code = 70
    try:
        code = _main(call, files)
    finally:
        os._exit(code)


def _main(call: Call, files: tuple[IO[bytes], ...]) -> int:
    """Take over this process for the command; its exit code."""
    gc.disable()  # as in ``fast``; and what it would look through is pytest's
    for n, file in enumerate(files):
        os.dup2(file.fileno(), n)
    sys.stdin, sys.stdout, sys.stderr = (open(n, "w" if n else "r", closefd=False) for n in range(len(STREAMS)))  # noqa: SIM115
    try:
        _become(call.env)
        os.chdir(call.cwd)
        main(call.args)
        return 0
    except SystemExit as exit_:
        return exit_.code if isinstance(exit_.code, int) else int(bool(exit_.code))
    except Exception:
        import traceback

        traceback.print_exc()
        return 70
    finally:
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except (OSError, ValueError):
                pass


@cache
def _load_all() -> None:
    """Import here what each child would otherwise import for itself, two thirds of its time."""
    importlib.import_module("git")  # only what looks at history loads it
    for module in pkgutil.walk_packages(coordgit.__path__, "coordgit."):
        if not module.name.startswith(("coordgit.bench", "coordgit.cli.fast")):
            importlib.import_module(module.name)
