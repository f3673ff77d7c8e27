"""Follow renames: a branch may have changed a file that has another name where it was read. git merges such a change into the
file under its new name."""

from coordgit.core.model import Oid
from coordgit.core.validation import STALE, Delta, Suspect
from coordgit.git import commits, trees
from coordgit.git.plumbing import Git
from coordgit.startup.typing import Mapping

RENAMED = "renamed"
"""The ``via`` of what a session knows of a file under the new name that its own commit has given it."""
BASES = 16
"""Bases beside a branch that are asked for names of their own."""


def follow(git: Git, deltas: Mapping[Oid, Delta]) -> dict[Oid, Delta]:
    """Return the deltas; a change of a file that the base has under another name is listed under that name too."""
    followed = dict(deltas)
    apart = [base for base, delta in deltas.items() if delta.changes and delta.merge_base not in (None, base)]
    changed = {
        base: [path for path, change in deltas[base].changes.items() if change.before and change.after] for base in apart[:BASES]
    }
    for base, gone in trees.lacking(git, changed).items():
        delta = deltas[base]
        names = trees.renames(git, delta.merge_base or "", base)
        moved = {names[path]: delta.changes[path] for path in gone if path in names and names[path] not in delta.changes}
        followed[base] = delta._replace(renamed=moved)
    return followed


MERGES = 16
"""Files in merges that are asked for what came to them under another name."""


def merged(git: Git, merge: Oid, path: str) -> list[commits.Touching]:
    """Return the commits of one side of a merge that changed a file which the other side had renamed to ``path``: git put their
    changes there."""
    sides = git.once("parents", merge, lambda: git.text("rev-parse", f"{merge}^@").split())
    middle = commits.merge_base(git, *sides) if len(sides) == 2 else None
    touched = []
    for side, other in (sides, sides[::-1]) if middle else ():
        older = [old for old, new in trees.renames(git, middle or "", side).items() if new == path]
        touched += commits.touching(git, middle, other, older) if older else []
    return touched


def before(git: Git, since: Oid | None, tip: Oid, paths: list[str]) -> dict[str, str]:
    """Return the names that files had at an older commit, of those of ``paths`` that ``tip`` has under another name."""
    added = trees.lacking(git, {since: paths}).get(since, []) if since and paths else []
    names = {new: old for old, new in trees.renames(git, since or "", tip).items()} if added else {}
    return {path: names[path] for path in added if path in names}


def begun(git: Git, suspects: list[Suspect]) -> list[Suspect]:
    """Return the suspects with the right beginning of their change, if both the read's commit and the branch have renamed the
    file since their merge base: the file's version there, under its older name. Left out is another file that has come to a name
    which only the session gave to the file it had read."""
    found = []
    for suspect in suspects:
        change, read, middle = suspect.changes[0], suspect.read, suspect.merge_base
        added = change.before is None and read.observed and middle != suspect.asked.base
        if suspect.code == STALE and read.query is None and added:
            old = before(git, middle, suspect.branch.tip, [change.path]).get(change.path)
            if old and middle:
                suspect = suspect._replace(changes=(change._replace(before=trees.items(git, middle, [old])[old]),))
            elif read.via == RENAMED and _keeps_old_name(git, suspect):
                continue
        found.append(suspect)
    return found


def _keeps_old_name(git: Git, suspect: Suspect) -> bool:
    """True if the branch has the file under the name that it had before the read's commit renamed it."""
    path = suspect.read.path
    old = before(git, suspect.merge_base, suspect.asked.base or "", [path]).get(path)
    return bool(old and trees.items(git, suspect.branch.tip, [old])[old])
