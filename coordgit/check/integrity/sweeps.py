"""The sweeps of an update: which of others' uncommitted edits of its paths it carries, and whose."""

from coordgit.check.provenance import weaving
from coordgit.check.update import Update
from coordgit.core.model import PART, WHOLE, Change, Finding, Oid, Write
from coordgit.core.own_changes import makers_of
from coordgit.core.rules.sweep import Committer, TextEdit, carries, holds, is_formatted
from coordgit.core.uncommitted_lines import Weave
from coordgit.core.validation import SWEPT
from coordgit.git import operation, separate_index, trees
from coordgit.git.plumbing import Git
from coordgit.session import presence
from coordgit.store import acknowledgements, edit_steps, sessions, untracked, writes
from coordgit.store.database import Store
from coordgit.store.writes import Work

MADE_ELSEWHERE = frozenset([operation.FORWARD, operation.FORWARD_PULL, operation.PUSH, operation.SEND, operation.RESET])
"""Operations that bring existing commits."""

MADE = {
    separate_index.EXECUTABLE: "made executable",
    separate_index.PLAIN: "made not executable",
    untracked.REMOVED: "taken out of the index",
}
"""Mode -> what a change to it alone did to the file."""


def of(store: Store, git: Git, update: Update, idle: float, now: float) -> list[Finding]:
    """Return a finding for each path and session whose edit of it the update carries. A session that was silent for ``idle``
    seconds may be gone."""
    if update.operation in MADE_ELSEWHERE or not _wrote(update):
        return []
    held = _held(store, update, idle, now)
    if not held:
        return []
    paths = list(dict.fromkeys(work.path for work in held))
    acknowledged = acknowledgements.sweeps(store, update.epoch.session, paths)
    ended = {(work.path, work.epoch) for work in held if work.ends}  # what has been made of it goes with the operation
    held = [work for work in held if work.ends or (work.path, work.epoch) not in ended]
    held = [work for work in held if (work.path, work.epoch.session, work.after) not in acknowledged]
    written = writes.here(store, update.epoch.session, git.worktree, paths)
    parts = edit_steps.stretches(store, [write.write_id for write in written.values()])
    own = {path: _changed(write.before, write.after, parts.get(write.write_id, ())) for path, write in written.items()}
    moded = [work for work in held if work.mode]
    held = [work for work in held if not work.mode]
    same = {work for work in held if work.after == update.written[work.path][1]}
    both = [work for work in held if own.get(work.path)]
    weaves = weaving.of(store, git, git.worktree, {work.path: update.written[work.path] for work in both})
    texts = _texts(git, update, [work for work in held if work not in same or work in both], own)
    declared = separate_index.declared(store.folder, update.ref, update.epoch.session)
    findings = [_finding(update, work, PART if own.get(work.path) else WHOLE) for work in moded]
    for work in held:
        mine, commit, weave = own.get(work.path, ()), update.written[work.path], weaves.get(work.path)
        if work.ends or work.moved:
            carried = True
        elif commit[1] is None and work.after is not None:
            carried = False  # the commit deletes the file; under another name, the work tree still has the edit
        elif work not in same:
            carried = _carries(_stretches(work), mine, commit, texts) or (weave is not None and _adds(weave, work, commit))
            carried = carried or _formatted(store, git, work, commit, weave)
        elif weave is not None:  # the session may have taken back what it had edited
            carried = work.epoch.session in weave.makers
        else:
            carried = all(after != work.after for _, after in mine)
        if carried:
            beside = update.epoch.session in weave.makers if weave is not None else _carries(mine, (), commit, texts)
            # a deletion has no part to commit, nor has what git has merged, whose lines are not recorded
            apart = beside and not (work.moved or work.ends) and commit[1] is not None
            found = _finding(update, work, PART if apart else WHOLE)
            findings.append(found._replace(only_told=work.path in declared))
    return findings


def _wrote(update: Update) -> bool:
    """True if text from the session's own work tree or index goes into the update, not only existing commits."""
    return update.new is None or any(commit.made and update.epoch in commit.contributors for commit in update.commits)


def _held(store: Store, update: Update, idle: float, now: float) -> list[Work]:
    """Return the edits that this session should not commit."""
    works = [work for work in update.edits if work.path in update.written or work.mode]
    stored = sessions.owners(store, list(dict.fromkeys(work.epoch.session for work in works)))
    by_person = sessions.is_person(store, update.epoch.session)
    known = {
        session: owner._replace(live=owner.live and not presence.why_gone(process, now - seen_at, idle))
        for session, (owner, seen_at, process) in stored.items()
    }
    mine: set[str] = set()
    if any(owner.person for owner in known.values()) and not by_person:
        mine = {write.path for write in writes.of_paths(store, update.epoch.session, list(update.written))}
    return [
        work for work in works if holds(known[work.epoch.session], work.at, Committer(by_person, bool(mine), work.path in mine))
    ]


Blobs = tuple["Oid | None", "Oid | None"]


def _changed(before: Oid | None, after: Oid | None, stretches: tuple[Blobs, ...]) -> tuple[Blobs, ...]:
    """Return what was changed, as blobs, without what was undone."""
    return tuple(pair for pair in stretches or ((before, after),) if pair[0] != pair[1])


def _stretches(work: Work) -> tuple[Blobs, ...]:
    return _changed(work.before, work.after, work.stretches)


def _texts(git: Git, update: Update, works: list[Work], own: dict[str, tuple[Blobs, ...]]) -> dict[Oid, bytes | None]:
    """Return the texts that have to be compared line by line."""
    pairs = [pair for work in works for pair in (*_stretches(work), *own.get(work.path, ()), update.written[work.path])]
    return trees.blobs(git, (oid for pair in pairs for oid in pair))


def _adds(weave: Weave, work: Work, commit: Blobs) -> bool:
    """True if an edit of the path left just what is committed, with a line of ``work`` in it, however short."""
    return any(step.after == commit[1] for step in weave.steps if step.session) and weave.adds(work.epoch.session)


def _formatted(store: Store, git: Git, work: Work, commit: Blobs, weave: Weave | None) -> bool:
    """True if the commit's text is what a formatter makes of the newest recorded edit of the path, and that edit's text has a
    change by the session of ``work``, however short. ``weave``: ``None`` if the committing session has edited nothing of the
    path."""
    session = work.epoch.session
    woven = weave or weaving.of(store, git, git.worktree, {work.path: commit}).get(work.path)
    if woven is None or not (woven.adds(session) if weave else session in woven.makers):
        return False
    left = next((step.after for step in reversed(woven.steps) if step.session), None)
    texts = trees.blobs(git, [oid for oid in (left, *commit) if oid]) if left not in commit else {}
    theirs = texts.get(left) if left else None
    return theirs is not None and is_formatted(theirs, _edit(commit, texts))


def _carries(changed: tuple[Blobs, ...], own: tuple[Blobs, ...], commit: Blobs, texts: dict[Oid, bytes | None]) -> bool:
    """True if the commit has some of what was changed, apart from ``own``, or if some text is not here: that of an edit of a very
    large file is not kept."""
    if changed and any(oid and texts.get(oid) is None for pair in (*changed, commit) for oid in pair):
        return True
    return carries([_edit(pair, texts) for pair in changed], [_edit(pair, texts) for pair in own], _edit(commit, texts))


def _edit(pair: Blobs, texts: dict[Oid, bytes | None]) -> TextEdit:
    before, after = (texts.get(oid or "") or b"" for oid in pair)
    return TextEdit(before, after)


def _finding(update: Update, work: Work, cause: str) -> Finding:
    whose = Write(epoch=work.epoch, path=work.path, after=work.after, at=work.at, via=MADE.get(work.mode, ""))
    change = Change(path=work.path, before=work.before, after=work.after, makers=makers_of(work.epoch.session))
    return update.finding(SWEPT, work.path)._replace(changes=(change,), write=whose, cause=cause)
