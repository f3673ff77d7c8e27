"""The repositories that this user's set-ups registered, in the user's state folder.

A client's hook runs in any folder its session enters, so it opens only repositories registered here, out of reach of anything
that comes with a clone or archive. A repository is found by the path of its common git directory or, if that was moved or is
mounted elsewhere, by device and inode.
"""

import os

from coordgit.git.plumbing import content, decode
from coordgit.startup.typing import Iterator

REPOSITORIES, TOLD = "repositories", "told"
LAST = 100
"""Lines kept of what was reported."""


def folder() -> str:
    """Return where this user's programs keep their state; the command that clients run computes the same."""
    given = os.environ.get("XDG_STATE_HOME", "")
    home = os.environ.get("HOME") or os.path.expanduser("~")  # "~" in a container whose user has neither
    state = given if given[:1] == "/" else f"{home if home[:1] == '/' else ''}/.local/state"
    return f"{state}/coordgit"


def path(name: str = REPOSITORIES) -> str:
    """Return where a file of that state is, by default the one that lists the repositories."""
    return f"{folder()}/{name}"


def holds(common: str) -> bool:
    """True if a set-up of this user registered the repository of this common git directory."""
    try:
        return bool(_same(_row(common)))
    except OSError:
        return False


def add(common: str) -> bool:
    """Register a repository; False: it was registered. Raises ``OSError`` if the user's folder cannot be written."""
    row = _row(common)
    same = _same(row)
    if row in same:
        return False
    _change([row], same)
    return True


def remove(common: str) -> bool:
    """Forget a repository; False: it was not registered. Raises ``OSError``."""
    gone = _same(_row(common))
    if gone:
        _change([], gone)
    return bool(gone)


def _row(common: str) -> tuple[str, str]:
    """Return (device and inode, path) of a repository. Raises ``OSError`` if it is not there."""
    about = os.stat(common)
    return f"{about.st_dev} {about.st_ino}", _line(common)


def _same(row: tuple[str, str]) -> list[tuple[str, str]]:
    """Return the registered rows of the same folder, by its inode or by its path."""
    return [old for old in rows() if old[0] == row[0] or old[1] == row[1]]


def tell_once(what: str) -> bool:
    """Note that ``what`` is reported; False: it was before, or nothing can be noted, and then it is not reported at all."""
    line, lines = _line(what), _lines(TOLD)
    if line in lines:
        return False
    try:
        _write(TOLD, [*lines, line][-LAST:])
    except OSError:
        return False
    return True


def rows() -> Iterator[tuple[str, str]]:
    """Yield (device and inode, path) of each line; a path may hold blanks."""
    for line in _lines(REPOSITORIES):
        words = line.split(" ", 2)
        if len(words) == 3:
            yield f"{words[0]} {words[1]}", words[2]


def unseen() -> list[str]:
    """Return the registered repositories if none is where it was: deleted, moved, or on a volume that is not mounted."""
    paths = [at.replace("\\\\", "\0").replace("\\n", "\n").replace("\0", "\\") for _, at in rows()]  # as _line made them
    return [] if any(map(os.path.isdir, paths)) else paths


def _change(more: list[tuple[str, str]], less: list[tuple[str, str]]) -> None:
    """Add and remove rows, one process at a time."""
    import fcntl

    os.makedirs(folder(), 0o700, exist_ok=True)
    descriptor = os.open(folder(), os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        kept = [row for row in rows() if row not in less and row not in more]
        _write(REPOSITORIES, [" ".join(row) for row in [*kept, *more]])
    finally:
        os.close(descriptor)


def _line(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\n", "\\n")


def _lines(name: str) -> list[str]:
    return decode(content(path(name))).split("\n")[:-1]


def _write(name: str, lines: list[str]) -> None:
    from coordgit.install.shim import write

    os.makedirs(folder(), 0o700, exist_ok=True)
    write(path(name), "".join(f"{line}\n" for line in lines), 0o644)
