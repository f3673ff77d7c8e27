"""Every session that keeps trying lands: after two rejections in a row it may take a turn."""

import pytest

from tests.support.repository import Repository, Session, Sessions


def rejected_twice(sessions: Sessions) -> tuple[Session, Session]:
    ann, bob = sessions("ann", "bob")
    for number in (2, 3):
        ann.reads("api.py")
        bob.lands("api.py", f"def f{number}(): ...\n")
        rejected = ann.commits("caller.py", "f()\n")
        assert rejected.rejected == ["CG101 api.py"] and "--turn" not in rejected.err
    return ann, bob


def test_a_turn_is_offered_and_others_landings_wait_until_it_has_landed(sessions: Sessions) -> None:
    ann, bob = rejected_twice(sessions)
    bob.lands("api.py", "def f4(): ...\n")
    assert "coordgit lock --turn" in ann.commits("caller.py", "f()\n").err
    assert ann.coordgit("lock", "--turn").ok
    assert bob.commits("api.py", "def f5(): ...\n").rejected == ["CG301 api.py"]
    bob.git("checkout", "-q", "HEAD", "--", "api.py")
    ann.reads("api.py")
    assert ann.commits("caller.py", "f4()\n").ok
    assert bob.commits("api.py", "def f5(): ...\n").ok


def test_a_turn_is_not_offered_for_what_it_cannot_help(sessions: Sessions) -> None:
    ann, bob = rejected_twice(sessions)
    bob.lands("api.py", "def f4(): ...\n")
    result = ann.git("reset", "-q", "--hard", "HEAD~1")
    assert result.rejected == ["CG205 main"] and "--turn" not in result.err


def test_a_turn_holds_up_nobody_who_works_elsewhere(sessions: Sessions) -> None:
    ann, bob = rejected_twice(sessions)
    assert ann.coordgit("lock", "--turn").ok
    assert bob.commits("other.py", "OTHER = 2\n").ok


def test_a_turn_is_not_for_those_who_were_not_rejected(sessions: Sessions, repository: Repository) -> None:
    ann, _ = sessions("ann", "bob")
    ann.reads("api.py")
    result = ann.coordgit("lock", "--turn")
    assert result.code == 2 and "2 times in a row" in result.err
    assert repository.json("locks")["locks"] == []


def test_a_turn_is_not_for_those_who_only_tried_again(sessions: Sessions) -> None:
    ann, bob = sessions("ann", "bob")
    ann.reads("api.py")
    bob.lands("api.py", "def f2(): ...\n")
    for _ in range(3):
        rejected = ann.commits("caller.py", "f()\n")
        assert rejected.rejected == ["CG101 api.py"] and "--turn" not in rejected.err
    assert ann.coordgit("lock", "--turn").code == 2


def test_a_landing_begins_the_count_anew(sessions: Sessions) -> None:
    ann, bob = sessions("ann", "bob")
    for number in (2, 3):
        ann.reads("api.py")
        bob.lands("api.py", f"def f{number}(): ...\n")
        assert ann.commits("caller.py", f"f{number}()\n").rejected == ["CG101 api.py"]
        ann.reads("api.py")
        ann.lands("caller.py", f"f{number}()\n")
    assert ann.coordgit("lock", "--turn").code == 2


@pytest.mark.parametrize("command", ["check", "pre-commit"])
def test_a_check_is_not_a_rejection_in_a_row(sessions: Sessions, command: str) -> None:
    """By hand, or by ``pre-commit run --all-files``: no commit is made."""
    ann, bob = sessions("ann", "bob")
    ann.reads("api.py")
    for number in (2, 3):
        bob.lands("api.py", f"def f{number}(): ...\n")
        ann.writes("caller.py", "f()\n")
        assert ann.git("add", "caller.py").ok
        assert ann.coordgit(command).code == 1
    assert not [entry for entry in ann.json("log")["entries"] if entry["outcome"] == "rejected"]
    assert ann.coordgit("lock", "--turn").code == 2


def test_of_one_search_with_many_hits_one_read_is_stale(sessions: Sessions) -> None:
    ann, bob = sessions("ann", "bob")
    assert ann.coordgit("read", "--grep", "send").ok
    for name in ("a.py", "b.py", "c.py"):
        bob.lands(name, "send()\n")
    assert "1 of 1 reads is stale" in ann.commits("new.py", "1\n").err
