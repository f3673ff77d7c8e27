"""Files of a work tree as git would store them (clean filters, line ends, LFS applied), and what git knows of them."""

from __future__ import annotations

import os

from coordgit.core.model import Oid
from coordgit.git.plumbing import (
    NOT_INSIDE,
    TOGETHER,
    Child,
    Git,
    content,
    decode,
    encode,
    entries,
    literally,
    of_index,
    of_tree,
    pieces,
    records,
)
from coordgit.git.worktrees import Worktree, nearest
from coordgit.startup.typing import Callable, Iterable, Mapping

KEEP = 4 << 20
"""Files larger than this are hashed without storing their blob: a later diff of them covers whole files."""

CRLF = b"\r\n"
RAW = "--no-filters"
"""Makes ``git hash-object`` take the bytes as they are."""


class Hashing:
    """Blob ids of files and texts, computed by children that run while the caller goes on."""

    def __init__(self, worktree: Worktree, git: Git) -> None:
        self.worktree = worktree
        self.git = git
        self.hashed: dict[str, Oid | None] = {}
        self.asked: list[tuple[list[str], tuple[str, ...], bytes | None]] = []
        self.children: list[Child] = []

    def start(self, paths: Iterable[str]) -> Hashing:
        """Start hashing ``paths``; one that is not (or no longer) a file is ``None``, a link is the blob of its target's name."""
        small: list[str] = []
        large: list[str] = []
        wanted = list(dict.fromkeys(paths))
        for path in wanted:
            full = os.path.join(self.worktree.top, path)
            try:
                status = os.lstat(full)
            except (OSError, ValueError):
                self.hashed[path] = None
                continue
            kind = status.st_mode & 0o170000
            if kind == 0o120000:
                link = encode(os.readlink(full))
                self.asked.append(([path], ("-w", "--stdin"), link))
            elif kind == 0o100000:
                (small if status.st_size <= KEEP else large).append(path)
            else:
                self.hashed[path] = None
        kept = keeping_crlf(self.git, [path for path in small if CRLF in content(f"{self.worktree.top}/{path}")])
        small = [path for path in small if path not in kept]
        for some, options in ((small, ("-w",)), (large, ()), (sorted(kept), ("-w", RAW))):
            for piece in pieces(some):
                self.asked.append((piece, (*options, "--", *(f"./{p}" for p in piece)), None))
        self._begin(TOGETHER)
        return self

    def _begin(self, count: int) -> None:
        for _, args, stdin in self.asked[len(self.children) :][:count]:
            self.children.append(self.git.start("hash-object", *args, stdin=stdin))

    def oids(self) -> dict[str, Oid | None]:
        """Return path -> blob; a file that was deleted meanwhile is ``None``."""
        for n, (paths, args, _) in enumerate(self.asked):
            code, printed = self.children[n].outcome()
            self._begin(1)
            out = decode(printed).split("\n")[:-1]
            if code == 0 and len(out) == len(paths):
                self.hashed.update(zip(paths, out, strict=True))
            elif len(paths) == 1:
                self.hashed[paths[0]] = self._unfiltered(paths[0])
            else:
                raw = [RAW] if RAW in args else []
                self.hashed |= {
                    path: self.git.text("hash-object", *raw, "--", f"./{path}", ok=(0, 128)) or self._unfiltered(path)
                    for path in paths
                }
        self.asked, self.children = [], []
        return self.hashed

    def _unfiltered(self, path: str) -> Oid | None:
        """Return the blob of a file whose filter fails, as where git-lfs is not installed: the one of the index if git takes
        the file for unchanged, else the one of its bytes."""
        if not os.path.lexists(f"{self.worktree.top}/{path}"):
            return None
        code, changed = self.git.start("diff-files", "--name-only", "-z", NOT_INSIDE, "--", *literally([path])).outcome()
        kept = None if code or changed else in_index(self.git, [path])[0].get(path)
        return kept or self.git.text("hash-object", RAW, "--", f"./{path}", ok=(0, 128)) or None


def keeping_crlf(git: Git, paths: list[str]) -> set[str]:
    """Return those of ``paths``, all with CRLF, that git stores with it: where ``text=auto`` or ``core.autocrlf`` decides about
    line ends, and the index has CRLF (gitattributes(5)). ``git hash-object`` does not look at the index."""
    kept: set[str] = set()
    for piece in pieces(paths):
        listed = git.run("ls-files", "--eol", "-z", "--", *literally(piece), ok=(0, 128))
        for about, path in (record.split("\t", 1) for record in records(listed)):
            index, _, attribute, *_ = about.split()
            if index in ("i/crlf", "i/mixed") and attribute in ("attr/", "attr/text=auto"):
                kept.add(path)
    return kept


def untracked(git: Git, worktree: Worktree, paths: Iterable[str]) -> set[str]:
    """Return those of ``paths`` that the work tree has and the index has not."""
    there = {path for path in paths if os.path.lexists(os.path.join(worktree.folder, path))}
    for piece in pieces(sorted(there)):
        there.difference_update(records(git.run("ls-files", "-z", "--full-name", "--", *literally(piece))))
    return there


def older(worktree: Worktree, paths: Iterable[str]) -> list[str]:
    """Return those of ``paths`` that probably are as HEAD has them: small files that were not written since the index was."""
    unwritten: list[str] = []
    try:
        index = os.stat(f"{worktree.git_dir}/index").st_mtime_ns
    except OSError:
        return unwritten
    for path in paths:
        try:
            status = os.lstat(f"{worktree.top}/{path}")
        except (OSError, ValueError):
            continue
        if status.st_mode & 0o170000 == 0o100000 and status.st_size <= KEEP and status.st_mtime_ns <= index:
            unwritten.append(path)
    return unwritten


def has_bytes(worktree: Worktree, path: str, blob: Oid) -> bool:
    """True if the bytes of the file, without filters of git, are those of a blob with a SHA-1 id."""
    try:
        with open(f"{worktree.top}/{path}", "rb") as file:
            return are_bytes(file.read(), blob)
    except OSError:
        return False


def are_bytes(data: bytes, blob: Oid) -> bool:
    """True if these are the bytes of a blob with a SHA-1 id. This takes a tenth of the time that a child of git takes."""
    try:
        from _sha1 import sha1  # type: ignore[import-not-found]
    except ImportError:
        return False
    return bool(sha1(b"blob %d\0" % len(data) + data).hexdigest() == blob)


def in_index(git: Git, paths: list[str]) -> tuple[dict[str, Oid], dict[str, list[Oid]]]:
    """Return the blob of each path in the index, without those that it lacks; and of an unmerged path those of its sides."""
    items: dict[str, Oid] = {}
    sides: dict[str, list[Oid]] = {}
    for (_, oid, stage), path in entries(git.run(*of_index(paths), ok=(0, 128)), paths):
        items[path] = oid
        if stage in "23":
            sides.setdefault(path, []).append(oid)
    return items, sides


IGNORED, SKIPPED = "ignored", "skip-worktree"
MARKS = {"h": "assume-unchanged", "s": SKIPPED, "S": SKIPPED}
"""Tags of ``git ls-files -v`` -> the option of ``git update-index`` that marks an entry as not to be looked at."""


def passed_over(git: Git, paths: list[str]) -> dict[str, str]:
    """Return the files among ``paths`` that ``git add`` passes over, each with the reason: the mark of its entry in the index, or
    ``IGNORED`` for an ignored file that is not in the index."""
    reasons: dict[str, str] = {}
    for some in map(literally, pieces(paths)):
        listed = records(git.run("ls-files", "-v", "-z", "--full-name", "--", *some))
        reasons |= {record[2:]: MARKS[record[0]] for record in listed if record[0] in MARKS}
        words = ("ls-files", "--others", "--ignored", "--exclude-standard", "-z", "--full-name", "--")
        reasons |= dict.fromkeys(records(git.run(*words, *some)), IGNORED)
    return {path: reasons[path] for path in paths if path in reasons}


def never_lands(git: Git, path: str) -> bool:
    """True if git ignores a path that neither the index nor HEAD has: what is written there is not committed."""
    return git.code("check-ignore", "-q", "--", path) == 0 and not git.has(f"HEAD:{path}")


def start_tree(git: Git, commit: Oid | None, paths: list[str]) -> Callable[[], dict[str, Oid]]:
    """Start listing ``paths`` in ``commit``; return what waits for the blobs of those that exist, none on an unborn branch."""
    if not commit or not paths:
        return dict
    child = git.start(*of_tree(commit, paths))
    return lambda: {path: oid for (_, _, oid), path in entries(child.result(ok=(0, 128)), paths)}


def in_tree(git: Git, commit: Oid | None, paths: list[str]) -> dict[str, Oid]:
    """Return the blob of each of ``paths`` that ``commit`` has; none if the commit is not here."""
    return start_tree(git, commit, paths)()


def hash_text(git: Git, path: str, text: bytes) -> Oid:
    """Store the blob that ``text`` would be at ``path``, "" for the text as it is; return its id."""
    filters = f"--path={path}" if path and not (CRLF in text and keeping_crlf(git, [path])) else RAW
    return decode(git.run("hash-object", "-w", "--stdin", filters, stdin=text)).strip()


def put_away(worktree: Worktree, git: Git, environ: Mapping[str, str]) -> set[str]:
    """Return the paths whose unstaged edits a running pre-commit has put away from this work tree: those in its patch.

    The patch is named after the process, which runs in this tree, and remains after the process has ended.
    """
    home = environ.get("PRE_COMMIT_HOME") or os.path.join(
        environ.get("XDG_CACHE_HOME") or os.path.join(environ.get("HOME", "/"), ".cache"), "pre-commit"
    )
    try:
        patches = [name for name in os.listdir(home) if name.startswith("patch")]
    except OSError:
        return set()
    away: set[str] = set()
    for name in patches:
        pid = name.rsplit("-", 1)[-1]
        if pid.isdigit() and _runs_in(int(pid), worktree.top):
            listed = git.run("apply", "--numstat", "-z", f"{home}/{name}", ok=(0, 1, 128))
            away.update(record.split("\t", 2)[2] for record in records(listed))
    return away


def _runs_in(pid: int, top: str) -> bool:
    """True if this process runs in ``top``; without /proc, if it is alive."""
    try:
        return os.path.realpath(os.readlink(f"/proc/{pid}/cwd")) == top
    except OSError:
        from coordgit import processes

        return not os.path.isdir("/proc/self") and processes.alive(processes.process(pid)) is True


def uncommitted(top: str, paths: list[str]) -> set[str]:
    """Return the ``paths`` of the work tree ``top`` that differ from HEAD; all of them without a work tree."""
    here = nearest(top)
    if here is None or here.top != top:
        return set(paths)
    git = here.git()
    differing: set[str] = set()
    for some in pieces(paths):
        words = ("status", "--porcelain", "-z", "--no-renames", "--untracked-files=all", "--ignored=matching", NOT_INSIDE, "--")
        out = [record[3:] for record in records(git.run(*words, *literally(some)))]
        folders = tuple(path for path in out if path.endswith("/"))  # ignored, or a repository of its own
        differing.update(path for path in some if path in out or path.startswith(folders))
    return differing
