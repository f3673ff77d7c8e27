"""A notice that a file was removed, renamed, or put into a folder says just that: no text has to be read for it."""

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository, Session

LONG = "".join(f"line {n} of a file that is too long to be told\n" for n in range(300))
FILES = {"gone.py": LONG, "small.py": "1\n", "pkg/a.py": f"a\n{LONG}", "x.py": "x\n", "y.py": "x\n", "b.py": "0\n"}


@pytest.fixture
def ann(repository: Repository) -> Claude:
    repository.commit_files(FILES | {"data.bin": "\0\1\n"})
    return Claude(repository, "ann")


@pytest.fixture
def bob(ann: Claude, repository: Repository) -> Session:
    return repository.session("bob")


@pytest.mark.parametrize("path", ["gone.py", "small.py"])
def test_a_file_that_was_removed_is_told_in_words_and_not_asked(ann: Claude, bob: Session, path: str) -> None:
    ann.reads(path)
    bob.git("rm", "-q", path)
    bob.git("commit", "-qm", "rm")
    told = ann.edits("b.py", "0", "1")
    assert told.startswith("coordgit: something you read changed since:\n\n" + path + " removed by "), told
    assert "line 1" not in told and "```" not in told and len(told.splitlines()) == 3
    assert ann.commits("b.py").ok


@pytest.mark.parametrize("edited", ["", "with it", "later"])
def test_a_file_that_was_only_renamed_is_told_with_its_new_name(ann: Claude, bob: Session, edited: str) -> None:
    ann.reads("gone.py")
    ann.reads("pkg/a.py", 2, 5)
    bob.git("mv", "pkg", "lib")
    bob.git("mv", "gone.py", "lib/here.py")
    if edited == "later":
        bob.git("commit", "-qam", "mv")
    if edited:
        (bob.cwd / "lib/here.py").write_text(LONG + "more\n")
    bob.git("commit", "-qam", "mv")
    told = ann.edits("b.py", "0", "1")
    assert f"gone.py {'removed' if edited else 'renamed to lib/here.py'} by " in told, told
    assert "pkg/a.py:2-5 renamed to lib/a.py by " in told and "line 1" not in told
    assert ann.commits("b.py").ok


@pytest.mark.parametrize("text", [f"{LONG}more\n", LONG, "another text\n"])
@pytest.mark.parametrize("landed", [True, False])
def test_a_removed_file_is_told_with_the_name_under_which_most_of_it_goes_on(
    repository: Repository, ann: Claude, bob: Session, text: str, landed: bool
) -> None:
    """There git merges what Ann makes of it under the old name."""
    ann.reads("gone.py")
    bob.cwd = bob.cwd if landed else repository.worktree("bob")
    bob.git("mv", "gone.py", "here.py")
    bob.lands("here.py", text, "gone.py")
    told = ann.edits("b.py", "0", "1")
    assert ("; most of it, changed, is in here.py there" in told) is text.endswith("more\n"), told
    assert ann.commits("b.py").ok


def test_which_of_two_equal_files_was_renamed_is_not_said(ann: Claude, bob: Session) -> None:
    ann.reads("x.py")
    bob.git("rm", "-q", "y.py")
    bob.git("mv", "x.py", "z.py")
    bob.git("commit", "-qm", "mv")
    assert "x.py removed by " in ann.edits("b.py", "0", "1")


def test_a_name_that_was_added_to_a_listing_is_told_without_its_text(ann: Claude, bob: Session) -> None:
    ann.runs("ls pkg")
    bob.lands("pkg/new.py", LONG)
    told = ann.writes("pkg/other.py", "1\n")
    assert "your listing has another answer: pkg/new.py added by " in told and "```" not in told, told
    assert ann.commits("pkg/other.py").ok


@pytest.mark.parametrize("lands", [True, False], ids=["lands", "does not"])
def test_a_removal_that_was_told_on_a_branch_is_told_as_an_answer_where_it_lands(
    repository: Repository, ann: Claude, bob: Session, lands: bool
) -> None:
    ann.runs("ls pkg")
    ann.reads("pkg/a.py")
    bob.cwd = repository.worktree("bob")
    assert bob.git("rm", "-q", "pkg/a.py").ok and bob.git("commit", "-qm", "rm").ok
    assert "pkg/a.py removed by " in (told := ann.edits("b.py", "0", "1")) and "your listing" not in told
    if lands:
        repository.git("merge", "-q", "bob")
    told = ann.edits("b.py", "1", "2")
    assert ("your listing has another answer: pkg/a.py removed by " in told) == lands
    assert ann.commits("b.py").ok


def test_who_was_told_that_a_file_was_removed_is_asked_once_it_is_back(ann: Claude, bob: Session) -> None:
    ann.reads("gone.py")
    bob.git("rm", "-q", "gone.py")
    bob.git("commit", "-qm", "rm")
    ann.edits("b.py", "0", "1")
    bob.lands("gone.py", "another\n")
    assert ann.commits("b.py").rejected == ["CG101 gone.py"]


def test_a_binary_file_is_named_in_its_notice(ann: Claude, bob: Session) -> None:
    ann.reads("data.bin")
    bob.lands("data.bin", "\0\2\n")
    told = ann.edits("b.py", "0", "1")
    assert "+++ b/data.bin\nBinary files differ\n" in told, told


def test_a_name_that_was_added_to_a_listing_is_told_with_its_text_to_who_has_searched_there(ann: Claude, bob: Session) -> None:
    ann.runs("ls pkg")
    ann.runs("grep -n three pkg/*.py")
    bob.lands("pkg/new.py", "three = 3\n")
    assert "+three = 3" in ann.writes("pkg/other.py", "1\n")
    assert ann.commits("pkg/other.py").ok


def test_a_file_that_was_added_and_changed_was_added_by_who_made_it(ann: Claude, repository: Repository) -> None:
    """Whatever became of it since. Who reads what is in it is shown that as it is now."""
    bob, cat, dee = (repository.session(name) for name in ("bob", "cat", "dee"))
    ann.runs("ls pkg")
    ann.runs("cat new.py")
    cat.reads("small.py")
    for path in ("pkg/new.py", "new.py", "small.py"):
        bob.lands(path, "made by bob\n")
        dee.lands(path, "changed by dee\n")
    told = ann.edits("b.py", "0", "1")
    assert "listing has another answer: pkg/new.py added by " in told and "dee" not in told.replace("+changed by dee", ""), told
    assert told.count("(session bob, ") == 2
    denied = cat.commits("x.py", "2\n")
    assert denied.rejected == ["CG101 small.py"] and "(session dee, " in denied.err, denied


@pytest.mark.parametrize("read", ["gone.py", "gone.py:2-5", "the file under its new name since"])
def test_who_was_told_the_new_name_of_a_file_is_asked_once_that_changes(ann: Claude, bob: Session, read: str) -> None:
    ann.reads("gone.py", *((2, 5) if ":" in read else ()))
    bob.git("mv", "gone.py", "here.py")
    bob.git("commit", "-qm", "mv")
    assert "renamed to here.py" in ann.edits("b.py", "0", "1")
    assert ann.commits("b.py").ok
    bob.lands("here.py", LONG.replace("line 3 ", "x" * 7000))
    if "new name" in read:
        ann.reads("here.py")
    ann.edits("b.py", "1", "2")
    assert ann.commits("b.py").rejected == ([] if "new name" in read else [f"CG101 {read.replace('gone', 'here')}"])


def edits_on_its_branch(ann: Claude) -> str:
    return ann.edits("gone.py", "line 200 ", "ann ") + ann.commits("gone.py").err


@pytest.mark.parametrize("edited", ["before", "after", "never"])
@pytest.mark.parametrize("changed", [True, False])
def test_who_works_on_a_branch_knows_the_new_name_that_a_target_has(
    repository: Repository, ann: Claude, bob: Session, edited: str, changed: bool
) -> None:
    """There git merges what she makes of the file under the old name."""
    ann.cwd = repository.worktree("ann")
    ann.reads("gone.py", *((1, 9) if edited == "never" else ()))
    said = edits_on_its_branch(ann) if edited == "before" else ""
    bob.git("mv", "gone.py", "here.py")
    bob.git("commit", "-qm", "mv")
    assert "renamed to here.py by " in ann.edits("b.py", "0", "1")
    said += edits_on_its_branch(ann) if edited == "after" else ""
    assert not said, said
    if changed:
        bob.lands("here.py", LONG.replace("line 3 ", "x" * 7000))
    done = ann.runs("git commit -qam work && git merge -q --no-edit main && git -C ../repo merge -q ann")
    assert done.rejected == ["CG101 here.py" + ":1-9" * (edited == "never")] * changed and "CG105" not in done.err, done
    assert done.ok is not changed


def test_ones_own_edit_of_a_file_that_another_has_renamed_is_committed_under_its_new_name(ann: Claude, bob: Session) -> None:
    ann.reads("gone.py")
    ann.edits("gone.py", "line 200 ", "ann ")
    bob.git("mv", "gone.py", "here.py")
    bob.git("commit", "-qm", "mv")
    assert "renamed to here.py by " in ann.edits("b.py", "0", "1")
    assert ann.commits("here.py").ok


@pytest.mark.parametrize("other", ["pkg/a.py", "gone.py"])
def test_no_other_file_is_asked(ann: Claude, bob: Session, other: str) -> None:
    """One that it has not read, or one that gets the old name."""
    ann.reads("gone.py")
    bob.git("mv", "gone.py", "here.py")
    bob.git("commit", "-qm", "mv")
    assert "renamed to here.py" in ann.edits("b.py", "0", "1")
    bob.lands(other, f"{LONG}{LONG}")
    assert ann.commits("b.py").rejected == ([] if other == "pkg/a.py" else ["CG101 gone.py"])


MANY = [f"pkg/{n}.py" for n in range(14)]
"""More files than a notice names."""


@pytest.fixture
def moved(ann: Claude, bob: Session, repository: Repository) -> Claude:
    """Ann has read files that bob has renamed, the last two of them without a word to her."""
    repository.commit_files({path: f"{path}\n" * 30 for path in MANY})
    for path in sorted(MANY):
        ann.reads(path)
    bob.git("mv", "pkg", "lib")
    (bob.cwd / "lib/9.py").write_text("pkg/9.py\n" * 29 + "more\n")
    bob.git("commit", "-qam", "mv")
    assert "and 2 more" in ann.edits("b.py", "0", "1")
    return ann


@pytest.mark.parametrize("look", ["git show", "git log -p -1 --color", "git -c diff.noprefix=true diff HEAD~1"])
def test_a_file_that_a_diff_in_ones_own_shell_renames_is_gone_from_its_name(moved: Claude, bob: Session, look: str) -> None:
    assert moved.commits("b.py").rejected == ["CG101 pkg/8.py", "CG101 pkg/9.py"]
    moved.runs(look)
    assert moved.commits("b.py").ok
    bob.lands("lib/8.py", f"{LONG}\n")
    moved.edits("b.py", "1", "2")
    assert moved.commits("b.py").rejected == ["CG101 lib/8.py"]


@pytest.mark.parametrize("look", ["git show --stat", "git show | head -n 68", "git show HEAD~1", "git diff HEAD HEAD~1"])
def test_what_does_not_say_that_a_file_was_renamed_is_no_look(moved: Claude, look: str) -> None:
    moved.runs(look)
    assert "CG101 pkg/9.py" in moved.commits("b.py").rejected
