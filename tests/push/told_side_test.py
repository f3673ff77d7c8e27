"""Who was told the other side of a conflict knows what it makes of both, though it has not read the conflict itself."""

import pytest

from tests.push.push_test import Clones, pushes
from tests.push.push_test import clones as clones
from tests.support.claude import ANN, Claude
from tests.support.repository import API, CHANGED, Result, Session

BRINGS = pytest.mark.parametrize("brings", ["merge", "rebase"])
TOLD, UNTOLD = CHANGED, CHANGED + "# too long for a notice\n" * 900
MADE = API.replace("f(x)", "f(x, *, both)")


def begun(clones: Clones, *, told: bool) -> tuple[Claude, Session]:
    """Ann, a client's session, has changed what Bob has changed and pushed."""
    ann, bob = Claude(clones.ann.repository, ANN), clones.bob
    ann.send("SessionStart", source="startup")
    ann.reads("api.py")
    ann.edits("api.py", "f(x)", "f(x, *more)")
    assert ann.commits("api.py").ok
    bob.lands("api.py", TOLD if told else UNTOLD)
    assert pushes(bob).ok
    return ann, bob


def pulls(ann: Claude, brings: str) -> Result:
    return ann.runs("git pull -q --rebase" if brings == "rebase" else "git pull -q --no-rebase --no-edit")


def concludes(ann: Claude, brings: str) -> Result:
    assert ann.runs("git add api.py").ok
    return ann.runs(f"git -c core.editor=true {brings} --continue")


@BRINGS
def test_who_was_told_the_other_side_goes_on_with_its_resolution(clones: Clones, brings: str) -> None:
    ann, _ = begun(clones, told=True)
    stopped = pulls(ann, brings)
    assert not stopped.ok and "+def f(x, y)" in stopped.out, stopped
    ann.writes("api.py", MADE)
    assert concludes(ann, brings).ok
    ann.writes("api.py", MADE.replace("both", "all"))
    done = ann.commits("api.py")
    assert done.ok, done
    assert ann.runs("git push -q origin main").ok


@BRINGS
def test_who_was_not_told_it_is_asked_about_its_resolution(clones: Clones, brings: str) -> None:
    ann, _ = begun(clones, told=False)
    stopped = pulls(ann, brings)
    assert not stopped.ok and "+def f(x, y)" not in stopped.out, stopped
    ann.writes("api.py", MADE)
    assert concludes(ann, brings).ok
    pushed = ann.runs("git push -q origin main")
    assert pushed.rejected == ["CG201 api.py"], pushed


def test_who_was_told_the_other_side_goes_on_after_several_conflicts(clones: Clones) -> None:
    ann, _ = begun(clones, told=True)
    ann.runs("rm api.py")
    assert ann.runs("git commit -qam 'Remove it'").ok
    assert not pulls(ann, "rebase").ok
    ann.writes("api.py", MADE)
    assert not concludes(ann, "rebase").ok
    ann.writes("api.py", MADE)
    assert concludes(ann, "rebase").ok
    ann.writes("api.py", MADE.replace("both", "all"))
    assert ann.commits("api.py").ok


@BRINGS
@pytest.mark.parametrize("told", [True, False], ids=["told", "not told"])
def test_who_was_told_the_other_side_knows_it_after_a_look_at_its_own_text(clones: Clones, brings: str, told: bool) -> None:
    ann, bob = begun(clones, told=told)
    assert not pulls(ann, brings).ok
    assert ann.runs(f"git checkout -q {'--theirs' if brings == 'rebase' else '--ours'} api.py").ok
    assert concludes(ann, brings).ok
    ann.reads("api.py")
    bob.lands("other.py", "OTHER = 2\n")
    assert pushes(bob).ok
    assert pulls(ann, "merge").ok
    pushed = ann.runs("git push -q origin main")
    assert pushed.rejected == ([] if told else ["CG201 api.py"]), pushed
