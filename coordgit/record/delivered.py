"""What a tool delivered of a file, compared with the versions of the file that it may have read."""

import os
import stat

from coordgit.core.model import Access, Read
from coordgit.git import files
from coordgit.git.comparing import number_of_lines
from coordgit.git.plumbing import Git, encode

LARGEST = 8 << 20
"""The most bytes of a file that are compared."""


def is_of(text: bytes, access: Access) -> bool:
    """True if the tool's answer may come from this version of the file.

    A tool may deliver other line ends or white space; of a file that is not UTF-8 (UTF-16, a code page) what it delivers cannot
    be compared.
    """
    said, part = encode(access.text or ""), _asked(text, access)
    return part == said or _letters(part) == _letters(said) or not _is_utf8(text[: len(said) * 4 + 1])


def _asked(text: bytes, access: Access) -> bytes:
    """Return the lines of a text that the access asked for, or all of it."""
    access = bounded(access, text)
    return b"\n".join(text.split(b"\n")[access.first - 1 : access.last]) if access.first else text


def bounded(access: Access, text: bytes | None) -> Access:
    """Return the access with a range that counts from the end of the file turned into line numbers of ``text``. If the text is
    unknown (``None``): a coarse access of the whole file."""
    if access.first >= 0 and access.last >= 0:
        return access
    if text is None:
        return access._replace(first=0, last=0, exact=False)
    count = number_of_lines(text)
    end = count if access.last < 0 else min(access.last, count)
    first = access.first if access.first > 0 else max(1, end + access.first + 1)
    return access._replace(first=0, last=0) if (first, end) == (1, count) else access._replace(first=first, last=max(end, first))


def counted_as_stored(git: Git, read: Read, text: bytes | None) -> Read:
    """Return the read of a range of the file's ``text`` with line numbers of the blob that git stores. If the two differ in their
    number of lines (git-lfs stores three, nbstripout removes some), it becomes all lines up to its end: more than was seen."""
    oid = read.observed
    if oid is None or (text is not None and (files.are_bytes(text, oid) or files.are_bytes(text.replace(b"\r\n", b"\n"), oid))):
        return read
    from coordgit.git import trees

    stored = trees.blobs(git, [oid])[oid]
    more = 0 if stored is None or text is None else number_of_lines(stored) - number_of_lines(text)
    if stored is None or (text is not None and more == 0):
        return read
    every = text is not None and read.first == 1 and read.last >= number_of_lines(text)
    return read._replace(first=1, last=read.last + max(0, more), exact=read.exact and every)


def printed(text: bytes, access: Access, output: str) -> bytes | None:
    """Return the part of this version of the file that the access asked for, if ``output`` contains it."""
    part = _asked(text, access).strip(b"\n")
    return part if part and part in encode(output) else None


def is_whole_in(text: bytes, output: str) -> bool:
    """True if ``output`` has all lines of a text in a row; an empty one shows nothing."""
    whole = text.strip(b"\n")
    return bool(whole) and b"\n%s\n" % whole in b"\n%s\n" % encode(output)


def content(path: str) -> bytes | None:
    """Return the bytes of a file; ``None`` for one that cannot be read, as a pipe, or has more than ``LARGEST`` bytes."""
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            return None
        with open(path, "rb") as file:
            raw = file.read(LARGEST + 1)
    except OSError:
        return None
    return raw if len(raw) <= LARGEST else None


def _is_utf8(raw: bytes) -> bool:
    """True if this is the beginning of a UTF-8 text; the last letter may be truncated."""
    try:
        raw.decode()
    except UnicodeDecodeError as error:
        return error.start > len(raw) - 4 and b"\0" not in raw
    return b"\0" not in raw


def _letters(raw: bytes) -> bytes:
    return bytes(byte for byte in raw if 32 < byte < 127)
