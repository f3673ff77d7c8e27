"""Where whoever reads an advice stands, and how git, coordgit and paths are spelt from there."""

from __future__ import annotations

from coordgit.core.quoting import word
from coordgit.startup.namedtuple import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from coordgit.core.remedy import Remedy


class Standing(NamedTuple):
    """Where whoever is told stands, and what runs there."""

    program: str
    """``coordgit``, or the path of one, as a shell's word."""
    top: str
    """The worktree, "" where that is not known."""
    folder: str
    """The very folder, "" where that is not known."""
    client: bool
    """A client records what it reads; without one, reading is a command."""


class Where:
    """How git, coordgit and paths are spelt for the worktree that was denied, from where the reader stands."""

    def __init__(self, facts: Remedy, standing: Standing) -> None:
        here, pushed = facts.worktree, facts.operation == "push"
        inside = standing.top == here and not pushed
        self.git = "git" if inside or pushed else f"git -C {word(here)}"
        self.tool = standing.program if inside else f"{standing.program} -C {word(here)}"
        self.top = ":/" if inside and standing.folder != here else ""
        typed = here if facts.prefix is None else f"{here}/{facts.prefix}".rstrip("/")
        self.git_as_typed = "git" if inside and standing.folder == typed else f"git -C {word(typed)}"

    def run(self, words: str) -> str:
        return f"{self.git} {words}"
