"""What a notice shows: of others' changes all, of the session's own none, each change once, and what can reject first."""

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository

TEXT = "".join(f"def f_{n}():\n    return {n}\n\n\n" for n in range(10))
OWN = TEXT.replace("return 1\n", "return 111\n")
THEIRS = TEXT.replace("def f_8()", "def f_8(x)")


@pytest.fixture
def ann(repository: Repository) -> Claude:
    """In a worktree; her own change of api.py, and another's on main, which was told."""
    repository.commit_files({"api.py": TEXT, "package-lock.json": "1\n", "z.py": "1\n"})
    ann = Claude(repository, "aaaaaaaa-0000-4000-8000-000000000001", repository.worktree("ann"))
    ann.send("SessionStart", source="startup")
    return ann


def lands(repository: Repository, **files: str) -> None:
    bob = repository.session("bob")
    for name, text in files.items():
        bob.reads(name.replace("__", "."))
        bob.writes(name.replace("__", "."), text)
    assert bob.git("commit", "-qam", "theirs").ok


@pytest.mark.parametrize("command", ["git rebase -q main", "git merge -q --no-edit main"])
def test_what_the_session_has_made_is_not_shown_to_it(ann: Claude, repository: Repository, command: str) -> None:
    ann.reads("api.py")
    ann.edits("api.py", "return 1\n", "return 111\n")
    assert ann.runs("git commit -qam mine").ok
    repository.session("bob").git("commit", "-q", "--allow-empty", "-m", "other")
    lands(repository, api__py=THEIRS)
    told = ann.runs(command).out
    assert "+def f_8(x)" in told and "111" not in told
    assert ann.runs("git commit -q --allow-empty -m more").ok


def test_what_another_has_made_of_the_sessions_change_is_shown(ann: Claude, repository: Repository) -> None:
    ann.reads("api.py")
    ann.edits("api.py", "return 1\n", "return 111\n")
    assert ann.runs("git commit -qam mine").ok
    repository.git("merge", "-q", "ann")
    ann.runs("true")
    lands(repository, api__py=THEIRS)
    told = ann.runs("true").out
    assert "-    return 111" in told and "+    return 1\n" in told and "+def f_8(x)" in told


def test_a_search_in_a_file_that_is_shown_is_not_told_beside_it(ann: Claude, repository: Repository) -> None:
    ann.runs("grep -n return *.py")
    lands(repository, z__py="return 0\n")
    ann.runs("cat api.py z.py")
    lands(repository, api__py=THEIRS.replace("return 8", "return 88"), z__py="return 00\n")
    told = ann.runs("true").out
    assert told.count("+def f_8(x)") == 1 and "your search" not in told
    assert ann.runs("echo 'return 5' > api.txt && git add api.txt && git commit -qm more").ok


def test_a_search_in_a_file_that_was_not_read_is_told(ann: Claude, repository: Repository) -> None:
    ann.runs("grep -n return *.py")
    lands(repository, api__py=THEIRS.replace("return 8", "return 88"))
    assert "your search" in ann.runs("true").out


def test_what_can_reject_is_shown_before_a_lock_file(ann: Claude, repository: Repository) -> None:
    ann.runs("cat package-lock.json z.py")
    lines = "".join(f"dependency {n}\n" for n in range(300))
    lands(repository, **{"package-lock__json": lines}, z__py="".join(f"z = {n}\n" for n in range(100)))
    told = ann.runs("true").out
    assert "+z = 99" in told and "package-lock.json changed" in told and "+dependency" not in told
    assert ann.runs("touch new && git add new && git commit -qm more").ok


def test_a_lock_file_is_shown_where_there_is_room(ann: Claude, repository: Repository) -> None:
    ann.runs("cat package-lock.json z.py")
    lands(repository, **{"package-lock__json": "2\n"}, z__py="2\n")
    told = ann.runs("true").out
    assert told.index("z.py changed") < told.index("package-lock.json changed") < told.index("--- a/package-lock.json")


def test_what_has_changed_in_a_file_that_was_moved_is_shown(ann: Claude, repository: Repository) -> None:
    ann.reads("api.py")
    repository.git("mv", "api.py", "moved.py")
    lands(repository, moved__py=THEIRS)
    told = ann.runs("true").out
    assert "most of it, changed, is in moved.py there\nthe text below" in told
    assert "+++ b/moved.py" in told and "+def f_8(x)" in told and "f_1()" not in told


def test_nothing_is_shown_of_a_file_that_was_only_moved(ann: Claude, repository: Repository) -> None:
    ann.reads("api.py")
    repository.git("mv", "api.py", "moved.py")
    assert repository.git("commit", "-qm", "moved", COORDGIT_SESSION="bob") == ""
    told = ann.runs("true").out
    assert "api.py renamed to moved.py" in told and "```" not in told
