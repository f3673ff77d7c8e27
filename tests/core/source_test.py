"""What is code in a line: comments, docstrings and strings are not, in each family of languages."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordgit.core.source import ENDINGS, code_lines, compared, family_of, names_of


def names(path: str, text: str) -> list[set[str]]:
    family = family_of(path)
    return [names_of(line, family) for line in code_lines(text, family)]


@pytest.mark.parametrize(
    ("path", "text", "found"),
    [
        ("a.py", "send(total)  # receive\n", ["send", "total"]),
        ("a.py", "send('receive', \"other\")\n", ["send"]),
        ("a.py", "send(f'{total:>9} receive')\n", ["send", "total"]),
        ("a.py", "send('{total} receive')\n", ["send"]),
        ("a.py", "send(rb'\\'receive')\n", ["send"]),
        ("a.py", 'query = """\nselect receive\n"""\nsend()\n', ["query", "send"]),
        ("a.py", 'def send():\n    """receive"""\n    return total\n', ["send", "total"]),
        ("a.py", '# licence of receive\n"""About receive."""\nsend()\n', ["send"]),
        ("a.py", 'send("unclosed receive\ntotal()\n', ["send", "total"]),
        ("a.js", "send(`receive ${total}`) // other\n", ["send", "total"]),
        ("a.ts", "/* receive\n other */ send('x' + \"other\")\n", ["send"]),
        ("a.go", "send(`receive\nother`, 'x') // other\n", ["send"]),
        ("a.rs", "fn send<'a>(total: &'a Total) { \"receive\"; } // other\n", ["send", "total", "Total"]),
        ("A.java", "send('\"', total); /* receive */ other(\"receive\");\n", ["send", "total", "other"]),
        ("a.c", "send(total); /* unclosed receive\n other\n", ["send", "total"]),
        ("a.cpp", "auto total = 1'000'000; // receive\n", ["total"]),
        ("A.cs", 'Send(total); // receive\n', ["Send", "total"]),
        ("a.php", "send($total); # receive\nother('receive'); // x\n", ["send", "total", "other"]),
        ("a.php", "#[Route]\nsend();\n", ["Route", "send"]),
        ("a.rb", 'send "#{total} receive" # other\n', ["send", "total"]),
        ("a.rb", "send(<<~TEXT)\n  receive\nTEXT\ntotal\n", ["send", "total"]),
        ("a.php", "send(<<<'TEXT'\nreceive\nTEXT);\ntotal();\n", ["send", "total"]),
        ("a.rb", "class << self\nsend\n", ["send"]),
        ("a.rb", "=begin\nreceive\n=end\nsend\n", ["send"]),
        ("a.sh", "send ${#total} 'receive' # other\n", ["send", "total"]),
        ("a.yml", "send: total # receive\n", ["send", "total"]),
        ("Makefile", "send: total # receive\n", ["send", "total"]),
        ("a.md", "`send` or fetch_all, fetchAll, get(): receive.\n", ["send", "fetch_all", "fetchAll", "get"]),
        ("a.unknown", "send total # receive\n", ["send", "total", "receive"]),
    ],
)  # fmt: skip
def test_names_stand_in_code_alone(path: str, text: str, found: list[str]) -> None:
    assert set().union(*names(path, text)) == set(found)


def test_words_of_the_language_and_short_ones_are_not_names() -> None:
    assert names("a.py", "for i in self.range: return None\n")[0] == set()


@pytest.mark.parametrize(
    ("path", "before", "after", "same"),
    [
        ("a.py", "x = 1  # one\n", "x = 1\n", True),
        ("a.py", "x = 1\n\ny = 2\n", "x = 1\ny = 2\n", True),
        ("a.py", 'def f():\n    """One."""\n    return 1\n', 'def f():\n    """Another,\n    longer."""\n    return 1\n', True),
        ("a.py", "x = 'one'\n", "x = 'two'\n", False),
        ("a.py", 'x = """\none\n"""\n', 'x = """\ntwo\n"""\n', False),
        ("a.py", 'f(\n    """one"""\n)\n', 'f(\n    """two"""\n)\n', False),
        ("a.py", "if x:\n    y()\n", "if x:\n  y()\n", False),
        ("a.js", "send(1) /* one */\n", "send(1)  // another\n", True),
        ("a.js", "send('one')\n", "send('two')\n", False),
        ("a.rb", "send 1 # one\n", "send 1\n", True),
        ("a.txt", "one\n", "two\n", False),
    ],
)
def test_texts_say_the_same_but_for_comments_blanks_and_docstrings(path: str, before: str, after: str, same: bool) -> None:
    one, other = (compared(code_lines(text, family_of(path))) for text in (before, after))
    assert (one == other) == same


@given(st.sampled_from(sorted(ENDINGS)), st.text(st.sampled_from("\"'`#/*\\\n{}()$=: abef"), max_size=60))
def test_any_text_can_be_scanned_and_keeps_its_lines(ending: str, text: str) -> None:
    assert len(code_lines(text, ENDINGS[ending])) == text.count("\n") + 1


@pytest.mark.daily(66)
@pytest.mark.parametrize("ending", sorted(ENDINGS))
@pytest.mark.parametrize("piece", ['"', "'", "`", '"""', "\\", "/*", "{", "a=", "(", "#"])
def test_a_long_line_of_one_kind_takes_no_time(ending: str, piece: str) -> None:
    family, began = ENDINGS[ending], time.process_time()
    for line in code_lines(piece * 20_000, family):
        names_of(line, family)
    assert time.process_time() - began < 2
