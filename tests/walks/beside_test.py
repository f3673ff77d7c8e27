"""What a target had before a read began is told on another branch, and asked where the work lands; what changed since rejects."""

import pytest

from tests.support.repository import Repository, Session

TOLD = "main had this change already when it was read"


@pytest.fixture
def bob(repository: Repository) -> Session:
    repository.begin(api__py="1\n", other__py="1\n")
    return repository.session("bob")


@pytest.fixture
def ann(repository: Repository, bob: Session) -> Session:
    """Ann works in a linked worktree whose branch began before bob's change."""
    ann = repository.session("ann", repository.worktree("work"))
    bob.lands("api.py", "2\n")
    return ann


def test_what_changed_before_the_read_is_told_and_asked_where_the_work_lands(ann: Session, bob: Session) -> None:
    ann.reads("api.py")
    told = ann.commits("new.py", "1\n")
    assert told.ok and TOLD in told.err and "CG101 api.py" in told.err
    assert bob.git("merge", "-q", "--no-edit", "work").rejected == ["CG101 api.py"]


def test_what_a_commit_has_told_is_not_told_by_the_next_ones(ann: Session, bob: Session) -> None:
    ann.reads("api.py")
    assert TOLD in ann.commits("new.py", "1\n").err
    quiet = ann.commits("new.py", "2\n")
    assert quiet.ok and TOLD not in quiet.err
    ann.reads("api.py")
    quiet = ann.commits("new.py", "3\n")
    assert quiet.ok and TOLD not in quiet.err
    assert bob.git("merge", "-q", "--no-edit", "work").rejected == ["CG101 api.py"]


def test_who_asks_is_told_all_each_time(ann: Session, bob: Session) -> None:
    ann.reads("api.py")
    ann.lands("new.py", "1\n")
    ann.lands("new.py", "2\n")
    ann.writes("new.py", "3\n")
    assert ann.git("add", "new.py").ok
    asked = ann.coordgit("check")
    assert asked.ok and TOLD in asked.err, asked
    assert [one["path"] for one in ann.json("check")["warnings"]] == ["api.py"]
    assert ann.git("commit", "-qm", "3").err == ""
    assert "up to date where it landed, or noted before" in ann.coordgit("explain", "HEAD").out


def test_a_commit_tells_what_the_one_before_has_not_told(ann: Session, bob: Session) -> None:
    bob.lands("other.py", "2\n")
    ann.reads("api.py")
    ann.lands("new.py", "1\n")
    ann.reads("other.py")
    told = ann.commits("new.py", "2\n")
    assert told.ok and TOLD in told.err and "CG101 other.py" in told.err and "CG101 api.py" not in told.err


def test_a_read_of_another_branch_is_told_once_on_each_branch(repository: Repository, ann: Session, bob: Session) -> None:
    for branch in ("one", "two"):
        repository.git("branch", branch)
    ann.lands("other.py", "3\n")
    assert bob.coordgit("read", "--at", "work", "other.py").ok
    told = []
    for n, branch in enumerate(("one", "two", "one")):
        assert bob.git("switch", "-q", branch).ok
        told.append("CG105 other.py" in bob.commits("new.py", f"{n}\n").err)
    assert told == [True, True, False]


def test_what_was_told_of_a_branch_is_told_once_more_when_it_has_landed(
    repository: Repository, ann: Session, bob: Session
) -> None:
    repository.git("config", "coordgit.level", "snapshot")
    cat = repository.session("cat", repository.worktree("feat"))
    ann.reads("other.py")
    cat.lands("other.py", "2\n")
    told = [ann.commits("new.py", f"{n}\n").err for n in range(2)]
    assert bob.git("merge", "-q", "--ff-only", "feat").ok
    told += [ann.commits("new.py", f"{n}\n").err for n in range(2, 4)]
    assert ["CG101 other.py" in said for said in told] == [True, False, True, False]
    assert "feat, which has not landed" in told[0] and "not landed" not in told[2]


def test_a_rejection_that_has_main_brought_in_also_names_what_was_told_before(ann: Session, bob: Session) -> None:
    ann.reads("api.py", "other.py")
    ann.lands("new.py", "1\n")
    bob.lands("other.py", "2\n")
    denied = ann.commits("new.py", "2\n")
    assert denied.rejected == ["CG101 other.py"] and "(coordgit read other.py api.py)" in denied.err, denied.err


def test_what_was_brought_in_and_read_is_true_where_the_work_lands(ann: Session, bob: Session) -> None:
    ann.reads("api.py")
    ann.lands("new.py", "1\n")
    assert ann.git("merge", "-q", "--no-edit", "main").ok
    assert ann.commits("newer.py", "1\n").rejected == ["CG101 api.py"]
    ann.reads("api.py")
    ann.lands("newer.py", "1\n")
    assert bob.git("merge", "-q", "--ff-only", "work").ok


@pytest.mark.parametrize("more", ["", "other.py"])
def test_what_was_seen_of_the_target_is_known_in_a_merge_with_ones_own_lines(ann: Session, bob: Session, more: str) -> None:
    lines = [f"line {n}\n" for n in range(9)]
    bob.lands("long.py", "".join(lines))
    assert ann.git("merge", "-q", "--no-edit", "main").ok
    ann.reads("long.py:4-4")
    bob.lands("long.py", "".join([*lines[:3], "line 3, of bob\n", *lines[4:]]))
    assert ann.commits("long.py", "".join([*lines[:8], "line 8, of ann\n"])).rejected == ["CG101 long.py:4-4"]
    ann.git("-c", "coordgit.bypass=seen below", "commit", "-qm", "mine")
    assert ann.git("merge", "-q", "--no-edit", "main").ok
    ann.coordgit("read", "--at", "main", "long.py", *([more] if more else []))
    ann.lands("new.py", "1\n")


def test_what_changed_since_the_read_rejects(ann: Session, bob: Session) -> None:
    ann.reads("api.py", "other.py")
    bob.lands("other.py", "2\n")
    assert ann.commits("new.py", "1\n").rejected == ["CG101 other.py"]


def test_a_path_that_changed_before_the_read_and_since_rejects(ann: Session, bob: Session) -> None:
    ann.reads("api.py")
    bob.lands("api.py", "3\n")
    assert ann.commits("new.py", "1\n").rejected == ["CG101 api.py"]


def test_a_release_branch_beside_a_moving_main(repository: Repository, bob: Session) -> None:
    repository.git("branch", "release")
    repository.git("config", "coordgit.target", "main")
    repository.git("config", "--add", "coordgit.target", "release")
    bob.lands("api.py", "2\n")
    ann = repository.session("ann", repository.folder / "stable")
    repository.git("worktree", "add", "-q", str(ann.cwd), "release")
    ann.reads("api.py")
    told = ann.commits("fix.py", "1\n")
    assert told.ok and TOLD in told.err


def test_a_file_read_whole_at_a_commit_is_known_whole_though_lines_were_read_before_a_rebase(ann: Session, bob: Session) -> None:
    lines = [f"line {n}\n" for n in range(9)]
    bob.lands("long.py", "".join(lines))
    assert ann.git("merge", "-q", "--ff-only", "main").ok
    ann.lands("new.py", "1\n")
    ann.reads("long.py:1-2")
    bob.lands("long.py", "".join([*lines[:7], "line 7, of bob\n", lines[8]]))
    assert ann.git("rebase", "-q", "main").ok
    mine = "".join([*lines[:7], "line 7, of ann\n", lines[8]])
    assert ann.commits("long.py", mine).rejected == ["CG201 long.py:1-2"]
    assert ann.coordgit("read", "--at", "HEAD", "long.py").ok
    assert ann.commits("long.py", mine).ok
