"""What coordgit does when a session starts."""

from coordgit.client_events.request import EventRequest
from coordgit.core.model import Oid, Session, Write
from coordgit.git import files, reflogs, refs, trees, worktrees
from coordgit.git.checked_branches import checked_in
from coordgit.git.commits import is_ancestor
from coordgit.git.plumbing import NOT_INSIDE, Git, records
from coordgit.git.worktrees import Worktree
from coordgit.install import later
from coordgit.session import identity
from coordgit.startup.typing import Mapping
from coordgit.store import edit_steps, landings, remote_tips, sessions, tellings, writes
from coordgit.store.database import Store
from coordgit.store.edit_steps import MadeEdit


def begin(store: Store, request: EventRequest, session: Session) -> str:
    """Prepare for the session's work; return what to tell it about hooks that its worktree lacked, "" for nothing."""
    # what fails here, coordgit doctor says
    lacking = request.attempt(lambda: _look_for_hooks(request), "", "git's hooks were not looked for")
    request.attempt(lambda: _note_targets(store, request), None, "targets were not noted")  # they are at the next commit
    if session.started_at == request.now:
        request.attempt(  # then their author is unknown
            lambda: _note_person_edits(store, request), None, "edits of others were not noted"
        )
    return lacking


def _look_for_hooks(request: EventRequest) -> str:
    """Install the hooks that the worktree lacks; return what to say about it. Where that is not heard, the next call does it."""
    if request.event.deaf:
        later.look_again(request.worktree)
        return ""
    return later.guard(request.worktree)


def _note_targets(store: Store, request: EventRequest) -> None:
    """Note the targets of work here, so that later calls see them move without asking git."""
    worktree, event = request.worktree, request.event
    targets = checked_in(worktree, worktree.git(), request.environ).targets
    with store.writing():
        landings.note_targets(store, targets)
        tips = refs.remote_tips(worktree, tellings.targets(store))
        remote_tips.note(store, tips)
        tellings.moved(store, event.session, event.agent, tips)


MOST_EDITED = 200
"""Tracked paths that are considered; if more differ from HEAD, they are not somebody's edits by hand."""


def _left_behind(git: Git, worktree: Worktree, head: Oid, files_now: Mapping[str, Oid | None]) -> set[str]:
    """Return the files that are as an older commit has them, where HEAD may have moved on without them: nobody's edits."""
    if not files_now or not reflogs.moved_alone(worktree, git, head):
        return set()
    left = [oid for oid in reflogs.left_at(git) if oid != head and is_ancestor(git, oid, head)]
    at = [trees.items(git, oid, list(files_now)) for oid in left]
    return {path for path, blob in files_now.items() if any(items[path] == blob for items in at)}


def _note_person_edits(store: Store, request: EventRequest) -> None:
    """Record the tracked paths that differ from HEAD as edits of the person, and delete those that do not differ any more."""
    worktree, now = request.worktree, request.now
    head = worktrees.head(worktree)[1]
    if head is None or not worktree.top or worktrees.has_stopped(worktree):
        return
    git = worktree.git()
    paths = list(records(git.run("diff-index", "-z", "--name-only", "--no-renames", NOT_INSIDE, head, "--")))
    who = identity.person(worktree, request.environ)
    known = sessions.get(store, who.session)
    if len(paths) > MOST_EDITED or not (paths or known):
        return
    blobs = files.Hashing(worktree, git).start(paths).oids()
    items = trees.items(git, head, paths)
    others = {work.path for work in writes.uncommitted(store, paths, who.session) if work.worktree == worktree.id}
    found = [path for path in paths if blobs[path] != items[path] and path not in others]
    behind = _left_behind(git, worktree, head, {path: blobs[path] for path in found})
    found = [path for path in found if path not in behind]
    with store.writing():
        if found and known is None:
            known = identity.seen(store, who, now, worktree=worktree.top)
        if known is None:
            return
        writes.forget_found(store, known.session, worktree.id, found)
        for path in found:
            noted, before, after = writes.pending(store, known.session, worktree.id, path), items[path], blobs[path]
            if noted is None or noted.after != after:
                edit = Write(epoch=known.epoch, worktree=worktree.id, path=path, at=now, via=writes.FOUND)
                writes.put(store, edit._replace(before=before, after=after, origin=before))
                made = MadeEdit(before=noted.after if noted else before, after=after, exact=False, at=now)
                edit_steps.put(store, known.session, worktree.id, path, made)
