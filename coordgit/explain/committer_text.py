"""The lines about a verdict that the committer gets: the same from the gate, from ``check`` and from ``verify``.

The printed commands fit the reader's folder: they name the worktree if the reader is elsewhere, and a program that runs there.
"""

import os
import sys

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
from coordgit.startup.typing import Mapping
from coordgit.store import names, sessions
from coordgit.store.database import Store


def answer(verdict: Verdict, store: Store, environ: Mapping[str, str], now: float) -> str:
    """Return the text, "" if there is nothing to report."""
    if verdict.outcome != REJECTED and not verdict.conflicts:
        return ""
    text = render.rejection if verdict.outcome == REJECTED else render.warning
    return escaped(text(verdict, names.of(store), at_the_gate(verdict, store, environ))) + _as_known(verdict, store, now)


def _as_known(verdict: Verdict, store: Store, now: float) -> str:
    """Return how old the knowledge of other clones' locks is, if one of them is a reason."""
    holders = {conflict.session for conflict in verdict.conflicts if conflict.code == LOCKED and conflict.session}
    if not any((known := sessions.get(store, holder)) is not None and known.clone for holder in holders):
        return ""
    from coordgit.store import mirror

    known_at = mirror.counter(store, "team seen") or 0
    return f"note: what other clones hold was known here {max(now - known_at, 0):.0f} s ago\n"


def at_the_gate(verdict: Verdict, store: Store, environ: Mapping[str, str]) -> ReaderFolder:
    """Return where a user of git is: where the command was typed, unless it was told to run elsewhere."""
    facts = next_steps.facts_of(verdict)
    command = program(store.folder, environ)
    client = sessions.has_client(store, verdict.epoch.session)
    if facts is None:
        return ReaderFolder(command, "", "", client, _away(environ))
    if facts.elsewhere or facts.operation == PUSH or moved():  # who pushes into a repository is in another
        return ReaderFolder(command, "", "", client)
    folder = "" if facts.prefix is None else f"{facts.worktree}/{facts.prefix}".rstrip("/")
    return ReaderFolder(command, facts.worktree, folder, client)


def _away(environ: Mapping[str, str]) -> str:
    """Return the folder of the repository if the command was told to run in another one than its user's, else ""."""
    pushed = "GIT_QUARANTINE_PATH" in environ
    if not (pushed or moved() or denied.is_elsewhere(processes.updater(os.getpid()).pid)):
        return ""
    worktree = worktrees.around_hook(".")
    return worktree.folder if worktree else ""


def remedy_of(verdict: Verdict, store: Store, environ: Mapping[str, str]) -> list[str]:
    """Return [the sentence of ``next:``, command, command, …] for the current folder."""
    way = next_steps.of(verdict, reader_folder(store, verdict.epoch.session, environ), names.of(store))
    return way.lines if way else []


def reader_folder(store: Store, session: str, environ: Mapping[str, str]) -> ReaderFolder:
    """Return where a user of coordgit is: in the current folder, unless it was told to run elsewhere."""
    here = None if moved() else trusted_repositories.find(".")
    top = here.folder if here else ""
    current = os.path.realpath(".") if top else ""
    return ReaderFolder(program(store.folder, environ), top, current, sessions.has_client(store, session))


def moved() -> bool:
    """True if this command was told to run in another folder, by ``-C``."""
    click = sys.modules.get("click")
    context = click.get_current_context(silent=True) if click else None
    return context is not None and bool(context.find_root().params.get("folders"))
