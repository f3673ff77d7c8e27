"""Slow faults run only where they are asked for, with COORDGIT_SLOW=1; and sessions for all of them."""

from __future__ import annotations

import pytest

from tests.support.repository import Repository, Session
from tests.support.thorough import NIGHTLY


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "slow: runs only with COORDGIT_SLOW=1")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if not NIGHTLY:
        for item in items:
            if item.get_closest_marker("slow"):
                item.add_marker(pytest.mark.skip(reason="slow: set COORDGIT_SLOW=1"))


@pytest.fixture
def ann(repository: Repository) -> Session:
    """Ann has read api.py, in the main work tree."""
    repository.begin(api__py="def f(x):\n    return x\n", other__py="OTHER = 1\n")
    ann = repository.session("ann")
    ann.reads("api.py")
    return ann


@pytest.fixture
def bob(repository: Repository, ann: Session) -> Session:
    return repository.session("bob")
