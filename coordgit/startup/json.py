"""``loads`` and ``dumps`` by the C parts of ``json`` alone: the package imports ``re`` and ``enum``, 5 ms of a hook's 25.

They read and write what ``json`` does by default. A Python without these parts uses the package.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_c: Any = None
try:
    import _json as _c
except ImportError:
    pass

SPACE = " \t\n\r"


class _Default:
    """What ``json.JSONDecoder()`` hands to the scanner."""

    strict = True
    object_hook = None
    object_pairs_hook = None
    parse_float = float
    parse_int = int
    parse_constant = float


def loads(text: str | bytes) -> Any:
    """Return the value of a JSON text, UTF-8 if it is bytes. Raises ``ValueError``."""
    if isinstance(text, bytes):
        text = text.decode("utf-8", "surrogatepass").removeprefix("\ufeff")
    if _c is None:
        import json

        return json.loads(text)
    stripped = text.strip(SPACE)
    try:
        value, end = _c.make_scanner(_Default)(stripped, 0)
    except StopIteration as stop:
        raise ValueError(f"no JSON value at character {stop.value}") from None
    except SystemError:  # Python before 3.12 has its error from json.decoder, which is not imported
        raise ValueError("no JSON value") from None
    if end != len(stripped):
        raise ValueError(f"more than one JSON value, from character {end}")
    return value


def dumps(value: Any) -> str:
    """Return the JSON text of a value, in ASCII."""
    if _c is None:
        import json

        return json.dumps(value)
    return "".join(_c.make_encoder({}, _unknown, _c.encode_basestring_ascii, None, ": ", ", ", False, False, True)(value, 0))


def _unknown(value: object) -> object:
    raise TypeError(f"{type(value).__name__} has no JSON form")
