"""Whose text a merge is that no merge of git's is seen to make: a tool built it, or another clone made it."""

import pytest

from tests.support.repository import Repository


@pytest.mark.parametrize("evil", [False, True], ids=["as git merges", "with another line"])
def test_a_merge_that_a_tool_has_made_as_git_would_is_nobodys_text(repository: Repository, evil: bool) -> None:
    base = "".join(f"line {n}\n" for n in range(9))
    repository.begin(f__txt=base)
    ann, bob = repository.session("ann"), repository.session("bob")
    ann.git("switch", "-qc", "ann")
    ann.reads("f.txt")
    assert ann.commits("f.txt", base.replace("line 1\n", "line 1, ann's\n")).ok
    ann.git("switch", "-q", "main")
    bob.lands("f.txt", base.replace("line 7\n", "line 7, bob's\n"))
    ann.coordgit("read", "--at", "main", "f.txt")
    if evil:
        ann.git("merge", "-q", "--no-commit", "ann")
        ann.writes("f.txt", (ann.cwd / "f.txt").read_text().replace("line 4\n", "line 4, nobody's\n"))
        ann.git("add", "f.txt")
        tree = ann.git("write-tree").out.strip()
        ann.git("merge", "--abort")
    else:
        tree = ann.git("merge-tree", "--write-tree", "main", "ann").out.strip()
    made = ann.git("commit-tree", tree, "-p", "main", "-p", "ann", "-m", "land").out.strip()
    assert ann.git("update-ref", "refs/heads/main", made).ok
    ann.git("reset", "-q", "--hard")
    assert ann.commits("g.txt", "1\n").rejected == (["CG101 f.txt"] if evil else [])


def test_a_merge_that_came_from_another_clone_takes_nothing_back_here(repository: Repository) -> None:
    repository.begin(f__txt="0\n", g__txt="0\n")
    bob, far = repository.session("bob"), repository.folder / "far"
    repository.git("clone", "-q", str(repository.top), str(far), cwd=repository.folder)
    repository.commit_files({"f.txt": "theirs\n"}, "theirs", far)
    bob.lands("g.txt", "1\n")
    assert bob.git("pull", "-q", "--no-rebase", "--no-edit", str(far), "main").ok
    repository.commit_files({"f.txt": "0\n"}, "taken back", far)
    repository.git("pull", "-q", "--no-rebase", "--no-edit", str(repository.top), "main", cwd=far)
    pulled = bob.git("pull", "-q", "--ff-only", str(far), "main")
    assert pulled.ok, pulled.err


@pytest.mark.parametrize("how", ["--rebase", "--no-rebase"])
def test_a_pull_that_brings_a_revert_of_others_takes_nothing_back_here(repository: Repository, how: str) -> None:
    repository.begin(f__txt="0\n", g__txt="0\n")
    bob, far = repository.session("bob"), repository.folder / "far"
    repository.git("clone", "-q", str(repository.top), str(far), cwd=repository.folder)
    repository.commit_files({"f.txt": "theirs\n"}, "theirs", far)
    bob.lands("g.txt", "1\n")
    assert bob.git("pull", "-q", how, "--no-edit", str(far), "main").ok
    repository.git("revert", "--no-edit", "HEAD", cwd=far)
    pulled = bob.git("pull", "-q", how, "--no-edit", str(far), "main")
    assert pulled.ok, pulled.err


def test_a_merge_that_takes_another_clones_version_for_what_landed_here_is_a_lost_update(repository: Repository) -> None:
    repository.begin(f__txt="0\n", g__txt="0\n")
    ann, bob, far = repository.session("ann"), repository.session("bob"), repository.folder / "far"
    repository.git("clone", "-q", str(repository.top), str(far), cwd=repository.folder)
    repository.commit_files({"f.txt": "theirs\n"}, "theirs", far)
    bob.reads("f.txt")
    ann.lands("f.txt", "ann's\n")
    merged = bob.git("pull", "-q", "--no-rebase", "--no-edit", "-Xtheirs", str(far), "main")
    assert "CG201 f.txt" in merged.rejected


@pytest.mark.parametrize("acknowledged", [True, False])
def test_a_change_that_was_acknowledged_before_a_merge_is_not_lost_by_the_next_edit(
    repository: Repository, acknowledged: bool
) -> None:
    text = "".join(f"line {n}\n" for n in range(1, 31))
    repository.commit_files({"f.txt": text})
    ann, bob = repository.session("ann", repository.worktree("work")), repository.session("bob")
    ann.reads("f.txt")
    ann.lands("f.txt", text.replace("line 5\n", "line 5, ann\n"))
    bob.lands("f.txt", text.replace("line 20\n", "line 20\nadded\n"))
    if acknowledged:
        rejected = ann.commits("new.py", "1\n")
        assert rejected.rejected == ["CG101 f.txt"]
        assert ann.coordgit("ack", rejected.verdict, "--why", "known").ok
        assert ann.commits("new.py", "1\n").ok
    assert ann.git("merge", "-q", "--no-edit", "main").ok
    merged = (ann.cwd / "f.txt").read_text()
    result = ann.commits("f.txt", merged.replace("added\n", "changed\n"))
    assert ("CG201 f.txt" in result.rejected) == (not acknowledged), result
