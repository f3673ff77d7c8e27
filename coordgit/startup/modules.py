"""Load what hooks import from one file: to find, open and check fifty modules one by one takes 4 ms of a hook's 25.

A module is kept together with all that it imports at its top and that was not loaded before it: a group, which is read at once,
so that what its code has in common is made once. What was loaded before differs between git's hooks and those of clients, so each
has groups of its own. The modules that a module imports are run before it, without the steps of an import statement, which would
take 1.5 ms more.

The file, which ``kept_code`` writes, is where Python would put the compiled ``cli.fast``, which it never compiles since it is a
script: so whatever removes the package removes it too. A group with code whose source is another is not used. A hook that had to
load a module the usual way adds it.
"""

import gc
import posix
import sys
from _frozen_importlib import ModuleSpec
from _frozen_importlib_external import MAGIC_NUMBER
from marshal import loads

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import CodeType, ModuleType
    from typing import Any

    Record = tuple[str, str, int, int, CodeType]
    """A module's name, its source's path, time in nanoseconds and size, and its code."""

HOOKS = ("gate", "hook", "pre-push")
"""What ``cli.fast`` runs for git and clients; their interpreters run nothing else."""
PACKAGE = __file__.rsplit("/", 2)[0]
FILE = f"{PACKAGE}/cli/__pycache__/fast.{sys.implementation.cache_tag}.pyc"
FORM = MAGIC_NUMBER + b"10"
"""Python's number for the form of code, and ours for the form of the file."""


class KeptModules:
    """Finds and loads modules, as an entry of ``sys.meta_path``."""

    file = -1
    verb = ""
    """Which of ``HOOKS`` runs."""
    places: dict[tuple[str, str], tuple[int, ...]] = {}
    """Where in the file the group of a hook's module begins, and how long its pieces are."""
    missed: list[str] = []
    """Modules of ours that the file did not have."""

    @classmethod
    def find_spec(cls, name: str, path: object = None, target: object = None) -> "Any":
        if not f"{name}.".startswith("coordgit."):
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
            spec.submodule_search_locations = [path.rpartition("/")[0]]
        return spec

    @classmethod
    def pieces(cls, name: tuple[str, str]) -> "Iterator[bytes]":
        """Yield the pieces of a group."""
        start, *lengths = cls.places[name]
        for length in lengths:
            yield posix.pread(cls.file, length, start)
            start += length

    @classmethod
    def group(cls, name: str) -> "list[Record] | None":
        """Return the records of what a module imports and, at last, its own, unless the source of one is another by now or the
        power failed when they were written."""
        try:
            group = [record for piece in cls.pieces((cls.verb, name)) for record in loads(piece)]
            for _, path, time, size, _ in group:
                about = posix.stat(path)
                if about.st_mtime_ns != time or about.st_size != size:
                    return None
        except (KeyError, OSError, ValueError, TypeError, EOFError):
            return None
        return group

    @staticmethod
    def create_module(spec: object) -> None:
        return None

    @classmethod
    def exec_module(cls, module: "ModuleType") -> None:
        assert module.__spec__ is not None
        group = module.__spec__.loader_state
        *_, code = group.pop()
        cls.run(group)
        exec(code, module.__dict__)

    @classmethod
    def run(cls, group: "list[Record]") -> None:
        """Load what is not loaded yet, but for modules of a package whose source has changed."""
        while group:
            name, path, _, _, code = group.pop(0)
            package = name.rpartition(".")[0]
            if name not in sys.modules and (package in sys.modules or not package):
                cls.load(name, path, code)

    @staticmethod
    def load(name: str, path: str, code: "CodeType") -> None:
        """Do what ``import`` does, without a spec and without locks between threads: nothing here asks for them."""
        module = sys.modules[name] = type(sys)(name)
        module.__file__ = path
        package, _, last = name.rpartition(".")
        module.__package__ = package
        if path.endswith("/__init__.py"):
            module.__package__, module.__path__ = name, [path.rpartition("/")[0]]
        try:
            exec(code, module.__dict__)
        except BaseException:
            del sys.modules[name]
            raise
        if package:
            setattr(sys.modules[package], last, module)


def use(verb: str) -> None:
    """Load modules from the file, where it has them for this hook."""
    KeptModules.verb = verb
    sys.meta_path.insert(0, KeptModules)
    try:
        KeptModules.file = posix.open(FILE, posix.O_CLOEXEC)
        package, form, places = loads(
            posix.pread(KeptModules.file, int.from_bytes(posix.pread(KeptModules.file, 4, 0), "little"), 4)
        )
        if (package, form) == (PACKAGE, FORM):
            KeptModules.places = places
    except (OSError, ValueError, TypeError, EOFError):
        pass


def begin(argv: "list[str]", *needed: str) -> None:
    """Make ready for what ``cli.fast`` was called for, and load the modules that it needs. It has imported this module
    without its packages: that spares finding them."""
    gc.disable()  # the process is too short-lived for collecting to pay
    sys.modules["coordgit.startup.modules"] = sys.modules.pop(__name__)
    sys.path[0] = PACKAGE.rpartition("/")[0]
    verb = argv[0] if argv and argv[0] in HOOKS else ""
    if verb:
        use_stand_ins()
    use(verb)
    for name in needed:
        KeptModules.run(KeptModules.group(name) or [])


def lacks() -> bool:
    """True if the file lacks modules that could be added."""
    return bool(KeptModules.missed) and not sys.dont_write_bytecode and posix.access(FILE.rpartition("/")[0], posix.W_OK)


class _Kind(type):
    def __instancecheck__(cls, value: object) -> bool:
        return hasattr(value, "keys")


class _Mapping(metaclass=_Kind):
    """The base of ``os.environ``."""

    def get(self: "Any", name: str, default: "Any" = None) -> "Any":
        try:
            return self[name]
        except KeyError:
            return default

    def pop(self: "Any", name: str, *default: "Any") -> "Any":
        try:
            value = self[name]
            del self[name]
        except KeyError:
            if default:
                return default[0]
            raise
        return value

    def update(self: "Any", *others: "Any", **named: str) -> None:
        for name, value in dict(*others, **named).items():
            self[name] = value

    def __contains__(self: "Any", name: object) -> bool:
        return bool(self.get(name) is not None)

    def keys(self: "Any") -> "Any":
        return list(self)

    def items(self: "Any") -> "Any":
        return [(name, self[name]) for name in self]


def use_stand_ins() -> None:
    """Import ``os`` without ``_collections_abc``, which makes 25 classes for the two that ``os`` needs, and have a ``__future__``
    that was not looked for on the disk: 0.8 ms of a hook's 20."""
    future, abc = type(sys)("__future__"), type(sys)("_collections_abc")
    future.annotations = None  # type: ignore[attr-defined]
    abc.Mapping = abc.MutableMapping = _Mapping  # type: ignore[attr-defined]
    abc._check_methods = _check_methods  # type: ignore[attr-defined]
    sys.modules.setdefault("__future__", future)
    if sys.modules.setdefault("_collections_abc", abc) is abc:
        try:
            import os  # noqa: F401
        except (ImportError, AttributeError):  # an unknown Python
            sys.modules.pop("os", None)
        finally:
            del sys.modules["_collections_abc"]


def _check_methods(*arguments: "Any") -> "Any":
    """Say whether a class has the methods of ``os.PathLike``."""
    from _collections_abc import _check_methods as check  # type: ignore[attr-defined]

    return check(*arguments)
