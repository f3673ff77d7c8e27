"""Reads that came as notes of commits, in a store in memory: validated there by the same rule, and kept nowhere.

They are data from other machines. A note that cannot be read makes its commit one whose reads are unknown.
"""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from coordgit.core import note_format as form
from coordgit.core.contributors import PART_MERGED
from coordgit.core.model import Commit, Conflict, Epoch, Oid
from coordgit.core.note_format import Block
from coordgit.git import notes, refs, trees
from coordgit.git.plumbing import Git
from coordgit.store import known_commits, landings, reads, refreshes, sessions
from coordgit.store.database import Store, in_memory
from coordgit.store.refreshes import Refresh

REF = "notes"
"""The ref of the artificial landing of noted commits."""
NEVER = -1
"""The newest landing here when a noted read was made: older than every landing here."""
_HASHED = re.compile(r"[0-9a-f]{16}")


class Received(NamedTuple):
    """``store``: what was known here, and what the notes say."""

    store: Store
    epochs: frozenset[Epoch]
    """The epochs whose reads came as notes."""
    commits: frozenset[Oid]
    """The commits with a note that can be read."""
    unreadable: tuple[tuple[Oid, str], ...]
    """(commit, what is wrong with its note)."""
    left_out: int
    """Reads that were too many to be published."""


def receive(
    store: Store, git: Git, commits: Sequence[Commit], beside: Sequence[Commit], *, checked: list[str], now: float
) -> Received | None:
    """Return the reads behind ``commits`` (newest first); ``None`` if no note of them is here.

    ``beside``: commits that the branch has, whose notes say who made its changes. ``checked``: the refs that may be asked.
    """
    clones = notes.clones(git)
    note_blobs = notes.of(git, clones, [commit.oid for commit in (*commits, *beside)])
    wanted = {commit.oid for commit in commits}
    if not any(oid in wanted for _, oid in note_blobs):
        return None
    blocks, unreadable = _parsed(git, note_blobs)
    made = in_memory(store)
    loading = _Loading(made, checked, now)
    with made.writing():
        # at no time: when these landed is not known here; the commits' own times are shown
        landing = landings.publish(made, REF, None, None, epoch=None, source="found", forward=True, now=0.0)
        for commit in (*commits, *beside):
            for clone in clones:
                some = blocks.get(note_blobs.get((clone, commit.oid), ""))
                if some is not None:
                    loading.commit(landing, commit, clone, some, commit.oid in wanted)
    wrong = {oid: unreadable[blob] for (_, oid), blob in note_blobs.items() if blob in unreadable and oid in wanted}
    return Received(
        store=made,
        epochs=frozenset(loading.epochs),
        commits=frozenset(loading.commits),
        unreadable=tuple(wrong.items()),
        left_out=loading.left_out,
    )


def _parsed(git: Git, note_blobs: dict[tuple[str, Oid], Oid]) -> tuple[dict[Oid, tuple[Block, ...]], dict[Oid, str]]:
    """Return (blob -> what it says, blob -> why it cannot be read)."""
    blocks: dict[Oid, tuple[Block, ...]] = {}
    unreadable: dict[Oid, str] = {}
    for blob, raw in trees.blobs(git, note_blobs.values(), form.MOST_BYTES).items():
        try:
            if raw is None:
                raise form.UnreadableError("it is too long, or not here")
            blocks[blob] = form.parse(raw)
        except form.UnreadableError as error:
            unreadable[blob] = str(error)
    return blocks, unreadable


class _Loading:
    """Puts blocks into the store, of each epoch its newest state."""

    def __init__(self, store: Store, checked: list[str], now: float) -> None:
        self.store, self.checked, self.now = store, checked, now
        self.epochs: set[Epoch] = set()
        self.commits: set[Oid] = set()
        self.left_out = 0

    def commit(self, landing: int, commit: Commit, clone: str, blocks: Sequence[Block], wanted: bool) -> None:
        if commit.oid not in self.commits:
            known_commits.forget(self.store, commit.oid)  # who pushed it; the note knows better
        self.commits.add(commit.oid)
        parts = []
        for block in blocks:
            epoch = Epoch(f"{clone}/{block.session}", block.number)
            sessions.seen(self.store, epoch.session, self.now, name=block.session, person=True)
            parts.append((commit, epoch, block.part))
            if wanted and epoch not in self.epochs:
                self.epochs.add(epoch)
                self.left_out += block.left_out
                self.epoch(epoch, block)
        nobody = (commit, Epoch(f"{clone}/", 1), PART_MERGED)
        known_commits.add_commits(self.store, landing, parts or [nobody], self.now)

    def epoch(self, epoch: Epoch, block: Block) -> None:
        sessions.open_epoch(self.store, epoch.session, epoch.number, self.now)
        for read, again in block.reads:
            read_id = reads.put(self.store, read._replace(epoch=epoch, landing_id=NEVER))
            for one in again:
                for ref in self.refs(one.branch):
                    refreshes.put(self.store, read_id, ref, Refresh(tip=one.tip, oid=one.oid, how="shown", at=float(one.at)))

    def refs(self, branch: str) -> list[str]:
        """Return what the remote's branch is called here."""
        here = [ref for ref in self.checked if ref.startswith(refs.REMOTES) and ref.split("/", 3)[3:] == [branch]]
        return [refs.HEADS + branch, *here]


def named(conflicts: Iterable[Conflict], received: Received) -> tuple[Conflict, ...]:
    """Return the conflicts as they can be told: a hashed session says less than the author, and its reads have no number here."""
    noted = {epoch.session for epoch in received.epochs}
    return tuple(
        one._replace(
            session=None if _HASHED.fullmatch((one.session or "").rpartition("/")[2]) else one.session,
            read_id=None if one.reader in noted else one.read_id,
        )
        for one in conflicts
    )
