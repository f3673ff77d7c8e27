"""A file that was taken from an older commit, unread: to be shown what the commit would take back is as good as to read it."""

import pytest

from tests.support.claude import Claude, begun
from tests.support.repository import Repository, Result

pytestmark = pytest.mark.usefixtures("command_line")

OLD = "".join(f"line {n}\n" for n in range(1, 41))
NEW = OLD.replace("line 5\n", "bob's\n").replace("line 35\n", "bob's too\n")
LOOKS = ["git show HEAD -- f.py", "git diff HEAD~1 HEAD -- f.py", "git log -1 -p -- f.py", "coordgit explain"]
PARTS = ["git show --stat HEAD -- f.py", "git show HEAD -- other.py", "git show HEAD -- f.py | head -16"]


def taken(repository: Repository) -> Claude:
    """Ann, who has been asked about what her version of the file takes back."""
    ann = begun(repository, {"f.py": OLD, "other.py": "1\n"})
    repository.session("bob").lands("f.py", NEW)
    ann.runs("git checkout -q HEAD~1 -- f.py")
    assert commits(ann).rejected == ["CG201 f.py"]
    return ann


def commits(ann: Claude) -> Result:
    return ann.repository.run(["git", "commit", "-qm", "as it was"], ann.cwd, **ann.env)


@pytest.mark.parametrize("look", LOOKS)
def test_it_counts_from_the_next_call_on(repository: Repository, look: str) -> None:
    ann = taken(repository)
    assert not ann.runs(f"{look} && git commit -qm 'as it was'").ok
    ann.runs(look)
    assert commits(ann).ok


@pytest.mark.parametrize("look", PARTS)
def test_a_part_of_it_does_not_count(repository: Repository, look: str) -> None:
    ann = taken(repository)
    ann.runs(look)
    assert commits(ann).rejected == ["CG201 f.py"]


def test_what_lands_after_the_look_is_asked_about(repository: Repository) -> None:
    ann = taken(repository)
    ann.runs(LOOKS[0])
    cat = repository.session("cat", repository.worktree("side"))
    cat.lands("f.py", NEW.replace("line 20\n", "cat's\n"))
    assert repository.session("cat").git("update-ref", "refs/heads/main", "side").ok
    assert commits(ann).rejected[0].endswith("f.py")


def test_who_has_read_an_older_version_is_not_shown_all_of_it_by_the_newest_change(repository: Repository) -> None:
    ann = begun(repository, {"f.py": OLD, "other.py": "1\n"})
    ann.reads("f.py")
    bob, newer = repository.session("bob"), OLD.replace("line 20\n", "z" * 9000 + "\n")
    bob.lands("f.py", newer)
    bob.lands("f.py", newer.replace("line 35\n", "bob's\n"))
    ann.runs("git checkout -q HEAD~1 -- f.py")
    ann.runs(LOOKS[0])
    assert commits(ann).rejected == ["CG201 f.py"]
