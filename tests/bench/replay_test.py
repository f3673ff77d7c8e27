"""Histories and cases made up in a scratch repository, replayed with the real store and gate."""

import json
from pathlib import Path
from typing import Any

import pytest

from coordgit.bench.replay.borrowed import Borrowed
from coordgit.bench.replay.cases import LINES, SEARCHES, WHOLE, Case, CaseRead, load
from coordgit.bench.replay.history import LONGEST_BLOCK
from coordgit.bench.replay.page import page
from coordgit.bench.replay.run import LEVELS, Done, ReplayRun
from coordgit.core.model import Conflict
from coordgit.errors import UsageError
from tests.support.repository import Repository

API = "import os\n\n\ndef unrelated():\n    return 1\n\n\ndef call(a):\n    return a\n\n\ndef last():\n    return 2\n"
CALLER = "from api import call\ncall(1)\n"


class History:
    """Two topics begin at the same commit; ``merge`` brings each into main, the second where the first has landed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.repository = Repository(folder, guarded=False)
        self.base = self.repository.begin(api__py=API, other__py="X = 1\n")

    def side(self, name: str, files: dict[str, str], at: str = "") -> str:
        self.repository.git("switch", "-q", "-c", name, at or self.base)
        return self.repository.commit_files(files, name)

    def merge(self, *sides: str) -> None:
        self.repository.git("switch", "-q", "main")
        for name in sides:
            self.repository.git("merge", "-q", "--no-ff", "-m", f"Merge {name}", name)

    def replay(self, *options: str, ok: bool = True) -> Any:
        result = self.repository.coordgit("replay", "--jobs", "1", *options)
        assert result.ok or not ok, result.err
        return result

    def landings(self, *options: str) -> dict[str, dict[str, Any]]:
        """Way of recording -> what the newest merge came to, unless it passed."""
        return {one["recorded"]: one for one in json.loads(self.replay("--json", *options).out)["verdicts"]}


@pytest.fixture
def history(tmp_path: Path) -> History:
    return History(tmp_path)


def rejected(landing: dict[str, Any]) -> list[str]:
    return [level for level in LEVELS if landing[level] == "rejected"]


def test_a_merge_is_stopped_where_its_side_uses_what_had_changed(history: History) -> None:
    history.side("x", {"api.py": API.replace("call(a)", "call(a, b)")})
    history.side("y", {"caller.py": CALLER})
    history.merge("x", "y")
    before = _files(history.repository.top / ".git")
    page = history.folder / "page.html"
    result = history.replay("--html", str(page), "--json")
    assert _files(history.repository.top / ".git") == before
    found = json.loads(result.out)
    assert found["skipped"] == {"nothing had landed meanwhile": 1}
    whole, ranges = found["verdicts"]
    assert whole["subject"] == "Merge y" and whole["commits"] == 2
    assert sum(line.lstrip().startswith('{"name"') for line in result.out.splitlines()) == 2
    assert rejected(whole) == rejected(ranges) == ["strict", "relevant"]
    assert whole["reads"] == ["caller.py", "api.py"] and ranges["reads"] == ["caller.py", "api.py:8-9"]
    line = '- "def call(a):"  + "def call(a, b):"  used by caller.py:1'
    assert (ranges["code"], ranges["path"], ranges["line"]) == ("CG101", "api.py", line)
    assert "Merge y" in page.read_text() and "def call(a, b):" in page.read_text()


def test_a_merge_whose_side_uses_other_lines_passes_by_ranges(history: History) -> None:
    history.side("x", {"api.py": API.replace("return 2", "return 22")})
    history.side("y", {"caller.py": CALLER})
    history.merge("x", "y")
    found = history.landings()
    assert rejected(found[WHOLE]) == ["strict"] and found[WHOLE]["relevant"] == "told" and found[WHOLE]["why"]
    assert LINES not in found


def test_a_search_for_a_changed_definition_is_stopped_by_a_use_that_landed(history: History) -> None:
    history.side("x", {"caller.py": CALLER})
    history.side("y", {"api.py": API.replace("call(a)", "call(a, b)")})
    history.merge("x", "y")
    found = history.landings("--recorded", "searches")
    assert list(found) == [SEARCHES] and found[SEARCHES]["reads"] == ["call"]
    assert rejected(found[SEARCHES]) == ["strict", "relevant"]


@pytest.mark.nightly
def test_only_the_merges_asked_for_are_replayed(history: History) -> None:
    history.side("x", {"a.py": "a = 1\n"})
    history.side("y", {"b.py": "b = 1\n"})
    history.merge("x", "y")
    result = history.replay("--history", "main~1..main")
    assert result.out.startswith("1 of 1 replayed\n") and "merged as git merges:" in result.out
    assert history.replay("--history", "main..main", ok=False).code == 1
    assert "no merges in HEAD since 2037" in history.replay("--since", "2037-01-01", ok=False).err
    assert "nothing is no range of commits here" in history.replay("--history", "nothing", ok=False).err
    assert "is no range" in history.replay("--history=--output=x", ok=False).err


def conflict(history: History) -> dict[str, Any]:
    x = history.side("x", {"api.py": API.replace("call(a)", "called(a, b)")})
    reads = [
        {"path": "api.py", "lines": [8, 9], "symbol": "call", "absent": False},
        {"path": "caller.py", "lines": None, "symbol": None, "absent": True},
    ]
    return {
        "id": "stale", "repo": "own/thing", "kind": "renamed-function", "tier": "A", "base": history.base, "x": x,
        "y": history.side("y", {"caller.py": CALLER}), "x_symbol": "call", "y_paths": ["caller.py"], "reads": reads,
        "expect": {"verdict": "stale", "path": "api.py", "commit": x},
    }  # fmt: skip


@pytest.mark.nightly
def test_of_cases_it_is_counted_whether_path_and_commit_are_right(history: History) -> None:
    raw = conflict(history)
    history.repository.git("clone", "-q", "--bare", ".", str(history.folder / "store" / "own" / "thing.git"))
    cases = history.folder / "cases.jsonl"
    cases.write_text(f"{json.dumps(raw)}\n{json.dumps(raw | {'repo': 'not/here'})}\n")
    options = ("--cases", str(cases), "--repositories", str(history.folder / "store"))
    totals = json.loads(history.replay(*options, "--json").out)["totals"]
    assert [(one["recorded"], one["landings"], one["relevant"], one["named"], one["blamed"]) for one in totals] == [
        (WHOLE, 1, 1, 1, 1), (LINES, 1, 1, 1, 1), (SEARCHES, 1, 1, 1, None),
    ]  # fmt: skip
    assert all(0 < one["explained"] < 40 for one in totals)
    assert "right path" in history.replay(*options).out
    assert history.replay("--cases", str(cases), "--history", "main", ok=False).code == 2


@pytest.mark.nightly
def test_the_newest_merges_of_each_repository_of_a_folder_are_replayed(history: History) -> None:
    history.side("x", {"a.py": "a = 1\n"})
    history.side("y", {"api.py": API.replace("return 2", "return 3")})
    history.merge("x", "y")
    for name in ("one", "two.git"):
        history.repository.git("clone", "-q", "--bare", ".", str(history.folder / "store" / name))
    found = json.loads(history.replay("--repositories", str(history.folder / "store"), "--limit", "1", "--json").out)
    assert found["replayed"] == 2 and list(found["repositories"]) == ["one", "two.git"]
    assert {name: [one["landings"] for one in totals] for name, totals in found["repositories"].items()} == {
        "one": [1, 1, 1], "two.git": [1, 1, 1],
    }  # fmt: skip


def test_of_a_shallow_clone_the_merges_are_replayed_whose_sides_are_there(history: History) -> None:
    for n in (1, 2):
        history.base = history.repository.git("rev-parse", "main").strip()
        history.side(f"x{n}", {"api.py": API.replace("return 2", f"return 2{n}")})
        history.side(f"y{n}", {f"b{n}.py": "b = 1\n"})
        history.merge(f"x{n}", f"y{n}")
    shallow = history.folder / "store" / "shallow"
    history.repository.git("clone", "-q", "--bare", "--depth", "3", f"file://{history.repository.top}", str(shallow))
    found = json.loads(history.replay("--repositories", str(shallow.parent), "--json").out)
    assert found["replayed"] == 1 and found["totals"][0]["group"] == "merged as git merges"


def test_a_folder_without_a_repository_is_an_error(history: History) -> None:
    (history.folder / "empty").mkdir()
    assert "no repository in that folder" in history.replay("--repositories", str(history.folder / "empty"), ok=False).err


def test_a_case_that_cannot_be_replayed_is_counted(history: History) -> None:
    cases = history.folder / "cases.jsonl"
    known = conflict(history)
    cases.write_text(json.dumps(known | {"base": "0" * 39 + "1"}))
    assert "1 not: it could not be replayed" in history.replay("--cases", str(cases)).out
    cases.write_text(json.dumps(known | {"id": "unread", "reads": [], "expect": {"verdict": "pass"}}))
    assert "1 not: it read and searched for nothing" in history.replay("--cases", str(cases)).out


def test_a_definition_that_is_too_long_is_not_read_whole(history: History) -> None:
    body = "".join(f"    a{n} = {n}\n" for n in range(LONGEST_BLOCK + 5))
    long = f"def f():\n{body}"
    history.base = history.repository.commit_files({"long.py": long})
    history.side("x", {"long.py": long.replace("a6 = 6", "a6 = 7")})
    history.side("y", {"long.py": long.replace("a9 = 9", "a9 = 10")})
    history.merge("x", "y")
    assert history.landings()[LINES]["reads"] == ["long.py:8-14"]


def test_a_line_that_is_not_a_case_is_named() -> None:
    with pytest.raises(UsageError, match="line 2 is no case"):
        load('\n{"id": "x"}\n')


def test_a_file_of_which_two_definitions_were_read_is_read_whole_once() -> None:
    seen = (CaseRead("a.py", 1, 2, "f", edited=True), CaseRead("a.py", 5, 6, "g"), CaseRead("b.py", 1, 3, "h"))
    case = Case("n", "base", "x", "y", seen)
    assert case.reads(WHOLE) == (CaseRead("a.py", edited=True), CaseRead("b.py"))


def test_the_page_holds_texts_as_texts() -> None:
    bad = '<script>"&'
    case = Case(bad, "b", "x", "y", (), subject=bad, author=bad)
    reason = Conflict(1, True, "CG101", bad, why=bad, line=bad, changed_by=bad, author=bad, subject=bad, diff=f"+{bad}\n-{bad}")
    outcomes, reasons = (dict.fromkeys(("strict", "relevant", "snapshot"), value) for value in ("rejected", (reason,)))
    run = ReplayRun(case, WHOLE, (bad,), outcomes, reasons)  # type: ignore[arg-type]
    html = page([Done(case, (run,))], bad)
    assert "<script" not in html and '"&' not in html
    assert "1 stopped at relevant and strict" in html and "0 told, not stopped" in html
    assert "default-src 'none'" in html


def _files(folder: Path) -> list[tuple[Path, bytes]]:
    return sorted((path, path.read_bytes()) for path in folder.rglob("*") if path.is_file())


def test_a_scratch_repository_forgets_what_it_recorded(history: History, tmp_path: Path) -> None:
    x = history.side("x", {"a.py": "a = 1\n"})
    (tmp_path / "scratch").mkdir()
    scratch = Borrowed(str(tmp_path / "scratch"), f"{history.repository.top}/.git")
    scratch.begin(history.base, ["reader"])
    scratch.land(x, history.base)
    scratch.begin(history.base, [])
    assert scratch.git("for-each-ref", "--format=%(objectname) %(refname:short)") == f"{history.base} main"
