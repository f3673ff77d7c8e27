"""Commands in forms that come seldom: what each showed, and where nobody can tell, that it is said."""

import pytest

from coordgit.shell.accesses import accesses
from tests.shell.shell_test import say

TOLD = {
    # git
    "git --git-dir=x show HEAD:a": "unknown",
    'git -C "$X" show HEAD:a': "unknown",
    'cd "$X"; git show HEAD:a': "unknown: git show HEAD:a",
    "git show --no-patch HEAD -- a": "",
    "git show HEAD:": "unknown",
    "git cat-file -e HEAD:a": "",
    "git diff --name-only -- a": "",
    "git diff --no-index a b": "read a coarse; read b coarse",
    "git grep": "unknown",
    'git ls-tree "$X"': "unknown",
    "git restore --staged a": "",
    "git rm --cached a": "",
    # a folder or a pattern that nobody knows
    'cd "$X" && cat *.py': "unknown: cat *.py",
    'cat $(cd "$X"; grep -l x *)': 'unknown: grep -l x *; cat $(cd "$X"; grep -l x *)',
    'grep -e "$X" a': "unknown",
    "grep -f patterns a": "unknown",
    "grep -F a.b a": "match a 'a.b' fixed",
    "cat a | rg x": "read a coarse",
    # parts of a file
    "bat -r 1:3 a": "read a coarse",
    "awk -f prog a": "read a coarse; unknown: awk -f prog a",
    "sed -n '3p;4q' a": "read a 3-3",
    "sed -n '3p;2d' a": "read a coarse",
    "cat a | sed -n 5,3p": "read a coarse",
    # what find runs, and may ask before
    "find . -name x -ok rm {} ;": "listing . '**/x' below; unknown: find . -name x -ok rm {}",
    "mv a": "unknown",
    # words and quotes
    "cat a \\\n b": "read a; read b",
    "cat $'a\\q'": "read a\\q",
    "cat $'\\U00110000'": "unknown",
    "cat $'a": "unknown",
    "echo $((1 + (2)))": "",
    "echo $(($(cat a)))": "unknown",
    "echo $((1": "unknown",
    "cat `cat a)`": "unknown",
    # loops and conditions
    "for ((i = 0; i < 3; i++)); do cat a; done": "read a coarse; unknown: for ((i = 0; i < 3; i++)); do cat a; done",
    "for f; do cat a; done": "read a coarse; unknown: for f; do cat a; done",
    "for f in a $(cat b); do cat $f; done": "read b coarse; unknown: for f in a $(cat b); do cat $f; done; cat $f",
    "for 1 in a; do cat a; done": "unknown",
    "for f in a; do cat $f; done b": "unknown",
    "[[ -f a && x == y]] ]] && cat a": "presence a; read a",
    "export A=a && cat $A": "read a",
}
"""``unknown`` alone: of the whole command."""


@pytest.mark.parametrize("command", TOLD)
def test_a_command_in_a_seldom_form(command: str) -> None:
    expected = f"unknown: {command}" if TOLD[command] == "unknown" else TOLD[command]
    assert say(accesses(command, True, "")) == expected
