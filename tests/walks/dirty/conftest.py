"""Who reads an uncommitted edit, and who makes it."""

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository
from tests.walks.dirty.edits import API


@pytest.fixture
def ann(repository: Repository) -> Claude:
    repository.begin(api__py=API, caller__py="pass\n", other__py="0\n")
    return Claude(repository, "ann")


@pytest.fixture
def bob(ann: Claude, repository: Repository) -> Claude:
    return Claude(repository, "bob")
