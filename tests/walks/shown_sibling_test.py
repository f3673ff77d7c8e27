"""Where siblings block, what a session's own shell shows of another branch answers for it, as on a target."""

import pytest

from tests.support.claude import ANN, Claude
from tests.support.repository import API, CHANGED, Repository

LONG = CHANGED + "".join(f"NUMBER_{n} = {'1' * 80}\n" for n in range(200))
"""Too long for a notice to show."""


class Story:
    """Ann's client has read a file that Cat has changed on a branch that has not landed."""

    def __init__(self, repository: Repository) -> None:
        repository.begin(api__py=API, mine__py="1\n")
        repository.git("config", "coordgit.siblings", "block")
        self.ann = Claude(repository, ANN, repository.worktree("ann"))
        self.cat = repository.session("cat", repository.worktree("cat"))
        self.ann.reads("api.py")
        self.cat.lands("api.py", LONG)

    def commits(self, text: str = "2\n") -> list[str]:
        (self.ann.cwd / "mine.py").write_text(text)
        return self.ann.commits("mine.py").rejected


@pytest.mark.parametrize(
    ("shows", "answers"),
    [
        ("git diff main...cat -- api.py", True),
        ("git diff main..cat", True),
        ("git show cat", True),
        ("git log -p -1 cat", True),
        ("git show cat:api.py", True),
        ("git cat-file -p cat:api.py", True),
        ("git diff main...cat -- api.py | head -6", False),
        ("git diff cat main -- api.py", False),
        ("git diff --stat main...cat", False),
        ("git show main:api.py", False),
    ],
)
def test_what_ones_own_shell_shows_of_a_sibling_branch_answers(repository: Repository, shows: str, answers: bool) -> None:
    story = Story(repository)
    assert story.commits() == ["CG101 api.py"]
    assert story.ann.runs(shows).ok
    assert story.commits() == ([] if answers else ["CG101 api.py"])
    story.cat.lands("api.py", LONG + "# cat\n")
    assert story.commits("3\n") == ["CG101 api.py"], "it was another change"
