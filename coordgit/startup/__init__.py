"""What saves milliseconds in hooks, each with its measurement."""

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

HOOKS = ("gate", "hook", "pre-push")
"""What ``fast`` runs for git and clients; their interpreters run nothing else."""


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
