"""A session's own work stays its own when another has put it into a commit of the other's."""

import shlex

import pytest

from tests.support.repository import Repository, Session

pytestmark = pytest.mark.nightly

FILE = [f"number_{n} = {n}" for n in range(12)]


def with_lines(*changed: int, more: str = "") -> str:
    """The file with some of its lines changed by Ann, and what Bob adds."""
    return "\n".join(line + "0" * (n in changed) for n, line in enumerate(FILE)) + "\n" + more


def given(repository: Repository, read: str, adds: bool) -> Session:
    """Bob has read something, and taken Ann's second commit into one of his, with a line of his own if he ``adds``."""
    repository.begin(api__py=with_lines(), lines__py="1\n")
    ann, bob = (repository.session(name, repository.worktree(name)) for name in ("ann", "bob"))
    bob.reads(read)
    ann.lands("api.py", with_lines(10))
    ann.lands("api.py", with_lines(10, 2))
    assert bob.git("cherry-pick", "-n", "ann").ok
    if adds:
        bob.writes("api.py", with_lines(2, more="of_bob = 1\n"))
    assert bob.git("commit", "-qam", "taken").ok
    return ann


MOVES = {
    "stops in a rebase": [
        "-c sequence.editor=sed\\ -i\\ 1s/^pick/edit/ rebase -q -i main",
        "commit -q --allow-empty -m one",
        "rebase --continue",
    ],
    "picks": ["checkout -q -b again main", "cherry-pick ann", "cherry-pick ann~2 ann~1"],
    "squashes": ["checkout -q -b again main", "cherry-pick ann", "merge -q --squash ann~1", "commit -qm squash"],
}


@pytest.mark.parametrize("adds", [False, True], ids=["as it was", "with more"])
@pytest.mark.parametrize("move", MOVES)
def test_who_moves_its_own_commits_answers_only_for_its_own_reads(repository: Repository, move: str, adds: bool) -> None:
    """Bob has taken Ann's second commit into one of his; what he read is not there any more where she then moves hers."""
    ann = given(repository, "new.py", adds)
    ann.lands("new.py", "1\n")
    for step in MOVES[move]:
        done = ann.git(*shlex.split(step))
        assert done.ok, done.err


def test_who_takes_back_what_another_has_added_answers_for_its_reads(repository: Repository) -> None:
    """The twin: Bob has put a line of his own beside Ann's, and she takes the file as he has made it."""
    ann = given(repository, "lines.py", True)
    repository.session("cat").lands("lines.py", "2\n")
    ann.writes("api.py", with_lines(10, 2, more="of_bob = 1\n# of ann\n"))
    assert ann.git("commit", "-qam", "with bob's").rejected == ["CG101 lines.py"]
