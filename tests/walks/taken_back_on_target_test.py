"""A rebase that stops brings what another session has taken back on the target of the session's own landed change."""

import pytest

from tests.support.repository import Repository


@pytest.mark.parametrize("amends", [True, False])
@pytest.mark.parametrize("path", ["new.py", "other.py"])
@pytest.mark.parametrize("taken_back", [True, False])
def test_who_rebases_has_not_left_out_what_another_took_back(
    repository: Repository, path: str, amends: bool, taken_back: bool
) -> None:
    """Bob removes the file that ann had added, or puts back what stood there."""
    repository.begin(other__py="1\n", last__py="1\n")
    ann, bob = (repository.session(name, repository.worktree(name)) for name in ("ann", "bob"))
    cat = repository.session("cat")
    ann.lands(path, "ann\n")
    assert cat.git("merge", "-q", "--ff-only", "ann").ok and bob.git("merge", "-q", "--ff-only", "main").ok
    ann.reads(path)
    ann.lands("mine.py", "1\n")
    if taken_back:
        assert bob.git("revert", "--no-edit", "HEAD").ok
    else:
        bob.lands("last.py", "2\n")
    assert cat.git("merge", "-q", "--ff-only", "bob").ok
    assert ann.git("-c", "sequence.editor=sed -i 1s/^pick/edit/", "rebase", "-q", "-i", "main").ok
    if amends:
        ann.writes("mine.py", "2\n")
        assert ann.git("commit", "-qa", "--amend", "--no-edit").ok
    assert ann.git("rebase", "--continue").ok
    assert ann.commits("mine.py", "3\n").rejected == [f"CG101 {path}"] * taken_back


def test_who_drops_its_own_change_from_the_rebase_is_not_asked_about_it(repository: Repository) -> None:
    repository.begin(other__py="1\n", last__py="1\n")
    ann, bob = (repository.session(name, repository.worktree(name)) for name in ("ann", "bob"))
    ann.reads("other.py")
    ann.lands("other.py", "ann\n")
    ann.lands("mine.py", "1\n")
    bob.lands("last.py", "2\n")
    assert repository.session("cat").git("merge", "-q", "--ff-only", "bob").ok
    assert ann.git("-c", "sequence.editor=sed -i -e 1d -e 2s/^pick/edit/", "rebase", "-q", "-i", "main").ok
    ann.writes("mine.py", "2\n")
    assert ann.git("commit", "-qa", "--amend", "--no-edit").ok and ann.git("rebase", "--continue").ok
    assert ann.commits("mine.py", "3\n").ok
