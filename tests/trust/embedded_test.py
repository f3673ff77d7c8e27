"""A bare repository among the files of another one is not opened, and nothing of it runs; one's own kinds of repositories are."""

from pathlib import Path
from typing import Any

import pytest

from coordgit.git import worktrees
from tests.support.repository import Repository
from tests.trust.hostile import Hostile, of_another_user

VERBS = (("init", "--no-clients"), ("uninit",), ("doctor",), ("status",), ("check",), ("read", "HEAD"), ("log",), ("explain",))


@pytest.mark.parametrize("tracked", [True, False])
def test_no_verb_opens_a_bare_repository_in_a_work_tree(hostile: Hostile, tracked: bool) -> None:
    inner = hostile.embedded()
    if tracked:
        hostile.repository.commit_files({})
    before = sorted(inner.rglob("*"))
    for words in VERBS:
        result = hostile.repository.coordgit(*words, cwd=inner)
        lines = result.err.splitlines()
        assert result.code == 3 and len(lines) == 2 and str(inner) in lines[0] and lines[1].startswith("try: "), result
    assert hostile.nothing_ran and sorted(inner.rglob("*")) == before


def test_the_files_that_another_repository_tracks_are_not_opened_where_they_are_named_either(hostile: Hostile) -> None:
    inner = hostile.embedded()
    hostile.repository.commit_files({})
    for words in VERBS:
        assert hostile.repository.coordgit("-C", str(inner), *words).code == 3
    assert hostile.nothing_ran


def test_a_client_inside_it_works_in_the_repository_around_it(hostile: Hostile) -> None:
    inner = hostile.embedded()
    hostile.repository.commit_files({})
    result = hostile.hook(inner, session="inside")
    assert result.ok and not result.out and not result.err
    assert hostile.nothing_ran
    assert "inside" in hostile.sessions()


def test_a_commit_that_is_made_around_it_is_judged_and_runs_nothing_of_it(hostile: Hostile) -> None:
    hostile.embedded()
    hostile.repository.commit_files({"more.py": "1\n"})
    assert hostile.repository.coordgit("check").ok and hostile.nothing_ran


# Its harmless twins


def test_a_bare_repository_of_ones_own_in_a_work_tree_is_opened_where_it_is_named(hostile: Hostile) -> None:
    repository = hostile.repository
    repository.git("init", "-q", "--bare", "own.git")
    own = repository.top / "own.git"
    refused = repository.coordgit("init", "--no-clients", cwd=own)
    assert refused.code == 3 and f"try: coordgit -C {own} status" in refused.err
    assert repository.coordgit("-C", "own.git", "init", "--no-clients").ok
    assert repository.coordgit("-C", str(own), "doctor").ok
    repository.git("config", "--global", "safe.bareRepository", "explicit")
    assert repository.coordgit("-C", str(own), "status").ok


def test_a_bare_repository_by_itself_is_opened_unless_git_refuses_it(repository: Repository, tmp_path: Path) -> None:
    bare = Repository(tmp_path / "bare", guarded=False, init=("--bare",))
    for cwd in (bare.top, bare.top / "objects"):
        assert bare.coordgit("init", "--no-clients", cwd=cwd).ok
        assert bare.coordgit("doctor", cwd=cwd).ok
    bare.git("config", "--global", "safe.bareRepository", "explicit")
    refused = bare.coordgit("status")
    assert refused.code == 3 and refused.err.startswith("coordgit: git does not open this repository: cannot use bare repository")
    assert refused.err.endswith("try: coordgit -C PATH ...\n")
    assert bare.coordgit("-C", str(bare.top), "status").ok


def test_a_submodule_a_linked_worktree_and_a_separate_git_directory_are_opened(repository: Repository, tmp_path: Path) -> None:
    inner = Repository(tmp_path / "inner", guarded=False)
    inner.begin(x__py="1\n")
    repository.begin(a__py="1\n")
    repository.git("-c", "protocol.file.allow=always", "submodule", "add", "-q", str(inner.top), "sub")
    repository.git("init", "-q", f"--separate-git-dir={tmp_path}/elsewhere.git", "apart")
    (repository.top / "sub/deep").mkdir()
    linked = repository.worktree("linked")
    for folder in (repository.top / "sub/deep", repository.top / "apart", linked):
        assert repository.coordgit("init", "--no-clients", cwd=folder).ok
        assert repository.coordgit("read", ".", cwd=folder).code in (0, 2)
        assert repository.coordgit("doctor", cwd=folder).ok
    assert (repository.top / ".git/modules/sub/coordgit").is_dir() and (tmp_path / "elsewhere.git/coordgit").is_dir()


def test_a_bare_repository_that_the_folder_around_it_names_as_its_own_is_opened(repository: Repository) -> None:
    """The layout of those who keep all worktrees side by side."""
    repository.begin(a__py="1\n")
    project = repository.folder / "project"
    project.mkdir()
    repository.git("clone", "-q", "--bare", str(repository.top), str(project / ".bare"))
    (project / ".git").write_text("gitdir: ./.bare\n")
    repository.git("worktree", "add", "-q", "main", "main", cwd=project)
    for folder in (project, project / ".bare", project / "main"):
        assert repository.coordgit("init", "--no-clients", cwd=folder).ok
        assert repository.coordgit("doctor", cwd=folder).ok
    assert repository.coordgit("read", "a.py", cwd=project / "main").ok


# Another user's


def test_what_git_refuses_is_refused_with_its_reason(hostile: Hostile) -> None:
    theirs: dict[str, Any] = {**of_another_user(hostile.repository.folder)}
    for words in VERBS:
        result = hostile.repository.coordgit(*words, **theirs)
        assert result.code == 3, result
        assert result.err.startswith("coordgit: git does not open this repository: detected dubious ownership")
        assert len(result.err.splitlines()) == 2
    hostile.repository.git("config", "--global", "safe.directory", str(hostile.repository.top))
    assert hostile.repository.coordgit("status", **theirs).ok


def test_nothing_that_another_users_repository_names_is_run(hostile: Hostile) -> None:
    repository = hostile.repository
    theirs: dict[str, Any] = {**of_another_user(repository.folder)}
    for name, value in (("core.fsmonitor", f"{hostile.bait('fsmonitor')}; false"), ("filter.x.clean", hostile.bait("filter"))):
        repository.git("config", name, value)
    repository.write(".git/info/attributes", "* filter=x\n")
    hostile.program(repository.top / ".git/coordgit/shim")
    repository.write("api.py", "def f(x, y):\n    return x\n")
    for words in VERBS:
        assert repository.coordgit(*words, **theirs).code == 3
    for event in ("SessionStart", "UserPromptSubmit"):
        assert hostile.hook(repository.top, event=event, **theirs).ok
    assert hostile.reads(repository.top / "api.py", **theirs).ok
    assert hostile.nothing_ran
    repository.git("config", "--global", "safe.directory", str(repository.top))
    assert repository.coordgit("status", **theirs).ok
    repository.run(["git", "status"], **theirs)
    assert not hostile.nothing_ran, "git runs what is named there once the user has said that it is safe"


def test_git_is_not_told_where_a_repository_is_that_it_finds_by_itself(hostile: Hostile) -> None:
    linked = hostile.repository.worktree("linked")
    for folder in (hostile.repository.top, linked, hostile.repository.top / ".git"):
        worktree = worktrees.nearest(str(folder))
        assert worktree is not None and "GIT_DIR" not in worktree.git().env


# A .git that leads to somebody's repository


@pytest.mark.parametrize("made", ["file", "link", "file of a worktree"])
def test_a_folder_whose_git_leads_to_the_repository_of_another_folder_is_not_opened(hostile: Hostile, made: str) -> None:
    repository = hostile.repository
    linked = repository.worktree("linked")
    folder = repository.folder / "unpacked"
    folder.mkdir()
    if made == "link":
        (folder / ".git").symlink_to(repository.top / ".git")
    else:
        (folder / ".git").write_text((linked / ".git").read_text() if "worktree" in made else f"gitdir: {repository.top}/.git\n")
    (folder / "api.py").write_text("something else\n")
    refused = repository.coordgit("read", "api.py", cwd=folder)
    assert refused.code == 3 and "leads to" in refused.err and len(refused.err.splitlines()) == 2
    assert hostile.hook(folder, session="there").ok
    assert "there" not in hostile.sessions()
    assert repository.coordgit("status", cwd=linked).ok


def test_a_linked_worktree_that_was_moved_is_still_one(hostile: Hostile) -> None:
    linked = hostile.repository.worktree("linked")
    moved = linked.rename(hostile.repository.folder / "moved")
    assert hostile.hook(moved, session="there").ok
    assert "there" in hostile.sessions()
    assert hostile.repository.coordgit("status", cwd=moved).ok
