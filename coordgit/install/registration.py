"""Put coordgit's hooks into a client's project settings and remove them again, restoring the old text byte for byte.

``<store>/registered`` keeps each settings file's text before and after. A file that was changed since keeps the change, and
hooks that this repository never put there, as in a clone, are kept.
"""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import NamedTuple

from coordgit.clients import CLIENTS, load
from coordgit.core.quoting import quote, word
from coordgit.errors import CoordgitError, UsageError
from coordgit.git import worktrees
from coordgit.git.plumbing import encode
from coordgit.git.worktrees import Worktree
from coordgit.install import client_settings, client_trust
from coordgit.install.shim import replace, write

COMMAND = (
    "set -- hook {words}; "
    "case ${{XDG_STATE_HOME-}} in /*) s=$XDG_STATE_HOME;; *) s=$HOME/.local/state;; esac; "
    '[ ! -f "$s/coordgit/launcher" ] || . "$s/coordgit/launcher"; '
    "c=$(command -v coordgit) || exit 0; "
    'case $c in /*) exec "$c" "$@";; esac # coordgit hook {words}'
)
"""What a client runs, the same for everybody who shares the file: the user's launcher, else ``coordgit`` on PATH, else nothing.
Neither is in, or named relative to, the current folder."""


def command(name: str) -> client_settings.Command:
    """Return what the client called ``name`` runs, by its name of the hook."""
    if load(name).settings.flat:  # such a client denies a call if the command before it fails
        return lambda hook: f"trap 'exit 0' EXIT; {COMMAND.format(words=f'{name} {hook}')}"
    return lambda hook: COMMAND.format(words=name)


class KeptSettings(NamedTuple):
    """A settings file's text before (``None``: no file) and after; ``folders``: how many folders were made for it."""

    before: str | None
    after: str
    folders: int


def check(worktree: Worktree, name: str) -> None:
    """Raise ``UsageError`` for an unknown client, or one that cannot be used in this repository."""
    load(name)
    if not worktree.top:
        raise UsageError("a bare repository has no project settings to register a client in", "coordgit init --no-clients")


def register(worktree: Worktree, name: str, environ: Mapping[str, str]) -> list[str]:
    """Put coordgit's hooks into a client's project settings, everything else untouched; return a sentence for each change.

    The client must have passed ``check``. Raises ``CoordgitError`` for settings that cannot be read, or written.
    """
    client = load(name)
    path = _real(worktree, client.settings.path)
    _check_inside(worktree, client.settings.path, path)
    text, before = client_settings.read(client, path)
    if client.settings.plugin and client_settings.unregister(client, before):
        raise CoordgitError(f"{client.settings.path} is not coordgit's", f"mv -n {word(path)} {word(f'{path}.old')}")
    after = client_settings.register(client, before, command(name))
    if before == after:
        return []
    written = client_settings.text_of(client, after)
    kept = _kept(worktree)
    known = kept.get(path)
    if known is not None and known.after == text:  # this repository's own older registration
        kept[path] = known._replace(after=written)
    elif known is None or client_settings.unregister(client, before) == before:  # this is what uninit has to restore
        kept[path] = KeptSettings(text, written, _absent(os.path.dirname(path)))
    _keep(worktree, kept)
    _write(path, written)
    done = f"registered the hooks of {name} in {client.settings.path}; worktrees made later have them once it is committed"
    return [done, *(f"{name}: {lack}: {remedy}" for lack, remedy in client_trust.lacks(name, worktree, after, environ))]


def registered(worktree: Worktree) -> set[str]:
    """Return the clients whose hooks ``register`` has put into a worktree of this repository."""
    kept = _kept(worktree)
    return {name for name in CLIENTS if any(path.endswith(f"/{load(name).settings.path}") for path in kept)}


def unregister(worktree: Worktree, name: str, did: list[str]) -> None:
    """Remove from a client's settings what ``register`` put in; add a sentence for each change to ``did``. Raises as there."""
    if not worktree.top:
        return
    client = load(name)
    path = _real(worktree, client.settings.path)
    kept = _kept(worktree)
    known = kept.pop(path, None)
    if known is None:
        return
    text, before = client_settings.read(client, path)
    after, original = client_settings.unregister(client, before), client_settings.parsed(client, known.before)
    if text is None or before == after:
        _keep(worktree, kept)
        return
    took = "removed the hooks of {} from {}"
    if known.after == text and known.before is not None:
        _write(path, known.before)
    elif client_settings.unregister(client, original) != original:
        took = "left the hooks of {} in {}, where they were before init, and which has changed since"
    elif after or known.before is not None:
        _write(path, client_settings.text_of(client, after))
    else:
        with _named(path):
            os.unlink(path)
        folder = path
        try:
            for _ in range(known.folders):
                folder = os.path.dirname(folder)
                os.rmdir(folder)
        except OSError:  # something else is in it
            pass
    did.append(took.format(name, client.settings.path))
    _keep(worktree, kept)


def _real(worktree: Worktree, path: str) -> str:
    return os.path.realpath(os.path.join(worktree.top, path))


def _check_inside(worktree: Worktree, path: str, real: str) -> None:
    """Raise ``CoordgitError`` for settings that a link puts outside the work tree's own files: it may have come with a clone."""
    parts = os.path.relpath(real, worktree.top).lower().split("/")
    if ".." in parts or ".git" in parts:
        names = path.split("/")
        above = (os.path.join(worktree.top, *names[:count]) for count in range(1, len(names)))
        link = next(filter(os.path.islink, above), os.path.join(worktree.top, path))
        raise CoordgitError(f"{path} is reached through a link, and leads to {quote(real)}", f"rm {word(link)}")


def _absent(folder: str) -> int:
    """Return how many folders there are to make before ``folder`` exists."""
    return 0 if os.path.isdir(folder) else 1 + _absent(os.path.dirname(folder))


def _write(path: str, text: str) -> None:
    """Replace the file atomically, keeping its mode."""
    with _named(path):
        os.makedirs(os.path.dirname(path), exist_ok=True)
        exact = os.stat(path).st_mode & 0o7777 if os.path.exists(path) else None
        replace(path, encode(text), 0o666, exact)


@contextmanager
def _named(path: str) -> Iterator[None]:
    """Raise ``CoordgitError`` if the settings file cannot be changed."""
    try:
        yield
    except OSError as error:
        at = error.filename or path
        raise CoordgitError(f"{path} cannot be changed: {at}: {error.strerror}", f"ls -ld {word(at)}") from error


def _kept(worktree: Worktree) -> dict[str, KeptSettings]:
    try:
        with open(f"{worktree.store}/registered", encoding="utf-8") as file:
            return {_found(worktree, path): KeptSettings(*values) for path, values in json.load(file).items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def _keep(worktree: Worktree, kept: dict[str, KeptSettings]) -> None:
    if os.path.isdir(worktree.store):
        path = f"{worktree.store}/registered"
        if kept:
            linked = [each for each in worktrees.worktrees(worktree) if each.id != worktrees.MAIN]
            rows = {_named_for_moves(worktree, at, linked): settings for at, settings in kept.items()}
            write(path, json.dumps(rows, indent=1, ensure_ascii=False) + "\n", 0o644, worktree.store)
        elif os.path.exists(path):
            os.unlink(path)


def _named_for_moves(worktree: Worktree, path: str, linked: list[Worktree]) -> str:
    """Return how a settings file is stored: a linked worktree may move, and so may the repository, with everything in it."""
    around = [each for each in linked if path.startswith(f"{each.top}/")]
    if around:
        nearest = max(around, key=lambda each: len(each.top))
        return f"{nearest.id}:{path[len(nearest.top) :]}"
    near = os.path.dirname(worktree.common) + "/"
    return os.path.relpath(path, worktree.common) if path.startswith(near) else path


def _found(worktree: Worktree, stored: str) -> str:
    """Return where a stored settings file is now; what is stored, for one of a worktree that is gone."""
    name, by_name, path = stored.partition(":")
    if by_name and name.startswith("worktrees/"):
        linked = worktrees.named(worktree, name)
        return f"{linked.top}{path}" if linked is not None else stored
    return os.path.normpath(os.path.join(worktree.common, stored))
