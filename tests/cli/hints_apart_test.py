"""What is printed for a user who stands in another folder runs there: errors, reports of hooks, and answers to a push."""

import sys
from pathlib import Path

import pytest

from tests.support.repository import CHANGED, Repository, Result

pytestmark = pytest.mark.daily(2)


@pytest.fixture
def guarded(guarded: Repository) -> Repository:
    guarded.folder.joinpath("apart").mkdir()
    return guarded


def apart(repository: Repository, *argv: str, **more: str) -> Result:
    """Run a command in a folder beside the repository."""
    return repository.run(list(argv), repository.folder / "apart", COORDGIT_SESSION="ann", **more)


def hint(result: Result) -> str:
    found = [line.removeprefix("remote: ").rstrip() for line in result.err.splitlines()]
    return next(line for line in found if line.startswith("try: ")).removeprefix("try: ")


def follows(repository: Repository, result: Result) -> Result:
    """Paste the hint where it is read."""
    return apart(repository, "sh", "-c", hint(result))


@pytest.mark.daily(1)
@pytest.mark.parametrize(
    "words",
    [
        "explain v9",
        "ack v9 --why no",
        "session show nobody",
        "verify no..way",
        "read --at nothing api.py",
        "task done 9",
        "unlock a",
    ],
)
def test_the_hint_of_a_command_with_a_folder_runs_where_the_command_was_typed(guarded: Repository, words: str) -> None:
    failed = apart(guarded, "coordgit", "-C", "../repo", *words.split())
    assert failed.code in (1, 2) and f" -C {guarded.top} " in failed.err
    assert follows(guarded, failed).ok


@pytest.mark.parametrize("words", ["explain v9", "session show nobody", "verify no..way"])
def test_the_hint_of_a_command_names_no_folder_where_the_command_was_typed(guarded: Repository, words: str) -> None:
    for folder in ("", "-C ."):
        assert " -C " not in hint(guarded.coordgit(*folder.split(), *words.split()))


def test_the_hint_about_a_path_of_a_submodule_runs_where_the_command_was_typed(guarded: Repository) -> None:
    inner = guarded.top / "inner"
    guarded.git("init", "-q", str(inner))
    (inner / "there.py").write_text("1\n")
    assert guarded.coordgit("init", "--no-clients", cwd=inner).ok
    failed = apart(guarded, "coordgit", "-C", "../repo", "read", "inner/there.py")
    assert follows(guarded, failed).ok
    assert hint(guarded.coordgit("read", "inner/there.py")) == "coordgit -C inner read there.py"


def test_what_doctor_advises_about_another_folder_names_it(guarded: Repository) -> None:
    guarded.git("config", "--unset", "core.filesRefLockTimeout")
    said = apart(guarded, "coordgit", "-C", "../repo", "doctor")
    assert f"try: git -C {guarded.top} config core.filesRefLockTimeout 5000" in said.out
    assert "try: git config core.filesRefLockTimeout 5000" in guarded.coordgit("doctor").out


@pytest.mark.skipif(sys.platform != "linux", reason="needs the command line of the git that runs the hook")
def test_the_hint_of_the_gate_runs_where_git_was_called(guarded: Repository) -> None:
    (guarded.top / ".git/coordgit/coordination.db").unlink()
    failed = apart(guarded, "git", "-C", "../repo", "commit", "-qm", "one", "--allow-empty")
    assert not failed.ok
    assert follows(guarded, failed).ok
    assert apart(guarded, "git", "-C", "../repo", "commit", "-qm", "one", "--allow-empty").ok


def test_the_hint_of_the_gate_is_short_where_it_runs(guarded: Repository) -> None:
    (guarded.top / ".git/coordgit/coordination.db").unlink()
    failed = guarded.run(["git", "commit", "-qm", "one", "--allow-empty"])
    assert hint(failed) == "coordgit init"


@pytest.mark.daily(1)
@pytest.mark.skipif(sys.platform != "linux", reason="needs the command line of the git that runs the hook")
@pytest.mark.parametrize("near", [False, True])
def test_the_report_about_a_sibling_branch_is_explained_where_git_was_called(guarded: Repository, near: bool) -> None:
    ann = guarded.session("ann")
    ann.reads("api.py")
    guarded.session("bob", guarded.worktree("aside", "side")).lands("api.py", CHANGED)
    guarded.write("new.py", "1\n")
    guarded.git("add", "new.py")
    landed = ann.git("commit", "-qm", "new") if near else apart(guarded, "git", "-C", "../repo", "commit", "-qm", "new")
    assert landed.ok and landed.verdict
    why = next(line for line in landed.err.splitlines() if line.startswith("why:  ")).removeprefix("why:  ")
    assert guarded.run(["sh", "-c", why], None if near else guarded.folder / "apart").ok
    assert (" -C " in why) != near


@pytest.mark.skipif(sys.platform != "linux", reason="needs the command line of the git that runs the hook")
def test_a_pull_and_a_push_into_another_folder_name_it(guarded: Repository) -> None:
    bare, other = guarded.folder / "bare.git", guarded.folder / "other"
    guarded.git("clone", "-q", "--bare", str(guarded.top), str(bare))
    guarded.git("remote", "add", "origin", str(bare))
    guarded.git("fetch", "-q")
    guarded.git("branch", "-q", "-u", "origin/main")
    guarded.git("clone", "-q", str(bare), str(other))
    ann = guarded.session("ann")
    ann.reads("api.py")
    assert ann.commits("new.py", "1\n").ok
    guarded.write("api.py", CHANGED, other)
    guarded.git("commit", "-qam", "Add y", cwd=other)
    guarded.git("push", "-q", cwd=other)
    denied = apart(guarded, "git", "-C", "../repo", "push", "-q")
    assert "has a newer main" in denied.err
    pulled = follows(guarded, denied)
    assert pulled.ok
    command = pulled.err.partition("see it before you go on (")[2].partition(")")[0]
    assert command == f"coordgit -C {guarded.top} check"


def received(repository: Repository) -> Path:
    """Return a clone with a commit of ``new.py`` that can be pushed into the repository."""
    clone = repository.folder / "clone"
    repository.git("clone", "-q", str(repository.top), str(clone))
    repository.git("config", "receive.denyCurrentBranch", "updateInstead")
    repository.write("new.py", "1\n", clone)
    repository.git("add", "-A", cwd=clone)
    repository.git("commit", "-qm", "new", cwd=clone)
    return clone


def test_the_answer_to_a_push_is_explained_where_it_was_pushed_from(guarded: Repository) -> None:
    clone = received(guarded)
    assert guarded.session("bob").coordgit("lock", "new.py").ok
    denied = guarded.run(["git", "push"], clone)
    why = next(line for line in denied.err.splitlines() if "why:  " in line).partition("why:  ")[2].rstrip()
    assert guarded.run(["sh", "-c", why], clone).ok
    assert why.startswith(f"coordgit -C {guarded.top} explain ")


def test_a_push_that_cannot_be_checked_is_let_through_as_its_answer_says(guarded: Repository) -> None:
    clone = received(guarded)
    (guarded.top / ".git/coordgit/coordination.db").unlink()
    denied = guarded.run(["git", "push"], clone)
    assert not denied.ok and hint(denied) == f"coordgit -C {guarded.top} init"
    way = next(line for line in denied.err.splitlines() if "unchecked: " in line).partition("unchecked: ")[2].rstrip()
    variable, _, allow = way.partition(" ...; over a network, there: ")
    assert guarded.run(["sh", "-c", variable], clone).ok
    guarded.git("commit", "-qm", "more", "--allow-empty", cwd=clone)
    assert not guarded.run(["git", "push"], clone).ok
    assert guarded.run(["sh", "-c", allow], clone).ok
    assert guarded.run(["git", "push"], clone).ok


def test_in_a_bare_repository_the_hint_names_a_commit_to_read(guarded: Repository) -> None:
    bare = guarded.folder / "bare.git"
    guarded.git("clone", "-q", "--bare", str(guarded.top), str(bare))
    assert guarded.coordgit("-C", str(bare), "init", "--no-clients").ok
    failed = apart(guarded, "coordgit", "-C", "../bare.git", "read", "api.py")
    assert failed.code == 2 and follows(guarded, failed).out == "recorded for session ann: api.py\n"
    assert apart(guarded, "coordgit", "-C", "../bare.git", "read", "--glob", "*.py").err.startswith("coordgit: a bare repository")


def test_beside_a_bare_repository_and_its_worktrees_no_file_is_said_to_be_missing(guarded: Repository) -> None:
    """A folder of worktrees, whose own .git leads to the bare repository, as many lay it out."""
    folder = guarded.folder / "project"
    guarded.git("clone", "-q", "--bare", str(guarded.top), str(folder / ".bare"))
    (folder / ".git").write_text("gitdir: ./.bare\n")
    guarded.git("worktree", "add", "-q", "main", "main", cwd=folder)
    assert guarded.coordgit("init", "--no-clients", cwd=folder).ok
    failed = guarded.coordgit("read", "api.py", cwd=folder, COORDGIT_SESSION="ann")
    assert failed.code == 2 and failed.err.startswith("coordgit: a bare repository has no work tree to read in\n")
    hint = failed.err.splitlines()[1].removeprefix("try: ")
    assert guarded.run(["sh", "-c", hint], folder, COORDGIT_SESSION="ann").out == "recorded for session ann: api.py\n"
    here = guarded.coordgit("read", "api.py", cwd=folder / "main", COORDGIT_SESSION="ann")
    assert here.out == "recorded for session ann: api.py\n"


@pytest.mark.parametrize("verb", ["whose", "whose api.py", "commit -m x", "commit -m x api.py", "restore", "restore --list"])
def test_what_needs_a_work_tree_says_so_beside_a_bare_repository(guarded: Repository, verb: str) -> None:
    folder = guarded.folder / "project"
    guarded.git("clone", "-q", "--bare", str(guarded.top), str(folder / ".bare"))
    (folder / ".git").write_text("gitdir: ./.bare\n")
    guarded.git("worktree", "add", "-q", "main", "main", cwd=folder)
    assert guarded.coordgit("init", "--no-clients", cwd=folder).ok
    failed = guarded.coordgit(*verb.split(), cwd=folder)
    assert (failed.code, failed.err) == (2, "coordgit: a bare repository has no work tree\ntry: git worktree list\n")
    assert "a bare repository" not in guarded.coordgit(*verb.split(), cwd=folder / "main").err


def test_a_bypassed_push_is_explained_where_it_was_pushed_from(guarded: Repository) -> None:
    clone = received(guarded)
    assert guarded.session("bob").coordgit("lock", "new.py").ok
    landed = guarded.run(["git", "push"], clone, COORDGIT_BYPASS="agreed")
    assert landed.ok and f"why:  coordgit -C {guarded.top} explain" in landed.err


def test_init_says_that_it_made_an_empty_store_anew(guarded: Repository) -> None:
    store = guarded.top / ".git/coordgit/coordination.db"
    for name in ("-wal", "-shm"):
        store.with_name(store.name + name).unlink(missing_ok=True)
    store.write_bytes(b"")
    assert guarded.coordgit("init", "--no-clients").out == f"made the store {store}\n"
    assert guarded.coordgit("init", "--no-clients").out == "all is in place\n"
