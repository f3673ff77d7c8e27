"""The branches that a commit is checked against: the one it is made on, and its targets, the branches it is meant for."""

import os

from coordgit.core.model import CheckedBranch, Oid
from coordgit.git import settings as config
from coordgit.git import worktrees
from coordgit.git.plumbing import NUMBERED, Child, Git, first_line
from coordgit.git.refs import DEFAULT, HEADS, REMOTES, heads, in_files, named, rows_of
from coordgit.git.settings import Config
from coordgit.git.worktrees import Worktree
from coordgit.startup.typing import Callable, Mapping, NamedTuple

Refs = dict[str, tuple[str, str, str]]
"""Each ref -> its commit ("": the ref does not exist), its upstream, and what it names if it is symbolic."""
USUAL = (f"{HEADS}main", f"{HEADS}master")
FORMAT = "--format=%(refname)%00%(objectname)%00%(upstream)%00%(symref)"
HEX = "0123456789abcdef"


def start_defaults(git: Git, branch: str, untracked: Worktree | None = None) -> Callable[[], Refs]:
    """Start to find everything that the default targets of ``branch`` can depend on; return what waits for it. ``untracked``: a
    worktree of the repository, if the branch has no upstream; then no child of git is needed."""
    names = [*([branch] if branch else []), *USUAL, DEFAULT]
    known = _in_files(untracked.common, names) if untracked is not None else None
    if known is not None:
        return lambda: known
    child = _lasting(git).start("for-each-ref", FORMAT, *names)

    def printed() -> Refs:
        rows = (row.split("\0") for row in rows_of(child.result()))
        return {name: (oid, upstream, real) for name, oid, upstream, real in rows}

    return printed


def _lasting(git: Git) -> Git:
    """Return ``git`` without settings for one command, such as ``-c branch.NAME.remote=x``, which would take a target away."""
    once = ("GIT_CONFIG_PARAMETERS", "GIT_CONFIG_COUNT", *NUMBERED)
    return Git(git.cwd, {name: value for name, value in git.env.items() if not name.startswith(once)}, git.worktree)


def _in_files(common: str, names: list[str]) -> Refs | None:
    """Return these refs without upstreams, and those of a remote's default branch; ``None`` where only git can tell."""
    if os.path.isdir(f"{common}/reftable"):
        return None
    held = in_files(common, names)
    default = held.pop(DEFAULT).removeprefix("ref: ")
    if default.startswith("refs/"):
        held |= in_files(common, _default_names(default))
    known = {name: (oid, "", "") for name, oid in held.items()}
    if default.startswith("refs/") and held[default]:
        known[DEFAULT] = (held[default], "", default)
    plain = all(oid.strip(HEX) == "" and len(oid) in (0, 40, 64) for oid in held.values())  # none is symbolic, or broken
    return known if plain else None


def _default_names(default: str) -> list[str]:
    """Return a remote's default branch, and the local branch of its name."""
    return [default, HEADS + default.removeprefix(f"{REMOTES}origin/")]


def find_targets(git: Git, branch: str, configured: tuple[str, ...], known: Refs) -> tuple[str | None, list[CheckedBranch]]:
    """Return (the commit that ``branch`` names, its existing targets, including itself if it is one).

    ``known`` comes from ``start_defaults``.
    """
    nothing = ("", "", "")
    value, upstream, _ = known.get(branch, nothing)
    if configured:
        return value or None, [] if "none" in configured else resolve_targets(git, list(configured))
    names: list[str] = []
    default = known.get(DEFAULT, nothing)[2]
    if default:
        names += _default_names(default)
    else:
        names += [name for name in USUAL if known.get(name, nothing)[0]][:1] or long_lived(git)
    if upstream and (branch in names or not is_published_copy(branch, upstream)):
        names.insert(0, upstream)
    names = sorted(dict.fromkeys(names), key=lambda name: name not in (branch, *USUAL))
    here = [CheckedBranch(name, known[name][0]) for name in names if known.get(name, nothing)[0]]
    return value or None, here + resolve_targets(git, [name for name in names if name not in known])


def existing_targets(git: Git, branch: str, configured: tuple[str, ...]) -> list[CheckedBranch]:
    """Return the existing targets of ``branch``, including itself if it is one."""
    return find_targets(git, branch, configured, start_defaults(git, branch)())[1]


def is_published_copy(branch: str, upstream: str) -> bool:
    """True if the upstream is a remote's copy of the branch itself, not its target."""
    return upstream.startswith(REMOTES) and upstream.endswith(f"/{branch.removeprefix(HEADS)}")


MANY = 100
"""Most branches among which the long-lived one is searched for."""


def long_lived(git: Git) -> list[str]:
    """Return the only branch here; of several, the one that reflogs show was not made from another, or the one with the name
    that new repositories start with. Nothing if that is not exactly one."""
    here = list(heads(git))
    if len(here) < 2:
        return here
    logs = git.path("logs")
    began = {ref: first_line(f"{logs}/{ref}") for ref in here} if len(here) <= MANY else {}
    # the reflog of a branch made from another begins by saying so
    first = [ref for ref, line in began.items() if line and not line.partition("\t")[2].startswith("branch: Created from")]
    if len(first) == 1:
        return first
    default = HEADS + _lasting(git).setting("init.defaultBranch")
    return [default] if default in (first or here) else []


def _full_names(name: str) -> list[str]:
    """Return the refs that a setting may mean by a name: a branch, else a remote branch."""
    return [name] if name.startswith("refs/") else [HEADS + name, REMOTES + name]


def resolve_targets(git: Git, names: list[str]) -> list[CheckedBranch]:
    """Return names and commits of refs given in full, as branch or remote branch, without unknown ones (doctor names them)."""
    resolved: dict[str, CheckedBranch] = {}
    for name in names:
        full = _full_names(name)
        for ref, oid in named(git, *full).items():
            if ref in full and ref not in resolved:
                resolved[ref] = CheckedBranch(ref, oid)
                break
    return list(resolved.values())


def missing(git: Git, settings: Config) -> list[tuple[str, str]]:
    """Return (setting, target) of each configured target that is not here."""
    named = [("coordgit.target", name) for name in settings.targets if name != "none"]
    named += [(f"branch.{branch}.coordgitTarget", name) for branch, name in settings.of_branches if name != "none"]
    return [(setting, name) for setting, name in named if not resolve_targets(git, [name])]


def missing_of(worktree: Worktree, git: Git, settings: Config, ref: str) -> list[tuple[str, str]]:
    """Return the same of the targets of work on the branch ``ref`` alone. No child of git is needed if its refs are in files."""
    names = [name for name in settings.targets_of(ref) if name != "none"]
    asked = {name: _full_names(name) for name in names}
    held = in_files(worktree.common, [full for fulls in asked.values() for full in fulls]) if names else {}
    unknown = {name for name, fulls in asked.items() if not any(held[full] for full in fulls)}
    own = [(branch, name) for branch, name in settings.of_branches if ref == HEADS + branch]
    return missing(git, settings._replace(targets=() if own else settings.targets, of_branches=tuple(own))) if unknown else []


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
