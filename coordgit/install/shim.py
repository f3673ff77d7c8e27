"""The files of ``hooks/git`` as they are installed, and the shim, which every coordgit run makes start that coordgit."""

import os
import sys

from coordgit.errors import CoordgitError
from coordgit.git.plumbing import encode
from coordgit.git.sharing import like
from coordgit.program import FAST, PACKAGE


def shipped(name: str) -> str:
    """Return the text of a file below ``hooks/``: inside the package if installed, beside it in a source checkout."""
    for folder in (f"{PACKAGE}/hooks", f"{os.path.dirname(PACKAGE)}/hooks"):
        try:
            with open(f"{folder}/{name}", encoding="utf-8") as file:
                return file.read()
        except OSError:
            continue
    raise CoordgitError(
        f"this installation lacks hooks/{name}", "pip uninstall coordgit, and install it again from where it came"
    )


def point_shim(common_dir: str, python: str = "", fast: str = FAST) -> bool:
    """Make the repository's shim run ``fast`` with ``python``, by default this coordgit. True: it ran something else before.

    Raises ``OSError`` where the store cannot be written.
    """
    return write(f"{common_dir}/coordgit/shim", starting("git/shim.sh", python, fast), store=f"{common_dir}/coordgit")


def starting(name: str, python: str = "", fast: str = FAST) -> str:
    """Return the text of a file below ``hooks/`` that runs ``fast`` with the interpreter ``python``, by default this one."""
    start = shipped("start.sh").partition("\n")[2].rstrip("\n")
    return (
        shipped(name)
        .replace("@START@", start)
        .replace("@PYTHON@", quoted(python or sys.executable))
        .replace("@FAST@", quoted(fast))
    )


def write(path: str, text: str, mode: int = 0o755, store: str = "") -> bool:
    """Write ``text`` to ``path`` atomically: a running hook sees the old file or the new. False: nothing to do.

    With ``store``, the store's folder, the file gets that folder's permissions.
    """
    content = encode(text)
    try:
        with open(path, "rb") as file:
            if file.read() == content and os.access(path, os.X_OK) == bool(mode & 0o100):
                return False
    except FileNotFoundError:
        pass
    replace(path, content, mode, like(store, mode) if store else None)
    return True


def replace(path: str, content: bytes, mode: int, exact: int | None) -> None:
    """Put a new file in the place of ``path``, of ``mode`` less the umask or of ``exact``ly this mode.

    Its first name is one that no clone can bring as a link to somewhere else, and that a killed process leaves to nobody.
    """
    new = f"{path}.{os.urandom(6).hex()}.new"
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, mode)
    try:
        with open(descriptor, "wb") as file:
            file.write(content)
            if exact is not None:
                os.fchmod(descriptor, exact)
        os.replace(new, path)
    except OSError:
        os.unlink(new)
        raise


def quoted(text: str) -> str:
    """Return ``text`` as one word of sh."""
    return "'" + text.replace("'", "'\\''") + "'"
