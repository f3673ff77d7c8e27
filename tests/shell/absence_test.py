"""Shell commands that tell whether a path is there, and what may run after them: a table of what was read."""

import pytest

from coordgit.shell.accesses import accesses
from tests.shell.shell_test import say

TOLD = {
    "[[ -f a ]]": "presence a",
    "[[ ! -e 'a' && -f \"$x\" && -d b* ]]": "presence a",
    "[[ -n a ]]": "",
    "cat a 2>/dev/null": "read a coarse; presence a",
    "head -3 a b 2>/dev/null": "read a 1-3 coarse; read b 1-3 coarse; presence a; presence b",
    "ls a 2>/dev/null": "listing a '' coarse; presence a",
    "ls 2>/dev/null": "listing . '' coarse",
    "ls src 2>/dev/null | xargs cat": "listing src '' coarse; presence src missing coarse; read src '*' coarse",
    "cat *.py 2>/dev/null": "listing . '*.py' coarse; read . '*.py' coarse",
    "false || cat a 2>/dev/null": "read a coarse",
    "grep x a 2>/dev/null": "match a 'x' coarse",
    "stat -c %s a b": "presence a; presence b",
    "file -b a": "read a coarse; presence a",
    "git ls-files --error-unmatch a": "listing a '' below; presence a",
    "git cat-file -e HEAD:a": "",
    "git cat-file -t HEAD": "",
    # what may not have run is coarse
    "[[ -f a ]] && cat b": "presence a; read b coarse",
    "[[ -f a ]] || cat b": "presence a; read b coarse",
    "((i > 3)) || cat b": "read b coarse; unknown: ((i > 3))",
    "((i > 3)) && cat b": "read b coarse; unknown: ((i > 3))",
    "command -v rg || cat b": "read b coarse",
    "A=1 && cat b": "read b",
}


@pytest.mark.parametrize("command", TOLD)
def test_a_command_that_asks_whether_a_path_is_there(command: str) -> None:
    assert say(accesses(command, False, "Exit code 1")) == TOLD[command]
