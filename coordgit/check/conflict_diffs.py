"""The diff of each conflict, as its verdict keeps it: the hunks that matter, or the command that shows them."""

from coordgit.core.hunks import Hunk, hunk_of_all, hunks_of, is_pointer, patch_of, submodule_hunk, touches
from coordgit.core.model import Change, Finding, Oid
from coordgit.core.quoting import literal
from coordgit.core.stale_ranges import carried_range, way_of_range
from coordgit.core.validation import ELSEWHERE
from coordgit.errors import CoordgitError
from coordgit.git import trees
from coordgit.git.plumbing import Git, Steps, decode
from coordgit.startup.typing import Sequence

CUT = "\n... (cut)"
BINARY = "Binary files differ"
DIFF_LIMIT = 40_000
"""Characters of one conflict's diff that a verdict keeps."""
DIFFS = 100
"""Conflicts whose diff a verdict keeps: git holds the ref's lock meanwhile. The others name the command that shows it."""
INFORMED = 20
"""The same of conflicts that only inform."""
TEXT_LIMIT = 1 << 20
"""Bytes of an added or deleted file; no line is kept of a larger one."""


def of(git: Git, findings: tuple[Finding, ...]) -> Steps[dict[int, str]]:
    """Return, by the finding's number, the hunks from what the merge base has to the tip; of a range, those that touch it."""
    changed = [n for n, finding in enumerate(findings) if finding.changes]
    shown = [n for n in changed if findings[n].counts][:DIFFS] + [n for n in changed if not findings[n].counts][:INFORMED]
    diffs = {n: f"shown by: {command(findings[n])}{CUT}" for n in set(changed).difference(shown)}
    altered: dict[tuple[Oid, Oid], list[int]] = {}
    whole: dict[Oid, list[int]] = {}
    for n in shown:
        before, after = findings[n].changes[0].before, findings[n].changes[0].after
        if before == after:
            continue  # only its mode has changed
        if before and after:
            altered.setdefault((before, after), []).append(n)
        else:
            whole.setdefault(before or after or "", []).append(n)
    ways = trees.hunks(git, {pair for numbers in altered.values() for n in numbers if (pair := way_of_range(findings[n]))})
    patches = yield from trees.patches(git, altered)
    texts = yield from trees.reading(git, whole, TEXT_LIMIT)
    lacking = [n for pair, numbers in altered.items() if patches[pair] is None for n in numbers]
    lacking += [n for oid, numbers in whole.items() if texts.get(oid) is None for n in numbers]
    instead = dict(zip(lacking, _not_here(git, [findings[n] for n in lacking]), strict=True))
    for pair, numbers in altered.items():
        patch = patches[pair]
        body = hunks_of(decode(patch or b"")) or [BINARY] * (b"\nBinary files " in (patch or b""))
        body = [BINARY] if is_pointer(body[1:]) else body
        for n in numbers:
            body = instead.get(n, body)
            span = carried_range(findings[n], ways) if body[:1] and body[0].startswith("@@ -") else None
            diffs[n] = _patch(findings[n].changes[0], _first((span and _near(body, *span)) or body, findings[n].mark))
    for oid, numbers in whole.items():
        text = texts.get(oid)
        for n in numbers:  # a renamed file is added under one name and deleted under the other
            came = findings[n].changes[0].before is None
            body = instead[n] if text is None else hunk_of_all(decode(text), came)
            diffs[n] = _patch(findings[n].changes[0], [BINARY] if came and is_pointer(body[1:]) else body)
    return diffs


def shows_all(diff: str, exact: bool) -> bool:
    """True if the diff shows its reader all of the change. ``exact``: the reader has seen all of the file. The diff of a binary
    file, or of one that git-lfs keeps elsewhere, shows such a reader nothing; for one that has seen less of the file it counts,
    since another look would show no more."""
    return not diff.endswith(CUT) and not (exact and diff.endswith(f"\n{BINARY}"))


def since(finding: Finding) -> Oid | None:
    """The commit since which the change was made."""
    return finding.merge_base or (finding.read.base if finding.read else None)


def until(finding: Finding) -> Oid:
    """The commit by which the change was made; for what the branch never had, the commit at which it was read."""
    read = finding.read if finding.code == ELSEWHERE else None
    return (read.base if read else None) or finding.branch.tip


def command(finding: Finding) -> str:
    """The command that shows the change of a finding."""
    change, start = finding.changes[0], since(finding)
    if start:
        return f"{trees.DIFF} {start[:12]} {finding.branch.tip[:12]} -- {literal(change.path, below=True)}"
    sides = [oid[:12] for oid in (change.before, change.after) if oid]
    return f"{trees.DIFF if len(sides) == 2 else 'git show'} {' '.join(sides)}"


def _not_here(git: Git, findings: Sequence[Finding]) -> list[list[str]]:
    """Return what stands for texts that are not here, as in a partial clone, or too large: of submodules their commits."""
    asked: dict[Oid, list[str]] = {}
    for finding in findings:
        for commit in filter(None, _sides(finding)):
            asked.setdefault(commit, []).append(finding.changes[0].path)
    kinds: dict[Oid | None, dict[str, str]] = {None: {}}
    for commit, paths in asked.items():
        try:
            kinds[commit] = trees.kinds(git, commit, paths)
        except CoordgitError:  # the commit was pruned, or a partial clone lacks its tree
            kinds[commit] = {}
    bodies = []
    for finding in findings:
        change = finding.changes[0]
        known = {kinds[commit].get(change.path) for commit in _sides(finding)}
        bodies.append(submodule_hunk(change.before, change.after) if known == {"commit"} else [command(finding) + CUT])
    return bodies


def _sides(finding: Finding) -> list[Oid | None]:
    """Return the commits that have the path before and after the change, without one where it does not exist."""
    change = finding.changes[0]
    sides = ((change.before, finding.merge_base or None), (change.after, until(finding) or None))
    return [commit for oid, commit in sides if oid]


def _patch(change: Change, body: list[str]) -> str:
    text = patch_of(change.path, change.before, change.after, body)
    return text if len(text) <= DIFF_LIMIT else text[:DIFF_LIMIT] + CUT


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
    """The hunks, the one with the decisive line first."""
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
    changes: list[Hunk] = []
    changing = False
    for line in shown[1:]:
        if line[:1] == "\\":  # the line above has no line end
            continue
        if line[:1] not in ("-", "+"):
            changing = False
            at += 1
            continue
        if not changing:
            changes.append(Hunk(first=at - 1, length=0, new_first=0, new_length=0))
        if line[0] == "-":
            changes[-1] = Hunk(first=at - changes[-1].length, length=changes[-1].length + 1, new_first=0, new_length=0)
            at += 1
        changing = True
    return changes
