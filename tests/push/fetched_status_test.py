"""``status`` shows the reads that a fetch made stale, though no landing here tells of that."""

from typing import Any

import pytest

from tests.push.push_test import Clones, pushes
from tests.push.push_test import clones as clones
from tests.support.repository import CHANGED


def stale(clones: Clones) -> list[tuple[str, str, str]]:
    """What the status of Ann's clone lists for her session: path, branch, commit's subject."""
    ann = clones.ann
    document: Any = ann.repository.json("status")
    (hers,) = [one for one in document["sessions"] if one["session"] == "ann"]
    subject = {one["change"]: ann.repository.git("log", "-1", "--format=%s", one["change"]) for one in hers["stale"]}
    return [(one["path"], one["ref"], subject[one["change"]]) for one in hers["stale"]]


@pytest.mark.parametrize("read", ["api.py", "api.py:1-2", "new.py"])
def test_what_a_fetch_made_stale_is_in_the_status(clones: Clones, read: str) -> None:
    ann, bob = clones.ann, clones.bob
    ann.reads(read)
    path = read.partition(":")[0]
    assert bob.lands(path, CHANGED) and pushes(bob).ok
    assert stale(clones) == []
    assert ann.git("fetch", "-q").ok
    subject = bob.repository.git("log", "-1", "--format=%s")
    assert stale(clones) == [(path, "refs/remotes/origin/main", subject)]
    assert f"stale {path} (" in ann.coordgit("status").out
    assert ann.coordgit("check").rejected


@pytest.mark.parametrize("path", ["other.py", "far.py"])
def test_what_a_fetch_brought_beside_what_was_read_is_not(clones: Clones, path: str) -> None:
    ann, bob = clones.ann, clones.bob
    ann.reads("api.py")
    assert bob.lands(path, CHANGED) and pushes(bob).ok and ann.git("fetch", "-q").ok
    assert stale(clones) == [] and ann.coordgit("check").ok


def test_once_it_is_pulled_it_is_listed_once_and_once_it_is_read_again_not_at_all(clones: Clones) -> None:
    ann, bob = clones.ann, clones.bob
    ann.reads("api.py")
    assert bob.lands("api.py", CHANGED) and pushes(bob).ok and ann.git("pull", "-q", "--ff-only").ok
    assert [(path, ref) for path, ref, _ in stale(clones)] == [("api.py", "refs/heads/main")]
    ann.reads("api.py")
    assert stale(clones) == []


def test_one_that_was_read_where_the_remote_has_it_is_up_to_date(clones: Clones) -> None:
    ann, bob = clones.ann, clones.bob
    ann.reads("api.py")
    assert bob.lands("api.py", CHANGED) and pushes(bob).ok and ann.git("fetch", "-q").ok
    ann.reads("--at", "origin/main", "api.py")
    assert stale(clones) == [] and ann.coordgit("check").ok


@pytest.mark.parametrize("path", ["api.py", "other.py"])
def test_a_file_that_the_session_has_renamed_is_in_it_once(clones: Clones, path: str) -> None:
    ann, bob = clones.ann, clones.bob
    ann.reads("api.py")
    assert ann.git("mv", "api.py", "new.py").ok and ann.git("commit", "-qm", "renamed").ok
    assert bob.lands(path, CHANGED) and pushes(bob).ok and ann.git("fetch", "-q").ok
    assert [name for name, _, _ in stale(clones)] == ["api.py"] * (path == "api.py")
