"""Validate existing commits: would their reads still be true if they landed on a branch now?

The same judgement and conflicts as in ``check``, but who made the commits is told by the store, and of commits that it does not
know by the notes that came with them. An unknown commit has no reads and does not belong to the session that asks. Writes only
the verdict.
"""

from collections.abc import Mapping
from typing import NamedTuple

from coordgit.check import Request, validate
from coordgit.check.judge import judge
from coordgit.check.remote.received_notes import Received, named, receive
from coordgit.check.update import is_private, of_commits
from coordgit.core.contributors import PART_UNCLEAR
from coordgit.core.model import NOBODY, PASSED, REJECTED, CheckedBranch, Commit, Epoch, Finding, Oid, Verdict
from coordgit.core.quoting import word
from coordgit.core.rules.codes import RULES
from coordgit.core.rules.levels import REJECTS
from coordgit.core.rules.weights import Reason, weigh
from coordgit.core.validation import UNKNOWN_READS
from coordgit.errors import CoordgitError, UsageError
from coordgit.git import commits as ancestry
from coordgit.git import notes, operation, refs
from coordgit.git.checked_branches import USUAL, checked_branches, existing_targets, start_unmerged
from coordgit.git.plumbing import Git
from coordgit.git.settings import Config
from coordgit.session import identity
from coordgit.store import known_commits, reads, verdicts
from coordgit.store.database import Store


class Range(NamedTuple):
    """Commits to verify, ``left..right``, and where they would land. ``branch`` is the ref that ``right`` names, or ""."""

    left: Oid | None
    right: Oid
    branch: str
    onto: CheckedBranch


class Verified(NamedTuple):
    """The stored verdict, and which commits it is about."""

    verdict: Verdict
    commits: tuple[Commit, ...]
    unknown: Mapping[Oid, tuple[str, str, float]]
    """Commits that no session here is known to have made, and without a note: they have no reads. Each with its description."""
    unreadable: tuple[tuple[Oid, str], ...]
    """(unknown commit, what is wrong with its note)."""
    left_out: int
    """Reads behind the commits that were too many to be published."""


def verify(store: Store, request: Request, text: str, onto: str | None) -> Verified:
    """Judge the range ``text`` as if its tip landed on ``onto`` (by default its branch's target, else its left side)."""
    git = request.worktree.git(keep=True)
    range_ = parse(git, request.settings, text, onto)
    validate.take_journal(store, request, git)
    caller = identity.looking(request.worktree, request.environ, store, request.pid)
    return _verdict(store, git, request, range_, caller=caller, targets=_targets(git, request.settings, range_.onto.ref))


def arriving(store: Store, request: Request, ref: str, new: Oid) -> Verdict | None:
    """Judge what a push brings to a target here by the notes that came before it; ``None`` if nothing is to be told."""
    git = request.worktree.git(keep=True)
    if not notes.clones(git) and request.settings.unknown != "reject":
        return None
    targets = _targets(git, request.settings, ref)
    onto = next((branch for branch in targets if branch.ref == ref), None)
    if onto is None or onto.tip == new:
        return None
    verdict = _verdict(
        store, git, request, Range(left=onto.tip, right=new, branch=ref, onto=onto), caller=NOBODY, targets=targets
    ).verdict
    return verdict if verdict.conflicts else None


def _verdict(
    store: Store, git: Git, request: Request, commits: Range, *, caller: Epoch, targets: list[CheckedBranch]
) -> Verified:
    """Judge commits that are already made; store the verdict."""
    onto = commits.onto
    private = bool(targets) and is_private(onto.ref, targets)
    held = [branch.tip for branch in targets] if private else []
    made = ancestry.between(git, commits.right, [*([commits.left] if commits.left else []), onto.tip, *held])
    oids = [commit.oid for commit in made]
    known = _made_here(store, request, oids)
    unknown = [commit for commit in made if commit.oid not in known]
    received = _received(store, git, request, commits, targets=targets, unknown=unknown) if unknown else None
    asking = received.store if received is not None else store
    makers = known_commits.makers(asking, oids)
    noted = received.commits if received is not None else ()
    unknown = [commit for commit in unknown if commit.oid not in noted and not ancestry.is_merged_by_git(git, commit)]
    update = of_commits(git, made, makers, onto=onto, new=commits.right, epoch=caller)
    update = update._replace(
        private=private,
        checked=checked_branches(onto.ref, onto.tip, start_unmerged(git, onto.ref, targets, onto.tip, commits.right)),
        targets=tuple(branch.ref for branch in targets),
        exempt="" if made else "there is nothing to land",
    )
    judgement = judge(asking, git, update, request.settings, request.now)
    reasons = _unknown(request.settings, onto, unknown)
    judgement = judgement._replace(findings=(*judgement.findings, *reasons))
    outcome = REJECTED if judgement.counting else PASSED
    verdict = validate.verdict_of(asking, request, update, outcome, source="verify")._replace(old=onto.tip)
    # the remedy is for the branch: merge the target in, read again, verify again
    advised = update._replace(
        ref=commits.branch, operation=operation.NOTED if reasons or received is not None else update.operation
    )
    verdict = validate.explained(asking, request, advised, judgement, verdict, git=git)
    if received is not None:
        verdict = verdict._replace(conflicts=named(verdict.conflicts, received))
        received.store.close()
    with store.writing():
        verdict = verdicts.put(store, verdict)
    unreadable, left_out = (received.unreadable, received.left_out) if received is not None else ((), 0)
    described = ancestry.described(git, [commit.oid for commit in unknown])
    return Verified(verdict=verdict, commits=tuple(made), unknown=described, unreadable=unreadable, left_out=left_out)


def _made_here(store: Store, request: Request, oids: list[Oid]) -> set[Oid]:
    """Return the commits whose makers are known here. In a bare repository who pushed one did not make it there."""
    parts = known_commits.contributions(store, oids)
    pushed = "" if request.worktree.top else PART_UNCLEAR
    return {oid for oid, some in parts.items() if any(part != pushed for _, part in some)}


MOST_BESIDE = 500
"""Commits of the branch since the range left it whose makers are looked up: the newest."""


def _received(
    store: Store, git: Git, request: Request, commits: Range, *, targets: list[CheckedBranch], unknown: list[Commit]
) -> Received | None:
    """Return the reads of unknown commits that came as notes. Raises ``CoordgitError`` if this clone lacks history."""
    beside = ancestry.between(git, commits.onto.tip, [commits.right])[:MOST_BESIDE]
    known = _made_here(store, request, [commit.oid for commit in beside])
    received = receive(
        store,
        git,
        unknown,
        [commit for commit in beside if commit.oid not in known],
        checked=[branch.ref for branch in (commits.onto, *targets)],
        now=request.now,
    )
    if ancestry.is_shallow(git):
        bases = {oid for epoch in received.epochs for oid in reads.bases(received.store, epoch)} if received else set()
        if bases - ancestry.of(git, bases).keys() or ancestry.merge_base(git, commits.onto.tip, commits.right) is None:
            raise CoordgitError("this clone is shallow: it lacks the history since what was read", DEEPEN)
    return received


DEEPEN = "git fetch --unshallow origin '+refs/heads/*:refs/remotes/origin/*'"


def _unknown(settings: Config, onto: CheckedBranch, unknown: list[Commit]) -> list[Finding]:
    """Return a reason for each commit whose reads are unknown, if ``coordgit.unknown`` rejects them."""
    if settings.unknown != "reject":
        return []
    force = weigh(Reason(code=UNKNOWN_READS, level=settings.level)).force
    finding = Finding(
        code=UNKNOWN_READS, path="", reader=NOBODY, branch=onto, why=RULES[UNKNOWN_READS].why, counts=force == REJECTS
    )
    return [finding._replace(commit=commit.oid) for commit in unknown]


def parse(git: Git, settings: Config, text: str, onto: str | None) -> Range:
    """Parse ``LEFT..RIGHT`` (an empty side is HEAD) or ``RIGHT`` alone, with the branch it is for. Raises ``UsageError``."""
    left_name, dots, right_name = text.rpartition("..")
    left_name = left_name.removesuffix(".")  # A...B means the same here: what B has and A lacks, to land on A
    right, branch = resolve(git, right_name or "HEAD")
    left, since = resolve(git, left_name or "HEAD") if dots else (None, "")
    if onto is not None:
        tip, ref = resolve(git, onto)
        return Range(left=left, right=right, branch=branch, onto=CheckedBranch(ref or onto, tip))
    targets = _targets(git, settings, branch) if branch.startswith(refs.HEADS) else []
    if all(target.ref != branch for target in targets):
        name = refs.short(branch)  # an upstream of the same name is a copy of the branch, not its target
        others = [target for target in targets if target.ref == since or not target.ref.endswith(f"/{name}")]
        if others:
            return Range(
                left=left, right=right, branch=branch, onto=next((target for target in others if target.ref == since), others[0])
            )
    if left is None:
        raise UsageError(f"{text} has no target here: name a range or --onto", f"coordgit verify {text}~1..{text}")
    return Range(left=left, right=right, branch=branch, onto=CheckedBranch(since or branch or left_name, left))


def _targets(git: Git, settings: Config, ref: str) -> list[CheckedBranch]:
    """Return the targets of work on ``ref``; none for a commit without a branch."""
    if not ref.startswith("refs/"):
        return []
    configured = settings.targets_of(ref)
    targets = existing_targets(git, ref, configured)
    # A local branch of another name is a target only because nothing else is known.
    guessed = not configured and all(one.ref.startswith(refs.HEADS) and one.ref not in USUAL for one in targets)
    return [] if guessed and ref.startswith(refs.REMOTES) else targets  # the clone of one branch, which that would make landed


def resolve(git: Git, name: str) -> tuple[Oid, str]:
    """Return (commit, full ref name or "")."""
    oid = git.commit(name)
    if oid is None:
        raise UsageError(f"{name} is not a commit here", _fetching(git, name))
    full = git.full_name(name)
    return oid, full if full.startswith("refs/") else ""


def _fetching(git: Git, name: str) -> str:
    """Return the command that may fetch what ``name`` means: all of a shallow clone, one branch of a clone that has others."""
    remote, _, branch = name.partition("/")
    if ancestry.is_shallow(git):
        return DEEPEN
    if branch and remote in git.text("remote").split("\n"):
        return f"git fetch {word(remote)} {word(f'+{refs.HEADS}{branch}:{refs.REMOTES}{name}')}"
    return "git log --oneline --all"
