"""A revert that is taken back: the session whose text comes back knows just that, and is asked for what else it read."""

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository, Result
from tests.support.way_on import obey

TEXT = "".join(f"line {n}\n" for n in range(12))
NEW = TEXT.replace("line 3", "LINE 3")
WAYS = ["git checkout {0} -- api.py && git commit -qm back", "git revert --no-edit {1}", "git cherry-pick {0}"]


def plain(session: Claude, command: str) -> Result:
    """The command as the session's, before anything has been told to it."""
    return session.repository.run(["sh", "-c", command], **session.env)


@pytest.fixture
def bob(repository: Repository) -> Claude:
    """Bob has landed a text, which cat has reverted."""
    repository.begin(api__py=TEXT, other__py="1\n")
    bob, cat = Claude(repository, "bob"), Claude(repository, "cat")
    bob.reads("other.py")
    bob.reads("api.py")
    bob.writes("api.py", NEW)
    assert bob.commits("api.py").ok
    assert cat.runs("git revert --no-edit HEAD").ok
    return bob


@pytest.mark.parametrize("way", WAYS)
def test_the_text_that_comes_back_is_true_for_who_wrote_it(repository: Repository, bob: Claude, way: str) -> None:
    dan = Claude(repository, "dan")
    dan.reads("api.py")
    done = dan.runs(way.format("HEAD~1", "HEAD"))
    assert done.ok, done.err
    assert repository.git("show", "HEAD:api.py") == NEW.strip()
    assert plain(bob, "git commit -q --allow-empty -m more").ok
    dan.writes("api.py", TEXT)
    assert dan.commits("api.py").ok
    denied = plain(bob, "git commit -q --allow-empty -m most")
    assert denied.rejected == ["CG101 api.py"], "its read has not moved to what it never saw"


@pytest.mark.parametrize("way", WAYS)
def test_what_else_its_writer_had_read_still_counts(repository: Repository, bob: Claude, way: str) -> None:
    original, revert = repository.head("HEAD~1"), repository.head()
    dan = Claude(repository, "dan")
    dan.reads("api.py")
    dan.writes("other.py", "2\n")
    assert dan.commits("other.py").ok
    assert dan.runs(way.format(original, revert)).rejected == ["CG101 other.py"]


@pytest.mark.parametrize(("who", "rejected"), [("dan", "CG201 api.py"), ("bob", "CG101 api.py")])
def test_who_takes_a_revert_back_unseen_is_rejected(repository: Repository, bob: Claude, who: str, rejected: str) -> None:
    assert plain(Claude(repository, who), WAYS[0].format("HEAD~1", "")).rejected == [rejected]


@pytest.mark.parametrize("beside", [False, True], ids=["alone", "beside another's line"])
@pytest.mark.parametrize(("way", "asked"), [(WAYS[1], []), (WAYS[2], ["CG101 api.py"])])
def test_who_reverts_a_revert_knows_the_text_that_comes_back(
    repository: Repository, bob: Claude, way: str, asked: list[str], beside: bool
) -> None:
    dan, original, revert = Claude(repository, "dan"), repository.head("HEAD~1"), repository.head()
    if beside:
        repository.session("eve").lands("api.py", TEXT.replace("line 9", "LINE 9"))
        bob.reads("api.py")
    dan.reads("api.py")
    assert plain(dan, way.format(original, revert)).ok
    assert plain(dan, "git commit -q --allow-empty -m more").rejected == asked


def test_who_puts_more_of_anothers_text_into_a_revert_knows_nothing_of_that(repository: Repository, bob: Claude) -> None:
    eve, dan = repository.session("eve", repository.worktree("eve", at="HEAD~1")), Claude(repository, "dan")
    assert eve.commits("api.py", NEW.replace("line 9", "LINE 9")).ok
    bob.reads("api.py")
    dan.reads("api.py")
    assert plain(dan, "git revert --no-commit HEAD && git checkout eve -- api.py && git commit -qm both").ok
    assert plain(dan, "git commit -q --allow-empty -m more").rejected == ["CG101 api.py"]


REINSTATED = ["git revert --no-edit HEAD", "git cherry-pick HEAD~1", "git checkout -q HEAD~1 -- new.py && git commit -qm back"]


@pytest.mark.parametrize("back", REINSTATED)
@pytest.mark.parametrize("remover", ["lead", "dan"])
def test_who_has_removed_anothers_new_file_may_bring_it_back(repository: Repository, back: str, remover: str) -> None:
    """Not who never saw that it was removed, and why."""
    repository.begin(f__py="1\n")
    bob, lead = Claude(repository, "bob", repository.worktree("bob")), Claude(repository, "lead")
    bob.writes("new.py", "bob's\n")
    assert bob.runs("git add new.py && git commit -qm bobs").ok
    assert lead.runs("git merge -q --ff-only bob").ok
    assert Claude(repository, remover).runs("git revert --no-edit HEAD").ok
    done = plain(lead, back)
    assert done.rejected == ["CG201 new.py"] * (remover == "dan"), done


def test_who_lands_its_own_once_more_looks_at_the_revert_before(repository: Repository, bob: Claude) -> None:
    """The work tree has the text that is landed once more: nothing there shows that it was reverted."""
    denied = plain(bob, "git cherry-pick HEAD~1")
    assert denied.rejected == ["CG101 api.py"] and "(coordgit read --at HEAD api.py)" in denied.err, denied.err
    *_, landed = obey(bob, denied, lambda: denied)
    assert landed.ok, landed.err


@pytest.mark.parametrize(("look", "rejected"), [("git show HEAD~1", ["CG101 api.py"]), ("git log -p -2", [])])
def test_its_own_commit_shown_again_says_nothing_of_the_revert(repository: Repository, look: str, rejected: list[str]) -> None:
    repository.begin(api__py=TEXT, other__py="1\n")
    bob, cat = Claude(repository, "bob"), Claude(repository, "cat")
    bob.reads("api.py")
    bob.writes("api.py", TEXT.replace("line 3", "x" * 7000))  # more than is told with its diff
    assert bob.commits("api.py").ok
    assert cat.runs("git revert --no-edit HEAD").ok
    assert bob.runs(look).ok
    bob.writes("other.py", "2\n")
    assert bob.commits("other.py").rejected == rejected
