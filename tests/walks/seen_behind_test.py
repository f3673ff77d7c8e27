"""A file that HEAD has left behind in the work tree is read: what was known before shows nothing of what became of it since."""

import pytest

from tests.support.claude import Claude
from tests.support.repository import API, CHANGED, Repository


@pytest.mark.parametrize("back", [True, False], ids=["taken back", "another file"])
def test_a_version_from_before_the_one_that_is_read_does_not_answer_for_the_end_of_that(
    repository: Repository, back: bool
) -> None:
    repository.begin(api__py="def f():\n    return 0\n", other__py="1\n")
    bob = repository.session("bob", repository.worktree("side"))
    ann = Claude(repository, "ann")
    ann.reads("api.py")
    bob.lands("api.py", API)
    repository.git("merge", "-q", "--ff-only", "side")
    assert "+def f(x)" in ann.runs("true").out
    bob.lands("api.py", CHANGED)
    assert "+def f(x, y)" in ann.runs("git reset -q --soft side").out
    ann.reads("api.py")
    ann.runs("git reset -q --hard")
    bob.lands(*(("api.py", API) if back else ("other.py", "2\n")))
    repository.git("reset", "-q", "--soft", "side")
    ann.reads("api.py")
    repository.git("reset", "-q", "--hard")
    bob.lands("api.py", (API if back else CHANGED) + "MORE = 1\n")
    repository.git("merge", "-q", "--ff-only", "side")
    told = ann.runs("true").out
    assert "+MORE = 1" in told and ("-def f(x, y)" in told) == back
    assert ann.runs("echo 1 >new.py && git add new.py && git commit -qm new").ok


@pytest.mark.parametrize("shows", [False, True], ids=["another's version", "its end"])
def test_what_git_has_put_there_is_not_taken_for_ones_own_edit_that_holds_the_end_of_it(
    repository: Repository, shows: bool
) -> None:
    repository.begin(api__py=API)
    bob = repository.session("bob", repository.worktree("side"))
    ann = Claude(repository, "ann")
    ann.writes("api.py", CHANGED)
    assert ann.runs("git commit -qam change").ok
    bob.git("merge", "-q", "main")
    bob.lands("api.py", "# api\n")
    assert (
        ann.runs("git reset -q --soft side").ok and ann.runs("git reset -q").ok and ann.runs("git checkout -q HEAD -- api.py").ok
    )
    bob.lands("api.py", "")
    repository.git("reset", "-q", "--soft", "side")
    if shows:
        repository.git("reset", "-q", "--hard")
    told = ann.reads("api.py") + ann.runs("true").out
    assert ("-# api" in told) == (not shows)
