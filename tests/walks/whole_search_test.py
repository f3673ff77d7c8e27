"""A search that every line of a file matches shows all of it: its session has read the file."""

import pytest

from tests.support.claude import begun
from tests.support.repository import Repository

TEXT = "".join(f"line {n} of it\n" for n in range(1, 121))


@pytest.mark.daily(3)
@pytest.mark.parametrize("look", ["grep -n '' api.py", "grep . api.py", "git grep -n '' -- api.py"])
@pytest.mark.parametrize("changed", [True, False], ids=["changed", "another file changed"])
def test_a_file_that_a_search_has_printed_is_read(repository: Repository, look: str, changed: bool) -> None:
    ann = begun(repository, {"api.py": "def f(x):\n" + TEXT, "other.py": "1\n"})
    assert "def f(x):" in ann.runs(look).out
    repository.session("bob").lands("api.py" if changed else "other.py", "def f(x, y):\n" + "z" * 9000 + TEXT)
    ann.writes("caller.py", "import api\napi.f(1)\n")
    assert ann.commits("caller.py").rejected == (["CG101 api.py"] if changed else [])
