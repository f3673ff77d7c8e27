"""In a shallow clone, the commit with which its history begins gives way to a newer one of the remote's."""

from pathlib import Path

import pytest

from tests.support.repository import Repository


@pytest.fixture
def there(tmp_path: Path, repository: Repository) -> Path:
    """The remote, of which ``repository`` has the newest commit alone."""
    there = tmp_path / "there"
    repository.git("init", "-q", "-b", "main", str(there), cwd=tmp_path)
    for number in range(3):
        repository.commit_files({"api.py": f"{number}\n"}, cwd=there)
    repository.git("remote", "add", "origin", f"file://{there}")
    repository.git("fetch", "-q", "--depth=1", "origin")
    repository.git("reset", "-q", "--hard", "origin/main")
    return there


@pytest.mark.parametrize("rebase", ["git rebase -q --onto origin/main HEAD~1", "git rebase -q --onto origin/main HEAD~2"])
def test_own_work_goes_onto_what_a_shallow_fetch_brings(repository: Repository, there: Path, rebase: str) -> None:
    """A commit of another session's above it stays to be asked about."""
    bob, ann = repository.session("bob"), repository.session("ann")
    bob.lands("other.py", "1\n")
    ann.lands("own.py", "1\n")
    repository.commit_files({"api.py": "4\n"}, cwd=there)
    assert ann.git("fetch", "-q", "--depth=1", "origin").ok
    rebased = repository.run(rebase.split(), ann.cwd, **ann.env)
    assert rebased.rejected == ([] if "~2" in rebase else ["CG205 main"]), rebased.err
