"""What hooks run, started by ``fast``: git's ``gate`` and ``pre-push``, a client's ``hook``. Standard library only.

Any other verb runs the full command line, for callers that only have the shim.
"""

from __future__ import annotations

import os
import sys

from coordgit.startup.modules import lacks
from coordgit.startup.typing import Sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn


def _gate(argv: Sequence[str]) -> int:
    from coordgit.cli.gate import failed, gate

    try:
        return gate(argv[1], int(argv[2]) if argv[2].isdigit() else 0)
    except Exception as error:
        return failed(None, error, None)


def _hook(argv: Sequence[str]) -> int:
    try:
        from coordgit.cli.hook import hook
    except Exception as error:  # recording fails open
        sys.stderr.write(f"coordgit: nothing recorded, this installation is incomplete: {error}\n")
        return 0
    return hook(argv[1], argv[2] if len(argv) > 2 else "")


def _push(argv: Sequence[str]) -> int:
    from coordgit.cli.gate import failed

    try:
        from coordgit.cli.prepush import pre_push

        return pre_push(argv[2])
    except Exception as error:
        return failed(None, error, None)


HOOKS = {"hook": (_hook, "CLIENT [EVENT]", 1), "gate": (_gate, "STATE PID", 2), "pre-push": (_push, "-- REMOTE [URL]", 2)}
"""Verbs of hooks -> what runs them, the arguments they take, and how many they need."""
DENIED = 124
"""The exit code of git's hooks for what they deny. The shim makes it 1, with which an interpreter ends that dies at its start."""
INTERRUPTED = 130


def main(argv: list[str]) -> int:
    if argv and argv[0] in HOOKS:
        run_hook, words, least = HOOKS[argv[0]]
        if "-h" in argv or "--help" in argv:
            sys.stdout.write(f"Usage: coordgit {argv[0]} {words}, the hook's payload comes on standard input.\n")
            return 0
        if len(argv) <= least:
            sys.stderr.write(f"coordgit: {argv[0]} is for hooks and needs {words}\ntry: coordgit {argv[0]} --help\n")
            return 2
        return run_hook(argv)
    import site

    site.main()
    from coordgit.cli.exit_codes import run

    run(argv)
    return 0


def start(argv: list[str]) -> NoReturn:
    """Run a verb and end the process. Raises at most ``SystemExit``, which does not mean a failed start, and before it begins
    ``ImportError`` or ``SyntaxError``."""
    if argv[:1] != ["hook"]:  # not later: where it is missing, ``fast`` lets another installation take over
        from coordgit.cli.gate import failed, gate  # noqa: F401
    try:
        code = int(main(argv))
    except KeyboardInterrupt:
        code = INTERRUPTED
    except Exception:
        sys.excepthook(*sys.exc_info())
        code = 1
    code = DENIED if code == 1 and argv[:1] != ["hook"] else code
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (AttributeError, OSError):  # it was closed, or nobody reads it
            pass
    if lacks():
        from coordgit.startup.kept_code import write

        write()
    os._exit(code)  # shutting the interpreter down would cost 4 ms
