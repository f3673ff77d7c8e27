"""The words of a git commit: what of them is given again, and whether they give the message."""

import pytest

from coordgit.core.commit_command import gives_message, parse_commit


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("commit -qam one", "-m one"),
        ("commit --message=one -m two -- f", "-m one -m two"),
        ("commit --author me -F text f", "-F text"),
        ("commit -a", ""),
        ("commit -C HEAD -q", ""),
        ("commit -SABCF -m one", "-m one"),
        ("commit -uno -mone", "-m one"),
    ],
)
def test_the_message_of_a_commit_is_given_again(typed: str, kept: str) -> None:
    assert " ".join(parse_commit(typed.split()).message) == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("commit -aq -SABC f", "commit -q -SABC"),
        ("commit -uno -am one", "commit -uno -m one"),
        ("commit -qaS -p", "commit -qS"),
    ],
)
def test_what_chooses_the_paths_is_left_out(typed: str, kept: str) -> None:
    assert " ".join(parse_commit(typed.split()).rest or ()) == kept


@pytest.mark.parametrize(
    ("word", "gives"),
    [("-qam", True), ("--message=one", True), ("-C", True), ("-SABCF", False), ("-qSm", False), ("-uno", False), ("-q", False)],
)
def test_an_option_gives_the_message(word: str, gives: bool) -> None:
    assert gives_message(word) == gives
