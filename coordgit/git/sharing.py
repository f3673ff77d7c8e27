"""Who may read and write what coordgit makes in the git directory: those whom ``core.sharedRepository`` lets (git-config(1)).

The store's folder gets the permissions that git would give it, and everything made in it later takes them from the folder.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable

from coordgit.git.plumbing import Git, decode

GROUP, EVERYBODY = 0o660, 0o664
WORDS = dict.fromkeys(("group", "true", "yes", "on", "1"), GROUP) | dict.fromkeys(("all", "world", "everybody", "2"), EVERYBODY)


def permission(git: Git) -> int:
    """The bits that ``core.sharedRepository`` adds, 0 for none; negative: those that a file has in the end (path.c)."""
    said = decode(git.run("config", "-z", "--get", "core.sharedRepository", ok=(0, 1))).removesuffix("\0").lower()
    try:
        exact = int(said, 8)
    except ValueError:
        exact = 0
    return WORDS[said] if said in WORDS else -(exact & 0o666) if exact & 0o600 == 0o600 else 0


def shared(mode: int, bits: int) -> int:
    """The mode that a file or folder of ``mode`` gets, as git reckons it (path.c: calc_shared_perm, adjust_shared_perm)."""
    if not bits:
        return stat.S_IMODE(mode)
    more = abs(bits)
    if not mode & stat.S_IWUSR:
        more &= ~0o222
    if mode & stat.S_IXUSR:
        more |= (more & 0o444) >> 2
    if stat.S_ISDIR(mode) and more & 0o060 and sys.platform != "darwin":  # where what is in it would not get its group
        more |= stat.S_ISGID
    return (mode & 0o7000 | more) if bits < 0 else stat.S_IMODE(mode) | more


def share(paths: Iterable[str], bits: int) -> list[str]:
    """Give ``paths`` the permissions; those that had others. What belongs to somebody else is left."""
    changed = []
    for path in paths:
        try:
            found = os.lstat(path).st_mode
            if not stat.S_ISLNK(found) and shared(found, bits) != stat.S_IMODE(found):
                os.chmod(path, shared(found, bits))
                changed.append(path)
        except OSError:
            continue
    return changed


def like(folder: str, mode: int) -> int:
    """The mode of a file of ``folder`` that would be ``mode`` (0644 or 0755): whoever may look into it may read the file."""
    bits = os.stat(folder).st_mode & 0o666
    return bits | (bits & 0o444) >> 2 if mode & 0o100 else bits
