"""A branch's version was read, then the target's older one; the branch lands, rebased: what was read on it is no news."""

import pytest

from tests.support.claude import begun
from tests.support.repository import Repository, Result, Session

OLD = "".join(f"line {n}\n" for n in range(1, 31))
FEAT = OLD.replace("line 5\n", "of the branch\n")


class Story:
    """Ann has read a file on the branch; Bob has switched the work tree to main, where Ann has looked at it since."""

    def __init__(self, repository: Repository, before: str | None) -> None:
        self.repository = repository
        self.ann = begun(repository, {"own.py": "1\n", **({"f.py": before} if before else {})})
        self.cat = repository.session("cat", repository.worktree("cat", "feat"))
        self.cat.lands("f.py", FEAT)
        assert self.cat.git("switch", "-q", "--detach").ok
        repository.git("switch", "-q", "feat")
        self.ann.reads("f.py")
        self.bob = repository.session("bob")
        assert self.bob.git("switch", "-q", "main").ok
        assert self.commits().rejected == ["CG105 f.py"]
        self.ann.runs("git show main:f.py")
        assert self.commits().ok

    def commits(self) -> Result:
        (self.ann.cwd / "own.py").write_text(f"{self.repository.head()}\n")
        return self.repository.run(["git", "commit", "-qm", "own", "--", "own.py"], self.ann.cwd, **self.ann.env)

    def lands_rebased(self, also: str = "") -> None:
        """The branch lands on top of a commit that it did not have."""
        assert self.cat.git("switch", "-q", "feat").ok
        if also:
            self.cat.lands("f.py", also)
        assert self.cat.git("rebase", "-q", "main").ok
        assert self.bob.git("merge", "-q", "--ff-only", "feat").ok


@pytest.mark.parametrize("before", [OLD, None], ids=["changed", "new"])
def test_what_was_read_on_the_branch_is_no_news_where_it_lands(repository: Repository, before: str | None) -> None:
    story = Story(repository, before)
    story.lands_rebased()
    assert story.commits().ok


def test_what_the_branch_has_changed_since_is_asked_about(repository: Repository) -> None:
    story = Story(repository, OLD)
    story.lands_rebased(FEAT.replace("line 25\n", "more\n"))
    assert story.commits().rejected == ["CG101 f.py"]


def test_a_version_that_comes_back_after_a_newer_one_is_asked_about(repository: Repository) -> None:
    story = Story(repository, OLD)
    story.lands_rebased()
    bob: Session = story.bob
    bob.lands("f.py", FEAT.replace("line 25\n", "bob's\n"))
    story.ann.runs("git show main:f.py")
    assert story.commits().ok
    bob.lands("f.py", FEAT)
    assert story.commits().rejected == ["CG101 f.py"]


def test_a_version_of_main_itself_that_comes_back_is_asked_about(repository: Repository) -> None:
    ann = begun(repository, {"own.py": "1\n", "f.py": OLD})
    ann.reads("f.py")
    bob = repository.session("bob")
    bob.lands("f.py", FEAT)
    ann.runs("git show main:f.py")
    bob.lands("f.py", OLD)
    (ann.cwd / "own.py").write_text("2\n")
    denied = repository.run(["git", "commit", "-qm", "own", "--", "own.py"], ann.cwd, **ann.env)
    assert denied.rejected == ["CG101 f.py"]
