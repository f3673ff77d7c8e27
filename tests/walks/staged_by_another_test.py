"""Ann has a squash, or picks that were not to commit, staged in a work tree that she shares with bob. What is staged is hers to
commit, and bob can leave it out."""

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository, Session
from tests.support.way_on import obey

LINES = "".join(f"line_{n} = {n}\n" for n in range(9))
CATS = LINES.replace("line_4 = 4\n", "line_4 = 'of cat'\n")
SQUASH, PICKS = "git merge --squash -q cat", "git cherry-pick -n cat~1 cat"


@pytest.fixture
def bob(repository: Repository) -> Claude:
    """Bob, and a branch of cat's, who has read ``h.py``."""
    repository.commit_files({"f.py": LINES, "g.py": "0\n", "h.py": "0\n"})
    cat = repository.session("cat", repository.worktree("cat"))
    cat.reads("h.py")
    cat.lands("f.py", CATS)
    cat.lands("new.py", "1\n")
    return Claude(repository, "bob")


@pytest.fixture(params=["a client", "a session that has only named itself"])
def ann(bob: Claude, request: pytest.FixtureRequest) -> Claude | Session:
    client = request.param == "a client"
    return Claude(bob.repository, "ann") if client else bob.repository.session("ann")


def stages(ann: Claude | Session, command: str) -> None:
    done = ann.runs(command) if isinstance(ann, Claude) else ann.git(*command.split()[1:])
    assert done.ok, done


@pytest.mark.parametrize("command", [SQUASH, PICKS])
@pytest.mark.parametrize("commit", ["git commit -qam mine", "git add -A && git commit -qm mine", "git commit -qm mine"])
def test_another_commits_none_of_it_and_leaves_it_staged(ann: Claude | Session, bob: Claude, command: str, commit: str) -> None:
    stages(ann, command)
    bob.writes("g.py", "of bob\n")
    assert bob.runs("git add g.py").ok
    denied = bob.runs(commit)
    assert denied.rejected == ["CG202 f.py", "CG202 new.py"], denied
    done = obey(bob, denied, lambda: bob.runs(commit))
    assert len(done) == 1 and done[0].ok, done
    assert bob.repository.git("show", "--format=", "--name-only", "HEAD") == "g.py"
    assert bob.repository.git("diff", "--cached", "--name-only") == "f.py\nnew.py"


@pytest.mark.parametrize("command", [SQUASH, PICKS])
@pytest.mark.parametrize("commit", ["git commit -qm mine -- g.py", "coordgit commit -q -m mine"])
def test_another_commits_its_own_paths_beside_it_and_answers_for_nobody(
    ann: Claude | Session, bob: Claude, command: str, commit: str
) -> None:
    bob.repository.session("dan").lands("h.py", "1\n")
    stages(ann, command)
    bob.writes("g.py", "of bob\n")
    done = bob.runs(commit)
    assert done.ok, done
    assert bob.repository.git("show", "--format=", "--name-only", "HEAD") == "g.py"
    assert bob.repository.git("diff", "--cached", "--name-only") == "f.py\nnew.py"


@pytest.mark.parametrize("command", [SQUASH, PICKS])
def test_whoever_has_staged_it_commits_it(ann: Claude | Session, bob: Claude, command: str) -> None:
    """Whatever bob does meanwhile that leaves it as it is."""
    stages(ann, command)
    assert bob.runs("git merge -q main && git merge -q --squash main && git reset -q --soft HEAD").ok
    done = ann.runs("git commit -qm all") if isinstance(ann, Claude) else ann.git("commit", "-qm", "all")
    assert done.ok, done
    assert bob.repository.git("show", "--format=", "--name-only", "HEAD") == "f.py\nnew.py"


def test_whoever_commits_the_squash_answers_for_its_author(ann: Claude | Session, bob: Claude) -> None:
    bob.repository.session("dan").lands("h.py", "1\n")
    stages(ann, SQUASH)
    denied = ann.runs("git commit -qm all") if isinstance(ann, Claude) else ann.git("commit", "-qm", "all")
    assert denied.rejected == ["CG101 h.py"], denied


@pytest.mark.parametrize("command", [SQUASH, PICKS])
def test_what_another_has_staged_is_committed_by_it_first(ann: Claude | Session, bob: Claude, command: str) -> None:
    """Of bob's, there is nothing to commit."""
    stages(ann, command)
    denied = bob.runs("git commit -qm mine")
    name = "claude ann" if isinstance(ann, Claude) else "session ann"
    assert f"next: have f.py and new.py committed by {name} first, or, if they are handed over to you, ack" in denied.err, denied


@pytest.mark.parametrize("command", [SQUASH, PICKS])
def test_ones_own_lines_in_a_file_of_it_wait_until_it_is_committed(ann: Claude | Session, bob: Claude, command: str) -> None:
    """Nobody has recorded which lines git has merged."""
    stages(ann, command)
    bob.edits("f.py", "line_0 = 0\n", "line_0 = 'of bob'\n")
    bob.writes("g.py", "of bob\n")
    denied = bob.runs("git commit -qam mine")
    assert denied.rejected == ["CG202 f.py", "CG202 new.py"], denied
    assert all(one.ok for one in obey(bob, denied, lambda: bob.runs("git commit -qam mine")))
    assert bob.repository.git("show", "--format=", "--name-only", "HEAD") == "g.py"
    done = ann.runs("git commit -qm all") if isinstance(ann, Claude) else ann.git("commit", "-qm", "all")
    assert done.ok, done
    assert bob.runs("git commit -qam mine").ok
