"""Read fields of a client's JSON, which may hold anything; ``ValueError`` says what is wrong with it."""

from coordgit.startup.json import dumps, loads
from coordgit.startup.typing import Any, Mapping


def text_of(fields: Mapping[str, Any], key: str) -> str:
    """Return a text that can be encoded: JSON can spell half a surrogate pair, which no file name and no store holds."""
    value = fields.get(key)
    if not isinstance(value, str):
        raise ValueError(f"{key} is not text" if key in fields else f"{key} is missing")
    if not storable(value):
        raise ValueError(f"{key} has no bytes in UTF-8")
    return value


def optional(fields: Mapping[str, Any], key: str) -> str:
    """Return a text, "" where the key is missing or has no value."""
    return text_of(fields, key) if fields.get(key) is not None else ""


def path_of(fields: Mapping[str, Any], key: str) -> str:
    """Return a text that can be a path."""
    value = text_of(fields, key)
    if "\0" in value:
        raise ValueError(f"{key} has a NUL")
    return value


def optional_path(fields: Mapping[str, Any], *keys: str) -> str:
    """Return the first text under ``keys``, which can be a path; "" where none of them has a text."""
    return next((path_of(fields, key) for key in keys if optional(fields, key)), "")


def number_of(fields: Mapping[str, Any], key: str) -> int:
    """Return a count from 0 on, -1 for any other value."""
    value = fields.get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1 << 31 else -1


def exact(value: Any) -> str | None:
    """Return a text that a tool delivered; ``None`` if invalid UTF-8 came as U+FFFD, or it is not text."""
    return value if isinstance(value, str) and "\ufffd" not in value and storable(value) else None


def object_of(value: Any) -> dict[str, Any]:
    """Return an object, an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def signature(tool: str, asked: Mapping[str, Any]) -> str:
    """Return an id for a call whose client gives it none: the same for the same tool and input."""
    from binascii import crc32  # hashlib takes 3.5 ms to import

    return f"{tool}:{crc32(dumps(asked).encode('utf-8', 'surrogatepass')):08x}"


def storable(text: str) -> bool:
    try:
        text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return False
    return True


def salvaged(raw: str, key: str) -> str:
    """Return the first text under ``key`` in JSON that may be broken or cut, "" where it has no whole text there."""
    at = raw.find(f'"{key}"')
    start = raw.find('"', at + len(key) + 2)
    if at < 0 or start < 0 or raw[at + len(key) + 2 : start].strip() != ":":
        return ""
    end = start + 1
    while end < len(raw) and raw[end] != '"':
        end += 2 if raw[end] == "\\" else 1
    try:
        value = loads(raw[start : end + 1])
    except ValueError:
        return ""
    return value if isinstance(value, str) and storable(value) and "\0" not in value else ""
