"""Where a commit comes from: it is known, made now, from outside, or unclear. Pure."""

from coordgit.core.model import KNOWN, MADE, OUTSIDE, UNCLEAR, Epoch, Oid
from coordgit.startup.typing import Mapping, NamedTuple, Sequence


class Facts(NamedTuple):
    """What git's state, the journal and the store say about the commits of an update."""

    session: Epoch
    """Who makes the update."""
    known: Mapping[Oid, Sequence[Epoch]]
    """The contributors of commits in the store: of the update itself, of those it replaces or was made from."""
    detached: frozenset[Oid] = frozenset()
    """Commits made on a detached HEAD, with text of their maker's, that no branch has named yet: they count as made now."""
    made: frozenset[Oid] = frozenset()
    """What the running command makes, or has made."""
    wrote: bool = True
    """False if git completed the merge, pick or rebase alone, so that the session wrote none of the text."""
    patched: bool = False
    """True if the new commits were made from patches in files (``git am``): their text may be anybody's."""
    outside: frozenset[Oid] = frozenset()
    """What a fetch or a bundle brought."""
    sources: Mapping[Oid, Sequence[Oid]] = {}
    """Commit -> the commits it was made from, according to the operation's own state."""
    unclear: frozenset[Oid] = frozenset()
    """Source commits that are neither known nor landed nor from outside: a stash entry, or what ``git commit-tree`` made."""
    replaced: Sequence[Oid] = ()
    """What the branch held and the new commit does not."""
    copied: Mapping[Oid, Sequence[Epoch]] = {}
    """Commit -> the contributors of what git names as its source, landed or not; used if ``sources`` name nobody."""
    authors: Mapping[Oid, Sequence[Epoch]] = {}
    """Commit -> the contributors of known ones with its author and date, of which it may be a copy; used if nothing else names
    the source."""


def origin_of(oid: Oid, facts: Facts) -> str:
    """Return KNOWN, MADE, OUTSIDE or UNCLEAR."""
    if oid in facts.known:
        return MADE if oid in facts.detached else KNOWN
    if oid in facts.made:
        return MADE
    return OUTSIDE if oid in facts.outside else UNCLEAR
