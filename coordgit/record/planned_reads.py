"""Plan what a call changes in its session's knowledge: access → moment → knowledge. Reads store and git, and changes nothing."""

from __future__ import annotations

import os

from coordgit.core import knowledge as rules
from coordgit.core import own_text
from coordgit.core.grouping import grouped
from coordgit.core.knowledge import Knowledge, Shown
from coordgit.core.model import ABSENT, CONTENT, LEFT, LINES, LISTING, MATCH, MODE, SEEN, WRITE, Access, Oid, Query, Read, Write
from coordgit.core.own_changes import is_own
from coordgit.core.own_text import FileText
from coordgit.git import comparing
from coordgit.git.plumbing import Git
from coordgit.git.worktrees import BISECTED, is_bisecting
from coordgit.record import delivered, found_folders
from coordgit.record.gather import NAMES, Batch, Located
from coordgit.record.plan import Observer, Plan
from coordgit.record.seen_versions import Moments
from coordgit.startup.typing import Collection, Iterable, Sequence
from coordgit.store import writes
from coordgit.store.database import Store
from coordgit.store.writes import Work


def planned(store: Store, observer: Observer, batches: Sequence[Batch]) -> Plan:
    """Plan what the batches change. Changes nothing itself."""
    plan = Plan(store, observer)
    for batch in batches:
        moments = Moments(store, observer, batch)
        bisecting = not observer.declared and is_bisecting(batch.worktree)
        edited_at = grouped((located.path, n) for n, located in enumerate(batch.accesses) if located.access.act == WRITE)
        for n, located in enumerate(batch.accesses):
            if located.access.act == WRITE:
                from coordgit.record import edits

                plan.count += edits.write(plan, moments, located)
            elif located.access.act == MODE:
                if located.path in batch.modes:
                    plan.modes.append((batch.worktree.id, located.path, batch.modes[located.path]))
            elif bisecting or located.access.rev == BISECTED:
                continue  # a bisection shows history
            elif located.access.act in (LISTING, MATCH):
                plan.count += _ask(plan, moments, located)
            elif located.access.rev:
                plan.count += _read_at(plan, moments, located)
            else:
                written = edited_at.get(located.path, [n])
                first, last = min(written), max(written)
                plan.count += _read(plan, moments, located, before_write=n < last, after_write=first < n)
        if not bisecting:
            found_folders.note(plan, moments)
    return plan


def _new(plan: Plan, moments: Moments, located: Located) -> Read:
    """Return the read of an access, without the version that was seen."""
    observer, batch = plan.observer, moments.batch
    return Read(
        epoch=observer.epoch,
        agent=observer.agent,
        path=located.path,
        query=located.access.query,
        base=batch.head or "",
        at=observer.at,
        via=observer.via,
        exact=located.access.exact,
        declared=observer.declared,
        worktree=batch.worktree.id,
        landing_id=moments.landing_id,
        tip_id=moments.tip_id,
    )


def _ask(plan: Plan, moments: Moments, located: Located) -> int:
    """Plan a listing or a search; return how many were recorded. Its answer is that of the commit at which the call began."""
    from coordgit.record import planned_answers

    access = located.access
    read = _new(plan, moments, located)._replace(kind=access.act, base=moments.head() or "", query=access.query or Query())
    answered = [read] if access.rev else planned_answers.all_answered(plan, moments, read)
    plan.answers += answered
    return 1 if answered else 0


def _read(plan: Plan, moments: Moments, located: Located, *, before_write: bool, after_write: bool) -> int:
    """Plan a read of the work tree; return how many were recorded. The same call may write the path too, after or before."""
    batch, path = moments.batch, located.path
    full = os.path.join(batch.worktree.top, path)
    if not path or (os.path.isdir(full) and not os.path.islink(full)):
        return 0
    moment = moments.of(path)
    located, blob = _as_seen(plan, moments, located, before_write=before_write, after_write=after_write)
    known = plan.knowledge(batch.worktree.id, path)
    if _shows_nothing(located.access, full, blob):
        return 0
    # a merge has stopped with both sides in the file
    shows_both = path in batch.sides and _has_markers(batch.git, blob)
    text = _text(plan, moments, path, blob)
    hides = not shows_both and own_text.hides_newer(known, text)
    own, write = known, known.write
    if write is not None and blob is not None and write.after == blob != text.tip and not text.left_last():
        own = known._replace(write=None)  # the file has what another session made of it
    sight = rules.sight(moment, blob, own)
    if own_text.shows_all(own, sight.base, text):
        sight = sight._replace(base=batch.head, settled=True)
    read = _read_of(plan, moments, located, own, sight)
    named = plan.named(path) if read.agent or any(item.read.agent for item in known.items) else {}
    refreshable = {item.read.read_id for item in known.items if rules.refreshes(item.read, read.agent, named)}
    if hides:
        plan.put(batch.worktree.id, path, rules.after_look(known, read, refreshable))
        return 0
    coarse, texts = not located.access.exact, comparing.texts_of(batch.git)
    after = rules.after_read(known, read, refreshable, texts, coarse=coarse, named=named)
    if after is known:
        return 0
    beside = [*_sides_seen(known, refreshable, read), *_known_beside(moments, known, read, refreshable, shows_both=shows_both)]
    if any(item.shown or {item.read.observed, item.read.known} != {blob} for item in known.items):
        from coordgit.record import replaced_versions

        older = [item.read for item in known.items if item.read.read_id in refreshable]
        beside += replaced_versions.seen(plan, batch, read, older=older, shown=_shown_of(known, refreshable, read))
    plan.put(batch.worktree.id, path, _shown_to(after, read, beside))
    return 1


def _as_seen(
    plan: Plan, moments: Moments, located: Located, *, before_write: bool, after_write: bool
) -> tuple[Located, Oid | None]:
    """Return (what was found, with its range counted from the top and marked exact or coarse; the version that was seen)."""
    batch, path = moments.batch, located.path
    full, moment = os.path.join(batch.worktree.top, path), moments.of(path)
    if before_write and moment.began is not None and moment.began.noted:
        blob = moment.began.blob
    else:
        blob = moment.file if after_write else moments.seen(located.access, moment, path, plan.observer.output)
    if blob is None and not os.path.lexists(full) and (blob := moments.left_out(path)):  # read, but nothing was seen of it
        located = located._replace(access=located.access._replace(exact=False, missing=False, first=0, last=0))
    if min(located.access.first, located.access.last) < 0:
        same = blob is not None and blob == batch.blobs.get(path)
        located = located._replace(access=delivered.bounded(located.access, delivered.content(full) if same else None))
    if located.access.matched and moments.prints(path, blob, plan.observer.output):
        located = located._replace(access=located.access._replace(exact=True))
    return located, blob


def _known_beside(
    moments: Moments, known: Knowledge, read: Read, refreshable: Collection[int], *, shows_both: bool
) -> Sequence[Shown]:
    """Return the versions of the item that the session knows besides the one it has just read."""
    batch, path, blob, tip = moments.batch, read.path, read.observed, moments.of(read.path).head.item
    knew = any(item.has_seen(tip) for item in known.items if item.read.read_id in refreshable)
    if shows_both:
        from coordgit.record import reads_of_commits

        seen = [
            Shown(ref=f"{SEEN}{side}", tip=read.base or "", oid=side, how="read")
            for side in _shown_sides(batch, path, blob or "", read)
        ]
        branches = [*reads_of_commits.beside(batch.git, known, read), *reads_of_commits.aside(batch.git, known, read)]
        return [*seen, *branches]
    if read.settled and read.base and any(item.shown or item.read.known != read.observed for item in known.items):
        from coordgit.record import reads_of_commits

        return reads_of_commits.newer(batch.git, known, read)
    in_conflict = any(one.oid == tip for one in _sides_seen(known, refreshable, read))
    if not (read.settled or read.writer or in_conflict) and tip and knew:
        from coordgit.record import reads_of_commits

        edited = known.write is not None and known.write.before != known.write.after
        if edited or reads_of_commits.has_stayed(batch.git, known, path, tip, batch.head):
            return [Shown(ref=LEFT, tip=batch.head or "", oid=tip, how="read")]  # it still knows what its edit was made over
    if read.writer and blob:  # another session made the file anew
        return [Shown(ref=LEFT, tip=batch.head or "", oid=oid, how="read") for oid in rules.removed(known, refreshable)]
    return []


def _shown_of(known: Knowledge, refreshable: Collection[int], read: Read) -> list[Shown]:
    """Return what was shown of reads, by this agent or the session itself, of all that is read now."""
    items = [item for item in known.items if item.read.read_id in refreshable and item.read.agent in ("", read.agent)]
    return [one for item in items if rules.covers(item.read, read.kind, read.first, read.last) for one in item.shown]


def _sides_seen(known: Knowledge, refreshable: Collection[int], read: Read) -> list[Shown]:
    """Return the sides of conflicts that were read, by this agent or the session itself, where all was read that is now."""
    return [one for one in _shown_of(known, refreshable, read) if one.ref.startswith(SEEN)]


def _has_markers(git: Git, blob: Oid | None) -> bool:
    from coordgit.git import trees

    return blob in trees.with_markers(git, [blob])


def _shows_nothing(access: Access, full: str, blob: Oid | None) -> bool:
    """True if the tool cannot have seen the file as it is now, or its absence."""
    if blob is not None:
        return access.missing  # the file was created after the tool looked
    # the tool may not have looked for it, or it is a device or a pipe
    return not access.missing and (not access.exact or os.path.lexists(full))


def _read_of(plan: Plan, moments: Moments, located: Located, known: Knowledge, sight: rules.Sight) -> Read:
    """Return the read of what the session saw of a path."""
    batch, (access, path), blob = moments.batch, located, sight.blob
    if not sight.settled and sight.base == batch.head and blob is not None:
        sight = sight._replace(base=moments.made_over(path, blob))
    own = known.write is not None and known.write.after == blob != moments.of(path).head.item
    writer = None if sight.settled and not own else _writer(plan, batch, known, path, blob)
    read = _new(plan, moments, located)._replace(
        kind=ABSENT if blob is None else LINES if access.first else CONTENT,
        observed=blob,
        known=blob,
        base=sight.base or "",
        settled=sight.settled and writer is None,
        # another session's edit, or the removal of a tracked file, is not the older version that it may equal
        sought=moments.landing_id if writer is not None or (blob is None and path in batch.staged) else -1,
        writer=writer.epoch.session if writer is not None else "",
        exact=access.exact and path not in batch.away,
        tracked=blob is None or path in batch.staged,
    )
    if read.kind != LINES:
        return read
    text = delivered.content(os.path.join(batch.worktree.top, path))
    read = _with_range(read, access, text)
    return read if blob != batch.blobs.get(path) else delivered.counted_as_stored(batch.git, read, text)


def _with_range(read: Read, access: Access, text: bytes | None) -> Read:
    """Return the read with the range that was asked for, in a file with this ``text`` (``None``: unknown). A range that starts
    beyond the end becomes the line after the last one: the reader saw that nothing follows."""
    first = access.first if text is None else min(access.first, comparing.number_of_lines(text) + 1)
    return read._replace(first=first, last=max(access.last, first))


def _writer(plan: Plan, batch: Batch, known: Knowledge, path: str, blob: Oid | None) -> Work | None:
    """Return the other session's uncommitted edit that made ``blob`` (``None``: removed the file), if one is known."""
    edits = writes.uncommitted(plan.store, [path], plan.observer.epoch.session)
    edits = [edit for edit in edits if edit.worktree == batch.worktree.id and edit.before != edit.after]
    if known.write is not None and known.write.after == blob:  # its own text, written over what it had read, or found there
        makers = {edit.epoch.session for edit in edits}
        read = max(
            (item.read.writer for item in known.items if item.read.known == blob and item.read.writer in makers), default=""
        )
        from coordgit.store.edit_steps import stretches

        parts = stretches(plan.store, [known.write.write_id]).get(known.write.write_id, ())
        if read or not parts:
            return next((edit for edit in edits if edit.epoch.session == read), None)
        blob = parts[-1][0] or ""
    if not edits:
        return None
    from coordgit.core import removed_edits
    from coordgit.git import trees

    texts = trees.blobs(batch.git, [blob, *(oid for edit in edits for pair in edit.stretches for oid in pair)])
    edits = [edit for edit in edits if not removed_edits.takes_back(edit.stretches, texts)]
    # or the text has the edit, and beside it what another session has committed since
    made = [edit for edit in edits if edit.after == blob] or [
        edit
        for edit in edits
        if blob and any(removed_edits.stands(Write(before=old, after=new), blob, texts) for old, new in edit.stretches)
    ]
    return max(made, key=lambda edit: edit.at, default=None)


def _text(plan: Plan, moments: Moments, path: str, blob: Oid | None) -> FileText:
    """Return the text that was seen, with what is needed to compare it with HEAD's version."""
    batch, session = moments.batch, plan.observer.epoch.session
    tip = batch.items.get(path)

    def lacking(versions: list[Oid | None]) -> list[bool]:
        from coordgit.git import undone_changes

        return undone_changes.lacking(batch.git, [(version, tip, blob) for version in versions])

    def landed() -> list[Oid | None]:
        from coordgit.core.landed_steps import history
        from coordgit.store import landings

        steps = history(landings.versions(plan.store, path), tip, "", session)
        return [step.after for step in steps if is_own(step.makers, session)][:1]

    def left_last() -> bool:
        from coordgit.store import edit_steps

        last = edit_steps.last(plan.store, batch.worktree.id, path)
        return last.after != blob or last.session == session

    return FileText(
        blob=blob,
        tip=tip,
        head=batch.head,
        at=lambda commit: moments.item(commit, path),
        lacking=lacking,
        landed=landed,
        left_last=left_last,
        foreign=lambda: any(work.after == blob for work in writes.uncommitted(plan.store, [path], session)),
    )


def _shown_sides(batch: Batch, path: str, blob: Oid, read: Read) -> list[Oid]:
    """Return the sides of a conflict that were seen. A range shows a side if it has one of its lines, or the marker next to
    them."""
    sides = batch.sides[path]
    if read.kind != LINES or len(sides) != 2:
        return sides
    from coordgit.git import trees

    side, seen = -1, set()
    for number, line in enumerate((trees.blobs(batch.git, [blob])[blob] or b"").split(b"\n")[: read.last], 1):
        before = side
        if line.startswith(trees.MARKERS[side + 1]):
            side = -1 if side == 1 else side + 1
        if number >= read.first:
            seen |= {before, side}
    return [sides[n] for n in seen if n >= 0]


def _shown_to(knowledge: Knowledge, read: Read, versions: Iterable[Shown]) -> Knowledge:
    """Let the session know versions of the item besides the one it has just read."""
    items = []
    for item in knowledge.items:
        if item.read.known == read.known:
            for version in versions:
                item = rules.after_showing(item, version)
        items.append(item)
    return knowledge._replace(items=tuple(items))


def _read_at(plan: Plan, moments: Moments, located: Located) -> int:
    """Plan a read from a commit: the commit is the base, and its version is what was seen."""
    from coordgit.record import reads_of_commits

    access, batch = located.access, moments.batch
    seen = reads_of_commits.seen(plan, moments, located)
    if seen is None:
        return 0
    if seen.known:
        return 1
    new = _new(plan, moments, located)
    read = new._replace(path=seen.path, kind=seen.kind, base=seen.base, landing_id=moments.landing_before())
    if seen.kind == LISTING:
        plan.answers.append(read._replace(query=NAMES, exact=access.exact and not access.first))
        return 1
    known = plan.knowledge(batch.worktree.id, seen.path)
    if not access.exact and any(old.known != seen.oid or old.kind == CONTENT for old in seen.older):
        return 0
    older = {old.read_id for old in seen.older}
    read = read._replace(observed=seen.oid, known=seen.oid)
    if seen.beside:
        from coordgit.record import merged_versions

        items = [
            merged_versions.after_look(plan, batch, item, read, seen.beside) if item.read.read_id in older else item
            for item in known.items
        ]
        known = known._replace(items=tuple(items))
        if seen.kind != CONTENT or any(old.kind != LINES for old in seen.older):
            plan.put(batch.worktree.id, seen.path, known)
            return 1
        older = set()  # only lines of the file were known: now all of it is
    if seen.kind == LINES:
        from coordgit.git import trees

        read = _with_range(read, access, trees.blobs(batch.git, [seen.oid])[seen.oid] if seen.oid else None)
    plan.put(batch.worktree.id, seen.path, rules.after_read(known, read, older, comparing.texts_of(batch.git)))
    return 1
