"""The real pre-commit with this repository as its ``repo:``; nothing but the three lines and ``pre-commit install``."""

import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from coordgit.store import sessions, verdicts
from coordgit.store.tips import tip_of
from tests.install.newer_git import WANTED, newer_git, version
from tests.support.repository import UNHOOKED, Repository, Result, Session

V1, V2 = "def f(x):\n    return x\n", "def f(x, y):\n    return x\n"

Adopt = Callable[..., Repository]

SET_UP = r"coordgit: (wrote the hook {folder}|set hook\.coordgit\.)"
"""What the first run says that it did, with hook files and (git 2.54) with settings."""


def shim(session: Session, *args: str) -> Result:
    """The command line that the set-up leaves behind: nothing is on PATH."""
    common = session.repository.git("rev-parse", "--path-format=absolute", "--git-common-dir", cwd=session.cwd)
    return session.repository.run([f"{common}/coordgit/shim", *args], session.cwd, **session.env)


def stale(repository: Repository) -> Session:
    """Ann, who has read what Bob has changed since, with a new file staged."""
    ann, bob = repository.session("ann"), repository.session("bob")
    assert shim(ann, "read", "api.py").ok
    bob.lands("api.py", V2, "--no-verify")
    ann.writes("caller.py", "f(1)\n")
    assert ann.git("add", "caller.py").ok
    return ann


def blocked(result: Result, *reasons: str) -> bool:
    """Refused for exactly these reasons, said once."""
    assert result.rejected == list(reasons), result.err
    assert result.err.count("coordgit: rejected") == 1, result.err
    return not result.ok


def known_tip(repository: Repository) -> str | None:
    with repository.store() as store:
        return tip_of(store, "refs/heads/main")


def test_the_first_commit_sets_up_and_says_so_once(adopt: Adopt) -> None:
    repository = adopt()
    repository.git("add", "-A")
    first = repository.run(["git", "commit", "-qm", "first"])
    assert first.ok
    assert re.search(SET_UP.format(folder=re.escape(str(repository.top))), first.err), first.err
    assert f"{repository.top}/.git/coordgit/shim init" in first.err
    judged = repository.head() if version("git") < WANTED else None  # a git with config hooks has read its settings before
    assert known_tip(repository) == judged, "the gate has judged the very commit that set it up"
    second = repository.run(["git", "commit", "-qm", "second", "--allow-empty"])
    assert second.ok
    assert "coordgit: " not in second.err


def test_a_stale_commit_is_blocked_before_the_gate_is_asked(adopted: Repository) -> None:
    ann = stale(adopted)
    before = adopted.state()
    result = ann.git("commit", "-qm", "call f")
    assert blocked(result, "CG101 api.py")
    assert "aborted by hook" not in result.err, "git's transaction was not reached"
    assert adopted.state() == before
    checked = shim(ann, "check")
    assert checked.code == 1
    told = result.err[result.err.index("coordgit: rejected") :].strip()
    # pre-commit does not pass on where the commit was typed, so paths are counted from the top
    assert told.replace(result.verdict, "v").replace(":/", "") == checked.err.strip().replace(checked.verdict, "v")


def test_a_stale_commit_lands_after_reading_again(adopted: Repository) -> None:
    ann = stale(adopted)
    assert shim(ann, "read", "api.py").ok
    assert ann.git("commit", "-qm", "call f").ok


def test_a_commit_passes_when_another_file_changed(adopted: Repository) -> None:
    ann, bob = adopted.session("ann"), adopted.session("bob")
    assert shim(ann, "read", "api.py").ok
    bob.lands("other.py", "OTHER = 2\n")
    assert ann.commits("caller.py", "f(1)\n").ok


def test_no_verify_is_blocked_by_the_gate(adopted: Repository) -> None:
    result = stale(adopted).git("commit", "-qm", "call f", "--no-verify")
    assert blocked(result, "CG101 api.py")
    assert "hook id: coordgit" not in result.err


@pytest.mark.nightly
def test_no_verify_passes_for_fresh_reads(adopted: Repository) -> None:
    ann = stale(adopted)
    assert shim(ann, "read", "api.py").ok
    assert ann.git("commit", "-qm", "call f", "--no-verify").ok


@pytest.mark.nightly
def test_the_very_run_that_sets_up_again_blocks(adopted: Repository) -> None:
    ann = stale(adopted)
    assert shim(ann, "uninit", "--keep-store").ok
    result = ann.git("commit", "-qm", "call f")
    assert blocked(result, "CG101 api.py")
    assert re.search(SET_UP.format(folder=""), result.err), result.err


@pytest.mark.daily(1)
@pytest.mark.parametrize("words", [["-a"], ["--", "other.py"], ["--amend"]])
def test_every_way_to_commit_is_blocked_when_stale_and_lands_when_fresh(adopted: Repository, words: list[str]) -> None:
    ann = stale(adopted)
    ann.writes("other.py", "OTHER = 3\n")
    assert blocked(ann.git("commit", "-qm", "mine", *words), "CG101 api.py")
    assert shim(ann, "read", "api.py").ok
    assert ann.git("commit", "-qm", "mine", *words).ok


@pytest.mark.nightly
def test_a_commit_of_some_paths_is_judged_by_those_alone(adopted: Repository) -> None:
    adopted.git("config", "coordgit.level", "snapshot")
    ann = stale(adopted)
    ann.writes("api.py", "def f(x):\n    return -x\n")
    assert ann.git("add", "api.py").ok
    assert ann.git("commit", "-qm", "some", "--", "caller.py").ok
    assert blocked(ann.git("commit", "-qm", "all"), "CG201 api.py")


def diverged(repository: Repository, mine: str, theirs: str) -> Session:
    """Ann on branch ``feat``, which has changed ``mine``; Bob has changed ``theirs`` and what she read on ``main``."""
    ann, bob = repository.session("ann"), repository.session("bob")
    ann.git("switch", "-qc", "feat")
    assert shim(ann, "read", "api.py").ok
    ann.lands(mine, "ANN = 1\n", "--no-verify")
    repository.git("switch", "-q", "main")
    bob.lands(theirs, "BOB = 1\n", "--no-verify")
    bob.lands("api.py", V2, "--no-verify")
    repository.git("switch", "-q", "feat")
    return ann


@pytest.mark.nightly
def test_a_private_branch_takes_its_target_in(adopt: Adopt) -> None:
    repository = adopt("pre-commit", "pre-merge-commit")
    repository.begin(api__py=V1, other__py="OTHER = 1\n")
    ann = diverged(repository, "caller.py", "new.py")
    merged = ann.git("merge", "-q", "--no-edit", "main")
    assert merged.ok, merged.err
    assert "hook id: coordgit" in merged.err
    assert blocked(ann.commits("more.py", "f(1)\n"), "CG101 api.py"), "what it changed shows at the next commit"


@pytest.mark.nightly
def test_a_private_branch_takes_its_target_in_over_a_conflict(adopt: Adopt) -> None:
    repository = adopt("pre-commit", "pre-merge-commit")
    repository.begin(api__py=V1, other__py="OTHER = 1\n")
    ann = diverged(repository, "other.py", "other.py")
    assert not ann.git("merge", "-q", "--no-edit", "main").ok
    ann.writes("other.py", "BOTH = 1\n")
    ann.git("add", "other.py")
    assert ann.git("commit", "-q", "--no-edit").ok


@pytest.mark.nightly
def test_landing_on_the_target_is_blocked_by_the_gate(adopt: Adopt) -> None:
    repository = adopt("pre-commit", "pre-merge-commit")
    repository.begin(api__py=V1, other__py="OTHER = 1\n")
    ann = diverged(repository, "caller.py", "new.py")
    repository.git("switch", "-q", "main")
    result = ann.git("merge", "-q", "--no-edit", "feat")
    assert blocked(result, "CG101 api.py")
    assert re.search(
        r"next: read api.py again \(\S+ read api.py\), adapt your change if it needs it, git commit --no-edit", result.err
    )


@pytest.mark.nightly
def test_a_cherry_pick_that_stopped_goes_on_with_the_command_that_was_given(adopted: Repository) -> None:
    ann = diverged(adopted, "other.py", "other.py")
    adopted.git("switch", "-q", "main")
    assert not ann.git("cherry-pick", "feat").ok
    ann.writes("other.py", "BOTH = 1\n")
    ann.git("add", "other.py")
    result = ann.git("commit", "-q", "--no-edit")
    assert blocked(result, "CG101 api.py")
    assert "commit again (undo: git cherry-pick --abort)" in result.err
    assert ann.coordgit("read", "api.py").ok
    assert ann.git("commit", "-q", "--no-edit").ok


@pytest.mark.nightly
def test_a_commit_on_no_branch_is_judged_when_a_branch_gets_it(adopted: Repository) -> None:
    ann = stale(adopted)
    ann.git("switch", "-q", "--detach")
    assert ann.git("commit", "-qm", "call f").ok
    assert blocked(ann.git("branch", "-f", "main", "HEAD"), "CG101 api.py")


@pytest.mark.nightly
def test_a_bypass_lands(adopted: Repository) -> None:
    ann = stale(adopted)
    assert ann.git("-c", "coordgit.bypass=the release cannot wait", "commit", "-qm", "call f").ok


@pytest.mark.nightly
def test_a_rejection_is_logged_and_counted_as_the_gates(adopted: Repository) -> None:
    ann = stale(adopted)
    assert blocked(ann.git("commit", "-qm", "call f"), "CG101 api.py")
    last = ann.git("commit", "-qm", "call f")
    assert blocked(last, "CG101 api.py")
    with adopted.store() as store:
        assert sessions.rejections(store, "ann") == 1  # nobody landed in between
    assert [entry["outcome"] for entry in ann.json("log")["entries"][:3]] == ["rejected", "rejected", "passed"]
    assert last.verdict in ann.coordgit("log").out
    assert {s["session"]: s["blocked"] for s in ann.json("status")["sessions"]}["ann"] == last.verdict


@pytest.mark.nightly
def test_a_commit_that_passes_leaves_one_verdict(adopted: Repository) -> None:
    ann = adopted.session("ann")
    ann.lands("one.py", "ONE = 1\n")
    with adopted.store() as store:
        before = verdicts.newest(store, 1)[0][0].number
        ann.lands("two.py", "TWO = 2\n")
        assert verdicts.newest(store, 1)[0][0].number == before + 1


@pytest.mark.nightly
def test_a_reference_transaction_hook_that_was_there_keeps_running(adopt: Adopt, tmp_path: Path) -> None:
    repository = adopt(before=f'#!/bin/sh\necho "$1" >>{tmp_path}/seen\ngrep -q heads/wrong && exit 1 || exit 0\n')
    repository.begin(api__py=V1, other__py="OTHER = 1\n")
    (tmp_path / "seen").unlink()
    repository.git("commit", "-qm", "second", "--allow-empty")
    assert {"prepared", "committed"} <= set((tmp_path / "seen").read_text().split())
    assert not repository.run(["git", "branch", "wrong"]).ok
    assert repository.run(["git", "branch", "right"]).ok
    assert blocked(stale(repository).git("commit", "-qm", "call f", "--no-verify"), "CG101 api.py")


@pytest.mark.nightly
def test_the_config_hooks_of_a_newer_git_are_set_up_too(adopt: Adopt) -> None:
    folder, why_not = newer_git()
    if not folder:
        pytest.skip(why_not)
    repository = adopt(path=f"{folder}:")
    repository.begin(api__py=V1, other__py="OTHER = 1\n")
    assert not (repository.top / ".git/hooks/reference-transaction").exists()
    ann = stale(repository)
    assert blocked(ann.git("commit", "-qm", "call f"), "CG101 api.py")
    assert blocked(ann.git("commit", "-qm", "call f", "--no-verify"), "CG101 api.py")
    assert shim(ann, "read", "api.py").ok
    assert ann.git("commit", "-qm", "call f").ok


@pytest.mark.nightly
def test_a_linked_worktree_is_set_up_by_its_own_first_commit(adopt: Adopt) -> None:
    repository = adopt()
    repository.write("api.py", V1)
    repository.git("add", "-A")
    repository.git("commit", "-qm", "unguarded", "--no-verify")
    linked = repository.worktree("linked")
    repository.commit_files({"mine.py": "MINE = 1\n"}, cwd=linked)
    ann = repository.session("ann", linked)
    assert shim(ann, "read", "api.py").ok
    repository.session("bob").lands("api.py", V2)
    assert blocked(ann.commits("caller.py", "f(1)\n"), "CG101 api.py")
    assert blocked(ann.git("commit", "-qm", "x", "--allow-empty", "--no-verify"), "CG101 api.py")


@pytest.mark.nightly
def test_an_update_that_no_hook_saw_is_found_at_the_next_commit(adopted: Repository) -> None:
    ann = adopted.session("ann")
    assert shim(ann, "read", "api.py").ok
    adopted.write("api.py", V2)
    adopted.git(*UNHOOKED, "commit", "-qam", "unseen")
    assert blocked(ann.commits("caller.py", "f(1)\n"), "CG101 api.py")


@pytest.mark.nightly
def test_a_push_is_never_blocked_and_takes_note_of_what_no_hook_saw(adopt: Adopt) -> None:
    repository = adopt("pre-commit", "pre-push")
    repository.begin(api__py=V1, other__py="OTHER = 1\n")
    repository.git("init", "-q", "--bare", "../remote.git")
    repository.git("remote", "add", "origin", "../remote.git")
    ann = stale(repository)
    repository.git(*UNHOOKED, "commit", "-qm", "unseen")
    assert known_tip(repository) != repository.head()
    pushed = ann.git("push", "-q", "origin", "main")
    assert pushed.ok, pushed.err
    assert "hook id: coordgit" in pushed.out
    assert known_tip(repository) == repository.head()


@pytest.mark.nightly
def test_the_recording_hooks_follow_what_no_gate_saw(adopt: Adopt) -> None:
    repository = adopt("pre-commit", "post-checkout", hooks="{id: coordgit}, {id: coordgit-record}")
    repository.begin(api__py=V1, other__py="OTHER = 1\n")
    repository.git(*UNHOOKED, "commit", "-qm", "unseen", "--allow-empty")
    assert known_tip(repository) != repository.head()
    switched = repository.session("ann").git("switch", "-qc", "feat")
    assert switched.ok, switched.err
    assert known_tip(repository) == repository.head()
    with repository.store() as store:
        ann = sessions.get(store, "ann")
        assert ann is not None and ann.branch == "refs/heads/feat"


def test_the_recording_hooks_alone_set_nothing_up(tmp_path: Path) -> None:
    repository = Repository(tmp_path, guarded=False)
    assert repository.coordgit("pre-commit", "--record") == Result(0, "", "")
    assert not (repository.top / ".git/coordgit").exists()


def test_the_recording_hooks_fail_open(repository: Repository) -> None:
    (repository.top / ".git/coordgit/coordination.db").write_bytes(b"no database" * 100)
    assert repository.coordgit("pre-commit", "--record").code == 0
    assert "pre-commit --record" in (repository.top / ".git/coordgit/log").read_text()


def test_a_broken_store_blocks_a_commit_with_the_way_out_and_no_push(repository: Repository) -> None:
    (repository.top / ".git/coordgit/coordination.db").write_bytes(b"no database" * 100)
    result = repository.coordgit("pre-commit")
    assert result.code == 1
    assert "the store is corrupt" in result.err and 'git -c coordgit.bypass="why"' in result.err
    assert repository.coordgit("pre-commit", PRE_COMMIT_REMOTE_NAME="origin").code == 0
    assert repository.coordgit("pre-commit", COORDGIT_BYPASS="it is known").code == 0


def test_taking_turns_with_another_installation_is_not_reported(repository: Repository) -> None:
    installed = repository.top / ".git/coordgit/shim"
    installed.write_text("#!/bin/sh\nexit 1\n")
    assert repository.coordgit("pre-commit") == Result(0, "", "")
    assert f"python='{sys.executable}'" in installed.read_text()


def test_clients_go_on_running_the_installation_they_ran_while_it_is_there(repository: Repository) -> None:
    launcher = repository.folder / "home/.local/state/coordgit/launcher"
    before = launcher.read_text()
    other = before.replace(f"python='{sys.executable}'", "python=/bin/sh")
    launcher.write_text(other)
    assert repository.coordgit("pre-commit") == Result(0, "", "")
    assert launcher.read_text() == other
    launcher.write_text(before.replace(f"python='{sys.executable}'", "python=/gone/python"))
    assert repository.coordgit("pre-commit").ok
    assert launcher.read_text() == before
