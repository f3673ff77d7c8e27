"""The end of a file: a range up to it, or its last lines. The command line tells which; their numbers are looked up."""

import pytest

from coordgit.core.model import READ, Access
from coordgit.record.delivered import bounded
from coordgit.shell.accesses import accesses
from tests.shell.shell_test import say

COMMANDS = {
    "tail -n -5 a": "read a -5--1",
    "tail --lines=5 a": "read a -5--1",
    "tail -5 a b": "read a -5--1; read b -5--1",
    "tail -n 0 a": "",
    "tail -c 20 a": "read a coarse",
    "tail -f a": "read a coarse",
    "tail -n x a": "read a coarse",
    "tail -3 a | head -1": "read a -3--1 coarse",
    "tail -n +10 a | tail -3": "read a 10--1 coarse",
    "head -20 a | tail -3": "read a -3-20",
    "cat a | head -20 | tail -3 | wc -l": "read a -3-20 coarse",
    "git show HEAD:a | head -20 | tail -3": "read a at HEAD coarse",
    "tail -3 a | wc -l": "read a -3--1 coarse",
    "awk 'NR>=10' a": "read a 10--1",
    "awk 'NR > 9 {print}' a": "read a 10--1",
    "awk 'NR>0' a": "read a",
    "awk 'NR>=5' RS= a": "read a coarse",
    "awk -v RS=';' 'NR>=5 && NR<9' a": "read a coarse",
    "awk -v x=1 'NR>=5 && NR<9' a": "read a 5-8",
    "git show HEAD:a | tail -3": "read a at HEAD coarse",
    "tail -3 *.py": "listing . '*.py'; read . '*.py' coarse",
}


@pytest.mark.parametrize(("command", "expected"), COMMANDS.items())
def test_what_a_command_line_tells_of_the_end_of_a_file(command: str, expected: str) -> None:
    assert say(accesses(command, True, "")) == expected


def test_of_the_last_lines_of_a_part_the_part_is_known_coarsely() -> None:
    assert say(accesses("sed -n 10,20p a | tail -3", True, "")) == "read a 10-20 coarse"


THREE = b"1\n2\n3\n"


@pytest.mark.parametrize(
    ("asked", "text", "given"),
    [
        ((2, -1), THREE, (2, 3)),
        ((-2, -1), THREE, (2, 3)),
        ((-2, -1), THREE[:-1], (2, 3)),
        ((-3, -1), THREE, (0, 0)),
        ((-9, -1), THREE, (0, 0)),
        ((9, -1), THREE, (9, 9)),
        ((-1, 2), THREE, (2, 2)),
        ((-2, 2), THREE, (1, 2)),
        ((-2, 9), THREE, (2, 3)),
        ((-9, 9), THREE, (0, 0)),
        ((-2, -1), b"", (0, 0)),
        ((2, 3), THREE, (2, 3)),
        ((0, 0), THREE, (0, 0)),
    ],
)
def test_which_lines_the_end_of_a_file_are(asked: tuple[int, int], text: bytes, given: tuple[int, int]) -> None:
    assert bounded(Access(READ, "a", *asked), text) == Access(READ, "a", *given)


def test_the_end_of_a_file_that_is_not_there_any_more_is_all_of_it_perhaps_less() -> None:
    assert bounded(Access(READ, "a", -2, -1), None) == Access(READ, "a", exact=False)
