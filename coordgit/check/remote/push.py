"""A push is a landing: the commits that ``git push`` brings to a remote's branch are validated against its tip there.

git's ``pre-push`` hook calls this (githooks(5)). The remote's tip on its standard input is the one that the receiving git
compares with when it moves the branch, so nothing can land there unseen between this answer and the push. A push of the
remote's default branch or of a target is rejected by the same rule as a commit; a push of any other branch, and the first one of
a target to a remote that lacks it, only list the reads that are stale on the target known here. Tags and deletions are not
validated.
"""

import os

from coordgit import processes
from coordgit.check import Request, validate
from coordgit.check.bypasses import outcome_of
from coordgit.check.judge import judge
from coordgit.check.provenance import contributor_facts
from coordgit.check.update import Update, of_commits
from coordgit.core.model import KNOWN, OUTSIDE, PASSED, CheckedBranch, Commit, Epoch, Oid, Verdict
from coordgit.core.quoting import quote, word
from coordgit.errors import CoordgitError
from coordgit.git import commits, denied, operation, refs, trees, worktrees
from coordgit.git.checked_branches import USUAL, checked_in, existing_targets
from coordgit.git.plumbing import Git, listed
from coordgit.git.settings import Config
from coordgit.session import identity
from coordgit.startup.typing import Collection, Mapping, NamedTuple
from coordgit.store import known_commits, verdicts
from coordgit.store.database import Store


class Pushed(NamedTuple):
    """One branch of a push: ``oid`` goes to ``ref`` at the remote, which names ``at_remote`` now (``None``: none yet)."""

    ref: str
    oid: Oid
    at_remote: Oid | None


class Push(NamedTuple):
    """What ``git push``, or a forge that merges a pull request (``operation``), is about to bring to a remote. ``remote``: its
    name, or its URL if unnamed; ``session``: who pushes, ``None``: the session of the asking process."""

    request: Request
    remote: str
    branches: tuple[Pushed, ...]
    session: Epoch | None = None
    operation: str = operation.SEND


def parse(text: str) -> tuple[Pushed, ...]:
    """Return the branches that get a new commit, from lines ``local-ref local-oid remote-ref remote-oid``."""
    pushed = []
    for line in text.split("\n"):
        fields = line.rsplit(" ", 3)
        if len(fields) == 4 and fields[2].startswith(refs.HEADS) and fields[1].strip("0"):
            _, oid, ref, remote_oid = fields
            pushed.append(Pushed(ref, oid, remote_oid if remote_oid.strip("0") else None))
    return tuple(pushed)


def push(store: Store, pushing: Push) -> list[Verdict]:
    """Judge each branch; return verdicts with something to report. Raises ``CoordgitError`` if the remote's tip is not here."""
    request = pushing.request
    git = request.worktree.git(keep=True)
    validate.take_journal(store, request, git)
    targets = target_names(git, request.settings, pushing.remote)
    landing = [branch for branch in pushing.branches if branch.at_remote is not None and branch.ref in targets]
    others = [branch for branch in pushing.branches if branch not in landing]
    answers: list[Verdict | None] = []
    for branch in landing:
        tip = CheckedBranch(_tracking(git, pushing.remote, branch), branch.at_remote or "")
        answers.append(ask(store, git, pushing, branch, onto=tip))
    if others and not any(answers):  # else a target itself was judged already
        meant: dict[tuple[str, ...], list[CheckedBranch]] = {}
        for branch in {branch.oid: branch for branch in others}.values():  # each commit once
            configured = request.settings.targets_of(branch.ref)
            if configured not in meant:
                names = target_names(git, request.settings, pushing.remote, branch.ref)
                meant[configured] = _meant(git, request, pushing.remote, names)
            onto = (target for target in meant[configured] if target.tip != branch.oid)
            asked = (ask(store, git, pushing, branch, onto=target, lands=False) for target in onto)
            answers.append(next((verdict for verdict in asked if verdict is not None), None))
    return [verdict for verdict in answers if verdict is not None]


def named(git: Git, remote: str) -> str:
    """Return the name of the remote whose URL was given in its place; what was given if it is a name, or nobody's URL here."""
    if "/" not in remote and ":" not in remote:
        return remote
    for key, url in git.settings(r"^remote\..*\.(push)?url$"):
        if _address(url) == _address(remote):
            return key.removeprefix("remote.").rpartition(".")[0]
    return remote


def _address(url: str) -> str:
    """Return a URL in a form that compares. git, and its hook, resolve a path from the top of the work tree."""
    path = url.removeprefix("file://")
    return path.rstrip("/").removesuffix(".git") if ":" in path.partition("/")[0] else os.path.realpath(path)


def target_names(git: Git, settings: Config, remote: str, branch: str | None = None) -> list[str]:
    """Return the full names at the remote of the targets of work on ``branch``, by default of work on any."""
    configured = settings.targets if branch is None else settings.targets_of(branch)
    names = [*configured] if configured else _default_names(git, remote)
    names += [target for _, target in settings.of_branches] if branch is None else []
    short = (name.removeprefix(refs.HEADS).removeprefix(refs.REMOTES).removeprefix(f"{remote}/") for name in names)
    return list(dict.fromkeys(refs.HEADS + name for name in short if name != "none"))


def _default_names(git: Git, remote: str) -> list[str]:
    """Return the remote's default branch; if that is unknown, what is the default here, and the usual names."""
    default = git.text("symbolic-ref", "-q", f"{refs.REMOTES}{remote}/HEAD", ok=(0, 1, 128))
    if default:
        return [default]
    here = [branch.ref for branch in existing_targets(git, "", ()) if branch.ref.startswith(refs.HEADS)]
    return [*here, *USUAL]


def tracked(remote: str, ref: str) -> str:
    """Return the remote-tracking name that clones give a remote's branch."""
    return f"{refs.REMOTES}{remote}/{ref.removeprefix(refs.HEADS)}"


def _tracking(git: Git, remote: str, branch: Pushed) -> str:
    """Return the remote-tracking branch that names the remote's tip; the branch's name at the remote if none does."""
    ref = tracked(remote, branch.ref)
    return ref if git.commit(ref) is not None else branch.ref


def _meant(git: Git, request: Request, remote: str, names: list[str]) -> list[CheckedBranch]:
    """Return the remote's first target as last seen there, then the targets here: those of other remotes, since a fork's own is
    often an old copy. If the remote has no target, all are returned."""
    tips = ((ref, git.commit(ref)) for ref in (tracked(remote, name) for name in names))
    there = next(([CheckedBranch(ref, tip)] for ref, tip in tips if tip is not None), [])
    here = checked_in(request.worktree, git, request.environ) if names else None
    targets = [branch for branch in here.checked if branch.ref in here.targets] if here else []
    own = (refs.HEADS, f"{refs.REMOTES}{remote}/") if there else ()
    return [*there, *(branch for branch in targets if not branch.ref.startswith(own))]


def _is_forced(request: Request) -> bool:
    """True if the push may drop what the remote has: then the advice is not to bring that in."""
    words = _words(request)
    return not words or _has(words, "--force", "f") or any(one.startswith("+") for one in words)


def is_dry_run(request: Request) -> bool:
    return _has(_words(request), "--dry-run", "n")


def _words(request: Request) -> tuple[str, ...]:
    """Return the command that pushes, () if unknown."""
    return denied.of(processes.updater(request.pid).pid, operation.SEND, "").command


def _has(words: tuple[str, ...], long: str, letter: str) -> bool:
    return any(one.startswith(long) or (one[:1] == "-" != one[1:2] and letter in one) for one in words)


def ask(store: Store, git: Git, pushing: Push, branch: Pushed, *, onto: CheckedBranch, lands: bool = True) -> Verdict | None:
    """Return the stored verdict of one branch; ``None`` if there was nothing to judge."""
    if not commits.is_here(git, onto.tip):
        if not lands:
            return None
        forced = _is_forced(pushing.request)
        bring = "fetch" if forced or worktrees.head(pushing.request.worktree)[1] != branch.oid else "pull --no-rebase"
        raise CoordgitError(
            f"{quote(pushing.remote)} has a newer {quote(refs.short(branch.ref))}, which is not here to be checked against",
            f"git {bring} {word(pushing.remote)} {word(refs.short(branch.ref))}",
            refused=not forced,
        )
    request = pushing.request
    update = gather(store, git, pushing, branch, onto, lands=lands)
    judgement = judge(store, git, update, request.settings, request.now) if update is not None else None
    if update is None or judgement is None or not judgement.findings:
        return None
    if not lands:
        judgement = judgement.informing()

    def gather_by(settings: Config) -> Update | None:
        return update if branch.ref in target_names(git, settings, pushing.remote) else None

    outcome, why = outcome_of(store, request, update, judgement, gather_by) if judgement.counting else (PASSED, "")
    verdict = validate.verdict_of(store, request, update, outcome, source="push", reason=why)._replace(old=onto.tip)
    verdict = validate.explained(store, request, update, judgement, verdict, git=git, remote=pushing.remote)
    with store.writing():
        return verdicts.put(store, verdict)


def gather(store: Store, git: Git, pushing: Push, branch: Pushed, onto: CheckedBranch, *, lands: bool = True) -> Update | None:
    """Return the landing as it will be; ``None`` if it has no commit made by a session here and loses none of others."""
    brought = commits.between(git, branch.oid, [onto.tip])
    makers = known_commits.makers(store, [commit.oid for commit in brought])
    session = caller(store, pushing)
    makers |= {oid: [session] for oid in _in_no_ref(git, pushing, branch, brought, makers)}
    drops = lands and pushing.operation == operation.SEND  # a forge only adds
    rewound = _rewound(store, git, branch, onto, brought, epoch=session) if drops else ()
    if not any(makers.values()) and not rewound:
        return None
    update = of_commits(git, brought, makers, onto=onto, new=branch.oid, epoch=session)
    here = _made_here(store, git, pushing, (branch.oid, f"^{onto.tip}"), update.commits)
    update = update._replace(commits=tuple(one._replace(origin=KNOWN) if one in here else one for one in update.commits))
    if lands:
        update = contributor_facts.without_landed(store, git, update, ())
    return update._replace(operation=pushing.operation, rewound=rewound)


def _in_no_ref(git: Git, pushing: Push, branch: Pushed, brought: list[Commit], makers: Mapping[Oid, list[Epoch]]) -> list[Oid]:
    """Return the unknown commits that a tool has made here and no branch had (``git push origin "$(git commit-tree ...)":main``):
    whoever pushes answers for them."""
    if branch.oid in makers or pushing.operation != operation.SEND:
        return []
    fetched = operation.fetched_into(pushing.request.worktree)
    unknown = [commit.oid for commit in brought if commit.oid not in makers]
    return sorted(listed(git, unknown, [branch.oid, *(f"^{oid}" for oid in fetched)], "--not", "--all"))


def _made_here(store: Store, git: Git, pushing: Push, span: tuple[str, str], brought: Collection[Commit]) -> Collection[Commit]:
    """Return the commits that nobody is known to have made and no fetch is known to have brought: made here, where no hook ran.
    What they take back is not taken back elsewhere. A merge is asked about in any case, and a revert names what it takes back."""
    unknown = {one.oid: one for one in brought if one.origin == OUTSIDE and len(one.parents) < 2}
    asked = unknown.keys() - known_commits.brought(store, list(unknown))
    if not asked or pushing.operation != operation.SEND:
        return ()
    fetched = operation.fetched_into(pushing.request.worktree)
    options = ("--invert-grep", "--grep=^This reverts commit ", "--not", "--remotes")
    return [unknown[oid] for oid in listed(git, asked, [*span, *(f"^{oid}" for oid in fetched)], *options)]


def _rewound(
    store: Store, git: Git, branch: Pushed, onto: CheckedBranch, fresh: list[Commit], *, epoch: Epoch
) -> tuple[Oid, ...]:
    """Return others' commits that the remote's branch would lose. The local branch of the same name does not keep them alive."""
    replaced = commits.between(git, onto.tip, [branch.oid])
    if not replaced:
        return ()
    from coordgit.check.integrity import rewinds

    move = rewinds.Rewind(
        refs=(onto.ref, branch.ref),
        new=branch.oid,
        epoch=epoch,
        replaced=replaced,
        fresh=fresh,
        written=trees.diff_with_modes(git, onto.tip, branch.oid),
        here=False,
    )
    return rewinds.of(store, git, move)


def caller(store: Store, pushing: Push) -> Epoch:
    """Return who pushes."""
    request = pushing.request
    return pushing.session or identity.looking(request.worktree, request.environ, store, request.pid)
