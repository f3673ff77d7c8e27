"""A revert of a merge takes back what that brought: of a removal, whoever has removed the file knows."""

import pytest

from tests.support.repository import Repository


@pytest.mark.parametrize("how", ["revert", "checkout"])
@pytest.mark.parametrize("who", ["ann", "bob"])
def test_who_has_removed_a_file_may_take_that_back_where_a_merge_has_brought_it(
    repository: Repository, who: str, how: str
) -> None:
    repository.begin(a__py="1\n", other__py="2\n")
    ann, bob = (repository.session(name, repository.worktree(name)) for name in ("ann", "bob"))
    ann.reads("a.py")
    remover = ann if who == "ann" else bob
    assert remover.git("rm", "-q", "a.py").ok and remover.git("commit", "-qm", "gone").ok
    assert remover.git("update-ref", "refs/heads/main", who).ok
    assert ann.git("switch", "-q", "-c", "feat", "main~1").ok
    assert ann.git("merge", "-q", "--no-ff", "--no-edit", "main").ok
    if how == "revert":
        back = ann.git("revert", "--no-edit", "-m1", "HEAD")
    else:
        assert ann.git("checkout", "-q", "HEAD~1", "--", "a.py").ok
        back = ann.git("commit", "-qm", "back")
    assert back.rejected == ([] if who == "ann" else ["CG201 a.py"]), back
