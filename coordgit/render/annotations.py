"""A verdict as annotations of a forge's CI: the file and line that was read, and what changed it.

GitHub: "Workflow commands for GitHub Actions" (docs.github.com). GitLab: "Code Quality", "Implement a custom tool"
(docs.gitlab.com).
"""

import hashlib
import json
import re
from collections.abc import Callable, Sequence

from coordgit.core.model import Conflict, Oid, Verdict
from coordgit.core.quoting import escaped, quoted, shortened
from coordgit.core.validation import UNKNOWN_READS
from coordgit.git.plumbing import legible
from coordgit.render.verdict import conflict_line

_HUNK = re.compile(r"^@@ -(\d+)", re.MULTILINE)
MOST = 50
"""Annotations at most: a forge shows only the first ones."""


def github(verdict: Verdict, unknown: Sequence[tuple[Oid, str]]) -> str:
    """Return one workflow command a line."""
    lines = []
    for conflict in verdict.conflicts[:MOST]:
        first, last = _lines(conflict)
        path = _data(conflict.path).replace(":", "%3A").replace(",", "%2C")
        place = f"file={path},line={first},endLine={last}," if conflict.path else ""
        kind = "error" if conflict.counts else "warning"
        lines.append(f"::{kind} {place}title=coordgit {conflict.code}::{_data(_sentence(conflict))}")
    lines += [f"::warning title=coordgit {UNKNOWN_READS}::{_data(_is_unknown(*one))}" for one in unknown[:MOST]]
    return "\n".join(lines)


def gitlab(verdict: Verdict, unknown: Sequence[tuple[Oid, str]]) -> str:
    """Return a Code Quality report."""
    found = []
    for conflict in verdict.conflicts[:MOST]:
        severity = "major" if conflict.counts else "info"
        about = f"{conflict.reader} {conflict.changed_by} {conflict.read}"
        lines = _lines(conflict)
        found.append(_issue(conflict.code, _sentence(conflict), severity, about=about, path=conflict.path, lines=lines))
    found += [_issue(UNKNOWN_READS, _is_unknown(*one), "info", about=one[0]) for one in unknown[:MOST]]
    return json.dumps(found, indent=2)


FORMATS: dict[str, Callable[[Verdict, Sequence[tuple[Oid, str]]], str]] = {"github": github, "gitlab": gitlab}
"""Name -> the function that writes it."""


def _issue(
    code: str, text: str, severity: str, *, about: str, path: str = "", lines: tuple[int, int] = (1, 1)
) -> dict[str, object]:
    """Return one issue. ``about`` tells it from others of its code and path, the same in every run."""
    path = legible(path) or "."
    return {
        "description": text,
        "check_name": f"coordgit {code}",
        "fingerprint": hashlib.sha256(f"{code} {path} {about}".encode()).hexdigest(),
        "severity": severity,
        "location": {"path": path, "lines": {"begin": lines[0], "end": lines[1]}},
    }


def _sentence(conflict: Conflict) -> str:
    """Return what the verdict's own line says, in one line."""
    text = conflict_line(conflict, lambda session: session or "").strip().removeprefix(conflict.code)
    return escaped(text, keep="").strip().replace("  ", " ")


def _is_unknown(oid: Oid, subject: str) -> str:
    return f"the reads of {oid[:7]} {quoted(shortened(subject))} are unknown: it has no note"


def _lines(conflict: Conflict) -> tuple[int, int]:
    """Return the lines that were read; of a whole file where the change begins."""
    if conflict.first:
        return conflict.first, conflict.last
    hunk = _HUNK.search(conflict.diff)
    at = max(int(hunk[1]), 1) if hunk else 1
    return at, at


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
