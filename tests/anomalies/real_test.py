"""Every case on real git behind the real hooks: it does what the model says, and comes to what docs/anomalies.md says."""

import pytest

from tests.anomalies import matrix
from tests.anomalies.reference import Reference
from tests.anomalies.run import differences, play
from tests.anomalies.spec import Script, Spec, load, parse
from tests.anomalies.world import Worlds
from tests.support.thorough import NIGHTLY

SPECS = load()
MOST = None if NIGHTLY else 1
"""Permutations of each case, world and level, those that say most; all of them with COORDGIT_SLOW=1."""

BLIND = parse(
    """
    anomaly: P4
    title: a file is written twice, unread, and another session lands it in between
    worlds: shared
    levels: record lands, snapshot rejected, strict rejected
    setup: f.py "0", g.py "0"
    ann: writes f.py "1" | writes f.py "ann's" | commits
    bob: writes f.py "bob's", commits
    twin: another file
    bob: writes g.py "bob's", commits
    """,
    "p4-blind",
)
"""Who has read nothing has no stale read, so this is seen only where edits are recorded."""
EDITED = [*(spec for spec in SPECS if spec.anomaly == "P4"), BLIND]


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> Worlds:
    return Worlds(tmp_path_factory.mktemp("worlds"))


@pytest.fixture(scope="module")
def hooked(tmp_path_factory: pytest.TempPathFactory) -> Worlds:
    """Worlds where a client's hook sees every edit."""
    return Worlds(tmp_path_factory.mktemp("hooked"), hooked=True)


@pytest.mark.daily(1)
@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.name)
def test_a_case_gives_what_the_model_and_the_page_say(spec: Spec, worlds: Worlds) -> None:
    came = matrix.row(spec, worlds.open, MOST)
    assert came.wrong == ()
    assert came.twins_pass
    assert f"| {' | '.join(matrix.cells(spec, came))} |" in matrix.in_page().splitlines()


@pytest.mark.nightly
@pytest.mark.model
def test_the_table_on_the_page_has_every_case_and_nothing_else() -> None:
    def model(world: str, level: str, script: Script) -> Reference:
        return Reference(world, level, script)

    rows = [matrix.row(spec, model, None) for spec in SPECS]
    assert matrix.in_page() == matrix.text(SPECS, rows)


@pytest.mark.daily(1)
@pytest.mark.parametrize("spec", EDITED, ids=lambda spec: spec.name)
def test_a_lost_update_is_one_as_well_where_the_edits_were_recorded(spec: Spec, hooked: Worlds) -> None:
    for world in spec.worlds:
        for script, most in ((spec.script, MOST), *((twin, MOST and 1) for twin in spec.twins)):
            for order in matrix.telling(script, world, "snapshot", spec.judge, most):
                got = play(script, world, order, hooked.open(world, "snapshot", script))
                want = play(script, world, order, Reference(world, "snapshot", script))
                assert differences(want, got) == [], (script.title, world, order)
