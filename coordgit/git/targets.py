"""The targets of a branch: the branches that its work is meant for, with the commits they name."""

import os

from coordgit.core.model import CheckedBranch, Oid
from coordgit.git import settings as config
from coordgit.git import worktrees
from coordgit.git.plumbing import Child, Git, first_line
from coordgit.git.refs import HEADS, heads, rows_of
from coordgit.git.settings import Config
from coordgit.git.worktrees import Worktree
from coordgit.startup.typing import Mapping, NamedTuple

FORMAT = "--format=%(refname)%00%(objectname)%00%(upstream)%00%(symref)"


def start_defaults(git: Git, branch: str) -> Child:
    """Start one child that asks for everything that the default targets of ``branch`` can depend on."""
    names = [f"{HEADS}main", f"{HEADS}master", "refs/remotes/origin/HEAD"]
    return git.start("for-each-ref", FORMAT, *([branch] if branch else []), *names)


def find_targets(git: Git, branch: str, configured: tuple[str, ...], child: Child) -> tuple[str | None, list[CheckedBranch]]:
    """Return (the commit that ``branch`` names, its existing targets, including itself if it is one).

    ``child`` comes from ``start_defaults``.
    """
    rows = {}
    for row in rows_of(child.result()):
        fields = row.split("\0")
        rows[fields[0]] = fields[1:]
    value = rows[branch][0] if branch in rows else None
    if configured:
        return value, [] if "none" in configured else resolve_targets(git, list(configured))
    names: list[str] = []
    default = rows.get("refs/remotes/origin/HEAD", ["", "", ""])[2]
    if default:
        names += [default, HEADS + default.removeprefix("refs/remotes/origin/")]
    elif f"{HEADS}main" in rows:
        names.append(f"{HEADS}main")
    elif f"{HEADS}master" in rows:
        names.append(f"{HEADS}master")
    else:
        names += long_lived(git)
    upstream = rows[branch][1] if branch in rows else ""
    if upstream and (branch in names or not is_published_copy(branch, upstream)):
        names.insert(0, upstream)
    names = list(dict.fromkeys(names))
    known = [CheckedBranch(name, rows[name][0]) for name in names if name in rows]
    return value, known + resolve_targets(git, [name for name in names if name not in rows])


def existing_targets(git: Git, branch: str, configured: tuple[str, ...]) -> list[CheckedBranch]:
    """Return the existing targets of ``branch``, including itself if it is one."""
    return find_targets(git, branch, configured, start_defaults(git, branch))[1]


def is_published_copy(branch: str, upstream: str) -> bool:
    """True if the upstream is a remote's copy of the branch itself, not its target."""
    return upstream.startswith("refs/remotes/") and upstream.endswith(f"/{branch.removeprefix(HEADS)}")


MANY = 100
"""Most branches among which the long-lived one is searched for."""


def long_lived(git: Git) -> list[str]:
    """Return the only branch here; of several, the one that reflogs show was not made from another, or the one with the name
    that new repositories start with. Nothing if that is not exactly one."""
    here = list(heads(git))
    if len(here) < 2:
        return here
    logs = git.text("rev-parse", "--git-path", "logs", ok=(0, 128))
    folder = os.path.join(git.cwd, logs)  # --path-format needs git 2.31
    began = {ref: first_line(f"{folder}/{ref}") for ref in here} if logs and len(here) <= MANY else {}
    # the reflog of a branch made from another begins by saying so
    first = [ref for ref, line in began.items() if line and not line.partition("\t")[2].startswith("branch: Created from")]
    if len(first) == 1:
        return first
    default = HEADS + git.text("config", "--get", "init.defaultBranch", ok=(0, 1))
    return [default] if default in (first or here) else []


def resolve_targets(git: Git, names: list[str]) -> list[CheckedBranch]:
    """Return full names and commits of refs given in full, as a branch or remote branch; unknown ones are left out (doctor
    reports them)."""
    found: dict[str, CheckedBranch] = {}
    for name in names:
        full = [name] if name.startswith("refs/") else [HEADS + name, "refs/remotes/" + name]
        out = rows_of(git.run("for-each-ref", "--format=%(refname)%00%(objectname)", *full))
        for ref, _, oid in (row.partition("\0") for row in out):
            if ref in full and ref not in found:
                found[ref] = CheckedBranch(ref, oid)
                break
    return list(found.values())


def missing(git: Git, settings: Config) -> list[tuple[str, str]]:
    """Return (setting, target) of each configured target that is not here."""
    named = [("coordgit.target", name) for name in settings.targets if name != "none"]
    named += [(f"branch.{branch}.coordgitTarget", name) for branch, name in settings.of_branches if name != "none"]
    return [(setting, name) for setting, name in named if not resolve_targets(git, [name])]


def absent(setting: str, name: str) -> str:
    """Return the sentence about a configured target that is not here."""
    return f"{setting} is {name}, which is not a branch or ref here: commits are not checked against it"


def may_be_target(configured: tuple[str, ...], ref: str) -> bool:
    """True if the settings allow the branch to be a target."""
    return not configured or any(ref in (name, HEADS + name) for name in configured)


class CheckedHere(NamedTuple):
    """What a commit made in a worktree now would be checked against. ``ref`` is checked out, "" on a detached HEAD; ``checked``
    holds it, if it has a commit, and the targets."""

    ref: str
    checked: list[CheckedBranch]
    targets: list[str]
    settings: Config


def checked_in(worktree: Worktree, git: Git, environ: Mapping[str, str]) -> CheckedHere:
    """Return the branch at work, what a commit there would be checked against, and the settings."""
    ref, head = worktrees.head(worktree)
    settings = config.of(worktree.git(keep=True), environ)
    targets = existing_targets(git, ref, settings.targets_of(ref))
    own = [CheckedBranch(ref, head)] if ref and head else []
    checked = own + [branch for branch in targets if branch.ref != ref]
    return CheckedHere(ref=ref, checked=checked, targets=[branch.ref for branch in targets], settings=settings)


def start_unmerged(git: Git, ref: str, targets: list[CheckedBranch], *held: Oid) -> dict[CheckedBranch, Child]:
    """Start one child of git for each target apart from ``ref``: does it have commits that none of the commits ``held`` has?"""
    others = [branch for branch in targets if branch.ref != ref and branch.tip not in held]
    return {branch: git.start("rev-list", "-n1", branch.tip, *(f"^{oid}" for oid in held)) for branch in others}


def checked_branches(ref: str, tip: Oid | None, asked: dict[CheckedBranch, Child]) -> tuple[CheckedBranch, ...]:
    """Return the updated branch at ``tip``, if it has one, and the targets that are to be checked too."""
    own = (CheckedBranch(ref, tip),) if tip else ()
    return (*own, *(branch for branch, child in asked.items() if child.result().strip()))
