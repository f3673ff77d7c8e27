"""What replays came to: totals by what was recorded, why, and each landing that would have been stopped. Pure."""

import json
import re
from collections import Counter
from collections.abc import Iterable
from statistics import median_low
from typing import Any

from coordgit.bench.replay.cases import READINGS, SEARCHES
from coordgit.bench.replay.run import LEVELS, PASSED, TOLD, Done, ReplayRun
from coordgit.core.grouping import grouped
from coordgit.core.model import Conflict
from coordgit.core.quoting import quote, quoted
from coordgit.core.rules.weights import BY_LEVEL
from coordgit.render.text import UNCUT, table

FEW = 10
"""Commits that had landed at most, of work that is brought in soon."""
SHOWN = 20
"""Landings that the text names."""
NAMED = re.compile(
    r"^.+(, which (?:it changed|the commit changes|it defines), is used )by .+$|^.+( is gone there, and ).+$"
    r"|^.+( is used there, and the commit changes it)$"
    r"|^(the commit's changed lines name ).+$"
)
GROUPS = ("conflicts", "merged as git merges", "merged with changes by hand")
"""What is known of a case: something went wrong; nobody changed anything in the merge; somebody did."""


def group_of(run: ReplayRun) -> str:
    return GROUPS[0] if run.case.conflict else GROUPS[2] if run.case.adapted else GROUPS[1]


def document(done: list[Done]) -> str:
    """Return one JSON document whose ``verdicts``, those of level ``strict`` that did not pass, have one line each."""
    runs = [run for landing in done for run in landing.runs]
    summary = {
        "replayed": sum(bool(landing.runs) for landing in done),
        "skipped": dict(_skipped(done)),
        "totals": [total for group in GROUPS for total in totals(runs, group)],
        "repositories": {name: totals(some, GROUPS[1]) for name, some in _by_repository(runs).items()},
        "reasons": dict(reasons(runs)),
    }
    lines = [json.dumps(verdict(run), ensure_ascii=False) for run in runs if run.outcomes[LEVELS[0]] != PASSED]
    listed = "".join(f"{',' if n else ''}\n    {line}" for n, line in enumerate(lines))
    return f'{json.dumps(summary, indent=2, ensure_ascii=False)[:-2]},\n  "verdicts": [{listed}\n  ]\n}}'


def _by_repository(runs: list[ReplayRun]) -> dict[str, list[ReplayRun]]:
    """Return the runs of each repository; empty unless there are several."""
    groups = grouped((run.case.repository, run) for run in runs)
    return groups if len(groups) > 1 else {}


def verdict(run: ReplayRun) -> dict[str, Any]:
    """Return what was decided of one landing with one way of recording, by level, and the reason that weighs most."""
    case = run.case
    reason = max(run.reasons["relevant"] or run.reasons["strict"], key=lambda one: one.counts)
    return {
        "name": case.name, "repository": case.repository, "subject": case.subject, "author": case.author, "at": case.at,
        "group": group_of(run), "base": case.base, "landed": case.x, "brought": case.y, "commits": case.landed,
        "recorded": run.reading, "reads": list(run.recorded), **run.outcomes, "named": run.named, "blamed": run.blamed,
        "code": reason.code, "path": reason.path, "lines": [reason.first, reason.last] if reason.first else None,
        "commit": reason.changed_by, "why": reason.why, "line": reason.line or None,
    }  # fmt: skip


def totals(runs: list[ReplayRun], group: str) -> list[dict[str, Any]]:
    """Return for each way of recording how many landings each level rejects, in all and where few commits had landed."""
    rows_of_group = []
    for reading in READINGS:
        some = [run for run in runs if run.reading == reading and group_of(run) == group]
        if not some:
            continue
        few = [run for run in some if run.case.landed <= FEW]
        total: dict[str, Any] = {"group": group, "recorded": reading, "landings": len(some), "few": len(few)}
        for level in LEVELS:
            total[level] = sum(run.rejected(level) for run in some)
            total[f"{level} of few"] = sum(run.rejected(level) for run in few)
        total["told"] = sum(run.outcomes["relevant"] == TOLD for run in some)
        if group == GROUPS[0]:
            total["named"] = sum(run.named for run in some)
            total["blamed"] = sum(run.blamed for run in some) if reading != SEARCHES else None
            total["explained"] = median_low([run.explained for run in some if run.explained] or [0])
        rows_of_group.append(total)
    return rows_of_group


def reasons(runs: Iterable[ReplayRun]) -> Counter[str]:
    """Return how many landings level ``relevant`` rejects, or only tells something, for what."""
    counts: Counter[str] = Counter()
    for run in runs:
        kinds = {("rejects: " if reason.counts else "tells: ") + _kind(reason) for reason in run.reasons["relevant"]}
        counts.update(kinds)
    return counts


def _kind(reason: Conflict) -> str:
    why = reason.why.removeprefix(BY_LEVEL)
    return f"{reason.code} {NAMED.sub(lambda match: _general(*match.groups()), why)}".rstrip()


def _general(tied: str | None, gone: str | None, came: str | None, names: str | None) -> str:
    """Return a reason without its names."""
    if tied or came:
        return f"a name{came or f'{tied}by the commit'}"
    return f"a name{gone}the commit uses it" if gone else f"{names}something"


def text(done: list[Done]) -> str:
    """Return tables, reasons, and the landings that ``relevant`` would have stopped."""
    runs = [run for landing in done for run in landing.runs]
    replayed = sum(bool(landing.runs) for landing in done)
    lines = [f"{replayed} of {len(done)} replayed"]
    lines += [f"  {count} not: {why}" for why, count in _skipped(done)]
    for group in GROUPS:
        if counts := totals(runs, group):
            lines += ["", f"{group}:", *table(rows(counts), UNCUT, "  ")]
    for name, some in _by_repository(runs).items():
        if counts := totals(some, GROUPS[1]):
            lines += ["", f"{quote(name)}, {GROUPS[1]}:", *table(rows(counts), UNCUT, "  ")]
    if counted := reasons(runs):
        lines += ["", "what level relevant says, counted for each landing and way of recording:"]
        lines += [f"  {count:5}  {why}" for why, count in counted.most_common()]
    stopped = [run for run in runs if run.rejected("relevant")]
    if stopped:
        lines += ["", "what level relevant would have stopped:"]
        lines += [line for run in stopped[:SHOWN] for line in _stopped(run)]
    if len(stopped) > SHOWN:
        lines.append(f"  and {len(stopped) - SHOWN} more: --json or --html FILE has all")
    return "\n".join(lines)


def _skipped(done: Iterable[Done]) -> list[tuple[str, int]]:
    return Counter(landing.skipped for landing in done if landing.skipped).most_common()


def rows(counts: list[dict[str, Any]]) -> list[tuple[str, ...]]:
    """Return ``totals`` as the rows of a table, the first with their names."""
    head = ["recorded", "landings", *LEVELS, "told by relevant", f"at most {FEW} commits landed", *LEVELS[:2]]
    known = "named" in counts[0]
    lines: list[tuple[str, ...]] = [(*head, *(["right path", "right commit", "lines of explain"] if known else []))]
    for total in counts:
        row = [total["recorded"], str(total["landings"]), *(_share(total[level], total["landings"]) for level in LEVELS)]
        row += [_share(total["told"], total["landings"]), str(total["few"])]
        row += [_share(total[f"{level} of few"], total["few"]) for level in LEVELS[:2]]
        if known:
            row += [
                _share(total["named"], total["landings"]),
                "" if total["blamed"] is None else _share(total["blamed"], total["landings"]),
            ]
            row.append(str(total["explained"]))
        lines.append(tuple(row))
    return lines


def _share(count: int, of: int) -> str:
    return f"{count} ({100 * count / of:.0f} %)" if of else "-"


def _stopped(run: ReplayRun) -> list[str]:
    case = run.case
    lines = [f"  {case.name[:12]} {quoted(case.subject)} ({run.reading})" if case.subject else f"  {case.name} ({run.reading})"]
    for reason in [reason for reason in run.reasons["relevant"] if reason.counts][:3]:
        where = quote(reason.path) + (f":{reason.first}-{reason.last}" if reason.first else "")
        lines.append(
            f"    {reason.code} {where}, changed by {(reason.changed_by or '')[:7]} {quoted(reason.subject)}: {reason.why}"
        )
        lines += [f"      {reason.line}"] if reason.line else []
    return lines
