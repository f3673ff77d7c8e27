"""CG202 where no branch moves: on a detached HEAD, and where a rebase has stopped for an edit."""

from collections.abc import Callable

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository
from tests.support.way_on import obey
from tests.walks.sweep_test import ANNS, BOTH, LINES

EDIT = "git -c sequence.editor=\"sed -i.bak '1s/^pick/edit/'\" rebase -qi HEAD~2"


@pytest.fixture
def ann(repository: Repository) -> Claude:
    repository.begin(f__py=LINES, g__py="0\n", h__py="0\n")
    return Claude(repository, "ann")


@pytest.fixture
def bob(ann: Claude, repository: Repository) -> Claude:
    return Claude(repository, "bob")


def detaches(ann: Claude, repository: Repository) -> None:
    assert ann.runs("git checkout -q --detach").ok


def stops_for_an_edit(ann: Claude, repository: Repository) -> None:
    assert ann.runs("git switch -qc work").ok
    for name in ("one.py", "two.py"):
        ann.writes(name, "1\n")
        assert ann.commits(name).ok
    assert ann.runs(EDIT).ok


@pytest.mark.parametrize(
    "adds", ["git commit -qam mine", "git add . && git commit -qm mine", "git add . && git commit -qm mine -- ."]
)
def test_a_commit_on_a_detached_head_carries_nobody_elses_edit(
    ann: Claude, bob: Claude, repository: Repository, adds: str
) -> None:
    detaches(ann, repository)
    ann.writes("g.py", "1\n")
    bob.writes("h.py", "1\n")
    denied = ann.runs(adds)
    assert denied.rejected == ["CG202 h.py"] and repository.git("log", "--format=%s", "HEAD") == "init"
    done = obey(ann, denied, lambda: ann.runs(adds))
    assert all(one.ok for one in done), done
    assert repository.git("show", "--name-only", "--format=%s", "HEAD").split() == ["mine", "g.py"]
    assert repository.git("diff", "--name-only", "HEAD") == "h.py"
    assert ann.runs("git switch -q main && git merge -q --ff-only HEAD@{1}").ok


@pytest.mark.parametrize("begins", [detaches, stops_for_an_edit])
def test_a_commit_beside_anothers_edit_passes_where_no_branch_moves(
    ann: Claude, bob: Claude, repository: Repository, begins: Callable[[Claude, Repository], None]
) -> None:
    begins(ann, repository)
    bob.writes("h.py", "1\n")
    ann.writes("g.py", "1\n")
    assert ann.runs("git commit -qm mine -- g.py").ok
    bob.writes("g.py", "2\n")
    ann.writes("g.py", "3\n")
    assert ann.runs("git commit -qm mine -- g.py").ok, "nothing of it is bob's any more"
    assert repository.git("diff", "--name-only", "HEAD") == "h.py"


def test_ones_own_part_of_a_file_is_committed_on_a_detached_head(ann: Claude, bob: Claude, repository: Repository) -> None:
    detaches(ann, repository)
    ann.writes("f.py", ANNS)
    bob.writes("f.py", BOTH)
    denied = ann.runs("git commit -qam mine")
    assert denied.rejected == ["CG202 f.py"] and "(coordgit commit -m mine)" in denied.err
    assert repository.coordgit("commit", "-m", "mine", **ann.env).ok
    assert repository.git("show", "HEAD:f.py") + "\n" == ANNS
    assert (repository.top / "f.py").read_text() == BOTH


def stays_on_its_branch(ann: Claude, repository: Repository) -> None:
    pass


@pytest.mark.parametrize("begins", [detaches, stays_on_its_branch])
@pytest.mark.parametrize(
    "amend",
    [
        "git commit -qa --amend -m better",
        "git add -A && git commit -q --amend -m better",
        "git commit -q --amend -m better -- h.py",
    ],
)
def test_an_amend_of_the_message_alone_takes_nothing_along(
    ann: Claude, bob: Claude, repository: Repository, begins: Callable[[Claude, Repository], None], amend: str
) -> None:
    ann.writes("g.py", "1\n")
    assert ann.commits("g.py").ok
    begins(ann, repository)
    bob.writes("h.py", "1\n")
    denied = ann.runs(amend)
    assert denied.rejected == ["CG202 h.py"]
    done = obey(ann, denied, lambda: ann.runs(amend.removeprefix("git add -A && ")))
    assert all(one.ok for one in done), (denied.err, done)
    assert repository.git("log", "-1", "--format=%s", "--name-only").split() == ["better", "g.py"]
    assert repository.git("diff", "--name-only", "HEAD") == "h.py" and repository.git("log", "--format=%s", "HEAD~1") == "init"


@pytest.mark.parametrize("adds", ["", "git add -A && "], ids=["nothing is staged", "all is staged"])
def test_an_amend_where_a_rebase_stopped_carries_nobody_elses_edit(
    ann: Claude, bob: Claude, repository: Repository, adds: str
) -> None:
    stops_for_an_edit(ann, repository)
    ann.writes("one.py", "2\n")
    bob.writes("h.py", "1\n")
    denied = ann.runs(f"{adds}git commit -qa --amend --no-edit")
    assert denied.rejected == ["CG202 h.py"]
    done = obey(ann, denied, lambda: ann.runs("git rebase --continue"))
    assert all(one.ok for one in done), done
    assert repository.git("symbolic-ref", "--short", "HEAD") == "work"
    assert repository.git("diff", "--name-only", "main", "work").split() == ["one.py", "two.py"]
    assert repository.git("show", "work:one.py") == "2"
    assert (repository.top / "h.py").read_text() == "1\n" and not (repository.top / ".git/rebase-merge").exists()
