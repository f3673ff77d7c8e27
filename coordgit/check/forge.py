"""A pull request that a forge merges passes no hook of git's: what a client's shell asks for is asked before it runs.

By the same question as a push (``check.push``): the commits of the pull request's branch, against the branch it is for, both as
they are known here. Which branch a number stands for is known here only where it was fetched, or checked out by the forge's tool:
else what the branch at work would bring is told, and rejects nothing.
"""

from __future__ import annotations

import time
from typing import NamedTuple

from coordgit.check import push, validate
from coordgit.check.push import Pushed, Request
from coordgit.check.validate import settings_of
from coordgit.core.model import CheckedBranch, Epoch, Oid, Verdict
from coordgit.core.quoting import quote
from coordgit.git import operation, refs, worktrees
from coordgit.git.plumbing import Git
from coordgit.git.worktrees import Worktree
from coordgit.shell.forge import UNKNOWN, Merge
from coordgit.store.database import Store

REMOTES = "refs/remotes/"
HEADS_OF_NUMBERS = ("refs/pull/{}/head", "refs/merge-requests/{}/head")
"""What forges call the head of a pull request, in their own repository."""
FETCHED = ("refs/remotes/*/pr/{}", "refs/remotes/*/pull/{}", "refs/remotes/*/pull/{}/head", "refs/remotes/*/merge-requests/{}")
"""Where those who fetch them keep them, as the forges' manuals have it."""
BY_BRANCH = {"gh": "gh pr merge BRANCH", "glab": "glab mr merge BRANCH"}
"""Tool -> the command that names what can be looked up here."""


class Answer(NamedTuple):
    """The verdicts that have something to say, and sentences about what could not be asked."""

    verdicts: list[Verdict]
    notes: list[str]


class _Head(NamedTuple):
    """What a pull request would merge. ``branch`` is the full name of a branch here, "" for none; ``sure``: it is this one."""

    branch: str
    oid: Oid
    sure: bool


def ask(store: Store, worktree: Worktree, epoch: Epoch, merges: list[Merge], environ: dict[str, str]) -> Answer:
    """Judge each merge. What is not about this repository is left out."""
    git = worktree.git(keep=True)
    now = time.time()
    validate.take_journal(store, worktree, git, now)
    answer = Answer([], [])
    for merge in merges:
        remote = _remote(git, merge.repository)
        head = _head(git, worktree, merge) if remote else None
        sure = head is not None and head.sure
        if remote and not sure and (merge.number or merge.branch):
            what = f"pull request {merge.number}" if merge.number not in ("", UNKNOWN) else quote(merge.branch or "that")
            by = f" ({BY_BRANCH[merge.tool]} is checked)" if merge.tool in BY_BRANCH else ""
            answer.notes.append(f"coordgit: {what} was not checked: which commits it merges is not known here{by}")
        if head is None:
            continue
        settings = settings_of(worktree, environ | ({"COORDGIT_BYPASS": merge.bypass} if merge.bypass else {}))
        settings = settings._replace(targets=settings.targets_of(head.branch))
        targets = _targets(git, head.branch, push.target_names(git, settings, remote), remote)
        if targets and targets[0].tip != head.oid:
            onto = targets[0]
            lands = sure and (len(targets) == 1 or not settings.targets)
            pushed = Pushed(refs.HEADS + onto.ref.removeprefix(f"{REMOTES}{remote}/"), head.oid, onto.tip)
            request = Request(worktree, environ, 0, now, remote, (pushed,), epoch, operation.FORGE)
            verdict = push.ask(store, git, request, settings, pushed, onto, lands=lands)
            answer.verdicts.extend([verdict] if verdict is not None else [])
    return answer


def _remote(git: Git, repository: str) -> str:
    """The remote whose repository has the pull requests, "" where that is another one."""
    urls = dict(line.split(" ", 1) for line in _config(git, r"^remote\..*\.url$"))
    if repository:
        wanted = repository.lower().rpartition("github.com/")[2]
        named = [key for key, url in urls.items() if url.lower().removesuffix(".git").replace(":", "/").endswith(f"/{wanted}")]
    else:
        named = [line.split(" ", 1)[0] for line in _config(git, r"^remote\..*\.gh-resolved$") if line.endswith(" base")]
        named += [key for key in urls if key == "remote.origin.url" or len(urls) == 1]
    return named[0].removeprefix("remote.").rpartition(".")[0] if named else ""


def _head(git: Git, worktree: Worktree, merge: Merge) -> _Head | None:
    """The commits that are merged: the branch as its remote has it or, where that was never pushed or is about to be, as it is
    here; ``None`` where nothing is known."""
    at_work = worktrees.head(worktree)[0] or ""
    branch = refs.HEADS + merge.branch if merge.branch else "" if merge.number else at_work
    if merge.number and merge.number != UNKNOWN:
        heads = [name.format(merge.number) for name in HEADS_OF_NUMBERS]
        named = [line.split(" ", 1)[0] for line in _config(git, r"^branch\..*\.merge$") if line.split(" ", 1)[1] in heads]
        branch = refs.HEADS + named[0].removeprefix("branch.").removesuffix(".merge") if named else ""
        if not branch:
            fetched = git.text("for-each-ref", "--format=%(objectname)", *heads, *(one.format(merge.number) for one in FETCHED))
            if fetched:
                return _Head("", fetched.split("\n")[0], True)
    sure = bool(branch)
    branch = branch or at_work
    if not branch:
        return None
    name = refs.short(branch)
    remote = git.text("config", "--get", f"branch.{name}.remote", ok=(0, 1)) or "origin"
    published = f"{REMOTES}{remote}/{name}"
    for ref in [branch, published] if merge.pushed else [published, branch]:
        oid = refs.value(git, ref)
        if oid is not None:
            return _Head(branch, oid, sure)
    return None


def _targets(git: Git, branch: str, names: list[str], remote: str) -> list[CheckedBranch]:
    """The branches of the remote that the pull request may be for, as they are known here; one, where gh has noted it."""
    base = git.text("config", "--get", f"branch.{refs.short(branch)}.gh-merge-base", ok=(0, 1)) if branch else ""
    asked = [f"{REMOTES}{remote}/{name.removeprefix(refs.HEADS)}" for name in ([base] if base else names)]
    values = [(ref, refs.value(git, ref)) for ref in asked]
    return [CheckedBranch(ref, tip) for ref, tip in values if tip is not None]


def _config(git: Git, pattern: str) -> list[str]:
    """``name value`` of each setting whose name matches."""
    return [line for line in git.text("config", "--get-regexp", pattern, ok=(0, 1)).split("\n") if " " in line]
