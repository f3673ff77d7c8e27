"""``session show`` has the edits that are there now, and says what could not be told."""

import shutil

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository, Sessions


@pytest.fixture
def ann(sessions: Sessions, repository: Repository) -> Claude:
    sessions()
    return Claude(repository, "ann")


def shown(ann: Claude) -> list[str]:
    """The writes, as JSON and as text."""
    document = ann.repository.json("session", "show", "ann")
    text = ann.repository.coordgit("session", "show", "ann").out
    for write in document["writes"]:
        assert write["path"] in text
    assert ("no uncommitted writes" in text) == (not document["writes"])
    return [write["path"] for write in document["writes"]]


def test_a_write_that_was_undone_is_not_shown(ann: Claude) -> None:
    ann.writes("api.py", "another\n")
    ann.writes("other.py", "another\n")
    assert shown(ann) == ["api.py", "other.py"]
    assert ann.runs("git checkout -q api.py").ok
    assert shown(ann) == ["other.py"]
    assert ann.repository.git("reset", "-q", "--hard") == ""
    assert shown(ann) == []


def test_a_new_file_is_shown_as_a_write_only_while_it_is_there(ann: Claude) -> None:
    ann.writes("new/[a] file.py", "1\n")
    ann.writes("new/[b] file.py", "1\n")
    assert shown(ann) == ["new/[a] file.py", "new/[b] file.py"]
    (ann.repository.top / "new/[a] file.py").unlink()
    assert shown(ann) == ["new/[b] file.py"]


def test_an_edit_that_is_staged_or_ignored_is_there(ann: Claude) -> None:
    ann.repository.commit_files({".gitignore": "build/\n*.log\n"})
    for path in ("build/x/made.py", "a.log", "api.py"):
        ann.writes(path, "made\n")
    ann.repository.git("add", "api.py")
    (ann.repository.top / "api.py").write_text("def f(x):\n    return x\n")
    assert {"build/x/made.py", "a.log", "api.py"} >= set(shown(ann)) >= {"api.py"}


def test_edits_in_several_worktrees_are_looked_up_in_each(ann: Claude) -> None:
    linked = ann.repository.worktree("linked")
    there = Claude(ann.repository, "ann", linked)
    there.calls = 100
    ann.writes("api.py", "1\n")
    there.writes("api.py", "2\n")
    assert shown(ann) == ["api.py", "api.py"]
    ann.repository.git("checkout", "-q", "api.py", cwd=linked)
    assert shown(ann) == ["api.py"]
    ann.repository.git("checkout", "-q", "api.py")
    there.writes("api.py", "2\n")
    shutil.rmtree(linked)
    assert shown(ann) == ["api.py"]  # who knows


def test_what_could_not_be_told_is_counted_and_the_newest_is_named(ann: Claude) -> None:
    ann.reads("api.py")
    assert ann.repository.json("session", "show", "ann")["unknown"] == {"count": 0, "newest": ""}
    ann.runs("python3 -c 'print(1)'")
    ann.runs("make -n nothing || true")
    unknown = ann.repository.json("session", "show", "ann")["unknown"]
    assert unknown["count"] == 2 and unknown["newest"].startswith("make")
    assert "2 commands whose reads are unknown" in ann.repository.coordgit("session", "show", "ann").out
