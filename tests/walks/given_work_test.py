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


@pytest.mark.parametrize("more", [False, True], ids=["nobody else", "and lands"])
def test_who_carries_anothers_work_resolves_a_conflict_anew_in_a_rebase(repository: Repository, more: bool) -> None:
    """Ann has picked what Cat then changed, and merged that; the rebase leaves her merge out. What others have made since of the
    file is asked about, where it lands."""
    repository.begin(api__py=with_lines(), c="1\n")
    ann, bob, cat = (repository.session(name, repository.worktree(name)) for name in ("ann", "bob", "cat"))
    on_main = repository.session("dan")
    cat.reads("api.py")
    cat.lands("api.py", with_lines(4))
    assert ann.git("cherry-pick", "-n", "cat").ok and ann.git("commit", "-qm", "taken").ok
    ann.lands("c", "2\n")
    cat.reads("api.py")
    cat.lands("api.py", with_lines(4).replace("number_4 = 40", "number_4 = 44"))
    assert on_main.git("merge", "-q", "--ff-only", "cat").ok
    assert not ann.git("merge", "-q", "main").ok
    resolves(ann, "number_4 = 44\nmerged = 1")
    assert ann.git("commit", "-qm", "merge").ok
    assert not ann.git("rebase", "-q", "main").ok
    resolves(ann, "number_4 = 44\nrebased = 1")
    assert ann.git("-c", "core.editor=true", "rebase", "--continue").ok
    if more:
        bob.lands("api.py", with_lines(8))
        assert on_main.git("merge", "-q", "--no-edit", "bob").ok
    assert {*on_main.git("merge", "-q", "--no-edit", "ann").rejected} == ({"CG101 api.py"} if more else set())


def resolves(session: Session, line: str) -> None:
    session.reads("api.py")
    session.writes("api.py", with_lines().replace("number_4 = 4", line))
    assert session.git("add", "api.py").ok


@pytest.mark.parametrize("text", ["", "of bob\n"])
def test_who_takes_a_removal_over_beside_a_new_file_carries_it(repository: Repository, text: str) -> None:
    """The file that Ann has removed was empty, as Bob's new one may be: no name of hers."""
    repository.begin(other__py="1\n", empty__py="")
    ann, bob = repository.session("ann", repository.worktree("ann")), repository.session("bob")
    ann.reads("other.py")
    assert ann.git("rm", "-q", "empty.py").ok and ann.git("commit", "-qm", "gone").ok
    repository.session("cat").lands("other.py", "2\n")
    assert bob.git("cherry-pick", "-n", "ann").ok
    bob.writes("new.py", text)
    assert bob.git("add", "-A").ok
    assert bob.git("commit", "-qm", "taken").rejected == ["CG101 other.py"]
