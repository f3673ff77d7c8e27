"""Make the generated parts of the docs: the reference of the commands, the table of the codes."""

import click

from coordgit.cli.group import coordgit
from coordgit.core.rules.codes import RULES


def reference() -> str:
    """Return Markdown: every command with its help and options."""
    return "\n".join(_commands(coordgit, click.Context(coordgit, info_name="coordgit"))) + "\n"


def _commands(group: click.Group, context: click.Context) -> list[str]:
    lines = []
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if command is not None:
            inner = click.Context(command, info_name=name, parent=context)
            lines += _commands(command, inner) if isinstance(command, click.Group) else _command(command, inner)
    return lines


def _command(command: click.Command, context: click.Context) -> list[str]:
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    help_text = (command.help or "").strip().replace("\n\n", "\n>")
    lines = ["", f"**`{usage}`**", "", " ".join(help_text.replace("\n>", " ").split()), ""]
    for parameter in command.params:
        if isinstance(parameter, click.Option) and not parameter.hidden:
            record = parameter.get_help_record(context)
            if record:
                lines.append(f"* `{record[0]}`: {record[1]}")
    return lines


def codes() -> str:
    """Return a Markdown table: what each code means, what it does at each level, and what helps."""
    levels = list(next(iter(RULES.values())).levels)
    rows = [["code", "name", *(f"`{level}`" for level in levels), "why", "what helps"]]
    rows.append(["---"] * len(rows[0]))
    for code, rule in sorted(RULES.items()):
        rows.append([code, rule.name, *rule.levels.values(), rule.why, rule.helps])
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)
