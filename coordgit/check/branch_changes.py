"""What a branch has changed since a base, and who changed it. ``lacked_commits`` says what the branch lacks of the base."""

from __future__ import annotations

from coordgit.check import renames
from coordgit.core.grouping import grouped
from coordgit.core.model import Change, CheckedBranch, Oid
from coordgit.core.own_changes import UNKNOWN, is_own, makers_of, unattributed
from coordgit.core.validation import Delta
from coordgit.git import commits, trees
from coordgit.git.plumbing import Git
from coordgit.startup.typing import Iterable, Mapping
from coordgit.store import known_commits, landings
from coordgit.store.database import Store

TYPE_CHECKING = False
if TYPE_CHECKING:
    from coordgit.check.update import Update
    from coordgit.core.changes_since import Row


def deltas(
    store: Store, git: Git, branch: CheckedBranch, bases: Iterable[Oid], session: str, *, never_had: bool = False
) -> dict[Oid, Delta]:
    """Return, for each base, what ``branch`` changed since the merge base with it.

    After a criss-cross merge: since all merge bases. Where the histories are unrelated: nothing. Where somebody else than
    ``session`` took the base off the branch: since the base itself. ``never_had``: for a base that the branch never had, also how
    the two differ.

    Uses published write sets if they lead from one commit to the other, without a child of git; else asks git.
    """
    by_base: dict[Oid, Delta] = {}
    others = [base for base in dict.fromkeys(bases) if base != branch.tip]
    chains = landings.chains(store, branch.ref, others, branch.tip)
    merge_bases = _merge_bases(store, git, branch.tip, [base for base in others if base not in chains])
    from_bases = {base: middle or base or trees.empty(git) for base, middle in merge_bases.items()}
    starts = [start for start in dict.fromkeys(from_bases.values()) if start != branch.tip]
    led = landings.chains(store, branch.ref, starts, branch.tip)
    chains.update((base, led[start]) for base, start in from_bases.items() if start in led)
    parsed = trees.diffs(git, [start for start in starts if start not in led], branch.tip)
    if None in parsed.values():
        whole = unattributed(trees.diff(git, trees.empty(git), branch.tip))
    for base, middle in merge_bases.items():
        if from_bases[base] in parsed:
            changed = parsed[from_bases[base]]
            if changed is None:
                by_base[base] = Delta(None, whole, True)
            elif not base or middle or commits.is_shallow(git):
                by_base[base] = Delta(middle, unattributed(changed))
    by_base.update(_published(store, branch.ref, chains, merge_bases))
    for base, middle in merge_bases.items():
        beside = _crossed(git).get((base, branch.tip))
        if middle and beside:
            since = unattributed(_since_all(git, [middle, *beside], branch.tip))
            by_base[base] = by_base.get(base, Delta(middle, {}))._replace(changes=since)
    apart = {
        base: by_base.get(base, Delta(middle, {}))
        for base, middle in merge_bases.items()
        if base and middle != base and (middle or not commits.is_shallow(git))
    }
    if apart:
        from coordgit.check import lacked_commits

        by_base.update(lacked_commits.deltas(store, git, branch, apart, session, never_had=never_had))
    return by_base


def paths_of(changes: list[Mapping[str, Change]]) -> Mapping[str, Change]:
    """Return every path that changed since any of several commits."""
    if len(changes) < 2:
        return changes[0] if changes else {}
    from coordgit.core import changes_since

    return changes_since.paths_of(changes)


def ask_ahead(store: Store, git: Git, update: Update) -> None:
    """Look up, outside the transaction, the merge bases that ``keep`` stores for the new commit of a private branch."""
    if _continues(update) and update.old:
        for branch in update.checked:
            if branch.ref != update.ref:
                _merge_bases(store, git, branch.tip, [update.old])


def _continues(update: Update) -> bool:
    """True if this is one new commit on top of a private branch."""
    commits_made = update.commits if update.private and len(update.commits) == 1 else ()
    return bool(commits_made and commits_made[0].made and commits_made[0].parents == (update.old,))


def keep(store: Store, git: Git, update: Update) -> None:
    """Keep the merge bases that git gave, in the transaction of a landing. A commit just made on a private branch has the merge
    bases of its parent, so the next commit need not ask git."""
    answers: dict[tuple[Oid, Oid], Oid | None] = git.answers.get("merge bases", {})
    by_tip: dict[Oid, dict[Oid, Oid | None]] = {}
    for (base, tip), oid in answers.items():
        if (base, tip) not in _crossed(git):  # the store has room for one
            by_tip.setdefault(tip, {})[base] = oid
    if _continues(update) and update.old and update.new:
        for branch in update.checked:
            if branch.ref != update.ref and (update.old, branch.tip) not in _crossed(git):
                by_tip.setdefault(branch.tip, {})[update.new] = _merge_bases(store, git, branch.tip, [update.old])[update.old]
    for tip, bases in by_tip.items():
        known_commits.note_merge_bases(store, tip, bases)


def _merge_bases(store: Store, git: Git, tip: Oid, bases: list[Oid]) -> dict[Oid, Oid | None]:
    """Return the best common ancestor of each base with ``tip``; ``None`` where they share none, or the clone is too shallow."""
    answers: dict[tuple[Oid, Oid], Oid | None] = git.answers.setdefault("merge bases", {})
    by_base = {base: answers[base, tip] for base in bases if (base, tip) in answers}
    rest = [base for base in bases if base not in by_base]
    by_base.update(known_commits.merge_bases(store, tip, rest) if rest else {})
    asked = [base for base in rest if base not in by_base]
    for base, (code, out) in zip(asked, git.each(("merge-base", "--all", base or tip, tip) for base in asked), strict=True):
        common, *others = out.decode().split() or [""]
        by_base[base] = answers[base, tip] = common if code == 0 and common and base else None
        if others:
            _crossed(git)[base, tip] = others
    return by_base


def _crossed(git: Git) -> dict[tuple[Oid, Oid], list[Oid]]:
    """Return (base, tip) -> the merge bases beside the first, where each side had merged the other's: git lists those in any
    order."""
    crossed: dict[tuple[Oid, Oid], list[Oid]] = git.answers.setdefault("criss-cross", {})
    return crossed


def _since_all(git: Git, merge_bases: list[Oid], tip: Oid) -> trees.Diff:
    """Return what a branch changed since several merge bases, as if they were merged first."""
    from coordgit.core.changes_since import several

    oldest = git.text("merge-base", "--octopus", *merge_bases, ok=(0, 1)) or trees.empty(git)
    *since, since_oldest = [changed or {} for changed in trees.diffs(git, [*merge_bases, oldest], tip).values()]
    return several(since, since_oldest)


def _published(
    store: Store, ref: str, chains: dict[Oid, tuple[int, int]], merge_bases: dict[Oid, Oid | None]
) -> dict[Oid, Delta]:
    """Return what landings changed; the first and last are given for each base."""
    if not chains:
        return {}
    rows = landings.changes_on(store, ref, min(first for first, _ in chains.values()), max(last for _, last in chains.values()))
    ways = set(chains.values())
    changed: dict[tuple[int, int], Mapping[str, Change]]
    if len(ways) == 1:
        changed = dict.fromkeys(ways, _summed(rows))
    else:
        from coordgit.core.changes_since import History

        histories = {end: History(row for row in rows if row[0] <= end) for end in {last for _, last in ways}}
        changed = {(first, last): histories[last].since(first) for first, last in ways}
    steps = grouped((row[1], row) for row in rows)
    rows = [row for row in rows if len(steps[row[1]]) > 1]
    return {
        base: Delta(middle, changed[way], undone=_undone(rows, *way) if rows and middle != base else {})
        for base, way in chains.items()
        for middle in [merge_bases.get(base, base)]
    }


def _undone(rows: list[Row], first: int, last: int) -> dict[str, dict[Oid | None, Change]]:
    """Return path -> version -> the change that took this version back. Paths: those that the landings ``first`` to ``last``
    leave as they were before. Versions: those that the path had in between."""
    steps = grouped((row[1], row) for row in rows if first <= row[0] <= last)
    undone: dict[str, dict[Oid | None, Change]] = {}
    for path, its in steps.items():
        makers, tip = frozenset[str](), its[-1][3]
        for _, _, before, _, maker in reversed(its[1:]) if its[0][2] == tip else ():
            makers |= makers_of(maker)
            undone.setdefault(path, {}).setdefault(before, Change(path=path, before=before, after=tip, makers=makers))
    return undone


def _summed(rows: list[Row]) -> dict[str, Change]:
    changes: dict[str, Change] = {}
    for _, path, before, after, maker in rows:
        one = changes.get(path)
        makers = makers_of(maker)
        changes[path] = Change(
            path=path, before=one.before if one else before, after=after, makers=one.makers | makers if one else makers
        )
    return {path: change for path, change in changes.items() if change.before != change.after}


def makers(
    store: Store, git: Git, since: Oid | None, tip: Oid, paths: list[str], *, reader: str = ""
) -> dict[str, frozenset[str]]:
    """Return path -> the sessions that changed it between two commits, by the commits that coordgit knows; "" for others.

    Where only a merge changed a path, or the ``reader`` alone, who changed the file under an older name in between counts, too.
    If all other changes of a path are the reader's own, a merge counts as no change, provided that its text is what git makes of
    its sides.
    """
    touched = commits.touching(git, since, tip, paths)
    by_path = _changers(store, touched, paths)
    others = _changers(store, [one for one in touched if not one.merge], paths) if reader else {}
    mine = [path for path, who in others.items() if who == {reader} != by_path[path]]
    merges = [one for one in touched if one.merge and not set(mine).isdisjoint(one.names)]
    if 0 < len(merges) <= renames.MERGES and all(_is_gits(git, one, mine) for one in merges):
        by_path.update((path, {reader}) for path in mine)
    combined = [(path, oid) for oid, names, merge in touched if merge for path in names]
    alone = {path for _, names, merge in touched if not merge for path in names} if combined else ()
    for path, merge in combined[: renames.MERGES]:
        there = renames.merged(git, merge, path) if path not in alone else []
        older = {name for _, names, _ in there for name in names}
        by_path[path].update(*_changers(store, there, sorted(older)).values())
    for path, older_name in renames.before(git, since, tip, [path for path in paths if by_path[path] == {reader}]).items():
        came = any(one.merge and path in one.names for one in touched)
        there = commits.touching(git, since, tip, [older_name], full=came)
        by_path[path] |= _changers(store, there, [older_name])[older_name]
    return {path: frozenset(sessions) or UNKNOWN for path, sessions in by_path.items()}


def only_merged(store: Store, git: Git, since: Oid, tip: Oid, path: str, *, session: str) -> bool:
    """True if nothing changed a path between two commits but a session's own commits, and merges that gave it the text that git
    makes of their sides. So all that it had at first still stands, except for what the session has changed."""
    changing = commits.of(git, commits.changing_after(git, since, tip, path)).values()
    touched = [commits.Touching(one.oid, [path], len(one.parents) > 1) for one in changing]
    merges = [one for one in touched if one.merge]
    if len(merges) > renames.MERGES or any(len(one.parents) > 2 for one in changing):
        return False
    made = known_commits.changers(store, touched)
    own = all(is_own(made.get((one.oid, path)), session) for one in touched if not one.merge)
    return own and all(_is_gits(git, one, [path]) for one in merges)


def _is_gits(git: Git, merge: commits.Touching, paths: list[str]) -> bool:
    """True if a merge gave the paths the text that git itself makes of its sides, without a conflict."""
    code, tree = commits.merge_tree(git, f"{merge.oid}^1", f"{merge.oid}^2")
    return code == 0 and trees.items(git, tree, paths) == trees.items(git, merge.oid, paths)


def _changers(store: Store, touched: list[commits.Touching], paths: list[str]) -> dict[str, set[str]]:
    """Return per path the sessions whose commits changed it."""
    known = known_commits.changers(store, touched)
    by_path: dict[str, set[str]] = {path: set() for path in paths}
    for oid, names, _ in touched:
        for path in names:
            by_path[path] |= known.get((oid, path), UNKNOWN)
    return by_path
