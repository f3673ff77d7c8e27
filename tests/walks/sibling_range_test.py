"""What a branch that has not landed changes of a file matters to who has read a range only if it touches those lines."""

import pytest

from tests.support.claude import ANN, Claude
from tests.support.repository import Repository, Session

pytestmark = pytest.mark.nightly

NEAR, FAR = 2, 15


def with_lines(*changed: int) -> str:
    return "".join(f"number_{n} = {n}{'0' * changed.count(n)}\n" for n in range(20))


def begun(repository: Repository, siblings: str) -> Session:
    repository.begin(api__py=with_lines(), mine__py="1\n")
    repository.git("config", "coordgit.siblings", siblings)
    return repository.session("bob", repository.worktree("bob"))


@pytest.mark.parametrize(
    ("changed", "asked"),
    [
        pytest.param((NEAR,), True, id="there"),
        pytest.param((FAR,), False, id="elsewhere"),
        pytest.param((NEAR, FAR), True, id="there, then elsewhere"),
        pytest.param((FAR, NEAR), True, id="elsewhere, then there"),
    ],
)
@pytest.mark.parametrize("siblings", ["warn", "block"])
def test_a_range_is_asked_about_if_its_lines_have_changed(
    repository: Repository, siblings: str, changed: tuple[int, ...], asked: bool
) -> None:
    bob = begun(repository, siblings)
    ann = repository.session("ann", repository.worktree("ann"))
    ann.reads("api.py:1-4")
    for n in range(len(changed)):
        bob.lands("api.py", with_lines(*changed[: n + 1]))
    done = ann.commits("mine.py", "2\n")
    assert done.rejected == ["CG101 api.py:1-4"] * (asked and siblings == "block"), done
    assert ("api.py:1-4" in done.err) == asked


@pytest.mark.parametrize("line", [NEAR, FAR])
def test_what_was_acknowledged_is_asked_again_only_if_the_lines_change_again(repository: Repository, line: int) -> None:
    bob = begun(repository, "block")
    ann = repository.session("ann", repository.worktree("ann"))
    ann.reads("api.py:1-4")
    bob.lands("api.py", with_lines(NEAR))
    asked = ann.commits("mine.py", "2\n")
    assert asked.rejected == ["CG101 api.py:1-4"]
    assert ann.coordgit("ack", asked.verdict, "--why", "no matter").ok
    bob.lands("api.py", with_lines(NEAR, line))
    assert ann.commits("mine.py", "2\n").rejected == ["CG101 api.py:1-4"] * (line == NEAR)


@pytest.mark.parametrize("line", [NEAR, FAR])
def test_a_client_is_told_of_the_lines_that_it_has_read(repository: Repository, line: int) -> None:
    bob = begun(repository, "warn")
    ann = Claude(repository, ANN, repository.worktree("ann"))
    ann.reads("api.py", 1, 4)
    bob.lands("api.py", with_lines(line))
    assert ("api.py" in ann.reads("mine.py")) == (line == NEAR)


def test_what_the_branch_had_changed_before_the_lines_were_read_is_asked_with_what_it_changes_then(
    repository: Repository,
) -> None:
    bob = begun(repository, "block")
    ann = repository.session("ann", repository.worktree("ann"))
    bob.lands("api.py", with_lines(NEAR))
    repository.session("cat").lands("api.py", with_lines(9))
    assert ann.git("merge", "-q", "--no-edit", "main").ok
    ann.reads("api.py:1-4")
    bob.lands("api.py", with_lines(NEAR, FAR))
    assert ann.commits("mine.py", "2\n").rejected == ["CG101 api.py:1-4"]


def test_what_was_acknowledged_on_main_is_not_asked_again_once_another_branch_has_it_too(repository: Repository) -> None:
    bob = begun(repository, "block")
    ann = repository.session("ann", repository.worktree("ann"))
    ann.reads("api.py:1-4")
    bob.lands("api.py", with_lines(FAR))
    repository.session("cat").lands("api.py", with_lines(NEAR))
    asked = ann.commits("mine.py", "2\n")
    assert asked.rejected == ["CG101 api.py:1-4"]
    assert ann.coordgit("ack", asked.verdict, "--why", "no matter").ok
    assert bob.git("merge", "-q", "--no-edit", "main").ok
    assert ann.commits("mine.py", "2\n").ok
