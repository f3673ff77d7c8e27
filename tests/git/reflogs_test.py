"""What HEAD's reflog says of its newest move."""

from pathlib import Path

import pytest

from coordgit.git import reflogs, trusted_repositories
from tests.support.repository import Repository

MOVES = {
    "git commit -q --allow-empty -m own": False,
    "git merge -q feat": False,
    "git checkout -q feat": False,
    "git cherry-pick --allow-empty feat": False,
    "git reset -q --soft feat": True,
    "git update-ref HEAD feat": True,
    "rm .git/logs/HEAD": True,
}
"""Commands, and whether HEAD alone moves, or may have."""


@pytest.mark.parametrize("moves", MOVES)
def test_whether_index_and_files_moved_along_with_head(tmp_path: Path, moves: str) -> None:
    repository = Repository(tmp_path, guarded=False)
    repository.commit_files({"api.py": "f\n"})
    more = repository.git("commit-tree", "HEAD^{tree}", "-p", "HEAD", "-m", "more")
    repository.git("branch", "feat", more)
    assert repository.run(moves.split()).ok
    worktree = trusted_repositories.find(str(repository.top))
    assert worktree is not None
    assert reflogs.moved_alone(worktree, worktree.git(), repository.head()) is MOVES[moves]
