"""Which reads a listing or a search refreshes: its own, and older ones whose answer it contains."""

import os

from coordgit.core import knowledge as rules
from coordgit.core.model import Oid, Read
from coordgit.record.plan import Plan
from coordgit.record.seen_versions import Moments
from coordgit.store import reads, refreshes, writes


def all_answered(plan: Plan, moments: Moments, read: Read) -> list[Read]:
    """Return the listing or search, and the older ones that it refreshes: those with the same query, and narrower listings, also
    of the session's other agents where ``knowledge.refreshes`` allows it. Return nothing if the session's own edits hide a newer
    answer, or if this answer shows less than an older one did."""
    asked = reads.asked_before(plan.store, read)
    if not read.exact and any(old.exact and _is_same(read, old) for old in asked):
        return []
    before = _refreshed(plan, read, asked)
    known = reads.true_at(plan.store, [old.read_id for old in before]) if before and read.base else {}
    others = []
    hidden: dict[tuple[Oid, ...], bool] = {}  # asked once for all: what hides one of a narrower listing hides one of this
    for old in before:
        same = _is_same(read, old)
        again = read._replace(agent=old.agent, path=old.path, query=old.query, exact=old.exact, declared=old.declared)
        at = tuple(sorted(known.get(old.read_id, ())))
        if at not in hidden:
            hidden[at] = _hidden(plan, moments, read, list(at))
        if hidden[at]:
            if same:
                return []
        elif not same:
            others.append(again)
    plan.overtaken |= bool(plan.observer.call) and read.base != moments.batch.head
    base = _base(plan, moments, read)
    if os.path.exists(f"{moments.batch.worktree.git_dir}/MERGE_HEAD"):
        plan.merging[read.worktree] = _merged(moments)
    if base == read.base:
        for old in before:
            if old.agent == read.agent:
                plan.kept[old.path, old.query] = _newer_elsewhere(plan, moments, old, base)
        return [*others, read]
    plan.behind = True
    return [read._replace(base=base)]


def _newer_elsewhere(plan: Plan, moments: Moments, old: Read, base: Oid | None) -> set[str]:
    """Return the other branches on which the session was shown a version that this answer lacks: it still knows that version."""
    git, here = moments.batch.git, moments.batch.ref
    shown = [one for one in refreshes.tips_of(plan.store, old.read_id) if one[0].startswith("refs/") and one[0] != here]
    if not base or not shown:
        return set()
    from coordgit.git import commits

    return {ref for ref, tip in shown if not commits.is_ancestor(git, tip, base) and commits.is_ancestor(git, tip, ref)}


def _merged(moments: Moments) -> list[Oid]:
    """Return the commits that a stopped merge brings into the work tree; none if it takes nothing of them (``-s ours``)."""
    from coordgit.git import operation, trees

    batch = moments.batch
    return operation.merged(batch.worktree.git_dir) if trees.index_diff(batch.git, batch.head).blobs else []


def _is_same(read: Read, old: Read) -> bool:
    """True if both are answers to the same question of the same agent."""
    return (read.agent, read.path, read.query) == (old.agent, old.path, old.query)


def _refreshed(plan: Plan, read: Read, before: list[Read]) -> list[Read]:
    if not before:
        return []
    from coordgit.core import predicates

    before = [old for old in before if predicates.answers(read, old)]
    foreign = [old.read_id for old in before if read.agent not in ("", old.agent)]
    named: set[int] = set()
    if foreign:
        from coordgit.store import verdicts

        named = verdicts.named(plan.store, foreign)
    return [old for old in before if rules.refreshes(old, read.agent, named)]


def _hidden(plan: Plan, moments: Moments, read: Read, known: list[Oid]) -> bool:
    if not known or read.base in known:
        return False
    from coordgit.record import hidden_answers

    return hidden_answers.hides_newer(plan, moments, read, known)


def _base(plan: Plan, moments: Moments, read: Read) -> Oid | None:
    """Return the commit that the answer is of, where the branch may have moved without its work tree."""
    batch = moments.batch
    if not read.base or read.base != batch.head:
        return read.base
    from coordgit.git import reflogs

    if reflogs.moved_alone(batch.worktree, batch.git, read.base):
        from coordgit.record import hidden_answers

        base = hidden_answers.base(plan, moments, read)
        if base != read.base:
            return base
    replaced = writes.replaced(plan.store, batch.worktree.id, batch.ref or "")
    if replaced:
        from coordgit.record import hidden_answers

        return hidden_answers.under_edits(plan, moments, read, replaced)
    return read.base
