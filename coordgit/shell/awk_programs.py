"""Tell which lines of a file an ``awk`` program looks at, where it chooses them by their numbers."""

from coordgit.shell.call import OPEN
from coordgit.startup.regexes import re

_N = r" *F?NR *"
_CHOSEN = (
    rf"{_N}(?:(?P<above>>=|>) *(?P<first>\d{{1,9}}) *(?:&&{_N}(?P<below><=|<) *(?P<last>\d{{1,9}}) *)?"
    rf"|(?P<until><=|<) *(?P<end>\d{{1,9}}) *|== *(?P<one>\d{{1,9}}) *(?:,{_N}== *(?P<to>\d{{1,9}}) *)?)"
)
_LEAVES = rf" *;?{_N}(?P<leaves>>=|>|==) *(?P<stop>\d{{1,9}}) *\{{ *exit *;? *\}} *"
_PROGRAM = re.compile(rf"(?:{_CHOSEN})?(?P<action>\{{[^{{}}]*\}})? *;? *(?:{_LEAVES})?")
"""One rule, for some lines by number or for all, and one that stops."""
_PRINTS_LINE = re.compile(
    r'\{ *(?:print(?:(?:[ ,]|F?NR|FILENAME|"[^"]*")*\$0)?'
    r'|printf *\(? *"(?P<form>[^".]*%s[^".%]*)"(?P<values>(?: *, *(?:F?NR|FILENAME))* *, *\$0) *\)?) *;? *\}'
)
"""An action that prints all of the line, with its number or its file's name before it."""


def chosen(program: str) -> tuple[int, int, bool] | None:
    """Return (first line, last one, whether they are printed whole) of a program that has nothing from other lines; ``None`` for
    another, and for one that may have some of all lines."""
    rule = _PROGRAM.fullmatch(program)
    if rule is None or not program.strip():
        return None
    whole = rule["action"] is None or _is_printing(rule["action"])
    first, last = 1, OPEN
    if rule["first"]:
        first = int(rule["first"]) + (rule["above"] == ">")
        last = int(rule["last"]) - (rule["below"] == "<") if rule["last"] else OPEN
    elif rule["end"]:
        last = int(rule["end"]) - (rule["until"] == "<")
    elif rule["one"]:
        first, last = int(rule["one"]), int(rule["to"] or rule["one"])
        last = last if last >= first else OPEN  # a range ends at the next line that fits, which never comes
    elif not (whole and rule["action"]):
        return None
    if rule["stop"]:  # after it has printed the line at which it stops
        stop = int(rule["stop"]) + (rule["leaves"] == ">")
        last = stop if last == OPEN else min(last, stop)
    return max(first, 1), last, whole


def _is_printing(action: str) -> bool:
    """True if an action prints all of the line; awk drops values that a format has no place for."""
    found = _PRINTS_LINE.fullmatch(action)
    return found is not None and (found["form"] is None or found["form"].count("%") == found["values"].count(","))
