"""Git merges a revert of a session's landed work with the very same work on its branch without a conflict: the work is back."""

import pytest

from tests.support.repository import Repository

TEXT = "".join(f"line{n} = 1\n" for n in range(20))
HERS = TEXT.replace("line9 = 1", "line9 = 2")


@pytest.mark.parametrize("looks", [False, True])
def test_who_goes_on_with_work_that_was_reverted_on_main_takes_the_revert_back(repository: Repository, looks: bool) -> None:
    repository.commit_files({"f.py": TEXT, "o.py": "1\n"})
    ann, bob = (repository.session(name, repository.worktree(name)) for name in ("ann", "bob"))
    cat = repository.session("cat")
    ann.reads("f.py")
    ann.writes("f.py", HERS)
    assert ann.git("commit", "-qam", "hers").ok
    cat.lands("o.py", "2\n")
    assert cat.git("merge", "-q", "--squash", "ann").ok and cat.git("commit", "-qm", "squashed").ok
    ann.reads("--at", "main", "f.py")
    assert bob.git("reset", "-q", "--hard", "main").ok
    bob.reads("f.py")
    assert bob.git("revert", "--no-edit", "HEAD").ok
    assert cat.git("merge", "-q", "--ff-only", "bob").ok
    assert ann.git("merge", "-q", "--no-edit", "main").ok
    ann.writes("f.py", HERS.replace("line15 = 1", "line15 = 2"))
    assert ann.git("commit", "-qam", "more").ok
    if looks:
        ann.reads("--at", "main", "f.py")
    assert cat.git("merge", "-q", "--no-edit", "ann").rejected == ([] if looks else ["CG201 f.py"])
