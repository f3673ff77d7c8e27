"""Two clients in one work tree, and what they do in it."""

from tests.support.claude import Claude
from tests.support.repository import Repository, Result

TEXT = "".join(f"line {n}\n" for n in range(1, 11))


def commit(session: Claude, *words: str) -> Result:
    return session.repository.coordgit("commit", "-m", f"work of {session.session}", *words, **session.env)


def committed(repository: Repository, path: str) -> str:
    return repository.run(["git", "show", f"HEAD:{path}"]).out


def both_edit(ann: Claude, bob: Claude) -> None:
    bob.reads("f.py")
    ann.edits("f.py", "line 2\n", "line 2 ann\n")
    bob.edits("f.py", "line 8\n", "line 8 bob\n")
    ann.edits("f.py", "line 5\n", "line 5\nmore of ann\n")


OF_ANN = TEXT.replace("line 2\n", "line 2 ann\n").replace("line 5\n", "line 5\nmore of ann\n")


def hook(repository: Repository, name: str, script: str, folder: str = ".git/hooks") -> None:
    path = repository.top / folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
