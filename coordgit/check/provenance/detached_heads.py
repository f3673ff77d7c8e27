"""Learn of commits made on a detached HEAD: no branch moved, so no read was asked, but git's hook noted them in the journal.

The hook appends one line for each move of such a HEAD (``hooks/git/prefilter.sh``), using shell builtins only. The next gate
stores the lines. They are read twice before they are deleted, since a hook may still be writing into the renamed file.
"""

import os

from coordgit.check.landing import carried_reads
from coordgit.check.landing.reads_after_landing import forget_given_up, know_renamed_in, know_resolved_in, know_written
from coordgit.check.provenance import carried_work, contributor_facts, left_edits, same_author
from coordgit.core.contributors import PART_MADE, PART_MERGED, PART_SOURCE, PART_UNCLEAR, classify, joined
from coordgit.core.model import UNCLEAR, Commit, Epoch, Oid, Write
from coordgit.core.origins import Facts
from coordgit.git import commits as history
from coordgit.git import operation, settings, trees, worktrees
from coordgit.git.checked_branches import existing_targets
from coordgit.git.plumbing import Git, content, decode
from coordgit.git.worktrees import Worktree
from coordgit.session import identity
from coordgit.startup.typing import Mapping, NamedTuple
from coordgit.store import dropped, edit_steps, known_commits, landings, sessions, writes
from coordgit.store.database import Store
from coordgit.store.text_files import JOURNAL, OLD_JOURNAL

MERGED = ("merge", "pull")
LEFT = 100
"""Commits left behind by a detached HEAD that are remembered: the newest."""


class HeadMove(NamedTuple):
    """One line of the journal: a detached HEAD of the worktree ``git_dir`` went from ``old`` to ``new``."""

    git_dir: str
    old: Oid
    new: Oid
    state: str
    """pick, merge, revert, rebase, stopped (a rebase by patches that stopped once), am, squash, or "" for none of these."""
    sources: tuple[str, ...]
    """What git's state files named as its source; an id may be abbreviated."""
    by_commit: bool
    """True if it was ``git commit``, which gives its hook the author."""
    action: str
    who: tuple[str, ...]
    """What the hook noted of its session, for ``identity.noted``."""

    @property
    def makes(self) -> bool:
        """True if it was a command that makes commits."""
        return bool(self.state) or (self.by_commit and not self.action.startswith(MERGED))

    @property
    def wrote(self) -> bool:
        """True if the session put text of its own into the commit."""
        if self.by_commit:
            return not self.action.startswith("rebase (") or "(continue)" in self.action
        return self.state in ("revert", "stopped", "am")


def parse(text: str) -> list[HeadMove]:
    """Return the moves in the lines; a truncated line is skipped."""
    moves = []
    for line in text.split("\n")[:-1]:
        fields = line.split("\t")
        if len(fields) < 8 or len(fields[1]) != len(fields[2]):
            continue
        moves.append(
            HeadMove(
                git_dir=fields[0],
                old=fields[1],
                new=fields[2],
                state=fields[3],
                sources=tuple(fields[4].split()),
                by_commit=fields[5] == "1",
                action=fields[6],
                who=tuple(fields[7:]),
            )
        )
    return moves


def take(store: Store, worktree: Worktree, git: Git, environ: Mapping[str, str], now: float) -> None:
    """Take the journal's lines into the store. Not to be called in a transaction: git is asked first."""
    files = {name: content(f"{worktree.store}/{name}") for name in (OLD_JOURNAL, JOURNAL)}
    if not any(files.values()):
        return
    moves = [move for raw in files.values() for move in parse(decode(raw))]
    known = known_commits.makers(store, [move.new for move in moves])
    about = history.of(git, [oid for move in moves if move.new not in known and move.makes for oid in (move.new, move.old)])
    made = [move for move in moves if move.new not in known and move.makes and _follows(move, about)]
    changes = trees.own_changes(git, [move.new for move in made])
    targets = existing_targets(git, "", settings.of(git, environ).targets) if made else ()
    landed = [branch.ref for branch in targets]
    for move in moves:
        if move in made:
            _note(store, git, move, about, changes[move.new], landed=landed, now=now)
        elif not move.makes or (move.new not in known and not _follows(move, about)):
            _note_dropped(store, git, move)
    with store.writing():
        _put_away(worktree, files)


def _follows(move: HeadMove, about: dict[Oid, Commit]) -> bool:
    """True if the new commit is on top of the old one, or replaces it."""
    if move.new not in about or move.new in operation.fetched(move.git_dir):
        return False
    return move.old in about[move.new].parents or _replaces(move, about)


def _replaces(move: HeadMove, about: dict[Oid, Commit]) -> bool:
    return move.old in about and about[move.old].parents == about[move.new].parents


class MadeDetached(NamedTuple):
    """A commit that was made on a detached HEAD: what is stored of it."""

    commit: Commit
    """With its origin and all whose work is in it."""
    changed: trees.Diff
    maker: str | None
    """The session that made all that changed, if one did."""
    own_part: str
    """The part of the session that made the commit, if it has one."""
    replaces: bool
    amended: trees.Diff
    """What an amend changed of the commit that it replaced, but for others' texts."""
    names: Mapping[str, str]
    """The files that it renames, of those that its session has read: old name -> new name."""
    left: tuple[Write, ...]
    """Edits of its paths that it leaves uncommitted."""


def _note(
    store: Store, git: Git, move: HeadMove, about: dict[Oid, Commit], changed: trees.Diff, *, landed: list[str], now: float
) -> None:
    """Store a commit with the sessions whose work is in it; ``landed``: the refs whose commits count as landed."""
    worktree = worktrees.inside(move.git_dir)
    epoch = _session(store, worktree, move, now)
    made = _made(store, git, move, about, epoch=epoch, worktree=worktree, changed=changed, landed=landed)
    with store.writing():
        if not known_commits.makers(store, [move.new]):  # else another run took the same line
            _put(store, move, made, epoch, worktree, now=now)


def _made(
    store: Store,
    git: Git,
    move: HeadMove,
    about: dict[Oid, Commit],
    *,
    epoch: Epoch,
    worktree: Worktree,
    changed: trees.Diff,
    landed: list[str],
) -> MadeDetached:
    """Return what a move has made, and whose work is in it."""
    commit, replaced = about[move.new], [move.old] if _replaces(move, about) else []
    sources, unknown = _sources(store, git, move, bool(replaced))
    known = known_commits.makers(store, [*sources, *replaced])
    authors: Mapping[Oid, list[Epoch]] = {}
    if known.keys().isdisjoint(sources) and len(commit.parents) < 2 and (not move.by_commit or not commit.as_authored):
        authors = same_author.of(store, git, [commit])
    taken = [] if move.wrote or replaced else [oid for oid in sources if oid not in known]
    facts = Facts(
        session=epoch,
        known=known,
        made=frozenset((move.new,)),
        wrote=move.wrote,
        patched=move.state == operation.AM,
        sources={move.new: sources} if sources and not replaced else {},
        unclear=contributor_facts.unclear(store, git, worktree, taken, landed=[move.old, *landed]),
        replaced=[*sources, *replaced] if replaced else (),
        authors=authors,
    )
    carried = carried_work.of(store, git, changed, epoch, refs=[move.old, *landed], worktree=worktree.id)
    amended = trees.diff(git, move.old, move.new) if replaced and move.wrote else {}
    whole = joined(classify([commit], facts), carried.epochs)[0]
    sessions_of = {who.session for who in whole.contributors}
    maker = sessions_of.pop() if len(sessions_of) == 1 and not whole.by_author else None
    at_stop = move.state == operation.REBASE and not (sources or unknown)  # of a rebase, and not at a conflict
    names = {}
    if move.by_commit and (at_stop or not move.state) and commit.parents and maker == epoch.session:
        names = carried_reads.renamed_between(store, git, epoch, changed, old=commit.parents[0], new=move.new)
    left = left_edits.of(store, worktree.git(), worktree, epoch.session, changed) if move.by_commit and move.wrote else ()
    unasked = known_commits.made_detached(store, replaced)  # what git squashes into such a commit makes another one of it
    own = PART_MADE if move.wrote or unasked else PART_SOURCE
    return MadeDetached(
        commit=whole,
        changed=changed,
        maker=maker,
        own_part=PART_UNCLEAR if whole.origin == UNCLEAR or whole.by_author else own,
        replaces=bool(replaced),
        amended={path: blobs for path, blobs in amended.items() if path not in carried.by_text},
        names=names,
        left=tuple(left),
    )


def _sources(store: Store, git: Git, move: HeadMove, replaces: bool) -> tuple[list[Oid], bool]:
    """Return the commits that a move was made from, and whether it had one that the store does not know: the source of a
    conflict, abbreviated."""
    sources = [oid for word in move.sources for oid in (known_commits.abbreviated(store, word) if len(word) < 40 else [word])]
    unknown = bool(move.sources) and not sources
    if move.by_commit and move.state == operation.REBASE:  # one more commit on top of what the rebase has stopped after
        sources = [oid for oid in sources if not history.is_ancestor(git, oid, move.old)]
    if move.state == "pick" and not replaces:
        sources = contributor_facts.with_brought(git, sources, move.old, move.new)
    return sources, unknown


def _put(store: Store, move: HeadMove, made: MadeDetached, epoch: Epoch, worktree: Worktree, *, now: float) -> None:
    """Store a commit, and what its session knows by it."""
    commit, changed = made.commit, made.changed
    landing_id = landings.publish(
        store, landings.DETACHED, move.old, move.new, epoch=epoch, source="journal", forward=not made.replaces, now=now
    )
    landings.add_changes(store, landing_id, ((path, before, after, made.maker) for path, (before, after) in changed.items()))
    other = PART_UNCLEAR if commit.by_author else PART_SOURCE
    parts = [(commit, who, made.own_part if who == epoch else other) for who in commit.contributors]
    known_commits.add_commits(store, landing_id, parts or [(commit, epoch, PART_MERGED)], now)
    dropped.land(store, landing_id, ((path, who) for path in changed for who in commit.contributors))
    mine = ((path, after) for path, (_, after) in changed.items())
    writes.land(store, landing_id, mine, epoch.session, worktree.id)
    for write in made.left:
        writes.stay(store, write, edit_steps.numbers(store, write.write_id))
    know_written(store, epoch, move.new, made.amended)
    know_renamed_in(store, epoch, move.new, changed, made.names)
    if move.wrote and made.maker == epoch.session:
        forget_given_up(store, epoch, changed, made.names)
    if move.by_commit and move.wrote:
        know_resolved_in(store, epoch, move.new, made.amended if made.replaces else changed)


def _session(store: Store, worktree: Worktree, move: HeadMove, now: float) -> Epoch:
    """Return the epoch of the session that made the move."""
    who = identity.noted(worktree, store, move.who)
    before = sessions.get(store, who.session)
    if before is not None:
        return before.epoch
    with store.writing():
        return identity.seen(store, who, now, worktree=worktree.top).epoch


def _note_dropped(store: Store, git: Git, move: HeadMove) -> None:
    """Remember whose work a detached HEAD has left behind, if no branch holds it."""
    code, raw = git.start("rev-list", f"-n{LEFT}", move.old, "--not", move.new, "--branches", "--").outcome()
    whose = known_commits.makers(store, raw.decode().split()) if code == 0 else {}
    if whose:
        gone = dropped.of_commits(trees.own_changes(git, whose), whose, worktrees.inside(move.git_dir).id, True)
        with store.writing():
            dropped.put(store, gone)


def _put_away(worktree: Worktree, files: dict[str, bytes]) -> None:
    """Delete the lines that were read. The store's lock keeps other gates out; a hook that appends meanwhile loses nothing."""
    old, current = (f"{worktree.store}/{name}" for name in (OLD_JOURNAL, JOURNAL))
    if content(old) != files[OLD_JOURNAL]:  # another run has renamed it since
        return
    try:
        if files[JOURNAL]:
            os.replace(current, old)
        elif files[OLD_JOURNAL]:
            os.remove(old)
    except OSError:
        pass
