"""The launcher that starts coordgit for clients: a user's file outside every repository that names interpreter and program.

The command in a client's settings is the same for everybody and so holds no path. Going through ``coordgit`` on PATH costs a
hook half as much again as a bare interpreter (its start-up script and ``site``); sourcing this costs a shell 1 ms.
"""

import os
import shlex

from coordgit.install import registered_repositories
from coordgit.install.shim import point_shim, starting, write
from coordgit.store.database import Store


def path() -> str:
    return registered_repositories.path("launcher")


def point() -> bool:
    """Make clients of this user run this coordgit. True: they ran something else before. Raises ``OSError``."""
    os.makedirs(registered_repositories.folder(), 0o700, exist_ok=True)
    return write(path(), starting("client/launcher.sh"), 0o644)


def target(shim: str = "") -> tuple[str, str] | None:
    """Return (interpreter, program) that a shim, or the launcher of clients, names; ``None`` if none can be read."""
    words: dict[str, str] = {}
    try:
        with open(shim or path(), encoding="utf-8", errors="surrogateescape") as lines:
            for line in lines:
                if line.startswith(("python=", "fast=")):
                    name, _, value = shlex.split(line)[0].partition("=")
                    words[name] = value
        return words["python"], words["fast"]
    except (OSError, ValueError, KeyError, IndexError):
        return None


def renew(*, make: bool = False) -> bool:
    """Call ``point`` if what clients ran is gone: a cleaned pre-commit cache, a deleted environment. ``make``: or never existed.

    A working installation is kept, whichever ran last. Raises ``OSError``.
    """
    now = target()
    if (now is None and not make) or (now is not None and os.access(now[0], os.X_OK) and os.path.isfile(now[1])):
        return False
    return point()


def keep_up(store: Store, common_dir: str) -> None:
    """If this coordgit has brought the store to a newer form, make git's hooks and clients run it too: an older one could not
    answer, or record."""
    if store.brought_up:
        try:
            point_shim(common_dir)
            if target() is not None:
                point()
        except OSError:  # the gate, and the older one in its client, say what is wrong
            pass


def remove() -> bool:
    """Remove the launcher once no repository is registered any more."""
    if any(registered_repositories.rows()) or not os.path.lexists(path()):
        return False
    for name in (path(), registered_repositories.path(), registered_repositories.path(registered_repositories.TOLD)):
        if os.path.lexists(name):
            os.unlink(name)
    try:
        os.rmdir(registered_repositories.folder())
    except OSError:
        pass
    return True
