"""What a session wrote: a comparison of the file before and after a call."""

import os

from coordgit.core import knowledge as rules
from coordgit.core.knowledge import AtCommit, Edit
from coordgit.core.model import WRITE, Access, Oid, Read, Write
from coordgit.git import commits, files, operation, refs, trees, worktrees
from coordgit.git.plumbing import content, encode
from coordgit.git.worktrees import Worktree
from coordgit.record.gather import Located
from coordgit.record.plan import Plan
from coordgit.record.seen_versions import Moments
from coordgit.startup.typing import Iterable
from coordgit.store import begun_calls, edit_steps, landings, tellings, writes
from coordgit.store.database import Store
from coordgit.store.edit_steps import MadeEdit

UTF8_MARK = b"\xef\xbb\xbf"
"""The byte order mark, which some editors put before a text in UTF-8."""


def write(plan: Plan, moments: Moments, located: Located) -> int:
    """Plan the edit of a call that may have written; return how many edits of the path it made."""
    access, path = located
    batch, observer = moments.batch, plan.observer
    after = batch.blobs.get(path)
    moment = moments.of(path)
    if path in moments.noted:
        before = moments.noted[path]
    elif access.created:
        before = None
    elif access.before is not None:
        before = files.hash_text(batch.git, path, encode(access.before))
    elif access.query is not None and moments.began is not None and path not in batch.items:
        before = None  # a glob did not name it when the call began
    else:
        return 0
    if before is None and after is not None and not access.exact:
        moved = _moved_here(plan, moments, path, after)
        plan.moved += moved
        if moved:
            return 0
    if not access.exact and moment.began is not None and before == moment.began.head.item and _git_stopped(moments, path, after):
        return 0  # nobody has edited the file
    began, head, merged, committed = moment.began, AtCommit(batch.head or "", batch.items.get(path)), False, False
    if began is not None and began.head.item != moment.head.item:
        merged = before != began.head.item
        committed = before is None and not merged and _has_committed(plan, moments, path, moment.head.item)
        if before != after and not merged and not committed:
            before = moment.head.item  # a merge or a checkout within the call brought this content; nobody edited it
    brought = not (access.exact or merged) and after not in (before, head.item) and _is_of_stopped_merge(moments, path, after)
    if brought:  # it has put an edit away, as a pull with --autostash does, which brings that back at its end
        head, merged = AtCommit(head.commit, after), True
    if not access.exact and moments.began is not None:  # others may have written it while the command ran
        for blob in edit_steps.by_others(plan.store, observer.epoch.session, batch.worktree.id, path, moments.began.at):
            before = blob
    elif access.exact and _meets_another(plan, moments, path):
        before, after = _as_reported(moments, access, path, before, after)
    made = (batch.worktree.id, path), MadeEdit(before=before, after=after, exact=access.exact, at=observer.at)
    if made in plan.edits:  # a call may name a path twice
        return 1
    known = plan.knowledge(batch.worktree.id, path)
    if not rules.is_edit(known, before, after, access.exact):
        return 0
    edit = Edit(
        before=before,
        after=after,
        head=head,
        epoch=observer.epoch,
        agent=observer.agent,
        worktree=batch.worktree.id,
        path=path,
        at=observer.at,
        via=observer.via,
        landing_id=moments.landing_id,
        typed=access.exact,
        restores=after == (began.head if began else head).item,
        merged=merged,
        conflicted=lambda: _is_conflict(moments, before),
        theirs=lambda: _sides_of_others(plan, moments, path),
        conflicts=lambda: not access.exact and _is_conflict(moments, after),
        foreign=lambda: edit_steps.last(plan.store, batch.worktree.id, path).session not in ("", observer.epoch.session),
        taken=lambda: not access.exact and _is_of_another(plan, moments, located, after),
        had=lambda read: _had(plan, moments, located, read, after),
    )
    plan.put(batch.worktree.id, path, rules.after_edit(known, edit))
    if before != after and not (committed and after == head.item):
        plan.edits.append(made)
    return 1


def _is_conflict(moments: Moments, blob: Oid | None) -> bool:
    return blob in trees.with_markers(moments.batch.git, [blob])


def _git_stopped(moments: Moments, path: str, blob: Oid | None) -> bool:
    """True if the conflict markers in this version of a path are git's own, of a merge, rebase or the like that has stopped, and
    not just text. The conflict of a stash entry does not count: the entry brings an edit back."""
    if not _is_conflict(moments, blob) or operation.under_way(moments.batch.worktree.git_dir) == operation.COMMIT:
        return False
    return path in files.in_index(moments.batch.git, [path])[1]


def _is_of_stopped_merge(moments: Moments, path: str, blob: Oid | None) -> bool:
    """True if git has made this of a path, without a conflict, in a merge that has stopped at one in another file."""
    git, git_dir = moments.batch.git, moments.batch.worktree.git_dir
    tree = worktrees.state_ref(git_dir, "AUTO_MERGE") if operation.merged(git_dir) else ""
    return bool(tree) and trees.items(git, tree, [path])[path] == blob and not _is_conflict(moments, blob)


def _sides_of_others(plan: Plan, moments: Moments, path: str) -> list[Oid]:
    """Return the sides of a conflict in a file that the session has not written itself, while the index has them."""
    _, sides = files.in_index(moments.batch.git, [path])
    return [side for side in sides.get(path, ()) if not writes.has_written(plan.store, plan.observer.epoch.session, path, side)]


def _meets_another(plan: Plan, moments: Moments, path: str) -> bool:
    """True if another session has edited the path since the call began, or may be doing so: the file then has both edits."""
    where, session = (moments.batch.worktree.id, path), plan.observer.epoch.session
    if any(other != session for other, _ in begun_calls.running(plan.store, *where)):
        return True
    return moments.began is not None and bool(edit_steps.by_others(plan.store, session, *where, moments.began.at))


def _as_reported(
    moments: Moments, access: Access, path: str, before: Oid | None, after: Oid | None
) -> tuple[Oid | None, Oid | None]:
    """Return the versions before and after an edit as its tool reports them, if it does, as far as texts can be told from it: a
    client may leave out what marks the line ends and the encoding."""
    text, git = content(os.path.join(moments.batch.worktree.top, path)), moments.batch.git
    if access.text is None or (access.before is None and not access.created) or b"\r" in text or text.startswith(UTF8_MARK):
        return before, after
    was = None if access.before is None else files.hash_text(git, path, encode(access.before))
    return was, files.hash_text(git, path, encode(access.text))


def _moved_here(plan: Plan, moments: Moments, path: str, blob: Oid) -> list[Write]:
    """Return the uncommitted edits of a file that the call moved here as ones of this path, if others have edited it: the newest
    edit and, beneath it, others'. (A new file belongs to whoever renames it.)"""
    batch, session = moments.batch, plan.observer.epoch.session
    head = (moments.began.head if moments.began is not None else batch.head) or ""
    gone = [
        edit
        for edit in plan.edits_of_others(batch.worktree.id)
        if edit.before is not None
        and edit.after not in (None, edit.before)
        and edit.path != path
        and not os.path.lexists(os.path.join(batch.worktree.top, edit.path))
        and moments.item(head, edit.path) != edit.after  # as where a reset has brought back the commit that had it
    ]
    newest = next((edit for edit in gone if edit.after == blob), None)
    if newest is None and gone:
        paths = sorted({edit.path for edit in gone})
        own = [*writes.here(plan.store, session, batch.worktree.id, paths).values()]
        if landings.last_of(plan.store, session) > moments.landing_id:  # the call has committed the removal of the old name
            own += writes.landed_with(plan.store, session, paths)
        newest = next((edit for edit in own if edit.after == blob), None)
    if newest is None:
        return []
    beneath = [edit for edit in gone if edit.path == newest.path and edit != newest]
    if beneath:
        from coordgit.git import undone_changes

        asked = [(edit, (edit.before, edit.after, moments.item(head, edit.path))) for edit in beneath]
        committed = {*undone_changes.standing(batch.git, asked)}  # with a newer one, as where it was handed over
        beneath = [edit for edit in beneath if edit not in committed]
    is_own = newest.epoch.session == session
    return [edit._replace(path=path) for edit in (*beneath, newest)] if beneath or not is_own else []


def _has_committed(plan: Plan, moments: Moments, path: str, blob: Oid | None) -> bool:
    """True if the session itself has committed this version of a new file within the call."""
    newest = next(iter(landings.versions(plan.store, path)), None)
    if newest is None or newest.landing_id <= moments.landing_id:
        return False
    return (newest.before, newest.after, newest.maker) == (None, blob, plan.observer.epoch.session)


def _is_of_another(plan: Plan, moments: Moments, located: Located, blob: Oid | None) -> bool:
    """True if another session committed this version, or if a remote's target, the newest fetch or the revision that the command
    names has it."""
    makers = {version.maker for version in landings.versions(plan.store, located.path) if version.before != version.after == blob}
    if makers:
        return makers != {plan.observer.epoch.session}
    brought = operation.fetched(moments.batch.worktree.git_dir)[: operation.COMPARED]
    others = (*_remote(plan, moments), *brought, *_named(moments, located))
    return any(moments.item(commit, located.path) == blob for commit in others)


def _remote(plan: Plan, moments: Moments) -> Iterable[Oid]:
    """Return the commits of the remotes' targets."""
    return refs.remote_tips(moments.batch.worktree, tellings.targets(plan.store)).values()


def _named(moments: Moments, located: Located) -> list[Oid]:
    """Return the commit from which a command says that it takes the file."""
    commit = moments.batch.git.commit(located.access.source) if located.access.source else None
    return [commit] if commit else []


def _had(plan: Plan, moments: Moments, located: Located, read: Read, blob: Oid | None) -> bool:
    """True if the base of a read has this version of the path; or if it descends from the last commit that had it, and no branch
    has it now."""
    git, base, path = moments.batch.git, read.base or "", read.path
    if trees.has(git, base, path, blob):
        return True
    now = {version.ref: version.after for version in reversed(landings.versions(plan.store, path))}
    if blob in now.values() or any(moments.item(tip, path) == blob for tip in _remote(plan, moments)):
        return False
    replaced = (landings.before(plan.store, ref, path, blob) for ref in now)
    named = (commit for commit in _named(moments, located) if moments.item(commit, path) == blob)
    return any(commits.is_ancestor(git, commit, base) for commit in (*replaced, *named) if commit)


def standing(store: Store, worktree: Worktree, session: str) -> list[Access]:
    """Return the paths that a session has edited and not committed: a command that moves the work tree may write them."""
    edited = [(worktrees.named(worktree, edit.worktree), edit.path) for edit in writes.of_session(store, session)]
    return [Access(WRITE, f"{where.top}/{path}", exact=False, unnamed=True) for where, path in edited if where is not None]
