"""Shell commands: what each showed and may have changed, as a table."""

import pytest

from coordgit.core.model import Access
from coordgit.shell.accesses import LONGEST_COMMAND, CommandAccesses, accesses
from coordgit.shell.run import MOST_WORDS
from tests.clients import describe


def say(told: CommandAccesses) -> str:
    parts = describe.accesses(Access(*touch[:9]) for touch in told.touches)
    return "; ".join([*parts, f"unknown: {told.unknown}"] if told.unknown else parts)


MOVED = "; ".join(f"write {path} coarse; write {path} '' below coarse" for path in ("a", "b", "b/a"))

TOLD = {
    # what several files, or a folder, may become
    "sed -i s/x/y/ src/*.py": "write src '*.py' coarse",
    "for f in *.py; do sed -i s/x/y/ $f; done": "listing . '*.py'; write . '*.py' coarse",
    "grep -rl x . | xargs sed -i s/x/y/": "match . 'x' below coarse; write . '**' below coarse",
    "grep -rl x --include=*.py src | xargs rm": "match src 'x' in *.py below coarse; write src '**/*.py' below coarse",
    "find . -name '*.py' | xargs sed -i s/x/y/": "listing . '**/*.py' below coarse; write . '**/*.py' below coarse",
    "perl -0777pi.bak -e s/x/y/ a b": "write a coarse; write b coarse",
    "chmod +x a b": "mode a coarse; mode b coarse",
    "chmod -x a": "mode a coarse",
    "chmod -v 755 *.sh": "mode . '*.sh' coarse",
    "patch -p1 < x.patch": "read x.patch coarse; write . coarse; write . '' below coarse",
    "patch -s a.py x.patch": "write a.py coarse",
    "patch --dry-run -p1 -i x.patch": "",
    "git apply x.patch": "write . coarse; write . '' below coarse",
    "git apply --check x.patch": "",
    "git apply - <<'E'\n--- a/f.py\n+++ b/f.py\nE": "write f.py coarse; write . coarse; write . '' below coarse",
    "ed -s f.py < x": "read x coarse; write f.py coarse",
    "ex -sc '2d|x' f.py": "write f.py coarse",
    "dd if=a of=b bs=1": "read a coarse; write b coarse",
    "install -m 644 a b": "write b coarse; write b/a coarse",
    "cp -t src a b": "write src/a coarse; write src/b coarse",
    "perl -ne print a": "read a coarse",
    "perl -e print a": "unknown: perl -e print a",
    "git rm -q 'src/*.py'": "write src '*.py' coarse",
    "python3 - <<'E'\np = 'a.py'\nopen(p, 'w').write('x')\nE": "write a.py coarse; unknown: python3 - <<'E'",
    # whole files
    "cat a.py": "read a.py",
    "cat a.py b.py": "read a.py; read b.py",
    "cat ./a.py": "read a.py",
    "cat /repo/a.py": "read /repo/a.py",
    'cat -n \'sp ace.py\' "q\\"uote" b\\ c': 'read sp ace.py; read q"uote; read b c',
    "cat -- -weird": "read -weird",
    "cat src/{a,b}.py": "read src/a.py; read src/b.py",
    "cat < a.py": "read a.py",
    "nl -ba a.py": "read a.py",
    "less a.py": "read a.py",
    "bat --style plain a.py": "read a.py",
    "cat ''": "unknown: cat ''",
    "cat $'t\\tab' \"$'\" $'\\u00e9.py'": "read t\tab; read $'; read é.py",
    # lines
    "head a": "read a 1-10",
    "head -5 a": "read a 1-5",
    "head -n 20 a b": "read a 1-20; read b 1-20",
    "head -n20 a": "read a 1-20",
    "head --lines=3 a": "read a 1-3",
    "head -n -3 a": "read a coarse",
    "head -c 100 a": "read a coarse",
    "tail a": "read a -10--1",
    "tail -n 20 a": "read a -20--1",
    "tail -n +10 a": "read a 10--1",
    "tail -n +1 a": "read a",
    "sed -n '10,20p' a": "read a 10-20",
    "sed -n 5p a": "read a 5-5",
    "sed -n '1,3p;7,9p' a": "read a 1-3; read a 7-9",
    "sed -n -e 1,3p -e 7,9p a": "read a 1-3; read a 7-9",
    "sed -n '10,+5p' a": "read a 10-15",
    "sed -n '10,$p' a": "read a 10--1",
    "sed -n '/def/,/return/p' a": "read a coarse",
    "sed -n '20,10p' a": "read a coarse",
    "sed -n 1,3p a b": "read a coarse; read b coarse",
    "sed 10q a": "read a 1-10",
    "sed '10q;d' a": "read a coarse",
    "sed 's/x/y/' a": "read a coarse",
    "awk 'NR>=10 && NR<=20' a": "read a 10-20",
    "awk '{print $1}' a": "read a coarse",
    "awk '{print > \"out\"}' a": "read a coarse; unknown: awk '{print > \"out\"}' a",
    # what an interpreter opens
    """python3 -c "print(open('a').read())\"""": """read a coarse; unknown: python3 -c "print(open('a').read())\"""",
    """python -c 'open("a", "w").write("x")'""": """write a coarse; unknown: python -c 'open("a", "w").write("x")'""",
    """python -c 'from pathlib import Path; Path("a").write_text(open("b").read())'""": (
        """write a coarse; read b coarse; unknown: python -c 'from pathlib import Path; Path("a").write_text(open("b").read())'"""
    ),
    "python -c 'open(name)'": "unknown: python -c 'open(name)'",
    "python tool.py": "unknown: python tool.py",
    # derived
    "wc -l a b": "read a coarse; read b coarse",
    "sort -k 2 -u a": "read a coarse",
    "cut -d , -f 1 a": "read a coarse",
    "diff a b": "read a coarse; read b coarse",
    "jq .name package.json": "read package.json coarse",
    "sha256sum a": "read a coarse",
    # pipelines
    "cat a | head -5": "read a 1-5",
    "cat -n a | sed -n '10,20p' | head -3": "read a 10-12",
    "tail -n +10 a | head -5": "read a 10-14",
    "cat a | tail -3": "read a -3--1",
    "cat a | grep x": "read a coarse",
    "cat a b | head -5": "read a coarse; read b coarse",
    "cat a | sort | head -2": "read a coarse",
    "grep x a | wc -l": "match a 'x' coarse",
    "cat a | tee b": "read a; write b coarse",
    "cat a | python x.py": "read a coarse; unknown: python x.py",
    # searches
    "grep foo a.py": "match a.py 'foo'",
    "grep foo a.py b.py": "match a.py 'foo'; match b.py 'foo'",
    "grep -i foo *.py": "match . 'foo' in *.py anycase",
    "grep -l foo src/*.py": "match src 'foo' in *.py coarse",
    "grep -rn 'def ' --include=*.py .": "match . 'def ' in *.py below",
    "grep -rn 'a\\|b(' src tests": "match src 'a|b\\\\(' below; match tests 'a|b\\\\(' below",
    "grep -E 'a|b' a": "match a 'a|b'",
    "grep -F 'a.b' a": "match a 'a.b' fixed",
    "fgrep 'a.b' a": "match a 'a.b' fixed",
    "egrep -w foo a": "match a '\\\\b(?:foo)\\\\b'",
    "grep -e foo -e bar a": "match a '(?:foo)|(?:bar)'",
    "grep -v foo a": "read a coarse",
    "grep -rv foo .": "unknown: grep -rv foo .",
    "grep -f patterns a": "unknown: grep -f patterns a",
    "grep -A3 foo a": "match a 'foo'; read a coarse",
    "grep -r --exclude-dir=x foo .": "match . 'foo' below coarse",
    "rg foo": "match . 'foo' below",
    "rg -n -g '*.py' 'foo\\(' src": "match src 'foo\\\\(' in *.py below",
    "rg -g '!tests' foo": "match . 'foo' in !tests below",
    "rg -t py foo": "match . 'foo' in *.py in *.pyi below",
    "rg -t cobol foo": "match . 'foo' below coarse",
    "rg -S foo a.py": "match a.py 'foo' below anycase",
    "rg --files -g '*.py' src": "listing src '**/*.py' below",
    "git grep foo": "match . 'foo' below",
    "git grep foo -- '*.py'": "match . 'foo' in *.py below",
    "git grep foo -- src": "match src 'foo' below",
    "git grep foo main": "match main 'foo' below",
    "git grep foo $(git merge-base main HEAD)": "match . 'foo' below coarse",
    "git grep foo $where": "match . 'foo' below coarse",
    # names
    "ls": "listing . ''",
    "ls -la src tests": "listing src ''; listing tests ''",
    "ls -R": "listing . '' below",
    "ls src/*.py": "listing src '*.py'",
    "ls -d src": "",
    "echo src/*": "listing src '*'",
    "tree -L 2 src": "listing src '' below",
    "find . -name '*.py'": "listing . '**/*.py' below",
    "find src -maxdepth 1 -type f": "listing src ''",
    "find . -name '*.py' -o -name '*.md'": "listing . '**/*.py' below; listing . '**/*.md' below",
    "find . -name '*.py' -newer a": "listing . '**/*.py' below coarse",
    "find . -iname '*.py'": "listing . '' below coarse",
    "find . -name x -delete": "listing . '**/x' below; write . '**/x' below coarse",
    "find . -name '*.py' | xargs grep x": "listing . '**/*.py' below coarse; match . 'x' in **/*.py below",
    "fd -e py": "listing . '**/*.py' below coarse",
    "git ls-files": "listing . '' below",
    "git ls-files -m": "listing . '' below coarse",
    "git ls-tree -r --name-only HEAD src": "listing src '' below",
    "git ls-tree @ src/ docs": "listing src ''",
    "git ls-tree HEAD": "listing . ''",
    "git ls-tree -r main": "unknown: git ls-tree -r main",
    "git ls-files '*.py' src": "listing . '**/*.py' below; listing src '' below",
    # git
    "git show main:src/api.py": "read src/api.py at main",
    "git show HEAD:./a.py": "read a.py at HEAD",
    "git show main:a.py | head -20": "read a.py at main 1-20",
    "git cat-file -p HEAD:a.py": "read a.py at HEAD",
    "git cat-file -t HEAD:a.py": "",
    "git show HEAD": "unknown: git show HEAD",
    "git show :a.py": "read a.py at HEAD coarse",
    "git show :2:a.py": "unknown: git show :2:a.py",
    "git show --stat HEAD": "",
    "git diff": "unknown: git diff",
    "git diff --stat": "",
    "git diff main -- a.py": "read a.py coarse",
    "git blame -L 10,20 a.py": "read a.py 10-20",
    "git log --oneline -5": "",
    "git log -p a.py": "unknown: git log -p a.py",
    "git checkout -- a.py": "write a.py coarse",
    "git restore a.py": "write a.py coarse",
    "git mv a b": MOVED,
    "git add -A && git commit -m 'say \"it\"'": "",
    "git -c core.pager=cat --no-pager status": "",
    # writes
    "echo x > a": "write a coarse",
    "echo x >> a": "write a coarse",
    "make &> log": "write log coarse; unknown: make &> log",
    "cat a > b": "read a coarse; write b coarse",
    "cat a > /dev/null": "read a coarse",
    "cat a >&2": "read a",
    "sed -i 's/x/y/' a b": "write a coarse; write b coarse",
    "sed -i.bak -e s/x/y/ a": "write a coarse; write a.bak coarse",
    "sed -i '' s/x/y/ a": "write a coarse",
    "mv a b": MOVED,
    "cp a dir/": "write dir/a coarse",
    "cp -r a b": "write b coarse; write b '' below coarse; write b/a coarse; write b/a '' below coarse",
    "rm -f a b": "write a coarse; write b coarse",
    "rm -rf build": "write build coarse; write build '' below coarse",
    "touch a": "write a coarse",
    "sort -o a a": "read a coarse; write a coarse",
    "cat > a.py <<'EOF'\nit's $(cat b)\nEOF\ncat c.py": "write a.py coarse; read c.py",
    "cat > a.py <<EOF\n$(cat b)\nEOF": "read b coarse; write a.py coarse",
    # lists, directories, groups
    "cat a; cat b": "read a; read b",
    "cat a\n# cat x\ncat b": "read a; read b",
    "cat a && cat b": "read a; read b",
    "cat a || cat b": "read a",
    "false || cat b": "read b coarse",
    "grep x a && cat b": "match a 'x'; read b",
    "grep x a && cat b; cat c": "match a 'x'; read b coarse; read c",
    "cat b; cat a & cat c; cat d": "read b; read a coarse; read c coarse; read d",
    "cd src & cat a.py": "read a.py",
    "cd src && cat a.py": "read src/a.py",
    "cd src; cat a.py; cd ..; cat b.py": "read src/a.py; read b.py",
    "(cd src && cat a.py); cat b.py": "read src/a.py; read b.py",
    "cd /repo/src && cat a.py": "read /repo/src/a.py",
    'cd "$DIR" && cat a.py /b': "read /b; unknown: cat a.py /b",
    "git -C sub ls-files": "listing sub '' below",
    "if [ -f a ]; then cat a; else cat b; fi": "presence a; read a coarse; read b coarse",
    "if cat a; then cat b; fi": "read a; read b coarse",
    "while read l; do echo $l; done < f": "read f coarse",
    'for f in a b; do sed -n 1,5p "src/$f.py"; done': "read src/a.py 1-5; read src/b.py 1-5",
    "for f in *.py; do cat $f; done": "listing . '*.py'; listing . '*.py' coarse; read . '*.py' coarse",
    "for f in a b; do [ $f ] || continue; cat $f; done; cat c": "read a coarse; read b coarse; read c",
    "[ -f a ] || exit 1; cat b": "presence a; read b coarse",
    "F=a.py; cat $F": "read a.py",
    "F=a.py cat $F": "unknown: F=a.py cat $F",
    'cat "$PWD/a.py"': "read a.py",
    "case $x in a) cat a;; esac; cat b": "read a coarse; read b",
    "case a in (a | 'b c'*)\n cat a; cat b\n ;;\n *) ;& -*) grep x c ;; esac": "read a coarse; read b coarse; match c 'x' coarse",
    "case a in a) cat b": "unknown: case a in a) cat b",
    "cat a;; cat b": "unknown: cat a;; cat b",
    "[[ a > b ]] && cat c": "read c",
    "((i > 3)) && cat c": "read c; unknown: ((i > 3))",
    "! grep x a; cat b": "match a 'x'; read b",
    "[ -d x ] && cd x && cat a": "presence x; read x/a",
    "[ -d x ] && cd x; cat a": "presence x; unknown: cat a",
    "[ ! -d x ] && cat a": "presence x; read a",
    '[ -n "$x" -o -e "$x" ] && [ "$(cat a)" = b ]': "read a coarse",
    "cd x 2>/dev/null; cat a /b": "read /b; unknown: cat a /b",
    "false || F=a; cat $F": "unknown: cat $F",
    "{ cat a; cat b; } | head -3": "read a coarse; read b coarse",
    'echo "$(cat a)"': "read a coarse",
    "diff <(sort a) b": "read a coarse; read b coarse; unknown: diff <(sort a) b",
    "git commit -m \"$(cat <<'EOF'\nit's\nEOF\n)\" && cat a": "read a",
    "bash -lc 'cat a && sed -n 1,5p b'": "read a; read b 1-5",
    "eval 'cat a'": "read a",
    "timeout 5 env A=b cat a": "read a",
    "command -v rg": "",
    "cat a 2>/dev/null": "read a",
    "cat a 2>/dev/null; cat b": "read a coarse; presence a; read b",
    "set -e; cat a; make; cat b": "read a; read b; unknown: make",
    # what cannot be told
    "cat $F": "unknown: cat $F",
    "cat ~/x": "unknown: cat ~/x",
    "cat *.py": "listing . '*.py'; read . '*.py'",
    "head -3 src/*.py": "listing src '*.py'; read src 1-3 '*.py' coarse",
    "wc -l *.py": "listing . '*.py'; unknown: wc -l *.py",
    "ls *.py | xargs wc -l": "listing . '*.py' coarse; unknown: xargs wc -l",
    "ls *.py | xargs -n 1 cat": "listing . '*.py' coarse; read . '*.py'",
    "find src -name '*.py' -exec cat {} +": "listing src '**/*.py' below; read src '**/*.py' below",
    "cat *.py | head -5": "listing . '*.py' coarse; read . '*.py' coarse",
    "ls *.py | grep a | xargs cat": "listing . '*.py' coarse; read . '*.py' coarse",
    "find src -newer a -exec cat {} +": "listing src '' below coarse; read src '**' below coarse",
    "find . -name a.py -exec rm {} ;": "listing . '**/a.py' below; write . '**/a.py' below coarse",
    "wc -l src/*.py": "listing src '*.py'; unknown: wc -l src/*.py",
    "python -m pytest -q": "unknown: python -m pytest -q",
    "./run.sh && make test": "unknown: ./run.sh; make test",
    "select x in a; do cat a; done": "unknown: select x in a; do cat a; done",
    "f() { cat a; }; f": "unknown: f() { cat a; }; f",
    "cat 'unclosed": "unknown: cat 'unclosed",
    "cat a\ncat 'unclosed": "read a; unknown: cat 'unclosed",
    "": "",
}


@pytest.mark.parametrize("command", TOLD)
def test_a_command_that_worked(command: str) -> None:
    assert say(accesses(command, True, "")) == TOLD[command]


FAILED = [
    ("cat absent", "cat: absent: No such file or directory", "read absent missing"),
    ("cat a absent", "x\ncat: absent: No such file or directory", "read a; read absent missing"),
    ("cat a && cat absent && cat c", "cat: absent: No such file or directory", "read a; read absent missing"),
    ("cat absent || cat b", "cat: absent: No such file or directory", "read absent missing; read b"),
    ("head -3 absent", "head: cannot open 'absent' for reading: No such file or directory", "read absent missing"),
    ("sed -n 1p absent", "sed: can't read absent: No such file or directory", "read absent missing"),
    ("ls nodir", "ls: cannot access 'nodir': No such file or directory", "read nodir missing"),
    ("grep -n x absent", "grep: absent: No such file or directory", "read absent missing"),
    ("find nodir -name x", "find: ‘nodir’: No such file or directory", "read nodir missing"),
    ("sort < absent", "/bin/bash: line 1: absent: No such file or directory", "read absent missing"),
    ("git show main:no.py", "fatal: path 'no.py' does not exist in 'main'", "read no.py at main missing"),
    (
        "git show main:no.py",
        "fatal: path 'no.py' exists on disk, but not in 'main'",
        "read no.py at main missing",
    ),
    ("git show nobranch:a.py", "fatal: invalid object name 'nobranch'.", "read a.py at nobranch"),
    ("cat a absent", "no end of linecat: absent: No such file or directory", "read a; read absent missing"),
    ("cat dir", "cat: dir: Is a directory", ""),
    ("cat secret", "cat: secret: Permission denied", ""),
    ("cat abs", "cat: absent: No such file or directory", "read abs"),
    ("bash -c 'cat a", "bash: line 1: unexpected EOF while looking for matching `'\"", "unknown: bash -c 'cat a"),
    ("! cat a && cat b", "", "read a"),
    ("cat a; cat a", "x\ncat: a: No such file or directory", "read a coarse"),
    ("cd x; cd x; cat a", "bash: line 1: cd: x: No such file or directory", "unknown: cat a"),
    ("cd nodir && cat a", "/bin/bash: line 1: cd: nodir: No such file or directory", ""),
    ("cd nodir; cat a", "/bin/bash: line 1: cd: nodir: No such file or directory", "read a"),
    ("grep x a", "", "match a 'x'"),
    ("rg x", "/bin/bash: line 1: rg: command not found", ""),
    ("rg x", "sh: 1: rg: not found", ""),
    ("tree m", "zsh: command not found: tree", ""),
    ("tree m || ls m", "bash: line 1: tree: command not found\na", "listing m ''"),
    ("tree m || ls m", "treehouse: not found", "listing m '' below; listing m '' coarse"),
    ("cat a; grep x b", "text of a", "read a; match b 'x'"),
    ("grep x a && cat b", "", "match a 'x'; read b coarse"),
    ("cat a 2>/dev/null", "", "read a coarse; presence a"),
    ("set -e; make; cat a", "", "read a coarse; unknown: make"),
]


@pytest.mark.parametrize(("command", "output", "told"), FAILED)
def test_a_command_that_failed(command: str, output: str, told: str) -> None:
    assert say(accesses(command, False, f"Exit code 1\n{output}")) == told


def test_the_lines_around_a_match_are_reads_where_they_are_numbered() -> None:
    output = "a.py-1-x\na.py:2:def f\na.py-3-y\n--\npkg/c-4.py:4:def g\npkg/c-4.py-5-z"
    told = "match . 'def' below; read a.py 1-3 coarse; read pkg/c-4.py 4-5 coarse"
    assert say(accesses("grep -rn -C1 def .", True, output)) == told
    assert say(accesses("grep -n -A1 def a", True, "1:def\n2-x")) == "match a 'def'; read a 1-2 coarse"
    assert say(accesses("grep -rn -C1 def . | head -6", True, output)) == told.replace("below", "below coarse")


def test_the_directory_in_which_a_command_ends_is_known() -> None:
    ends = {
        "cat a": "",
        "cd x && cat a": "x",
        "cd x; cd ..": "",
        "cd /x": "/x",
        "cd x | cat": "",
        "(cd x)": "",
        "cd": None,
        "cd -": None,
        'cd "$X"': None,
        "pushd x; popd": "",
        "bash -c 'cd x'": "",
        "eval 'cd x'": "x",
    }
    assert {command: accesses(command, True, "").directory for command in ends} == ends


def test_a_read_at_a_revision_says_where_it_ran() -> None:
    (touch,) = accesses("cd sub && git show main:a.py", True, "").touches
    assert (touch.top, touch.path, touch.rev, touch.directory) == (True, "a.py", "main", "sub")


def test_the_unknown_is_short_and_said_once() -> None:
    told = accesses("; ".join(["make   all"] * 3 + ["./x" + "y" * 500]), True, "")
    assert told.unknown == "make all; ./x" + "y" * 74 + "..."
    assert len(accesses("; ".join(f"./{n}" for n in range(5000)), True, "").unknown) < 2000


def test_a_command_too_long_to_look_at_is_unknown_as_a_whole() -> None:
    told = accesses("cat a; " + "x" * LONGEST_COMMAND, True, "")
    assert told.touches == ()
    assert told.unknown.startswith("cat a; xxx")


@pytest.mark.daily(4)
@pytest.mark.parametrize(
    "command",
    [
        "$(" * 500 + ")" * 500,
        "(" * 500 + "cat a" + ")" * 500,
        "eval " * 500 + "cat a",
        "for a in {}; do ".format(" ".join("abcdefgh")) * 10 + "cat $a; " + "done; " * 10,
        "cat " + " ".join(f"f{n}" for n in range(20_000)) + " | sort" * 2000,
        "cat {a,b}{c,d}{e,f}{g,h}{i,j}",
        "[[ " * 20_000,
        "cat <<E\n" * 5000,
        "sed -n " + "9" * 5000 + "p a; head -" + "9" * 5000 + " a; head -² a",
        "grep -n -C1 x a" + "-1-" * 5000,
        "cat 'a' " * 10_000,
    ],
)
def test_commands_that_nobody_types_are_given_up_in_time(command: str) -> None:
    told = accesses(command, True, "a.py" + "-1-" * 5000 + "\n" + "cat: f: \n" * 5000)
    assert len(told.touches) <= MOST_WORDS
    assert told.touches or told.unknown or command.startswith("cat <<E")  # a text without its end is no command


# Against the real shell: what is told as exact is what was printed.
