"""What whoever commits is told of a verdict: the same lines from the gate, from ``check`` and from ``verify``."""

from __future__ import annotations

import os
import sys

from coordgit.core.model import REJECTED
from coordgit.core.quoting import escaped, word
from coordgit.render import verdict as render
from coordgit.store import names

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from coordgit.core.model import Verdict
    from coordgit.store.database import Store

FRAMEWORKS = f"{os.sep}py_env-"
"""In the path of every environment that pre-commit makes, and puts on PATH while a hook runs."""


def answer(verdict: Verdict, store: Store) -> str:
    """The text, "" where nothing has to be said."""
    if verdict.outcome != REJECTED and not verdict.conflicts:
        return ""
    text = render.rejection if verdict.outcome == REJECTED else render.warning
    return escaped(text(verdict, names.of(store))) + program(store.folder, os.environ)


def program(folder: str, environ: Mapping[str, str], executable: str = sys.executable) -> str:
    """How ``coordgit`` is called here: after a set-up by pre-commit alone it is on no PATH, and what is printed would not run."""
    if FRAMEWORKS not in executable:
        return ""
    folders = [one for one in environ.get("PATH", "").split(os.pathsep) if one and FRAMEWORKS not in one]
    if any(os.access(os.path.join(one, "coordgit"), os.X_OK) for one in folders):
        return ""
    return f"note: coordgit is not on PATH here, write {word(f'{folder}/shim')} in its place\n"
