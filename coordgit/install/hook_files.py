"""Hook files, for git before 2.54: find where git looks for them, install ours, remove it, keep what was there.

A relative ``core.hooksPath`` (husky's ``.husky/_``) means another folder in every worktree, and a third one at a push, when
git runs hooks inside the git directory. Each gets the file, and the folder if it is missing: no hook ran there before, so
only the guard is added. Switching hooks on by an absolute path would be somebody else's decision.
"""

import errno
import json
import os
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from coordgit.core.quoting import ignore_line, word
from coordgit.errors import CoordgitError
from coordgit.git import worktrees
from coordgit.git.plumbing import Git, content, decode, encode, environment
from coordgit.git.worktrees import Worktree
from coordgit.install.installed import EXCLUDE, FILE, FOLDER, HOOK, Record, SetUpChange
from coordgit.install.shim import shipped, write

EVENTS = ("reference-transaction", "pre-receive", "pre-push")
PUSH = "pre-push"
"""The event whose hook many projects track: a tracked one is left as it is, and reported."""
PREVIOUS = ".coordgit-prev"
_OURS = "#!/bin/sh\n# coordgit:"
_BEFORE = "before=$0.coordgit-prev\n"
"""The line of our hook that runs the previous one."""
_USED_BY = "# used by: "
_BY_HAND = (
    "coordgit_common=$(git rev-parse --git-common-dir); "
    '[ ! -f "$coordgit_common/coordgit/prefilter" ] || . "$coordgit_common/coordgit/prefilter"'
)
"""The command that a tracked hook, which coordgit must not change, can run itself."""


def everywhere(worktree: Worktree) -> list[Worktree]:
    """Return all worktrees that exist, the main one first; for a bare repository, its directory."""
    main = worktree if worktree.git_dir == worktree.common else worktrees.inside(worktree.common)
    return [main, *(linked for linked in worktrees.worktrees(main) if linked.git_dir != worktree.common)]


def folders(worktree: Worktree) -> list[str]:
    """Return every directory in which git looks for this repository's hooks, links resolved."""
    known: list[str] = []
    for here in everywhere(worktree):
        inside = Git(here.git_dir, {**environment(os.environ), "GIT_DIR": "."})
        for git in (here.git(), inside):
            out = git.text("rev-parse", "--git-path", f"hooks/{EVENTS[0]}")
            folder = os.path.realpath(os.path.join(git.cwd, os.path.dirname(out)))
            if folder == "/" or (os.path.lexists(folder) and not os.path.isdir(folder)):  # git takes "" as "/"
                raise _off(git)
            if folder not in known:
                known.append(folder)
    return known


def _off(git: Git) -> CoordgitError:
    """Return the error for switched-off hooks: where that is set, and what switches them on."""
    out = decode(git.run("config", "-z", "--show-origin", "--get", "core.hooksPath", ok=(0, 1)))
    origin, _, value = out.removesuffix("\0").partition("\0")
    file = os.path.normpath(os.path.join(git.cwd, origin.removeprefix("file:")))
    hint = f"git config --file {word(file)} --unset-all core.hooksPath"
    return CoordgitError(f'hooks are off here: core.hooksPath, {origin}, is "{value}"', hint)


class HookFile(NamedTuple):
    """The file of one hook, and its text, "" if it cannot be read."""

    path: str
    text: str
    common: str
    """The common directory of the repository that is set up."""
    top: str
    """The work tree that holds the file, "" if none does."""
    ours_alone: bool
    """False: other repositories may use the folder as well."""

    @property
    def previous(self) -> str:
        """Return where the hook is kept that ours runs first."""
        return self.path + PREVIOUS

    @property
    def store(self) -> str:
        """Return the store's folder for a hook that is in the git directory as well, whose permissions it gets."""
        return f"{self.common}/coordgit" if self.ours_alone and not self.top else ""

    def is_tracked(self, path: str = "") -> bool:
        """True if the work tree that holds the hook, or ``path`` beside it, tracks it."""
        words = ("--literal-pathspecs", "ls-files", "--error-unmatch", "--", path or self.path)
        return bool(self.top) and Git(self.top).code(*words) == 0

    def is_ours(self) -> bool:
        """True if a set-up wrote the file. Raises ``CoordgitError`` for a link to such a file."""
        if not self.text.startswith(_OURS):
            return False
        if os.path.islink(self.path):
            raise CoordgitError(f"the hook {self.path} is a symbolic link, so it is not coordgit's", f"rm {word(self.path)}")
        return True

    def runs_ours(self) -> bool:
        """True if a tracked hook, which must not be changed, runs coordgit's. Raises ``CoordgitError`` if it does not."""
        if not self.is_tracked():
            return False
        if _BY_HAND in self.text:
            return True
        what = f"the hook {self.path} is tracked; add the line below, its input unread (git 2.54 needs none)"
        raise CoordgitError(what, _BY_HAND)

    def is_to_be_made(self) -> bool:
        """True if our hook has to go there. Raises ``CoordgitError`` if it cannot."""
        if self.runs_ours() or self.is_ours():
            return False
        self.check_single()
        return True

    def left(self) -> str:
        """Return why a pre-push hook is left as it is, "" for another event, or if ours can go there. Pushes that are not checked
        do not justify leaving commits unguarded too."""
        try:
            if os.path.basename(self.path) == PUSH:
                self.is_to_be_made()
        except CoordgitError as error:
            return f"{error.message}: {error.hint}"
        return ""

    def check_single(self) -> None:
        """Raise ``CoordgitError`` for a hook beside which another is already kept, or for a tracked file."""
        previous = self.previous
        if not os.path.lexists(self.path) or not os.path.lexists(previous):
            return
        if _read(previous) != self.text:
            raise CoordgitError(
                f"there are two hooks, {self.path} and {previous}; keep one as {self.path}", f"rm {word(previous)}"
            )
        if self.is_tracked(previous):
            raise CoordgitError(f"{previous}, where the hook there would be kept, is tracked", f"git rm {word(previous)}")

    def kept(self, record: Record) -> str:
        """Return where the hook is kept that was there before ours, "" for none: put there by a set-up, and not tracked.

        Outside work trees, which hold nothing from a clone, the hook itself says it: another user's set-up may have written it.
        """
        if not os.path.lexists(self.previous) or self.is_tracked(self.previous):
            return ""
        known = (change.before for change in record.changes if (change.kind, change.name) == (HOOK, self.path))
        by_text = not self.top and self.is_ours() and _BEFORE in self.text
        return self.previous if (self.previous,) in known or by_text else ""

    def made(self, kept: str) -> str:
        """Return our hook: it runs the previous one only if that was ``kept``, and names who else uses such a folder."""
        text = shipped("git/hook-file.sh")
        text = text if kept else text.replace(_BEFORE, "before=\n")
        return text + _used_by([] if self.ours_alone else [*_users(self.text), self.common])


def hook_files(worktree: Worktree, paths: Iterable[str]) -> Iterator[HookFile]:
    """Yield the hooks with these paths, each as it is when its turn comes."""
    common = worktree.common
    tops = sorted((tree.top for tree in everywhere(worktree) if tree.top), key=len, reverse=True)
    for path in paths:
        homes = (home for home in (common, *tops) if f"{os.path.dirname(path)}/".startswith(f"{os.path.realpath(home)}/"))
        home = next(homes, "")
        yield HookFile(path, _read(path), common, home if home != common else "", bool(home))


def _all(worktree: Worktree) -> Iterator[HookFile]:
    return hook_files(worktree, [f"{folder}/{event}" for folder in folders(worktree) for event in EVENTS])


def check(worktree: Worktree) -> None:
    """Raise ``CoordgitError`` for what is known to keep ``put`` from guarding; change nothing."""
    for hook in _all(worktree):
        there = os.path.dirname(hook.path)
        while not os.path.isdir(there):
            there = os.path.dirname(there)
        if not hook.left() and hook.is_to_be_made() and not os.access(there, os.W_OK | os.X_OK):
            raise _unwritable(worktree, hook.path, os.strerror(errno.EACCES))


def put(worktree: Worktree, record: Record, did: list[str]) -> None:
    """Put the hook files into every folder; add what was done to ``did``, a sentence each."""
    for hook in _all(worktree):
        if why := hook.left():
            did.append(f"left the hook {hook.path}, so pushes are not checked there: {why}")
            continue
        try:
            _put(hook, record, did)
        except OSError as error:
            raise _unwritable(worktree, hook.path, str(error.strerror)) from error


def asks_pushes(worktree: Worktree) -> bool:
    """True if git's pre-push hook of this worktree calls coordgit. Read, not run: the previous hook may take minutes."""
    git = worktree.git()
    path = os.path.join(git.cwd, git.text("rev-parse", "--git-path", f"hooks/{PUSH}"))
    text = _read(path)
    return os.access(path, os.X_OK) and (text.startswith(_OURS) or _BY_HAND in text)


def _unwritable(worktree: Worktree, path: str, why: str) -> CoordgitError:
    chosen = worktree.git().code("config", "--get", "core.hooksPath") == 0
    hint = "git config --show-origin --get core.hooksPath" if chosen else f"ls -ld {word(os.path.dirname(path))}"
    return CoordgitError(f"cannot write the hook {path}: {why}; git 2.54 and newer need no such file", hint)


def _put(hook: HookFile, record: Record, did: list[str]) -> None:
    path = hook.path
    if hook.runs_ours():
        return
    kept = hook.kept(record)
    if hook.is_ours():
        _remember(path, kept, record)
        if write(path, hook.made(kept), store=hook.store):
            did.append(f"renewed the hook {path}")
        return
    make_folder(os.path.dirname(path), record)
    if os.path.lexists(path):
        kept = hook.previous
        hook.check_single()
        _remember(path, kept, record)
        if not os.path.lexists(kept):  # a link, not a rename, so that there is a hook at every moment
            os.link(path, kept, follow_symlinks=False)
        did.append(f"kept the hook that was there as {kept}, it runs first")
        if hook.top:
            _exclude(hook.top, kept, record, did)
    _remember(path, kept, record)
    write(path, hook.made(kept), store=hook.store)
    did.append(f"wrote the hook {path}")
    if hook.top:
        _exclude(hook.top, path, record, did)


def take(hook: HookFile, record: Record) -> list[str]:
    """Remove our hook file and restore what was there; return what was done, a sentence each."""
    path, text, kept = hook.path, hook.text, hook.kept(record)
    if hook.is_tracked() or os.path.islink(path):
        return [f"left {path}, which is not coordgit's"] if text.startswith(_OURS) else []
    if _read(f"{path}.old").startswith(_OURS) and not hook.is_tracked(f"{path}.old"):
        os.unlink(f"{path}.old")  # lefthook renames it to this
    if not text.startswith(_OURS) and os.path.lexists(path):
        return [f"left {kept}, since {path} is not coordgit's any more"] if kept else []
    others = [user for user in _users(text) if user != record.common_dir and os.path.isdir(f"{user}/coordgit")]
    if others:
        write(path, text[: text.index(_USED_BY)] + _used_by(others))
        return [f"left the hook {path}, which {len(others)} more {'repository uses' if len(others) == 1 else 'repositories use'}"]
    if kept:
        os.replace(kept, path)
        return [f"put back the hook {path}"]
    if os.path.lexists(path):
        os.unlink(path)
        return [f"removed the hook {path}"]
    return []


def make_folder(folder: str, record: Record) -> None:
    """Make ``folder`` and its missing parents, each recorded."""
    if not os.path.isdir(folder):
        make_folder(os.path.dirname(folder), record)
        record.add(SetUpChange(FOLDER, folder))
        os.mkdir(folder)


def _remember(path: str, kept: str, record: Record) -> None:
    change = SetUpChange(HOOK, path, before=(kept,) if kept else ())
    if change not in record.changes:
        record.add(change, anew=True)


def _exclude(top: str, path: str, record: Record, did: list[str]) -> None:
    """Keep git from showing ``path``, in the work tree ``top``, as untracked."""
    relative = os.path.relpath(path, top)
    if "\n" in relative or Git(top).code("check-ignore", "-q", "--", relative) == 0:
        return
    line = ignore_line(relative)
    excludes = f"{record.common_dir}/info/exclude"
    make_folder(os.path.dirname(excludes), record)
    text = _read(excludes)
    before = "" if not text or text.endswith("\n") else "\n"
    if not os.path.lexists(excludes):
        record.add(SetUpChange(FILE, excludes))
    record.add(SetUpChange(EXCLUDE, line, now=(before,)))
    with open(excludes, "ab") as file:
        file.write(encode(f"{before}{line}\n"))
    did.append(f"added {line} to {excludes}")


def include(common_dir: str, change: SetUpChange, did: list[str]) -> None:
    """Remove the line of ``_exclude`` again, with the line end before it if that was ours too."""
    excludes = f"{common_dir}/info/exclude"
    lines = _read(excludes).splitlines(keepends=True)
    if change.name + "\n" not in lines:
        return
    at = lines.index(change.name + "\n")
    del lines[at]
    if change.now == ("\n",) and at == len(lines):
        lines[-1] = lines[-1].removesuffix("\n")
    with open(excludes, "wb") as file:
        file.write(encode("".join(lines)))
    did.append(f"took {change.name} out of {excludes}")


def _users(text: str) -> list[str]:
    return [json.loads(line[len(_USED_BY) :]) for line in text.splitlines() if line.startswith(_USED_BY)]


def _used_by(users: list[str]) -> str:
    return "".join(f"{_USED_BY}{json.dumps(user)}\n" for user in dict.fromkeys(users))


def _read(path: str) -> str:
    """Return the file's text; "" if it cannot be read."""
    return decode(content(path))
