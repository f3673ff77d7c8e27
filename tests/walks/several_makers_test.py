"""A landing with the work of several sessions: what one of them alone has made of a file stays its own."""

from __future__ import annotations

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository, Result

BOB = "00000000-0000-4000-8000-00000000000b"


def lands(bob: Claude) -> Result:
    """Merge his branch into main, which is checked out nowhere."""
    tree = "$(git merge-tree --write-tree main bob | head -1)"
    return bob.runs(f"git update-ref refs/heads/main $(git commit-tree {tree} -p main -p bob -m land)")


@pytest.mark.parametrize("beside", [True, False])
@pytest.mark.parametrize("again", ["bob", "ann"])
def test_a_file_of_ones_own_that_landed_with_anothers_work_is_ones_own(repository: Repository, again: str, beside: bool) -> None:
    """Bob has changed a file twice, and picked Ann's commit of another. One of the two changes his file again, as it was when
    they read it; ``beside``: a third session has landed, so that main is at none of their commits."""
    repository.begin(f__txt="1\n", g__txt="1\n", h__txt="1\n")
    repository.git("checkout", "-q", "--detach")
    ann, cat = (repository.session(name, repository.worktree(name)) for name in ("ann", "cat"))
    bob = Claude(repository, BOB, repository.worktree("bob"))
    ann.reads("f.txt")
    bob.reads("f.txt")
    ann.lands("g.txt", "ann's\n")
    assert bob.runs("git cherry-pick ann").ok
    for text in ("2\n", "3\n"):
        bob.writes("f.txt", text)
        assert bob.commits("f.txt").ok
    if beside:
        cat.lands("h.txt", "2\n")
        assert cat.git("update-ref", "refs/heads/main", "cat").ok
    assert lands(bob).ok
    if again == "ann":
        assert ann.commits("f.txt", "4\n").rejected == ["CG101 f.txt"]
    else:
        bob.writes("f.txt", "4\n")
        assert bob.commits("f.txt").ok
        landed = lands(bob)
        assert landed.ok, landed.err


@pytest.mark.parametrize("by", ["rebase", "merge"])
@pytest.mark.parametrize("looks", [True, False])
def test_who_resolves_a_conflict_in_anothers_picked_work_answers_for_that(repository: Repository, looks: bool, by: str) -> None:
    """Cat, whose commit Bob has picked, has not seen what Ann made of the same line; Bob has, if he ``looks``."""
    repository.begin(f__txt="1\n2\n3\n", g__txt="1\n")
    repository.git("checkout", "-q", "--detach")
    ann, cat = (repository.session(name, repository.worktree(name)) for name in ("ann", "cat"))
    bob = Claude(repository, BOB, repository.worktree("bob"))
    cat.lands("f.txt", "1\n2\n")
    assert bob.runs("git cherry-pick -n cat").ok and bob.runs("git commit -qm picked").ok
    ann.lands("f.txt", "1\n2\n3, ann's\n")
    assert ann.git("update-ref", "refs/heads/main", "ann").ok
    assert not bob.runs(f"git {by} -q main").ok
    if looks:
        bob.reads("f.txt")
    bob.writes("f.txt", "1\n2\n3, both's\n")
    assert bob.runs(f"git add f.txt && GIT_EDITOR=true git {by} --continue").ok
    landed = bob.runs("git update-ref refs/heads/main bob")
    assert landed.rejected == ([] if looks else ["CG201 f.txt"]), landed.err


@pytest.mark.parametrize("line", ["2, bob's", "3, ann's"])
def test_a_change_of_ones_own_that_others_have_brought_to_a_branch_is_known_there(repository: Repository, line: str) -> None:
    """Bob has changed three lines, a commit each; Ann has picked the one of line 2, and may have changed one herself; Cat takes
    that over, and then Bob's newest."""
    text = "".join(f"{n}\n" for n in range(1, 21))
    repository.begin(f__txt=text, g__txt="1\n")
    repository.git("checkout", "-q", "--detach")
    ann, cat = (repository.session(name, repository.worktree(name)) for name in ("ann", "cat"))
    bob = repository.session("bob", repository.worktree("bob"))
    bob.reads("f.txt")
    for n in (8, 2, 14):
        text = text.replace(f"\n{n}\n", f"\n{n}, bob's\n")
        bob.lands("f.txt", text)
    ann.lands("g.txt", "ann's\n")
    assert ann.git("cherry-pick", "-n", "bob~").ok
    if line != "2, bob's":
        ann.writes("f.txt", (ann.cwd / "f.txt").read_text().replace("\n3\n", f"\n{line}\n"))
    assert ann.git("commit", "-qam", "taken").ok
    patch = repository.git("format-patch", "--stdout", "-1", "ann")
    (cat.cwd / "one.patch").write_text(patch + "\n")
    assert cat.git("am", "-q", "one.patch").ok
    assert cat.git("cherry-pick", "-n", "bob").ok
    taken = cat.git("commit", "-qam", "taken too")
    assert taken.rejected == ([] if line == "2, bob's" else ["CG101 f.txt"]), taken.err


@pytest.mark.parametrize("undone", [True, False], ids=["undone", "another"])
def test_a_change_that_git_has_merged_with_anothers_stays_its_sessions(repository: Repository, undone: bool) -> None:
    """Bob was shown what Ann has changed in the file beside him, and has merged that; somebody takes his own change back then."""
    text = "".join(f"{n}\n" for n in range(1, 10))
    shown = text.replace("1\n", "ann's\n", 1)
    repository.begin(f__txt=text, g__txt="1\n")
    bob, ann = Claude(repository, "bob", repository.worktree("bob")), repository.session("ann")
    bob.reads("f.txt")
    ann.lands("f.txt", shown)
    assert "+ann's" in bob.edits("f.txt", "8\n", "bob's\n")
    assert bob.commits("f.txt").ok and bob.runs("git merge -q --no-edit main").ok
    assert repository.session("bob").git("merge", "-q", "--ff-only", "bob").ok
    ann.reads("f.txt")
    ann.lands(*(("f.txt", shown) if undone else ("g.txt", "2\n")))
    landed = bob.runs("echo 1 > new.py && git add new.py && git commit -qm new")
    assert landed.rejected == (["CG101 f.txt"] if undone else []), landed.err
