"""Sessions for all faults."""

import pytest

from tests.support.preloaded import ALONE
from tests.support.repository import Repository, Session


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each hook is a process of its own, which can be killed, limited and left without a disk."""
    monkeypatch.setenv(ALONE, "yes")


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
