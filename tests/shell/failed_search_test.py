"""A search that failed, or whose pattern cannot be compiled, is no read; one that complains about a single file is."""

import pytest

from coordgit.shell.accesses import accesses
from tests.shell.shell_test import say

FAILED = [
    ("grep 'x\\(' a", "grep: Unmatched ( or \\("),
    ("grep 'x\\(' a", "grep: parentheses not balanced"),
    ("grep -P 'x(' a", "grep: missing closing parenthesis"),
    ("grep -P '[' a", "grep: missing terminating ] for character class"),
    ("grep -P '*x' a", "grep: quantifier does not follow a repeatable item"),
    ("grep --nope x a", "grep: unrecognized option '--nope'"),
    ("git grep 'x\\(' a", "fatal: command line, 'x\\(': Unmatched ( or \\("),
    ("git grep -P 'x(' a", "fatal: command line, 'x(': missing closing parenthesis"),
    ("git grep -e '[' a", "fatal: -e option, '[': Unmatched [, [^, [:, [., or [="),
    ("git grep '(' a", "fatal: unmatched ( for expression group"),
    ("git grep ')' a", "fatal: incomplete pattern expression group: )"),
    ("git grep x norev", "fatal: ambiguous argument 'norev': unknown revision or path not in the working tree."),
    ("git grep x norev -- a", "fatal: unable to resolve revision: norev"),
    ("git grep --nope x a", "error: unknown option `nope'"),
    ("rg 'x('", "rg: regex parse error:\n    (?:x()\n    ^\nerror: unclosed group"),
]


@pytest.mark.parametrize(("command", "output"), FAILED)
def test_a_search_that_failed_is_no_read(command: str, output: str) -> None:
    assert say(accesses(command, False, f"Exit code 2\n{output}")) == ""


SEARCHED = [
    ("grep -r x a invalid", "grep: invalid: No such file or directory", "match a 'x' below; read invalid missing"),
    ("grep -r x a", "grep: a/missing: binary file matches", "match a 'x' below"),
    (
        "git show norev:b; git grep x main -- a",
        "fatal: invalid object name 'norev'.",
        "read b at norev; match . 'x' below coarse",
    ),
    ("git show nobranch:b; git grep x", "fatal: invalid object name 'nobranch'.", "read b at nobranch; match . 'x' below"),
]


@pytest.mark.parametrize(("command", "output", "told"), SEARCHED)
def test_a_complaint_about_something_else_leaves_the_search_a_read(command: str, output: str, told: str) -> None:
    assert say(accesses(command, False, f"Exit code 2\n{output}")) == told
