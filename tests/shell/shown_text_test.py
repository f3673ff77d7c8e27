"""Commands that show files in another form, and searches that show whole functions, as a table of what was read."""

import pytest

from coordgit.shell.accesses import accesses
from tests.shell.shell_test import say

SHOWN = {
    "column -t a": "read a coarse",
    "column -s , -t a.csv": "read a.csv coarse",
    "cat a | column -t": "read a coarse",
    "pr -h title a": "read a coarse",
    "iconv -f latin1 -t utf-8 a": "read a coarse",
    "shuf -n 3 a": "read a coarse",
    "zcat -f a": "read a coarse",
    "git grep -W foo -- a.py": "match a.py 'foo' below; read a.py coarse",
    "git grep --function-context foo -- a.py": "match a.py 'foo' below; read a.py coarse",
    "git grep -w foo -- a.py": "match a.py '\\\\b(?:foo)\\\\b' below",
}


@pytest.mark.parametrize("command", SHOWN)
def test_a_text_that_is_shown_in_another_form_is_a_read(command: str) -> None:
    assert say(accesses(command, True, "")) == SHOWN[command]


def test_the_lines_of_a_function_are_reads_where_they_are_numbered() -> None:
    output = "a.py=1=def f():\na.py-2-    x\na.py:3:    foo\na.py-4-    y"
    assert say(accesses("git grep -nW foo", True, output)) == "match . 'foo' below; read a.py 1-4 coarse"


def test_the_lines_around_a_match_are_reads_in_colours_too() -> None:
    by_git, by_grep = (
        "\n".join("".join(f"\x1b[3{n}m{end}{part}\x1b[m{end}" for n, part in enumerate(parts)) + text for *parts, text in lines)
        for end, lines in (
            ("", (("a.py", "-", "2", "-", "x"), ("a.py", ":", "3", ":", "foo"))),
            ("\x1b[K", (("2", "-", "x"), ("3", ":", "foo"))),
        )
    )
    assert say(accesses("git grep -n -B1 foo", True, by_git)) == "match . 'foo' below; read a.py 2-3 coarse"
    assert say(accesses("grep --color=always -n -B1 foo a.py", True, by_grep)) == "match a.py 'foo'; read a.py 2-3 coarse"


LINES = "a.py=1=def f():\na.py:3:    foo\na.py-4-    y"
MATCH = "match . 'foo' below"
AROUND = {
    "grep -rn -A1 foo . 2>/dev/null": f"{MATCH}; read a.py 1-1 coarse; read a.py 3-4 coarse",
    "rg -n -A1 foo | head -50": f"{MATCH}; read a.py 1-1 coarse; read a.py 3-4 coarse",
    "rg -n -A1 foo | head -3": f"{MATCH} coarse; read a.py 1-1 coarse; read a.py 3-4 coarse",
    "git grep -nW foo | grep -v y": f"{MATCH} coarse; read a.py 1-1 coarse; read a.py 3-4 coarse",
    "date; grep -rn -A1 foo . || true": f"{MATCH}; read a.py 1-1 coarse; read a.py 3-4 coarse",
    "cd m && rg -n -A1 foo": "match m 'foo' below; read m/a.py 1-1 coarse; read m/a.py 3-4 coarse",
    "git -C m grep -n -A1 foo": "match m 'foo' below; read m/a.py 1-1 coarse; read m/a.py 3-4 coarse",
    "find . -name '*.py' -exec grep -nH -A1 foo {} +": (
        "listing . '**/*.py' below; match . 'foo' in **/*.py below; read a.py 1-1 coarse; read a.py 3-4 coarse"
    ),
    "cd m && find . | xargs grep -n -A1 foo": (
        "listing m '' below coarse; match m 'foo' in ** below; unknown: xargs grep -n -A1 foo"
    ),
    # the lines of another command
    "cat a.py; grep -rn -A1 foo m | cut -f1": "read a.py; match m 'foo' below coarse; unknown: grep -rn -A1 foo m",
}


NAMED = "read m/a.py coarse; read m/b.py coarse"
UNNUMBERED = {
    "grep -rA1 foo m": f"match m 'foo' below; {NAMED}",
    "rg -A1 foo m 2>/dev/null | head -2": f"match m 'foo' below coarse; {NAMED}",
    "git grep -W foo": f"match . 'foo' below; {NAMED}",
    "grep -r . m": f"match m '.' below; {NAMED}",
    "grep -A1 foo m/*.py": f"match m 'foo' in *.py; {NAMED}",
    "grep -rA1 foo other": "match other 'foo' below; unknown: grep -rA1 foo other",
    "grep -r foo m": "match m 'foo' below",
}


@pytest.mark.parametrize("command", UNNUMBERED)
def test_a_file_whose_lines_around_a_match_have_no_number_is_read(command: str) -> None:
    assert say(accesses(command, True, "m/a.py:foo\nm/a.py-    x\n--\nm/b.py:foo")) == UNNUMBERED[command]


@pytest.mark.parametrize("command", AROUND)
def test_the_lines_around_a_match_are_reads_where_a_pipe_lets_them_through_or_more_is_printed(command: str) -> None:
    assert say(accesses(command, True, LINES)) == AROUND[command]


@pytest.mark.parametrize(("command", "cut"), [("grep -A9 foo a.py | head -5", True), ("grep -rA9 foo a.py | head -5", False)])
def test_blank_lines_around_a_match_may_be_left_out_where_a_pipe_cuts(command: str, cut: bool) -> None:
    """A client leaves out the blank lines at the end. Where names stand before the lines none is blank."""
    assert (" coarse;" in say(accesses(command, True, "foo\n  x"))) == cut
