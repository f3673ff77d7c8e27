"""What ties a stale listing or search to a commit: names of paths, and names in its changed lines. Pure.

At the level ``relevant`` the ladder of facts decides about a search (``relevance``).
"""

from coordgit.core.model import Read
from coordgit.startup.typing import Iterable


def identifiers(pattern: str) -> set[str]:
    """Return the identifiers in a search pattern: they tie it to a commit that contains them. A single letter counts only where
    it stands alone; elsewhere it is part of an expression."""
    from coordgit.startup.regexes import re

    plain = re.sub(r"\\[A-Za-z]|\[\^?\]?[^]]*\]", " ", pattern)
    names = re.findall(r"[A-Za-z_][A-Za-z0-9_]+", plain)
    return {*names, *re.findall(r"(?:^|(?<=[\s.]))[A-Za-z_](?=\\?[(.]|\s|$)", plain)}


def share_a_folder(paths: Iterable[str], others: Iterable[str]) -> bool:
    """True if a path of the one is in the same folder as a path of the other."""
    return not {p.rpartition("/")[0] for p in paths}.isdisjoint({p.rpartition("/")[0] for p in others})


def tie_of_listing(changed: str, added_or_removed: Iterable[str]) -> str:
    """What ties a stale listing to the commit, in words; "" if nothing does.

    ``changed`` is the path that altered the answer, ``added_or_removed`` are the paths that come or go with the commit.
    """
    if share_a_folder([changed], added_or_removed):
        return "the commit adds or removes a path in the same folder"
    return ""


def tie_of_search(read: Read, names: set[str]) -> str:
    """What ties a stale search to the commit; ``names`` are the identifiers in its changed lines."""
    assert read.query is not None
    wanted = identifiers(read.query.pattern)
    if read.query.ignore_case:
        folded = {name.casefold() for name in wanted}
        wanted = {name for name in names if name.casefold() in folded}
    shared = sorted(wanted & names)
    return f"the commit's changed lines name {', '.join(shared[:3])}" if shared else ""
