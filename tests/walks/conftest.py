"""What the walks' tests share."""

from pathlib import Path

import pytest

from tests.support.claude import Claude, begun
from tests.support.repository import Repository, Session
from tests.walks.observing import FILES, UTIL


@pytest.fixture
def command_line(repository: Repository) -> None:
    """``coordgit``, as a shell finds it, is this one."""
    repository.env["PYTHONPATH"] = str(Path(__file__).parents[2])


@pytest.fixture
def ann(repository: Repository) -> Claude:
    """Ann, a client's session that has just begun, and has read nothing."""
    return begun(repository, FILES)


@pytest.fixture
def main(repository: Repository) -> Session:
    """Bob, who works on main."""
    repository.commit_files({"util.py": UTIL, "use.py": "1\n"})
    return repository.session("bob")


@pytest.fixture
def bob(repository: Repository, ann: Claude) -> Session:
    return repository.session("bob")
