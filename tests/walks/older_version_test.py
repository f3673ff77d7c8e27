"""A look at an older version, on another branch or at a detached HEAD, leaves a session what it knows of a newer one."""

import pytest

from tests.support.repository import Repository, Session

OLD, NEW = "1\n\n\n\n1\n", "2\n\n\n\n1\n"


@pytest.fixture
def ann(repository: Repository) -> Session:
    """Ann knows api.py of main, and its older version on the branch stable."""
    repository.begin(api__py=OLD)
    repository.git("branch", "stable")
    repository.commit_files({"api.py": NEW}, "newer")
    ann = repository.session("ann")
    ann.reads("api.py")
    assert ann.git("switch", "-q", "stable").ok
    ann.reads("api.py")
    return ann


def test_who_looks_at_an_older_version_still_knows_the_newer_one(ann: Session) -> None:
    ann.git("switch", "-q", "main")
    ann.lands("caller.py", "1\n")


def test_who_edits_an_older_version_still_knows_the_newer_one(ann: Session) -> None:
    ann.lands("api.py", "1\n\n\n\n3\n")
    ann.git("switch", "-q", "main")
    ann.lands("caller.py", "1\n")
    assert ann.git("merge", "-q", "--no-edit", "stable").ok


def test_what_changed_since_is_stale_on_both_branches(ann: Session) -> None:
    bob = ann.repository.session("bob")
    bob.lands("api.py", "1\n\n\n\n4\n")
    assert ann.commits("caller.py", "1\n").rejected == ["CG101 api.py"]
    ann.git("reset", "-q", "--hard")
    ann.git("switch", "-q", "main")
    bob.lands("api.py", "5\n\n\n\n1\n")
    assert ann.commits("caller.py", "1\n").rejected == ["CG101 api.py"]


def test_who_knows_lines_of_the_newer_version_does_not_know_the_whole(repository: Repository) -> None:
    repository.begin(api__py=OLD)
    repository.commit_files({"api.py": NEW}, "newer")
    ann = repository.session("ann")
    ann.reads("api.py:4-5")
    assert ann.git("switch", "-q", "--detach", "HEAD~1").ok
    ann.reads("api.py")
    ann.git("switch", "-q", "main")
    assert ann.commits("caller.py", "1\n").rejected == ["CG101 api.py"]
