"""What another session landed and is there in another form, amended, squashed, edited on or picked, is not dropped."""

import pytest

from tests.support.claude import Claude
from tests.support.repository import UNHOOKED, Repository, Session
from tests.walks.rewind_test import bob_has_landed, hard


@pytest.fixture
def ann(repository: Repository) -> Session:
    return bob_has_landed(repository)


def test_another_sessions_commit_may_be_amended(ann: Session, repository: Repository) -> None:
    ann.writes("c.py", "1\n")
    ann.git("add", "c.py")
    assert ann.git("commit", "-q", "--amend", "--no-edit").ok


def test_a_reset_of_an_amended_commit_of_another_session_is_rejected(ann: Session, repository: Repository) -> None:
    test_another_sessions_commit_may_be_amended(ann, repository)
    assert hard(ann, repository).rejected == ["CG205 main"]


def test_a_sessions_own_amended_commit_may_be_dropped_though_another_sessions_edit_is_in_it(
    ann: Session, repository: Repository
) -> None:
    Claude(repository, "cleo").writes("a.py", "of cleo's\n")
    ann.writes("c.py", "1\n")
    ann.git("add", "-A")
    assert ann.git("-c", "coordgit.bypass=all of it", "commit", "-qm", "swept").ok
    for n in range(2):
        assert ann.git("-c", "coordgit.bypass=all of it", "commit", "-q", "--amend", "-m", f"again {n}").ok
    dropped = ann.git("reset", "-q", "--soft", "HEAD~1")
    assert dropped.ok, dropped.err


def test_commits_may_be_squashed_into_one(ann: Session, repository: Repository) -> None:
    repository.git("branch", "old", "main~2")
    tree = repository.git("rev-parse", "main^{tree}")
    made = ann.git("commit-tree", tree, "-p", "old", "-m", "both").out.strip()
    assert ann.git("update-ref", "refs/heads/main", made).ok


def test_a_rebase_may_reorder_another_sessions_commit(ann: Session, repository: Repository) -> None:
    ann.lands("c.py", "1\n")
    reordered = ann.git("-c", "sequence.editor=sed -i -e 1h -e 1d -e 2G", "rebase", "-q", "-i", "HEAD~2")
    assert reordered.ok, reordered.err
    assert "bob: b.py" in repository.git("log", "-1", "--format=%s")


def test_a_rebase_may_edit_another_sessions_commit(ann: Session, repository: Repository) -> None:
    """Its text is another by then; the rebase itself says what it has rewritten."""
    ann.lands("c.py", "1\n")
    stopped = ann.git("-c", "sequence.editor=sed -i 1s/pick/edit/", "rebase", "-q", "-i", "HEAD~2")
    assert stopped.ok, stopped.err
    ann.writes("b.py", "2\n")
    assert ann.git("commit", "-q", "-a", "--amend", "--no-edit").ok
    assert ann.git("rebase", "--continue").ok


def test_a_text_edited_beside_another_sessions_change_carries_it(ann: Session, repository: Repository) -> None:
    """The same lines, in a commit of another author and date."""
    ann.git("checkout", "-q", "--detach", "main~1")
    ann.lands("b.py", "0\n1\n")
    assert ann.git("branch", "-f", "main", "HEAD").ok


def test_a_text_that_lacks_another_sessions_change_drops_it(ann: Session, repository: Repository) -> None:
    ann.git("checkout", "-q", "--detach", "main~1")
    ann.lands("b.py", "0\n")
    assert ann.git("branch", "-f", "main", "HEAD").rejected == ["CG205 main"]


def test_a_commit_on_top_that_edits_another_sessions_change_carries_it(ann: Session, repository: Repository) -> None:
    """The same patch under it, by tools that note nothing."""
    ann.git("checkout", "-q", "--detach", "main~1")
    ann.git("cherry-pick", "--no-commit", "main")
    ann.git("commit", "-q", "-m", "of bob", "--author=X <x@example.org>", "--date=2001-01-01T00:00:00Z")
    ann.reads("b.py")
    ann.lands("b.py", "2\n")
    moved = ann.git("branch", "-f", "main", "HEAD")
    assert moved.ok, moved.err


def test_what_was_picked_from_a_branch_that_has_it_still_may_be_dropped(ann: Session, repository: Repository) -> None:
    repository.git("branch", "feat", "main~1")
    bob = repository.session("bob", repository.folder / "feat")
    repository.git("worktree", "add", "-q", str(bob.cwd), "feat")
    picked = bob.lands("d.py", "1\n")
    assert ann.git("cherry-pick", picked).ok
    assert hard(ann, repository).ok


def test_what_was_picked_may_not_be_dropped_once_its_branch_is_gone(ann: Session, repository: Repository) -> None:
    repository.git("branch", "feat", "main~1")
    bob = repository.session("bob", repository.folder / "feat")
    repository.git("worktree", "add", "-q", str(bob.cwd), "feat")
    picked = bob.lands("d.py", "1\n")
    assert ann.git("cherry-pick", picked).ok
    repository.git("worktree", "remove", "--force", str(bob.cwd))
    repository.git("branch", "-qD", "feat")
    assert hard(ann, repository).rejected == ["CG205 main"]


def test_a_sessions_own_merge_may_be_taken_back(ann: Session, repository: Repository) -> None:
    bob = repository.session("bob", repository.worktree("feat"))
    bob.lands("d.py", "1\n")
    ann.lands("e.py", "1\n")
    assert ann.git("merge", "-q", "--no-edit", "feat").ok
    assert hard(ann, repository).ok


def test_another_sessions_merge_may_not_be_taken_back(ann: Session, repository: Repository) -> None:
    bob = repository.session("bob", repository.worktree("feat"))
    bob.lands("d.py", "1\n")
    ann.lands("e.py", "1\n")
    assert repository.session("bob").git("merge", "-q", "--no-edit", "feat").ok
    assert hard(ann, repository).rejected == ["CG205 main"]


def test_what_was_undone_already_is_not_lost(ann: Session, repository: Repository) -> None:
    assert ann.git("revert", "--no-edit", "HEAD").ok
    assert ann.git("reset", "-q", "--hard", "HEAD~2").ok


def test_a_reset_that_drops_anothers_change_of_a_mode_is_rejected(ann: Session, repository: Repository) -> None:
    bob = repository.session("bob")
    (bob.cwd / "a.py").chmod(0o755)
    assert bob.git("commit", "-qam", "executable").ok
    assert hard(ann, repository).rejected == ["CG205 main"]


# Whose it is.


def test_what_no_hook_saw_is_another_sessions(ann: Session, repository: Repository) -> None:
    ann.writes("c.py", "1\n")
    ann.git("add", "c.py")
    assert ann.git(*UNHOOKED, "commit", "-qm", "unseen").ok
    assert hard(ann, repository).rejected == ["CG205 main"]


def test_what_came_from_outside_is_another_sessions(ann: Session, repository: Repository) -> None:
    other = repository.folder / "other"
    repository.git("clone", "-q", str(repository.top), str(other))
    repository.commit_files({"o.py": "1\n"}, "from outside", other)
    assert ann.git("pull", "-q", "--ff-only", str(other), "main").ok
    assert hard(ann, repository).rejected == ["CG205 main"]


def test_what_a_remote_branch_has_may_be_dropped(ann: Session, repository: Repository) -> None:
    other = repository.folder / "other"
    repository.git("clone", "-q", str(repository.top), str(other))
    repository.commit_files({"o.py": "1\n"}, "from outside", other)
    repository.git("remote", "add", "origin", str(other))
    assert ann.git("pull", "-q", "--ff-only", "origin", "main").ok
    assert hard(ann, repository).ok


LINES = "".join(f"line {n}\n" for n in range(1, 10))
EDIT = {"GIT_SEQUENCE_EDITOR": "sed -i -e '1s/^pick/edit/'"}


@pytest.mark.parametrize("path", ["both.py", "other.py"])
@pytest.mark.parametrize("how", ["a conflict", "an amend", "a commit"])
def test_what_a_rebase_brings_into_ones_own_change_of_a_file_is_read_before_that_lands(
    repository: Repository, how: str, path: str
) -> None:
    """The rebase stops, so that its session makes a commit in it; what git merges beside that it has not seen."""
    repository.commit_files({"both.py": LINES, "other.py": LINES, "one.py": "one = 1\n"})
    ann, bob = repository.session("ann", repository.worktree("work")), repository.session("bob")
    ann.reads("both.py", "one.py")
    ann.writes("one.py", "one = 2\n")
    ann.writes("both.py", LINES.replace("line 8", "line 8, ann's"))
    assert ann.git("commit", "-qam", "ann").ok
    bob.lands(path, LINES.replace("line 2", "line 2, bob's"))
    if how == "a conflict":
        bob.lands("one.py", "one = 3\n")
    assert ann.git("rebase", "-q", "-i", "main", **({} if how == "a conflict" else EDIT)).ok == (how != "a conflict")
    if how == "a conflict":
        ann.reads("one.py")
    ann.writes("one.py", "one = 4\n")
    ann.git("add", "one.py")
    if how != "a conflict":
        assert ann.git("commit", "-q", *(["--amend", "--no-edit"] if how == "an amend" else ["-m", "more"])).ok
    assert ann.git("rebase", "--continue", GIT_EDITOR="true").ok
    landing = bob.git("merge", "-q", "--ff-only", "work")
    assert landing.rejected == (["CG101 both.py"] if path == "both.py" else []), landing.err
    ann.reads("both.py")
    assert path == "other.py" or bob.git("merge", "-q", "--ff-only", "work").ok
