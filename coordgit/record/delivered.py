"""What a tool delivered of a file, compared with the versions of the file that it may have read."""

from coordgit.core.model import Access
from coordgit.git.plumbing import encode


def is_of(text: bytes, access: Access) -> bool:
    """True if the tool's answer may come from this version of the file.

    A tool may deliver other line ends or white space; of a file that is not UTF-8 (UTF-16, a code page) what it delivers cannot
    be compared.
    """
    said = encode(access.text or "")
    part = lines(text, access.first, access.last) if access.first else text
    return part == said or _letters(part) == _letters(said) or not _is_utf8(text[: len(said) * 4 + 1])


def lines(text: bytes, first: int, last: int) -> bytes:
    """Return lines ``first`` to ``last`` of a text, counted from 1."""
    return b"\n".join(text.split(b"\n")[first - 1 : last])


def printed(text: bytes, access: Access, output: str) -> bytes | None:
    """Return the part of this version of the file that the access asked for, if ``output`` contains it."""
    part = (lines(text, access.first, access.last) if access.first else text).strip(b"\n")
    return part if part and part in encode(output) else None


def is_whole_in(text: bytes, output: str) -> bool:
    """True if ``output`` has all lines of a text in a row; an empty one shows nothing."""
    whole = text.strip(b"\n")
    return bool(whole) and b"\n%s\n" % whole in b"\n%s\n" % encode(output)


def content(path: str, limit: int = 8 << 20) -> bytes | None:
    """Return the bytes of a file; ``None`` for one that cannot be read or is larger than ``limit`` bytes."""
    try:
        with open(path, "rb") as file:
            raw = file.read(limit + 1)
    except OSError:
        return None
    return raw if len(raw) <= limit else None


def _is_utf8(raw: bytes) -> bool:
    """True if this is the beginning of a UTF-8 text; the last letter may be truncated."""
    try:
        raw.decode()
    except UnicodeDecodeError as error:
        return error.start > len(raw) - 4 and b"\0" not in raw
    return b"\0" not in raw


def _letters(raw: bytes) -> bytes:
    return bytes(byte for byte in raw if 32 < byte < 127)


def within(first: int, count: int) -> int:
    """Clamp the start of a range to one past the end of a file of ``count`` lines: the reader saw that nothing follows."""
    return min(first, count + 1)


def count(text: bytes) -> int:
    """Return the number of lines of a text."""
    return text.count(b"\n") + (text[-1:] not in (b"", b"\n"))
