"""Shell commands that show a file and are seldom written so: a table of what was read."""

import pytest

from coordgit.shell.accesses import accesses
from tests.shell.shell_test import say

TOLD = {
    "git blame -- a": "read a",
    "git blame main -- a": "unknown: git blame main -- a",
    "/usr/bin/env cat a": "read a",
    "/bin/env -u B A=1 cat a": "read a",
    "./env cat a": "unknown: ./env cat a",
    "git show :0:a": "read a at HEAD coarse",
    "git show HEAD -- a": "read a coarse",
    "git show --oneline -- a b": "read a coarse; read b coarse",
    "git show main -- a": "unknown: git show main -- a",
    "git show --stat HEAD -- a": "",
    "git show :1:a": "unknown: git show :1:a",
}


@pytest.mark.parametrize("command", TOLD)
def test_a_command_in_another_spelling(command: str) -> None:
    assert say(accesses(command, True, "")) == TOLD[command]
