"""Regular expressions that are compiled when they are first used: most of what a commit with stale reads loads it never uses.

To compile those would take as long as to import ``re``."""

from __future__ import annotations

import re

METHODS = ("findall", "finditer", "fullmatch", "match", "search", "sub")

TYPE_CHECKING = False
if TYPE_CHECKING:
    later = re.compile
else:

    class Later:
        """What ``re.compile`` returns, but for what is no method."""

        def __init__(self, pattern, flags=0):
            self.asked = pattern, flags

        def __getattr__(self, name):
            if name not in METHODS:
                raise AttributeError(name)
            compiled = re.compile(*self.asked)
            vars(self).update((method, getattr(compiled, method)) for method in METHODS)
            return getattr(compiled, name)

    later = Later
