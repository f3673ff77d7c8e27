"""A lock that expired while its holder slept: the holder does not land over its successor."""

import time

from tests.support.repository import Session, Sessions


def sleeps_past_its_lock(ann: Session) -> None:
    """Ann locks api.py, writes it, and is silent for too long."""
    assert ann.coordgit("lock", "api.py", "--for", "0.1s").ok
    ann.writes("api.py", "def f(x): ...\n")
    time.sleep(0.15)


def test_a_holder_that_wakes_up_does_not_land_over_its_successor(sessions: Sessions) -> None:
    ann, bob = sessions("ann", "bob")
    sleeps_past_its_lock(ann)
    assert bob.coordgit("lock", "api.py", "--why", "mine now").ok
    bob.lands("api.py", "def f(x, y): ...\n")
    assert bob.coordgit("unlock").ok
    assert ann.commits("api.py", "def f(x): ...\n").rejected == ["CG301 api.py"]
    assert ann.coordgit("lock", "api.py").ok
    assert ann.commits("api.py", "def f(x, y): return x\n").ok


def test_a_holder_that_wakes_up_lands_where_nobody_succeeded_it(sessions: Sessions) -> None:
    ann, bob = sessions("ann", "bob")
    sleeps_past_its_lock(ann)
    assert bob.coordgit("lock", "other.py").ok
    bob.lands("other.py", "OTHER = 2\n")
    assert bob.coordgit("unlock").ok
    assert ann.commits("api.py", "def f(x): ...\n").ok
