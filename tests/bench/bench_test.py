"""The benchmark runs, on sizes too small to mean anything, and says what it measured. No time is asserted."""

import json
import os
import shutil
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner

from coordgit.bench.cost import axes, clocks, growth, guarded_commits, hook_calls, plots, remote, run, tables
from coordgit.bench.cost.axes import Axis
from coordgit.bench.cost.clocks import Bench, Figure, Sizes, TimedProcess, interleaved
from coordgit.bench.cost.plots import Series
from coordgit.cli import bench as command
from coordgit.errors import CoordgitError

SIZES = Sizes((30,), (2, 60), 1)
AXES = tuple(axis._replace(sizes=(8, 40)) for axis in axes.FULL)


def silent(_: str) -> None:
    """Say nothing of how far it is."""


def names(figures: list[Figure]) -> list[str]:
    return [figure.name for figure in figures]


@pytest.mark.daily(1)
@pytest.mark.parametrize("measure", [guarded_commits.measure, guarded_commits.measure_linked])
def test_commits_are_timed_plain_guarded_through_the_gate_and_under_pre_commit(tmp_path: Path, measure: run.Part) -> None:
    found = Bench(SIZES, silent)
    measure(str(tmp_path), found)
    begins = [name.split(",")[0] for name in names(found.figures)]
    assert begins == ["plain commit", "guarded commit", "guarded commit"] + ["commit under pre-commit"] * bool(
        guarded_commits.pre_commit()
    )
    assert [one.goal for one in found.ratios].count(guarded_commits.GOAL) == 2 * bool(guarded_commits.pre_commit())
    assert bool(found.skipped) != bool(guarded_commits.pre_commit())
    (store,) = tmp_path.glob("guarded*/repository/.git/coordgit/coordination.db")
    assert store.exists()
    from coordgit.store.database import open_store

    with open_store(str(store.parent)) as opened:
        rows = opened.all("SELECT DISTINCT session, outcome FROM verdicts WHERE session LIKE 'reader%' ORDER BY session")
        assert rows == [("reader of 2", "passed"), ("reader of 60", "passed")]
        assert opened.value("SELECT COUNT(*) FROM verdicts WHERE source <> 'gate'") == 0
        assert [opened.value("SELECT reads FROM epochs WHERE session = :s", s=f"reader of {n}") for n in (2, 60)] == [2, 60]


@pytest.mark.nightly
def test_hook_calls_are_timed_beside_a_bare_interpreter_and_record(tmp_path: Path) -> None:
    found = Bench(SIZES, silent)
    hook_calls.measure(str(tmp_path), found)
    timed = names(found.figures)
    for name in ("bare interpreter with sqlite3", "hook call after Read, 60 reads", "registered command after Read"):
        assert name in timed
    assert [one.goal for one in found.ratios].count(hook_calls.GOAL) == 6
    assert bool(found.skipped) != bool(shutil.which(hook_calls.PEER))
    store = tmp_path / "hook" / "repository" / ".git" / "coordgit"
    assert not (store / "log").exists()
    from coordgit.store.database import open_store

    with open_store(str(store)) as opened:
        assert {via for (via,) in opened.all("SELECT DISTINCT via FROM reads")} == {"bench", "Read", "Bash"}


@pytest.mark.nightly
def test_pushes_are_timed_by_remote_branches_and_by_notes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"COMMITS": 2, "BRANCHES": 2, "BESIDE": (1, 3), "NOTES": (0, 4)}.items():
        monkeypatch.setattr(remote, name, value)
    found = Bench(SIZES, silent)
    remote.measure(str(tmp_path), found)
    pushes = [name for name in names(found.figures) if " push, " in name]
    assert len(pushes) == 8 and "publishing beside 4 notes push, 3 remote branches" in pushes
    assert names(found.figures)[8:] == ["verify 2 commits, 0 other notes", "verify 2 commits, 4 other notes", "ready, 2 branches"]
    assert len(found.ratios) == 7


@pytest.mark.daily(1)
@pytest.mark.parametrize("axis", AXES, ids=[axis.name for axis in AXES])
def test_growth_is_measured_at_every_size(tmp_path: Path, axis: Axis) -> None:
    points = growth.measure(str(tmp_path), axis, 1, silent)
    assert [point.size for point in points] == [8, 40]
    assert all(point.steps > 100 and point.memory > 1 << 20 and point.held > 0 for point in points)
    assert all(point.children > 0 for point in points)


def test_a_report_has_every_row_as_text_as_json_and_as_plots(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(run, "QUICK", run.BenchPlan(SIZES, AXES[:1], 1))
    folder = tmp_path / "plots"
    done = CliRunner().invoke(command.bench, ["--quick", "--json", "--only", "reads", "--svg", str(folder)])
    assert done.exception is None
    printed = json.loads(done.stdout)
    assert [point["size"] for point in printed["growth"][0]["points"]] == [8, 40]
    assert sorted(os.listdir(folder)) == ["children.svg", "held.svg", "memory.svg", "reads.svg", "steps.svg"]
    assert "reads recorded by the session" in done.stderr


def test_the_text_names_each_figure_each_goal_and_what_was_left_out() -> None:
    found = Bench(SIZES, silent)
    found.figures.append(Figure("plain", (1.0, 2.0, 9.0)))
    found.compare("a / b", "at most 2", found.figures[0], found.figures[0])
    found.skipped.append("peer: why")
    said = tables.text(run.BenchReport({"load": "0.1"}, found, []))
    assert "plain" in said and "    2.0     1.0     9.0" in said
    assert "a / b" in said and "at most 2" in said
    assert "left out: peer: why" in said


def test_a_ratio_compares_what_two_add_to_a_third_round_by_round() -> None:
    over, under, base = Figure("a", (3.0, 5.0, 7.0)), Figure("b", (5.0, 9.0, 5.0)), Figure("c", (1.0, 1.0, 6.0))
    bench = Bench(Sizes(), lambda text: None)
    bench.compare("", "", over, under, base)
    bench.compare("", "", over, under)
    without, plain = (one.rounds for one in bench.ratios)
    assert without == (0.5, 0.5)  # the third added nothing: no ratio
    assert plain == (0.6, 5 / 9, 1.4)


def test_processes_take_turns_and_each_is_prepared(tmp_path: Path) -> None:
    seen: list[str] = []
    env = dict(os.environ)
    both = [TimedProcess(name, ("true",), str(tmp_path), env, lambda name=name: seen.append(name)) for name in ("a", "b")]  # type: ignore[misc]
    times = interleaved(both, 4, silent, warm=0)
    assert seen == ["a", "b", "b", "a", "a", "b", "b", "a"]
    assert [(len(times[name].times), len(times[name].processor)) for name in ("a", "b")] == [(4, 4), (4, 4)]


def test_a_process_that_fails_ends_the_run_with_what_it_said(tmp_path: Path) -> None:
    failing = TimedProcess("failing", ("sh", "-c", "echo no such luck >&2; exit 3"), str(tmp_path), dict(os.environ))
    with pytest.raises(
        CoordgitError, match=r"failing: sh .* failed \(3\): no such luck" if os.path.isdir("/proc") else "failing"
    ):
        clocks.run(failing)


def test_a_part_that_does_not_exist_is_a_usage_error() -> None:
    assert CliRunner().invoke(command.bench, ["--only", "nothing"]).exit_code == 2


@pytest.mark.parametrize("points", [((1.0, 0.0),), ((1.0, 3.0), (1000.0, 3.0)), ((10.0, 1e6), (1e6, 2.5e6))])
def test_a_plot_is_well_formed_and_stays_inside(points: tuple[tuple[float, float], ...]) -> None:
    drawn = ElementTree.fromstring(plots.lines("a < b", "size", "ms", [Series("one & two", points)]))
    circles = [element for element in drawn.iter() if element.tag.endswith("circle")]
    assert len(circles) == len(points)
    assert all(0 <= float(c.attrib["cx"]) <= plots.WIDTH and 0 <= float(c.attrib["cy"]) <= plots.HEIGHT for c in circles)
    assert any(element.text == "one & two" for element in drawn.iter())


def test_a_larger_value_stands_higher_and_a_larger_size_further_right() -> None:
    drawn = ElementTree.fromstring(plots.lines("t", "x", "y", [Series("s", ((1.0, 1.0), (100.0, 5.0)))]))
    low, high = (e.attrib for e in drawn.iter() if e.tag.endswith("circle"))
    assert float(low["cy"]) > float(high["cy"]) and float(low["cx"]) < float(high["cx"])
