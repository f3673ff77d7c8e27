"""``hooks/README.md`` lists all that there is in the store's folder."""

import re
from pathlib import Path

from coordgit.store.text_files import MISSED, SET_ASIDE, STASHES, note
from tests.support.repository import Repository

PAGE = (Path(__file__).parent.parent.parent / "hooks/README.md").read_text()


def test_every_file_of_the_stores_folder_is_listed(tmp_path: Path) -> None:
    repository = Repository(tmp_path, guarded=False)
    repository.begin(api__py="x\n")
    assert repository.coordgit("init", "--client", "claude").ok
    note(f"{repository.top}/.git/coordgit", "something")
    for name in (MISSED, "journal", "switched", "stopped", "clone", STASHES, SET_ASIDE, "coordination.db.old-1"):
        (repository.top / ".git/coordgit" / name).write_text("")
    with repository.store():
        there = {path.name for path in (repository.top / ".git/coordgit").iterdir()}
    assert {"registered", "log", "coordination.db"} <= there
    named = set(re.findall(r"^\| `\$STORE/([^`]+)`", PAGE, re.MULTILINE))
    assert {name.removesuffix("-wal").removesuffix("-shm") for name in there} == named
