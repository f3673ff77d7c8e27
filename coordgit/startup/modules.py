"""Load what hooks import from one file: to find, open and check fifty modules one by one takes 4 ms of a hook's 25.

A module is kept together with all that it imports at its top and that was not loaded before it: a group, which is read at once,
so that what its code has in common is made once. The modules that a module imports are run before it, without the steps of an
import statement, which would take 1.5 ms more.

The file is where Python would put the compiled ``cli.fast``, which it never compiles since it is a script: so whatever removes
the package removes it too. It has what Python's files have, code, and the time and size of its source, but no annotations, a
sixth of the time, and no docstrings, an eighth of the size. A group with code whose source is another is not used. A hook that
had to load a module the usual way adds it.
"""

from __future__ import annotations

import marshal
import os
import sys
from _frozen_importlib import ModuleSpec
from _frozen_importlib_external import MAGIC_NUMBER

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import CodeType, ModuleType
    from typing import Any

    Record = tuple[str, str, int, int, CodeType]
    """A module's name, its source's path, time in nanoseconds and size, and its code."""

PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
FILE = f"{PACKAGE}/cli/__pycache__/fast.{sys.implementation.cache_tag}.pyc"
FORM = MAGIC_NUMBER + b"8"
"""Python's number for the form of code, and ours for the form of the file."""
PIECE = 8
"""Records that are read at once, some 70 kB: for more, the C library takes new memory each time, where each page costs 2
microseconds."""


class Kept:
    """Finds and loads modules, as an entry of ``sys.meta_path``."""

    file = -1
    places: dict[str, tuple[int, ...]] = {}
    """Where in the file the group of a module begins, and how long its pieces are."""
    missed: list[str] = []
    """Modules of ours that the file did not have."""

    @classmethod
    def find_spec(cls, name: str, path: object = None, target: object = None) -> Any:
        if not name.startswith("coordgit."):
            return None
        group = cls.group(name)
        if group is None:
            cls.missed.append(name)
            return None
        path = group[-1][1]
        packaged = path.endswith("/__init__.py")
        spec = ModuleSpec(name, cls, origin=path, is_package=packaged, loader_state=group)  # type: ignore[arg-type]
        spec.has_location = True
        if packaged:
            spec.submodule_search_locations = [os.path.dirname(path)]
        return spec

    @classmethod
    def pieces(cls, name: str) -> Iterator[bytes]:
        """Yield the pieces of a group."""
        start, *lengths = cls.places[name]
        for length in lengths:
            yield os.pread(cls.file, length, start)
            start += length

    @classmethod
    def group(cls, name: str) -> list[Record] | None:
        """Return the records of what a module imports and, at last, its own, unless the source of one is another by now or the
        power failed when they were written."""
        try:
            group = [record for piece in cls.pieces(name) for record in marshal.loads(piece)]
            for _, path, time, size, _ in group:
                about = os.stat(path)
                if about.st_mtime_ns != time or about.st_size != size:
                    return None
        except (KeyError, OSError, ValueError, TypeError, EOFError):
            return None
        return group

    @staticmethod
    def create_module(spec: object) -> None:
        return None

    @classmethod
    def exec_module(cls, module: ModuleType) -> None:
        assert module.__spec__ is not None
        group = module.__spec__.loader_state
        while len(group) > 1:
            name, path, _, _, code = group.pop(0)
            # not of a package whose source has changed
            if name not in sys.modules and name.rpartition(".")[0] in sys.modules:
                cls.load(name, path, code)
        exec(group.pop()[-1], module.__dict__)

    @staticmethod
    def load(name: str, path: str, code: CodeType) -> None:
        """Do what ``import`` does, but for what nobody asks of a module of ours: its spec, and locks between threads."""
        module = sys.modules[name] = type(sys)(name)
        module.__file__ = path
        package, _, last = name.rpartition(".")
        module.__package__ = package
        if path.endswith("/__init__.py"):
            module.__package__, module.__path__ = name, [os.path.dirname(path)]
        try:
            exec(code, module.__dict__)
        except BaseException:
            del sys.modules[name]
            raise
        setattr(sys.modules[package], last, module)


def use() -> None:
    """Load modules from the file, where it has them."""
    sys.meta_path.insert(0, Kept)
    try:
        Kept.file = os.open(FILE, os.O_RDONLY | os.O_CLOEXEC)
        length = int.from_bytes(os.pread(Kept.file, 4, 0), "little")
        package, form, places = marshal.loads(os.pread(Kept.file, length, 4))
        if (package, form) == (PACKAGE, FORM):
            Kept.places = places
    except (OSError, ValueError, TypeError, EOFError):
        pass


def keep() -> None:
    """Add the modules that the file did not have."""
    if not Kept.missed or sys.dont_write_bytecode or not os.access(os.path.dirname(FILE), os.W_OK):
        return
    part = f"{FILE}.{os.getpid()}"
    try:
        new = _groups()
        if new:
            old = {name: list(Kept.pieces(name)) for name in Kept.places}
            with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o644), "wb") as file:
                file.write(_joined(old | new))
            os.replace(part, FILE)
    except OSError:  # the disk is full
        if os.path.exists(part):
            os.unlink(part)


def _joined(groups: dict[str, list[bytes]]) -> bytes:
    """Return the text of the file: the length of the index, the index, all groups."""
    start, places, index = 0, {}, b""
    while start != 4 + len(index):  # how long the index is depends on the numbers in it
        start = at = 4 + len(index)
        for name, pieces in groups.items():
            places[name] = (at, *map(len, pieces))
            at += sum(map(len, pieces))
        index = marshal.dumps((PACKAGE, FORM, places))
    return len(index).to_bytes(4, "little") + index + b"".join(b"".join(pieces) for pieces in groups.values())


def _groups() -> dict[str, list[bytes]]:
    """Return the missed modules that others did not import, each with the missed ones that it imports, those first."""
    found = {name: made for name in Kept.missed if (made := _compiled(name)) is not None}
    groups: dict[str, list[bytes]] = {}

    def taken(name: str) -> list[Record]:
        record, imports = found.pop(name)
        return [one for other in imports if other in found for one in taken(other)] + [record]

    for name in Kept.missed:
        if name in found:
            records = taken(name)
            groups[name] = [marshal.dumps(records[n : n + PIECE]) for n in range(0, len(records), PIECE)]
    return groups


def _compiled(name: str) -> tuple[Record, tuple[str, ...]] | None:
    """Return the record of a loaded module, without annotations and docstrings, and what it imports."""
    path = getattr(sys.modules.get(name), "__file__", None)
    if not path:
        return None
    import ast

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
    whole = [sys.intern(".".join(part[:n])) for part in parts for n in range(2, len(part) + 1)]
    return tuple(one for one in dict.fromkeys(whole) if one in sys.modules and one != name)
