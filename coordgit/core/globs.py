"""Wildcards, git's (``wildmatch.c``) and those of clients, as tokens: each is the set of bytes it matches, a number with a bit
for each byte.

Tokens are run as a set of states, so no pattern can make matching slow (Thompson 1968).
"""

Token = tuple[int, int]
"""(kind, bytes that it matches)."""

ONE, MANY, SKIP = 0, 1, 2
"""One byte of the set; any number of them; an optional group: go on, or jump over the next two tokens."""

ANY = (1 << 256) - 2
"""All bytes but NUL, which no path has."""
SLASH = 1 << 0x2F
NO_SLASH = ANY & ~SLASH
SPECIAL = b"*?[\\"
MOST = 1000
"""The most alternatives that are distinguished."""


def _range(first: int, last: int) -> int:
    return (1 << (last + 1)) - (1 << first)


CONTINUATION = _range(0x80, 0xBF)
"""The bytes that follow the first byte of a character in UTF-8."""
DIGIT, UPPER, LOWER = _range(0x30, 0x39), _range(0x41, 0x5A), _range(0x61, 0x7A)
SPACE = 1 << 9 | 1 << 10 | 1 << 13 | 1 << 32
CLASSES = {
    b"alnum": DIGIT | UPPER | LOWER, b"alpha": UPPER | LOWER, b"blank": 1 << 9 | 1 << 32, b"cntrl": _range(1, 31) | 1 << 127,
    b"digit": DIGIT, b"graph": _range(0x21, 0x7E), b"lower": LOWER, b"print": _range(0x20, 0x7E),
    b"punct": _range(0x21, 0x7E) & ~(DIGIT | UPPER | LOWER), b"space": SPACE, b"upper": UPPER,
    b"xdigit": DIGIT | _range(0x41, 0x46) | _range(0x61, 0x66),
}  # fmt: skip
"""As in git's own ``ctype``: ASCII, whatever the locale."""

_COMPILED: dict[tuple[bytes, bool, bool, bool], tuple[Token, ...] | None] = {}
_ALTERNATIVES: dict[str, list[tuple[Token, ...]]] = {}


def fixed_length(pattern: bytes, prefix: int) -> int:
    """Return how many leading bytes are literal; those of ``prefix`` always are."""
    return next((at for at in range(prefix, len(pattern)) if pattern[at] in SPECIAL), len(pattern))


def compile_glob(pattern: bytes, pathname: bool, fold: bool, letters: bool = False) -> tuple[Token, ...] | None:
    """Return the tokens; ``None`` if nothing matches. ``pathname``: ``*`` stays within a folder (magic ``glob``); ``fold``:
    ``icase``; ``letters``: ``?`` and brackets match a character of several bytes too, which git's do not."""
    key = (pattern, pathname, fold, letters)
    if key not in _COMPILED:
        _COMPILED[key] = _tokens(pattern, pathname, fold, letters)
    return _COMPILED[key]


def glob_match(pattern: str, path: str) -> bool:
    """True if the glob matches: ``*`` and ``?`` stay within a folder, ``**`` does not, ``{a,b}`` is either (as in ripgrep)."""
    if pattern not in _ALTERNATIVES:
        ways = [compile_glob(encoded(way), pathname=True, fold=False, letters=True) for way in _without_braces(pattern)]
        _ALTERNATIVES[pattern] = [way for way in ways if way is not None]
    raw = encoded(path)
    return path == pattern or any(fits(way, raw) for way in _ALTERNATIVES[pattern])


def _without_braces(pattern: str) -> list[str]:
    """Expand ``{a,b}``, innermost first; to a glob that matches everything if there are too many alternatives."""
    todo, done = [pattern], []
    while todo:
        text = todo.pop()
        pairs = ((text.rfind("{", 0, end), end) for end, letter in enumerate(text) if letter == "}")
        start, end = next((pair for pair in pairs if pair[0] >= 0), (-1, -1))
        if start < 0:
            done.append(text)
        else:
            todo += [text[:start] + choice + text[end + 1 :] for choice in text[start + 1 : end].split(",")]
        if len(todo) + len(done) > MOST:
            return ["**"]
    return done


def encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def decoded(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogateescape")


def _tokens(p: bytes, pathname: bool, fold: bool, letters: bool) -> tuple[Token, ...] | None:
    out: list[Token] = []
    n = 0
    while n < len(p):
        letter = p[n : n + 1]
        if letter == b"*":
            start = n
            while p[n : n + 1] == b"*":
                n += 1
            if not pathname:
                out.append((MANY, ANY))
            elif n - start > 1 and p[:start][-1:] in (b"", b"/") and (p[n : n + 1] in (b"", b"/") or p[n : n + 2] == b"\\/"):
                if p[n : n + 1] == b"/":
                    out += [(SKIP, 0), (MANY, ANY), (ONE, SLASH)]
                    n += 1
                else:
                    out.append((MANY, ANY))
            elif out[-3:] == [(SKIP, 0), (MANY, ANY), (ONE, SLASH)]:
                out[-3:] = [(MANY, ANY)]  # any folders and a name match anything
            else:
                out.append((MANY, NO_SLASH))
            continue
        if letter == b"?":
            taken = ANY
        elif letter == b"[":
            found = _bracket(p, n + 1, fold)
            if found is None:
                return None
            taken, n = found
        elif letter == b"\\":
            n += 1
            if n == len(p):
                return None
            taken = _folded(1 << p[n]) if fold else 1 << p[n]
        else:
            taken = _folded(1 << (p[n] + 32 if 0x41 <= p[n] <= 0x5A else p[n])) if fold else 1 << p[n]
        out.append((ONE, taken & NO_SLASH if pathname and letter in b"?[" else taken))
        if letters and letter in b"?[":
            out.append((MANY, CONTINUATION))
        n += 1
    return tuple(out)


def _folded(lower: int) -> int:
    """Return all bytes that become one of ``lower`` in lower case. git folds the path alone, not brackets or escapes."""
    return (lower & ~UPPER) | (lower & LOWER) >> 32


def _bracket(p: bytes, n: int, fold: bool) -> tuple[int, int] | None:
    """Return (bytes matched, position of the closing bracket); ``None``: nothing matches. ``n`` is behind the ``[``."""
    negated = p[n : n + 1] in (b"!", b"^")
    n += negated
    taken, before, first = 0, 0, True
    while first or p[n : n + 1] != b"]":
        first = False
        if n >= len(p):
            return None
        byte = p[n]
        if byte == 0x5C:
            n += 1
            if n >= len(p):
                return None
            byte = p[n]
            taken |= 1 << byte
        elif byte == 0x2D and before and n + 1 < len(p) and p[n + 1] != 0x5D:
            n += 1
            n += p[n] == 0x5C
            if n >= len(p):
                return None
            within = _range(before, p[n]) if before <= p[n] else 0
            taken |= within | ((within & UPPER) << 32 if fold else 0)
            byte = 0
        elif byte == 0x5B and p[n + 1 : n + 2] == b":":
            end = p.find(b"]", n + 2)
            if end < 0:
                return None
            if end - n - 2 > 0 and p[end - 1] == 0x3A:
                named = CLASSES.get(p[n + 2 : end - 1])
                if named is None:
                    return None
                taken |= named | (LOWER if fold and named == UPPER else 0)
                n, byte = end, 0
            else:
                taken |= 1 << byte
        else:
            taken |= 1 << byte
        before = byte
        n += 1
    taken = _folded(taken) if fold else taken
    return (ANY & ~taken if negated else taken), n


def fits(tokens: tuple[Token, ...], text: bytes) -> bool:
    """True if the tokens match all of ``text``."""
    start, end, low, high = 0, len(tokens), 0, len(text)
    while end > 0 and tokens[end - 1][0] == ONE and not (end > 2 and tokens[end - 3][0] == SKIP):
        if low == high or not tokens[end - 1][1] >> text[high - 1] & 1:
            return False
        end, high = end - 1, high - 1
    while start < end and tokens[start][0] == ONE:
        if low == high or not tokens[start][1] >> text[low] & 1:
            return False
        start, low = start + 1, low + 1
    tokens, text = tokens[start:end], text[low:high]
    if not tokens or tokens == ((MANY, ANY),):  # *.py and src/*.py, the most common ones
        return bool(tokens) or not text
    states = _closed(tokens, {0})
    for byte in text:
        moved = {n + (tokens[n][0] == ONE) for n in states if n < len(tokens) and tokens[n][1] >> byte & 1}
        if not moved:
            return False
        states = _closed(tokens, moved)
    return len(tokens) in states


def _closed(tokens: tuple[Token, ...], states: set[int]) -> set[int]:
    """Return the states with those that are reached without consuming a byte."""
    todo = list(states)
    while todo:
        n = todo.pop()
        for further in _free(tokens, n):
            if further not in states:
                states.add(further)
                todo.append(further)
    return states


def _free(tokens: tuple[Token, ...], n: int) -> tuple[int, ...]:
    if n == len(tokens) or tokens[n][0] == ONE:
        return ()
    return (n + 1,) if tokens[n][0] == MANY else (n + 1, n + 3)


def meet(one: tuple[Token, ...], other: tuple[Token, ...]) -> bool:
    """True if there is a text that both match."""
    todo = [(0, 0)]
    seen = set(todo)
    while todo:
        i, j = todo.pop()
        if i == len(one) and j == len(other):
            return True
        steps = [(n, j) for n in _free(one, i)] + [(i, n) for n in _free(other, j)]
        if i < len(one) and j < len(other) and one[i][1] & other[j][1]:
            steps.append((i + (one[i][0] == ONE), j + (other[j][0] == ONE)))
        for step in steps:
            if step not in seen:
                seen.add(step)
                todo.append(step)
    return False
