"""What a session has acknowledged stays known where a rebase brings its own edit of it to its branch."""

import pytest

from tests.support.repository import Repository, Session

EDIT = "sed -i.bak '1s/^pick/edit/'"


def amid_a_rebase(ann: Session, path: str, text: str) -> None:
    """Commit where a rebase has stopped; then it goes on."""
    assert ann.git("rebase", "-q", "-i", "main", GIT_SEQUENCE_EDITOR=EDIT).ok
    ann.lands(path, text)
    assert ann.git("rebase", "--continue").ok


@pytest.mark.parametrize("further", [False, True])
def test_who_has_acknowledged_a_change_may_replace_it_where_a_rebase_stops(repository: Repository, further: bool) -> None:
    """Ann has removed a file that Bob makes anew. ``further``: he changes it once more, after she has acknowledged that."""
    repository.begin(f__txt="1\n", g__txt="1\n")
    repository.git("checkout", "-q", "--detach")
    ann, bob = (repository.session(name, repository.worktree(name)) for name in ("ann", "bob"))
    ann.reads("f.txt")
    assert ann.git("rm", "-q", "f.txt").ok and ann.git("commit", "-qm", "gone").ok
    assert ann.git("update-ref", "refs/heads/main", "ann").ok
    ann.lands("h.txt", "ann's\n")
    assert bob.git("merge", "-q", "main").ok
    bob.lands("f.txt", "bob's\n")
    assert bob.git("update-ref", "refs/heads/main", "bob").ok
    assert ann.git("rebase", "-q", "main").ok
    denied = ann.commits("g.txt", "2\n")
    assert denied.rejected == ["CG101 f.txt"]
    assert ann.coordgit("ack", denied.verdict, "--why", "hers will replace it").ok
    ann.lands("g.txt", "2\n")
    assert ann.git("update-ref", "refs/heads/main", "ann").ok
    ann.lands("g.txt", "3\n")
    amid_a_rebase(ann, "f.txt", "ann's\n")
    if further:
        assert bob.git("merge", "-q", "main").ok
        bob.lands("f.txt", "bob's\nmore\n")
        assert bob.git("update-ref", "refs/heads/main", "bob").ok
        assert ann.git("merge", "-q", "-X", "ours", "--no-edit", "main").ok
    landed = ann.git("update-ref", "refs/heads/main", "ann")
    assert landed.rejected == (["CG201 f.txt"] if further else []), landed.err
