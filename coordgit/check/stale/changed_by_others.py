"""What others have changed of an answer.

Of a listing: the names that others have added or removed; a change of such a file's content does not change the answer. Of a
search: the files that its session has changed as well, and in which others have changed what the search finds.
"""

from coordgit.check import renames
from coordgit.core.grouping import grouped
from coordgit.core.model import LISTING, MATCH, Change, CheckedBranch, Oid
from coordgit.core.own_changes import UNKNOWN, is_own
from coordgit.core.validation import Suspect
from coordgit.git import commits, searches, trees
from coordgit.git.plumbing import Git
from coordgit.store import known_commits
from coordgit.store.database import Store


def only(store: Store, git: Git, branch: CheckedBranch, changed: list[Suspect]) -> list[Suspect]:
    """Return the suspects without what their session alone has changed: the names that it added or removed in listings, and its
    own part of what a search finds in files that others changed too."""
    kept = []
    for suspect in changed:
        if suspect.read.kind in (LISTING, MATCH):
            since, session = suspect.merge_base or suspect.asked.base, suspect.read.epoch.session
            if suspect.read.kind == LISTING:
                own = _own(store, git, since, branch.tip, suspect.changes, session=session)
            else:
                own = _own_hits(store, git, since, suspect)
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


def _own_hits(store: Store, git: Git, since: Oid, suspect: Suspect) -> set[str]:
    """Return the paths that the search's session and others have changed in which no commit of theirs alone changes its answer;
    none that another's merge has changed, that the branch has dropped, or whose file others have changed under an older name.

    What a merge has from neither side is its session's, also if the other side came from outside.
    """
    session, tip = suspect.read.epoch.session, suspect.branch.tip
    mixed = {change.path: change for change in suspect.changes if not change.makers.isdisjoint((session, *UNKNOWN))}
    if not mixed or not commits.is_ancestor(git, since, tip):
        return set()
    touched = commits.touching(git, since, tip, sorted(mixed))
    merges = [one for one in touched if one.merge]
    mergers = known_commits.mergers(store, [one.oid for one in merges])
    own = [one for one in merges if mergers.get(one.oid) == {session}]
    changes = trees.own_changes(git, [commit.oid for commit in touched])
    changers = known_commits.changers(store, touched)
    makers = grouped((path, who) for one in touched for path in one.names for who in changers.get((one.oid, path), UNKNOWN))
    there = trees.items(git, since, mixed)
    apart = {path for path, change in mixed.items() if {*makers.get(path, ())} == change.makers and there[path] == change.before}
    apart -= {path for one in merges if one not in own for path in one.names}
    apart = {path for path in apart if session in mixed[path].makers or any(path in one.names for one in own)}
    theirs = [
        Change(path, *changes[oid][path], UNKNOWN)
        for oid, names, merge in touched
        for path in apart.intersection(names)
        if not merge and not is_own(changers.get((oid, path)), session)
    ]
    for one in own:
        brought = _brought(git, one.oid, apart.intersection(one.names))
        apart.intersection_update({*apart.difference(one.names), *(change.path for change in brought)})
        theirs += brought
    asked = [suspect._replace(changes=(change,)) for change in theirs if change.before != change.after]
    return apart - {change.path for one in searches.changed(git, asked) for change in one.changes}


def _brought(git: Git, merge: Oid, paths: set[str]) -> list[Change]:
    """Return what the other sides of a merge have changed of the paths, but for those with another name there."""
    if not paths:
        return []
    first, *sides = commits.of(git, [merge])[merge].parents
    same = [path for path in sorted(paths)[: renames.MERGES] if not renames.merged(git, merge, path)]
    changes = []
    for side in sides:
        was = trees.items(git, commits.merge_base(git, first, side) or trees.empty(git), same)
        changes += [
            Change(path=path, before=was[path], after=now, makers=UNKNOWN) for path, now in trees.items(git, side, same).items()
        ]
    return changes
