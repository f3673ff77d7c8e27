"""Which version of each path a call saw, from the state of its paths when it began and when it ended."""

import os

from coordgit.core.knowledge import AtCommit, Began, Moment, as_it_began
from coordgit.core.model import Access, Oid
from coordgit.git import files
from coordgit.git.plumbing import encode
from coordgit.record import delivered
from coordgit.record.gather import Batch
from coordgit.record.plan import Observer
from coordgit.store import begun_calls, remote_tips
from coordgit.store.database import Store
from coordgit.store.tips import newest_landing


class Moments:
    """One call in one worktree, from its beginning to its end."""

    def __init__(self, store: Store, observer: Observer, batch: Batch) -> None:
        self.store = store
        self.batch = batch
        self.began: begun_calls.RunningCall | None = None
        self.noted: dict[str, Oid | None] = {}
        session, top = observer.epoch.session, batch.worktree.id
        self.session, self.call = session, observer.call
        if observer.call:
            self.began = begun_calls.began(store, session, observer.call, top)
            self.noted = begun_calls.noted(store, session, observer.call, top)
        self.last = None if self.began else begun_calls.began(store, session, begun_calls.LAST, top)
        if observer.slow:
            self.began = self.began or self.last
        self.landing_id = newest_landing(store) if self.began is None else self.began.landing_id
        self.tip_id = remote_tips.newest(store) if self.began is None else self.began.tip_id
        self._items: dict[tuple[Oid | None, str], Oid | None] = {}

    def head(self) -> Oid | None:
        """Return the commit that HEAD named when the call began."""
        return self.batch.head if self.began is None else self.began.head

    def landing_before(self) -> int:
        """Return the newest landing when the call began, also if it was noted for another worktree than this one."""
        began = begun_calls.began_after(self.store, self.session, self.call) if self.call else None
        return self.landing_id if began is None else began

    def of(self, path: str) -> Moment:
        """Return the path's state at the beginning and the end of the call."""
        batch, began = self.batch, None
        head = AtCommit(batch.head, batch.items.get(path))
        if self.began is not None:
            began = Began(AtCommit(self.began.head, self.item(self.began.head, path)), path in self.noted, self.noted.get(path))
        return Moment(batch.blobs.get(path), head, began)

    def item(self, commit: Oid | None, path: str) -> Oid | None:
        """Return the blob that a commit has at a path."""
        if commit == self.batch.head:
            return self.batch.items.get(path)
        if (commit, path) not in self._items:
            self._items[commit, path] = files.in_tree(self.batch.git, commit, [path]).get(path)
        return self._items[commit, path]

    def left_out(self, path: str) -> Oid | None:
        """Return HEAD's version, at the beginning of the call, of a file that a sparse checkout leaves out: that it is not here
        says nothing of what the branch has."""
        worktree, item = self.batch.worktree, self.item(self.head(), path)
        if item is None or not os.path.exists(f"{worktree.git_dir}/info/sparse-checkout"):
            return None
        return item if files.passed_over(self.batch.git, [path]).get(path) == files.SKIPPED else None

    def made_over(self, path: str, blob: Oid) -> Oid | None:
        """Return the commit from whose version an uncommitted text was made: HEAD, unless that has moved without index and
        files. Then it is the oldest commit at which they may have been left and since which the text has gained nothing."""
        from coordgit.git import reflogs

        git, head, tip = self.batch.git, self.batch.head, self.batch.items.get(path)
        if head is None or not reflogs.moved_alone(self.batch.worktree, git, head):
            return head
        left = {oid: self.item(oid, path) for oid in reflogs.left_at(git) if oid != head}
        older = [oid for oid, item in left.items() if item != tip]
        if not older:
            return head
        from coordgit.git import undone_changes

        lacks = undone_changes.lacking(git, [(left[oid], tip, blob) for oid in older])
        return next((oid for oid, lost in zip(older[::-1], lacks[::-1], strict=True) if lost), head)

    def seen(self, access: Access, moment: Moment, path: str, output: str | None) -> Oid | None:
        """Return the version that the call saw: the one that its answer shows, as far as that tells, else that at its start."""
        first = as_it_began(moment)
        if access.missing:
            return None if moment.file is None else first
        if access.text is not None:
            return self._delivered(access, moment, path)
        if first is None:
            return moment.file  # the file was created during the call, and was read
        if first == moment.file or moment.file is None or output is None:
            return first
        from coordgit.git import trees

        texts = trees.blobs(self.batch.git, [first, moment.file])
        found = {oid: delivered.printed(text, access, output) for oid, text in texts.items() if text is not None}
        return max(found, key=lambda oid: len(found[oid] or b"")) if any(found.values()) else first

    def prints(self, path: str, blob: Oid | None, output: str | None) -> bool:
        """True if the call printed all of a file, which is on disk as the call saw it."""
        if output is None or blob is None or blob != self.batch.blobs.get(path):
            return False
        text = delivered.content(os.path.join(self.batch.worktree.top, path))
        return text is not None and delivered.is_whole_in(text, output)

    def _delivered(self, access: Access, moment: Moment, path: str) -> Oid | None:
        text = None if path in self.batch.away else delivered.content(os.path.join(self.batch.worktree.top, path))
        if text is not None and delivered.is_of(text, access):
            return moment.file
        if text is None and moment.file is not None and path not in self.batch.away:
            return moment.file
        candidates = [as_it_began(moment)] + [self.item(call.head, path) for call in (self.began, self.last) if call is not None]
        from coordgit.git import trees

        for oid, older in trees.blobs(self.batch.git, candidates).items():
            if older is not None and delivered.is_of(older, access):
                return oid
        return as_it_began(moment) if access.first else files.hash_text(self.batch.git, path, encode(access.text or ""))
