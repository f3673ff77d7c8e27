"""Shell commands that show a file and are seldom written so: a table of what was read."""

import pytest

from coordgit.shell.accesses import accesses
from tests.shell.shell_test import say

TOLD = {
    "git blame -- a": "read a",
    "git annotate a": "read a",
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
    "git ls-tree HEAD:m": "read m at HEAD",
    "git ls-tree --name-only main m/": "read m at main",
    "git ls-tree main m": "unknown: git ls-tree main m",
    "git ls-tree -r main m/": "unknown: git ls-tree -r main m/",
    "git ls-tree -r HEAD:m": "unknown: git ls-tree -r HEAD:m",
    "zgrep -n x a": "match a 'x'",
    "zgrep -n x a.gz": "read a.gz coarse",
    "look x a": "read a coarse",
    "python3 -m json.tool a": "read a coarse",
    "python3 -m json.tool --indent 2 a b": "read a coarse; write b coarse",
    "python3 -m pytest a": "unknown: python3 -m pytest a",
    "coordgit status | grep a; coordgit unlock": "",
    "make unlock": "unknown: make unlock",
    "ed -s a <<'E'\n,p\nq\nE": "read a coarse; write a coarse",
    "ed -s a <<'E'\n2d\nw\nE": "write a coarse",
    "ed -s a <<< 1,5n": "read a coarse; write a coarse",
    "printf '%s\\n' ,p q | ed -s a": "read a coarse; write a coarse",
    "echo 2p | ed -s $(echo a) a": "read a coarse; write a coarse; unknown: ed -s $(echo a) a",
    "printf '2d\\nw\\n' | ed -s a": "write a coarse",
    "ex -sc '%p|q' a": "read a coarse; write a coarse",
    "vim -es -u NONE a -c %print -c q!": "read a coarse; write a coarse",
    "vim -es a +2d +wq": "write a coarse",
    "du -a m": "listing m '' below",
    "du -ad 1 m": "listing m '' below coarse",
    "du m": "",
    "printf '%s\\n' m/*": "listing m '*'",
    "printf '%s\\n' m": "",
    "cat b | printf x": "read b coarse",
    'cat $(pwd)/a "$(pwd)/b" `pwd`/c': "read a; read b; read c",
    "cd s && cat $(pwd)/a": "read s/a",
    "ls $(pwd)": "listing . ''",
    "D=$(pwd); cd s; cat $D/a": "unknown: cat $D/a",
    "cat $(pwd; ls)/a": "listing . '' coarse; unknown: cat $(pwd; ls)/a",
    "echo a b | xargs cat": "read a coarse; read b coarse",
    "printf '%s\\0' a b | xargs -0 -n 1 head -2": "read a 1-2 coarse; read b 1-2 coarse",
    "echo a | xargs -I{} cat {}.py": "unknown: xargs -I{} cat {}.py",
    "echo a | xargs make": "unknown: xargs make",
    "echo $X | xargs cat": "unknown: xargs cat",
}


@pytest.mark.parametrize("command", TOLD)
def test_a_command_in_another_spelling(command: str) -> None:
    assert say(accesses(command, True, "")) == TOLD[command]
