"""What the stories of one work tree, in which everybody edits the same files, hold against a guard, and what they let pass."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fuzz import leaving
from tests.fuzz.together import ITSELF, PATHS, Folder
from tests.fuzz.world import AtFault
from tests.support.repository import Result

pytestmark = pytest.mark.model


def test_a_commit_of_whole_files_rests_on_the_reads_of_all_who_have_edited_them(tmp_path: Path) -> None:
    folder = Folder(tmp_path, 0, guarded=False)
    ann, bob = folder.editors[:2]
    ann.left["b.txt"], bob.left["b.txt"], bob.behind = {"ann 101"}, {"bob 102"}, {"c.txt"}
    rejected = Result(1, "", "coordgit: rejected v1: 1 of 2 reads is stale\n  CG101 c.txt  read")
    folder.blame(ann, rejected, ["b.txt"])
    with pytest.raises(AtFault, match=r"rejected without a cause: CG101 c\.txt"):
        folder.blame(ann, rejected)


def test_who_has_seen_a_file_that_another_commits_as_it_is_has_to_look_again(tmp_path: Path) -> None:
    folder = Folder(tmp_path, 0, guarded=False)
    ann, bob, cat = folder.editors
    folder.look(ann, "a.txt")
    bob.left["a.txt"] = {"bob 101"}
    folder.decided("a.txt")
    folder.blame(ann, Result(1, "", "coordgit: rejected v1: 1 of 2 reads is stale\n  CG101 a.txt  read"))
    for editor, path in [(cat, "a.txt"), (ann, "b.txt")]:
        with pytest.raises(AtFault, match="rejected without a cause"):
            folder.blame(editor, Result(1, "", f"coordgit: rejected v1: 1 of 2 reads is stale\n  CG101 {path}  read"))


def test_who_sees_that_another_has_removed_a_file_has_seen_nothing_of_what_landed_there(tmp_path: Path) -> None:
    folder = Folder(tmp_path, 0, guarded=False)
    ann, rejected = folder.editors[0], Result(1, "", "coordgit: rejected v1: 1 of 2 reads is stale\n  CG101 a.txt  read")
    ann.behind = {"a.txt"}
    (folder.repository.top / "a.txt").unlink()
    folder.look(ann, "a.txt")
    folder.blame(ann, rejected)
    folder.repository.git("checkout", "-q", "--", "a.txt")
    folder.look(ann, "a.txt")
    with pytest.raises(AtFault, match="rejected without a cause"):
        folder.blame(ann, rejected)


@pytest.mark.parametrize("taken_out", ["ann 101", "base 0"])
def test_a_line_that_another_has_taken_out_and_not_committed_need_not_be_seen_and_any_other_must(
    tmp_path: Path, taken_out: str
) -> None:
    folder = Folder(tmp_path, 0, guarded=False)
    bob, cat = folder.editors[1:]
    folder.repository.commit_files({"a.txt": "base 0\nann 101\n"})
    before = folder.objects.id("HEAD")
    cat.left["a.txt"] = {taken_out}
    folder.repository.write("a.txt", "")
    folder.look(bob, "a.txt")
    bob.left["a.txt"] = {"bob 102"}
    folder.repository.commit_files({"a.txt": "base 0\nann 101\nbob 102\n"})
    if taken_out == "ann 101":
        folder.committed(bob, ["a.txt"], before)
    else:
        with pytest.raises(AtFault, match=r"never saw in a\.txt: ann 101"):
            folder.committed(bob, ["a.txt"], before)


@pytest.mark.parametrize("empty", [False, True])
@pytest.mark.parametrize("committed", [False, True])
def test_who_removes_a_file_has_something_to_lose_only_if_it_is_committed(tmp_path: Path, committed: bool, empty: bool) -> None:
    folder = Folder(tmp_path, 0, guarded=False)
    ann, bob = folder.editors[:2]
    ann.looked = {*PATHS}
    while not (folder.repository.top / "c.txt").exists():
        leaving.edit(folder, ann)
    if empty:
        (folder.repository.top / "c.txt").write_text("")
        folder.there["c.txt"], ann.left["c.txt"] = "", {*ITSELF}
    if committed:
        folder.repository.commit_files({"c.txt": folder.text("c.txt") or ""})
        folder.forget(ann, ["c.txt"])
    while (folder.repository.top / "c.txt").exists():
        leaving.remove(folder, ann)
    assert (folder.others(bob, "c.txt") == [ann]) == committed


@pytest.mark.parametrize("back", [True, False])
def test_who_found_nothing_reads_a_file_that_is_back_before_it_edits_that(tmp_path: Path, back: bool) -> None:
    """As its client asks of it; what it found says nothing of the file."""
    folder = Folder(tmp_path, 0, guarded=False)
    bob, full = folder.editors[1], folder.repository.top / "a.txt"
    bob.looked, text = {*PATHS}, full.read_text()
    if back:
        full.unlink()
        folder.look(bob, "a.txt")
        full.write_text(text)
    while full.read_text() == text:
        leaving.edit(folder, bob)
    assert ("bob reads a.txt" in folder.steps) == back


@pytest.mark.parametrize("made", [False, True])
def test_who_takes_its_own_lines_out_of_a_new_file_has_that_left_if_it_made_it(tmp_path: Path, made: bool) -> None:
    folder = Folder(tmp_path, 0, guarded=False)
    ann = folder.editors[0]
    ann.left["c.txt"] = {"ann 101", *ITSELF[not made :]}
    folder.there["c.txt"] = "bob 99\nann 101\n"
    folder.forget(ann, ["c.txt"])
    assert "ann 101" in ann.left["c.txt"]
    folder.there["c.txt"] = "bob 99\n"
    folder.forget(ann, ["c.txt"])
    assert ("c.txt" in ann.left) == made


@pytest.mark.parametrize("behind", [False, True])
def test_what_was_read_of_anothers_edit_may_be_named_where_its_file_has_changed_since(tmp_path: Path, behind: bool) -> None:
    folder = Folder(tmp_path, 0, guarded=False)
    ann, rejected = folder.editors[0], Result(1, "", "coordgit: rejected v1: 1 of 2 reads is stale\n  CG104 a.txt  read")
    ann.left["b.txt"], ann.behind = {"ann 101"}, {"a.txt"} if behind else set()
    if behind:
        folder.blame(ann, rejected)
    else:
        with pytest.raises(AtFault, match="rejected without a cause"):
            folder.blame(ann, rejected)


@pytest.mark.parametrize("removed", [True, False])
def test_a_removal_that_another_has_written_over_is_not_taken_away_by_a_shell(tmp_path: Path, removed: bool) -> None:
    folder = Folder(tmp_path, 0, guarded=False)
    ann, bob = folder.editors[:2]
    old = folder.text("a.txt") or ""
    if removed:
        leaving._wrote(folder, ann, "a.txt", None, {*old.splitlines()})
        leaving._wrote(folder, bob, "a.txt", "bob 101\n", {"bob 101"})
    else:
        leaving._wrote(folder, ann, "a.txt", "ann 101\n", {*old.splitlines(), "ann 101"})
    leaving.lose(folder, ann)
    assert bool(folder.steps) is not removed


@pytest.mark.parametrize("shown", ["", "+bob 101", "-base a.txt 0", "+bob 101\n-base a.txt 0"])
@pytest.mark.parametrize("read", [True, False])
def test_who_commits_has_seen_what_others_landed_in_files_that_it_read_and_does_not_change(
    tmp_path: Path, shown: str, read: bool
) -> None:
    """A new line, and that a line is gone."""
    folder = Folder(tmp_path, 0, guarded=False)
    ann = folder.editors[0]
    folder.look(ann, "a.txt" if read else "b.txt")
    text = (folder.text("a.txt") or "").replace("base a.txt 0", "bob 101")
    folder.repository.commit_files({"a.txt": text})
    ann.shown(f"--- a/a.txt\n+++ b/a.txt\n{shown}\n")
    before = folder.objects.id("HEAD")
    ann.left["c.txt"] = {"ann 102"}
    folder.repository.commit_files({"c.txt": "ann 102\n"})
    folder.there["c.txt"] = "ann 102\n"
    if not read or shown.count("\n"):
        folder.committed(ann, ["c.txt"], before)
    else:
        unseen = "that this is gone from a.txt: base a.txt 0" if shown.startswith("+") else "in a.txt: bob 101"
        with pytest.raises(AtFault, match=f"never saw {unseen}"):
            folder.committed(ann, ["c.txt"], before)


@pytest.mark.parametrize("agent", [False, True])
def test_a_removal_is_seen_by_another_look_and_by_that_of_a_sub_agent(tmp_path: Path, agent: bool) -> None:
    folder = Folder(tmp_path, 0, guarded=False)
    ann = folder.editors[0]
    folder.look(ann, "a.txt")
    folder.repository.commit_files({"a.txt": (folder.text("a.txt") or "").replace("base a.txt 0\n", "")})
    assert "base a.txt 0" in ann.had["a.txt"]
    folder.look(ann, "a.txt", agent)
    assert "base a.txt 0" not in ann.had["a.txt"]


@pytest.mark.parametrize("gone", ["a.txt", "b.txt"])
@pytest.mark.parametrize("done", ["removed", "renamed to c.txt"])
def test_who_was_told_in_words_that_a_file_is_gone_has_seen_that_of_no_other(tmp_path: Path, done: str, gone: str) -> None:
    folder = Folder(tmp_path, 0, guarded=False)
    ann = folder.editors[0]
    folder.look(ann, "a.txt")
    folder.look(ann, "b.txt")
    folder.repository.git("rm", "-q", "a.txt")
    folder.repository.git("commit", "-qm", "away")
    ann.shown(f'coordgit: something you read changed since:\n\n{gone} {done} by e147de3 "bob" (claude bob, 04:04) on main\n')
    before = folder.objects.id("HEAD")
    ann.left["b.txt"] = {"ann 101"}
    folder.there["b.txt"] = text = f"{folder.text('b.txt')}ann 101\n"
    folder.repository.commit_files({"b.txt": text})
    if gone == "a.txt":
        folder.committed(ann, ["b.txt"], before)
    else:
        with pytest.raises(AtFault, match=r"never saw that this is gone from a\.txt: base a\.txt 0"):
            folder.committed(ann, ["b.txt"], before)
