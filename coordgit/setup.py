"""Set a repository up and take it down again: the store, the git hooks, the registration of clients."""

from __future__ import annotations

import os
import shutil

from coordgit.clients import load, names
from coordgit.errors import CoordgitError
from coordgit.git import hooks, refs
from coordgit.git import place as places
from coordgit.git.place import Place
from coordgit.registration import register, unregister
from coordgit.store import landings
from coordgit.store.database import NAME, open_store


def initialise(place: Place, python: str, fast: str, clients: tuple[str, ...] | None) -> list[str]:
    """Everything that ``coordgit init`` does; each thing done as one sentence, none when all was in place.

    ``clients`` are those to register; ``None``: the ones found here.
    """
    said = []
    if not os.path.exists(f"{place.store}/{NAME}"):
        said.append(f"made the store {place.store}/{NAME}")
    with open_store(place.store, create=True) as store, store.writing():
        known = landings.tips(store)
        for ref, oid in refs.heads(place.git()).items():
            if ref not in known:
                landings.set_tip(store, ref, oid)
    said += hooks.install(place.top or place.git_dir, place.common, python, fast)
    wanted = detected(place) if clients is None else clients
    for name in wanted:
        said += register(place, name)
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


def take_down(place: Place, keep_store: bool) -> list[str]:
    """Take out exactly what ``initialise`` put in, in every worktree; the store goes too unless it is kept."""
    said = []
    for worktree in places.worktrees(place):
        for name in names():
            try:
                said += unregister(worktree, name)
            except CoordgitError as error:
                if error.code == 2:
                    continue
                said.append(f"left {worktree.top}: {error.message}")
    said += hooks.remove(place.top or place.git_dir, place.common)
    if not keep_store and os.path.isdir(place.store):
        shutil.rmtree(place.store)
        said.append(f"removed {place.store}")
    return said
