"""``status`` lists as stale what a commit would be asked about, by the targets that are set now."""

import pytest

from tests.support.repository import Repository


@pytest.mark.daily(1)
@pytest.mark.parametrize(
    ("setting", "value", "stale"),
    [
        ("coordgit.target", "none", []),
        ("branch.feat.coordgitTarget", "release", []),
        ("coordgit.target", "main", ["api.py"]),
        ("branch.other.coordgitTarget", "none", ["api.py"]),
    ],
)
def test_a_branch_that_is_a_target_no_more_makes_nothing_stale(
    repository: Repository, setting: str, value: str, stale: list[str]
) -> None:
    repository.begin(api__py="1\n", other__py="1\n")
    repository.git("branch", "release")
    linked = repository.worktree("linked", "feat")
    ann, bob = repository.session("ann", cwd=linked), repository.session("bob")
    ann.reads("api.py")
    ann.lands("other.py", "2\n")
    repository.git("config", setting, value)
    bob.lands("api.py", "2\n")
    (hers,) = [one for one in repository.json("status")["sessions"] if one["session"] == "ann"]
    assert [one["path"] for one in hers["stale"]] == stale
    assert ann.coordgit("check").ok is not bool(stale)
