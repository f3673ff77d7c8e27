"""The words of a git commit: what of them is given again, and whether they give the message."""

import pytest

from coordgit.core.commit_command import chooses, gives_message, is_commit, not_amending, parse_commit


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


SET = "-c user.name=commit "


@pytest.mark.parametrize("typed", ["commit -qm one", "commit -qam one -- f", "history fixup HEAD"])
def test_settings_for_one_command_change_nothing_else(typed: str) -> None:
    plain, given = parse_commit(typed.split()), parse_commit((SET + typed).split())
    assert given == plain._replace(rest=(*SET.split(), *(plain.rest or ())))
    assert chooses((SET + typed).split()) == chooses(typed.split()) == ("-qam" in typed)
    assert is_commit((SET + typed).split()) == is_commit(typed.split()) == typed.startswith("commit")


@pytest.mark.parametrize(
    ("typed", "instead"),
    [
        ("commit --amend -qam one", "commit -qam one"),
        ("commit -a --amend --no-edit --reset-author -- f", "commit -a -- f"),
        ("commit --amend -m --amend --author --amend -- --amend", "commit -m --amend --author --amend -- --amend"),
        (SET + "commit --amend -F text", SET + "commit -F text"),
        ("commit --amend -qC HEAD", ""),
        ("commit --amend --reuse-message=HEAD", ""),
    ],
)
def test_an_amend_is_a_commit_without_its_option(typed: str, instead: str) -> None:
    assert " ".join(not_amending(typed.split())) == instead
