"""A script that a shell is given on its standard input is followed like that of ``sh -c``."""

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository, Sessions
from tests.walks.denial_test import denied
from tests.walks.observing import lands

GIVEN = {"a here-document": "bash <<'E'\n{}\nE", "a pipe": "echo {} | sh", "cat": "cat <<'E' | bash -e\n{}\nE"}


@pytest.fixture
def ann(sessions: Sessions, repository: Repository) -> Claude:
    sessions()
    return Claude(repository, "ann")


@pytest.mark.daily(3)
@pytest.mark.parametrize("given", GIVEN.values(), ids=GIVEN)
@pytest.mark.parametrize("path", ["api.py", "other.py"])
def test_what_it_prints_is_read(ann: Claude, repository: Repository, given: str, path: str) -> None:
    assert ann.runs(given.format("cat api.py")).ok
    repository.session("bob").lands(path, "changed\n")
    assert lands(ann).rejected == (["CG101 api.py"] if path == "api.py" else [])


@pytest.mark.daily(3)
@pytest.mark.parametrize("given", GIVEN.values(), ids=GIVEN)
@pytest.mark.parametrize("path", ["api.py", "other.py"])
def test_what_it_would_take_away_of_anothers_is_denied(ann: Claude, repository: Repository, given: str, path: str) -> None:
    Claude(repository, "bob").writes("api.py", "bob's\n")
    assert bool(denied(ann, given.format(f"git checkout -- {path}"))) == (path == "api.py")
