"""What of the stories the suite plays: what docs/mutants.md names."""

import re
import subprocess
import sys

from tests.support.thorough import ROOT, SETTING, STORIES


def collected(*words: str, by_night: bool = False) -> set[str]:
    """The tests that pytest would run."""
    argv = [sys.executable, "-m", "pytest", "--collect-only", "-q", *words]
    env = {"PATH": "/usr/bin:/bin"} | ({SETTING: "1"} if by_night else {})
    done = subprocess.run(argv, cwd=ROOT, env=env, capture_output=True, text=True, timeout=120)
    return set(re.findall(r"^tests/.*::.*$", done.stdout, re.MULTILINE))


def test_of_a_folder_of_stories_what_is_named_runs_by_day_and_of_files_that_are_named_all() -> None:
    daily, every = collected("tests/push"), collected(*(f"tests/push/{file.name}" for file in ROOT.glob("tests/push/*_test.py")))
    assert daily < every
    left = min(every - daily)  # a test that only the night runs
    assert collected(left) == {left}


def test_each_row_of_the_page_names_one_case() -> None:
    """A row that names a test of several cases would let none of them run by day."""
    page = (ROOT / "docs/mutants.md").read_text(encoding="utf-8")
    folders = "|".join(folder.removeprefix("tests/") for folder in STORIES)
    catching = {f"tests/{case}" for case in re.findall(rf"^\|.+ \| ((?:{folders})\S+::.*) \|$", page, re.MULTILINE)}
    assert catching and catching <= collected(*STORIES, by_night=True)
