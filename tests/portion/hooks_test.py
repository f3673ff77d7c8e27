"""``coordgit commit`` runs the repository's hooks in a work tree of their own, beside what others do meanwhile."""

import os
import stat
from pathlib import Path

import pytest

from tests.portion.team import OF_ANN, both_edit, commit, committed, hook
from tests.support.claude import Claude
from tests.support.repository import Repository, Result


def next_of(result: Result) -> str:
    """The command that ``next:`` gives."""
    return result.err.split("next: ")[1].split("\n")[0]


def changed_lines(repository: Repository) -> list[str]:
    lines = repository.git("diff", "-U0").splitlines()
    return [line for line in lines if line[:1] in "+-" and line[:3] not in ("+++", "---")]


def test_the_repositorys_hooks_run_in_a_tree_of_what_is_committed(
    repository: Repository, ann: Claude, bob: Claude, tmp_path: Path
) -> None:
    both_edit(ann, bob)
    for name in ("pre-commit", "prepare-commit-msg", "commit-msg", "post-commit"):
        hook(repository, name, f"pwd >> {tmp_path}/ran; cat f.py > {tmp_path}/{name}.f; git stash list > /dev/null")
    made = commit(ann)
    assert made.ok, made.err
    ran = (tmp_path / "ran").read_text().split()
    assert len(ran) == 4 and str(repository.top) not in ran
    assert {(tmp_path / f"{name}.f").read_text() for name in ("pre-commit", "commit-msg", "post-commit")} == {OF_ANN}
    assert not Path(ran[0]).exists()
    assert repository.git("status", "--porcelain") == "M f.py"


def test_a_hook_that_puts_unstaged_edits_away_does_not_touch_the_others(repository: Repository, ann: Claude, bob: Claude) -> None:
    both_edit(ann, bob)
    full = repository.top / "f.py"
    disk, status = full.read_bytes(), os.stat(full)
    hook(repository, "pre-commit", "git checkout -- . && git clean -fdq && rm -f f.py && git checkout -- f.py")
    assert commit(ann).ok
    assert full.read_bytes() == disk and os.stat(full).st_ino == status.st_ino and os.stat(full).st_mtime == status.st_mtime


def test_a_hook_that_fails_stops_the_commit_and_nothing_has_moved(repository: Repository, ann: Claude, bob: Claude) -> None:
    both_edit(ann, bob)
    before = repository.state()
    hook(repository, "pre-commit", "echo no good >&2; echo changed >> f.py; exit 1")
    made = commit(ann)
    assert made.code == 1 and "no good" in made.err
    assert repository.state() == before
    hook(repository, "pre-commit", "true")
    hook(repository, "commit-msg", "exit 1")
    assert commit(ann).code == 1
    assert repository.state() == before


def test_what_a_hook_stages_is_committed_and_said(repository: Repository, ann: Claude, bob: Claude) -> None:
    both_edit(ann, bob)
    disk = (repository.top / "f.py").read_bytes()
    hook(repository, "pre-commit", "sed -i 's/more of ann/MORE of ann/' f.py && git add f.py")
    made = commit(ann)
    assert made.ok and "a hook changed f.py in its own work tree" in made.err
    assert "MORE of ann" in committed(repository, "f.py") and "bob" not in committed(repository, "f.py")
    assert (repository.top / "f.py").read_bytes() == disk
    assert ann.runs(next_of(made)).ok  # as printed: now the file has it too
    assert changed_lines(repository) == ["-line 8", "+line 8 bob"]


@pytest.mark.parametrize("ends", [1, 0])
def test_what_a_hook_reformats_can_be_applied_to_the_file(repository: Repository, ann: Claude, bob: Claude, ends: int) -> None:
    both_edit(ann, bob)
    disk = (repository.top / "f.py").read_bytes()
    hook(repository, "pre-commit", f"grep -q 'MORE of ann' f.py || {{ sed -i 's/more of ann/MORE of ann/' f.py; exit {ends}; }}")
    made = commit(ann)
    assert made.code == ends and "a hook changed f.py in its own work tree" in made.err
    assert (repository.top / "f.py").read_bytes() == disk
    assert ann.runs(next_of(made)).ok
    again = commit(ann)
    assert again.ok and not again.err
    assert "MORE of ann" in committed(repository, "f.py") and changed_lines(repository) == ["-line 8", "+line 8 bob"]


SPACED = "".join(f"line {n}  is here\n" for n in range(1, 31))


def test_what_a_hook_reformats_beside_another_edit_is_shown(repository: Repository, ann: Claude, bob: Claude) -> None:
    """All lines are one change of it, so that does not fit the file that has bob's line; the hook's tool does."""
    repository.commit_files({"f.py": SPACED})
    tool = "sed -i 's/  */ /g' f.py"
    hook(repository, "pre-commit", tool)
    bob.reads("f.py")
    ann.edits("f.py", "line 2  is", "line 2  of ann is")
    bob.edits("f.py", "line 8  is", "line 8  of bob is")
    disk = (repository.top / "f.py").read_bytes()
    made = commit(ann)
    assert made.ok and "so it does not fit the files: run the hook's tool on them" in made.err
    shown = ann.runs(next_of(made))
    assert shown.ok and "+line 2 of ann" in shown.out and (repository.top / "f.py").read_bytes() == disk
    bob.reads("f.py")
    bobs = commit(bob)
    assert bobs.ok and ann.runs(tool).ok, bobs
    anns = commit(ann)
    assert anns.ok and "  " not in committed(repository, "f.py"), anns


@pytest.mark.parametrize("by", ["ann", "bob"])
def test_a_line_that_a_hook_has_formatted_is_not_committed_beside_what_replaces_it(
    repository: Repository, ann: Claude, bob: Claude, by: str
) -> None:
    """HEAD has a form of it that never was in the work tree, where all of the file is formatted later."""
    repository.commit_files({"f.py": SPACED})
    hook(repository, "pre-commit", "sed -i 's/  */ /g' f.py && git add f.py")
    bob.reads("f.py")
    ann.edits("f.py", "line 2  is", "line 2  of ann is")
    bob.edits("f.py", "line 8  is", "line 8  of bob is")
    assert ann.runs("coordgit commit -m anns").ok
    assert {"ann": ann, "bob": bob}[by].runs("sed -i 's/  */ /g' f.py").ok
    bob.runs("coordgit commit -m bobs")
    assert committed(repository, "f.py").count("line 8 ") == 1
    bob.reads("f.py")
    assert repository.coordgit("read", "--at", "HEAD", "f.py", **bob.env).ok
    assert commit(bob, "--mine-is", "f.py", "f.py").ok
    assert committed(repository, "f.py") == (repository.top / "f.py").read_text() and "of bob" in committed(repository, "f.py")


@pytest.mark.parametrize("by", ["ann", "bob"])
def test_ones_own_lines_of_a_file_that_is_formatted_are_committed(
    repository: Repository, ann: Claude, bob: Claude, by: str
) -> None:
    repository.commit_files({"f.py": SPACED})
    bob.reads("f.py")
    ann.edits("f.py", "line 2  is", "line 2  of ann is")
    bob.edits("f.py", "line 8  is", "line 8  of bob is")
    assert {"ann": ann, "bob": bob}[by].runs("sed -i 's/  */ /g' f.py").ok
    assert commit(ann).ok and "of bob" not in committed(repository, "f.py")
    bob.reads("f.py")
    assert commit(bob).ok
    assert committed(repository, "f.py") == (repository.top / "f.py").read_text()


def test_a_line_that_another_session_s_formatter_has_changed_is_committed_as_ones_own(
    repository: Repository, ann: Claude, bob: Claude
) -> None:
    ann.edits("f.py", "line 2\n", "ann=2\n")
    bob.edits("f.py", "line 8\n", "line 8 of bob\n")
    assert bob.runs("sed -i 's/=/ = /' f.py").ok
    assert ann.runs("git commit -qam both").rejected == ["CG202 f.py"]
    assert commit(ann).ok
    assert "ann = 2" in committed(repository, "f.py") and "of bob" not in committed(repository, "f.py")


def test_hooks_have_what_git_ignores_and_do_not_commit_it(repository: Repository, ann: Claude) -> None:
    repository.commit_files({".gitignore": "node_modules/\n"})
    repository.write("node_modules/tool", "installed\n")
    hook(repository, "pre-commit", "cat node_modules/tool && git add -A")
    ann.edits("f.py", "line 2\n", "line 2 ann\n")
    made = commit(ann)
    assert made.ok, made.err
    assert repository.git("show", "--name-only", "--format=", "HEAD") == "f.py"


FORGETS = (
    "unset GIT_DIR GIT_WORK_TREE && entry=$(git stash create) && git stash store -q $entry && git reset -q --hard"
    " && git stash apply -q --index && git stash drop -q && git rev-parse --show-toplevel > .git-top"
)
"""What lint-staged does: it forgets where git said the repository is, and looks for it around the folder it runs in."""


@pytest.mark.parametrize("linked", [False, True])
def test_a_hook_that_looks_for_the_repository_itself_finds_it(
    repository: Repository, ann: Claude, bob: Claude, tmp_path: Path, linked: bool
) -> None:
    hook(repository, "pre-commit", FORGETS.replace(".git-top", f"{tmp_path}/top"))
    if linked:
        top = repository.worktree("linked")
        ann, bob = Claude(repository, "ann", top), Claude(repository, "bob", top)
    both_edit(ann, bob)
    disk = (ann.cwd / "f.py").read_bytes()
    made = repository.coordgit("commit", "-m", "mine", cwd=ann.cwd, **ann.env)
    assert made.ok, made.err
    assert (tmp_path / "top").read_text().strip() not in (str(ann.cwd), str(repository.top))
    assert repository.git("show", "HEAD:f.py", cwd=ann.cwd) == OF_ANN.rstrip("\n")
    assert (ann.cwd / "f.py").read_bytes() == disk
    assert repository.git("status", "--porcelain", cwd=ann.cwd) == "M f.py" and repository.git("stash", "list") == ""


def test_hooks_of_a_relative_folder_run_and_the_gate_is_asked(
    repository: Repository, ann: Claude, bob: Claude, tmp_path: Path
) -> None:
    repository.git("config", "core.hooksPath", ".githooks")
    hook(repository, "pre-commit", f"touch {tmp_path}/ran", ".githooks")
    repository.guard()
    both_edit(ann, bob)
    assert commit(ann).ok and (tmp_path / "ran").exists()
    assert commit(bob).rejected == ["CG101 f.py"]


# --- others at work meanwhile ----------------------------------------------------------------------------------------


def test_a_commit_that_lands_while_hooks_run_is_not_taken_back(repository: Repository, ann: Claude, tmp_path: Path) -> None:
    ann.edits("f.py", "line 2\n", "line 2 ann\n")
    other = (
        f"[ -e {tmp_path}/once ] && exit 0; touch {tmp_path}/once; cd {repository.top}"
        " && unset GIT_INDEX_FILE GIT_DIR GIT_WORK_TREE COORDGIT_PORTION && echo bob > g.py && git commit -qm other -- g.py"
    )
    hook(repository, "pre-commit", other)
    made = ann.repository.coordgit("commit", "-F", "-", stdin=b"work of ann", **ann.env)
    assert made.ok, made.err
    assert "the branch moved meanwhile" in made.err
    assert committed(repository, "g.py") == "bob\n" and "line 2 ann" in committed(repository, "f.py")
    assert repository.git("log", "--format=%s") == "work of ann\nother\ninit"
    assert repository.git("status", "--porcelain") == ""


@pytest.mark.parametrize(
    ("words", "why"),
    [(("-F", "nowhere"), "'nowhere' does not exist"), (("-F", "."), "'.' is a directory"), (("-m", "x", "-F", "-"), "-m and -F")],
)
def test_a_message_that_cannot_be_read_is_reported_before_anything_is_made(ann: Claude, words: tuple[str, ...], why: str) -> None:
    ann.edits("f.py", "line 2\n", "line 2 ann\n")
    made = ann.repository.coordgit("commit", *words, **ann.env)
    assert made.code == 2 and why in made.err and len(made.err.splitlines()) == 2 and not made.out, made
    ann.repository.write("words", "said in a file\n")
    assert ann.repository.coordgit("commit", "-F", "words", **ann.env).ok
    assert ann.repository.git("log", "-1", "--format=%s") == "said in a file"


@pytest.mark.nightly
def test_a_locked_index_stops_it_and_nothing_has_moved(repository: Repository, ann: Claude) -> None:
    ann.edits("f.py", "line 2\n", "line 2 ann\n")
    before = repository.state()
    lock = repository.top / ".git/index.lock"
    lock.touch()
    made = commit(ann)
    assert made.code == 3 and "another command holds the index" in made.err
    lock.unlink()
    assert repository.state() == before
    assert commit(ann).ok


def test_another_hook_that_denies_puts_the_index_back(repository: Repository, ann: Claude, bob: Claude) -> None:
    both_edit(ann, bob)
    before = repository.state()
    gate = repository.top / ".git/hooks/reference-transaction"
    text = gate.read_text()
    gate.write_text("#!/bin/sh\ncat > \"$TMPDIR/feed.$$\"; " + f'sh {gate}.ours "$@" < "$TMPDIR/feed.$$" || exit 1\n'
                    'case "$1" in prepared) grep -q refs/heads/ "$TMPDIR/feed.$$" && exit 1;; esac; exit 0\n')  # fmt: skip
    Path(f"{gate}.ours").write_text(text)
    os.chmod(f"{gate}.ours", os.stat(gate).st_mode | stat.S_IXUSR)
    repository.env["TMPDIR"] = str(repository.folder)
    made = commit(ann)
    assert not made.ok
    assert repository.state() == before
