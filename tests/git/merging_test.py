"""The result of a merge that is not made."""

import pytest

from coordgit.git import merging
from coordgit.git.plumbing import Git
from tests.support.repository import Repository


def text(name: str) -> str:
    return "".join(f"{name} {n}\n" for n in range(20))


@pytest.mark.parametrize("split", [True, False])
def test_a_folder_that_was_split_conflicts_with_a_new_file_in_it(repository: Repository, split: bool) -> None:
    """git names no file then. Where some of the folder stays, the new file stays too."""
    repository.commit_files({f"d/{name}": text(name) for name in "abce"})
    repository.git("switch", "-qc", "one")
    for folder in ("x", "y"):
        (repository.top / folder).mkdir()
    repository.git("mv", "d/a", "d/b", "x")
    if split:
        repository.git("mv", "d/c", "d/e", "y")
    repository.git("commit", "-qm", "split")
    repository.git("switch", "-qc", "two", "main")
    repository.commit_files({"d/new": "new\n"})
    one, two = repository.head("one"), repository.head("two")
    assert merging.merged(Git(str(repository.top)), one, two).conflicts == (".",) * split
