"""What the walks' tests share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.repository import Repository


@pytest.fixture
def command_line(repository: Repository) -> None:
    """``coordgit``, as a shell finds it, is this one."""
    repository.env["PYTHONPATH"] = str(Path(__file__).parents[2])
