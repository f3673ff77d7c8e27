"""Inform early: when another session lands something that a session has read, its next hook answer carries the hunk.

Once per change, within a size budget. What was shown whole counts as refreshed from the session's next call on; a diff that was
cut, or that only a sub-agent saw, is told but does not count.

Gathering may take git a while, so it is done in no transaction: others land meanwhile. A short one then notes what is said, if
that is still so: a parallel call of the session may have told it, or have read again what it is about.
"""

from __future__ import annotations

from coordgit.check import attribution, bases, branches, validate
from coordgit.core.model import ITEMS, Change, CheckedBranch, Finding
from coordgit.core.quoting import escaped, fenced, named, quote, quoted, word
from coordgit.core.validation import STALE
from coordgit.git import refs
from coordgit.git import repository as places
from coordgit.render.verdict import clock
from coordgit.startup.namedtuple import NamedTuple
from coordgit.store import landings, reads, refreshes, sessions, siblings
from coordgit.store.names import who

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from coordgit.core.model import Conflict, Session
    from coordgit.git.plumbing import Git
    from coordgit.git.repository import Place
    from coordgit.store.database import Store
    from coordgit.store.landings import Landing

BUDGET = 6000
"""Characters of one answer."""
PARAGRAPHS = 12
"""Changes that one answer names; how many more there are is one line, and they stay stale."""

SUBJECT = 100
"""Characters of a commit's subject that are told."""


class Said(NamedTuple):
    """A text, what it is about, and the numbers of the reads of which something that changed is not shown whole."""

    text: str
    findings: tuple[Finding, ...]
    cut: frozenset[int]


def tell(
    store: Store,
    place: Place,
    session: Session,
    agent: str,
    call: str,
    sealed: bool,
    now: float,
    environ: Mapping[str, str],
) -> str:
    """What to put before the session, "" for nothing. Not to be called in a transaction."""
    ref, head = places.head(place)
    if ref and landings.tip(store, ref) != head:
        with store.writing():
            branches.settle(store, place.git(), ref, head, False, now)
    newest = landings.newest(store)
    if newest == session.told_landing_id:
        return ""
    news = [
        landing for landing in landings.since(store, session.told_landing_id, session.session) if landing.landing_id <= newest
    ]
    bases.settle(store, place.git(), {ref or "HEAD", *(landing.ref for landing in news)}, [session.epoch])
    said = gather(store, place, session, news, environ) if news else Said("", (), frozenset())
    with store.writing():
        return said.text if note(store, session, newest, said, agent, call, sealed, now) else ""


def gather(store: Store, place: Place, session: Session, news: list[Landing], environ: Mapping[str, str]) -> Said:
    """What there is to say of ``news``. Changes nothing."""
    ref, head = places.head(place)
    rows = landings.changes(store, [landing.landing_id for landing in news])
    changed = {row[1] for row in rows}
    settings = validate.settings_of(place, environ)
    git = place.git()
    _, targets = refs.targets(git, ref, settings.targets, refs.start_defaults(git, ref))
    known = [CheckedBranch(ref, head)] if ref and head else []
    known += [branch for branch in targets if branch.ref != ref]
    moved = {landing.ref for landing in news}
    findings: list[Finding] = []
    for branch in known:
        if branch.ref in moved:
            found, _ = validate.stale(store, git, session.epoch, branch, changed)
            findings += [
                Finding(
                    s.code,
                    True,
                    change.path if s.read.query else s.read.path,
                    session.epoch,
                    branch,
                    "",
                    s.read,
                    s.merge_base,
                    (change,),
                )
                for s in found
                for change in s.changes
            ]
    if settings.siblings != "off":
        ref_of = {landing.landing_id: landing.ref for landing in news}
        before = {(ref_of[landing_id], path): oid for landing_id, path, oid, _, _ in reversed(rows)}
        for read, landing, change in siblings.changed(
            store, session.epoch, [branch.ref for branch in known], session.told_landing_id
        ):
            branch = CheckedBranch(landing.ref, landing.new or "")
            whole = change._replace(before=before.get((landing.ref, change.path), change.before))
            findings.append(Finding(STALE, False, read.path, session.epoch, branch, "", read, None, (whole,)))
    findings = [f for f in findings if f.read and not refreshes.shown(store, f.read, f.branch.ref, f.branch.tip, _blob(f))]
    return show(store, git, findings, ref) if findings else Said("", (), frozenset())


def _blob(finding: Finding) -> str | None:
    change: Change = finding.changes[0]
    return change.after


def show(store: Store, git: Git, findings: list[Finding], ref: str) -> Said:
    """The text for some findings: as many as are named at most, the first of them with their diffs as far as these fit."""
    groups: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.path, finding.branch.ref), []).append(finding)
    looked_at = [finding for group in list(groups.values())[:PARAGRAPHS] for finding in group]
    about: dict[tuple[str, str, str], list[Finding]] = {}
    paragraphs: dict[tuple[str, str, str], tuple[str, str]] = {}
    for finding, fact in zip(looked_at, attribution.of(store, git, tuple(looked_at)), strict=True):
        about.setdefault(_about(fact), []).append(finding)
        if _about(fact) not in paragraphs:
            cut = f"(too long to show: {attribution.command(finding)}; it stays stale until the file is read again)"
            paragraphs[_about(fact)] = (_paragraph(store, fact, finding, ref), cut)
    count = len(paragraphs) + max(len(groups) - PARAGRAPHS, 0)
    head = f"coordgit: {'something' if count == 1 else f'{count} things'} you read changed since:"
    room = BUDGET - len(head) - len(_more(count))
    named = []
    for key, (text, cut) in list(paragraphs.items())[:PARAGRAPHS]:
        if len(text) + len(cut) + 3 > room:
            break
        named.append(key)
        room -= len(text) + len(cut) + 3
    texts = [head]
    shown: set[int] = set()
    for key in named:
        (text, cut), diff = paragraphs[key], fenced(key[-1])
        if len(diff) - len(cut) <= room and not key[-1].endswith(attribution.CUT):
            room -= len(diff) - len(cut)
            shown.update(id(finding) for finding in about[key])
            cut = diff
        texts.append(f"{text}\n{cut}")
    if count > len(named):
        texts.append(_more(count - len(named)))
    hidden = frozenset(f.read.read_id for f in findings if f.read and (id(f) not in shown or not _from_known(store, f)))
    return Said("\n\n".join(texts), tuple(findings), hidden)


def _from_known(store: Store, finding: Finding) -> bool:
    """Does the diff start from what the session knows? On a branch that has not landed there may have been changes before, of
    which it was told and not shown all."""
    read = finding.read
    if finding.counts or read is None:
        return True
    again = refreshes.of_reads(store, [read.read_id]).get(read.read_id, {})
    return finding.changes[0].before in (read.known, read.observed, *(one.oid for one in again.values()))


def _more(count: int) -> str:
    return f"and {count} more, which stay stale until they are read again: coordgit check"


def note(store: Store, session: Session, newest: int, said: Said, agent: str, call: str, sealed: bool, now: float) -> bool:
    """Note that something is said, and everything up to the landing ``newest`` told; ``False``, and nothing noted, when it is
    not so any more: the next call tells it. To be called in a transaction."""
    here = sessions.get(store, session.session)
    if here is None or (here.epoch_number, here.told_landing_id) != (session.epoch_number, session.told_landing_id):
        return False
    shown = [f.read for f in said.findings if f.read is not None and f.read.read_id not in said.cut]
    paths = list(dict.fromkeys(read.path for read in shown if read.query is None))
    current = set(reads.of_paths(store, session.epoch, paths))
    if any(read.query for read in shown):
        current.update(reads.predicates(store, session.epoch))
    if not current.issuperset(shown):
        return False
    cut = said.cut
    for finding in said.findings:
        # a predicate is known again only when all that changed its answer was shown
        if not agent and finding.read is not None and finding.read.read_id not in cut:
            oid = _blob(finding) if finding.read.kind in ITEMS else None
            refreshes.put(
                store,
                finding.read.read_id,
                finding.branch.ref,
                finding.branch.tip,
                oid,
                now,
                "shown",
                call=call,
                sealed=sealed,
                counts=False,
            )
    if not agent:
        sessions.told(store, session.session, newest)
    return True


def _about(fact: Conflict) -> tuple[str, str, str]:
    return fact.path, fact.ref, fact.diff


def _paragraph(store: Store, fact: Conflict, finding: Finding, ref: str) -> str:
    changer = who(store, fact.session) or named(fact.author) or "somebody"
    subject = fact.subject if len(fact.subject) <= SUBJECT else f"{fact.subject[:SUBJECT]}..."
    commit = f"{(fact.changed_by or '')[:7]} {quoted(subject)}"
    changed = f"changed by {commit} ({changer}, {clock(fact.changed_at)}) on {escaped(refs.short(fact.ref))}"
    if finding.read and finding.read.kind in ("listing", "match"):
        asked = finding.read.query.pattern if finding.read.query else ""
        what = "listing" if finding.read.kind == "listing" else f"search for {quoted(asked)}"
        return f"your {what} has another answer: {quote(fact.path)} {changed}"
    lines_read = f":{fact.first}-{fact.last}" if fact.first else ""
    text = f"{quote(fact.path)}{lines_read} {changed}"
    if not finding.counts:
        text += ", which has not landed here"
    elif fact.ref != ref:
        text += f"; it is not in this worktree: git show {word(f'{refs.short(fact.ref)}:{fact.path}')}"
    return text
