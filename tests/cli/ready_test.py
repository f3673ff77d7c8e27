"""``coordgit ready``: what blocks each branch at work, and in which order they can land."""

from pathlib import Path
from typing import Any

import pytest

from coordgit.core.readiness import landing_order
from tests.support.repository import API, CHANGED, Repository, Session


class Work:
    """Three worktrees, each with a session and a branch of its name."""

    def __init__(self, folder: Path) -> None:
        self.repository = Repository(folder)
        self.repository.begin(api__py=API, other__py="OTHER = 1\n", shop__py="tea = 3\n")
        self.ann, self.bob, self.cy = (self._session(name) for name in ("ann", "bob", "cy"))

    def _session(self, name: str) -> Session:
        return self.repository.session(name, self.repository.worktree(name))

    def ready(self, *args: str) -> tuple[dict[str, Any], int]:
        """(branch -> what is said of it, exit code)."""
        code = self.repository.coordgit("ready", *args).code
        return {one["branch"].removeprefix("refs/heads/"): one for one in self.document(*args)["branches"]}, code

    def document(self, *args: str) -> Any:
        return self.repository.json("ready", *args)

    def text(self, *args: str) -> str:
        return self.repository.coordgit("ready", *args).out

    def lands(self, path: str, text: str) -> None:
        """Somebody else lands on main."""
        self.repository.session("dan").lands(path, text)


@pytest.fixture
def work(tmp_path: Path) -> Work:
    return Work(tmp_path)


def test_where_nobody_has_committed_there_is_nothing_to_land(work: Work) -> None:
    assert work.ready() == ({}, 0)
    assert "no branch that is checked out here has commits that main lacks" in work.text()


def test_branches_that_share_nothing_can_all_land(work: Work) -> None:
    work.ann.reads("api.py")
    work.ann.lands("caller.py", "f(1)\n")
    work.bob.lands("other.py", "OTHER = 2\n")
    found, code = work.ready()
    assert code == 0
    assert [(name, one["place"], one["commits"], one["sessions"], one["beside"]) for name, one in found.items()] == [
        ("ann", 1, 1, ["ann"], []),
        ("bob", 2, 1, ["bob"], []),
    ]
    assert "2 of 2 branches can land on main" in work.text()


def test_a_branch_whose_reads_are_stale_on_the_target_cannot_land(work: Work) -> None:
    work.ann.reads("api.py")
    work.ann.lands("caller.py", "f(1)\n")
    work.bob.lands("more.py", "1\n")
    work.lands("api.py", CHANGED)
    found, code = work.ready()
    assert code == 1
    assert [(one["code"], one["path"], one["reader"]) for one in found["ann"]["stale"]] == [("CG101", "api.py", "ann")]
    assert found["ann"]["place"] is None and found["bob"]["place"] == 1 and not found["bob"]["stale"]
    assert "stale on main: api.py" in work.text()


def test_a_branch_that_does_not_merge_cannot_land(work: Work) -> None:
    work.ann.lands("shop.py", "tea = 4\n")
    work.lands("shop.py", "tea = 5\n")
    found, code = work.ready()
    assert (found["ann"]["conflicts"], found["ann"]["place"], code) == (["shop.py"], None, 1)


def test_who_reads_lands_before_who_changes_it_and_nobody_has_to_look_again(work: Work) -> None:
    work.ann.lands("api.py", CHANGED)
    work.bob.reads("api.py")
    work.bob.lands("caller.py", "f(1)\n")
    found, code = work.ready()
    assert (list(found), code) == (["bob", "ann"], 0)
    assert [(one["branch"], [stale["path"] for stale in one["stale"]]) for one in found["bob"]["beside"]] == [
        ("refs/heads/ann", ["api.py"])
    ]
    assert not found["ann"]["beside"]
    assert "again" not in work.text()


def test_where_each_reads_what_the_other_changes_the_second_is_told_to_look(work: Work) -> None:
    work.ann.reads("other.py")
    work.ann.lands("api.py", CHANGED)
    work.bob.reads("api.py")
    work.bob.lands("other.py", "OTHER = 2\n")
    assert work.ready()[1] == 0
    assert "once ann has landed: read api.py again" in work.text()


def test_branches_that_conflict_with_each_other_say_where(work: Work) -> None:
    work.ann.lands("shop.py", "tea = 4\n")
    work.bob.lands("shop.py", "tea = 5\n")
    found, code = work.ready()
    assert [one["conflicts"] for one in found["bob"]["beside"]] == [["shop.py"]]
    assert code == 0 and "once ann has landed: " in work.text() and "resolve shop.py" in work.text()


def test_what_another_branch_has_from_the_target_is_not_laid_to_it(work: Work) -> None:
    work.ann.reads("api.py", "shop.py")
    work.ann.lands("caller.py", "f(1)\n")
    work.lands("api.py", CHANGED)
    assert work.bob.git("merge", "-q", "main").ok
    work.bob.lands("shop.py", "tea = 4\n")
    found, _ = work.ready()
    assert [one["path"] for one in found["ann"]["stale"]] == ["api.py"]
    assert [[one["path"] for one in other["stale"]] for other in found["ann"]["beside"]] == [["shop.py"]]


def test_ready_stores_and_moves_nothing(work: Work) -> None:
    work.ann.reads("api.py")
    work.ann.lands("caller.py", "f(1)\n")
    work.lands("api.py", CHANGED)
    before = work.repository.git("for-each-ref"), work.repository.state(), work.repository.json("log")
    work.ready("--test", "true")
    assert (work.repository.git("for-each-ref"), work.repository.state(), work.repository.json("log")) == before


def test_another_branch_to_land_on_can_be_named(work: Work) -> None:
    work.repository.git("branch", "release")
    work.ann.reads("api.py")
    work.ann.lands("caller.py", "f(1)\n")
    work.lands("api.py", CHANGED)
    found, code = work.ready("--onto", "release")
    assert (list(found), found["ann"]["stale"], code) == (["ann", "main"], [], 0)
    assert work.repository.coordgit("ready", "--onto", "nowhere").code == 2


CHECK = 'test "$(cat *.txt 2>/dev/null | wc -l)" -lt 2'


def test_a_command_is_run_on_each_merged_tree_and_the_pair_that_breaks_it_is_named(work: Work) -> None:
    work.ann.lands("a.txt", "1\n")
    work.bob.lands("other.py", "OTHER = 2\n")
    work.cy.lands("c.txt", "1\n")
    document = work.document("--test", CHECK)
    assert [one["passed"] for one in document["branches"]] == [True, True, True]
    assert document["broken"]["branches"] == ["refs/heads/ann", "refs/heads/cy"]
    said = work.repository.coordgit("ready", "--test", CHECK)
    assert said.code == 1 and "passes with each of ann and cy, and fails with them together (exit code 1)" in said.out
    assert len(work.repository.git("worktree", "list").splitlines()) == 4


def test_the_branch_that_breaks_it_alone_is_named(work: Work) -> None:
    work.ann.lands("a.txt", "1\n2\n")
    work.bob.lands("other.py", "OTHER = 2\n")
    document = work.document("--test", f"echo looking; {CHECK}")
    assert {one["branch"]: one["passed"] for one in document["branches"]} == {"refs/heads/ann": False, "refs/heads/bob": True}
    assert document["broken"] == {"branches": ["refs/heads/ann"], "code": 1, "output": "looking"}


def test_a_command_that_fails_on_the_target_itself_lays_it_to_no_branch(work: Work) -> None:
    work.ann.lands("a.txt", "1\n")
    document = work.document("--test", "exit 3")
    assert (document["broken"]["branches"], document["broken"]["code"]) == ([], 3)
    assert work.text("--test", "exit 3").endswith("\nthe test fails on main itself (exit code 3)\n")
    assert work.text("--test", "echo so; exit 3").endswith("\nthe test fails on main itself (exit code 3):\n    so\n")


@pytest.mark.parametrize("option", ["--test", "--onto"])
def test_the_value_of_a_variable_that_is_not_set_is_refused(work: Work, option: str) -> None:
    work.ann.lands("a.txt", "1\n")
    refused = work.repository.coordgit("ready", option, "")
    assert refused.code == 2 and "the empty string is not a " in refused.err


def test_a_command_that_passes_breaks_nothing(work: Work) -> None:
    work.ann.lands("a.txt", "1\n")
    work.bob.lands("b.py", "1\n")
    said = work.repository.coordgit("ready", "--test", CHECK)
    assert said.code == 0 and said.out.count("test passed") == 2 and "fails" not in said.out


def test_of_a_circle_the_order_takes_first_who_harms_the_fewest() -> None:
    harms = {"a": frozenset("bc"), "b": frozenset("a"), "c": frozenset()}
    assert landing_order(["a", "b", "c"], harms) == ["c", "a", "b"]


@pytest.mark.parametrize("behind", [True, False])
def test_where_the_local_main_is_behind_its_remote_branches_land_there(work: Work, behind: bool) -> None:
    git = work.repository.git
    newer = git("commit-tree", "main^{tree}", "-p", "main", "-m", "newer") if behind else "main"
    git("update-ref", "refs/remotes/origin/main", newer)
    git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main")
    assert work.document()["onto"] == ("refs/remotes/origin/main" if behind else "refs/heads/main")
