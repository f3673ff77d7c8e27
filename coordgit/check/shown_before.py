"""What a session was shown on another branch before that went on from it: this branch may have just that version now."""

from coordgit.core.model import ITEMS, LEFT, OUTDATED, WHOLE_CHANGE, CheckedBranch
from coordgit.core.validation import ELSEWHERE, Suspect
from coordgit.git import commits, trees
from coordgit.git.plumbing import Git
from coordgit.startup.typing import Mapping
from coordgit.store import landings
from coordgit.store.database import Store
from coordgit.store.refreshes import Refresh


def on_others(branch: CheckedBranch, refreshed: Mapping[str, Refresh]) -> dict[str, Refresh]:
    """Return what was shown of a read on other branches."""
    return {ref: again for ref, again in refreshed.items() if ref not in (branch.ref, LEFT, OUTDATED, WHOLE_CHANGE)}


def without(
    store: Store, git: Git, branch: CheckedBranch, changed: list[Suspect], refreshed: Mapping[int, Mapping[str, Refresh]]
) -> list[Suspect]:
    """Return the suspects without the items whose version here was shown on another branch before that went on from it.

    That counts if the other branch had made it of what this one has changed, and this one has not had it before. If it comes
    back, or takes the place of something newer, it is a change again.
    """
    kept = []
    for suspect in changed:
        path, change = suspect.read.path, suspect.changes[0]
        is_version = suspect.read.kind in ITEMS and change.path == path and suspect.code != ELSEWHERE and not suspect.dropped
        elsewhere = on_others(branch, refreshed.get(suspect.read.read_id, {})) if is_version else {}
        shown = [tip for again in elsewhere.values() for tip, oid in again.earlier if oid == change.after]
        meets = [commits.merge_base(git, suspect.asked.base, tip) for tip in shown]
        made_of = {trees.items(git, meet, [path])[path] for meet in meets if meet}
        if change.before not in made_of or landings.before(store, branch.ref, path, change.after) is not None:
            kept.append(suspect)
    return kept
