"""``coordgit pre-push``, hidden: what git's hook of that name runs before anything is sent. Without click, as all hooks."""

import os
import sys
import time

from coordgit.check import Request
from coordgit.check.remote import push as walk
from coordgit.check.remote import unverified_pushes
from coordgit.cli import gate
from coordgit.core.model import REJECTED
from coordgit.core.quoting import escaped, word
from coordgit.errors import CoordgitError
from coordgit.explain.committer_text import Invocation, answer
from coordgit.git import kept_refs
from coordgit.git import settings as config
from coordgit.git.plumbing import decode, legible
from coordgit.store.database import NAME, Store, open_store


def pre_push(remote: str) -> int:
    """Ask about the branches that a push to ``remote`` moves, given on standard input as git gives them to its hook."""
    worktree = gate.here()
    if worktree is None:
        return 0
    worktree = worktree._replace(fetches=True)
    settings = None
    lines = decode(sys.stdin.buffer.read())
    if any(line.startswith(kept_refs.PREFIX) for line in lines.split("\n")):  # a line that deletes a ref does not start like this
        _say(f"coordgit: not pushed: {kept_refs.PREFIX} holds uncommitted edits, which are this clone's own")
        _say(f"try: git push --prune {word(remote)} '+refs/heads/*:refs/heads/*' '+refs/tags/*:refs/tags/*'")
        return 1
    branches = walk.parse(lines)
    if not os.path.exists(f"{worktree.store}/{NAME}"):
        return 0
    try:
        settings = config.of(worktree.git(keep=True), os.environ)
        if not branches and (lines or not settings.publish):
            return 0
        for note in settings.notes:
            _say(f"coordgit: {note}")
        store = open_store(worktree.store)
        store.leave()
        git = worktree.git(keep=True)
        request = Request(
            worktree=worktree, environ=os.environ, settings=settings, pid=os.getppid(), now=time.time(), cwd=os.getcwd()
        )
        pushing = walk.Push(request, walk.named(git, remote), branches)
        unverified_pushes.find(store, git, request)
        verdicts = walk.push(store, pushing)
        for verdict in verdicts:
            _say(answer(verdict, store, Invocation(os.environ, ".", os.getpid()), request.now).rstrip("\n"))
        rejected = any(verdict.outcome == REJECTED for verdict in verdicts)
        if not rejected:
            unverified_pushes.note_asked(store, pushing)
            if settings.publish and not walk.is_dry_run(request):
                _publish(store, pushing)
        return int(rejected)
    except Exception as error:
        return gate.failed(worktree, error, settings, [(branch.ref, branch.oid) for branch in branches])


def _publish(store: Store, pushing: walk.Push) -> None:
    """Send the reads ahead of the commits. That this failed is said, and stops nothing."""
    try:
        from coordgit.check.remote import sent_notes

        why = sent_notes.send(store, pushing, walk.caller(store, pushing).session)
    except Exception as error:  # the commits were judged: they may go without their reads
        why = error.message if isinstance(error, CoordgitError) else f"{type(error).__name__}: {error}"
    if why:
        _say(f"coordgit: the reads behind this push were not published: {why}")


def _say(text: str) -> None:
    sys.stderr.write(escaped(legible(f"{text}\n")))
