"""What ties a search, whose answer changed, to a commit. Texts in, a reason out."""

import pytest

from coordgit.core.changed_texts import CommitTexts
from coordgit.core.model import Query
from coordgit.core.relevance import search_tie
from tests.core.relevance_test import of_commit, side

SEND = Query(pattern=r"\bsend\b")


@pytest.mark.parametrize(
    ("change", "commit", "why"),
    [
        (("def send(x): ...\n", "def post(x): ...\n"), ("", "send(1)\n"), "send is gone there, and b.py:1 uses it"),
        (("send(1)\n", "post(1)\n"), ("", "send(1)\n"), ""),
        (("def send(x): ...\n", "def send(x, y): ...\n"), ("", "send(1)\n"), ""),
        (("def send(x): ...\n", "def post(x): ...\n"), ("", "other(1)\n"), ""),
        (("", "send(1)\n"), ("def send(x): ...\n", "def post(x): ...\n"), "send is used there, and the commit changes it"),
        (("", "send(1)\n"), ("send(2)\n", ""), "send is used there, and the commit changes it"),
        (
            ("", "send(1)\n"),
            ("def send(x):\n    return x\n", "def send(x):\n    return 1\n"),
            "send is used there, and the commit",
        ),
        (("", "send(1)\n"), ("", "send(2)\n"), ""),
        (("", "# send(1)\n"), ("send(2)\n", ""), ""),
        (("", "send(1)\n"), ("other(2)\n", ""), ""),
        (("", "send(1)\n"), ("send(2)\n", "send(3)\n"), ""),
        (("", "send(1)\n"), ("def send(x):\n    y = 1\n", "def send(x):\n    y = 2\n"), ""),
        (("", "send(1)\n"), ("def send(x): ...\n", "def send(x, y=1): ...\n"), "send is used there, and the commit"),
    ],
)
def test_a_search_is_tied_by_a_definition_that_is_gone_or_a_use_that_came(
    change: tuple[str, str], commit: tuple[str, str], why: str
) -> None:
    found = search_tie(SEND, side("a.py", *change), CommitTexts([side("b.py", *commit)]))
    assert found.why.startswith(why) and bool(found.why) == bool(why), found


LONG = "x" * 500
MAIL = "class Mail:\n    def send(self, x): ...\n"
GO_MAIL = "func (m *Mail) send(x int) {}\n"
GO_SMALL = GO_MAIL.replace("Mail", "mail")
RUST_MAIL = "impl Get for Mail {\n    fn send(x: u8) {}\n}\n"


@pytest.mark.parametrize(
    ("path", "before", "after", "used", "tied"),
    [
        ("b.py", "def send(x): ...\n", "def send(x, y): ...\n", "send(1)", True),
        ("b.py", "def send(x): ...\n", "def send(x, y): ...\n", "class Other:\n    def send(self): ...", False),
        ("b.py", "def send(x): ...\n", "def send(x, y): ...\n", "b.send(1)", True),
        ("b.py", "def send(x): ...\n", "def send(x, y): ...\n", "post.send(1)", False),
        ("b.py", "def send(x): ...\n", "def send(x, y): ...\n", f"send({LONG})", False),
        ("b.py", "from post import send\n", "import post\n", "send(1)", False),
        ("b.py", MAIL, MAIL.replace("x)", "x, y)"), "Mail().send(1)", True),
        ("b.py", MAIL, MAIL.replace("x)", "x, y)"), "post.send(1)", False),
        ("b.js", "function send(x) {}\n", "function send(x, y) {}\n", "send(1)", True),
        ("b.js", "function send(x) {}\n", "function send(x, y) {}\n", "import send from 'x'", False),
        ("b.go", GO_MAIL, GO_MAIL.replace("x int", ""), "Mail{}.send(1)", True),
        ("b.go", GO_MAIL, GO_MAIL.replace("x int", ""), "post.send(1)", False),
        ("b/b.go", GO_MAIL, GO_MAIL.replace("x int", ""), "b.Mail{}.send(1)", True),
        ("b.go", GO_SMALL, GO_SMALL.replace("x int", ""), "mail{}.send(1)", True),
        ("b/b.go", GO_SMALL, GO_SMALL.replace("x int", ""), "mail{}.send(1)", False),
        ("b/b.go", GO_SMALL, GO_SMALL.replace("x int", ""), "b.New().send(1)", True),
        ("b.js", "function send(x) {}\n", "function send(x, y) {}\n", "  send: (x) => 1,", False),
        ("b.js", "function send(x) {}\n", "function send(x, y) {}\n", "  get: send,", True),
        ("b.js", "function send(x) {}\n", "function send(x, y) {}\n", "function send() {}\nsend(1)", False),
        ("b.rs", RUST_MAIL, RUST_MAIL.replace("x: u8", ""), "Mail::send(1)", True),
        ("b.rs", RUST_MAIL, RUST_MAIL.replace("x: u8", ""), "Get::send(1)", False),
        ("b.md", "def send(x): ...\n", "def send(x, y): ...\n", "`send(1)`", False),
    ],
)  # fmt: skip
def test_a_use_that_came_is_one_of_what_the_commit_changes(path: str, before: str, after: str, used: str, tied: bool) -> None:
    commit = CommitTexts([side(path.replace("md", "py"), before, after)])
    assert bool(search_tie(SEND, side("a" + path[1:], "", f"{used}\n"), commit).why) == tied


@pytest.mark.parametrize(("used", "tied"), [("send(1)", True), ("post.send(1)", False)])
def test_whose_a_name_is_says_the_use_that_came(used: str, tied: bool) -> None:
    commit = CommitTexts([side("b.py", "def send(x): ...\n", "def send(x, y): ...\n")])
    assert bool(search_tie(SEND, side("a.py", "send(0)\n", f"send(0)\n{used}\n"), commit).why) == tied


def test_a_use_that_both_sides_make_ties_nothing() -> None:
    both = ("send(1)\n", "send(1)\nsend(2)\n")
    definition = side("b.py", "def send(x): ...\n", "def send(): ...\n")
    assert search_tie(SEND, side("a.py", *both), CommitTexts([definition])).why
    assert not search_tie(SEND, side("a.py", *both), CommitTexts([definition, side("a.py", *both)])).why


@pytest.mark.parametrize(("added", "tied"), [("Mail().send(1)", True), ("post.send(1)", False), ("def send(self): ...", False)])
def test_a_definition_that_is_gone_is_missed_by_what_uses_it(added: str, tied: bool) -> None:
    gone = side("a.py", MAIL, "class Mail:\n    pass\n")
    assert bool(search_tie(SEND, gone, of_commit({"b.py": added})).why) == tied


@pytest.mark.parametrize(
    ("path", "added", "pathspecs", "tied"),
    [
        ("rooms/bob.txt", "room101 10:30\n", ("rooms/*",), True),
        ("rooms/bob.txt", "room102 10:30\n", ("rooms/*",), False),
        ("notes/bob.txt", "room101 10:30\n", ("rooms/*",), False),
        ("rooms/bob.py", "room101(10)\n", ("rooms/*",), False),
        ("rooms/bob.txt", "room101 10:30\n", (), False),
    ],
)
def test_a_search_among_entries_is_tied_by_one_of_that_name(
    path: str, added: str, pathspecs: tuple[str, ...], tied: bool
) -> None:
    query = Query(pattern="room101 10:", pathspecs=pathspecs)
    found = search_tie(query, side("rooms/ann.txt", "", "room101 10:00\n"), CommitTexts([side(path, "", added)]))
    assert bool(found.why) == tied, found
