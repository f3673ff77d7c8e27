"""From which revision a shell command may have taken what it writes."""

import pytest

from coordgit.core.model import WRITE
from coordgit.shell.accesses import accesses

SOURCES = {
    "git checkout side~1 -- a b": {"a": "side~1", "b": "side~1"},
    "git checkout -q side a": {"a": "side", "side": "side"},
    "git checkout -- a": {"a": ""},
    "git checkout a": {"a": ""},
    "git restore a": {"a": ""},
    "git restore -s side a": {"a": "side"},
    "git restore --source=side -W -- a": {"a": "side"},
    "git show side:a >b": {"b": "side"},
    "git show side:a | sed 1d >b": {"b": "side"},
    "cat a >b": {"b": ""},
    "git show side:a | tee b": {"b": "side"},
    "echo 1 | tee b": {"b": ""},
}


@pytest.mark.parametrize("command", SOURCES)
def test_what_is_taken_from_a_commit_says_from_which(command: str) -> None:
    written = [touch for touch in accesses(command, True, "").touches if touch.act == WRITE]
    assert {touch.path: touch.source for touch in written} == SOURCES[command]
