"""The lines about a verdict that the committer gets: the same from the gate, from ``check`` and from ``verify``.

The printed commands fit the reader's folder: they name the worktree if the reader is elsewhere, and a program that runs there.
"""

import os

from coordgit import processes
from coordgit.core.model import REJECTED, Verdict
from coordgit.core.quoting import escaped
from coordgit.core.validation import LOCKED
from coordgit.git import denied, trusted_repositories, worktrees
from coordgit.git.operation import PUSH
from coordgit.program import program
from coordgit.render import next_steps
from coordgit.render import verdict as render
from coordgit.render.reader_folder import ReaderFolder
from coordgit.startup.typing import Mapping, NamedTuple
from coordgit.store import names, sessions
from coordgit.store.database import Store


class Invocation(NamedTuple):
    """The command or hook that prints: its environment, the folder it runs in, its process. ``moved``: ``-C`` sent it there."""

    environ: Mapping[str, str]
    folder: str
    pid: int
    moved: bool = False


def answer(verdict: Verdict, store: Store, by: Invocation, now: float) -> str:
    """Return the text, "" if there is nothing to report."""
    if verdict.outcome != REJECTED and not verdict.conflicts:
        return ""
    text = render.rejection if verdict.outcome == REJECTED else render.warning
    return escaped(text(verdict, names.of(store), at_the_gate(verdict, store, by))) + _as_known(verdict, store, now)


def _as_known(verdict: Verdict, store: Store, now: float) -> str:
    """Return how old the knowledge of other clones' locks is, if one of them is a reason."""
    holders = {conflict.session for conflict in verdict.conflicts if conflict.code == LOCKED and conflict.session}
    if not any((known := sessions.get(store, holder)) is not None and known.clone for holder in holders):
        return ""
    from coordgit.store import mirror

    known_at = mirror.counter(store, "team seen") or 0
    return f"note: what other clones hold was known here {max(now - known_at, 0):.0f} s ago\n"


def at_the_gate(verdict: Verdict, store: Store, by: Invocation) -> ReaderFolder:
    """Return where a user of git is: where the command was typed, unless it was told to run elsewhere."""
    facts = next_steps.facts_of(verdict)
    command = program(store.folder, by.environ)
    client = sessions.has_client(store, verdict.epoch.session)
    if facts is None:
        return ReaderFolder(program=command, top="", folder="", client=client, away=_away(by))
    if facts.elsewhere or facts.operation == PUSH or by.moved:  # who pushes into a repository is in another
        return ReaderFolder(program=command, top="", folder="", client=client)
    folder = "" if facts.prefix is None else f"{facts.worktree}/{facts.prefix}".rstrip("/")
    return ReaderFolder(program=command, top=facts.worktree, folder=folder, client=client)


def _away(by: Invocation) -> str:
    """Return the folder of the repository if the command was told to run in another one than its user's, else ""."""
    pushed = "GIT_QUARANTINE_PATH" in by.environ
    if not (pushed or by.moved or denied.is_elsewhere(processes.updater(by.pid).pid)):
        return ""
    worktree = worktrees.around_hook(by.folder)
    return worktree.folder if worktree else ""


def remedy_of(verdict: Verdict, store: Store, by: Invocation) -> list[str]:
    """Return [the sentence of ``next:``, command, command, …] for the folder that the command runs in."""
    way = next_steps.of(verdict, reader_folder(store, verdict.epoch.session, by), names.of(store))
    return way.lines if way else []


def reader_folder(store: Store, session: str, by: Invocation) -> ReaderFolder:
    """Return where a user of coordgit is: in the folder that the command runs in, unless it was told to run elsewhere."""
    here = None if by.moved else trusted_repositories.find(by.folder)
    top = here.folder if here else ""
    current = os.path.realpath(by.folder) if top else ""
    return ReaderFolder(
        program=program(store.folder, by.environ), top=top, folder=current, client=sessions.has_client(store, session)
    )
