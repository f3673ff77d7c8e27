"""A conflict with a pick from the target, of which the session was told: to read and resolve it takes that away from nobody."""

import pytest

from tests.support.claude import Claude
from tests.support.repository import Session
from tests.walks.observing import UTIL, beside


@pytest.fixture
def stopped(main: Session) -> Claude:
    """Ann, beside main, has changed a line that bob has changed on main too, was told of that, and has picked it."""
    ann = beside(main)
    ann.edits("util.py", "C = 3", "C = 33")
    assert ann.commits("util.py").ok
    main.lands("util.py", UTIL.replace("C = 3", "C = 333"))
    assert "+C = 333" in ann.runs("git cherry-pick main").out
    return ann


def resolves(ann: Claude) -> None:
    """Read the text with its markers, resolve it, and go on; then read one's own text, and change another file."""
    call = ann.call()
    ann.before("Read", {"file_path": str(ann.cwd / "util.py")}, call)
    ann.reads("util.py")
    ann.writes("util.py", UTIL.replace("C = 3", "C = 34"))
    done = ann.runs("git add util.py && git -c core.editor=true cherry-pick --continue")
    assert done.ok and "CG101" not in done.err, done
    ann.reads("util.py")
    ann.edits("use.py", "1\n", "2\n")
    done = ann.commits("use.py")
    assert done.ok and "CG101" not in done.err, done


def test_what_was_told_before_the_conflict_was_read_stays_shown(stopped: Claude, main: Session) -> None:
    resolves(stopped)
    assert main.git("merge", "-q", "--no-edit", "-X", "theirs", "ann").ok


def test_what_the_target_changed_after_that_was_not_shown(stopped: Claude, main: Session) -> None:
    resolves(stopped)
    main.lands("util.py", UTIL.replace("C = 3", "C = 333").replace("F = 6", "F = 66"))
    assert main.git("merge", "-q", "--no-edit", "-X", "theirs", "ann").rejected == ["CG101 util.py"]
