"""A forge has squashed a session's own commits: what that changes is the session's own, wherever it goes on from there."""

from pathlib import Path

import pytest

from tests.push.told_test import Told
from tests.support.claude import Claude

LINES = "".join(f"line {n}\n" for n in range(1, 41))
ONWARD = {
    "rebased": "git rebase -q origin/main",
    "rebased with the squashed commit named": "git rebase -q --onto origin/main HEAD~1",
    "picked": "git switch -qc next origin/main && git cherry-pick feat",
    "reset and picked": "git branch made && git reset -q --hard origin/main && git cherry-pick made",
}


@pytest.fixture
def told(tmp_path: Path) -> Told:
    told = Told(tmp_path)
    told.lands("f.py", LINES)
    told.ann.git("pull", "-q")
    told.client.reads("f.py")
    assert told.client.runs("git switch -qc feat").ok
    told.client.edits("f.py", "line 5\n", "line 5 of ann\n")
    assert told.client.runs("git commit -qam first").ok
    return told


def squashes(told: Told, more: str = "") -> None:
    """Bob's clone is the forge: the pull request lands, perhaps with another's line."""
    assert told.client.runs("git push -q -f origin feat").ok
    bob = told.clones.bob.repository
    bob.git("pull", "-q")
    bob.git("fetch", "-q")
    bob.git("merge", "-q", "--squash", "origin/feat")
    bob.write("f.py", more + (bob.top / "f.py").read_text())
    bob.git("commit", "-qam", "first (#1)")
    bob.git("push", "-q", "origin", "main")


def goes_on(client: Claude, onward: str = ONWARD["rebased"]) -> None:
    client.edits("f.py", "line 20\n", "line 20 of ann\n")
    assert client.runs("git commit -qam second").ok
    assert client.repository.run(["sh", "-c", f"git fetch -q && {onward}"], **client.env).ok


@pytest.mark.parametrize(
    ("onward", "more"), [*((onward, "") for onward in ONWARD), *((onward, "# another's\n") for onward in list(ONWARD)[:2])]
)
def test_a_push_of_what_goes_on_from_it_asks_only_about_what_others_put_in_it(told: Told, onward: str, more: str) -> None:
    """Where it is picked onto that, the pick is asked already."""
    squashes(told, more)
    goes_on(told.client, ONWARD[onward])
    beside = told.client.repository.run(["git", "push", "-q", "origin", "HEAD:beside"], **told.client.env)
    assert ("CG101 f.py" in beside.err) is bool(more), beside.err
    pushed = told.client.repository.run(["git", "push", "-q", "origin", "HEAD:main"], **told.client.env)
    assert pushed.rejected == (["CG101 f.py"] if more else []), pushed.err


@pytest.mark.parametrize("last", ["ann", "dan"])
def test_what_another_put_in_on_the_same_branch_is_known_to_whom_has_committed_after_it(told: Told, last: str) -> None:
    dan = Claude(told.ann, "22222222-2222-3333-4444-555555555555")
    dan.reads("f.py")
    dan.edits("f.py", "line 30\n", "line 30 of dan\n")
    assert dan.runs("git commit -qam 'of dan'").ok
    if last == "ann":
        told.client.reads("f.py")
        told.client.edits("f.py", "line 10\n", "line 10 of ann\n")
        assert told.client.runs("git commit -qam third").ok
    told.ann.git("push", "-q", "-f", "origin", "feat")
    bob = told.clones.bob.repository
    bob.git("pull", "-q")
    bob.git("merge", "-q", "--squash", "origin/feat")
    bob.git("commit", "-qam", "first (#1)")
    bob.git("push", "-q", "origin", "main")
    onto = "git fetch -q && git switch -qc next origin/main && echo 1 > mine.py && git add mine.py && git commit -qm mine"
    denied = told.ann.run(["sh", "-c", onto], **told.client.env)  # without its client's hooks: it is not told
    assert denied.rejected == ([] if last == "ann" else ["CG101 f.py"]), denied.err


def test_what_others_changed_there_before_the_pull_request_is_known_from_then(told: Told) -> None:
    told.lands("f.py", LINES.replace("line 35\n", "line 35 of bob\n"))
    assert told.client.runs("git fetch -q && git rebase -q origin/main").ok
    told.client.reads("f.py")
    squashes(told)
    goes_on(told.client)
    pushed = told.client.repository.run(["git", "push", "-q", "origin", "HEAD:main"], **told.client.env)
    assert pushed.ok, pushed.err


@pytest.mark.parametrize(
    ("text", "asked"),
    [("line 5\n", True), ("line 5 of eve\n", True), ("line 5 of ann\nmore\n", False)],
    ids=["back", "on", "beside it"],
)
def test_what_the_session_has_changed_again_since_is_asked_about(told: Told, text: str, asked: bool) -> None:
    squashes(told)
    told.client.edits("f.py", "line 5 of ann\n", text)
    goes_on(told.client, "true")
    pushed = told.client.repository.run(["git", "push", "-q", "origin", "HEAD:beside"], **told.client.env)
    assert ("CG101 f.py" in pushed.err) is asked, pushed.err


def test_an_own_change_that_others_took_back_and_brought_again_is_asked_about(told: Told) -> None:
    """What the session knows since is the text without it."""
    squashes(told)
    assert told.client.runs("git switch -q main && git pull -q").ok
    told.clones.bob.reads("f.py")
    told.lands("f.py", LINES)
    assert told.client.runs("git pull -q && git switch -qc next").ok
    told.client.reads("f.py")
    told.lands("f.py", LINES.replace("line 5\n", "line 5 of ann\n"))
    told.client.writes("mine.py", "1\n")
    assert told.client.commits("mine.py").ok
    told.ann.run(["git", "fetch", "-q"], **told.client.env)
    pushed = told.client.repository.run(["git", "push", "-q", "origin", "HEAD:beside"], **told.client.env)
    assert "CG101 f.py" in pushed.err, pushed.err
