"""``coordgit ready --remotes``: branches that other clones have pushed, by the reads that came with them."""

from typing import Any

import pytest

from coordgit.git.notes import FETCH
from tests.push.push_test import Clones, pushes
from tests.push.push_test import clones as clones
from tests.support.repository import CHANGED


def ready(clones: Clones, *args: str) -> dict[str, Any]:
    """What Bob, who has fetched, is told of each branch."""
    for command in ("git fetch -q origin", FETCH if clones.ann.git("config", "coordgit.publish").ok else "true"):
        assert clones.bob.repository.run(["sh", "-c", command], clones.bob.cwd).ok
    return {one["branch"]: one for one in clones.bob.json("ready", *args)["branches"]}


@pytest.mark.parametrize("publish", [True, False])
def test_a_branch_that_another_clone_pushed_is_judged_by_the_reads_that_came_with_it(clones: Clones, publish: bool) -> None:
    if publish:
        assert clones.ann.git("config", "coordgit.publish", "true").ok
    assert clones.ann.git("switch", "-qc", "feat").ok
    clones.ann.reads("api.py")
    clones.ann.lands("caller.py", "f(1)\n")
    assert pushes(clones.ann, "origin", "feat").ok
    assert clones.bob.git("switch", "-qc", "mine").ok
    clones.bob.lands("api.py", CHANGED)
    assert list(ready(clones)) == ["refs/heads/mine"]
    found = ready(clones, "--remotes")
    both = ["refs/heads/mine", "refs/remotes/origin/feat"]
    assert list(found) == (both[::-1] if publish else both)  # who reads a file lands before who changes it
    assert pushes(clones.bob, "origin", "mine:main", "mine").ok
    feat = ready(clones, "--remotes")["refs/remotes/origin/feat"]
    said = clones.bob.coordgit("ready", "--remotes").out
    assert [one["path"] for one in feat["stale"]] == (["api.py"] if publish else [])
    assert ("stale on origin/main" if publish else "what was read for it is not known") in said
    with clones.bob.repository.store() as store:
        assert not store.has("SELECT 1 FROM sessions WHERE session LIKE '%/%'")  # nothing of it is stored


def test_what_has_landed_and_the_published_copy_of_a_branch_here_are_left_out(clones: Clones) -> None:
    assert clones.bob.git("switch", "-qc", "mine").ok
    clones.bob.lands("more.py", "1\n")
    assert pushes(clones.bob, "origin", "mine").ok
    clones.bob.lands("more.py", "2\n")
    assert pushes(clones.ann, "origin", "main:landed").ok
    clones.ann.lands("other.py", "OTHER = 2\n")
    assert pushes(clones.ann).ok
    assert clones.bob.git("remote", "set-head", "origin", "-d").ok  # as in a clone of what was empty then
    assert list(ready(clones, "--remotes")) == ["refs/heads/mine"]
