"""Tell from a shell command and its output which files it showed and which it may have changed.

What is understood is recorded, the rest is reported. A command that may not have run, or whose output went through something
else, is coarse: ``exact`` is false. Nothing is run, and no path is looked up.
"""

from __future__ import annotations

from coordgit.core.model import Access
from coordgit.shell.call import Call, whole
from coordgit.shell.run import Run
from coordgit.shell.syntax import parse
from coordgit.shell.words import speaker
from coordgit.startup.typing import NamedTuple

NEVER_RAN = (": syntax error near unexpected token", ": unexpected EOF while looking for matching")
"""bash's message for a command of which it ran nothing, or only the lines before."""

LONGEST_COMMAND = 200_000
LONGEST_PART = 80
MOST_PARTS = 20


class CommandAccesses(NamedTuple):
    """What a command touched, in order; what was not understood; and where it ended."""

    touches: tuple[Access, ...]
    unknown: str
    directory: str | None
    """The shell's directory at the end as ``cd`` left it: absolute, relative to the start, ``None`` if unknown."""
    git: tuple[Call, ...] = ()
    """The commands of git among them, each by its own name and where it runs."""


def accesses(command: str, ok: bool, output: str | None) -> CommandAccesses:
    """Tell what ``command`` touched. ``output`` is all it printed, ``None`` if that is not known."""
    if len(command) > LONGEST_COMMAND or "\0" in command:
        return CommandAccesses((), part(command), None)
    if not ok and output is not None and any(sign in output for sign in NEVER_RAN):
        return CommandAccesses((), part(command), "")
    steps, rest = parse(command)
    run = Run(ok, output, alone=len(steps) == 1 and len(steps[0].stages) == 1)
    if run.messages:
        count = Run(True, None, every_step=True)
        count.script(steps, sure=True, proven=False)
        run.often = count.asked
    run.speaker = speaker(steps) if ok and output else None
    touches = run.script(steps, sure=True, proven=not rest)
    run.unknown += [rest] if rest else []
    unknown = "; ".join(list(dict.fromkeys(part(source) for source in run.unknown))[:MOST_PARTS])
    return CommandAccesses(
        touches=tuple(dict.fromkeys(whole(touch) for touch in touches)),
        unknown=unknown,
        directory=run.directory,
        git=tuple(run.git),
    )


def part(source: str) -> str:
    """Return a piece of a command in one short line."""
    line = " ".join(source.split())
    return line if len(line) <= LONGEST_PART else line[: LONGEST_PART - 3] + "..."
