"""Validate existing commits: would their reads still be true if they landed on a branch now?

The same judgement and conflicts as in ``check``, but the store alone says who made the commits: an unknown commit has no reads
and does not belong to the session that asks. Writes only the verdict.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from coordgit.check import attribution, remedies, update, validate
from coordgit.check.update import Update
from coordgit.core.model import KNOWN, OUTSIDE, PASSED, REJECTED, CheckedBranch, Commit, Epoch, Oid, Verdict
from coordgit.errors import UsageError
from coordgit.git import commits as ancestry
from coordgit.git import history, operation, refs, trees
from coordgit.git.history import Made
from coordgit.git.plumbing import Git
from coordgit.git.settings import Config
from coordgit.git.worktrees import Worktree
from coordgit.session import identity
from coordgit.store import commits as known_commits
from coordgit.store import sessions, verdicts
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
    commits: tuple[Made, ...]
    unknown: tuple[Made, ...]
    """Commits that no session here is known to have made: they have no reads."""


def verify(
    store: Store,
    worktree: Worktree,
    *,
    environ: Mapping[str, str],
    settings: Config,
    pid: int,
    text: str,
    onto: str | None,
    now: float,
) -> Verified:
    """Judge the range ``text`` as if its tip landed on ``onto`` (by default its branch's target, else its left side)."""
    git = worktree.git(keep=True)
    asked = parse(git, settings, text, onto)
    targets = _targets(git, settings, asked.onto.ref)
    private = bool(targets) and all(branch.ref != asked.onto.ref for branch in targets)
    held = [branch.tip for branch in targets] if private else []
    made = history.commits(worktree, asked.right, [*([asked.left] if asked.left else []), asked.onto.tip, *held])
    validate.take_journal(store, worktree, git, now)
    known = known_commits.makers(store, [one.commit.oid for one in made])
    gathered = gather(
        git, asked, caller=_caller(store, worktree, environ, pid), targets=targets, private=private, made=made, known=known
    )
    judgement = validate.judge(store, git, gathered, settings, now)
    outcome = REJECTED if judgement.counting else PASSED
    reasons = attribution.of(store, git, validate.pointed(git, gathered, judgement.findings, outcome == REJECTED))
    checked = sum(sessions.reads_of(store, epoch) for epoch in gathered.epochs)
    # The remedy is for the branch: merge the target in, read again, verify again.
    remedy = remedies.json_remedy(store, gathered._replace(ref=asked.branch), reasons) if outcome == REJECTED else "[]"
    with store.writing():
        verdict = verdicts.put(
            store,
            Verdict(
                number=0,
                outcome=outcome,
                level=settings.level,
                source="verify",
                epoch=gathered.epoch,
                ref=asked.onto.ref,
                old=asked.onto.tip,
                new=asked.right,
                operation=gathered.operation,
                checked=checked,
                reason="",
                involved=update.json_paths(gathered.involved),
                remedy=remedy,
                at=now,
                conflicts=reasons,
            ),
        )
    return Verified(verdict, tuple(made), tuple(one for one in made if one.commit.oid not in known))


def parse(git: Git, settings: Config, text: str, onto: str | None) -> Range:
    """Parse ``LEFT..RIGHT`` (an empty side is HEAD) or ``RIGHT`` alone, with the branch it is for. Raises ``UsageError``."""
    left_name, dots, right_name = text.rpartition("..")
    if left_name.endswith(".") or right_name.startswith("."):
        raise UsageError(f"{text} names two sides; verify takes the commits of one", "coordgit verify main..feature")
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
    return refs.targets(git, ref, settings.targets_of(ref), refs.start_defaults(git, ref))[1]


def resolve(git: Git, name: str) -> tuple[Oid, str]:
    """Return (commit, full ref name or "")."""
    oid = "" if name.startswith("-") else git.text("rev-parse", "-q", "--verify", f"{name}^{{commit}}", ok=(0, 1, 128))
    if not oid:
        raise UsageError(f"{name} names no commit here", "git log --oneline --all")
    full = git.text("rev-parse", "-q", "--verify", "--symbolic-full-name", name, ok=(0, 1, 128))
    return oid, full if full.startswith("refs/") else ""


def _caller(store: Store, worktree: Worktree, environ: Mapping[str, str], pid: int) -> Epoch:
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
