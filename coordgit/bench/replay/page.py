"""Replays as one HTML file without scripts and without anything from elsewhere; every text is escaped. Pure."""

from datetime import UTC, datetime
from html import escape

from coordgit.bench.replay import score
from coordgit.bench.replay.run import LEVELS, PASSED, REJECTED, Done, ReplayRun
from coordgit.bench.replay.score import GROUPS, group_of, totals
from coordgit.core.model import Conflict
from coordgit.core.quoting import few

STEP, TOP, LANE, LANES = 22, 36, 16, 12
"""The picture in pixels: from merge to merge at least, above main, from branch to branch; how many branches below each other."""
WIDE = 1040
"""Pixels that a picture of few merges fills."""
DIFF = 40
"""Lines of a change that are shown."""
READS = 30
POLICY = "default-src 'none'; style-src 'unsafe-inline'"
STYLE = """
body { font: 15px/1.45 system-ui, sans-serif; margin: 2em auto; max-width: 70em; padding: 0 1em; color: #222; background: #fff }
table { border-collapse: collapse; margin: .6em 0 1.4em }
td, th { border-bottom: 1px solid #ddd; padding: .25em .8em; text-align: left; vertical-align: top }
td { white-space: nowrap }
td:last-child { white-space: normal }
pre { background: #f6f6f6; padding: .5em; overflow-x: auto; font-size: 13px }
code { font-size: 13px }
summary { cursor: pointer; padding: .2em 0 }
ins { color: #176f2c; text-decoration: none }
del { color: #b3261e; text-decoration: none }
.picture { overflow-x: auto; border: 1px solid #ddd }
.tag { border-radius: .6em; padding: .05em .6em; font-size: 12px; color: #fff; background: var(--kind); white-space: nowrap }
.rejected { --kind: #b3261e }
.strict { --kind: #c77700 }
.told { --kind: #4a6fa5 }
.passed { --kind: #3a7d44 }
line { stroke: #222; stroke-width: 2 }
path { fill: none; stroke: var(--kind); stroke-width: 2 }
circle { fill: var(--kind) }
text { font-size: 12px; fill: #555 }
"""
SAID = {
    REJECTED: "stopped at relevant and strict", "strict": "stopped at strict only", "told": "told, not stopped",
    PASSED: "nothing to say",
}  # fmt: skip


def page(done: list[Done], title: str) -> str:
    """Return the page: the history as a picture, totals, and each landing with who read what and what changed under it."""
    replayed = sorted((landing for landing in reversed(done) if landing.runs), key=lambda landing: landing.runs[0].case.at)
    runs = [run for landing in replayed for run in landing.runs]
    kinds = [kind_of(landing) for landing in replayed]
    tags = (f'<span class="tag {kind}">{kinds.count(kind)} {escape(label)}</span>' for kind, label in SAID.items())
    parts = [
        f"<h1>{escape(title)}</h1>",
        f"<p>What coordgit would have said to the {len(replayed)} landings of this history: {' '.join(tags)}</p>",
        f'<div class="picture">{_picture(replayed)}</div>',
        "<p>From left to right: main on top, below it each branch from where it began to where it landed. A click leads to its"
        " facts. Each was played with coordgit's own store and gate. It is inferred what the side that landed second had read:"
        " the files it edits and the definitions its lines use. That was recorded as whole files, as ranges of lines, and as a"
        " search for each definition that it changes. A color is the gravest answer of the three. Level strict stops at"
        " everything that changed since it was read, relevant at what the new lines have to do with, snapshot where work of"
        " others would be lost.</p>",
    ]
    for group in GROUPS:
        if counts := totals(runs, group):
            parts += [f"<h2>{escape(group)}</h2>", _table(score.rows(counts))]
    if counted := [(str(count), why) for why, count in score.reasons(runs).most_common()]:
        parts += ["<h2>What level relevant says</h2>", _table([("landings", "what"), *counted])]
    parts += ["<h2>Each landing</h2>", *(_landing(landing, n) for n, landing in enumerate(replayed))]
    body = "\n".join(parts)
    return (
        (
            f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy"'
            f' content="{POLICY}"><title>{escape(title)}</title><style>{STYLE}</style></head>\n<body>\n{body}\n</body></html>\n'
        )
        .encode("utf-8", "replace")
        .decode()
    )


def kind_of(done: Done) -> str:
    """Return the gravest outcome, with whatever was recorded."""
    kinds = [_kind(run) for run in done.runs]
    return next(kind for kind in SAID if kind in kinds)


def _kind(run: ReplayRun) -> str:
    if run.rejected("relevant"):
        return REJECTED
    return "strict" if run.rejected("strict") else run.outcomes["relevant"]


def _picture(replayed: list[Done]) -> str:
    """Draw main as a line; a branch hangs below it, as long as the merges that landed meanwhile."""
    step = max(STEP, WIDE // (len(replayed) + 2))
    width = step * (len(replayed) + 2)
    busy = [-1] * LANES
    drawn = []
    for n, landing in enumerate(replayed):
        case = landing.runs[0].case
        begun = max(n - max(min(case.landed, n + 1), 1), -1)
        free = [lane for lane in range(LANES) if busy[lane] <= begun]
        lane = free[0] if free else n % LANES
        busy[lane] = n
        left, right, deep = step * (begun + 1.5), step * (n + 1.5), TOP + LANE * (lane + 1)
        kind = kind_of(landing)
        about = f"{case.name[:12]} {case.subject}: {SAID[kind]}; {case.landed} commits had landed"
        curve = (
            f"M{left:g} {TOP} Q{left:g} {deep} {left + STEP / 2:g} {deep} H{right - STEP / 2:g} Q{right:g} {deep} {right:g} {TOP}"
        )
        drawn.append(
            f'<a href="#landing-{n}"><title>{escape(about)}</title><path class="{kind}" d="{curve}"/>'
            f'<circle class="{kind}" cx="{right:g}" cy="{TOP}" r="5"/></a>'
        )
    used = sum(last >= 0 for last in busy)
    height = TOP + LANE * (used + 1)
    main = f'<line x1="0" y1="{TOP}" x2="{width}" y2="{TOP}"/><text x="4" y="{TOP - 14}">main{_since(replayed, 0)}</text>'
    main += f'<text x="{width - 4}" y="{TOP - 14}" text-anchor="end">{_since(replayed, -1)}</text>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" role="img">{main}{"".join(drawn)}</svg>'


def _since(replayed: list[Done], n: int) -> str:
    """Return the day of a landing, "" if it is not known."""
    at = replayed[n].runs[0].case.at if replayed else 0
    return f" {datetime.fromtimestamp(at, UTC):%Y-%m-%d}" if at else ""


def _table(rows: list[tuple[str, ...]]) -> str:
    lines = [_row("th", rows[0]), *(_row("td", row) for row in rows[1:])]
    return f"<table>{''.join(lines)}</table>"


def _row(tag: str, cells: tuple[str, ...]) -> str:
    return f"<tr>{''.join(f'<{tag}>{escape(cell)}</{tag}>' for cell in cells)}</tr>"


def _landing(done: Done, number: int) -> str:
    case, kind = done.runs[0].case, kind_of(done)
    head = f"{case.name[:12]} {case.subject}" + (f" ({case.author})" if case.author else "")
    parts = [
        f'<details id="landing-{number}"{" open" if kind == REJECTED else ""}>',
        f'<summary><span class="tag {kind}">{escape(SAID[kind])}</span> {escape(head)}</summary>',
        f"<p>Began at <code>{escape(case.base[:12])}</code>; {case.landed} commits had landed up to"
        f" <code>{escape(case.x[:12])}</code>; it brings <code>{escape(case.y[:12])}</code>;"
        f" {escape(group_of(done.runs[0]))}.</p>",
    ]
    for run in done.runs:
        outcomes = ", ".join(f"{level}: {run.outcomes[level]}" for level in LEVELS)
        named = few(map(escape, run.recorded), READS)
        parts.append(f"<p><b>{escape(run.reading)}</b>: {escape(outcomes)}<br>recorded: <code>{named}</code></p>")
        level = "relevant" if run.reasons["relevant"] else "strict"
        parts += [_conflict(reason) for reason in run.reasons[level]]
    return "\n".join([*parts, "</details>"])


def _conflict(reason: Conflict) -> str:
    where = reason.path + (f":{reason.first}-{reason.last}" if reason.first else "")
    author = f" ({reason.author})" if reason.author else ""
    by = f", changed by {(reason.changed_by or '')[:7]} “{reason.subject}”{author}" if reason.changed_by else ""
    weight = "" if reason.counts else " (only told)"
    parts = [f"<p>{escape(reason.code)} <code>{escape(where)}</code>{escape(by)}: {escape(reason.why)}{weight}</p>"]
    if reason.line:
        parts.append(f"<pre>{escape(reason.line)}</pre>")
    if reason.diff:
        lines = reason.diff.split("\n")
        shown = [_coloured(line) for line in lines[:DIFF]]
        more = [f"… {len(lines) - DIFF} more lines"] if len(lines) > DIFF else []
        change = "\n".join([*shown, *more])
        parts.append(f"<details><summary>the change</summary><pre>{change}</pre></details>")
    return "".join(parts)


def _coloured(line: str) -> str:
    tag = {"+": "ins", "-": "del"}.get(line[:1])
    return f"<{tag}>{escape(line)}</{tag}>" if tag else escape(line)
