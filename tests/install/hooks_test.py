"""What the hooks ask the gate and what not, on either way of installing them; what uninstalling leaves."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from coordgit.errors import CoordgitError
from coordgit.install import hooks, lock_timeouts
from coordgit.install.shim import shipped
from tests.install.scratch import RECORDER, Scratch, located, needs_newer_git, needs_older_git, picture, probe, tops


@pytest.fixture(params=["chained files", "config hooks"])
def scratch(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Scratch:
    newer = request.param == "config hooks"
    if newer:
        needs_newer_git()
    else:
        needs_older_git()
    return Scratch(tmp_path, monkeypatch, newer)


@pytest.mark.daily(1)
@pytest.mark.isolated
def test_a_commit_asks_the_gate_once_with_the_update_and_the_process_that_makes_it(scratch: Scratch) -> None:
    top = scratch.init()
    old = scratch.git(top, "rev-parse", "HEAD")
    scratch.install()
    scratch.commit("second")
    (call,) = scratch.calls()
    assert call.argv == ["gate", "prepared", str(call.above)]
    assert f"{old} {scratch.git(top, 'rev-parse', 'HEAD')} refs/heads/main" in call.lines
    assert call.cwd == top
    assert call.isolated


def test_what_the_gate_denies_does_not_move_the_branch(scratch: Scratch) -> None:
    top = scratch.init()
    scratch.install()
    scratch.deny()
    before = scratch.git(top, "rev-parse", "HEAD")
    done = scratch.run(top, "commit", "--no-verify", "--allow-empty", "-m", "second")
    assert done.returncode != 0
    assert "coordgit: denied by the stand-in" in done.stderr
    assert scratch.git(top, "rev-parse", "HEAD") == before
    scratch.deny(False)
    scratch.commit("second")
    assert scratch.git(top, "rev-parse", "HEAD^") == before


@pytest.mark.parametrize(
    "args",
    ["tag v1", "notes add -m x", "checkout -q other", "branch -D other", "reset -q --hard", "update-ref refs/x/y HEAD"],
)
def test_what_gives_no_branch_a_new_value_starts_no_interpreter(scratch: Scratch, args: str) -> None:
    top = scratch.init()
    scratch.git(top, "branch", "other")
    scratch.install()
    scratch.git(top, *args.split())
    assert scratch.calls() == []


@pytest.mark.parametrize(
    "args",
    [
        "commit -q --amend --allow-empty -m x --no-verify",
        "branch new",
        "update-ref refs/heads/main HEAD~",
        "merge -q --ff-only ahead",
    ],
)
def test_what_gives_a_branch_a_new_value_asks(scratch: Scratch, args: str) -> None:
    top = scratch.init()
    scratch.commit("second")
    scratch.git(top, "switch", "-qc", "ahead")
    scratch.commit("third")
    scratch.git(top, "switch", "-q", "main")
    scratch.install()
    scratch.git(top, *args.split())
    assert [call.argv[:2] for call in scratch.calls()] == [["gate", "prepared"]]


def test_installing_again_does_nothing_and_says_nothing(scratch: Scratch) -> None:
    top = scratch.init()
    assert scratch.install() != []
    before = picture(top)
    assert scratch.install() == []
    assert picture(top) == before


@pytest.mark.daily(4)
@pytest.mark.parametrize("timeout", ["", "100", "9000", "-1"])
@pytest.mark.parametrize("event", ["", "reference-transaction", "pre-receive"])
def test_uninstalling_leaves_every_byte_as_it_was(scratch: Scratch, event: str, timeout: str) -> None:
    top = scratch.init()
    if event:
        scratch.hook(event)
    if timeout:
        scratch.git(top, "config", "core.filesRefLockTimeout", timeout)
    before = picture(top)
    scratch.install()
    assert picture(top) != before
    assert scratch.guarded()
    assert scratch.remove() != []
    os.rmdir(f"{top}/.git/coordgit")
    assert picture(top) == before
    assert not scratch.guarded()


@pytest.mark.parametrize(("before", "after"), [("", "5000"), ("100", "5000"), ("9000", "9000"), ("-1", "-1")])
def test_the_wait_for_ref_locks_is_raised_where_it_is_lower(scratch: Scratch, before: str, after: str) -> None:
    top = scratch.init()
    for key in lock_timeouts.LOCK_TIMEOUTS:
        if before:
            scratch.git(top, "config", key, before)
    scratch.install()
    assert [scratch.git(top, "config", key) for key in lock_timeouts.LOCK_TIMEOUTS] == [after, after]


def test_a_setting_changed_since_is_left_alone(scratch: Scratch) -> None:
    top = scratch.init()
    scratch.install()
    scratch.git(top, "config", "core.filesRefLockTimeout", "7000")
    assert any("core.filesRefLockTimeout" in line for line in scratch.remove())
    assert scratch.git(top, "config", "core.filesRefLockTimeout") == "7000"
    assert scratch.run(top, "config", "reftable.lockTimeout").returncode == 1


def test_a_hook_that_was_there_still_gets_every_state_with_arguments_and_input(scratch: Scratch) -> None:
    top = scratch.init()
    scratch.hook("reference-transaction")
    scratch.git(top, "update-ref", "refs/heads/a", "HEAD")
    before = scratch.recorded()
    assert "reference-transaction|prepared|\n" in before
    assert "reference-transaction|committed|\n" in before
    scratch.install()
    scratch.git(top, "update-ref", "refs/heads/b", "HEAD")
    assert scratch.recorded() == before.replace("refs/heads/a", "refs/heads/b")
    assert len(scratch.calls()) == 1


def test_a_hook_that_was_there_can_still_refuse(scratch: Scratch) -> None:
    top = scratch.init()
    scratch.hook("reference-transaction", '#!/bin/sh\n[ "$1" != prepared ] || ! grep -q refs/heads/no\n')
    scratch.install()
    assert scratch.run(top, "update-ref", "refs/heads/no", "HEAD").returncode != 0
    assert scratch.run(top, "update-ref", "refs/heads/yes", "HEAD").returncode == 0


def test_a_push_asks_before_and_is_refused_ref_by_ref(scratch: Scratch) -> None:
    scratch.init()
    scratch.hook("pre-receive")
    clone = f"{scratch.root}/clone"
    scratch.git(scratch.root, "clone", "-q", scratch.top, clone)
    scratch.install()
    scratch.commit("second", clone)
    scratch.git(clone, "push", "-q", "origin", "HEAD:refs/heads/pushed")
    calls = scratch.calls()
    assert [call.argv[1] for call in calls] == ["pre-receive", "prepared"]
    assert calls[0].lines == calls[1].lines
    assert scratch.recorded() == f"pre-receive|\n{calls[0].lines[0]}\n"
    scratch.deny()
    done = scratch.run(clone, "push", "origin", "HEAD:refs/heads/again")
    assert done.returncode == 1
    assert "! [remote rejected] HEAD -> again (pre-receive hook declined)" in done.stderr


def test_a_linked_worktree_is_guarded_and_shares_the_store(scratch: Scratch) -> None:
    scratch.init()
    linked = scratch.worktree()
    scratch.install(linked)
    assert scratch.guarded(linked)
    assert scratch.guarded()
    assert scratch.guarded(scratch.worktree("later"))
    assert os.path.exists(f"{scratch.top}/.git/coordgit/shim")


@pytest.mark.daily(1)
@pytest.mark.parametrize("options", ["--ref-format=reftable", "--object-format=sha256", "--separate-git-dir=../elsewhere"])
def test_every_kind_of_repository_is_guarded_and_denied(scratch: Scratch, options: str) -> None:
    top = scratch.init(*(f"--separate-git-dir={scratch.root}/elsewhere" if "dir" in options else options,))
    scratch.install()
    assert scratch.guarded()
    assert probe(top) is None
    scratch.deny()
    assert scratch.run(top, "commit", "--allow-empty", "-m", "x").returncode != 0
    assert probe(top) is None


@pytest.mark.daily(1)
def test_a_bare_repository_is_guarded_even_where_git_wants_it_named(scratch: Scratch) -> None:
    top = scratch.init("--bare")
    scratch.git(top, "config", "--global", "safe.bareRepository", "explicit")
    hooks.install(located(top), [], sys.executable, scratch.fast)
    assert probe(top) is None
    tree = scratch.git(top, "hash-object", "-t", "tree", "-w", "/dev/null", GIT_DIR=".")
    commit = scratch.git(top, "commit-tree", tree, "-m", "first", GIT_DIR=".")
    scratch.git(top, "update-ref", "refs/heads/main", commit, GIT_DIR=".")
    assert len(scratch.calls()) == 1
    did: list[str] = []
    hooks.remove(located(top), did)
    assert did
    assert picture(f"{top}/coordgit") == {}


@pytest.mark.daily(1)
def test_a_submodule_is_guarded_by_itself(scratch: Scratch) -> None:
    scratch.init()
    outer = f"{scratch.root}/outer"
    scratch.git(scratch.root, "init", "-q", outer)
    scratch.git(outer, "submodule", "--quiet", "add", scratch.top, "inner")
    inner = f"{outer}/inner"
    scratch.install(inner)
    assert tops(inner) == [inner]
    assert scratch.guarded(inner)
    scratch.commit("outer", outer)
    assert scratch.calls() == []


def test_a_repository_that_moves_stays_guarded_and_can_be_cleaned(scratch: Scratch) -> None:
    scratch.init()
    scratch.hook("reference-transaction")
    before = sorted(content for _, content in picture(scratch.top).values())
    scratch.install()
    os.rename(scratch.top, f"{scratch.root}/moved")
    scratch.top = f"{scratch.root}/moved"
    assert scratch.guarded()
    scratch.remove()
    assert sorted(content for _, content in picture(scratch.top).values()) == before


def test_a_store_deleted_by_hand_locks_nobody_out_and_is_reported_where_a_branch_moves(scratch: Scratch) -> None:
    top = scratch.init()
    scratch.install()
    shutil.rmtree(f"{top}/.git/coordgit")
    done = scratch.run(top, "commit", "--allow-empty", "-m", "x")
    assert done.returncode == 0
    line, rest = done.stderr.split("\n", 1)
    assert line.startswith("coordgit: not checked, .git/coordgit is gone; coordgit init, or to take it out: ") and not rest
    done = scratch.run(top, "tag", "x")
    assert (done.returncode, done.stderr) == (0, "")
    assert scratch.remove() != []
    assert not os.path.exists(f"{top}/.git/hooks/reference-transaction")
    assert scratch.run(top, "config", "--get-regexp", "^hook\\.").returncode == 1


def test_a_shim_deleted_by_hand_is_reported_in_one_line(scratch: Scratch) -> None:
    top = scratch.init()
    scratch.install()
    os.unlink(f"{top}/.git/coordgit/shim")
    done = scratch.run(top, "commit", "-q", "--allow-empty", "-m", "x")
    assert done.returncode == 0
    line, rest = done.stderr.split("\n", 1)
    assert line.startswith(f"coordgit: not checked, {top}/.git/coordgit/shim is gone; coordgit init, ") and not rest
    assert line.endswith("/.git/coordgit/uninit'")


def test_what_moves_no_branch_goes_unasked(scratch: Scratch) -> None:
    top = scratch.init()
    scratch.install()
    scratch.git(top, "update-ref", "refs/notes/x", "HEAD")
    scratch.git(top, "update-ref", "refs/stash", "HEAD")
    assert scratch.calls() == [] and os.path.exists(f"{top}/.git/coordgit/stashes")
    scratch.git(top, "update-ref", "refs/heads/x", "HEAD")
    assert len(scratch.calls()) == 1


def test_a_transaction_of_3000_lines_reaches_the_gate_whole(scratch: Scratch) -> None:
    top = scratch.init()
    scratch.install()
    commands = "".join(f"create refs/remotes/origin/{n} HEAD\n" for n in range(3000)) + "create refs/heads/last HEAD\n"
    subprocess.run(["git", "update-ref", "--stdin"], cwd=top, input=commands, text=True, check=True)
    (call,) = scratch.calls()
    assert len(call.lines) == 3001
    assert call.lines[-1].endswith(" refs/heads/last")


def test_git_older_than_the_oldest_is_refused(scratch: Scratch) -> None:
    scratch.init()
    scratch.write(f"{scratch.root}/old/git", "#!/bin/sh\necho git version 2.29.2\n", 0o755)
    scratch.monkeypatch.setenv("PATH", f"{scratch.root}/old:{os.environ['PATH']}")
    with pytest.raises(CoordgitError, match=r"git 2\.29 is too old"):
        hooks.install(located(scratch.top), [], "python3", scratch.fast)


def test_two_installations_at_once_keep_the_hook_that_was_there(scratch: Scratch) -> None:
    top = scratch.init()
    path = scratch.hook("reference-transaction")
    program = (
        "import sys; from coordgit.git import worktrees; from coordgit.install import hooks;"
        " hooks.install(worktrees.at(sys.argv[1]), [], *sys.argv[2:])"
    )
    words = [sys.executable, "-c", program, top, sys.executable, scratch.fast]
    env = {**os.environ, "PYTHONPATH": os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))}
    running = [subprocess.Popen(words, env=env) for _ in range(4)]
    assert [process.wait() for process in running] == [0, 0, 0, 0]
    scratch.remove()
    assert Path(path).read_text() == RECORDER


def test_what_is_shipped_is_explained_and_found_in_a_wheel_too(scratch: Scratch) -> None:
    source = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(hooks.__file__))))
    text = shipped("README.md")
    for folder in ("git", "client"):
        assert all(f"`{folder}/{name}`" in text for name in os.listdir(f"{source}/hooks/{folder}"))
    installed = f"{scratch.root}/site-packages"
    shutil.copytree(f"{source}/coordgit", f"{installed}/coordgit")
    shutil.copytree(f"{source}/hooks", f"{installed}/coordgit/hooks")
    program = "from coordgit.install import shim; print(shim.__file__, shim.shipped('README.md'), end='')"
    env = {**os.environ, "PYTHONPATH": installed}
    words = [sys.executable, "-c", program]
    done = subprocess.run(words, cwd=scratch.root, env=env, capture_output=True, encoding="utf-8", check=True)
    assert done.stdout == f"{installed}/coordgit/install/shim.py {text}"


def test_the_removal_by_hand_that_the_readme_gives_leaves_what_was_there(scratch: Scratch) -> None:
    top = scratch.init()
    scratch.hook("reference-transaction")
    before = picture(top)
    scratch.install()
    script = shipped("README.md").partition("```sh\n")[2].partition("```")[0]
    subprocess.run(["sh", "-c", script], cwd=top, check=True, capture_output=True)
    assert picture(top) == before
