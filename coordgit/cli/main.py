"""The command line: a table of verbs, each loaded when it is called. Parse, call one walk, print, exit."""

from __future__ import annotations

import sys

VERBS = {
    "init": "setup",
    "uninit": "setup",
    "doctor": "doctor",
    "demo": "demo",
    "session": "session",
    "read": "read",
    "check": "check",
    "explain": "explain",
    "ack": "ack",
    "status": "status",
    "log": "log",
    "lock": "lock",
    "unlock": "lock",
    "locks": "lock",
    "task": "task",
    "report": "report",
    "verify": "verify",
    "gc": "gc",
    "bench": "bench",
    "pre-commit": "precommit",
}
"""verb -> module of ``coordgit.cli`` that has a click command of that name (``-`` as ``_``)."""

HIDDEN = ("pre-commit",)


def main(argv: list[str] | None = None) -> None:
    """The console script. What hooks call goes straight to ``fast``, without click."""
    args = sys.argv[1:] if argv is None else argv
    if args[:1] in (["hook"], ["gate"]) and not {"-h", "--help"} & set(args):
        from coordgit.cli import fast

        sys.exit(fast.main(args))
    from coordgit.cli.group import run

    run(args)
