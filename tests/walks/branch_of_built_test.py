"""A commit built with the tree of another branch takes back what its parent has, also where a new branch names it first."""

from pathlib import Path

import pytest

from tests.support.claude import Claude, begun
from tests.support.repository import Repository

LINES = "".join(f"{n}\n" for n in range(1, 30))
BOBS = LINES.replace("\n5\n", "\n5, bob's\n")
BUILT = "$(git commit-tree -p main -m squashed feat^{tree})"
LANDS = {
    "at once": f"git merge -q --ff-only {BUILT}",
    "by a branch": f"git branch built {BUILT} && git merge -q --ff-only built",
}


@pytest.fixture
def feat(repository: Repository) -> Path:
    repository.commit_files({"g.txt": LINES, "h.txt": LINES})
    place = repository.folder / "feat"
    repository.git("worktree", "add", "-q", "-b", "feat", str(place), "main")
    return place


@pytest.mark.parametrize(
    ("path", "merged"), [("g.txt", False), ("h.txt", False), ("g.txt", True)], ids=["same", "other", "merged"]
)
@pytest.mark.parametrize("lands", LANDS.values(), ids=LANDS)
def test_a_commit_with_the_tree_of_a_branch_takes_back_what_the_branch_lacks(
    repository: Repository, feat: Path, lands: str, path: str, merged: bool
) -> None:
    carl = Claude(repository, "carl", feat)
    carl.send("SessionStart", source="startup")
    assert carl.runs(f'sed -i "s/^20$/20, carl\'s/" {path} && git commit -qam carls').ok
    ann = begun(repository, {})
    repository.session("bob").lands("g.txt", BOBS)
    if merged:
        assert carl.runs("git merge -q --no-edit main").ok
    done = ann.runs(lands)
    assert done.rejected == ([] if merged else ["CG201 g.txt"]), done
    assert ("5, bob's" in repository.git("show", "main:g.txt")) and merged == (
        "20, carl's" in repository.git("show", f"main:{path}")
    )


def test_a_commit_on_a_detached_head_that_a_branch_names_lands(repository: Repository, feat: Path) -> None:
    ann = begun(repository, {})
    repository.session("bob").lands("g.txt", BOBS)
    assert ann.runs("git switch -q --detach && sed -i 's/^20$/20, here/' g.txt && git commit -qam here").ok
    assert ann.runs("git branch later && git switch -q main && git merge -q --ff-only later").ok
