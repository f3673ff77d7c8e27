"""Of a range that was read those hunks are shown, and explained, that touch it where it stands now: what is shown is known."""

from coordgit.check import conflict_diffs
from coordgit.core.hunks import Hunk
from tests.support.claude import Claude
from tests.support.repository import Repository

SIXTY = [f"line {n}" for n in range(1, 61)]
ABOVE = [f"new {n}" for n in range(1, 101)]


def text(lines: list[str], **changed: str) -> str:
    """``lines`` with some replaced: ``_22="x"`` is the text of line 22."""
    new = list(lines)
    for name, line in changed.items():
        new[int(name[1:]) - 1] = line
    return "\n".join(new) + "\n"


def moved_down(repository: Repository) -> Claude:
    """A client's session that has read lines 20-25, which its own edit above has moved to 120-125."""
    repository.commit_files({"lib.py": text(SIXTY), "other.py": "1\n"})
    claude = Claude(repository, "aaaaaaaa-0000-4000-8000-000000000001")
    claude.reads("lib.py", 20, 25)
    claude.edits("lib.py", "line 1\n", "line 1\n" + "\n".join(ABOVE) + "\n")
    assert claude.commits("lib.py").code == 0
    return claude


def own(**changed: str) -> str:
    return text(["line 1", *ABOVE, *SIXTY[1:]], **changed)


def test_the_hunk_that_touches_the_range_where_it_stands_now_is_shown(repository: Repository) -> None:
    claude = moved_down(repository)
    repository.session("bob").lands("lib.py", own(_22="NEAR THE NUMBERS", _122="IN THE RANGE"))
    said = claude.reads("other.py")
    assert "IN THE RANGE" in said and "NEAR THE NUMBERS" not in said
    claude.writes("n.py", "x\n")
    assert claude.commits("n.py").code == 0


def test_a_change_where_the_range_once_stood_is_neither_shown_nor_stale(repository: Repository) -> None:
    claude = moved_down(repository)
    repository.session("bob").lands("lib.py", own(_22="NEAR THE NUMBERS"))
    assert claude.reads("other.py") == ""
    claude.writes("n.py", "x\n")
    assert claude.commits("n.py").code == 0


def test_explain_shows_the_hunk_of_the_range_that_another_landing_moved(repository: Repository) -> None:
    repository.commit_files({"lib.py": text(SIXTY)})
    ann, bob = repository.session("ann"), repository.session("bob")
    ann.reads("lib.py:20-25")
    bob.lands("lib.py", text([*ABOVE, *SIXTY]))
    ann.lands("first.py", "1\n")
    bob.lands("lib.py", text([*ABOVE, *SIXTY], _22="NEAR THE NUMBERS", _122="IN THE RANGE"))
    denied = ann.commits("second.py", "1\n")
    assert denied.rejected == ["CG101 lib.py:20-25"]
    explained = ann.coordgit("explain").out
    assert "IN THE RANGE" in explained and "NEAR THE NUMBERS" not in explained


def test_a_hunk_whose_context_alone_reaches_the_range_is_not_shown(repository: Repository) -> None:
    repository.commit_files({"lib.py": text(SIXTY)})
    ann, bob = repository.session("ann"), repository.session("bob")
    ann.reads("lib.py:20-25")
    bob.lands("lib.py", text(SIXTY, _16="ABOVE IT", _24="IN THE RANGE", _32="BELOW IT"))
    assert ann.commits("second.py", "1\n").rejected == ["CG101 lib.py:20-25"]
    explained = ann.coordgit("explain").out
    assert "IN THE RANGE" in explained and "ABOVE IT" not in explained and "BELOW IT" not in explained


def test_what_a_hunk_with_context_changes_is_told_run_by_run() -> None:
    shown = [
        "@@ -7,8 +7,8 @@ def f():",
        " a",
        "-b",
        "-c",
        "+d",
        " e",
        " f",
        "+g",
        " h",
        "-i",
        "\\ No newline at end of file",
        "+j",
    ]
    assert conflict_diffs._changes(shown) == [Hunk(8, 2, 0, 0), Hunk(11, 0, 0, 0), Hunk(13, 1, 0, 0)]
    assert conflict_diffs._changes(["@@ -0,0 +1 @@", "+a"]) == [Hunk(0, 0, 0, 0)]
    assert conflict_diffs._changes(["@@ -3,0 +4,2 @@", "+a", "+b"]) == [Hunk(3, 0, 0, 0)]


def test_a_range_of_a_file_that_is_binary_now_is_stale_and_no_hunk_is_shown(repository: Repository) -> None:
    repository.commit_files({"lib.py": text(SIXTY)})
    ann = repository.session("ann", repository.worktree("ann"))
    ann.reads("lib.py:20-25")
    repository.session("bob").lands("lib.py", "\0\n" + text(SIXTY, _22="new"))
    denied = ann.commits("caller.py", "1\n")
    assert denied.rejected == ["CG101 lib.py:20-25"], denied
    assert "Binary files" in ann.coordgit("explain", denied.verdict).out
