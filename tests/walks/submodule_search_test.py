"""A search does not look into a submodule, so what a submodule names is none of its answer."""

import pytest

from coordgit.core.model import MATCH, Change, CheckedBranch, Epoch, Query, Read
from coordgit.core.validation import PHANTOM, CheckedRead, Suspect
from coordgit.git.plumbing import Git
from coordgit.git.searches import changed
from tests.support.children import children
from tests.support.repository import Repository, Session


@pytest.fixture
def ann(repository: Repository) -> Session:
    """One who looked for something where there is a submodule."""
    other = repository.folder / "other"
    repository.git("init", "-q", str(other))
    repository.git("commit", "-q", "--allow-empty", "-m", "1", cwd=other)
    repository.commit_files({"a.py": "1\n", "file": "needle\n"})
    repository.git("-c", "protocol.file.allow=always", "submodule", "add", "-q", str(other), "lib")
    repository.git("commit", "-qm", "sub")
    ann = repository.session("ann")
    assert ann.coordgit("read", "--grep", "needle").ok
    return ann


def bump(repository: Repository) -> None:
    repository.git("commit", "-q", "--allow-empty", "-m", "2", cwd=repository.top / "lib")


def lands(bob: Session, *words: str) -> None:
    result = bob.git("commit", "-qam", "change", *words)
    assert result.ok, result.err


def test_a_submodule_that_moved_changes_no_answer(ann: Session, bob: Session, repository: Repository) -> None:
    bump(repository)
    lands(bob)
    assert ann.commits("new.py", "1\n").err == ""


def test_what_matches_beside_it_does(ann: Session, bob: Session, repository: Repository) -> None:
    bump(repository)
    repository.write("a.py", "needle\n")
    lands(bob)
    assert ann.commits("new.py", "1\n").rejected == ["CG102 a.py"]


def test_a_submodule_that_came_or_went_changes_no_answer(ann: Session, bob: Session, repository: Repository) -> None:
    bob.git("rm", "-qf", "lib")
    lands(bob)
    ann.lands("new.py", "1\n")
    folder = repository.folder / "other"
    assert bob.git("-c", "protocol.file.allow=always", "submodule", "add", "-q", "-f", str(folder), "again").ok
    lands(bob)
    ann.lands("new.py", "2\n")


def test_a_submodule_in_the_place_of_a_file_takes_its_lines_away(ann: Session, bob: Session, repository: Repository) -> None:
    oid = repository.head(cwd=repository.top / "lib")
    bob.git("rm", "-q", "file")
    bob.git("update-index", "--add", "--cacheinfo", f"160000,{oid},file")
    assert bob.git("commit", "-qm", "a submodule now").ok
    assert ann.commits("new.py", "1\n").rejected == ["CG102 file"]


def test_git_is_asked_for_modes_only_when_a_text_is_not_there(
    ann: Session, bob: Session, repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = children(monkeypatch)
    base = repository.head()
    tip = bob.lands("a.py", "needle\n")
    git = Git(str(repository.top), dict(repository.env))
    read = Read(1, Epoch("ann", 1), "", MATCH, "", 0, 0, Query("needle"), None, None, base, 0.0, "coordgit read", True, True, "")
    for before, modes in ((repository.head(f"{base}:a.py"), 0), ("1" * 40, 1)):
        change = Change("a.py", before, repository.head("HEAD:a.py"))
        started.clear()
        found = changed(
            git, [Suspect(PHANTOM, CheckedRead(read, None, base), CheckedBranch("refs/heads/main", tip), base, (change,))]
        )
        assert [one.changes for one in found] == [(change,)]
        assert started.count("ls-tree") == modes
