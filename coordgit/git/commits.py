"""The commits of an update: which ones, their parents and authors, which came from elsewhere, who descends from whom."""

from coordgit.core.model import Commit, Oid
from coordgit.git.plumbing import FEW, RAW, Child, Git, Steps, decode, lines, listed, pieces, printable, readable, side_by_side
from coordgit.startup.typing import Collection, Iterable, NamedTuple

LOG = ("log", "--encoding=UTF-8", "--no-show-signature", "--root", "--no-follow", "--ignore-submodules=none")
"""``git log`` whose output does not depend on the user's display settings."""
ONES = (*LOG, "--topo-order", "--date=raw")
FORMAT = "--format=%H%x00%P%x00%an <%ae> %ad%x00%ct%x00"


def start_between(git: Git, new: Oid, without: Iterable[str]) -> Child:
    """Start listing commits reachable from ``new`` but from none of ``without`` (commits, or options such as ``--remotes``)."""
    return git.start(*ONES, FORMAT, new, "--not", *without, "--")


def start_single(git: Git, new: Oid, without: Iterable[str]) -> Child:
    """Start listing the commits of ``start_between``, two at most, with their changes: a plain commit needs this child alone."""
    return git.start(*ONES, "-n2", *RAW, FORMAT.replace("=", "=%x01", 1), new, "--not", *without, "--")


def parse_single(raw: bytes, old: Oid) -> tuple[Commit, bytes] | None:
    """Return (the commit, its changes as ``git diff-tree --raw -z``) if it is a single one on top of ``old``; else ``None``."""
    if raw.count(b"\1") != 1:
        return None
    oid, parents, author, at, changed = raw[1:].split(b"\0", 4)
    if decode(parents) != old:
        return None
    return Commit(oid=decode(oid), parents=(old,), author=readable(author), committed=decode(at)), changed.lstrip(b"\0\n")


def parse(raw: bytes) -> list[Commit]:
    """Return the commits, newest first."""
    fields = readable(raw).split("\0")
    return [
        Commit(oid=fields[n].lstrip("\n"), parents=tuple(fields[n + 1].split()), author=fields[n + 2], committed=fields[n + 3])
        for n in range(0, len(fields) - 4, 4)
    ]


def between(git: Git, new: Oid, without: Iterable[str]) -> list[Commit]:
    return parse(start_between(git, new, without).result())


def beyond(git: Git, oids: Collection[Oid], older: Oid) -> set[Oid]:
    """Return those commits that are not in the history of ``older``."""
    return listed(git, oids, (*oids, f"^{older}"))


def of(git: Git, oids: Iterable[Oid]) -> dict[Oid, Commit]:
    """Return those of these commits that are here."""
    asked = lines(dict.fromkeys(oids))
    if not asked:
        return {}
    options = ("--date=raw", "--no-walk=unsorted", "--ignore-missing", "--stdin", FORMAT)
    raw = git.run(*LOG, *options, stdin=asked, ok=(0, 128))
    return {commit.oid: commit for commit in parse(raw)}


def is_ancestor(git: Git, older: Oid, newer: Oid) -> bool:
    """True if ``older`` is an ancestor of ``newer``, or the same; false also if one of them is not here."""
    return git.once(
        "is ancestor", (older, newer), lambda: older == newer or git.code("merge-base", "--is-ancestor", older, newer) == 0
    )


def merge_tree(git: Git, one: Oid, other: Oid, base: Oid = "") -> tuple[int, Oid]:
    """Return (git's exit code: 0, or 1 where it would stop at a conflict; the tree that it makes of two commits, "" for none).
    ``base``: in place of their merge base. (git-merge-tree(1), git 2.38, with ``base`` 2.40)"""
    options = (f"--merge-base={base}",) if base else ()
    code, out = git.start("merge-tree", "--write-tree", *options, one, other).outcome()
    return code, decode(out).partition("\n")[0]


def is_merged_by_git(git: Git, commit: Commit) -> bool:
    """True if a merge is what git makes of its parents, as a forge's are: nobody wrote it."""
    if len(commit.parents) != 2:
        return False
    code, tree = merge_tree(git, *commit.parents)
    return code == 0 and tree == git.text("rev-parse", f"{commit.oid}^{{tree}}")


def is_here(git: Git, oid: Oid) -> bool:
    """True if this repository has the commit, which git may have pruned or a clone may lack."""
    return git.has(f"{oid}^{{commit}}")


def is_shallow(git: Git) -> bool:
    """True if this clone lacks older history (git-clone(1), ``--depth``): commits without a merge base here may have one."""
    return git.once("shallow", "", lambda: git.text("rev-parse", "--is-shallow-repository") == "true")


def boundary(git: Git) -> set[Oid]:
    """Return the commits with which the history of a shallow clone begins: a fetch brought them, without their parents."""
    if not is_shallow(git):
        return set()
    with open(git.path("shallow"), encoding="ascii") as file:
        return set(file.read().split())


def merge_base(git: Git, one: Oid, other: Oid) -> Oid | None:
    """Return the best common ancestor; ``None`` for unrelated histories, or where the clone is too shallow."""
    if one == other:
        return one
    ask = ("merge-base", one, other)
    return git.once("merge base", (one, other), lambda: git.text(*ask, ok=(0, 1, 128)).split("\n", 1)[0] or None)


class RevisionRange(NamedTuple):
    """The commits that ``tip`` reaches and ``since`` does not; ``None``: all that it reaches."""

    since: Oid | None
    tip: Oid


class Touching(NamedTuple):
    """A commit, and which of the paths that were asked about it changed."""

    oid: Oid
    names: list[str]
    merge: bool


def touching(git: Git, since: Oid | None, tip: Oid, paths: list[str], *, full: bool = False) -> list[Touching]:
    """Return the commits of ``since..tip`` that changed one of ``paths``, newest first, each with the paths it changed: not those
    of which it changed the mode alone.

    If ``since`` was pruned, all of ``tip``'s history counts. As always when git is asked about paths, changes that a merge did
    not take over are left out, but for ``full``: one that took them over under another name seems not to have. For many paths git
    lists all commits, which gives the same result if none is a merge; else the paths are asked about in pieces.
    """
    options = ("-c", *(("--full-history",) if full else ()))
    return git.once("touching", (since, tip, tuple(paths), full), lambda: _touching(git, since, tip, paths, options))


def _touching(git: Git, since: Oid | None, tip: Oid, paths: list[str], options: tuple[str, ...]) -> list[Touching]:
    specs = paths if len(paths) <= FEW else []
    span = f"{since}..{tip}" if since else tip
    code, raw = git.start(*_asked(span, specs, options)).outcome()
    if code:
        span, raw = tip, git.run(*_asked(tip, specs, options))
    commits = _names(raw)
    if not specs and any(commit.merge for commit in commits):
        changed: dict[Oid, list[str]] = {commit.oid: [] for commit in commits}
        some = pieces(paths)
        for piece, (_, out) in zip(some, git.each(_asked(span, piece, options) for piece in some), strict=True):
            for commit in _names(out):
                changed[commit.oid] += set(commit.names).intersection(piece)
        commits = [commit._replace(names=changed[commit.oid]) for commit in commits]
    wanted = set(paths)
    return [commit._replace(names=[name for name in commit.names if name in wanted]) for commit in commits]


def changing_after(git: Git, since: Oid, tip: Oid, path: str) -> list[Oid]:
    """Return the commits on the ways from ``since`` to ``tip`` that change a path, newest first: also a merge that takes the
    version of one side, if that of another differs."""
    options = ("--ancestry-path", "--simplify-merges", f"{since}..{tip}", "--", f":(literal){path}")
    return git.once("changing after", (since, tip, path), lambda: git.text("rev-list", *options, ok=(0, 128)).split())


def _asked(span: str, paths: list[str], options: tuple[str, ...]) -> tuple[str, ...]:
    """Return the command that lists which commits changed which of ``paths``; without paths, everything all commits changed."""
    specs = [f":(literal){path}" for path in paths]
    changes = ("--raw", "--no-abbrev", "--no-renames", "-z")
    return (*LOG, "--date-order", "--format=%x00%x01%H %P", *changes, *options, span, "--", *specs)


def _names(raw: bytes) -> list[Touching]:
    """Parse what ``_asked`` prints: for each commit a line, and for each of its changes a colon for each parent, the modes, the
    blobs and a letter, then the path (git-diff(1), "Raw output format")."""
    commits: list[Touching] = []
    fields = iter(decode(raw).split("\0"))
    for field in fields:
        change = field.removeprefix("\n")
        if change.startswith("\1"):
            oid, *parents = change[1:].split()
            commits.append(Touching(oid, [], len(parents) > 1))
        elif change:
            path, sides = next(fields), len(change) - len(change.lstrip(":"))
            *before, after = change.split(" ")[sides + 1 : 2 * sides + 2]
            if after not in before:
                commits[-1].names.append(path)
    return commits


def naming(git: Git, since: Oid, tip: Oid, paths: list[str]) -> list[Touching]:
    """Return the merges in ``since..tip`` that add or remove one of ``paths``: some of their parents have it, others have not.
    Each has those paths."""
    return git.once("naming", (since, tip, tuple(paths)), lambda: _naming(git, since, tip, paths))


def _naming(git: Git, since: Oid, tip: Oid, paths: list[str]) -> list[Touching]:
    options = ("--full-history", "--sparse", "--merges", "-m", "--diff-filter=AD")
    code, raw = git.start(*_asked(f"{since}..{tip}", paths if len(paths) <= FEW else [], options)).outcome()
    changed: dict[Oid, list[str]] = {}
    for oid, names, _ in _names(raw) if not code else ():  # once for each parent; none if ``since`` was pruned
        changed.setdefault(oid, []).extend(set(names).intersection(paths))
    parents = {oid: len(commit.parents) for oid, commit in of(git, [oid for oid in changed if changed[oid]]).items()}
    from_one_side = {oid: [name for name in {*changed[oid]} if changed[oid].count(name) < parents[oid]] for oid in parents}
    return [Touching(oid, names, True) for oid, names in from_one_side.items() if names]


UNDESCRIBED = ("", "", 0.0)
"""The description of a commit that is not here."""


def describe(git: Git, oid: Oid) -> tuple[str, str, float]:
    """Return (author's name, subject, committer time in seconds) of a commit; control characters become blanks."""
    return described(git, [oid]).get(oid, UNDESCRIBED)


def described(git: Git, oids: Iterable[Oid]) -> dict[Oid, tuple[str, str, float]]:
    """Describe each of those that are here."""
    found: dict[Oid, tuple[str, str, float]] = side_by_side(describing(git, oids))[0]
    return found


def describing(git: Git, oids: Iterable[Oid]) -> Steps[dict[Oid, tuple[str, str, float]]]:
    """Return what ``described`` returns."""
    asked = lines(oid for oid in dict.fromkeys(oids) if oid)
    if not asked:
        return {}
    options = ("--no-walk=unsorted", "--ignore-missing", "--stdin", "--format=%H%x00%an%x00%s%x00%ct%x00")
    child = git.start(*LOG, *options, stdin=asked)
    yield
    fields = readable(child.result((0, 128))).split("\0")
    return {
        fields[n].lstrip("\n"): (printable(fields[n + 1], " "), printable(fields[n + 2], " "), float(fields[n + 3]))
        for n in range(0, len(fields) - 3, 4)
    }
