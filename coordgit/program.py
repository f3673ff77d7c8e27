"""How ``coordgit`` is called by whoever reads a command that it prints: it may be on no PATH (a venv, pre-commit, pipx)."""

import os
import sys

from coordgit.core.quoting import word
from coordgit.startup.typing import Mapping

NAME = "coordgit"
PACKAGE = os.path.dirname(os.path.abspath(__file__))
FAST = f"{PACKAGE}/cli/fast.py"
"""The script that hooks, and launchers of clients, start."""
FRAMEWORKS = (f"{os.sep}py_env-", f"{os.sep}hooks{os.sep}python-")
"""Parts of the path of environments that pre-commit and prek make, put on PATH while a hook runs, and clean up later."""


def program(folder: str, environ: Mapping[str, str]) -> str:
    """Return how ``coordgit`` is called when pasted, as a shell word: by its name if that is on PATH, else by a lasting path: of
    the program beside the interpreter, or of the shim in the store's ``folder`` ("": of none, as it is not ours), which every run
    points at itself."""
    beside = os.path.dirname(sys.executable)
    passing = beside if "PRE_COMMIT" in environ else ""
    for one in environ.get("PATH", "").split(os.pathsep):
        stays = os.path.isabs(one) and one != passing and not _is_a_frameworks(one)
        if stays and os.access(os.path.join(one, NAME), os.X_OK):
            return NAME
    path = os.path.join(beside, NAME)
    if not _is_a_frameworks(beside) and os.access(path, os.X_OK):
        return word(path)
    return word(f"{folder}/shim") if folder else NAME


def runnable(message: str, folder: str, environ: Mapping[str, str], away: str = "") -> str:
    """Return an error message whose hint runs when pasted. ``away``: the folder that was meant, if its reader is in another."""
    text, found, hint = message.rpartition("\ntry: ")
    if not found:
        return message
    return f"{text}\ntry: {spelt(hint, program(folder, environ), away)}"


def spelt(hint: str, name: str, away: str) -> str:
    """Return a hint's commands with coordgit called as ``name`` and, unless they name one, the folder ``away``."""
    where = f" -C {word(away)}" if away and " -C " not in hint and not hint.endswith(" --help") else ""
    line = f" && {hint}".replace(" && git ", f" && git{where} ").replace(" && coordgit ", f" && {name}{where} ")
    return line.removeprefix(" && ")


def _is_a_frameworks(folder: str) -> bool:
    return any(name in f"{folder}{os.sep}" for name in FRAMEWORKS)
