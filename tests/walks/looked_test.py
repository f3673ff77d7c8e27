"""Looking counts: a diff that the session's own shell printed whole refreshes the read, from the session's next call on."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository, Result, Session

ROWS = 400
"""So many lines of a diff are more than a notice carries, and less than a client cuts."""


def rows(*changed: int) -> str:
    return "".join(f"line {n} {'changed' if n in changed else 'of it'}\n" for n in range(ROWS))


OLD, NEW = rows(), rows(*range(0, ROWS, 7))


@pytest.fixture
def ann(repository: Repository) -> Claude:
    """Ann has read api.py and edits another file; the change of api.py is too long for a notice."""
    repository.commit_files({"api.py": OLD, "other.py": "1\n", "src/deep.py": OLD})
    ann = Claude(repository, "aaaaaaaa-0000-4000-8000-000000000001")
    ann.send("SessionStart", source="startup")
    ann.reads("api.py")
    ann.writes("caller.py", "f(1)\n")
    return ann


def commit(ann: Claude) -> Result:
    return ann.commits("caller.py")


LOOKS: list[Callable[[str, str], str]] = [
    lambda old, new: f"git diff {old} {new} -- api.py",
    lambda old, new: f"git diff {old}..{new}",
    lambda old, new: f"git diff {old} -- api.py",
    lambda old, new: f"git show {new}",
    lambda old, new: "git log -p -3",
    lambda old, new: f"git log -p --reverse {old}..",
    lambda old, new: f"git -c diff.noprefix=true diff -U0 {old} {new}; echo done",
    lambda old, new: f"cd src && git diff --relative=. {old} -- ../api.py; git diff {old} -- ../api.py; cd ..",
    lambda old, new: f"git diff {old} {new} | cat",
    lambda old, new: f"git -c color.ui=always diff {old} {new}",
    lambda old, new: f"git log -p -1 --color=always --color-moved {new}",
]


@pytest.mark.daily(3)
@pytest.mark.parametrize("look", LOOKS)
def test_a_change_that_was_looked_at_is_known(ann: Claude, bob: Session, look: Callable[[str, str], str]) -> None:
    old = ann.repository.head()
    new = bob.lands("api.py", NEW)
    assert "too long to show" in ann.runs("true").out
    assert commit(ann).rejected == ["CG101 api.py"]
    assert ann.runs(look(old, new)).ok
    result = commit(ann)
    assert result.ok, result.err


@pytest.mark.parametrize(
    "look",
    [
        lambda old, new: f"git diff {old} {new} | head -100",
        lambda old, new: f"git diff --stat {old} {new}",
        lambda old, new: f"git diff {new} {old}",
        lambda old, new: f"git diff {old} {new} > /dev/null",
        lambda old, new: f"git diff {old} {new} | grep -v 'line 7 '",
        lambda old, new: f"git diff {old} {new} -- other.py",
        lambda old, new: f"git show {old}",
        lambda old, new: f"git -c color.ui=always diff {old} {new} | head -100",
        lambda old, new: f"git diff --color-words {old} {new}",
    ],
)
def test_what_shows_less_or_another_thing_is_not_a_look(ann: Claude, bob: Session, look: Callable[[str, str], str]) -> None:
    old = ann.repository.head()
    new = bob.lands("api.py", NEW)
    ann.runs("true")
    ann.runs(look(old, new))
    assert commit(ann).rejected == ["CG101 api.py"]


def test_a_look_does_not_count_for_the_call_that_commits(ann: Claude, bob: Session) -> None:
    old, new = ann.repository.head(), bob.lands("api.py", NEW)
    ann.runs("true")
    result = ann.runs(f"git add caller.py && git diff {old} {new} && git commit -qm x -- caller.py")
    assert result.rejected == ["CG101 api.py"]
    assert ann.runs(f"git diff {old} {new}").ok
    assert commit(ann).ok


def test_a_look_does_not_count_for_calls_of_the_same_batch(ann: Claude, bob: Session) -> None:
    old, new = ann.repository.head(), bob.lands("api.py", NEW)
    ann.runs("true")
    shown, given = ann.repository.git("diff", old, new), {"command": f"git diff {old} {new}"}
    one, two = ann.call(), ann.call()
    command = {"command": "git add caller.py && git commit -qm x -- caller.py"}
    ann.before("Bash", given, one)
    ann.after("Bash", given, {"stdout": shown, "stderr": "", "interrupted": False}, one)
    ann.before("Bash", command, two)
    assert ann.repository.run(["sh", "-c", command["command"]], **ann.env).rejected == ["CG101 api.py"]
    ann.batch()
    assert commit(ann).ok


def test_a_look_does_not_count_because_the_calls_of_another_session_are_over(ann: Claude, bob: Session) -> None:
    cat = Claude(ann.repository, "cccccccc-0000-4000-8000-000000000003")
    cat.reads("api.py")
    old, new = ann.repository.head(), bob.lands("api.py", NEW)
    shown, given = ann.repository.git("diff", old, new), {"command": f"git diff {old} {new}"}
    for one in (ann, cat):
        one.runs("true")
        looks = one.call()
        one.before("Bash", given, looks)
        one.after("Bash", given, {"stdout": shown, "stderr": "", "interrupted": False}, looks)
    cat.batch()
    ann.before("Bash", {"command": "git add caller.py && git commit -qm x -- caller.py"}, ann.call())
    added = ann.repository.run(["git", "add", "caller.py"], **ann.env)
    assert added.ok
    assert ann.repository.run(["git", "commit", "-qm", "x", "--", "caller.py"], **ann.env).rejected == ["CG101 api.py"]
    ann.batch()
    assert commit(ann).ok


@pytest.mark.parametrize("cut", [{"persistedOutputPath": "/tmp/x"}, {"interrupted": True}])
def test_what_the_client_cut_or_stopped_is_not_a_look(ann: Claude, bob: Session, cut: dict[str, Any]) -> None:
    old, new = ann.repository.head(), bob.lands("api.py", NEW)
    ann.runs("true")
    shown, given, call = ann.repository.git("diff", old, new), {"command": f"git diff {old} {new}"}, ann.call()
    shown = shown[: len(shown) // 2] if "interrupted" in cut else shown
    ann.before("Bash", given, call)
    ann.after("Bash", given, {"stdout": shown, "stderr": "", "interrupted": False} | cut, call)
    ann.batch()
    assert commit(ann).rejected == ["CG101 api.py"]


@pytest.mark.parametrize(("agent", "lands"), [("", True), ("sub_1", False)])
def test_a_look_of_a_sub_agent_is_none_of_the_session(ann: Claude, bob: Session, agent: str, lands: bool) -> None:
    old, new = ann.repository.head(), bob.lands("api.py", NEW)
    ann.runs("true")
    shown, given, call = ann.repository.git("diff", old, new), {"command": f"git diff {old} {new}"}, ann.call()
    more = {"agent_id": agent} if agent else {}
    ann.before("Bash", given, call, **more)
    ann.after("Bash", given, {"stdout": shown, "stderr": "", "interrupted": False}, call, **more)
    ann.batch(**more)
    assert (commit(ann).rejected == []) is lands


def test_two_diffs_join_and_one_of_them_is_not_enough(ann: Claude, bob: Session) -> None:
    repository = ann.repository
    first = repository.head()
    second = bob.lands("api.py", rows(*range(0, ROWS, 9)))
    third = bob.lands("api.py", NEW)
    ann.runs("true")
    ann.runs(f"git diff {second} {third}")
    assert commit(ann).rejected == ["CG101 api.py"]
    ann.runs(f"git show {third}; git show {second}")
    assert commit(ann).ok
    assert first != second


def test_what_changes_after_the_look_rejects(ann: Claude, bob: Session) -> None:
    old, new = ann.repository.head(), bob.lands("api.py", NEW)
    ann.runs(f"git diff {old} {new}")
    bob.lands("api.py", rows(*range(0, ROWS, 5)))
    ann.runs("true")
    assert commit(ann).rejected == ["CG101 api.py"]


def test_an_explanation_in_ones_own_shell_is_a_look(ann: Claude, bob: Session, command_line: None) -> None:
    bob.lands("api.py", NEW)
    ann.runs("true")
    assert commit(ann).rejected == ["CG101 api.py"]
    assert "--all" in ann.runs("coordgit explain").out  # too long, so it is folded
    assert commit(ann).rejected == ["CG101 api.py"]
    assert "line 7 changed" in ann.runs("coordgit explain --all").out
    assert commit(ann).ok


def test_an_explanation_that_was_cut_is_not_a_look(ann: Claude, bob: Session, command_line: None) -> None:
    bob.lands("api.py", NEW)
    ann.runs("true")
    assert commit(ann).rejected == ["CG101 api.py"]
    ann.runs("coordgit explain --all | head -40")
    assert commit(ann).rejected == ["CG101 api.py"]


def test_a_file_that_came_is_looked_at_and_one_that_went_is_told_in_words(ann: Claude, bob: Session) -> None:
    ann.reads("new.py")
    ann.reads("src/deep.py")
    old = ann.repository.head()
    bob.writes("new.py", NEW)
    assert bob.git("add", "new.py").ok and bob.git("rm", "-q", "src/deep.py").ok and bob.git("commit", "-qm", "both").ok
    assert "src/deep.py removed by " in ann.runs("true").out
    assert commit(ann).rejected == ["CG103 new.py"]
    ann.runs(f"git diff {old} -- new.py")
    assert commit(ann).ok


def test_a_search_is_known_again_when_all_that_changed_its_answer_was_shown(repository: Repository) -> None:
    repository.commit_files({"a.py": OLD, "b.py": OLD})
    ann, bob = Claude(repository, "aaaaaaaa-0000-4000-8000-000000000001"), repository.session("bob")
    ann.send("SessionStart", source="startup")
    repository.coordgit("read", "--grep", "changed", **ann.env)
    old = repository.head()
    bob.lands("a.py", NEW)
    bob.lands("b.py", NEW)
    ann.writes("caller.py", "f(1)\n")
    ann.runs("true")
    ann.runs(f"git diff {old} -- a.py")
    assert commit(ann).rejected == ["CG102 a.py", "CG102 b.py"]
    ann.runs(f"git diff {old} -- a.py; git diff {old} -- b.py")
    assert commit(ann).ok


def test_a_session_without_a_client_has_seen_what_its_own_explain_printed(repository: Repository) -> None:
    repository.begin(api__py="1\n")
    ann, bob = repository.session("ann"), repository.session("bob")
    ann.reads("api.py")
    bob.lands("api.py", "2\n")
    assert ann.commits("new.py", "1\n").rejected == ["CG101 api.py"]
    assert repository.coordgit("explain", "v1").ok and bob.coordgit("explain").ok  # looks of others
    assert ann.git("commit", "-qm", "x").rejected == ["CG101 api.py"]
    assert ann.coordgit("explain").ok
    assert ann.git("commit", "-qm", "x").ok


@pytest.mark.parametrize(("nowhere", "seen"), [(">&-", False), (">/dev/null", False), ("| cat", True)])
def test_an_explanation_that_nobody_could_read_does_not_count(repository: Repository, nowhere: str, seen: bool) -> None:
    repository.begin(api__py="1\n")
    ann, bob = repository.session("ann"), repository.session("bob")
    ann.reads("api.py")
    bob.lands("api.py", "2\n")
    assert ann.commits("new.py", "1\n").rejected == ["CG101 api.py"]
    assert repository.run(["bash", "-c", f"coordgit explain {nowhere}"], **ann.env).ok
    assert ann.git("commit", "-qm", "x").ok == seen


def test_an_older_explanation_does_not_count_for_what_changed_since(repository: Repository) -> None:
    repository.begin(api__py="1\n")
    ann, bob = repository.session("ann"), repository.session("bob")
    ann.reads("api.py")
    bob.lands("api.py", "2\n")
    denied = ann.commits("new.py", "1\n")
    bob.lands("api.py", "3\n")
    assert ann.coordgit("explain", denied.verdict).ok
    assert ann.git("commit", "-qm", "x").rejected == ["CG101 api.py"]
