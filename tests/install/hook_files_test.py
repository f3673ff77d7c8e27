"""Hook files, where git has no config hooks: beside every other manager of hooks, in every folder git looks into."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from coordgit.core.quoting import word
from coordgit.errors import CoordgitError
from tests.install.scratch import RECORDER, Scratch, needs_older_git, picture, probe

HUSKY_STUB = '#!/usr/bin/env sh\n. "$(dirname -- "$0")/h"\n'
HUSKY_H = """n=$(basename "$0")
s=$(dirname "$(dirname "$0")")/$n
[ ! -f "$s" ] && exit 0
sh -e "$s" "$@"
exit $?
"""


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Scratch:
    needs_older_git()
    return Scratch(tmp_path, monkeypatch)


def husky(scratch: Scratch) -> str:
    """A repository as husky leaves it: a tracked hook, and the untracked folder that core.hooksPath names."""
    top = scratch.init()
    scratch.write(f"{top}/.husky/pre-commit", RECORDER)
    scratch.git(top, "add", ".husky")
    scratch.commit("husky")
    scratch.write(f"{top}/.husky/_/.gitignore", "*")
    scratch.write(f"{top}/.husky/_/h", HUSKY_H)
    scratch.hook("pre-commit", HUSKY_STUB, f"{top}/.husky/_")
    scratch.git(top, "config", "core.hooksPath", ".husky/_")
    return top


def test_huskys_hooks_keep_running_and_the_commit_is_guarded(scratch: Scratch) -> None:
    top = husky(scratch)
    scratch.install()
    assert scratch.guarded()
    assert scratch.recorded() == "pre-commit|\n"
    assert scratch.git(top, "status", "--porcelain") == ""


def test_a_worktree_that_lacks_a_relative_hooks_path_is_guarded_too(scratch: Scratch) -> None:
    top = husky(scratch)
    linked = scratch.worktree()
    before = picture(top, linked)
    scratch.install()
    assert scratch.guarded(linked)
    assert probe(linked) is None
    assert scratch.git(linked, "status", "--porcelain") == ""
    scratch.remove(linked)
    os.rmdir(f"{top}/.git/coordgit")
    assert picture(top, linked) == before
    assert not os.path.exists(f"{linked}/.husky/_")
    assert not scratch.guarded(linked)


def test_a_worktree_made_later_is_said_to_be_unguarded_until_the_next_install(scratch: Scratch) -> None:
    husky(scratch)
    scratch.install()
    later = scratch.worktree("later")
    why = probe(later)
    assert why is not None
    assert ".husky/_ (core.hooksPath, file:" in why
    assert "does not exist in this worktree" in why
    assert [line.rpartition("/")[2] for line in scratch.install(later) if later in line] == [
        "reference-transaction",
        "pre-receive",
        "pre-push",
    ]
    assert probe(later) is None


def test_a_push_is_guarded_where_a_relative_hooks_path_means_a_folder_in_the_git_directory(scratch: Scratch) -> None:
    top = husky(scratch)
    linked = scratch.worktree()
    scratch.git(scratch.root, "clone", "-q", top, f"{scratch.root}/clone")
    scratch.install()
    for n, to in enumerate((top, linked)):
        scratch.git(f"{scratch.root}/clone", "push", "-q", to, f"HEAD:refs/heads/pushed{n}")
        assert [call.argv[1] for call in scratch.calls()] == ["pre-receive", "prepared"]


def test_an_absolute_hooks_path_is_shared_and_each_repository_leaves_it_to_the_others(scratch: Scratch) -> None:
    scratch.init()
    shared = f"{scratch.root}/shared hooks"
    scratch.hook("reference-transaction", folder=shared)
    scratch.hook("commit-msg", folder=shared)
    before = picture(shared)
    scratch.git(scratch.top, "config", "--global", "core.hooksPath", shared)
    other, third = f"{scratch.root}/other", f"{scratch.root}/third"
    for top in (other, third):
        scratch.git(scratch.root, "init", "-q", top)
    scratch.install()
    scratch.install(other)
    assert scratch.install() == scratch.install(other) == []
    assert scratch.guarded()
    assert scratch.guarded(other)
    assert not scratch.guarded(third)
    scratch.remove()
    assert not scratch.guarded()
    assert scratch.guarded(other)
    scratch.remove(other)
    assert picture(shared) == before


def test_a_shared_folder_forgets_a_repository_whose_store_is_gone(scratch: Scratch) -> None:
    scratch.init()
    shared = f"{scratch.root}/shared"
    scratch.git(scratch.top, "config", "--global", "core.hooksPath", shared)
    other = f"{scratch.root}/other"
    scratch.git(scratch.root, "init", "-q", other)
    scratch.install(other)
    scratch.install()
    shutil.rmtree(f"{other}/.git/coordgit")
    scratch.remove()
    assert not os.path.exists(f"{shared}/reference-transaction")


@pytest.mark.parametrize("own", [True, False])
def test_a_shared_folder_goes_on_guarding_a_repository_that_is_elsewhere_now(scratch: Scratch, own: bool) -> None:
    scratch.init()
    shared = f"{scratch.root}/shared hooks"
    if own:
        scratch.hook("reference-transaction", folder=shared)
    os.makedirs(shared, exist_ok=True)
    before = picture(shared)
    scratch.git(scratch.top, "config", "--global", "core.hooksPath", shared)
    other, moved = f"{scratch.root}/other", f"{scratch.root}/moved"
    scratch.git(scratch.root, "init", "-q", other)
    scratch.install(other)
    scratch.install()
    os.rename(other, moved)
    said = scratch.remove()
    assert scratch.guarded(moved)
    assert not scratch.guarded()
    left = [line for line in said if line.startswith("left the hook ")]
    assert len(left) == 3 and all(f"{other}/.git may use it" in line for line in left)
    for line in left:
        subprocess.run(line.partition("gone for good: ")[2], shell=True, check=True)
    assert picture(shared) == before


def test_a_tracked_hooks_folder_stays_clean(scratch: Scratch) -> None:
    top = scratch.init()
    scratch.hook("pre-commit", folder=f"{top}/.githooks")
    scratch.git(top, "add", ".githooks")
    scratch.commit("hooks")
    scratch.git(top, "config", "core.hooksPath", ".githooks")
    linked = scratch.worktree()
    before = picture(top, linked)
    scratch.install()
    for at in (top, linked):
        scratch.recorded()
        assert scratch.guarded(at)
        assert scratch.recorded() == "pre-commit|\n"
        assert scratch.git(at, "status", "--porcelain") == ""
    scratch.remove()
    os.rmdir(f"{top}/.git/coordgit")
    assert picture(top, linked) == before


def test_an_untracked_hook_in_the_work_tree_stays_as_untracked_as_it_was(scratch: Scratch) -> None:
    top = scratch.init()
    scratch.hook("reference-transaction", folder=f"{top}/[my] hooks")
    scratch.git(top, "config", "core.hooksPath", "[my] hooks")
    scratch.write(f"{top}/.git/info/exclude", "*.o")
    before = picture(top)
    scratch.install()
    assert scratch.git(top, "status", "--porcelain") == ""
    assert scratch.guarded()
    assert scratch.recorded() != ""
    scratch.remove()
    os.rmdir(f"{top}/.git/coordgit")
    assert picture(top) == before


def test_a_tracked_hook_of_the_same_name_is_not_touched(scratch: Scratch) -> None:
    top = scratch.init()
    scratch.hook("reference-transaction", folder=f"{top}/.githooks")
    scratch.git(top, "add", ".githooks")
    scratch.commit("hooks")
    scratch.git(top, "config", "core.hooksPath", ".githooks")
    with pytest.raises(CoordgitError, match="is tracked"):
        scratch.install()
    assert scratch.git(top, "status", "--porcelain") == ""


def test_the_way_out_for_a_tracked_hook_works(scratch: Scratch) -> None:
    top = scratch.init()
    scratch.hook("reference-transaction", folder=f"{top}/.githooks")
    scratch.git(top, "add", ".githooks")
    scratch.commit("hooks")
    scratch.git(top, "config", "core.hooksPath", ".githooks")
    with pytest.raises(CoordgitError) as raised:
        scratch.install()
    with open(f"{top}/.githooks/reference-transaction", "w") as file:
        file.write(f"#!/bin/sh\n{raised.value.hint}\n")
    scratch.commit("chained by hand")
    for event in ("pre-receive", "reference-transaction"):
        assert any(line.endswith(f"/{event}") for line in scratch.install()) == (event == "pre-receive")
    assert probe(top) is None
    assert scratch.guarded()


def test_a_hooks_folder_that_links_into_the_work_tree_stays_clean(scratch: Scratch) -> None:
    top = scratch.init()
    scratch.hook("pre-commit", folder=f"{top}/scripts")
    scratch.git(top, "add", "scripts")
    scratch.commit("hooks")
    shutil.rmtree(f"{top}/.git/hooks")
    os.symlink("../scripts", f"{top}/.git/hooks")
    scratch.install()
    assert scratch.guarded()
    assert scratch.git(top, "status", "--porcelain") == ""
    scratch.remove()
    assert os.listdir(f"{top}/scripts") == ["pre-commit"]


@pytest.mark.parametrize("hooks_path", ["/dev/null", ""])
def test_hooks_that_are_switched_off_are_an_error_that_says_where(scratch: Scratch, hooks_path: str) -> None:
    top = scratch.init()
    scratch.git(top, "config", "core.hooksPath", hooks_path)
    with pytest.raises(CoordgitError, match=r"hooks are off here: core\.hooksPath, file:"):
        scratch.install()


def test_a_folder_that_cannot_be_written_is_an_error_that_names_it(scratch: Scratch) -> None:
    top = scratch.init()
    folder = "/proc" if os.geteuid() == 0 else os.path.dirname(scratch.write(f"{scratch.root}/fixed/x", ""))
    if folder != "/proc":
        os.chmod(folder, 0o555)
    elif not os.path.isdir("/proc/self"):
        pytest.skip("root may write anywhere here")
    scratch.git(top, "config", "core.hooksPath", folder)
    with pytest.raises(CoordgitError, match=f"cannot write the hook {folder}/reference-transaction"):
        scratch.install()
    scratch.git(top, "config", "--unset", "core.hooksPath")
    assert scratch.install() != []
    assert scratch.guarded()


@pytest.mark.daily(1)
@pytest.mark.parametrize("first", ["pre-commit", "coordgit"])
def test_pre_commit_and_coordgit_leave_each_other_alone(scratch: Scratch, first: str) -> None:
    pytest.importorskip("pre_commit")
    top = scratch.init()
    record = "{id: record, name: r, entry: sh -c 'echo ran >>\"$RECORD\"', language: system, always_run: true}"
    scratch.write(f"{top}/.pre-commit-config.yaml", f"repos: [{{repo: local, hooks: [{record}]}}]\n")
    scratch.git(top, "add", ".")
    before = picture(top)
    if first == "coordgit":
        scratch.install()
    pre_commit(scratch, "install")
    if first == "pre-commit":
        scratch.install()
    assert scratch.install() == []
    assert scratch.guarded()
    assert scratch.recorded() == "ran\n"
    pre_commit(scratch, "uninstall")
    assert scratch.guarded()
    assert scratch.recorded() == ""
    scratch.remove()
    os.rmdir(f"{top}/.git/coordgit")
    assert picture(top) == before


def pre_commit(scratch: Scratch, *args: str) -> None:
    subprocess.run([sys.executable, "-m", "pre_commit", *args], cwd=scratch.top, check=True, capture_output=True)


def test_hooks_of_other_names_are_not_touched(scratch: Scratch) -> None:
    top = scratch.init()
    names = ("post-checkout", "post-commit", "post-merge", "pre-commit")
    for name in names:
        scratch.hook(name, f'#!/bin/sh\ncommand -v git-lfs >/dev/null || exit 0\ngit lfs {name} "$@"\n')
    before = picture(f"{top}/.git/hooks")
    scratch.install()
    assert {path: seen for path, seen in picture(f"{top}/.git/hooks").items() if path in before} == before


def test_a_manager_that_puts_its_own_hook_over_ours_is_chained_by_the_next_install(scratch: Scratch) -> None:
    top = scratch.init()
    scratch.install()
    path = f"{top}/.git/hooks/reference-transaction"
    for _ in range(2):
        os.replace(path, f"{path}.old")
        scratch.hook("reference-transaction", '#!/bin/sh\nprintf "lefthook run %s\\n" "$*" >>"$RECORD"\n')
        assert not scratch.guarded()
        why = probe(top)
        assert why is not None and "is not coordgit's" in why
        scratch.install()
        scratch.recorded()
        assert scratch.guarded()
        assert "lefthook run prepared" in scratch.recorded()
    scratch.remove()
    assert "lefthook" in Path(path).read_text()
    assert not os.path.exists(f"{path}.old")


def test_two_different_hooks_of_somebody_else_are_never_merged_into_one(scratch: Scratch) -> None:
    top = scratch.init()
    path = scratch.hook("reference-transaction")
    scratch.install()
    scratch.hook("reference-transaction", "#!/bin/sh\nexit 0\n")
    with pytest.raises(CoordgitError, match="there are two hooks") as raised:
        scratch.install()
    assert raised.value.hint == f"mv -n {word(path + '.coordgit-prev')} {word(path + '.saved')}"
    os.unlink(f"{path}.coordgit-prev")
    scratch.install()
    assert scratch.guarded(top)


@pytest.mark.daily(2)
@pytest.mark.parametrize(
    ("text", "name"),
    [
        (RECORDER, "reference-transaction"),
        (RECORDER.replace("/bin/sh", "/usr/bin/env bash"), "reference-transaction"),
        (RECORDER.replace("/bin/sh", "/bin/sh -e"), "reference-transaction"),
        ('#!/bin/bash\nmain() { echo ran >>"$RECORD"; }\n[[ "${BASH_SOURCE[0]}" != "$0" ]] || main\n', "ran"),
        ('#!/usr/bin/env python3\nimport os\nprint("ran", file=open(os.environ["RECORD"], "a"))\n', "ran"),
    ],
)
def test_a_script_that_asks_for_its_own_name_hears_the_old_one(scratch: Scratch, text: str, name: str) -> None:
    scratch.init()
    scratch.hook("reference-transaction", text)
    scratch.install()
    scratch.commit("second")
    assert scratch.recorded().startswith(name)
    assert len(scratch.calls()) == 1


def test_a_hook_that_is_a_link_keeps_running_and_comes_back_as_a_link(scratch: Scratch) -> None:
    top = scratch.init()
    scratch.write(f"{top}/.git/dispatch", RECORDER, 0o755)
    os.symlink("../dispatch", f"{top}/.git/hooks/reference-transaction")
    scratch.install()
    assert scratch.guarded()
    assert scratch.recorded().startswith("reference-transaction|prepared|\n")
    scratch.remove()
    assert os.readlink(f"{top}/.git/hooks/reference-transaction") == "../dispatch"


def test_a_hook_that_git_skipped_is_still_skipped(scratch: Scratch) -> None:
    scratch.init()
    path = scratch.hook("reference-transaction")
    os.chmod(path, 0o644)
    scratch.install()
    assert scratch.guarded()
    assert scratch.recorded() == ""


def test_a_hook_that_ignores_its_input_does_no_harm(scratch: Scratch) -> None:
    top = scratch.init()
    scratch.hook("reference-transaction", "#!/bin/sh\nexit 0\n")
    scratch.install()
    commands = "".join(f"create refs/heads/{n} HEAD\n" for n in range(3000))
    done = subprocess.run(["git", "update-ref", "--stdin"], cwd=top, input=commands, text=True, capture_output=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert [len(call.lines) for call in scratch.calls()] == [3000]


def test_a_missing_hooks_folder_is_made_and_taken_away_again(scratch: Scratch) -> None:
    top = scratch.init("--template=")
    assert not os.path.exists(f"{top}/.git/hooks")
    scratch.install()
    assert scratch.guarded()
    scratch.remove()
    assert not os.path.exists(f"{top}/.git/hooks")
