"""While a merge has stopped, its session takes back a change that its own branch had made."""

import pytest

from tests.support.claude import ANN, Claude
from tests.support.repository import Repository, Session

RESOLVED = ("commit", "-qa", "--no-edit")


@pytest.fixture
def ann(repository: Repository) -> Session:
    repository.commit_files({"f.py": "1\n", "g.py": "1\n", "h.py": "1\n"})
    ann = repository.session("ann", repository.worktree("ann"))
    ann.reads("f.py", "g.py", "h.py")
    for path in ("f.py", "g.py"):
        ann.lands(path, "ann\n")
    return ann


@pytest.fixture
def bob(repository: Repository, ann: Session) -> Session:
    bob = repository.session("bob")
    bob.lands("f.py", "bob\n")
    return bob


def stops(ann: Session) -> None:
    assert not ann.git("merge", "-q", "main").ok
    ann.reads("f.py")
    ann.writes("f.py", "both\n")


@pytest.mark.parametrize("how", [("checkout", "main"), ("checkout", "HEAD~1"), ("restore", "-SW", "-s", "main")])
@pytest.mark.parametrize("elsewhere", [False, True])
def test_who_takes_back_its_own_change_is_not_asked_about_it(
    ann: Session, bob: Session, how: tuple[str, ...], elsewhere: bool
) -> None:
    if elsewhere:
        bob.lands("h.py", "bob\n")
    stops(ann)
    assert ann.git(*how, "--", "g.py").ok and ann.git(*RESOLVED).ok
    assert ann.commits("more.py", "1\n").rejected == ["CG101 h.py"] * elsewhere


def test_who_puts_back_what_it_had_removed_is_not_asked_about_it(repository: Repository, ann: Session) -> None:
    assert ann.git("rm", "-q", "h.py").ok and ann.git("commit", "-qm", "removed").ok
    repository.session("bob").lands("f.py", "bob\n")
    stops(ann)
    assert ann.git("checkout", "main", "--", "h.py").ok and ann.git(*RESOLVED).ok
    assert not ann.commits("more.py", "1\n").rejected


@pytest.mark.parametrize("side", ["main", "HEAD~1"])
def test_who_takes_back_what_another_has_changed_too_is_asked(ann: Session, bob: Session, side: str) -> None:
    """Its own change goes, and so does bob's with the older version."""
    bob.lands("g.py", "bob\n")
    stops(ann)
    assert ann.git("checkout", side, "--", "g.py").ok and ann.git(*RESOLVED).ok
    assert ann.commits("more.py", "1\n").rejected == ["CG101 g.py"]


@pytest.mark.parametrize("ended", [True, False])
def test_what_another_session_has_left_in_the_work_tree_is_shown_to_it(repository: Repository, ended: bool) -> None:
    ann, cat = Claude(repository, ANN), Claude(repository, "00000000-0000-4000-8000-00000000000c")
    repository.commit_files({"f.py": "1\n", "g.py": "1\n"})
    repository.git("branch", "topic")
    repository.commit_files({"f.py": "2\n"})
    repository.git("switch", "-q", "topic")
    for path in ("f.py", "g.py"):
        ann.reads(path)
    ann.writes("f.py", "3\n")
    assert ann.runs("git commit -qam three").ok
    assert not ann.runs("git merge -q main").ok
    ann.reads("f.py")
    ann.writes("f.py", "both\n")
    if ended:
        cat.reads("g.py")
        cat.writes("g.py", "cat\n")
        cat.send("SessionEnd", reason="other")
    else:
        ann.writes("g.py", "ann\n")
    concluded = ann.runs("git commit -qa --no-edit")
    assert concluded.ok and ("+cat" in concluded.out) == ended, concluded


@pytest.mark.parametrize(("lands", "asked"), [("g.py", ["CG101 g.py"]), ("x.py", [])], ids=["what is taken", "another file"])
def test_who_takes_what_another_has_made_on_another_target_is_asked(
    repository: Repository, ann: Session, bob: Session, lands: str, asked: list[str]
) -> None:
    for target in ("main", "release"):
        repository.git("config", "--add", "coordgit.target", target)
    repository.session("cat", repository.worktree("release", at="main~1")).lands(lands, "cat\n")
    stops(ann)
    assert ann.git("checkout", "release", "--", "g.py").ok and ann.git(*RESOLVED).ok
    assert ann.commits("more.py", "1\n").rejected == asked


@pytest.mark.parametrize(("lands", "asked"), [("g.py", ["CG101 g.py"]), ("x.py", [])], ids=["what is taken", "another file"])
def test_who_takes_what_it_has_fetched_is_asked(
    repository: Repository, ann: Session, bob: Session, lands: str, asked: list[str]
) -> None:
    clone = repository.folder / "clone"
    repository.git("clone", "-q", ".", str(clone))
    repository.commit_files({lands: "cat\n"}, cwd=clone)
    assert ann.git("fetch", "-q", str(clone)).ok
    stops(ann)
    assert ann.git("checkout", "FETCH_HEAD", "--", "g.py").ok and ann.git(*RESOLVED).ok
    assert ann.commits("more.py", "1\n").rejected == asked


@pytest.mark.parametrize("stop", ["merge dan", "cherry-pick dan", "merge main"])
@pytest.mark.parametrize(("text", "asked"), [("1\n2\n3\n4\n5\ncat\nann\n", True), ("bob\n2\n3\n4\n5\ncat\nann\n", False)])
def test_who_takes_another_text_where_it_has_stopped_and_changes_it_is_asked_what_that_lacks(
    repository: Repository, stop: str, text: str, asked: bool
) -> None:
    """Ann has read nothing. Cat's text, on another target, lacks what Bob has landed; Ann adds a line."""
    repository.commit_files({"f.py": "1\n", "g.py": "1\n2\n3\n4\n5\n"})
    repository.session("cat", repository.worktree("release")).lands("g.py", "1\n2\n3\n4\n5\ncat\n")
    bob = repository.session("bob")
    bob.lands("g.py", "bob\n2\n3\n4\n5\n")
    ann, dan = (repository.session(name, repository.worktree(name)) for name in ("ann", "dan"))
    ann.lands("f.py", "ann\n")
    dan.lands("f.py", "dan\n")
    assert stop != "merge main" or bob.git("merge", "-q", "--ff-only", "dan").ok
    assert not ann.git(*stop.split()).ok
    ann.writes("f.py", "both\n")
    ann.writes("g.py", text)
    assert ann.git(*RESOLVED).rejected == ["CG201 g.py"] * asked


@pytest.mark.parametrize("stop", ["merge", "cherry-pick"])
def test_what_git_has_changed_where_it_has_stopped_is_nobodys_text(repository: Repository, stop: str) -> None:
    """Dan's commit takes back what Bob has landed in two files; Ann, who has read nothing, resolves the conflict in one."""
    repository.commit_files(dict.fromkeys(("f.py", "g.py"), "1\n2\n3\n4\n5\n"))
    bob = repository.session("bob")
    for path in ("f.py", "g.py"):
        bob.lands(path, "bob\n2\n3\n4\n5\n")
    dan = repository.session("dan", repository.worktree("dan"))
    bob.lands("f.py", "bob\n2\n3\n4\nfive\n")
    ann = repository.session("ann", repository.worktree("ann"))
    dan.reads("f.py:1-2", "g.py")
    dan.writes("f.py", "1\n2\n3\n4\ndan\n")
    dan.writes("g.py", "1\n2\n3\n4\n5\n")
    assert dan.git("commit", "-qam", "both").ok
    assert not ann.git(stop, "dan").ok
    ann.writes("f.py", "1\n2\n3\n4\nboth\n")
    assert ann.git(*RESOLVED).ok


def stopped_at_main(repository: Repository) -> Session:
    """Ann merges main, and has resolved the conflict in f.py."""
    repository.begin(f__py="1\n", g__py="1\n2\n3\n", read__py="1\n")
    ann, dan = (repository.session(name, repository.worktree(name)) for name in ("ann", "dan"))
    ann.reads("f.py", "read.py")
    ann.lands("f.py", "ann\n")
    repository.session("bob").lands("f.py", "bob\n")
    repository.git("config", "coordgit.siblings", "block")
    dan.lands("read.py", "2\n")
    assert dan.coordgit("lock", "f.py", "--why", "mine").ok
    assert not ann.git("merge", "main").ok
    ann.reads("f.py")
    ann.writes("f.py", "both\n")
    return ann


@pytest.mark.parametrize("adapts", [False, True], ids=["the conflict alone", "another file too"])
def test_a_merge_of_main_is_asked_for_what_it_puts_back_alone(repository: Repository, adapts: bool) -> None:
    """What a branch that has not landed has changed under Ann's reads, and a lock, are asked about at her next commit."""
    ann = stopped_at_main(repository)
    if adapts:
        ann.writes("g.py", "1\n2\nadapted\n")
    assert ann.git(*RESOLVED).ok
    assert ann.commits("f.py", "more\n").rejected == ["CG301 f.py", "CG101 read.py"]


@pytest.mark.parametrize("text", ["1\n2\n3\n", "bob\n2\nadapted\n"])
def test_a_check_says_of_a_merge_of_main_what_the_gate_will_say(repository: Repository, text: str) -> None:
    repository.commit_files({"f.py": "1\n", "g.py": "1\n2\n3\n"})
    bob = repository.session("bob")
    bob.lands("g.py", "bob\n2\n3\n")
    ann = repository.session("ann", repository.worktree("ann"))
    ann.lands("f.py", "ann\n")
    bob.lands("f.py", "bob\n")
    assert not ann.git("merge", "main").ok
    ann.writes("f.py", "both\n")
    ann.writes("g.py", text)
    assert ann.git("add", "-A").ok
    checked, done = ann.coordgit("check"), ann.git("commit", "-qm", "merge")
    assert checked.rejected == done.rejected == ["CG201 g.py"] * (text == "1\n2\n3\n"), (checked, done)
    if done.rejected:
        assert "next: read g.py as it is at the tip (coordgit read --at HEAD g.py), put your change into that, commit" in done.err
        assert ann.coordgit("read", "--at", "HEAD", "g.py").ok
        ann.writes("g.py", "bob\n2\nadapted\n")
        assert ann.git(*RESOLVED).ok
