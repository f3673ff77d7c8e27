"""Shell commands against the real shell, and any command at all: what is told as exact was printed, the rest is coarse."""

import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from coordgit.core.hunks import lines_of
from coordgit.core.predicates import finds
from coordgit.record.delivered import bounded
from coordgit.shell.accesses import CommandAccesses, accesses

FILES = {"a": "".join(f"line {n}\n" for n in range(1, 31)), "b": "one\ntwo\nthree", "src/c.py": "x = 1\n\ny = 2\n"}

PRINTS = [
    "cat a",
    "cat a src/c.py",
    "cat < a",
    "head a",
    "head -5 a",
    "head -n 3 a | tail -n +2",
    "sed -n '10,20p' a",
    "sed -n '1,3p;7,9p' a",
    "sed -n 4p a",
    "sed 10q a",
    "sed -n '28,40p' a",
    "cat a | head -5",
    "cat a | sed -n '10,20p' | head -3",
    "tail -n +10 a | head -5",
    "tail -n +29 a | head -5",
    "tail -n +29 a",
    "tail -3 a",
    "tail b",
    "head -20 a | tail -5",
    "head -99 b | tail -2",
    "head -3 a | tail -9",
    "cat b | tail -n 2",
    "tail -n 1 b; tail -n 40 a",
    "awk 'NR>=28' a",
    "sed -n '5,$p' a | head -2",
    "awk 'NR>=10 && NR<20' a",
    "awk 'NR > 3 && NR <= 5 { print }' a",
    "awk 'NR==4' a",
    "awk 'NR==4, NR==9 {print $0}' a",
    "awk 'NR==28, NR==3' a",
    "awk 'NR<3' a",
    "awk 'NR>=4; NR==9 {exit}' a",
    "awk 'NR>=4 && NR<=6; NR>=9 {exit}' a",
    "awk 'FNR<=2' a src/c.py",
    "awk '{print}' src/c.py",
    "cat a | awk 'NR<=5' | head -2",
    "cd src && cat c.py",
    "cd src; cat c.py; cd ..; head -2 a",
    "(cd src; cat c.py); head -1 b",
    "for f in a b; do head -1 $f; done",
    "F=src; cat $F/c.py",
    "cat 'a' \"src/c.py\"",
    r"cat $'\x61\0x' s$'r\u0063\57'c.py",
    "cat a >&2",
    "bash -c 'head -2 a'",
    "cat a | tee copy",
    "cat absent; head -1 a",
    "cat absent || head -1 a",
    "cat absent && head -1 a",
    "false; head -2 b",
    "true && head -2 b",
    "cat absent 2>/dev/null; cat b > /dev/null; head -1 a",
]


PIECES = (
    *("cat a", "cat b", "cat absent", "cat a absent b", "head -2 a", "sed -n 3,4p b", "sed -n '2,$p' a", "head -1 src/c.py"),
    *("true", "false", "cd src", "cd nowhere", "cat c.py", "grep -q line a", "grep -q no a", "[ -f a ]", "exit 1"),
    *("exit 0", "cat b > out", "cat b 2>/dev/null", "cat absent 2>/dev/null", "set -e", "F=b; cat $F", "echo $(cat b)"),
    *("cat a | head -2", "cat absent | cat", "cd src | cat", "bash -c 'cat a; cd src'", "cat b & wait", "eval 'cd src'"),
)
JOINTS = st.sampled_from(["; ", " && ", " || ", "\n"])
"""No pipes and no ``&`` between them: what runs at the same time garbles its complaints."""

WRAPS = st.sampled_from(
    ["{}", "( {} )", "{{ {}; }}", "if {}; then cat b; fi", "if true; then {}; fi", "for f in a b; do {}; done", "! {}"]
)
SCRIPTS = st.recursive(
    st.sampled_from(PIECES),
    lambda inner: st.builds(lambda a, joint, b, wrap: wrap.format(a + joint + b), inner, JOINTS, inner, WRAPS),
    max_leaves=5,
)
"""Scripts of safe commands, joined and grouped at random."""


@settings(max_examples=60, deadline=None)
@given(SCRIPTS)
@example("cat absent | cat a; cat b")
@example("( cat a; cat a ) || cd src && cat c.py")
@example("( cat a ) || cd src && { cat c.py; cat a; }")
def test_whatever_is_told_as_exact_was_printed(command: str) -> None:
    with TemporaryDirectory() as folder:
        top = Path(folder)
        done = bash(top, command)
        told = accesses(command, done.returncode == 0, done.stdout)
        for touch in told.touches:
            if touch.act == "read" and touch.exact:
                assert touch.missing != (top / touch.path).exists()
                assert shown(top, CommandAccesses((touch,), "", "")) in done.stdout


def bash(top: Path, command: str) -> subprocess.CompletedProcess[str]:
    for name, text in FILES.items():
        (top / name).parent.mkdir(exist_ok=True)
        (top / name).write_text(text)
    return subprocess.run(
        ["bash", "-c", command],
        cwd=top,
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def shown(top: Path, told: CommandAccesses) -> str:
    """Return what the exact reads of a command would print."""
    text = ""
    for touch in told.touches:
        if touch.act == "read" and touch.exact and not touch.missing:
            lines = (top / touch.path).read_text().splitlines(keepends=True)
            read = bounded(touch, "".join(lines).encode())
            text += "".join(lines[read.first - 1 : read.last] if read.first else lines)
    return text


@pytest.mark.parametrize("command", PRINTS)
def test_what_is_told_as_exact_is_what_bash_prints(command: str, tmp_path: Path) -> None:
    done = bash(tmp_path, command)
    told = accesses(command, done.returncode == 0, done.stdout)
    assert not told.unknown
    printed = [line for line in done.stdout.splitlines(keepends=True) if not line.startswith(("cat: ", "bash: "))]
    assert shown(tmp_path, told) == "".join(printed)


TEXT = "def foo(x):\n    return foo | bar\n\nclass A:\n  a+b = {1}\nFOO\tx.y\nfoo_bar [z]\n*star\n"

GREPS = [
    "grep foo t",
    "grep -i foo t",
    "grep -w foo t",
    "grep -x FOO t",
    "grep 'foo(' t",
    "grep 'foo\\|class' t",
    "grep 'a+b' t",
    "grep 'fo\\+' t",
    "grep '\\(o\\)\\1' t",
    "grep 'o\\{2\\}' t",
    "grep '{1}' t",
    "grep '^*' t",
    "grep '[[:upper:]]' t",
    "grep '[[:space:]]x' t",
    "grep '\\<x' t",
    "grep '[]]' t",
    "grep 'foo | bar' t",
    "grep -E 'foo\\(|class' t",
    "grep -E '(o){2}' t",
    "grep -E '^[^a-z]+$' t",
    "grep -F 'x.y' t",
    "grep -F 'a+b' t",
    "grep -e foo -e class t",
    "grep nothing t",
    "cat t | grep foo t",
]


@pytest.mark.parametrize("command", GREPS)
def test_a_search_asks_what_grep_asked(command: str, tmp_path: Path) -> None:
    (tmp_path / "t").write_text(TEXT)
    done = subprocess.run(["bash", "-c", command], cwd=tmp_path, env={"PATH": "/usr/bin:/bin"}, capture_output=True, text=True)
    (touch,) = accesses(command, done.returncode == 0, done.stdout).touches
    assert touch.query is not None
    assert finds(touch.query, lines_of(TEXT.encode())) == [line.encode() for line in done.stdout.splitlines()]


# Fuzz

WORDS = (
    "cat head tail sed grep rg ls find git show diff awk cd mv cp rm tee echo if then else fi for do done while in case",
    "esac { } ( ) [[ ]] (( )) ; ;; & && | || |& > >> < << <<- <<< <( >( 2>&1 &> 2>/dev/null -n -r -A3 -- a.py",
    "src/ ./b ../c /abs *.py {a,b} $x ${y} ${z:-w} $( ` ' \" \\ # ! ~ = x=1 1,5p 's/a/b/' HEAD:a EOF",
)
TOKENS = st.sampled_from([*(word for words in WORDS for word in words.split()), "\n", " ", "\t", "", "\\\n"])
COMMANDS = st.lists(TOKENS, max_size=25).flatmap(lambda tokens: st.sampled_from([" ", ""]).map(lambda blank: blank.join(tokens)))


@given(COMMANDS | st.text(), st.booleans(), st.none() | st.just("") | st.text())
@example("cat \ud800", True, "")
@example("cat $'\ud800' $'\\uD800' $'\\UFFFFFFFF'", True, "")
@example("cat a" * 2, False, "cat: a")
@example("cat a 2>/dev/null", False, "")
def test_any_command_can_be_examined(command: str, ok: bool, output: str | None) -> None:
    told = accesses(command, ok, output)
    for touch in told.touches:
        assert touch.act in ("read", "write", "listing", "match", "presence")
        assert "\0" not in touch.path
        assert (
            0 < touch.first <= touch.last
            or touch.first == touch.last == 0
            or (touch.first and touch.last == -1)
            or touch.first < 0 < touch.last
        )
        assert touch.act != "write" or not touch.exact
        assert touch.query is not None or touch.act not in ("listing", "match")


@given(COMMANDS)
@example("cat a; grep x b; ls")
def test_nothing_is_exact_when_nothing_is_known_of_the_outcome(command: str) -> None:
    assert not any(touch.exact for touch in accesses(command, False, None).touches)


@given(COMMANDS)
@example("cat a; grep x b; ls")
def test_the_outcome_changes_how_exact_a_read_is_but_not_what_may_be_written(command: str) -> None:
    def writes(ok: bool) -> set[str]:
        return {touch.path for touch in accesses(command, ok, None).touches if touch.act == "write"}

    assert writes(True) >= writes(False)
