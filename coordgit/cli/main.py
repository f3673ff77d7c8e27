"""The command line: a table of commands, each imported when it is called."""

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
"""Command -> the module of ``coordgit.cli`` that defines it, under that name (``-`` as ``_``)."""

HIDDEN = ("pre-commit",)

HOOKS = {"hook": ("CLIENT [EVENT]", 1), "gate": ("STATE PID", 2)}
"""Commands that hooks run -> their arguments, and how many of these are required."""


def main(argv: list[str] | None = None) -> None:
    """Run the console script. Commands that hooks run go straight to ``fast``, without click."""
    args = sys.argv[1:] if argv is None else argv
    if args and args[0] in HOOKS:
        words, least = HOOKS[args[0]]
        if {"-h", "--help"} & set(args):
            print(f"Usage: coordgit {args[0]} {words}, the hook's payload comes on standard input.")
            sys.exit(0)
        if len(args) <= least:
            sys.stderr.write(f"coordgit: {args[0]} is for hooks and needs {words}\ntry: coordgit {args[0]} --help\n")
            sys.exit(2)
        from coordgit.cli import fast

        sys.exit(fast.main(args))
    from coordgit.cli.group import run

    run(args)
