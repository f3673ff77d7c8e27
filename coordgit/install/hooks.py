"""Install and remove what git runs: the shim, the prefilter, and either hook files or, from git 2.54 on, config hooks.

``hooks/README.md`` lists them. Config hooks work regardless of ``core.hooksPath``; having both would validate twice.
Hooks of others (husky, pre-commit, lefthook, one's own) stay: ``chained_hooks``, and ``later`` for those that come afterwards.
"""

import fcntl
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from coordgit.core.quoting import word
from coordgit.errors import CoordgitError, foreign_link, look_at
from coordgit.git.plumbing import Git
from coordgit.git.sharing import permission, share
from coordgit.git.worktrees import Worktree
from coordgit.install import chained_hooks, git_config, lock_timeouts
from coordgit.install.chained_hooks import EVENTS, PUSH
from coordgit.install.installed import CONFIG, EXCLUDE, FILE, FOLDER, HOOK, Record, SetUpChange
from coordgit.install.probe import SWITCHES, forget
from coordgit.install.shim import point_shim, shipped, write
from coordgit.program import FAST

OLDEST, CONFIG_HOOKS = (2, 30), (2, 54)
COMMAND, EVENT = "hook.coordgit.command", "hook.coordgit.event"
PUBLISHES = "coordgit.publish"


def check_store(store: str) -> None:
    """Raise ``CoordgitError`` for a store that is, or contains, a symbolic link: writes would go elsewhere."""
    links = [store] if os.path.islink(store) else []
    if not links and os.path.isdir(store):
        links = sorted(entry.path for entry in os.scandir(store) if entry.is_symlink())
    if links:
        raise foreign_link(links[0])


def check_layout(worktree: Worktree) -> None:
    """Raise ``CoordgitError`` if ``core.worktree`` names another folder than the one that holds ``.git``: hooks would use the
    wrong one; or if the refs are in another folder than git's own."""
    folder, name = os.path.split(worktree.common)
    git = worktree.git()
    named = git.setting("core.worktree") if name == ".git" else ""
    top = os.path.realpath(os.path.join(worktree.common, named)) if named else folder
    if top not in (folder, worktree.top):
        what = f"the work tree of {worktree.common} is {top} (core.worktree), which coordgit does not support"
        raise CoordgitError(what, git_config.unset(git, "core.worktree"))
    _, elsewhere, refs = git.setting("extensions.refStorage").partition("://")
    if elsewhere:
        what = f"the refs of {worktree.common} are in {refs} (extensions.refStorage), which coordgit does not support"
        raise CoordgitError(what, f"git clone {word(worktree.common)} ELSEWHERE")


def check(worktree: Worktree) -> None:
    """Raise ``CoordgitError`` for what is known beforehand to keep ``install`` from guarding."""
    check_store(worktree.store)
    check_layout(worktree)
    git = worktree.git()
    if _version(git) < CONFIG_HOOKS:
        chained_hooks.check(worktree)
    elif off := next((name for name in SWITCHES if git.setting(name, "bool") == "false"), ""):
        raise CoordgitError(f"{off} is false, which switches the hook off", f"git -C {word(worktree.folder)} config {off} true")


def install(worktree: Worktree, did: list[str], python: str = "", fast: str = FAST) -> None:
    """Guard the repository. ``did`` gets a sentence for each change as it is made: the caller has them if an error follows."""
    store, git = worktree.store, worktree.git()
    check_store(store)
    version = _version(git)
    with _alone(store, make=True):
        record = Record(worktree.common)
        record.save()
        if point_shim(worktree.common, python, fast):
            did.append(f"pointed {store}/shim at {fast}, run by {python or sys.executable}")
        if write(f"{store}/prefilter", shipped("git/prefilter.sh"), 0o644, store):
            did.append(f"wrote {store}/prefilter")
        lock_timeouts.lengthen(git, record, did)
        if version >= CONFIG_HOOKS:
            _configure(git, record, did)
            _take_files(worktree, record, did)
        else:
            chained_hooks.put(worktree, record, did)
            _undo(git, record, lambda change: change.name in (COMMAND, EVENT), did)
        made = [change.name for change in record.changes if change.kind in (HOOK, FOLDER, FILE)]
        inside = [path for path in made if path.startswith(f"{worktree.common}/")]
        bits = permission(git)
        if bits:
            open(f"{store}/log", "a").close()  # the shim appends to it with its user's umask
        if share([store, *(entry.path for entry in os.scandir(store)), *inside], bits):
            did.append(f"gave {store} the permissions that core.sharedRepository asks for")
        os.utime(record.path)  # what is newer was changed by another tool


def publish(worktree: Worktree, did: list[str]) -> None:
    """Let pushes publish the reads behind their commits, unless a setting here says something else already."""
    git = worktree.git()
    with _alone(worktree.store):
        if not git_config.values(git, PUBLISHES) and git_config.change(git, Record(worktree.common), PUBLISHES, ("true",)):
            did.append(f"set {PUBLISHES} to true: a push also sends what was read for its commits, not the contents")


def configure(worktree: Worktree, settings: Mapping[str, str], did: list[str]) -> None:
    """Set settings here, which ``remove`` sets back."""
    with _alone(worktree.store):
        for name, value in settings.items():
            if git_config.change(worktree.git(), Record(worktree.common), name, (value,)):
                did.append(f"set {name} to {value}")


def asks_pushes(worktree: Worktree) -> bool:
    """True if a push from this worktree calls coordgit first. Every git runs hook files, newer ones config hooks as well."""
    git = worktree.git()
    configured = _version(git) >= CONFIG_HOOKS and PUSH in git_config.values(git, EVENT)
    return configured or chained_hooks.asks_pushes(worktree)


def remove(worktree: Worktree, did: list[str]) -> None:
    """Undo what ``install`` did, in all worktrees; ``did`` as there. The rest of the store stays."""
    store, git = worktree.store, worktree.git()
    check_store(store)
    with _alone(store):
        record = Record(worktree.common)
        _take_files(worktree, record, did)
        _undo(git, record, lambda change: True, did)
        if git_config.values(git, COMMAND):  # the record is lost
            git.run("config", "--local", "--remove-section", "hook.coordgit")
            did.append("removed the configuration hook.coordgit")
        forget(worktree.common)
        for name in ("shim", "prefilter", "installed", "uninit"):
            if os.path.lexists(f"{store}/{name}"):
                os.unlink(f"{store}/{name}")
                did.append(f"removed {store}/{name}")


def _configure(git: Git, record: Record, did: list[str]) -> None:
    command = shipped("git/hook-in-config.sh").splitlines()[-1]
    for key, values in ((COMMAND, (command,)), (EVENT, EVENTS)):
        if git_config.change(git, record, key, values):
            did.append(f"set {key}" + ("" if key == COMMAND else f" to {' and '.join(values)}"))


def _take_files(worktree: Worktree, record: Record, did: list[str]) -> None:
    """Remove our hook files: the recorded ones, and any other that git would run."""
    try:
        folders = chained_hooks.folders(worktree)
    except CoordgitError:  # hooks are switched off
        folders = []
    paths = [change.name for change in record.changes if change.kind == HOOK]
    paths += [f"{folder}/{event}" for folder in folders for event in EVENTS]
    for hook in chained_hooks.hook_files(worktree, dict.fromkeys(paths)):
        did += chained_hooks.take(hook, record)
    _undo(worktree.git(), record, lambda change: change.kind != CONFIG, did)


def _undo(git: Git, record: Record, which: Callable[[SetUpChange], bool], did: list[str]) -> None:
    for change in reversed([change for change in record.changes if which(change)]):
        if change.kind == CONFIG:
            did += git_config.set_back(git, record, change)
        elif change.kind == EXCLUDE:
            chained_hooks.include(record.common_dir, change, did)
        elif change.kind == FOLDER:
            if os.path.isdir(change.name) and not os.listdir(change.name):
                os.rmdir(change.name)
        elif change.kind == FILE and os.path.exists(change.name) and not os.path.getsize(change.name):
            os.unlink(change.name)
        record.drop(change)


def _version(git: Git) -> tuple[int, int]:
    version = git.version()
    if version < OLDEST:
        raise CoordgitError(f"git {version[0]}.{version[1]} is too old, coordgit needs 2.30", "git --version")
    return version


@contextmanager
def _alone(store: str, make: bool = False) -> Iterator[None]:
    """Let only one ``init`` or ``uninit`` run at a time, and report what cannot be written."""
    try:
        if make:
            os.makedirs(store, exist_ok=True)
        if not os.path.isdir(store):
            yield
            return
        folder = os.open(store, os.O_RDONLY)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)
            yield
        finally:
            os.close(folder)
    except OSError as error:
        at = error.filename or store
        raise CoordgitError(f"cannot change {at}: {error.strerror}", look_at(at, error)) from error
