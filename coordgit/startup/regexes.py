"""``re`` without ``enum`` and ``functools``, which are 3 of the 4 ms that its import takes, and expressions that are compiled at
their first use: most of what a commit with stale reads loads it never uses.

Of ``enum`` it needs only flags, which are numbers here, of ``functools`` a cache, which is C.
"""

from __future__ import annotations

__all__ = ["later", "re"]

METHODS = ("findall", "finditer", "fullmatch", "match", "search", "sub")

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re as re

    later = re.compile
else:
    import sys

    def _load():
        from _functools import _lru_cache_wrapper

        enum, functools = (type(sys)(name) for name in NEEDED)
        sys.modules.update(enum=enum, functools=functools)
        enum.IntFlag = enum.KEEP = None
        enum._simple_enum = lambda *_, **__: lambda cls: cls
        enum.global_enum = _with_flags
        functools.lru_cache = lambda size: lambda function: _lru_cache_wrapper(function, size, False, tuple)
        try:
            import re
        finally:
            for name in NEEDED:
                del sys.modules[name]
        return re

    def _with_flags(cls):
        flags = {name: flag for name, flag in vars(cls).items() if not name.startswith("_")}
        vars(sys.modules[cls.__module__]).update(flags)
        return cls

    NEEDED = ("enum", "functools")
    try:
        if any(name in sys.modules for name in NEEDED):
            import re
        else:
            re = _load()
    except (ImportError, AttributeError, TypeError):  # an unknown Python
        import re

    class Later:
        """The methods of what ``re.compile`` returns."""

        def __init__(self, pattern, flags=0):
            self.asked = pattern, flags

        def __getattr__(self, name):
            if name not in METHODS:
                raise AttributeError(name)
            compiled = re.compile(*self.asked)
            vars(self).update((method, getattr(compiled, method)) for method in METHODS)
            return getattr(compiled, name)

    later = Later
