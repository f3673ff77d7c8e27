"""Answers that change though no text that was read does: by a rename, by a file that is found first, by an ignore rule."""

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository

FILES = {
    "m/1.sql": "1\n",
    "m/2.sql": "2\n",
    "m/9.txt": "9\n",
    "app.py": "import json\n",
    "lib.py": "def old(x): ...\n",
    "use.py": "old(1)\n",
}


@pytest.fixture
def ann(repository: Repository) -> Claude:
    repository.commit_files(FILES)
    return Claude(repository, "ann")


@pytest.mark.parametrize("declared", [False, True])
@pytest.mark.parametrize(
    ("renamed", "found"),
    [("m/2.sql m/2.txt", ["CG102 m/2.sql"]), ("m/9.txt m/3.sql", ["CG102 m/3.sql"]), ("m/9.txt m/8.txt", [])],
    ids=["out of it", "into it", "beside it"],
)
def test_a_rename_changes_what_a_glob_finds(
    repository: Repository, ann: Claude, declared: bool, renamed: str, found: list[str]
) -> None:
    ann.runs("coordgit read --glob 'm/*.sql'" if declared else "ls m/*.sql")
    repository.run(["sh", "-c", f"git mv {renamed} && git commit -qm renamed"], COORDGIT_SESSION="bob")
    repository.write("m/4.sql", "4\n")
    assert ann.commits("m/4.sql").rejected == found


@pytest.mark.parametrize(("made", "found"), [("json.py", ["CG103 json.py"]), ("pkg/json.py", [])])
def test_a_file_that_is_found_before_the_one_that_was_meant(
    repository: Repository, ann: Claude, made: str, found: list[str]
) -> None:
    ann.reads("app.py")
    assert not ann.runs("ls json.py").ok
    Claude(repository, "bob").writes(made, "x = 1\n")
    assert repository.run(["sh", "-c", f"git add {made} && git commit -qm made"], COORDGIT_SESSION="bob").ok
    repository.write("mine.py", "1\n")
    assert ann.commits("mine.py").rejected == found


@pytest.mark.parametrize("untracked", [False, True], ids=["still tracked", "no longer"])
def test_an_ignore_rule_alone_changes_no_answer_over_tracked_files(repository: Repository, ann: Claude, untracked: bool) -> None:
    ann.runs("grep -rn 'old(1' .")
    ann.edits("lib.py", "old", "new")
    repository.write(".gitignore", "use.py\n")
    removal = "git rm -q --cached use.py && " if untracked else ""
    words = f"{removal}git add .gitignore && git commit -qm ignored"
    done = repository.run(["sh", "-c", words], COORDGIT_SESSION="bob")
    assert done.ok, done
    assert ann.commits("lib.py").rejected == (["CG102 use.py"] if untracked else [])
