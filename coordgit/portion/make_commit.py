"""Commit one session's own edits in a shared work tree: plan the commit, build it beside the shared index, let git make it."""

import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from coordgit.core import own_portion, pathspec
from coordgit.core.model import Epoch, Oid, Write
from coordgit.core.own_portion import FIRST, PathPart, Sides
from coordgit.core.pathspec import Paths
from coordgit.core.quoting import few, listed, literal, option, quote, word
from coordgit.errors import CoordgitError, UsageError
from coordgit.git import commit_with_hooks, commits, files, operation, separate_index, trees, worktrees
from coordgit.git.plumbing import entries
from coordgit.git.worktrees import Worktree
from coordgit.portion import edited_paths
from coordgit.portion.edited_paths import Checkout, DeclaredVersion
from coordgit.startup.json import dumps
from coordgit.startup.typing import NamedTuple
from coordgit.store import begun_calls, modes, sessions, writes

PAUSE = 0.05
ROUNDS = 5
"""How often a commit is built again because the branch has moved meanwhile."""
STOPPED = {
    "rebase-merge": "a rebase",
    "rebase-apply": "a rebase, or git am,",
    "MERGE_HEAD": "a merge",
    "CHERRY_PICK_HEAD": "a cherry-pick",
    "REVERT_HEAD": "a revert",
    "SQUASH_MSG": "a squash",
    "MERGE_MSG": "a merge, a pick or a revert",
}
"""State files -> the unfinished operation. Its commit belongs to everybody."""


TURN = 60.0
"""The most seconds to wait for a turn: a commit hook of the other may take long."""


@contextmanager
def turn(worktree: Worktree, wanted: bool) -> Iterator[None]:
    """Take turns with other sessions that commit here: of two at once one would find the branch moved and be built again."""
    if not wanted or separate_index.under_way(worktree.store):  # in a hook of a commit that has its turn
        yield
        return
    folder = os.open(worktree.git_dir, os.O_RDONLY)
    try:
        until = time.monotonic() + TURN
        while time.monotonic() < until:
            try:
                fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                time.sleep(PAUSE)
        yield
    finally:
        os.close(folder)


class CommitRequest(NamedTuple):
    """What a session asks to commit: all that it has edited, or ``paths``, given as ``typed``."""

    checkout: Checkout
    epoch: Epoch
    typed: tuple[str, ...]
    paths: list[Paths]
    version: str
    """The commit or file that has the session's own version of ``paths``."""
    environ: Mapping[str, str]
    now: float
    cwd: str
    moved: bool
    """True if the program was told to run in ``cwd``, by ``-C``."""
    beside: frozenset[str] | None = None
    """The paths that another session's squash, or pick that was not to commit, has staged in the work tree; ``None`` if there is
    none."""


class Planned(NamedTuple):
    """What would be committed of each path."""

    parts: list[PathPart]

    @property
    def waits(self) -> list[PathPart]:
        """Those with lines that another session has to commit first."""
        return [part for part in self.parts if part.portion.waits or part.portion.clash in FIRST]

    @property
    def clashing(self) -> list[PathPart]:
        """The parts that keep the commit from being made. A part that only has to wait does not, if there is something else to
        commit."""
        some = [part for part in self.parts if part.portion.clash]
        return [part for part in some if part not in self.waits] if any(part.entry is not None for part in self.parts) else some


class Committed(NamedTuple):
    """The result of a commit. ``code``: git's exit code."""

    code: int
    commit: Oid | None = None
    moved: bool = False
    """True if the branch had moved: nothing is committed, and it can be built again."""
    word: str = ""
    """What the gate reported about the commit."""
    hooked: tuple[Oid, Oid, list[str]] | None = None
    """What hooks changed in their work tree: the trees before and after, and the paths that differ."""


def ready(checkout: Checkout, beside: frozenset[str] | None) -> None:
    """Raise ``CoordgitError`` while a merge, a rebase or the like is unfinished here that the commit would not be ``beside``."""
    git_dir, over = checkout.worktree.git_dir, beside is not None
    if not over and operation.leaves_only_a_message(git_dir):  # over, if all that is staged is what the session has made of HEAD
        staged = trees.index_diff(checkout.git, checkout.head).blobs
        over = writes.has_made(checkout.store, checkout.me, checkout.worktree.id, staged)
    for name, what in STOPPED.items():
        if os.path.exists(f"{git_dir}/{name}") and not over:
            raise CoordgitError(f"{what} is in progress in this worktree: its commit would hold everybody's work", "git status")
    if {path for _, path in entries(checkout.git.run("ls-files", "-u", "-z"))} - (beside or frozenset()):
        raise CoordgitError("the index has conflicts that are not resolved", "git status")


def plan(asked: CommitRequest) -> Planned:
    """Return what would be committed now. Stores blobs, changes nothing else. Raises ``CoordgitError`` if that is nothing."""
    checkout, me = asked.checkout, asked.checkout.me
    named, versions = _named(asked)
    sides = Sides(me, sessions.not_at_work(checkout.store) - {me})
    parts = []
    for edited in edited_paths.paths(checkout, named):
        version = versions.get(edited.path)
        share = edited_paths.portion_of(edited, sides) if version is None else edited_paths.declared(edited, sides, version)
        entry = None
        if not share.clash and share.changes:
            entry = edited_paths.entry_of(checkout, edited, share, sides, version)
        elif not share.clash and edited.mode is not None and edited.mode.session == me:
            entry = edited.head._replace(mode=edited.mode.mode)
        elif not share.clash and edited.head.oid == edited.disk.oid and (version or own_portion.pending(edited.steps) == {me}):
            entry = edited.disk  # its mode
        parts.append(PathPart(edited, share, entry if entry != edited.head else None))
    if not any(part.entry is not None or part.portion.clash for part in parts):
        unknown = "no uncommitted edit here is recorded as this session's; if one is yours: coordgit commit --mine-is PATH PATH"
        others = [part.edited.path for part in parts if versions and versions[part.edited.path].entry != part.edited.head]
        if others:
            unknown = f"all that is uncommitted in {few(map(quote, others))} is recorded as another session's, and stays with it"
        raise CoordgitError(unknown, f"coordgit whose {' '.join(literal(path, below=True) for path in others)}".rstrip(), 1)
    return Planned(parts)


def _named(asked: CommitRequest) -> tuple[list[str], dict[str, DeclaredVersion]]:
    """Return (the paths that are asked for, the versions declared of them)."""
    checkout = asked.checkout
    where = (checkout.store, checkout.worktree.id, checkout.me)
    if asked.version:
        if any(
            not one.leaf and (one.spec.wild or os.path.isdir(f"{checkout.worktree.top}/{one.spec.path}")) for one in asked.paths
        ):
            raise UsageError("--mine-is takes paths of files, no folders and patterns", "coordgit commit --help")
        named = [one.spec.path for one in asked.paths]
        _refuse_passed_over(checkout.worktree, files.passed_over(checkout.git, named))
        return named, {path: edited_paths.version_of(checkout, asked.version, path, asked.cwd) for path in named}
    moded = modes.of(checkout.store, checkout.worktree.id).items()
    mine = sorted(
        {
            *writes.paths(*where),
            *begun_calls.being_written(*where),
            *(path for path, change in moded if change.session == checkout.me),
        }
    )
    over = files.passed_over(checkout.git, mine)
    named = [
        path for path in mine if path not in over and (not asked.paths or any(pathspec.names(one, path) for one in asked.paths))
    ]
    for one in asked.paths:
        if not any(pathspec.names(one, path) for path in named):
            _refuse_passed_over(checkout.worktree, {path: why for path, why in over.items() if pathspec.names(one, path)})
            named_whole = one.spec.path and not one.spec.wild
            raise CoordgitError(
                f"no edit of {quote(one.spec.path or '.')} is recorded as this session's; "
                "if it is yours: coordgit commit --mine-is PATH PATH",
                f"coordgit whose {literal(one.spec.path, below=True)}" if named_whole else "coordgit whose", 1,
            )  # fmt: skip
    return named, {}


def _refuse_passed_over(worktree: Worktree, over: Mapping[str, str]) -> None:
    """Raise ``CoordgitError`` for named files that ``git add`` passes over, if any. ``over``: path -> reason."""
    if not over:
        return
    why = next(iter(over.values()))
    some = [path for path, reason in over.items() if reason == why]
    names, top = few(map(quote, some)), f"git -C {option(worktree.top)}"
    if why == files.IGNORED:
        add = f"{top} add -f {' '.join(literal(path, below=False) for path in some)}"
        raise CoordgitError(f"git ignores {names}; to commit it all the same, add it to the index first", add, 1)
    mark = f"{top} update-index --no-{why} {' '.join(map(word, some))}"
    raise CoordgitError(f"git does not look at {names}, marked --{why} in the index", mark, 1)


def _refuse_staged(parts: Sequence[PathPart], staged: frozenset[str]) -> None:
    """Raise ``CoordgitError`` if the commit would have a path of ``staged``: nobody recorded which lines git has merged there."""
    paths = [part.edited.path for part in parts if part.entry is not None or part.portion.clash]
    if met := [path for path in paths if path in staged]:
        rest = " ".join(literal(path, below=True) for path in paths if path not in staged)
        what = f"another session has a squash or a pick of {listed(met)} staged here, and is to commit that first"
        raise CoordgitError(what, f"coordgit commit {rest}" if rest else f"coordgit whose {literal(met[0], below=True)}", 1)


def commit(
    asked: CommitRequest, words: Sequence[str], *, quiet: bool, rebuild: Callable[[], None]
) -> tuple[Planned, Committed | None]:
    """Commit what ``asked`` asks for, by git, which is given ``words``; ``None``: it clashes, and nothing is committed.

    The commit is built again if the branch moves meanwhile, after ``rebuild``. ``quiet``: print nothing on standard output.
    """
    for number in range(ROUNDS):
        typed_message = not {"-m", "-F"}.isdisjoint(words)  # nobody waits for an editor
        with turn(asked.checkout.worktree, typed_message or number > 0):
            before = asked.checkout
            asked = asked._replace(checkout=edited_paths.here(before.worktree, before.git, before.store, before.me))
            ready(asked.checkout, asked.beside)
            planned = plan(asked)
            _refuse_staged(planned.parts, asked.beside or frozenset())
            if planned.clashing:
                return planned, None
            declared = ("--mine-is", asked.version) if asked.version else ()
            typed = dumps([asked.cwd, asked.moved, "commit", *words, *declared, *asked.typed])
            made = make(asked, planned.parts, words, {**asked.environ, separate_index.TYPED: typed}, quiet)
        if not made.moved:
            break
        rebuild()
    if made.commit is not None and planned.waits:
        stay(asked, planned.waits, made.commit)
    return planned, made


def make(
    asked: CommitRequest, parts: Sequence[PathPart], words: Sequence[str], environ: Mapping[str, str], quiet: bool
) -> Committed:
    """Commit the parts with git, which is given ``words``, and bring the shared index forward. ``quiet``: print nothing."""
    checkout = asked.checkout
    folder = separate_index.begin(checkout.worktree.store)
    built = tempfile.mkdtemp(prefix="coordgit-")
    try:
        entries = {part.edited.path: part.entry for part in parts if part.entry is not None}
        own = separate_index.build(checkout.git, checkout.worktree, built, checkout.head, entries)
        planned = own.text("write-tree")
        declared = entries if asked.version else ()
        separate_index.expect(folder, checkout.ref, checkout.head, asked.epoch.session, declared)
        environ = {**environ, separate_index.VARIABLE: os.path.basename(folder)}
        code = commit_with_hooks.commit(checkout.worktree, built, words, environ, quiet)
        made = _made(checkout, folder, code)
        if made.commit is not None:
            separate_index.refresh(checkout.worktree)
        left = commit_with_hooks.left(own, built) if not made.word else None
        if left is None or left == planned:
            return made
        changed = trees.diff_with_modes(checkout.git, planned, left)
        return made._replace(hooked=(planned, left, sorted({*changed.blobs, *changed.modes})))
    finally:
        if not _landed(checkout, folder):
            separate_index.put_back(checkout.worktree, folder)
        for one in (built, folder):
            shutil.rmtree(one, ignore_errors=True)


def stay(asked: CommitRequest, waits: Sequence[PathPart], commit: Oid) -> None:
    """Record as uncommitted what ``commit`` has left of the session's lines, as another session has to commit first."""
    checkout, epoch = asked.checkout, asked.epoch
    left = [
        (part.edited, own_portion.waiting(weave, part.portion, epoch.session))
        for part in waits
        if part.portion.waits and (weave := part.edited.weave) is not None  # without one, nothing waits
    ]
    entries = separate_index.of_tree(checkout.git, commit, [one.path for one, _ in left])
    with checkout.store.writing():
        for one, steps in left:
            write = Write(
                epoch=epoch,
                worktree=checkout.worktree.id,
                path=one.path,
                before=steps[0].before,
                after=steps[-1].after,
                origin=entries[one.path].oid,
                at=asked.now,
                via="coordgit commit",
            )
            writes.stay(checkout.store, write, [step.number for step in steps])


def _landed(checkout: Checkout, folder: str) -> bool:
    """True if the branch has the commit that was built."""
    new, head = separate_index.made(folder), worktrees.head(checkout.worktree)[1]
    return bool(new) and head is not None and commits.is_ancestor(checkout.git, new, head)


def _made(checkout: Checkout, folder: str, code: int) -> Committed:
    """Return the result from git's exit code and the gate's report."""
    if _landed(checkout, folder):
        return Committed(0, separate_index.made(folder))
    head = worktrees.head(checkout.worktree)[1]
    word = separate_index.word(folder)
    if code == 0 and head is not None:  # no gate ran, as on a detached HEAD
        if not separate_index.bring_forward(checkout.worktree, folder, checkout.head, head):
            raise CoordgitError("committed, but another command holds the index, which lacks it now", "git reset")
        separate_index.note(folder, "new", head)
        return Committed(0, head)
    return Committed(code, moved=word == separate_index.MOVED or (not word and head != checkout.head), word=word)
