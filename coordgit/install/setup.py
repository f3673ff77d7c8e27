"""Set up a repository and undo it again: the store, the git hooks, the registration of clients."""

import os
import shutil
from collections.abc import Callable, Mapping

from coordgit.check import Request
from coordgit.check.remote import unverified_pushes
from coordgit.clients import CLIENTS, load
from coordgit.core.quoting import counted, few, quote, word
from coordgit.errors import CoordgitError
from coordgit.git import kept_refs, notes, refs, worktrees
from coordgit.git import settings as config
from coordgit.git.sharing import permission, share
from coordgit.git.worktrees import Worktree
from coordgit.install import hooks, launcher, registered_repositories, registration
from coordgit.install.shim import write
from coordgit.store import landings, text_files
from coordgit.store.database import NAME, open_store
from coordgit.team.start_sync import LEFT, MARK

NO_CLIENTS = "no-clients"
"""The file of the store that remembers ``--no-clients``."""


def check(worktree: Worktree, clients: tuple[str, ...]) -> None:
    """Raise ``CoordgitError`` for what ``initialise`` would stop at, if that is known before anything is changed."""
    for name in clients:
        registration.check(worktree, name)
    hooks.check(worktree)


def initialise(worktree: Worktree, did: list[str], *, environ: Mapping[str, str], now: float, by_itself: bool = False) -> None:
    """Do everything that ``coordgit init --no-clients`` does. Raises ``CoordgitError``.

    ``did`` gets a sentence for each change as it is made, so that the caller has them even if an error follows. ``by_itself``:
    no user asked for it, so clients go on running their current coordgit.
    """
    hooks.check_store(worktree.store)
    fresh = not os.path.exists(f"{worktree.store}/{NAME}") or not os.path.getsize(f"{worktree.store}/{NAME}")
    if not os.path.isdir(worktree.store):
        os.makedirs(worktree.store)
        share([worktree.store], permission(worktree.git()))
    with open_store(worktree.store, create=True) as store:
        with store.writing():
            known = landings.tips(store)
            for ref, oid in refs.heads(worktree.git()).items():
                if ref not in known and (fresh or not by_itself):  # those made later, where no hook ran, are to be found
                    landings.set_tip(store, ref, oid)
        settings = config.of(worktree.git(keep=True), environ)
        unverified_pushes.find(
            store, worktree.git(), Request(worktree=worktree, environ=environ, settings=settings, pid=0, now=now)
        )
    if fresh:
        did.append(f"made the store {worktree.store}/{NAME}")
    if (fresh or not by_itself) and (homes := config.unknown_homes(worktree.store, environ)):
        text_files.append(f"{worktree.store}/{config.HOMES}", homes)
    text_files.reserve(worktree.store)
    hooks.install(worktree, did)
    _let_clients_in(worktree, did, lambda: launcher.renew(make=True) if by_itself and not store.brought_up else launcher.point())


def _let_clients_in(worktree: Worktree, did: list[str], point: Callable[[], bool]) -> None:
    """Let this user's clients open the repository; without a writable home they record nothing, but commits are guarded."""
    try:
        if registered_repositories.add(worktree.common):
            did.append(f"registered {worktree.common} in {registered_repositories.path()}, so that hooks of clients open it")
        if point():
            did.append(f"pointed {launcher.path()} at this coordgit, for the hooks of clients")
    except OSError as error:
        where = error.filename or registered_repositories.folder()
        did.append(f"clients record nothing here: {where} cannot be written: {error.strerror}")


def register(worktree: Worktree, clients: tuple[str, ...], environ: Mapping[str, str], did: list[str]) -> list[CoordgitError]:
    """Register the clients; a failure is reported, and stops nothing. Returns the failures."""
    failed = []
    for name in clients:
        try:
            did += registration.register(worktree, name, environ)
        except CoordgitError as error:
            did.append(f"did not register {name}: {error.message}; when that is mended: coordgit init --client {name}")
            failed.append(error)
    return failed


def join(worktree: Worktree, url: str, environ: Mapping[str, str], did: list[str]) -> None:
    """Connect to the team's store before it is set, so that a setting that cannot work is never left behind."""
    from coordgit.team import join as joining
    from coordgit.team import locks_and_tasks, membership

    its_membership = membership.settle(worktree, config.of(worktree.git(), environ)._replace(team=url))
    assert its_membership is not None
    with open_store(worktree.store) as store:
        try:
            taken = joining.join(
                locks_and_tasks.Clone(store=store, worktree=worktree, membership=its_membership, environ=environ)
            )
        except CoordgitError as error:  # doctor tests what is set already
            error.hint = f"psql {word(url)} -c 'SELECT 1'" if error.hint == "coordgit doctor" else error.hint
            raise
    wanted = {"coordgit.team": url, "coordgit.project": its_membership.project}
    hooks.configure(worktree, wanted, did)
    did.append(f"connected to project {its_membership.project} of the team's store; this clone is {its_membership.clone} there")
    if taken:
        did.append(f"took {counted(taken, 'task')} there, with new numbers")


def unwanted(worktree: Worktree) -> bool:
    """True if ``coordgit init --no-clients`` has switched clients' hooks off here."""
    return os.path.exists(f"{worktree.store}/{NO_CLIENTS}")


def want(worktree: Worktree, clients: bool) -> None:
    """Remember whether clients' hooks are wanted."""
    path = f"{worktree.store}/{NO_CLIENTS}"
    if clients:
        if os.path.lexists(path):
            os.unlink(path)
    else:
        write(path, "", 0o644, worktree.store)


def detected(worktree: Worktree) -> tuple[str, ...]:
    """Return the clients of which this project, its user, or this machine shows signs, or that another worktree works with."""
    if not worktree.top:
        return ()
    known = registration.registered(worktree)
    return tuple(name for name in CLIENTS if name in known or shutil.which(name) or _shows(worktree, load(name).settings.signs))


def _shows(worktree: Worktree, signs: tuple[str, ...]) -> bool:
    """True if one of the folders is in the project or its user's home."""
    homes = (worktree.top, os.path.expanduser("~"))
    return any(os.path.isdir(os.path.join(home, sign)) for home in homes for sign in signs)


def take_down(worktree: Worktree, keep_store: bool, did: list[str]) -> None:
    """Remove exactly what ``initialise`` put in, in every worktree; the store too unless it is kept.

    Adds a sentence for each change to ``did``. Raises ``CoordgitError`` and ``OSError``; for a client's settings that cannot be
    changed only once all else is done but the store, which holds what was in them before.
    """
    hooks.check_store(worktree.store)
    if os.path.isdir(worktree.store) and not os.access(worktree.store, os.W_OK | os.X_OK):
        raise CoordgitError(f"{worktree.store} cannot be changed", f"ls -ld {word(worktree.store)}")
    failed: dict[str, CoordgitError] = {}
    for each in worktrees.worktrees(worktree):
        for name in CLIENTS:
            try:
                registration.unregister(each, name, did)
            except CoordgitError as error:
                if error.code == 2:
                    continue
                did.append(f"left the hooks of {name} in {each.top}: {error.message}")
                failed.setdefault(name, error)
    hooks.remove(worktree, did)
    want(worktree, clients=True)
    if os.path.exists(f"{worktree.store}/{MARK}"):
        os.replace(f"{worktree.store}/{MARK}", f"{worktree.store}/{LEFT}")
    try:
        if registered_repositories.remove(worktree.common):
            did.append(f"took {worktree.common} out of {registered_repositories.path()}")
        if launcher.remove():
            did.append(f"removed {launcher.path()}, no repository is registered any more")
        elif unseen := registered_repositories.unseen():
            lost, undo = few(map(quote, unseen)), f"rm -r {word(registered_repositories.folder())}"
            did.append(f"left {launcher.path()}: registered and not to be seen now: {lost}; if gone for good: {undo}")
    except OSError as error:
        did.append(f"left {registered_repositories.folder()}: {error.strerror}")
    if failed:
        name, reason = next(iter(failed.items()))
        what = f"the hooks of {name} are left, and so is the store: {reason.message}; when that is mended, coordgit uninit again"
        raise CoordgitError(what, reason.hint)
    if not keep_store and os.path.isdir(worktree.store):
        git = worktree.git()
        held = kept_refs.pinned(git)
        kept_refs.unpin(git, held)
        kept_refs.remove_folders(worktree)
        if clone := notes.own(worktree.store):
            notes.forget(git, clone)
            did.append(f"removed {notes.PREFIX}{clone}, the notes of this clone; those that were pushed stay")
        did += [f"removed {kept_refs.PREFIX}, with {counted(len(held), 'kept edit')}"] if held else []
        shutil.rmtree(worktree.store)
        did.append(f"removed {worktree.store}")
