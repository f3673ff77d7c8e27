"""Here-documents that run commands: a table of what these read."""

import pytest

from coordgit.shell.accesses import accesses
from tests.shell.shell_test import say

TOLD = {
    'cat <<E\nit\'s $(cat a) and "`cat b`"\nE': "read a coarse; read b coarse",
    "cat c <<E\n$(cat a)\nE": "read a coarse; read c",
    "cat <<-E | wc -l\n\t${X} $Y $(head -2 a)\n\tE": "read a 1-2 coarse",
    "cat <<E\n$(cat <<F\n$(cat a)\nF\n)\nE": "read a coarse",
    "(cat; true) <<E\n$(cat a)\nE": "read a coarse",
    "cat <<'E'\n$(cat a)\nE": "",
    "cat <<E\n\\$(cat a) \\`cat b\\`\nE": "",
    "cat <<E\n$(cat a\nE": "unknown: $(cat a",
    "bash <<'E'\ncd s\ncat a\nE": "read s/a",
    "cd s && bash -euo pipefail -s x <<'E'\nsed -i s/x/y/ a\nE": "write s/a coarse",
    "env A=1 sh -e <<E\ncat $(echo a) b\nE": "read b; unknown: cat $(echo a) b",
    "cat <<'E' | sh\ncat a\nE": "read a",
    "echo cat a | sh; cat b": "read a; read b",
    "printf '%s\\n' 'cat a' 'cat b' | bash": "read a; read b",
    "bash x.sh <<E\ncat a\nE": "unknown: bash x.sh <<E",
    "ssh host <<E\ncat a\nE": "unknown: ssh host <<E",
    "cat a | sh": "read a coarse; unknown: sh",
    "cat <<E\n$(cat a\nE\ncat b": "read b; unknown: $(cat a",
}


@pytest.mark.parametrize("command", TOLD)
def test_commands_in_a_here_document_are_followed_unless_its_end_is_quoted(command: str) -> None:
    assert say(accesses(command, True, "")) == TOLD[command]


def test_here_documents_in_here_documents_without_end_are_given_up() -> None:
    assert accesses("cat <<E\n$(" * 500, True, "").touches == ()
    nested = "cat a"
    for n in range(500):
        nested = f"cat <<E{n}\n$({nested}\n)\nE{n}"
    assert accesses(nested, True, "").unknown
