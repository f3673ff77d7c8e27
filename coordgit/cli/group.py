"""The click group: verbs from the table, ``-C PATH``, and the one place where errors become two lines and an exit code."""

from __future__ import annotations

import importlib
import os
import sqlite3
import sys
from typing import Any

import click

from coordgit.cli.main import HIDDEN, VERBS
from coordgit.errors import CoordgitError


class Verbs(click.Group):
    """A group whose commands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for name in VERBS if name not in HIDDEN]

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in VERBS:
            return None
        module = importlib.import_module(f"coordgit.cli.{VERBS[name]}")
        command: click.Command = getattr(module, name.replace("-", "_"))
        return command


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("-C", "folder", metavar="PATH", help="Run as if started in PATH.")
@click.version_option(package_name="coordgit", prog_name="coordgit")
def coordgit(folder: str | None) -> None:
    """Reject a commit whose recorded reads are stale against what other sessions have already committed.

    Exit codes: 0 ok or passed, 1 rejected or unhealthy, 2 usage, 3 could not answer.
    """
    if folder is not None:
        try:
            os.chdir(folder)
        except OSError as error:
            raise CoordgitError(f"cannot change to {folder}: {error.strerror}", "coordgit -C PATH ...", 2) from error


def run(args: list[str]) -> None:
    """Run a command line and exit with its code."""
    try:
        code: Any = coordgit.main(args=args, prog_name="coordgit", standalone_mode=False)
    except CoordgitError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(error.code)
    except click.exceptions.NoArgsIsHelpError as error:
        sys.stdout.write(f"{error.format_message()}\n")
        sys.exit(2)
    except click.UsageError as error:
        where = error.ctx.command_path if error.ctx else "coordgit"
        sys.stderr.write(f"coordgit: {error.format_message()}\ntry: {where} --help\n")
        sys.exit(2)
    except click.ClickException as error:
        sys.stderr.write(f"coordgit: {error.format_message()}\ntry: coordgit --help\n")
        sys.exit(2)
    except (click.exceptions.Abort, KeyboardInterrupt):
        sys.exit(130)
    except BrokenPipeError:
        sys.exit(0)
    except sqlite3.Error as error:
        from coordgit.store.database import failure

        said = failure(error, ".git/coordgit")
        sys.stderr.write(f"{said}\n")
        sys.exit(said.code)
    sys.exit(code if isinstance(code, int) else 0)
