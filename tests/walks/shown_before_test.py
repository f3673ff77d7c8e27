"""A version that a session was shown on a branch stays seen when that branch goes on from it: another one may have it still."""

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository, Session

FIRST, SECOND, THIRD = "2\n", "3\n", "4\n"


def beside(repository: Repository) -> tuple[Claude, Session, Session]:
    """A client that has read a file on main, another session there, and one that works on a second target."""
    repository.begin(api__py="1\n", mine__py="1\n")
    dan = repository.session("dan", repository.worktree("release", "next"))
    repository.git("config", "coordgit.target", "main")
    repository.git("config", "--add", "coordgit.target", "next")
    ann, bob = Claude(repository, "ann"), repository.session("bob")
    bob.lands("his.py", "1\n")
    ann.reads("api.py")
    return ann, bob, dan


def lands(who: Session, ann: Claude, text: str, shown: bool = True) -> None:
    """A version lands, and is shown to the client."""
    who.lands("api.py", text)
    assert not shown or f"+{text}" in ann.send("UserPromptSubmit", prompt="hi")


def commits(ann: Claude) -> list[str]:
    ann.repository.write("mine.py", "2\n")
    return ann.commits("mine.py").rejected


@pytest.mark.parametrize("shown", [True, False], ids=["was shown", "was not"])
@pytest.mark.parametrize("how", ["merge", "cherry-pick"])
def test_what_was_shown_on_a_target_that_has_gone_on_since_is_seen_on_another(
    repository: Repository, how: str, shown: bool
) -> None:
    ann, bob, dan = beside(repository)
    lands(dan, ann, FIRST, shown)
    lands(dan, ann, SECOND)
    assert bob.git(how, "next~1").ok
    assert commits(ann) == ([] if shown else ["CG101 api.py"])


def test_so_is_what_it_has_acknowledged(repository: Repository) -> None:
    ann, bob, dan = beside(repository)
    for text in (FIRST, SECOND):
        dan.lands("api.py", text)
        ann.repository.write("mine.py", f"before {text}")
        denied = ann.commits("mine.py")
        assert denied.rejected == ["CG101 api.py"]
        assert ann.repository.coordgit("ack", denied.verdict, "--why", "theirs", **ann.env).ok
        assert ann.commits("mine.py").ok
    assert bob.git("merge", "next~1").ok
    assert commits(ann) == []


@pytest.mark.parametrize("how", ["merge", "cherry-pick"])
@pytest.mark.parametrize("landed", [True, False], ids=["it landed in between", "it did not"])
def test_what_was_shown_and_comes_back_is_news(repository: Repository, how: str, landed: bool) -> None:
    ann, bob, dan = beside(repository)
    lands(dan, ann, FIRST)
    assert bob.git(how, "next").ok
    lands(dan, ann, SECOND)
    assert bob.git(how, "next").ok
    if landed:
        assert commits(ann) == []
    bob.reads("api.py")
    bob.lands("api.py", FIRST)
    ann.repository.write("mine.py", "3\n")
    assert ann.commits("mine.py").rejected == ["CG101 api.py"]


def test_what_was_shown_and_comes_back_on_its_own_branch_is_news(repository: Repository) -> None:
    ann, _, dan = beside(repository)
    lands(dan, ann, FIRST)
    lands(dan, ann, SECOND)
    dan.reads("api.py")
    lands(dan, ann, FIRST, False)
    assert commits(ann) == ["CG101 api.py"]


@pytest.mark.parametrize("goes_on", [True, False], ids=["where it went on", "where it stays"])
@pytest.mark.parametrize("whose", ["ann's", "bob's"])
def test_what_was_shown_elsewhere_and_takes_the_place_of_something_newer_is_news(
    repository: Repository, whose: str, goes_on: bool
) -> None:
    ann, bob, dan = beside(repository)
    lands(dan, ann, FIRST)
    if goes_on:
        lands(dan, ann, SECOND)
    if whose == "ann's":
        ann.edits("api.py", "1\n", THIRD)
        assert ann.commits("api.py").ok
    else:
        lands(bob, ann, THIRD)
        assert commits(ann) == []
    bob.reads("api.py")
    bob.lands("api.py", FIRST)
    ann.repository.write("mine.py", "3\n")
    assert ann.commits("mine.py").rejected == ["CG101 api.py"]


@pytest.mark.parametrize("shown", [True, False], ids=["each was shown", "the last was shown"])
@pytest.mark.parametrize("how", ["merge", "cherry-pick"])
def test_what_follows_on_another_branch_as_it_was_shown_is_no_news(repository: Repository, how: str, shown: bool) -> None:
    ann, bob, dan = beside(repository)
    lands(dan, ann, FIRST, shown)
    lands(dan, ann, SECOND)
    assert bob.git(how, "next~1").ok
    ann.send("UserPromptSubmit", prompt="hi")
    assert commits(ann) == []
    assert bob.git(how, "next").ok
    ann.repository.write("mine.py", "3\n")
    assert ann.commits("mine.py").rejected == []


def test_what_the_other_branch_had_only_later_is_replaced(repository: Repository) -> None:
    ann, bob, dan = beside(repository)
    for text in (FIRST, SECOND, THIRD):
        lands(dan, ann, text)
    bob.lands("api.py", SECOND)
    assert commits(ann) == []
    bob.lands("api.py", FIRST)
    ann.repository.write("mine.py", "3\n")
    assert ann.commits("mine.py").rejected == ["CG101 api.py"]


def test_what_was_shown_elsewhere_takes_the_place_of_no_edit_on_a_branch_of_its_own(repository: Repository) -> None:
    beside(repository)
    bob, dan = repository.session("bob"), repository.session("dan", repository.top.parent / "release")
    ann = Claude(repository, "cat", repository.worktree("cat"))
    ann.reads("api.py")
    lands(dan, ann, FIRST)
    ann.edits("api.py", "1\n", THIRD)
    assert bob.git("merge", "next").ok
    ann.writes("mine.py", "2\n")
    assert ann.commits("mine.py").rejected == []
