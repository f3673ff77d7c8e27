"""A session of a client that runs none of the hooks registered here: started in another folder, or before the set-up."""

import os

from coordgit.clients import load
from coordgit.core.model import Session
from coordgit.core.quoting import quote, word
from coordgit.git.worktrees import Worktree
from coordgit.program import program
from coordgit.startup.typing import Mapping


def note(worktree: Worktree, session: Session, environ: Mapping[str, str]) -> str:
    """Return what to say of a session that no hook of its client has named, "" if none was registered."""
    path = load(session.client).settings.path
    try:
        with open(f"{worktree.store}/registered", encoding="utf-8") as file:
            registered = f'/{path}"' in file.read()
    except OSError:
        return ""
    if not registered:
        return ""
    where = f"start {session.client} in {quote(worktree.top)}, or see coordgit's hooks/{session.client}/README.md"
    if not os.path.exists(f"{worktree.top}/{path}"):
        command = f"{program(worktree.store, environ)} -C {word(worktree.top)} init --client {session.client}"
        where = f"commit {path}, so that later worktrees have it; in this one: {command}"
    return (
        f"coordgit: no hook of {session.client} has run in this session: "
        f"what it reads and edits is neither recorded nor checked\ntry: {where}"
    )
