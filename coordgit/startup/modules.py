"""Load what hooks import from one file: to find, open and check fifty modules one by one takes 4 ms of a hook's 25.

The file is where Python would put the compiled ``cli.fast``, which it never compiles since it is a script: so whatever removes
the package removes it too. It has what Python's files have, code, and the time and size of its source. Code whose source is
another is not used. A hook that had to load a module the usual way adds it.
"""

from __future__ import annotations

import marshal
import os
import sys
from _frozen_importlib import ModuleSpec
from _frozen_importlib_external import MAGIC_NUMBER

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType
    from typing import Any

    Place = tuple[int, int, str, int, int]
    """Where in the file a module's code begins and how long it is, the path of its source, and that one's time in nanoseconds and
    size."""

PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
FILE = f"{PACKAGE}/cli/__pycache__/fast.{sys.implementation.cache_tag}.pyc"
HEADER = 16
"""Bytes before the code in a file that Python wrote: a number for the form of code, 0, and the source's time and size."""


class Kept:
    """Finds and loads modules, as an entry of ``sys.meta_path``."""

    file = -1
    places: dict[str, Place] = {}  # noqa: RUF012
    missed: list[str] = []  # noqa: RUF012
    """Modules of ours that the file did not have."""

    @classmethod
    def find_spec(cls, name: str, path: object = None, target: object = None) -> Any:
        if not name.startswith("coordgit."):
            return None
        place = cls.places.get(name)
        try:
            if place is not None and (about := os.stat(place[2])) and (about.st_mtime_ns, about.st_size) == place[3:]:
                packaged = place[2].endswith("/__init__.py")
                spec = ModuleSpec(name, cls, origin=place[2], is_package=packaged)  # type: ignore[arg-type]
                spec.has_location = True
                if packaged:
                    spec.submodule_search_locations = [os.path.dirname(place[2])]
                return spec
        except OSError:
            pass
        cls.missed.append(name)
        return None

    @staticmethod
    def create_module(spec: object) -> None:
        return None

    @classmethod
    def exec_module(cls, module: ModuleType) -> None:
        try:
            code = marshal.loads(cls.code(module.__name__))
        except (ValueError, TypeError, EOFError):  # the power failed while the file was written
            cls.missed.append(module.__name__)
            with open(str(module.__file__), "rb") as source:
                code = compile(source.read(), str(module.__file__), "exec", dont_inherit=True)
        exec(code, module.__dict__)

    @classmethod
    def code(cls, name: str) -> bytes:
        start, length, *_ = cls.places[name]
        return os.pread(cls.file, length, start)


def use() -> None:
    """Load modules from the file, where it has them."""
    sys.meta_path.insert(0, Kept)
    try:
        Kept.file = os.open(FILE, os.O_RDONLY | os.O_CLOEXEC)
        length = int.from_bytes(os.pread(Kept.file, 4, 0), "little")
        package, magic, places = marshal.loads(os.pread(Kept.file, length, 4))
        if (package, magic) == (PACKAGE, MAGIC_NUMBER):
            Kept.places = places
    except (OSError, ValueError, TypeError, EOFError):
        pass


def keep() -> None:
    """Add the modules that the file did not have."""
    if not Kept.missed or sys.dont_write_bytecode or not os.access(os.path.dirname(FILE), os.W_OK):
        return
    part = f"{FILE}.{os.getpid()}"
    try:
        new = {name: found for name in Kept.missed if (found := _compiled(name)) is not None}
        if new:
            codes = [(name, Kept.code(name), place[2:]) for name, place in Kept.places.items() if name not in new]
            with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o644), "wb") as file:
                file.write(_joined([*codes, *((name, *found) for name, found in new.items())]))
            os.replace(part, FILE)
    except OSError:  # the disk is full
        if os.path.exists(part):
            os.unlink(part)


def _joined(codes: list[tuple[str, bytes, tuple[str, int, int]]]) -> bytes:
    """Return the text of the file: the length of the index, the index, all code."""
    start, places, index = 0, {}, b""
    while start != 4 + len(index):  # how long the index is depends on the numbers in it
        start = at = 4 + len(index)
        for name, code, source in codes:
            places[name] = (at, len(code), *source)
            at += len(code)
        index = marshal.dumps((PACKAGE, MAGIC_NUMBER, places))
    return len(index).to_bytes(4, "little") + index + b"".join(code for _, code, _ in codes)


def _compiled(name: str) -> tuple[bytes, tuple[str, int, int]] | None:
    """Return the code of a loaded module and its source, if Python keeps that as the source's."""
    spec = sys.modules[name].__spec__ if name in sys.modules else None
    if spec is None or not spec.origin or not spec.cached:
        return None
    about = os.stat(spec.origin)
    head = MAGIC_NUMBER + b"".join((n & 0xFFFFFFFF).to_bytes(4, "little") for n in (0, int(about.st_mtime), about.st_size))
    with open(spec.cached, "rb") as file:
        compiled = file.read()
    return (compiled[HEADER:], (spec.origin, about.st_mtime_ns, about.st_size)) if compiled[:HEADER] == head else None
