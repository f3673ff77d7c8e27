"""``re`` as hooks load it: without ``enum`` and ``functools``, which can be had afterwards, and with the same answers."""

import subprocess
import sys

import pytest

from tests.startup.stand_ins_test import fresh

LOADED = "from coordgit.startup.regexes import re; "


def test_what_judges_a_suspect_loads_neither_enum_nor_functools() -> None:
    assert fresh("import coordgit.core.relevance; print({'enum', 'functools', 'collections'} & set(sys.modules))") == "set()"


@pytest.mark.parametrize("head", [LOADED, "import enum; " + LOADED])
@pytest.mark.parametrize(
    "program",
    [
        "re.sub(r'(?i)(a)b', r'<\\1>', 'ABab'), re.split(',', 'a,b'), re.findall('^.', 'a\\nb', re.M | re.S)",
        "re.compile('a', re.I | re.X).flags, re.compile('a', re.IGNORECASE).search('A').span(), re.escape('a.b')",
        "[re.compile('(').pattern] if 0 else re.fullmatch('a+', 'aa')[0], issubclass(re.error, Exception)",
        "__import__('enum').IntFlag.__name__, __import__('functools').partial(int, '7')(), __import__('signal').SIGTERM.name",
    ],
)
def test_the_light_re_answers_as_the_real_one_does(head: str, program: str) -> None:
    words = [sys.executable, "-I", "-S", "-c", f"import re; print({program})"]
    real = subprocess.run(words, capture_output=True, text=True, check=True)
    assert fresh(f"{head}print({program})") == real.stdout.strip()
