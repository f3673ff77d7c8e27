"""The reader's current folder, and how git, coordgit and paths are spelt from there."""

from coordgit.core.advice_facts import PORTION, Remedy
from coordgit.core.model import LISTING, Conflict
from coordgit.core.predicates import DECLARED
from coordgit.core.quoting import MOST, from_top, literal, option, word
from coordgit.git.operation import PUSH
from coordgit.render.next_by_operation import WHOLE
from coordgit.startup.json import loads
from coordgit.startup.typing import NamedTuple, Sequence


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
    away: str = ""
    """The folder that commands about the repository have to name, "" if it is the current one or a verdict names it."""


class Where:
    """How git, coordgit and paths are spelt for the denied worktree, from the reader's folder."""

    def __init__(self, facts: Remedy, reader: ReaderFolder) -> None:
        here, pushed = facts.worktree, facts.operation == PUSH
        inside = reader.top == here and not pushed
        self.there = "" if inside or pushed else f" in {word(here)}"
        self.git = "git" if inside or pushed else f"git -C {word(here)}"
        self.tool = reader.program if inside else f"{reader.program} -C {word(here)}"
        self.whole = facts.operation in WHOLE  # then no path can be committed by itself
        self.below = inside and reader.folder != here
        typed = here if facts.prefix is None else f"{here}/{facts.prefix}".rstrip("/")
        away = "" if inside and reader.folder == typed else f" -C {word(typed)}"
        self.tool_as_typed = reader.program + away
        self.as_typed = self.tool_as_typed if facts.operation == PORTION else f"git{away}"

    def run(self, words: str) -> str:
        return f"{self.git} {words}"

    def path(self, path: str) -> str:
        """Return the word for the pathspec of a path."""
        return literal(path, below=self.below)

    def paths(self, paths: Sequence[str]) -> str:
        return " ".join(map(self.path, paths))

    def few(self, paths: Sequence[str]) -> str:
        """Return the first paths as ``paths`` does, and ``...`` for the others."""
        return self.paths(paths[:MOST]) + " ..." * (len(paths) > MOST)

    def search(self, conflict: Conflict) -> str:
        """Return what records a declared search or listing again, "" for one that a client's hook recorded."""
        read = loads(conflict.read) if conflict.read else {}
        if read.get("via") != DECLARED or "pattern" not in read:
            return ""
        if read["kind"] == LISTING:
            folder = f"{read['path']}/" if read["path"] else ""
            glob = folder + read["pattern"]
            return f"--glob {word(from_top(glob) if self.below or glob.startswith(':') else glob)}"
        return " ".join([f"--grep {option(read['pattern'])}", *map(self._pathspec, read["pathspecs"])])

    def _pathspec(self, spec: str) -> str:
        """Return the word for a pathspec that is known as spelt at the top."""
        if self.below:
            spec = f":(top,{spec[2:]}" if spec.startswith(":(") else from_top("" if spec == "." else spec)
        return word(spec)
