"""The parts of a parsed shell command: words, redirections, commands, pipelines."""

from __future__ import annotations

from coordgit.startup.typing import NamedTuple, Sequence

BARE, QUOTED, VARIABLE, COMPUTED, PROCESS = "bare", "quoted", "variable", "computed", "process"
"""Kinds of piece in a word. Only in a bare one do ``*``, ``{a,b}`` and ``~`` mean anything; a computed one is substituted,
and its text is the number of the script that does, "" for anything else. A process is what ``<(...)`` stands for, by number."""


Word = tuple[tuple[str, str], ...]
"""One word, in (kind, text) pieces."""


class Redirect(NamedTuple):
    """``descriptor`` is the number in front of the operator, "" where the operator implies it. ``body`` is a here-document's, and
    ``nested`` are the scripts inside its ``$(...)`` and backquotes."""

    descriptor: str
    operator: str
    target: Word
    body: Sequence[str] = ()
    nested: Sequence[tuple[PipelineStep, ...]] = ()


class Simple(NamedTuple):
    """A command with its words. ``nested`` are the scripts inside its ``$(...)``, backquotes and ``<(...)``."""

    words: tuple[Word, ...]
    redirects: tuple[Redirect, ...]
    nested: tuple[tuple[PipelineStep, ...], ...]
    source: str


class Group(NamedTuple):
    """A compound command. ``kind`` is ``(``, ``{``, ``for``, or ``if`` for whatever may or may not run."""

    kind: str
    scripts: tuple[tuple[PipelineStep, ...], ...]
    variable: str
    words: tuple[Word, ...]
    redirects: tuple[Redirect, ...]
    nested: tuple[tuple[PipelineStep, ...], ...]
    source: str


class PipelineStep(NamedTuple):
    """One pipeline, and how it is joined to the one before: ``;``, ``&&`` or ``||``. ``negated``: its outcome, by ``!``."""

    joint: str
    stages: tuple[Simple | Group, ...]
    negated: bool
    background: bool


LOUD = frozenset(
    ("cat", "head", "tail", "nl", "sed", "ls", "wc", "cp", "mv", "rm", "touch", "tee", "mkdir", "echo", "printf", "pwd", "true",
     ":", "export", "cd")
)  # fmt: skip
"""Commands that never fail without a message on stderr."""
SILENT = frozenset(("cd", "export", "true", ":", "set"))
"""Commands that print nothing."""
PASSING = frozenset(("head", "tail", "sort"))
"""Commands that only print what they are fed."""


def speaker(steps: Sequence[PipelineStep]) -> Simple | None:
    """Return the command of which all output is, if only one can have printed any: it may be piped into ``head`` or the like."""
    speaking = [step for step in steps if len(step.stages) > 1 or _name(step.stages[0]) not in SILENT]
    first, *others = speaking[0].stages if len(speaking) == 1 else (None,)
    return first if isinstance(first, Simple) and PASSING.issuperset(map(_name, others)) else None


def prints_names(stages: Sequence[Simple | Group]) -> bool:
    """True if a search prints names of files (``grep -l``), of which others may choose some."""
    first, *others = stages or (None,)
    words = [word[0][1] for word in first.words[1:] if word[0][0] == BARE] if isinstance(first, Simple) else []
    letters = "".join(word for word in words if word[:1] == "-" and word[:2] != "--")
    named = "l" in letters or not NAMING_OPTIONS.isdisjoint(words)
    return named and all(_name(stage) in PASSING | {"grep"} for stage in others)


NAMING_OPTIONS = frozenset(("--files-with-matches", "--name-only"))


def _name(stage: Simple | Group) -> str:
    words = stage.words if isinstance(stage, Simple) else ()
    return words[0][0][1] if words and words[0] else ""
