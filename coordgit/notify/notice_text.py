"""The text of a notice: what changed, with the hunks as far as they fit."""

from coordgit.check import conflict_diffs, conflict_facts
from coordgit.core.grouping import grouped
from coordgit.core.model import ITEMS, LISTING, MATCH, Finding, Oid, Read
from coordgit.core.quoting import fenced, few, quote
from coordgit.git.plumbing import Git
from coordgit.notify import NewsRequest, wording
from coordgit.startup.typing import Container, Iterable, Mapping, NamedTuple
from coordgit.store import refreshes
from coordgit.store.database import Store
from coordgit.store.tellings import ToldChange

PARAGRAPHS = 12
"""The most changes that one answer names; one line tells how many more there are, and they stay stale."""

UNSEEN = "(it stays stale until the file was looked at)"
"""Said below the diff of a binary file."""

MANY = 3
"""If more files give a search or a listing another answer, this many are named beside the first."""


class Notice(NamedTuple):
    """A text, what it is about, and (number of the read, branch) for which some change is not shown whole, or was not before."""

    text: str
    findings: tuple[Finding, ...]
    cut: frozenset[tuple[int, str]]
    changes: tuple[ToldChange, ...] = ()
    renamed: Mapping[str, str] = {}
    """Blob of a path that is gone -> its new path."""
    ref: str = ""
    """The branch that is checked out."""


NOTHING = Notice("", (), frozenset())


def show(
    store: Store, git: Git, request: NewsRequest, findings: list[Finding], *, ref: str, renamed: Mapping[str, str], room: int
) -> Notice:
    """Return the text for some findings, of ``room`` characters at most: ``PARAGRAPHS`` are named, the first of them with their
    diffs as far as these fit. ``ref``: the branch that is checked out. ``renamed``: blob of a path that is gone -> its new
    path."""
    answers, each = _in_many_files(findings)
    groups = grouped(((finding.path, "" if finding.counts else finding.branch.ref), finding) for finding in each)
    looked_at = [finding for group in list(groups.values())[:PARAGRAPHS] for finding in group]
    about: dict[tuple[str, str, str], list[Finding]] = {}
    paragraphs: dict[tuple[str, str, str], tuple[str, str]] = {}
    moved: dict[tuple[str, str, str], str] = {}
    facts = conflict_facts.of(store, git, (*looked_at, *(some[0] for some in answers)))
    whole = {_change(one): wording.about(fact) for one, fact in zip(looked_at, facts, strict=False) if _is_of_whole_file(one)}
    for finding, fact in zip(looked_at, facts, strict=False):
        if finding.read and finding.read.kind == MATCH and _change(finding) in whole:
            about.setdefault(whole[_change(finding)], []).append(finding)
            continue
        about.setdefault(wording.about(fact), []).append(finding)
        if wording.about(fact) not in paragraphs:
            why = "too long to show" if "\n@@ -" in fact.diff else "not shown here"  # a partial clone may lack the texts
            cut = f"({why}: {conflict_diffs.command(finding)}; it stays stale until that, or the file, was looked at)"
            done = wording.done(finding.changes[0], renamed)
            place, moved[wording.about(fact)] = wording.place(git, fact, finding, ref=ref, moving=request.moving)
            paragraphs[wording.about(fact)] = (wording.paragraph(store, fact, finding, done) + place, cut)
    paragraphs |= {key: (paragraphs[key][0], "") for key, some in about.items() if all(map(wording.is_all_said, some))}
    for some, fact in zip(answers, facts[len(looked_at) :], strict=True):
        key = (fact.path, str(len(paragraphs)), conflict_diffs.CUT)
        about[key] = some
        rest = few((quote(one.path) for one in some if one.path != fact.path), MANY)
        text = f"{wording.paragraph(store, fact, some[0], wording.done(some[0].changes[0], renamed))}; changed too: {rest}"
        paragraphs = {key: (text, "(too many to show: it stays stale until you look or search again)"), **paragraphs}
    count = len(paragraphs) + max(len(groups) - PARAGRAPHS, 0)
    head = f"coordgit: {'something' if count == 1 else f'{count} things'} you read changed since:"
    room -= len(head) + len(_more(count, request.program))
    keys = []
    for key, (text, cut) in list(paragraphs.items())[:PARAGRAPHS]:
        if len(text) + len(cut) + 3 > room:
            break
        keys.append(key)
        room -= len(text) + len(cut) + 3
    texts = [head]
    shown: set[int] = set()
    for key in keys:
        (text, cut), diff = paragraphs[key], fenced(key[-1])
        fits = len(diff) - len(cut) <= room and not key[-1].endswith(conflict_diffs.CUT)
        if not cut or fits:
            shown.update(id(finding) for finding in about[key] if not cut or _shows_all(key[-1], finding.read))
        if cut and fits:
            diff += "" if shown.issuperset(map(id, about[key])) else f"\n{UNSEEN}"
            room -= len(diff) - len(cut)
            cut = diff
        if not cut and moved.get(key) and len(fenced(moved[key])) < room:
            cut = fenced(moved[key])
            room -= len(cut) + 1
        texts.append(f"{text}\n{cut}" if cut else text)
    if count > len(keys):
        texts.append(_more(count - len(keys), request.program))
    hidden = _hidden(store, findings, shown)
    changes = [_told(finding, hidden) for key in keys for finding in about[key]]
    changes.sort(key=lambda change: change.whole)  # of the same change, the telling that shows most is kept
    return Notice(text="\n\n".join(texts), findings=tuple(findings), cut=hidden, changes=tuple(changes))


def _change(finding: Finding) -> tuple[str, Oid | None, str]:
    """Return a change of a file, wherever it is told from: who sees what has become of a file that it knows has seen what that
    made of its searches there."""
    return finding.path, finding.changes[0].after, "" if finding.counts else finding.branch.ref


def _is_of_whole_file(finding: Finding) -> bool:
    return finding.read is not None and finding.read.kind in ITEMS and finding.read.whole


def _told(finding: Finding, hidden: Container[tuple[int, str]]) -> ToldChange:
    """Return a change as it is told; of a file that a listing has now, only its name is."""
    read, change = finding.read, finding.changes[0]
    named = read is not None and read.kind == LISTING and change.after is not None
    shown = read is not None and (read.read_id, finding.branch.ref) not in hidden
    return ToldChange(path=change.path, oid=change.after, landed=finding.counts, whole=shown and not named)


def _shows_all(diff: str, read: Read | None) -> bool:
    return read is None or conflict_diffs.shows_all(diff, read.exact and read.query is None)


def _in_many_files(findings: list[Finding]) -> tuple[list[list[Finding]], list[Finding]]:
    """Return the findings of each search and listing whose answer has changed in more files than can be shown, and the others."""
    groups = grouped((one.read.read_id if one.read and one.read.kind not in ITEMS else None, one) for one in findings)
    many = {read for read, some in groups.items() if read is not None and len({one.path for one in some}) > PARAGRAPHS}
    each = [one for one in findings if one.read is None or one.read.read_id not in many]
    return [groups[read] for read in many], each


def _hidden(store: Store, findings: Iterable[Finding], shown: Container[int]) -> frozenset[tuple[int, str]]:
    """Return (read, branch) of changes that are not shown whole, or not as a diff from a version that the session knows. On an
    unlanded branch there may have been earlier changes that it was informed of without seeing all of them, and a range may have
    been read with another session's uncommitted edit in it."""
    hidden, beside = set(), set()
    for finding in findings:  # those of targets come first
        read, change = finding.read, finding.changes[0]
        if read is None:
            continue
        from_known = finding.counts and (read.settled or read.kind not in ITEMS)
        if not from_known:
            again = refreshes.of_reads(store, [read.read_id]).get(read.read_id, {})
            known = (read.known, read.observed, *(one.oid for one in again.values()))
            from_known = change.before in known or (read.read_id, change.before) in beside
        if from_known and id(finding) in shown:
            beside.add((read.read_id, change.after))
        else:
            hidden.add((read.read_id, finding.branch.ref))
    return frozenset(hidden)


def _more(count: int, program: str) -> str:
    return f"and {count} more, which stay stale until they are read again: {program} check"
