"""A session makes a file anew that another has removed, and knows what it wrote."""

import pytest

from tests.support.claude import Claude
from tests.support.repository import API, Repository


@pytest.fixture(params=[True, False], ids=["given up", "removed with the file"])
def bob(repository: Repository, request: pytest.FixtureRequest) -> Claude:
    """A session that has edited a file which it never read; nothing is left of that."""
    repository.begin(a__txt="old\n")
    bob = Claude(repository, "bob")
    bob.runs("echo more >> a.txt")
    if request.param:
        bob.runs("git checkout -q HEAD -- a.txt")
    repository.git("rm", "-q", "-f", "a.txt")
    return bob


@pytest.mark.parametrize("again", [False, True], ids=["written once", "and edited"])
@pytest.mark.parametrize("changed", [False, True], ids=["as it was landed", "changed since"])
def test_what_it_wrote_is_known_though_it_had_edited_the_file_that_was_removed(
    repository: Repository, bob: Claude, again: bool, changed: bool
) -> None:
    ann = repository.session("ann")
    assert ann.git("commit", "-qm", "removed").ok
    bob.writes("a.txt", "new\n")
    if again:
        bob.edits("a.txt", "new\n", "new\nmore\n")
    assert bob.commits("a.txt").ok
    bob.writes("c.txt", "c\n")
    if changed:
        ann.reads("a.txt")
        ann.lands("a.txt", "changed\n")
    assert bob.commits("c.txt").rejected == ["CG101 a.txt"] * changed
    bob.reads("a.txt")
    bob.writes("c.txt", "c\nc\n")
    assert bob.commits("c.txt").ok


@pytest.mark.parametrize("landed", ["", "anew = 1\n", "anew = 1\nmore = 1\n"], ids=["before", "after it", "after it and more"])
def test_who_acknowledged_a_removal_and_made_the_file_anew_has_seen_that_another_branch_lacks_it(
    repository: Repository, landed: str
) -> None:
    repository.begin(api__py=API, b__py="b = 1\n")
    ann, bob = (repository.session(name, repository.worktree(name)) for name in ("ann", "bob"))
    ann.reads("api.py")
    assert bob.git("rm", "-q", "api.py").ok and bob.git("commit", "-qm", "removed").ok
    assert ann.git("merge", "-q", "--ff-only", "bob").ok
    rejected = ann.commits("c.py", "c = 1\n")
    assert rejected.rejected == ["CG101 api.py"]
    assert ann.coordgit("ack", rejected.verdict, "--why", "known").ok
    assert ann.commits("c.py", "c = 1\n").ok
    assert ann.commits("api.py", "anew = 1\n").ok
    bob.writes("b.py", "b = 2\n")
    assert bob.git("commit", "-q", "--amend", "-am", "removed, beside another change").ok
    main = repository.session("bob")
    assert main.git("merge", "-q", "--ff-only", "bob").ok
    if landed:
        assert main.git("cherry-pick", "-n", "ann").ok
        assert main.commits("api.py", landed).ok
        main.reads("api.py")
        assert main.git("rm", "-q", "api.py").ok and main.git("commit", "-qm", "removed again").ok
    assert ann.git("checkout", "-q", "-b", "on", "main").ok
    picked = ann.git("cherry-pick", "ann")
    assert (picked.ok, [conflict.split()[1] for conflict in picked.rejected]) == (not landed, ["api.py"] * bool(landed))


@pytest.mark.parametrize("own", [True, False])
def test_who_puts_back_the_text_that_it_made_the_file_with_has_not_seen_that_it_was_removed(
    repository: Repository, own: bool
) -> None:
    repository.begin(b__py="b = 1\n")
    ann, bob = repository.session("ann", repository.worktree("ann")), repository.session("bob")
    ann.lands("api.py", API)
    assert bob.git("merge", "-q", "--ff-only", "ann").ok
    bob.reads("api.py")
    bob.lands("api.py", "bob = 1\n")
    assert ann.git("merge", "-q", "--ff-only", "main").ok
    ann.reads("api.py")
    if own:
        ann.lands("api.py", API)
        assert ann.git("rm", "-q", "api.py").ok and ann.git("commit", "-qm", "removed").ok
    ann.lands("api.py", API)
    assert bob.git("rm", "-q", "api.py").ok and bob.git("commit", "-qm", "removed").ok
    assert ann.commits("c.py", "c = 1\n").rejected == ([] if own else ["CG101 api.py"])
