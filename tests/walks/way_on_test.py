"""The way on after a rejection, followed to the letter: it fits what git was doing, and it lands."""

import re
from pathlib import Path
from typing import Any

import pytest

from tests.support.repository import API, CHANGED, Repository, Result, Session
from tests.support.way_on import follow, obey, on_a_branch, remedy

pytestmark = pytest.mark.usefixtures("command_line")


def amend(ann: Session) -> Result:
    ann.writes("n1", "3\n")
    ann.git("add", "n1")
    return ann.git("commit", "-q", "--amend", "-m", "n1, fixed")


def squash(ann: Session) -> Result:
    ann.git("merge", "-q", "--squash", "side")
    return ann.git("commit", "-qm", "squashed")


def rebase(ann: Session) -> Result:
    """With a commit that is made on the way: what a rebase only moves is never rejected on a branch."""
    step = "echo 1 > eve && git add eve && git commit -qm eve --author 'Eve <e@example.org>'"
    return ann.git("rebase", "-q", "--exec", step, "HEAD~1")


AMENDED = " without --amend (it would rewrite the other session's commit)"
HALF_DONE: dict[str, Any] = {
    "cherry-pick": lambda ann: ann.git("cherry-pick", "side"),
    "merge": lambda ann: ann.git("merge", "-q", "--no-edit", "side"),
    "pull": lambda ann: ann.git("pull", "-q", "--no-rebase", "--no-edit", ".", "side"),
    "revert": lambda ann: ann.git("revert", "--no-edit", "HEAD"),
    "rebase": rebase,
    "amend": amend,
    "squash": squash,
}


@pytest.mark.parametrize("name", HALF_DONE)
def test_the_commands_after_a_denied_one_on_a_branch_land_it(repository: Repository, name: str) -> None:
    ann = on_a_branch(repository)
    before = repository.head("ann")
    result = HALF_DONE[name](ann)
    assert result.rejected == ["CG101 api.py"], result
    path = ":/api.py" if name == "pull" else "api.py"  # where it was typed, git does not say
    assert f"read api.py as it is on main (coordgit read --at main {path})" in result.err
    done = follow(ann)
    assert all(step.ok for step in done), done
    assert repository.head("ann") != before
    assert repository.git("status", "--porcelain", cwd=ann.cwd) == ""
    assert repository.git("symbolic-ref", "HEAD", cwd=ann.cwd) == "refs/heads/ann"
    assert not repository.git("branch", "--contains", "main", "--list", "ann")


@pytest.mark.parametrize("name", HALF_DONE)
def test_nothing_is_in_the_way_when_main_changed_something_else(repository: Repository, name: str) -> None:
    ann = on_a_branch(repository, "other.py", "OTHER = 2\n")
    result = HALF_DONE[name](ann)
    assert result.ok, result.err


def test_a_change_that_the_merge_put_back_is_staged_again(repository: Repository) -> None:
    ann = on_a_branch(repository)
    ann.writes("n1", "3\n")
    ann.git("add", "n1")
    result = ann.git("commit", "-qm", "three")
    assert "adapt your change if it needs it, stage it and commit again" in result.err
    assert remedy(ann)[-2:] == ["git add -- n1", "git commit -qm three"]
    assert all(step.ok for step in follow(ann))
    assert repository.git("show", "ann:n1") == "3"


def test_an_amended_commit_keeps_its_place(repository: Repository) -> None:
    ann = on_a_branch(repository)
    parent = repository.head("ann~1")
    assert amend(ann).rejected
    follow(ann)
    assert repository.head("ann~1") == parent
    assert repository.git("show", "ann:n1") == "3"


@pytest.mark.parametrize("landed", [True, False], ids=["over another's commit", "over its own"])
def test_an_amend_is_made_again_with_what_it_chose_and_said(repository: Repository, landed: bool) -> None:
    repository.begin(api__py=API, n1="1\n")
    ann = repository.session("ann", None if landed else repository.worktree("ann"))
    own = ann.lands("n1", "2\n")
    ann.reads("api.py")
    theirs = repository.session("bob").lands("api.py", CHANGED)
    ann.writes("n1", "3\n")
    assert ann.git("commit", "-q", "--amend", "-am", "three").rejected == ["CG101 api.py"]
    assert all(step.ok for step in follow(ann))
    assert repository.git("show", "--format=%s", "--name-only", cwd=ann.cwd) == "three\n\nn1"
    assert repository.head("HEAD~1", ann.cwd) == (theirs if landed else repository.head(f"{own}~1"))


@pytest.mark.parametrize("ignored", [True, False], ids=["ignored", "untracked"])
@pytest.mark.parametrize("path", ["new.py", "a/b.py"])
def test_main_is_not_brought_in_over_a_file_that_git_does_not_track(repository: Repository, path: str, ignored: bool) -> None:
    repository.begin(api__py=API, __gitignore="new.py\na/\n" * ignored)
    ann, bob = repository.session("ann", repository.worktree("ann")), repository.session("bob")
    ann.reads("api.py")
    ann.writes(path, "ann's\n")
    bob.lands("api.py", CHANGED)
    bob.writes(path, "bob's\n")
    assert bob.git("add", "-f", path).ok and bob.git("commit", "-qm", "new").ok
    denied = ann.commits("own.py", "1\n")
    assert denied.rejected == ["CG101 api.py"]
    assert all(done.ok for done in obey(ann, denied, lambda: ann.git("commit", "-qm", "own"))), denied.err
    assert (ann.cwd / path).read_text() == "ann's\n" and repository.git("show", "ann:own.py") == "1"


@pytest.mark.parametrize("own", ["other.py", "new.py"])
def test_main_is_brought_in_beside_what_git_does_not_track(repository: Repository, own: str) -> None:
    """A new file that is staged already is set aside by the merge."""
    repository.begin(api__py=API)
    ann, bob = repository.session("ann", repository.worktree("ann")), repository.session("bob")
    ann.reads("api.py")
    ann.writes("notes.py", "ann's\n")
    bob.lands("api.py", CHANGED)
    bob.lands("new.py", "bob's\n")
    ann.writes(own, "ann's\n")
    assert ann.git("add", own).ok
    assert "next: bring main in (git merge --autostash main)" in ann.git("commit", "-qm", "own").err


def test_a_denied_patch_goes_on(repository: Repository) -> None:
    ann = on_a_branch(repository)
    patch = repository.run(["git", "format-patch", "-1", "--stdout", "side"], ann.cwd).out
    result = repository.run(["git", "am", "-q"], ann.cwd, stdin=patch, **ann.env)
    assert result.rejected == ["CG101 api.py"], result
    assert all(step.ok for step in follow(ann))
    assert "side.py" in repository.git("ls-tree", "--name-only", "ann")


def detached(repository: Repository) -> tuple[Session, str]:
    """A commit is on no branch, and nobody can tell whose it is; ann, on main, has read api.py, which bob has changed."""
    repository.begin(api__py=API, other__py="OTHER = 1\n")
    ann = repository.session("ann")
    ann.reads("api.py")
    repository.session("bob").lands("api.py", CHANGED)
    repository.write("caller.py", "f(1)\n")
    repository.git("add", "caller.py")
    made = repository.git("commit-tree", repository.git("write-tree"), "-p", "HEAD", "-m", "made by plumbing")
    repository.git("reset", "-q", "--hard")
    return ann, made


@pytest.mark.parametrize("how", [("merge", "--ff-only"), ("pull", "-q", ".")], ids=lambda how: how[0])
def test_a_denied_fast_forward_to_commits_that_no_branch_had_warns(repository: Repository, how: tuple[str, ...]) -> None:
    ann, made = detached(repository)
    if how[0] == "pull":
        repository.git("update-ref", "refs/other/made", made)
    result = ann.git(*how, made if how[0] == "merge" else "refs/other/made")
    assert result.rejected == ["CG101 api.py"], result
    assert f"{how[0]} again; do not commit here: the incoming files are staged" in result.err
    undo = remedy(ann)[-1]
    assert repository.run(["sh", "-c", undo.removeprefix("# or undo: ")], **ann.env).ok
    assert repository.git("status", "--porcelain") == ""


def test_a_denied_fast_forward_is_gone_on_with_and_keeps_its_author(repository: Repository) -> None:
    ann, made = detached(repository)
    assert ann.git("merge", "--ff-only", made).rejected
    done = follow(ann)
    assert all(step.ok for step in done), done
    assert repository.head("main") == made


def test_a_fast_forward_that_takes_work_back_lands_with_a_commit_on_top(repository: Repository) -> None:
    repository.begin(api__py=API)
    ann = repository.session("ann")
    ann.git("switch", "-qc", "ann")
    ann.reads("api.py")
    ann.lands("api.py", API + "# ann's\n")
    ann.git("switch", "-q", "main")
    repository.session("bob").lands("api.py", CHANGED)
    ann.git("switch", "-q", "ann")
    assert ann.git("merge", "-q", "-s", "ours", "--no-edit", "main").ok
    ann.git("switch", "-q", "main")
    result = ann.git("merge", "-q", "ann")
    assert result.rejected == ["CG201 api.py"], result
    assert f"put your change into that in a new commit on {repository.head('ann')[:12]}, merge again" in result.err
    assert "do not commit here" in result.err
    assert ann.coordgit("read", "--at", "HEAD", "api.py").ok
    assert ann.git("switch", "-q", "ann").ok
    ann.lands("api.py", CHANGED + "# ann's\n")
    ann.git("switch", "-q", "main")
    assert ann.git("merge", "-q", "ann").ok
    assert repository.git("show", "main:api.py") == (CHANGED + "# ann's\n").strip()


def test_a_denied_merge_commit_is_not_a_fast_forward(repository: Repository) -> None:
    ann, made = detached(repository)
    result = ann.git("merge", "--no-ff", "--no-edit", made)
    assert "git commit --no-edit (undo: git merge --abort)" in result.err
    assert "do not commit" not in result.err


@pytest.mark.parametrize("how", [("update-ref", "refs/heads/main"), ("reset", "-q", "--soft"), ("branch", "-f", "main")])
def test_what_points_a_branch_elsewhere_is_run_again(repository: Repository, how: tuple[str, ...]) -> None:
    ann, made = detached(repository)
    if how[0] == "branch":
        ann.git("checkout", "-q", "--detach")
    result = ann.git(*how, made)
    assert result.rejected == ["CG101 api.py"], result
    assert f"adapt your change if it needs it, run it again (git {' '.join(how)} {made})\n" in result.err
    assert all(step.ok for step in follow(ann))
    assert repository.head("main") == made


def test_a_tool_that_points_a_branch_elsewhere_is_run_again_itself(repository: Repository) -> None:
    ann, made = detached(repository)
    tool = repository.folder / "command" / "git-shift"
    tool.write_text("#!/bin/sh\ngit update-ref refs/heads/main $1 || exit\n")
    tool.chmod(0o755)
    result = ann.git("shift", made)
    assert result.rejected == ["CG101 api.py"], result
    assert "adapt your change if it needs it, run it again\n" in result.err
    assert all(step.ok for step in obey(ann, result, lambda: ann.git("shift", made)))
    assert repository.head("main") == made


@pytest.mark.parametrize("how", ["update-ref refs/heads/main made", "branch -f main made", "fetch -q . made:main"])
def test_a_branch_that_is_moved_from_elsewhere_is_read_as_it_is_there(repository: Repository, how: str) -> None:
    """The work tree has another branch checked out: reading there shows nothing of what the moved one has."""
    ann = on_a_branch(repository)
    repository.git("checkout", "-q", "--detach")
    tree = ann.git("merge-tree", "--write-tree", "main", "HEAD").out.strip()
    ann.git("tag", "made", ann.git("commit-tree", tree, "-p", "main", "-p", "HEAD", "-m", "both").out.strip())
    denied = ann.git(*how.split())
    assert denied.rejected == ["CG101 api.py"]
    assert all(done.ok for done in obey(ann, denied, lambda: ann.git(*how.split())))


@pytest.mark.parametrize("how", [("reset", "-q", "--hard"), ("checkout", "-q", "-B", "main")], ids=lambda how: how[0])
def test_what_has_moved_the_files_already_says_what_is_staged(repository: Repository, how: tuple[str, ...]) -> None:
    ann, made = detached(repository)
    result = ann.git(*how, made)
    assert f"run it again (git {' '.join(how)} {made}); do not commit here: the incoming files are staged" in result.err
    undo = remedy(ann)[-1].removeprefix("# or undo: ")
    assert repository.run(["sh", "-c", undo], **ann.env).ok
    assert repository.git("status", "--porcelain") == ""


@pytest.mark.parametrize("options", [(), ("--amend",), ("-a",), ("--no-verify",)])
def test_a_commit_is_a_commit_again(repository: Repository, options: tuple[str, ...]) -> None:
    ann, _ = detached(repository)
    ann.writes("new.py", "1\n")
    ann.git("add", "new.py")
    result = ann.git("commit", "-qm", "x", *options)
    assert f"commit again{AMENDED if options == ('--amend',) else ''}\n" in result.err


def test_a_commit_by_a_hook_of_a_merge_is_a_commit(repository: Repository) -> None:
    ann, _ = detached(repository)
    ann.writes("new.py", "1\n")
    ann.git("add", "new.py")
    assert "commit again\n" in ann.git("commit", "-qm", "x", GIT_REFLOG_ACTION="merge side").err


def test_a_denied_push_is_pushed_again(repository: Repository, tmp_path: Path) -> None:
    receiver, clone = tmp_path / "my hub.git", tmp_path / "clone"
    repository.begin(api__py=API)
    repository.git("clone", "-q", "--bare", str(repository.top), str(receiver))
    assert repository.coordgit("init", "--no-clients", cwd=receiver).ok
    repository.git("clone", "-q", str(receiver), str(clone))
    at_hub, ann = repository.session("ann", receiver), repository.session("ann", clone)
    assert at_hub.coordgit("read", "--at", "main", "api.py").ok
    repository.session("bob", clone).commits("api.py", CHANGED)
    assert repository.session("bob", clone).git("push", "-q").ok
    ann.commits("caller.py", "f(1)\n")
    result = ann.git("push", "-q")
    said = re.sub(r"(?m)^remote: ", "", result.err)
    assert (
        f"next: bring main in where you push from, read api.py again (coordgit -C '{receiver}' read --at main api.py),"
        " adapt your change if it needs it, push again"
    ) in " ".join(said.split())
    for step in at_hub.json("explain")["remedy"][1:]:
        done = repository.run(["bash", "-c", step], clone, **ann.env)
        assert done.ok, done
    assert "caller.py" in repository.git("ls-tree", "--name-only", "main", cwd=receiver)


@pytest.mark.parametrize("only", [False, True])
def test_the_way_on_merges_where_git_is_set_to_merge_by_fast_forward_alone(repository: Repository, only: bool) -> None:
    ann = on_a_branch(repository)
    if only:
        repository.git("config", "merge.ff", "only")
    denied = ann.commits("caller.py", "1\n")
    assert denied.rejected == ["CG101 api.py"]
    assert f"(git merge {'--ff ' * only}--autostash main)" in denied.err
    assert all(result.ok for result in obey(ann, denied, lambda: ann.commits("caller.py", "1\n")))
    assert repository.git("branch", "--contains", "main", "--list", "ann")
