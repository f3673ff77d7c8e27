"""Searches whose pattern every line matches: they print the whole file, as a table of what was read."""

import pytest

from coordgit.shell.accesses import accesses
from tests.shell.shell_test import say

TOLD = {
    "grep -n '' a": "match a ''; read a coarse",
    "grep -n . a.py b.py": "match a.py '.'; read a.py coarse; match b.py '.'; read b.py coarse",
    "grep -E '^.*$' a": "match a '^.*$'; read a coarse",
    "grep '.*' a | head -2": "match a '.*' coarse; read a coarse",
    "rg --passthru x a.py": "match a.py 'x' below; read a.py coarse",
    "rg -v x a.py": "read a.py coarse",
    "rg -v x": "unknown: rg -v x",
    "rg '' a.py": "match a.py '' below; read a.py coarse",
    "git grep -n '' -- a.py": "match a.py '' below; read a.py coarse",
    "git grep -n '' -- src": "match src '' below; unknown: git grep -n '' -- src",
    "grep -n '' *.py": "match . '' in *.py; read . '*.py' coarse",
    "grep -c '' *.py": "match . '' in *.py coarse",
    "grep -c '' a": "match a '' coarse",
    "grep -l . a": "match a '.' coarse",
    "git grep --name-only . -- a.py": "match a.py '.' below coarse",
    "rg -o . a.py": "match a.py '.' below coarse; read a.py coarse",
    "grep -m1 '' a": "match a '' coarse",
    "grep -F . a": "match a '.' fixed",
    "grep -n '^x' a": "match a '^x'",
}


@pytest.mark.parametrize("command", TOLD)
def test_a_search_that_prints_every_line_is_a_read_too(command: str) -> None:
    assert say(accesses(command, True, "")) == TOLD[command]


PIPED = {
    "grep -rn x src | head -50": "match src 'x' below",
    "cd src && grep -rn x . | head -50": "match src 'x' below",
    "grep -rn x src | head -5": "match src 'x' below",
    "grep -rn x src | head -4": "match src 'x' below coarse",
    "grep -rn x src | tail -20": "match src 'x' below",
    "grep -rn x src | tail": "match src 'x' below",
    "grep -rn x src | tail -n 2": "match src 'x' below coarse",
    "grep -rn x src | tail -n +2": "match src 'x' below coarse",
    "grep -rn x src | head -c 500": "match src 'x' below coarse",
    "grep -rn x src | sort": "match src 'x' below",
    "grep -rn x src | sort -t: -k1,1 | head -50": "match src 'x' below",
    "grep -rn x src | head -50 | sort | cat": "match src 'x' below",
    "grep -rn x src | sort -u": "match src 'x' below coarse",
    "grep -rn x src | wc -l": "match src 'x' below coarse",
    "grep -rn x src | head -50 | wc -l": "match src 'x' below coarse",
    "grep -rn x src | head -50 > found": "match src 'x' below coarse; write found coarse",
    "grep -hrn '^ *$' src | head -50": "match src '^ *$' below coarse",
    "find src -name '*.py' | sort | head -20": "listing src '**/*.py' below",
    "cat a | head -50": "read a 1-50",
    "cat a | sort | head -50": "read a coarse",
}


@pytest.mark.parametrize("command", PIPED)
def test_a_search_that_a_pipe_prints_whole_is_as_exact_as_without_it(command: str) -> None:
    """Of two lines; a blank one, that is not shown, may have followed."""
    assert say(accesses(command, True, "src/a:1:x\nsrc/b:1:x\n")) == PIPED[command]


UNHEARD = {
    "grep -rn x src 2>/dev/null": "match src 'x' below",
    "grep -rn x src 2>/dev/null | head -50": "match src 'x' below",
    "grep -rn x src 2>/dev/null | sort | head -50": "match src 'x' below",
    "grep -rn x src 2>/dev/null || true": "match src 'x' below",
    "cd src && grep -rn x . 2>/dev/null | head -50": "match src 'x' below",
    "rg x src 2>/dev/null | head -4": "match src 'x' below coarse",
    "grep -rn x src 2>/dev/null | wc -l": "match src 'x' below coarse",
    "grep -rn x src 2>/dev/null | tee found": "match src 'x' below coarse; write found coarse",
    "grep -rn x src 2>/dev/null || true; cat a": "match src 'x' below coarse; read a",
    "grep -rn x src 2>/dev/null | head -50; cat a": "match src 'x' below coarse; read a",
    "cat b 2>/dev/null | head -50": "read b 1-50",
    "cat b 2>/dev/null | tail -n +3 | head -5": "read b 3-7",
    "sed -n 3,9p b 2>/dev/null || true": "read b 3-9",
    "cat b c 2>/dev/null | head -50": "read b coarse; read c coarse; presence b; presence c",
    "cat b 2>/dev/null | grep x": "read b coarse; presence b missing coarse",
    "cat b 2>/dev/null | head -50; ls": "read b coarse; presence b; listing . ''",
    "cat b 2>/dev/null || echo none": "read b coarse; presence b",
}


@pytest.mark.parametrize("command", UNHEARD)
def test_a_search_whose_complaints_are_not_heard_has_run_if_all_that_was_printed_is_its_own(command: str) -> None:
    assert say(accesses(command, True, "src/a:1:x\nsrc/b:1:x\n")) == UNHEARD[command]


def test_a_file_whose_reader_is_not_heard_may_not_be_there_if_nothing_was_printed() -> None:
    assert say(accesses("cat b 2>/dev/null | head -50", True, "\n")) == "read b coarse; presence b"


@pytest.mark.parametrize("command", ["grep -rn x src 2>/dev/null | head -50", "grep -rn x src 2>/dev/null || true"])
def test_a_search_whose_complaints_are_not_heard_may_have_failed_if_nothing_was_printed(command: str) -> None:
    assert say(accesses(command, True, "")) == "match src 'x' below coarse"
    assert say(accesses(command, False, "Exit code 1")) == "match src 'x' below coarse"
