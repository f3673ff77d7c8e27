"""Codex CLI: its hook payloads and the answers to them. Recorded from version 0.169.0."""

from __future__ import annotations

from coordgit.clients import hooks, tools
from coordgit.clients.base import AFTER, BEFORE, END, PROMPT, REST, START, WRITE, Access, Event, Settings
from coordgit.clients.payload import exact, text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

name = "codex"
folder_variable = ""

EVENTS = {
    "SessionStart": START,
    "UserPromptSubmit": PROMPT,
    "PreToolUse": BEFORE,
    "PostToolUse": AFTER,
    "Stop": REST,
    "Interrupt": REST,
    "SessionEnd": END,
}
"""Hook -> event."""

HEARD = frozenset(("SessionStart", "UserPromptSubmit", "PreToolUse", "PostToolUse"))
"""Hooks whose ``additionalContext`` is in the model's next request."""

CALLS = "Bash|apply_patch"
settings = Settings(
    path=".codex/hooks.json",
    hooks={
        "SessionStart": "",
        "UserPromptSubmit": "",
        "PreToolUse": CALLS,
        "PostToolUse": CALLS,
        "Stop": "",
        "Interrupt": "",
        "SessionEnd": "",
    },
    signs=(".codex",),
    look="codex, then /hooks",
    brief=("Interrupt", "SessionEnd"),
)

CUT = "Warning: truncated output ("
"""How an output begins from which Codex left out the middle."""

FILES = {"*** Add File: ": "add", "*** Update File: ": "update", "*** Delete File: ": "delete", "*** Move to: ": "move"}
"""How the lines of a patch that name a file begin."""


def parse(payload: Mapping[str, Any], environ: Mapping[str, str], hook: str = "") -> Event | None:
    """Return the event of a payload; ``None`` for one that does not matter here."""
    event = hooks.event(payload, name, EVENTS)
    if event is None or event.name not in (BEFORE, AFTER, REST):
        return event
    if event.name == REST:
        return event._replace(rests=True) if not event.agent else None
    return hooks.call(event, payload, TOOLS, None)


def shell(event: Event, asked: dict[str, Any], answered: Any, error: str | None) -> Event:
    """Bash: every look at a file. Codex does not say how a command ended, and mixes what it printed on its two outputs."""
    output = exact(answered)
    ran = tools.Ran(output, cut=output is not None and output.startswith(CUT))
    return tools.shell(event, text_of(asked, "command"), None if event.name == BEFORE else ran)


def patch(event: Event, asked: dict[str, Any], answered: Any, error: str | None) -> Event:
    """apply_patch: several files in one text; only a patch that was applied is reported afterwards."""
    return tools.add(event, *_written(text_of(asked, "command"), whole=event.name == AFTER))


def _written(text: str, whole: bool) -> Iterator[Access]:
    """Yield what a patch writes; the text of a file that it adds, if it is ``whole`` in the patch."""
    added: list[str] | None = None
    path = ""
    for line in [*text.split("\n"), "*** End Patch"]:
        if added is not None and line.startswith("+"):
            added.append(line[1:])
            continue
        if added is not None:
            content = "".join(f"{one}\n" for one in added) if whole else None
            yield Access(WRITE, path, text=content, exact=whole)
            added = None
        kind = next((kind for start, kind in FILES.items() if line.startswith(start)), "")
        path = line.partition(": ")[2].strip() if kind else path
        if kind == "add":
            added = []
        elif kind:
            yield Access(WRITE, path, exact=whole)


def answer(event: Event, context: str, deny: str) -> dict[str, Any] | None:
    """Return what makes Codex put ``context`` before the model, and not run the call that it asked about."""
    return hooks.answer(event, context, deny, HEARD)


TOOLS: dict[str, tools.Tool] = {"Bash": shell, "apply_patch": patch}
