"""A clean pick asks who picks it if nobody is known to have made the commit: a stash, or one of ``commit-tree``."""

from pathlib import Path

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository

STAGED = "git add caller.py && git commit-tree -p HEAD -m built $(git write-tree) >.git/built; git reset -q --hard"
TAKEN = {
    "a stash": ("git stash -q", "git cherry-pick -m1 stash"),
    "the index of a stash": ("git add caller.py; git stash -q", "git cherry-pick stash^2"),
    "what stash create made": ("git stash create >.git/built; git checkout -q .", "git cherry-pick -m1 $(cat .git/built)"),
    "a built commit": (STAGED, "git cherry-pick $(cat .git/built)"),
    "a built commit with a tag": (STAGED + "; git tag built $(cat .git/built)", "git cherry-pick built"),
    "a stash, on a detached HEAD": (
        "git stash -q",
        "git checkout -q --detach && git cherry-pick -m1 stash && git checkout -q -B main",
    ),
    "a stash, on another branch": (
        "git stash -q && git checkout -q -b other && git cherry-pick -m1 stash && git checkout -q main",
        "git merge -q -m merged other",
    ),
    "a built commit, rebased": (STAGED, "git rebase -q main $(cat .git/built) && git push -q . HEAD:main"),
}


@pytest.mark.parametrize("taken", TAKEN)
@pytest.mark.parametrize("path", ["api.py", "other.py"])
def test_a_pick_of_what_nobody_is_known_to_have_made_asks_who_picks_it(repository: Repository, taken: str, path: str) -> None:
    repository.begin(api__py="1\n", caller__py="1\n", other__py="1\n")
    ann = Claude(repository, "ann")
    ann.reads("api.py")
    put_away, take = TAKEN[taken]
    ann.writes("caller.py", "2\n")
    assert ann.runs(put_away).ok
    repository.session("bob").lands(path, "2\n")
    assert ann.runs(take).rejected == (["CG101 api.py"] if path == "api.py" else [])
    assert repository.git("show", "main:caller.py") == ("1" if path == "api.py" else "2")


@pytest.mark.parametrize("landed", [True, False])
def test_a_pick_of_what_was_made_before_the_set_up_asks_who_picks_it_unless_it_has_landed(tmp_path: Path, landed: bool) -> None:
    repository = Repository(tmp_path, guarded=False)
    repository.begin(api__py="1\n", caller__py="1\n")
    repository.git("branch", "release")
    repository.git("checkout", "-q", "-b", "work")
    fix = repository.commit_files({"caller.py": "2\n"}, "fix")
    repository.git("branch", "-q", "-f", "main" if landed else "kept")
    repository.git("checkout", "-q", "release")
    repository.git("config", "--add", "coordgit.target", "release")
    repository.git("config", "--add", "coordgit.target", "main")
    repository.guard()
    ann = Claude(repository, "ann")
    ann.reads("api.py")
    repository.session("bob").lands("api.py", "2\n")
    assert ann.runs(f"git cherry-pick {fix}").rejected == ([] if landed else ["CG101 api.py"])
