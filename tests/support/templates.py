"""Copies of a scratch repository that git and the set-up made once in this process: a copy takes a tenth of the time."""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Hashable
from contextlib import closing
from functools import cache
from itertools import count
from multiprocessing.util import Finalize
from pathlib import Path

from tests.support.environment import in_memory

_MADE: dict[Hashable, Path] = {}
"""What was asked for -> the folder that is copied."""
_LIVED_IN: set[Path] = set()
"""Those in whose store there are sessions, which have a folder."""
_ASKED: set[Hashable] = set()
_NUMBERS = count()


def pays(made_of: Hashable) -> bool:
    """Was it asked for before? What only one test wants is not worth the room."""
    known = made_of in _ASKED
    _ASKED.add(made_of)
    return known


def fill(folder: Path, made_of: Hashable, make: Callable[[Path], None]) -> None:
    """Put into ``folder`` what ``make`` puts into an empty one: a repository ``repo`` and the home of its user, or several such
    folders.

    ``made_of`` is all that it depends on besides the environment of this process.
    """
    key = (made_of, _surroundings())
    template = _MADE.get(key)
    if template is None:
        template = _templates() / f"{next(_NUMBERS)}"
        make(template)
        for sample in template.glob("**/hooks/*.sample"):
            sample.unlink()
        _MADE[key] = template
        if (template / "repo").exists():
            with closing(sqlite3.connect(_common(template) / "coordgit/coordination.db")) as store:
                if store.execute("SELECT EXISTS (SELECT 1 FROM sessions)").fetchone()[0]:
                    _LIVED_IN.add(template)
    shutil.copytree(template, folder, symlinks=True, dirs_exist_ok=True)
    for home in [folder] if (folder / "repo").exists() else folder.iterdir():
        _moved(template, folder, home)


def state(folder: Path) -> Hashable:
    """What shows whether anything below the folder was touched since."""
    found = []
    for where, folders, files in os.walk(folder):
        for name in (*folders, *files):
            about = os.lstat(os.path.join(where, name))
            found.append((where, name, about.st_mtime_ns, about.st_ino, about.st_mode))
    return tuple(sorted(found))


def worktrees(folder: Path) -> list[Path]:
    """The main worktree of the repository in a folder, and the linked ones beside it."""
    return [folder / "repo", *(each for each in sorted(folder.iterdir()) if (each / ".git").is_file())]


def _surroundings() -> Hashable:
    mask = os.umask(0)
    os.umask(mask)
    return mask, tuple(sorted((k, v) for k, v in os.environ.items() if not k.startswith("PYTEST_")))


@cache
def _templates() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="templates-", dir=in_memory())).resolve()
    Finalize(None, shutil.rmtree, (folder, True), exitpriority=0)  # where a child of multiprocessing ends, too
    return folder


def _moved(old: Path, new: Path, home: Path) -> None:
    """Name the new folder wherever set-up, store and git of a repository in it keep the path, device or inode of the old one."""
    common = _common(home)
    about = common.stat()
    listed = home / "home/.local/state/coordgit/repositories"
    if listed.exists():
        listed.write_text(f"{about.st_dev} {about.st_ino} {common}\n")
    named = [common / name for name in ("coordgit/uninit", "coordgit/homes", "config", "FETCH_HEAD") if (common / name).exists()]
    named += [*common.glob("worktrees/*/gitdir"), *(tree / ".git" for tree in worktrees(home)[1:])]
    for file in named:
        file.write_bytes(file.read_bytes().replace(bytes(old), bytes(new)))
    if old in _LIVED_IN:
        with closing(sqlite3.connect(common / "coordgit/coordination.db")) as store, store:
            store.execute("UPDATE sessions SET worktree = ? || substr(worktree, ?)", (str(new), len(str(old)) + 1))


def _common(folder: Path) -> Path:
    return folder / "repo" if (folder / "repo/HEAD").exists() else folder / "repo/.git"
