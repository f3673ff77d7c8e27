"""What an operation stopped on, put back or passed by: conflicts that were resolved, resets, bisecting."""

from pathlib import Path

import pytest

from tests.support.claude import Claude
from tests.support.repository import API, CHANGED, Repository, Session
from tests.walks.observing import LONG, is_true, lands, rejected


def diverged(ann: Claude, bob: Session, repository: Repository) -> None:
    """Ann has changed api.py on a branch of her own, and Bob the same line on main."""
    ann.cwd = repository.worktree("tree")
    ann.reads("api.py")
    ann.edits("api.py", "def f(x)", "def f(x, z)")
    assert ann.commits("api.py").ok
    bob.lands("api.py", CHANGED)


MERGES = {"merge": "git commit -q --no-edit", "rebase": "git -c core.editor=true rebase --continue"}


def resolve(ann: Claude, how: str, returned: str = "x") -> None:
    ann.writes("api.py", f"def f(x, y, z):\n    return {returned}\n")
    result = ann.runs(f"git add api.py && {MERGES[how]}")
    assert result.ok, result


def edit_and_land(ann: Claude) -> None:
    """Another edit of the file passes, and so does bringing the branch to main."""
    ann.edits("api.py", "return x", "return x + y")
    result = ann.commits("api.py")
    assert result.ok, result
    result = ann.runs(f"git -C {ann.repository.top} merge -q tree")
    assert result.ok, result


@pytest.mark.parametrize("how", MERGES)
def test_a_conflict_that_was_read_and_resolved_is_known(ann: Claude, bob: Session, repository: Repository, how: str) -> None:
    diverged(ann, bob, repository)
    assert not ann.runs(f"git {how} main").ok
    ann.reads("api.py")
    resolve(ann, how)
    ann.reads("api.py")
    edit_and_land(ann)


@pytest.mark.parametrize("how", MERGES)
def test_a_conflict_that_was_read_and_resolved_is_known_without_another_look(
    ann: Claude, bob: Session, repository: Repository, how: str
) -> None:
    diverged(ann, bob, repository)
    assert not ann.runs(f"git {how} main").ok
    ann.reads("api.py")
    resolve(ann, how)
    edit_and_land(ann)


@pytest.mark.parametrize("looks", [True, False], ids=["read", "unread"])
@pytest.mark.parametrize("how", MERGES)
def test_a_conflict_that_git_puts_back_is_known_to_who_has_read_it_before(
    ann: Claude, bob: Session, repository: Repository, how: str, looks: bool
) -> None:
    diverged(ann, bob, repository)
    bob.lands("api.py", f"{CHANGED}{LONG * 30}")  # longer than a notice
    assert not ann.runs(f"git {how} main").ok
    if looks:
        ann.reads("api.py")
    ann.runs("git checkout -q --ours api.py")
    ann.runs("git checkout -q -m api.py")
    assert "<<<<<<<" in (ann.cwd / "api.py").read_text()
    resolve(ann, how)
    ann.edits("api.py", "return x", "return x + y")
    assert ann.commits("api.py").rejected == ([] if looks else ["CG101 api.py"])


@pytest.mark.parametrize("looks", [True, False], ids=["read", "unread"])
@pytest.mark.parametrize("how", MERGES)
def test_a_side_that_was_read_in_an_earlier_conflict_is_news_where_it_has_come_back(
    ann: Claude, bob: Session, repository: Repository, how: str, looks: bool
) -> None:
    diverged(ann, bob, repository)
    long = f"{CHANGED}{LONG * 30}"  # longer than a notice
    bob.lands("api.py", long)
    assert not ann.runs(f"git {how} main").ok
    ann.reads("api.py")
    resolve(ann, how)
    assert ann.runs(f"git -C {repository.top} merge -q tree").ok
    ann.edits("api.py", "return x", "return z")
    assert ann.commits("api.py").ok
    bob.reads("api.py")
    bob.lands("api.py", long)
    assert not ann.runs(f"git {how} main").ok
    if looks:
        ann.reads("api.py")
    ann.runs("git checkout -q --ours api.py")
    ann.runs("git checkout -q -m api.py")
    resolve(ann, how, "z + z")
    ann.edits("api.py", "z + z", "z + y")
    code = "CG101" if how == "merge" else "CG201"
    assert ann.commits("api.py").rejected == ([] if looks else [f"{code} api.py"])


@pytest.mark.parametrize(
    ("first", "last", "known"),
    [(2, 4, True), (5, 7, True), (1, 30, True), (8, 9, False), (7, 7, False), (20, 22, False), (1, 2, False)],
)
def test_a_range_of_a_conflict_shows_the_sides_that_it_has_lines_of(
    ann: Claude, bob: Session, repository: Repository, first: int, last: int, known: bool
) -> None:
    """The other session's side is lines 3 to 6: its marker, a heading with a line below it, and the marker between the two."""
    text = "".join(f"{n}\n" for n in range(1, 31))
    repository.commit_files({"guide.md": text})
    ann.runs("sed -i 's/^3$/anns/' guide.md")
    ann.runs("git stash -q")
    bob.lands("guide.md", text.replace("\n3\n", "\nbobs\nheading\n"))
    assert not ann.runs("git stash pop").ok
    ann.reads("guide.md", first, last)
    done = ann.runs("git checkout -q --theirs guide.md && git add guide.md && git commit -qm anns")
    assert done.rejected == ([] if known else [f"CG201 guide.md:{first}-{last}"])


@pytest.mark.parametrize("how", MERGES)
def test_a_conflict_with_what_came_from_a_remote_is_known_once_it_was_read(
    ann: Claude, repository: Repository, how: str, tmp_path: Path
) -> None:
    repository.git("clone", "-q", "--bare", str(repository.top), str(tmp_path / "origin.git"))
    repository.git("remote", "add", "origin", str(tmp_path / "origin.git"))
    repository.git("fetch", "-q", "origin")
    repository.git("clone", "-q", str(tmp_path / "origin.git"), str(tmp_path / "other"))
    repository.commit_files({"api.py": CHANGED}, "theirs", tmp_path / "other")
    repository.git("push", "-q", "origin", "main", cwd=tmp_path / "other")
    ann.reads("api.py")
    ann.edits("api.py", "def f(x)", "def f(x, z)")
    assert ann.commits("api.py").ok
    assert not ann.runs(f"git pull -q --{'rebase' if how == 'rebase' else 'no-rebase'} origin main").ok
    ann.reads("api.py")
    resolve(ann, how)
    ann.reads("api.py")
    ann.edits("api.py", "return x", "return x + y")
    result = ann.commits("api.py")
    assert result.ok, result


@pytest.mark.parametrize("how", MERGES)
def test_what_changed_after_a_conflict_was_read_is_stale(ann: Claude, bob: Session, repository: Repository, how: str) -> None:
    diverged(ann, bob, repository)
    assert not ann.runs(f"git {how} main").ok
    ann.reads("api.py")
    resolve(ann, how)
    bob.lands("api.py", "def f(x, y, more):\n    return x\n")
    assert "CG101 api.py" in lands(ann, "caller.py").rejected


@pytest.mark.parametrize("how", MERGES)
def test_a_conflict_resolved_in_one_call_does_not_reject_every_later_edit(
    ann: Claude, bob: Session, repository: Repository, how: str
) -> None:
    diverged(ann, bob, repository)
    resolve = "printf 'def f(x, y, z):\\n    return x\\n' > api.py && git add api.py"
    result = ann.runs(f"git {how} main || ({resolve} && {MERGES[how]})")
    assert result.ok, result
    ann.reads("api.py")
    edit_and_land(ann)


@pytest.mark.parametrize("how", MERGES)
def test_a_conflict_resolved_unread_does_not_reject_every_later_edit(
    ann: Claude, bob: Session, repository: Repository, how: str
) -> None:
    diverged(ann, bob, repository)
    assert not ann.runs(f"git {how} main").ok
    resolve(ann, how)
    ann.reads("api.py")
    edit_and_land(ann)


def test_what_a_reset_took_from_the_work_tree_is_not_an_edit_any_more(ann: Claude, bob: Session) -> None:
    ann.reads("api.py")
    ann.edits("api.py", "return x", "return x + 1")
    assert ann.runs("git reset -q --hard").ok
    bob.lands("other.py", "OTHER = 2\n")
    ann.edits("api.py", "return x", "return x + 2")
    result = ann.commits("api.py")
    assert result.ok, result


def test_a_reset_launders_nothing(ann: Claude, bob: Session) -> None:
    ann.reads("api.py")
    ann.edits("api.py", "return x", "return x + 1")
    bob.git("stash", "-q")
    bob.lands("api.py", f"{CHANGED}{LONG * 30}")
    assert ann.runs("git reset -q --hard").ok
    ann.edits("api.py", "return x", "return x + 2")
    assert [conflict.split()[1] for conflict in ann.commits("api.py").rejected] == ["api.py"]


def test_a_look_at_history_while_bisecting_is_not_a_read(ann: Claude, bob: Session, repository: Repository) -> None:
    bob.lands("api.py", CHANGED)
    bob.lands("other.py", "OTHER = 2\n")
    ann.cwd = repository.worktree("tree")
    assert ann.runs("git bisect start HEAD HEAD~2").ok
    ann.reads("api.py")
    assert ann.runs("cat api.py other.py").ok
    assert ann.runs("git bisect reset").ok
    assert repository.json("session", "show", ann.session)["reads"] == []
    ann.reads("api.py")
    assert is_true(ann, "api.py")


@pytest.mark.parametrize("start", ["git bisect start HEAD HEAD~2", "git bisect start --no-checkout HEAD HEAD~2"])
def test_a_bisection_without_its_reset_ends_when_a_branch_is_checked_out(
    ann: Claude, bob: Session, repository: Repository, start: str
) -> None:
    bob.lands("api.py", CHANGED)
    bob.lands("other.py", "OTHER = 2\n")
    ann.cwd = repository.worktree("tree")
    assert ann.runs(f"{start} && git bisect run true && git checkout -q tree").ok
    ann.reads("api.py")
    bob.lands("api.py", API)
    assert rejected(ann) == ["CG101 api.py"]


@pytest.mark.parametrize(("shown", "read"), [("other.py", "api.py"), ("api.py", "other.py")], ids=["older", "as it is"])
def test_while_bisecting_without_a_checkout_only_the_work_tree_is_read(
    ann: Claude, bob: Session, repository: Repository, shown: str, read: str
) -> None:
    bob.lands("api.py", CHANGED)
    bob.lands("other.py", "OTHER = 2\n")
    ann.cwd = repository.worktree("tree")
    assert ann.runs("git bisect start --no-checkout HEAD HEAD~2").ok
    assert ann.runs(f"git show BISECT_HEAD:{shown} && cat {read}").ok
    assert [row["path"] for row in repository.json("session", "show", ann.session)["reads"]] == [read]


@pytest.mark.parametrize("ranges", [["f:1-7"], ["f:1-7", "f:23-29"]], ids=["one of the two", "both"])
def test_of_a_conflict_that_was_read_in_part_the_rest_was_not_seen(repository: Repository, ranges: list[str]) -> None:
    """Ann, who has no client, reads the ranges, markers included, and resolves all of it: one look leads out."""
    text = "".join(f"line {n}.\n" for n in range(1, 40))
    ours, theirs = (text.replace(" 2.", f" 2 of {name}").replace(" 20.", f" 20 of {name}") for name in ("ann", "bob"))
    repository.begin(f=text)
    ann, bob = repository.session("ann"), repository.session("bob")
    ann.reads("f")
    ann.writes("f", ours)
    assert ann.git("stash").ok
    bob.lands("f", theirs)
    assert not ann.git("stash", "pop").ok
    assert ann.coordgit("read", *ranges).ok
    denied = ann.commits("f", ours.replace(" 2 of ann", " 2 of both"))
    assert denied.rejected == ([] if len(ranges) == 2 else ["CG201 f"]), denied.err
    if not denied.ok:
        assert "next: read f as it is at the tip (coordgit read --at HEAD f), put your change into that" in denied.err
        assert ann.coordgit("read", "--at", "HEAD", "f").ok
        assert ann.git("commit", "-qm", "resolved").ok
