"""What ties stale reads, listings and searches to the commit, where their weight depends on it.

The texts are for ``core.relevance``, the names for ``core.ties``.
"""

from __future__ import annotations

from coordgit.check.update import Update
from coordgit.core.hunks import is_binary
from coordgit.core.model import LISTING, MATCH, RELEVANT, Finding, Oid
from coordgit.core.rules.weights import Reason, asks_tie
from coordgit.core.stale_ranges import carried_range, way_of_range
from coordgit.core.ties import tie_of_listing, tie_of_search
from coordgit.core.validation import LOST_UPDATE, STALE
from coordgit.git import trees
from coordgit.git.plumbing import Git, Steps, decode, side_by_side
from coordgit.startup.typing import Iterable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from coordgit.core.changed_texts import CommitTexts, Side, Text
    from coordgit.core.relevance import Tie

POINTED = 20
"""Conflicts whose decisive line is looked for: as many as a rejection names."""


class Ties:
    """What ties findings to a commit. The texts of all ``findings`` are fetched together, for the first that needs one."""

    def __init__(self, git: Git, update: Update, findings: Iterable[Finding]) -> None:
        self.git, self.update = git, update
        self.findings = [finding for finding in findings if finding.changes]
        self._texts: dict[Oid, bytes | None] | None = None
        self._seen: dict[tuple[str, Oid, bool], Text] = git.answers.setdefault("texts", {})
        self._commit: CommitTexts | None = None

    def tied(self, reason: Reason, finding: Finding) -> Reason:
        """Return the reason with what ties it, if its weight depends on that: by the ladder of facts at the level ``relevant``;
        of a listing or a search by the names of paths and in lines. ``None``: a text is missing here."""
        if not asks_tie(reason):
            return reason
        read, change = finding.read, finding.changes[0]
        if read is not None and read.kind == LISTING:
            return reason._replace(tie=tie_of_listing(change.path, self._moved()))
        if reason.level == RELEVANT and reason.attribute != "strict":
            rung = self.by_ladder(finding)
            return reason._replace(tie=None) if rung is None else reason._replace(tie=rung.why, untied=rung.why_not)
        names = self.git.once("names in lines", (self.update.old, self.update.new), lambda: _names(self.git, self.update))
        return reason._replace(tie=None if names is None or read is None else tie_of_search(read, names))

    def _moved(self) -> list[str]:
        """The paths that come or go with the commit."""
        return [path for path, (before, after) in self._written().items() if (before is None) != (after is None)]

    def by_ladder(self, finding: Finding) -> Tie | None:
        """Return what ties a finding, or why nothing does; ``None`` if a text is missing here."""
        self._fetch()
        from coordgit.core.relevance import search_tie, ties

        change, read = finding.changes[0], finding.read
        commit, side = self._commit, self._side(change.path, change.before, change.after)
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
        sides = [_blobs(finding) for finding in self.findings] + list(self._written().values())
        texts = side_by_side(trees.reading(self.git, dict.fromkeys(oid for pair in sides for oid in pair)), _load())[0]
        self._texts = texts
        # git takes seconds to compare huge files line by line, or binary ones, of which no lines are asked for
        here = {oid for oid, text in texts.items() if text is not None and not is_binary(text)}
        pairs = [(one, other) for one, other in sides if one and other and here.issuperset((one, other))]
        asked = [finding for finding in self.findings if here.issuperset(filter(None, _blobs(finding)))]
        side_by_side(trees.comparing(self.git, pairs + [way for finding in asked if (way := way_of_range(finding))]))
        from coordgit.core.changed_texts import CommitTexts

        ours = [self._side(path, before, after) for path, (before, after) in self._written().items()]
        self._commit = None if None in ours else CommitTexts(side for side in ours if side is not None)

    def _written(self) -> trees.Diff:
        """What the commit changes, as far as its own commits do."""
        return {path: pair for path, pair in self.update.written.items() if path in self.update.involved}

    def _side(self, path: str, before: Oid | None, after: Oid | None) -> Side | None:
        from coordgit.core.changed_texts import Side

        assert self._texts is not None
        if any(oid and self._texts.get(oid) is None for oid in (before, after)):
            return None
        if any(oid and is_binary(self._texts[oid]) for oid in (before, after)):
            return Side(path, self._text(path, before, b""), self._text(path, after, b""))
        hunks = trees.hunks(self.git, [(before, after)])[before, after] if before and after else []
        return (
            None
            if hunks is None
            else Side(path=path, before=self._text(path, before), after=self._text(path, after), hunks=tuple(hunks))
        )

    def _text(self, path: str, oid: Oid | None, instead: bytes | None = None) -> Text | None:
        if oid is None:
            return None
        key = path, oid, instead is None
        if key not in self._seen:
            from coordgit.core.changed_texts import Text

            assert self._texts is not None
            self._seen[key] = Text(path, oid, self._texts[oid] or b"" if instead is None else instead)
        return self._seen[key]


def _blobs(finding: Finding) -> tuple[Oid | None, Oid | None]:
    return finding.changes[0].before, finding.changes[0].after


def _names(git: Git, update: Update) -> set[str] | None:
    """The identifiers in the lines that the update changes; ``None`` when a text is not here, as in a partial clone."""
    span = ("--cached",) if update.new is None else (update.old or update.new, update.new)
    code, patch = git.start(
        "diff", "-U0", "--no-color", "--no-ext-diff", "--no-textconv", "--no-renames", "--submodule=short", *span
    ).outcome()
    return None if code else _identifiers(patch)


def _identifiers(patch: bytes) -> set[str]:
    """The names in the lines that a patch without context adds and removes; those before its first hunk are its head."""
    from coordgit.core.source import KEYWORDS
    from coordgit.startup.regexes import re

    lines, inside = [], False
    for line in patch.split(b"\n"):
        if line.startswith((b"diff --git ", b"@@")):
            inside = line.startswith(b"@@")
        elif inside and line[:1] in b"+-":
            lines.append(line)
    return set(re.findall(r"[^\W\d]\w*", decode(b"\n".join(lines)))) - KEYWORDS


def _load() -> Steps[None]:
    """Import the modules that decide, while git's children run."""
    import coordgit.core.relevance  # noqa: F401

    yield


def pointed(git: Git, update: Update, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """The findings; the first that count have the line of the change that matters to the commit, where a name ties it, or that
    the commit takes back."""
    findings = _with_lost_lines(git, update, findings)
    asked = [finding for finding in findings if finding.counts and finding.code == STALE][:POINTED]
    if not asked:
        return findings
    found = Ties(git, update, asked)
    ties_of = {id(finding): tie for finding in asked if (tie := found.by_ladder(finding))}
    return tuple(
        finding._replace(line=tie.line, mark=tie.mark) if (tie := ties_of.get(id(finding))) else finding for finding in findings
    )


def _with_lost_lines(git: Git, update: Update, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """The findings; the first lost updates have a line that had come and is gone again, or that had gone and is back."""
    lost = [one for one in findings if one.code == LOST_UPDATE and one.changes and one.path in update.written][:POINTED]
    wanted = [(one.changes[0].before, one.changes[0].after, update.written[one.path][1]) for one in lost]
    texts = trees.blobs(git, [oid for oids in wanted for oid in oids]) if lost else {}
    marks = {}
    for finding, oids in zip(lost, wanted, strict=True):
        before, after, ours = ((texts.get(oid or "") or b"").split(b"\n") for oid in oids)
        had, have, keeps = set(before), set(after), set(ours)
        gone = [b"+" + line for line in after if line.strip() and line not in had and line not in keeps]
        back = [b"-" + line for line in before if line.strip() and line not in have and line in keeps]
        marks[id(finding)] = next((decode(line) for line in (*gone, *back)), "")
    return tuple(finding._replace(mark=marks.get(id(finding), finding.mark)) for finding in findings)
