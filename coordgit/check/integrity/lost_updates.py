"""What an update may undo: for each path it changes, others' changes since the version that its author knew.

The store is asked first, the cheapest question first: for most paths the author knows the tip's version.
"""

from __future__ import annotations

from coordgit.check.integrity import known_versions
from coordgit.check.integrity.known_versions import AuthorText, KnownVersions
from coordgit.check.update import Update
from coordgit.core.grouping import grouped
from coordgit.core.model import ABSENT, ITEMS, Epoch, Oid, Read
from coordgit.core.own_changes import is_own, makers_of
from coordgit.core.validation import ELSEWHERE, Suspect
from coordgit.git import commits, operation, trees
from coordgit.git.plumbing import Git
from coordgit.startup.typing import Callable, Iterable, Mapping, NamedTuple
from coordgit.store import known_commits, landings, reads, sessions, writes
from coordgit.store.database import Store

TYPE_CHECKING = False
if TYPE_CHECKING:
    from coordgit.check.integrity.taken_sides import Combination
    from coordgit.core.landed_steps import LandedStep
    from coordgit.core.uncommitted_lines import Line


class Overwritten(NamedTuple):
    """A path that the update changes, and the foreign changes of it that its author never saw, oldest first."""

    path: str
    author: Epoch
    read: Read | None
    tip: Oid | None
    ours: Oid | None
    """The update's text, here or, of a path that it renames, under the new name."""
    steps: tuple[LandedStep, ...]
    blind: bool = False
    """Nothing of the path was read: only a change that the update puts back exactly counts as lost."""
    only_told: bool = False
    """Its author is only told: what a person looked at, or removed, is not recorded."""


def candidates(store: Store, git: Git, update: Update, stale: Iterable[Suspect]) -> list[Overwritten]:
    """Return the paths of which something may be undone. ``stale``: the stale reads, used if the store lacks the history."""
    # what the branch never had was not changed there
    stale = [
        suspect
        for suspect in stale
        if suspect.branch.ref == update.ref and suspect.read.kind in ITEMS and suspect.code != ELSEWHERE
    ]
    overwritten = []
    added = {after for before, after in update.written.values() if before is None} - {None}
    renamed: dict[str, Oid] | None = None if added and update.old else {}
    sides = _sides(store, git, update)
    for author, paths in _authors(store, git, update, sides).items():
        known = _by_path(reads.of_paths(store, author, paths))
        edits = {
            write.path: write
            for write in writes.of_paths(store, author.session, paths)
            if write.worktree == git.worktree or write.after == update.written[write.path][1]
        }
        unread = []
        for path in paths:
            tip, ours = update.written[path]
            suspected = [step for one in stale if one.read.epoch == author for step in _of_suspect(one, path, tip)]
            text = AuthorText(author=author, path=path, tip=tip, ours=ours, mine=known.get(path, []), write=edits.get(path))
            if path not in update.own and not suspected:  # nobody puts the text there now, and it is not asked about anyway
                text = text._replace(mine=known_versions.before_taken_back(store, git, text, update.ref))
            if update.operation == operation.REBASE:
                from coordgit.check.integrity import text_origins

                tip = text_origins.replaced_at_stop(store, git, update, text)
                text = text._replace(tip=tip)
                if text_origins.knew_at_stop(store, text):
                    continue
            mine, write = text.mine, text.write
            if any(tip == read.observed for read in mine if read.whole):
                continue
            steps, newer = _foreign(store, git, update, text, suspected=suspected, side=sides.get(path))
            about = Overwritten(path=path, author=author, read=None, tip=tip, ours=ours, steps=tuple(steps or newer))
            if steps:
                if ours is None and renamed is None:
                    renamed = trees.renamed(git, update.old or "", update.new)
                moved = renamed.get(path) if ours is None and renamed else ours
                overwritten.append(about._replace(read=mine[0] if mine else None, ours=moved))
            elif newer and (named := ours or next((step.before for step in newer if step.before in added), None)):
                person = sessions.is_person(store, author.session)
                overwritten.append(about._replace(ours=named, blind=True, only_told=person))
            elif author == update.epoch and not mine and write is None and None in (tip, ours):
                unread.append(path)
        overwritten += _left_behind(store, git, update, unread) if unread else []
    return overwritten


def _sides(store: Store, git: Git, update: Update) -> Mapping[str, Combination]:
    """Return how the update combined what several commits have made of a path; a plain commit combines nothing."""
    combining = update.operation in (operation.REBASE, operation.SQUASH, operation.PICK)
    if not combining and all(len(commit.parents) < 2 for commit in update.commits):
        return {}
    from coordgit.check.integrity import taken_sides

    return taken_sides.of(store, git, update)


def _foreign(
    store: Store, git: Git, update: Update, text: AuthorText, *, suspected: list[LandedStep], side: Combination | None
) -> tuple[list[LandedStep], list[LandedStep]]:
    """Return (others' unseen changes that the author's text may undo; others' recent changes, if the author knew no version).
    ``suspected``: the changes that make its reads stale. ``side``: how a merge combined the text, if one did."""
    author, ours = text.author, text.ours
    unseen, newer = _unseen(store, git, update, text, suspected=suspected, side=_known_of(store, side, text))
    steps = suspected if unseen is None else unseen
    steps = known_versions.without_own(store, git, text, steps)
    if steps:
        from coordgit.check.integrity import undone_elsewhere

        steps = undone_elsewhere.without(store, git, update, text, steps)
    if author != update.epoch:  # who makes the update may take back its own change of another's text
        steps = [one for one in steps if one.before != ours or not is_own(one.makers, update.epoch.session)]
    if side is not None:  # and who resolves a conflict may take another's text for its own
        steps = [one for one in steps if not any(is_own(one.makers, session) for session in side.chosen_by)]
    if steps and side is not None and ours is None:
        steps = _not_seen_as(store, git, update, text, steps)
    return steps, newer


def _left_behind(store: Store, git: Git, update: Update, unread: list[str]) -> list[Overwritten]:
    """Return the files that others have added or removed since the work tree was left behind. What a client's session removed
    itself is recorded."""
    from coordgit.check.integrity import left_behind
    from coordgit.core.landed_steps import LandedStep

    session, found = update.epoch.session, []
    for path in left_behind.put_back(git, update, unread):
        tip, ours = update.written[path]
        landed = [makers_of(one.maker) for one in landings.versions(store, path) if (one.before, one.after) == (ours, tip)]
        makers = frozenset[str]().union(*landed)
        if session not in makers:
            only_told = not sessions.has_client(store, session)
            steps = (LandedStep(ours, tip, makers),)
            found.append(
                Overwritten(path=path, author=update.epoch, read=None, tip=tip, ours=ours, steps=steps, only_told=only_told)
            )
    return found


def _known_of(store: Store, side: Combination | None, text: AuthorText) -> frozenset[Oid | None]:
    """Return the versions that the author of a combined text knew if it read nothing. Only a client's session is known to have
    read nothing."""
    author, mine = text.author, text.mine
    if side is None or author not in side.makers or mine or not sessions.has_client(store, author.session):
        return frozenset()
    return side.known


def _authors(store: Store, git: Git, update: Update, sides: Mapping[str, Combination]) -> dict[Epoch, list[str]]:
    """Return epoch -> the paths that it changes with this update."""
    put = writes.of_paths(store, update.epoch.session, list(update.carried)) if update.carried else ()
    answered = {write.path for write in put if write.after == update.written[write.path][1]}  # it put the whole text there itself
    own = update.own - _as_squashed(store, git, update)
    made = [(update.epoch, path) for path in own]
    if update.operation == operation.REBASE:  # whoever ends it need not have committed where it stopped
        alone = {commit.oid: commit.contributors[0] for commit in update.commits if commit.made and len(commit.contributors) == 1}
        made += [(alone[oid], path) for path in own for oid in update.changers.get(path, ()) if oid in alone]
    made += [(epoch, path) for path in update.own - answered for epoch in update.carried.get(path, ())]
    contributors = ((commit, epoch) for commit in update.commits for epoch in commit.contributors)
    others = list(dict.fromkeys(epoch for commit, epoch in contributors if not commit.made or epoch != update.epoch))
    merges = [commit for commit in update.commits if len(commit.parents) > 1]
    if any(commit.made for commit in merges):
        others.append(update.epoch)
    if others:  # what differs since a branch has left commits behind is nobody's text
        asked = [path for path in update.written if path not in own and (update.forward or merges or path in update.involved)]
        made += [(epoch, path) for path in asked for epoch in _makers(store, git, path, update.written[path][1], others)]
    made += [(epoch, path) for path, side in sides.items() for epoch in side.makers]
    return {epoch: sorted({*paths}) for epoch, paths in grouped(made).items()}


def _as_squashed(store: Store, git: Git, update: Update) -> frozenset[str]:
    """Return the paths that a squash leaves exactly as the squashed branch has them, if that branch held all that this one has
    and the session has no commit there: it has combined nothing in them."""
    if not update.squashed or commits.merge_base(git, update.old or "", update.squashed[0]) != update.old:
        return frozenset()
    if any(update.epoch in makers for makers in known_commits.makers(store, list(update.squashed)).values()):
        return frozenset()
    there = trees.items(git, update.squashed[0], update.own)
    return frozenset(path for path, oid in there.items() if oid == update.written[path][1])


def _makers(store: Store, git: Git, path: str, blob: Oid | None, among: list[Epoch]) -> list[Epoch]:
    """Return who of ``among`` made this version, or has typed it; all of them if that is not known."""
    from coordgit.store import edit_steps

    versions = [version for version in landings.versions(store, path) if version.after == blob]
    named = {version.maker for version in versions}
    found = [epoch for epoch in among if epoch.session in named]
    found = found or [epoch for epoch in among if edit_steps.is_typed(store, epoch.session, path, blob)]
    if found or not versions:
        return found or among
    moves = [landings.get(store, version.landing_id) for version in versions]  # a merge with a conflict that somebody resolved
    made = commits.of(git, [move.new for move in moves if move is not None and move.new])
    resolved = known_commits.makers(store, [oid for oid, commit in made.items() if len(commit.parents) > 1])
    who = {epoch for epochs in resolved.values() for epoch in epochs}
    return [epoch for epoch in among if epoch in who] or among


def _by_path(items: Iterable[Read]) -> dict[str, list[Read]]:
    """Return the reads of each path: the session's own or, without any, its sub-agents'."""
    by_path = grouped((read.path, read) for read in items)
    return {path: [read for read in of_path if not read.agent] or of_path for path, of_path in by_path.items()}


def _unseen(
    store: Store, git: Git, update: Update, text: AuthorText, *, suspected: list[LandedStep], side: frozenset[Oid | None]
) -> tuple[list[LandedStep] | None, list[LandedStep]]:
    """Return (others' changes since the version that the author knew, ``None`` if the store knows of none; others' recent
    changes, if the author knew no version). ``suspected``: the changes that make its reads stale. ``side``: the versions that it
    knew of a text that a merge combined."""
    author, path, tip, _, mine, write = text
    known = known_versions.of(store, mine, write, update.ref if tip else "", updater=update.epoch.session)
    if mine and (tip in known.whole or known_versions.has_replaced(store, text, update.ref)):
        return None, []
    if not mine and author != update.epoch:
        from coordgit.store import acknowledgements

        if acknowledgements.of_unread(store, author.session, path, tip, update.epoch.session):
            return None, []
    landed = known_versions.versions_of(store, git, update, path)
    if update.private and not update.forward and author != update.epoch:  # what a rewrite drops of a branch is its session's
        landed = [version for version in landed if version.ref != update.ref]
    here = update.landed_here(landed)
    if mine and known.versions == {tip}:
        newer = _newer(store, update, text, here)
        return None, known_versions.without_seen(git, newer, known, [tip, *(step.before for step in newer[::-1])])
    from coordgit.core.landed_steps import history, unseen

    if mine and known_versions.has_seen_with(store, git, update, mine):
        from coordgit.check.integrity import taken_sides

        left_out = taken_sides.left_out(git, update, text, history(here, tip, update.ref, author.session))
        return _not_shown(store, git, text, left_out) or None, []
    gone = [read for read in mine if read.kind == ABSENT]
    if gone:  # of a file that it removed itself, in the work tree alone or on a branch, what had been there was known
        from coordgit.check.integrity.dirty_reads import at_base

        forks = [read._replace(base=commits.merge_base(git, read.base or "", update.old or "")) for read in gone]
        known = known._replace(whole=(known.whole - {None}).union(at_base(git, forks).values()))
        if tip in known.whole:  # that it is gone on another branch tells nothing of what this one has
            return None, _newer(store, update, text, here) if forks != gone else []
    steps, others = [], any(version.maker != author.session for version in landed)
    if others:
        from coordgit.check.integrity import text_origins

        here = update.landed_here(text_origins.with_detached(store, git, text, landed))
        steps = history(here, tip, update.ref, author.session)
    if not steps and tip and sessions.has_client(store, author.session):
        from coordgit.check.integrity import fetched_versions

        steps = fetched_versions.since(store, git, update, text, side)
    if not steps and not mine and tip and update.operation == operation.SEND:
        from coordgit.check.integrity import fetched_versions

        steps = fetched_versions.replaced_unasked(store, git, update, text, landed)
    if not steps and not others:
        return None, []
    from coordgit.check.integrity import text_origins

    versions, steps = text_origins.since(store, git, update, text, known=known, steps=steps, landed=landed)
    versions = versions | side
    since = versions if unseen(steps, versions, author.session) else {step.before for step in suspected}
    missed = _missed(store, git, text, steps, since=since, known=known)
    if missed:
        missed = text_origins.without_answered(store, git, text, missed, landed=here)
    # who has read only a text that no commit has, and that nobody is known to have written, may have read an old one
    settled = any(read.settled or read.writer or read.kind == ABSENT for read in mine)
    if missed or settled:
        return missed, []
    newer = _newer(store, update, text, here)
    return missed, newer or (text_origins.put_back_unasked(store, git, text, steps, landed=landed) if not mine else [])


def _missed(
    store: Store, git: Git, text: AuthorText, steps: list[LandedStep], *, since: set[Oid | None], known: KnownVersions
) -> list[LandedStep] | None:
    """Return others' changes since one of the versions ``since`` that the author has not seen; ``None`` if others have changed
    nothing since then. ``steps``: the branch's versions, newest first."""
    from coordgit.core.landed_steps import unseen

    session, order = text.author.session, [text.tip, *(step.before for step in steps)]
    changes = unseen(steps, since, session)
    if not changes:
        return None
    missed = _not_shown(store, git, text, known_versions.without_seen(git, changes, known, order))
    if not missed:
        return missed
    # one text may show one of the changes, another text the next
    each = known_versions.without_seen(git, unseen(steps, since, session, joined=False), known, order)
    rest = _not_shown(store, git, text, each)
    return missed if len(rest) == len(each) else rest


def made_by_others(store: Store, git: Git, update: Update, overwritten: Overwritten, steps: list[LandedStep]) -> bool:
    """True if only other sessions' uncommitted edits, which the update carries (CG202), take back ``steps``, and each of these
    sessions knew what its edit takes back."""
    path, author = overwritten.path, overwritten.author
    editors = {work.epoch.session: work.epoch for work in update.edits if work.path == path and work.worktree == git.worktree}
    editors = {session: who for session, who in {**editors, update.epoch.session: update.epoch}.items() if who != author}
    if path not in update.own or not editors:
        return False
    from coordgit.check.provenance import weaving
    from coordgit.git import undone_changes

    weave = weaving.of(store, git, git.worktree, {path: (overwritten.tip, overwritten.ours)}).get(path)
    if weave is None:
        return False

    def undoes(steps: list[LandedStep], left_out: Callable[[Line], bool]) -> bool:
        asked = [(step, overwritten.tip, IN_PART) for step in steps]
        return any(undone_changes.of_steps(git, asked, {IN_PART: weave.without(left_out)}))

    def knew(session: str) -> bool:
        missed, seen = _ever_missed(store, git, update, editors[session], path)
        return not undoes(missed, lambda line: weave.maker(line) != session or (line.head and line.text in seen))

    known = [session for session in weave.makers & editors.keys() if knew(session)]
    return bool(known) and not undoes(steps, lambda line: weave.maker(line) in known)


IN_PART = "in part"
"""The name of the update's text without some of its lines."""


def _ever_missed(store: Store, git: Git, update: Update, epoch: Epoch, path: str) -> tuple[list[LandedStep], set[bytes]]:
    """Return (others' changes since the newest version that an epoch surely knew; the lines that it has seen of any version). If
    it surely knew none, changes since the oldest version count."""
    from coordgit.core.landed_steps import history, unseen
    from coordgit.core.line_differences import split

    tip, ours = update.written[path]
    mine = _by_path(reads.of_paths(store, epoch, [path])).get(path, [])
    write = writes.pending(store, epoch.session, git.worktree, path)
    here = update.landed_here(landings.versions(store, path))
    steps = history(here, tip, update.ref, epoch.session)
    known, order = known_versions.of(store, mine, write), [tip, *(step.before for step in steps)]
    since = known.since(order).union(step.before for step in steps[-1:])
    changes = known_versions.without_seen(git, unseen(steps, since, epoch.session), known, order)
    texts = trees.blobs(git, known_versions.of(store, [read for read in mine if read.whole], None).whole)
    seen = {line for text in texts.values() for line in split(text or b"")}
    text = AuthorText(author=epoch, path=path, tip=tip, ours=ours, mine=mine, write=write)
    return _not_shown(store, git, text, changes), seen


def _not_shown(store: Store, git: Git, text: AuthorText, changes: list[LandedStep]) -> list[LandedStep]:
    """Return the changes that are missing from every text the session knew whole. Such a text may have uncommitted lines of its
    own beside them, or have been acknowledged on another branch before a merge."""
    from coordgit.git import undone_changes

    whole = [read for read in text.mine if read.whole]
    texts = known_versions.of(store, whole, text.write).whole - {None} if changes and whole else ()
    return [step for step in changes if all(undone_changes.of_steps(git, [(step, text.tip, known) for known in texts]))]


def _not_seen_as(store: Store, git: Git, update: Update, text: AuthorText, steps: list[LandedStep]) -> list[LandedStep]:
    """Return the changes that the author has not seen under the name that the update gives the path."""
    name = trees.renames(git, update.old or "", update.new or "").get(text.path, text.path)
    seen = _by_path(reads.of_paths(store, text.author, [name])).get(name, [])
    return _not_shown(store, git, text._replace(mine=seen, write=None), steps)


def _newer(store: Store, update: Update, text: AuthorText, here: list[landings.Version]) -> list[LandedStep]:
    """Return others' changes since the author's own newest change of the path. A person's text may be as old as their newest
    landing of any path: what a person looked at since is not recorded."""
    author = text.author
    if not update.is_typed(text.path) or author != update.epoch or text.tip is None:
        return []
    if sessions.is_person(store, author.session):
        newest = landings.last_of(store, author.session)
        here = [version for version in here if version.landing_id > newest]
    if not here:
        return []
    from coordgit.core.landed_steps import history, since_own

    return since_own(history(here, text.tip, update.ref, author.session), author.session)


def _of_suspect(suspect: Suspect, path: str, tip: Oid | None) -> list[LandedStep]:
    from coordgit.core.landed_steps import LandedStep

    changes = suspect.changes if suspect.read.path == path else ()
    return [LandedStep(change.before, tip, change.makers) for change in changes if change.path == path]
