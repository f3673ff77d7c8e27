"""What ties stale reads, listings and searches to the commit, where their weight depends on it."""

from __future__ import annotations

from coordgit.core.model import LISTING, Finding
from coordgit.git.plumbing import Git, decode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from coordgit.check import tie_texts
    from coordgit.check.update import Update
    from coordgit.core.rules.rule import Reason


class Ties:
    """What ties reasons to the commit; git is asked for the names in the commit's lines at most once."""

    def __init__(self, git: Git, update: Update, findings: list[Finding]) -> None:
        self.git = git
        self.update = update
        self.findings = findings
        self.kept: list[set[str] | None] = []
        self.ladder: list[tie_texts.Ladder] = []

    def tied(self, reason: Reason, finding: Finding) -> Reason:
        """Return the reason with what ties it, if its weight depends on that."""
        from coordgit.core.rules import asks_tie
        from coordgit.core.rules.levels import RELEVANT

        if not asks_tie(reason):
            return reason
        tie, untied = self.of(finding, narrow=reason.level == RELEVANT and reason.attribute != "strict")
        return reason._replace(tie=tie, untied=untied)

    def of(self, finding: Finding, narrow: bool) -> tuple[str | None, str]:
        """Return (what ties it, "" for nothing, ``None`` if a text is missing here; why nothing does).

        ``narrow``: by the ladder of facts, whose texts are fetched for all findings together.
        """
        read, change = finding.read, finding.changes[0]
        if read is not None and read.kind == LISTING:
            from coordgit.core.narrowing import tie_of_listing

            return tie_of_listing(change.path, self._moved()), ""
        if narrow:
            if not self.ladder:
                from coordgit.check.tie_texts import Ladder

                self.ladder.append(Ladder(self.git, self.update, self.findings))
            rung = self.ladder[0].of(finding)
            return (None, "") if rung is None else (rung.why, rung.why_not)
        from coordgit.core.narrowing import tie_of_search

        names = self._names()
        return None if names is None or read is None else tie_of_search(read, names), ""

    def _names(self) -> set[str] | None:
        if not self.kept:
            self.kept.append(_names(self.git, self.update))
        return self.kept[0]

    def _moved(self) -> list[str]:
        """The paths that come or go with the commit."""
        written, involved = self.update.written, self.update.involved
        return [p for p, (before, after) in written.items() if p in involved and (before is None) != (after is None)]


def _names(git: Git, update: Update) -> set[str] | None:
    """The identifiers in the lines that the update changes; ``None`` when a text is not here, as in a partial clone."""
    span = ("--cached",) if update.new is None else (update.old or update.new, update.new)
    return _diff_names(git, "--no-renames", *span)


def _diff_names(git: Git, *span: str) -> set[str] | None:
    child = git.start("diff", "-U0", "--no-color", "--no-ext-diff", "--no-textconv", *span)
    raw = child.drain()
    return None if child.wait() else _identifiers(raw)


def _identifiers(patch: bytes) -> set[str]:
    """The names in the lines that a patch without context adds and removes; those before its first hunk are its head."""
    import re

    from coordgit.core.stop_words import KEYWORDS

    lines, inside = [], False
    for line in patch.split(b"\n"):
        if line.startswith((b"diff --git ", b"@@")):
            inside = line.startswith(b"@@")
        elif inside and line[:1] in b"+-":
            lines.append(line)
    return set(re.findall(r"[^\W\d]\w*", decode(b"\n".join(lines)))) - KEYWORDS
