"""A session makes a file anew that another has removed, and knows what it wrote."""

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository


@pytest.fixture(params=[True, False], ids=["given up", "removed with the file"])
def bob(repository: Repository, request: pytest.FixtureRequest) -> Claude:
    """A session that has edited a file which it never read; nothing is left of that."""
    repository.begin(a__txt="old\n")
    bob = Claude(repository, "bob")
    bob.runs("echo more >> a.txt")
    if request.param:
        bob.runs("git checkout -q HEAD -- a.txt")
    repository.git("rm", "-q", "-f", "a.txt")
    return bob


@pytest.mark.parametrize("again", [False, True], ids=["written once", "and edited"])
@pytest.mark.parametrize("changed", [False, True], ids=["as it was landed", "changed since"])
def test_what_it_wrote_is_known_though_it_had_edited_the_file_that_was_removed(
    repository: Repository, bob: Claude, again: bool, changed: bool
) -> None:
    ann = repository.session("ann")
    assert ann.git("commit", "-qm", "removed").ok
    bob.writes("a.txt", "new\n")
    if again:
        bob.edits("a.txt", "new\n", "new\nmore\n")
    assert bob.commits("a.txt").ok
    bob.writes("c.txt", "c\n")
    if changed:
        ann.reads("a.txt")
        ann.lands("a.txt", "changed\n")
    assert bob.commits("c.txt").rejected == ["CG101 a.txt"] * changed
    bob.reads("a.txt")
    bob.writes("c.txt", "c\nc\n")
    assert bob.commits("c.txt").ok
