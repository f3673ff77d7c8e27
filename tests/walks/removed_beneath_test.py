"""A session removed a file, others went on with it in the same work tree, and one of them has landed."""

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository

LINES = "".join(f"line {n}\n" for n in range(9))


@pytest.mark.parametrize("stays", [True, False], ids=["what has landed stays", "an unseen hand takes it out"])
def test_who_removed_a_file_that_another_made_anew_takes_back_only_what_it_has_not_seen(
    repository: Repository, stays: bool
) -> None:
    repository.begin(a__txt=LINES)
    ann, bob, cat = (Claude(repository, name) for name in ("ann", "bob", "cat"))
    cat.reads("a.txt")
    bob.reads("a.txt")
    bob.runs("rm a.txt")
    cat.writes("a.txt", "hers\n")
    ann.reads("a.txt")
    ann.edits("a.txt", "hers\n", "landed\nhers\n")
    assert repository.coordgit("commit", "-m", "ann", **ann.env).ok
    cat.reads("a.txt")
    cat.writes("a.txt", "landed\n")
    if not stays:
        repository.write("a.txt", "line 3\n")
    commit = ["git", "commit", "-qm", "bob", "--", "a.txt"]
    assert repository.run(commit, **bob.env).rejected == (["CG101 a.txt"] if stays else ["CG201 a.txt"])
    bob.reads("a.txt")
    result = repository.run(commit, **bob.env)
    assert (result.ok, result.rejected) == (stays, [] if stays else ["CG201 a.txt"]), result
