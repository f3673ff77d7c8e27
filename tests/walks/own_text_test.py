"""What a session learns by reading a file that has its own uncommitted text."""

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository

pytestmark = pytest.mark.usefixtures("command_line")


@pytest.mark.parametrize("shown", [True, False], ids=["the change stands in the file", "it is not in the file"])
def test_own_text_that_equals_an_older_version_is_read_as_what_it_was_made_of(repository: Repository, shown: bool) -> None:
    repository.commit_files({"c.txt": "first\n"})
    cat, bob = Claude(repository, "cat"), Claude(repository, "bob")
    cat.reads("c.txt")
    cat.writes("c.txt", "of cat\nof bob\nfirst\n")
    assert cat.commits("c.txt").ok
    cat.edits("c.txt", "of cat\n", "of cat, again\n")
    if shown:
        bob.reads("c.txt")
        bob.edits("c.txt", "of bob\n", "")
        cat.edits("c.txt", "of cat, again\n", "")
        assert bob.runs("coordgit commit -m bob").ok
    else:
        cat.edits("c.txt", "of cat, again\nof bob\n", "")
        beside = Claude(repository, "bob", repository.worktree("beside"))
        beside.reads("c.txt")
        beside.edits("c.txt", "of bob\n", "of bob\nmore\n")
        assert beside.commits("c.txt").ok
        repository.git("update-ref", "refs/heads/main", "beside")
    assert (repository.top / "c.txt").read_text() == "first\n"
    assert repository.run(["coordgit", "commit", "-m", "cat"], **cat.env).rejected
    cat.reads("c.txt")
    again = repository.run(["coordgit", "commit", "-m", "cat"], **cat.env)
    assert again.ok == shown, again
    assert repository.git("show", "main:c.txt") == ("first" if shown else "of cat\nof bob\nmore\nfirst")


@pytest.mark.parametrize("looks", [1, 2])
@pytest.mark.parametrize("ranges", [(), (1, 2)], ids=["whole", "range"])
@pytest.mark.parametrize("saw", [True, False], ids=["which the session has read", "which it has not"])
def test_a_look_at_own_text_leaves_known_what_it_was_written_over(
    repository: Repository, saw: bool, ranges: tuple[int, ...], looks: int
) -> None:
    repository.commit_files({"c.txt": "1\n2\n3\n", "other.py": "1\n"})
    cat, bob = Claude(repository, "cat"), repository.session("bob", repository.worktree("beside"))
    bob.lands("c.txt", "one\n2\n3\n")
    repository.git("update-ref", "refs/heads/main", "beside")
    cat.writes("c.txt", "ONE\n2\n3\n")
    assert cat.commits("c.txt").rejected == ["CG201 c.txt"]
    if saw:
        assert cat.runs("coordgit read --at HEAD c.txt").ok
    for _ in range(looks):
        cat.reads("c.txt", *ranges)
    bob.lands("other.py", "2\n")
    repository.git("update-ref", "refs/heads/main", "beside")
    cat.reads("c.txt", *ranges)
    again = cat.runs("git commit -qm cat c.txt")
    assert [one.split(":")[0] for one in again.rejected] == ([] if saw else ["CG201 c.txt"]), again
