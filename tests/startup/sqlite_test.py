"""The C module is SQLite's own, loaded without what it would bring, and leaves no trace of how."""

import sqlite3
import subprocess
import sys
from pathlib import Path

from coordgit.startup.sqlite import sqlite3 as engine


def fresh(program: str) -> str:
    """What a new interpreter, started as hooks start it, prints."""
    head = f"import sys; sys.path.insert(0, {str(Path(__file__).parents[2])!r}); "
    done = subprocess.run([sys.executable, "-I", "-S", "-c", head + program], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_the_errors_and_connections_of_the_c_module_are_those_of_the_package() -> None:
    assert engine.Error is sqlite3.Error and engine.Connection is sqlite3.Connection


def test_neither_functools_nor_datetime_is_loaded() -> None:
    program = "from coordgit.startup.sqlite import sqlite3; print({'functools', 'datetime', 'collections'} & set(sys.modules))"
    assert fresh(program) == "set()"


def test_the_real_functools_can_be_had_afterwards() -> None:
    program = "from coordgit.startup.sqlite import sqlite3; import functools; print(functools.reduce(max, [1, 3]))"
    assert fresh(program) == "3"


def test_a_functools_that_is_there_already_is_kept() -> None:
    program = "import functools; from coordgit.startup.sqlite import sqlite3; print(sys.modules['functools'] is functools)"
    assert fresh(program) == "True"


def test_statements_are_cached_and_dropped_from_the_cache() -> None:
    program = (
        "from coordgit.startup.sqlite import sqlite3; c = sqlite3.connect(':memory:', cached_statements=4);"
        " print(sum(c.execute(f'SELECT {n % 9} + ?', (n,)).fetchone()[0] for n in range(90)))"
    )
    assert fresh(program) == str(sum(n % 9 + n for n in range(90)))
