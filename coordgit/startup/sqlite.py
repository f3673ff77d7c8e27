"""SQLite's C module by itself: the package around it brings ``datetime``, its own import ``functools``; 3 ms of a hook's 20.

All that it wants of ``functools`` is ``lru_cache``, for its cache of statements, and that is C as well. So a module that has
just this stands in while it is loaded, unless the real one is there already.
"""

from __future__ import annotations

__all__ = ["sqlite3"]

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3 as sqlite3
else:
    import sys

    def _load():
        from _functools import _lru_cache_wrapper

        stand_in = type(sys)("functools")
        stand_in.lru_cache = lambda size: lambda function: _lru_cache_wrapper(function, size, False, tuple)
        there = sys.modules.setdefault("functools", stand_in)
        try:
            import _sqlite3
        finally:
            if there is stand_in:
                del sys.modules["functools"]
        return _sqlite3

    try:
        sqlite3 = _load()
    except (ImportError, AttributeError):  # another Python than is known
        import sqlite3
