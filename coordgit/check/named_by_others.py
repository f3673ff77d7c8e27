"""Which names in a listing others have added or removed. Changing the content of such a file does not change the answer."""

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
        session = suspect.read.epoch.session
        mixed = [change for change in suspect.changes if suspect.read.kind == LISTING and session in change.makers != {session}]
        if mixed:
            own = _own(store, git, suspect.merge_base or suspect.asked.base, branch.tip, mixed, session=session)
            suspect = suspect._replace(changes=tuple(change for change in suspect.changes if change.path not in own))
        if suspect.changes:
            kept.append(suspect)
    return kept


def _own(store: Store, git: Git, since: Oid, tip: Oid, mixed: list[Change], *, session: str) -> set[str]:
    """Return the paths that a session alone added or removed between two commits; none that a merge has changed."""
    touched = commits.touching(git, since, tip, sorted({change.path for change in mixed}))
    changes = trees.own_changes(git, [commit.oid for commit in touched])
    changers = known_commits.changers(store, touched)
    who: dict[str, set[str]] = {}
    for commit in touched:
        for path in commit.names:
            if commit.merge or None in changes[commit.oid].get(path, ()):
                who.setdefault(path, set()).update(UNKNOWN if commit.merge else changers.get((commit.oid, path), UNKNOWN))
    return {path for path, sessions in who.items() if sessions == {session}}
