"""Fixtures: a repository of the user's own, set up for a client."""

import pytest

from tests.support.repository import Repository
from tests.trust.hostile import Hostile


@pytest.fixture
def hostile(repository: Repository) -> Hostile:
    repository.begin(api__py="def f(x):\n    return x\n")
    assert repository.coordgit("init", "--client", "claude").ok
    return Hostile(repository)
