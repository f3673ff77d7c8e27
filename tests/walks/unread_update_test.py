"""A text made where nothing of the file was read takes back what others have changed since it left the branch."""

from __future__ import annotations

import pytest

from tests.support.claude import ANN, Claude
from tests.support.repository import Repository
from tests.walks.lines_of_lost_update_test import text

EDIT = "sed -i 's/line 10 of it/ANN 10/' api.py"
ELSEWHERE = "sed -i 's/line 50 of it/ANN 50/' api.py"
PICK = "git cherry-pick feat"
SQUASH = "git reset -q --soft main && git commit -qm squashed && git -C ../repo merge -q --ff-only feat"


def committed(repository: Repository, *commands: str) -> Claude:
    """A session on its own branch that has read nothing, and has committed there what the commands change."""
    repository.commit_files({"api.py": text(), "other.py": "1\n"})
    ann = Claude(repository, ANN, repository.worktree("feat"))
    ann.send("SessionStart", source="startup")
    for command in commands:
        assert ann.runs(f"{command} && git add -A && git commit -qm mine").ok
    return ann


@pytest.mark.parametrize(
    "pick",
    [f"{PICK} -X theirs", f"{PICK}; git checkout -q --theirs api.py; git add api.py; git cherry-pick --continue"],
    ids=["theirs", "resolved to theirs"],
)
def test_a_pick_takes_back_anothers_line_until_it_is_read(repository: Repository, pick: str) -> None:
    ann = committed(repository, EDIT)
    repository.session("bob").lands("api.py", text(n10="BOB 10"))
    ann.cwd = repository.top
    picked = ann.runs(pick)
    assert picked.rejected == ["CG201 api.py"], picked
    ann.runs("git cherry-pick --abort; git status")
    ann.reads("api.py")
    assert ann.runs(pick).ok
    assert "ANN 10" in repository.git("show", "main:api.py")


@pytest.mark.parametrize(
    ("edit", "pick"),
    [
        (ELSEWHERE, f"{PICK} -X theirs"),
        (ELSEWHERE, PICK),
        (EDIT, f"{PICK}; git checkout -q --ours api.py; echo ANN >> api.py; git add api.py; git cherry-pick --continue"),
    ],
    ids=["theirs", "as it is", "resolved to hold both"],
)
def test_a_pick_that_keeps_anothers_line_lands(repository: Repository, edit: str, pick: str) -> None:
    ann = committed(repository, edit)
    repository.session("bob").lands("api.py", text(n10="BOB 10"))
    ann.cwd = repository.top
    picked = ann.runs(pick)
    assert not picked.rejected, picked
    assert "BOB 10" in repository.git("show", "main:api.py") and "ANN" in repository.git("show", "main:api.py")


REMOVALS = {
    "removed": "git rm -q api.py",
    "renamed and edited": "git mv api.py core.py && sed -i 's/line 50 of it/ANN 50/' core.py",
}


@pytest.mark.parametrize("edit", REMOVALS.values(), ids=REMOVALS)
def test_a_removal_takes_back_anothers_line_until_it_is_read(repository: Repository, edit: str) -> None:
    ann = committed(repository, edit)
    repository.session("bob").lands("api.py", text(n10="BOB 10"))
    squashed = ann.runs(SQUASH)
    assert squashed.rejected == ["CG201 api.py"], squashed
    assert "BOB 10" in repository.git("show", "main:api.py")
    assert repository.coordgit("read", "--at", "main", "api.py", cwd=ann.cwd, **ann.env).ok
    again = ann.runs(SQUASH)
    assert again.ok, again


@pytest.mark.parametrize("edit", REMOVALS.values(), ids=REMOVALS)
def test_a_removal_of_what_nobody_has_changed_since_lands(repository: Repository, edit: str) -> None:
    ann = committed(repository, edit, "echo 2 >> core.py")
    repository.session("bob").lands("other.py", "2\n")
    done = ann.runs(f"git rebase -q main && {SQUASH}")
    assert done.ok, done
    assert "api.py" not in repository.git("ls-tree", "--name-only", "main").split()


def test_a_removal_that_git_has_asked_about_lands(repository: Repository) -> None:
    ann = committed(repository, REMOVALS["removed"])
    repository.session("bob").lands("api.py", text(n10="BOB 10"))
    merged = ann.runs("git merge -q main")
    assert not merged.ok and not merged.rejected and "deleted in HEAD and modified in main" in merged.out + merged.err
    done = ann.runs("git rm -q api.py; git commit -qm merged && git -C ../repo merge -q --ff-only feat")
    assert done.ok, done


def test_a_rename_that_has_anothers_line_too_lands(repository: Repository) -> None:
    ann = committed(repository, REMOVALS["renamed and edited"])
    repository.session("bob").lands("api.py", text(n10="BOB 10"))
    done = ann.runs("git rebase -q main && git -C ../repo merge -q --ff-only feat")
    assert done.ok, done
    assert {"BOB 10", "ANN 50"} <= set(repository.git("show", "main:core.py").split("\n"))
