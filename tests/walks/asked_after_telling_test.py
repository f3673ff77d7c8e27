"""A search or a listing that is asked again where the answer is still the old one, after its session was shown the new one."""

import pytest

from tests.support.claude import ANN, Claude
from tests.support.repository import API, Repository, Session

SEARCH, LIST = "git grep -n 'f(' src", "ls src"
ASKED = pytest.mark.parametrize(("ask", "path"), [(SEARCH, "src/x.py"), (LIST, "src/new.py")], ids=["a search", "a listing"])


@pytest.fixture
def ann(repository: Repository) -> Claude:
    """In her own worktree Ann has found no caller of a function, and has changed it; she has listed a folder, and added to it."""
    repository.commit_files({"api.py": API, "src/x.py": "x = 1\n"})
    ann = Claude(repository, ANN, repository.worktree("ann"))
    ann.send("SessionStart", source="startup")
    return ann


def works(ann: Claude, ask: str) -> None:
    ann.runs(ask)
    assert ann.runs("echo 'f(2)' > src/y.py && git add -A && git commit -qm mine").ok


def lands(ann: Claude) -> list[str]:
    return ann.runs(f"git -C '{ann.repository.top}' merge -q --no-ff -m merge ann").rejected


@ASKED
def test_who_was_shown_the_new_answer_still_knows_it(ann: Claude, bob: Session, ask: str, path: str) -> None:
    works(ann, ask)
    bob.lands(path, "f(1)\n")
    assert path in ann.runs("true").out
    ann.runs(ask)
    assert lands(ann) == []


@ASKED
def test_what_changes_after_that_is_news(ann: Claude, bob: Session, ask: str, path: str) -> None:
    works(ann, ask)
    bob.lands("src/x.py", "f(0)\n")
    bob.lands("src/w.py", "w = 1\n")
    ann.runs("true")
    ann.runs(ask)
    bob.reads(path)
    bob.lands(path, "f(1)\n")
    assert lands(ann) == [f"CG102 {path}"]


@ASKED
def test_who_was_not_shown_it_does_not_know_it(ann: Claude, bob: Session, ask: str, path: str) -> None:
    works(ann, ask)
    bob.lands(path, "f(1)\n")
    assert lands(ann) == [f"CG102 {path}"]


@ASKED
@pytest.mark.parametrize("how", ["rebase", "merge"])
def test_a_call_that_brings_the_new_answer_in_and_asks_again_shows_it(
    ann: Claude, bob: Session, ask: str, path: str, how: str
) -> None:
    works(ann, ask)
    bob.lands(path, "f(1)\n")
    assert path in ann.runs(f"git {how} -q main; {ask}").out
    assert lands(ann) == []


@ASKED
@pytest.mark.parametrize("how", ["rebase", "merge"])
def test_so_does_one_that_asks_for_the_first_time(ann: Claude, bob: Session, ask: str, path: str, how: str) -> None:
    works(ann, f"cat src/x.py; test -f {path}")
    bob.lands(path, "f(1)\n")
    assert path in ann.runs(f"git {how} -q main; {ask}").out
    assert lands(ann) == []


@ASKED
def test_what_lands_between_that_call_and_the_landing_is_news(ann: Claude, bob: Session, ask: str, path: str) -> None:
    works(ann, ask)
    bob.lands("src/w.py", "w = 1\n")
    ann.runs(f"git rebase -q main; {ask}")
    bob.reads(path)
    bob.lands(path, "f(1)\n")
    assert lands(ann) == [f"CG102 {path}"]


def test_what_a_target_had_for_a_while_is_not_known_instead_of_what_is_seen_again(ann: Claude, bob: Session) -> None:
    works(ann, SEARCH)
    bob.lands("src/x.py", "f(1)\n")
    ann.runs("true")
    assert bob.git("reset", "-q", "--hard", "HEAD~1").ok
    ann.runs(SEARCH)
    assert lands(ann) == []
