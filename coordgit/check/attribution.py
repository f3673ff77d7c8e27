"""The facts of findings, stored for ``explain``: who made the change, where it landed, the hunk, the command that shows it."""

from __future__ import annotations

from coordgit.core.hunks import Hunk, carry, touches
from coordgit.core.model import LINES, LISTING, MATCH, Change, Conflict, Read
from coordgit.core.own_changes import is_own
from coordgit.core.quoting import quote, word
from coordgit.core.validation import ELSEWHERE, LOST_UPDATE
from coordgit.git import commits, trees
from coordgit.git.plumbing import decode
from coordgit.startup.json import dumps
from coordgit.store import commits as known_commits
from coordgit.store import landings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from coordgit.core.model import Finding, Oid
    from coordgit.git.plumbing import Git
    from coordgit.store.database import Store

CUT = "\n... (cut)"
DIFF_LIMIT = 40_000
"""Characters of one conflict's diff that a verdict keeps."""
DIFFS = 100
"""Conflicts whose diff a verdict keeps: git holds the ref's lock meanwhile. The others name the command that shows it."""
TEXT_LIMIT = 1 << 20
"""Bytes of a file that came or went; of a larger one no line is kept."""
WEIGHED = 64
"""Commits among which the one to name is looked for; of more, the newest."""
PAIRS = 256
"""Pairs of blobs that are compared for that, in all; the conflicts after these name the newest commit."""


def of(store: Store, git: Git, findings: tuple[Finding, ...]) -> tuple[Conflict, ...]:
    """Return each finding with who made the change, where it landed, and the hunk, as ``explain`` will show it."""
    spans: dict[tuple[Oid | None, Oid], set[str]] = {}
    for finding in findings:
        if finding.changes and finding.write is None:
            spans.setdefault((_since(finding), _until(finding)), set()).add(finding.changes[0].path)
    touched = {span: commits.touching(git, span[0], span[1], sorted(paths)) for span, paths in spans.items()}
    dropped = {n: finding.commit for n, finding in enumerate(findings) if finding.commit}
    makers = known_commits.makers(store, list({oid for found in touched.values() for oid, _ in found} | set(dropped.values())))
    changers = known_commits.changers(store, list({oid for found in touched.values() for oid, _ in found}))
    culprits = _culprits(git, findings, touched, changers) | dropped
    about = commits.described(git, culprits.values())
    landed = {oid: landings.landed_at(store, oid) for oid in about}
    diffs = _diffs(git, findings)
    made = []
    for n, finding in enumerate(findings):
        read = finding.read
        culprit, session, author, subject, at, oid = None, None, "", "", None, None
        if finding.lock is not None:
            session, at, subject = finding.lock.session, finding.lock.expires_at, finding.lock.why
        elif finding.write is not None:
            session, at, oid = finding.write.epoch.session, finding.write.at or None, finding.write.after
        elif finding.changes or finding.commit:
            culprit, oid = culprits[n], finding.changes[0].after if finding.changes else None
            session = next((k.session for k in makers.get(culprit, ()) if k.session != finding.reader.session), None)
            author, subject, at = about.get(culprit, commits.UNDESCRIBED)
            at = landed.get(culprit) or at
            session = finding.by or session
        made.append(
            Conflict(
                n + 1,
                finding.counts,
                finding.code,
                finding.path,
                read.first if read else 0,
                read.last if read else 0,
                finding.reader.session,
                read.read_id if read else None,
                json_read(read, _read_on(git, finding)) if read else "",
                finding.branch.ref,
                finding.branch.tip,
                culprit,
                oid,
                session,
                author,
                subject,
                at,
                diffs.get(n, ""),
                finding.why,
                swept=finding.swept,
                cause=finding.cause,
                line=finding.line,
            )
        )
    return tuple(made)


def _since(finding: Finding) -> Oid | None:
    if finding.merge_base:
        return finding.merge_base
    return finding.read.base if finding.read else None


def _until(finding: Finding) -> Oid:
    """The commit by which the change was made; for what the branch never had, the commit at which it was read."""
    read = finding.read if finding.code == ELSEWHERE else None
    return (read.base if read else None) or finding.branch.tip


def _read_on(git: Git, finding: Finding) -> str:
    """The branch on which was read what the checked one never had; "" if no branch has it any more, or it does not matter."""
    if finding.code != ELSEWHERE or finding.read is None or not finding.read.base:
        return ""
    options = ("--contains", finding.read.base, "--format=%(refname:short)", "--count=1", "refs/heads")
    return git.text("for-each-ref", *options, ok=(0, 129))


def _culprits(
    git: Git,
    findings: tuple[Finding, ...],
    touched: dict[tuple[Oid | None, Oid], list[tuple[Oid, list[str]]]],
    changers: dict[Oid, frozenset[str]],
) -> dict[int, Oid]:
    """Return, by the finding's number, the commit of somebody else to name: for a range of lines the one that removed most of
    them; else the one that changed the decisive line; else the newest that changed the path; else the tip."""
    chosen: dict[int, Oid] = {}
    weighed: dict[int, list[Oid]] = {}
    marked: dict[int, list[Oid]] = {}
    by_path: dict[tuple[Oid | None, Oid], dict[str, list[Oid]]] = {}
    for span, changed in touched.items():
        paths = by_path.setdefault(span, {})
        for oid, names in changed:
            for name in names:
                paths.setdefault(name, []).append(oid)
    for n, finding in enumerate(findings):
        if not finding.changes or finding.write is not None:
            continue
        reader, read = finding.reader.session, finding.read
        found = [
            oid
            for oid in by_path[_since(finding), _until(finding)].get(finding.changes[0].path, ())
            if not is_own(changers.get(oid), reader)
        ]
        chosen[n] = found[0] if found else _until(finding)
        if len(found) > 1 and read is not None and read.kind == LINES and read.observed is not None:
            weighed[n] = found[:WEIGHED]
        elif len(found) > 1 and finding.mark:
            marked[n] = found[:WEIGHED]
    own = trees.own_changes(git, dict.fromkeys(oid for some in (*marked.values(), *weighed.values()) for oid in some))
    pointed = _of_marks(git, findings, marked, own)
    pairs: dict[int, dict[Oid, tuple[Oid | None, Oid | None]]] = {}
    asked: set[tuple[Oid, Oid]] = set()
    for n, some in weighed.items():
        path, seen = findings[n].changes[0].path, _seen(findings[n])
        blobs = {oid: own[oid][path] for oid in some if path in own[oid]}
        needed = {(seen, blob) for pair in blobs.values() for blob in pair if blob}
        if len(asked | needed) > PAIRS:
            break
        asked |= needed
        pairs[n] = blobs
    hunks = trees.hunks(git, asked)
    for n, blobs in pairs.items():
        lost = {
            oid: len(_gone(hunks, findings[n], after) - _gone(hunks, findings[n], before))
            for oid, (before, after) in blobs.items()
        }
        if lost:
            chosen[n] = max(lost, key=lambda oid: lost[oid])
    return chosen | pointed


def _of_marks(
    git: Git, findings: tuple[Finding, ...], marked: dict[int, list[Oid]], own: dict[Oid, trees.Diff]
) -> dict[int, Oid]:
    """Return, by the finding's number, the newest commit that took away, or added, the line that matters to the update."""
    sides = {
        (n, oid): own[oid][path]
        for n, some in marked.items()
        for oid in some
        if (path := findings[n].changes[0].path) in own[oid]
    }
    texts = trees.blobs(git, dict.fromkeys(blob for pair in sides.values() for blob in pair), TEXT_LIMIT)
    found: dict[int, Oid] = {}
    for (n, oid), pair in sides.items():
        sign, line = findings[n].mark[0], findings[n].mark[1:]
        had, has = (decode(texts.get(blob) or b"").split("\n").count(line) if blob else 0 for blob in pair)
        if n not in found and (had > has if sign == "-" else has > had):
            found[n] = oid
    return found


def _seen(finding: Finding) -> Oid:
    return (finding.read.observed if finding.read else None) or ""


def _gone(hunks: dict[tuple[Oid, Oid], list[Hunk] | None], finding: Finding, blob: Oid | None) -> set[int]:
    """The lines of the read range that a version lacks."""
    assert finding.read is not None
    lines = range(finding.read.first, finding.read.last + 1)
    if blob is None:
        return set(lines)
    found = hunks[_seen(finding), blob] or ()
    return {n for hunk in found for n in range(hunk.first, hunk.first + hunk.length) if n in lines}


def command(finding: Finding) -> str:
    """The command that shows the change of a finding."""
    change, since = finding.changes[0], _since(finding)
    if since:
        return f"git diff {since[:12]} {finding.branch.tip[:12]} -- {_pathspec(change.path)}"
    sides = [oid[:12] for oid in (change.before, change.after) if oid]
    return f"git {'diff' if len(sides) == 2 else 'show'} {' '.join(sides)}"


def _pathspec(path: str) -> str:
    """``path`` as a shell's word that git takes for just that path."""
    return word(f":(top,literal){path}" if path.startswith(":") or not set("*?[\\").isdisjoint(path) else path)


def _diffs(git: Git, findings: tuple[Finding, ...]) -> dict[int, str]:
    """By the finding's number, the hunks between what was true at the merge base and what the tip has; of a range, those that
    touch it."""
    changed = [n for n, finding in enumerate(findings) if finding.changes]
    found = {n: f"shown by: {command(findings[n])}{CUT}" for n in changed[DIFFS:]}
    both: dict[tuple[Oid, Oid], list[int]] = {}
    single: dict[Oid, list[int]] = {}
    for n in changed[:DIFFS]:
        before, after = findings[n].changes[0].before, findings[n].changes[0].after
        if before and after:
            both.setdefault((before, after), []).append(n)
        else:
            single.setdefault(before or after or "", []).append(n)
    ways = trees.hunks(git, {pair for numbers in both.values() for n in numbers if (pair := _way(findings[n]))})
    told = trees.patches(git, both)
    for pair, numbers in both.items():
        patch = told[pair]
        lines = decode(patch or b"").split("\n")
        start = next((n for n, line in enumerate(lines) if line.startswith("@@")), None)
        body = lines[start:] if start is not None else [line for line in lines if line.startswith("Binary")]
        for n in numbers:
            if patch is None:  # a partial clone has not all contents
                body = [command(findings[n]) + CUT]
            span = _span(findings[n], ways)
            found[n] = _patch(findings[n].changes[0], _first((span and _near(body, *span)) or body, findings[n].mark))
    texts = trees.blobs(git, single, TEXT_LIMIT)
    for oid, numbers in single.items():
        text, rows = texts.get(oid), decode(texts.get(oid) or b"").splitlines()
        for n in numbers:  # a renamed file came under one name and went under the other
            came = findings[n].changes[0].before is None
            body = [f"@@ {'-0,0 +1' if came else '-1'},{len(rows)} @@", *(f"{'+' if came else '-'}{row}" for row in rows)]
            found[n] = _patch(findings[n].changes[0], body if text is not None else [command(findings[n]) + CUT])
    return found


def _patch(change: Change, body: list[str]) -> str:
    head = [
        f"--- {quote('a/' + change.path) if change.before else '/dev/null'}",
        f"+++ {quote('b/' + change.path) if change.after else '/dev/null'}",
    ]
    text_of = "\n".join([*head, *body]).rstrip("\n")
    return text_of if len(text_of) <= DIFF_LIMIT else text_of[:DIFF_LIMIT] + CUT


def _way(finding: Finding) -> tuple[Oid, Oid] | None:
    """From the version whose lines were read to the one that the patch starts from; ``None`` where the whole file is meant."""
    read, change = finding.read, finding.changes[0]
    if read is None or read.kind != LINES or finding.code == LOST_UPDATE or not (read.observed and change.before):
        return None
    return read.observed, change.before


def _span(finding: Finding, ways: dict[tuple[Oid, Oid], list[Hunk] | None]) -> tuple[int, int] | None:
    """The read range in the version that the patch starts from; ``None``: the whole file, or unknown."""
    pair, read = _way(finding), finding.read
    way = ways[pair] if pair else None
    return None if way is None or read is None else carry(way, read.first, read.last)


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


def _first(body: list[str], mark: str) -> list[str]:
    """The hunks, that with the line that matters before the others."""
    if not mark or mark not in body:
        return body
    starts = [n for n, line in enumerate(body) if line.startswith("@@ -")]
    start = max((n for n in starts if n <= body.index(mark)), default=0)
    end = min((n for n in starts if n > start), default=len(body))
    return body[start:end] + body[:start] + body[end:]


def _changes(shown: list[str]) -> list[Hunk]:
    """The changes in a hunk with context, one for each run of lines, without their new side."""
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


def json_read(read: Read, branch: str = "") -> str:
    """READ of the contract as JSON text; with the ``branch`` it was read on, if that matters."""
    return dumps(read_dict(read) | ({"branch": branch} if branch else {}))


def read_dict(read: Read) -> dict[str, object]:
    shown: dict[str, object] = {
        "kind": read.kind,
        "path": read.path,
        "lines": [read.first, read.last] if read.first else None,
        "oid": read.observed,
        "base": read.base if read.settled else None,
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
