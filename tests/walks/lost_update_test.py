"""A lost update is found by the content of the commit: does it still have what another session landed, unseen?"""

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository, Session

TEXT = "".join(f"line {n}\n" for n in range(1, 31))
THEIRS = TEXT.replace("line 20\n", "line 20, bob's\n")
MINE = TEXT.replace("line 5\n", "line 5, ann's\n")
BOTH = THEIRS.replace("line 5\n", "line 5, ann's\n")


@pytest.fixture
def ann(repository: Repository) -> Claude:
    repository.commit_files({"f.txt": TEXT, "g.txt": "g\n"})
    return Claude(repository, "00000000-0000-4000-8000-00000000000a")


def look_and_commit(ann: Claude) -> None:
    """One look, one commit."""
    assert ann.repository.coordgit("read", "--at", "HEAD", "f.txt", cwd=ann.cwd, **ann.env).ok
    result = ann.commits("f.txt")
    assert result.ok, result.err


def test_a_file_written_whole_after_a_range_of_it_was_read(ann: Claude, bob: Session) -> None:
    ann.reads("f.txt", 1, 8)
    bob.lands("f.txt", THEIRS)
    ann.writes("f.txt", MINE)
    assert ann.commits("f.txt").rejected == ["CG201 f.txt:1-8"]
    look_and_commit(ann)


def test_an_edit_of_the_range_that_was_read_keeps_the_other_lines(ann: Claude, bob: Session) -> None:
    ann.reads("f.txt", 1, 8)
    bob.lands("f.txt", THEIRS)
    ann.edits("f.txt", "line 5\n", "line 5, ann's\n")
    result = ann.commits("f.txt")
    assert result.ok, result.err
    assert (ann.cwd / "f.txt").read_text() == BOTH


@pytest.mark.parametrize("first", [True, False], ids=["its first commit of it", "after one of its own"])
def test_a_copy_from_before_that_another_sessions_change_is_not_in(ann: Claude, bob: Session, first: bool) -> None:
    ann.reads("f.txt", 1, 8)
    if not first:
        ann.edits("f.txt", "line 5\n", "line 5, ann's\n")
        assert ann.commits("f.txt").ok
    ann.runs("cp f.txt copy.txt")
    bob.lands("f.txt", THEIRS if first else BOTH)
    ann.runs("cp copy.txt f.txt")
    (ann.cwd / "g.txt").write_text("g\nann's\n")
    assert ann.commits("f.txt").rejected == ["CG201 f.txt:1-8"]


@pytest.mark.parametrize("reads", [True, False], ids=["a range was read", "nothing was read"])
@pytest.mark.parametrize("changed", [True, False], ids=["changed there", "as it was"])
@pytest.mark.parametrize("looks", [True, False], ids=["its text was read", "it was not"])
def test_a_file_checked_out_from_a_branch_that_is_behind(
    repository: Repository, ann: Claude, bob: Session, reads: bool, changed: bool, looks: bool
) -> None:
    repository.git("switch", "-qc", "feat")
    if changed:
        repository.session("cat").lands("f.txt", MINE)
    else:
        repository.commit_files({"new.txt": "1\n"})
    repository.git("switch", "-q", "main")
    if reads:
        ann.reads("f.txt", 1, 8)
    bob.lands("f.txt", THEIRS)
    ann.runs("git checkout feat -- f.txt")
    if looks:
        ann.reads("f.txt")
    whole = not reads or (looks and not changed)  # that look is a read of all of the very version that the range is of
    assert ann.commits("f.txt").rejected == ["CG201 f.txt" if whole else "CG201 f.txt:1-8"]
    look_and_commit(ann)


def test_a_file_checked_out_from_a_branch_that_has_it_all(repository: Repository, ann: Claude, bob: Session) -> None:
    bob.lands("f.txt", THEIRS)
    repository.git("switch", "-qc", "feat")
    repository.session("cat").lands("f.txt", BOTH)
    repository.git("switch", "-q", "main")
    ann.runs("git checkout feat -- f.txt")
    result = ann.commits("f.txt")
    assert result.ok, result.err


def test_everything_committed_after_the_branch_moved_under_the_work_tree(repository: Repository, ann: Claude) -> None:
    other = repository.worktree("other")
    bob = repository.session("bob", other)
    bob.lands("f.txt", THEIRS)
    assert repository.git("update-ref", "refs/heads/main", "other", COORDGIT_SESSION="bob") == ""
    (ann.cwd / "g.txt").write_text("ann's\n")
    result = repository.run(["git", "commit", "-qam", "ann"], **ann.env)
    assert result.rejected == ["CG201 f.txt"]
    repository.git("checkout", "HEAD", "--", "f.txt")
    assert repository.run(["git", "commit", "-qm", "ann", "--", "g.txt"], **ann.env).ok


def test_what_a_landing_that_passed_the_range_by_changed_is_not_known(repository: Repository, ann: Claude, bob: Session) -> None:
    cat = repository.session("cat")
    cat.reads("f.txt:1-8")
    bob.lands("f.txt", THEIRS)
    cat.lands("new.txt", "1\n")
    assert cat.commits("f.txt", MINE).rejected == ["CG201 f.txt:1-8"]
    assert cat.commits("f.txt", BOTH).ok


EDITS = pytest.mark.parametrize(
    "command",
    ["sed -i 's/^line 5$/line 5, ann/' f.txt", "sed -i 's/[[:space:]]*$/ /' f.txt", "printf 'the end\\n' >> f.txt"],
    ids=["sed", "a formatter", "an append"],
)


@EDITS
def test_an_edit_in_place_of_what_another_session_changed_needs_one_look(ann: Claude, bob: Session, command: str) -> None:
    ann.reads("f.txt")
    bob.lands("f.txt", THEIRS)
    ann.runs(command)
    assert ann.commits("f.txt").rejected in ([], ["CG101 f.txt"])
    ann.reads("f.txt")
    result = ann.commits("f.txt")
    assert result.ok or "nothing to commit" in result.out, result.err


@EDITS
def test_an_edit_in_place_of_what_nothing_was_read_of_passes(ann: Claude, bob: Session, command: str) -> None:
    bob.lands("f.txt", THEIRS)
    ann.runs(command)
    result = ann.commits("f.txt")
    assert result.ok, result.err


def test_a_session_without_a_client_needs_one_look_as_well(repository: Repository, bob: Session, ann: Claude) -> None:
    cat = repository.session("cat")
    cat.reads("f.txt")
    bob.lands("f.txt", THEIRS)
    assert cat.commits("f.txt", BOTH).rejected == ["CG101 f.txt"]
    cat.reads("f.txt")
    result = cat.commits("f.txt", BOTH)
    assert result.ok, result.err


def test_a_deletion_of_what_another_session_changed(repository: Repository, bob: Session, ann: Claude) -> None:
    cat = repository.session("cat")
    cat.reads("f.txt:1-3")
    bob.lands("f.txt", THEIRS)
    assert cat.git("rm", "-q", "f.txt").ok
    assert cat.git("commit", "-qm", "gone").rejected == ["CG201 f.txt:1-3"]
    assert cat.coordgit("read", "--at", "HEAD", "f.txt").ok
    assert cat.git("commit", "-qm", "gone").ok


def test_a_lost_update_of_what_nothing_was_read_of_can_be_acknowledged(repository: Repository, bob: Session) -> None:
    cat = repository.session("cat")
    old = (cat.cwd / "f.txt").read_text()
    bob.lands("f.txt", THEIRS)
    rejected = cat.commits("f.txt", old)
    assert rejected.rejected == ["CG201 f.txt"]
    assert cat.coordgit("ack", rejected.verdict, "--why", "it was wrong").ok
    assert cat.commits("f.txt", old).ok


def test_a_revert_of_what_nothing_was_read_of_passes(repository: Repository, bob: Session) -> None:
    bob.lands("f.txt", THEIRS)
    reverted = repository.session("cat").git("revert", "--no-edit", "HEAD")
    assert reverted.ok, reverted.err


def test_a_person_undoes_what_was_landed_without_being_asked(repository: Repository, bob: Session) -> None:
    bob.lands("f.txt", THEIRS)
    repository.write("f.txt", TEXT)
    repository.git("commit", "-qam", "undo")


def test_a_branch_that_merges_with_the_targets_change_loses_nothing(repository: Repository, bob: Session) -> None:
    cat = repository.session("cat", repository.worktree("cat"))
    cat.reads("f.txt")
    bob.lands("f.txt", THEIRS)
    assert cat.commits("f.txt", MINE).rejected == ["CG101 f.txt"]


def test_an_edit_of_what_its_branch_has_merged_lands_though_nothing_was_read(repository: Repository, bob: Session) -> None:
    repository.git("config", "coordgit.target", "main")
    cat = repository.session("cat", repository.worktree("cat"))
    bob.lands("f.txt", THEIRS)
    repository.git("checkout", "-q", "--detach")
    assert cat.git("merge", "-q", "main").ok
    cat.lands("f.txt", THEIRS.replace("line 20, bob's\n", "line 20, cat's\n"))
    landed = cat.git("update-ref", "refs/heads/main", "HEAD")
    assert landed.ok, landed.err


def test_what_its_branch_had_merged_and_put_back_is_lost(repository: Repository, bob: Session) -> None:
    """The twin: the text is that from before."""
    cat = repository.session("cat", repository.worktree("cat"))
    bob.lands("f.txt", THEIRS)
    assert cat.git("merge", "-q", "main").ok
    assert cat.commits("f.txt", TEXT).rejected == ["CG201 f.txt"]


@pytest.mark.parametrize("knew", [True, False])
def test_to_look_whether_a_deleted_file_is_gone_keeps_what_was_known_of_it(ann: Claude, bob: Session, knew: bool) -> None:
    """That nothing is there now is not what it knew when it deleted the file."""
    bob.lands("f.txt", THEIRS)
    if knew:
        ann.reads("f.txt")
    ann.runs("rm f.txt")
    ann.reads("f.txt")
    result = ann.commits("f.txt")
    assert result.ok, result.err


def test_to_delete_a_file_without_having_seen_anothers_change_is_a_lost_update(ann: Claude, bob: Session) -> None:
    ann.reads("f.txt")
    bob.lands("f.txt", THEIRS)
    ann.runs("rm f.txt")
    ann.reads("f.txt")
    assert ann.commits("f.txt").rejected == ["CG201 f.txt"]
    assert ann.repository.coordgit("read", "--at", "HEAD", "f.txt", **ann.env).ok
    result = ann.runs("git commit -qm gone -- f.txt")
    assert result.ok, result.err


def test_to_delete_a_file_after_anothers_change_was_shown_passes(ann: Claude, bob: Session) -> None:
    """The twin: that it looks then whether the file is gone takes nothing away from what it knew."""
    ann.reads("f.txt")
    bob.lands("f.txt", THEIRS)
    assert "+line 20, bob's" in ann.reads("g.txt")
    ann.runs("rm f.txt")
    ann.reads("f.txt")
    result = ann.commits("f.txt")
    assert result.ok, result.err


@pytest.mark.parametrize("forced", [False, True])
def test_a_file_made_meanwhile_that_it_rewrote_on_its_own_branch(ann: Claude, bob: Session, forced: bool) -> None:
    """Who had acknowledged the file before may land that."""
    repository = ann.repository
    repository.worktree("topic")
    cat = repository.session("cat", repository.folder / "topic")
    cat.coordgit("read", "new.txt")
    bob.lands("new.txt", "bob's\n")
    assert cat.git("merge", "-q", "main").ok
    rejection = cat.commits("new.txt", "cat's\n")
    assert rejection.rejected == ["CG201 new.txt"]
    if forced:
        assert cat.git("-c", "coordgit.bypass=forced", "commit", "-qm", "cat's", "--", "new.txt").ok
    else:
        assert cat.coordgit("ack", rejection.verdict, "--why", "replaced").ok
        assert cat.git("commit", "-qm", "cat's", "--", "new.txt").ok
    repository.git("checkout", "-q", "--detach")
    result = cat.git("update-ref", "refs/heads/main", "HEAD")
    assert result.rejected == (["CG201 new.txt"] if forced else []), result.err


@pytest.mark.parametrize("changed", ["f.txt", "g.txt"])
def test_a_file_that_a_session_deleted_and_made_anew_on_its_branch_lands(
    repository: Repository, bob: Session, changed: str
) -> None:
    cat = repository.session("cat", repository.worktree("work"))
    assert cat.git("rm", "-q", "f.txt").ok and cat.git("commit", "-qm", "gone").ok
    cat.lands("f.txt", "anew\n")
    bob.lands(changed, THEIRS)
    assert cat.git("merge", "-q", "-X", "ours", "--no-edit", "main").ok
    landing = bob.git("merge", "-q", "--ff-only", "work")
    assert landing.rejected == (["CG201 f.txt"] if changed == "f.txt" else []), landing.err


@pytest.mark.parametrize("changed", ["f.txt", "g.txt"])
def test_a_file_that_another_branch_deleted_and_made_anew_may_be_squashed(
    repository: Repository, bob: Session, changed: str
) -> None:
    """Its text does not come from before the file was there."""
    cat, dan = (repository.session(name, repository.worktree(name)) for name in ("cat", "dan"))
    assert cat.git("rm", "-q", "f.txt").ok and cat.git("commit", "-qm", "gone").ok
    cat.lands("f.txt", "anew\n")
    bob.lands(changed, THEIRS)
    assert dan.git("merge", "-q", "main").ok
    dan.git("merge", "-q", "--squash", "-X", "theirs", "cat")
    squash = dan.git("commit", "-qm", "all of it")
    assert squash.rejected == (["CG201 f.txt"] if changed == "f.txt" else []), squash.err
    assert ("answer for session cat, whose work undoes that" in squash.err) == (changed == "f.txt")


@pytest.mark.parametrize("changed", ["f.txt", "g.txt"])
def test_a_file_that_is_made_anew_after_anothers_deletion_was_picked_lands(
    repository: Repository, bob: Session, changed: str
) -> None:
    cat, dan = (repository.session(name, repository.worktree(name)) for name in ("cat", "dan"))
    assert cat.git("rm", "-q", "f.txt").ok and cat.git("commit", "-qm", "gone").ok
    assert dan.git("cherry-pick", "cat").ok
    dan.lands("f.txt", "anew\n")
    bob.lands(changed, THEIRS)
    assert dan.git("merge", "-q", "-X", "ours", "--no-edit", "main").ok
    landing = bob.git("merge", "-q", "--ff-only", "dan")
    assert landing.rejected == (["CG201 f.txt"] if changed == "f.txt" else []), landing.err


@pytest.mark.parametrize("again", [True, False], ids=["it read the file since", "it did not"])
def test_a_file_that_is_removed_with_ones_own_uncommitted_line_beside_what_landed(ann: Claude, again: bool) -> None:
    """The file is no version of the branch, and shows all that the branch's version has."""
    bob = Claude(ann.repository, "00000000-0000-4000-8000-00000000000b")
    for who, old, new in ((ann, "line 5\n", "line 5, ann's\n"), (bob, "line 20\n", "line 20, bob's\n")):
        who.reads("f.txt")
        who.edits("f.txt", old, new)
    assert ann.repository.coordgit("commit", "-m", "bob", **bob.env).ok
    if again:
        ann.reads("f.txt")
    ann.runs("mv f.txt h.txt")
    assert ann.commits("f.txt").rejected == ([] if again else ["CG201 f.txt"])


@pytest.mark.parametrize("looks", [True, False], ids=["who reads the tip's version may land", "who does not may not"])
def test_what_a_notice_tells_of_another_target_answers_for_nothing_here(ann: Claude, bob: Session, looks: bool) -> None:
    repository = ann.repository
    ann.reads("f.txt")
    bob.lands("f.txt", THEIRS)
    ann.writes("f.txt", MINE)
    release = repository.worktree("release", "next")
    repository.git("config", "coordgit.target", "main")
    repository.git("config", "--add", "coordgit.target", "next")
    repository.commit_files({"f.txt": THEIRS.replace("line 9\n", "line 9, mended\n")}, "mended", release)
    ann.reads("g.txt")  # its hook tells it of that
    assert ann.commits("f.txt").rejected == ["CG201 f.txt"]
    if looks:
        assert repository.coordgit("read", "--at", "HEAD", "f.txt", **ann.env).ok
    assert ann.commits("f.txt").rejected == ([] if looks else ["CG201 f.txt"])


@pytest.mark.parametrize("changed", ["f.txt", "g.txt"])
def test_who_merged_main_and_landed_a_file_removes_it_unless_another_has_changed_it(
    repository: Repository, bob: Session, changed: str
) -> None:
    """A merge that git completed alone, made earlier, leaves what lands with it the work of who made that."""
    cat = repository.session("cat", repository.worktree("work"))
    cat.reads("f.txt")
    cat.lands("f.txt", "cat's first\n")
    cat.lands("f.txt", "cat's\n")
    bob.lands("other.txt", "bob's\n")
    assert cat.git("merge", "-q", "--no-edit", "main").ok
    repository.git("checkout", "-q", "--detach")
    assert cat.git("update-ref", "refs/heads/main", "HEAD").ok
    assert cat.git("rm", "-q", "f.txt").ok and cat.git("commit", "-qm", "gone").ok
    repository.git("checkout", "-q", "main")
    bob.lands(changed, "changed by bob\n")
    repository.git("checkout", "-q", "--detach")
    tree = repository.git("merge-tree", "--write-tree", "main", "work", ok=False).split()[0]
    tree = repository.git("rev-parse", "work^{tree}") if changed == "f.txt" else tree
    new = repository.git("commit-tree", tree, "-p", "main", "-p", "work", "-m", "land")
    landing = cat.git("update-ref", "refs/heads/main", new)
    assert landing.rejected == (["CG201 f.txt"] if changed == "f.txt" else []), landing.err


@pytest.mark.parametrize("removes", [False, True])
@pytest.mark.parametrize("further", [False, True])
def test_ones_own_work_that_another_has_picked_and_landed_may_be_removed(
    repository: Repository, further: bool, removes: bool
) -> None:
    """It landed with a commit of the other's, in one update; ``further``: that changes the file too, unseen."""
    lines = [f"{n}\n" for n in range(9)]
    mine = "".join(["one\n", *lines[1:]])
    repository.begin(f__txt="".join(lines), g__txt="1\n")
    repository.git("checkout", "-q", "--detach")
    ann, bob = (repository.session(name, repository.worktree(name)) for name in ("ann", "bob"))
    bob.reads("f.txt:1")
    bob.lands("f.txt", mine)
    assert ann.git("cherry-pick", "bob").ok
    ann.lands("f.txt" if further else "g.txt", f"{mine}more\n")
    assert ann.git("update-ref", "refs/heads/main", "HEAD").ok
    assert bob.git("merge", "-q", "--no-edit", "main").ok
    if removes:
        (bob.cwd / "f.txt").unlink()
    else:
        bob.writes("f.txt", "".join(lines))
    removed = bob.git("commit", "-qam", "gone")
    landed = bob.git("update-ref", "refs/heads/main", "HEAD")
    rejected = [*removed.rejected, *landed.rejected]
    assert rejected == (["CG201 f.txt:1-1"] if further else []), landed.err
