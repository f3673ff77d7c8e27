"""The way on, as text: names for people, words for a shell, and what takes back told from what leads on."""

from __future__ import annotations

import os
import subprocess
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coordgit.core.quoting import quote, word
from coordgit.render.advice import UNDO_FIRST, Way, way

NAMES = [
    "my file",
    "-lead",
    "#h",
    'q"q',
    "it's",
    "new\nline",
    "$HOME",
    "back\\slash",
    "\udcff",
    "é",
    "~",
    "=ls",
    "a;b",
    "*",
    "\t'",
    "$(touch x)",
    "`touch x`",
    "a!b",
    "50%\x1b[2J\u202e",
]


def of(operation: str = "commit", /, elsewhere: str = "", **more: Any) -> Way:
    """The way on where all that is stale, lost or searched is so on one line."""
    by_line: dict[str, Any] = {kind: {elsewhere: more.pop(kind)} for kind in ("stale", "lost", "searches") if kind in more}
    return way(operation, **{"incoming": "f" * 40} | by_line | more)


def read_back(text: str, shell: str = "bash") -> list[bytes]:
    """The words that a shell makes of ``text``."""
    said = subprocess.run([shell, "-c", os.fsencode(f"printf '%s\\0' {text}")], capture_output=True, check=True, cwd="/")
    return said.stdout.split(b"\0")[:-1]


@pytest.mark.parametrize("shell", ["sh", "bash"])
@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_a_shell_reads_a_word_back_as_the_very_path(name: str, shell: str) -> None:
    assert read_back(word(name), shell) == [os.fsencode(f"./{name}" if name[0] == "-" else name)]


@given(st.binary(min_size=1, max_size=12).filter(lambda raw: b"\0" not in raw))
@settings(max_examples=25, deadline=None)
def test_any_name_is_a_word(raw: bytes) -> None:
    assert read_back(word(raw.decode("utf-8", "surrogateescape"))) == [b"./" * raw.startswith(b"-") + raw]


@pytest.mark.parametrize("name", ["src/api.py", "a_b-c.d", "x@2x.png", "1,2:3+4%"])
def test_a_plain_name_is_its_own_word(name: str) -> None:
    assert word(name) == quote(name) == name


@pytest.mark.parametrize("kind", ["stale", "lost", "taken"])
def test_a_command_and_the_text_name_a_word(kind: str) -> None:
    given_: dict[str, Any] = {kind: ["new\nline"]}
    found = of("commit", **given_)
    new_line = "\"$(printf 'new\\012line')\""
    assert new_line in found.sentence
    commands = [command for command in found.commands if command.startswith("coordgit ")]
    assert commands and all(command.endswith(f" {new_line}") for command in commands)


@pytest.mark.parametrize("kind", ["stale", "lost", "taken"])
def test_a_command_names_a_plain_path_as_it_is(kind: str) -> None:
    given_: dict[str, Any] = {kind: ["src/api.py"]}
    found = of("commit", **given_)
    assert [command.rsplit(" ", 1)[1] for command in found.commands if command[0] == "c"] == ["src/api.py"]


def test_a_branch_is_a_word_too() -> None:
    assert of(stale=["a"], elsewhere="it's").commands[0] == "git merge --autostash 'it'\\''s'"
    assert of(stale=["a"], elsewhere="main").commands[0] == "git merge --autostash main"


def test_ranges_of_one_file_are_one_command() -> None:
    assert of(stale=["a", "a"]).commands == ("coordgit read a", "git commit")
    assert of(stale=["a", "b"]).commands == ("coordgit read a", "coordgit read b", "git commit")


def test_several_paths_are_and_one_is() -> None:
    assert "wait until a.txt and src/api.py are released" in of(locked=["a.txt", "src/api.py"]).sentence
    assert "wait until a.txt is released" in of(locked=["a.txt"]).sentence
    assert (
        "read a and b as they are at the tip (coordgit read --at HEAD a b), put your change into those"
        in of(lost=["a", "b"]).sentence
    )
    assert "look at a and b as they are now, lock them again (coordgit lock a b)" in of(taken=["a", "b"]).sentence


def test_a_sentence_names_three_paths_and_counts_the_rest() -> None:
    found = of(lost=list("abcde"))
    assert "read a, b, c and 2 more as they are at the tip (coordgit read --at HEAD a b c ...)" in found.sentence
    assert sum(command.startswith("coordgit read") for command in found.commands) == 5


def test_a_lost_update_says_to_write_it_again() -> None:
    assert of(lost=["a b"]).commands == (
        "coordgit read --at HEAD 'a b'",
        "# put your change into that version of 'a b'",
        "git commit",
    )
    assert of(stale=["a b"]).commands == ("coordgit read 'a b'", "git commit")


@pytest.mark.parametrize(
    "operation", ["amend", "squash", "merge", "pull", "cherry-pick", "revert", "rebase", "am", "fast-forward"]
)
def test_what_is_half_done_is_not_merged_into(operation: str) -> None:
    found = of(operation, stale=["api.py"], elsewhere="main")
    assert found.sentence.startswith("read api.py as it is on main (coordgit read --at main api.py), adapt your change")
    assert found.commands[0] == "coordgit read --at main api.py"
    assert not any(command.endswith(" main") for command in found.commands)


@pytest.mark.parametrize(("operation", "merge"), [("commit", "git merge --autostash main"), ("update-ref", "git merge main")])
def test_what_left_nothing_half_done_brings_the_target_in(operation: str, merge: str) -> None:
    found = of(operation, stale=["api.py"], elsewhere="main")
    assert found.sentence.startswith(f"bring main in ({merge}), read api.py again")
    assert found.commands[:2] == (merge, "coordgit read api.py")
    assert ("stage it and commit again" in found.sentence) == (operation == "commit")
    assert "stage" not in of(operation, stale=["api.py"]).sentence


def test_a_search_is_not_repeated_here_for_a_line_that_is_elsewhere() -> None:
    there = of("merge", searches=["read --grep x"], elsewhere="main")
    assert there.sentence.startswith('look at what main has, acknowledge it (coordgit ack \0 --why "..."), adapt')
    here = of("merge", searches=["read --grep x"])
    assert here.sentence.startswith("look or search again (coordgit read --grep x), adapt your change")
    assert here.commands[0] == "coordgit read --grep x"


def test_what_only_a_client_can_search_again_is_no_command() -> None:
    found = of(searches=["", "read --glob '*.py'", ""])
    assert found.commands == ("coordgit read --glob '*.py'", "# search again as you did", "git commit")
    assert of(searches=[""]).sentence == "look or search again, adapt your change if it needs it, commit again"


def test_each_line_is_looked_at_by_itself_where_none_can_be_brought_in() -> None:
    found = way("amend", stale={"": ["x"], "main": ["x", "y"]})
    assert found.sentence == (
        "read x again, read x and y as they are on main (coordgit read --at main x y),"
        " adapt your change if it needs it, amend again"
    )
    assert found.commands[:3] == ("coordgit read x", "coordgit read --at main x", "coordgit read --at main y")
    merged = way("commit", stale={"": ["x"], "main": ["x", "y"]}, lost={"main": ["z"]})
    assert merged.commands[:4] == (
        "git merge --autostash main",
        "coordgit read --at HEAD z",
        "# put your change into that version of z",
        "coordgit read x",
    )


def test_what_others_read_is_not_read_again_here() -> None:
    found = of("merge", others=["a", "a"])
    assert found.sentence.startswith(
        "have a read again by the session that read it, or acknowledge the change (coordgit ack \0 --why "
    )
    assert not any("read" in command for command in found.commands)
    both = of("merge", others=["a"], stale=["b"])
    assert both.sentence.startswith("read b again, adapt your change if it needs it, have a read again by the session")


@pytest.mark.parametrize("operation", ["fast-forward", "pull --ff", "reset"])
def test_what_leaves_others_work_staged_warns(operation: str) -> None:
    found = of(operation, stale=["a"])
    assert "; do not commit: the incoming files are staged (undo: git read-tree -m -u ffffffffffff HEAD)" in found.sentence
    assert not any("git commit" in command for command in found.commands)


@pytest.mark.parametrize("operation", ["commit", "amend", "update-ref", "push"])
def test_what_leaves_nothing_staged_does_not_warn(operation: str) -> None:
    found = of(operation, stale=["a"])
    assert "do not commit" not in found.sentence and "undo" not in found.sentence
    assert not any(command.startswith(UNDO_FIRST) for command in found.commands)


@pytest.mark.parametrize("operation", ["merge", "pull", "cherry-pick", "revert", "rebase", "am", "fast-forward"])
def test_to_take_it_back_is_no_step_of_the_way_on(operation: str) -> None:
    *steps, last = of(operation, stale=["a"]).commands
    assert last.startswith("# or undo: git ")
    assert not any("undo" in step for step in steps)


def test_a_push_is_put_right_where_it_came_from() -> None:
    found = of("push", stale=["api.py"], elsewhere="main", receiver="/srv/my repo.git")
    assert found.sentence == (
        "bring main in where you push from, read api.py again (coordgit -C '/srv/my repo.git' read --at main api.py),"
        " adapt your change if it needs it, push again"
    )
    assert found.commands[-1] == "git push"
    waiting = of("push", locked=["api.py"], receiver="/srv/r.git")
    assert waiting.sentence == "wait until api.py is released (coordgit -C /srv/r.git locks), push again"
