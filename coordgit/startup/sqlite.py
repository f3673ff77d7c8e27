"""Load SQLite's C module by itself: its package imports ``datetime``, the module ``functools``; 3 ms of a hook's 20.

It needs only ``functools.lru_cache``, for its cache of statements, and that is C as well. So a module with just this
replaces ``functools`` during the import, unless the real one is loaded already.
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
    except (ImportError, AttributeError):  # an unknown Python
        import sqlite3
