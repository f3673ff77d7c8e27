"""``startup.typing.NamedTuple`` behaves as ``typing.NamedTuple``: the same class, made both ways, answers the same."""

import copy
import pickle
import subprocess
import sys
import typing

import pytest

from coordgit.startup.typing import NamedTuple


class Light(NamedTuple):
    """A value."""

    a: int
    b: str = "x"
    """A field with a default."""

    @property
    def twice(self) -> int:
        return 2 * self.a


class Typing(typing.NamedTuple):
    a: int
    b: str = "x"


KINDS = (Light, Typing)


@pytest.mark.parametrize("kind", KINDS)
def test_values_are_given_by_place_by_name_and_by_default(kind: type[Typing]) -> None:
    assert kind(1) == kind(1, "x") == kind(a=1) == kind(b="x", a=1) == (1, "x")
    assert (kind(1).a, kind(1, b="y").b) == (1, "y")
    assert kind(1)._replace(b="y") == (1, "y")
    assert kind(1)._asdict() == {"a": 1, "b": "x"}
    assert kind._fields == ("a", "b")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("given", [{}, {"b": "y"}, {"a": 1, "c": 2}])
def test_a_field_that_is_missing_or_unknown_is_refused(kind: type[Typing], given: dict[str, typing.Any]) -> None:
    with pytest.raises(TypeError):
        kind(**given)


@pytest.mark.parametrize("kind", KINDS)
def test_too_many_values_or_one_given_twice_are_refused(kind: type[Typing]) -> None:
    with pytest.raises(TypeError):
        kind(1, "x", 2)  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        kind(1, a=1)  # type: ignore[misc]
    with pytest.raises((TypeError, ValueError)):
        kind(1)._replace(c=2)  # type: ignore[call-arg]


@pytest.mark.parametrize("kind", KINDS)
def test_a_value_cannot_be_changed(kind: type[Typing]) -> None:
    for name in ("a", "other"):
        with pytest.raises(AttributeError):
            setattr(kind(1), name, 2)


@pytest.mark.parametrize("kind", KINDS)
def test_copies_keep_the_class_and_patterns_match_by_place(kind: type[Typing]) -> None:
    value = kind(1, "y")
    for again in (copy.copy(value), copy.deepcopy(value), pickle.loads(pickle.dumps(value))):
        assert again == value and type(again) is kind
    match value:
        case kind(1, found):
            assert found == "y"
        case _:
            pytest.fail("no match")


def test_a_value_is_shown_with_its_fields_and_has_its_own_methods() -> None:
    assert repr(Light(1)) == "Light(a=1, b='x')"
    assert Light(3).twice == 6
    assert Light.__doc__ == "A value." and hash(Light(1)) == hash((1, "x"))


@pytest.mark.isolated
def test_neither_typing_nor_collections_is_loaded() -> None:
    program = "import sys; from coordgit.core import model; print({'typing', 'collections'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-S", "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
