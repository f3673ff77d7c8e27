"""What an attribute or a setting leaves out of a verdict is not true for that: it counts once it is not left out any more."""

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository, Session


@pytest.fixture
def bob(repository: Repository) -> Session:
    repository.commit_files({".gitattributes": "*.lock coordgit=ignore\n", "a.lock": "1\n", "api.py": "send()\n"})
    return repository.session("bob")


def test_a_path_that_was_ignored_counts_once_it_is_not(repository: Repository, bob: Session) -> None:
    ann = repository.session("ann")
    ann.reads("a.lock")
    bob.lands("a.lock", "2\n")
    passed = ann.commits("new.py", "1\n")
    assert passed.ok and "a.lock" not in passed.err
    bob.lands(".gitattributes", "\n")
    assert ann.commits("newer.py", "1\n").rejected == ["CG101 a.lock"]
    ann.reads("a.lock")
    assert ann.commits("newer.py", "1\n").ok


@pytest.mark.parametrize(("path", "codes"), [("a.lock", ["CG101 a.lock"]), ("b.lock", [])], ids=["what was read", "another"])
def test_a_path_that_was_ignored_beside_the_reads_of_another_author_counts_once_it_is_not(
    repository: Repository, bob: Session, path: str, codes: list[str]
) -> None:
    ann, cat = repository.session("ann"), repository.session("cat", repository.worktree("cat"))
    ann.reads("a.lock")
    cat.reads("api.py")
    cat.lands("his.py", "1\n")
    bob.lands(path, "2\n")
    assert ann.git("cherry-pick", "-n", "cat").ok and ann.git("commit", "-qm", "both").ok
    assert cat.git("merge", "-q", "main").ok
    cat.lands("more.py", "1\n")
    bob.lands(".gitattributes", "\n")
    assert ann.commits("newer.py", "1\n").rejected == codes


def test_a_search_that_was_switched_off_counts_once_it_is_not(repository: Repository, bob: Session) -> None:
    ann = Claude(repository, "00000000-0000-4000-8000-00000000000a")
    ann.runs("git grep -n send")
    repository.git("config", "coordgit.searches", "off")
    bob.lands("caller.py", "send(1)\n" * 2000)  # too long to be shown
    ann.writes("new.py", "1\n")
    assert ann.commits("new.py").ok
    repository.git("config", "coordgit.searches", "strict")
    ann.writes("newer.py", "1\n")
    assert "CG102 caller.py" in ann.commits("newer.py").rejected


def test_an_ignored_path_is_neither_told_nor_listed(repository: Repository, bob: Session) -> None:
    ann = Claude(repository, "00000000-0000-4000-8000-00000000000a")
    ann.reads("a.lock")
    ann.reads("api.py")
    bob.lands("a.lock", "2\n")
    assert ann.runs("true").out == ""
    assert [one["stale"] for one in repository.json("status")["sessions"] if one["session"] == ann.session] == [[]]
    bob.lands("api.py", "recv()\n")
    assert "api.py" in ann.runs("true").out
