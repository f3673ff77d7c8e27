"""Who alone led from one version of a file to another."""

from typing import NamedTuple

import pytest

from coordgit.core.own_changes import made_alone


class Step(NamedTuple):
    before: str | None
    after: str | None
    maker: str | None
    ref: str = "refs/heads/topic"


HERS = [Step("1", "2", "ann"), Step("0", "1", "ann")]
MAIN = "refs/heads/main"


@pytest.mark.parametrize(
    ("landed", "maker"),
    [
        (HERS, "ann"),
        ([Step("0", "2", None), *HERS], "ann"),
        ([Step("0", "2", ""), *HERS], "ann"),
        ([Step("2", "3", "ann", MAIN), *HERS], "ann"),
        ([Step("2", "0", "bob"), *HERS], "ann"),
        ([Step("2", "0", "bob", MAIN), *HERS], ""),
        ([Step("2", "1", "ann", MAIN), *HERS], ""),
        ([Step("0", "2", "bob"), *HERS], ""),
        ([Step("1", "2", "ann"), Step("0", "1", "bob")], ""),
        ([Step("1", "2", "ann")], ""),
        ([Step("0", "2", None)], ""),
        ([], ""),
    ],
    ids=[
        "in two steps",
        "in one that several made",
        "in one from outside",
        "and has changed it since",
        "taken back on a branch that is no target",
        "taken back on a target",
        "taken back there by the session itself",
        "as another has",
        "from another's",
        "from elsewhere",
        "several at once",
        "nobody known",
    ],
)
def test_who_alone_has_made_a_change(landed: list[Step], maker: str) -> None:
    assert made_alone(landed, "0", "2", [MAIN]) == maker


def test_a_file_that_was_added_was_nothing_before() -> None:
    assert made_alone([Step("1", "2", "ann"), Step(None, "1", "ann")], None, "2", [MAIN]) == "ann"
