"""One change that ``init`` makes in a repository, as ``installed`` records it for ``uninit``."""

from coordgit.startup.typing import NamedTuple

HOOK, FOLDER, FILE, EXCLUDE, CONFIG = "hook", "folder", "file", "exclude", "config"
"""Kinds of change: a hook file, a folder or file made for it, a line of ``info/exclude``, a key of ``config``."""
USED_BY = "# used by: "
"""Begins a hook's lines that name the repositories whose set-up wants it."""


class SetUpChange(NamedTuple):
    """One change. ``name`` is an absolute path, a line or a key; ``now`` and ``before`` are the values of a key, ``new`` and
    ``old`` the lines of the configuration file that have them; for a hook ``before`` is where the previous one is kept."""

    kind: str
    name: str
    now: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    old: str = ""
    new: str = ""
