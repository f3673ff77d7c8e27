"""``coordgit gate``, hidden: what git's ``reference-transaction`` and ``pre-receive`` run. Standard library only."""

from __future__ import annotations

import os
import sys
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from coordgit.git.settings import Config
    from coordgit.git.worktrees import Worktree
    from coordgit.store.database import Store


def gate(state: str, pid: int) -> int:
    """Run git's ``reference-transaction`` in state ``prepared``, and ``pre-receive``. 0 lets the update happen, 1 denies it."""
    from coordgit.core.probes import DENIAL, PROBES
    from coordgit.git.plumbing import decode

    updates = [line.split(" ", 2) for line in decode(sys.stdin.buffer.read()).split("\n") if line.count(" ") >= 2]
    if any(ref.startswith(PROBES) for _, _, ref in updates):
        sys.stderr.write(f"{DENIAL}\n")
        return 1
    wanted = [(ref, new) for _, new, ref in updates if ref.startswith("refs/heads/") and new.strip("0")]
    detached = [] if wanted else [(ref, new) for _, new, ref in updates if ref == "HEAD"]
    worktree = here() if wanted or detached else None
    if worktree is None:
        return 0
    wanted = [(ref, oid) for ref, new in wanted if (oid := commit_of(worktree, ref, new))]
    if state != "pre-receive":
        wanted = [(ref, new) for ref, new in wanted if moves(worktree, ref)]
        if len(wanted) > 1:  # of a symbolic branch git may name the branch itself as well
            from coordgit.git.worktrees import behind

            named = {ref for ref, _ in wanted}
            wanted = [(ref, new) for ref, new in wanted if behind(worktree, ref) not in named - {ref}]
    wanted += detached
    return judge(worktree, list(dict.fromkeys(wanted)), pid, state == "pre-receive") if wanted else 0


def commit_of(worktree: Worktree, ref: str, new: str) -> str:
    """Return the commit that the branch ``ref`` gets; if it becomes symbolic, the commit of the branch that it names then. ""
    for a new symbolic branch, which moves no other."""
    if new[:4] != "ref:":
        return new
    git = worktree.git(keep=True)
    return git.commit(new[4:]) or "" if git.commit(ref) else ""


def moves(worktree: Worktree, ref: str) -> bool:
    """True if git moves the ref, whose lock it then holds. ``pack-refs`` only copies values, which may be outdated. (With
    reftable, nothing is packed that way, and the refs folder is a file.)"""
    return os.path.exists(f"{worktree.common}/{ref}.lock") or not os.path.isdir(f"{worktree.common}/refs/heads")


def here() -> Worktree | None:
    """Return the worktree that git runs its hook for."""
    from coordgit.git import worktrees

    git_dir = os.environ.get("GIT_DIR")
    worktree = worktrees.around_hook(".")
    if worktree is None or (git_dir is not None and worktree.git_dir != os.path.realpath(git_dir)):
        worktree = worktrees.inside(git_dir) if git_dir is not None else None
    return worktree._replace(explicit=True) if worktree is not None else None


def judge(worktree: Worktree, wanted: list[tuple[str, str]], pid: int, received: bool) -> int:
    """Judge every line of a transaction, and print what there is to say; the first rejection denies all of it."""
    settings: Config | None = None
    try:
        from coordgit.git import settings as config
        from coordgit.git.checked_branches import absent, missing_of, start_defaults

        git = worktree.git(keep=True)
        ref = wanted[0][0]
        settings_child = config.start(git, ref)
        _storable(wanted)
        from coordgit.check import Request, ref_transaction  # most modules are loaded here, while git's child runs
        from coordgit.core.model import REJECTED
        from coordgit.core.probes import PUSHED_PROBES
        from coordgit.store.database import open_store
        from coordgit.store.text_files import set_aside

        settings = config.read(settings_child, os.environ, ref)
        defaults = start_defaults(git, ref, worktree if settings.untracked == ref else None)
        if received and all(ref.startswith(PUSHED_PROBES) for ref, _ in wanted):
            settings = settings._replace(targets=("none",), given=None)
        elif settings.notes:
            _say(f"coordgit: {'; '.join(settings.notes)}\n")
        if ref.startswith("refs/heads/") and settings.targets_of(ref) and not received:
            _say("".join(f"coordgit: {absent(*target)}\n" for target in missing_of(worktree, git, settings, ref)))
        store = open_store(worktree.store)
        store.leave()
        _say("".join(f"{line}\n" for line in set_aside(worktree.store)))
        _take_in(store, worktree)
        denied = False
        request = Request(worktree=worktree, environ=os.environ, settings=settings, pid=pid, now=time.time(), cwd=os.getcwd())
        for verdict, beside in ref_transaction.judge(store, request, wanted, defaults=defaults, received=received):
            if verdict is not None:
                from coordgit.git import attributes, separate_index

                # coordgit commit has said them
                notes = None if separate_index.under_way(worktree.store) else attributes.start_notes(git)
                from coordgit.explain.committer_text import Invocation, answer

                text = answer(verdict, store, Invocation(os.environ, ".", os.getpid()), request.now)
                unknown = [] if notes is None else attributes.notes(notes)
                _say("".join(f"coordgit: {note}\n" for note in unknown) + text)
                denied |= verdict.outcome == REJECTED
            if beside:
                _say(f"{beside}\n")
        if os.path.exists(f"{worktree.store}/team"):
            from coordgit.team.start_sync import start_quietly

            start_quietly(worktree.store, worktree.folder, os.environ)
        if "COORDGIT_PORTION" in os.environ and not received:
            from coordgit.git import separate_index

            if folder := separate_index.under_way(worktree.store):
                denied = not separate_index.answer(worktree, folder, wanted, denied)
        return int(denied)
    except Exception as error:
        return failed(worktree, error, settings, wanted)


def _take_in(store: Store, worktree: Worktree) -> None:
    """Take in what hooks noted in files: reads that could not be recorded, entries of the stash."""
    from coordgit.store.text_files import MISSED, STASHES, is_noted

    if is_noted(worktree.store, MISSED):
        from coordgit.record import missed_reads

        missed_reads.take_in(store, worktree)
    if is_noted(worktree.store, STASHES):
        from coordgit.uncommitted import stash_entries

        stash_entries.take(store, worktree, time.time())


def _say(text: str) -> None:
    """Print text; bytes that are not UTF-8 become the replacement character."""
    from coordgit.git.plumbing import legible

    sys.stderr.write(legible(text))


def _storable(wanted: list[tuple[str, str]]) -> None:
    """Raise ``CoordgitError`` for a branch whose name is not UTF-8: the store could not distinguish it from others."""
    from coordgit.git.plumbing import is_utf8

    for ref, _ in wanted:
        if not is_utf8(ref):
            from coordgit.core.quoting import quote
            from coordgit.errors import CoordgitError

            raise CoordgitError(f"the name of the branch is not UTF-8: {quote(ref)}", "git branch -m NAME")


def failed(worktree: Worktree | None, error: Exception, settings: Config | None, wanted: Sequence[tuple[str, str]] = ()) -> int:
    """Handle an error of the gate: fail closed and name the remedy, unless ``coordgit.onError`` is ``allow``.

    A part of coordgit or of the interpreter may be missing, or another file or process cannot be opened. So this needs
    little, and a bypass least of all.
    """
    reason = settings.bypass if settings else os.environ.get("COORDGIT_BYPASS", "").strip() or _setting("bypass")
    _note(worktree, f"gate: {error!r}")
    if reason:
        _note(worktree, f"bypassed by {_who(worktree)} while the gate could not answer, {_names(wanted)}: {reason}")
        _keep_bypass(worktree, wanted, reason)
        return 0
    message = _explained(worktree, error)
    if settings.allow_on_error if settings else _setting("onError").lower() == "allow":
        once = ", for this command alone" if settings and "coordgit.onError" in settings.once else ""
        _note(worktree, f"let through for {_who(worktree)}, {_names(wanted)}: coordgit.onError is allow{once}")
        sys.stderr.write(f"{message}\nlet through: coordgit.onError is allow\n")
        return 0
    unchecked = "" if getattr(error, "refused", False) else f"to land it unchecked: {_unchecked(worktree)}\n"
    sys.stderr.write(f"{message}\n{unchecked}")
    return 1


def _unchecked(worktree: Worktree | None) -> str:
    """Return how to let the update pass. git passes settings of one command on to no other repository, a network no variable."""
    if worktree is None or "GIT_QUARANTINE_PATH" not in os.environ:
        return 'git -c coordgit.bypass="why" ...'
    from coordgit.core.quoting import word

    allow = f"git -C {word(worktree.folder)} config coordgit.onError allow"
    return f'COORDGIT_BYPASS="why" git push ...; over a network, there: {allow}'


def _explained(worktree: Worktree | None, error: Exception) -> str:
    """Return two lines: what is wrong, and what to try."""
    try:
        import sqlite3

        from coordgit.errors import CoordgitError
        from coordgit.store.database import failure

        if isinstance(error, sqlite3.Error):
            error = failure(error, worktree.store if worktree else "")
        if isinstance(error, CoordgitError):
            return _runnable(worktree, str(error))
    except Exception as broken:  # a missing or truncated part, or no more files can be opened
        error = broken
    what = " ".join(str(error).split())
    if isinstance(error, (ImportError, SyntaxError)):
        return f"coordgit: this installation is incomplete: {what}\ntry: pip install --force-reinstall coordgit"
    return f"coordgit: the gate failed: {type(error).__name__}: {what}\ntry: coordgit doctor"


def _runnable(worktree: Worktree | None, message: str) -> str:
    try:
        from coordgit import processes
        from coordgit.git import denied
        from coordgit.program import runnable

        if worktree is None:
            return runnable(message, "", os.environ)
        away = "GIT_QUARANTINE_PATH" in os.environ or denied.is_elsewhere(processes.updater(os.getpid()).pid)
        return runnable(message, worktree.store, os.environ, worktree.folder if away else "")
    except Exception:  # a missing or truncated part: it is said as it is
        return message


def _setting(name: str) -> str:
    """Return one setting, asking git again: reading them all may be what failed."""
    try:
        import subprocess

        asked = subprocess.run(["git", "config", "--get", f"coordgit.{name}"], capture_output=True, errors="replace")
        return asked.stdout.strip()
    except OSError:
        return ""


def _note(worktree: Worktree | None, text: str) -> None:
    try:
        from coordgit.store.text_files import note

        if worktree is not None:
            note(worktree.store, text)
    except Exception:  # anything may be broken here
        pass


def _keep_bypass(worktree: Worktree | None, wanted: Sequence[tuple[str, str]], why: str) -> None:
    """Note what is bypassed for when the store can be used. Git still locks the branches, whose files have the old commits."""
    try:
        from coordgit.git.refs import in_files
        from coordgit.store import unanswered

        if worktree is not None and not os.path.islink(worktree.store):
            old = in_files(worktree.common, [ref for ref, _ in wanted])
            unanswered.keep(worktree.store, [(ref, old[ref], new) for ref, new in wanted], _who(worktree), why)
    except Exception:  # anything may be broken here
        pass


def _who(worktree: Worktree | None) -> str:
    try:
        from coordgit.session import identity

        if worktree is not None:
            return identity.current(worktree, os.environ, None, 0).session
    except Exception:  # anything may be broken here
        pass
    return os.environ.get("USER", "somebody")


def _names(wanted: Sequence[tuple[str, str]]) -> str:
    return ", ".join(f"{ref} {new}" for ref, new in wanted) or "an update"
