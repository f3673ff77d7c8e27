"""Every case against the reference model and against the oracle."""

import pytest

from tests.anomalies.interleaving import orders
from tests.anomalies.reference import Reference
from tests.anomalies.run import JUDGES, play, summary
from tests.anomalies.scripts import ALL_IN_ALL, SPECS, model
from tests.anomalies.spec import LEVELS, REJECTED, Spec
from tests.oracle import cycles, serialization

pytestmark = pytest.mark.model


@pytest.mark.daily(52)
@pytest.mark.parametrize(("spec", "world"), ALL_IN_ALL)
@pytest.mark.parametrize("level", LEVELS)
def test_a_case_gives_what_it_says(spec: Spec, world: str, level: str) -> None:
    assert summary(spec.script, world, level, spec.judge, model()) == spec.levels[world, level]


@pytest.mark.parametrize(("spec", "world"), ALL_IN_ALL)
def test_a_twin_is_never_rejected_and_nothing_is_wrong_with_it(spec: Spec, world: str) -> None:
    for twin in spec.twins:
        for level in LEVELS:
            for order in orders(twin, world):
                played = play(twin, world, order, Reference(world, level, twin))
                assert REJECTED not in {outcome.happened for _, outcome in played.outcomes}, (twin.title, order)
                assert not any(judge(played.history) for judge in JUDGES.values()), (twin.title, order)
                assert played.history.landings, (twin.title, order)


@pytest.mark.parametrize(("spec", "world"), ALL_IN_ALL)
def test_the_oracle_finds_untrue_exactly_what_the_model_would_reject(spec: Spec, world: str) -> None:
    """Two ways to the same answer that share no code: by version order, and by places on the line."""
    for order in orders(spec.script, world):
        reference = Reference(world, "record", spec.script)
        history = play(spec.script, world, order, reference).history
        untrue = {read.landing for read in serialization.true_at_parent(history)}
        foreign = {landing for landing, _ in serialization.foreign_writes(history)}
        lost = {landing for landing, _ in serialization.lost_updates(history)}
        assert untrue | foreign | lost == {at for at, reasons in enumerate(reference.landed) if reasons}, order


@pytest.mark.parametrize("spec", [spec for spec in SPECS if spec.judge == "cycle"], ids=lambda spec: spec.name)
def test_a_case_has_the_cycle_it_is_named_for(spec: Spec) -> None:
    world = spec.worlds[0]
    histories = [play(spec.script, world, o, Reference(world, "record", spec.script)).history for o in orders(spec.script, world)]
    found = {cycles.phenomenon(cycles.witness(history)) for history in histories}
    name = {"OTV": "G-single", "PMP": "G-single", "P4": "G-single", "read-only": "G2-item"}.get(spec.anomaly, spec.anomaly)
    assert name in found


def test_every_anomaly_of_the_table_has_a_case() -> None:
    table = {"G0", "G1a", "G1b", "G1c", "OTV", "PMP", "P4", "G-single", "G2-item", "G2", "read-only", "one-sided stale"}
    assert table <= {spec.anomaly for spec in SPECS}
