"""A folder comes where a session without a client had found nothing."""

import pytest

from tests.support.claude import SUB_AGENT, Claude
from tests.support.repository import Repository, Session


@pytest.fixture
def ann(repository: Repository) -> Session:
    repository.begin(other__py="1\n")
    ann = repository.session("ann")
    ann.reads("q")
    return ann


def stale(ann: Session) -> list[tuple[str, str, str]]:
    its = (one for one in ann.json("status")["sessions"] if one["session"] == "ann")
    return [(read["path"], read["kind"], read["changed_by"]) for one in its for read in one["stale"]]


@pytest.mark.parametrize(("paths", "listed"), [(("q/c.py",), 1), (("q/c.py", "q/d/e.py"), 2), (("q.py", "p/q/c.py", "q0"), 0)])
def test_status_lists_it_once_for_each_landing(repository: Repository, ann: Session, paths: tuple[str, ...], listed: int) -> None:
    for path in paths:
        repository.write(path.replace("c.py", "a.py"), "1\n")
        repository.git("add", "-A")
        repository.session("bob").lands(path, f"{path}\n", "-i")
    assert stale(ann) == [("q", "absent", "bob")] * listed
    rejected = ann.commits("other.py", "2\n")
    assert rejected.rejected == ["CG103 q"] * (listed > 0)
    if listed:
        assert ann.coordgit("ack", rejected.verdict, "--why", "no matter").ok
        assert stale(ann) == []


def has_gone_on(repository: Repository, what: str) -> None:
    bob = repository.session("bob")
    for path in ("q/a.py", "q/b.py")[: 2 if "beside" in what else 1]:
        repository.write(path, f"{path}\n")
    assert bob.git("add", "-A").ok and bob.git("commit", "-qm", "q").ok
    if "removed" in what:
        assert bob.git("rm", "-q", "q/a.py").ok
    elif "renamed" in what:
        assert bob.git("mv", "q/a.py", "q/b.py").ok
    else:
        repository.write("q/a.py", "changed\n")
    assert bob.git("commit", "-qam", "q again").ok


@pytest.mark.parametrize(
    ("what", "rows"),
    [("removed beside another", 1), ("removed", 0), ("renamed", 1), ("changed", 1), ("changed beside another", 2)],
)
def test_status_lists_what_is_there_of_it_by_now(repository: Repository, ann: Session, what: str, rows: int) -> None:
    has_gone_on(repository, what)
    assert stale(ann) == [("q", "absent", "bob")] * rows
    assert ann.commits("other.py", "2\n").rejected == ["CG103 q"] * (rows > 0)


@pytest.mark.parametrize("more", [False, True])
def test_who_is_shown_what_is_in_it_may_commit(repository: Repository, ann: Session, more: bool) -> None:
    """``more``: another file comes there afterwards; it knows by then that there is a folder."""
    bob = repository.session("bob")
    bob.lands("q/c.py", "1\n")
    rejected = ann.commits("other.py", "2\n")
    assert rejected.rejected == ["CG103 q"] and ann.coordgit("explain", rejected.verdict).ok
    assert stale(ann) == []
    if more:
        bob.lands("q/b.py", "2\n")
    assert stale(ann) == []
    assert ann.commits("other.py", "2\n").ok


@pytest.mark.parametrize("linked", [False, True])
@pytest.mark.parametrize("look", ["read q/c.py", "read --glob q/*", "read --glob q", "read --at main q/c.py"])
def test_who_looks_at_what_is_in_it_may_commit(repository: Repository, ann: Session, look: str, linked: bool) -> None:
    if linked:
        ann = repository.session("ann", repository.worktree("ann"))
        ann.reads("q")
    bob = repository.session("bob")
    bob.lands("q/c.py", "1\n")
    assert ann.commits("other.py", "2\n").rejected == ["CG103 q"]
    if linked and "--at" not in look:
        assert ann.git("merge", "-q", "--autostash", "main").ok
    assert ann.coordgit(*look.split()).ok
    assert [path for path, _, _ in stale(ann)] == []
    assert ann.commits("other.py", "2\n").ok
    bob.lands("q/b.py", "2\n")
    assert ann.commits("other.py", "3\n").rejected == ["CG102 q/b.py"] * ("--glob" in look)


@pytest.mark.parametrize("look", ["read other.py", "read --glob p", "read p/q/c.py", "read q/none.py", "read --at main~2 q/c.py"])
def test_who_looks_elsewhere_is_still_asked(repository: Repository, look: str) -> None:
    """In the oldest commit there was a folder of that name."""
    repository.commit_files({"q/c.py": "0\n", "p/q/c.py": "0\n", "other.py": "1\n"})
    bob = repository.session("bob")
    assert bob.git("rm", "-q", "q/c.py").ok and bob.git("commit", "-qm", "removed").ok
    ann = repository.session("ann")
    ann.reads("q")
    bob.lands("q/c.py", "1\n")
    assert ann.coordgit(*look.split()).ok
    assert "CG103 q" in ann.commits("other.py", "2\n").rejected


def test_who_looks_for_the_file_where_it_has_not_come_yet_is_still_asked(repository: Repository, ann: Session) -> None:
    dan = repository.session("dan", repository.worktree("dan"))
    dan.reads("q")
    repository.session("bob").lands("q/c.py", "1\n")
    assert dan.commits("other.py", "2\n").rejected == ["CG103 q"]
    dan.reads("q/c.py")
    assert dan.commits("other.py", "2\n").rejected == ["CG103 q"]


@pytest.mark.parametrize(
    ("look", "passes"),
    [
        ("cat q/c.py", True),
        ("ls q", True),
        ("find q -name '*.py'", True),
        ("git show main:q/c.py", True),
        ("git ls-files q", True),
        ("wc -l q/c.py", False),
        ("cat q/none.py; true", False),
        ("ls", False),
    ],
)
def test_a_client_to_which_it_is_too_long_to_be_shown_looks_at_it(repository: Repository, look: str, passes: bool) -> None:
    repository.begin(other__py="1\n")
    dan = Claude(repository, "dan")
    dan.reads("q")
    repository.session("bob").lands("q/c.py", "1\n" * 9000)
    again = "echo 2 >>other.py && git commit -qm more -- other.py"
    assert dan.runs(again).rejected == ["CG103 q"]
    assert dan.runs(look).ok
    assert dan.runs(again).rejected == ["CG103 q"] * (not passes)


@pytest.mark.parametrize("named", [False, True])
def test_what_a_sub_agent_sees_of_it_answers_what_a_rejection_has_named(repository: Repository, named: bool) -> None:
    repository.begin(other__py="1\n")
    dan = Claude(repository, "dan")
    dan.reads("q")
    repository.session("bob").lands("q/c.py", "1\n" * 9000)
    again = "echo 2 >>other.py && git commit -qm more -- other.py"
    if named:
        assert dan.runs(again).rejected == ["CG103 q"]
    dan.reads("q/c.py", **SUB_AGENT)
    assert dan.runs(again).rejected == ["CG103 q"] * (not named)
