"""git's settings in the repository's configuration file, changed so that all of it can be changed back byte for byte.

``git config`` rewrites what it touches: a comment behind a value goes, a section that has become empty too. So the lines that
it removed and wrote are recorded, and put back if they still stand there, whatever else was changed since.
"""

import os
import re

from coordgit.core.quoting import word
from coordgit.git.plumbing import Git, content, decode, encode
from coordgit.install.installed import CONFIG, Record, SetUpChange


def values(git: Git, key: str) -> tuple[str, ...]:
    out = git.run("config", "--local", "-z", "--get-all", key, ok=(0, 1))
    return tuple(decode(value) for value in out.split(b"\0")[:-1])


def unset(git: Git, key: str, value: str = "") -> str:
    """Return the command that removes a key, or only its lines with ``value``, where what counts is set."""
    out = decode(git.run("config", "-z", "--show-origin", "--get-all", key, ok=(0, 1))).split("\0")
    origins = [origin for origin, found in zip(out[::2], out[1::2], strict=False) if value in ("", found)]
    kind, _, file = origins[-1].partition(":") if origins else ("", "", "")
    if kind == "command line":
        return "unset GIT_CONFIG_PARAMETERS GIT_CONFIG_COUNT"
    where = f" --file {word(os.path.normpath(os.path.join(git.cwd, file)))}" if kind == "file" else ""
    which = f" --fixed-value --unset-all {word(key)} {word(value)}" if value else f" --unset-all {word(key)}"
    return f"git config{where}{which}"


def change(git: Git, record: Record, key: str, wanted: tuple[str, ...]) -> bool:
    """Set a key, and record that; ``False`` if it was set already."""
    before = values(git, key)
    if before == wanted:
        return False
    old, new = _lines_changed(git, record.common_dir, key, wanted)
    record.add(SetUpChange(kind=CONFIG, name=key, now=wanted, before=before, old=old, new=new))
    _write(git, ("--local",), key, wanted)
    return True


def set_back(git: Git, record: Record, made: SetUpChange) -> list[str]:
    """Set a key back, unless somebody else has set it; return what was done."""
    now = values(git, made.name)
    if now == made.before:
        return []
    if now != made.now:
        return [f"left {made.name}, since coordgit did not set it to {', '.join(now) or 'nothing'}"]
    if not _put_lines_back(git, f"{record.common_dir}/config", made):
        _write(git, ("--local",), made.name, made.before)
    return [f"set {made.name} back to {', '.join(made.before)}" if made.before else f"unset {made.name}"]


def _write(git: Git, file: tuple[str, ...], key: str, wanted: tuple[str, ...]) -> None:
    if not wanted:
        git.run("config", *file, "--unset-all", key)
    for at, value in enumerate(wanted):
        git.run("config", *file, "--add" if at else "--replace-all", key, value)


def _lines_changed(git: Git, common: str, key: str, wanted: tuple[str, ...]) -> tuple[str, str]:
    """Return the lines that setting a key removes from the file, and those that it writes there instead."""
    before, copy = content(f"{common}/config"), f"{common}/coordgit/config.new"
    with open(os.open(copy, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600), "wb") as file:
        file.write(before)
    try:
        _write(git, ("--file", copy), key, wanted)
        old, new = _lines(before), _lines(content(copy))
    finally:
        os.unlink(copy)
    start = _alike(old, new)
    end = _alike(old[start:][::-1], new[start:][::-1])
    return "".join(old[start : len(old) - end]), "".join(new[start : len(new) - end])


def _alike(some: list[str], others: list[str]) -> int:
    """Return how many lines are the same from the first on."""
    return next(
        (n for n, (one, other) in enumerate(zip(some, others, strict=False)) if one != other), min(len(some), len(others))
    )


def _lines(text: bytes) -> list[str]:
    return re.findall(r"[^\n]*\n|[^\n]+", decode(text))


def _put_lines_back(git: Git, path: str, made: SetUpChange) -> bool:
    """True if the lines that were written stand in the file once, and putting back the former ones changes no other key."""
    path = os.path.realpath(path)
    before, found, after = f"\n{decode(content(path))}".partition(f"\n{made.new}")
    if not made.new or not found or f"\n{made.new}" in f"\n{after}":
        return False
    lock = f"{path}.lock"  # git's own
    try:
        descriptor = os.open(lock, os.O_WRONLY | os.O_CREAT | os.O_EXCL, os.stat(path).st_mode & 0o777)
    except FileExistsError:
        return False
    try:
        with open(descriptor, "wb") as file:
            file.write(encode(f"{before}\n{made.old}{after}"[1:]))
        same = _others(git, lock, made.name) == _others(git, path, made.name)
        if same:
            os.chmod(lock, os.stat(path).st_mode & 0o777)
            os.replace(lock, path)
        return same
    finally:
        if os.path.exists(lock):
            os.unlink(lock)


def _others(git: Git, path: str, key: str) -> list[str] | None:
    """Return all other keys of a file with their values, ``None`` if git cannot read it."""
    code, out = git.start("config", "--file", path, "-z", "--list").outcome()
    return None if code else [entry for entry in decode(out).split("\0") if entry.partition("\n")[0] != key.lower()]
