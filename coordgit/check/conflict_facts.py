"""The facts of findings, stored for ``explain``: who made the change, where it landed, the hunk, the command that shows it."""

from coordgit.check import conflict_diffs, lacked_commits
from coordgit.check.conflict_diffs import TEXT_LIMIT, since, until
from coordgit.core import read_json
from coordgit.core.grouping import grouped
from coordgit.core.hunks import Hunk
from coordgit.core.model import LINES, Conflict, Finding, Oid
from coordgit.core.own_changes import is_own
from coordgit.core.validation import APPEARED, ELSEWHERE, PHANTOM, STALE
from coordgit.git import commits, trees
from coordgit.git.plumbing import Git, decode, side_by_side
from coordgit.startup.json import dumps
from coordgit.store import known_commits, landings
from coordgit.store.database import Store

Touching = dict[commits.RevisionRange, list[commits.Touching]]
"""Commits -> those of them that changed what findings name, newest first, each with the paths."""
Changers = dict[tuple[Oid, str], frozenset[str]]
"""(commit, path) -> the sessions whose change that is."""

WEIGHED = 64
"""Commits among which the one to name is looked for; of more, the newest."""
PAIRS = 256
"""Pairs of blobs that are compared for that, in all; the conflicts after these name the newest commit."""


def of(store: Store, git: Git, findings: tuple[Finding, ...]) -> tuple[Conflict, ...]:
    """Return each finding with who made the change, where it landed, and the hunk, as ``explain`` will show it."""
    touching = _touching(git, findings)
    touched = [commit for some in touching.values() for commit in some]
    changers = known_commits.changers(store, touched)
    changed_it = _culprits(git, findings, touching, changers)
    moves = _moves(store, git, {n: findings[n] for n, oid in changed_it.items() if oid is None})
    moved_to = {n: move.new for n, move in moves.items()}
    culprits = {n: oid or moved_to.get(n) or _newest(touching, findings[n]) for n, oid in changed_it.items()}
    culprits |= {n: finding.commit for n, finding in enumerate(findings) if finding.commit}
    makers = known_commits.makers(store, list({commit.oid for commit in touched}.union(culprits.values())))
    about, diffs = side_by_side(commits.describing(git, culprits.values()), conflict_diffs.of(git, findings))
    landed_at = {oid: landings.landed_at(store, oid) for oid in about}
    conflicts = []
    for n, finding in enumerate(findings):
        conflict = _conflict(git, n, finding)._replace(diff=diffs.get(n, ""))
        if finding.lock is not None:
            lock = finding.lock
            conflict = conflict._replace(session=lock.session, subject=lock.why, changed_at=lock.expires_at)
        elif finding.write is not None:
            write = finding.write
            conflict = conflict._replace(
                session=write.epoch.session, subject=write.via, oid=write.after, changed_at=write.at or None
            )
        elif n in culprits:
            culprit = culprits[n]
            maker = next((one.session for one in makers.get(culprit, ()) if one.session != finding.reader.session), None)
            author, subject, at = about.get(culprit, commits.UNDESCRIBED)
            move = moves.get(n)
            conflict = conflict._replace(
                changed_by=culprit,
                oid=finding.changes[0].after if finding.changes else None,
                session=finding.by or (move.session if move else maker),
                author=author,
                subject=subject,
                changed_at=move.at if move else landed_at.get(culprit) or at,
            )
        conflicts.append(conflict)
    return tuple(conflicts)


def _conflict(git: Git, n: int, finding: Finding) -> Conflict:
    """Return what the finding itself tells."""
    read = finding.read
    branch = _read_on(git, finding) if read else ""
    return Conflict(
        n=n + 1,
        counts=finding.counts,
        code=finding.code,
        path=finding.path,
        first=read.first if read else 0,
        last=read.last if read else 0,
        reader=finding.reader.session,
        read_id=read.read_id if read else None,
        read=dumps(read_json.fields(read) | ({"branch": branch} if branch else {})) if read else "",
        ref=finding.branch.ref,
        tip=finding.branch.tip,
        why=finding.why,
        swept=finding.swept,
        cause=finding.cause,
        line=finding.line,
    )


def _touching(git: Git, findings: tuple[Finding, ...]) -> Touching:
    changed = grouped((_span(one), one.changes[0].path) for one in findings if one.changes and one.write is None)
    return {span: commits.touching(git, *span, sorted(set(paths))) for span, paths in changed.items()}


def _newest(touching: Touching, finding: Finding) -> Oid:
    """Return the newest commit that changed the path, also if it is the reader's own, since another session may have brought it
    in; the tip where no commit is known to have changed it."""
    changed_it = (oid for oid, names, _ in touching.get(_span(finding), ()) if finding.changes[0].path in names)
    return next(changed_it, until(finding))


def _span(finding: Finding) -> commits.RevisionRange:
    return commits.RevisionRange(since(finding), until(finding))


def _read_on(git: Git, finding: Finding) -> str:
    """The branch of the read, if the checked branch never had its version; "" if no branch has it any more, or if irrelevant."""
    if finding.code != ELSEWHERE or finding.read is None or not finding.read.base:
        return ""
    options = ("--contains", finding.read.base, "--format=%(refname:short)", "--count=1", "refs/heads")
    return git.text("for-each-ref", *options, ok=(0, 129))


def _moves(store: Store, git: Git, findings: dict[int, Finding]) -> dict[int, landings.BackwardMove]:
    """Return, by the finding's number, the move that took the commit that was read off the branch."""
    found = {}
    for n, finding in findings.items():
        base = finding.read.base if finding.read and finding.code in (STALE, PHANTOM, APPEARED) else None
        move = lacked_commits.move_off(store, git, finding.branch, base, finding.reader.session) if base else None
        if move is not None and move.session != finding.reader.session:
            found[n] = move
    return found


def _culprits(git: Git, findings: tuple[Finding, ...], touching: Touching, changers: Changers) -> dict[int, Oid | None]:
    """Return a finding's number -> the commit of somebody else to name; ``None`` if there is none.

    For a range of lines it is the commit that removed most of them; else the one that changed the decisive line; else, for a path
    that was not there, the newest that added it; else the newest that changed the path.
    """
    culprits: dict[int, Oid | None] = {}
    of_ranges: dict[int, list[Oid]] = {}
    of_marks: dict[int, list[Oid]] = {}
    of_added: dict[int, list[Oid]] = {}
    by_path = grouped(((span, name), oid) for span, changed in touching.items() for oid, names, _ in changed for name in names)
    for n, finding in enumerate(findings):
        if not finding.changes or finding.write is not None:
            continue
        reader, read = finding.reader.session, finding.read
        path = finding.changes[0].path
        changed_it = by_path.get((_span(finding), path), ())
        others = [oid for oid in changed_it if not is_own(changers.get((oid, path)), reader)]
        culprits[n] = others[0] if others else None
        if len(others) > 1 and read is not None and read.kind == LINES and read.observed is not None:
            of_ranges[n] = others[:WEIGHED]
        elif len(others) > 1 and finding.mark:
            of_marks[n] = others[:WEIGHED]
        elif len(others) > 1 and finding.changes[0].before is None:
            of_added[n] = others[:WEIGHED]
    candidates = dict.fromkeys(oid for some in (*of_marks.values(), *of_ranges.values(), *of_added.values()) for oid in some)
    own = trees.own_changes(git, candidates)
    for n, some in of_added.items():
        path = findings[n].changes[0].path
        culprits[n] = next((oid for oid in some if own[oid].get(path, ("", ""))[0] is None), culprits[n])
    return culprits | _of_ranges(git, findings, of_ranges, own) | _of_marks(git, findings, of_marks, own)


def _of_ranges(
    git: Git, findings: tuple[Finding, ...], candidates: dict[int, list[Oid]], own: dict[Oid, trees.Diff]
) -> dict[int, Oid]:
    """Return, by the finding's number, the commit that removed most of the lines that were read."""
    versions: dict[int, dict[Oid, tuple[Oid | None, Oid | None]]] = {}
    asked: set[tuple[Oid, Oid]] = set()
    for n, oids in candidates.items():
        path = findings[n].changes[0].path
        blobs = {oid: own[oid][path] for oid in oids if path in own[oid]}
        needed = {(_observed(findings[n]), blob) for pair in blobs.values() for blob in pair if blob}
        if len(asked | needed) > PAIRS:
            break
        asked |= needed
        versions[n] = blobs
    hunks = trees.hunks(git, asked)
    culprits = {}
    for n, blobs in versions.items():
        gone = {
            oid: len(_gone(hunks, findings[n], after) - _gone(hunks, findings[n], before))
            for oid, (before, after) in blobs.items()
        }
        if gone:
            culprits[n] = max(gone, key=lambda oid: gone[oid])
    return culprits


def _of_marks(
    git: Git, findings: tuple[Finding, ...], candidates: dict[int, list[Oid]], own: dict[Oid, trees.Diff]
) -> dict[int, Oid]:
    """Return, by the finding's number, the newest commit that took away, or added, the line that matters to the update."""
    sides = {
        (n, oid): own[oid][path]
        for n, oids in candidates.items()
        for oid in oids
        if (path := findings[n].changes[0].path) in own[oid]
    }
    texts = trees.blobs(git, dict.fromkeys(blob for pair in sides.values() for blob in pair), TEXT_LIMIT)
    culprits: dict[int, Oid] = {}
    for (n, oid), pair in sides.items():
        sign, line = findings[n].mark[0], findings[n].mark[1:]
        had, has = (decode(texts.get(blob) or b"").split("\n").count(line) if blob else 0 for blob in pair)
        if n not in culprits and (had > has if sign == "-" else has > had):
            culprits[n] = oid
    return culprits


def _observed(finding: Finding) -> Oid:
    return (finding.read.observed if finding.read else None) or ""


def _gone(hunks: dict[tuple[Oid, Oid], list[Hunk] | None], finding: Finding, blob: Oid | None) -> set[int]:
    """The lines of the read range that a version lacks."""
    assert finding.read is not None
    lines = range(finding.read.first, finding.read.last + 1)
    if blob is None:
        return set(lines)
    changed = hunks[_observed(finding), blob] or ()
    return {n for hunk in changed for n in range(hunk.first, hunk.first + hunk.length) if n in lines}
