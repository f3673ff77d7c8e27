"""Judge a pull request merge before a client's shell command asks a forge for it: git runs no hook for that merge.

Judged like a push (``remote.push``): the commits of the pull request's branch against its target, both as they are known here. If
the remote's target has moved on since it was fetched, the session is told.
Which branch a number means is known if it was fetched, or checked out by the forge's tool; else the remote is asked for the
few seconds that such a command takes anyway. Without an answer the checked-out branch is judged, and that rejects nothing.
"""

from coordgit.check import Request, validate
from coordgit.check.remote import push
from coordgit.check.remote.push import Push, Pushed
from coordgit.core.model import CheckedBranch, Epoch, Oid, Verdict
from coordgit.core.quoting import quote, word
from coordgit.git import operation, refs, worktrees
from coordgit.git import settings as config
from coordgit.git.plumbing import Git
from coordgit.git.worktrees import Worktree
from coordgit.shell.forge_commands import UNKNOWN, ForgeMerge
from coordgit.startup.typing import NamedTuple
from coordgit.store.database import Store

HEADS_OF_NUMBERS = ("refs/pull/{}/head", "refs/merge-requests/{}/head")
"""What forges call the head of a pull request, in their own repository."""
FETCHED = tuple(f"{refs.REMOTES}*/{where}" for where in ("pr/{}", "pull/{}", "pull/{}/head", "merge-requests/{}"))
"""Where fetched heads are kept, according to the forges' manuals."""
BY_BRANCH = {"gh": "gh pr merge BRANCH", "glab": "glab mr merge BRANCH"}
"""Tool -> the command that makes the pull request's branch known here."""


class _Head(NamedTuple):
    """What a pull request would merge. ``branch``: full name of a branch here, "" for none; ``sure``: certainly this one."""

    branch: str
    oid: Oid
    sure: bool


def ask(
    store: Store, worktree: Worktree, epoch: Epoch, merge: ForgeMerge, environ: dict[str, str], *, now: float, cwd: str
) -> tuple[Verdict | None, str]:
    """Judge a merge in this repository, asked for in the folder ``cwd``; return (the verdict if it says something, why the merge
    was not checked or "")."""
    git = worktree.git(keep=True)
    settings = config.of(git, environ | ({"COORDGIT_BYPASS": merge.bypass} if merge.bypass else {}))
    request = Request(worktree=worktree, environ=environ, settings=settings, pid=0, now=now, cwd=cwd)
    validate.take_journal(store, request, git)
    remote = _remote(git, merge.repository)
    head = _head(git, worktree, merge, remote, environ) if remote else None
    sure = head is not None and head.sure
    unknown = ""
    if remote and not sure and (merge.number or merge.branch):
        what = f"pull request {merge.number}" if merge.number not in ("", UNKNOWN) else quote(merge.branch or "that")
        by = f" ({BY_BRANCH[merge.tool]} is checked)" if merge.tool in BY_BRANCH else ""
        unknown = f"coordgit: {what} was not checked: which commits it merges is not known here{by}"
    if head is None:
        return None, unknown
    targets = _targets(git, head.branch, push.target_names(git, settings, remote, head.branch), remote)
    if not targets or targets[0].tip == head.oid:
        return None, unknown
    onto = targets[0]
    lands = sure and (len(targets) == 1 or not settings.targets_of(head.branch))
    pushed = Pushed(refs.HEADS + onto.ref.removeprefix(f"{refs.REMOTES}{remote}/"), head.oid, onto.tip)
    pushing = Push(request=request, remote=remote, branches=(pushed,), session=epoch, operation=operation.FORGE)
    return push.ask(store, git, pushing, pushed, onto=onto, lands=lands), unknown or _moved_on(git, pushing, pushed, onto)


def _moved_on(git: Git, pushing: Push, pushed: Pushed, onto: CheckedBranch) -> str:
    """Return a warning that the remote's branch has commits which no fetch has brought; "" if it has none, or does not answer."""
    request, name = pushing.request, pushed.ref
    tip = refs.advertised(request.worktree.folder, request.environ, pushing.remote, [name])
    if tip in ("", onto.tip) or git.commit(tip):
        return ""
    fetch = f"git fetch {word(pushing.remote)}"
    return f"coordgit: {quote(refs.short(onto.ref))} has moved on since it was fetched; what it has now was not checked ({fetch})"


def _remote(git: Git, repository: str) -> str:
    """Return the remote whose repository has the pull requests, "" if that is another repository."""
    urls = dict(git.settings(r"^remote\..*\.url$"))
    if repository:
        wanted = repository.lower().rpartition("github.com/")[2]
        named = [key for key, url in urls.items() if url.lower().removesuffix(".git").replace(":", "/").endswith(f"/{wanted}")]
    else:
        named = [name for name, value in git.settings(r"^remote\..*\.gh-resolved$") if value == "base"]
        named += [key for key in urls if key == "remote.origin.url" or len(urls) == 1]
    return named[0].removeprefix("remote.").rpartition(".")[0] if named else ""


def _head(git: Git, worktree: Worktree, merge: ForgeMerge, remote: str, environ: dict[str, str]) -> _Head | None:
    """Return what is merged: the remote's branch or, if never or about to be pushed, the local one; ``None``: unknown."""
    at_work = worktrees.head(worktree)[0] or ""
    branch = refs.HEADS + merge.branch if merge.branch else "" if merge.number else at_work
    if merge.number and merge.number != UNKNOWN:
        heads = [name.format(merge.number) for name in HEADS_OF_NUMBERS]
        named = [name for name, value in git.settings(r"^branch\..*\.merge$") if value in heads]
        branch = refs.HEADS + named[0].removeprefix("branch.").removesuffix(".merge") if named else ""
        if not branch:
            fetched = git.text("for-each-ref", "--format=%(objectname)", *heads, *(one.format(merge.number) for one in FETCHED))
            named_there = fetched.split("\n")[0] or refs.advertised(worktree.folder, environ, remote, heads)
            if named_there and git.commit(named_there):
                branch = _branch_at(git, remote, named_there)
                if not (branch and merge.pushed):
                    return _Head(branch, named_there, True)
    sure = bool(branch)
    branch = branch or at_work
    if not branch:
        return None
    name = refs.short(branch)
    published = f"{refs.REMOTES}{git.text('config', '--get', f'branch.{name}.remote', ok=(0, 1)) or 'origin'}/{name}"
    for ref in [branch, published] if merge.pushed else [published, branch]:
        oid = git.commit(ref)
        if oid is not None:
            return _Head(branch, oid, sure)
    return None


def _branch_at(git: Git, remote: str, oid: Oid) -> str:
    """Return the branch, here or as the remote published it, that is at a commit; "" for none."""
    prefix = f"{refs.REMOTES}{remote}/"
    found = git.text("for-each-ref", "--count=1", f"--points-at={oid}", "--format=%(refname)", prefix, refs.HEADS)
    return refs.HEADS + found.removeprefix(prefix).removeprefix(refs.HEADS) if found else ""


def _targets(git: Git, branch: str, names: list[str], remote: str) -> list[CheckedBranch]:
    """Return the remote's branches that may be the pull request's target, as known here; one, if gh has noted it."""
    base = git.setting(f"branch.{refs.short(branch)}.gh-merge-base") if branch else ""
    asked = [push.tracked(remote, name) for name in ([base] if base else names)]
    values = [(ref, git.commit(ref)) for ref in asked]
    return [CheckedBranch(ref, tip) for ref, tip in values if tip is not None]
