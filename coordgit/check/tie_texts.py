"""Gather the texts of both sides, once, from which ``core.ties`` tells what ties a reason to the commit."""

from __future__ import annotations

from coordgit.core.model import MATCH, Finding, Oid
from coordgit.core.narrowing import carried_range, way_of_range
from coordgit.core.sides import Commit, Side, Text
from coordgit.core.ties import Tie, search_tie, ties
from coordgit.core.validation import STALE
from coordgit.git import trees
from coordgit.git.plumbing import Git

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from coordgit.check.update import Update

POINTED = 20
"""Conflicts whose decisive line is looked for: as many as a rejection names."""
BINARY = 8000
"""A zero byte among so many first ones marks a file as binary, as in git."""


class Ladder:
    """``findings`` are all that ``of`` may be called with: their texts are fetched together, at its first call."""

    def __init__(self, git: Git, update: Update, findings: Iterable[Finding]) -> None:
        self.git, self.update = git, update
        self.findings = [finding for finding in findings if finding.changes]
        self._texts: dict[Oid, bytes | None] | None = None
        self._seen: dict[tuple[str, Oid, bool], Text] = git.told.setdefault("texts", {})
        self._commit: list[Commit | None] = []

    def of(self, finding: Finding) -> Tie | None:
        """Return what ties it, or why nothing does; ``None`` if a text is missing here."""
        change, read = finding.changes[0], finding.read
        self._fetch()
        commit, side = self._ours(), self._side(change.path, change.before, change.after)
        if commit is None or side is None:
            return None
        if read is not None and read.kind == MATCH and read.query is not None:
            return search_tie(read.query, side, commit)
        way = way_of_range(finding)
        return ties(side, commit, carried_range(finding, trees.hunks(self.git, [way] if way else [])))

    def _fetch(self) -> None:
        """Fetch all texts and hunks that may be needed, with a handful of git's children."""
        if self._texts is not None:
            return
        changes = [finding.changes[0] for finding in self.findings]
        sides = [(change.before, change.after) for change in changes] + list(self._written().values())
        self._texts = trees.blobs(self.git, dict.fromkeys(oid for pair in sides for oid in pair))
        ways = [pair for finding in self.findings if (pair := way_of_range(finding))]
        trees.hunks(self.git, [(one, other) for one, other in (*sides, *ways) if one and other])

    def _written(self) -> trees.Diff:
        """What the commit changes, as far as its own commits do."""
        return {path: pair for path, pair in self.update.written.items() if path in self.update.involved}

    def _ours(self) -> Commit | None:
        if not self._commit:
            sides = [self._side(path, before, after) for path, (before, after) in self._written().items()]
            known = [side for side in sides if side is not None]
            self._commit.append(Commit(known) if len(known) == len(sides) else None)
        return self._commit[0]

    def _side(self, path: str, before: Oid | None, after: Oid | None) -> Side | None:
        assert self._texts is not None
        if any(oid and self._texts.get(oid) is None for oid in (before, after)):
            return None
        if any(oid and b"\0" in (self._texts[oid] or b"")[:BINARY] for oid in (before, after)):
            return Side(path, self._text(path, before, b""), self._text(path, after, b""))
        hunks = trees.hunks(self.git, [(before, after)])[before, after] if before and after else []
        return None if hunks is None else Side(path, self._text(path, before), self._text(path, after), tuple(hunks))

    def _text(self, path: str, oid: Oid | None, instead: bytes | None = None) -> Text | None:
        if oid is None:
            return None
        key = path, oid, instead is None
        if key not in self._seen:
            assert self._texts is not None
            self._seen[key] = Text(path, oid, self._texts[oid] or b"" if instead is None else instead)
        return self._seen[key]


def pointed(git: Git, update: Update, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """The findings; the first that count have the line of the change that matters to the commit, where a name ties it."""
    asked = [finding for finding in findings if finding.counts and finding.code == STALE][:POINTED]
    if not asked:
        return findings
    ladder = Ladder(git, update, asked)
    ties_of = {id(finding): tie for finding in asked if (tie := ladder.of(finding))}
    return tuple(
        finding._replace(line=tie.line, mark=tie.mark) if (tie := ties_of.get(id(finding))) else finding for finding in findings
    )
