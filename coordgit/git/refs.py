"""Checked branches: the branch that is updated and the targets its work is meant for, with the commits they name."""

from __future__ import annotations

import os

from coordgit.core.model import CheckedBranch
from coordgit.git.plumbing import decode, is_utf8

TYPE_CHECKING = False
if TYPE_CHECKING:
    from coordgit.git.plumbing import Child, Git

FORMAT = "--format=%(refname)%00%(objectname)%00%(upstream)%00%(symref)"
HEADS = "refs/heads/"


def start_defaults(git: Git, branch: str) -> Child:
    """Ask for all that the default targets of ``branch`` can depend on, in one child."""
    names = [f"{HEADS}main", f"{HEADS}master", "refs/remotes/origin/HEAD"]
    return git.start("for-each-ref", FORMAT, *([branch] if branch else []), *names)


def targets(git: Git, branch: str, configured: tuple[str, ...], child: Child) -> tuple[str | None, list[CheckedBranch]]:
    """(the commit that ``branch`` names, its targets that exist, itself included where it is one).

    ``child`` comes from ``start_defaults``.
    """
    rows = {}
    for row in _rows(child.result()):
        fields = row.split("\0")
        rows[fields[0]] = fields[1:]
    value = rows[branch][0] if branch in rows else None
    if configured:
        return value, [] if "none" in configured else resolve(git, list(configured))
    names: list[str] = []
    if branch in rows and rows[branch][1]:
        names.append(rows[branch][1])
    default = rows.get("refs/remotes/origin/HEAD", ["", "", ""])[2]
    if default:
        names += [default, HEADS + default.removeprefix("refs/remotes/origin/")]
    elif f"{HEADS}main" in rows:
        names.append(f"{HEADS}main")
    elif f"{HEADS}master" in rows:
        names.append(f"{HEADS}master")
    names = list(dict.fromkeys(names))
    known = [CheckedBranch(name, rows[name][0]) for name in names if name in rows]
    return value, known + resolve(git, [name for name in names if name not in rows])


def resolve(git: Git, names: list[str]) -> list[CheckedBranch]:
    """Full names and commits of refs given in full, as a branch or remote branch; unknown ones are left out, as doctor says."""
    found: dict[str, CheckedBranch] = {}
    for name in names:
        full = [name] if name.startswith("refs/") else [HEADS + name, "refs/remotes/" + name]
        out = _rows(git.run("for-each-ref", "--format=%(refname)%00%(objectname)", *full))
        for ref, _, oid in (row.partition("\0") for row in out):
            if ref in full and ref not in found:
                found[ref] = CheckedBranch(ref, oid)
                break
    return list(found.values())


def value(git: Git, ref: str) -> str | None:
    """The commit that ``ref`` names now; ``None`` when there is no such ref."""
    return git.text("rev-parse", "-q", "--verify", f"{ref}^{{commit}}", ok=(0, 1, 128)) or None


def is_locked(common: str, ref: str) -> bool:
    """Does a git hold the lock under which ``ref`` moves: its own, or with reftable the one of all refs?"""
    return os.path.lexists(f"{common}/{ref}.lock") or os.path.lexists(f"{common}/reftable/tables.list.lock")


def heads(git: Git) -> dict[str, str]:
    """Every branch and its commit."""
    rows = _rows(git.run("for-each-ref", "--format=%(refname)%00%(objectname)", HEADS))
    return dict(row.split("\0", 1) for row in rows)


def _rows(raw: bytes) -> list[str]:
    """The lines git printed but those with names the store cannot keep; a name may hold what ``splitlines`` splits at."""
    return [row for row in decode(raw).split("\n")[:-1] if is_utf8(row)]


def short(ref: str) -> str:
    """``main`` for ``refs/heads/main``, ``origin/main`` for a remote branch; the whole name where that would be an option."""
    name = ref.removeprefix(HEADS).removeprefix("refs/remotes/")
    return ref if name.startswith("-") else name
