"""A rebase that stops at conflicts, of a branch with a squash of another session's work below a session's own commits."""

import pytest

from tests.support.repository import Repository, Session

CATS = "a line of the cat's own\n"
NEWER = "a newer line of the same cat\n"


def resolves(ann: Session, text: str) -> None:
    (ann.cwd / "f.py").write_text(text)
    assert ann.git("add", "f.py").ok


@pytest.mark.parametrize("takes", [False, True])
def test_a_rebase_keeps_the_order_of_a_squash_and_what_follows_it_though_its_conflicts_were_resolved_before(
    repository: Repository, takes: bool
) -> None:
    repository.commit_files({"f.py": "start\n", "q.py": "0\n"})
    repository.git("checkout", "-q", "--detach")
    ann = repository.session("ann", repository.worktree("ann"))
    cat = repository.session("cat", repository.worktree("cat"))
    cat.reads("f.py")
    assert cat.commits("f.py", f"start\n{CATS}").ok
    assert ann.git("merge", "-q", "--squash", "cat").ok and ann.git("commit", "-qm", "squash").ok
    ann.reads("f.py")
    assert ann.commits("f.py", f"start\n{CATS}ann\n").ok
    assert cat.commits("f.py", "start\nlanded\n").ok and cat.git("update-ref", "refs/heads/main", "cat").ok
    cat.reads("f.py")
    assert cat.commits("q.py", NEWER).ok
    assert "CONFLICT" in ann.git("merge", "main").out
    resolves(ann, "start\nmerged\n")
    ann.reads("f.py")
    assert ann.git("commit", "--no-edit").ok
    assert ann.commits("h.py", "1\n").ok
    assert not ann.git("rebase", "-q", "main").ok
    resolves(ann, f"start\n{CATS}landed\n")
    assert not ann.git("-c", "core.editor=true", "rebase", "--continue").ok
    resolves(ann, f"start\n{CATS}ann\nlanded\n")
    if takes:
        (ann.cwd / "q.py").write_text(NEWER)
        assert ann.git("add", "q.py").ok
    ended = ann.git("-c", "core.editor=true", "rebase", "--continue")
    assert ended.rejected == (["CG101 f.py"] if takes else [])
    assert ended.ok != takes
