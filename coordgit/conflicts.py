"""Suspects become conflicts: which count at this level, for these paths, tied to this commit."""

from __future__ import annotations

from coordgit.core.light import NamedTuple
from coordgit.core.model import MATCH, Change, Knower, Line, Lock, Read, Write
from coordgit.core.validation import LOCKED, LOST_UPDATE, PHANTOM, STALE, TAKEN_OVER, Suspect
from coordgit.git import commits, refs, trees
from coordgit.git.plumbing import decode, nul
from coordgit.store import holdings, landings, writes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from coordgit.config import Config
    from coordgit.core.model import Oid
    from coordgit.git.plumbing import Git
    from coordgit.store.database import Store
    from coordgit.update import Update

UNREADABLE = "what ties it cannot be told: a text of the commit or of the change is not here"


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
    kept: list[set[str] | None] = []

    def names() -> set[str] | None:
        if not kept:
            kept.append(_names(git, gathered))
        return kept[0]

    moved = [
        p for p, (before, after) in gathered.written.items() if p in gathered.involved and (before is None) != (after is None)
    ]
    for suspect in (one._replace(changes=(change,)) for one in found for change in one.changes):
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
                    words = names() if read.kind == MATCH else set()
                    from coordgit.core.narrowing import tie

                    why = UNREADABLE if words is None else tie(suspect, moved, words)
                    counts = bool(why)
        elif read.path in gathered.involved:
            code = LOST_UPDATE
            why = "the commit changes this path from a version older than the tip's"
        if attribute == "inform":
            counts, why = False, "the attribute coordgit=inform"
        elif attribute != "strict":
            counts, why = _at_level(git, names, settings.level, code, counts, why, suspect)
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


def _at_level(
    git: Git, names: Callable[[], set[str] | None], level: str, code: str, counts: bool, why: str, suspect: Suspect
) -> tuple[bool, str]:
    """(does it count, why) at this level."""
    if level == "record":
        return False, "coordgit.level is record: strict would reject" if counts else why
    if level == "snapshot" and not code.startswith("CG2"):
        return False, "coordgit.level is snapshot: only lost updates reject"
    if level == "relevant" and not code.startswith("CG2") and suspect.read.query is None and counts:
        ours, theirs = names(), _names_between(git, suspect.changes[0])
        if ours is None or theirs is None:
            return True, UNREADABLE
        shared = sorted(ours & theirs)
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


def _names(git: Git, gathered: Update) -> set[str] | None:
    """The identifiers in the lines that the update changes; ``None`` when a text is not here, as in a partial clone."""
    span = ("--cached",) if gathered.new is None else (gathered.old or gathered.new, gathered.new)
    return _diff_names(git, "--no-renames", *span)


def _names_between(git: Git, change: Change) -> set[str] | None:
    """The identifiers in the lines that a change of one path touches."""
    if change.before and change.after:
        return _diff_names(git, change.before, change.after)
    texts = trees.blobs(git, [change.before, change.after])
    return _identifiers(b"\n".join(b"+" + line for text in texts.values() if text for line in text.split(b"\n")))


def _diff_names(git: Git, *span: str) -> set[str] | None:
    child = git.start("diff", "-U0", "--no-color", "--no-ext-diff", *span)
    raw = child.drain()
    return None if child.wait() else _identifiers(raw)


def _identifiers(patch: bytes) -> set[str]:
    import re

    from coordgit.core.keywords import KEYWORDS

    lines = [line for line in patch.split(b"\n") if line[:1] in b"+-" and not line.startswith((b"+++", b"---"))]
    found = {decode(name) for name in re.findall(rb"[A-Za-z_][A-Za-z0-9_]{2,}", b"\n".join(lines))}
    return found - KEYWORDS


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
    session, paths = gathered.knower.session, sorted(gathered.touched)
    if not paths or not holdings.any_foreign(store, session, now):
        return []
    from coordgit.store import locks

    line = gathered.lines[0] if gathered.lines else Line(gathered.ref, gathered.old or "")
    refs_of = list(dict.fromkeys([gathered.ref, *gathered.targets]))
    found = {path: (lock, TAKEN_OVER) for path, lock in locks.fenced(store, session, paths, refs_of).items()}
    found |= {path: (lock, lock.why) for path, lock in locks.foreign(store, session, paths, now).items()}
    return [
        Finding(LOCKED, settings.level != "record", path, gathered.knower, line, why, lock=lock)
        for path, (lock, why) in sorted(found.items())
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
