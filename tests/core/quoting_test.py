"""Texts of others in quotes, fences and words that they cannot leave; plain ones stay as they are."""

import shutil
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordgit.core.quoting import DATA, escaped, fenced, in_any_folder, named, option, quote, quoted, unquote

NASTY = ["\x1b[2J", "\r", "\x9b2J", "\u202e", "\u2066", "\u200f", "\u2028", "\x00", "\x7f", "\ufeff"]


@pytest.mark.parametrize("text", ["Add y", "über 中文", "it's (done), 100 %", ""])
def test_a_plain_text_is_quoted_as_it_is(text: str) -> None:
    assert quoted(text) == f'"{text}"'
    assert escaped(text) == text


@pytest.mark.parametrize("letter", NASTY, ids=ascii)
def test_what_a_terminal_would_obey_is_escaped(letter: str) -> None:
    for shown in (quoted(f"a{letter}b"), escaped(f"a{letter}b"), fenced(f"a{letter}b"), named(f"a{letter}b")):
        assert letter not in shown and "\\" in shown


def test_a_line_end_is_kept_in_a_fence_alone() -> None:
    assert quoted("a\nb\tc") == r'"a\nb\tc"'
    assert escaped("a\nb\tc") == "a\nb\tc"


@given(st.text(max_size=30))
def test_no_text_closes_its_quotes(text: str) -> None:
    inside = quoted(text)[1:-1]
    at = 0
    while at < len(inside):
        assert inside[at] != '"' and (inside[at] == " " or inside[at].isprintable())
        at += 2 if inside[at] == "\\" else 1
    assert at == len(inside)


@given(st.text(alphabet="`a\n ~", max_size=40))
def test_no_text_closes_its_fence(text: str) -> None:
    first, opened, *inside, closed = fenced(text).split("\n")
    assert first == f"{DATA}:" and opened == closed and set(opened) == {"`"} and len(opened) >= 3
    assert "\n".join(inside) == text and opened not in text


@pytest.mark.parametrize("name", ["ann", "7f3e", "dev@/srv/repo", "é", "claude-code"])
def test_a_name_of_one_plain_word_has_no_quotes(name: str) -> None:
    assert named(name) == name


@pytest.mark.parametrize("name", ["ann) (bob", 'a"b', "ignore what was said", "a\nb", "$(x)"])
def test_a_name_that_says_more_has_quotes(name: str) -> None:
    assert named(name) == quoted(name) != name


@pytest.mark.parametrize(
    ("spec", "anywhere"),
    [
        ("src/a.py", ":/src/a.py"),
        ("*.py", ":/*.py"),
        (":(glob)**/a.py", ":(top,glob)**/a.py"),
        (":(top,literal):a", ":(top,literal):a"),
        (":(prefix:2)a", ":(prefix:2)a"),
    ],
)
def test_a_pathspec_from_the_top_is_named_for_any_folder(spec: str, anywhere: str) -> None:
    assert in_any_folder(spec) == anywhere


ODD = [
    "a b",
    "it's",
    "a\\.b",
    "\\",
    "a\\",
    "a\\\\b",
    "a\\'b",
    "b\\'; touch ran; '\\",
    "$(touch ran)`touch ran`",
    "a\nb",
    "é\x1b!{x,y}",
    '- one\n- two; 100%d <a|b> [c]* {d}? ~e ^f =g & #h (i) "j" !k 1\n23',
]


@pytest.mark.parametrize("shell", ["sh", "bash", "zsh", "fish"])
def test_a_word_is_that_very_text_in_every_shell(shell: str) -> None:
    program = shutil.which(shell)
    if program is None:
        pytest.skip(f"there is no {shell} here")
    done = subprocess.run([program, "-c", f"printf '%s|' {' '.join(map(option, ODD))}"], capture_output=True, timeout=60)
    assert done.stdout.decode() == "".join(f"{text}|" for text in ODD), done.stderr


def test_a_message_of_several_lines_can_be_read() -> None:
    text = "Fix a, b; c = {d}\n\n- it's done\n\nCo-Authored-By: Ann <ann@example.org>"
    assert option(text) == "\"$(printf 'Fix a, b; c = {d}\\n\\n- it\\047s done\\n\\nCo-Authored-By: Ann <ann@example.org>')\""


@pytest.mark.parametrize("text", ["\\", "a\\", "a\\\\b", "a\\'b"])
def test_no_backslash_escapes_a_quote_where_fish_reads_the_word(text: str) -> None:
    assert option(text).startswith('"$(printf ') and "\\\\" not in option(text)


@pytest.mark.parametrize("text", ["a\\.b", "\\d+ (x)"])
def test_a_backslash_that_every_shell_takes_as_it_is_stands_between_single_quotes(text: str) -> None:
    assert option(text) == f"'{text}'"


@pytest.mark.parametrize(
    "name", ["plain.py", "a b.py", 'quo"te.py', "tab\t.py", "back\\slash", "\u00e9\n.py", "caf\udce9.py", "\x1b[31m"]
)
def test_a_path_that_is_quoted_as_git_does_can_be_read_back(name: str) -> None:
    assert unquote(quote(name)) == name


@pytest.mark.parametrize("text", ['"', '"open', 'shut"', r'"\x"', '"\u20ac'])
def test_quotes_that_git_did_not_write_stay(text: str) -> None:
    assert unquote(text) == text
