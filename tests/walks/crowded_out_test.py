"""What others commit on detached heads, as in each rebase, crowds nothing out of a path's history."""

import pytest

from tests.support.repository import Repository

pytestmark = pytest.mark.nightly

LINES = [f"number {n}" for n in range(40)]


def text(*changed: int, by: str) -> str:
    return "\n".join(line + f" {by}" * (n in changed) for n, line in enumerate(LINES)) + "\n"


@pytest.mark.parametrize("looks", [False, True], ids=["an old copy", "the newest"])
def test_a_lost_update_is_seen_beside_many_rebased_commits_of_another(repository: Repository, looks: bool) -> None:
    repository.begin(f=text(by=""), o="0\n")
    bob, dan, ann = (repository.session(*args) for args in (("bob",), ("dan", repository.worktree("dan")), ("ann",)))
    assert bob.commits("f", text(3, by="bob")).ok
    for number in range(22):
        dan.lands("f", text(39, by=f"dan {number}"))
    for number in range(3):
        assert bob.commits("o", f"{number + 1}\n").ok
        assert dan.git("rebase", "-q", "main").ok
    kept = text(3, by="bob").splitlines() if looks else text(by="").splitlines()
    written = ann.commits("f", "\n".join(line + " ann" * (n == 20) for n, line in enumerate(kept)) + "\n")
    assert written.rejected == ([] if looks else ["CG201 f"])
