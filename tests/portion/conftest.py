"""Ann and bob in one work tree."""

import pytest

from tests.portion.team import TEXT
from tests.support.claude import Claude
from tests.support.repository import Repository


@pytest.fixture
def ann(repository: Repository) -> Claude:
    repository.commit_files({"f.py": TEXT, "g.py": "g\n"})
    return Claude(repository, "ann")


@pytest.fixture
def bob(ann: Claude) -> Claude:
    return Claude(ann.repository, "bob")
