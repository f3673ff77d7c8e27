"""The user's own pre-push hook beside coordgit's and pre-commit's, which pre-commit installs over any that is not its own."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from coordgit.core.quoting import word
from coordgit.install import hooks
from tests.install.scratch import RECORDER, Scratch, located, needs_older_git, picture

HOOK = "{id: r, name: r, entry: sh -c 'echo pre-commit >>\"$RECORD\"', language: system, always_run: true, stages: [pre-push]}"


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Scratch:
    """A repository with a remote and pre-commit's configuration."""
    needs_older_git()
    pytest.importorskip("pre_commit")
    scratch = Scratch(tmp_path, monkeypatch)
    top = scratch.init()
    scratch.git(scratch.root, "init", "-q", "--bare", "remote.git")
    scratch.git(top, "remote", "add", "origin", "../remote.git")
    scratch.write(f"{top}/.pre-commit-config.yaml", f"repos: [{{repo: local, hooks: [{HOOK}]}}]\n")
    scratch.git(top, "add", ".")
    scratch.commit("configuration")
    return scratch


def pre_commit(scratch: Scratch, *args: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "pre_commit", *args, "-t", "pre-push"], cwd=scratch.top, check=True, capture_output=True
    )


def pushed(scratch: Scratch) -> set[str]:
    """Push a commit; who was asked, each no more than once."""
    scratch.commit("work")
    scratch.recorded()
    scratch.calls()
    scratch.git(scratch.top, "push", "-q", "origin", "main")
    recorded = scratch.recorded()
    asked = ["own"] * recorded.count("|origin|") + ["pre-commit"] * recorded.count("pre-commit\n")
    asked += ["coordgit" for call in scratch.calls() if call.argv[0] == "pre-push"]
    assert len(asked) == len(set(asked)), recorded
    return set(asked)


ORDERS = [
    "install init install init uninit uninstall",
    "init install install init uninstall uninit",
    "init install uninit install uninstall init",
    "install init uninstall install uninit uninstall",
]


@pytest.mark.daily(2)
@pytest.mark.parametrize("own", [True, False])
@pytest.mark.parametrize("order", ORDERS)
def test_every_pre_push_hook_runs_in_every_order_of_setting_up_and_taking_out(scratch: Scratch, order: str, own: bool) -> None:
    if own:
        scratch.hook("pre-push")
    before = picture(scratch.top)
    running = {"own"} if own else set()
    for step in order.split():
        if step == "init":
            scratch.install()
            running |= {"coordgit"}
            assert scratch.install() == []
            assert hooks.asks_pushes(located(scratch.top))
        elif step == "uninit":
            scratch.remove()
            running -= {"coordgit"}
        else:
            pre_commit(scratch, step)
            running = running | {"pre-commit"} if step == "install" else running - {"pre-commit"}
        assert pushed(scratch) == running, step
    scratch.remove()
    os.rmdir(f"{scratch.top}/.git/coordgit")
    assert picture(scratch.top) == before


def test_the_script_that_takes_coordgit_out_puts_back_the_hook_behind_pre_commits(scratch: Scratch) -> None:
    scratch.hook("pre-push")
    pre_commit(scratch, "install")
    before = picture(scratch.top)
    scratch.install()
    assert pushed(scratch) == {"own", "pre-commit", "coordgit"}
    subprocess.run(["sh", f"{scratch.top}/.git/coordgit/uninit"], check=True, capture_output=True)
    shutil.rmtree(f"{scratch.top}/.git/coordgit")
    assert picture(scratch.top) == before
    assert pushed(scratch) == {"own", "pre-commit"}


def test_a_pre_commit_hook_that_an_older_set_up_kept_comes_before_ours_again(scratch: Scratch) -> None:
    pre_commit(scratch, "install")
    before = picture(scratch.top)
    path = scratch.top + "/.git/hooks/pre-push"
    text = Path(path).read_text()
    os.unlink(path)
    scratch.hook("pre-push", "#!/bin/sh\n")
    scratch.install()
    scratch.hook("pre-push.coordgit-prev", text)
    assert pushed(scratch) == {"pre-commit", "coordgit"}
    scratch.install()
    pre_commit(scratch, "install")
    assert pushed(scratch) == {"pre-commit", "coordgit"}
    scratch.remove()
    os.rmdir(f"{scratch.top}/.git/coordgit")
    assert picture(scratch.top) == before


def test_of_two_hooks_none_is_advised_to_be_removed(scratch: Scratch) -> None:
    path = scratch.hook("pre-push")
    scratch.install()
    scratch.hook("pre-push", "#!/bin/sh\nexit 0\n")
    (said,) = [line for line in scratch.install() if "there are two hooks" in line]
    hint = f"mv -n {word(f'{path}.coordgit-prev')} {word(f'{path}.saved')}"
    assert said.endswith(f": {hint}")
    subprocess.run(hint, shell=True, check=True)
    scratch.install()
    assert pushed(scratch) == {"coordgit"}
    assert Path(f"{path}.saved").read_text() == RECORDER


def test_a_hook_of_pre_commit_for_another_event_is_kept_like_any_other(scratch: Scratch) -> None:
    path = scratch.hook("reference-transaction", "#!/bin/sh\n# File generated by pre-commit: https://pre-commit.com\n")
    scratch.install()
    assert os.path.exists(f"{path}.coordgit-prev")
    assert scratch.guarded()


def test_a_tracked_hook_behind_pre_commits_is_left_as_it_is(scratch: Scratch) -> None:
    folder = f"{scratch.top}/.githooks"
    scratch.hook("pre-push", folder=folder)
    os.symlink("../.githooks", f"{scratch.top}/.git/linked")
    shutil.rmtree(f"{scratch.top}/.git/hooks")
    os.rename(f"{scratch.top}/.git/linked", f"{scratch.top}/.git/hooks")
    pre_commit(scratch, "install")
    scratch.git(scratch.top, "add", ".githooks")
    scratch.commit("hooks")
    before = picture(folder)
    assert any("pre-push.legacy is tracked" in line for line in scratch.install())
    assert before.items() <= picture(folder).items()


def test_the_advice_without_a_store_puts_back_the_hook_that_was_there(scratch: Scratch) -> None:
    path = scratch.hook("reference-transaction")
    scratch.install()
    shutil.rmtree(f"{scratch.top}/.git/coordgit")
    done = scratch.run(scratch.top, "commit", "-q", "--allow-empty", "-m", "unchecked")
    advice = done.stderr.splitlines()[0].partition("to take it out: ")[2]
    subprocess.run(advice, shell=True, check=True, cwd=scratch.top)
    assert Path(path).read_text() == RECORDER
    assert not os.path.exists(f"{path}.coordgit-prev")
