"""Write the file of code from which hooks load modules.

It has what Python's files have, code, and the time and size of its source, but no annotations, a sixth of the time, and no
docstrings, an eighth of the size.
"""

from __future__ import annotations

import ast
import marshal
import os
import sys

from coordgit.startup.modules import FILE, FORM, PACKAGE, KeptModules

TYPE_CHECKING = False
if TYPE_CHECKING:
    from coordgit.startup.modules import Record

PIECE = 8
"""Records that are read at once, some 70 kB: for more, the C library takes new memory, where each page costs 2 microseconds."""


def write() -> None:
    """Write the file again, with the modules that it did not have."""
    part = f"{FILE}.{os.getpid()}"
    try:
        new = _groups()
        if new:
            old = {name: list(KeptModules.pieces(name)) for name in KeptModules.places}
            with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o644), "wb") as file:
                file.write(_joined(old | new))
            os.replace(part, FILE)
    except Exception:  # the disk is full, a source is being written: the next hook tries again, this one is done
        if os.path.exists(part):
            os.unlink(part)


def _joined(groups: dict[tuple[str, str], list[bytes]]) -> bytes:
    """Return the text of the file: the length of the index, the index, all groups."""
    start, places, index = 0, {}, b""
    while start != 4 + len(index):  # how long the index is depends on the numbers in it
        start = at = 4 + len(index)
        for name, pieces in groups.items():
            places[name] = (at, *map(len, pieces))
            at += sum(map(len, pieces))
        index = marshal.dumps((PACKAGE, FORM, places))
    return len(index).to_bytes(4, "little") + index + b"".join(b"".join(pieces) for pieces in groups.values())


def _groups() -> dict[tuple[str, str], list[bytes]]:
    """Return the missed modules that others did not import, each with the missed ones that it imports, those first."""
    found = {name: made for name in KeptModules.missed if (made := _compiled(name)) is not None}
    groups: dict[tuple[str, str], list[bytes]] = {}

    def taken(name: str) -> list[Record]:
        record, imports = found.pop(name)
        return [one for other in imports if other in found for one in taken(other)] + [record]

    for name in KeptModules.missed:
        if name in found:
            records = taken(name)
            groups[KeptModules.verb, name] = [marshal.dumps(records[n : n + PIECE]) for n in range(0, len(records), PIECE)]
    return groups


def _compiled(name: str) -> tuple[Record, tuple[str, ...]] | None:
    """Return the record of a loaded module, without annotations and docstrings, and what it imports."""
    path = getattr(sys.modules.get(name), "__file__", None)
    if not path:
        return None
    with open(path, "rb") as file:
        source, about = file.read(), os.fstat(file.fileno())
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):  # it is being written
        return None
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            node.returns = None
        elif isinstance(node, ast.arg):
            node.annotation = None
        elif isinstance(node, ast.AnnAssign):  # a class needs the names of its fields, and typing a type of each
            node.annotation = ast.copy_location(ast.Constant(None), node.annotation)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node, clean=False):
            node.body[0].value.value = ""  # type: ignore[attr-defined]
    path = sys.intern(path)  # as newer Pythons do with the path in code: so both are one string, which the file has once
    code = compile(tree, path, "exec", dont_inherit=True)
    return (name, path, about.st_mtime_ns, about.st_size, code), _imports(name, source.decode())


def _imports(name: str, source: str) -> tuple[str, ...]:
    """Return the modules of ours that a source imports at its top, in its order, and before each the package it is in."""
    statements = source.split("\nfrom coordgit")[1:]
    found = [name]
    for statement in statements:
        module, _, rest = f"coordgit{statement}".partition(" import ")
        names = rest[1:].partition(")")[0] if rest[0] == "(" else rest.partition("\n")[0]
        found += [module, *(f"{module}.{words.split()[0]}" for words in names.split(",") if words.strip())]
    parts = [one.split(".") for one in found]
    whole = [sys.intern(".".join(part[:n])) for part in parts for n in range(1, len(part) + 1)]
    return tuple(one for one in dict.fromkeys(whole) if one in sys.modules and one != name)
