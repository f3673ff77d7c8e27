"""A side of a conflict that was taken unseen stays unseen, whatever its session commits after that."""

import pytest

from tests.support.claude import Claude
from tests.support.repository import CHANGED, Result, Session

pytestmark = pytest.mark.daily(3)

OTHERS = CHANGED + "# too long for a notice\n" * 900
OURS = "git checkout -q --ours . && git add -A && git commit -q --no-edit"
LANDS = {
    "fast-forward": "git -C ../repo merge -q --ff-only tree",
    "merge": "git -C ../repo merge -q --no-ff --no-edit tree",
    "squash": "git -C ../repo merge -q --squash tree && git -C ../repo commit -qm squashed",
}


@pytest.fixture
def ann(ann: Claude) -> Claude:
    """Ann, who works on a branch of her own beside main."""
    ann.cwd = ann.repository.worktree("tree")
    return ann


def edits(ann: Claude) -> None:
    ann.reads("api.py")
    ann.edits("api.py", "f(x)", "f(x, *more)")
    assert ann.commits("api.py").ok


def goes_on(ann: Claude, lands: str) -> Result:
    """Ann commits more, twice, and lands it all."""
    for name in ("one.py", "two.py"):
        ann.writes(name, "1\n")
        assert ann.commits(name).ok
    return ann.runs(lands)


@pytest.mark.parametrize("lands", LANDS.values(), ids=LANDS)
def test_a_side_taken_unseen_takes_back_anothers_lines_after_more_commits_too(ann: Claude, bob: Session, lands: str) -> None:
    edits(ann)
    bob.lands("api.py", OTHERS)
    assert not ann.runs("git merge -q --no-edit main").ok
    assert ann.runs(OURS).ok
    bob.lands("use.py", "2\n")
    ann.runs("git merge -q --no-edit main")
    denied = goes_on(ann, lands)
    assert denied.rejected == ["CG201 api.py"] and '"bob: api.py" (session bob' in denied.err, denied


@pytest.mark.parametrize("lands", LANDS.values(), ids=LANDS)
@pytest.mark.parametrize("when", ["main's before", "the conflict", "main's after", "the merge"])
def test_a_side_taken_lands_with_a_look_at_the_other_or_at_what_became_of_both(
    ann: Claude, bob: Session, when: str, lands: str
) -> None:
    edits(ann)
    bob.lands("api.py", OTHERS)
    if when == "main's before":
        ann.runs("git show main:api.py")
    assert not ann.runs("git merge -q --no-edit main").ok
    if when == "the conflict":
        ann.reads("api.py")
    assert ann.runs(OURS).ok
    if when == "main's after":
        ann.runs("coordgit read --at main api.py")
    if when == "the merge":
        ann.reads("api.py")
    done = goes_on(ann, lands)
    assert done.ok, done


@pytest.mark.parametrize("kept", ["both", "main's"])
def test_a_conflict_resolved_otherwise_lands_after_more_commits(ann: Claude, bob: Session, kept: str) -> None:
    edits(ann)
    bob.lands("api.py", OTHERS)
    assert not ann.runs("git merge -q --no-edit main").ok
    both = "sed -i -e '/^<<<<<<< /d' -e '/^=======/d' -e '/^>>>>>>> /d' api.py"
    assert ann.runs(f"{both if kept == 'both' else 'git checkout -q --theirs .'} && git add -A && git commit -q --no-edit").ok
    ann.reads("api.py")
    done = goes_on(ann, LANDS["fast-forward"])
    assert done.ok, done
