"""CG104: a session read another's uncommitted edit, which was dropped, stashed or committed with other content."""

from collections.abc import Callable

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository
from tests.support.way_on import obey
from tests.walks.dirty.edits import (
    API,
    GONE,
    OTHER,
    WIDER,
    commits_another,
    does_nothing,
    drops_by_edit,
    drops_by_tool,
    drops_unseen,
    lands,
)


@pytest.mark.daily(3)
@pytest.mark.parametrize("level", ["snapshot", "strict"])
@pytest.mark.parametrize("goes", GONE, ids=lambda f: f.__name__)
def test_what_was_read_and_never_committed_is_stale(
    ann: Claude, bob: Claude, repository: Repository, goes: Callable[[Claude], None], level: str
) -> None:
    repository.git("config", "coordgit.level", level)
    bob.writes("api.py", WIDER)
    ann.reads("api.py")
    ann.writes("caller.py", "send(1, 2)\n")
    goes(bob)
    denied = ann.commits("caller.py")
    assert denied.rejected == ["CG104 api.py"]
    assert "with an uncommitted edit of claude bob that " in denied.err and "1 of 1 reads is stale" in denied.err
    assert "next: read api.py again, adapt your change if it needs it, commit again" in denied.err
    ann.reads("api.py")
    assert ann.commits("caller.py").ok


@pytest.mark.usefixtures("command_line")
@pytest.mark.parametrize("shows", [True, False], ids=["explained", "named only"])
def test_who_is_shown_what_the_branch_has_instead_knows_it(ann: Claude, bob: Claude, shows: bool) -> None:
    bob.writes("api.py", WIDER)
    ann.reads("api.py")
    drops_by_tool(bob)
    assert lands(ann).rejected == ["CG104 api.py"]
    assert ann.runs("coordgit explain" if shows else "coordgit log").ok
    assert ann.commits("caller.py").ok == shows


@pytest.mark.parametrize("goes", GONE, ids=lambda f: f.__name__)
def test_what_was_not_read_is_not(ann: Claude, bob: Claude, goes: Callable[[Claude], None]) -> None:
    ann.reads("other.py")
    bob.writes("api.py", WIDER)
    goes(bob)
    assert lands(ann).ok


def commits(bob: Claude) -> None:
    assert bob.commits("api.py").ok


def stashes_and_pops_and_commits(bob: Claude) -> None:
    assert bob.runs("git stash -q && git stash pop -q && git commit -qm bobs -- api.py").ok


def goes_on(bob: Claude) -> None:
    bob.writes("api.py", OTHER)


def ends(bob: Claude) -> None:
    bob.send("SessionEnd", reason="other")


@pytest.mark.daily(3)
@pytest.mark.parametrize("goes", [commits, stashes_and_pops_and_commits, goes_on, ends, does_nothing], ids=lambda f: f.__name__)
def test_an_edit_that_stands_or_was_committed_as_it_was_read_is_nothing_wrong(
    ann: Claude, bob: Claude, goes: Callable[[Claude], None]
) -> None:
    bob.writes("api.py", WIDER)
    ann.reads("api.py")
    goes(bob)
    done = lands(ann)
    assert done.ok
    assert ("CG104 api.py" in done.err) == (goes is goes_on)
    assert ("that is edited further" in done.err) == (goes is goes_on)


@pytest.mark.parametrize("goes", [does_nothing, commits, drops_by_tool, commits_another], ids=lambda f: f.__name__)
def test_an_edit_that_makes_an_older_version_of_the_file_is_read_like_any(
    ann: Claude, bob: Claude, goes: Callable[[Claude], None]
) -> None:
    bob.writes("api.py", WIDER)
    commits(bob)
    bob.writes("api.py", API)
    ann.reads("api.py")
    ann.writes("caller.py", "send(1, 2)\n")
    goes(bob)
    assert ann.commits("caller.py").rejected == (["CG104 api.py"] if goes in (drops_by_tool, commits_another) else [])


def test_who_reads_such_an_edit_under_which_the_branch_has_moved_has_seen_the_older_version(
    ann: Claude, bob: Claude, repository: Repository
) -> None:
    bob.writes("api.py", WIDER)
    commits(bob)
    bob.writes("api.py", API)
    cat = repository.session("cat", repository.worktree("cat"))
    repository.git("update-ref", "refs/heads/main", cat.lands("api.py", OTHER))
    ann.reads("api.py")
    assert lands(ann).rejected == ["CG101 api.py"]


def test_once_it_is_committed_as_it_was_read_a_later_change_is_stale_as_any(ann: Claude, bob: Claude) -> None:
    bob.writes("api.py", WIDER)
    ann.reads("api.py")
    commits(bob)
    assert lands(ann).ok
    ann.writes("caller.py", "send(2, 2)\n")
    commits_another(bob)
    assert ann.commits("caller.py").rejected == ["CG101 api.py"]


def test_an_acknowledged_one_does_not_count_again(ann: Claude, bob: Claude, repository: Repository) -> None:
    bob.writes("api.py", WIDER)
    ann.reads("api.py")
    drops_unseen(bob)
    denied = lands(ann)
    assert repository.coordgit("ack", denied.verdict, "--why", "it does not matter", **ann.env).ok
    assert lands(ann, "send(3)\n").ok


@pytest.mark.parametrize(("text", "rejected"), [(WIDER, []), (OTHER, ["CG104 api.py"])], ids=["as it was read", "otherwise"])
@pytest.mark.parametrize("at_work", [True, False], ids=["the reader is at work", "it has ended"])
def test_an_acknowledged_one_is_true_once_it_is_committed_as_it_was_read(
    ann: Claude, bob: Claude, repository: Repository, text: str, rejected: list[str], at_work: bool
) -> None:
    bob.writes("api.py", WIDER)
    ann.reads("api.py")
    ann.writes("caller.py", "send(1, 2)\n")
    drops_unseen(bob)
    if not at_work:
        ann.send("SessionEnd", reason="other")
    commits_it = ann if at_work else Claude(repository, "cat")
    denied = commits_it.commits("caller.py")
    assert denied.rejected == ["CG104 api.py"]
    assert repository.coordgit("ack", denied.verdict, "--why", "it is not needed", **commits_it.env).ok
    bob.writes("api.py", text)
    assert bob.commits("api.py").ok
    assert commits_it.commits("caller.py").rejected == rejected


def test_who_was_shown_another_version_since_does_not_know_that_what_it_read_has_landed_after_all(
    ann: Claude, bob: Claude
) -> None:
    bob.writes("api.py", WIDER)
    ann.reads("api.py")
    commits_another(bob)
    assert "+def send(y):" in ann.reads("other.py")
    assert lands(ann).ok
    bob.writes("api.py", WIDER)
    assert bob.commits("api.py").ok
    ann.repository.write("caller.py", "send(2, 2)\n")
    assert ann.commits("caller.py").rejected == ["CG101 api.py"]


@pytest.mark.parametrize(("first", "last", "counts"), [(1, 2, True), (10, 12, False)])
def test_of_a_range_its_lines_alone_count(ann: Claude, bob: Claude, first: int, last: int, counts: bool) -> None:
    bob.writes("api.py", WIDER)
    ann.reads("api.py", first, last)
    drops_unseen(bob)
    assert lands(ann).rejected == (["CG104 api.py:1-2"] if counts else [])


def test_ones_own_edit_that_is_dropped_is_not_a_dirty_read(ann: Claude, repository: Repository) -> None:
    ann.reads("api.py")
    ann.writes("api.py", WIDER)
    ann.reads("api.py")
    repository.git("checkout", "-q", "--", "api.py")
    assert lands(ann).ok


def test_an_edit_that_nobody_is_known_to_have_made_is_not_a_dirty_read(ann: Claude, repository: Repository) -> None:
    repository.write("api.py", WIDER)
    ann.reads("api.py")
    repository.git("checkout", "-q", "--", "api.py")
    assert lands(ann).ok


def test_two_that_read_each_others_uncommitted_edits_cannot_both_come_first(
    ann: Claude, bob: Claude, repository: Repository
) -> None:
    ann.writes("caller.py", "send(1, 2)\n")
    bob.writes("api.py", WIDER)
    ann.reads("api.py")
    bob.reads("caller.py")
    denied = ann.commits("caller.py")
    assert denied.rejected == ["CG104 api.py"]
    assert "whose session has read your uncommitted edit in turn: neither can come first" in denied.err
    assert all(done.ok for done in obey(ann, denied, lambda: ann.commits("caller.py")))
    assert bob.commits("api.py").ok


@pytest.mark.parametrize("taken", [True, False], ids=["taken back", "it stands"])
def test_an_edit_that_was_taken_back_between_the_readers_own_is_not_in_what_it_read(
    ann: Claude, bob: Claude, taken: bool
) -> None:
    mine, both = API.replace("_3 =", "_three ="), API.replace("_3 =", "_three =").replace("_9 =", "_nine =")
    ann.writes("caller.py", "send(1, 2)\n")
    ann.edits("api.py", API, mine)
    bob.edits("api.py", mine, f"bobs = 1\n{mine}")
    ann.edits("api.py", f"bobs = 1\n{mine}", f"bobs = 1\n{both}")
    if taken:
        bob.edits("api.py", f"bobs = 1\n{both}", both)
    ann.reads("api.py")
    bob.reads("caller.py")
    assert ann.commits("caller.py").rejected == ([] if taken else ["CG104 api.py"])


@pytest.mark.parametrize("lands", [True, False])
def test_an_edit_beside_what_another_has_committed_since_is_seen(ann: Claude, bob: Claude, lands: bool) -> None:
    cat = Claude(ann.repository, "cat")
    ann.writes("caller.py", "send(1, 2)\n")
    cat.edits("api.py", API, f"cats = 1\n{API}")
    bob.edits("api.py", API, f"{API}bobs = 1\n")
    assert bob.repository.coordgit("commit", "-m", "bob", "api.py", **bob.env).ok
    ann.reads("api.py")
    if lands:
        assert cat.repository.coordgit("commit", "-m", "cat", "api.py", **cat.env).ok
    else:
        cat.edits("api.py", "cats = 1\n", "")
    assert ann.commits("caller.py").rejected == ([] if lands else ["CG104 api.py"])


@pytest.mark.parametrize("taken", [True, False], ids=["taken back", "it stands"])
def test_ones_own_text_over_an_edit_that_was_taken_back_is_true_once_it_is_committed(
    ann: Claude, bob: Claude, taken: bool
) -> None:
    """Cat adds a line and takes it out again; bob has edited the file in between, and ann edits it blindly then."""
    cat = Claude(ann.repository, "cat")
    ann.writes("caller.py", "send(1, 2)\n")
    bob.edits("api.py", API, f"bobs = 1\n{API}")
    ann.reads("api.py")
    ann.edits("api.py", API, f"{API}anns = 1\n")
    cat.edits("api.py", "bobs = 1\n", "bobs = 1\ncats = 1\n")
    bob.edits("api.py", "bobs = 1\n", "bobs = 2\n")
    cat.edits("api.py", "cats = 1\n", "" if taken else "cats = 2\n")
    ann.edits("api.py", "anns = 1\n", "anns = 2\n")
    assert bob.repository.coordgit("commit", "-m", "bob", "api.py", **bob.env).ok
    ann.reads("api.py")
    ann.edits("api.py", "anns = 2\n", "anns = 3\n")
    assert ann.repository.coordgit("commit", "-m", "ann", "api.py", **ann.env).ok
    if not taken:
        cat.edits("api.py", "cats = 2\n", "")
    assert ann.commits("caller.py").rejected == ([] if taken else ["CG104 api.py"])


def test_who_read_what_this_commit_does_not_land_is_not_in_its_way(ann: Claude, bob: Claude) -> None:
    ann.writes("other.py", "1\n")
    ann.writes("caller.py", "send(1, 2)\n")
    bob.writes("api.py", WIDER)
    ann.reads("api.py")
    bob.reads("other.py")
    assert ann.commits("caller.py").ok


def test_another_branch_of_another_worktree_has_its_own_edits(ann: Claude, repository: Repository) -> None:
    bob = Claude(repository, "bob", repository.worktree("bob"))
    bob.writes("api.py", WIDER)
    ann.reads("api.py")
    bob.repository.git("checkout", "-q", "--", "api.py", cwd=bob.cwd)
    assert lands(ann).ok


@pytest.mark.parametrize("goes", [goes_on, drops_by_tool, drops_by_edit], ids=lambda f: f.__name__)
def test_a_reader_is_told_once_when_the_edit_changes(ann: Claude, bob: Claude, goes: Callable[[Claude], None]) -> None:
    bob.writes("api.py", WIDER)
    ann.reads("api.py")
    assert "uncommitted" not in ann.reads("other.py")
    goes(bob)
    what = "has changed" if goes is goes_on else "is gone"
    told = ann.reads("other.py")
    assert "api.py, which you read " in told and f"the uncommitted edit of claude bob in it {what}" in told
    assert ann.reads("other.py") == ""


@pytest.mark.parametrize("reads_again", [True, False])
@pytest.mark.parametrize("back", [API, WIDER])
def test_an_edit_that_returns_to_a_state_that_was_told_before_is_told_again(
    ann: Claude, bob: Claude, back: str, reads_again: bool
) -> None:
    """Once for each time: what was told last, or read since, is not news."""
    bob.writes("api.py", WIDER)
    ann.reads("api.py")
    bob.writes("api.py", OTHER)
    assert "api.py, which you read " in ann.reads("other.py")
    bob.writes("api.py", API)
    assert "it is gone" in ann.reads("other.py")
    bob.writes("api.py", OTHER)
    told = ann.reads("api.py" if reads_again else "other.py")
    assert ("it has changed" in told) != reads_again
    bob.writes("api.py", back)
    told = ann.reads("other.py")
    assert ("it is gone" in told) == (back == API)
    assert ("it has changed" in told) == (back == WIDER and reads_again)
    assert ann.reads("other.py") == ""
    assert lands(ann).rejected == (["CG104 api.py"] if back == API else [])


def test_on_commits_it_is_told_once(ann: Claude, bob: Claude) -> None:
    bob.writes("api.py", WIDER)
    ann.reads("api.py")
    goes_on(bob)
    assert "CG104 api.py" in lands(ann).err
    assert lands(ann, "send(1)\n").err == ""
    bob.writes("api.py", f"{OTHER}more\n")
    assert lands(ann, "send(3)\n").err == ""
    drops_unseen(bob)
    assert lands(ann, "send(2)\n").rejected == ["CG104 api.py"]


def test_who_reads_again_what_is_edited_further_is_told_nothing(ann: Claude, bob: Claude) -> None:
    bob.writes("api.py", WIDER)
    ann.reads("api.py")
    bob.writes("api.py", OTHER)
    assert "uncommitted" not in ann.reads("api.py")
    assert bob.reads("api.py") == ""


@pytest.mark.parametrize("committed", [True, False])
def test_a_file_that_was_seen_gone_is_stale_unless_it_was_committed_so(
    ann: Claude, bob: Claude, repository: Repository, committed: bool
) -> None:
    ann.runs("mv other.py new.py")
    bob.reads("other.py")
    if committed:
        assert ann.runs("git add -A && git commit -qm renamed").ok
    else:
        ann.runs("mv new.py other.py")
        assert repository.session("cat").commits("other.py", "1\n").ok
    bob.writes("other.py", "2\n")
    assert bob.commits("other.py").rejected == ([] if committed else ["CG201 other.py"])


@pytest.mark.parametrize("goes", [drops_by_tool, drops_by_edit, does_nothing, commits], ids=lambda f: f.__name__)
def test_a_file_that_another_has_removed_and_puts_back_was_not_gone(
    ann: Claude, bob: Claude, goes: Callable[[Claude], None]
) -> None:
    bob.runs("rm api.py")
    ann.reads("api.py")
    goes(bob)
    assert lands(ann).rejected == (["CG104 api.py"] if goes in (drops_by_tool, drops_by_edit) else [])


def test_a_file_that_the_reader_removed_itself_and_puts_back_is_no_dirty_read(ann: Claude) -> None:
    ann.runs("rm api.py")
    ann.reads("api.py")
    drops_by_tool(ann)
    assert lands(ann).ok


@pytest.mark.parametrize("left", [API, WIDER, OTHER], ids=["taken back", "as it was read", "edited further"])
def test_an_edit_that_was_taken_back_is_dropped_though_another_session_has_changed_the_file(
    ann: Claude, bob: Claude, repository: Repository, left: str
) -> None:
    bob.writes("api.py", WIDER)
    ann.reads("api.py")
    Claude(repository, "cat").edits("api.py", "unrelated_9 = 9\n", "unrelated_9 = 10\n")
    bob.writes("api.py", left.replace("unrelated_9 = 9\n", "unrelated_9 = 10\n"))
    assert lands(ann).rejected == (["CG104 api.py"] if left == API else [])


@pytest.mark.parametrize("drops", [True, False])
def test_an_edit_that_was_taken_back_is_dropped_though_nobody_knows_who_has_removed_the_file(
    ann: Claude, bob: Claude, drops: bool
) -> None:
    bob.writes("api.py", WIDER)
    ann.reads("api.py")
    if drops:
        drops_by_tool(bob)
    (ann.cwd / "api.py").unlink()
    assert lands(ann).rejected == (["CG104 api.py"] if drops else [])
