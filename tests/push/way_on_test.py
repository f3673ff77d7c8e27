"""What ``next:`` says after a rejected push can be done to the letter, whatever has become of the file."""

from pathlib import Path

import pytest

from tests.push.push_test import Clones, pushes
from tests.support.claude import Claude
from tests.support.repository import CHANGED, Session
from tests.support.way_on import obey


@pytest.fixture
def clones(tmp_path: Path) -> Clones:
    return Clones(tmp_path)


def becomes_a_folder(bob: Session, path: str) -> None:
    assert bob.git("rm", "-q", path).ok
    bob.lands(f"{path}/x.py", "1\n")
    assert pushes(bob).ok


@pytest.mark.parametrize(("link", "rebase"), [(False, "--rebase"), (False, "--no-rebase"), (True, "--rebase")])
def test_a_folder_where_a_file_was_is_acknowledged(clones: Clones, link: bool, rebase: str) -> None:
    if link:
        (clones.bob.cwd / "l").symlink_to("other.py")
        assert clones.bob.git("add", "l").ok and clones.bob.git("commit", "-qm", "link").ok and pushes(clones.bob).ok
        assert clones.ann.git("pull", "-q", "--ff-only").ok
    path = "l" if link else "api.py"
    clones.ann.reads(path)
    clones.ann.lands("caller.py", "f(1)\n")
    becomes_a_folder(clones.bob, path)
    assert clones.ann.git("pull", "-q", rebase, "--no-edit").ok
    pushed = pushes(clones.ann)
    assert pushed.rejected == [f"CG101 {path}"]
    assert f"next: look at what is in {path} now (coordgit explain {pushed.verdict}), acknowledge it (" in pushed.err
    assert all(done.ok for done in obey(clones.ann, pushed, lambda: pushes(clones.ann)))


def test_a_folder_where_a_file_was_is_acknowledged_by_a_client(clones: Clones) -> None:
    ann = Claude(clones.ann.repository, "ann")
    ann.send("SessionStart", source="startup")
    ann.reads("api.py")
    ann.writes("caller.py", "f(1)\n")
    assert ann.runs("git add -A && git commit -qm caller").ok
    becomes_a_folder(clones.bob, "api.py")
    pushed = ann.runs("git pull -q --rebase && git push -q origin main")
    assert pushed.rejected == ["CG101 api.py"]
    assert ann.runs(f"coordgit ack {pushed.verdict} --why 'it is not called'").ok
    assert ann.runs("git push -q origin main").ok


@pytest.mark.parametrize("text", [CHANGED, None])
def test_a_file_that_the_remote_has_changed_or_removed_is_read_where_it_was_brought(clones: Clones, text: str | None) -> None:
    clones.ann.reads("api.py")
    clones.ann.lands("caller.py", "f(1)\n")
    if text:
        clones.bob.lands("api.py", text)
    else:
        assert clones.bob.git("rm", "-q", "api.py").ok and clones.bob.git("commit", "-qm", "gone").ok
    assert pushes(clones.bob).ok
    assert clones.ann.git("pull", "-q", "--rebase").ok
    pushed = pushes(clones.ann)
    assert "next: read api.py again (coordgit read api.py), adapt your change if it needs it, push again" in pushed.err
    assert all(done.ok for done in obey(clones.ann, pushed, lambda: pushes(clones.ann)))


def test_a_folder_where_an_unread_file_was_rejects_no_push(clones: Clones) -> None:
    clones.ann.reads("other.py")
    clones.ann.lands("caller.py", "f(1)\n")
    becomes_a_folder(clones.bob, "api.py")
    assert clones.ann.git("pull", "-q", "--rebase").ok
    assert pushes(clones.ann).ok


@pytest.mark.parametrize("place", ["nowhere", "in a worktree", "here"])
def test_what_a_push_would_drop_is_brought_into_the_branch_that_is_pushed(clones: Clones, place: str) -> None:
    ann = clones.ann
    ann.reads("api.py")
    assert ann.git("switch", "-qc", "feature").ok
    ann.lands("mine.py", "1\n")
    clones.bob.lands("api.py", CHANGED)
    assert pushes(clones.bob).ok and ann.git("fetch", "-q").ok
    theirs = ann.repository.head("origin/main")
    if place != "here":
        assert ann.git("switch", "-q", "main").ok
    if place == "in a worktree":
        assert ann.git("worktree", "add", "-q", "../feature tree", "feature").ok
    denied = pushes(ann, "--force", "origin", "feature:main")
    assert denied.rejected == ["CG205 origin/main", "CG101 api.py"]
    switched = "git switch feature && git pull --no-rebase origin main" in denied.err
    assert switched == (place == "nowhere"), denied.err
    again = obey(ann, denied, lambda: pushes(ann, "--force", "origin", "feature:main"))
    assert all(result.ok for result in again), again
    assert ann.git("merge-base", "--is-ancestor", theirs, "origin/main").ok
    assert ann.repository.head("main") != ann.repository.head("feature")
