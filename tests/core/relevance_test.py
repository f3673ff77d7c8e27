"""The ladder of facts by a table: what ties a change under a read to a commit, and what does not. Texts in, a reason out."""

import difflib

import pytest

from coordgit.core.changed_texts import CommitTexts, Side, Text
from coordgit.core.hunks import Hunk
from coordgit.core.relevance import ADDED, COMMENTS, NO_USE, OPTIONAL, SAME_CHANGE, SAME_TEXT, Tie, ties

API = """\
import json
from os import getcwd

SIZE = 1


class Store(object):
    kind = "small"

    def __init__(self, name):
        self.name = name

    def fetch(self, key):
        total = key + 1
        self.log_it(total)
        if not key:
            raise Missing(key)
        return total


def send(x):
    # sends it
    return x
"""


def side(path: str, before: str | None, after: str | None) -> Side:
    """Objects are named by their texts."""
    one, other = (None if text is None else Text(path, text, text.encode()) for text in (before, after))
    return Side(path, one, other, between(before, after) if before is not None and after is not None else ())


def between(before: str, after: str) -> tuple[Hunk, ...]:
    old, new = before.splitlines(), after.splitlines()
    codes = difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return tuple(Hunk(a + (b > a), b - a, c + (d > c), d - c) for tag, a, b, c, d in codes if tag != "equal")


def tie(old: str, new: str, commit: dict[str, str], span: tuple[int, int] | None = None) -> Tie:
    """Of a change of ``old`` to ``new`` in api.py to a commit that adds lines to files."""
    assert old in API
    return ties(side("api.py", API, API.replace(old, new)), of_commit(commit), span)


def of_commit(files: dict[str, str]) -> CommitTexts:
    return CommitTexts([side(path, "pass\n", f"pass\n{text}\n") for path, text in files.items()])


@pytest.mark.parametrize(
    ("old", "new", "added", "name"),
    [
        ("def send(x):", "def send(x, y):", "send(1)", "send"),
        ("def send(x):", "def send(\n    x,\n    y,\n):", "send(1)", "send"),
        ("def send(x):", "def post(x):", "api.send(1)", "send"),
        ("def send(x):\n    # sends it\n    return x\n", "", "send(1)", "send"),
        ("    return x\n", "    return [x]\n", "send(1)", "send"),
        ("        return total\n", "        return None\n", "store.fetch(1)", "fetch"),
        ("raise Missing(key)", "raise Gone(key)", "assertRaises(Missing)", "Missing"),
        ("def __init__(self, name):", "def __init__(self, name, size):", "Store(1)", "Store"),
        ("class Store(object):", "class Store(Base):", "class Mine(Store): ...", "Store"),
        ("SIZE = 1", "SIZE = 2", "x[SIZE]", "SIZE"),
        ('kind = "small"', 'kind = "large"', "store.kind", "kind"),
        ("self.name = name", "self.name = None", "store.name", "name"),
        ("self.log_it(total)", "self.note(total)", "store.log_it(1)", "log_it"),
        ("self.log_it(total)", "self.log_it(total, 1)", "def log_it(self, x): ...", "log_it"),
        ("def fetch(self, key):", "def fetch(self, key, more):", "def fetch(self, key): ...", "fetch"),
    ],
)
def test_a_change_is_tied_to_a_commit_that_uses_what_it_gave_another_meaning(old: str, new: str, added: str, name: str) -> None:
    found = tie(old, new, {"caller.py": added})
    assert found.why.startswith(f"{name}, which it changed, is used by caller.py:2"), found
    assert not found.why_not


@pytest.mark.parametrize(
    ("old", "new", "added", "why_not"),
    [
        ("def send(x):", "def send(x, y):", "fetch(1)", NO_USE),
        ("def send(x):", "def send(x, y):", "# send(1)", NO_USE),
        ("def send(x):", "def send(x, y):", "'send'", NO_USE),
        ("def send(x):", "def send(x, y=1):", "send(1)", OPTIONAL),
        ("# sends it", "# sends it away", "send(1)", COMMENTS),
        ("    # sends it\n", '    """Send it."""\n', "send(1)", COMMENTS),
        ("    return x\n", "    return x\n\n\n", "send(1)", COMMENTS),
        ("SIZE = 1\n", "SIZE = 1\n\n\ndef other():\n    return SIZE\n", "x[SIZE]", ADDED),
        ("total = key + 1", "total = key + 2", "total, key", NO_USE),
        ("total = key + 1", "total = key + 2", "fetch(1)", NO_USE),
        ("def __init__(self, name):", "def __init__(self, name, size):", "fetch(1)", NO_USE),
        ("import json\n", "import json as _json\n", "import json", NO_USE),
        ("import json\n", "", "import api\nimport json", NO_USE),
        ("def fetch(self, key):", "def fetch(self, key, more):", "fetch(1)", NO_USE),
        ("self.name = name", "self.name = None", "name(name=1)", NO_USE),
        ("        self.name = name", "        if name:\n            self.name = name", "store.name", NO_USE),
        ("from os import getcwd\n", "from os import getcwd, sep\n", "getcwd()", NO_USE),
    ],
)
def test_what_ties_nothing_says_why(old: str, new: str, added: str, why_not: str) -> None:
    found = tie(old, new, {"caller.py": added})
    assert (found.why, found.why_not) == ("", why_not)


def test_what_a_file_imports_no_more_matters_to_itself_and_to_those_who_import_it_from_there() -> None:
    old, new = "from os import getcwd\n", "import os.path\n"
    changed = API.replace(old, new)
    mine = CommitTexts([side("api.py", API, API + "getcwd()\n")])
    assert ties(side("api.py", API, changed), mine).why.startswith("getcwd, ")
    assert tie(old, new, {"caller.py": "from api import getcwd"}).why.startswith("getcwd, ")
    assert tie(old, new, {"caller.py": "from api import (\n    send,\n    getcwd,\n)"}).why.startswith("getcwd, ")
    assert tie(old, new, {"caller.py": "from os import getcwd"}).why == ""
    assert ties(side("a(b.py", API, changed), of_commit({"caller.py": "from os import getcwd"})).why == ""


@pytest.mark.parametrize(
    ("made", "tied"), [("View(\n            model=2)", False), ("View(1).model()", True), ("Other(1)", True)]
)
def test_an_attribute_that_the_same_call_makes_has_the_meaning_that_it_had(made: str, tied: bool) -> None:
    before = "class A:\n    def __init__(self):\n        self.view = View(1, str(3))\n"
    change = side("api.py", before, f"class A:\n    def __init__(self):\n        self.view = {made}\n")
    assert bool(ties(change, of_commit({"caller.py": "a.view"})).why) == tied


def test_the_line_that_matters_is_shown_as_it_was_and_as_it_is() -> None:
    found = tie("def send(x):", "def send(x, y):", {"caller.py": "send(1)"})
    assert found.line == '- "def send(x):"  + "def send(x, y):"  used by caller.py:2'
    assert tie("SIZE = 1\n", "", {"caller.py": "SIZE"}).line == '- "SIZE = 1"  used by caller.py:2'
    inside = tie("    return x\n", "    return [x]\n", {"caller.py": "send(1)"})
    assert inside.line == '- "return x"  + "return [x]"  send is used by caller.py:2'
    assert (
        tie("    return x\n", "    y = [x]\n    return y\n", {"caller.py": "send(1)"}).line
        == '- "return x"  send is used by caller.py:2'
    )


def test_of_a_range_the_hunks_that_touch_it_count() -> None:
    old, new = "def send(x):", "def send(x, y):"
    line = API.split("\n").index(old) + 1
    assert tie(old, new, {"caller.py": "send(1)"}, (line, line + 1)).why
    assert tie(old, new, {"caller.py": "send(1)"}, (1, 4)).why == ""


def test_a_text_that_the_commit_makes_too_is_not_reported() -> None:
    new = API.replace("def send(x):", "def send(x, y):")
    change = side("api.py", API, new)
    assert ties(change, CommitTexts([side("api.py", API, new), side("b.py", "", "send(1)\n")])).why_not == SAME_TEXT
    both = CommitTexts([side("api.py", API, new + "\n\nsend(1)\n")])
    assert ties(change, both).why_not == SAME_CHANGE
    other = CommitTexts([side("api.py", API, API.replace("def send(x):", "def send(x, z):") + "\n\nsend(1)\n")])
    assert ties(change, other).why


def test_a_use_that_came_under_the_read_is_tied_to_the_commit_that_changes_what_is_used() -> None:
    change = side("caller.py", "pass\n", "pass\nsend(1)\n")
    changed = CommitTexts([side("api.py", API, API.replace("def send(x):", "def send(x, y):"))])
    assert ties(change, changed).why == "send, which the commit changes, is used by caller.py:2"
    optional = CommitTexts([side("api.py", API, API.replace("def send(x):", "def send(x, y=1):"))])
    assert ties(change, optional).why == ""
    other = side("caller.py", "pass\n", "pass\nother(1)\n")
    assert ties(other, changed).why == ""


def test_a_file_that_is_gone_is_tied_by_what_it_defined_or_if_the_commit_changes_it() -> None:
    gone = side("api.py", API, None)
    assert ties(gone, of_commit({"caller.py": "send(1)"})).why.startswith("send, ")
    assert ties(gone, of_commit({"caller.py": "other(1)"})).why == ""
    assert ties(gone, CommitTexts([side("api.py", API, API + "x = 1\n")])).why == "the commit changes it, and it is gone"


@pytest.mark.parametrize(
    ("path", "added", "tied"),
    [
        ("caller.py", "import helper", True),
        ("caller.py", "find(1)", True),
        ("helper.py", "x = 1", True),
        ("caller.py", "other(1)", False),
    ],
)
def test_a_file_that_appeared_is_tied_if_the_commit_makes_it_too_or_speaks_of_it(path: str, added: str, tied: bool) -> None:
    appeared = side("helper.py", None, "def find(x):\n    return x\n")
    commit = CommitTexts([side(path, None, f"{added}\n")])
    assert bool(ties(appeared, commit).why) == tied


GO = """\
type Store struct {
\tName string
}

const Limit = 10

func (s *Store) Fetch(key string) (string, error) {
\ttotal := count(key)
\tif total == 0 {
\t\treturn "", ErrEmpty
\t}
\treturn key, nil
}
"""
SCRIPT = """\
const SIZE = 1;
export class Store extends Base {
  fetch(key) {
    const total = count(key);
    this.total = total;
    return total;
  }
}
const send = (x) => {
  log(x);
};
"""
RUST = """\
pub fn send(x: u8) -> u8 {
    let total = x + 1;
    total
}
"""
SETTINGS = "max_size: 3\nsteps:\n  - uses: one-1\n  - uses: two-1\n"
TEXTS = {"a.go": GO, "a.js": SCRIPT, "a.rs": RUST, "a.yml": SETTINGS}


def other_tie(path: str, old: str, new: str, added: str) -> Tie:
    """Of a change in a text of another language to a commit that adds a line to a file of that language."""
    text = TEXTS[path]
    assert old in text
    return ties(side(path, text, text.replace(old, new)), of_commit({"b" + path[1:]: added}))


@pytest.mark.parametrize(
    ("path", "old", "new", "added", "name"),
    [
        ("a.go", "Fetch(key string)", "Fetch(key string, n int)", "s.Fetch(k)", "Fetch"),
        ("a.go", 'return "", ErrEmpty', 'return "", nil', "s.Fetch(k)", "Fetch"),
        ("a.go", "Limit = 10", "Limit = 20", "x < Limit", "Limit"),
        ("a.go", "Name string", "Name []byte", "s.Name", "Name"),
        ("a.js", "fetch(key) {", "fetch(key, n) {", "store.fetch(1)", "fetch"),
        ("a.js", "return total;", "return [total];", "store.fetch(1)", "fetch"),
        ("a.js", "this.total = total", "this.total = null", "store.total", "total"),
        ("a.js", "SIZE = 1", "SIZE = 2", "x[SIZE]", "SIZE"),
        ("a.js", "extends Base", "extends Other", "new Store()", "Store"),
        ("a.js", "send = (x) =>", "send = (x, y) =>", "send(1)", "send"),
        ("a.rs", "    total\n", "    total + 1\n", "send(1)", "send"),
        ("a.yml", "max_size: 3", "max_size: 4", "max_size", "max_size"),
    ],
)
def test_in_other_languages_a_definition_is_told_by_its_head_and_by_what_comes_out(
    path: str, old: str, new: str, added: str, name: str
) -> None:
    found = other_tie(path, old, new, added)
    assert found.why.startswith(f"{name}, which it changed, is used by b{path[1:]}:2"), found


@pytest.mark.parametrize(
    ("path", "old", "new", "added", "why_not"),
    [
        ("a.go", "total := count(key)", "total := count(key) + 1", "\tx = total + count(k)", NO_USE),
        ("a.go", "total := count(key)", "total := count(key) + 1", "s.Fetch(k)", NO_USE),
        ("a.go", "Fetch(key string)", "Fetch(key string, n ...int)", "s.Fetch(k)", OPTIONAL),
        ("a.go", "Limit = 10", "Limit = 20", "// Limit", NO_USE),
        ("a.go", "count(key)", "len(key)", "count(k)", NO_USE),
        ("a.go", "Name string", "Names Kind", "var x Kind", NO_USE),
        ("a.js", "const total = count(key)", "const total = count(key) || 0", "total(count())", NO_USE),
        ("a.js", "fetch(key) {", "fetch(key, n = 1) {", "store.fetch(1)", OPTIONAL),
        ("a.js", "log(x);\n", "log(x);\n  // sent\n", "send(1)", COMMENTS),
        ("a.js", "  log(x);", "  log(x, 1);", "log(2)", NO_USE),
        ("a.rs", "x + 1;", "x + 2;", "send(1)", NO_USE),
        ("a.yml", "uses: one-1", "uses: one-2", "- uses: three-1", NO_USE),
    ],
)
def test_in_other_languages_a_name_that_only_stands_on_an_altered_line_ties_nothing(
    path: str, old: str, new: str, added: str, why_not: str
) -> None:
    found = other_tie(path, old, new, added)
    assert (found.why, found.why_not) == ("", why_not)


@pytest.mark.parametrize(
    ("path", "old", "new", "added", "tied"),
    [
        ("a.js", "function send(x) {} // receive", "function send(x) {}", "receive(1)", False),
        ("a.rb", "def send_it(x) # receive", "def send_it(x, y)", "send_it(1)", True),
        ("a.rb", "def send_it(x) # receive", "def send_it(x, y)", "receive(1)", False),
        ("a.md", "Call fetch_all first.", "Never call it.", "fetch_all()", True),
        ("a.md", "Call fetch_all first.", "Never call it.", "call(first)", False),
        ("a.md", "Call fetch_all first.", "Call fetch_all later.", "fetch_all()", False),
    ],
)
def test_of_text_that_is_not_code_the_names_count_that_are_gone(path: str, old: str, new: str, added: str, tied: bool) -> None:
    commit = CommitTexts([side("b" + path[1:].replace("md", "py"), "", f"{added}\n")])
    assert bool(ties(side(path, f"{old}\n", f"{new}\n"), commit).why) == tied


@pytest.mark.parametrize(
    ("path", "old", "new", "user", "tied"),
    [
        ("a.lua", "function send(x)", "function send(x, y)", "b.lua", True),
        ("a.hs", "send :: Int -> Int", "send :: Int -> Bool", "b.hs", True),
        ("a.jl", "function send(x)", "function send(x, y)", "b.jl", True),
        ("a.jl", "x = 1  # send", "x = 2  # send", "b.jl", False),
        ("a.lua", "function send(x)", "function send(x, y)", "b.rb", False),
        ("a.json", '["send", "one"]', '["send", "two"]', "b.json", False),
        ("LICENSE", "send one", "send two", "NOTICE", False),
    ],
)
def test_of_a_language_that_is_not_known_what_altered_lines_name_counts(
    path: str, old: str, new: str, user: str, tied: bool
) -> None:
    found = ties(side(path, f"one\n  {old}\n", f"one\n  {new}\n"), of_commit({user: "  a = send(1)"}))
    assert bool(found.why) == tied, found


@pytest.mark.parametrize(("added", "tied"), [("s.Fetch(k)", True), ("count(k)", False)])
def test_of_a_file_that_is_gone_what_it_declared_ties_not_what_it_used(added: str, tied: bool) -> None:
    assert bool(ties(side("a.go", GO, None), of_commit({"b.go": added})).why) == tied


def test_settings_that_are_gone_are_tied_by_their_name() -> None:
    gone = side("deploy.yml", SETTINGS, None)
    assert ties(gone, of_commit({"a.sh": "run deploy"})).why and not ties(gone, of_commit({"a.sh": "run uses"})).why


@pytest.mark.parametrize(("head", "tied"), [("def send(x, z=1):", True), ("def sent(x):", False), ("def send(x):  # one", False)])
def test_parameters_that_both_sides_add_tie_them(head: str, tied: bool) -> None:
    ours = side("api.py", API, API.replace("def send(x):", head).replace("SIZE = 1", "SIZE = 2"))
    assert bool(ties(side("api.py", API, API.replace("def send(x):", "def send(x, y=1):")), CommitTexts([ours])).why) == tied


@pytest.mark.parametrize(("added", "tied"), [("api.f(1)", True), ("f = open(x)", False), ("f.read()", False)])
def test_a_short_name_ties_where_it_is_called(added: str, tied: bool) -> None:
    change = side("api.py", "def f(x):\n    return x\n", "def f(x, y):\n    return x\n")
    assert bool(ties(change, of_commit({"caller.py": added})).why) == tied


@pytest.mark.parametrize(("span", "tied"), [((13, 18), True), ((15, 15), False), (None, False)])
def test_every_line_of_a_body_counts_where_a_definition_was_read_by_itself(span: tuple[int, int] | None, tied: bool) -> None:
    assert bool(tie("key + 1", "key + 2", {"b.py": "store.fetch(1)"}, span).why) == tied


def test_the_first_lines_of_a_long_text_are_those_of_all_of_it() -> None:
    text = "".join(f"line {n}\n" for n in range(50))
    for last in (0, 1, 3, 24, 25, 26, 51, 99):
        long = Text("a.py", "", text.encode())
        for asked in (1, last, 2):
            lines = long.upto(asked)
            assert len(lines) >= min(asked, 51) and lines == long.text.split("\n")[: len(lines)]
