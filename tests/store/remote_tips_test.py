"""Where remote branches were seen is kept as far back as a read may ask for it."""

from pathlib import Path

from coordgit.core.model import Epoch, Read
from coordgit.store import deletions, reads, remote_tips, sessions
from coordgit.store.database import open_store

MAIN, DEV = "refs/remotes/origin/main", "refs/remotes/origin/dev"


def test_of_what_no_read_asks_for_the_newest_of_each_branch_stays(tmp_path: Path) -> None:
    with open_store(str(tmp_path), create=True) as store, store.writing():
        for tips in ({MAIN: "m1", DEV: "d1", "refs/heads/main": "m0"}, {MAIN: "m2"}, {MAIN: "m2", DEV: "d1"}, {MAIN: "m3"}):
            remote_tips.note(store, tips)
        seen = {tip_id: remote_tips.at(store, MAIN, tip_id) for tip_id in range(remote_tips.newest(store) + 1)}
        assert seen == {0: None, 1: "m1", 2: "m1", 3: "m2", 4: "m3"}
        sessions.seen(store, "ann", 1.0)
        reads.put(store, Read(epoch=Epoch("ann", 1), path="api.py", base="c1", tip_id=3))
        deletions.drop_older(store, 2.0)
        assert store.column("SELECT oid FROM remote_tips ORDER BY tip_id") == ["d1", "m2", "m3"]
        assert remote_tips.at(store, MAIN, 3) == "m2" and remote_tips.at(store, "refs/heads/main", 4) is None
