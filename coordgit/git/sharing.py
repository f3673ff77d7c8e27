"""Permissions of what coordgit makes in the git directory: as ``core.sharedRepository`` says (git-config(1)).

The store's folder gets the permissions that git would give it, and everything made in it later inherits them.
"""

import os
import stat
import sys
from collections.abc import Iterable

from coordgit.git.plumbing import Git, decode

GROUP, EVERYBODY = 0o660, 0o664
WORDS = dict.fromkeys(("group", "true", "yes", "on", "1"), GROUP) | dict.fromkeys(("all", "world", "everybody", "2"), EVERYBODY)


def permission(git: Git) -> int:
    """Return the bits that ``core.sharedRepository`` adds, 0 for none; negative: the final mode of a file (path.c)."""
    out = decode(git.run("config", "-z", "--get", "core.sharedRepository", ok=(0, 1))).removesuffix("\0").lower()
    try:
        exact = int(out, 8)
    except ValueError:
        exact = 0
    return WORDS[out] if out in WORDS else -(exact & 0o666) if exact & 0o600 == 0o600 else 0


def shared(mode: int, bits: int) -> int:
    """Return the mode that git would give a file or folder of ``mode`` (path.c: calc_shared_perm, adjust_shared_perm)."""
    if not bits:
        return stat.S_IMODE(mode)
    more = abs(bits)
    if not mode & stat.S_IWUSR:
        more &= ~0o222
    if mode & stat.S_IXUSR:
        more |= (more & 0o444) >> 2
    if stat.S_ISDIR(mode) and more & 0o060 and sys.platform != "darwin":  # so that files in it get its group
        more |= stat.S_ISGID
    return (mode & 0o7000 | more) if bits < 0 else stat.S_IMODE(mode) | more


def share(paths: Iterable[str], bits: int) -> list[str]:
    """Give ``paths`` the permissions; return those that had others. Files of another user are left alone."""
    changed = []
    for path in paths:
        try:
            mode = os.lstat(path).st_mode
            if not stat.S_ISLNK(mode) and shared(mode, bits) != stat.S_IMODE(mode):
                os.chmod(path, shared(mode, bits))
                changed.append(path)
        except OSError:
            continue
    return changed


def like(folder: str, mode: int) -> int:
    """Return the mode for a file of ``mode`` (0644 or 0755) in ``folder``: whoever may list the folder may read the file."""
    bits = os.stat(folder).st_mode & 0o666
    return bits | (bits & 0o444) >> 2 if mode & 0o100 else bits
