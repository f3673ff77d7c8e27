"""The benchmark's part about a team's store runs, on a project that is gone afterwards. No time is asserted."""

from pathlib import Path

import pytest

from coordgit.bench.cost import team_store
from coordgit.bench.cost.clocks import Bench, Sizes
from tests.support.postgres import Server


def test_without_a_server_the_part_of_a_team_is_left_out(tmp_path: Path) -> None:
    found = Bench(Sizes(), print)
    team_store.measure(str(tmp_path), found)
    assert "--team URL" in found.skipped[0]


@pytest.mark.nightly
def test_the_benchmark_measures_and_leaves_nothing_on_the_server(
    tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(team_store, "MANY", 30)
    found = Bench(Sizes(files=(20,), rounds=1), print, server.url())
    team_store.measure(str(tmp_path), found)
    assert [one.name.split(",")[0] for one in found.figures] == [
        *("hook call without a team's store", "hook call", "hook call"),
        *("lock", "until another clone knows of the lock", "until another clone knows of the commit", "lock"),
    ]
    assert len(found.ratios) == 5 and "rows" in found.facts[0] and found.skipped == []
    assert server.sql("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'coordgit_bench%'") == []
