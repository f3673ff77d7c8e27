"""A commit that concludes a rebase which has stopped carries no uncommitted edit of another session: HEAD is detached there, and
the branch gets the commit only at the end."""

import pytest

from tests.support.claude import ANN, Claude
from tests.support.repository import Repository, Result
from tests.support.way_on import obey

pytestmark = pytest.mark.nightly

BOB = "00000000-0000-4000-8000-00000000000b"
RESOLVED = "one\nboth\nthree\n"
CONTINUE = "git add -A && git rebase --continue"
HOW = {"merge": "git rebase main", "apply": "git rebase --apply main"}


@pytest.fixture
def ann(repository: Repository) -> Claude:
    """Ann, on a branch whose first of three commits conflicts with main."""
    repository.git("config", "core.editor", "true")
    repository.commit_files({"f.txt": "one\ntwo\nthree\n", "g.txt": "g\n", "h.txt": "h\n"})
    repository.git("switch", "-qc", "side")
    for name, text in {"f.txt": "one\ntwo, aside\nthree\n", "s.txt": "s\n", "t.txt": "t\n"}.items():
        repository.commit_files({name: text}, f"of {name}")
    repository.git("switch", "-q", "main")
    repository.commit_files({"f.txt": "one\ntwo, in main\nthree\n"})
    repository.git("switch", "-q", "side")
    return Claude(repository, ANN)


@pytest.fixture
def bob(repository: Repository) -> Claude:
    return Claude(repository, BOB)


def stop(ann: Claude, rebase: str = "git rebase main") -> None:
    assert not ann.runs(rebase).ok
    ann.reads("f.txt")
    ann.writes("f.txt", RESOLVED)


def follows(ann: Claude, denied: Result) -> None:
    done = obey(ann, denied, lambda: ann.runs(CONTINUE), ann.cwd)[-1]
    assert done.ok and not done.rejected, done


def is_rebased(repository: Repository) -> None:
    """The branch has its three commits on top of main, and nothing of another's."""
    assert repository.git("symbolic-ref", "--short", "HEAD") == "side"
    assert repository.git("log", "--format=%s", "main..side").split("\n") == ["of t.txt", "of s.txt", "of f.txt"]
    assert repository.git("diff", "--name-only", "main", "side").split() == ["f.txt", "s.txt", "t.txt"]
    assert not (repository.top / ".git/rebase-merge").exists() and not (repository.top / ".git/rebase-apply").exists()


@pytest.mark.parametrize("concludes", [CONTINUE, "git commit -qam both", "git add -A && git commit --no-edit"])
@pytest.mark.parametrize("since", ["main", "side~2"], ids=["more is left", "it is the last"])
def test_anothers_edit_of_a_tracked_file_stays_uncommitted_by_doing_what_is_printed(
    repository: Repository, ann: Claude, bob: Claude, since: str, concludes: str
) -> None:
    if since != "main":
        repository.git("reset", "-q", "--hard", since)
    bob.reads("g.txt")
    stop(ann)
    bob.edits("g.txt", "g\n", "g, by bob\n")
    denied = ann.runs(concludes)
    assert denied.rejected == ["CG202 g.txt"] and "(undo: " not in denied.err, denied
    follows(ann, denied)
    assert repository.git("status", "--porcelain") == "M g.txt"
    assert (repository.top / "g.txt").read_text() == "g, by bob\n"
    if since == "main":
        is_rebased(repository)
    else:
        assert repository.git("log", "--format=%s", "main..side") == "of f.txt"
    assert bob.runs("git commit -qam bobs").ok


@pytest.mark.parametrize("how", HOW)
def test_anothers_new_file_is_left_out_and_the_rebase_continues(
    repository: Repository, ann: Claude, bob: Claude, how: str
) -> None:
    stop(ann, HOW[how])
    bob.writes("new.txt", "by bob\n")
    denied = ann.runs(CONTINUE)
    assert denied.rejected == ["CG202 new.txt"]
    follows(ann, denied)
    assert repository.git("status", "--porcelain") == "?? new.txt"
    is_rebased(repository)


def test_undoing_it_leaves_anothers_new_file_in_the_work_tree(repository: Repository, ann: Claude, bob: Claude) -> None:
    stop(ann)
    bob.writes("new.txt", "by bob\n")
    undo = ann.runs(CONTINUE).err.split(" (undo: ")[1].split(")\n")[0]
    assert ann.runs(undo).ok, undo
    assert repository.git("status", "--porcelain") == "?? new.txt" and repository.git("log", "-1", "--format=%s") == "of t.txt"


@pytest.mark.daily(1)
@pytest.mark.parametrize("how", HOW)
def test_what_is_handed_over_goes_with_it(repository: Repository, ann: Claude, bob: Claude, how: str) -> None:
    stop(ann, HOW[how])
    bob.edits("g.txt", "g\n", "g, by bob\n")
    denied = ann.runs(CONTINUE)
    assert denied.rejected == ["CG202 g.txt"]
    assert ann.runs('coordgit ack --why "bob said so" v' + denied.err.split("rejected v")[1].split(":")[0]).ok
    assert ann.runs("git rebase --continue").ok
    assert repository.git("show", "side:g.txt") == "g, by bob" and not repository.git("status", "--porcelain")


@pytest.mark.parametrize("rebase", ["git rebase -i main", "git rebase --apply main"], ids=["a fixup is left", "patches"])
def test_where_the_rest_cannot_be_done_without_it_its_session_commits_first(
    repository: Repository, ann: Claude, bob: Claude, rebase: str
) -> None:
    repository.git("config", "sequence.editor", "sed -i.bak '3s/^pick/fixup/'")
    bob.reads("g.txt")
    stop(ann, rebase)
    bob.edits("g.txt", "g\n", "g, by bob\n")
    denied = ann.runs(CONTINUE)
    assert denied.rejected == ["CG202 g.txt"] and "(undo: " not in denied.err, denied
    assert "have g.txt committed by " in denied.err and "git rebase --continue" in denied.err, denied.err
    assert bob.runs("git commit -qm bobs g.txt").ok
    assert ann.runs("git rebase --continue").ok
    assert repository.git("show", "side:g.txt") == "g, by bob" and not repository.git("status", "--porcelain")


@pytest.mark.daily(1)
@pytest.mark.parametrize("how", HOW)
def test_ones_own_new_file_may_go_into_it(repository: Repository, ann: Claude, bob: Claude, how: str) -> None:
    bob.reads("g.txt")
    stop(ann, HOW[how])
    ann.writes("own.txt", "by ann\n")
    ann.writes("g.txt", "g, by ann\n")
    bob.edits("h.txt", "h\n", "h, by bob\n")
    bob.edits("h.txt", "h, by bob\n", "h\n")
    assert ann.runs(CONTINUE).ok
    assert repository.git("diff", "--name-only", "main", "side").split() == ["f.txt", "g.txt", "own.txt", "s.txt", "t.txt"]


@pytest.mark.daily(1)
@pytest.mark.parametrize("how", HOW)
def test_anothers_file_that_is_not_added_stays(repository: Repository, ann: Claude, bob: Claude, how: str) -> None:
    stop(ann, HOW[how])
    bob.writes("new.txt", "by bob\n")
    assert ann.runs("git add f.txt && git rebase --continue").ok
    assert repository.git("status", "--porcelain") == "?? new.txt"
    is_rebased(repository)


def test_anothers_edit_that_is_not_added_stays_at_a_commit_by_hand(repository: Repository, ann: Claude, bob: Claude) -> None:
    stop(ann)
    bob.edits("g.txt", "g\n", "g, by bob\n")
    assert ann.runs("git add f.txt && git commit -q -C REBASE_HEAD").ok
    assert repository.git("status", "--porcelain") == "M g.txt"


@pytest.mark.daily(1)
@pytest.mark.parametrize("how", HOW)
def test_what_an_autostash_keeps_is_no_part_of_it(repository: Repository, ann: Claude, bob: Claude, how: str) -> None:
    bob.edits("g.txt", "g\n", "g, by bob\n")
    stop(ann, HOW[how].replace("rebase", "rebase --autostash"))
    assert ann.runs(CONTINUE).ok
    assert repository.git("status", "--porcelain") == "M g.txt"
    is_rebased(repository)


def test_what_git_itself_has_picked_is_nobodys_edit(repository: Repository, ann: Claude, bob: Claude) -> None:
    """Bob's edit, which the rebase has put into the stash, makes of the file what the commit that stops makes of it."""
    repository.git("reset", "-q", "--hard", "side~3")
    repository.commit_files({"f.txt": "one\ntwo, aside\nthree\n", "g.txt": "g, once\n"})
    repository.commit_files({"g.txt": "g, twice\n"})
    bob.edits("g.txt", "g, twice\n", "g, once\n")
    stop(ann, "git rebase --autostash main")
    assert ann.runs(CONTINUE).ok
    assert repository.git("status", "--porcelain") == "M g.txt"


def test_a_file_that_both_have_edited_is_left_out_whole(repository: Repository, ann: Claude, bob: Claude) -> None:
    repository.git("switch", "-q", "main")
    repository.commit_files({"g.txt": "".join(f"{n}\n" for n in range(30))})
    repository.git("switch", "-q", "side")
    stop(ann)
    bob.edits("g.txt", "3\n", "3, by bob\n")
    ann.edits("g.txt", "25\n", "25, by ann\n")
    denied = ann.runs(CONTINUE)
    assert denied.rejected == ["CG202 g.txt"]
    follows(ann, denied)
    is_rebased(repository)
    assert ann.runs("coordgit commit -m 25").ok
    shown = repository.git("show", "HEAD:g.txt")
    assert "25, by ann" in shown and "by bob" not in shown and "3, by bob" in (repository.top / "g.txt").read_text()


def test_the_stash_of_an_autostash_comes_back(repository: Repository, ann: Claude, bob: Claude) -> None:
    ann.writes("h.txt", "h, by ann\n")
    stop(ann, "git rebase --autostash main")
    bob.edits("g.txt", "g\n", "g, by bob\n")
    follows(ann, ann.runs(CONTINUE))
    assert repository.git("status", "--porcelain").split() == ["M", "g.txt", "M", "h.txt"]
    is_rebased(repository)


def test_a_rebase_of_a_detached_head_stays_there(repository: Repository, ann: Claude, bob: Claude) -> None:
    repository.git("switch", "-q", "--detach")
    stop(ann)
    bob.edits("g.txt", "g\n", "g, by bob\n")
    follows(ann, ann.runs(CONTINUE))
    assert repository.git("rev-parse", "--abbrev-ref", "HEAD") == "HEAD" and repository.git("status", "--porcelain") == "M g.txt"
    assert repository.git("log", "--format=%s", "main..HEAD").split("\n") == ["of t.txt", "of s.txt", "of f.txt"]


def test_the_way_on_is_right_in_a_folder_below(repository: Repository, ann: Claude, bob: Claude) -> None:
    stop(ann)
    bob.edits("g.txt", "g\n", "g, by bob\n")
    (repository.top / "below").mkdir()
    ann.cwd = repository.top / "below"
    follows(ann, ann.runs("git commit -qam both"))
    assert repository.git("status", "--porcelain") == "M g.txt"
    is_rebased(repository)
