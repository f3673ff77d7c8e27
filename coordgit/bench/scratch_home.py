"""The variables of programs in scratch repositories: an empty HOME, a fixed identity, no settings of the user or the machine."""

import os

from coordgit.clients import SCRUBBED

SETTINGS = """\
[user]
    name = {0}
    email = {1}@example.org
[init]
    defaultBranch = main
[gc]
    auto = 0
[maintenance]
    auto = false
"""


def scratch_environment(folder: str, who: str, more: str = "") -> dict[str, str]:
    """Make a HOME for the user ``who`` in ``folder``; return the variables. ``more``: settings of git beside the usual ones."""
    home = os.path.join(os.path.realpath(folder), "home")
    os.makedirs(home, exist_ok=True)
    with open(os.path.join(home, ".gitconfig"), "w", encoding="utf-8") as file:
        file.write(SETTINGS.format(who, who.lower()) + more)
    kept = {name: value for name, value in os.environ.items() if not name.startswith((*SCRUBBED, "XDG_"))}
    return kept | {
        "HOME": home, "GIT_CONFIG_NOSYSTEM": "1", "GIT_CEILING_DIRECTORIES": os.path.dirname(home), "GIT_TERMINAL_PROMPT": "0",
        "GIT_EDITOR": "true",
    }  # fmt: skip
