"""Clients in one work tree that edit the same files and leave their edits uncommitted, on real git behind the real hooks.

Every line says who wrote it and is written once, so git alone shows whose work a commit holds. Judged after each step: the work
tree is as its sessions left it, a commit has only its own session's lines and leaves none of them behind, nobody lands on what it
has not seen; and at the end all of it is committed, once.
"""

import json
import random
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tests.fuzz.notes import IN_WORDS
from tests.fuzz.objects import Objects
from tests.fuzz.world import AtFault
from tests.support.claude import Claude
from tests.support.repository import Repository, Result

PATHS = ("a.txt", "b.txt", "c.txt")
START = {path: "".join(f"base {path} {n}\n" for n in range(9)) for path in PATHS[:2]}
STALE = ("CG101", "CG102", "CG103", "CG201")
ITSELF = ("",)
"""Among the lines that a session has edited: the file itself, which it made."""


class Editor(Claude):
    """One session: what it wrote and has not committed, and what it saw."""

    def __init__(self, repository: Repository, name: str, guarded: bool) -> None:
        super().__init__(repository, name)
        self.name = name
        self.guarded = guarded
        self.left: dict[str, set[str]] = {}
        """By path, the lines that it added or took out and has not committed (``ITSELF``: it made the file)."""
        self.missing: set[str] = set()
        """Paths at which it found nothing when it looked last."""
        self.removed: set[str] = set()
        """Paths that it removed itself, and has not written since."""
        self.looked: set[str] = set()
        self.seen: set[str] = set()
        """Lines that it, or a sub-agent, was shown."""
        self.had: dict[str, set[str]] = {}
        """By path, the committed lines that it saw there, without those that it was shown to be gone."""
        self.behind: set[str] = set()
        """Paths in which another has landed since it looked itself."""
        self.mixed: set[str] = set()
        """Paths that it saw with another's uncommitted lines."""
        self.refused = ""
        """Why its newest commit was refused, if it was not rejected."""
        self.blind: set[str] = set()
        """Paths that it edited over lines it had not seen: a look at what it left itself shows nothing of the tip's."""

    def send(self, event: str, **fields: Any) -> str:
        if not self.guarded:
            return ""
        said = super().send(event, **fields)
        self.shown(said)
        return said

    def shown(self, said: str) -> None:
        """Note the lines that the diffs in a text add and take out, and the files that it says are gone."""
        changed = [line.lstrip() for line in said.splitlines()]
        self.seen |= {line[1:] for line in changed if line.startswith("+")}
        gone = {line[1:] for line in changed if line.startswith("-")}
        removed = {path for path, done in IN_WORDS.findall(said) if done != "added"}
        self.had = {path: set() if path in removed else lines - gone for path, lines in self.had.items()}

    def denied(self, command: str) -> str:
        """Why a command may not run; "" if it may."""
        self.before("Bash", {"command": command, "description": "run"}, self.call())
        said = json.loads(self.last.out)["hookSpecificOutput"] if self.last.out else {}
        return str(said.get("permissionDecisionReason", ""))


class Folder:
    """The work tree, what ought to stand in it, and its sessions."""

    def __init__(self, folder: Path, seed: int, *, guarded: bool = True) -> None:
        self.random = random.Random(seed)
        self.seed = seed
        self.guarded = guarded
        self.repository = Repository(folder, guarded=guarded)
        self.repository.commit_files(START)
        self.objects = Objects(self.repository)
        self.editors = [Editor(self.repository, name, guarded) for name in ("ann", "bob", "cat")]
        self.there: dict[str, str | None] = {path: START.get(path) for path in PATHS}
        self.steps: list[str] = []
        self.number = 100

    def note(self, editor: Editor, text: str) -> None:
        self.steps.append(f"{editor.name} {text}")

    def text(self, path: str) -> str | None:
        full = self.repository.top / path
        return full.read_text() if full.is_file() else None

    def head(self, path: str) -> str | None:
        return self.objects.files("HEAD").get(path)

    def others(self, editor: Editor, path: str) -> list[Editor]:
        """Who else has uncommitted edits here, or of one path."""
        return [other for other in self.editors if other is not editor and (path in other.left if path else other.left)]

    def stands(self) -> None:
        """The work tree is as its sessions left it."""
        for path, text in self.there.items():
            if self.text(path) != text:
                raise AtFault(f"{path} is not as it was left:\n{self.text(path)}instead of\n{text}")

    def look(self, editor: Editor, path: str, agent: bool = False) -> None:
        """Note that a session has seen a file as it is."""
        editor.looked.add(path)
        there, tip = ({*(text or "").splitlines()} for text in (self.text(path), self.head(path)))
        editor.seen |= there
        editor.had[path] = there & (editor.had.get(path, set()) if agent else tip)
        if not agent:
            editor.missing = editor.missing | {path} if self.text(path) is None else editor.missing - {path}
            if self.text(path) is not None or self.head(path) is None:  # else it is removed: that shows nothing of the tip's
                editor.behind.discard(path)
            editor.mixed.discard(path)
        others = self.others(editor, path)
        if others:
            editor.mixed.add(path)
        edited = {line for other in others for line in other.left[path]}  # what they made of these lines was seen, and is
        editor.seen |= edited.intersection((self.head(path) or "").splitlines())  # checked (CG104)

    def committed(self, editor: Editor, paths: list[str], before: str) -> None:
        """Judge a commit that was made, and note it."""
        name = editor.name
        old, new = self.objects.files(before), self.objects.files("HEAD")
        mine = {line for lines in editor.left.values() for line in lines}
        for line in sorted({*_lines(old)} ^ {*_lines(new)}):
            if line not in mine:
                raise AtFault(f"{name} committed what it did not write: {line}")
        for path in sorted(editor.looked):
            there = old.get(path, "").splitlines()
            for line in there:
                if line not in editor.seen and line.split()[0] not in (name, "base"):
                    raise AtFault(f"{name} landed and never saw in {path}: {line}")
            for line in sorted(editor.had[path].difference(there)):
                raise AtFault(f"{name} landed and never saw that this is gone from {path}: {line}")
        for path in [path for path in PATHS if old.get(path) != new.get(path)]:
            for other in self.editors:
                if other is not editor and path in other.looked:
                    other.behind.add(path)
        for path in paths:
            if not self.others(editor, path) and self.head(path) != self.there[path]:
                raise AtFault(f"{name} committed {path}, and some of its edits are left:\n{self.repository.git('diff')}")
            editor.blind.discard(path)
        self.forget(editor, paths)
        editor.behind.clear()

    def decided(self, path: str) -> None:
        """Note that somebody has committed a file as it is, with all that others had left in it."""
        for editor in self.editors:
            if path in editor.looked or path in editor.left:
                editor.behind.add(path)
            if path in editor.left:
                self.forget(editor, [path])

    def forget(self, editor: Editor, paths: list[str]) -> None:
        """Forget the lines that a commit has, or that were written and taken out again."""
        for path in paths:
            head, stand = (
                {*text.splitlines(), *ITSELF} if text is not None else set() for text in (self.head(path), self.there[path])
            )
            editor.left[path] = {line for line in editor.left[path] if (line in head) != (line in stand)}
        editor.left = {path: lines for path, lines in editor.left.items() if lines}

    def blame(self, editor: Editor, result: Result, whole: Iterable[str] = ()) -> None:
        """Raise ``AtFault`` where a commit was rejected, or refused, and nothing that others did is the reason.

        ``whole``: the paths that it carried with whatever others have edited in them, so that it rests on their reads too.
        """
        makers = [editor, *(other for path in whole for other in self.others(editor, path))]
        if not result.rejected and not any(self.others(editor, path) for path in editor.left):
            raise AtFault(f"{editor.name} could not commit, and nobody else has edited its files: {result}")
        for conflict in result.rejected:
            code, _, path = conflict.partition(" ")
            path = path.split(":")[0]
            mixed = any(path in one.mixed for one in (*makers, *self.others(editor, path)))
            behind = any(path in one.behind for one in makers)
            cause = {"CG104": mixed or behind, "CG201": behind or any(path in one.blind for one in makers)}
            cause["CG202"] = bool(self.others(editor, path))
            if not cause.get(code, code in STALE and behind):
                raise AtFault(f"rejected without a cause: {conflict}\n{result.err}")


def _lines(files: dict[str, str]) -> list[str]:
    return [line for text in files.values() for line in text.splitlines()]
