"""When two locks overlap, so that the second is refused: both can name a common path, whether it is there or not.

The tokens that match a path (``pathspec``) answer this too: run over the tokens of another pattern they tell whether any path
matches both.
"""

from coordgit.core.globs import ANY, MANY, ONE, SLASH, Token, compile_glob, encoded, fixed_length, meet
from coordgit.core.pathspec import Paths, Pathspec, matches, names


def overlap(one: Paths, other: Paths) -> bool:
    """True if both can name a common path. Exact with two exceptions: excludes count only if they cover the other completely, and
    folders whose own name is a pattern with ``*`` or ``?`` are not considered (``[id]`` is)."""
    if one.leaf or other.leaf:
        return names(other, one.spec.path) and names(one, one.spec.path) if one.leaf else names(one, other.spec.path)
    if _covered(one.excludes, other) or _covered(other.excludes, one):
        return False
    if _plain(one.spec) and _plain(other.spec):
        return _under(one, other) or _under(other, one)
    return any(meet(way, against) for way in _ways(one) for against in _ways(other))


def _plain(spec: Pathspec) -> bool:
    return not spec.wild and not spec.icase


def _under(one: Paths, other: Paths) -> bool:
    """True if, of two plain ones, ``one`` names the path of ``other``, or a folder above it."""
    if one.leaf:
        return one.spec.path == other.spec.path
    return matches(one.spec, other.spec.path) or (one.spec.path.rstrip("/") == other.anchor and other.spec.path.endswith("/"))


def _covered(excludes: tuple[Pathspec, ...], other: Paths) -> bool:
    """True if one of ``excludes`` names every path that ``other`` names."""
    below = other.spec.wild or other.spec.path.endswith("/")
    for exclude in excludes:
        if _plain(exclude) and not other.spec.icase:
            if matches(exclude, other.anchor) or (below and exclude.path.rstrip("/") == other.anchor):
                return True
        elif exclude._replace(exclude=False) == other.spec:
            return True
    return False


def _ways(paths: Paths) -> list[tuple[Token, ...]]:
    """Return token strings that together match exactly the paths that are named, excludes aside."""
    spec = paths.spec
    raw = encoded(spec.path)
    exact = tuple((ONE, _bit(byte, spec.icase and n >= spec.prefix)) for n, byte in enumerate(raw))
    if paths.leaf:
        return [exact]
    below = ((ONE, ANY), (MANY, ANY))
    if not raw:
        return [below]
    ways = []
    if not spec.wild or not any(byte in raw for byte in b"*?\\"):
        ways = [exact + below] if raw.endswith(b"/") else [exact, (*exact, (ONE, SLASH), *below)]
    if spec.wild:
        fixed = fixed_length(raw, spec.prefix)
        tokens = compile_glob(raw[fixed:], spec.glob, spec.icase)
        if tokens is not None:
            ways.append(exact[:fixed] + tokens)
    return ways


def _bit(byte: int, fold: bool) -> int:
    if fold and chr(byte).isalpha() and byte < 128:
        return 1 << (byte | 0x20) | 1 << (byte & ~0x20)
    return 1 << byte
