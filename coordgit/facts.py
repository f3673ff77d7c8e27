"""The facts of findings: who made the change, where it landed, the hunk, the way on. What ``explain`` shows, for ever."""

from __future__ import annotations

from coordgit.core.hunks import Hunk, carry, touches
from coordgit.core.light_json import dumps
from coordgit.core.model import LINES, LISTING, MATCH, Change, Knower, Read
from coordgit.core.quoting import quote
from coordgit.core.validation import LOCKED, LOST_UPDATE
from coordgit.git import commits, trees
from coordgit.git.plumbing import decode
from coordgit.store import landings
from coordgit.store.verdicts import Conflict

TYPE_CHECKING = False
if TYPE_CHECKING:
    from coordgit.conflicts import Finding
    from coordgit.core.model import Oid
    from coordgit.git.plumbing import Git
    from coordgit.store.database import Store

CUT = "\n... (cut)"
DIFF_LIMIT = 40_000
"""Characters of one conflict's diff that a verdict keeps."""
WEIGHED = 64
"""Commits among which the one to name is looked for; of more, the newest."""


def of(store: Store, git: Git, findings: tuple[Finding, ...]) -> tuple[Conflict, ...]:
    """Each finding with who changed it, where it landed, and the hunk: what ``explain`` shows, for ever."""
    spans: dict[tuple[Oid | None, Oid], set[str]] = {}
    for finding in findings:
        if finding.changes:
            spans.setdefault((_since(finding), finding.line.tip), set()).add(finding.changes[0].path)
    touched = {span: commits.touching(git, span[0], span[1], sorted(paths)) for span, paths in spans.items()}
    makers = landings.makers(store, [oid for found in touched.values() for oid, _ in found])
    made = []
    for n, finding in enumerate(findings, 1):
        read = finding.read
        lost = finding.code in (LOST_UPDATE, LOCKED)
        culprit, session, author, subject, at, oid, diff = None, None, "", "", None, None, ""
        if finding.lock is not None:
            session, at, subject = finding.lock.session, finding.lock.expires_at, finding.lock.why
        elif finding.changes:
            change = finding.changes[0]
            since = _since(finding)
            culprit = _culprit(git, touched[since, finding.line.tip], finding, makers) or finding.line.tip
            session = next((k.session for k in makers.get(culprit, ()) if k.session != finding.reader.session), None)
            author, subject, at = commits.describe(git, culprit)
            at = landings.landed_at(store, culprit) or at
            oid = change.after
            diff = _diff(git, finding, change, since)
        ranged = read is not None and not lost
        made.append(
            Conflict(
                n,
                finding.counts,
                finding.code,
                finding.path,
                read.first if ranged and read else 0,
                read.last if ranged and read else 0,
                finding.reader.session,
                read.read_id if read else None,
                json_read(read) if read else "",
                finding.line.ref,
                finding.line.tip,
                culprit,
                oid,
                session,
                author,
                subject,
                at,
                diff,
                finding.why,
            )
        )
    return tuple(made)


def _since(finding: Finding) -> Oid | None:
    if finding.merge_base:
        return finding.merge_base
    return finding.read.base if finding.read else None


def _culprit(git: Git, touched: list[tuple[Oid, list[str]]], finding: Finding, makers: dict[Oid, list[Knower]]) -> Oid | None:
    """The newest commit of somebody else that changed the path; of a range, that in which most of its lines went."""
    path, reader, read = finding.changes[0].path, finding.reader.session, finding.read
    found = [
        oid for oid, names in touched if path in names and not (oid in makers and all(k.session == reader for k in makers[oid]))
    ]
    if len(found) < 2 or read is None or read.kind != LINES or read.observed is None:
        return found[0] if found else None
    own = trees.own_changes(git, found[:WEIGHED])
    pairs = {oid: own[oid][path] for oid in found[:WEIGHED] if path in own[oid]}
    seen = read.observed
    hunks = trees.hunks(git, ((seen, blob) for pair in pairs.values() for blob in pair if blob))

    def gone(blob: Oid | None) -> set[int]:
        """The lines of the range that a version has not."""
        lines = range(read.first, read.last + 1)
        if blob is None:
            return set(lines)
        return {n for hunk in hunks[seen, blob] or () for n in range(hunk.first, hunk.first + hunk.length) if n in lines}

    lost = {oid: len(gone(after) - gone(before)) for oid, (before, after) in pairs.items()}
    return max(lost, key=lambda oid: lost[oid]) if lost else found[0]


def _diff(git: Git, finding: Finding, change: Change, since: Oid | None) -> str:
    """The hunks between what was true at the merge base and what the tip has; of a range, those that touch it."""
    if change.before and change.after:
        raw = git.run("diff", "-U3", *trees.PATCH, change.before, change.after, ok=(0, 128))
        lines = decode(raw).split("\n")
        start = next((n for n, line in enumerate(lines) if line.startswith("@@")), None)
        body = lines[start:] if start is not None else [line for line in lines if line.startswith("Binary")]
    else:
        text = trees.blobs(git, [change.before, change.after]).get(change.before or change.after or "")
        sign, rows = ("-", "+")[change.before is None], decode(text or b"").splitlines()
        body = [f"@@ {'-0,0 +1' if change.before is None else '-1'},{len(rows)} @@", *(sign + row for row in rows)]
    span = _span(git, finding, change)
    if span is not None:
        body = _near(body, *span) or body
    head = [
        f"--- {quote('a/' + change.path) if change.before else '/dev/null'}",
        f"+++ {quote('b/' + change.path) if change.after else '/dev/null'}",
    ]
    text_of = "\n".join([*head, *body]).rstrip("\n")
    return text_of if len(text_of) <= DIFF_LIMIT else text_of[:DIFF_LIMIT] + CUT


def _span(git: Git, finding: Finding, change: Change) -> tuple[int, int] | None:
    """Where the lines that were read stand in ``change.before``; ``None`` where the whole file is meant or nobody can tell."""
    read = finding.read
    if (
        read is None
        or read.kind != LINES
        or finding.code == LOST_UPDATE
        or not (read.observed and change.before and change.after)
    ):
        return None
    pair = (read.observed, change.before)
    way = trees.hunks(git, [pair])[pair]
    return None if way is None else carry(way, read.first, read.last)


def _near(body: list[str], first: int, last: int) -> list[str]:
    """The hunks of a patch that change the lines ``first``-``last`` of its old side, or those beside them; context does not
    count: it may be near where nothing has changed."""
    kept: list[str] = []
    start = 0
    for end in range(1, len(body) + 1):
        if end == len(body) or body[end].startswith("@@ -"):
            if touches(_changes(body[start:end]), first, last):
                kept += body[start:end]
            start = end
    return kept


def _changes(shown: list[str]) -> list[Hunk]:
    """What one hunk with context changes, each run of lines by itself; their new side is not told."""
    start, _, count = shown[0].split(" ", 2)[1].lstrip("-").partition(",")
    at = int(start) if count != "0" else int(start) + 1
    found: list[Hunk] = []
    changing = False
    for line in shown[1:]:
        if line[:1] == "\\":  # the line above has no end
            continue
        if line[:1] not in ("-", "+"):
            changing = False
            at += 1
            continue
        if not changing:
            found.append(Hunk(at - 1, 0, 0, 0))
        if line[0] == "-":
            found[-1] = Hunk(at - found[-1].length, found[-1].length + 1, 0, 0)
            at += 1
        changing = True
    return found


def json_read(read: Read) -> str:
    """READ of the contract as JSON text."""
    return dumps(read_dict(read))


def read_dict(read: Read) -> dict[str, object]:
    shown: dict[str, object] = {
        "kind": read.kind,
        "path": read.path,
        "lines": [read.first, read.last] if read.first else None,
        "oid": read.observed,
        "base": read.base,
        "at": read.at,
        "via": read.via,
        "exact": read.exact,
    }
    if read.kind == MATCH and read.query:
        shown |= {"pattern": read.query.pattern, "pathspecs": list(read.query.pathspecs)}
    elif read.kind == LISTING and read.query:
        shown |= {"pattern": read.query.pattern, "recursive": read.query.recursive}
    if read.agent:
        shown["agent"] = read.agent
    return shown
