"""A session takes main's version of a file that it has not read, commits that on its branch, and edits it further."""

import pytest

from tests.support.claude import Claude, begun
from tests.support.repository import Repository, Result

OLD = "".join(f"line {n}\n" for n in range(1, 41))
NEW = OLD.replace("line 5\n", "bob's\n") + "# too long for a notice\n" * 900
TAKING = ["git checkout -q main -- f.py", "git restore -s main f.py", "git cherry-pick -n main", "cp ../repo/f.py f.py"]


def taken(repository: Repository, take: str, brought: str) -> Claude:
    """Ann in a worktree of her own, which has main's version by a commit of hers and by what she has ``brought``."""
    ann = begun(repository, {"f.py": OLD, "other.py": "1\n"})
    ann.cwd = repository.worktree("tree")
    bob = repository.session("bob")
    bob.lands("f.py", NEW)
    assert ann.runs(f"{take} && git commit -qm taken f.py").ok
    bob.lands("p.py", "1\n")
    assert ann.runs(brought).ok
    return ann


def lands(ann: Claude) -> Result:
    done = ann.runs("git commit -qam own")
    return ann.runs("git -C ../repo merge -q --ff-only tree") if done.ok else done


@pytest.mark.daily(3)
@pytest.mark.parametrize("brought", ["git merge -q --no-edit main", "git rebase -q main"])
@pytest.mark.parametrize("take", TAKING)
@pytest.mark.parametrize("edit", ["s/^bob's$/line 5/", "s/^line 30$/ann's/"], ids=["takes back", "another line"])
def test_what_it_takes_back_of_anothers_is_asked_about(repository: Repository, take: str, brought: str, edit: str) -> None:
    ann = taken(repository, take, brought)
    ann.runs(f'sed -i "{edit}" f.py')
    assert lands(ann).rejected == (["CG201 f.py"] if "bob" in edit else [])


def test_it_is_not_asked_about_once_it_has_been_read(repository: Repository) -> None:
    ann = taken(repository, TAKING[0], "git merge -q --no-edit main")
    ann.reads("f.py")
    ann.edits("f.py", "bob's\n", "line 5\n")
    assert lands(ann).ok
