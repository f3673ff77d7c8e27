"""A session gives up its rename of a file that it has read: the file has its old name again, and nothing is under the new one."""

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository, Session
from tests.walks.renamed_then_merged_test import MINE, TEXT, THEIRS, renames
from tests.walks.renamed_then_merged_test import ann as ann  # fixtures
from tests.walks.renamed_then_merged_test import bob as bob

AGAIN = THEIRS.replace("line 5, ", "line 5, again ")
ABANDONED: dict[str, list[tuple[str, ...]]] = {
    "reset": [("reset", "-q", "--hard", "HEAD~1")],
    "renamed back": [("reset", "-q", "--soft", "HEAD~1"), ("mv", "new.py", "old.py")],
    "another branch": [("checkout", "-q", "-b", "ann2", "main"), ("branch", "-qD", "ann")],
    "dropped": [("commit", "-q", "--allow-empty", "-m", "more"), ("rebase", "-q", "--empty=keep", "--onto", "main", "HEAD~1")],
}


def abandons(ann: Session, how: str) -> None:
    for words in ABANDONED[how]:
        assert ann.git(*words).ok


def brings_in(ann: Session) -> None:
    assert ann.git("reset", "-q", "--hard").ok  # what was rejected is staged
    assert ann.git("merge", "-q", "--no-edit", "main").ok


@pytest.mark.daily(2)
@pytest.mark.parametrize("read_there", [False, True], ids=["", "read there"])
@pytest.mark.parametrize("read", ["", ":4-6"], ids=["all of it", "the lines"])
@pytest.mark.parametrize("how", ABANDONED)
def test_who_has_read_the_file_again_is_not_asked_under_the_abandoned_name(
    ann: Session, bob: Session, how: str, read: str, read_there: bool
) -> None:
    renames(ann, read)
    if read_there:
        ann.reads(f"new.py{read}")
    abandons(ann, how)
    for path, text in {"one.py": THEIRS, "two.py": AGAIN}.items():
        bob.lands("old.py", text)
        assert ann.commits(path, text).rejected == [f"CG101 old.py{read}"]
        brings_in(ann)
        ann.reads(f"old.py{read}")
        passed = ann.commits(path, text)
        assert passed.ok, passed.err


@pytest.mark.parametrize(("again", "rejected"), [(":20-22", ["CG101 new.py"]), ("", [])])
def test_who_has_read_other_lines_of_it_again_is_asked(ann: Session, bob: Session, again: str, rejected: list[str]) -> None:
    renames(ann, ":20-22")
    ann.reads("new.py")
    abandons(ann, "reset")
    bob.lands("old.py", THEIRS)
    brings_in(ann)
    ann.reads(f"old.py{again}")
    assert ann.commits("more.py", "1\n").rejected == rejected


def test_who_has_edited_what_it_read_again(repository: Repository, bob: Session) -> None:
    dan = Claude(repository, "dan", repository.worktree("dan"))
    dan.reads("old.py")
    for words in ("git mv old.py new.py", "git commit -qm renamed"):
        assert dan.runs(words).ok
    dan.reads("new.py")
    assert dan.runs("git reset -q --hard HEAD~1").ok
    bob.lands("old.py", THEIRS)
    assert dan.runs("git merge -q --no-edit main").ok
    dan.reads("old.py")
    dan.writes("old.py", THEIRS.replace("line 15", "line 15, dan's"))
    landed = dan.runs("git commit -qam more")
    assert landed.ok, landed.err


@pytest.mark.parametrize(("older", "rejected"), [("", ["CG101 old.py"]), (":4-6", ["CG101 new.py", "CG101 old.py:4-6"])])
def test_one_change_is_asked_once_of_who_has_read_both_names(
    repository: Repository, ann: Session, bob: Session, older: str, rejected: list[str]
) -> None:
    cat = repository.session("cat", repository.worktree("cat"))
    renames(cat, "")
    ann.reads(f"old.py{older}")
    ann.reads("--at", "cat", "new.py")
    bob.lands("old.py", THEIRS)
    assert ann.commits("more.py", "1\n").rejected == rejected
    ann.reads("--at", "main", "old.py")
    assert ann.commits("more.py", "1\n").ok


@pytest.mark.parametrize("seen", [False, True])
def test_who_has_read_only_the_new_name_on_anothers_branch(
    repository: Repository, ann: Session, bob: Session, seen: bool
) -> None:
    cat = repository.session("cat", repository.worktree("cat"))
    renames(cat, "")
    ann.reads("--at", "cat", "new.py")
    bob.lands("old.py", THEIRS)
    if seen:
        ann.reads("--at", "main", "old.py")
    assert ann.commits("more.py", "1\n").rejected == ([] if seen else ["CG101 new.py"])


@pytest.mark.parametrize("read", ["", ":4-6"], ids=["all of it", "the lines"])
@pytest.mark.parametrize("case", ["not read", "read", "rewritten"])
def test_anothers_new_file_at_the_abandoned_name_is_not_what_was_read(ann: Session, bob: Session, case: str, read: str) -> None:
    """It is asked for if the name was read too, or if it may be the same file, whose old name is gone."""
    renames(ann, read)
    if case == "read":
        ann.reads("new.py")
    if case == "rewritten":
        assert bob.git("rm", "-q", "old.py").ok and bob.git("commit", "-qm", "removed").ok
    bob.lands("new.py", "of bob\n")
    assert ann.git("reset", "-q", "--hard", "main").ok
    rejected = ann.commits("more.py", "1\n").rejected
    assert rejected == ([] if case == "not read" else ["CG101 new.py" + read * (case == "rewritten")])


@pytest.mark.parametrize("removed", ["old.py", "other.py"])
def test_who_gives_up_a_rename_on_a_detached_head_is_asked_about_the_file_that_another_removes(
    ann: Session, bob: Session, removed: str
) -> None:
    assert ann.git("checkout", "-q", "--detach").ok
    renames(ann, "")
    assert ann.git("checkout", "-q", "ann").ok
    ann.lands("old.py", TEXT.replace("line 15", "line 15, ann's"))
    assert bob.git("merge", "-q", "--ff-only", "ann").ok
    assert bob.git("rm", "-q", removed).ok and bob.git("commit", "-qm", "removed").ok
    assert ann.git("merge", "-q", "--no-edit", "main").ok
    assert ann.commits("more.py", "1\n").rejected == (["CG101 old.py"] if removed == "old.py" else [])


GIVEN_BACK = {
    "reverted": [("revert", "--no-edit", "HEAD")],
    "renamed back": [("mv", "new.py", "old.py"), ("commit", "-qm", "back")],
}


@pytest.mark.parametrize("edited", [False, True])
@pytest.mark.parametrize("removed", ["old.py", "other.py"])
@pytest.mark.parametrize("how", GIVEN_BACK)
def test_another_who_removes_a_file_whose_rename_was_taken_back_on_a_branch_has_done_so_itself(
    ann: Session, bob: Session, how: str, removed: str, edited: bool
) -> None:
    renames(ann, "")
    for words in GIVEN_BACK[how]:
        assert ann.git(*words).ok
    if edited:
        ann.lands("old.py", TEXT.replace("line 15", "line 15, ann's"))
        assert bob.git("merge", "-q", "--no-edit", "ann").ok
    bob.reads(removed)
    assert bob.git("rm", "-q", removed).ok and bob.git("commit", "-qm", "removed").ok
    assert ann.git("merge", "-q", "--no-edit", "main").ok
    assert ann.commits("more.py", "1\n").rejected == (["CG101 old.py"] if removed == "old.py" else [])
    assert bob.commits("bobs.py", "1\n").ok


def test_a_removal_that_still_stands_on_its_sessions_branch_is_its_own_wherever_it_lands(ann: Session, bob: Session) -> None:
    renames(ann, "")
    assert bob.git("checkout", "ann", "--", "new.py").ok
    assert bob.git("rm", "-q", "old.py").ok and bob.git("commit", "-qm", "renamed, too").ok
    assert ann.git("merge", "-q", "--no-edit", "main").ok
    assert ann.commits("more.py", "1\n").ok


@pytest.mark.parametrize("detached", [False, True])
@pytest.mark.parametrize("read", [False, True])
@pytest.mark.parametrize("how", GIVEN_BACK)
def test_anothers_new_file_at_a_name_that_was_taken_back_is_not_what_was_read(
    ann: Session, bob: Session, how: str, read: bool, detached: bool
) -> None:
    """It is asked for if the session itself has looked there."""
    assert ann.git("checkout", "-q", *(["--detach"] if detached else ["ann"])).ok
    renames(ann, "")
    for words in GIVEN_BACK[how]:
        assert ann.git(*words).ok
    if read:
        ann.reads("new.py")
    assert ann.git("checkout", "-qB", "ann").ok
    bob.lands("new.py", "of bob\n")
    assert ann.git("merge", "-q", "--no-edit", "main").ok
    assert ann.commits("more.py", "1\n").rejected == ["CG103 new.py"] * read


@pytest.mark.parametrize("shared", [False, True])
@pytest.mark.parametrize("read", ["", ":4-6"], ids=["all of it", "the lines"])
@pytest.mark.parametrize("gone", [("rm", "-q", "old.py"), ("mv", "old.py", "other2.py"), ("rm", "-q", "other.py")])
def test_another_who_removes_a_file_whose_rename_was_reset_has_done_so_itself(
    repository: Repository, ann: Session, bob: Session, gone: tuple[str, ...], read: str, shared: bool
) -> None:
    ann = repository.session("ann") if shared else ann
    renames(ann, read)
    abandons(ann, "reset")
    assert bob.git(*gone).ok and bob.git("commit", "-qm", "gone").ok
    assert ann.commits("more.py", "1\n").rejected == ([f"CG101 old.py{read}"] if "old.py" in gone else [])
    if not shared:
        assert ann.git("merge", "-q", "--no-edit", "main").ok
    ann.reads("old.py")
    assert ann.commits("more.py", "2\n").ok


@pytest.mark.parametrize("removed", ["old.py", "other.py"])
def test_who_resets_the_rename_of_a_file_that_it_had_edited_knows_its_own_text(ann: Session, bob: Session, removed: str) -> None:
    ann.reads("old.py")
    ann.lands("old.py", MINE)
    assert bob.git("merge", "-q", "--ff-only", "ann").ok
    assert ann.git("mv", "old.py", "new.py").ok and ann.git("commit", "-qm", "renamed").ok
    abandons(ann, "reset")
    assert bob.git("rm", "-q", removed).ok and bob.git("commit", "-qm", "removed").ok
    assert ann.commits("more.py", "1\n").rejected == (["CG101 old.py"] if removed == "old.py" else [])


@pytest.mark.parametrize("edited", [False, True])
def test_who_resets_a_rename_to_what_another_has_made_of_the_file_has_not_seen_that(
    ann: Session, bob: Session, edited: bool
) -> None:
    renames(ann, "")
    bob.lands(*("old.py", THEIRS) if edited else ("other.py", "2\n"))
    assert ann.git("reset", "-q", "--hard", "main").ok
    assert ann.commits("more.py", "1\n").rejected == ["CG101 old.py"] * edited


def test_who_renames_the_file_again_after_a_reset_knows_that_it_is_gone(ann: Session, bob: Session) -> None:
    renames(ann, "")
    assert ann.git("reset", "-q", "--soft", "HEAD~1").ok and ann.git("commit", "-qm", "again").ok
    bob.lands("other.py", "2\n")
    assert ann.git("merge", "-q", "--no-edit", "main").ok
    assert ann.commits("more.py", "1\n").ok
    assert bob.git("merge", "-q", "--no-edit", "ann").ok
    assert ann.commits("more.py", "2\n").ok


REWRITTEN: dict[str, list[tuple[str, ...]]] = {
    "amended": [("checkout", "-q", "HEAD~1", "--", "old.py"), ("commit", "-q", "--amend", "--allow-empty", "-m", "nothing")],
    "dropped beside own work": [
        ("commit", "-q", "--allow-empty", "-m", "more"),
        ("-c", "sequence.editor=sed -i /gone/d", "rebase", "-q", "-i", "--empty=keep", "HEAD~2"),
    ],
    "reset with an edit": [("reset", "-q", "--hard", "HEAD~2")],
}


@pytest.mark.parametrize("removed", ["old.py", "other.py"])
@pytest.mark.parametrize("gone", [("rm", "-q", "old.py"), ("mv", "old.py", "new.py")], ids=["removed", "renamed"])
@pytest.mark.parametrize("how", REWRITTEN)
def test_another_who_removes_a_file_whose_removal_was_rewritten_away_has_done_so_itself(
    ann: Session, bob: Session, how: str, gone: tuple[str, ...], removed: str
) -> None:
    ann.reads("old.py")
    if "edit" in how:
        ann.lands("old.py", MINE)
    assert ann.git(*gone).ok and ann.git("commit", "-qm", "gone").ok
    for words in REWRITTEN[how]:
        assert ann.git(*words).ok
    assert bob.git("rm", "-q", removed).ok and bob.git("commit", "-qm", "removed").ok
    assert ann.commits("more.py", "1\n").rejected == (["CG101 old.py"] if removed == "old.py" else [])


@pytest.mark.parametrize("name", ["third.py", "new.py"])
def test_another_who_renames_a_file_otherwise_after_a_revert_does_not_take_up_its_makers_rename(
    repository: Repository, ann: Session, bob: Session, name: str
) -> None:
    """Ann's rename has landed with an edit; Cat has reverted it, and has changed what Ann reads since."""
    renames(ann, "", MINE)
    ann.reads("other.py")
    assert bob.git("merge", "-q", "--no-edit", "ann").ok
    cat = repository.session("cat")
    assert cat.git("revert", "--no-edit", "HEAD").ok
    cat.lands("other.py", "2\n")
    assert bob.git("mv", "old.py", name).ok
    renamed = bob.git("commit", "-qm", "renamed")
    assert bool(renamed.rejected) == (name == "new.py"), renamed
