"""What annotations need, without ``typing`` (3 ms) and ``collections.abc`` (0.8 ms), and ``NamedTuple`` without ``collections``,
which compiles each of a hook's thirty classes (1 ms)."""

from __future__ import annotations

__all__ = ["Any", "Callable", "Collection", "Container", "Generator", "Iterable", "Iterator", "Mapping", "NamedTuple", "Sequence"]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Container, Generator, Iterable, Iterator, Mapping, Sequence
    from typing import Any, NamedTuple, TypeVar

    K = TypeVar("K")
    T = TypeVar("T")
else:

    class _Named:
        """What only annotations and names of types mention."""

        def __class_getitem__(cls, item):
            return cls

    Any = K = T = object
    Callable = Collection = Container = Generator = Iterable = Iterator = Mapping = Sequence = _Named
    try:
        from _collections import _tuplegetter as _field
    except ImportError:

        def _field(n, doc):
            return property(lambda self: self[n])

    class _Values:
        """The methods of ``collections.namedtuple`` classes that are needed."""

        def __new__(cls, *values, **named):
            if named or len(values) != len(cls._fields):
                rest = cls._fields[len(values) :]
                given = cls._field_defaults | named
                if len(values) > len(cls._fields) or not named.keys() <= set(rest) <= given.keys():
                    raise TypeError(f"{cls.__name__} takes {', '.join(cls._fields)}")
                values = (*values, *map(given.__getitem__, rest))
            return tuple.__new__(cls, values)

        def _replace(self, **named):
            values = tuple.__new__(type(self), map(named.pop, self._fields, self))
            if named:
                raise TypeError(f"{type(self).__name__} has no {', '.join(named)}")
            return values

        def _asdict(self):
            return dict(zip(self._fields, self, strict=True))

        def __repr__(self):
            return f"{type(self).__name__}({', '.join(f'{f}={v!r}' for f, v in self._asdict().items())})"

        def __getnewargs__(self):
            return tuple(self)

    _METHODS = {name: method for name, method in vars(_Values).items() if callable(method)} | {"__slots__": ()}
    _FIELDS = []

    class _Meta(type):
        def __new__(mcs, name, bases, namespace):
            if not bases:
                return super().__new__(mcs, name, bases, namespace)
            fields = tuple(namespace.get("__annotations__", ()))
            _FIELDS.extend(_field(n, None) for n in range(len(_FIELDS), len(fields)))
            defaults = {field: namespace[field] for field in fields if field in namespace}
            # the methods are not inherited: a class more in the order of resolution makes each class cost a sixth more
            named = {**_METHODS, **namespace, "_fields": fields, "__match_args__": fields, "_field_defaults": defaults}
            named.update(zip(fields, _FIELDS, strict=False))
            return type(name, (tuple,), named)

    class NamedTuple(metaclass=_Meta):
        """Base of frozen values; the same meaning as ``typing.NamedTuple``."""
