"""Which names in a listing others have added or removed. Changing the content of such a file does not change the answer."""

from coordgit.core.grouping import grouped
from coordgit.core.model import LISTING, Change, CheckedBranch, Oid
from coordgit.core.own_changes import UNKNOWN
from coordgit.core.validation import Suspect
from coordgit.git import commits, trees
from coordgit.git.plumbing import Git
from coordgit.store import known_commits
from coordgit.store.database import Store


def only(store: Store, git: Git, branch: CheckedBranch, changed: list[Suspect]) -> list[Suspect]:
    """Return the suspects without the names in listings that their session alone added or removed, in files of others."""
    kept = []
    for suspect in changed:
        if suspect.read.kind == LISTING:
            since, session = suspect.merge_base or suspect.asked.base, suspect.read.epoch.session
            own = _own(store, git, since, branch.tip, suspect.changes, session=session)
            suspect = suspect._replace(changes=tuple(change for change in suspect.changes if change.path not in own))
        if suspect.changes:
            kept.append(suspect)
    return kept


def _own(store: Store, git: Git, since: Oid, tip: Oid, changed: tuple[Change, ...], *, session: str) -> set[str]:
    """Return the paths that a session alone added or removed between two commits. Where only merges did, that is who made those:
    git stops where one side removed a file and the other changed it. None that a merge has from neither side."""
    merges = commits.naming(git, since, tip, sorted({change.path for change in changed}))
    mergers = known_commits.changers(store, merges)
    merged = grouped((path, commit.oid) for commit in merges for path in commit.names)
    chosen = {path: {who for oid in oids for who in mergers.get((oid, path), UNKNOWN)} for path, oids in merged.items()}
    paths = sorted({one.path for one in changed if session in one.makers or session in chosen.get(one.path, ())})
    touched = commits.touching(git, since, tip, paths) if paths else []
    changes = trees.own_changes(git, [commit.oid for commit in touched])
    changers = known_commits.changers(store, touched)
    makers: dict[str, set[str]] = {}
    for commit in touched:
        for path in commit.names:
            if None in changes[commit.oid].get(path, ()) and commit.oid not in merged.get(path, ()):
                makers.setdefault(path, set()).update(UNKNOWN if commit.merge else changers.get((commit.oid, path), UNKNOWN))
    return {path for path in paths if makers.get(path, chosen.get(path)) == {session}}
