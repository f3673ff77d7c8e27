"""The reader's current folder, and how git, coordgit and paths are spelt from there."""

from coordgit.core.model import LISTING, Conflict
from coordgit.core.predicates import DECLARED
from coordgit.core.quoting import option, word
from coordgit.core.remedy import PORTION, Remedy
from coordgit.startup.json import loads
from coordgit.startup.typing import NamedTuple


class ReaderFolder(NamedTuple):
    """Where the reader of a message is, and what runs there."""

    program: str
    """``coordgit``, or its path, as a shell word."""
    top: str
    """The worktree, "" if unknown."""
    folder: str
    """The current folder, "" if unknown."""
    client: bool
    """True if a client records what it reads; else reads need a command."""


class Where:
    """How git, coordgit and paths are spelt for the denied worktree, from the reader's folder."""

    def __init__(self, facts: Remedy, reader: ReaderFolder) -> None:
        here, pushed = facts.worktree, facts.operation == "push"
        inside = reader.top == here and not pushed
        self.git = "git" if inside or pushed else f"git -C {word(here)}"
        self.tool = reader.program if inside else f"{reader.program} -C {word(here)}"
        self.top = ":/" if inside and reader.folder != here else ""
        typed = here if facts.prefix is None else f"{here}/{facts.prefix}".rstrip("/")
        away = "" if inside and reader.folder == typed else f" -C {word(typed)}"
        self.as_typed = (reader.program if facts.operation == PORTION else "git") + away

    def run(self, words: str) -> str:
        return f"{self.git} {words}"

    def search(self, conflict: Conflict) -> str:
        """Return what records a declared search or listing again, "" for one that a client's hook recorded."""
        read = loads(conflict.read) if conflict.read else {}
        if read.get("via") != DECLARED or "pattern" not in read:
            return ""
        if read["kind"] == LISTING:
            folder = f"{read['path']}/" if read["path"] else ""
            return f"--glob {word(self.top + folder + read['pattern'])}"
        return " ".join([f"--grep {option(read['pattern'])}", *(word(self.top + spec) for spec in read["pathspecs"])])
