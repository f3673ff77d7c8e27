"""Searches whose pattern every line matches: they print the whole file, as a table of what was read."""

import pytest

from coordgit.shell.accesses import accesses
from tests.shell.shell_test import say

TOLD = {
    "grep -n '' a": "match a ''; read a coarse",
    "grep -n . a.py b.py": "match a.py '.'; read a.py coarse; match b.py '.'; read b.py coarse",
    "grep -E '^.*$' a": "match a '^.*$'; read a coarse",
    "grep '.*' a | head -2": "match a '.*' coarse; read a coarse",
    "rg '' a.py": "match a.py '' below; read a.py coarse",
    "git grep -n '' -- a.py": "match a.py '' below; read a.py coarse",
    "git grep -n '' -- src": "match src '' below; unknown: git grep -n '' -- src",
    "grep -n '' *.py": "match . '' in *.py; read . '*.py' coarse",
    "grep -c '' *.py": "match . '' in *.py",
    "grep -c '' a": "match a ''",
    "grep -l . a": "match a '.'",
    "grep -m1 '' a": "match a '' coarse",
    "grep -F . a": "match a '.' fixed",
    "grep -n '^x' a": "match a '^x'",
}


@pytest.mark.parametrize("command", TOLD)
def test_a_search_that_prints_every_line_is_a_read_too(command: str) -> None:
    assert say(accesses(command, True, "")) == TOLD[command]
