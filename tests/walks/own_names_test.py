"""Names in the answer of a listing that its session removes itself, in files that others have changed."""

import pytest

from tests.support.repository import Repository


@pytest.mark.parametrize("who", ["ann", "bob"])
def test_a_name_is_asked_of_whoever_removed_it_not_of_who_changed_its_file(repository: Repository, who: str) -> None:
    repository.commit_files({"d/one.py": "1\n", "d/two.py": "1\n", "q.py": "0\n"})
    feat = repository.worktree("feat")
    sessions = {"ann": repository.session("ann", feat), "bob": repository.session("bob")}
    ann, bob = sessions["ann"], sessions["bob"]
    assert ann.coordgit("read", "--glob", "d/*.py").ok
    bob.lands("d/three.py", "1\n")
    denied = ann.commits("q.py", "1\n")
    assert denied.rejected == ["CG102 d/three.py"]
    assert ann.coordgit("ack", denied.verdict, "--why", "fine").ok
    assert ann.commits("q.py", "1\n").ok
    bob.lands("d/one.py", "2\n")
    if who == "bob":
        assert bob.git("rm", "-q", "d/one.py").ok and bob.git("commit", "-qm", "gone").ok
    assert ann.git("rebase", "-q", "main").ok
    if who == "ann":
        ann.reads("d/one.py")
        assert ann.git("rm", "-q", "d/one.py").ok and ann.git("commit", "-qm", "gone").ok
    assert ann.commits("q.py", "2\n").rejected == (["CG102 d/one.py"] if who == "bob" else [])


@pytest.mark.parametrize("who", ["ann", "bob"])
@pytest.mark.parametrize("text", ["2\n", "both\n"], ids=["theirs", "both"])
def test_a_name_that_a_merge_keeps_is_asked_of_whoever_resolved_its_conflict(repository: Repository, who: str, text: str) -> None:
    repository.commit_files({"d/one.py": "1\n", "q.py": "0\n"})
    feat = repository.worktree("feat")
    ann, bob = repository.session("ann", feat), repository.session("bob")
    assert ann.coordgit("read", "--glob", "d/*.py").ok
    assert ann.git("rm", "-q", "d/one.py").ok and ann.git("commit", "-qm", "gone").ok
    bob.lands("d/one.py", "2\n")
    merger = repository.session(who, feat)
    assert "CONFLICT" in merger.git("merge", "--no-edit", "main").out
    (feat / "d/one.py").write_text(text)
    assert merger.git("add", "d/one.py").ok and merger.git("commit", "--no-edit").ok
    assert ann.commits("q.py", "1\n").rejected == (["CG102 d/one.py"] if who == "bob" else [])


@pytest.mark.parametrize("also", ["", "d/three.py"], ids=["the same name", "another name too"])
@pytest.mark.parametrize("gone", [False, True], ids=["added", "removed"])
def test_a_name_that_was_acknowledged_on_main_is_known_on_a_branch_that_has_it_by_itself(
    repository: Repository, gone: bool, also: str
) -> None:
    repository.commit_files({"d/one.py": "1\n", "q.py": "0\n"})
    ann, bob = (repository.session(name, repository.worktree(name)) for name in ("ann", "bob"))
    cat = repository.session("cat")
    changed = "d/one.py" if gone else "d/two.py"
    assert ann.coordgit("read", "--glob", "d/*.py").ok
    for session, text in ((cat, "cat\n"), (bob, "bob\n")):
        if gone:
            assert session.git("rm", "-q", changed).ok and session.git("commit", "-qm", "gone").ok
        else:
            session.lands(changed, text)
    denied = ann.commits("q.py", "1\n")
    assert denied.rejected == [f"CG102 {changed}"]
    assert ann.coordgit("ack", denied.verdict, "--why", "fine").ok
    assert ann.commits("q.py", "1\n").ok
    if also:
        bob.lands(also, "bob\n")
    assert bob.git("cherry-pick", "ann").rejected == ([f"CG102 {also}"] if also else [])
