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

HOOKS = {"hook": ("CLIENT [EVENT]", 1), "gate": ("STATE PID", 2)}
"""Verbs of hooks -> the words they take, and how many of them they need."""


def main(argv: list[str] | None = None) -> None:
    """The console script. What hooks call goes straight to ``fast``, without click."""
    args = sys.argv[1:] if argv is None else argv
    if args and args[0] in HOOKS:
        words, least = HOOKS[args[0]]
        if {"-h", "--help"} & set(args):
            print(f"Usage: coordgit {args[0]} {words}, with what a hook is told on standard input.")
            sys.exit(0)
        if len(args) <= least:
            sys.stderr.write(f"coordgit: {args[0]} is for hooks and needs {words}\ntry: coordgit {args[0]} --help\n")
            sys.exit(2)
        from coordgit.cli import fast

        sys.exit(fast.main(args))
    from coordgit.cli.group import run

    run(args)
