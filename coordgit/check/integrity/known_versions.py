"""Which versions of a path a session knows: some as a whole, some by the lines that it read or was shown, some by a coarse
look."""

from __future__ import annotations

from coordgit.core.model import CONTENT, LINES, WHOLE_CHANGE, Epoch, Oid, Read, Write
from coordgit.core.own_changes import UNKNOWN, is_own
from coordgit.git import commits, refs, trees
from coordgit.git.plumbing import Git
from coordgit.startup.typing import Iterable, NamedTuple
from coordgit.store import known_commits, landings, refreshes, verdicts
from coordgit.store.database import Store

TYPE_CHECKING = False
if TYPE_CHECKING:
    from coordgit.check.update import Update
    from coordgit.core.hunks import HunksOf
    from coordgit.core.landed_steps import LandedStep
    from coordgit.core.seen_lines import Span

SHOWN = "shown"
"""The ``via`` of a read that a notice refreshed."""


class AuthorText(NamedTuple):
    """What an author has made of a path: ``ours``, where the branch has ``tip``; and what is recorded of that: its reads, and its
    uncommitted edit."""

    author: Epoch
    path: str
    tip: Oid | None
    ours: Oid | None
    mine: list[Read]
    write: Write | None


class SeenLines(NamedTuple):
    """Lines of a version: ``first``-``last`` of ``observed``, and where these stand in ``version``, if that was shown since."""

    version: Oid
    observed: Oid
    first: int
    last: int

    @property
    def shown(self) -> bool:
        return self.version != self.observed


class KnownVersions(NamedTuple):
    """What a session knows of a path."""

    whole: set[Oid | None]
    lines: list[SeenLines]
    coarse: frozenset[Oid]
    """Versions that were only looked at coarsely (``wc f``): nobody knows what of them was seen."""

    @property
    def versions(self) -> set[Oid | None]:
        """Return the versions of which something is known."""
        return self.whole.union(self.coarse, (some.version for some in self.lines))

    @property
    def read(self) -> set[Oid | None]:
        """Return the versions that were read, whole or in part: what is shown of a range is never where a text comes from."""
        return self.whole.union(self.coarse, (some.observed for some in self.lines))

    def since(self, order: list[Oid | None]) -> set[Oid | None]:
        """Return the versions since which others' changes have to be known; ``order``: the versions of the branch, newest first.
        Lines that were read later are known of the later one, the rest of the file is not."""
        if not self.whole.isdisjoint(order):
            return self.whole
        oldest = next((oid for oid in reversed(order) if oid in self.read), None)
        return self.versions if oldest is None else {oldest}


def of(store: Store, mine: list[Read], write: Write | None, ref: str = "", *, updater: str = "") -> KnownVersions:
    """Return what a session knew of a path when it made its text.

    ``ref``: the branch on which a notice that the file is gone counts ("": any); it says nothing about what another branch has
    had. ``updater``: the session whose acknowledgements count, too, for a reader that is not at work.
    """
    some = {read.read_id: read for read in mine if read.kind == LINES and read.observed}
    whole = {read.observed for read in mine if read.whole}
    coarse = {read.observed for read in mine if not read.whole and read.kind != LINES and read.observed}
    whole |= {read.known for read in mine if read.whole and read.known}  # else it removed it
    # of a file that was read in ranges, a landing that does not touch these stays unknown
    lines = [
        SeenLines(version=read.observed or "", observed=read.observed or "", first=read.first, last=read.last)
        for read in some.values()
    ]
    # an edit over something unseen: a notice since does not make that known, an explicit read or a later edit does
    blind = write is not None and write.lost
    for read_id, by_ref in refreshes.of_reads(store, [read.read_id for read in mine], updater).items():
        counting = {branch: again for branch, again in by_ref.items() if again.how != SHOWN or not blind}
        part = some.get(read_id)
        of_it = {branch: again.versions if part is None else [again.oid] for branch, again in counting.items()}
        shown = [(branch, oid) for branch, oids in of_it.items() for oid in oids if oid or not ref or branch == ref]
        whole |= {oid for branch, oid in shown if part is None or oid is None or branch == WHOLE_CHANGE}
        if part is not None:
            seen = dict.fromkeys(oid for _, oid in shown if oid)
            lines += [SeenLines(version=oid, observed=part.observed or "", first=part.first, last=part.last) for oid in seen]
    if write is not None:
        if write.lost:
            whole |= {write.origin} | ({write.before} if write.before != write.over else set())
        elif not mine or any(_was_carried_forward(read, write) for read in mine):
            whole.add(write.before)
        # all that was read since is others' uncommitted text, or a text that no commit has of a file that the session removed
        elif all(read.writer or (write.after is None and not read.settled) for read in mine):
            whole.add(write.origin)
    return KnownVersions(whole, lines, frozenset(coarse))


def before_taken_back(store: Store, git: Git, text: AuthorText, ref: str) -> list[Read]:
    """Return the reads of the text's author, moved forward where another session has taken back the author's landing on ``ref``.
    The tip then has again what the author read before it landed: these older reads count as reads of what it landed."""
    older = [read for read in text.mine if read.observed == text.tip != read.known]
    if not older:
        return text.mine
    session, landed = text.author.session, [one for one in landings.versions(store, text.path) if one.ref == ref]
    own = {one.after for one in landed if one.maker == session}
    back = next((one for one in landed if one.after == text.tip and one.before in own and one.maker != session), None)
    older = [read for read in older if back is not None and read.landing_id < back.landing_id]
    if not older or back is None:
        return text.mine
    from coordgit.core.hunks import moved_range

    pair = (text.tip or "", back.before or "")
    way = trees.hunks(git, [pair] if all(pair) else []).get(pair) or []
    moved = {}
    for read in older:
        lines = moved_range(way, read.first, read.last) if read.kind == LINES else (0, 0)
        kind = LINES if read.kind == LINES else CONTENT
        moved[read.read_id] = read._replace(kind=kind, observed=back.before, first=lines[0], last=lines[1])
    return [moved.get(read.read_id, read) for read in text.mine]


def versions_of(store: Store, git: Git, update: Update, path: str) -> list[landings.Version]:
    """Return the newest changes of a path, newest first. For a remote's branch, which no landing here names, those count whose
    commits it contains: they moved a branch here, as a pull does."""
    versions, ref = landings.versions(store, path), update.ref
    if not versions or update.old is None or not ref.startswith(refs.REMOTES):
        return versions
    moves = {one: landings.get(store, one.landing_id) for one in versions if not one.begins}
    news = {one: move.new for one, move in moves.items() if move is not None and move.new}
    here = commits.of(git, news.values())
    there = here.keys() - commits.beyond(git, here, update.old)
    return [one._replace(ref=ref) if news.get(one) in there else one for one in versions]


def has_replaced(store: Store, text: AuthorText, ref: str) -> bool:
    """True if the author knew the tip's version because it replaced it: on another branch than ``ref``, after that version came
    to ``ref``, and by a commit that the gate let pass."""
    session, versions = text.author.session, landings.versions(store, text.path)
    own = next((one for one in versions if one.before == text.tip != one.after and one.maker == session and not one.begins), None)
    if own is None or own.ref == ref or _came_to(ref, versions, text.tip) > own.landing_id:
        return False
    return verdicts.let_pass(store, own.landing_id)


def _came_to(ref: str, versions: list[landings.Version], oid: Oid | None) -> int:
    """Return the newest landing that gave a branch this version of a path, 0 for an unknown one. ``versions``: newest first."""
    return next((one.landing_id for one in versions if one.after == oid != one.before and one.ref == ref), 0)


def _was_carried_forward(read: Read, write: Write) -> bool:
    """True if the edit carried a read of the whole file forward, which only one that replaced a known version does."""
    return read.whole and read.known == write.after and read.observed != read.known


def without_own(store: Store, git: Git, text: AuthorText, changes: list[LandedStep]) -> list[LandedStep]:
    """Return the ``changes`` without the session's own removal that a merge has brought, and without those of which the update
    takes back only lines that its own session typed and another session's landing carried."""
    changes = [step for step in changes if not _is_own_removal(store, git, text, step)]
    if not changes or text.write is None:
        return changes
    from coordgit.git import undone_changes
    from coordgit.store import edit_steps

    own = edit_steps.typed(store, text.write.write_id)
    texts = trees.blobs(git, [after for step in changes if (after := own.get(step.before))])
    made = [(step, texts.get(own.get(step.before) or "")) for step in changes if step.seen is None]
    asked = [(step, step._replace(seen=typed)) for step, typed in made if typed is not None]
    lost = undone_changes.of_steps(git, [(with_it, text.tip, text.ours) for _, with_it in asked])
    kept = [step for (step, _), undone in zip(asked, lost, strict=True) if not undone]
    return [step for step in changes if step not in kept]


def _is_own_removal(store: Store, git: Git, text: AuthorText, step: LandedStep) -> bool:
    """True if the session alone has removed the file, by the commits of each landing that took the removal from elsewhere. The
    landing itself names nobody, as a merge may bring what others have removed."""
    path, session = text.path, text.author.session
    if step.after is not None or step.makers != UNKNOWN:
        return False
    removals = [one for one in landings.versions(store, path) if (one.before, one.after) == (step.before, None)]
    if all(one.maker != session for one in removals):
        return False
    from coordgit.check import branch_changes

    moves = [landings.get(store, one.landing_id) for one in removals if one.maker != session]
    return all(
        move is not None
        and move.new is not None
        and is_own(branch_changes.makers(store, git, move.old, move.new, [path], reader=session)[path], session)
        for move in moves
    )


def without_seen(git: Git, changes: list[LandedStep], known: KnownVersions, order: list[Oid | None]) -> list[LandedStep]:
    """Return the ``changes`` of which the known lines do not show all, each with what they do show of it. ``order``: the versions
    of the branch, newest first."""
    if not changes or not known.lines:
        return changes
    from coordgit.core.hunks import Hunk, is_binary
    from coordgit.core.line_differences import split
    from coordgit.core.seen_lines import with_seen

    hunks = trees.hunks(git, _pairs(changes, known))
    texts = trees.blobs(git, (oid for one in changes for oid in (one.before, one.after)))
    left = []
    for step in changes:
        before, after = texts[step.before] if step.before else b"", texts[step.after] if step.after else None
        later = order[: order.index(step.after) + 1] if step.after in order else []
        if step.after is None:
            left.append(step)
        elif before is None or after is None or is_binary(after):  # which lines changed is unknown
            left += [] if any(some.version in later for some in known.lines) else [step]
        else:
            old, new = split(before), split(after)
            change = (
                hunks[step.before, step.after] if step.before else [Hunk(first=0, length=0, new_first=1, new_length=len(new))]
            )
            lines = with_seen(old, new, change or [], _seen(step.after, known, later, hunks))
            if lines != new:
                left.append(step if lines == old else step._replace(seen=b"".join(lines)))
    return left


def _pairs(changes: list[LandedStep], known: KnownVersions) -> list[tuple[Oid, Oid]]:
    """Return the pairs of blobs whose hunks are needed."""
    afters = [step.after for step in changes if step.after]
    return [
        *((some.observed, some.version) for some in known.lines),
        *((step.before, step.after) for step in changes if step.before and step.after),
        *((after, some.version) for after in afters for some in known.lines),
    ]


def _seen(after: Oid, known: KnownVersions, later: list[Oid | None], hunks: HunksOf) -> list[Span]:
    """Return the lines of a version that were seen, in it or where another has them. ``later``: it and those that followed."""
    from coordgit.core.hunks import moved_range
    from coordgit.core.seen_lines import Span, carried_back, joined

    spans: dict[Oid, list[Span]] = {}
    for some in known.lines:
        moved = hunks[some.observed, some.version]
        if moved is not None:
            span = Span(*moved_range(moved, some.first, some.last), some.shown)
            spans.setdefault(some.version, []).append(span)
    found: list[Span] = []
    for version, of_it in spans.items():
        way = hunks[after, version]
        found += carried_back(way, joined(of_it), later=version in later) if way is not None else []
    return found


def has_seen_with(store: Store, git: Git, update: Update, mine: Iterable[Read]) -> bool:
    """True if the whole path was read at a commit that contains the tip, such as the session's own merge of it. A read of a text
    that the session has put in place of the tip's version unasked does not count."""
    tip = update.old
    whole = [read for read in mine if read.kind != LINES and read.base and read.base != tip]
    return tip is not None and any(
        commits.is_ancestor(git, tip, read.base or "") and not _replaced_unasked(store, git, update.ref, tip, read)
        for read in whole
    )


def _replaced_unasked(store: Store, git: Git, ref: str, tip: Oid, read: Read) -> bool:
    """True if the session put another text in place of the tip's version before it read the path, and the gate did not ask about
    that: on a detached HEAD, by a bypass, or before the version came to ``ref``. Reading its own text then shows nothing of the
    version that it replaced."""
    path = read.path
    since = [one.oid for one in commits.touching(git, tip, read.base or "", [path], full=True) if not one.merge]
    makers = known_commits.makers(store, since)
    own = [oid for oid in since if read.epoch.session in {epoch.session for epoch in makers.get(oid, ())}]
    version = trees.items(git, tip, [path])[path] if own else None
    changes = {oid: changed[path] for oid, changed in trees.own_changes(git, own).items() if path in changed}
    replaced = {oid: after for oid, (before, after) in changes.items() if before == version}
    asked = known_commits.first_landings(store, sorted(known_commits.asked(store, list(replaced))))
    versions = landings.versions(store, path) if replaced else []
    texts = {one.after for one in versions if one.maker == read.epoch.session}
    about = {one.landing_id for one in versions}
    # a rebase has asked nothing of a path that is as it was on the branch, unless the session has kept its own text there
    asked = {oid: landing for oid, landing in asked.items() if landing in about or replaced[oid] in texts}
    if len(asked) < len(replaced):
        return True
    came = _came_to(ref, versions, version) if asked else 0
    waved = verdicts.waved_through(store, list(asked.values()))
    return any(one in waved or came > one for one in asked.values())
