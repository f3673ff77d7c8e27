"""What gc keeps for an entry of the stash: the reads behind it."""

import pytest

from tests.cli.ageing import age, collect
from tests.support.claude import Claude
from tests.support.repository import Repository, Sessions


@pytest.mark.daily(1)
@pytest.mark.parametrize("client", [True, False], ids=["a client", "no client"])
@pytest.mark.parametrize("there", [True, False], ids=["in the stash", "dropped"])
def test_what_is_in_the_stash_keeps_what_its_session_had_read(
    sessions: Sessions, repository: Repository, client: bool, there: bool
) -> None:
    ann, bob = sessions("ann", "bob")
    if client:
        claude = Claude(repository, "ann")
        claude.reads("other.py")
        claude.writes("caller.py", "print(OTHER)\n")
        assert claude.runs("git stash -u").ok
    else:
        ann.reads("other.py")
        ann.writes("caller.py", "print(OTHER)\n")
        assert ann.git("stash", "-u").ok
    repository.coordgit("session", "end", COORDGIT_SESSION="ann")
    age(repository, 31)
    if not there:
        repository.git("stash", "drop")
    assert ("reads" in collect(repository)) is not there
    bob.lands("other.py", "OTHER = 2\n")
    if there:
        assert bob.git("stash", "pop").ok
        bob.git("add", "-A")
        assert bob.git("commit", "-qm", "what was put away").rejected == ["CG101 other.py"]
