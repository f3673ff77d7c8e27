"""Set a repository up and take it down again: the store, the git hooks, the registration of clients."""

from __future__ import annotations

import json
import os
import shutil
from typing import Any

from coordgit.clients import load, names
from coordgit.errors import CoordgitError, UsageError
from coordgit.git import hooks, refs
from coordgit.git import place as places
from coordgit.git.place import Place
from coordgit.store import landings
from coordgit.store.database import NAME, open_store

COMMAND = (
    's="$(git rev-parse --git-common-dir 2>/dev/null)/coordgit/shim"; [ -x "$s" ] || exit 0;'
    ' exec "$s" hook {client} # coordgit hook {client}'
)
"""What a client runs, from whatever folder, worktree or clone: nothing where coordgit is not set up."""


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
    for name in names():
        try:
            folder = os.path.dirname(load(name).settings_path())
        except CoordgitError:
            continue
        at_home = os.path.isdir(os.path.join(os.path.expanduser("~"), folder))
        if os.path.isdir(os.path.join(place.top, folder)) or at_home or shutil.which(name):
            found.append(name)
    return tuple(found)


def register(place: Place, name: str) -> list[str]:
    """Put coordgit's hooks into a client's project settings, everything else untouched."""
    if name not in names():
        raise UsageError(f"no client is called {name}", f"coordgit init --client {names()[0]}")
    client = load(name)
    path = os.path.join(place.top, client.settings_path())
    before = _settings(path)
    after = client.register(before or {}, COMMAND.format(client=name))
    if before == after:
        return []
    _write(path, after)
    return [f"registered the hooks of {name} in {client.settings_path()}"]


def unregister(place: Place, name: str) -> list[str]:
    client = load(name)
    path = os.path.join(place.top, client.settings_path())
    before = _settings(path)
    if before is None:
        return []
    after = client.unregister(before)
    if before == after:
        return []
    if after:
        _write(path, after)
    else:
        os.unlink(path)
        try:
            os.rmdir(os.path.dirname(path))
        except OSError:
            pass
    return [f"took the hooks of {name} out of {client.settings_path()}"]


def _settings(path: str) -> dict[str, Any] | None:
    """The client's settings; ``None`` without a file. Raises ``CoordgitError`` for what is no JSON object."""
    try:
        with open(path, encoding="utf-8") as file:
            found = json.load(file)
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise CoordgitError(f"{path} cannot be read: {error}", f"{os.environ.get('EDITOR', 'vi')} {path}") from error
    if not isinstance(found, dict):
        raise CoordgitError(f"{path} holds no JSON object", f"{os.environ.get('EDITOR', 'vi')} {path}")
    return found


def _write(path: str, settings: dict[str, Any]) -> None:
    """Replace the file in one step, with its indentation kept at two."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    fresh = f"{path}.coordgit-new"
    with open(fresh, "w", encoding="utf-8") as file:
        file.write(json.dumps(settings, indent=2, ensure_ascii=False) + "\n")
    os.replace(fresh, path)


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
