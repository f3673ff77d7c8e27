"""Validate existing commits: would their reads still be true if they landed on a branch now?

The same judgement and conflicts as in ``check``, but who made the commits is told by the store, and of commits that it does not
know by the notes that came with them. An unknown commit has no reads and does not belong to the session that asks. Writes only
the verdict.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from coordgit.check import attribution, remedies, update, validate
from coordgit.check.judge import judge, pointed
from coordgit.check.remote.received import Received, named, receive
from coordgit.check.update import Update
from coordgit.core.model import (
    KNOWN,
    NOBODY,
    OUTSIDE,
    PASSED,
    REJECTED,
    CheckedBranch,
    Commit,
    Epoch,
    Finding,
    Oid,
    Verdict,
)
from coordgit.core.quoting import word
from coordgit.core.rules import RULES, weigh
from coordgit.core.rules.levels import REJECTS
from coordgit.core.rules.rule import Reason
from coordgit.core.validation import UNKNOWN_READS
from coordgit.errors import CoordgitError, UsageError
from coordgit.git import commits as ancestry
from coordgit.git import gitpython, merging, notes, operation, refs, trees
from coordgit.git.gitpython import Made
from coordgit.git.plumbing import Git
from coordgit.git.settings import Config
from coordgit.git.targets import find_targets, start_defaults
from coordgit.git.worktrees import Worktree
from coordgit.session import identity
from coordgit.store import commits as known_commits
from coordgit.store import reads, sessions, verdicts
from coordgit.store.database import Store


class Range(NamedTuple):
    """Commits to verify, ``left..right``, and where they would land. ``branch`` is the ref that ``right`` names, or ""."""

    left: Oid | None
    right: Oid
    branch: str
    onto: CheckedBranch


class Asked(NamedTuple):
    """Who asks about commits that are already made, where, and when."""

    worktree: Worktree
    settings: Config
    caller: Epoch
    now: float


class Verified(NamedTuple):
    """The stored verdict, and which commits it is about."""

    verdict: Verdict
    commits: tuple[Made, ...]
    unknown: tuple[Made, ...]
    """Commits that no session here is known to have made, and that have no note: they have no reads."""
    unreadable: tuple[tuple[Oid, str], ...] = ()
    """(unknown commit, what is wrong with its note)."""
    left_out: int = 0
    """Reads behind the commits that were too many to be published."""


def verify(store: Store, asked: Asked, text: str, onto: str | None) -> Verified:
    """Judge the range ``text`` as if its tip landed on ``onto`` (by default its branch's target, else its left side)."""
    git = asked.worktree.git(keep=True)
    git.env["GIT_NO_LAZY_FETCH"] = "0"  # no ref is locked here: a partial clone may fetch what it lacks
    found = parse(git, asked.settings, text, onto)
    validate.take_journal(store, asked.worktree, git, asked.now)
    return verdict(store, git, asked, found, _targets(git, asked.settings, found.onto.ref))


def arriving(store: Store, asked: Asked, ref: str, new: Oid) -> Verdict | None:
    """Judge what a push brings to a target here by the notes that came before it; ``None`` if nothing is to be told."""
    git = asked.worktree.git(keep=True)
    if not notes.clones(git):
        return None
    targets = _targets(git, asked.settings, ref)
    onto = next((branch for branch in targets if branch.ref == ref), None)
    if onto is None or onto.tip == new:
        return None
    found = verdict(store, git, asked, Range(onto.tip, new, ref, onto), targets).verdict
    return found if found.conflicts else None


def verdict(store: Store, git: Git, asked: Asked, commits: Range, targets: list[CheckedBranch]) -> Verified:
    """Judge commits that are already made; store the verdict."""
    onto, settings = commits.onto, asked.settings
    private = bool(targets) and all(branch.ref != onto.ref for branch in targets)
    held = [branch.tip for branch in targets] if private else []
    made = gitpython.commits(git, commits.right, [*([commits.left] if commits.left else []), onto.tip, *held])
    known = known_commits.makers(store, [one.commit.oid for one in made])
    unknown = [one for one in made if one.commit.oid not in known]
    received = _received(store, git, asked, commits, targets=targets, unknown=unknown) if unknown else None
    asking = received.store if received is not None else store
    if received is not None:
        known = known_commits.makers(asking, [one.commit.oid for one in made])
        unknown = [one for one in unknown if one.commit.oid not in known]
    unknown = [one for one in unknown if not _made_by_git(git, one.commit)]
    gathered = gather(git, commits, caller=asked.caller, targets=targets, private=private, made=made, known=known)
    findings = judge(asking, git, gathered, settings, asked.now).findings
    findings += tuple(_unknown(settings, onto, unknown))
    outcome = REJECTED if any(one.counts for one in findings) else PASSED
    reasons = attribution.of(asking, git, pointed(git, gathered, findings, outcome == REJECTED))
    # The remedy is for the branch: merge the target in, read again, verify again.
    advised = gathered._replace(ref=commits.branch)
    if received is not None:
        reasons = named(reasons, received)
    if received is not None or any(one.code == UNKNOWN_READS for one in findings):
        advised = gathered._replace(operation=operation.NOTED)
    remedy = remedies.json_remedy(asking, advised, reasons) if outcome == REJECTED else "[]"
    verdict = validate.verdict_of(asking, gathered, settings, outcome, reasons, source="verify", now=asked.now)
    verdict = verdict._replace(old=onto.tip, remedy=remedy)
    with store.writing():
        verdict = verdicts.put(store, verdict)
    unreadable, left_out = (received.unreadable, received.left_out) if received is not None else ((), 0)
    return Verified(verdict, tuple(made), tuple(unknown), unreadable, left_out)


MOST_BESIDE = 500
"""Commits of the branch since the range left it whose makers are looked up: the newest."""


def _received(
    store: Store, git: Git, asked: Asked, commits: Range, *, targets: list[CheckedBranch], unknown: list[Made]
) -> Received | None:
    """Return the reads of unknown commits that came as notes. Raises ``CoordgitError`` if this clone lacks history."""
    beside = ancestry.between(git, commits.onto.tip, [commits.right])[:MOST_BESIDE]
    known = known_commits.makers(store, [commit.oid for commit in beside])
    received = receive(
        store,
        git,
        [one.commit for one in unknown],
        [commit for commit in beside if commit.oid not in known],
        checked=[branch.ref for branch in (commits.onto, *targets)],
        now=asked.now,
    )
    if git.text("rev-parse", "--is-shallow-repository") == "true":
        bases = set()
        if received is not None:
            bases = {oid for epoch in received.epochs for oid in reads.bases(received.store, epoch)}
        if bases - ancestry.of(git, bases).keys() or ancestry.merge_base(git, commits.onto.tip, commits.right) is None:
            raise CoordgitError("this clone is shallow: it lacks the history since what was read", DEEPEN)
    return received


DEEPEN = "git fetch --unshallow origin '+refs/heads/*:refs/remotes/origin/*'"


def _made_by_git(git: Git, commit: Commit) -> bool:
    """True for a merge that git completed alone, as a forge's are: nobody wrote it."""
    if len(commit.parents) != 2:
        return False
    try:
        merged = merging.merged(git, *commit.parents)
    except CoordgitError:  # this git cannot tell
        return False
    return not merged.conflicts and merged.tree == git.text("rev-parse", f"{commit.oid}^{{tree}}")


def _unknown(settings: Config, onto: CheckedBranch, unknown: list[Made]) -> list[Finding]:
    """Return a reason for each commit whose reads are unknown, if ``coordgit.unknown`` rejects them."""
    if settings.unknown != "reject":
        return []
    force = weigh(Reason(code=UNKNOWN_READS, level=settings.level)).force
    why = RULES[UNKNOWN_READS].why
    return [Finding(UNKNOWN_READS, force == REJECTS, "", NOBODY, onto, why, commit=one.commit.oid) for one in unknown]


def parse(git: Git, settings: Config, text: str, onto: str | None) -> Range:
    """Parse ``LEFT..RIGHT`` (an empty side is HEAD) or ``RIGHT`` alone, with the branch it is for. Raises ``UsageError``."""
    left_name, dots, right_name = text.rpartition("..")
    left_name = left_name.removesuffix(".")  # three dots say the same: what right has and left has not, to land on left
    right, branch = resolve(git, right_name or "HEAD")
    left = resolve(git, left_name or "HEAD")[0] if dots else None
    if onto is not None:
        tip, ref = resolve(git, onto)
        return Range(left, right, branch, CheckedBranch(ref or onto, tip))
    since = resolve(git, left_name or "HEAD")[1] if dots else ""
    targets = _targets(git, settings, branch) if branch.startswith(refs.HEADS) else []
    if all(target.ref != branch for target in targets):
        name = refs.short(branch)  # an upstream of the same name is a copy of the branch, not its target
        others = [target for target in targets if target.ref == since or not target.ref.endswith(f"/{name}")]
        if others:
            return Range(left, right, branch, next((target for target in others if target.ref == since), others[0]))
    if left is None:
        raise UsageError(f"{text} has no target here: say since what, or --onto what", f"coordgit verify main..{text}")
    return Range(left, right, branch, CheckedBranch(since or branch or left_name, left))


def _targets(git: Git, settings: Config, ref: str) -> list[CheckedBranch]:
    """Return the targets of work on ``ref``; none for a commit without a branch."""
    if not ref.startswith("refs/"):
        return []
    configured = settings.targets_of(ref)
    found = find_targets(git, ref, configured, start_defaults(git, ref))[1]
    guessed = not configured and all(one.ref.startswith(refs.HEADS) and refs.short(one.ref) not in USUAL for one in found)
    return [] if guessed and ref.startswith("refs/remotes/") else found  # the clone of one branch, which that would make landed


USUAL = ("main", "master")
"""A local branch of another name is a target only because nothing else is known."""


def resolve(git: Git, name: str) -> tuple[Oid, str]:
    """Return (commit, full ref name or "")."""
    oid = "" if name.startswith("-") else git.text("rev-parse", "-q", "--verify", f"{name}^{{commit}}", ok=(0, 1, 128))
    if not oid:
        raise UsageError(f"{name} is not a commit here", _fetching(git, name))
    full = git.text("rev-parse", "-q", "--verify", "--symbolic-full-name", name, ok=(0, 1, 128))
    return oid, full if full.startswith("refs/") else ""


def _fetching(git: Git, name: str) -> str:
    """Return the command that may fetch what ``name`` means: all of a shallow clone, one branch of a clone that has others."""
    remote, _, branch = name.partition("/")
    if git.text("rev-parse", "--is-shallow-repository") == "true":
        return DEEPEN
    if branch and remote in git.text("remote").split("\n"):
        return f"git fetch {word(remote)} {word(f'+{refs.HEADS}{branch}:refs/remotes/{name}')}"
    return "git log --oneline --all"


def caller(store: Store, worktree: Worktree, environ: Mapping[str, str], pid: int) -> Epoch:
    """Return who asks: only named in the verdict, not noted as seen, since looking is not work."""
    who = identity.current(worktree, environ, store, pid)
    known = sessions.get(store, who.session)
    return known.epoch if known else Epoch(who.session, 0)


def gather(
    git: Git,
    asked: Range,
    *,
    caller: Epoch,
    targets: list[CheckedBranch],
    private: bool,
    made: list[Made],
    known: dict[Oid, list[Epoch]],
) -> Update:
    """Return the landing as it would be. None of its commits is made now, so nothing counts as the caller's."""
    tip, new = asked.onto.tip, asked.right
    # What a merge would bring to the branch: since their merge base, not since the branch's tip.
    old = ancestry.merge_base(git, tip, new) or trees.empty(git)
    checked = [asked.onto]
    for branch in targets:
        if branch.ref != asked.onto.ref and not any(ancestry.is_ancestor(git, branch.tip, here) for here in (tip, new)):
            checked.append(branch)
    written = trees.diff(git, old, new)
    counted: list[Commit] = []
    for one in made:
        epochs = tuple(known.get(one.commit.oid, ()))
        counted.append(one.commit._replace(origin=KNOWN if epochs else OUTSIDE, contributors=epochs))
    involved = set(written)
    if len(made) <= update.MANY:
        involved = {path for diff in trees.own_changes(git, [one.commit.oid for one in made]).values() for path in diff}
    return Update(
        ref=asked.onto.ref,
        old=old,
        new=new,
        epoch=caller,
        operation=operation.REF,
        private=private,
        checked=tuple(checked),
        targets=tuple(branch.ref for branch in targets),
        commits=tuple(counted),
        epochs=tuple(dict.fromkeys(epoch for commit in counted for epoch in commit.contributors)),
        written=written,
        own=frozenset(),
        involved=frozenset(involved),
        carried={},
        forward=old == tip,
        exempt="" if made else "there is nothing to land",
    )
