"""A session renames a file that it has read, and brings in what another has changed under the old name: git puts the change into
the file under its new name."""

import shlex
from pathlib import Path

import pytest

from tests.support.claude import ANN, SUB_AGENT, Claude
from tests.support.repository import Repository, Session

TEXT = "".join(f"line {n}\n" for n in range(1, 31))
THEIRS = TEXT.replace("line 5\n", "line 5, bob's\n")
NEWER = THEIRS.replace("line 6\n", "line 6, bob's\n")
MINE = TEXT.replace("line 15\n", "line 15, ann's\n")
WAYS = {"a merge": ("merge", "-q", "--no-edit", "main"), "a rebase": ("rebase", "-q", "main")}
READS = {"all of it": "", "the lines": ":4-6"}


@pytest.fixture
def ann(repository: Repository) -> Session:
    repository.commit_files({"old.py": TEXT, "other.py": "1\n"})
    return repository.session("ann", repository.worktree("ann"))


@pytest.fixture
def bob(repository: Repository, ann: Session) -> Session:
    return repository.session("bob")


def renames(ann: Session, read: str, text: str = TEXT, name: str = "new.py") -> None:
    ann.reads(f"old.py{read}")
    assert ann.git("mv", "old.py", name).ok
    ann.writes(name, text)
    assert ann.git("commit", "-qam", "renamed").ok


def lands(ann: Session, bob: Session) -> None:
    """Let ann commit something else, and bob land all of hers."""
    assert ann.commits("more.py", "1\n").ok
    landed = bob.git("merge", "-q", "--no-edit", "ann")
    assert landed.ok, landed.err


@pytest.mark.daily(3)
@pytest.mark.parametrize("text", [TEXT, MINE], ids=["as it was", "edited"])
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("read", READS)
def test_what_came_into_the_file_is_asked_under_its_new_name(ann: Session, bob: Session, read: str, way: str, text: str) -> None:
    renames(ann, READS[read], text)
    bob.lands("old.py", THEIRS)
    assert ann.git(*WAYS[way]).ok
    assert ann.commits("more.py", "1\n").rejected == [f"CG101 new.py{READS[read]}"]
    ann.reads("new.py")
    lands(ann, bob)


@pytest.mark.daily(2)
@pytest.mark.parametrize("text", [TEXT, MINE], ids=["as it was", "edited"])
@pytest.mark.parametrize("way", WAYS)
def test_what_came_beside_the_lines_read_is_not_asked(ann: Session, bob: Session, way: str, text: str) -> None:
    renames(ann, ":14-16", text)
    bob.lands("old.py", THEIRS)
    assert ann.git(*WAYS[way]).ok
    lands(ann, bob)


@pytest.mark.daily(2)
@pytest.mark.parametrize("text", [TEXT, MINE], ids=["as it was", "edited"])
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("read", READS)
def test_what_was_seen_on_main_under_the_old_name_is_not_asked_again(
    ann: Session, bob: Session, read: str, way: str, text: str
) -> None:
    renames(ann, READS[read], text)
    bob.lands("old.py", THEIRS)
    assert ann.commits("more.py", "1\n").rejected == [f"CG101 old.py{READS[read]}"]
    ann.reads("--at", "main", "old.py")
    assert ann.commits("more.py", "1\n").ok
    assert ann.git(*WAYS[way]).ok
    last = ann.commits("last.py", "1\n")
    assert last.ok, last.err


@pytest.fixture
def up(repository: Repository) -> Path:
    """A clone in which others commit."""
    repository.commit_files({"old.py": TEXT, "other.py": "1\n"})
    repository.git("clone", "-q", ".", str(repository.folder / "up"))
    repository.git("remote", "add", "up", str(repository.folder / "up"))
    return repository.folder / "up"


PULL = ("pull", "-q", "--no-rebase", "--no-edit", "up", "main")


@pytest.mark.parametrize("read", READS)
@pytest.mark.parametrize("path", ["old.py", "other.py"])
def test_what_came_after_it_was_seen_under_the_old_name_is_asked(repository: Repository, up: Path, read: str, path: str) -> None:
    ann = repository.session("ann")
    renames(ann, READS[read])
    repository.commit_files({"old.py": THEIRS}, "seen", cwd=up)
    assert ann.git("fetch", "-q", "up").ok
    ann.reads("--at", "up/main", "old.py")
    repository.commit_files({path: NEWER}, "unseen", cwd=up)
    assert ann.git(*PULL).ok
    assert ann.commits("more.py", "1\n").rejected == [f"CG101 new.py{READS[read]}"] * (path == "old.py")


@pytest.mark.parametrize("path", ["old.py", "other.py"])
def test_a_client_is_told_what_came_after_it_saw_it_under_the_old_name(repository: Repository, up: Path, path: str) -> None:
    ann = Claude(repository, ANN)
    ann.reads("old.py")
    ann.runs("git mv old.py new.py; git commit -qm renamed")
    repository.commit_files({"old.py": THEIRS}, "seen", cwd=up)
    ann.runs("git fetch -q up; git show up/main:old.py")
    repository.commit_files({path: NEWER}, "unseen", cwd=up)
    told = ann.runs(shlex.join(["git", *PULL]))
    assert ("line 6, bob's" in told.out) == (path == "old.py"), told.out


@pytest.mark.parametrize(("path", "first"), [("old.py", 0), ("old.py", 4), ("old.py", 14), ("other.py", 0)])
def test_a_client_whose_own_command_renames_the_file(repository: Repository, up: Path, path: str, first: int) -> None:
    ann = Claude(repository, ANN)
    ann.reads("old.py", first, first and first + 2)
    ann.runs("git mv old.py new.py")
    ann.runs("git commit -qm renamed")
    repository.commit_files({path: THEIRS}, "out", cwd=up)
    asked = {("old.py", 0): ["CG101 new.py"], ("old.py", 4): ["CG101 new.py:4-6"]}.get((path, first), [])
    assert ann.runs("git pull -q --rebase up main").rejected == asked
    ann.reads("new.py")
    assert not asked or ann.runs("git rebase --continue").ok
    assert ann.runs("git commit -q --allow-empty -m more").ok


@pytest.mark.parametrize("path", ["old.py", "other.py"])
def test_what_changes_under_the_old_name_is_told_once(repository: Repository, bob: Session, path: str) -> None:
    ann = Claude(repository, ANN, repository.top.parent / "ann")
    ann.reads("old.py")
    ann.runs("git mv old.py new.py")
    ann.runs("git commit -qm renamed")
    bob.lands(path, THEIRS)
    told = ann.runs("true").out
    assert told.count("+line 5, bob's") == (path == "old.py") and "new.py" not in told, told


@pytest.mark.parametrize("number", [15, 25])
def test_lines_that_the_new_name_has_elsewhere_are_other_lines(ann: Session, bob: Session, number: int) -> None:
    ann.reads("old.py:14-16")
    assert ann.git("mv", "old.py", "new.py").ok
    ann.writes("new.py", "".join(f"on top {n}\n" for n in range(20)) + TEXT)
    ann.reads("new.py:10-18")
    assert ann.git("commit", "-qam", "renamed").ok
    bob.lands("old.py", TEXT.replace(f"line {number}\n", "bob's\n"))
    assert ann.git(*WAYS["a merge"]).ok
    assert ann.commits("more.py", "1\n").rejected == ["CG101 new.py:14-16"] * (number == 15)


@pytest.mark.parametrize("path", ["old.py", "other.py"])
def test_what_a_sub_agent_read_of_the_new_name_is_not_what_its_session_knows(
    repository: Repository, bob: Session, path: str
) -> None:
    ann = Claude(repository, ANN, repository.top.parent / "ann")
    ann.reads("old.py")
    (ann.cwd / "old.py").rename(ann.cwd / "new.py")
    ann.reads("new.py", **SUB_AGENT)
    ann.runs("git add -A; git commit -qm renamed")
    bob.lands(path, THEIRS)
    repository.git("merge", "-q", "--no-edit", "main", cwd=ann.cwd)
    ann.reads("new.py", **SUB_AGENT)
    assert ann.runs("git commit -q --allow-empty -m more").rejected == ["CG101 new.py"] * (path == "old.py")


@pytest.mark.parametrize("read", READS)
@pytest.mark.parametrize("path", ["old.py", "other.py"])
def test_who_merges_the_branch_of_another_asks_once_and_under_the_old_name(
    repository: Repository, ann: Session, bob: Session, read: str, path: str
) -> None:
    renames(ann, READS[read])
    bob.lands(path, THEIRS)
    merged = repository.session("cat").git("merge", "-q", "--no-edit", "ann")
    assert merged.rejected == ([f"CG101 old.py{READS[read]}"] if path == "old.py" else [])


@pytest.mark.parametrize("path", ["old.py", "other.py"])
def test_a_pull_that_rebases_the_rename_on_main(repository: Repository, path: str) -> None:
    repository.commit_files({"old.py": TEXT, "other.py": "1\n"})
    there = repository.folder / "there"
    repository.git("clone", "-q", ".", str(there))
    repository.commit_files({path: THEIRS}, "out", cwd=there)
    ann = repository.session("ann")
    renames(ann, "")
    pulled = ann.git("pull", "-q", "--rebase", str(there), "main")
    assert pulled.rejected == (["CG101 new.py"] if path == "old.py" else [])
    ann.reads("new.py")
    assert path == "other.py" or ann.git("rebase", "--continue").ok
    assert ann.commits("more.py", "1\n").ok


@pytest.mark.parametrize("when", ["before the merge", "after it"])
@pytest.mark.parametrize(("path", "read"), [("old.py", ""), ("old.py", ":4-6"), ("old.py", ":14-16"), ("other.py", "")])
def test_a_commit_on_a_detached_head_that_renames_the_file(ann: Session, bob: Session, path: str, read: str, when: str) -> None:
    assert ann.git("checkout", "-q", "--detach").ok
    renames(ann, read, MINE)
    assert when == "after it" or ann.git("checkout", "-q", "-B", "ann").ok
    bob.lands(path, THEIRS)
    assert ann.git(*WAYS["a merge"]).ok
    assert when != "after it" or ann.git("checkout", "-q", "-B", "ann").ok
    asked = path == "old.py" and read != ":14-16"
    assert ann.commits("more.py", "1\n").rejected == [f"CG101 new.py{read}"] * asked
    ann.reads("new.py")
    assert ann.commits("more.py", "2\n").ok
    landed = bob.git("merge", "-q", "--no-edit", "ann")
    assert landed.ok, landed.err


@pytest.mark.parametrize(("path", "read"), [("old.py", ""), ("old.py", ":4-6"), ("old.py", ":14-16"), ("other.py", "")])
@pytest.mark.parametrize("when", ["before the rebase", "after it"])
def test_a_commit_on_a_detached_head_that_is_rebased(ann: Session, bob: Session, path: str, read: str, when: str) -> None:
    assert ann.git("checkout", "-q", "--detach").ok
    renames(ann, read)
    assert when == "after it" or ann.git("checkout", "-q", "-B", "ann").ok
    bob.lands(path, THEIRS)
    assert ann.git(*WAYS["a rebase"]).ok
    assert when != "after it" or ann.git("checkout", "-q", "-B", "ann").ok
    asked = path == "old.py" and read != ":14-16"
    assert ann.commits("first.py", "1\n").rejected == [f"CG101 new.py{read}"] * asked
    ann.reads("new.py")
    lands(ann, bob)


@pytest.mark.parametrize("path", ["d/old.py", "d/other.py"])
def test_a_folder_that_was_renamed(repository: Repository, bob: Session, ann: Session, path: str) -> None:
    repository.commit_files({"d/old.py": TEXT, "d/other.py": TEXT.replace("line", "row")})
    assert ann.git("merge", "-q", "main").ok
    ann.reads("d/old.py")
    assert ann.git("mv", "d", "e").ok and ann.git("commit", "-qm", "renamed").ok
    bob.lands(path, (bob.cwd / path).read_text().replace("5\n", "five\n"))
    assert ann.git("merge", "-q", "--no-edit", "main").ok
    assert ann.commits("more.py", "1\n").rejected == ["CG101 e/old.py"] * (path == "d/old.py")
