"""Leave out suspects whose version was shown to their session on another branch."""

from coordgit.check import branch_changes
from coordgit.core.grouping import grouped
from coordgit.core.model import ITEMS, LEFT, OUTDATED, REPLACED_SIDE, SEEN, WHOLE_CHANGE, CheckedBranch, Oid, Read
from coordgit.core.own_changes import is_own
from coordgit.core.validation import APPEARED, ELSEWHERE, STALE, Suspect
from coordgit.git import commits, trees
from coordgit.git.plumbing import Git
from coordgit.startup.typing import Mapping
from coordgit.store import known_commits, landings, reads, refreshes
from coordgit.store.database import Store
from coordgit.store.refreshes import Refresh

OFF_BRANCHES = (LEFT, OUTDATED, WHOLE_CHANGE)
"""Each ``ref`` of a refresh that says nothing of what a branch has."""


def known_now(refreshed: Mapping[int, Mapping[str, Refresh]]) -> dict[int, dict[str, Refresh]]:
    """Return what was shown of each read, by branch, without what its session had read before: it has not looked again."""
    return {
        read_id: {ref: again for ref, again in by_ref.items() if not ref.startswith(REPLACED_SIDE)}
        for read_id, by_ref in refreshed.items()
    }


def on_others(branch: CheckedBranch, refreshed: Mapping[str, Refresh]) -> dict[str, Refresh]:
    """Return what was shown of a read on other branches."""
    return {ref: again for ref, again in refreshed.items() if ref != branch.ref and ref not in OFF_BRANCHES}


def without(
    store: Store, git: Git, branch: CheckedBranch, changed: list[Suspect], refreshed: Mapping[int, Mapping[str, Refresh]]
) -> list[Suspect]:
    """Drop items whose version on this branch was shown to their session on another one.

    It counts if the other branch made that version from the one that this branch has changed. An earlier version that was shown
    there counts too, unless this branch had it before: a version that comes back, or replaces a newer one, is a change. What was
    read elsewhere before the session was shown this branch's version counts as shown there.
    """
    kept = []
    for suspect in changed:
        read = suspect.read
        again = refreshed.get(read.read_id, {}) if read.kind in ITEMS else {}
        elsewhere = on_others(branch, again)
        if branch.ref in again and read.settled and read.base and _was_there(store, read.base, read.landing_id):
            elsewhere[""] = Refresh(tip=read.base, oid=read.observed, how="read", at=read.at)
        shown = any(_is_shown(store, git, suspect, ref, again) for ref, again in elsewhere.items())
        if not shown:
            kept.append(suspect)
    return _without_known_by_old_names(store, git, kept)


def _is_shown(store: Store, git: Git, suspect: Suspect, ref: str, again: Refresh) -> bool:
    path, change = suspect.read.path, suspect.changes[0]
    versions = [*again.earlier, (again.tip, again.oid)] if ref.startswith(SEEN) else again.earlier
    newest = [again.tip] if again.oid == change.after and versions is again.earlier else []
    if suspect.code == APPEARED and change.path != path:  # a folder: it was shown if something in it was
        there, here = (trees.below(git, tip, path) for tip in (again.tip, suspect.branch.tip))
        return not there.items().isdisjoint(here.items())
    if suspect.code == ELSEWHERE or change.path != path:
        return bool(newest)
    if not newest and change.after is not None and _is_own_beside(store, git, suspect, again):
        return True
    if _is_own_since(store, suspect, {*again.versions}):
        return True
    shown = [tip for tip, oid in versions if oid == change.after]
    if shown and landings.before(store, suspect.branch.ref, path, change.after) is not None:
        shown = []
    if ref.startswith(SEEN):
        shown = [tip for tip in shown if not _has_come_back(git, suspect, tip)]
    return any(_is_made_of(store, git, suspect, ref, tip) for tip in (*newest, *shown))


def _has_come_back(git: Git, suspect: Suspect, tip: Oid) -> bool:
    """True if this branch's version, one side of a conflict that was read at ``tip``, was merged before what is checked here."""
    path, since = suspect.read.path, suspect.merge_base or suspect.asked.base
    if not commits.is_ancestor(git, tip, since):
        return False
    had = commits.touching(git, tip, since, [path], full=True)
    return any(trees.has(git, commit.oid, path, suspect.changes[0].after) for commit in had)


def _without_known_by_old_names(store: Store, git: Git, changed: list[Suspect]) -> list[Suspect]:
    """Return an epoch's suspects without the files that it knows under an older name: it has seen there what the branch has."""
    asked = [one.read for one in changed if one.code == STALE and one.read.query is None]
    if not asked:
        return changed
    gone = reads.removed(store, asked[0].epoch)
    there = reads.of_paths(store, asked[0].epoch, sorted({one.changes[0].path for one in changed if _has_old_name(one)}))
    again = refreshes.of_reads(store, [*{one.read_id for one in (*gone, *there)}])
    shown = {read_id: [one for ref, one in refs.items() if ref not in OFF_BRANCHES] for read_id, refs in again.items()}
    by_path = grouped((one.path, one) for one in there)
    by_sight = grouped((sight(one), one) for one in gone if one.read_id in shown)

    def is_known(suspect: Suspect) -> bool:
        if suspect.code != STALE or suspect.read.query is not None or not suspect.read.settled:
            return False
        read, others = suspect.read, by_path.get(suspect.changes[0].path, []) if _has_old_name(suspect) else []
        if any(_is_read_under_old_name(suspect, one, shown.get(one.read_id, [])) for one in others):
            return True
        renamed = [one for one in by_sight.get(sight(read), []) if one.path != read.path]
        return any(_is_shown_under_old_name(store, git, suspect, one.path, shown[one.read_id]) for one in renamed)

    return [one for one in changed if not is_known(one)]


def _has_old_name(suspect: Suspect) -> bool:
    """True if the branch has the file under another name than was read."""
    return suspect.code == STALE and suspect.read.query is None and suspect.changes[0].path != suspect.read.path


def sight(read: Read) -> tuple[Oid | None, str, str, int, int]:
    """Return what was seen and by whom, whatever the name of the file is."""
    return read.observed, read.kind, read.agent, read.first, read.last


def _is_read_under_old_name(suspect: Suspect, other: Read, shown: list[Refresh]) -> bool:
    """True if the session has read the branch's version under the branch's name, as ``other`` says, or was shown it there."""
    from coordgit.core.knowledge import covers

    read, text = suspect.read, suspect.changes[0].after
    if other.agent != read.agent or not covers(other, read.kind, read.first, read.last):
        return False
    if not other.observed:  # it found nothing here, and may have been shown the file elsewhere
        return bool(text) and any(again.oid == text for again in shown)
    return text in (other.known, other.observed, *(again.oid for again in shown))


def _is_shown_under_old_name(store: Store, git: Git, suspect: Suspect, old: str, shown: list[Refresh]) -> bool:
    """True if the session, which has renamed the file itself, was shown under the old name a version from which its own changes
    alone led to this branch's."""
    read, tip = suspect.read, suspect.branch.tip
    for oid in {again.tip for again in shown}:
        if commits.is_ancestor(git, oid, tip) and trees.renames(git, oid, tip).get(old) == read.path:
            made = branch_changes.makers(store, git, oid, tip, [read.path], reader=read.epoch.session)
            if is_own(made[read.path], read.epoch.session):
                return True
    return False


def _was_there(store: Store, base: Oid, landing_id: int) -> bool:
    """True unless the commit was made only after the landing, as when an edit is read first and committed then."""
    return known_commits.first_landings(store, [base]).get(base, 0) <= landing_id


def _is_own_beside(store: Store, git: Git, suspect: Suspect, again: Refresh) -> bool:
    """True if what was shown on another branch is this branch's version with changes of the reader's own alone. What it knows by
    now may be newer than that: then this branch's version has come back since."""
    path, session = suspect.read.path, suspect.read.epoch.session
    if commits.is_ancestor(git, again.tip, suspect.asked.base):
        return False
    fork = commits.merge_base(git, again.tip, suspect.branch.tip)
    there = [trees.items(git, oid, [path])[path] for oid in (fork, again.tip) if oid]
    if there != [suspect.changes[0].after, again.oid]:
        return False
    return known_commits.made_alone(store, commits.touching(git, fork, again.tip, [path]), session)


def _is_own_since(store: Store, suspect: Suspect, shown: set[Oid | None]) -> bool:
    """True if this branch's version is one that was ``shown``, with changes of the reader's own alone."""
    session, text = suspect.read.epoch.session, suspect.changes[0].after
    for one in landings.versions(store, suspect.read.path):
        if one.ref != suspect.branch.ref:
            continue
        if one.maker != session or one.after != text:
            return False
        if one.before in shown:
            return True
        text = one.before
    return False


def _is_made_of(store: Store, git: Git, suspect: Suspect, ref: str, tip: Oid) -> bool:
    """True if a branch made its version at ``tip`` from the version that was changed here: from the one at the merge base, or
    from one that it had itself. If it deleted the file and this branch took that over, the session may also know a newer version
    than both had. Assumed if ``tip`` is not here, or has no such version under that name, as for a side of a conflict."""
    change = suspect.changes[0]
    meet = commits.merge_base(git, suspect.asked.base, tip)
    if meet is None or trees.items(git, tip, [change.path])[change.path] != change.after:
        return True
    old = landings.before(store, ref, change.path, change.before)
    had = old is not None and commits.is_ancestor(git, old, tip)
    common = trees.items(git, meet, [change.path])[change.path]
    if had or common == change.before:
        return True
    if change.after or common is None or change.before != suspect.read.known:
        return False
    here = suspect.branch.tip
    return commits.is_ancestor(git, tip, here) and not commits.touching(git, tip, here, [change.path])
