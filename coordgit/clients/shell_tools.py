"""What a client's shell tool touches, by its command and how that ended; ``shell`` says what a command reads and writes."""

from __future__ import annotations

from posixpath import dirname, isabs, join, lexists, realpath

from coordgit.clients.base import BEFORE, Event
from coordgit.clients.fields import text_of
from coordgit.core.model import READ, WRITE
from coordgit.startup.typing import Any, NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from coordgit.shell.accesses import CommandAccesses


class Ran(NamedTuple):
    """How a shell command ended, as far as its client says."""

    output: str | None
    """All that it printed; ``None`` if that is not known."""
    ok: bool = False
    """True if it is known to have succeeded."""
    cut: bool = False
    """True if the output was truncated."""
    later: bool = False
    """True if it goes on in the background."""
    moved: bool = False
    """True if the event names the directory where the shell ended, not where it began."""


def shell(event: Event, asked: dict[str, Any], ran: Ran, before: str = "") -> Event:
    """Add what a shell command implies, once it ``ran`` compared with its output.

    ``before``: what the client should run before a command that may run git.
    """
    command = text_of(asked, "command")
    from coordgit.shell.accesses import accesses

    # a commit's hooks may format files
    moves_files = "git" in command and not (MOVERS | {"commit"}).isdisjoint(command.split())
    event = event._replace(slow=True, moves=moves_files)
    known = with_top(command, event.cwd)
    if event.name == BEFORE:
        asks_forge = any(tool in command for tool in FORGES) and ("merge" in command.lower() or "accept" in command)
        event = event._replace(merges=command if asks_forge else "")
        understood = accesses(known, True, None)
        event = event._replace(folders=_folders(understood))
        git = {call.name for call in understood.git}
        if before and (understood.unknown or (not git <= QUIET if git else "git" in command)):
            event = event._replace(instead={**asked, "command": before + command})
        if understood.git:
            from coordgit.shell.git_commands import COMMANDS

            event = event._replace(aliases=tuple(call for call in understood.git if call.name not in COMMANDS | MOVERS))
        if "cherry-pick" in git or not MOVERS.isdisjoint(git):
            from coordgit.shell.git_moves import moves

            event = event._replace(replaces=moves(understood.git))
        return event._replace(accesses=tuple(one for one in understood.touches if one.act in (READ, WRITE) and not one.rev))
    understood = accesses(known, ran.ok and not ran.later, None if ran.later else ran.output)
    from coordgit.clients.relative_paths import placed

    found, unknown = placed(understood, event.cwd, ran.output or "", ran.moved)
    if ran.cut:
        found = [item if item.act == WRITE else item._replace(exact=False, matched=False) for item in found]
    output = None if ran.cut else ran.output
    return event._replace(accesses=tuple(found), unknown=unknown, output=output, folders=_folders(understood))


def with_top(command: str, cwd: str) -> str:
    """Return the command with the path of ``cwd``'s work tree in place of what prints it, up to where it goes elsewhere."""
    if TOP not in command or not isabs(cwd):
        return command
    from coordgit.core.quoting import BARE

    top = realpath(cwd).rstrip("/")
    while top and not lexists(f"{top}/.git"):
        top = dirname(top).rstrip("/")
    if not top or not BARE.issuperset(top):
        return command
    here, elsewhere = _before_it_leaves(command)
    for prints in PRINTS_TOP:
        here = here.replace(prints, top)
    return here + elsewhere


def _before_it_leaves(command: str) -> tuple[str, str]:
    """Return a command in two parts: in the second it may be in another work tree."""
    words = command.replace("\t", " ")
    for prints in PRINTS_TOP:
        for stays in (f'cd "{prints}', f"cd {prints}"):
            words = words.replace(stays, "." * len(stays))
    end = min((at for word in ("cd ", "pushd ") if (at := words.find(word)) >= 0), default=len(command))
    return command[:end], command[end:]


def _folders(command: CommandAccesses) -> tuple[str, ...]:
    return tuple(folder for folder in (command.directory, *(call.directory for call in command.git)) if folder)


def inside(event: Event, folder: str) -> Event:
    """Return the event of a call that began in ``folder``, "" for where the client works."""
    return event._replace(cwd=join(event.cwd, folder)) if folder else event


TOP = "git rev-parse --show-toplevel"
PRINTS_TOP = (f"$({TOP})", f"$({TOP} 2>/dev/null)", f"`{TOP}`", f"`{TOP} 2>/dev/null`")


MOVERS = frozenset(
    ("reset", "checkout", "switch", "stash", "restore", "clean", "merge", "rebase", "pull", "revert", "am", "apply", "rm",
     "worktree", "checkout-index", "read-tree")
)  # fmt: skip
"""Commands of git that replace or remove files, most of them without naming them."""


QUIET = frozenset(
    ("status", "diff", "log", "show", "grep", "blame", "ls-files", "ls-tree", "rev-parse", "rev-list", "cat-file", "describe",
     "shortlog", "config", "version", "help")
)  # fmt: skip
"""Commands of git that run no hook."""
FORGES = ("gh ", "glab ", "tea ", "hub ", "curl ")
"""What a command holds that may ask a forge to merge."""
