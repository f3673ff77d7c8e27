"""Hook files, for git before 2.54: find where git looks for them, install ours, remove it, keep what was there.

A relative ``core.hooksPath`` (husky's ``.husky/_``) means another folder in every worktree, and a third one at a push, when
git runs hooks inside the git directory. Each gets the file, and the folder if it is missing: no hook ran there before, so
only the guard is added. Switching hooks on by an absolute path would be somebody else's decision.
"""

import errno
import json
import os

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


def located(top: str) -> Worktree:
    """Return the worktree whose top is ``top``, or the bare repository."""
    here = worktrees.nearest(top, known=os.path.realpath(top) if os.path.isdir(f"{top}/objects") else "")
    if here is None:
        raise CoordgitError(f"{top} is in no git repository", "git init")
    return here


def tops(top: str) -> list[str]:
    """Return the tops of all worktrees that exist, the main one first; for a bare repository, its directory."""
    here = located(top)
    main = here.top if here.git_dir == here.common and here.top else worktrees.inside(here.common).top
    if not main:  # a submodule's work tree is in its configuration
        out = worktrees.inside(here.common).git().text("config", "--get", "core.worktree", ok=(0, 1))
        main = os.path.realpath(f"{here.common}/{out}") if out else here.common
    linked = [other for other in worktrees.worktrees(here) if other.git_dir != here.common]
    return [main, *(other.top for other in linked)]


def folders(top: str) -> list[str]:
    """Return every directory in which git looks for this repository's hooks, links resolved."""
    found: list[str] = []
    for worktree in tops(top):
        here = located(worktree)
        inside = Git(here.git_dir, {**environment(dict(os.environ)), "GIT_DIR": "."})
        for git in (here.git(), inside):
            out = git.text("rev-parse", "--git-path", f"hooks/{EVENTS[0]}")
            folder = os.path.realpath(os.path.join(git.cwd, os.path.dirname(out)))
            if folder == "/" or (os.path.lexists(folder) and not os.path.isdir(folder)):  # git takes "" as "/"
                raise _off(git)
            if folder not in found:
                found.append(folder)
    return found


def _off(git: Git) -> CoordgitError:
    """Return the error for switched-off hooks: where that is set, and what switches them on."""
    out = decode(git.run("config", "-z", "--show-origin", "--get", "core.hooksPath", ok=(0, 1)))
    origin, _, value = out.removesuffix("\0").partition("\0")
    file = os.path.normpath(os.path.join(git.cwd, origin.removeprefix("file:")))
    hint = f"git config --file {word(file)} --unset-all core.hooksPath"
    return CoordgitError(f'hooks are off here: core.hooksPath, {origin}, is "{value}"', hint)


def check(top: str, common_dir: str) -> None:
    """Raise ``CoordgitError`` for what is known to keep ``put`` from guarding; change nothing."""
    trees = tops(top)
    for folder in folders(top):
        there = folder
        while not os.path.isdir(there):
            there = os.path.dirname(there)
        for event in EVENTS:
            path = f"{folder}/{event}"
            if event == PUSH and left(path, trees, common_dir):
                continue
            if _is_to_be_made(path, holder(folder, trees, common_dir), common_dir) and not os.access(there, os.W_OK | os.X_OK):
                raise _unwritable(top, path, os.strerror(errno.EACCES))


def put(top: str, record: Record, did: list[str]) -> None:
    """Put the hook files into every folder; add what was done to ``did``, a sentence each."""
    trees = tops(top)
    for folder in folders(top):
        for event in EVENTS:
            path = f"{folder}/{event}"
            why = left(path, trees, record.common_dir) if event == PUSH else ""
            if why:
                did.append(f"left the hook {path}, so pushes are not checked there: {why}")
                continue
            try:
                _put(path, holder(folder, trees, record.common_dir), record, did)
            except OSError as error:
                raise _unwritable(top, path, str(error.strerror)) from error


def left(path: str, trees: list[str], common_dir: str) -> str:
    """Return why the pre-push hook at ``path`` is left as it is, "" if ours can go there. Unchecked pushes do not justify leaving
    commits unguarded too."""
    try:
        _is_to_be_made(path, holder(os.path.dirname(path), trees, common_dir), common_dir)
    except CoordgitError as error:
        return f"{error.message}: {error.hint}"
    return ""


def _is_to_be_made(path: str, home: str | None, common_dir: str) -> bool:
    """True if our hook has to go to ``path``. Raises ``CoordgitError`` if it cannot."""
    text = _read(path)
    if _runs_ours(path, text, home, common_dir) or _is_ours(path, text):
        return False
    _only_one(path, home, common_dir)
    return True


def asks_pushes(top: str) -> bool:
    """True if git's pre-push hook of this worktree calls coordgit. Read, not run: the previous hook may take minutes."""
    git = located(top).git()
    path = os.path.join(git.cwd, git.text("rev-parse", "--git-path", f"hooks/{PUSH}"))
    text = _read(path)
    return os.access(path, os.X_OK) and (text.startswith(_OURS) or _BY_HAND in text)


def _unwritable(top: str, path: str, why: str) -> CoordgitError:
    chosen = located(top).git().code("config", "--get", "core.hooksPath") == 0
    hint = "git config --show-origin --get core.hooksPath" if chosen else f"ls -ld {word(os.path.dirname(path))}"
    return CoordgitError(f"cannot write the hook {path}: {why}; git 2.54 and newer need no such file", hint)


def _put(path: str, home: str | None, record: Record, did: list[str]) -> None:
    old = _read(path)
    if _runs_ours(path, old, home, record.common_dir):
        return
    kept = _kept(path, old, home, record)
    if _is_ours(path, old):
        _remember(path, kept, record)
        if write(path, _text(path, old, kept, home, record), store=_store(home, record)):
            did.append(f"renewed the hook {path}")
        return
    inside = home not in (None, record.common_dir)
    make_folder(os.path.dirname(path), record)
    if os.path.lexists(path):
        kept = path + PREVIOUS
        _only_one(path, home, record.common_dir)
        _remember(path, kept, record)
        if not os.path.lexists(kept):  # a link, not a rename, so that there is a hook at every moment
            os.link(path, kept, follow_symlinks=False)
        did.append(f"kept the hook that was there as {kept}, it runs first")
        if inside:
            _exclude(home or "", kept, record, did)
    _remember(path, kept, record)
    write(path, _text(path, old, kept, home, record), store=_store(home, record))
    did.append(f"wrote the hook {path}")
    if inside:
        _exclude(home or "", path, record, did)


def _text(path: str, old: str, kept: str, home: str | None, record: Record) -> str:
    """Return our hook for ``path``: it runs the previous one only if that was kept, and names who else uses such a folder."""
    text = shipped("git/hook-file.sh")
    text = text if kept else text.replace(_BEFORE, "before=\n")
    users = dict.fromkeys([*_users(old), record.common_dir]) if home is None else ()
    return text + "".join(f"{_USED_BY}{json.dumps(user)}\n" for user in users)


def _kept(path: str, text: str, home: str | None, record: Record) -> str:
    """Return where the hook is kept that was at ``path`` before ours, "" for none: put there by a set-up, and not tracked.

    Outside work trees, which hold nothing from a clone, the hook itself says it: another user's set-up may have written it.
    """
    kept = path + PREVIOUS
    if not os.path.lexists(kept) or _tracked(kept, home, record.common_dir):
        return ""
    known = any(change.before == (kept,) for change in record.changes if (change.kind, change.name) == (HOOK, path))
    return kept if known or (home in (None, record.common_dir) and _is_ours(path, text) and _BEFORE in text) else ""


def _is_ours(path: str, text: str) -> bool:
    """True if a set-up wrote the file at ``path``. Raises ``CoordgitError`` for a link to such a file."""
    if not text.startswith(_OURS):
        return False
    if os.path.islink(path):
        raise CoordgitError(f"the hook {path} is a symbolic link, so it is not coordgit's", f"rm {word(path)}")
    return True


def _tracked(path: str, home: str | None, common_dir: str) -> bool:
    """True if the work tree that holds ``path`` tracks it."""
    if home in (None, common_dir):
        return False
    return located(home or "").git().code("--literal-pathspecs", "ls-files", "--error-unmatch", "--", path) == 0


def _store(home: str | None, record: Record) -> str:
    """Return the store's folder as named in a hook that is in the git directory as well."""
    return f"{record.common_dir}/coordgit" if home == record.common_dir else ""


def _runs_ours(path: str, text: str, home: str | None, common_dir: str) -> bool:
    """True if a tracked hook, which must not be changed, runs coordgit's. Raises ``CoordgitError`` if it does not."""
    if not _tracked(path, home, common_dir):
        return False
    if _BY_HAND in text:
        return True
    raise CoordgitError(f"the hook {path} is tracked; add the line below, its input unread (git 2.54 needs none)", _BY_HAND)


def take(path: str, home: str | None, record: Record) -> list[str]:
    """Remove our hook file and restore what was there; return what was done, a sentence each."""
    text = _read(path)
    kept = _kept(path, text, home, record)
    if _tracked(path, home, record.common_dir) or os.path.islink(path):
        return [f"left {path}, which is not coordgit's"] if text.startswith(_OURS) else []
    if _read(f"{path}.old").startswith(_OURS) and not _tracked(f"{path}.old", home, record.common_dir):
        os.unlink(f"{path}.old")  # lefthook renames it to this
    if not text.startswith(_OURS) and os.path.lexists(path):
        return [f"left {kept}, since {path} is not coordgit's any more"] if kept else []
    others = [user for user in _users(text) if user != record.common_dir and os.path.isdir(f"{user}/coordgit")]
    if others:
        heading = text[: text.index(_USED_BY)]
        write(path, heading + "".join(f"{_USED_BY}{json.dumps(user)}\n" for user in others))
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


def _only_one(path: str, home: str | None, common_dir: str) -> None:
    """Raise ``CoordgitError`` for a hook beside which another is already kept, or for a tracked file."""
    previous = path + PREVIOUS
    if not os.path.lexists(path) or not os.path.lexists(previous):
        return
    if _read(previous) != _read(path):
        raise CoordgitError(f"there are two hooks, {path} and {previous}; keep one as {path}", f"rm {word(previous)}")
    if _tracked(previous, home, common_dir):
        raise CoordgitError(f"{previous}, where the hook there would be kept, is tracked", f"git rm {word(previous)}")


def _exclude(top: str, path: str, record: Record, did: list[str]) -> None:
    """Keep git from showing ``path``, in the work tree ``top``, as untracked."""
    relative = os.path.relpath(path, top)
    if "\n" in relative or located(top).git().code("check-ignore", "-q", "--", relative) == 0:
        return
    line = ignore_line(relative)
    excludes = f"{record.common_dir}/info/exclude"
    make_folder(os.path.dirname(excludes), record)
    text = _read(excludes)
    if not os.path.lexists(excludes):
        record.add(SetUpChange(FILE, excludes))
    record.add(SetUpChange(EXCLUDE, line, now=("",) if not text or text.endswith("\n") else ("\n",)))
    with open(excludes, "ab") as file:
        file.write(encode(("" if not text or text.endswith("\n") else "\n") + line + "\n"))
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


def holder(folder: str, trees: list[str], common_dir: str) -> str | None:
    """Return the common directory or the work tree that holds ``folder``; ``None``: other repositories may use it as well."""
    for home in (common_dir, *sorted(trees, key=len, reverse=True)):
        if f"{folder}/".startswith(f"{os.path.realpath(home)}/"):
            return home
    return None


def _users(text: str) -> list[str]:
    return [json.loads(line[len(_USED_BY) :]) for line in text.splitlines() if line.startswith(_USED_BY)]


def _read(path: str) -> str:
    """Return the file's text; "" if it cannot be read."""
    return decode(content(path))
