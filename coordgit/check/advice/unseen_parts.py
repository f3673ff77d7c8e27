"""What a session has yet to read of a file that it is to read again: a client shows only a part of a long file at once."""

from coordgit.check.conflict_diffs import TEXT_LIMIT
from coordgit.check.update import Update
from coordgit.core import advice_facts
from coordgit.core.advice_facts import Step
from coordgit.core.hunks import is_binary, lines_of, touches
from coordgit.core.model import CONTENT, LINES, Conflict
from coordgit.core.seen_lines import still_unseen
from coordgit.core.validation import STALE
from coordgit.git import trees
from coordgit.git.files import Hashing
from coordgit.git.plumbing import FEW
from coordgit.git.worktrees import Worktree
from coordgit.store import reads
from coordgit.store.database import Store


def named(
    store: Store, update: Update, worktree: Worktree, conflicts: list[Conflict], steps: tuple[Step, ...]
) -> tuple[Step, ...]:
    """Return the steps; those that read a file again, here, with the lines of the work tree's file that are still to be seen."""
    stale = {conflict.n: conflict for conflict in conflicts if conflict.code == STALE and conflict.read_id and conflict.oid}
    asked = {one.n: stale[one.n] for one in steps if one.help == advice_facts.READ and not one.branch and one.n in stale}
    if not asked or not worktree.top:
        return steps
    paths = sorted({one.path for one in asked.values()})[:FEW]
    known = reads.of_paths(store, update.epoch, paths)
    stale_reads = {read.read_id: read for read in known if read.known and read.kind in (CONTENT, LINES)}
    git = worktree.git(keep=True)
    files = Hashing(worktree, git).start(paths).oids()
    pairs = {}
    for n, one in asked.items():
        read, file = stale_reads.get(one.read_id or 0), files.get(one.path)
        before = (read.observed if read.kind == LINES else read.known) if read else None  # a range counts in what was seen
        if read and before and file:
            pairs[n] = (read, (before, file))
    texts = trees.blobs(git, dict.fromkeys(oid for _, pair in pairs.values() for oid in pair), TEXT_LIMIT)
    texts = {oid: text for oid, text in texts.items() if text is not None and not is_binary(text)}  # git compares others for long
    pairs = {n: (read, pair) for n, (read, pair) in pairs.items() if texts.keys() >= {*pair}}
    hunks = trees.hunks(git, [pair for _, pair in pairs.values()])
    rests: dict[int, tuple[int, int] | None] = {}
    of_files: dict[str, tuple[int, int]] = {}
    for n, (read, pair) in sorted(pairs.items(), key=lambda item: item[1][0].first):  # whole files first: they cover their ranges
        change = hunks[pair] or []
        if read.first:
            change = [hunk for hunk in change if touches([hunk], read.first, read.last)]
        parts = [one for one in known if one.kind == LINES and one.exact and one.path == read.path]
        seen = [(one.first, one.last) for one in parts if one.observed == pair[1] == one.known]
        left = of_files.get(read.path) or still_unseen(change, seen, len(lines_of(texts[pair[1]] or b"")))
        rests[n] = left
        if left and not read.first:
            of_files[read.path] = left
    return tuple(step._replace(rest=rests.get(step.n) or ()) for step in steps)
