"""A benchmark report as text and as JSON. Pure."""

from typing import Any

from coordgit.bench.cost.clocks import Figure
from coordgit.bench.cost.run import BenchReport


def text(report: BenchReport) -> str:
    """Return tables of figures, ratios with their goals, and growth."""
    lines = [", ".join(f"{name} {value}" for name, value in report.machine.items() if name != "interpreter")]
    if report.bench.figures:
        width = max(len(figure.name) for figure in report.bench.figures)
        lines += ["", f"{'milliseconds':{width}}  median     min     p90"]
        lines += [f"{f.name:{width}} {f.median:7.1f} {f.least:7.1f} {f.p90:7.1f}" for f in report.bench.figures]
    if report.bench.ratios:
        width = max(len(ratio.name) for ratio in report.bench.ratios)
        lines += ["", f"{'ratio, round by round':{width}}  median   p10   p90  goal"]
        lines += [f"{r.name:{width}} {r.median:7.2f} {r.low:5.2f} {r.high:5.2f}  {r.goal}" for r in report.bench.ratios]
    for axis, points in report.growth:
        lines += ["", f"{axis.what:>52}   guarded     plain   added  gate MiB  SQLite steps  git children  held"]
        lines += [
            f"{point.size:52,} {point.guarded.median:9.1f} {point.plain.median:9.1f} "
            f"{point.guarded.median - point.plain.median:7.1f} {point.memory / (1 << 20):9.1f} {point.steps:13,} "
            f"{point.children:13} {point.held:5.0f}"
            for point in points
        ]
    lines += ["", *report.bench.facts] if report.bench.facts else []
    if report.bench.skipped:
        lines += ["", *(f"left out: {what}" for what in report.bench.skipped)]
    return "\n".join(lines)


def document(report: BenchReport) -> dict[str, Any]:
    """Return the report as one JSON document; times and lock durations in milliseconds, memory in bytes."""
    return {
        "machine": report.machine,
        "figures": [_figure(figure) for figure in report.bench.figures],
        "ratios": [
            {"name": r.name, "goal": r.goal, "median": r.median, "p10": r.low, "p90": r.high} for r in report.bench.ratios
        ],
        "growth": [
            {
                "axis": axis.name,
                "what": axis.what,
                "points": [
                    point._asdict() | {"guarded": _figure(point.guarded), "plain": _figure(point.plain)} for point in points
                ],
            }
            for axis, points in report.growth
        ],
        "facts": report.bench.facts,
        "skipped": report.bench.skipped,
    }


def _figure(figure: Figure) -> dict[str, Any]:
    rounds = len(figure.times)
    return {"name": figure.name, "median": figure.median, "min": figure.least, "p90": figure.p90, "rounds": rounds}
