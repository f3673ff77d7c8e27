"""What a command prints of the files that a glob, or ``find``, names is read."""

import pytest

from tests.support.claude import Claude
from tests.support.repository import CHANGED, Repository, Session
from tests.walks.observing import lands, rejected

PRINTS = [
    "cat *.py",
    'for f in *.py; do echo "$f"; cat "$f"; done',
    "find . -name 'a*.py' -exec cat {} +",
    "find . -name 'a*.py' -print0 | xargs -0 head -50",
    "git show :api.py",
]


@pytest.mark.daily(3)
@pytest.mark.parametrize("command", PRINTS)
def test_what_a_command_prints_of_the_files_that_a_glob_names_is_read(ann: Claude, bob: Session, command: str) -> None:
    assert ann.runs(command).ok
    bob.lands("api.py", CHANGED)
    assert rejected(ann) == ["CG101 api.py"]


@pytest.mark.parametrize("command", ["wc -l *.py", "cat o*.py", "find . -name 'a*.py' -exec touch -c {} +", "cat sub/*.py; true"])
def test_what_it_does_not_print_is_not(ann: Claude, bob: Session, command: str) -> None:
    assert ann.runs(command).ok
    bob.lands("api.py", CHANGED)
    assert lands(ann).ok


def test_a_glob_of_very_many_files_records_their_names_alone(repository: Repository) -> None:
    repository.commit_files({f"f{n}.py": "1\n" for n in range(101)})
    ann = Claude(repository, "00000000-0000-4000-8000-00000000000a")
    assert ann.runs("cat *.py").ok
    shown = repository.json("session", "show", ann.session)
    assert [read["kind"] for read in shown["reads"]] == ["listing"]
