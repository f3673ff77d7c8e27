"""A commit in a work tree whose branch was moved under it drops the files that others have added since, and has those that they
removed, though nobody has said so."""

from pathlib import Path

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository, Session
from tests.support.way_on import obey
from tests.walks.observing import lands

FILES = {"old.py": "old = 1\n", "mine.py": "1\n"}
WAYS = {"update-ref": ["update-ref", "refs/heads/work", "main"], "reset --soft": ["reset", "-q", "--soft", "main"]}


@pytest.fixture
def work(repository: Repository) -> Path:
    repository.commit_files(FILES)
    return repository.worktree("work")


@pytest.fixture
def cleo(repository: Repository, work: Path) -> Claude:
    cleo = Claude(repository, "cleo", work)
    cleo.send("SessionStart", source="startup")
    return cleo


def changes(repository: Repository, how: str) -> str:
    """Bob adds a file on main, or removes one; its name."""
    bob = repository.session("bob")
    if how == "added":
        bob.lands("new.py", "new = 1\n")
        return "new.py"
    assert bob.git("rm", "-q", "old.py").ok and bob.git("commit", "-qm", "gone").ok
    return "old.py"


def moves(repository: Repository, way: str, cwd: Path, by: str) -> None:
    assert Session(repository, by, cwd).git(*WAYS[way]).ok


@pytest.mark.parametrize("how", ["added", "removed"])
@pytest.mark.parametrize(("way", "by"), [("update-ref", "dan"), ("reset --soft", "cleo")])
def test_who_has_not_seen_that_looks_first(repository: Repository, cleo: Claude, how: str, way: str, by: str) -> None:
    path = changes(repository, how)
    moves(repository, way, cleo.cwd, by)
    cleo.writes("mine.py", "2\n")
    assert cleo.runs("git commit -qam mine").rejected == [f"CG201 {path}"]
    assert repository.coordgit("read", "--at", "HEAD", path, cwd=cleo.cwd, **cleo.env).ok
    assert cleo.runs("git commit -qam mine").ok


def test_a_commit_of_one_s_own_edit_alone_takes_nothing_back(repository: Repository, cleo: Claude) -> None:
    changes(repository, "added")
    moves(repository, "update-ref", cleo.cwd, "dan")
    cleo.writes("mine.py", "2\n")
    assert cleo.runs("git commit -qm mine -- mine.py").ok
    assert "new.py" in repository.git("ls-tree", "--name-only", "work").split()


@pytest.mark.parametrize("command", ["git rm -q new.py", "rm new.py"])
def test_who_lets_the_work_tree_follow_may_remove_such_a_file(repository: Repository, cleo: Claude, command: str) -> None:
    changes(repository, "added")
    moves(repository, "update-ref", cleo.cwd, "dan")
    assert cleo.runs("git reset -q --hard").ok
    assert cleo.runs(command).ok
    assert cleo.runs("git commit -qam gone").ok


@pytest.fixture
def eve(repository: Repository, work: Path) -> Session:
    """Without a client, so that nothing is recorded of what she removes."""
    return repository.session("eve", work)


def test_who_makes_one_commit_of_all_its_own_may_have_removed_a_file(repository: Repository, eve: Session) -> None:
    assert eve.git("rm", "-q", "old.py").ok and eve.git("commit", "-qm", "gone").ok
    changes(repository, "added")
    moves(repository, "reset --soft", eve.cwd, "eve")
    done = eve.git("commit", "-qm", "all")
    assert done.ok and "  CG201 new.py" in done.err and "old.py" not in done.err


def test_ones_own_file_may_be_left_out(repository: Repository, eve: Session) -> None:
    repository.session("eve").lands("new.py", "new = 1\n")
    moves(repository, "update-ref", eve.cwd, "dan")
    done = eve.commits("mine.py", "2\n", "--include")
    assert done.ok and "CG201" not in done.err
    assert "new.py" not in repository.git("ls-tree", "--name-only", "work").split()


@pytest.mark.parametrize("name", ["", "eve"], ids=["a person", "a session without a client"])
@pytest.mark.parametrize("follows", [True, False])
def test_whose_looks_are_not_recorded_is_only_told(repository: Repository, work: Path, name: str, follows: bool) -> None:
    changes(repository, "added")
    moves(repository, "update-ref", work, "dan")
    who = Session(repository, name, work)
    assert not follows or who.git("reset", "-q", "--hard").ok
    who.writes("mine.py", "2\n")
    done = who.git("commit", "-qam", "mine")
    assert done.ok and ("  CG201 new.py" in done.err) == (not follows)


@pytest.mark.parametrize("seen", [False, True])
def test_who_reverts_what_came_with_the_work_tree_and_gives_that_up_has_not_seen_it(
    repository: Repository, work: Path, seen: bool
) -> None:
    ann = Claude(repository, "ann")
    repository.session("dan", work).lands("old.py", "old = 2\n")
    assert repository.session("bob").git("update-ref", "refs/heads/main", "work").ok
    ann.reads("old.py")
    assert ann.runs("git checkout -q HEAD -- old.py").ok
    if seen:
        ann.reads("old.py")
    reverted = ann.runs("git revert --no-edit HEAD")
    assert reverted.rejected == ([] if seen else ["CG201 old.py"])
    if not seen:
        ann.runs("git revert --abort; git checkout -q HEAD -- old.py")
    ann.writes("mine.py", "2\n")
    assert ann.runs("git commit -qm mine -- mine.py").rejected == ([] if seen else ["CG101 old.py"])


@pytest.mark.parametrize("again", [False, True], ids=["and nobody since", "and another since"])
def test_what_it_changes_is_known_as_it_was_told_though_it_has_looked_at_an_older_file_since(
    repository: Repository, bob: Session, again: bool
) -> None:
    api, changed = "def f(x):\n    return x\n", "def f(x, y):\n    return x\n"
    repository.begin(api__py=api, other__py="OTHER = 1\n")
    cat = Claude(repository, "00000000-0000-4000-8000-00000000000c", repository.worktree("cat"))
    dan = repository.session("dan", repository.worktree("dan"))
    cat.reads("api.py")
    bob.lands("api.py", changed)
    assert "+def f(x, y)" in cat.reads("other.py")
    cat.runs("git update-ref refs/heads/cat main")
    cat.reads("api.py")
    cat.runs("git checkout -q HEAD -- api.py")
    dan.lands("dan.py", "a commit that has the older file\n")
    cat.writes("api.py", f"{changed}# cat\n")
    assert cat.commits("api.py").ok
    if again:
        bob.lands("api.py", f"{changed}# bob\n")
    assert lands(cat).rejected == ["CG101 api.py"] * again


@pytest.mark.parametrize("edited", [False, True], ids=["as it was left", "edited by hand"])
def test_what_is_printed_brings_a_file_forward_that_nobody_has_edited(repository: Repository, edited: bool) -> None:
    """And takes no edit away."""
    lines = "".join(f"line {n}\n" for n in range(30))
    repository.begin(f__py=lines, g__py="0\n", h__py="0\n")
    cat, dan = Claude(repository, "cat"), repository.session("dan", repository.worktree("dan"))
    dan.writes("f.py", lines.replace("line 20\n", "dan's\n"))
    dan.writes("new.py", "1\n")
    assert dan.git("rm", "-q", "h.py").ok and dan.git("add", "-A").ok and dan.git("commit", "-qm", "dan").ok
    repository.git("update-ref", "refs/heads/main", "dan")
    cat.writes("g.py", "2\n")
    if edited:
        repository.write("f.py", lines + "by hand\n")
    denied = cat.runs("git add g.py && git commit -qm cat")
    assert denied.rejected == ["CG201 f.py", "CG201 h.py", "CG201 new.py"], denied
    assert ("restore --source=HEAD --staged --worktree -- f.py h.py new.py" in denied.err) != edited, denied.err
    if not edited:
        assert obey(cat, denied, lambda: cat.runs("git add g.py && git commit -qm cat"))[-1].ok
        assert repository.git("diff", "--name-only", "dan", "main") == "g.py"


@pytest.mark.parametrize("edited", [False, True], ids=["as it was left", "edited"])
def test_what_is_printed_brings_a_file_forward_that_was_read_and_shows_it(repository: Repository, edited: bool) -> None:
    """Otherwise whoever follows it commits the old file again, which it has not changed."""
    repository.begin(f__py="one = 1\n" * 9, g__py="0\n")
    cat, dan = Claude(repository, "cat"), repository.session("dan", repository.worktree("dan"))
    cat.reads("f.py")
    dan.lands("f.py", "one = 1\n" * 9 + "two = 2\n")
    repository.git("update-ref", "refs/heads/main", "dan")
    edit = "sed -i '1s/.*/one = 0/' f.py && " if edited else ""
    denied = cat.runs(f"{edit}echo 1 > g.py && git commit -qam cat")
    assert denied.rejected == ["CG201 f.py"], denied
    command = "git restore --source=HEAD --staged --worktree -- f.py"
    step = f"next: take f.py as the branch has it ({command}), read f.py again, adapt your change if it needs it, commit again\n"
    assert (step in denied.err) != edited, denied.err
    if not edited:
        assert cat.runs(command).ok
        cat.reads("f.py")
        assert cat.runs("git commit -qam cat").ok
        assert repository.git("diff", "--name-only", "dan", "main") == "g.py"


@pytest.mark.parametrize("looked", [False, True], ids=["unread", "looked for"])
def test_what_is_printed_brings_a_file_that_was_added_and_that_nobody_has_removed(repository: Repository, looked: bool) -> None:
    """Otherwise whoever follows it commits its removal."""
    repository.begin(g__py="0\n")
    cat, dan = Claude(repository, "cat"), repository.session("dan", repository.worktree("dan"))
    if looked:
        cat.reads("new.py")
    dan.lands("new.py", "two = 2\n")
    repository.git("update-ref", "refs/heads/main", "dan")
    denied = cat.runs("echo 1 > g.py && git commit -qam cat")
    assert denied.rejected == ["CG201 new.py"], denied
    command = "git restore --source=HEAD --staged --worktree -- new.py"
    assert f"next: take new.py as the branch has it ({command}), {'read new.py again, ' * looked}" in denied.err, denied.err
    assert all(one.ok for one in obey(cat, denied, lambda: cat.runs("git commit -qam cat")))
    assert repository.git("diff", "--name-only", "dan", "main") == "g.py"


def test_what_is_printed_to_who_removes_what_it_has_read_does_not_bring_the_file_back(repository: Repository) -> None:
    repository.begin(f__py="one = 1\n" * 9)
    cat, dan = Claude(repository, "cat"), repository.session("dan", repository.worktree("dan"))
    cat.reads("f.py")
    dan.lands("f.py", "one = 1\n" * 9 + "two = 2\n")
    repository.git("update-ref", "refs/heads/main", "dan")
    (repository.top / "f.py").unlink()
    denied = cat.runs("git commit -qam gone")
    assert denied.rejected == ["CG201 f.py"], denied
    assert "next: read f.py as it is" in denied.err, denied.err


@pytest.mark.parametrize("own", [False, True], ids=["an old text alone", "beside own lines"])
def test_what_is_printed_takes_no_line_of_a_squashed_branch_away(repository: Repository, own: bool) -> None:
    """An old text that the branch put back is replaced; one that has the branch's own lines is to be joined with the tip's."""
    lines = "".join(f"line {n}\n" for n in range(30))
    changed = lines.replace("line 5\n", "ann's\n")
    repository.begin(f__py=lines, g__py="0\n", h__py="0\n")
    ann, cat = Claude(repository, "ann"), Claude(repository, "cat")
    ann.writes("f.py", changed)
    assert ann.commits("f.py").ok
    bob = Claude(repository, "bob", repository.worktree("bob"))
    bob.writes("f.py", lines.replace("line 20\n", "bob's\n") if own else lines)
    bob.writes("g.py", "1\n")
    assert bob.runs("git add -A && git -c coordgit.bypass=tried commit -qm bob").ok
    ann.writes("h.py", "1\n")
    assert ann.commits("h.py").ok, "so that the squash combines the branch with what it lacks"
    squash = "git merge -q --squash bob && git commit -qm squash"
    denied = cat.runs(squash)
    assert denied.rejected == ["CG201 f.py"], denied
    assert ("next: take f.py as the branch has it (" in denied.err) != own, denied.err
    if own:
        assert "next: read f.py as it is at the tip (coordgit read --at HEAD f.py), put your change into that, " in denied.err


@pytest.mark.parametrize("stands", [False, True])
def test_a_file_that_the_moved_branch_leaves_as_it_was_is_nobodys_edit(
    repository: Repository, work: Path, cleo: Claude, stands: bool
) -> None:
    """Cleo had edited it before and, unless that ``stands``, has put it back."""
    dan = Claude(repository, "dan", work)
    cleo.runs("rm mine.py")
    if not stands:
        cleo.runs("git checkout -q -- mine.py")
    repository.session("bob").lands("mine.py", "1\nmine = 2\n")
    assert cleo.runs("git reset -q --soft main").ok
    assert repository.coordgit("read", "--at", "HEAD", "mine.py", cwd=work, **dan.env).ok
    if not stands:
        dan.writes("mine.py", "1\nmine = 3\n")
    assert dan.commits("mine.py").rejected == (["CG202 mine.py"] if stands else [])


def test_a_file_that_is_touched_as_the_branch_moves_is_nobodys_edit(repository: Repository, work: Path, cleo: Claude) -> None:
    dan = Claude(repository, "dan", work)
    repository.session("bob").lands("mine.py", "1\nmine = 2\n")
    assert cleo.runs("git reset -q --soft main && touch mine.py").ok
    assert repository.coordgit("read", "--at", "HEAD", "mine.py", cwd=work, **dan.env).ok
    dan.writes("mine.py", "1\nmine = 3\n")
    assert dan.commits("mine.py").rejected == []


@pytest.mark.parametrize("looked", [False, True], ids=["unread", "looked for"])
def test_what_is_printed_does_not_replace_an_ignored_file_where_one_was_added(repository: Repository, looked: bool) -> None:
    repository.begin(g__py="0\n")
    cat, dan = Claude(repository, "cat"), repository.session("dan", repository.worktree("dan"))
    if looked:
        cat.reads("new.py")
    (repository.top / ".git" / "info" / "exclude").write_text("new.py\n")
    (repository.top / "new.py").write_text("cat's own\n")
    dan.writes("new.py", "two = 2\n")
    assert dan.git("add", "-f", "new.py").ok and dan.git("commit", "-qm", "new").ok
    repository.git("update-ref", "refs/heads/main", "dan")
    denied = cat.runs("echo 1 > g.py && git add g.py && git commit -qm cat")
    assert "CG201 new.py" in denied.rejected, denied
    assert "next: take new.py as the branch has it (git restore --staged -- new.py), " in denied.err, denied.err
    assert all(one.ok for one in obey(cat, denied, lambda: cat.runs("git commit -qm cat")))
    assert (repository.top / "new.py").read_text() == "cat's own\n"
    assert repository.git("diff", "--name-only", "dan", "main") == "g.py"


@pytest.mark.parametrize("renamed", [True, False], ids=["renamed", "removed"])
def test_what_is_printed_loses_no_file_that_the_branch_has_under_another_name(repository: Repository, renamed: bool) -> None:
    text = "one = 1\n" * 9
    repository.begin(f__py=text, g__py="0\n")
    cat, dan = Claude(repository, "cat"), repository.session("dan", repository.worktree("dan"))
    cat.reads("f.py")
    assert dan.git(*(["mv", "f.py", "new.py"] if renamed else ["rm", "-q", "f.py"])).ok and dan.git("commit", "-qm", "f").ok
    repository.git("update-ref", "refs/heads/main", "dan")
    denied = cat.runs("echo 1 > g.py && git commit -qam cat")
    assert denied.rejected == ["CG201 f.py"], denied
    assert all(one.ok for one in obey(cat, denied, lambda: cat.runs("git commit -qam cat"))[-1:])
    files = repository.git("ls-tree", "--name-only", "main").split()
    assert files == (["f.py", "g.py"] if renamed else ["g.py"])
