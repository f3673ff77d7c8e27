"""The list of mutants fits the source as it is. Whether they are caught is said by ``python -m tests.mutants``."""

import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from coordgit.store.migrate import SQLITE
from tests.mutants.__main__ import SURVIVED, daily, in_page, killer, last_killers, plain_copy, table
from tests.mutants.mutant import ROOT, Mutant, mutated
from tests.mutants.mutants import MUTANTS, PARTS


@pytest.fixture(scope="session")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the tree without a mutant."""
    return plain_copy(tmp_path_factory.mktemp("plain"))


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda one: f"{one.part}: {one.what}")
def test_a_mutant_still_has_something_to_mutate(mutant: Mutant) -> None:
    text = (ROOT / mutant.file).read_text(encoding="utf-8")
    changed = mutated(mutant, text)
    assert changed != text
    if mutant.file.endswith(".py"):
        compile(changed, mutant.file, "exec")
    elif mutant.file.endswith(".sql"):
        for word, meaning in SQLITE.items():
            changed = changed.replace(word, meaning)
        with closing(sqlite3.connect(":memory:")) as store:
            store.executescript(changed)
    else:
        subprocess.run(["sh", "-n"], input=changed.encode(), check=True)
    assert all((ROOT / test.partition("::")[0]).is_file() for test in mutant.tests)


def test_a_text_that_is_found_nowhere_or_twice_is_not_a_mutant() -> None:
    for text in ("something else", MUTANTS[0].old * 2):
        with pytest.raises(LookupError, match="stands"):
            mutated(MUTANTS[0], text)
    assert mutated(MUTANTS[0], f"a{MUTANTS[0].old}b") == f"a{MUTANTS[0].new}b"


def test_every_part_of_the_rule_has_a_mutant() -> None:
    assert {one.part for one in MUTANTS} == set(PARTS)


def test_by_day_each_part_and_each_folder_has_one_and_not_all_are_tried() -> None:
    chosen = daily(MUTANTS)
    assert {one.part for one in chosen} == set(PARTS)
    assert {Path(one.file).parent for one in chosen} == {Path(one.file).parent for one in MUTANTS}
    assert len(chosen) < len(MUTANTS) / 2


def test_the_table_on_the_page_has_every_mutant_and_a_test_of_its_that_catches_it() -> None:
    killers = last_killers()
    assert in_page() == table([(one, killers[one.part, one.what]) for one in MUTANTS])
    for one in MUTANTS:
        killed = killers[one.part, one.what]
        file, _, name = killed.partition("::")
        assert any(killed.startswith(test) for test in one.tests), (one.what, killed)
        assert f"def {name.partition('[')[0]}(" in (ROOT / file).read_text(encoding="utf-8"), killed


@pytest.mark.daily(2)
@pytest.mark.parametrize(
    ("old", "new", "came"),
    [
        (
            "    if count != 1:\n",
            "    if False:\n",
            "tests/mutants/mutants_test.py::test_a_text_that_is_found_nowhere_or_twice_is_not_a_mutant",
        ),
        ("    if count != 1:\n", "    if not count == 1:\n", SURVIVED),
        ("    if count != 1:\n", "    if count != 1\n", "BROKEN"),
        ("text that is not there", "another", "DOES NOT APPLY"),
    ],
    ids=["killed", "survived", "broken", "gone"],
)
def test_who_catches_a_mutant_is_told_from_one_that_survives(plain: Path, tmp_path: Path, old: str, new: str, came: str) -> None:
    alone = ("tests/mutants/mutants_test.py::test_a_text_that_is_found_nowhere_or_twice_is_not_a_mutant",)
    mutant = Mutant(
        "the list", "any text will do", "tests/mutants/mutant.py", f"{old}        raise", f"{new}        raise", alone
    )
    found = killer(mutant, plain, tmp_path / "here")
    assert found.startswith(came)
    assert not (tmp_path / "here").exists()
    assert table([(mutant, found)]).splitlines()[2].startswith("| the list | any text will do | ")
