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
    "git refs list; git last-modified -r HEAD -- a": "",
    "git history fixup HEAD~1 && git replay --onto=main main..a && cat a": "read a",
    "git hook run pre-commit": "unknown: git hook run pre-commit",
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
    "less +10 a": "read a",
    "diff -r m n": ("read m coarse; read n coarse; listing m '' below coarse; listing n '' below coarse; unknown: diff -r m n"),
    "find m -name '*.py' -delete": "listing m '**/*.py' below; write m '**/*.py' below coarse",
    'python -c \'p = Path("src") / "a.py"; p.write_text("")\'': (
        'read src/a.py coarse; write src/a.py coarse; unknown: python -c \'p = Path("src") / "a.py"; p.write_text("")\''
    ),
    'python -c \'for d in os.walk("src/"): open(d, "w").write("")\'': (
        'write src \'**\' below coarse; unknown: python -c \'for d in os.walk("src/"): open(d, "w").write("")\''
    ),
    "fd -e py -e .ts . src": "listing src '**/*.py' below coarse; listing src '**/*.ts' below coarse",
    "fd '\\.py$' src | xargs cat": "listing src '**/*.py' below coarse; read src '**/*.py' below coarse",
    "fd --glob '*.py'": "listing . '**/*.py' below coarse",
    "fd -p -e py a/b": "listing . '**/*.py' below coarse",
    "fd '^a.*y$'": "listing . '' below coarse",
    "fd -e $X": "listing . '' below coarse",
    "fd -e py -x head -1": "listing . '**/*.py' below coarse; read . 1-1 '**/*.py' below coarse",
    "fd -e py . src -X sed -i s/x/y/": "listing src '**/*.py' below coarse; write src '**/*.py' below coarse",
    "fd -e py -x ruff check": "listing . '**/*.py' below coarse; unknown: fd -e py -x ruff check",
    'python -c \'import os; os.rename("a.py", "b.py")\'': (
        'write a.py coarse; write b.py coarse; unknown: python -c \'import os; os.rename("a.py", "b.py")\''
    ),
    "python -c 'import os; print(os.path.getsize(\"a.py\"))'": (
        "unknown: python -c 'import os; print(os.path.getsize(\"a.py\"))'"
    ),
    "python - <<'E'\nfor p in Path('src').rglob('*.py'): p.write_text('')\nE": (
        "read src coarse; write src coarse; write src '**/*.py' below coarse; unknown: python - <<'E'"
    ),
    "python - <<'E'\nfor p in glob.glob('src/**/*.py'): open(p, 'w').write('')\nE": (
        "write src '**/*.py' below coarse; unknown: python - <<'E'"
    ),
    "python - a b <<'E'\nfor p in sys.argv[1:]: open(p, 'w').write(open(p).read() + 'x')\nE": (
        "write a coarse; write b coarse; unknown: python - a b <<'E'"
    ),
    "python -c 'print(open(sys.argv[1]).read())' a": "read a coarse; unknown: python -c 'print(open(sys.argv[1]).read())' a",
    "python - <<'E'\nfor p in glob.glob('src/*.py'): print(p)\nE": "unknown: python - <<'E'",
    "printf 'a b\\0c\\0' | xargs -0 cat": "read a b coarse; read c coarse",
    "xargs -d '\\n' cat <<'E'\na b\nc\nE": "read a b coarse; read c coarse",
    "echo a b | xargs cat": "read a coarse; read b coarse",
    "printf '%s\\0' a b | xargs -0 -n 1 head -2": "read a 1-2 coarse; read b 1-2 coarse",
    "echo a | xargs -I{} cat {}.py": "unknown: xargs -I{} cat {}.py",
    "echo a | xargs make": "unknown: xargs make",
    "echo $X | xargs cat": "unknown: xargs cat",
    "yq '.b' a.yml": "read a.yml coarse",
    "yq eval '.b' a.yml": "read a.yml coarse",
    "yq -i '.b = 1' a.yml": "write a.yml coarse",
    "yq e -i '.b = 1' a.yml b.yml": "write a.yml coarse; write b.yml coarse",
    "yq -i": "",
    "awk 'NR>=5 && NR<=9 {print NR\": \"$0}' a": "read a 5-9",
    "awk 'NR>=5 && NR<=9 {printf \"%4d  %s\\n\", NR, $0}' a": "read a 5-9",
    "awk 'NR==5 {printf(\"%s:%d: %s\\n\", FILENAME, NR, $0)}' a": "read a 5-5",
    "awk 'NR==5 {printf \"%s\\n\", NR, $0}' a": "read a 5-5 coarse",
    "awk 'NR==5' n=7 a": "read a 5-5",
    "awk 'NR==5' NR=7 a": "read a coarse",
    "awk '{print NR, $0}' a": "read a",
    "awk 'NR>=5 && NR<=9 {print $1}' a": "read a 5-9 coarse",
    "awk 'NR>=5 && NR<=9 {printf \"%.9s\\n\", $0}' a": "read a 5-9 coarse",
    "awk 'NR>=5 && NR<=9 {print -$0}' a": "read a 5-9 coarse",
    "awk 'NR==5 {x=$0} END {print x}' a": "read a coarse",
    "awk 'NR<=3' a b": "read a coarse; read b coarse",
    "awk 'FNR<=3 {print FILENAME\": \"$0}' a b": "read a 1-3; read b 1-3",
    "awk -i inplace '{print $1}' a": "write a coarse",
    "gawk -i inplace -f b.awk a": "write a coarse",
    "uv run --no-sync python -c 'open(\"a\")'": "read a coarse; unknown: uv run --no-sync python -c 'open(\"a\")'",
    "uv run python - <<E\nopen('a', 'w')\nE": "write a coarse; unknown: uv run python - <<E",
    "timeout 9 poetry run python -c 'open(\"a\")'": "read a coarse; unknown: timeout 9 poetry run python -c 'open(\"a\")'",
    "uv run -": "unknown: uv run -",
    "uv run": "unknown: uv run",
    "uv pip list": "unknown: uv pip list",
    "node -p \"require('./b.json').c\"": "read b.json coarse; unknown: node -p \"require('./b.json').c\"",
    "node -e \"require('./b.js')\"": "unknown: node -e \"require('./b.js')\"",
}


@pytest.mark.parametrize("command", TOLD)
def test_a_command_in_another_spelling(command: str) -> None:
    assert say(accesses(command, True, "")) == TOLD[command]


def test_awk_may_stop_at_a_file_that_is_not_there() -> None:
    said = 'awk: cannot open "a" (No such file or directory)'
    assert say(accesses("awk 'FNR<=2' a b", False, said)) == "read a missing; read b 1-2 coarse"
