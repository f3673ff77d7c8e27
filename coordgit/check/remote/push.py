"""A push is a landing: the commits that ``git push`` brings to a remote's branch are validated against its tip there.

git's ``pre-push`` hook calls this (githooks(5)). The remote's tip on its standard input is the one that the receiving git
compares with when it moves the branch, so nothing can land there unseen between this answer and the push. A push of the
remote's default branch or of a target is rejected by the same rule as a commit; a push of any other branch, and the first one of
a target to a remote that lacks it, only list the reads that are stale on the target known here. Tags and deletions are not
validated.
"""

from __future__ import annotations

from coordgit.check import attribution, bypass, remedies, update, validate
from coordgit.check.judge import judge, pointed
from coordgit.check.update import Update
from coordgit.core.model import KNOWN, OUTSIDE, PASSED, REJECTED, CheckedBranch, Commit, Epoch, Verdict
from coordgit.core.quoting import quote, word
from coordgit.errors import CoordgitError
from coordgit.git import commits, operation, refs, trees
from coordgit.git.targets import checked_in
from coordgit.session import identity
from coordgit.startup.namedtuple import NamedTuple
from coordgit.store import commits as known_commits
from coordgit.store import sessions, verdicts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from coordgit.core.model import Oid
    from coordgit.git.plumbing import Git
    from coordgit.git.settings import Config
    from coordgit.git.worktrees import Worktree
    from coordgit.store.database import Store


class Pushed(NamedTuple):
    """One branch of a push: ``oid`` goes to ``ref`` at the remote, which names ``found`` now (``None``: no such branch yet)."""

    ref: str
    oid: Oid
    found: Oid | None


class Request(NamedTuple):
    """What ``git push``, or a forge that merges a pull request (``operation``), is about to bring to a remote. ``remote``: its
    name, or its URL if unnamed; ``epoch``: who pushes, ``None``: the session of this process."""

    worktree: Worktree
    environ: Mapping[str, str]
    pid: int
    now: float
    remote: str
    branches: tuple[Pushed, ...]
    epoch: Epoch | None = None
    operation: str = operation.SEND


def parse(text: str) -> tuple[Pushed, ...]:
    """Return the branches that get a new commit, from lines ``local-ref local-oid remote-ref remote-oid``."""
    found = []
    for line in text.split("\n"):
        fields = line.rsplit(" ", 3)
        if len(fields) == 4 and fields[2].startswith(refs.HEADS) and fields[1].strip("0"):
            _, oid, ref, remote_oid = fields
            found.append(Pushed(ref, oid, remote_oid if remote_oid.strip("0") else None))
    return tuple(found)


def push(store: Store, request: Request, settings: Config) -> list[Verdict]:
    """Judge each branch; return verdicts with something to report. Raises ``CoordgitError`` if the remote's tip is not here."""
    git = request.worktree.git(keep=True)
    validate.take_journal(store, request.worktree, git, request.now)
    names = target_names(git, settings, request.remote)
    found: list[Verdict | None] = []
    others = []
    for branch in request.branches:
        if branch.found is None or branch.ref not in names:
            others.append(branch)
        else:
            tip = CheckedBranch(_tracking(git, request.remote, branch), branch.found)
            found.append(ask(store, git, request, settings, branch=branch, onto=tip))
    if others and not any(found):  # else the target itself was judged already
        meant = _meant(git, request, names)
        for branch in others:
            onto = next((one for one in meant if one.tip != branch.oid), None)
            found.append(onto and ask(store, git, request, settings, branch=branch, onto=onto, lands=False))
    return [verdict for verdict in found if verdict is not None]


def target_names(git: Git, settings: Config, remote: str) -> list[str]:
    """Return the targets' full names at the remote."""
    if settings.targets:
        prefix = f"{remote}/"
        named = [name.removeprefix(refs.HEADS).removeprefix("refs/remotes/").removeprefix(prefix) for name in settings.targets]
        return [] if "none" in settings.targets else [refs.HEADS + name for name in named]
    default = git.text("symbolic-ref", "-q", f"refs/remotes/{remote}/HEAD", ok=(0, 1, 128))
    if default:
        return [refs.HEADS + default.removeprefix(f"refs/remotes/{remote}/")]
    return [f"{refs.HEADS}main", f"{refs.HEADS}master"]


def tracked(remote: str, ref: str) -> str:
    """Return the remote-tracking name that clones give a remote's branch."""
    return f"refs/remotes/{remote}/{ref.removeprefix(refs.HEADS)}"


def _tracking(git: Git, remote: str, branch: Pushed) -> str:
    """Return the remote-tracking branch that names the remote's tip; the branch's name at the remote if none does."""
    ref = tracked(remote, branch.ref)
    return ref if refs.value(git, ref) is not None else branch.ref


def _meant(git: Git, request: Request, names: list[str]) -> list[CheckedBranch]:
    """Return the remote's targets as last seen there; of a remote without any, as a fork or a new one, those of the work here."""
    values = {ref: refs.value(git, ref) for ref in (tracked(request.remote, name) for name in names)}
    found = [CheckedBranch(ref, tip) for ref, tip in values.items() if tip is not None]
    if found or not names:
        return found[:1]
    at = checked_in(request.worktree, git, request.environ)
    return [branch for branch in at.checked if branch.ref in at.targets]


def ask(
    store: Store,
    git: Git,
    request: Request,
    settings: Config,
    *,
    branch: Pushed,
    onto: CheckedBranch,
    lands: bool = True,
) -> Verdict | None:
    """Return the stored verdict of one branch; ``None`` if there was nothing to judge."""
    if git.code("cat-file", "-e", f"{onto.tip}^{{commit}}") != 0:
        if not lands:
            return None
        raise CoordgitError(
            f"{quote(request.remote)} has a newer {quote(refs.short(branch.ref))}, which is not here to be checked against",
            f"git fetch {word(request.remote)} {word(refs.short(branch.ref))}",
        )
    gathered = gather(store, git, request, branch, onto, lands=lands)
    if gathered is None:
        return None
    judgement = judge(store, git, gathered, settings, request.now)
    if not judgement.findings:
        return None
    findings = judgement.findings if lands else tuple(one._replace(counts=False) for one in judgement.findings)
    rejects = lands and bool(judgement.counting)

    def again(asked: Config) -> Update | None:
        return gathered if branch.ref in target_names(git, asked, request.remote) else None

    def weaker() -> str:
        return bypass.reason(store, request.worktree, judgement, settings, request.now, gather=again)

    outcome, why = bypass.outcome(judgement, settings, weaker) if rejects else (PASSED, "")
    settings = settings._replace(bypass=why)
    reasons = attribution.of(store, git, pointed(git, gathered, findings, outcome == REJECTED))
    verdict = validate.verdict_of(store, gathered, settings, outcome, reasons, source="push", now=request.now)
    verdict = verdict._replace(old=onto.tip)
    if outcome == REJECTED:
        verdict = verdict._replace(remedy=remedies.json_remedy(store, gathered, reasons, remote=request.remote))
    with store.writing():
        return verdicts.put(store, verdict)


def gather(store: Store, git: Git, request: Request, branch: Pushed, onto: CheckedBranch, *, lands: bool = True) -> Update | None:
    """Return the landing as it will be; ``None`` if it has no commit made by a session here and loses none of others."""
    brought = commits.between(git, branch.oid, [onto.tip])
    epoch = caller(store, request)
    drops = lands and request.operation == operation.SEND  # a forge only adds
    lost = _rewound(store, git, branch, onto, brought, epoch=epoch) if drops else ()
    known = known_commits.makers(store, [commit.oid for commit in brought])
    counted = [
        commit._replace(origin=KNOWN if commit.oid in known else OUTSIDE, contributors=tuple(known.get(commit.oid, ())))
        for commit in brought
    ]
    epochs = tuple(dict.fromkeys(epoch for commit in counted for epoch in commit.contributors))
    if not epochs and not lost:
        return None
    old = commits.merge_base(git, onto.tip, branch.oid) or trees.empty(git)
    written = trees.diff(git, old, branch.oid)
    involved = frozenset(written)
    if len(brought) <= update.MANY:
        own = trees.own_changes(git, [commit.oid for commit in brought]).values()
        involved = frozenset(path for diff in own for path in diff)
    return Update(
        ref=onto.ref,
        old=old,
        new=branch.oid,
        epoch=epoch,
        operation=request.operation,
        private=False,
        checked=(onto,),
        targets=(onto.ref,),
        commits=tuple(counted),
        epochs=epochs,
        written=written,
        own=frozenset(),
        involved=involved,
        carried={},
        forward=old == onto.tip,
        exempt="",
        rewound=lost,
    )


def _rewound(
    store: Store, git: Git, branch: Pushed, onto: CheckedBranch, fresh: list[Commit], *, epoch: Epoch
) -> tuple[Oid, ...]:
    """Return others' commits that the remote's branch would lose. The local branch of the same name does not keep them alive."""
    replaced = commits.between(git, onto.tip, [branch.oid])
    if not replaced:
        return ()
    from coordgit.check.integrity import rewound

    move = rewound.Move(
        refs=(onto.ref, branch.ref),
        new=branch.oid,
        epoch=epoch,
        replaced=replaced,
        fresh=fresh,
        written=trees.parse_touched(trees.start_diff(git, onto.tip, branch.oid).result()),
        here=False,
    )
    return rewound.of(store, git, move)


def caller(store: Store, request: Request) -> Epoch:
    """Return who pushes."""
    if request.epoch is not None:
        return request.epoch
    who = identity.current(request.worktree, request.environ, store, request.pid)
    known = sessions.get(store, who.session)
    return known.epoch if known else Epoch(who.session, 0)
