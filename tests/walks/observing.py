"""A client's session in a repository of three files, and what tests of its observations ask and send."""

from typing import Any

from tests.support.claude import ANN, Claude
from tests.support.repository import API, Result, Session

LONG = "".join(f"line {number}\n" for number in range(1, 41))
UTIL = "A = 1\nB = 2\nC = 3\nD = 4\nE = 5\nF = 6\n"
FILES = {"api.py": API, "other.py": "OTHER = 1\n", "long.py": LONG}


def beside(main: Session) -> Claude:
    """Ann, a client's session that has just begun in a worktree beside main, and has read ``util.py``."""
    ann = Claude(main.repository, ANN, main.repository.worktree("ann"))
    ann.send("SessionStart", source="startup")
    ann.reads("util.py")
    return ann


def read_of(ann: Claude, path: str) -> dict[str, Any]:
    found = [read for read in ann.repository.json("session", "show", ann.session)["reads"] if read["path"] == path]
    assert len(found) == 1, found
    return dict(found[0])


def is_true(ann: Claude, path: str) -> bool:
    """True if the base of the read has what was observed."""
    read = read_of(ann, path)
    return bool(read["base"]) and ann.repository.git("rev-parse", f"{read['base']}:{path}", ok=False) == read["oid"]


def rejected(ann: Claude) -> list[str]:
    """What a commit of Ann's is rejected for, without the ranges of lines."""
    return [conflict.partition(":")[0] for conflict in lands(ann).rejected]


def lands(ann: Claude, path: str = "caller.py", text: str = "f(1)\n") -> Result:
    ann.repository.write(path, text, ann.cwd)
    ann.repository.git("add", path, cwd=ann.cwd)
    return ann.repository.run(["git", "commit", "-qm", "ann", "--", path], ann.cwd, **ann.env)


class Slow:
    """A tool call of Ann's during which others work."""

    def __init__(self, ann: Claude, tool: str, given: dict[str, Any], before: bool = True) -> None:
        self.ann, self.tool, self.given, self.call = ann, tool, given, ann.call()
        if before:
            ann.before(tool, given, self.call)

    def ends(self, response: dict[str, Any]) -> None:
        self.ann.after(self.tool, self.given, response, self.call)
        self.ann.batch()


def shell(ann: Claude, command: str, before: bool = True) -> Slow:
    return Slow(ann, "Bash", {"command": command, "description": "run"}, before)


def printed(text: str) -> dict[str, Any]:
    return {"stdout": text.rstrip("\n"), "stderr": "", "interrupted": False, "isImage": False}


def part(ann: Claude, path: str, text: str, first: int = 0, last: int = 0) -> dict[str, Any]:
    """What the Read tool answers of a file that held ``text``."""
    pieces = text.split("\n")
    chosen = pieces[first - 1 : last] if first else pieces
    file = {"filePath": str(ann.cwd / path), "content": "\n".join(chosen), "numLines": len(chosen)}
    return {"type": "text", "file": file | {"startLine": first or 1, "totalLines": len(pieces)}}
