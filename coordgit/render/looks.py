"""What to look at again, as a sentence names it: files, and of a long change the lines that were not seen yet. Pure text."""

from coordgit.core.advice_facts import StepFacts
from coordgit.core.quoting import listed
from coordgit.core.seen_lines import LONG
from coordgit.startup.typing import Sequence


def again(items: Sequence[StepFacts]) -> str:
    """Return what is to be read again, each path once.

    Clients cut what is long, some in the middle, some at the end, and some show nothing of it: whoever reads that again as it was
    told to would be told the same for ever.
    """
    lines: dict[str, tuple[int, ...]] = {}
    for item in items:
        rest, other = item.rest, lines.get(item.path, item.rest)
        lines[item.path] = (min(rest[0], other[0]), max(rest[1], other[1])) if rest and other else ()
    names = [f"{path}:{rest[0]}-{rest[1]}" if rest else path for path, rest in lines.items()]
    cut = any(rest and rest[1] - rest[0] >= LONG for rest in lines.values())
    return f"{listed(names)} again" + ", part by part if not all of it is shown" * cut
