"""Spans of time as people write them: ``90s``, ``15m``, ``2h``, ``1d``, ``1h30m``."""

DAY = 86400
"""Seconds of a day."""
UNITS = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": float(DAY)}
LONGEST = 3650 * UNITS["d"]
"""The most seconds of a span; longer ones are refused."""


def seconds(text: str) -> float | None:
    """Return the seconds of one or more numbers with a unit each; ``None`` for anything else."""
    total, number = 0.0, ""
    for letter in text.strip().lower():
        if letter in UNITS and number.strip(".") == number and number.count(".") < 2 and number:
            total, number = total + float(number) * UNITS[letter], ""
        elif letter in "0123456789.":
            number += letter
        else:
            return None
    return total if text.strip() and not number else None


def short(span: float) -> str:
    """Return ``span`` in the largest unit of which it is a whole number."""
    for unit in ("d", "h", "m"):
        if span % UNITS[unit] == 0:
            return f"{span / UNITS[unit]:.0f}{unit}"
    return f"{span:g}s"
