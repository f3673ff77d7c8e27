"""What a session has yet to read of a file that it is to read again: of a long change a client shows only a part at once."""

from coordgit.check.conflict_diffs import TEXT_LIMIT
from coordgit.check.update import Update
from coordgit.core import advice_facts
from coordgit.core.advice_facts import Step
from coordgit.core.hunks import is_binary
from coordgit.core.model import CONTENT, LINES, Conflict
from coordgit.core.unseen_lines import LONG, rest
from coordgit.core.validation import STALE
from coordgit.git import trees
from coordgit.git.plumbing import FEW
from coordgit.git.worktrees import Worktree
from coordgit.store import reads
from coordgit.store.database import Store


def named(
    store: Store, update: Update, worktree: Worktree, conflicts: list[Conflict], steps: tuple[Step, ...]
) -> tuple[Step, ...]:
    """Return the steps; those that read a whole file again, here, with the lines that are still to be seen."""
    stale = {conflict.n: conflict for conflict in conflicts if conflict.code == STALE and conflict.read_id and conflict.oid}
    asked = {one.n: stale[one.n] for one in steps if one.help == advice_facts.READ and not one.branch and one.n in stale}
    if not asked:
        return steps
    known = reads.of_paths(store, update.epoch, sorted({one.path for one in asked.values()})[:FEW])
    stale_reads = {read.read_id: read for read in known if read.known and read.kind in (CONTENT, LINES)}
    pairs = {
        n: (read.known, one.oid)
        for n, one in asked.items()
        if (read := stale_reads.get(one.read_id or 0)) is not None and read.known and one.oid
    }
    git = worktree.git(keep=True)
    texts = trees.blobs(git, dict.fromkeys(oid for pair in pairs.values() for oid in pair), TEXT_LIMIT)
    texts = {oid: text for oid, text in texts.items() if text is not None and not is_binary(text)}  # git compares others for long
    pairs = {n: pair for n, pair in pairs.items() if texts.keys() >= {*pair}}
    hunks = trees.hunks(git, pairs.values())
    long: set[str] = set()
    rests: dict[int, tuple[int, int] | None] = {}
    for n in sorted(pairs, key=lambda n: asked[n].first):  # whole files first: a range is named if its file is
        path, tip = asked[n].path, pairs[n][1]
        if asked[n].first and path not in long:
            continue
        seen = [(one.first, one.last) for one in known if one.kind == LINES and (one.path, one.observed) == (path, tip)]
        rests[n] = rest(hunks[pairs[n]] or (), seen, long=0 if path in long else LONG)
        long |= {path} if rests[n] else set()
    return tuple(step._replace(rest=rests.get(step.n) or ()) for step in steps)
