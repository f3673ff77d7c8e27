"""What a lock names: git's pathspecs, matched as git matches them. Whether two locks overlap: ``lock_overlap``.

Sources: gitglossary(7) *pathspec*, git's ``pathspec.c``, ``dir.c`` and ``wildmatch.c``. As in git, matching is over bytes. A
pattern's tokens match a path in linear time, whatever the pattern.
"""

from coordgit.core.globs import compile_glob, decoded, encoded, fits, fixed_length
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
    return Pathspec(
        path=path,
        prefix=keep,
        glob=wild and "glob" in magic,
        icase=icase,
        literal=not wild and special,
        exclude="exclude" in magic,
    )


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


def parents(path: str) -> list[str]:
    """Return ``path``, the folders above it, and "" for the top: the anchors of all locks that can name it."""
    folders = [path]
    while "/" in path:
        path = path.rsplit("/", 1)[0]
        folders.append(path)
    if path:
        folders.append("")
    return folders


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
