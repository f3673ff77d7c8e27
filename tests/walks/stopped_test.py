"""What a merge or a rebase stopped on, and the session then read, is known to it, both sides."""

from pathlib import Path

import pytest

from tests.support.claude import Claude, begun
from tests.support.repository import Repository, Session

LONG = "".join(f"line_{number} = {number}\n" for number in range(20))
BASE = "def f():\n    return 1\n"
MINE = "def f():\n    return 1 + 0\n"
THEIRS = "def f():\n    return 2\n"
BOTH = "def f():\n    return 2 + 0\n"
AGAIN = "def f():\n    return 2 + 1\n"


def stopped(repository: Repository) -> Session:
    """Ann merges her branch into main, where Bob has changed the same line."""
    repository.commit_files({"b.py": BASE})
    ann, bob = repository.session("ann"), repository.session("bob")
    ann.git("switch", "-qc", "ann")
    ann.reads("b.py")
    assert ann.commits("b.py", MINE).ok
    ann.git("switch", "-q", "main")
    bob.lands("b.py", THEIRS)
    assert not ann.git("merge", "ann").ok
    return ann


def beside(repository: Repository) -> tuple[Session, Session]:
    """Ann has changed the line on a branch of her own; Bob is about to change it on main."""
    repository.commit_files({"b.py": BASE})
    ann, bob = repository.session("ann", repository.worktree("mine")), repository.session("bob")
    ann.reads("b.py")
    assert ann.commits("b.py", MINE).ok
    return ann, bob


def resolved(ann: Session) -> bool:
    ann.writes("b.py", BOTH)
    ann.git("add", "b.py")
    return ann.git("commit", "-q", "--no-edit").ok


def test_a_conflict_that_was_read_by_hand_is_known(repository: Repository) -> None:
    ann = stopped(repository)
    result = ann.coordgit("read", "b.py")
    assert "recorded for session ann" in result.out, result
    assert resolved(ann)
    assert ann.commits("b.py", AGAIN).ok


@pytest.mark.parametrize("path", ["b.py", "c.py"])
@pytest.mark.parametrize("command", ["merge", "cherry-pick"])
def test_a_conflict_on_a_branch_of_ones_own_that_was_read_by_hand_is_known_as_it_was_resolved(
    repository: Repository, command: str, path: str
) -> None:
    ann, bob = beside(repository)
    bob.lands("b.py", THEIRS)
    assert not ann.git(command, "main").ok
    ann.coordgit("read", "b.py:1-6")
    assert resolved(ann)
    again = ann.commits(path, AGAIN)
    assert again.ok, again


def test_who_read_lines_of_one_side_of_a_conflict_is_asked_once(repository: Repository) -> None:
    ann, bob = beside(repository)
    bob.lands("b.py", THEIRS)
    assert not ann.git("merge", "main").ok
    ann.reads("b.py:2-3")
    assert resolved(ann)
    assert ann.commits("c.py", AGAIN).rejected == ["CG101 b.py"]


def test_a_conflict_on_a_branch_of_ones_own_that_nobody_read_is_stale(repository: Repository) -> None:
    ann, bob = beside(repository)
    bob.lands("b.py", THEIRS)
    assert not ann.git("merge", "main").ok
    assert resolved(ann)
    assert ann.commits("c.py", AGAIN).rejected == ["CG101 b.py"]


@pytest.mark.parametrize("looks", [True, False])
def test_a_conflict_that_was_looked_at_may_be_resolved_otherwise_in_a_rebase(repository: Repository, looks: bool) -> None:
    ann, bob = beside(repository)
    bob.lands("b.py", THEIRS)
    for command in ("merge", "rebase"):
        assert not ann.git(command, "main").ok
        if looks:
            ann.reads("b.py")
        ann.writes("b.py", BOTH if command == "merge" else AGAIN)
        ann.git("add", "b.py")
        ended = ann.git("-c", "core.editor=true", command, "--continue")
        assert ended.rejected == ["CG201 b.py"] * (command == "rebase" and not looks), ended.err


@pytest.mark.parametrize("looks", [True, False])
@pytest.mark.parametrize("options", [("-m", "again"), ("--amend", "--no-edit")], ids=["committed", "amended"])
def test_what_a_rebase_has_resolved_is_known_to_who_read_the_conflict(
    repository: Repository, looks: bool, options: tuple[str, ...]
) -> None:
    ann, bob = beside(repository)
    ann.lands("later.py", "1\n")
    bob.lands("b.py", THEIRS)
    assert not ann.git("rebase", "main").ok
    if looks:
        ann.reads("b.py")
    ann.writes("b.py", BOTH)
    ann.git("add", "b.py")
    assert ann.git("-c", "core.editor=true", "rebase", "--continue").ok
    ann.writes("b.py", AGAIN)
    again = ann.git("commit", "-qa", *options)
    assert again.rejected == ["CG201 b.py"] * (not looks), again.err


def test_who_read_a_conflict_has_read_what_a_rebase_made_of_it(repository: Repository) -> None:
    """So a rejection names the commit at which it is true, and not only a time."""
    ann, bob = beside(repository)
    ann.lands("later.py", "1\n")
    bob.lands("b.py", THEIRS)
    assert not ann.git("rebase", "main").ok
    ann.reads("b.py")
    ann.writes("b.py", BOTH)
    ann.git("add", "b.py")
    assert ann.git("-c", "core.editor=true", "rebase", "--continue").ok
    tip = repository.head("mine")[:7]
    bob.lands("b.py", f"{THEIRS}more = 1\n")
    rejected = ann.commits("later.py", "2\n")
    assert rejected.rejected == ["CG101 b.py"] and f" at {tip}, changed by" in rejected.err, rejected.err


@pytest.mark.parametrize("looks", [True, False])
@pytest.mark.parametrize("goes_on", [False, True], ids=["as resolved", "edited since"])
def test_what_a_merge_has_resolved_lands_though_it_is_read_again(repository: Repository, looks: bool, goes_on: bool) -> None:
    ann, bob = beside(repository)
    bob.lands("b.py", THEIRS)
    assert not ann.git("merge", "main").ok
    if looks:
        ann.reads("b.py")
    assert resolved(ann)
    if goes_on and looks:
        assert ann.commits("b.py", AGAIN).ok
    ann.reads("b.py")
    bob.lands("other.py", "1\n")
    assert ann.git("merge", "-q", "--no-edit", "main").ok
    landing = bob.git("merge", "-q", "--ff-only", "mine")
    assert landing.rejected == ["CG201 b.py"] * (not looks), landing.err


@pytest.mark.parametrize("looks", [True, False])
def test_the_resolution_read_before_it_is_committed_shows_nothing_of_the_conflict(repository: Repository, looks: bool) -> None:
    ann, bob = beside(repository)
    bob.lands("b.py", THEIRS)
    assert not ann.git("merge", "main").ok
    if looks:
        ann.reads("b.py")
    ann.writes("b.py", AGAIN)
    ann.reads("b.py")
    assert ann.git("commit", "-qam", "merged").ok
    bob.lands("other.py", "1\n")
    assert ann.git("merge", "-q", "--no-edit", "main").ok
    landing = bob.git("merge", "-q", "--ff-only", "mine")
    assert landing.rejected == ["CG201 b.py"] * (not looks), landing.err


def test_a_conflict_that_nobody_read_is_not_known(repository: Repository) -> None:
    ann = stopped(repository)
    assert not resolved(ann)


def test_a_conflict_resolved_before_it_was_read_is_not_known(repository: Repository) -> None:
    ann = stopped(repository)
    ann.writes("b.py", MINE)
    ann.coordgit("read", "b.py")
    ann.git("add", "b.py")
    assert not ann.git("commit", "-q", "--no-edit").ok


@pytest.mark.parametrize("first", [0, 1], ids=["whole", "lines"])
def test_a_conflict_that_a_client_has_read_and_edited_on_a_target_is_known(repository: Repository, first: int) -> None:
    repository.commit_files({"b.py": BASE + LONG})
    bob = repository.session("bob", repository.worktree("side"))
    bob.lands("b.py", THEIRS + LONG)
    ann = Claude(repository, "00000000-0000-4000-8000-00000000000a")
    ann.reads("b.py")
    ann.edits("b.py", "return 1", "return 1 + 0")
    assert ann.commits("b.py").ok
    assert not ann.runs("git merge -q --no-edit side").ok
    ann.reads("b.py", first, first * 12)
    text = (ann.cwd / "b.py").read_text()
    ann.edits("b.py", text[: text.index(LONG)], BOTH)
    assert ann.runs("git add b.py && git commit -q --no-edit").ok
    ann.edits("b.py", "2 + 0", "2 + 1")
    result = ann.commits("b.py")
    assert result.ok, result
    repository.session("cat").lands("b.py", AGAIN + "# cat\n" + LONG)
    ann.repository.write("c.py", "1\n")
    repository.git("add", "c.py")
    assert repository.run(["git", "commit", "-qm", "c", "--", "c.py"], **ann.env).rejected[0].startswith("CG101 b.py")


NUMBERS = [f"a{number} = 1\n" for number in range(3000)]
OTHERS = ["".join(NUMBERS[:20]) + "".join(NUMBERS[20:]).replace("1", "2"), "theirs\n"]
BRINGING = {
    "a merge that stops": "git merge -q side",
    "a merge that waits": "git merge -q --no-commit side~",
    "a squash": "git merge -q --squash side~",
    "a pick": "git cherry-pick -n side~",
    "a patch": "git diff side~2 side~ >.git/patch; git apply .git/patch",
}


@pytest.mark.parametrize("again", [False, True])
@pytest.mark.parametrize("how", BRINGING)
def test_an_edit_of_what_git_has_brought_makes_known_only_what_was_read(repository: Repository, how: str, again: bool) -> None:
    """What others changed in api.py is too long to be told in full."""
    ann = begun(repository, {"api.py": "".join(NUMBERS), "b.py": BASE})
    bob = repository.session("bob", repository.worktree("side"))
    bob.lands("api.py", OTHERS[0])
    bob.lands("b.py", OTHERS[1])
    ann.reads("api.py")
    ann.edits("b.py", "return 1", "return 2")
    assert ann.commits("b.py").ok
    ann.runs(BRINGING[how])
    if again:
        ann.reads("api.py")
    ann.edits("api.py", "a3 = 1", "a3 = 3")
    ann.writes("b.py", BOTH)
    assert ann.runs("git add api.py b.py && git commit -q -m both").ok
    repository.write("new.py", "1\n")
    assert ann.commits("new.py").rejected == ([] if again else ["CG101 api.py"])


def test_an_edit_of_what_a_formatter_has_changed_is_the_sessions_own(repository: Repository) -> None:
    ann = begun(repository, {"b.py": BASE})
    ann.reads("b.py")
    repository.write("b.py", BASE.replace("    ", "\t"))
    ann.edits("b.py", "return 1", "return 2")
    assert ann.commits("b.py").ok
    ann.writes("new.py", "1\n")
    assert ann.commits("new.py").ok


def pulled(repository: Repository, tmp_path: Path) -> Claude:
    """Ann's agent pulls with a rebase that stops, and resolves what it stopped on."""
    repository.commit_files({"b.py": BASE})
    origin, other = tmp_path / "origin.git", tmp_path / "other"
    repository.git("clone", "-q", "--bare", str(repository.top), str(origin))
    repository.git("remote", "add", "origin", str(origin))
    repository.git("fetch", "-q", "origin")
    repository.git("remote", "set-head", "origin", "main")
    repository.git("branch", "-q", "-u", "origin/main")
    repository.git("clone", "-q", str(origin), str(other))
    ann = Claude(repository, "00000000-0000-4000-8000-00000000000a")
    ann.reads("b.py")
    ann.edits("b.py", "return 1", "return 1 + 0")
    assert ann.commits("b.py").ok
    repository.commit_files({"b.py": THEIRS}, "theirs", other)
    repository.git("push", "-q", "origin", "main", cwd=other)
    assert "UU b.py" in ann.runs("git pull -q --rebase; git status --short").out
    ann.reads("b.py")
    ann.writes("b.py", BOTH)
    result = ann.runs("git add b.py && git -c core.editor=true rebase --continue")
    assert result.ok, result
    return ann


def test_what_was_resolved_in_a_rebase_is_edited_again(repository: Repository, tmp_path: Path) -> None:
    ann = pulled(repository, tmp_path)
    ann.edits("b.py", "2 + 0", "2 + 1")
    result = ann.commits("b.py")
    assert result.ok, result


def test_what_another_session_changed_after_that_is_not_taken_back(repository: Repository, tmp_path: Path) -> None:
    ann = pulled(repository, tmp_path)
    ann.runs("cp b.py .git/copy")
    repository.session("bob").lands("b.py", "def f():\n    return 3 + 0\n")
    (ann.cwd / "b.py").write_text(AGAIN)
    assert ann.repository.git("status", "--short") == "M b.py"
    assert not ann.runs("git commit -qam again").ok
