"""What a session saw is recorded as it was when it saw it: at that version, at a commit that has it."""

from typing import Any

import pytest

from tests.support.claude import Claude
from tests.support.repository import API, CHANGED, Repository, Session
from tests.walks.observing import Slow, is_true, lands, part, printed, read_of, rejected, shell

# --- a call that outlasts a landing --------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["cat api.py; make test", "head -50 api.py | grep def; make test"])
def test_a_shell_call_reads_when_it_begins(ann: Claude, bob: Session, command: str) -> None:
    call = shell(ann, command)
    bob.lands("api.py", CHANGED)
    call.ends(printed(f"{API}ok\n"))
    assert read_of(ann, "api.py")["oid"] == ann.repository.head("HEAD~1:api.py") and is_true(ann, "api.py")
    assert rejected(ann) == ["CG101 api.py"]


def test_a_shell_call_that_outlasts_another_landing_is_true(ann: Claude, bob: Session) -> None:
    call = shell(ann, "cat api.py; make test")
    bob.lands("other.py", "OTHER = 2\n")
    call.ends(printed(f"{API}ok\n"))
    assert is_true(ann, "api.py")
    assert lands(ann).ok


def test_without_a_word_at_its_beginning_a_shell_call_began_after_the_last_one(ann: Claude, bob: Session) -> None:
    ann.runs("true")
    bob.lands("api.py", CHANGED)
    shell(ann, "cat api.py; make test", before=False).ends(printed(f"{API}ok\n"))
    assert is_true(ann, "api.py")
    assert lands(ann).rejected == ["CG101 api.py"]


def test_without_a_word_at_its_beginning_the_output_tells_what_was_read(ann: Claude, bob: Session) -> None:
    ann.runs("true")
    bob.lands("api.py", CHANGED)
    shell(ann, "cat api.py; make test", before=False).ends(printed(f"{CHANGED}ok\n"))
    assert read_of(ann, "api.py")["oid"] == ann.repository.head("HEAD:api.py") and is_true(ann, "api.py")
    assert lands(ann).ok


def test_a_call_that_brings_the_newer_version_and_prints_it_has_read_that(ann: Claude, bob: Session) -> None:
    tree = ann.repository.worktree("tree")
    ann.cwd = tree
    bob.lands("api.py", CHANGED)
    result = ann.runs("git merge -q --ff-only main && cat api.py")
    assert result.ok and "def f(x, y)" in result.out
    assert read_of(ann, "api.py")["oid"] == ann.repository.head("main:api.py") and is_true(ann, "api.py")
    assert lands(ann).ok


def test_a_call_that_brings_the_newer_version_after_it_has_printed_the_old_one_has_read_the_old_one(
    ann: Claude, bob: Session
) -> None:
    ann.cwd = ann.repository.worktree("tree")
    bob.lands("api.py", CHANGED)
    assert ann.runs("cat api.py; git merge -q --ff-only main").ok
    assert read_of(ann, "api.py")["oid"] == ann.repository.head("main~1:api.py") and is_true(ann, "api.py")
    assert lands(ann).rejected == ["CG101 api.py"]


@pytest.mark.parametrize("linked", [False, True], ids=["own worktree", "linked worktree"])
@pytest.mark.parametrize("path", ["api.py", "other.py"])
@pytest.mark.parametrize("late", [False, True], ids=["the old version", "the new version"])
def test_a_look_at_a_branch_is_at_what_it_named_when_the_call_began(
    ann: Claude, bob: Session, path: str, linked: bool, late: bool
) -> None:
    ann.cwd = ann.repository.worktree("w") if linked else ann.cwd
    call = shell(ann, "git show main:api.py")
    text = "OTHER = 2\n" if path == "other.py" else CHANGED
    bob.lands(path, text)
    call.ends(printed(CHANGED if late and path == "api.py" else API))
    assert rejected(ann) == (["CG101 api.py"] if path == "api.py" and not late else [])


@pytest.mark.parametrize("command", ["git -C {top} show HEAD:api.py", "cd {top} && git show main:api.py; make test"])
@pytest.mark.parametrize("path", ["api.py", "other.py"])
def test_a_look_at_a_commit_of_another_worktree_is_at_what_that_had_when_the_call_began(
    ann: Claude, bob: Session, path: str, command: str
) -> None:
    ann = Claude(ann.repository, "00000000-0000-4000-8000-00000000000c", ann.repository.worktree("w"))
    ann.send("SessionStart", source="startup")
    call = shell(ann, command.format(top=ann.repository.top))
    bob.lands(path, "OTHER = 2\n" if path == "other.py" else CHANGED)
    call.ends(printed(API))
    assert read_of(ann, "api.py")["base"] == ann.repository.head("main~1") and is_true(ann, "api.py")
    assert rejected(ann) == (["CG101 api.py"] if path == "api.py" else [])


@pytest.mark.daily(4)
@pytest.mark.parametrize("before", [True, False], ids=["told when it began", "not told"])
@pytest.mark.parametrize("lines", [(), (1, 2)], ids=["whole", "range"])
@pytest.mark.parametrize("text", [API, CHANGED], ids=["the old version", "the new version"])
def test_what_the_read_tool_delivered_tells_the_version(
    ann: Claude, bob: Session, before: bool, lines: tuple[int, ...], text: str
) -> None:
    ann.runs("true")
    call = Slow(ann, "Read", {"file_path": str(ann.cwd / "api.py")}, before)
    bob.lands("api.py", CHANGED)
    call.ends(part(ann, "api.py", text, *lines))
    version = "HEAD~1:api.py" if text == API else "HEAD:api.py"
    assert read_of(ann, "api.py")["oid"] == ann.repository.head(version) and is_true(ann, "api.py")
    assert rejected(ann) == (["CG101 api.py"] if text == API else [])


@pytest.mark.parametrize(
    ("command", "shows", "conflicts"),
    [("cat api.py & echo started", "started\n", ["CG101 api.py"]), ("cat api.py; echo ended", f"{CHANGED}ended\n", [])],
    ids=["in the background", "to its end"],
)
def test_a_read_in_the_background_of_which_nothing_has_come_yet_refreshes_nothing(
    ann: Claude, bob: Session, command: str, shows: str, conflicts: list[str]
) -> None:
    ann.reads("api.py")
    bob.lands("api.py", CHANGED)
    shell(ann, command).ends(printed(shows))
    assert rejected(ann) == conflicts


def test_a_file_that_appears_while_a_call_did_not_find_it_was_absent(ann: Claude, bob: Session) -> None:
    call = shell(ann, "cat new.py; sleep 60")
    bob.lands("new.py", "1\n")
    call.ends({**printed(""), "stderr": "cat: new.py: No such file or directory"})
    assert read_of(ann, "new.py")["kind"] == "absent"
    assert lands(ann).rejected == ["CG103 new.py"]


@pytest.mark.parametrize("path", ["user.py", "api.py"], ids=["another answer", "the same answer"])
def test_a_search_is_of_the_commit_at_which_its_call_began(ann: Claude, bob: Session, path: str) -> None:
    call = Slow(ann, "Grep", {"pattern": "OTHER", "output_mode": "files_with_matches"})
    bob.lands(path, "OTHER\n" if path == "user.py" else CHANGED)
    call.ends({"mode": "files_with_matches", "filenames": ["other.py"], "numFiles": 1})
    assert lands(ann, "other.py", "OTHER = 2\n").rejected == (["CG102 user.py"] if path == "user.py" else [])


# --- a work tree that is not HEAD ------------------------------------------------------------------------------------


def behind(repository: Repository, how: str) -> None:
    """Move main to a commit that changes api.py, under a work tree that keeps the old file."""
    new = repository.run(["git", "hash-object", "-w", "--stdin"], stdin=CHANGED).out.strip()
    index = str(repository.folder / "index")
    repository.git("read-tree", "HEAD", GIT_INDEX_FILE=index)
    repository.git("update-index", "--cacheinfo", f"100644,{new},api.py", GIT_INDEX_FILE=index)
    tree = repository.git("write-tree", GIT_INDEX_FILE=index)
    commit = repository.git("commit-tree", tree, "-p", "HEAD", "-m", "moved")
    person: dict[str, Any] = {"COORDGIT_SESSION": "cat"}
    if how == "update-ref":
        repository.git("update-ref", "refs/heads/main", commit, **person)
    else:
        repository.git("reset", "-q", "--soft", commit, **person)


@pytest.mark.parametrize("how", ["update-ref", "reset --soft"])
@pytest.mark.parametrize("lines", [(), (1, 2)], ids=["whole", "range"])
def test_a_file_older_than_head_is_a_read_of_the_older_version(
    ann: Claude, repository: Repository, how: str, lines: tuple[int, ...]
) -> None:
    behind(repository, how)
    ann.reads("api.py", *lines)
    assert rejected(ann) == ["CG101 api.py"]
    assert is_true(ann, "api.py")


def test_a_work_tree_that_follows_is_a_read_of_the_newer_version(ann: Claude, repository: Repository) -> None:
    behind(repository, "update-ref")
    repository.git("checkout", "-q", "HEAD", "--", "api.py")
    ann.reads("api.py")
    assert is_true(ann, "api.py")
    assert lands(ann).ok


@pytest.mark.daily(4)
@pytest.mark.parametrize("again", ["update-ref", "reset --soft"])
@pytest.mark.parametrize("reread", [False, True])
def test_a_file_that_followed_once_and_is_left_again_is_a_read_of_where_it_was_left(
    ann: Claude, bob: Session, repository: Repository, again: str, reread: bool
) -> None:
    """What git itself has put there is no text of the session's own."""
    ann.cwd = repository.worktree("tree")
    bob.lands("api.py", CHANGED)
    assert ann.runs("git update-ref refs/heads/tree main && git reset -q").ok
    ann.reads("api.py")
    assert ann.runs("git checkout -q HEAD -- api.py").ok
    assert bob.git("revert", "--no-edit", "HEAD").ok
    assert ann.runs("git reset -q --soft main" if again == "reset --soft" else "git update-ref refs/heads/tree main").ok
    ann.reads("api.py")
    assert ann.runs("git reset -q; git checkout -q HEAD -- api.py").ok
    if reread:
        ann.reads("api.py")
    ann.writes("mine.py", "1\n")
    done = ann.commits("mine.py")
    if done.ok:
        done = ann.runs("git -C ../repo merge -q --ff-only tree")
    assert done.rejected == ["CG101 api.py"] * (not reread), done


@pytest.mark.parametrize("how", ["update-ref", "reset --soft"])
@pytest.mark.parametrize("lines", [(), (1, 2)], ids=["whole", "range"])
@pytest.mark.parametrize("made_over", ["old", "new"])
def test_an_edit_that_no_hook_saw_is_a_read_of_the_version_it_was_made_over(
    ann: Claude, repository: Repository, how: str, lines: tuple[int, ...], made_over: str
) -> None:
    old = (repository.top / "api.py").read_text()
    behind(repository, how)
    (repository.top / "api.py").write_text((old if made_over == "old" else CHANGED) + "more\n")
    ann.reads("api.py", *lines)
    repository.git("checkout", "-q", "HEAD", "--", "api.py")
    assert rejected(ann) == (["CG101 api.py"] if made_over == "old" else [])


@pytest.mark.parametrize("made_over", ["old", "nothing"])
def test_an_edit_of_a_file_that_head_has_no_more_is_a_read_of_the_version_it_was_made_over(
    ann: Claude, repository: Repository, made_over: str
) -> None:
    bob = repository.session("bob", repository.worktree("side"))
    assert bob.git("rm", "-q", "api.py").ok and bob.git("commit", "-qm", "bob").ok
    repository.git("reset", "-q", "--soft", "side", COORDGIT_SESSION="cat")
    (repository.top / "api.py").write_text((API if made_over == "old" else "") + "more\n")
    ann.reads("api.py")
    repository.git("rm", "-q", "-f", "api.py")
    assert rejected(ann) == (["CG101 api.py"] if made_over == "old" else [])


@pytest.mark.parametrize("follows", [True, False])
def test_an_older_version_that_is_read_after_the_newer_one_was_told_is_what_was_seen_last(
    ann: Claude, bob: Session, repository: Repository, follows: bool
) -> None:
    ann.cwd = repository.worktree("tree")
    ann.reads("api.py")
    bob.lands("api.py", CHANGED)
    for _ in range(2):
        ann.runs("true")
    repository.git("update-ref", "refs/heads/tree", "main", COORDGIT_SESSION="cat")
    if follows:
        repository.git("checkout", "-q", "HEAD", "--", "api.py", cwd=ann.cwd)
    ann.reads("api.py")
    assert rejected(ann) == ["CG101 api.py"] * (not follows)


@pytest.mark.parametrize("follows", [True, False])
def test_a_search_of_a_work_tree_that_head_left_behind_has_what_was_told_told_again(
    ann: Claude, bob: Session, repository: Repository, follows: bool
) -> None:
    ann.cwd = repository.worktree("tree")
    ann.runs("grep -rn OTHER .")
    bob.lands("api.py", f"{API}OTHER\n")
    assert ["api.py" in ann.runs("true").out for _ in range(2)] == [True, False]
    repository.git("update-ref", "refs/heads/tree", "main", COORDGIT_SESSION="cat")
    if follows:
        repository.git("checkout", "-q", "HEAD", "--", "api.py", cwd=ann.cwd)
    ann.runs("grep -rn OTHER .")
    bob.lands("other.py", "OTHER = 2\n")
    told = ann.runs("true").out
    assert "other.py" in told and ("api.py" in told) == (not follows)


def test_a_path_that_the_work_tree_does_not_have_yet_was_absent(ann: Claude, repository: Repository) -> None:
    new = repository.run(["git", "hash-object", "-w", "--stdin"], stdin="1\n").out.strip()
    tree = repository.run(
        ["git", "mktree"], stdin=f"{repository.git('ls-tree', 'HEAD')}\n100644 blob {new}\tnew.py\n"
    ).out.strip()
    commit = repository.git("commit-tree", tree, "-p", "HEAD", "-m", "moved")
    repository.git("update-ref", "refs/heads/main", commit, COORDGIT_SESSION="cat")
    ann.reads("new.py")
    assert lands(ann).rejected == ["CG103 new.py"]


def test_a_file_that_was_removed_from_the_work_tree_alone_is_not_news(ann: Claude, repository: Repository) -> None:
    repository.commit_files({"new.py": "1\n"})
    (repository.top / "new.py").unlink()
    ann.reads("new.py")
    assert lands(ann).ok


def test_uncommitted_text_that_is_committed_later_is_true_there(ann: Claude, bob: Session) -> None:
    bob.writes("api.py", CHANGED)
    ann.reads("api.py")
    assert read_of(ann, "api.py")["base"] is None
    bob.lands("api.py", CHANGED)
    assert lands(ann).ok
    assert is_true(ann, "api.py")


def test_uncommitted_text_that_is_committed_otherwise_is_stale(ann: Claude, bob: Session) -> None:
    bob.writes("api.py", CHANGED)
    ann.reads("api.py")
    bob.lands("api.py", f"{CHANGED}# more\n")
    assert lands(ann).rejected == ["CG101 api.py"]


@pytest.mark.parametrize("lines", [(), (1, 2)], ids=["whole", "range"])
def test_ones_own_text_keeps_the_base_of_what_it_replaced(ann: Claude, bob: Session, lines: tuple[int, ...]) -> None:
    first = ann.repository.head()
    ann.reads("api.py")
    ann.edits("api.py", "return x", "return x + 1")
    bob.lands("other.py", "OTHER = 2\n")
    ann.reads("api.py", *lines)
    bases = {read["base"] for read in ann.repository.json("session", "show", ann.session)["reads"] if read["path"] == "api.py"}
    assert bases == {first}
    result = ann.commits("api.py")
    assert result.ok, result


def test_what_a_command_put_there_is_no_older_version(ann: Claude, bob: Session) -> None:
    bob.lands("api.py", CHANGED)
    ann.reads("api.py")
    ann.runs("git checkout -q HEAD~1 -- api.py")
    ann.reads("api.py")
    assert lands(ann).ok


@pytest.mark.parametrize("becomes", [None, "def f(): ...\n"], ids=["removed", "another text"])
def test_who_saw_that_a_file_is_gone_knows_that_once_it_is_committed(ann: Claude, bob: Session, becomes: str | None) -> None:
    """And nothing of the version that was removed."""
    cat, dan = ann.repository.session("cat"), ann.repository.session("dan")
    cat.reads("api.py")
    bob.lands("api.py", CHANGED)
    (cat.cwd / "api.py").unlink()
    cat.reads("api.py")
    assert cat.commits("new.py", "1\n").rejected == ["CG101 api.py"]
    if becomes:
        dan.writes("api.py", becomes)
    assert dan.git("commit", "-qm", "gone", "--", "api.py").ok
    assert cat.commits("new.py", "1\n").rejected == (["CG101 api.py"] if becomes else [])


def test_who_removes_a_file_and_makes_it_anew_has_not_seen_what_it_removed(ann: Claude, bob: Session) -> None:
    """Though it looked in between: nothing is there."""
    cat = Claude(ann.repository, "cat")
    cat.reads("api.py")
    bob.lands("api.py", CHANGED + "# too long for a notice\n" * 900)
    cat.runs("rm api.py")
    cat.reads("api.py")
    cat.writes("api.py", API)
    assert cat.commits("api.py").rejected == ["CG201 api.py"]
