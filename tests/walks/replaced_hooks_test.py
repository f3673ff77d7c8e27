"""Git's hooks after another tool that brings hooks was installed in a repository that is set up: husky, simple-git-hooks."""

import os
from pathlib import Path

import pytest

from tests.install.scratch import needs_older_git
from tests.support.claude import ANN, Claude
from tests.support.repository import API, CHANGED, Repository

BOB = "00000000-0000-4000-8000-00000000000b"
HUSKY = "mkdir -p .husky/_ && printf '#!/bin/sh\\n: husky\\n' >.husky/_/pre-push && chmod +x .husky/_/pre-push"
SETS_PATH = f"{HUSKY} && git config core.hooksPath .husky/_"
DELETES = "rm -f .git/hooks/reference-transaction .git/hooks/pre-receive .git/hooks/pre-push"


@pytest.fixture
def ann(repository: Repository) -> Claude:
    needs_older_git()
    repository.commit_files({"api.py": API, ".gitignore": ".husky/_\n"})
    claude = Claude(repository, ANN)
    claude.send("SessionStart", source="startup")
    claude.reads("api.py")
    return claude


def test_a_tool_that_takes_the_hooks_away_is_answered_at_the_end_of_the_call(repository: Repository, ann: Claude) -> None:
    for installs in (SETS_PATH, DELETES):
        said = ann.runs(installs).out
        if installs == SETS_PATH:
            assert f"coordgit: commits in {repository.top} are checked from now on: .husky/_ (core.hooksPath)" in said
            repository.git("config", "--unset", "core.hooksPath")
    assert f"coordgit: commits in {repository.top} are checked from now on: {repository.top}/.git/hooks had no hooks" in said
    ann.writes("caller.py", "f(1)\n")
    repository.session("bob").lands("api.py", CHANGED)
    assert ann.runs("git add caller.py && git commit -qm caller").rejected == ["CG101 api.py"]


@pytest.mark.parametrize("installs", [SETS_PATH, DELETES])
def test_what_a_tool_did_in_a_terminal_is_answered_at_the_next_command(
    repository: Repository, ann: Claude, installs: str
) -> None:
    assert repository.run(["sh", "-c", installs]).ok
    said = repository.coordgit("status").err
    assert said.startswith(f"coordgit: commits in {repository.top} are checked from now on: ")
    assert repository.coordgit("status").err == ""
    assert repository.coordgit("doctor").ok
    assert repository.coordgit("uninit").ok
    assert not os.path.exists(repository.top / ".husky/_/reference-transaction")


def test_the_folder_of_hooks_is_put_back_with_them(repository: Repository, ann: Claude) -> None:
    assert "are checked from now on: " in ann.runs("rm -r .git/hooks").out
    assert "coordgit" not in ann.runs("true").out
    assert repository.coordgit("doctor").ok


def test_a_pre_push_hook_that_was_written_over_ours_runs_before_it(repository: Repository, ann: Claude) -> None:
    ann.runs(SETS_PATH)
    said = ann.runs(SETS_PATH).out  # as npm install does it each time
    assert f"coordgit: pushes from {repository.top} are checked from now on: .husky/_ (core.hooksPath) had no pre-push" in said
    assert "not checked" not in repository.coordgit("doctor").out
    assert repository.coordgit("uninit").ok
    assert Path(repository.top / ".husky/_/pre-push").read_text() == "#!/bin/sh\n: husky\n"


def test_other_settings_and_hooks_say_nothing(repository: Repository, ann: Claude) -> None:
    hook = "printf '#!/bin/sh\\n' >.git/hooks/pre-commit && chmod +x .git/hooks/pre-commit"
    assert "coordgit" not in ann.runs(f"git config branch.main.description x && {hook}").out
    assert repository.coordgit("status").err == ""


def test_a_tracked_pre_push_hook_is_left_without_a_word(repository: Repository, ann: Claude) -> None:
    assert repository.run(["sh", "-c", SETS_PATH.replace(".husky/_", ".githooks")]).ok
    repository.coordgit("status")
    assert repository.run(["sh", "-c", HUSKY.replace(".husky/_", ".githooks")]).ok
    repository.git("add", "-f", ".githooks/pre-push")
    assert repository.coordgit("status").err == ""
    assert Path(repository.top / ".githooks/pre-push").read_text() == "#!/bin/sh\n: husky\n"


@pytest.mark.parametrize("folder", ["/dev/null", "outside"])
def test_a_folder_that_others_share_is_left_to_init(repository: Repository, ann: Claude, folder: str) -> None:
    shared = repository.folder / folder
    if folder == "outside":
        shared.mkdir()
    repository.git("config", "core.hooksPath", str(shared))
    said = repository.coordgit("status").err
    assert said.startswith(f"coordgit: commits in {repository.top} are not checked: ")
    hint = said.rpartition("try: ")[2].strip()
    assert not shared.is_dir() or not os.listdir(shared)
    assert repository.run(["sh", "-c", hint]).ok
    assert repository.coordgit("status").err == ""
    assert repository.coordgit("doctor").ok


@pytest.mark.parametrize("shared", [True, False])
def test_what_lies_beside_a_bare_repository_is_not_its_project(tmp_path: Path, shared: bool) -> None:
    needs_older_git()
    scratch = Repository(tmp_path / "made", guarded=False)
    scratch.begin(api__py=API)
    scratch.git("clone", "-q", "--bare", ".", str(tmp_path / "bare.git"))
    scratch.git("worktree", "add", "-q", str(tmp_path / "work"), cwd=tmp_path / "bare.git")
    assert scratch.coordgit("init", "--no-clients", cwd=tmp_path / "work").ok
    hooks = tmp_path / ("hooks" if shared else "bare.git/others")
    hooks.mkdir()
    scratch.git("config", "core.hooksPath", str(hooks), cwd=tmp_path / "work")
    said = scratch.coordgit("status", cwd=tmp_path / "work").err
    assert ("are not checked: " if shared else "are checked from now on: ") in said, said
    assert bool(list(hooks.iterdir())) != shared


def test_a_call_in_one_worktree_does_not_answer_for_another(repository: Repository, ann: Claude) -> None:
    ann.runs(SETS_PATH)
    bob = Claude(repository, BOB, repository.worktree("bob"))
    bob.send("SessionStart", source="startup")
    assert repository.run(["sh", "-c", SETS_PATH], bob.cwd).ok
    assert "coordgit" not in ann.runs("true").out
    assert f"coordgit: pushes from {bob.cwd} are checked from now on: " in bob.runs("true").out
    assert "coordgit" not in bob.runs("true").out
