"""A search of which its session removes what it found, as it resolves a conflict with others' lines of the file."""

import pytest

from tests.support.repository import Repository

TEN = "".join(f"line {n}\n" for n in range(10))


@pytest.mark.parametrize(
    ("text", "resolved", "codes"),
    [
        (f"his\n{TEN}TODO\n", None, []),
        (f"his\n{TEN}TODO\n", f"mine\nhis\n{TEN}", []),
        (f"his TODO\n{TEN}TODO\n", f"mine\nhis TODO\n{TEN}", ["CG102 f.txt"]),
        (f"his\n{TEN}", f"mine\nhis\n{TEN}", ["CG102 f.txt"]),
    ],
    ids=["it removes the file", "it removes the line", "they have another hit", "they removed the line"],
)
def test_what_a_session_removed_of_a_searchs_answer_is_not_asked_for_others_other_lines(
    repository: Repository, text: str, resolved: str | None, codes: list[str]
) -> None:
    repository.commit_files({"f.txt": f"{TEN}TODO\n"})
    repository.git("checkout", "-q", "--detach")
    ann, bob = (repository.session(name, repository.worktree(name)) for name in ("ann", "bob"))
    ann.reads("--grep", "TODO")
    assert ann.commits("f.txt", f"mine\n{TEN}TODO\n").ok
    bob.lands("f.txt", text)
    assert bob.git("update-ref", "refs/heads/main", "bob").ok
    assert "CONFLICT" in ann.git("rebase", "main").out
    if resolved is None:
        assert ann.git("rm", "-q", "f.txt").ok
    else:
        (ann.cwd / "f.txt").write_text(resolved)
        assert ann.git("add", "f.txt").ok
    assert ann.git("-c", "core.editor=true", "rebase", "--continue").ok
    assert ann.commits("new.txt", "1\n").rejected == codes


@pytest.mark.parametrize(
    ("who", "theirs", "codes"),
    [("ann", "his", []), ("bob", "his", ["CG102 f.txt"]), ("ann", "his TODO", ["CG102 f.txt"])],
    ids=["it resolves", "another resolves", "they have a hit"],
)
@pytest.mark.parametrize("fetched", [False, True])
def test_its_own_hit_that_a_session_removes_as_it_resolves_a_merge_is_not_asked_of_it(
    repository: Repository, fetched: bool, who: str, theirs: str, codes: list[str]
) -> None:
    repository.commit_files({"f.txt": TEN})
    feat = repository.worktree("feat")
    ann, bob = (repository.session(name, feat) for name in ("ann", "bob"))
    ann.reads("--grep", "TODO")
    assert ann.commits("f.txt", f"mine TODO\n{TEN}").ok
    merger = {"ann": ann, "bob": bob}[who]
    if fetched:
        repository.git("clone", "-q", ".", "../clone")
        repository.commit_files({"f.txt": f"{theirs}\n{TEN}"}, cwd=repository.folder / "clone")
        assert "CONFLICT" in merger.git("pull", "-q", "--no-rebase", str(repository.folder / "clone"), "main").out
    else:
        assert repository.session("cat").commits("f.txt", f"{theirs}\n{TEN}").ok
        assert "CONFLICT" in merger.git("merge", "main").out
    assert merger.coordgit("read", "f.txt").ok
    (feat / "f.txt").write_text(f"resolved\n{TEN}")
    assert merger.git("add", "f.txt").ok and merger.git("commit", "-q", "--no-edit").ok
    assert ann.commits("new.txt", "1\n").rejected == codes


def test_a_hit_that_another_merge_has_dropped_is_asked_for_though_its_session_resolved_the_next_conflict(
    repository: Repository,
) -> None:
    repository.commit_files({"f.txt": TEN})
    ann, bob = (repository.session(name, repository.worktree(name)) for name in ("ann", "bob"))
    assert ann.commits("f.txt", f"{TEN}TODO\n").ok and ann.git("update-ref", "refs/heads/main", "ann").ok
    ann.reads("--grep", "TODO")
    assert bob.commits("f.txt", f"his\n{TEN}").ok and bob.git("merge", "-q", "-s", "ours", "--no-edit", "main").ok
    assert bob.git("-c", "coordgit.bypass=decided", "update-ref", "refs/heads/main", "bob").ok
    (ann.cwd / "f.txt").write_text(f"mine\n{TEN}TODO\n")
    assert ann.git("-c", "coordgit.bypass=to get there", "commit", "-qam", "mine").ok
    assert "CONFLICT" in ann.git("merge", "main").out
    (ann.cwd / "f.txt").write_text(f"mine\nhis\n{TEN}")
    assert ann.git("commit", "-qam", "merged").ok
    assert ann.commits("new.txt", "1\n").rejected == ["CG102 f.txt"]


def test_a_hit_that_another_dropped_from_the_branch_is_asked_for_though_both_have_changed_other_lines(
    repository: Repository,
) -> None:
    repository.commit_files({"f.txt": TEN, "q.txt": "0\n"})
    feat = repository.worktree("feat")
    ann, bob = (repository.session(name, feat) for name in ("ann", "bob"))
    assert ann.commits("f.txt", f"{TEN}TODO\n").ok
    assert ann.commits("f.txt", f"mine\n{TEN}TODO\n").ok
    ann.reads("--grep", "TODO")
    assert bob.git("rebase", "-q", "--onto", "HEAD~2", "HEAD~1").ok
    text = (feat / "f.txt").read_text()
    assert "TODO" not in text and bob.commits("f.txt", text.replace("line 5", "his")).ok
    assert ann.commits("q.txt", "1\n").rejected == ["CG102 f.txt"]
