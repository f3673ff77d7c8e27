"""What hooks run: ``fast.py gate STATE PID``, ``fast.py hook CLIENT [EVENT]``. Standard library only, started with -I -S.

Any other verb is the full command line, for a shim whose caller has nothing better.
"""

from __future__ import annotations

import os
import sys

if not __package__:  # run as a file: with -I and -S nothing else puts the package in reach
    sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))

from coordgit.errors import CoordgitError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from coordgit.config import Config
    from coordgit.git.place import Place


def gate(state: str, pid: int) -> int:
    """git's ``reference-transaction`` in state ``prepared``, and ``pre-receive``. 0 lets the update happen, 1 denies it."""
    from coordgit.git.plumbing import decode

    updates = [line.split(" ", 2) for line in decode(sys.stdin.buffer.read()).splitlines() if line.count(" ") >= 2]
    if any(ref.startswith("refs/coordgit/probe-") for _, _, ref in updates):
        sys.stderr.write("coordgit: probe denied\n")
        return 1
    wanted = [(ref, new) for _, new, ref in updates if ref.startswith("refs/heads/") and new.strip("0") and new[:4] != "ref:"]
    if not wanted:
        return 0
    place = here()
    if place is None:
        return 0
    return judge(place, list(dict.fromkeys(wanted)), pid, state == "pre-receive")


def here() -> Place | None:
    """The worktree that git runs its hook for."""
    from coordgit.git import place

    git_dir = os.environ.get("GIT_DIR")
    found = place.find(".")
    if git_dir is None:
        return found
    if found is not None and found.git_dir == os.path.realpath(git_dir):
        return found
    return place.inside(git_dir)


def judge(place: Place, wanted: list[tuple[str, str]], pid: int, dry: bool) -> int:
    """Every line of a transaction; the first rejection denies all of it."""
    from coordgit import check, config
    from coordgit.git import refs
    from coordgit.store.database import open_store

    git = place.git(keep=True)
    settings_child = config.start(git)
    defaults = refs.start_defaults(git, wanted[0][0])
    settings: Config | None = None
    try:
        settings = config.read(settings_child, os.environ)
        denied = 0
        with open_store(place.store) as store:
            for ref, new in wanted:
                verdict = check.gate(
                    store, place, ref, new, pid, os.environ, settings,
                    defaults if ref == wanted[0][0] else refs.start_defaults(git, ref), dry,
                )  # fmt: skip
                if verdict is not None and (verdict.outcome == "rejected" or verdict.conflicts):
                    from coordgit.render import rejection, warning

                    said = rejection(verdict, store) if verdict.outcome == "rejected" else warning(verdict, store)
                    sys.stderr.write(said.encode("utf-8", "surrogateescape").decode("utf-8", "replace"))
                    denied |= verdict.outcome == "rejected"
        return int(denied)
    except Exception as error:
        return failed(place, error, settings)


def failed(place: Place, error: Exception, settings: Config | None) -> int:
    """The gate cannot answer: it fails closed and names the way out, unless ``coordgit.onError`` is ``allow``."""
    import sqlite3

    from coordgit.log import note
    from coordgit.store.database import failure

    said = error
    if isinstance(error, sqlite3.Error):
        said = failure(error, place.store)
    elif not isinstance(error, CoordgitError):
        said = CoordgitError(f"the gate failed: {type(error).__name__}: {error}")
    note(place.store, f"gate: {error!r}")
    reason = settings.bypass if settings else os.environ.get("COORDGIT_BYPASS", "").strip()
    if reason:
        note(place.store, f"bypassed while the gate could not answer: {reason}")
        return 0
    if settings and settings.allow_on_error:
        sys.stderr.write(f"{said}\nlet through: coordgit.onError is allow\n")
        return 0
    sys.stderr.write(f'{said}\nto land it unchecked: git -c coordgit.bypass="why" ...\n')
    return 1


def main(argv: list[str]) -> int:
    if argv[:1] == ["gate"] and len(argv) >= 3:
        return gate(argv[1], int(argv[2]) if argv[2].isdigit() else 0)
    if argv[:1] == ["hook"] and len(argv) >= 2:
        from coordgit.cli.hook import hook

        return hook(argv[1], argv[2] if len(argv) > 2 else "")
    import site

    site.main()
    from coordgit.cli.main import main as full

    full(argv)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
