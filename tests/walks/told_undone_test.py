"""A version that a session has read, was shown a newer one of, and that comes back: who was shown that too is not asked."""

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository

FIRST, SECOND, THIRD = "one = 1\n", "one = 1\ntwo = 2\n", "one = 1\ntwo = 2\nthree = 3\n"


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


LINES = [f"line_{n} = {n}" for n in range(30)]
OLD, NEW = ("\n".join((*LINES[:2], second, *LINES[3:25], last, *LINES[26:])) for second, last in ((LINES[2], LINES[25]), "ab"))


@pytest.mark.parametrize("seen", [(1, 5), (0, 0)], ids=["some lines", "the whole file"])
@pytest.mark.parametrize("known", [(22, 28), (0, 0)], ids=["other lines", "all of it"])
def test_what_a_notice_shows_of_some_lines_is_not_known_of_the_rest_of_the_file(
    repository: Repository, known: tuple[int, int], seen: tuple[int, int]
) -> None:
    repository.begin(one__py=OLD)
    release = repository.worktree("next")
    for target in ("main", "next"):
        repository.git("config", "--add", "coordgit.target", target)
    ann, bob = repository.session("ann"), Claude(repository, "bob")
    bob.reads("one.py", *known)
    ann.lands("one.py", NEW)
    bob.writes("mine.py", "1\n")  # bob is told of it
    bob.reads("one.py", *seen, agent_id="a1", agent_type="helper")
    bob.writes("mine.py", "2\n")
    repository.git("merge", "-q", "--ff-only", "main", cwd=release)
    repository.commit_files({"one.py": OLD}, "back", release)
    assert f"+{LINES[2]}" in bob.writes("mine.py", "3\n")
    bob.writes("mine.py", "4\n")
    assert ann.git("merge", "-q", "--ff-only", "next").ok
    bob.reads("one.py", agent_id="a2", agent_type="helper")
    stale = "CG101 one.py:22-28" if known[0] else "CG101 one.py"
    assert bob.runs("git add mine.py && git commit -qm mine").rejected == ([stale] if seen[0] else [])


@pytest.mark.parametrize("others", [0, 14])
def test_a_notice_that_begins_with_a_version_that_was_not_shown_does_not_count(repository: Repository, others: int) -> None:
    """What came before did not fit in, where ``others`` files had changed too."""
    names = [f"a{n}.py" for n in range(others)]
    repository.commit_files({"one.py": FIRST} | dict.fromkeys(names, FIRST))
    release = repository.worktree("next")
    for target in ("main", "next"):
        repository.git("config", "--add", "coordgit.target", target)
    ann, bob = repository.session("ann"), Claude(repository, "bob")
    for name in ("one.py", *names):
        bob.reads(name)
    ann.lands("one.py", THIRD)
    bob.writes("mine.py", "1\n")  # bob is told of it
    for name in names:
        ann.writes(name, SECOND)
    ann.writes("one.py", SECOND)
    assert ann.git("commit", "-qam", "second").ok
    said = bob.writes("mine.py", "2\n")
    assert ("-three = 3" in said) == (not others), said
    bob.reads("one.py", agent_id="a1", agent_type="helper")
    for name in names:
        bob.reads(name)
    repository.git("merge", "-q", "--ff-only", "main", cwd=release)
    repository.commit_files({"one.py": FIRST}, "back", release)
    assert "-two = 2" in bob.writes("mine.py", "3\n")
    bob.writes("mine.py", "4\n")
    assert ann.git("merge", "-q", "--ff-only", "next").ok
    bob.reads("one.py", agent_id="a2", agent_type="helper")
    assert bob.runs("git add mine.py && git commit -qm mine").rejected == (["CG101 one.py"] if others else [])
