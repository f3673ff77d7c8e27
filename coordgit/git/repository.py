"""Where we are: work tree, git directory, common directory, what HEAD names. Read from files, no child (git-repository-layout).

Only what git's own files cannot tell (a reftable, a packed ref) is asked of git.
"""

from __future__ import annotations

import os

from coordgit.git.plumbing import Git, decode, environment, is_utf8
from coordgit.startup.namedtuple import NamedTuple

MAIN = "main-worktree"


class Place(NamedTuple):
    """One worktree of a repository. ``top`` is "" in a bare repository; all are absolute real paths."""

    top: str
    git_dir: str
    common: str

    @property
    def worktree(self) -> str:
        """git's own name of this worktree (git-worktree, "Refs"): it keeps it wherever its folder is moved to."""
        return MAIN if self.git_dir == self.common else f"worktrees/{os.path.basename(self.git_dir)}"

    @property
    def store(self) -> str:
        return f"{self.common}/coordgit"

    def git(self, keep: bool = False) -> Git:
        env = environment(dict(os.environ), keep)
        env["GIT_DIR"] = self.git_dir
        if self.top:
            env["GIT_WORK_TREE"] = self.top
        return Git(self.top or self.git_dir, env, self.worktree)


def find(start: str) -> Place | None:
    """The worktree that holds ``start``, by walking up; ``None`` outside any. Stops at ``GIT_CEILING_DIRECTORIES``."""
    here = os.path.realpath(start)
    ceilings = {os.path.realpath(c) for c in os.environ.get("GIT_CEILING_DIRECTORIES", "").split(":") if c}
    while True:
        dot = f"{here.rstrip('/')}/.git"
        git_dir = _git_dir(dot)
        if git_dir:
            return Place(here, git_dir, common_dir(git_dir))
        if os.path.isfile(f"{here}/HEAD") and os.path.isdir(f"{here}/objects") and os.path.isdir(f"{here}/refs"):
            return inside(here)
        parent = os.path.dirname(here)
        if parent == here or parent in ceilings:
            return None
        here = parent


def inside(git_dir: str) -> Place:
    """The place of a git directory: of a linked worktree, a submodule, a bare repository or a plain ``.git``."""
    git_dir = os.path.realpath(git_dir)
    pointer = _line(f"{git_dir}/gitdir")
    if pointer:  # from the git directory, where worktree.useRelativePaths was set (git 2.48)
        top = os.path.dirname(os.path.realpath(os.path.join(git_dir, pointer)))
    elif os.path.basename(git_dir) == ".git":
        top = os.path.dirname(git_dir)
    else:
        top = _named_top(git_dir)
    return Place(top, git_dir, common_dir(git_dir))


def _named_top(git_dir: str) -> str:
    """The work tree that a git directory elsewhere, a submodule's as a rule, names in ``core.worktree``, if that leads back."""
    for name in ("config.worktree", "config"):
        section = ""
        for line in _lines(f"{git_dir}/{name}"):
            key, equals, value = line.strip().partition("=")
            if key.startswith("["):
                section = key.lower()
            elif equals and section == "[core]" and key.strip().lower() == "worktree":
                top = os.path.realpath(os.path.join(git_dir, value.strip().strip('"')))
                return top if _git_dir(f"{top}/.git") == git_dir else ""
    return ""


def common_dir(git_dir: str) -> str:
    """What all worktrees share."""
    pointer = _line(f"{git_dir}/commondir")
    return os.path.realpath(os.path.join(git_dir, pointer)) if pointer else git_dir


def head(place: Place) -> tuple[str, str | None]:
    """(full name of the branch or "", commit or ``None`` on an unborn branch)."""
    said = _line(f"{place.git_dir}/HEAD")
    if not said.startswith("ref: "):
        return "", said or None
    ref = said[5:]
    if ref == "refs/heads/.invalid":  # reftable: the file HEAD is only there for old versions of git
        git = place.git()
        ref = git.text("symbolic-ref", "-q", "HEAD", ok=(0, 1))
        return ref if is_utf8(ref) else "", git.text("rev-parse", "-q", "--verify", "HEAD^{commit}", ok=(0, 1, 128)) or None
    return ref if is_utf8(ref) else "", ref_value(place, ref)


def ref_value(place: Place, ref: str) -> str | None:
    """The commit that ``ref`` names now, ``None`` when there is no such ref."""
    loose = _line(f"{place.common}/{ref}")
    if loose and not loose.startswith("ref: "):
        return loose
    elsewhere = ("packed-refs", "reftable")
    if not loose and not any(os.path.exists(f"{place.common}/{name}") for name in elsewhere):
        return None
    value = place.git().text("rev-parse", "-q", "--verify", f"{ref}^{{commit}}", ok=(0, 1, 128))
    return value or None


def worktrees(place: Place) -> list[Place]:
    """Every worktree of the repository that exists on disk, the main one first.

    Of a main one whose git directory lies elsewhere (``git init --separate-git-dir``) only itself knows, unless
    ``core.worktree`` is set.
    """
    found = []
    main = place if place.git_dir == place.common else inside(place.common)
    if main.top or not os.path.isdir(f"{place.common}/worktrees"):
        found.append(main)
    try:
        names = sorted(os.listdir(f"{place.common}/worktrees"))
    except OSError:
        names = []
    for name in names:
        linked = inside(f"{place.common}/worktrees/{name}")
        if linked.top and os.path.isdir(linked.top):
            found.append(linked)
    return found


def named(place: Place, worktree: str) -> Place | None:
    """The worktree of this repository that git calls ``worktree``, where it is now; ``None``: it is not there any more."""
    if place.worktree == worktree:
        return place
    found = inside(place.common if worktree == MAIN else f"{place.common}/{worktree}")
    return found if found.top and os.path.isdir(found.top) else None


def relative(place: Place, path: str) -> str | None:
    """``path`` (absolute) from the top of the work tree, links in its folders resolved; ``None`` outside it or in ``.git``."""
    if not place.top:
        return None
    folder, name = os.path.split(os.path.normpath(path))
    real = os.path.join(os.path.realpath(folder), name) if name else os.path.realpath(folder)
    if real == place.top:
        return ""
    if not real.startswith(place.top.rstrip("/") + "/"):
        return None
    inside_top = real[len(place.top.rstrip("/")) + 1 :]
    return None if inside_top == ".git" or inside_top.startswith(".git/") else inside_top


def _git_dir(dot: str) -> str:
    if os.path.isdir(dot):
        return os.path.realpath(dot) if os.path.exists(f"{dot}/HEAD") else ""
    said = _line(dot)
    if said.startswith("gitdir: "):
        return os.path.realpath(os.path.join(os.path.dirname(dot), said[8:]))
    return ""


def _line(path: str) -> str:
    """The file's first line, "" when it cannot be read."""
    try:
        with open(path, "rb") as file:
            return decode(file.readline().rstrip(b"\r\n"))
    except OSError:
        return ""


def _lines(path: str) -> list[str]:
    """All of the file's lines, none when it cannot be read."""
    try:
        with open(path, "rb") as file:
            return decode(file.read()).splitlines()
    except OSError:
        return []
