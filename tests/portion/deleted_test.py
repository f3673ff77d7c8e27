"""What one session deleted and another edited, in one work tree: what is printed leads to a commit."""

import re
import shlex

import pytest

from tests.portion.team import TEXT, commit, committed
from tests.support.claude import Claude
from tests.support.repository import Repository


@pytest.mark.parametrize("says", ["who deleted it", "who edited it"])
@pytest.mark.parametrize("kind", ["text", "binary"])
@pytest.mark.parametrize("folder", ["", "d"])
def test_a_file_that_another_edited_is_deleted_all_the_same_by_the_printed_command(
    repository: Repository, ann: Claude, bob: Claude, says: str, kind: str, folder: str
) -> None:
    path = "f.py"
    if kind == "binary":
        path = "f.bin"
        repository.run(["sh", "-c", "printf '\\0' >f.bin"])
        repository.git("add", path)
        repository.git("commit", "-qm", "binary")
    assert ann.runs(f"echo ann >>{path}").ok and bob.runs(f"rm {path}").ok
    (repository.top / "d").mkdir()
    session = bob if says == "who deleted it" else ann
    refused = repository.coordgit("commit", "-m", "without it", cwd=repository.top / folder, **session.env)
    assert refused.code == 1
    command = refused.err.rsplit("(coordgit ", 1)[1].rsplit(")", 1)[0]
    made = repository.coordgit(*shlex.split(command), cwd=repository.top / folder, **session.env)
    assert made.ok and "rejected" not in made.err, made
    assert ("CG202 " in made.err) == (session is ann)
    assert not repository.git("ls-files", path) and not repository.git("status", "--porcelain")


@pytest.mark.parametrize("says", ["who moved it", "who edited it"])
@pytest.mark.parametrize(("move", "name"), [("git mv f.py", "h.py"), ("mv f.py", "'h h.py'")])
def test_a_file_that_another_edited_and_one_moved_is_moved_back_by_the_printed_command(
    repository: Repository, ann: Claude, bob: Claude, says: str, move: str, name: str
) -> None:
    ann.edits("f.py", "line 2\n", "line 2 ann\n")
    assert bob.runs(f"{move} {name}").ok
    bob.edits(shlex.split(name)[0], "line 8\n", "line 8 bob\n")
    session = bob if says == "who moved it" else ann
    refused = commit(session)
    assert refused.code == 1 and "next: move it back (" in refused.err and "restore" not in refused.err, refused.err
    way = refused.err.partition("next: move it back (")[2].partition(") until its edits are committed, or delete")[0]
    assert session.runs(way).ok
    assert commit(bob).ok and committed(repository, "f.py") == TEXT.replace("line 8\n", "line 8 bob\n")
    ann.reads("f.py")
    assert commit(ann).ok and not repository.git("status", "--porcelain")


@pytest.mark.parametrize("says", ["who deleted it", "who edited it"])
def test_a_file_that_another_edited_and_one_deleted_is_put_back_by_the_printed_command(
    repository: Repository, ann: Claude, bob: Claude, says: str
) -> None:
    ann.edits("f.py", "line 2\n", "line 2 ann\n")
    assert bob.runs("rm f.py").ok
    session = bob if says == "who deleted it" else ann
    refused = commit(session)
    assert session.runs(refused.err.partition("next: put it back (")[2].partition("), or delete")[0]).ok
    assert commit(ann).ok and not repository.git("status", "--porcelain")


def test_who_commits_by_git_what_another_deleted_is_rejected_and_follows_what_that_says(
    repository: Repository, ann: Claude, bob: Claude
) -> None:
    ann.edits("f.py", "line 2\n", "line 2 ann\n")
    assert bob.runs("rm f.py").ok
    denied = ann.runs("git commit -qm ann -- f.py")
    assert denied.rejected == ["CG202 f.py"] and "coordgit commit" not in denied.err, denied.err
    command = re.search(r"\(coordgit (ack \S+ --why )", denied.err)
    assert command, denied.err
    assert repository.coordgit(*command[1].split(), "handed over", **ann.env).ok
    assert ann.runs("git commit -qm ann -- f.py").ok and not repository.git("ls-files", "f.py")


def test_an_edit_of_its_own_beside_anothers_is_committed_apart(repository: Repository, ann: Claude, bob: Claude) -> None:
    ann.edits("f.py", "line 2\n", "line 2 ann\n")
    bob.edits("f.py", "line 8\n", "")
    denied = ann.runs("git commit -qm ann -- f.py")
    assert denied.rejected == ["CG202 f.py"] and "next: commit only what this session has edited" in denied.err, denied.err
    command = denied.err.partition("(coordgit ")[2].partition(")")[0]
    assert repository.coordgit(*shlex.split(command), **ann.env).ok
    assert committed(repository, "f.py") == TEXT.replace("line 2\n", "line 2 ann\n")


@pytest.mark.parametrize("given", ["g.py", "nothing.py"])
def test_only_a_file_that_is_not_there_is_its_own_deletion(repository: Repository, ann: Claude, bob: Claude, given: str) -> None:
    """Neither another one that is there, nor another one that is not."""
    ann.edits("f.py", "line 2\n", "line 2 ann\n")
    assert bob.runs("rm f.py").ok
    made = commit(ann, "--mine-is", given, "f.py")
    assert made.code == (0 if given == "g.py" else 2), made
    assert repository.git("ls-files", "f.py") == "f.py"
