"""What of the stories the suite plays: what docs/mutants.md names."""

import re
import subprocess
import sys

from tests.support.thorough import ROOT


def collected(*words: str) -> set[str]:
    """The tests that pytest would run."""
    argv = [sys.executable, "-m", "pytest", "--collect-only", "-q", *words]
    done = subprocess.run(argv, cwd=ROOT, env={"PATH": "/usr/bin:/bin"}, capture_output=True, text=True, timeout=120)
    return set(re.findall(r"^tests/.*::.*$", done.stdout, re.MULTILINE))


def test_of_a_folder_of_stories_what_is_named_runs_by_day_and_of_files_that_are_named_all() -> None:
    daily, every = collected("tests/push"), collected(*(f"tests/push/{file.name}" for file in ROOT.glob("tests/push/*_test.py")))
    assert daily < every
    page = (ROOT / "docs/mutants.md").read_text(encoding="utf-8")
    catching = {f"tests/{case}" for case in re.findall(r"(push/\S+::.*) \|$", page, re.MULTILINE)}
    assert catching & every and catching & every <= daily
    left = min(every - daily)  # a test that only the night runs
    assert collected(left) == {left}
