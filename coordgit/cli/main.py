"""The console script. What hooks call goes straight to ``start``, without click."""

import sys

from coordgit.cli import start


def main(argv: list[str] | None = None) -> None:
    """Run one verb and exit with its code."""
    if argv is None and not sys.flags.utf8_mode and sys.getfilesystemencoding() != "utf-8":
        import os

        # git's names of files are bytes, usually UTF-8, whatever the locale's encoding is
        os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])
    args = sys.argv[1:] if argv is None else argv
    try:
        if args and args[0] in start.HOOKS:
            sys.exit(start.main(args))
        from coordgit.cli.exit_codes import run

        run(args)
    except KeyboardInterrupt:  # in a hook, or while it loads: after that ``run`` answers
        sys.exit(start.INTERRUPTED)
