"""``<store>/uninit``: a shell script that takes coordgit out of the repository, for users who no longer have it."""

import json

from coordgit.install.set_up_change import CONFIG, HOOK, USED_BY, SetUpChange
from coordgit.install.shim import quoted, shipped


def text(common_dir: str, rows: list[SetUpChange]) -> str:
    """Return the script, to run in the common directory, that undoes ``rows``, the newest first."""
    lines = [f"us={quoted(USED_BY + json.dumps(common_dir))}"]
    for kind, name, now, before, old, new in reversed(rows):
        words = [name]
        if kind == HOOK:
            words.append(before[0] if before else "")
        elif kind == CONFIG:
            words += ["\n".join(now), "\n".join(before), old, new]
        lines.append(" ".join([kind, *map(quoted, words)]))
    return shipped("git/uninit.sh").replace("@CHANGES@", "\n".join(lines))
