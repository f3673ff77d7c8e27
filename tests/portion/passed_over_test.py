"""``coordgit commit`` leaves out what ``git add`` does: files that git ignores, and entries that the index marks as not to be
looked at."""

import re

import pytest

from tests.portion.team import commit, committed
from tests.support.claude import Claude
from tests.support.repository import Repository

NOTHING = "coordgit: no uncommitted edit here is recorded as this session's"


def shown(repository: Repository) -> str:
    return repository.git("show", "--no-renames", "--name-only", "--format=", "HEAD")


def hint(text: str) -> str:
    return next(line.removeprefix("try: ") for line in text.splitlines() if line.startswith("try: "))


@pytest.mark.parametrize("alone", [True, False], ids=["alone", "beside another's edits"])
def test_ignored_files_are_left_out(repository: Repository, ann: Claude, bob: Claude, alone: bool) -> None:
    repository.commit_files({".gitignore": ".env\n/build/\n"})
    if not alone:
        bob.writes("bob.py", "b\n")
    ann.writes(".env", "SECRET=1\n")
    ann.writes("build/out.txt", "made\n")
    ann.writes("new.py", "n\n")
    ann.edits("f.py", "line 2\n", "line 2 ann\n")
    assert "f.py" in repository.coordgit("commit", "--dry-run", **ann.env).out
    made = commit(ann)
    assert made.ok, made.err
    assert shown(repository) == "f.py\nnew.py"
    ann.edits("f.py", "line 3\n", "line 3 ann\n")
    assert ann.commits("f.py").ok
    nothing = commit(ann)
    assert nothing.code == 1 and nothing.err.startswith(NOTHING), nothing.err
    assert (repository.top / ".env").read_text() == "SECRET=1\n"


@pytest.mark.parametrize("words", [(".env",), ("f.py", ".env"), ("--mine-is", ".env", ".env"), ("build",), ("build/out.txt",)])
def test_a_named_one_is_refused_unless_it_is_in_the_index(repository: Repository, ann: Claude, words: tuple[str, ...]) -> None:
    repository.commit_files({".gitignore": ".env\n/build/\n"})
    ann.writes(".env", "SECRET=1\n")
    ann.writes("build/out.txt", "made\n")
    ann.edits("f.py", "line 2\n", "line 2 ann\n")
    before = repository.state()
    refused = commit(ann, *words)
    path = "build/out.txt" if "build" in words[-1] else ".env"
    assert refused.code == 1 and f"coordgit: git ignores {path}" in refused.err, refused.err
    assert repository.state() == before
    assert repository.run(["sh", "-c", hint(refused.err)], repository.folder).ok
    assert commit(ann, *words).ok and path in shown(repository).split()


def test_a_folder_is_committed_without_what_is_ignored_in_it(repository: Repository, ann: Claude) -> None:
    repository.commit_files({".gitignore": "*.log\n"})
    ann.writes("d/a.log", "1\n")
    ann.writes("d/a.py", "1\n")
    assert commit(ann, "d").ok and shown(repository) == "d/a.py"


def test_tracked_files_that_match_an_ignore_rule_are_committed(repository: Repository, ann: Claude) -> None:
    ann.writes("a.log", "0\n")
    ann.writes("b.log", "0\n")
    ann.writes("c.log", "0\n")
    assert ann.commits("a.log", "b.log").ok
    ann.writes(".gitignore", "*.log\n")
    ann.writes("a.log", "1\n")
    repository.git("add", "-f", "c.log")
    assert ann.runs("git rm -q b.log").ok
    made = commit(ann)
    assert made.ok, made.err
    assert set(shown(repository).split()) == {".gitignore", "a.log", "b.log", "c.log"}
    assert committed(repository, "a.log") == "1\n" and committed(repository, "c.log") == "0\n"


def test_what_was_taken_out_of_the_index_to_be_ignored_is_left_out(repository: Repository, ann: Claude) -> None:
    repository.commit_files({".env": "SECRET=0\n", ".gitignore": ".env\n"})
    repository.git("add", "-f", ".env")
    repository.git("commit", "-qm", "secret")
    repository.git("rm", "-q", "--cached", ".env")
    ann.writes(".env", "SECRET=1\n")
    ann.writes("new.py", "n\n")
    assert commit(ann).ok and shown(repository) == "new.py"
    assert repository.git("status", "--porcelain") == "D  .env"


@pytest.mark.parametrize("flag", ["skip-worktree", "assume-unchanged"])
def test_marked_entries_are_left_out_and_stay_marked(repository: Repository, ann: Claude, bob: Claude, flag: str) -> None:
    repository.git("update-index", f"--{flag}", "g.py")
    bob.writes("bob.py", "b\n")
    ann.writes("g.py", "local\n")
    ann.edits("f.py", "line 2\n", "line 2 ann\n")
    made = commit(ann)
    assert made.ok, made.err
    assert shown(repository) == "f.py" and committed(repository, "g.py") == "g\n"
    assert re.match(r"[Sh] g\.py", repository.git("ls-files", "-v", "g.py"))
    assert commit(ann).err.startswith(NOTHING)
    refused = commit(ann, "g.py")
    assert refused.code == 1 and f"git does not look at g.py, marked --{flag} in the index\n" in refused.err, refused.err
    assert repository.run(["sh", "-c", hint(refused.err)], repository.folder).ok
    assert commit(ann, "g.py").ok and committed(repository, "g.py") == "local\n"
