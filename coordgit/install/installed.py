"""``<store>/installed``: what ``init`` changed in this repository, so that ``uninit`` undoes exactly that.

Every change is recorded before it is made; undoing one that was not made does nothing. ``<store>/uninit`` does the same without
coordgit: a shell script for users who no longer have it.
"""

import json
import os

from coordgit.core.quoting import quote, word
from coordgit.errors import CoordgitError
from coordgit.install.shim import quoted, shipped, write
from coordgit.startup.typing import NamedTuple

HOOK, FOLDER, FILE, EXCLUDE, CONFIG = "hook", "folder", "file", "exclude", "config"
"""Kinds of change: a hook file, a folder or file made for it, a line of ``info/exclude``, a key of ``config``."""
USED_BY = "# used by: "
"""Begins a hook's lines that name the repositories whose set-up wants it."""


class SetUpChange(NamedTuple):
    """One change that ``init`` makes."""

    kind: str
    name: str
    """An absolute path, a line or a key."""
    now: tuple[str, ...] = ()
    """The values of a key."""
    before: tuple[str, ...] = ()
    """Those it had before; for a hook, where the previous one is kept."""
    old: str = ""
    new: str = ""
    """The lines of the configuration file that have the values before and now."""


_HEADING = (
    "# What `coordgit init` changed here and `coordgit uninit` changes back: kind, name, now, before, and for a key the lines"
    " before and now\n"
)


class Record:
    """The changes in the order they were made; on disk, paths near the repository are relative, as it may move."""

    def __init__(self, common_dir: str) -> None:
        self.common_dir = common_dir
        self.path = f"{common_dir}/coordgit/installed"
        self.changes: list[SetUpChange] = []
        try:
            with open(self.path, encoding="ascii") as file:
                lines = file.read().splitlines()
            rows = [json.loads(line) for line in lines if line and not line.startswith("#")]
        except FileNotFoundError:
            return
        except ValueError:
            undo = f"sh {word(f'{common_dir}/coordgit/uninit')}"
            raise CoordgitError(f"{quote(self.path)} is damaged", f"{undo} && coordgit init") from None
        for kind, name, now, before, *lines_of_file in rows:
            name, kept = self._absolute(kind, name), tuple(self._absolute(kind, text) for text in before)
            old, new = (*lines_of_file, "", "")[:2]
            self.changes.append(SetUpChange(kind=kind, name=name, now=tuple(now), before=kept, old=old, new=new))

    def add(self, change: SetUpChange, anew: bool = False) -> None:
        """Record ``change``. A second change of the same thing keeps what was before the first, unless it is made ``anew``."""
        at = next((n for n, old in enumerate(self.changes) if (old.kind, old.name) == (change.kind, change.name)), None)
        if at is None:
            self.changes.append(change)
        else:
            # what another change of a key wrote does not say what was there before the first
            self.changes[at] = change if anew else change._replace(before=self.changes[at].before, old="", new="")
        self.save()

    def drop(self, change: SetUpChange) -> None:
        """Forget a change that was undone."""
        self.changes.remove(change)
        self.save()

    def save(self) -> None:
        rows = [
            c._replace(name=self._stored(c.kind, c.name), before=tuple(self._stored(c.kind, b) for b in c.before))
            for c in self.changes
        ]
        store = os.path.dirname(self.path)
        write(f"{store}/uninit", _script(self.common_dir, rows), 0o644, store)
        text = "".join(f"{json.dumps(row if row.new else row[:4])}\n" for row in rows)
        write(self.path, _HEADING + text, 0o644, store)

    def _stored(self, kind: str, name: str) -> str:
        near = os.path.dirname(self.common_dir) + "/"
        return os.path.relpath(name, self.common_dir) if kind in (HOOK, FOLDER, FILE) and name.startswith(near) else name

    def _absolute(self, kind: str, name: str) -> str:
        return os.path.normpath(f"{self.common_dir}/{name}") if kind in (HOOK, FOLDER, FILE) and name[:1] != "/" else name


def _script(common_dir: str, rows: list[SetUpChange]) -> str:
    """Return the script, to run in the common directory, that undoes ``rows``, the newest first."""
    lines = [f"us={quoted(USED_BY + json.dumps(common_dir))}"]
    for kind, name, now, before, old, new in reversed(rows):
        words = [name]
        if kind == HOOK:
            words.append(before[0] if before else "")
        elif kind == CONFIG:
            words += ["\n".join(now), "\n".join(before), old, new]
        lines.append(" ".join([kind, *map(quoted, words)]))
    return shipped("git/uninit.sh").replace("@CHANGES@", "\n".join(lines))
