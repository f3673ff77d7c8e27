"""What a session's own text hides: a change that it has taken back unseen where nobody asked, of which ``next:`` names the
commit; and of a search nothing that it has committed itself."""

import pytest

from tests.support.repository import Repository, Session

LINES = [f"line_{n} = {n}" for n in range(12)]


def text(**lines: str) -> str:
    return "\n".join([lines.get(f"_{n}", line) for n, line in enumerate(LINES)]) + "\n"


def taken_back(repository: Repository, content: str, way: str) -> tuple[Session, str, str]:
    """Ann has put ``content`` over Bob's change of p, unseen, on a detached HEAD or where a merge has stopped: (Ann, Bob's
    commit, what her next commit is told)."""
    repository.begin(p=text(), c="1\n")
    ann, bob = (repository.session(name, repository.worktree(name)) for name in ("ann", "bob"))
    ann.reads("p")
    if way == "merge":
        ann.lands("p", text(_6="own = 6"))
    bob.lands("p", text(_6="bob = 6", _10="bob = 10"))
    assert repository.session("cat").git("merge", "-q", "--ff-only", "bob").ok
    if way == "merge":
        assert not ann.git("merge", "-q", "main").ok
    else:
        assert ann.git("checkout", "-q", "--detach", "main").ok
    ann.writes("p", content)
    assert ann.git("commit", "-qam", "two").ok
    if way != "merge":
        assert ann.git("switch", "-q", "-c", "more").ok
    ann.writes("c", "2\n")
    denied = ann.git("commit", "-qam", "three")
    assert denied.rejected == ["CG101 p"], denied.err
    return ann, repository.git("rev-parse", "bob")[:12], denied.err.partition("next: ")[2].split("\n")[0]


@pytest.mark.parametrize("way", ["detached", "merge"])
@pytest.mark.parametrize(
    "content", [text(_6="both"), text(_6="bob = 6"), text(_6="bob = 6", _10="own = 10")], ids=["both", "left out", "replaced"]
)
def test_the_commit_that_made_it_is_to_be_read(repository: Repository, content: str, way: str) -> None:
    ann, oid, advice = taken_back(repository, content, way)
    assert advice == f"read p as it is on {oid} (coordgit read --at {oid} p), adapt your change if it needs it, commit again"
    assert "bob = 10" in ann.coordgit("read", "--at", oid, "p").out
    assert ann.git("commit", "-qam", "three").ok


@pytest.mark.parametrize("way", ["detached", "merge"])
def test_a_text_that_has_it_is_read_as_it_is(repository: Repository, way: str) -> None:
    ann, _, advice = taken_back(repository, text(_0="own = 0", _6="bob = 6", _10="bob = 10"), way)
    assert advice == "read p again (coordgit read p), adapt your change if it needs it, commit again"
    assert ann.coordgit("read", "p").ok and ann.git("commit", "-qam", "three").ok


def test_so_is_what_another_session_has_made_of_it(repository: Repository) -> None:
    repository.begin(p=text(), c="1\n")
    ann, bob, cat = (repository.session(name) for name in ("ann", "bob", "cat"))
    ann.reads("p")
    bob.lands("p", text(_6="bob = 6"))
    cat.reads("p")
    cat.lands("p", text(_0="cat = 0"))
    ann.writes("c", "2\n")
    denied = ann.git("commit", "-qam", "three")
    assert denied.rejected == ["CG101 p"] and "next: read p again" in denied.err, denied.err


@pytest.mark.parametrize("others", [False, True], ids=["its own", "another's"])
def test_what_a_session_takes_back_of_a_later_commit_of_its_own_hides_nothing(repository: Repository, others: bool) -> None:
    """Ann has searched over a commit that she had taken back and made again with a new file."""
    repository.commit_files({"a.txt": "one\n", "b.txt": "one\n"})
    ann, bob = (repository.session(name, repository.worktree(name)) for name in ("ann", "bob"))
    ann.lands("b.txt", "one\none\n")
    assert ann.git("reset", "-q", "--soft", "HEAD~1").ok
    assert ann.coordgit("read", "--grep", "one").ok
    assert ann.git("commit", "-qm", "again").ok
    (bob if others else ann).lands("new.txt", "one\n")
    bob.lands("a.txt", "two\n")
    assert ann.git("merge", "-q", "--no-edit", "bob").ok
    stale = ["CG102 a.txt", *(["CG102 new.txt"] if others else [])]
    assert ann.commits("new.txt", "").rejected == stale
    assert ann.coordgit("read", "--grep", "one").ok
    assert ann.git("commit", "-qm", "empty").rejected == (stale if others else [])
