"""Find what a client's accesses touch: the worktree of each path, the links that lead to it, and the blobs that are there."""

import os

from coordgit.core.model import LISTING, MATCH, MODE, PRESENCE, READ, WRITE, Access, Oid, Query
from coordgit.git import files, worktrees
from coordgit.git.plumbing import Git, records
from coordgit.git.worktrees import Worktree
from coordgit.startup.typing import Iterable, Iterator, Mapping, NamedTuple

NAMES = Query(recursive=False)
"""The query of a read of a folder, or of a tree in a commit: the names directly in it."""
MOST_MATCHED = 100
"""The most files of one glob that are recorded."""
MOST_WRITTEN = 500
"""The most files of one glob, or of one folder, that a call may have written."""
MOST_WALKED = 10_000
"""Names that are looked at for one glob, at most."""
MOST_LINKS = 40
"""After so many links the system reports a loop."""


class Located(NamedTuple):
    """An access whose path was found in a worktree of this repository."""

    access: Access
    path: str


class Batch:
    """Accesses in one worktree: its HEAD, and what git's child processes report about the paths."""

    def __init__(self, worktree: Worktree) -> None:
        self.worktree = worktree
        self.git: Git = worktree.git()
        self.accesses: list[Located] = []
        self.ref, self.head = worktrees.head(worktree)
        self.blobs: dict[str, Oid | None] = {}
        """The blob of each file."""
        self.items: dict[str, Oid] = {}
        """The blob that HEAD has at each path."""
        self.staged: set[str] = set()
        """The paths in the index."""
        self.sides: dict[str, list[Oid]] = {}
        """The versions of a path on which a merge has stopped."""
        self.away: set[str] = set()
        """The paths whose unstaged edits pre-commit has put away."""
        self.stamps: dict[str, str] = {}
        """The stamps of the files that were written, taken before they were hashed."""
        self.modes: dict[str, str] = {}
        """The mode of each file whose mode the call may have changed, if HEAD has another."""

    def start(self, environ: Mapping[str, str], begins: bool = False) -> None:
        """Start the child processes that report what is on disk and, unless a call only ``begins``, what HEAD has."""
        paths = list(dict.fromkeys([*self.paths(READ), *self.paths(WRITE)]))
        self.away = files.put_away(self.worktree, self.git, environ).intersection(paths) if paths else set()
        wanted = [path for path in paths if path not in self.away]
        self.older = [] if begins or self.head is None else files.older(self.worktree, wanted)
        self.hashing = files.Hashing(self.worktree, self.git).start(path for path in wanted if path not in self.older)
        self.listed = files.start_tree(self.git, None if begins else self.head, paths)
        self.begins = begins

    def paths(self, act: str) -> list[str]:
        """Return the paths that were read, or written, in the work tree."""
        return [located.path for located in self.accesses if located.access.act == act and not located.access.rev]

    def finish(self) -> None:
        """Wait for the child processes; look up in the index what HEAD does not have."""
        self.items = self.listed()
        moded = self.paths(MODE)
        if moded:
            from coordgit.git import separate_index

            heads = separate_index.of_tree(self.git, self.head, moded)
            files_now = {path: separate_index.mode(self.git, f"{self.worktree.top}/{path}", head) for path, head in heads.items()}
            self.modes = {path: mode for path, mode in files_now.items() if mode not in ("", heads[path].mode)}
        head = {path: self.items[path] for path in self.older if path in self.items}
        same = {path: blob for path, blob in head.items() if files.has_bytes(self.worktree, path, blob)}
        self.blobs = {**self.hashing.start(path for path in self.older if path not in same).oids(), **same}
        odd = set() if self.begins else {path for path in self.paths(READ) if self.blobs.get(path) != self.items.get(path)}
        asked = sorted(odd | self.away)
        index, self.sides = files.in_index(self.git, asked) if asked else ({}, {})
        self.blobs.update({path: index.get(path) for path in self.away})
        self.staged = (self.items.keys() - odd) | index.keys()


def locate(common: str, cwd: str, accesses: Iterable[Access]) -> list[Batch]:
    """Return the accesses inside this repository by worktree. Each link that leads to a path is a read of its own."""
    batches: dict[str, Batch] = {}
    here: dict[str, Worktree | None] = {}
    for access, name in _named(common, cwd, accesses):
        looked_up = access.rev and access.top  # in the commit of the repository where that was asked
        place = os.path.join(cwd, access.directory) if looked_up else name
        folder = os.path.dirname(name) if os.path.islink(name) and not looked_up else existing(place)
        if folder not in here:
            here[folder] = worktrees.nearest(folder, common)
        worktree = here[folder]
        if worktree is None or worktree.common != common:
            continue
        path = access.path if looked_up else worktrees.relative(worktree, name)
        if path is None:
            continue
        if worktree.git_dir not in batches:
            batches[worktree.git_dir] = Batch(worktree)
        if access.act == PRESENCE:
            if os.path.lexists(name):  # the access says nothing of the content
                continue
            access = access._replace(act=READ)
        if access.act == READ and access.text is not None and os.path.isdir(name):  # the tool delivered a listing
            access = Access(LISTING, access.path, query=NAMES)
        batches[worktree.git_dir].accesses.append(Located(access, path))
    return list(batches.values())


def _named(common: str, cwd: str, accesses: Iterable[Access]) -> Iterator[tuple[Access, str]]:
    """Yield each access with the absolute path of what it opened, after the links that led there, each once.

    A write through a link is a write of the link too: a client may have replaced it by a file.
    """
    folders: dict[str, tuple[list[str], str]] = {}
    passed: set[str] = set()
    for access in _spread(common, cwd, accesses):
        full = os.path.join(cwd, access.path or ".")
        if access.rev and access.act in (READ, LISTING):  # git resolves ".." before it looks the path up, and follows no link
            yield access, os.path.normpath(full)
            continue
        folder, name = os.path.split(full)
        try:
            if folder not in folders:
                folders[folder] = _follow("/", folder)
            above, real = folders[folder]
            links, end = _follow(real, name)
        except ValueError:
            continue
        if access.act in (WRITE, MODE):
            if links:
                yield access, links[0]
        else:
            for link in above + links:
                if link not in passed:
                    passed.add(link)
                    yield Access(READ, link, exact=access.exact or access.missing), link
        yield access, end


def _spread(common: str, cwd: str, accesses: Iterable[Access]) -> Iterator[Access]:
    """Replace the read, or write, of all files that a glob matches by one for each file; by none if too many files match. Where
    nothing is at the path of a search that may be a revision, it is one of all that is there."""
    for access in accesses:
        if access.act == MATCH and access.directory and not os.path.lexists(os.path.join(cwd, access.path)):
            access = access._replace(path=access.directory, exact=False)
        if access.act not in (READ, WRITE, MODE) or access.query is None:
            yield access
            continue
        from itertools import islice

        top, reads = os.path.join(cwd, access.path), access.act == READ
        most = MOST_MATCHED if reads else MOST_WRITTEN
        names = list(islice(_matched(top, access.query) if reads else _of_git(common, top, access.query), most + 1))
        for name in names if len(names) <= most else []:
            one = access._replace(path=os.path.join(top, name))
            yield one._replace(query=None, exact=False, matched=access.exact) if reads else one


def _of_git(common: str, top: str, query: Query) -> Iterator[str]:
    """Yield the files below ``top``, in a worktree of this repository, that ``query`` lists, relative to it: those in the index,
    and new ones that git does not ignore. Files that the call has deleted were noted when it began."""
    from coordgit.core.predicates import lists

    worktree = worktrees.nearest(top) if os.path.isdir(top) else None
    if worktree is None or not worktree.top or worktree.common != common:
        return
    words = ("-C", top, "ls-files", "-z", "-c", "-o", "--exclude-standard", "--", f":(glob){query.pattern or '**'}")
    yield from (path for path in records(worktree.git().run(*words, ok=(0, 128))) if lists(query, "", path))


def _matched(top: str, query: Query) -> Iterator[str]:
    """Yield the files below ``top`` that ``query`` lists, relative to it, hidden ones only where the pattern names them."""
    from coordgit.core.predicates import lists

    walked = 0
    for folder, folders, names in os.walk(top):
        inside = os.path.relpath(folder, top)
        folders[:] = sorted(name for name in folders if name[0] != ".") if query.recursive else []
        for name in sorted(names):
            path = name if inside == "." else f"{inside}/{name}"
            walked += 1
            if walked > MOST_WALKED:
                return
            if (name[0] != "." or "." in query.pattern[:1]) and lists(query, "", path):
                yield path


def _follow(start: str, path: str) -> tuple[list[str], str]:
    """Return (the links on the way, where it ends) of ``path`` from the folder ``start``, resolved as in path_resolution(7).

    Links of a loop, and paths that do not exist, are treated like any other name.
    """
    links: list[str] = []
    end, rest = start, path.split("/")[::-1]
    while rest:
        part = rest.pop()
        if part in ("", "."):
            continue
        if part == "..":
            end = os.path.dirname(end)
            continue
        end = f"{end.rstrip('/')}/{part}"
        try:
            target = os.readlink(end)
        except OSError:
            continue
        if len(links) < MOST_LINKS:
            links.append(end)
            end = "/" if target.startswith("/") else os.path.dirname(end)
            rest += target.split("/")[::-1]
    return links, end


def existing(path: str) -> str:
    """Return the nearest existing folder."""
    while not os.path.isdir(path):
        parent = os.path.dirname(path)
        if parent == path:
            return path
        path = parent
    return path
