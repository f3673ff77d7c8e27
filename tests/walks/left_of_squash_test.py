"""Somebody commits beside a squash, or picks that were not to commit, which ann has staged in a work tree that she shares with
bob. git then forgets the operation, and leaves staged what it had staged: that stays ann's to commit."""

from collections.abc import Callable

import pytest

from coordgit.store import writes
from tests.support.claude import Claude
from tests.support.repository import Session
from tests.support.way_on import obey
from tests.walks.staged_by_another_test import CATS, LINES, PICKS, SQUASH, stages
from tests.walks.staged_by_another_test import ann as ann  # fixtures
from tests.walks.staged_by_another_test import bob as bob

BESIDE = ["git commit -qm mine -- g.py", "coordgit commit -q -m mine"]
STAGED = "f.py\nnew.py"


def runs(session: Claude | Session, command: str) -> None:
    done = session.runs(command) if isinstance(session, Claude) else session.repository.run(["sh", "-c", command], **session.env)
    assert done.ok, done


def edits_of_ann(bob: Claude) -> list[str]:
    return [edit["path"] for edit in bob.repository.session("ann").json("session", "show")["writes"]]


def staged(bob: Claude) -> str:
    return bob.repository.git("diff", "--cached", "--name-only")


@pytest.fixture
def beside(ann: Claude | Session, bob: Claude) -> Callable[[str, str], None]:
    """Ann stages by ``command``; bob commits ``g.py`` beside that."""

    def begin(command: str, commit: str) -> None:
        stages(ann, command)
        bob.writes("g.py", "of bob\n")
        runs(bob, commit)
        assert staged(bob) == STAGED

    return begin


Beside = Callable[[str, str], None]


@pytest.mark.parametrize("commit", BESIDE)
@pytest.mark.parametrize("command", [SQUASH, PICKS])
def test_the_next_commit_of_another_carries_none_of_it(bob: Claude, beside: Beside, command: str, commit: str) -> None:
    beside(command, commit)
    bob.writes("g.py", "of bob, again\n")
    denied = bob.runs("git commit -qam mine")
    assert denied.rejected == ["CG202 f.py", "CG202 new.py"], denied
    done = obey(bob, denied, lambda: bob.runs("git commit -qam mine"))
    assert all(one.ok for one in done), done
    assert bob.repository.git("show", "--format=", "--name-only", "HEAD") == "g.py"
    assert staged(bob) == STAGED


@pytest.mark.parametrize("commit", BESIDE)
@pytest.mark.parametrize("command", [SQUASH, PICKS])
def test_whoever_has_staged_it_commits_it(ann: Claude | Session, bob: Claude, beside: Beside, command: str, commit: str) -> None:
    beside(command, commit)
    runs(ann, "git commit -qm all")
    assert bob.repository.git("show", "--format=", "--name-only", "HEAD") == STAGED
    bob.writes("f.py", CATS + "of_bob = 1\n")
    runs(bob, "git commit -qam mine")


def test_whoever_has_staged_it_commits_it_with_coordgit(ann: Claude | Session, bob: Claude, beside: Beside) -> None:
    beside(SQUASH, BESIDE[0])
    runs(ann, "coordgit commit -q -m all")
    assert bob.repository.git("show", "--format=", "--name-only", "HEAD") == STAGED


def test_whoever_commits_it_answers_for_its_author(ann: Claude | Session, bob: Claude, beside: Beside) -> None:
    bob.repository.session("dan").lands("h.py", "1\n")
    beside(SQUASH, BESIDE[0])
    denied = ann.runs("git commit -qm all") if isinstance(ann, Claude) else ann.git("commit", "-qm", "all")
    assert denied.rejected == ["CG101 h.py"], denied


@pytest.mark.parametrize("undo", ["git reset -q --hard", "git restore -SW f.py && git rm -qf new.py", "git checkout -q HEAD . "])
def test_what_it_has_thrown_away_is_nobodys(ann: Claude | Session, bob: Claude, beside: Beside, undo: str) -> None:
    beside(SQUASH, BESIDE[0])
    runs(ann, undo)
    bob.writes("f.py", LINES.replace("line_1 = 1\n", "line_1 = 'of bob'\n"))
    runs(bob, "git commit -qm mine -- f.py")


def test_what_it_leaves_of_it_after_a_commit_in_part_is_its_own(ann: Claude | Session, bob: Claude) -> None:
    stages(ann, SQUASH)
    runs(ann, "git commit -qm part -- f.py")
    bob.writes("g.py", "of bob\n")
    denied = bob.runs("git commit -qam mine")
    assert denied.rejected == ["CG202 new.py"], denied
    assert all(one.ok for one in obey(bob, denied, lambda: bob.runs("git commit -qam mine")))
    with bob.repository.store() as store:
        assert [edit.path for edit in writes.of_session(store, "ann")] == ["new.py"]
    runs(ann, "git commit -qm rest")
    assert bob.repository.git("show", "--format=", "--name-only", "HEAD") == "new.py"


@pytest.mark.parametrize("commit", BESIDE)
def test_a_conflict_in_it_is_its_own_too(ann: Claude | Session, bob: Claude, commit: str) -> None:
    bob.repository.session("dan").lands("f.py", LINES.replace("line_4 = 4\n", "line_4 = 'of dan'\n"))
    command = ["sh", "-c", f"{SQUASH} || true"]
    assert ann.runs(command[2]).ok if isinstance(ann, Claude) else bob.repository.run(command, **ann.env).ok
    bob.writes("g.py", "of bob\n")
    runs(bob, commit)
    bob.writes("g.py", "of bob, again\n")
    denied = bob.runs("git commit -qam mine")
    assert denied.rejected == ["CG202 f.py", "CG202 new.py"], denied


@pytest.mark.parametrize("whole", [False, True], ids=["Edit", "Write"])
def test_ones_own_lines_in_a_file_of_it_are_told_apart(ann: Claude | Session, bob: Claude, whole: bool) -> None:
    stages(ann, SQUASH)
    if whole:
        bob.writes("f.py", CATS.replace("line_0 = 0\n", "line_0 = 'of bob'\n"))
    else:
        bob.edits("f.py", "line_0 = 0\n", "line_0 = 'of bob'\n")
    bob.writes("g.py", "of bob\n")
    runs(bob, BESIDE[0])
    denied = bob.runs("git commit -qam mine")
    assert denied.rejected == ["CG202 f.py", "CG202 new.py"], denied
    runs(bob, "coordgit commit -q -m mine")
    assert bob.repository.git("show", "--format=", "--name-only", "HEAD") == "f.py"
    assert bob.repository.git("show", "HEAD:f.py") + "\n" == LINES.replace("line_0 = 0", "line_0 = 'of bob'")
    runs(ann, "git commit -qam all")
    assert bob.repository.git("show", "--format=", "--name-only", "HEAD") == STAGED


def test_it_stays_its_own_on_a_detached_head(ann: Claude | Session, bob: Claude) -> None:
    bob.repository.git("checkout", "-q", "--detach")
    stages(ann, SQUASH)
    bob.writes("g.py", "of bob\n")
    runs(bob, BESIDE[0])
    bob.writes("g.py", "of bob, again\n")
    denied = bob.runs("git commit -qam mine")
    assert denied.rejected == ["CG202 f.py", "CG202 new.py"], denied
    runs(bob, BESIDE[0])
    runs(ann, "git commit -qm all")


def test_a_move_of_another_branch_is_no_commit_beside_it(ann: Claude | Session, bob: Claude) -> None:
    stages(ann, SQUASH)
    assert bob.runs("git branch other main && git branch -f other cat~1").ok
    assert edits_of_ann(bob) == []


def test_its_author_lands_it_elsewhere_and_nobody_else_is_asked(ann: Claude | Session, bob: Claude, beside: Beside) -> None:
    repository = bob.repository
    repository.commit_files({"i.py": "0\n"})
    repository.git("switch", "-q", "-c", "topic")
    ann.reads("i.py")
    beside(SQUASH, BESIDE[0])
    tree = repository.folder / "onto"
    repository.git("worktree", "add", "-q", str(tree), "main")
    repository.session("dan", tree).lands("i.py", "1\n")
    cat = repository.session("cat", tree)
    assert cat.git("merge", "-q", "--squash", "cat").ok and cat.git("commit", "-qm", "mine").ok


def test_another_text_in_its_place_is_whose_edit_that_is(ann: Claude | Session, bob: Claude) -> None:
    stages(ann, SQUASH)
    runs(ann, "git checkout -q HEAD -- . && git rm -qf new.py")
    dan = bob.repository.session("dan")
    dan.writes("f.py", LINES.replace("line_0 = 0", "line_0 = 'of dan'"))
    assert dan.git("add", "f.py").ok
    dan.writes("g.py", "of dan\n")
    runs(dan, BESIDE[0])
    runs(dan, "git commit -qam mine")


@pytest.mark.parametrize("paths", ["f.py", "new.py", "i.py", "f.py new.py i.py"])
def test_what_it_has_reset_of_it_stays_its_own_in_the_work_tree(ann: Claude | Session, bob: Claude, paths: str) -> None:
    bob.repository.commit_files({"i.py": "0\n"})
    cat = bob.repository.session("cat", bob.repository.folder / "cat")
    assert cat.git("merge", "-q", "main").ok and cat.git("rm", "-q", "i.py").ok and cat.git("commit", "-qm", "delete").ok
    stages(ann, SQUASH)
    runs(ann, f"git reset -q -- {paths}")
    bob.writes("g.py", "of bob\n")
    runs(bob, BESIDE[0])
    bob.writes("g.py", "of bob, again\n")
    denied = bob.runs("git add -A && git commit -qm mine")
    assert denied.rejected == ["CG202 f.py", "CG202 i.py", "CG202 new.py"], denied
    assert all(one.ok for one in obey(bob, denied, lambda: bob.runs("git commit -qm mine")))
    assert bob.repository.git("show", "--format=", "--name-only", "HEAD") == "g.py"
    runs(ann, "git add -A && git commit -qm all")


def test_what_it_has_reset_and_taken_back_of_it_is_nobodys(ann: Claude | Session, bob: Claude) -> None:
    stages(ann, SQUASH)
    runs(ann, "git reset -q -- f.py && git checkout -q f.py")
    bob.writes("g.py", "of bob\n")
    runs(bob, BESIDE[0])
    bob.writes("f.py", CATS + "of_bob = 1\n")
    runs(bob, "git commit -qm mine -- f.py")
    assert edits_of_ann(bob) == ["new.py"]
