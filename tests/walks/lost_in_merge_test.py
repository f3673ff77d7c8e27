"""A merge that undoes what another session landed: by a strategy that asks about nothing, or by a deletion."""

from pathlib import Path

import pytest

from coordgit.git import trees
from tests.git.touching_test import git_of
from tests.support.claude import Claude
from tests.support.repository import UNHOOKED, Repository, Session
from tests.walks.lost_update_test import MINE, TEXT, THEIRS


@pytest.fixture
def ann(repository: Repository) -> Claude:
    repository.commit_files({"f.txt": TEXT, "g.txt": "g\n"})
    return Claude(repository, "00000000-0000-4000-8000-00000000000a")


@pytest.mark.parametrize(("strategy", "rejected"), [("ours", ["CG201 f.txt"]), ("ort", [])])
def test_a_merge_that_leaves_out_what_main_has_lands_only_once_that_was_seen(
    repository: Repository, bob: Session, strategy: str, rejected: list[str]
) -> None:
    """git did not ask about it, and the text that its session has read since shows nothing of it."""
    cat, dan = repository.session("cat", repository.worktree("cat")), repository.session("dan")
    cat.reads("f.txt")
    cat.lands("f.txt", MINE)
    bob.lands("f.txt", THEIRS)
    assert cat.git("merge", "-q", "--no-edit", "-s", strategy, "main").ok
    cat.reads("f.txt")
    assert dan.git("merge", "-q", "--ff-only", "cat").rejected == rejected
    assert dan.git("reset", "-q", "--hard").ok
    cat.reads("--at", "main", "f.txt")
    assert dan.git("merge", "-q", "--ff-only", "cat").ok


def bring_the_deletion(dan: Session, bob: Session, changed: bool) -> None:
    """Dan merges cat's branch, which has no file, into main, where bob has changed it or not."""
    bob.lands("f.txt" if changed else "g.txt", THEIRS)
    result = dan.git("merge", "-q", "--no-edit", "cat")
    if changed:
        assert dan.git("rm", "-q", "f.txt").ok
        result = dan.git("commit", "--no-edit")
    assert result.rejected == (["CG201 f.txt"] if changed else []), result.err


@pytest.mark.parametrize("changed", [False, True])
def test_a_merge_of_a_deletion_that_its_session_looked_at_afterwards(repository: Repository, bob: Session, changed: bool) -> None:
    """What its session had removed was known to it: only what came since is undone."""
    cat, dan = repository.session("cat", repository.worktree("cat")), repository.session("dan")
    cat.reads("f.txt")
    assert cat.git("rm", "-q", "f.txt").ok and cat.git("commit", "-qm", "gone").ok
    cat.reads("f.txt")
    bring_the_deletion(dan, bob, changed)


@pytest.mark.parametrize("changed", [False, True])
def test_a_merge_of_a_deletion_of_what_its_session_had_changed(repository: Repository, bob: Session, changed: bool) -> None:
    cat, dan = repository.session("cat", repository.worktree("cat")), repository.session("dan")
    cat.lands("f.txt", MINE)
    client = Claude(repository, "cat", cat.cwd)
    client.reads("f.txt")
    assert client.runs("git rm -q f.txt && git commit -qm gone").ok
    bring_the_deletion(dan, bob, changed)


@pytest.mark.parametrize("changed", [False, True])
def test_a_merge_of_what_was_made_elsewhere_of_a_file_that_is_renamed_here(
    ann: Claude, repository: Repository, changed: bool
) -> None:
    """A rebase has put their first change under the new name, where their second one replaces it: they knew that one."""
    there = repository.folder / "there"
    repository.git("clone", "-q", ".", str(there))
    assert ann.runs("git mv f.txt n.txt && git commit -qm renamed").ok
    repository.commit_files({"f.txt": THEIRS}, cwd=there)
    assert ann.runs(f"git pull -q --rebase {there} main").ok
    repository.commit_files({"f.txt": "", "n.txt": "new\n"}, cwd=there)
    if changed:
        repository.session("bob").lands("n.txt", THEIRS.replace("line 9\n", "line 9, bob's\n"))
    unhooked = repository.session(ann.session)
    pulled = unhooked.git("pull", "-q", "--no-rebase", "--no-edit", str(there), "main")
    assert pulled.ok != changed, pulled.err
    if changed:
        unhooked.git("checkout", "-q", "--theirs", "n.txt")
        unhooked.git("add", "n.txt")
        unhooked.git("rm", "-q", "--cached", "f.txt")
        assert unhooked.git("commit", "-q", "--no-edit").rejected == ["CG201 n.txt"]


@pytest.mark.parametrize("reads", [True, False])
def test_whoever_pulls_what_was_taken_back_elsewhere_has_not_taken_it_back(
    ann: Claude, repository: Repository, bob: Session, reads: bool
) -> None:
    if reads:
        ann.reads("f.txt")
    bob.lands("f.txt", THEIRS)
    there = repository.folder / "there"
    repository.git("clone", "-q", ".", str(there))
    repository.git(*UNHOOKED, "revert", "--no-edit", "HEAD", cwd=there)
    ann.writes("g.txt", "ann's\n")
    assert ann.runs("git show HEAD && git add g.txt && git commit -qm g").ok
    pulled = ann.runs(f"git pull -q --no-rebase --no-edit {there} main")
    assert pulled.ok, pulled.err


@pytest.mark.parametrize("own", [False, True], ids=["of others' texts", "of a text of its own"])
def test_a_merge_that_keeps_the_mode_of_one_side_and_the_text_of_the_other_is_git_s(
    repository: Repository, bob: Session, tmp_path: Path, own: bool
) -> None:
    bob.lands("f.txt", THEIRS)
    clone = tmp_path / "clone"
    repository.git("clone", "-q", str(repository.top), str(clone))
    repository.git(*UNHOOKED, "revert", "--no-edit", "HEAD", cwd=clone)
    dan = repository.session("dan")
    (repository.top / "f.txt").chmod(0o755)
    assert dan.git("commit", "-qm", "mode", "--", "f.txt").ok
    assert dan.git("pull", "-q", "--no-rebase", "--no-commit", str(clone), "main").ok
    if own:
        dan.writes("f.txt", MINE)
        assert dan.git("add", "f.txt").ok
    assert dan.git("commit", "--no-edit").ok
    [(_, made)] = trees.own_changes(git_of(repository), [repository.head()]).items()
    assert [*made] == ["f.txt"] * own


@pytest.mark.parametrize(
    ("command", "rejected"),
    [("sed -i 's/line 9$/nine/' new.txt f.txt", []), ("git show HEAD:f.txt > f.txt", ["CG201 f.txt"])],
    ids=["edits what it has", "puts back an old version"],
)
def test_what_a_session_edits_in_a_merge_that_has_stopped_it_knew_as_the_merge_had_it(
    ann: Claude, repository: Repository, bob: Session, command: str, rejected: list[str]
) -> None:
    cat = Claude(repository, "cat", repository.worktree("cat"))
    cat.edits("g.txt", "g", "G")
    assert cat.commits("g.txt").ok
    bob.lands("new.txt", TEXT)
    bob.lands("f.txt", THEIRS)
    assert cat.runs("git merge -q --no-ff --no-commit main").ok
    assert cat.runs(command).ok
    assert cat.runs("git add -A && git commit -qm merged").ok
    assert repository.session("dan").git("merge", "-q", "--ff-only", "cat").rejected == rejected
