"""What a session commits where no hook runs, and pushes beside its own commits, takes back what others have landed."""

from pathlib import Path

import pytest

from tests.push.push_test import Clones, pushes
from tests.support.repository import API, CHANGED, UNHOOKED
from tests.support.way_on import obey

OTHERS = "OTHER = 2\n"


@pytest.fixture
def clones(tmp_path: Path) -> Clones:
    """Ann has pulled Bob's version of api.py, of which she has read nothing, and has committed another file."""
    clones = Clones(tmp_path)
    clones.bob.lands("api.py", CHANGED)
    assert pushes(clones.bob).ok and clones.ann.git("pull", "-q").ok
    clones.ann.lands("other.py", OTHERS)
    return clones


@pytest.mark.parametrize("looks", [False, True])
def test_an_old_text_that_is_put_back_without_a_hook_is_pushed_only_once_the_newer_was_seen(clones: Clones, looks: bool) -> None:
    ann = clones.ann
    if looks:
        ann.reads("api.py")
    ann.writes("api.py", API)
    assert ann.git(*UNHOOKED, "commit", "-qam", "back").ok
    pushed = pushes(ann)
    assert pushed.rejected == ([] if looks else ["CG201 api.py"]), pushed
    if not looks:
        assert all(done.ok for done in obey(ann, pushed, lambda: pushes(ann)))


def test_a_revert_without_a_hook_names_what_it_takes_back(clones: Clones) -> None:
    assert clones.ann.git(*UNHOOKED, "revert", "--no-edit", "origin/main").ok
    pushed = pushes(clones.ann)
    assert pushed.ok, pushed.err


@pytest.mark.parametrize(
    "fetch", ["git fetch -q {0} main:refs/remotes/there/main && git merge -q there/main", "git pull -q {0} main"]
)
def test_what_another_clone_has_put_back_is_not_asked_of_who_fetches_it(clones: Clones, fetch: str) -> None:
    ann, there = clones.ann, clones.bob.repository
    there.git(*UNHOOKED, "pull", "-q", "--no-rebase", "--no-edit", str(ann.cwd), "main")
    there.write("api.py", API)
    there.git(*UNHOOKED, "commit", "-qam", "back")
    assert ann.repository.run(["sh", "-c", fetch.format(there.top)], ann.cwd, **ann.env).ok
    pushed = pushes(ann)
    assert pushed.ok, pushed.err
