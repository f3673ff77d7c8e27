"""Who was shown what a target has, and then reads its own worktree's version of the file again, still knows the target's."""

import pytest

from tests.support.claude import Claude
from tests.support.repository import Session
from tests.walks.observing import UTIL, beside


@pytest.fixture
def told(main: Session) -> Claude:
    """Ann, in a worktree beside main, has read util.py, and was shown what bob has landed of it on main."""
    ann = beside(main)
    main.lands("util.py", UTIL.replace("F = 6", "F = 66"))
    assert "+F = 66" in ann.reads("use.py")
    return ann


def commits(ann: Claude) -> None:
    ann.edits("use.py", "1\n", "2\n")
    done = ann.commits("use.py")
    assert done.ok and "CG101" not in done.err, done


def test_reading_the_worktrees_version_again_leaves_what_was_shown(told: Claude, main: Session) -> None:
    told.reads("util.py")
    commits(told)
    assert main.git("merge", "-q", "--no-edit", "ann").ok


def test_reading_the_worktrees_version_with_an_own_change_leaves_what_was_shown(told: Claude, main: Session) -> None:
    told.edits("util.py", "A = 1", "A = 11")
    assert told.commits("util.py").ok
    told.reads("util.py")
    commits(told)
    assert main.git("merge", "-q", "--no-edit", "ann").ok


def test_reading_an_own_edit_before_it_is_committed_leaves_what_was_shown(told: Claude, main: Session) -> None:
    told.edits("util.py", "A = 1", "A = 11")
    told.reads("util.py")
    assert "CG101" not in told.commits("util.py").err
    commits(told)
    assert main.git("merge", "-q", "--no-edit", "ann").ok


def test_reading_lines_of_the_worktrees_version_leaves_what_was_shown(told: Claude, main: Session) -> None:
    told.edits("util.py", "A = 1", "A = 11")
    assert told.commits("util.py").ok
    told.reads("util.py", 1, 3)
    told.reads("util.py", 5, 6)
    commits(told)
    assert main.git("merge", "-q", "--no-edit", "ann").ok


@pytest.mark.parametrize("own", [False, True])
def test_what_the_target_changed_after_that_is_stale(told: Claude, main: Session, own: bool) -> None:
    if own:
        told.edits("util.py", "A = 1", "A = 11")
        assert told.commits("util.py").ok
    told.reads("util.py")
    told.edits("use.py", "1\n", "2\n")
    main.lands("util.py", UTIL.replace("F = 6", "F = 666"))
    assert told.commits("use.py").rejected == ["CG101 util.py"]


def test_what_the_target_had_and_took_back_is_stale(told: Claude, main: Session) -> None:
    told.edits("util.py", "A = 1", "A = 11")
    assert told.commits("util.py").ok
    assert main.git("reset", "-q", "--hard", "HEAD~1").ok
    main.lands("util.py", UTIL.replace("E = 5", "E = 55"))
    assert "+E = 55" in told.reads("util.py")
    told.reads("util.py")
    told.edits("use.py", "1\n", "2\n")
    main.lands("util.py", UTIL.replace("F = 6", "F = 66"))
    assert told.commits("use.py").rejected == ["CG101 util.py"]
