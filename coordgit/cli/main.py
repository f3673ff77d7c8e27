"""The console script. What hooks call goes straight to ``start``, without click."""

import sys

from coordgit.cli import start


def main(argv: list[str] | None = None) -> None:
    """Run one verb and exit with its code."""
    args = sys.argv[1:] if argv is None else argv
    if args and args[0] in start.HOOKS:
        sys.exit(start.main(args))
    from coordgit.cli.exit_codes import run

    run(args)
