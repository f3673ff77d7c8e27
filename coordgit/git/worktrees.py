"""Locate the work tree, git directory and common directory, and what HEAD names.

``nearest`` reads git's own files (git-repository-layout), for hooks and for folders of a repository that is known to be the
user's; it finds no bare repositories. git is asked only what those files do not hold (a reftable, a packed ref). Elsewhere
``trusted_repositories`` asks git first whether it opens the repository at all.
"""

import os

from coordgit.git.plumbing import NO_FETCH, Git, content, decode, environment, first_line, is_utf8
from coordgit.startup.typing import NamedTuple

MAIN = "main-worktree"


class Worktree(NamedTuple):
    """One worktree of a repository. ``top`` is "" in a bare repository; all are absolute real paths."""

    top: str
    git_dir: str
    common: str
    explicit: bool = False
    """True if git is told where the repository is: a bare one that ``trusted_repositories`` accepted, or the one git named to its
    hook. git opens it without checks (``GIT_DIR`` switches ``safe.directory`` off); any other it finds, and checks, by itself."""
    fetches: bool = False
    """True if git may fetch what a partial clone lacks: no ref is locked, and somebody waits for the answer."""

    @property
    def id(self) -> str:
        """Return git's own name of this worktree (git-worktree, "Refs"), which stays when its folder is moved."""
        return MAIN if self.git_dir == self.common else f"worktrees/{os.path.basename(self.git_dir)}"

    @property
    def folder(self) -> str:
        """Return where commands run: at the top, or in a bare repository."""
        return self.top or self.git_dir

    @property
    def store(self) -> str:
        return f"{self.common}/coordgit"

    def git(self, keep: bool = False) -> Git:
        env = environment(os.environ, keep)
        if self.fetches:
            env[NO_FETCH] = "0"
        if self.explicit:
            env["GIT_DIR"] = self.git_dir
            if self.top:
                env["GIT_WORK_TREE"] = self.top
        return Git(self.folder, env, self.id)


def is_bare(worktree: Worktree, git: Git) -> bool:
    """True if git has no work tree here: in a bare repository, also in a folder beside its worktrees whose .git leads to it."""
    if not worktree.top or worktree.git_dir != worktree.common:
        return not worktree.top
    return git.setting("core.bare", "bool") == "true"


def nearest(start: str, known: str = "") -> Worktree | None:
    """Return the worktree that holds ``start``, by walking up; ``None`` outside any. Stops at ``GIT_CEILING_DIRECTORIES``.

    ``known``: the git directory of a bare repository that is accepted. A folder whose ``.git`` leads to a repository with its
    work tree elsewhere is in no worktree.
    """
    here = os.path.realpath(start)
    ceilings = {os.path.realpath(c) for c in os.environ.get("GIT_CEILING_DIRECTORIES", "").split(":") if c}
    while True:
        worktree = at(here)
        if worktree is not None:
            return worktree if _leads_back(worktree) else None
        if here == known:
            return inside(here)
        parent = os.path.dirname(here)
        if parent == here or parent in ceilings:
            return None
        here = parent


def around_hook(folder: str) -> Worktree | None:
    """Return the worktree around the ``folder`` in which git runs a hook, also if its git directory names another work tree;
    ``None`` in the tree that ``coordgit commit`` makes for hooks."""
    made = "COORDGIT_PORTION" in os.environ
    return nearest(folder) or (None if made else at(os.path.realpath(folder)))


def at(top: str) -> Worktree | None:
    """Return the worktree whose top is the real path ``top``, wherever its ``.git`` leads."""
    git_dir = _git_dir(f"{top.rstrip('/')}/.git")
    return Worktree(top, git_dir, common_dir(git_dir)) if git_dir else None


def _leads_back(worktree: Worktree) -> bool:
    """True unless the git directory belongs to another work tree. A file ``.git`` can name any git directory. One is refused if
    it names another work tree that exists (one that does not exist was moved), or if it claims to share the directory of a
    repository that does not list it among its worktrees."""
    if worktree.git_dir != worktree.common and os.path.dirname(worktree.git_dir) != f"{worktree.common}/worktrees":
        return False
    if worktree.git_dir == f"{worktree.top.rstrip('/')}/.git":
        return True
    top = inside(worktree.git_dir).top
    return top in ("", worktree.top) or not os.path.lexists(f"{top}/.git")


def inside(git_dir: str) -> Worktree:
    """Return the worktree of a git directory: of a linked worktree, a submodule, a bare repository or a plain ``.git``."""
    git_dir = os.path.realpath(git_dir)
    pointer = first_line(f"{git_dir}/gitdir")
    if pointer:  # relative to the git directory if worktree.useRelativePaths was set (git 2.48)
        top = os.path.dirname(os.path.realpath(os.path.join(git_dir, pointer)))
    elif os.path.basename(git_dir) == ".git":
        top = os.path.dirname(git_dir)
    else:
        top = _named_top(git_dir)
    return Worktree(top=top, git_dir=git_dir, common=common_dir(git_dir), explicit=not top)


def _named_top(git_dir: str) -> str:
    """Return the work tree that a git directory elsewhere, usually a submodule's, has in ``core.worktree``, if it leads back."""
    for name in ("config.worktree", "config"):
        section = ""
        for line in decode(content(f"{git_dir}/{name}")).splitlines():
            key, equals, value = line.strip().partition("=")
            if key.startswith("["):
                section = key.lower()
            elif equals and section == "[core]" and key.strip().lower() == "worktree":
                top = os.path.realpath(os.path.join(git_dir, value.strip().strip('"')))
                return top if _git_dir(f"{top}/.git") == git_dir else ""
    return ""


def of(git: Git) -> Worktree:
    """Return the worktree in which git runs."""
    return nearest(git.cwd) or at(git.cwd) or inside(git.cwd)


def common_dir(git_dir: str) -> str:
    """Return the directory that all worktrees share."""
    pointer = first_line(f"{git_dir}/commondir")
    return os.path.realpath(os.path.join(git_dir, pointer)) if pointer else git_dir


def head(worktree: Worktree) -> tuple[str, str | None]:
    """Return (full name of the branch or "", commit or ``None`` on an unborn branch)."""
    out = first_line(f"{worktree.git_dir}/HEAD")
    if not out.startswith("ref: "):
        return "", out or None
    ref = out[5:]
    if ref == "refs/heads/.invalid":  # reftable: the file HEAD exists only for old versions of git
        git = worktree.git()
        ref = git.text("symbolic-ref", "-q", "HEAD", ok=(0, 1))
        return ref if is_utf8(ref) else "", git.commit("HEAD")
    ref, held = _followed(worktree, ref)
    return ref if is_utf8(ref) else "", _value(worktree, ref, held)


STOPPED = ("MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD", "rebase-merge", "rebase-apply", "AUTO_MERGE")
"""Files that an operation leaves in the git directory when it stops at a conflict; a stash leaves at most the last."""
STATE_REFS = ("CHERRY_PICK_HEAD", "REVERT_HEAD", "AUTO_MERGE")
"""Refs of a worktree that an operation leaves, which reftable does not keep as files. The first two come with a message."""


def has_stopped(worktree: Worktree) -> bool:
    """True if a merge, a rebase or the like may have stopped at a conflict in this worktree."""
    git_dir = worktree.git_dir
    return any(os.path.exists(f"{git_dir}/{name}") for name in STOPPED) or any(state_ref(git_dir, name) for name in STATE_REFS)


BEGINS = ("REBASE_HEAD", "ORIG_HEAD")
"""Refs that say on which commit a rebase has stopped, and where ``git am`` began."""


def state_ref(git_dir: str, name: str) -> str:
    """Return the object that one of ``STATE_REFS`` or ``BEGINS`` names, "" if no operation has left it."""
    if name not in (*STATE_REFS, *BEGINS) or not os.path.isdir(f"{git_dir}/reftable"):
        return first_line(f"{git_dir}/{name}")
    if name in STATE_REFS[:2] and not os.path.exists(f"{git_dir}/MERGE_MSG"):  # spares most commits a child
        return ""
    return inside(git_dir).git().text("rev-parse", "-q", "--verify", name, ok=(0, 1, 128))


def kept(store: str, worktree: str, name: str) -> str:
    """Return the path of a file that git's hook keeps in the store for each worktree."""
    return f"{store}/{name}" if worktree == MAIN else f"{store}/{name}-{worktree.rpartition('/')[2]}"


BISECTED = "BISECT_HEAD"
"""The commit that ``git bisect --no-checkout`` is about, which leaves the work tree alone."""


def is_bisecting(worktree: Worktree) -> bool:
    """True while ``git bisect`` has history in the work tree: to check out a branch ends that, also without ``bisect reset``."""
    return os.path.exists(f"{worktree.git_dir}/BISECT_LOG") and not head(worktree)[0]


DEEPEST = 5
"""How many symbolic refs git follows (refs.c, SYMREF_MAXDEPTH)."""


def behind(worktree: Worktree, ref: str) -> str:
    """Return the branch that a symbolic branch names, else ``ref`` itself. (With reftable, that is not in a file.)"""
    return _followed(worktree, ref)[0]


def _followed(worktree: Worktree, ref: str) -> tuple[str, str]:
    """Return what ``behind`` returns, and what its file holds."""
    held = ""
    for _ in range(DEEPEST):
        held = first_line(f"{worktree.common}/{ref}")
        if not held.startswith("ref: "):
            break
        ref = held[5:]
    return ref, held


def ref_value(worktree: Worktree, ref: str) -> str | None:
    """Return the commit that ``ref`` names now, ``None`` if the ref does not exist."""
    return _value(worktree, ref, first_line(f"{worktree.common}/{ref}"))


def _value(worktree: Worktree, ref: str, loose: str) -> str | None:
    if loose and not loose.startswith("ref: "):
        return loose
    elsewhere = ("packed-refs", "reftable")
    if not loose and not any(os.path.exists(f"{worktree.common}/{name}") for name in elsewhere):
        return None
    return worktree.git().commit(ref)


def worktrees(worktree: Worktree) -> list[Worktree]:
    """Return every worktree of the repository that exists on disk, the main one first.

    A main worktree whose git directory is elsewhere (``git init --separate-git-dir``) is found only from itself, unless
    ``core.worktree`` is set.
    """
    every = []
    main = worktree if worktree.git_dir == worktree.common else inside(worktree.common)
    if main.top or not os.path.isdir(f"{worktree.common}/worktrees"):
        every.append(main)
    try:
        names = sorted(os.listdir(f"{worktree.common}/worktrees"))
    except OSError:
        names = []
    for name in names:
        linked = inside(f"{worktree.common}/worktrees/{name}")
        if linked.top and _git_dir(f"{linked.top}/.git") == linked.git_dir:
            every.append(linked)
    return every


def named(worktree: Worktree, name: str) -> Worktree | None:
    """Return the worktree of this repository that git calls ``name``, where it is now; ``None``: it is gone."""
    if worktree.id == name:
        return worktree
    linked = inside(worktree.common if name == MAIN else f"{worktree.common}/{name}")
    return linked if linked.top and os.path.isdir(linked.top) else None


def stamp(worktree: Worktree, path: str) -> str:
    """Return a stamp that shows without reading whether a file is unchanged; "" for no file."""
    try:
        about = os.lstat(f"{worktree.top}/{path}")
    except (OSError, ValueError):
        return ""
    return f"{about.st_size} {about.st_mtime_ns} {about.st_ino}"


def absolute(path: str) -> str:
    """Return the absolute path, links of its folder resolved."""
    folder, name = os.path.split(os.path.abspath(path))
    return os.path.join(os.path.realpath(folder), name)


def relative(worktree: Worktree, path: str) -> str | None:
    """Return the absolute ``path`` relative to the top, links in its folders resolved; ``None`` outside it or in ``.git``."""
    if not worktree.top:
        return None
    real = absolute(path)
    if real == worktree.top:
        return ""
    if not real.startswith(worktree.top.rstrip("/") + "/"):
        return None
    inside_top = real[len(worktree.top.rstrip("/")) + 1 :]
    return None if inside_top == ".git" or inside_top.startswith(".git/") else inside_top


def _git_dir(dot: str) -> str:
    """Return the git directory that ``.git`` in a folder, whose path is real, is or leads to; "" if none."""
    if os.path.isdir(dot):
        real = os.path.realpath(dot) if os.path.islink(dot) else dot
        return real if os.path.lexists(f"{dot}/HEAD") else ""
    out = first_line(dot)
    if out.startswith("gitdir: "):
        return os.path.realpath(os.path.join(os.path.dirname(dot), out[8:]))
    return ""


def is_beyond_link(worktree: Worktree, path: str) -> bool:
    """True if a folder of the path is a symbolic link: git has no file there, whatever the link leads to."""
    above = os.path.dirname(path)
    return bool(above) and (os.path.islink(f"{worktree.top}/{above}") or is_beyond_link(worktree, above))
