"""Load what hooks import from one file: to find, open and check fifty modules one by one takes 4 ms of a hook's 25.

What a module imports at its top is loaded before it, without the steps of an import statement, which would take 1.5 ms more.

The file is where Python would put the compiled ``cli.fast``, which it never compiles since it is a script: so whatever removes
the package removes it too. It has what Python's files have, code, and the time and size of its source, but no annotations:
they are a sixth of the time. Code whose source is another is not used. A hook that had to load a module the usual way adds it.
"""

from __future__ import annotations

import marshal
import os
import sys
from _frozen_importlib import ModuleSpec
from _frozen_importlib_external import MAGIC_NUMBER

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType, ModuleType
    from typing import Any

    Record = tuple[str, int, int, tuple[str, ...], CodeType]
    """A source's path, its time in nanoseconds and size, the modules of ours that it imports at its top, and its code."""

PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
FILE = f"{PACKAGE}/cli/__pycache__/fast.{sys.implementation.cache_tag}.pyc"
FORM = MAGIC_NUMBER + b"6"
"""Python's number for the form of code, and ours for the form of the file."""


class Kept:
    """Finds and loads modules, as an entry of ``sys.meta_path``."""

    file = -1
    places: dict[str, tuple[int, int]] = {}
    """Where in the file a module's record begins, and how long it is."""
    missed: list[str] = []
    """Modules of ours that the file did not have."""

    @classmethod
    def find_spec(cls, name: str, path: object = None, target: object = None) -> Any:
        if not name.startswith("coordgit."):
            return None
        record = cls.record(name)
        if record is None:
            cls.missed.append(name)
            return None
        packaged = record[0].endswith("/__init__.py")
        spec = ModuleSpec(name, cls, origin=record[0], is_package=packaged, loader_state=record)  # type: ignore[arg-type]
        spec.has_location = True
        if packaged:
            spec.submodule_search_locations = [os.path.dirname(record[0])]
        return spec

    @classmethod
    def record(cls, name: str) -> Record | None:
        """Return what the file has of a module, unless its source is another by now or the power failed when it was written."""
        try:
            start, length = cls.places[name]
            record: Record = marshal.loads(os.pread(cls.file, length, start))
            about = os.stat(record[0])
        except (KeyError, OSError, ValueError, TypeError, EOFError):
            return None
        return record if (about.st_mtime_ns, about.st_size) == record[1:3] else None

    @staticmethod
    def create_module(spec: object) -> None:
        return None

    @classmethod
    def exec_module(cls, module: ModuleType) -> None:
        assert module.__spec__ is not None
        cls.run(module, module.__spec__.loader_state)

    @classmethod
    def run(cls, module: ModuleType, record: Any) -> None:
        *_, imports, code = record
        for name in imports:
            if name in sys.modules or name.rpartition(".")[0] not in sys.modules:  # of a package whose source has changed
                continue
            if (its := cls.record(name)) is not None:
                cls.load(name, its)
        exec(code, module.__dict__)

    @classmethod
    def load(cls, name: str, record: Record) -> None:
        """Do what ``import`` does, but for what nobody asks of a module of ours: its spec, and locks between threads."""
        module = sys.modules[name] = type(sys)(name)
        module.__file__ = record[0]
        package, _, last = name.rpartition(".")
        module.__package__ = package
        if module.__file__.endswith("/__init__.py"):
            module.__package__, module.__path__ = name, [os.path.dirname(module.__file__)]
        try:
            cls.run(module, record)
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
        new = {name: marshal.dumps(found) for name in Kept.missed if (found := _compiled(name)) is not None}
        if new:
            old = {name: os.pread(Kept.file, length, start) for name, (start, length) in Kept.places.items()}
            with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o644), "wb") as file:
                file.write(_joined(old | new))
            os.replace(part, FILE)
    except OSError:  # the disk is full
        if os.path.exists(part):
            os.unlink(part)


def _joined(records: dict[str, bytes]) -> bytes:
    """Return the text of the file: the length of the index, the index, all records."""
    start, places, index = 0, {}, b""
    while start != 4 + len(index):  # how long the index is depends on the numbers in it
        start = at = 4 + len(index)
        for name, record in records.items():
            places[name] = (at, len(record))
            at += len(record)
        index = marshal.dumps((PACKAGE, FORM, places))
    return len(index).to_bytes(4, "little") + index + b"".join(records.values())


def _compiled(name: str) -> Record | None:
    """Return the code of a loaded module without its annotations, which no hook asks for."""
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
    code = compile(tree, path, "exec", dont_inherit=True)
    return path, about.st_mtime_ns, about.st_size, _imports(name, source.decode()), code


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
