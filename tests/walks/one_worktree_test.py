"""Several sessions in one work tree, on one branch."""

from tests.support.repository import Repository, Sessions


def test_a_commit_is_rejected_when_what_it_read_changed(sessions: Sessions, repository: Repository) -> None:
    ann, bob = sessions("ann", "bob")
    ann.reads("api.py")
    bob.lands("api.py", "def f(x, y):\n    return x\n")
    ann.writes("caller.py", "f(1)\n")
    ann.git("add", "caller.py")
    before = repository.state()
    result = ann.git("commit", "-qm", "call f", "--no-verify")
    assert result.rejected == ["CG101 api.py"]
    assert repository.state() == before


def test_a_commit_passes_when_another_file_changed(sessions: Sessions) -> None:
    ann, bob = sessions("ann", "bob")
    ann.reads("api.py")
    bob.lands("other.py", "OTHER = 2\n")
    assert ann.commits("caller.py", "f(1)\n").ok


def test_reading_again_is_all_it_takes(sessions: Sessions) -> None:
    ann, bob = sessions("ann", "bob")
    ann.reads("api.py")
    bob.lands("api.py", "def f(x, y):\n    return x\n")
    assert ann.commits("caller.py", "f(1)\n").rejected
    ann.reads("api.py")
    assert ann.commits("caller.py", "f(1, 2)\n").ok


def test_an_acknowledged_change_passes_and_a_later_one_asks_again(sessions: Sessions) -> None:
    ann, bob = sessions("ann", "bob")
    ann.reads("api.py")
    bob.lands("api.py", "def f(x, y):\n    return x\n")
    rejected = ann.commits("caller.py", "f(1)\n")
    assert ann.coordgit("ack", rejected.verdict, "--why", "it has a default").ok
    assert ann.commits("caller.py", "f(1)\n").ok
    bob.lands("api.py", "def f(x, y, z):\n    return x\n")
    assert ann.commits("more.py", "f(1)\n").rejected == ["CG101 api.py"]


def test_writing_an_old_copy_back_over_a_landed_change_is_rejected(sessions: Sessions) -> None:
    ann, bob = sessions("ann", "bob")
    ann.reads("api.py")
    bob.lands("api.py", "def f(x, y):\n    return x\n")
    result = ann.commits("api.py", "def f(x):\n    return x + 1\n")
    assert result.rejected == ["CG201 api.py"]


def test_writing_a_file_that_nobody_else_changed_passes(sessions: Sessions) -> None:
    ann, bob = sessions("ann", "bob")
    ann.reads("api.py")
    bob.lands("other.py", "OTHER = 2\n")
    assert ann.commits("api.py", "def f(x):\n    return x + 1\n").ok
    assert ann.commits("api.py", "def f(x):\n    return x + 2\n").ok
