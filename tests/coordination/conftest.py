"""Fixtures: a store and the sessions that share it, with a clock that the test turns."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.coordination.team import Team


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    team = Team(str(tmp_path))
    yield team
    team.store.close()
