"""Line plots as SVG text, without a plotting library: sizes along a logarithmic axis, values from zero up. Pure."""

from math import ceil, floor, log10
from typing import NamedTuple
from xml.sax.saxutils import escape

WIDTH, HEIGHT = 640, 360
LEFT, RIGHT, TOP, BOTTOM = 62, 40, 58, 48
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#b08800")
"""Okabe and Ito's palette, which colour-blind readers can distinguish."""
FONT = 'font-family="sans-serif" font-size="12" fill="#444"'


class Series(NamedTuple):
    """One line: its name and its points."""

    name: str
    points: tuple[tuple[float, float], ...]


def lines(title: str, across: str, up: str, series: list[Series]) -> str:
    """Return a plot of lines that share their axes."""
    sizes = [x for line in series for x, _ in line.points]
    values = [y for line in series for _, y in line.points]
    low, high = floor(log10(min(sizes))), max(ceil(log10(max(sizes))), floor(log10(min(sizes))) + 1)
    step, top = _steps(max([*values, 0.0]))

    def at(x: float, y: float) -> tuple[float, float]:
        along = (log10(x) - low) / (high - low)
        return LEFT + along * (WIDTH - LEFT - RIGHT), HEIGHT - BOTTOM - y / top * (HEIGHT - TOP - BOTTOM)

    drawn = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(title)}">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        f'<text x="{LEFT}" y="20" {FONT} font-weight="bold">{escape(title)}</text>',
        f'<text x="{WIDTH / 2:.0f}" y="{HEIGHT - 10}" {FONT} text-anchor="middle">{escape(across)}</text>',
        f'<text x="14" y="{HEIGHT / 2:.0f}" {FONT} text-anchor="middle" '
        f'transform="rotate(-90 14 {HEIGHT / 2:.0f})">{escape(up)}</text>',
    ]
    for n in range(round(top / step) + 1):
        _, y = at(10.0**low, n * step)
        drawn.append(f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="#ddd"/>')
        drawn.append(f'<text x="{LEFT - 6}" y="{y + 4:.1f}" {FONT} text-anchor="end">{n * step:,g}</text>')
    for power in range(low, high + 1):
        x, _ = at(10.0**power, 0)
        drawn.append(f'<text x="{x:.1f}" y="{HEIGHT - BOTTOM + 16}" {FONT} text-anchor="middle">{10**power:,}</text>')
    for n, line in enumerate(series):
        colour = COLOURS[n % len(COLOURS)]
        dots = [at(x, y) for x, y in line.points]
        path = "L".join(f"{x:.1f} {y:.1f}" for x, y in dots)
        drawn.append(f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        drawn += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in dots]
        left = LEFT + n * (WIDTH - LEFT - RIGHT) / len(series)
        drawn.append(f'<path d="M{left:.1f} 38h16" stroke="{colour}" stroke-width="3"/>')
        drawn.append(f'<text x="{left + 21:.1f}" y="42" {FONT}>{escape(line.name)}</text>')
    return "\n".join([*drawn, "</svg>", ""])


def _steps(most: float) -> tuple[float, float]:
    """Return (distance of the grid lines, the highest one): round numbers, four to eight lines."""
    if most <= 0:
        return 1.0, 4.0
    step = 10.0 ** floor(log10(most / 4))
    step *= next(factor for factor in (1, 2, 5, 10) if most / (step * factor) <= 8)
    return step, step * ceil(most / step)
