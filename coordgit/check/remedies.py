"""Reasons → the way on: whose read is stale on which branch, and what makes it true there."""

from __future__ import annotations

import json
import os

from coordgit.core.model import LISTING
from coordgit.core.quoting import word
from coordgit.core.validation import APPEARED, LOCKED, LOST_UPDATE, PHANTOM, STALE, TAKEN_OVER
from coordgit.git import operation, refs, repository
from coordgit.render.advice import TURN_AFTER, way
from coordgit.startup.json import dumps

TYPE_CHECKING = False
if TYPE_CHECKING:
    from coordgit.check.update import Update
    from coordgit.core.model import Conflict

DECLARED = "coordgit read"
"""What a read came through that its session declared, and can declare again."""


def json_remedy(gathered: Update, reasons: tuple[Conflict, ...], rejections: int = 0) -> str:
    """The same as JSON text, for a verdict that is not stored yet."""
    counting = [conflict for conflict in reasons if conflict.counts]
    pushed = gathered.operation == operation.PUSH
    here = () if pushed or gathered.operation == operation.SEND else (gathered.ref, "HEAD", "")
    worktree = repository.find(".")
    folder = worktree.top if worktree else ""
    top = "" if pushed or not _beneath(folder) else ":/"
    stale: dict[str, list[str]] = {}
    lost: dict[str, list[str]] = {}
    searches: dict[str, list[str]] = {}
    others, folders = [], []
    for conflict in counting:
        branch = "" if conflict.ref in here else refs.short(conflict.ref)
        if conflict.code == LOCKED:
            continue
        if conflict.reader != gathered.epoch.session and not pushed:
            others.append(conflict.path)
        elif conflict.code == APPEARED and not branch and os.path.isdir(os.path.join(folder, conflict.path)):
            folders.append(conflict.path)
        elif conflict.code in (STALE, APPEARED):
            stale.setdefault(branch, []).append(conflict.path)
        elif conflict.code == LOST_UPDATE:
            lost.setdefault(branch, []).append(conflict.path)
        elif conflict.code == PHANTOM:
            searches.setdefault(branch, []).append(_asked_again(conflict, top))
    locked = [c.path for c in counting if c.code == LOCKED and c.why != TAKEN_OVER]
    taken = [c.path for c in counting if c.code == LOCKED and c.why == TAKEN_OVER]
    found = way(
        gathered.operation,
        stale,
        lost,
        searches,
        others,
        folders,
        locked,
        taken,
        gathered.new or "",
        rejections >= TURN_AFTER and not locked and not taken,
        os.getcwd().removesuffix("/.git") if pushed else "",
        top,
    )
    return dumps([found.sentence, *found.commands])


def _asked_again(conflict: Conflict, top: str) -> str:
    """What records a declared search or listing again, "" for one that a client's hook recorded."""
    read = json.loads(conflict.read)
    if read["via"] != DECLARED:
        return ""
    if read["kind"] == LISTING:
        folder = f"{read['path']}/" if read["path"] else ""
        return f"read --glob {word(top + folder + read['pattern'])}"
    return " ".join([f"read --grep {word(read['pattern'])}", *(word(top + spec) for spec in read["pathspecs"])])


def _beneath(folder: str) -> bool:
    """Does whoever is told stand below ``folder``, the top of the work tree, or may do so? git runs its hooks at the top and
    says where it came from, but for what ``git pull`` runs, and pre-commit does not pass it on."""
    if os.environ.get("GIT_REFLOG_ACTION", "").startswith("pull") or os.environ.get("PRE_COMMIT"):
        return True
    return bool(os.environ.get("GIT_PREFIX")) or folder not in ("", os.getcwd())
