"""What a lock names: git's pathspecs, matched as git matches them, and whether two of them can name a common path.

Sources: gitglossary(7) *pathspec*, git's ``pathspec.c``, ``dir.c`` and ``wildmatch.c``. As in git, matching is over bytes. The
same tokens answer both questions: run over a path they match in linear time, whatever the pattern; run over the tokens of another
pattern they tell whether any path matches both.
"""

from coordgit.core.globs import ANY, MANY, ONE, SLASH, Token, compile_glob, decoded, encoded, fits, fixed_length, meet
from coordgit.core.quoting import MAGIC
from coordgit.startup.typing import Iterable, NamedTuple

SHORT = {"/": "top", "!": "exclude", "^": "exclude"}
LONG = ("top", "exclude", "glob", "icase", "literal")


class Pathspec(NamedTuple):
    """One pathspec from the top of the work tree. ``prefix`` counts the leading bytes that are literal: the folder that it was
    given in, if its name has wildcards or the rest ignores case."""

    path: str
    prefix: int = 0
    glob: bool = False
    icase: bool = False
    literal: bool = False
    exclude: bool = False

    @property
    def text(self) -> str:
        """Return git's own spelling, valid at the top of the work tree."""
        magic = [name for name in ("exclude", "glob", "icase", "literal") if getattr(self, name)]
        if self.prefix:
            magic.insert(0, f"prefix:{self.prefix}")
        odd = self.path[:1] == ":" or any(part in ("", ".", "..") for part in self.path.removesuffix("/").split("/"))
        if odd and self.path and not self.prefix:
            magic.insert(0, "top")
        return f":({','.join(magic)}){self.path}" if magic else self.path or "."

    @property
    def wild(self) -> bool:
        return not self.literal and fixed_length(encoded(self.path), self.prefix) < len(encoded(self.path))


class Paths(NamedTuple):
    """What one lock names: a pathspec, except what was excluded with it.

    ``leaf``: it was a file when it was locked, so it names nothing below itself, and ``*.py`` does not overlap ``README.md``.
    """

    spec: Pathspec
    excludes: tuple[Pathspec, ...] = ()
    leaf: bool = False

    @property
    def anchor(self) -> str:
        """Return the path or folder that holds every path that is named; "" is the top."""
        spec = self.spec
        if spec.icase:
            return decoded(encoded(spec.path)[: spec.prefix]).rstrip("/")
        if not spec.wild:
            return spec.path.rstrip("/")
        return decoded(encoded(spec.path)[: fixed_length(encoded(spec.path), spec.prefix)]).rpartition("/")[0]


def parse(text: str, folder: str = "", top: str = "") -> Pathspec:
    """Parse a pathspec as given in ``folder`` (from the top, "" is the top itself). ``top`` is the work tree, for absolute ones.

    Raises ``ValueError``, with what is wrong, for what git would refuse, and for ``attr``, which needs more than the path.
    """
    if not text:
        raise ValueError("the empty string is not a path")
    magic, prefix, rest = _magic(text)
    if "glob" in magic and "literal" in magic:
        raise ValueError(f"{text}: glob and literal cannot be had together")
    if prefix is not None:
        if folder:
            raise ValueError(f"{text}: prefix is understood at the top of the work tree only")
        path = rest
    elif "top" in magic:
        path, prefix = rest, 0
    else:
        path, kept = _normal(folder, _inside(rest, top, text))
        prefix = len(encoded(kept))
    raw = encoded(path)
    prefix = min(prefix, len(raw))
    wild = "literal" not in magic and fixed_length(raw, prefix) < len(raw)
    special = fixed_length(raw, 0) < len(raw)
    icase = "icase" in magic and prefix < len(raw)
    keep = prefix if icase or (wild and fixed_length(raw, 0) < prefix) else 0
    return Pathspec(path, keep, wild and "glob" in magic, icase, not wild and special, "exclude" in magic)


def group(specs: Iterable[Pathspec], folder: str = "") -> list[Paths]:
    """Return each pathspec that does not exclude, with those that do; if all of them exclude, the folder they were given in."""
    specs = list(specs)
    excludes = tuple(spec for spec in specs if spec.exclude)
    wanted = list(dict.fromkeys(spec for spec in specs if not spec.exclude))
    if excludes and not wanted:
        wanted = [Pathspec(f"{folder}/" if folder else "")]
    return [Paths(spec, excludes) for spec in wanted]


def matches(spec: Pathspec, path: str) -> bool:
    """True if git matches ``path`` with ``spec``. (``exclude`` is ignored.)"""
    pattern, name = encoded(spec.path), encoded(path)
    if spec.icase:
        if not name.startswith(pattern[: spec.prefix]):
            return False
        folded, plain = name.lower(), pattern.lower()
    else:
        folded, plain = name, pattern
    if not plain:
        return True
    if folded.startswith(plain) and (len(folded) == len(plain) or plain.endswith(b"/") or folded[len(plain)] == 0x2F):
        return True
    if spec.literal:
        return False
    fixed = fixed_length(pattern, spec.prefix)
    if fixed == len(pattern) or not folded.startswith(plain[:fixed]):
        return False
    tokens = compile_glob(pattern[fixed:], spec.glob, spec.icase)
    return tokens is not None and fits(tokens, name[fixed:])


def names(paths: Paths, path: str) -> bool:
    """True if the lock names ``path``."""
    hit = path == paths.spec.path if paths.leaf else matches(paths.spec, path)
    return hit and not any(matches(exclude, path) for exclude in paths.excludes)


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


def parents(path: str) -> list[str]:
    """Return ``path``, the folders above it, and "" for the top: the anchors of all locks that can name it."""
    folders = [path]
    while "/" in path:
        path = path.rsplit("/", 1)[0]
        folders.append(path)
    if path:
        folders.append("")
    return folders


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


def _magic(text: str) -> tuple[set[str], int | None, str]:
    """Return (names of magic, length of the prefix, the rest)."""
    magic: set[str] = set()
    if text[0] != ":":
        return magic, None, text
    if text[1:2] == "(":
        inside, closed, rest = text[2:].partition(")")
        if not closed:
            raise ValueError(f"{text}: the ')' of the pathspec magic is missing")
        prefix = None
        for word in inside.split(","):
            if word.startswith("prefix:") and word[7:].isdigit():
                prefix = int(word[7:])
            elif word.startswith("attr:"):
                raise ValueError(f"{text}: a lock cannot depend on attributes")
            elif word and word not in LONG:
                raise ValueError(f"{text}: {word} is not pathspec magic")
            elif word:
                magic.add(word)
        return magic, prefix, rest
    at = 1
    while at < len(text) and text[at] != ":":
        if text[at] not in SHORT:
            if text[at] in MAGIC:
                raise ValueError(f"{text}: {text[at]} is not pathspec magic")
            break
        magic.add(SHORT[text[at]])
        at += 1
    return magic, None, text[at + (text[at : at + 1] == ":") :]


def _inside(path: str, top: str, text: str) -> str:
    """Return an absolute path as relative to the top; a relative one as it is."""
    if not path.startswith("/"):
        return path
    root = top.rstrip("/")
    if root and (path.rstrip("/") == root or path.startswith(root + "/")):
        return "/" + path[len(root) + 1 :]
    raise ValueError(f"{text} is outside the work tree")


def _normal(folder: str, path: str) -> tuple[str, str]:
    """Return (``path`` as seen from ``folder``, without ``.``, ``..`` and doubled slashes; what of ``folder`` is left in it)."""
    kept = [] if path.startswith("/") else [part for part in folder.split("/") if part]
    parts, own = list(kept), len(kept)
    pieces = path.split("/")
    for piece in pieces:
        if piece == "..":
            if not parts:
                raise ValueError(f"{path} is outside the work tree")
            parts.pop()
            own = min(own, len(parts))
        elif piece not in ("", "."):
            parts.append(piece)
    folded = bool(parts) and pieces[-1] in ("", ".", "..")
    joined = "/".join(parts) + ("/" if folded else "")
    return joined, "".join(f"{part}/" for part in parts[:own])
