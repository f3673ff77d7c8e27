"""A ``git revert`` of several commits that is denied: the way on reverts them all, and the undo ends it."""

import re

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository, Result
from tests.support.way_on import obey

TEXT = "".join(f"line {n}\n" for n in range(30))


@pytest.fixture
def ann(repository: Repository) -> Claude:
    """Ann has changed a file three times; then bob has landed another one that she has read."""
    repository.begin(a__txt=TEXT, b__txt="1\n")
    ann = Claude(repository, "ann")
    ann.reads("a.txt")
    ann.reads("b.txt")
    for n in (3, 13, 23):
        ann.edits("a.txt", f"line {n}\n", f"line {n} of ann\n")
        assert ann.commits("a.txt").ok
    repository.session("bob").lands("b.txt", "2\n")
    return ann


def denied(ann: Claude, command: str) -> Result:
    done = ann.repository.run(["sh", "-c", command], **ann.env)
    assert done.rejected == ["CG101 b.txt"], done.err
    ann.reads("b.txt")
    return done


@pytest.mark.parametrize("commits", [3, 1])
def test_the_way_on_reverts_all_of_them(repository: Repository, ann: Claude, commits: int) -> None:
    done = obey(ann, denied(ann, f"git revert --no-edit HEAD~{commits + 1}..HEAD~1"), lambda: Result(1, "", ""))
    assert done[-1].ok, done
    assert repository.git("show", "HEAD:a.txt").count("of ann") == 3 - commits
    assert not (repository.top / ".git/sequencer").exists()


@pytest.mark.parametrize("last", [True, False])
def test_the_way_on_after_a_conflict_reverts_the_rest(repository: Repository, ann: Claude, last: bool) -> None:
    ann.reads("b.txt")
    ann.edits("a.txt", "line 13 of ann", "line 13 of hers")
    assert ann.commits("a.txt").ok
    asked = "HEAD~2 HEAD~3" if last else "HEAD~3 HEAD~2"
    assert not ann.runs(f"git revert --no-edit {asked}").ok
    ann.writes("a.txt", re.sub("<<<<<<< .*\n|=======\n(.*\n)*>>>>>>> .*\n", "", (repository.top / "a.txt").read_text()) + "end\n")
    assert ann.runs("git add a.txt").ok
    cat = repository.session("cat", repository.worktree("cat"))
    cat.lands("b.txt", "3\n")
    repository.git("config", "coordgit.target", "cat")
    done = obey(ann, denied(ann, "git revert --continue"), lambda: Result(1, "", ""))
    assert done[-1].ok, done
    assert "line 23\n" in repository.git("show", "HEAD:a.txt") and not (repository.top / ".git/sequencer").exists()


@pytest.mark.parametrize("commits", [3, 1])
def test_the_undo_ends_it(repository: Repository, ann: Claude, commits: int) -> None:
    tip = repository.head()
    done = denied(ann, f"git revert --no-edit HEAD~{commits + 1}..HEAD~1")
    undo = re.search(r"\(undo: ([^)]*)\)", done.err)
    assert undo and repository.run(["sh", "-c", undo[1]], **ann.env).ok
    assert repository.head() == tip and "in progress" not in repository.git("status")
    assert repository.git("status", "--porcelain") == ""
