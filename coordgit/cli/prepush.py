"""``coordgit pre-push``, hidden: what git's hook of that name runs before anything is sent."""

from __future__ import annotations

import os
import sys
import time

import click

from coordgit.check import push as walk
from coordgit.check import sent, unverified_pushes
from coordgit.check.validate import settings_of
from coordgit.cli import gate
from coordgit.cli.answer import answer
from coordgit.cli.context import find_place, say
from coordgit.core.model import REJECTED
from coordgit.core.quoting import word
from coordgit.errors import CoordgitError
from coordgit.git import kept_refs
from coordgit.git.plumbing import decode
from coordgit.git.settings import Config
from coordgit.store.database import NAME, Store, open_store


@click.command(hidden=True)
@click.argument("remote")
@click.argument("url", required=False)
def pre_push(remote: str, url: str | None) -> int:
    """Ask about the branches that a push to REMOTE moves, given on standard input as git gives them to its hook."""
    worktree = find_place()
    settings = None
    lines = decode(sys.stdin.buffer.read())
    if any(line.startswith(kept_refs.PREFIX) for line in lines.split("\n")):  # a line that deletes a ref does not start like this
        say(f"coordgit: not pushed: {kept_refs.PREFIX} holds uncommitted edits, which are this clone's own", err=True)
        say(f"try: git push --prune {word(remote)} '+refs/heads/*:refs/heads/*' '+refs/tags/*:refs/tags/*'", err=True)
        return 1
    branches = walk.parse(lines)
    if not os.path.exists(f"{worktree.store}/{NAME}"):
        return 0
    try:
        settings = settings_of(worktree, os.environ)
        if not branches and (lines or not settings.publish):
            return 0
        for note in settings.notes:
            say(f"coordgit: {note}", err=True)
        store = open_store(worktree.store)
        request = walk.Request(worktree, os.environ, os.getppid(), time.time(), remote, branches)
        unverified_pushes.find(store, worktree, worktree.git(keep=True), os.environ, request.now)
        verdicts = walk.push(store, request, settings)
        for verdict in verdicts:
            say(answer(verdict, store).rstrip("\n"), err=True)
        rejected = any(verdict.outcome == REJECTED for verdict in verdicts)
        if not rejected:
            unverified_pushes.note_asked(store, request)
            if settings.publish:
                _publish(store, request, settings)
        return int(rejected)
    except Exception as error:
        return gate.failed(worktree, error, settings, [(branch.ref, branch.oid) for branch in branches])


def _publish(store: Store, request: walk.Request, settings: Config) -> None:
    """Send the reads ahead of the commits. That this failed is said, and stops nothing."""
    try:
        why = sent.send(store, request, settings, walk.caller(store, request).session)
    except (CoordgitError, OSError) as error:
        why = error.message if isinstance(error, CoordgitError) else str(error)
    if why:
        say(f"coordgit: the reads behind this push were not published: {why}", err=True)
