"""Ann and bob in one work tree."""

import pytest

from tests.portion.team import TEXT, Team
from tests.support.claude import Claude
from tests.support.repository import Repository


@pytest.fixture
def team(repository: Repository) -> Team:
    """Ann and bob at work in one work tree."""
    repository.commit_files({"f.py": TEXT, "g.py": "g\n"})
    return Claude(repository, "ann"), Claude(repository, "bob")
