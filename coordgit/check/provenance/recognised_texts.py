"""Which works of others a commit has: their text as a whole, the lines that they add, or one of their hunks."""

from coordgit.check.provenance import weaving
from coordgit.core.grouping import grouped
from coordgit.core.hunks import unplaced
from coordgit.core.model import Epoch, Oid, Write
from coordgit.core.recognised_work import recognised, same_hunks
from coordgit.git import commits, trees
from coordgit.git.plumbing import Git, side_by_side
from coordgit.startup.typing import Mapping, NamedTuple, Sequence
from coordgit.store import edit_steps, known_commits, landings, writes
from coordgit.store.database import Store
from coordgit.store.writes import Work

TEXTS = 200
"""Edits and commits of others that are compared by lines; if there are more, all those of these paths count."""
Merged = Mapping[str, Sequence[Oid | None]]
"""Path -> the blobs that a merge's other parents have: what is in one of them, the merge has from there."""


class CommitOf(NamedTuple):
    """A commit of ``epoch``, made in ``worktree``: path -> (before, after), and what its session itself has edited there."""

    epoch: Epoch
    worktree: str
    blobs: trees.Diff
    merged: Merged
    mine: Mapping[tuple[str, str], Write]
    """(Path, worktree) -> the session's own uncommitted edit."""

    def written_here(self, work: Work) -> bool:
        """True if the session has edited the path of ``work`` too, in the worktree where that stands."""
        return work.worktree == self.worktree and (work.path, self.worktree) in self.mine


def of(
    store: Store, git: Git, blobs: trees.Diff, epoch: Epoch, *, works: list[Work], worktree: str, merged: Merged
) -> list[Work]:
    """Return the ``works`` that are in a commit: as a whole, by the lines that they add, or by a hunk."""
    given = _given(store, works, epoch)
    copies = _copies(store, git, given, epoch.session)
    works = [work for work in works if work not in copies]
    if not works:
        return []
    mine = {(write.path, write.worktree): write for write in writes.of_paths(store, epoch.session, [w.path for w in works])}
    commit = CommitOf(epoch=epoch, worktree=worktree, blobs=blobs, merged=merged, mine=mine)
    certain, unsure = _by_blob(store, git, commit, works)
    if len(unsure) > TEXTS:
        return certain + unsure
    certain += _by_lines(store, git, commit, unsure, given)
    rest = [w for w in works if w.alone and w.before and w.after and w not in certain and all(blobs[w.path])]
    certain += _by_hunk(git, blobs, [work for work in rest if not _is_typed_here(store, commit, work.path)], merged)
    return list(dict.fromkeys(certain))


def _by_blob(store: Store, git: Git, commit: CommitOf, works: list[Work]) -> tuple[list[Work], list[Work]]:
    """Return (works whose text the commit has, edits of other texts, stretch by stretch)."""
    blobs, worktree, session = commit.blobs, commit.worktree, commit.epoch.session
    made = {(path, write.after) for (path, _), write in commit.mine.items()}
    both = [w for w in works if commit.written_here(w)]
    weaves = weaving.of(store, git, worktree, {w.path: blobs[w.path] for w in both if (w.path, w.after) not in made})
    certain, unsure = [], []
    for work in works:
        after, who = blobs[work.path][1], work.epoch.session
        if work in both and work.path in weaves and who not in weaves[work.path].makers:
            continue  # no line is the other's: it has taken back all that it had edited, or its lines are left out
        if work.after == after:
            taken = _is_its_own(store, commit, work) and after and not edit_steps.is_typed(store, session, work.path, after)
            if (work.path, after) not in made or taken:  # else it is the session's own text as well
                certain.append(work)
        elif work.after is not None and work.before != work.after:
            unsure += [work._replace(before=old, after=new) for old, new in work.stretches or ((work.before, work.after),)]
    return certain, unsure


def _is_its_own(store: Store, commit: CommitOf, work: Work) -> bool:
    """True if the text is its author's own: a command that gives it to another session has then copied it. Otherwise both may
    have run the same formatter."""
    elsewhere = work.worktree != commit.worktree
    return bool(work.commit or (elsewhere and edit_steps.is_typed(store, work.epoch.session, work.path, work.after)))


Given = Mapping[Work, Sequence[tuple[Oid | None, Oid | None]]]
"""Work -> (before, after) of the session's own commits that its author has taken it from."""


def _by_lines(store: Store, git: Git, commit: CommitOf, works: list[Work], given: Given) -> list[Work]:
    """Return the works of which the commit adds the lines, other than those that its session wrote itself."""
    _, worktree, blobs, merged, mine = commit
    session = commit.epoch.session
    wanted = {oid for w in works for oid in (w.before, w.after, *blobs[w.path])}
    own = {w.path: mine[w.path, worktree] for w in works if w.worktree != worktree and (w.path, worktree) in mine}
    wanted |= {oid for w in works for oid in merged.get(w.path, ())}
    wanted |= {oid for write in own.values() for oid in (write.before, write.after)}
    wanted |= {oid for work in works for pair in given.get(work, ()) for oid in pair}
    texts = trees.blobs(git, wanted)

    def text(oid: Oid | None) -> bytes:
        return texts.get(oid or "") or b""

    found = []
    for work in works:
        before, after = blobs[work.path]
        written = own.get(work.path) if work.worktree != worktree else None
        taken = _is_its_own(store, commit, work) and edit_steps.is_typed(store, session, work.path, work.after) is False
        mine_alone = given.get(work, ())
        if written is not None and not taken:  # lines that the session wrote itself, as its own edit shows, came from nobody
            mine_alone = [*mine_alone, (written.before, written.after)]
        added = [b"\n".join(set(text(new).split(b"\n")) - set(text(old).split(b"\n"))) for old, new in mine_alone]
        old = b"\n".join(map(text, (before, *merged.get(work.path, ()))))
        if recognised(text(work.before), text(work.after), old, text(after), b"\n".join(added)):
            found.append(work)
    return found


def _is_typed_here(store: Store, commit: CommitOf, path: str) -> bool:
    """True if the session has typed the commit's text of a path, or the one that it has there now."""
    here = commit.mine.get((path, commit.worktree))
    versions = [commit.blobs[path][1], *([here.after] if here else [])]
    return any(edit_steps.is_typed(store, commit.epoch.session, path, oid) for oid in versions)


def _given(store: Store, works: list[Work], epoch: Epoch) -> dict[Work, list[tuple[Oid | None, Oid | None]]]:
    """Return work -> (before, after) of each change that ``epoch``'s session itself has landed in the path, for work in commits
    of several sessions that ``epoch`` is one of: the other session has that change from it."""
    several = [work for work in works if work.commit and not work.alone]
    makers = known_commits.makers(store, [work.commit or "" for work in several]) if several else {}
    given = {}
    for work in several:
        if epoch in makers.get(work.commit or "", ()):
            own = [one for one in landings.versions(store, work.path) if one.maker == epoch.session]
            own += landings.detached_versions(store, work.path, epoch.session)
            given[work] = [(one.before, one.after) for one in own]
    return given


def _copies(store: Store, git: Git, given: Given, session: str) -> set[Work]:
    """Return the works in which the other session has only repeated a change of the session's own, as by ``git am``. What it has
    changed alike elsewhere in the file, between other lines, is its own."""
    if not given:
        return set()
    pairs = [pair for work, some in given.items() for pair in ((work.before, work.after), *some)]
    patches = side_by_side(trees.patches(git, [(old, new) for old, new in pairs if old and new and old != new]))[0]
    made = {pair: unplaced(patch or b"") for pair, patch in patches.items()}
    copies = set()
    for work, own in given.items():
        theirs = (work.before, work.after)
        if theirs in own or (made.get(theirs) and any(made.get(pair) == made[theirs] for pair in own)):
            copies.add(work)
    rest = [work for work, own in given.items() if work not in copies and own and work.before and work.after]
    return copies | _applied(store, git, rest, session)


APPLIED = 5
"""Own changes that are applied anew to tell what a commit copies, the newest: each costs git a merge."""
COPYING = 20
"""Commits of others for which that is done."""


def _applied(store: Store, git: Git, works: list[Work], session: str) -> set[Work]:
    """Return the works whose text is what git makes of their path by applying a change of the session's own, perhaps between
    lines that others have changed."""
    found: set[Work] = set()
    for commit, its in list(grouped((work.commit or "", work) for work in works).items())[:COPYING]:
        base = git.commit(f"{commit}^")
        texts = trees.items(git, base, [work.path for work in its]) if base else {}
        its = [work for work in its if work.path in texts and texts[work.path] == work.before]
        versions = [one for work in its for one in landings.versions(store, work.path)]
        own = {one.landing_id for one in versions if one.maker == session and one.before and one.after}
        for number in sorted(own, reverse=True)[:APPLIED]:
            move = landings.get(store, number)
            if base is None or move is None or not (move.old and move.new):
                continue
            code, tree = commits.merge_tree(git, base, move.new, move.old)
            texts = trees.items(git, tree, [work.path for work in its]) if code == 0 else {}
            found.update(work for work in its if texts.get(work.path) == work.after)
            if found.issuperset(its):
                break
    return found


def _by_hunk(git: Git, blobs: trees.Diff, works: list[Work], merged: Merged) -> list[Work]:
    """Return the works of which the commit makes a hunk that removes or replaces lines, however small its share is."""
    ours = {w.path: [(old, blobs[w.path][1]) for old in (blobs[w.path][0], *merged.get(w.path, ()))] for w in works}
    pairs = [pair for some in ours.values() for pair in some] + [(work.before, work.after) for work in works]
    made = trees.replaced(git, [(old, new) for old, new in pairs if old and new and old != new])
    found = []
    for work in works:
        common = set(made.get((work.before, work.after), ()))
        for pair in ours[work.path]:
            common &= made.get(pair, set())
        if same_hunks(common):
            found.append(work)
    return found
