"""Parse anomaly specs, a notation like that of PostgreSQL's isolationtester, into data.

A spec is a text file of ``key: value`` lines; ``#`` starts a comment::

    anomaly: G2-item
    title: a signature changes while a caller is written
    levels: record lands, snapshot lands, strict rejected
    setup: api.py "def send(x)", caller.py "pass"
    ann: reads api.py | writes caller.py "send(1)", commits
    bob: reads caller.py | writes api.py "def send(x, y)", commits

    twin: another function
    bob: reads caller.py | writes other.py "def recv()", commits

A line that starts with any other word is what that session does: turns parted by ``|``, between which others may come;
steps of one turn parted by commas, between which nobody comes. VERBS has the steps. Keys, besides the above:

worlds     ``shared`` (one work tree, one branch) and ``linked`` (a worktree and a branch each, target main), both unless
           given, and ``clones`` (a clone each, of one remote). In the last two a commit lands in a turn of its own after it,
           unless the session says ``lands``, or another one does it for it.
levels     what the anomaly does at each of LEVELS: it ``lands``, its commit is ``rejected``, or it ``never`` comes up.
           ``levels shared:`` and ``levels linked:`` where the worlds differ; ``tied`` is as ``strict`` unless given, and
           ``relevant`` as ``tied``.
judge      what shows that it happened: ``cycle`` (the default), ``stale``, ``dirty`` or ``foreign`` (see run.JUDGES).
edits      ``recorded``: a client's hook sees who makes them; else nobody does.
order      one permutation, as the sessions whose turn it is; may be repeated, and be ``order shared:`` or
           ``order linked:``. Without it: every interleaving, one of each set whose turns commute.
twin       begins a benign variant: the lines after it replace those of the same session; nothing of it is rejected.
"""

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

SHARED, LINKED, CLONES = "shared", "linked", "clones"
WORLDS = (SHARED, LINKED, CLONES)
LEVELS = ("record", "snapshot", "relevant", "tied", "strict")
"""``tied`` and ``strict`` are level strict, with searches that count if something ties them, or always."""

LANDS, REJECTED, NEVER = "lands", "rejected", "never"
JUDGES = ("cycle", "stale", "dirty", "foreign", "lost")

VERBS = {
    "reads": ("PATH", "PATH:FIRST-LAST", "PATH at main"),  # an absent path is a read too
    "begins": ("PATH",),  # a call of the shell tool that reads it at once, and then goes on
    "ends": ("",),  # that call
    "lists": ("GLOB",),
    "greps": ("PATTERN", "PATTERN in GLOB"),
    "writes": ("PATH TEXT",),  # the whole file, whatever stands there
    "edits": ("PATH:LINE TEXT",),  # one line of what stands there
    "appends": ("PATH TEXT",),
    "deletes": ("PATH",),
    "renames": ("PATH PATH",),
    "discards": ("PATH",),  # back to what is committed
    "stashes": ("",),  # everybody's uncommitted edits, as git does
    "pops": ("",),
    "commits": ("", "PATH", "PATH PATH", "all", "index", "own"),  # nothing named: what it wrote since; own: coordgit commit
    "amends": ("",),
    "merges": ("",),  # the target into its branch
    "rebases": ("",),  # its branch onto the target
    "pulls": ("SESSION",),  # main of that one's clone, by its path
    "resolves": ("PATH TEXT", "PATH TEXT unseen"),  # merges the target, and writes that over the conflict
    "picks": ("SESSION",),  # that one's commit to its own branch
    "applies": ("SESSION",),  # the same, as a patch with git apply --index
    "mails": ("SESSION",),  # the same, as a mail with git am -3
    "folds": ("",),  # the commits of its branch into one, with git reset --soft
    "fixups": ("",),  # the same, with git rebase
    "reverts": ("SESSION",),  # that one's newest landing
    "restores": ("SESSION",),  # the same again: reverts the revert
    "takes": ("PATH from side",),  # that branch's version, with git checkout side -- PATH
    "detaches": ("",),  # HEAD of its worktree
    "lands": ("", "SESSION"),  # its branch on the target, or that one's
    "squashes": ("SESSION",),  # the same, as one commit
    "plants": ("PATH TEXT",),  # a commit on main by plumbing alone: neither files nor index follow
    "rewinds": ("",),  # main and the work tree to the commit before
    "switches": ("side", "main"),  # the work tree to that branch; side is made where it is not there
    "acks": ("",),  # its newest rejection
    "clears": ("",),  # it forgets what it read
    "loads": ("index",),  # an index of its own, as HEAD is
    "empties": ("index",),
    "stages": ("PATH",),
    "waits": ("for SESSION",),  # until that one has had all its turns
}
"""Each verb and what may follow it; words in capitals are placeholders."""

BRANCHES = ("lands", "merges", "rebases")
PICKS = ("picks", "applies", "mails")
OF_ANOTHER = ("lands", "squashes", "pulls", *PICKS)
"""Steps that bring a session's work further, or another's, which they name."""


class Step(NamedTuple):
    """One thing that a session does."""

    verb: str
    args: tuple[str, ...] = ()

    def __str__(self) -> str:
        return " ".join((self.verb, *(arg if re.fullmatch(r"\S+", arg) else json.dumps(arg) for arg in self.args)))


Turn = tuple[Step, ...]
Order = tuple[str, ...]


class Script(NamedTuple):
    """What stands at the start and what each session does: an anomaly's, or a benign twin's."""

    title: str
    setup: Mapping[str, str]
    sessions: Mapping[str, tuple[Turn, ...]]
    orders: Mapping[str, tuple[Order, ...]]
    """Explicit permutations for each world."""
    recorded: bool = False
    """Is it known who makes which edit?"""


class Spec(NamedTuple):
    """One anomaly: what it is, what each level does about it, and its twins."""

    name: str
    anomaly: str
    judge: str
    worlds: tuple[str, ...]
    levels: Mapping[tuple[str, str], str]
    """(world, level) → lands, rejected or never."""
    script: Script
    twins: tuple[Script, ...]


class SpecError(ValueError):
    """A spec that cannot be understood; says where."""


def load(folder: Path | None = None) -> tuple[Spec, ...]:
    """Every spec of a folder (default: the cases beside this file), by name."""
    files = sorted((folder or Path(__file__).parent / "cases").glob("*.spec"))
    return tuple(parse(file.read_text(encoding="utf-8"), file.stem) for file in files)


def parse(text: str, name: str = "spec") -> Spec:
    """The spec of a text. Raises ``SpecError``."""
    scripts: list[dict[str, list[str]]] = [{}]
    for number, line in enumerate(text.splitlines(), 1):
        key, colon, value = (part.strip() for part in line.partition(":"))
        if not key or key.startswith("#"):
            continue
        if not colon or not re.fullmatch(r"\w+( \w+)?", key):
            raise SpecError(f"{name}:{number}: not a «key: value» line: {line}")
        if key == "twin":
            scripts.append({})
        scripts[-1].setdefault(key, []).append(value)
    try:
        return _spec(name, scripts[0], scripts[1:])
    except SpecError as error:
        raise SpecError(f"{name}: {error}") from None


def ended(text: str) -> str:
    """A text as files have it, with a line feed at its end."""
    return text if text.endswith("\n") else f"{text}\n"


def turns(script: Script, world: str) -> dict[str, tuple[Turn, ...]]:
    """The turns of each session in a world: with its landings where it has a branch, without elsewhere."""
    steps = {session: [step for turn in its for step in turn] for session, its in script.sessions.items()}
    named = {arg for its in steps.values() for step in its if step.verb in OF_ANOTHER for arg in step.args}
    found = {}
    for session, its in script.sessions.items():
        if world == SHARED:
            its = tuple(tuple(step for step in turn if step.verb not in BRANCHES) for turn in its)
        elif session not in named and not any(step.verb == "lands" for step in steps[session]):
            landing = (Step("lands"),)
            pairs = ((turn, landing) if any(s.verb in ("commits", "amends") for s in turn) else (turn,) for turn in its)
            its = tuple(turn for pair in pairs for turn in pair)
        found[session] = tuple(turn for turn in its if turn)
    return found


# From here on: parsing.

_TOKEN = re.compile(r'\s*(?:(?P<part>[|,])|"(?P<text>(?:[^"\\]|\\.)*)"|(?P<word>[^\s|,"]+))')
_KEYS = ("anomaly", "title", "judge", "edits", "worlds", "levels", "setup", "order", "twin")


def _spec(name: str, main: Mapping[str, list[str]], twins: Sequence[Mapping[str, list[str]]]) -> Spec:
    worlds = tuple(_one(main, "worlds", f"{SHARED} {LINKED}").split())
    judge = _one(main, "judge", JUDGES[0])
    if judge not in JUDGES:
        raise SpecError(f"judge is one of {', '.join(JUDGES)}, not {judge}")
    if not worlds or set(worlds) - set(WORLDS):
        raise SpecError(f"worlds are {' '.join(WORLDS)}, not {' '.join(worlds)}")
    if not twins:
        raise SpecError("has no twin")
    script = _script(_one(main, "title"), main, None)
    return Spec(
        name,
        _one(main, "anomaly"),
        judge,
        worlds,
        {(world, level): word for world in worlds for level, word in _levels(main, world).items()},
        script,
        tuple(_script(_one(twin, "twin"), twin, script) for twin in twins),
    )


def _one(lines: Mapping[str, list[str]], key: str, default: str | None = None) -> str:
    values = lines.get(key, [] if default is None else [default])
    if len(values) != 1 or (default is None and not values[0]):
        raise SpecError(f"needs one «{key}:» line")
    return values[0]


def _levels(lines: Mapping[str, list[str]], world: str) -> dict[str, str]:
    text = _one(lines, f"levels {world}" if f"levels {world}" in lines else "levels")
    pairs = [part.split() for part in text.split(",")]
    found = {pair[0]: pair[-1] for pair in pairs if len(pair) == 2}
    found.setdefault("tied", found.get("strict", ""))
    found.setdefault("relevant", found["tied"])
    if set(found) != set(LEVELS) or set(found.values()) - {LANDS, REJECTED, NEVER} or len(found) < len(pairs):
        raise SpecError(f"levels in {world} are not one word for each of {', '.join(LEVELS)}: {text}")
    return found


def _script(title: str, lines: Mapping[str, list[str]], base: Script | None) -> Script:
    allowed = {*_KEYS, *(f"{key} {world}" for key in ("levels", "order") for world in WORLDS)}
    sessions = dict(base.sessions) if base else {}
    for key, values in lines.items():
        if key not in allowed:
            if " " in key or len(values) != 1 or (base and key not in sessions):
                raise SpecError(f"«{key}:» is no key, and no session with one line")
            sessions[key] = tuple(tuple(map(_step, turn)) for turn in _turns(values[0]))
    steps = [step for its in sessions.values() for turn in its for step in turn]
    if not sessions or any(_named(step) not in (None, *sessions) for step in steps):
        raise SpecError("has no session, or one waits for nobody")
    setup = dict(base.setup) if base else {}
    for value in lines.get("setup", []):
        for words in (words for turn in _turns(value) for words in turn):
            if len(words) != 2:
                raise SpecError(f'setup is «PATH "TEXT", …», not {value}')
            setup[words[0]] = ended(words[1])
    named = {world: [*lines.get("order", []), *lines.get(f"order {world}", [])] for world in WORLDS}
    orders = {world: tuple(tuple(order.split()) for order in named[world]) for world in WORLDS}
    if lines.get("edits", ["recorded"]) != ["recorded"]:
        raise SpecError(f"edits are recorded, or not mentioned: {lines['edits'][0]}")
    recorded = base.recorded if base else "edits" in lines
    return Script(title, setup, sessions, orders if any(orders.values()) or not base else base.orders, recorded)


def _named(step: Step) -> str | None:
    """The other session that a step is about."""
    return step.args[-1] if step.args and step.verb in ("waits", *OF_ANOTHER) else None


def _turns(text: str) -> list[list[list[str]]]:
    """The words of each step of each turn."""
    found: list[list[list[str]]] = [[[]]]
    at, text = 0, text.rstrip()
    while at < len(text):
        token = _TOKEN.match(text, at)
        if not token:
            raise SpecError(f"a quote that does not end: {text[at:]}")
        at = token.end()
        if token["part"] == "|":
            found.append([[]])
        elif token["part"] == ",":
            found[-1].append([])
        else:
            found[-1][-1].append(token["word"] or json.loads(f'"{token["text"]}"'))
    if not all(words for turn in found for words in turn):
        raise SpecError(f"nothing between two separators: {text}")
    return found


def _step(words: Sequence[str]) -> Step:
    verb, *args = words
    for shape in VERBS.get(verb, ()):
        pairs = tuple(zip(shape.split(), args, strict=False))
        if len(shape.split()) == len(args) and all(want.isupper() or want == word for want, word in pairs):
            return Step(verb, tuple(args))
    raise SpecError(f"not a step: {' '.join(words)}")
