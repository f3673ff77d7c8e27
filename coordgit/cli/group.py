"""The click group: commands from the table, and ``-C PATH``."""

import importlib
import os
from typing import Any

import click

from coordgit.errors import CoordgitError

VERBS = (
    "init", "uninit", "doctor", "demo", "session", "read", "check", "commit", "whose", "explain", "ack", "status", "log", "lock",
    "unlock", "locks", "task", "report", "sync", "restore", "verify", "ready", "gc", "replay", "bench", "pre-commit",
)  # fmt: skip
MODULES = {"uninit": "init", "unlock": "lock", "locks": "lock", "pre-commit": "precommit"}
"""Verb -> module of ``coordgit.cli``, if that has another name; it has a click command called as the verb (``-`` as ``_``)."""

HIDDEN = ("pre-commit",)

LONGEST = 500
"""Characters up to which a summary is shown whole."""


class Spelt(click.Group):
    """A group that lists each command with its whole first sentence."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        commands = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        with formatter.section("Commands"):
            formatter.write_dl([(name, command.get_short_help_str(LONGEST)) for name, command in commands if command])

    def invoke(self, ctx: click.Context) -> Any:
        """Call the command; an error of it names it, also that an option lacks its value, where click leaves the command out."""
        try:
            return super().invoke(ctx)
        except click.UsageError as error:
            command = self.get_command(ctx, ctx.invoked_subcommand or "")
            if error.ctx is None and command is not None:
                error.ctx = click.Context(command, ctx, ctx.invoked_subcommand)
            raise


class Verbs(Spelt):
    """A group that imports a command's module when the command is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for name in VERBS if name not in HIDDEN]

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in VERBS:
            return None
        module = importlib.import_module(f"coordgit.cli.{MODULES.get(name, name)}")
        command: click.Command = getattr(module, name.replace("-", "_"))
        return command


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("-C", "folders", metavar="PATH", multiple=True, help="Run as if started in PATH.")
@click.version_option(package_name="coordgit", prog_name="coordgit")
def coordgit(folders: tuple[str, ...]) -> None:
    """Reject a commit whose session read something that another session has changed since.

    Exit codes: 0 ok or passed, 1 rejected or unhealthy, 2 usage, 3 could not answer.
    """
    for folder in filter(None, folders):  # as git: each from the one before, "" stays
        try:
            os.chdir(folder)
        except OSError as error:
            raise CoordgitError(f"cannot change to {folder}: {error.strerror}", "coordgit -C PATH ...", 2) from error
