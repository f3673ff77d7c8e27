"""Trees and blobs: what differs between two commits, what a path was, what a blob holds."""

from __future__ import annotations

from coordgit.errors import CoordgitError
from coordgit.git.plumbing import RAW, Child, Git, decode, entries, lines, of_tree, raw_changes, records, side_by_side
from coordgit.startup.typing import Iterable, Mapping, NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from coordgit.core.hunks import Hunk, Replaced
    from coordgit.core.model import Oid
    from coordgit.git.plumbing import Steps

Diff = dict[str, "tuple[Oid | None, Oid | None]"]
"""path -> (blob before, blob after); a change of mode alone does not count, a rename is one path deleted and one added."""


MOST_COMMITS = 300
"""Commits of a branch in which a version is looked for."""


class Touched(NamedTuple):
    """What differs: blobs, and the paths with the same blob but another mode, now executable or a link."""

    blobs: Diff
    modes: frozenset[str]
    moded: Mapping[str, str] = {}
    """Every path with another mode -> the new one, whether its blob is another or not."""


def start_diff(git: Git, old: Oid, new: Oid) -> Child:
    return git.start("diff-tree", *RAW, old, new)


def diffs(git: Git, olds: list[Oid], new: Oid) -> dict[Oid, Diff | None]:
    """Return the paths whose blobs differ between each of ``olds`` and ``new``; ``None`` if one was pruned."""
    answers = git.each(("diff-tree", *RAW, old, new) for old in olds)
    return {old: parse_touched(raw).blobs if code == 0 else None for old, (code, raw) in zip(olds, answers, strict=True)}


def diff(git: Git, old: Oid, new: Oid) -> Diff:
    """Return the paths whose blobs differ between two commits."""
    return {} if old == new else diff_with_modes(git, old, new).blobs


def diff_with_modes(git: Git, old: Oid, new: Oid) -> Touched:
    """Return what differs between two commits or trees."""
    return parse_touched(start_diff(git, old, new).result())


def empty(git: Git) -> Oid:
    """Return the empty tree: the base of a read on an unborn branch."""
    return decode(git.run("hash-object", "-t", "tree", "--stdin", stdin=b"")).strip()


def index_diff(git: Git, commit: Oid | None) -> Touched:
    """Return how the index differs from ``commit``; all of the index on an unborn branch."""
    if commit is None:
        return Touched({path: (None, words[1]) for words, path in entries(git.run("ls-files", "-s", "-z"))}, frozenset())
    return parse_touched(git.run("diff-index", "--cached", *RAW[1:], commit))


def renamed(git: Git, old: Oid, new: Oid | None) -> dict[str, Oid]:
    """Return each path that ``new`` (``None``: the index) has under another name than ``old`` -> its blob there."""
    return {path: blob for path, _, blob in _renamed(git, old, new)}


def renames(git: Git, old: Oid, new: Oid) -> dict[str, str]:
    """Return each path of ``old`` that ``new`` has under another name -> that name."""
    return git.once("renames", (old, new), lambda: {path: name for path, name, _ in _renamed(git, old, new)})


def _renamed(git: Git, old: Oid, new: Oid | None) -> list[tuple[str, str, Oid]]:
    """Return (path, its name in ``new``, its blob there)."""
    ends = ("diff-index", "--cached") if new is None else ("diff-tree", "-r")
    options = ("--raw", "-z", "-M", "--diff-filter=R", "--no-abbrev", "--no-ext-diff", "--ignore-submodules=all")
    listed = iter(records(git.run(*ends, *options, old, *(() if new is None else (new,)))))
    return [(path, name, facts.split()[3]) for facts, path, name in zip(listed, listed, listed, strict=True)]


def uncommitted(git: Git, commit: Oid, items: Mapping[str, Oid | None]) -> list[str]:
    """Return the paths of ``items`` (path -> its blob in ``commit``) whose file may differ from that; not submodules, nor what a
    sparse checkout leaves out."""
    changed = dirty(git, commit) if items else set()
    return [path for path, oid in items.items() if oid is None or path in changed]  # git does not list untracked files


def dirty(git: Git, commit: Oid) -> set[str]:
    """Return the tracked paths whose file may differ from ``commit``; not submodules."""
    words = ("diff-index", "--name-only", "-z", "--no-renames", "--ignore-submodules=all", commit)
    return set(records(git.run(*words, ok=(0, 128))))


def parse_touched(raw: bytes) -> Touched:
    """Parse ``git diff-tree --raw -z``, also the combined form of ``-c``, where the first parent's version is the one before."""
    blobs: Diff = {}
    modes, moded = set(), {}
    for path, (*old_modes, mode), (*olds, new) in raw_changes(raw):
        before, after = _oid(olds[0]), _oid(new)
        if new not in olds:  # of a merge, the content may be one parent's and the mode another's
            blobs[path] = (before, after)
        elif mode not in old_modes:
            modes.add(path)
        if before and after and mode not in old_modes:
            moded[path] = mode
    return Touched(blobs, frozenset(modes), moded)


def own_changes(git: Git, commits: Iterable[Oid]) -> dict[Oid, Diff]:
    """Return the blobs of ``own_touched``."""
    return {oid: touched.blobs for oid, touched in own_touched(git, commits).items()}


def own_touched(git: Git, commits: Iterable[Oid]) -> dict[Oid, Touched]:
    """Return what each commit itself changes: against its parent; for a merge only what it has from none of its parents."""
    touched = dict.fromkeys(commits, Touched({}, frozenset()))
    if not touched:
        return {}
    raw = git.run("diff-tree", "--stdin", "--root", "-c", *RAW, stdin=lines(touched))
    pieces: dict[Oid, list[bytes]] = {}
    piece: list[bytes] = []
    for field in raw.split(b"\0"):
        name = decode(field).strip("\n")
        if name in touched and (not piece or not piece[-1].startswith(b":")):
            piece = pieces[name] = []
        else:
            piece.append(field.lstrip(b"\n") if field.startswith(b"\n:") else field)
    return touched | {oid: parse_touched(b"\0".join(piece)) for oid, piece in pieces.items()}


def items(git: Git, commit: Oid, paths: Iterable[str]) -> dict[str, Oid | None]:
    """Return the blob of each path in ``commit``; ``None`` where the commit does not have the path."""
    blobs: dict[str, Oid | None] = dict.fromkeys(paths)
    if blobs:
        blobs |= {path: oid for (_, _, oid), path in entries(git.run(*of_tree(commit, list(blobs))), blobs)}
    return blobs


def below(git: Git, commit: Oid, path: str) -> dict[str, Oid]:
    """Return the blob of each path below a folder in ``commit``, or of the path itself if it is a file."""
    return {name: oid for (_, _, oid), name in entries(git.run(*of_tree(commit, [path])))}


def has(git: Git, commit: Oid, path: str, oid: Oid | None) -> bool:
    """True if ``commit`` has this blob at ``path``; false if the commit was pruned."""
    try:
        return items(git, commit, [path])[path] == oid
    except CoordgitError:
        return False


def lacking(git: Git, wanted: Mapping[Oid, Iterable[str]]) -> dict[Oid, list[str]]:
    """Return those commits that are here and lack some of the paths wanted of each, with these paths; a child of git for all."""
    asked = [(commit, path) for commit, paths in wanted.items() for path in paths]
    in_a_line = [(commit, path) for commit, path in asked if "\n" not in path]
    names = [*wanted, *(f"{commit}:{path}" for commit, path in in_a_line)] if asked else []
    answers = git.run("cat-file", "--batch-check=%(objecttype)", stdin=lines(names)).split(b"\n") if names else []
    here = {name for name, line in zip(names, answers, strict=False) if line in (b"commit", b"blob")}
    found: dict[Oid, list[str]] = {}
    for commit, path in asked:
        # a tree names blobs that a partial clone does not have
        if commit in here and f"{commit}:{path}" not in here and not items(git, commit, [path])[path]:
            found.setdefault(commit, []).append(path)
    return found


SMALL, MANY = 1 << 14, 1000
"""The first blobs that are read are kept until the process ends: up to so many, of so many bytes each."""


def having(git: Git, commits: list[Oid], wanted: list[tuple[str, Oid | None]]) -> dict[tuple[str, Oid | None], Oid]:
    """Return (path, blob) -> the first of ``commits`` that has it; blob ``None``: the commit does not have the path."""
    asked = [(commit, path, oid) for commit in commits for path, oid in wanted if "\n" not in path]
    if not asked:
        return {}
    names = lines(f"{commit}:{path}" for commit, path, _ in asked)
    answers = git.run("cat-file", "--batch-check=%(objectname)", stdin=names).split(b"\n")
    first: dict[tuple[str, Oid | None], Oid] = {}
    for (commit, path, oid), line in zip(asked, answers, strict=False):
        has = None if line.endswith(b" missing") else decode(line)
        if has == oid:
            first.setdefault((path, oid), commit)
    return first


def blobs(git: Git, oids: Iterable[Oid | None], limit: int = 8 << 20, kind: str = "blob") -> dict[Oid, bytes | None]:
    """Return the contents of blobs, or of trees; ``None`` for one that is not here or larger than ``limit`` bytes."""
    found: dict[Oid, bytes | None] = side_by_side(reading(git, oids, limit, kind))[0]
    return found


def reading(git: Git, oids: Iterable[Oid | None], limit: int = 8 << 20, kind: str = "blob") -> Steps[dict[Oid, bytes | None]]:
    """Return what ``blobs`` returns."""
    kept: dict[Oid, bytes] = git.answers.setdefault(f"{kind}s", {})
    found: dict[Oid, bytes | None] = {oid: kept.get(oid) for oid in oids if oid}
    wanted = [oid for oid, content in found.items() if content is None]
    if not wanted:
        return found
    sizes = git.start("cat-file", "--batch-check=%(objectname) %(objecttype) %(objectsize)", stdin=lines(wanted))
    yield
    small = []
    for line in decode(sizes.result()).splitlines():
        words = line.split(" ")
        if len(words) == 3 and words[1] == kind and int(words[2]) <= limit:
            small.append(words[0])
    if not small:
        return found
    contents = git.start("cat-file", "--batch", stdin=lines(small))
    yield
    raw, at = contents.result(), 0
    for oid in small:
        end = raw.index(b"\n", at)
        size = int(raw[at:end].rsplit(b" ", 1)[1])
        found[oid] = content = raw[end + 1 : end + 1 + size]
        at = end + size + 2
        if size <= SMALL and len(kept) < MANY:
            kept[oid] = content
    return found


MARKERS = (b"<<<<<<< ", b"=======", b">>>>>>> ")
"""git's conflict markers, each at the beginning of a line."""


def with_markers(git: Git, oids: Iterable[Oid | None]) -> set[Oid]:
    """Return the blobs that hold the markers of a merge that stopped."""
    texts = blobs(git, oids).items()
    return {oid for oid, text in texts if text and all(text.startswith(mark) or b"\n" + mark in text for mark in MARKERS)}


PATCH = ("--inter-hunk-context=0", "--no-color", "--no-ext-diff", "--no-textconv")
"""Options that make a patch of two blobs independent of the user's display settings."""


DIFF = "git diff --no-ext-diff"
"""How a printed command begins that shows a patch, also where another program shows diffs (``diff.external``): it may print no
patch, or cannot be run, as in the shell of Gemini CLI, which sets an empty one."""


HUNKS = ("-U0", "-a", "--no-renames", "--diff-algorithm=myers", *PATCH)
"""Options that do so for hunks; ``-a``, since an attribute ``-diff`` of the work tree would hide those of a blob given by id."""
ALONE = 2
"""Up to this many pairs are compared by a child each; more are compared by two children in all."""


def hunks(git: Git, pairs: Iterable[tuple[Oid, Oid]]) -> dict[tuple[Oid, Oid], list[Hunk] | None]:
    """Return the hunks between pairs of blobs; ``None`` if a blob is not here. No pair is asked twice."""
    found: dict[tuple[Oid, Oid], list[Hunk] | None] = side_by_side(comparing(git, pairs))[0]
    return found


def comparing(git: Git, pairs: Iterable[tuple[Oid, Oid]]) -> Steps[dict[tuple[Oid, Oid], list[Hunk] | None]]:
    """Return what ``hunks`` returns."""
    answers: dict[tuple[Oid, Oid], list[Hunk] | None] = git.answers.setdefault("hunks", {})
    wanted = list(dict.fromkeys(pairs))
    asked = [pair for pair in wanted if pair[0] != pair[1] and pair not in answers]
    if asked:
        from coordgit.core.hunks import parse

        patch = yield from _patches(git, asked, HUNKS)
        answers.update((pair, None if text is None else parse(text)) for pair, text in patch.items())
    return {pair: [] if pair[0] == pair[1] else answers[pair] for pair in wanted}


def _together(
    git: Git, pairs: list[tuple[Oid, Oid]], options: tuple[str, ...]
) -> Steps[dict[tuple[Oid, Oid], bytes | None] | None]:
    """Compare all pairs as files of two temporary trees; ``None`` if that fails, for example because a blob is not here."""
    names = {pair: f"{n:09d}" for n, pair in enumerate(pairs)}
    sides = ("".join(f"100644 blob {pair[n]}\t{name}\n" for pair, name in names.items()) for n in (0, 1))
    making = git.start("mktree", "--batch", "--missing", stdin="\n".join(sides).encode())
    yield
    code, out = making.outcome()
    if code:
        return None
    child = git.start("diff-tree", "-p", *options, *decode(out).split())
    yield
    code, patch = child.outcome()
    if code:
        return None
    patches: dict[tuple[Oid, Oid], bytes | None] = dict.fromkeys(pairs, b"")
    pair_of = {name.encode(): pair for pair, name in names.items()}
    for piece in (b"\n" + patch).split(b"\ndiff --git ")[1:]:
        name = piece.split(b"\n", 1)[0].rsplit(b"/", 1)[-1].rsplit(b" ", 1)[-1]
        patches[pair_of[name]] = piece
    return patches


def _patches(git: Git, pairs: list[tuple[Oid, Oid]], options: tuple[str, ...]) -> Steps[dict[tuple[Oid, Oid], bytes | None]]:
    if len(pairs) > ALONE and (together := (yield from _together(git, pairs, options))) is not None:
        return together
    answers = git.each(("diff", *options, *pair) for pair in pairs)
    return {pair: None if code else out for pair, (code, out) in zip(pairs, answers, strict=True)}


def replaced(git: Git, pairs: Iterable[tuple[Oid, Oid]]) -> dict[tuple[Oid | None, Oid | None], set[Replaced]]:
    """Return what each hunk between pairs of different blobs removes and adds; nothing if a blob is not here or is not text."""
    from coordgit.core.hunks import replaced_lines

    wanted = list(dict.fromkeys(pairs))
    answers = side_by_side(_patches(git, wanted, HUNKS))[0]
    return {pair: replaced_lines(patch or b"") for pair, patch in answers.items()}


def patches(git: Git, pairs: Iterable[tuple[Oid, Oid]]) -> Steps[dict[tuple[Oid, Oid], bytes | None]]:
    """Return the patch between each pair of different blobs, with three lines of context; ``None`` if a blob is not here."""
    return _patches(git, list(dict.fromkeys(pairs)), ("-U3", "--no-renames", *PATCH))


def patch_ids(git: Git, commits: list[Oid]) -> dict[Oid, str]:
    """Return an id of each commit's change, the same wherever it is applied (git-patch-id); merges are left out."""
    options = ("--stdin", "--root", "-p", "--full-index", "--binary", "--no-renames", "--diff-algorithm=myers", *PATCH)
    patch = git.run("diff-tree", *options, stdin=lines(commits))
    out = decode(git.run("patch-id", "--stable", stdin=patch)).split("\n")[:-1]
    return {oid: number for number, _, oid in (line.partition(" ") for line in out)}


def _oid(text: str) -> Oid | None:
    return text if text.strip("0") else None


def kinds(git: Git, commit: Oid, paths: Iterable[str]) -> dict[str, str]:
    """Return path -> ``blob``, ``tree``, or ``commit`` for a submodule, for those in ``commit``; the top, ".", is a tree."""
    asked = [f":(literal){path}" for path in paths if path != "."]
    listing = git.run("ls-tree", "-t", "-z", "--full-tree", commit, "--", *asked) if asked else b""
    return {".": "tree"} | {path: kind for (_, kind, _), path in entries(listing)}
