"""Inform early: when another session lands something that a session has read, its next hook answer carries the hunk.

Once per change, within a size budget. What was shown whole counts as refreshed from the session's next call on; a diff that was
cut, or that only a sub-agent saw, is told but does not count.
"""

from __future__ import annotations

from coordgit import check, facts, lines
from coordgit.conflicts import Finding
from coordgit.core.model import ITEMS, Change, Line
from coordgit.core.quoting import quote
from coordgit.git import place as places
from coordgit.git import refs
from coordgit.names import who
from coordgit.render import clock
from coordgit.store import landings, refreshes, sessions, siblings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from coordgit.core.model import Session
    from coordgit.git.place import Place
    from coordgit.git.plumbing import Git
    from coordgit.store.database import Store
    from coordgit.store.verdicts import Conflict

BUDGET = 6000
"""Characters of one answer."""


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
    """What to put before the session, "" for nothing. To be called in a transaction."""
    ref, head = places.head(place)
    if ref and landings.tip(store, ref) != head:
        lines.settle(store, place.git(), ref, head, False, now)
    newest = landings.newest(store)
    if newest == session.told_seq:
        return ""
    news = landings.since(store, session.told_seq, session.session)
    if not agent:
        sessions.told(store, session.session, newest)
    if not news:
        return ""
    changed = {row[1] for row in landings.changes(store, [landing.seq for landing in news])}
    settings = check.settings_of(place, environ)
    git = place.git()
    _, targets = refs.targets(git, ref, settings.targets, refs.start_defaults(git, ref))
    known = [Line(ref, head)] if ref and head else []
    known += [line for line in targets if line.ref != ref]
    moved = {landing.ref for landing in news}
    findings: list[Finding] = []
    for line in known:
        if line.ref in moved:
            found, _ = check.stale(store, git, session.knower, line, changed)
            findings += [
                Finding(
                    s.code,
                    True,
                    change.path if s.read.query else s.read.path,
                    session.knower,
                    line,
                    "",
                    s.read,
                    s.merge_base,
                    (change,),
                )
                for s in found
                for change in s.changes
            ]
    if settings.siblings != "off":
        for read, landing, change in siblings.changed(store, session.knower, [line.ref for line in known], session.told_seq):
            line = Line(landing.ref, landing.new or "")
            findings.append(Finding("CG101", False, read.path, session.knower, line, "", read, None, (change,)))
    findings = [f for f in findings if f.read and not refreshes.shown(store, f.read, f.line.ref, f.line.tip, _blob(f))]
    return show(store, git, findings, ref, agent, call, sealed, now) if findings else ""


def _commits(finding: Finding) -> str:
    return f"{(finding.merge_base or '')[:12]} {finding.line.tip[:12]}"


def _blob(finding: Finding) -> str | None:
    change: Change = finding.changes[0]
    return change.after


def show(store: Store, git: Git, findings: list[Finding], ref: str, agent: str, call: str, sealed: bool, now: float) -> str:
    """The text for some findings, and the note that they were shown."""
    reasons = facts.of(store, git, tuple(findings))
    said: dict[tuple[str, str, str], tuple[str, bool]] = {}
    room = BUDGET
    for finding, fact in zip(findings, reasons, strict=True):
        about = _about(fact)
        if about not in said:
            text = _paragraph(store, fact, finding, ref)
            whole = len(text) + len(fact.diff) + 2 <= room and not fact.diff.endswith(facts.CUT)
            if whole:
                text += f"\n{fact.diff}"
            else:
                diff = f"git diff {_commits(finding)} -- {quote(fact.path)}"
                text += f"\n(too long to show: {diff}; it stays stale until the file is read again)"
            said[about] = (text, whole)
            room -= len(text)
    cut = {f.read.read_id for f, fact in zip(findings, reasons, strict=True) if f.read and not said[_about(fact)][1]}
    for finding, fact in zip(findings, reasons, strict=True):
        # a predicate is known again only when all that changed its answer was shown
        if not agent and finding.read is not None and finding.read.read_id not in cut:
            oid = _blob(finding) if finding.read.kind in ITEMS else None
            refreshes.put(
                store,
                finding.read.read_id,
                fact.ref,
                finding.line.tip,
                oid,
                now,
                "shown",
                call=call,
                sealed=sealed,
                counts=False,
            )
    count = len(said)
    head = f"coordgit: {'something' if count == 1 else f'{count} things'} you read changed since:"
    return "\n\n".join([head, *(text for text, _ in said.values())])


def _about(fact: Conflict) -> tuple[str, str, str]:
    return fact.path, fact.ref, fact.diff


def _paragraph(store: Store, fact: Conflict, finding: Finding, ref: str) -> str:
    changer = who(store, fact.session) or fact.author or "somebody"
    commit = f'{(fact.changed_by or "")[:7]} "{fact.subject}"'
    changed = f"changed by {commit} ({changer}, {clock(fact.changed_at)}) on {refs.short(fact.ref)}"
    if finding.read and finding.read.kind in ("listing", "match"):
        asked = finding.read.query.pattern if finding.read.query else ""
        what = "listing" if finding.read.kind == "listing" else f'search for "{asked}"'
        return f"your {what} has another answer: {quote(fact.path)} {changed}"
    lines_read = f":{fact.first}-{fact.last}" if fact.first else ""
    text = f"{quote(fact.path)}{lines_read} {changed}"
    if not finding.counts:
        text += ", which has not landed here"
    elif fact.ref != ref:
        text += f"; it is not in this worktree: git show {refs.short(fact.ref)}:{quote(fact.path)}"
    return text
