"""The interleavings: every order that can make a difference, and no other."""

from collections.abc import Iterator

import pytest

from tests.anomalies.interleaving import orders
from tests.anomalies.protocol import Outcome
from tests.anomalies.scripts import ALL_IN_ALL, script, strict_outcomes
from tests.anomalies.spec import LINKED, SHARED, Order, Script, Spec, SpecError, turns

pytestmark = pytest.mark.model


def interleavings(left: dict[str, int]) -> Iterator[Order]:
    if not any(left.values()):
        yield ()
    for name in left:
        if left[name]:
            yield from ((name, *rest) for rest in interleavings({**left, name: left[name] - 1}))


def test_turns_that_meet_come_in_every_order() -> None:
    its = script(ann="reads f | writes f 1, commits", bob="reads f | writes f 2, commits")
    reads_commute = {("bob", "ann", "ann", "bob"), ("bob", "ann", "bob", "ann")}
    assert set(orders(its, SHARED)) == set(interleavings({"ann": 2, "bob": 2})) - reads_commute


def test_turns_that_commute_come_in_one_order() -> None:
    its = script(ann="reads f | writes f 1, commits", bob="reads g | writes g 2, commits")
    assert orders(its, SHARED) == (("ann", "ann", "bob", "bob"),)


def test_a_turn_that_waits_comes_after_the_other_session() -> None:
    its = script(ann="reads f | waits for bob, commits", bob="writes f 1 | commits")
    assert {order[-1] for order in orders(its, SHARED)} == {"ann"}
    freely = script(ann="reads f | commits", bob="writes f 1 | commits")
    assert {order[-1] for order in orders(freely, SHARED)} == {"ann", "bob"}


def test_nobody_can_wait_for_each_other() -> None:
    with pytest.raises(SpecError, match="everybody waits"):
        orders(script(ann="waits for bob", bob="waits for ann"), SHARED)


def test_a_spec_may_name_its_permutations() -> None:
    its = script(ann="reads f | commits", bob="writes f 1, commits", order="ann bob ann")
    assert orders(its, SHARED) == (("ann", "bob", "ann"),)
    with pytest.raises(SpecError, match="the turns are ann 3, bob 2"):
        orders(its, LINKED)


def test_many_permutations_are_picked_evenly() -> None:
    its = script(ann="reads f | reads f | commits", bob="writes f 1 | commits | reads f")
    everything = orders(its, SHARED)
    assert len(everything) > 4
    assert orders(its, SHARED, most=2) == (everything[0], everything[len(everything) // 2])
    assert orders(its, SHARED, most=1000) == everything


@pytest.mark.daily(25)
@pytest.mark.parametrize(("spec", "world"), ALL_IN_ALL)
def test_permutations_that_are_left_out_bring_nothing_new(spec: Spec, world: str) -> None:
    """By session, the outcomes of its commits; over all orders and over those that are played for the others."""
    its = spec.script._replace(orders={})
    lengths = {name: len(of) for name, of in turns(its, world).items()}
    everything = [order for order in interleavings(lengths) if waited(its, world, order)]

    def came_to(some: tuple[Order, ...]) -> set[tuple[tuple[str, Outcome], ...]]:
        return {tuple(sorted(strict_outcomes(its, world, order).outcomes, key=lambda one: one[0])) for order in some}

    assert came_to(orders(its, world)) == came_to(tuple(everything))
    assert set(orders(its, world)) <= set(everything)


def waited(its: Script, world: str, order: Order) -> bool:
    left = {name: list(of) for name, of in turns(its, world).items()}
    return not any(left[step.args[1]] for name in order for step in left[name].pop(0) if step.verb == "waits")
