"""Shell commands that find the names of files, or take them from another command: a table of what was read."""

import pytest

from coordgit.core.model import READ, WRITE, Access
from coordgit.shell.accesses import accesses
from tests.shell.shell_test import say

TOLD = {
    "cat `git ls-files`": "listing . '' below coarse; read . '**' below",
    "cd src && cat $(ls *.py)": "listing src '*.py' coarse; read src '*.py'",
    "for f in $(ls *.py) b; do cat $f; done": "listing . '*.py' coarse; read . '*.py' coarse; read b",
    "for f in $(ls *.py); do echo $f; wc -l $f; done": "listing . '*.py' coarse; unknown: wc -l $f",
    "sed -i s/x/y/ $(git ls-files '*.py')": "listing . '**/*.py' below coarse; write . '**/*.py' below coarse",
    "find . -name '*.py' | while IFS= read -r f; do cat \"$f\"; done": (
        "listing . '**/*.py' below coarse; read . '**/*.py' below coarse"
    ),
    "ls | while read a b; do cat $a; done": "listing . '' coarse; unknown: cat $a",
    "cat $(ls src)": "listing src '' coarse; unknown: cat $(ls src)",
    'cat "$(ls *.py)"': "listing . '*.py' coarse; unknown: cat \"$(ls *.py)\"",
    "cat $(ls *.py | head -1)": "listing . '*.py' coarse; unknown: cat $(ls *.py | head -1)",
    "grep -n foo $(git ls-files '*.py')": "listing . '**/*.py' below coarse; match . 'foo' in **/*.py below",
    'rg -l foo src | while read -r f; do sed -i s/x/y/ "$f"; done': "match src 'foo' below coarse; write src '**' below coarse",
    "for f in $(grep -rl --include='*.py' foo . | grep -v test); do sed -i s/x/y/ $f; done": (
        "match . 'foo' in *.py below coarse; write . '**/*.py' below coarse"
    ),
    "cd m && sed -i s/x/y/ $(git grep -l foo)": "match m 'foo' below coarse; write m '**' below coarse",
    "cat a $(rg -l foo src)": "match src 'foo' below coarse; read a; unknown: cat a $(rg -l foo src)",
    "for f in $(rg -l foo src); do head -3 $f; done": "match src 'foo' below coarse; unknown: head -3 $f",
    "for f in $(rg -l foo); do grep -n bar $f; done": "match . 'foo' below coarse; match . 'bar' in ** below coarse",
    "head -n $(grep -n foo a | cut -d: -f1) a": "match a 'foo' coarse; read a coarse",
    "sed -i s/x/y/ $(rg foo src)": "match src 'foo' below coarse; unknown: sed -i s/x/y/ $(rg foo src)",
    "while read -r f; do cat \"$f\"; done < <(git ls-files 'src/*')": (
        "listing src '**/*' below coarse; read src '**/*' below coarse"
    ),
    "while read -r f; do sed -i s/x/y/ $f; done < <(rg -l foo src)": "match src 'foo' below coarse; write src '**' below coarse",
    "while read -r f; do cat $f; done < <(cat list)": "read list coarse; unknown: cat $f",
    "while read f; do cat $f; done < <()": "unknown: cat $f",
    "cat < <(head -3 a)": "read a 1-3 coarse; read a 1-3",
    "cat <(ls)": "listing . '' coarse; unknown: cat <(ls)",
    "cat <(pwd)/a": "unknown: cat <(pwd)/a",
    "exec 3<>a": "write a coarse; unknown: exec 3<>a",
    "git ls-files | xargs grep -n foo": "listing . '' below coarse; match . 'foo' in ** below",
    "git ls-files -z src | xargs -0 rg foo": "listing src '' below coarse; match src 'foo' in ** below",
    "ls src/*.py | xargs -n 1 grep -il foo | head": "listing src '*.py' coarse; match src 'foo' in *.py anycase coarse",
    "find . -name '*.py' -exec grep foo {} +": "listing . '**/*.py' below; match . 'foo' in **/*.py below",
    "rg -l foo src | xargs grep -n bar": "match src 'foo' below coarse; match src 'bar' in ** below coarse",
    "git ls-files | xargs grep -n -A3 foo": (
        "listing . '' below coarse; match . 'foo' in ** below; unknown: xargs grep -n -A3 foo"
    ),
    "ls *.py | xargs grep -n ''": "listing . '*.py' coarse; match . '' in *.py; read . '*.py' coarse",
    "cat names | xargs grep foo": "read names coarse; unknown: xargs grep foo",
    "cat $(grep -l foo *.py)": "match . 'foo' in *.py coarse; unknown: cat $(grep -l foo *.py)",
}

FOUND = {
    "find . -name '*.py' -not -path './.git/*'": "listing . '**/*.py' below coarse",
    "find . -name node_modules -prune -o -name '*.py' -print": (
        "listing . '**/node_modules' below coarse; listing . '**/*.py' below coarse"
    ),
    "find . ! -name '*.py'": "listing . '' below coarse",
    "find . ! -name a.py -name '*.py'": "listing . '**/*.py' below coarse",
    "find . -name '*.py' -o -newer a": "listing . '' below coarse",
    "find . ! \\( -name '*.py' -o -name '*.md' \\)": "listing . '' below coarse",
    "find . -name '*.py' ! -path './x/*' | xargs cat": "listing . '**/*.py' below coarse; read . '**/*.py' below coarse",
}


@pytest.mark.parametrize("command", FOUND)
def test_a_search_for_names_is_limited_by_those_that_it_wants(command: str) -> None:
    assert say(accesses(command, True, "")) == FOUND[command]


@pytest.mark.parametrize("command", TOLD)
def test_a_command_that_is_given_names(command: str) -> None:
    assert say(accesses(command, True, "")) == TOLD[command]


@pytest.mark.parametrize("command", TOLD)
def test_what_a_command_may_touch_is_known_before_it_runs(command: str) -> None:
    """Else what it wrote is compared with nothing."""
    before, after = ({(one.path, one.query) for one in items(command, output)} for output in (None, ""))
    assert after <= before


def items(command: str, output: str | None) -> list[Access]:
    return [one for one in accesses(command, True, output).touches if one.act in (READ, WRITE)]
