"""Every session that keeps trying lands: after two rejections in a row it may take a turn."""

from __future__ import annotations

from collections.abc import Callable

from tests.support.repository import Repository, Session

Sessions = Callable[..., list[Session]]


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
