"""A made-up case of each kind, in a scratch repository, through the real store and gate."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from coordgit.bench.replay import run as replay
from coordgit.bench.replay.borrowed import Borrowed, source_of
from coordgit.bench.replay.cases import Case, Seen, load
from coordgit.bench.replay.score import LEVELS, TOPOLOGIES, Run, markdown
from coordgit.errors import UsageError
from tests.support.repository import Repository

API = "import os\n\n\ndef unrelated():\n    return 1\n\n\ndef call(a):\n    return a\n\n\ndef last():\n    return 2\n"


class History:
    """One side changes ``call`` in ``api.py``, or only ``unrelated``; the other adds a use of ``call``."""

    def __init__(self, folder: Path) -> None:
        self.repository = Repository(folder, guarded=False)
        self.base = self.repository.begin(api__py=API, other__py="X = 1\n")
        self.x = self._side("x", {"api.py": API.replace("call(a)", "called(a, b)")})
        self.harmless = self._side("harmless", {"api.py": API.replace("return 1", "return 11")})
        self.y = self._side("y", {"caller.py": "from api import call\ncall(1)\n"})
        self.source = f"{self.repository.top}/.git"

    def _side(self, name: str, files: dict[str, str]) -> str:
        self.repository.git("switch", "-q", "-c", name, self.base)
        return self.repository.commit_files(files, name)

    def stale(self, tier: str = "A") -> dict[str, object]:
        reads = [
            {"path": "api.py", "lines": [8, 9], "symbol": "call", "absent": False, "needed": True},
            {"path": "caller.py", "lines": None, "symbol": None, "absent": True, "needed": False},
        ]
        return {
            "id": "stale", "repo": "own/thing", "kind": "renamed-function", "tier": tier, "order": "reader-first",
            "base": self.base, "x": self.x, "y": self.y, "x_symbol": "call", "y_paths": ["caller.py"], "reads": reads,
            "expect": {"verdict": "stale", "path": "api.py", "commit": self.x},
        }  # fmt: skip

    def benign(self) -> dict[str, object]:
        """A benign case names a definition, not its lines: they are looked up at the base."""
        used, edited = {"path": "api.py", "symbol": "call", "how": "ref"}, {"path": "other.py", "how": "edit"}
        return {
            "id": "benign", "repo": "own/thing", "base": self.base, "x": self.harmless, "y": self.y, "x_commits": 1,
            "reads": [used, edited], "expect": {"verdict": "pass"},
        }  # fmt: skip

    def run(self, raw: dict[str, object], topology: str, reading: str, own_commits: bool = False) -> Run:
        [case] = load(json.dumps(raw))
        return replay.run(case, self.source, topology, reading, own_commits)


@pytest.fixture
def history(tmp_path: Path) -> History:
    return History(tmp_path)


@pytest.mark.daily(1)
@pytest.mark.parametrize("topology", TOPOLOGIES)
def test_a_conflict_is_rejected_and_blames_the_commit_that_landed(history: History, topology: str) -> None:
    run = history.run(history.stale(), topology, "lines")
    assert [level for level in LEVELS if run.levels[level].rejected] == ["strict", "relevant"]
    assert [(code, path) for code, path, _ in run.strict.conflicts] == [("CG101", "api.py")]
    assert (run.named, run.right, run.clean, run.recorded) == (True, True, True, 2)


@pytest.mark.daily(1)
@pytest.mark.parametrize("topology", TOPOLOGIES)
def test_a_change_of_other_lines_passes(history: History, topology: str) -> None:
    run = history.run(history.benign(), topology, "lines")
    assert not run.strict.rejected
    assert run.strict.conflicts == ()
    assert run.recorded == 2


def test_the_same_change_is_rejected_when_the_whole_file_was_read(history: History) -> None:
    run = history.run(history.benign(), "branch", "whole")
    assert [(code, path) for code, path, _ in run.strict.conflicts] == [("CG101", "api.py")]


def test_with_the_sides_own_commits_the_very_commit_is_blamed(history: History) -> None:
    run = history.run(history.stale(), "shared", "needed whole", own_commits=True)
    assert run.strict.conflicts == (("CG101", "api.py", history.x),)
    assert run.right


@pytest.mark.parametrize("way", ["declared", "hook"])
def test_who_lands_second_is_warned_by_the_search_it_made_first(history: History, way: str) -> None:
    run = history.run(history.stale(), "search", way)
    assert [(code, path) for code, path, _ in run.strict.conflicts] == [("CG102", "caller.py")]
    assert run.right


def test_a_search_that_still_finds_the_same_passes(history: History) -> None:
    run = history.run(history.stale() | {"x_symbol": "unrelated"}, "search", "declared")
    assert not run.strict.rejected


@pytest.mark.nightly
def test_the_command_prints_a_table_and_leaves_the_source_alone(history: History, tmp_path: Path) -> None:
    bare = tmp_path / "store" / "own" / "thing.git"
    history.repository.git("clone", "-q", "--bare", str(history.repository.top), str(bare))
    before = sorted((path, os.stat(path).st_mtime_ns) for path in bare.rglob("*"))
    cases = tmp_path / "cases.jsonl"
    cases.write_text(f"{json.dumps(history.stale())}\n{json.dumps(history.stale('B') | {'id': 'other'})}\n")
    argv = [sys.executable, "-m", "coordgit.bench.replay.run", str(cases), "--repositories", str(tmp_path / "store")]
    result = history.repository.run([*argv, "--tier", "A", "--judged", "branch"], PYTHONPATH=os.getcwd())
    assert result.ok, result.err
    every, none = "1 (100 %)", "0 (0 %)"
    assert f"| branch | lines | 1 | {every} | {every} | {none} | {every} | {every} | 1, at most 1 | 0 |" in result.out
    row = "| stale | own/thing | renamed-function | A | reader-first | branch | yes | CG101×1 | yes | yes | clean |"
    assert row in result.out
    assert "other" not in result.out
    assert sorted((path, os.stat(path).st_mtime_ns) for path in bare.rglob("*")) == before


def test_of_a_file_that_was_edited_the_lines_around_the_edit_were_read(history: History) -> None:
    case = Case("n", "own/thing", history.base, history.x, history.harmless, ())
    edited, new = Seen("api.py", edited=True), Seen("caller.py", edited=True)
    assert replay.located(edited, case, history.source) == [Seen("api.py", 2, 8, edited=True)]
    assert replay.located(new, case, history.source) == [new]
    assert replay.located(Seen("api.py"), case, history.source) == [Seen("api.py")]


def test_a_line_that_is_no_case_is_named() -> None:
    with pytest.raises(UsageError, match="line 2 is no case"):
        load('\n{"id": "x"}\n')


def test_benign_cases_are_taken_evenly() -> None:
    cases = [Case(str(n), "own/thing", "", "", "", ()) for n in range(6)]
    conflict = Case("c", "own/thing", "", "", "", (), tier="B", culprit="api.py")
    assert [case.name for case in replay.chosen([*cases, conflict], "", "A", 3)] == ["0", "2", "4"]
    assert [case.name for case in replay.chosen([*cases, conflict], "c,1", "", None)] == ["1", "c"]


def test_a_file_of_which_two_definitions_were_read_is_read_whole_once() -> None:
    seen = (Seen("a.py", 1, 2, "f", edited=True), Seen("a.py", 5, 6, "g"), Seen("b.py", 1, 3, "h"))
    case = Case("n", "own/thing", "", "", "", seen)
    assert case.readings()["whole"] == (Seen("a.py", edited=True), Seen("b.py"))
    assert case.readings()["edited"] == (Seen("a.py", edited=True),)
    assert case.names == ["f"]


def test_no_runs_give_no_table() -> None:
    assert markdown([]) == ""


def test_a_repository_that_is_not_there_has_no_source(tmp_path: Path) -> None:
    assert source_of(str(tmp_path), "own/thing") is None


def test_a_merge_with_conflicts_says_so(history: History, tmp_path: Path) -> None:
    other = history._side("other", {"api.py": API.replace("call(a)", "call(a, c)")})
    scratch = Borrowed(str(tmp_path / "scratch"), history.source, history.base)
    assert scratch.merged(history.x, other)[1] is False
    assert scratch.merged(history.x, history.y)[1] is True
