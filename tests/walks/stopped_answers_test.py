"""A listing or a search in a work tree where a merge has stopped shows what both sides have."""

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository, Result, Session

LOOKS = ["ls lib", "grep -rn frob lib"]


@pytest.fixture
def bob(repository: Repository) -> Claude:
    """Bob's branch has a conflict with main, which has a new file in lib, as his branch has."""
    repository.commit_files({"lib/a.py": "1\n", "f.py": "1\n"})
    bob = Claude(repository, "bob", repository.worktree("bob"))
    bob.writes("f.py", "2\n")
    bob.writes("lib/c.py", "frob(3)\n")
    assert bob.runs("git add -A && git commit -qm mine").ok
    ann = repository.session("ann")
    ann.lands("lib/b.py", "frob(2)\n")
    ann.lands("f.py", "3\n")
    return bob


def concludes(bob: Claude) -> Result:
    """With both sides of the conflict seen, and nothing told: git runs without the hooks of the client."""
    bob.reads("f.py")
    return bob.repository.run(["sh", "-c", "echo 4 > f.py && git commit -qam merged"], bob.cwd, **bob.env)


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("before", [False, True], ids=["while it has stopped", "before"])
def test_what_was_seen_in_a_stopped_merge_is_true_where_that_lands(
    repository: Repository, bob: Claude, look: str, before: bool
) -> None:
    if before:
        bob.runs(look)
    assert not bob.runs("git merge -q main").ok
    if not before:
        assert "b.py" in bob.runs(look).out
    assert concludes(bob).ok
    landed = repository.run(["git", "merge", "-q", "--ff-only", "bob"])
    assert landed.rejected == (["CG102 lib/b.py"] if before else []), landed.err


@pytest.mark.parametrize("look", LOOKS)
def test_what_comes_after_a_stopped_merge_is_asked(repository: Repository, bob: Claude, look: str) -> None:
    assert not bob.runs("git merge -q main").ok
    bob.runs(look)
    assert concludes(bob).ok
    repository.session("ann").lands("lib/d.py", "frob(4)\n")
    assert repository.run(["git", "merge", "-q", "--no-edit", "bob"]).rejected == ["CG102 lib/d.py"]


@pytest.mark.parametrize("look", LOOKS)
def test_a_merge_that_takes_nothing_of_the_other_side_shows_nothing_of_it(repository: Repository, bob: Claude, look: str) -> None:
    assert bob.runs("git merge -q -s ours --no-commit main").ok
    assert "b.py" not in bob.runs(look).out
    bob.repository.run(["git", "commit", "-qm", "merged"], bob.cwd, **bob.env)
    assert "CG102 lib/b.py" in repository.run(["git", "merge", "-q", "--ff-only", "bob"]).rejected


def in_conflict(repository: Repository) -> tuple[Session, Session]:
    """Bob has searched, and merges main, where Ann's text of a file has a hit and is in conflict with his."""
    repository.commit_files({"f.py": "1\n"})
    ann, bob = repository.session("ann"), repository.session("bob", repository.worktree("bob"))
    bob.reads("--grep", "TODO")
    assert bob.commits("f.py", "mine\n").ok
    ann.lands("f.py", "TODO his\n")
    assert "CONFLICT" in bob.git("merge", "main").out
    return ann, bob


@pytest.mark.parametrize("first", [True, False], ids=["lands at once", "after one more commit"])
@pytest.mark.parametrize(
    ("later", "codes"),
    [("", []), ("TODO his\nTODO too\n", ["CG102 f.py", "CG201 f.py"])],
    ids=["as it was read", "changed since"],
)
def test_a_hit_that_was_read_in_a_conflict_and_replaced_is_asked_only_where_it_has_changed_since(
    repository: Repository, later: str, codes: list[str], first: bool
) -> None:
    ann, bob = in_conflict(repository)
    bob.reads("f.py")
    (bob.cwd / "f.py").write_text("mine and his\n")
    assert bob.git("commit", "-qam", "merged").ok
    if not first:
        assert bob.commits("new.py", "1\n").ok
    if later:
        ann.lands("f.py", later)
        bob.git("merge", "-q", "-X", "ours", "main")
    assert bob.git("update-ref", "refs/heads/main", "bob").rejected == codes


def test_a_hit_that_was_replaced_in_a_conflict_unread_is_asked(repository: Repository) -> None:
    _, bob = in_conflict(repository)
    (bob.cwd / "f.py").write_text("mine and his\n")
    assert bob.git("commit", "-qam", "merged").ok
    assert "CG102 f.py" in bob.git("update-ref", "refs/heads/main", "bob").rejected


@pytest.mark.parametrize(
    ("back", "codes"), [("TODO his\n", ["CG101 f.py", "CG102 f.py"]), ("his\n", ["CG101 f.py"])], ids=["a hit", "no hit"]
)
def test_a_side_that_was_read_in_a_conflict_is_asked_for_where_it_has_come_back(
    repository: Repository, back: str, codes: list[str]
) -> None:
    repository.commit_files({"f.py": "1\n"})
    ann, bob = repository.session("ann"), repository.session("bob", repository.worktree("bob"))
    assert bob.commits("f.py", "mine\n").ok
    ann.lands("f.py", back)
    assert "CONFLICT" in bob.git("merge", "main").out
    bob.reads("f.py")
    (bob.cwd / "f.py").write_text("mine and his\n")
    assert bob.git("commit", "-qam", "merged").ok
    assert bob.git("update-ref", "refs/heads/main", "bob").ok
    bob.reads("--grep", "TODO")
    repository.git("reset", "-q", "--hard")
    ann.reads("f.py")
    ann.lands("f.py", back)
    assert bob.git("merge", "-q", "main").ok
    assert bob.commits("new.py", "1\n").rejected == codes
