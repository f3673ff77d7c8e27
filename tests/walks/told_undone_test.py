"""A version that a session has read, was shown a newer one of, and that comes back: who was shown that too is not asked."""

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository

FIRST, SECOND = "one = 1\n", "one = 1\ntwo = 2\n"


@pytest.mark.parametrize("told", [True, False])
def test_what_a_notice_shows_of_a_sub_agents_read_its_session_knows_of_its_own(repository: Repository, told: bool) -> None:
    repository.begin(one__py=FIRST, other__py="1\n")
    release = repository.worktree("next")
    for target in ("main", "next"):
        repository.git("config", "--add", "coordgit.target", target)
    ann, bob = repository.session("ann"), Claude(repository, "bob")
    bob.reads("one.py")
    ann.lands("one.py", SECOND)
    bob.writes("mine.py", "1\n")  # bob is told of it
    bob.reads("one.py", agent_id="a1", agent_type="helper")
    bob.writes("mine.py", "2\n")
    repository.git("merge", "-q", "--ff-only", "main", cwd=release)
    repository.commit_files({"one.py": FIRST}, "back", release)
    if told:
        assert "-two = 2" in bob.writes("mine.py", "3\n")
        bob.writes("mine.py", "4\n")
    assert ann.git("merge", "-q", "--ff-only", "next").ok
    bob.reads("one.py", agent_id="a2", agent_type="helper")
    assert bob.runs("git add mine.py && git commit -qm mine").rejected == ([] if told else ["CG101 one.py"])
