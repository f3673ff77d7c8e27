"""Find a definition of Python by its name: old text may not parse today."""

from __future__ import annotations

import re

from coordgit.core.outline import outline
from coordgit.core.source import PYTHON, code_lines


def span(text: str, name: str) -> tuple[int, int] | None:
    """Return first and last line, from 1, of ``Class.method``, a function, or a name that is assigned or imported, in Python.

    Decorators belong to it. ``None``: not found.
    """
    code = code_lines(text, PYTHON)
    parts = outline(code)
    spans = {parts.full_name(one): (one.top, one.last) for one in reversed(parts.definitions)}
    if name in spans:
        return spans[name]
    around, _, bare = name.rpartition(".")
    first, last = spans.get(around, (1, 0)) if around else (1, len(code))
    wanted = re.escape(bare)
    pattern = re.compile(rf"\s*(?:(?:self|cls)\.)?{wanted}\b[^=(]*=(?!=)|\s*(?:from\s+\S+\s+)?import\b.*\b{wanted}\b")
    return next(((n, n) for n in range(first, last + 1) if pattern.match(code[n - 1])), None)
