"""Files of lines that can be told apart: each line has a name, and each edit gives it a number that no other edit gives.

So whoever is shown a line knows which edit made it, and a story knows who saw whose work without asking the rule.
"""

import random
import re
from collections.abc import Mapping

START = {
    "a.py": "".join(f"a{n} = 10\n" for n in range(12)),
    "b.py": "".join(f"b{n} = 10\n" for n in range(12)),
    "d/one.py": "one = 1\n",
    "d/two.py": "two = 1\n",
}
PATHS = (*START, "new.py", "d/three.py")
GLOBS, WORDS = ("*.py", "d/*.py"), ("= 1", "a1", "= 7", "three")
THERE = "the file"
"""What stands at ``PATH#``: whether a file exists is one more thing that can be seen and changed."""
EMPTY = "nothing in it"
"""What stands at ``PATH##`` of an empty file, so that who emptied it has made something that who removed it has not."""

Lines = Mapping[str, str]
"""``a.py#a3`` -> ``a3 = 1``, ``a.py#`` for each file, and ``a.py##`` for an empty one."""


def lines(files: Mapping[str, str]) -> dict[str, str]:
    """Every line of some files by its name."""
    found = {}
    for path, text in files.items():
        found[f"{path}#"] = THERE
        if not text:
            found[f"{path}##"] = EMPTY
        found |= {f"{path}#{line.partition(' ')[0]}": line for line in text.splitlines()}
    return found


def attributes(path: str, *places: Lines) -> set[str]:
    """The values of the attribute ``coordgit`` of a path."""
    found = [place.get(f".gitattributes#{path}", "") for place in places]
    return {line.partition("coordgit=")[2].partition(" ")[0] for line in found if line}


def path_of(key: str) -> str:
    """The file that a line is in."""
    return key.partition("#")[0]


def edited(chance: random.Random, path: str, text: str | None, number: int) -> str | None:
    """A new text of a file: a line changed, added or removed, the file made or, ``None``, removed."""
    if text is None:
        return f"{path.rsplit('/', 1)[-1].removesuffix('.py')} = {number}\n"
    if chance.random() < 0.08:
        return None
    its = text.splitlines(keepends=True)
    at = chance.randrange(len(its)) if its else 0
    choice = chance.random()
    if choice < 0.6 and its:
        its[at] = re.sub(r"= \d+", f"= {number}", its[at])
    elif choice < 0.8 or not its:
        its.insert(at, f"more{number} = 7\n")
    else:
        del its[at]
    return "".join(its)
