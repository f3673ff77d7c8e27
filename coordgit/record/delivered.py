"""What a tool delivered of a file, held against the file: is it that, and where does the file end?"""

from __future__ import annotations


def differs(path: str, text: str) -> bool:
    """Has the file changed between a tool's look and now? A tool may deliver other line ends or white space; of a file that
    is not UTF-8 (UTF-16, a code page) what it delivers cannot be compared."""
    try:
        with open(path, "rb") as file:
            raw = file.read(len(text) * 4 + 1)
    except OSError:
        return True
    said = text.encode("utf-8", "surrogateescape")
    return raw != said and _letters(raw) != _letters(said) and _is_utf8(raw)


def _is_utf8(raw: bytes) -> bool:
    """Is this the beginning of a UTF-8 text? The last letter may be cut."""
    try:
        raw.decode()
    except UnicodeDecodeError as error:
        return error.start > len(raw) - 4 and b"\0" not in raw
    return b"\0" not in raw


def _letters(raw: bytes) -> bytes:
    return bytes(byte for byte in raw if 32 < byte < 127)


def within(first: int, count: int) -> int:
    """Where a look from line ``first`` on began, in a file of ``count`` lines: one beyond the end saw that nothing comes after
    the last, where lines may."""
    return min(first, count + 1)


def count(text: bytes) -> int:
    """The number of lines of a text."""
    return text.count(b"\n") + (text[-1:] not in (b"", b"\n"))


def lines_of(path: str, enough: int) -> int:
    """The number of lines of a file, counted until there are ``enough``; ``enough`` of one that cannot be read."""
    count, last = 0, b"\n"
    try:
        with open(path, "rb") as file:
            while count < enough and (piece := file.read(1 << 16)):
                count += piece.count(b"\n")
                last = piece[-1:]
    except OSError:
        return enough
    return count + (last != b"\n")
