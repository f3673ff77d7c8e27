"""``coordgit commit``: commit what this session edited, and leave in the work tree what others did."""

import os
import sys
from collections.abc import Sequence

import click

from coordgit.check import reconcile
from coordgit.check.integrity import stopped
from coordgit.cli.caller import wanted
from coordgit.cli.context import Here, display, here, moved, say, session_here
from coordgit.cli.options import json_option
from coordgit.core.commit_command import is_input
from coordgit.core.model import Session
from coordgit.core.own_portion import PathPart, unrecorded
from coordgit.core.quoting import counted, few, option, quote, word
from coordgit.errors import CoordgitError, UsageError
from coordgit.git import operation, separate_index, trees, worktrees
from coordgit.git.plumbing import content, decode
from coordgit.portion import edited_paths, make_commit
from coordgit.portion.make_commit import CommitRequest, Committed, Planned
from coordgit.render import whose as render
from coordgit.render.verdict import next_line
from coordgit.store import kept, names, writes
from coordgit.uncommitted import keeping

FEW = 5
"""Paths, and places, that a message names at most."""


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("-m", "--message", "messages", multiple=True, metavar="TEXT", help="The message, as in git commit.")
@click.option(
    "-F",
    "--file",
    "file",
    type=click.Path(exists=True, dir_okay=False, allow_dash=True),
    metavar="FILE",
    help="Take the message from FILE, as in git commit.",
)
@click.option(
    "--mine-is",
    "version",
    default="",
    metavar="REV|FILE",
    help="Commit each PATH as it is in commit REV or in FILE, but for lines that another session's edits changed. FILE may be"
    " PATH itself: then all that nobody else recorded is yours, a deletion too if the file is not there.",
)
@click.option("--dry-run", is_flag=True, help="Show what would be committed and what would stay, line by line, and whose it is.")
@click.option("-q", "--quiet", is_flag=True, help="Print no summary of the commit, as in git commit.")
@click.option("-a", "--all", "everything", is_flag=True, hidden=True)
@json_option
def commit(
    *,
    paths: tuple[str, ...],
    messages: tuple[str, ...],
    file: str | None,
    version: str,
    dry_run: bool,
    quiet: bool,
    everything: bool,
    as_json: bool,
) -> int:
    """Commit this session's own edits, and nothing of what others have edited in the same work tree.

    A path that only this session has edited is committed whole; of a path that others edited too, its own lines, as clients'
    hooks recorded them (coordgit whose). What others edited stays in the work tree as it is, not staged. The repository's commit
    hooks run, in a temporary work tree. Where two sessions changed the same lines, nothing is committed and both are shown.

    An edit that no hook recorded, such as a person's, is yours if you say so with --mine-is.
    """
    file = file or ""
    if messages and file:
        raise UsageError("-m and -F exclude each other", "coordgit commit --help")
    if everything:
        without = " ".join(["coordgit commit", *map(option, _words(messages, "" if is_input(file) else file))])
        raise UsageError("-a would take what others edit here; without it all that this session has edited is committed", without)
    words = [*_words(messages, file), *["-q"] * quiet] if not dry_run else []
    if version and not paths:
        raise UsageError("--mine-is needs the paths whose version it names", "coordgit commit --mine-is PATH PATH")
    with here() as at:
        session = session_here(at)
        checkout = edited_paths.here(at.worktree, at.git, at.store, session.session)
        asked = CommitRequest(
            checkout=checkout,
            epoch=session.epoch,
            typed=paths,
            paths=wanted(at, paths),
            version=version,
            environ=os.environ,
            now=at.now,
            cwd=os.getcwd(),
            moved=moved(),
            beside=_beside(at, session.session),
        )
        if dry_run:
            planned = make_commit.plan(asked)
            _show(at, session, planned, as_json, None)
            return int(bool(planned.clashing))

        def rebuild() -> None:
            say("coordgit: the branch moved meanwhile, so the commit is built anew", err=True)
            reconcile.settle_all(at.store, at.git, at.now)

        planned, made = make_commit.commit(asked, words, quiet=as_json, rebuild=rebuild)
        if as_json:
            _show(at, session, planned, True, made.commit if made is not None else None)
        if made is None:
            _refuse(at, planned, words)
            return 1
        _say_hooked(at, made)
        if made.commit is None:
            return 1 if made.word == separate_index.REJECTED or made.code == 1 else _unanswered(made)
        if planned.waits:
            some = _few([part.edited.path for part in planned.waits])
            inside = "that are inside another session's, which has to commit first"
            say(f"coordgit: not committed yet: lines of yours in {some} {inside}", err=True)
        if not version:
            _say_unrecorded(session, planned.parts)
    return 0


def _beside(at: Here, session: str) -> frozenset[str] | None:
    """Return the paths that another session's squash, or pick that was not to commit, has staged here; ``None`` for none."""
    if not operation.leaves_only_a_message(at.worktree.git_dir):
        return None
    found, (_, head) = stopped.by_another(at.store, at.worktree, session), worktrees.head(at.worktree)
    return frozenset(trees.diff(at.git, head, found.tree)) if found is not None and head and found.tree else None


def _words(messages: tuple[str, ...], file: str) -> list[str]:
    """Return git's own options for the message."""
    words = [word for text in messages for word in ("-m", text)]
    if is_input(file):  # the commit may have to be built, or made, again
        words += ["-m", decode(sys.stdin.buffer.read() if file == "-" else content(file))]
    elif file:
        words += ["-F", os.path.abspath(file)]
    return words


def _show(at: Here, session: Session, planned: Planned, as_json: bool, oid: str | None) -> None:
    """Print whose each line is, and whether it is committed."""
    document = {"commit": oid, "session": session.session, "paths": render.document(planned.parts, planned=True)}
    display(as_json, document, (*render.listing(planned.parts, names.of(at.store), planned=True), *_clashes(at, planned.parts)))


def _clashes(at: Here, parts: list[PathPart]) -> list[str]:
    clashes = render.clashes(parts, names.of(at.store))
    count = sum(bool(part.portion.clash) for part in parts)
    head = f"coordgit: refused: the edits of {counted(count, 'path')} cannot be separated"
    return [head, *clashes] if clashes else []


def _refuse(at: Here, planned: Planned, words: Sequence[str]) -> None:
    """Print what clashes, both sides, and the next step."""
    for line in _clashes(at, planned.parts):
        say(line, err=True)
    folder = os.path.relpath(os.getcwd(), at.worktree.top)
    back = _back(at, render.first_clash(planned.parts)[0])
    say(next_line(render.way_on(planned.parts, at.program(), words, folder, back)), err=True)


def _back(at: Here, path: str) -> str:
    """Return how to have a file back that one session has deleted or moved and another edited, "" if nothing of it is left."""
    if any(one.path == path for one in kept.standing(at.store, at.worktree.id)):
        return f"put it back ({at.program()} restore {word(os.path.relpath(f'{at.worktree.top}/{path}'))})"
    steps = writes.standing(at.store, at.worktree.id, [path])
    there = next(filter(None, (keeping.moved_to(at.store, at.worktree, write) for write in steps if write.after)), "")
    if not there:
        return ""
    tracked = separate_index.of_index(at.git, [there])
    move = f"git -C {option(at.worktree.top)} mv" if tracked else "mv"
    pair = (there, path) if tracked else (f"{at.worktree.top}/{there}", f"{at.worktree.top}/{path}")
    return f"move it back ({move} {' '.join(map(word, pair))}) until its edits are committed"


def _unanswered(made: Committed) -> int:
    """Return the exit code if git could not commit, for a reason that it has printed itself."""
    if made.moved:
        raise CoordgitError(f"the branch moved {make_commit.ROUNDS} times while the commit was built", "coordgit commit")
    if made.word == separate_index.LOCKED:
        raise CoordgitError("another command holds the index of this worktree", "git status")
    return 3


def _few(paths: Sequence[str]) -> str:
    return ", ".join(map(quote, paths[:FEW])) + (" ..." if len(paths) > FEW else "")


def _say_unrecorded(session: Session, parts: list[PathPart]) -> None:
    """Print which lines went along that nobody recorded, as those that a person has edited meanwhile."""
    unrecorded_lines = []
    for part in parts:
        weave = part.edited.weave
        places = unrecorded(weave, session.session, part.portion.carried) if weave is not None and part.entry is not None else ()
        if weave is not None and places:
            first = next(row for row in render.rows(weave, places) if row.carried)
            unrecorded_lines.append(f"{quote(part.edited.path)}:{first.number}" + (" ..." if len(places) > 1 else ""))
    if unrecorded_lines:
        say(f"coordgit: committed too, though no hook recorded who changed them: {few(unrecorded_lines)}", err=True)


def _say_hooked(at: Here, made: Committed) -> None:
    """Print what a hook changed: the files on disk remain as their sessions left them."""
    if made.hooked is not None:
        before, after, paths = made.hooked
        say(f"coordgit: a hook changed {_few(paths)} in its own work tree; the files on disk were left alone", err=True)
        again = "" if made.commit else "   # and commit again"
        git, show = f"git -C {option(at.worktree.top)}", ("diff-tree", "-p", "--binary", before[:12], after[:12])
        shown = f"{git} {' '.join(show)}"
        if not at.git.start("-C", at.worktree.top, "apply", "-C1", "--check", stdin=at.git.run(*show)).outcome()[0]:
            say(next_line(f"{shown} | {git} apply -C1{again}"), err=True)
            return
        fits_not = "others have edited what it changed, so it does not fit the files: run the hook's tool on them"
        say(f"coordgit: {fits_not} once those edits are committed", err=True)
        say(next_line(f"{shown}{again}"), err=True)
