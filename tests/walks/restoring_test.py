"""What ``coordgit restore`` puts back: links as links, never anything beyond one, and the rest though one path cannot be."""

import os
from pathlib import Path

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository


@pytest.fixture
def ann(repository: Repository) -> Claude:
    repository.begin(a__py="1\n", v1="1\n", v2="2\n")
    (repository.top / "dir").mkdir()
    (repository.top / "dir/f").write_text("f\n")
    (repository.top / "cur").symlink_to("v1")
    (repository.top / "run.sh").write_text("echo\n")
    (repository.top / "run.sh").chmod(0o755)
    repository.commit_files({})
    return Claude(repository, "ann")


def restore(ann: Claude, *words: str) -> tuple[int, list[str], list[str]]:
    """Exit code, and the lines of standard output and of standard error."""
    ann.reads("a.py")
    done = ann.repository.coordgit("restore", *words, **ann.env)
    return done.code, done.out.splitlines(), done.err.splitlines()


@pytest.mark.parametrize("away", ["git checkout -q -- cur", "rm cur", "git rm -qf cur"])
@pytest.mark.parametrize("target", ["v2", "dir", "nowhere/at all"])
def test_a_link_comes_back_as_one(ann: Claude, target: str, away: str) -> None:
    repository = ann.repository
    assert ann.runs(f"ln -sfn '{target}' cur").ok
    repository.run(["sh", "-c", away])
    assert restore(ann)[:2] == (0, ["put back cur of claude ann"])
    assert os.readlink(repository.top / "cur") == target
    assert (repository.top / "v1").read_text() == "1\n"


def test_a_link_to_a_folder_comes_back_over_the_one_that_was_committed(ann: Claude) -> None:
    repository = ann.repository
    assert ann.runs("ln -sfn dir cur && git commit -qm dir cur && ln -sfn v2 cur").ok
    repository.git("checkout", "-q", "--", "cur")
    assert restore(ann)[:2] == (0, ["put back cur of claude ann"])
    assert os.readlink(repository.top / "cur") == "v2"


def test_a_new_link_that_was_staged_comes_back_as_one(ann: Claude) -> None:
    assert ann.runs("ln -s v2 new && git add new").ok
    (ann.repository.top / "new").unlink()
    assert restore(ann)[0] == 0 and os.readlink(ann.repository.top / "new") == "v2"


@pytest.mark.parametrize("away", ["git checkout -q -- cur", "rm cur"])
def test_a_file_in_place_of_a_link_comes_back_as_a_file(ann: Claude, away: str) -> None:
    repository = ann.repository
    assert ann.runs("rm cur && echo text > cur").ok
    repository.run(["sh", "-c", away])
    assert restore(ann)[:2] == (0, ["put back cur of claude ann"])
    path = repository.top / "cur"
    assert not path.is_symlink() and path.read_text() == "text\n" and not path.stat().st_mode & 0o111
    assert (repository.top / "v1").read_text() == "1\n"


def test_an_executable_file_that_was_taken_out_of_the_index_comes_back_as_one(ann: Claude) -> None:
    ann.edits("run.sh", "echo\n", "echo ann\n")
    ann.repository.git("rm", "-qf", "run.sh")
    assert restore(ann)[0] == 0 and (ann.repository.top / "run.sh").stat().st_mode & 0o111


@pytest.mark.parametrize("where", ["outside", "inside"])
@pytest.mark.parametrize("held", ["nothing", "other"])
def test_nothing_is_written_beyond_a_link_and_the_rest_comes_back(ann: Claude, where: str, held: str) -> None:
    repository = ann.repository
    for path in ("d/e/x.py", "n/x.py", "z.py"):
        ann.writes(path, f"{path}\n")
    repository.run(["rm", "-r", "d", "n", "z.py"])
    away = repository.folder / "away" if where == "outside" else repository.top / "dir"
    (away / "e").mkdir(parents=True)
    text = "theirs\n" if held == "other" else ""
    if text:
        (away / "e/x.py").write_text(text)
    before = list(away.iterdir())
    (repository.top / "d").symlink_to(away)
    (repository.top / "n").write_text("a file\n")
    code, out, err = restore(ann)
    assert (code, out) == (1, ["put back z.py of claude ann"])
    assert err[::2] == [
        "coordgit: d is a link by now: d/e/x.py is left as it is",
        "coordgit: n is a file by now: n/x.py is left as it is",
    ]
    assert sorted(away.iterdir()) == sorted(before)
    assert [path.read_text() for path in (away / "e").iterdir()] == ([text] if text else [])
    assert (repository.top / "n").read_text() == "a file\n"
    assert repository.run(["sh", "-c", err[1].removeprefix("try: ")]).ok
    assert (repository.top / "d-e-x.py.kept").read_text() == "d/e/x.py\n"
    outcomes = repository.json("restore", "--json")["restored"]
    assert {(one["path"], one["outcome"]) for one in outcomes} == {("d/e/x.py", "blocked"), ("n/x.py", "blocked")}
    (repository.top / "d").unlink()
    (repository.top / "n").unlink()
    assert restore(ann)[:2] == (0, ["put back d/e/x.py of claude ann", "put back n/x.py of claude ann"])
    assert (repository.top / "d/e/x.py").read_text() == "d/e/x.py\n"


def test_what_is_no_file_and_no_link_is_left_alone(ann: Claude) -> None:
    ann.writes("x.py", "1\n")
    ann.writes("z.py", "1\n")
    for path in ("x.py", "z.py"):
        (ann.repository.top / path).unlink()
    os.mkfifo(ann.repository.top / "x.py")
    code, out, err = restore(ann)
    assert (code, out) == (1, ["put back z.py of claude ann"])
    assert err[0] == "coordgit: x.py has other uncommitted changes by now, and is left as it is"


def test_a_link_to_an_empty_file_is_left_alone(ann: Claude) -> None:
    ann.writes("x.py", "1\n")
    (ann.repository.top / "x.py").unlink()
    (ann.repository.top / "empty").write_text("")
    (ann.repository.top / "x.py").symlink_to("empty")
    assert restore(ann)[0] == 1 and os.readlink(ann.repository.top / "x.py") == "empty"
    (ann.repository.top / "x.py").unlink()
    (ann.repository.top / "x.py").write_text("")  # the twin
    assert restore(ann)[0] == 0 and (ann.repository.top / "x.py").read_text() == "1\n"


def test_a_file_with_the_longest_name_comes_back(ann: Claude) -> None:
    ann.writes("x" * 255, "1\n")
    (ann.repository.top / ("x" * 255)).unlink()
    assert restore(ann)[0] == 0 and (ann.repository.top / ("x" * 255)).read_text() == "1\n"


def test_what_cannot_be_written_is_named_and_the_rest_comes_back(ann: Claude) -> None:
    folder: Path = ann.repository.top / "d"
    for path in ("d/x.py", "z.py"):
        ann.writes(path, "1\n")
        (ann.repository.top / path).unlink()
    folder.chmod(0o555)
    if os.access(folder, os.W_OK):
        pytest.skip("root may write everywhere")
    code, out, err = restore(ann)
    folder.chmod(0o755)
    assert (code, out) == (1, ["put back z.py of claude ann"])
    assert err[0] == "coordgit: Permission denied: d/x.py is left as it is"
    assert restore(ann)[:2] == (0, ["put back d/x.py of claude ann"])


@pytest.mark.parametrize("path", [".git/config", "sub/.GIT/hooks/x", "../beside", "sub//x"])
def test_a_path_that_git_would_refuse_is_not_written(ann: Claude, path: str) -> None:
    """As a store may hold that came with an archive; the rest comes back all the same."""
    repository = ann.repository
    ann.runs("echo 2 >a.py")
    repository.git("checkout", "-q", "--", "a.py")
    ann.send("UserPromptSubmit", prompt="go on")
    with repository.store() as store, store.writing():
        sql = "INSERT INTO kept_edits (what, session, worktree, path, oid, instead, told, said, kept_at)"
        instead = repository.git("hash-object", ".git/config")
        store.do(
            f"{sql} SELECT what, session, worktree, :path, oid, :instead, told, said, kept_at FROM kept_edits",
            path=path,
            instead=instead if path == ".git/config" else None,
        )
    before = (repository.top / ".git/config").read_text()
    done = repository.coordgit("restore", **ann.env)
    assert done.code == 1 and done.out == "put back a.py of claude ann\n"
    assert done.err.startswith(f"coordgit: git has no file of this name: {path} is left as it is\ntry: ")
    assert (repository.top / ".git/config").read_text() == before
    assert not (repository.folder / "beside").exists() and not (repository.top / "sub").exists()
