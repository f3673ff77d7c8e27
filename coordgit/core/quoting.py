"""Paths as they are shown: plain ones as they are, others quoted as git quotes them (core.quotePath), or as a shell's word."""

from __future__ import annotations

ESCAPES = {7: "a", 8: "b", 9: "t", 10: "n", 11: "v", 12: "f", 13: "r", 34: '"', 92: "\\"}
BARE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789@%+:,./_-")
"""Letters that no shell reads anything into."""


def quote(path: str) -> str:
    """``path``, in C style when it is not plain UTF-8 or holds quotes, backslashes or what a terminal does not show as it is."""
    if path.isprintable() and '"' not in path and "\\" not in path:
        return path
    raw = path.encode("utf-8", "surrogateescape")
    return '"' + "".join(f"\\{ESCAPES[b]}" if b in ESCAPES else chr(b) if 32 <= b < 127 else f"\\{b:03o}" for b in raw) + '"'


def word(path: str) -> str:
    """``path`` as a shell's word for that very path, and for no option: ``$'...'`` (bash, ksh, zsh) where it has to be."""
    path = f"./{path}" if path.startswith("-") else path
    if path and BARE.issuperset(path):
        return path
    if path.isprintable():
        return "'" + path.replace("'", "'\\''") + "'"
    raw = path.encode("utf-8", "surrogateescape")
    return "$'" + "".join(f"\\{b:03o}" if not 32 <= b < 127 else f"\\{chr(b)}" if b in b"'\\" else chr(b) for b in raw) + "'"
