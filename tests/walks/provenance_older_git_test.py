"""Git before 2.42 takes no options on the standard input of ``git rev-list``: provenance does not need that."""

import os
from pathlib import Path

import pytest

from tests.support.repository import Repository, Sessions

OLDER = """#!/bin/sh
case " $* " in
*" rev-list "*" --stdin "*)
    given=$(cat)
    case "
$given" in *"
-"*) echo "fatal: options not supported in --stdin mode" >&2; exit 128 ;; esac
    printf '%s\\n' "$given" | exec "{git}" "$@" ;;
esac
exec "{git}" "$@"
"""


@pytest.fixture
def older(repository: Repository) -> Repository:
    """Hooks run a git that refuses such options, as it is first on the PATH that git gives them."""
    real = Path(repository.git("--exec-path"))
    programs = repository.folder / "git-core"
    programs.mkdir()
    for path in real.iterdir():
        if path.name != "git":
            os.symlink(path, programs / path.name)
    (programs / "git").write_text(OLDER.format(git=real / "git"))
    (programs / "git").chmod(0o755)
    repository.env["GIT_EXEC_PATH"] = str(programs)
    return repository


@pytest.mark.parametrize("read", ["api.py", "other.py"])
def test_a_commit_that_a_tool_built_keeps_the_reads_of_whose_text_it_has(
    sessions: Sessions, older: Repository, read: str
) -> None:
    (ann,) = sessions("ann")
    bob = older.session("bob", older.worktree("w", "feature"))
    bob.reads(read)
    made = bob.lands("caller.py", "f(1)\n")
    ann.lands("api.py", "def f(x, y):\n    return x\n")
    tree = ann.git("merge-tree", "--write-tree", "main", made).out.strip()
    built = ann.git("commit-tree", "-m", "built", "-p", "main", tree).out.strip()
    assert ann.git("update-ref", "refs/heads/main", built).rejected == (["CG101 api.py"] if read == "api.py" else [])


def test_what_a_remote_has_comes_from_outside(sessions: Sessions, older: Repository) -> None:
    (ann,) = sessions("ann")
    clone = older.folder / "clone"
    older.git("clone", "-q", str(older.top), str(clone), cwd=older.folder)
    older.commit_files({"api.py": "theirs\n"}, "theirs", cwd=clone)
    ann.reads("api.py")
    assert ann.git("fetch", "-q", str(clone), "main:refs/remotes/clone/main").ok
    assert ann.git("merge", "-q", "--ff-only", "clone/main").ok
    assert ann.commits("other.py", "3\n").rejected == ["CG101 api.py"]
