"""What a commit by hand leaves of its session's own edits (``git add -p``) is still uncommitted, and that session's."""

import pytest

from tests.portion.team import commit, committed
from tests.support.claude import Claude
from tests.support.repository import Repository

TEXT = "".join(f"line {n}.\n" for n in range(1, 31))


def stage(repository: Repository, ann: Claude, bob: Claude, answers: str) -> None:
    """Ann has edited lines 2 and 28, bob line 15; ann chooses hunks."""
    repository.commit_files({"f.py": TEXT})
    for session, line in ((ann, 2), (bob, 15), (ann, 28)):
        session.edits("f.py", f"line {line}.", f"line {line} of {session.session}.")
    repository.run(["git", "add", "-p", "f.py"], stdin="".join(f"{answer}\n" for answer in answers))


@pytest.mark.parametrize("detached", [False, True], ids=["on a branch", "on a detached head"])
def test_the_rest_is_hers_to_commit_and_nobody_takes_it_away(
    repository: Repository, ann: Claude, bob: Claude, detached: bool
) -> None:
    stage(repository, ann, bob, "ynn")
    if detached:
        repository.git("checkout", "-q", "--detach")
    disk = (repository.top / "f.py").read_text()
    assert ann.runs("git commit -qm 'her first line'").ok
    if detached:
        repository.git("switch", "-qc", "work")
    bob.before("Bash", {"command": "git stash"}, "x")
    assert "would take away uncommitted edits of claude ann (f.py)" in bob.last.out
    assert bob.runs("git commit -qam all").rejected == ["CG202 f.py"]
    repository.git("reset", "-q")
    made = commit(ann)
    assert made.ok, made.err
    assert committed(repository, "f.py") == disk.replace(" of bob", "")
    bob.reads("f.py")
    assert commit(bob).ok
    assert committed(repository, "f.py") == disk == (repository.top / "f.py").read_text()


@pytest.mark.parametrize("how", ["git commit -qm hers", "git commit -q --amend --no-edit"])
def test_if_all_of_hers_is_committed_what_is_left_is_not_hers(repository: Repository, ann: Claude, bob: Claude, how: str) -> None:
    stage(repository, ann, bob, "yny")
    assert ann.runs(how).ok
    assert repository.json("session", "show", "ann")["writes"] == []
    bob.reads("f.py")
    assert bob.runs("git commit -qam his").ok


def test_a_file_that_a_hook_formats_is_committed_whole(repository: Repository, ann: Claude) -> None:
    hook = repository.top / ".git/hooks/pre-commit"
    hook.write_text("#!/bin/sh\nsed -i s/g/formatted/ g.py\ngit add g.py\n")
    hook.chmod(0o755)
    ann.edits("g.py", "g\n", "g\ng\n")
    assert ann.runs("git commit -qam formatted").ok
    assert repository.json("session", "show", "ann")["writes"] == []
