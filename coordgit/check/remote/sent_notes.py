"""Publish the reads behind the commits of a push, as notes that travel with them (``core.note_format``, docs/notes.md).

Every commit that the remote's targets lack gets the present state of the reads, not only the newly pushed ones: what was read
again since has to arrive, too. The notes go first, so that whoever validates the commits there finds them.
"""

import hashlib
from collections.abc import Iterable

from coordgit.check.remote import push
from coordgit.check.remote.push import Push, Pushed
from coordgit.core import note_format as form
from coordgit.core.contributors import PART_MADE, PART_MERGED
from coordgit.core.model import Epoch, Oid, Read
from coordgit.core.note_format import Again, Block, NotedRead
from coordgit.git import commits, notes, refs, worktrees
from coordgit.git.plumbing import Git, encode, listed
from coordgit.git.settings import NAMES_TOO
from coordgit.store import known_commits, reads, refreshes
from coordgit.store.database import Store
from coordgit.store.refreshes import Refresh

MOST_COMMITS = 1000
"""Commits of a branch whose notes are written at most: the newest."""


def send(store: Store, pushing: Push, session: str) -> str:
    """Write and push the notes; return why that failed, "" if it did not. ``session``: who pushes."""
    request = pushing.request
    git = request.worktree.git(keep=True)
    clone = notes.own(request.worktree.store, make=True)
    targets = push.target_names(git, request.settings, pushing.remote)
    texts: dict[Oid, str] = {}
    names = request.settings.publish == NAMES_TOO
    for branch in pushing.branches or _unmoved(git, pushing):
        asked = _Publishing(store, git, pushing.remote, clone=clone, names=names, session=session, tip=branch.oid)
        texts |= asked.texts(_lacking(git, pushing.remote, branch, targets))
    if not texts:
        return ""
    notes.write(git, clone, texts, request.now)
    return notes.push(request.worktree.folder, request.environ, pushing.remote, clone)


def _unmoved(git: Git, pushing: Push) -> tuple[Pushed, ...]:
    """Return the branch at work if the remote has all of it already: a push then only brings what was read again."""
    ref, oid = worktrees.head(pushing.request.worktree)
    there = git.commit(push.tracked(pushing.remote, ref)) if ref and oid else None
    return (Pushed(ref, oid, oid),) if oid and oid == there else ()


def _lacking(git: Git, remote: str, branch: Pushed, targets: list[str]) -> list[Oid]:
    """Return the commits of a pushed branch that are on no target of the remote; if none is known, on no branch of it."""
    known = [oid for oid in (git.commit(push.tracked(remote, name)) for name in targets) if oid]
    before = branch.at_remote if branch.ref in targets else None
    known += [before] if before and commits.is_here(git, before) else []
    lacking = commits.between(git, branch.oid, known or [f"--remotes={remote}"])
    return [commit.oid for commit in lacking[:MOST_COMMITS]]


class _Publishing:
    """Whose reads are published as what, in one branch of a push."""

    def __init__(self, store: Store, git: Git, remote: str, *, clone: str, names: bool, session: str, tip: Oid) -> None:
        self.store, self.git, self.remote = store, git, remote
        self.clone, self.names, self.session, self.tip = clone, names, session, tip
        self.reachable: dict[Oid, Oid] = {}

    def texts(self, oids: list[Oid]) -> dict[Oid, str]:
        """Return the note of each commit whose origin is known here."""
        parts = known_commits.contributions(self.store, oids)
        most = max((len(some) for some in parts.values()), default=1)
        blocks = {
            epoch: self.block(epoch, most) for epoch in dict.fromkeys(epoch for some in parts.values() for epoch, _ in some)
        }
        return {
            oid: form.text([blocks[epoch]._replace(part=part) for epoch, part in some if part != PART_MERGED])
            for oid, some in parts.items()
        }

    def block(self, epoch: Epoch, beside: int) -> Block:
        """Return what an epoch knows, in a note that up to ``beside`` epochs share."""
        every = [read for read in reads.every(self.store, epoch) if read.base]
        again = refreshes.of_reads(self.store, [read.read_id for read in every], self.session)
        self.reach({read.base for read in every} | {one.tip for some in again.values() for one in some.values()})
        noted, left_out = form.bounded((self.noted(read, again.get(read.read_id, {})) for read in every), beside)
        return Block(session=self.called(epoch.session), number=epoch.number, part=PART_MADE, reads=noted, left_out=left_out)

    def noted(self, read: Read, again: dict[str, Refresh]) -> NotedRead:
        agent = self.hashed(read.agent) if read.agent else ""
        newest: dict[str, Again] = {}
        for ref, one in again.items():
            branch = ref.removeprefix(refs.HEADS).removeprefix(f"{refs.REMOTES}{self.remote}/")
            if not branch.startswith("refs/") and (branch not in newest or newest[branch].at < int(one.at)):
                newest[branch] = Again(branch=branch, tip=self.reachable[one.tip], oid=one.oid, at=int(one.at))
        return NotedRead(read._replace(agent=agent, base=self.reachable[read.base or ""]), tuple(newest.values()))

    def reach(self, oids: Iterable[Oid | None]) -> None:
        """Replace commits that the remote will not have (amended since, on a branch that stays here) by their newest ancestor
        that it will have: what changed since an older commit includes what changed since a newer one."""
        asked = [oid for oid in oids if oid and oid not in self.reachable]
        here = listed(self.git, asked, (*asked, f"^{self.tip}"), "--not", f"--remotes={self.remote}")
        for oid in asked:
            self.reachable[oid] = (oid in here and commits.merge_base(self.git, oid, self.tip)) or oid

    def called(self, session: str) -> str:
        return session if self.names else self.hashed(session)

    def hashed(self, name: str) -> str:
        """Return an id that says nothing elsewhere, and is another one in every clone."""
        return hashlib.sha256(encode(f"{self.clone} {name}")).hexdigest()[:16]
