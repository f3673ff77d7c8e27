"""Set a repository up and take it down again: the store, the git hooks, the registration of clients."""

from __future__ import annotations

import os
import shutil

from coordgit.clients import load, names
from coordgit.core.quoting import word
from coordgit.errors import CoordgitError
from coordgit.git import refs
from coordgit.git import repository as places
from coordgit.git.repository import Place
from coordgit.install import hooks, registration
from coordgit.store import landings
from coordgit.store.database import NAME, open_store


def check(place: Place, clients: tuple[str, ...]) -> None:
    """Raise ``CoordgitError`` for what ``initialise`` would stop at, as far as that can be told before anything is changed."""
    for name in clients:
        registration.check(place, name)
    hooks.check(place.top or place.git_dir, place.common)


def initialise(place: Place, python: str, fast: str, clients: tuple[str, ...], said: list[str] | None = None) -> list[str]:
    """Everything that ``coordgit init`` does; each thing done as one sentence, none when all was in place.

    ``said`` gets each as it is done, for a caller that wants them though an error follows.
    """
    said = [] if said is None else said
    fresh = not os.path.exists(f"{place.store}/{NAME}")
    if not os.path.isdir(place.store):
        hooks.make_store(place.top or place.git_dir, place.common)
    with open_store(place.store, create=True) as store, store.writing():
        known = landings.tips(store)
        for ref, oid in refs.heads(place.git()).items():
            if ref not in known:
                landings.set_tip(store, ref, oid)
    if fresh:
        said.append(f"made the store {place.store}/{NAME}")
    hooks.install(place.top or place.git_dir, place.common, python, fast, said)
    for name in clients:
        said += registration.register(place, name)
    return said


def detected(place: Place) -> tuple[str, ...]:
    """The clients that this project, its user, or this machine shows signs of."""
    found = []
    for name in names() if place.top else ():
        try:
            folder = os.path.dirname(load(name).settings_path())
        except CoordgitError:
            continue
        at_home = os.path.isdir(os.path.join(os.path.expanduser("~"), folder))
        if os.path.isdir(os.path.join(place.top, folder)) or at_home or shutil.which(name):
            found.append(name)
    return tuple(found)


def take_down(place: Place, keep_store: bool, said: list[str]) -> None:
    """Take out exactly what ``initialise`` put in, in every worktree; the store goes too unless it is kept.

    Each thing done is added to ``said`` as one sentence. Raises ``CoordgitError`` and ``OSError``.
    """
    if os.path.isdir(place.store) and not os.access(place.store, os.W_OK | os.X_OK):
        raise CoordgitError(f"{place.store} cannot be changed", f"ls -ld {word(place.store)}")
    for worktree in places.worktrees(place):
        for name in names():
            try:
                registration.unregister(worktree, name, said)
            except CoordgitError as error:
                if error.code == 2:
                    continue
                said.append(f"left {worktree.top}: {error.message}")
    hooks.remove(place.top or place.git_dir, place.common, said)
    if not keep_store and os.path.isdir(place.store):
        shutil.rmtree(place.store)
        said.append(f"removed {place.store}")
