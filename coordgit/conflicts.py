"""Suspects become conflicts: which count at this level, for these paths, tied to this commit; then the facts of each."""

from __future__ import annotations

from coordgit.core.light import NamedTuple
from coordgit.core.model import LISTING, MATCH, Change, Knower, Line, Lock, Read, Write
from coordgit.core.narrowing import tie
from coordgit.core.quoting import quote
from coordgit.core.remedy import way
from coordgit.core.validation import APPEARED, LOCKED, LOST_UPDATE, PHANTOM, STALE, Suspect
from coordgit.git import commits, refs, trees
from coordgit.git.plumbing import decode, nul
from coordgit.store import holdings, landings, writes
from coordgit.store.verdicts import Conflict

TYPE_CHECKING = False
if TYPE_CHECKING:
    from coordgit.config import Config
    from coordgit.core.model import Oid
    from coordgit.git.plumbing import Git
    from coordgit.store.database import Store
    from coordgit.update import Update

TURN_AFTER = 2
"""Rejections in a row after which a session may take a turn."""
SHOWN = 200
"""Paths of a commit that a verdict keeps."""
CUT = "\n... (cut)"
DIFF_LIMIT = 40_000
"""Characters of one conflict's diff that a verdict keeps."""


class Finding(NamedTuple):
    """One reason before its facts are looked up."""

    code: str
    counts: bool
    path: str
    reader: Knower
    line: Line
    why: str
    read: Read | None = None
    merge_base: Oid | None = None
    changes: tuple[Change, ...] = ()
    write: Write | None = None
    lock: Lock | None = None


def weigh(store: Store, git: Git, gathered: Update, found: list[Suspect], settings: Config, now: float) -> list[Finding]:
    """What the suspects come to, each once: the stale reads, the lost updates, the locked paths, the siblings' changes."""
    attributes = _attributes(git, [s.read.path for s in found if s.read.query is None])
    findings: dict[tuple[str, str, int, int, Knower, str], Finding] = {}
    names: set[str] | None = None
    moved = [
        p for p, (before, after) in gathered.written.items() if p in gathered.involved and (before is None) != (after is None)
    ]
    for suspect in found:
        read = suspect.read
        attribute = attributes.get(read.path, "")
        if attribute == "ignore" or (attribute == "append" and _appended(git, suspect)):
            continue
        code, counts, why = suspect.code, True, ""
        if code == PHANTOM:
            if not read.declared:
                if settings.searches == "off":
                    continue
                if settings.searches == "tied":
                    if read.kind == MATCH and names is None:
                        names = _names(git, gathered)
                    why = tie(suspect, moved, names or set())
                    counts = bool(why)
        elif read.path in gathered.involved:
            code = LOST_UPDATE
            why = "the commit changes this path from a version older than the tip's"
        if attribute == "inform":
            counts, why = False, "the attribute coordgit=inform"
        elif attribute != "strict":
            counts, why = _at_level(git, gathered, settings.level, code, counts, why, suspect)
        finding = Finding(code, counts, _path(suspect), read.knower, suspect.line, why, read, suspect.merge_base, suspect.changes)
        first, last = (0, 0) if code == LOST_UPDATE else (read.first, read.last)
        query = "" if read.query is None else read.query.pattern
        known = findings.get((code, finding.path, first, last, read.knower, query))
        if known is None or (counts and not known.counts):
            findings[code, finding.path, first, last, read.knower, query] = finding
    result = list(findings.values())
    result += _lost(store, gathered, settings, {f.path for f in result if f.code == LOST_UPDATE})
    result += _locked(store, gathered, settings, now)
    result += _siblings(store, git, gathered, settings)
    return sorted(result, key=lambda f: (not f.counts, f.path, f.code, f.read.first if f.read else 0))


def _path(suspect: Suspect) -> str:
    return suspect.changes[0].path if suspect.code == PHANTOM else suspect.read.path


def _at_level(git: Git, gathered: Update, level: str, code: str, counts: bool, why: str, suspect: Suspect) -> tuple[bool, str]:
    """(does it count, why) at this level."""
    if level == "record":
        return False, "coordgit.level is record: strict would reject" if counts else why
    if level == "snapshot" and not code.startswith("CG2"):
        return False, "coordgit.level is snapshot: only lost updates reject"
    if level == "relevant" and not code.startswith("CG2") and suspect.read.query is None and counts:
        shared = sorted(_names(git, gathered) & _names_between(git, suspect.changes[0]))
        if not shared:
            return False, "coordgit.level is relevant: nothing ties it to the commit"
        return True, f"the change and the commit both name {', '.join(shared[:3])}"
    return counts, why


def _attributes(git: Git, paths: list[str]) -> dict[str, str]:
    """The git attribute ``coordgit`` of each path that has it."""
    wanted = list(dict.fromkeys(paths))
    if not wanted:
        return {}
    fields = decode(git.run("check-attr", "-z", "--stdin", "coordgit", stdin=nul(wanted), ok=(0, 128))).split("\0")
    return {fields[n]: fields[n + 2] for n in range(0, len(fields) - 2, 3) if fields[n + 2] != "unspecified"}


def _appended(git: Git, suspect: Suspect) -> bool:
    """Did the change only add lines?"""
    change = suspect.changes[0]
    if change.before is None or change.after is None:
        return change.before is None
    pair = (change.before, change.after)
    hunks = trees.hunks(git, [pair])[pair]
    return hunks is not None and all(hunk.length == 0 for hunk in hunks)


def _names(git: Git, gathered: Update) -> set[str]:
    """The identifiers in the lines that the update changes."""
    if gathered.new is None:
        raw = git.run("diff", "--cached", "-U0", "--no-color", "--no-ext-diff", "--no-renames")
    else:
        raw = git.run("diff", "-U0", "--no-color", "--no-ext-diff", "--no-renames", gathered.old or gathered.new, gathered.new)
    return _identifiers(raw)


def _names_between(git: Git, change: Change) -> set[str]:
    """The identifiers in the lines that a change of one path touches."""
    if change.before and change.after:
        return _identifiers(git.run("diff", "-U0", "--no-color", "--no-ext-diff", change.before, change.after))
    texts = trees.blobs(git, [change.before, change.after])
    return _identifiers(b"\n".join(b"+" + line for text in texts.values() if text for line in text.split(b"\n")))


def _identifiers(patch: bytes) -> set[str]:
    import re

    lines = [line for line in patch.split(b"\n") if line[:1] in b"+-" and not line.startswith((b"+++", b"---"))]
    return {decode(name) for name in re.findall(rb"[A-Za-z_][A-Za-z0-9_]{2,}", b"\n".join(lines))}


def _lost(store: Store, gathered: Update, settings: Config, known: set[str]) -> list[Finding]:
    """Edits made over content that their session had not seen, and that is what the branch has."""
    found = []
    for write in writes.of_paths(store, gathered.knower.session, sorted(gathered.own - known)):
        before = gathered.written.get(write.path, (None, None))[0]
        if write.lost and gathered.lines and before != write.origin:
            change = Change(write.path, write.origin, before)
            counts = settings.level != "record"
            why = "the edit was made over a version that its session had not been shown"
            found.append(
                Finding(
                    LOST_UPDATE,
                    counts,
                    write.path,
                    gathered.knower,
                    gathered.lines[0],
                    why,
                    None,
                    None,
                    (change,),
                    write,
                )
            )
    return found


def _locked(store: Store, gathered: Update, settings: Config, now: float) -> list[Finding]:
    """Paths of commits made now that another session holds, or took over and changed while this one slept past its time."""
    session, paths = gathered.knower.session, sorted(gathered.own)
    if not paths or not holdings.any_foreign(store, session, now):
        return []
    from coordgit.store import locks

    line = gathered.lines[0] if gathered.lines else Line(gathered.ref, gathered.old or "")
    found = locks.fenced(store, session, paths, list(dict.fromkeys([gathered.ref, *gathered.targets])))
    found |= locks.foreign(store, session, paths, now)
    return [
        Finding(LOCKED, settings.level != "record", path, gathered.knower, line, lock.why, lock=lock)
        for path, lock in sorted(found.items())
    ]


def _siblings(store: Store, git: Git, gathered: Update, settings: Config) -> list[Finding]:
    """Changes under the session's reads, since its last landing, on branches that are no line of this update."""
    if settings.siblings == "off" or not gathered.lines or not gathered.own:
        return []
    from coordgit.store import siblings

    lines = [*(line.ref for line in gathered.lines), *gathered.targets]
    since = 0 if settings.siblings == "block" else landings.last_of(store, gathered.knower.session)
    found = []
    for read, landing, change in siblings.changed(store, gathered.knower, [gathered.ref, *lines], since):
        if any(commits.is_ancestor(git, landing.new or "", line.tip) for line in gathered.lines):
            continue
        line = Line(landing.ref, landing.new or "")
        why = f"changed on {refs.short(landing.ref)}, which has not landed"
        counts = settings.siblings == "block" and settings.level in ("strict", "relevant")
        found.append(Finding(STALE, counts, read.path, read.knower, line, why, read, None, (change,)))
    return found


def facts(store: Store, git: Git, findings: tuple[Finding, ...]) -> tuple[Conflict, ...]:
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
            culprit = _culprit(touched[since, finding.line.tip], change.path, finding.reader.session, makers)
            culprit = culprit or finding.line.tip
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


def _culprit(touched: list[tuple[Oid, list[str]]], path: str, reader: str, makers: dict[Oid, list[Knower]]) -> Oid | None:
    """The newest commit of somebody else that changed ``path``."""
    for oid, names in touched:
        if path in names and not (oid in makers and all(k.session == reader for k in makers[oid])):
            return oid
    return None


def _diff(git: Git, finding: Finding, change: Change, since: Oid | None) -> str:
    """The hunks between what was true at the merge base and what the tip has; of a range, those that touch it."""
    if change.before and change.after:
        raw = git.run("diff", "--no-color", "--no-ext-diff", "--no-textconv", change.before, change.after, ok=(0, 128))
        lines = decode(raw).split("\n")
        start = next((n for n, line in enumerate(lines) if line.startswith("@@")), None)
        body = lines[start:] if start is not None else [line for line in lines if line.startswith("Binary")]
    else:
        text = trees.blobs(git, [change.before, change.after]).get(change.before or change.after or "")
        sign, rows = ("-", "+")[change.before is None], decode(text or b"").splitlines()
        body = [f"@@ {'-0,0 +1' if change.before is None else '-1'},{len(rows)} @@", *(sign + row for row in rows)]
    if finding.read is not None and finding.read.kind == "lines":
        body = _near(body, finding.read.first, finding.read.last) or body
    quoted = quote(change.path)
    head = [
        f"--- {'a/' + quoted if change.before else '/dev/null'}",
        f"+++ {'b/' + quoted if change.after else '/dev/null'}",
    ]
    text_of = "\n".join([*head, *body]).rstrip("\n")
    return text_of if len(text_of) <= DIFF_LIMIT else text_of[:DIFF_LIMIT] + CUT


def _near(body: list[str], first: int, last: int) -> list[str]:
    """The hunks of a patch that stand at the lines ``first``-``last``, or just beside them."""
    kept, keep = [], False
    for line in body:
        if line.startswith("@@ -"):
            start, _, count = line[4:].split(" ", 1)[0].partition(",")
            begin, length = int(start), int(count or 1)
            keep = begin <= last + 1 and begin + max(length, 1) - 1 >= first - 1
        if keep:
            kept.append(line)
    return kept


def json_read(read: Read) -> str:
    """READ of the contract as JSON text."""
    import json

    return json.dumps(read_dict(read))


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


def json_paths(paths: frozenset[str]) -> str:
    if not paths:
        return "[]"
    import json

    return json.dumps(sorted(paths)[:SHOWN])


def json_remedy(gathered: Update, facts: tuple[Conflict, ...], rejections: int = 0) -> str:
    """[the sentence of ``next:``, command, command, …] as JSON text."""
    import json

    counting = [conflict for conflict in facts if conflict.counts]
    stale = [quote(c.path) for c in counting if c.code in (STALE, APPEARED)]
    lost = [quote(c.path) for c in counting if c.code == LOST_UPDATE]
    locked = [quote(c.path) for c in counting if c.code == LOCKED]
    lines = {c.ref for c in counting if c.code not in (LOCKED,) and c.ref not in (gathered.ref, "HEAD", "")}
    foreign = bool(stale) and all(c.reader != gathered.knower.session for c in counting if c.code in (STALE, APPEARED))
    elsewhere = refs.short(min(lines)) if lines and not foreign else ""
    if elsewhere and lost:
        stale, lost = [*stale, *lost], []
    incoming = gathered.new if gathered.operation == "fast-forward" or _forwarding(gathered) else ""
    found = way(
        gathered.operation,
        stale,
        elsewhere,
        lost,
        sum(c.code == PHANTOM for c in counting),
        locked,
        foreign,
        incoming or "",
        rejections >= TURN_AFTER and not locked,
    )
    return json.dumps([found.sentence, *found.commands])


def _forwarding(gathered: Update) -> bool:
    return gathered.operation == "pull" and not any(commit.made for commit in gathered.commits)
