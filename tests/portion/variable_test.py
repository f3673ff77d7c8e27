"""The variable of ``coordgit commit`` counts only in hooks of the very commit that is being built, in its own repository."""

import os
from pathlib import Path

import pytest

from tests.portion.team import both_edit, commit, hook
from tests.support.claude import Claude
from tests.support.repository import Repository


@pytest.mark.parametrize("named", ["{folder}", "{relative}", "portion-x/../{relative}", "portion-gone", ""])
def test_it_lets_no_other_commit_carry_anothers_edit(repository: Repository, ann: Claude, tmp_path: Path, named: str) -> None:
    ann.edits("f.py", "line 2\n", "line 2 ann\n")
    folder = tmp_path / "portion-made-up"
    folder.mkdir()
    (folder / "base").write_text(f"refs/heads/main\n{repository.head()}\n")
    (folder / "declared").write_bytes(b"refs/heads/main\0zed\0f.py\0")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    relative = os.path.relpath(folder, repository.top / ".git/coordgit")
    zed = repository.session("zed")
    assert zed.git("add", "f.py").ok
    made = zed.git("commit", "-qm", "sweep", COORDGIT_PORTION=named.format(folder=folder, relative=relative))
    assert made.rejected == ["CG202 f.py"]
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_it_lets_no_other_session_commit_what_one_declares(repository: Repository, ann: Claude, bob: Claude) -> None:
    """Bob's hook runs while the folder of his commit is there."""
    both_edit(ann, bob)
    theirs = (
        "unset $(git rev-parse --local-env-vars) CLAUDE_CODE_SESSION_ID CLAUDECODE; COORDGIT_SESSION=zed git commit -qm zeds f.py"
    )
    hook(repository, "pre-commit", f'[ -n "$INNER" ] || ( export INNER=1; cd {repository.top}; {theirs} )')
    made = commit(bob, "--mine-is", "f.py", "f.py")
    assert set(made.rejected) == {"CG202 f.py"} and repository.git("log", "--format=%s") == "init"
    (repository.top / ".git/hooks/pre-commit").unlink()
    assert commit(bob, "--mine-is", "f.py", "f.py").ok


def test_what_one_declares_for_a_branch_lets_no_commit_on_another_carry_it(
    repository: Repository, ann: Claude, bob: Claude
) -> None:
    """Bob's hook commits the file, ann's edit included, on a branch beside his."""
    both_edit(ann, bob)
    repository.git("branch", "beside")
    there = f"unset $(git rev-parse --local-env-vars); cd {repository.top}; git symbolic-ref HEAD refs/heads/beside"
    there += "; git commit -qm there f.py; git symbolic-ref HEAD refs/heads/main"
    hook(repository, "pre-commit", f'[ -n "$INNER" ] || ( export INNER=1; {there} )')
    made = commit(bob, "--mine-is", "f.py", "f.py")
    assert made.ok and "CG202 f.py" in made.err, made
    assert repository.git("log", "--format=%s", "beside") == "init"


def test_a_hook_may_commit_in_another_repository(repository: Repository, ann: Claude, bob: Claude) -> None:
    both_edit(ann, bob)
    other = repository.folder / "other"
    repository.git("init", "-q", str(other))
    repository.commit_files({"notes": "1\n"}, cwd=other)
    assert repository.coordgit("init", "--no-clients", cwd=other).ok
    follow = f"unset $(git rev-parse --local-env-vars); cd {other} && date +%N >> notes && git commit -qam follow || exit 1"
    hook(repository, "pre-commit", follow)
    hook(repository, "post-commit", follow)
    made = commit(ann)
    assert made.ok, made.err
    assert repository.git("log", "--format=%s", cwd=other).split() == ["follow", "follow", "init"]
    assert repository.git("status", "--porcelain", cwd=other) == "" and repository.git("status", "--porcelain") == "M f.py"


def test_a_hook_may_not_commit_what_is_stale_in_another_repository(repository: Repository, ann: Claude) -> None:
    ann.edits("f.py", "line 2\n", "line 2 ann\n")
    other = repository.folder / "other"
    repository.git("init", "-q", str(other))
    repository.commit_files({"notes": "1\n", "api.py": "1\n"}, cwd=other)
    assert repository.coordgit("init", "--no-clients", cwd=other).ok
    assert repository.coordgit("read", "api.py", cwd=other, **ann.env).ok
    assert repository.session("zed", other).commits("api.py", "2\n").ok
    hook(repository, "pre-commit", f"unset $(git rev-parse --local-env-vars); cd {other} && echo 2 > notes && git commit -qam x")
    made = commit(ann)
    assert not made.ok and made.rejected == ["CG101 api.py"]
    assert "coordgit commit" not in made.err.split("next:")[1]


def test_nothing_is_left_of_it(repository: Repository, ann: Claude) -> None:
    ann.edits("f.py", "line 2\n", "line 2 ann\n")
    store = repository.top / ".git/coordgit"
    assert commit(ann).ok and not list(store.glob("portion-*"))
    killed = store / "portion-killed"
    killed.mkdir()
    (killed / "base").touch()
    assert repository.coordgit("gc", "--days", "0").ok and killed.exists()
    os.utime(killed, (0, 0))
    assert repository.coordgit("gc").ok and not killed.exists()
