"""``coordgit read`` says what it recorded, or what is wrong; the exit code says which."""

import os
from pathlib import Path
from typing import Any

import pytest

from tests.support.claude import begun
from tests.support.repository import Repository, Result, Session

pytestmark = pytest.mark.daily(2)


@pytest.fixture
def ann(repository: Repository) -> Session:
    repository.commit_files({"d/f.py": "1\n2\n", "notes:2": "1\n", "x": "1\n", "x.bin": "1\n", ":1": "1\n"})
    return repository.session("ann")


def seen(session: Session) -> set[tuple[Any, ...]]:
    return {(read["kind"], read["path"], *(read["lines"] or ())) for read in session.json("session", "show")["reads"]}


def wrong(result: Result, code: int, message: str) -> None:
    first, second = result.err.splitlines()
    assert (result.code, first, result.out) == (code, f"coordgit: {message}", "") and second.startswith("try: ")


@pytest.mark.parametrize("required", ["true", "false"])
def test_a_file_that_a_filter_fails_on_is_recorded_by_its_bytes(ann: Session, repository: Repository, required: str) -> None:
    repository.write("x.bin", "2\n")  # what is as HEAD has it needs no filter
    repository.write(".git/info/attributes", "*.bin filter=odd\n")
    repository.git("config", "filter.odd.clean", "no-such-program")
    repository.git("config", "filter.odd.required", required)
    assert ann.coordgit("read", "x.bin", "x").ok
    assert seen(ann) == {("content", "x"), ("content", "x.bin")}


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_file_that_cannot_be_read_is_reported(ann: Session, repository: Repository) -> None:
    (repository.top / "x").chmod(0)
    wrong(ann.coordgit("read", "x"), 3, "x was not recorded: it cannot be read")


def test_a_pipe_is_not_a_file(ann: Session, repository: Repository) -> None:
    os.mkfifo(repository.top / "ff")
    wrong(ann.coordgit("read", "ff"), 2, "ff is not a file, so git does not store it")
    (repository.top / "link").symlink_to("ff")
    wrong(ann.coordgit("read", "link"), 2, "ff is not a file, so git does not store it")


@pytest.mark.parametrize("more", [(), ("--at", "HEAD")])
def test_the_empty_string_names_no_path(ann: Session, more: tuple[str, ...]) -> None:
    wrong(ann.coordgit("read", *more, "x", ""), 2, "the empty string is not a path")
    assert seen(ann) == set()


@pytest.mark.parametrize("more", [(), ("--at", "HEAD")])
def test_a_path_that_exists_under_its_whole_name_wins_over_a_range(ann: Session, more: tuple[str, ...]) -> None:
    assert ann.coordgit("read", *more, "notes:2", "x:1", "d/f.py:1-2", "gone:3", "./:1").ok
    ranges = {("lines", "x", 1, 1), ("lines", "d/f.py", 1, 2), ("absent", "gone")}
    assert seen(ann) == {("content", "notes:2"), ("content", ":1")} | ranges


def test_what_exists_in_the_commit_counts_there(ann: Session, repository: Repository) -> None:
    (repository.top / "notes:2").unlink()
    repository.write("x:1", "1\n")
    assert ann.coordgit("read", "--at", "HEAD", "notes:2", "x:1").ok
    assert seen(ann) == {("content", "notes:2"), ("lines", "x", 1, 1)}


@pytest.mark.parametrize("more", [(), ("--at", "HEAD")])
@pytest.mark.parametrize("lines", ["1-99999999999999999999", "99999999999999999999", "9" * 5000, "0", "2-1", "2-"])
def test_a_range_has_numbers_of_lines(ann: Session, lines: str, more: tuple[str, ...]) -> None:
    text = f"x:{lines}"
    wrong(ann.coordgit("read", *more, text), 2, f"{text[:80]}: a range is FIRST-LAST, counted from 1")


@pytest.mark.parametrize("name", ["x:²", "x:1-²", "x:1-2-3"])
def test_what_is_not_a_range_is_a_name(ann: Session, name: str) -> None:
    assert ann.coordgit("read", name).ok
    assert seen(ann) == {("absent", name)}


@pytest.mark.parametrize(
    ("folder", "path"), [("", "d"), ("", "d/"), ("", "."), ("d", "."), ("d", "../d"), ("d", ":/d"), ("", "d:1")]
)
@pytest.mark.parametrize("more", [(), ("--at", "HEAD")])
def test_a_directory_is_listed_not_read_wherever_it_is(
    ann: Session, repository: Repository, folder: str, path: str, more: tuple[str, ...]
) -> None:
    result = repository.coordgit("read", *more, "x", path, cwd=repository.top / folder, **ann.env)
    named = path.removesuffix(":1") if not path.startswith(":/") else f"{repository.top}/d"
    wrong(result, 2, f"{named} is a directory: its names are a listing")
    assert seen(ann) == set()


def test_a_directory_in_the_commit_alone_is_not_read_as_a_file(ann: Session, repository: Repository) -> None:
    repository.git("rm", "-rq", "d")
    repository.write("d", "a file now\n")
    wrong(ann.coordgit("read", "--at", "HEAD", "d"), 2, "d is a directory: its names are a listing")
    assert ann.coordgit("read", "d").ok


def test_a_file_may_be_named_beside_its_directory(ann: Session) -> None:
    assert ann.coordgit("read", "--at", "HEAD", "d/f.py", "d/none.py").ok
    assert seen(ann) == {("content", "d/f.py"), ("absent", "d/none.py")}
    wrong(ann.coordgit("read", "--at", "HEAD", "d/f.py", "d"), 2, "d is a directory: its names are a listing")


@pytest.mark.parametrize("rev", ["nowhere", "--all", "HEAD:x"])
def test_a_revision_that_is_not_a_commit_is_reported(ann: Session, rev: str) -> None:
    wrong(ann.coordgit("read", f"--at={rev}", "x"), 2, f"{rev} is not a commit here")


def test_what_is_outside_the_work_tree_is_not_a_read(ann: Session, tmp_path: Path) -> None:
    wrong(ann.coordgit("read", "--at", "HEAD", "../x"), 2, "../x is outside the work tree")
    wrong(ann.coordgit("read", "../x"), 2, "none of these paths is in this repository")


@pytest.mark.parametrize("name", ["v99999999999999999999", "v" + "9" * 5000, "v0"])
def test_a_number_with_too_many_digits_names_no_verdict(ann: Session, name: str) -> None:
    wrong(ann.coordgit("explain", name), 2, f"there is no verdict {name}")
    wrong(ann.coordgit("ack", name, "--why", "x"), 2, f"there is no verdict {name}")


@pytest.mark.parametrize("outside", ["/etc/hosts", "../x:1-2"])
def test_what_is_outside_this_repository_is_not_said_to_be_recorded(ann: Session, outside: str) -> None:
    result = ann.coordgit("read", outside, "x")
    assert result.out == "recorded for session ann: x\n"
    assert result.err == f"coordgit: {outside} was not recorded: it is outside this repository\n"
    assert seen(ann) == {("content", "x")}
    listed = ann.coordgit("read", "--glob", "/etc/*", "--glob", "d/*")
    assert listed.out == "recorded for session ann: d/*\n" and "/etc/* was not recorded" in listed.err


def test_what_is_inside_is_said_to_be_recorded_as_it_was_given(ann: Session, repository: Repository) -> None:
    (repository.top / "out").symlink_to("/etc/hosts")
    result = ann.coordgit("read", "x", "d/f.py:1-2", str(repository.top / "notes:2"), "out")
    assert result.out == f"recorded for session ann: x, d/f.py:1-2, {repository.top / 'notes:2'}, out\n" and result.err == ""


def test_paths_before_a_search_are_read_and_those_after_it_limit_it(repository: Repository) -> None:
    repository.begin(api__py="f\n", other__py="f\n", notes__md="f\n")
    ann = repository.session("ann")
    done = ann.coordgit("read", "api.py:1-1", "none.py", "--grep", "f", "*.md")
    assert done.out == 'recorded for session ann: search for "f" in *.md, api.py:1-1, none.py (not there)\n'
    found = [(read["kind"], read["path"], read.get("pathspecs")) for read in ann.json("session", "show")["reads"]]
    assert sorted(found) == [("absent", "none.py", None), ("lines", "api.py", None), ("match", "", ["*.md"])]


@pytest.mark.parametrize(
    ("args", "again"),
    [
        (("--grep", "a", "--grep", "b"), "--grep RE [PATHSPEC...]"),
        (("--at", "HEAD~1", "--grep", "a"), "--at HEAD --grep RE"),
        (("--at", "HEAD~1", "--glob", "*.py"), "--at HEAD --glob G"),
    ],
)
def test_what_would_be_dropped_or_answered_by_another_commit_is_refused(
    repository: Repository, args: tuple[str, ...], again: str
) -> None:
    repository.begin(api__py="f\n")
    repository.session("bob").lands("api.py", "g\n")
    ann = repository.session("ann")
    done = ann.coordgit("read", *args)
    assert done.code == 2 and "is recorded a" in done.err and done.err.endswith(f"\ntry: coordgit read {again}\n")
    assert ann.coordgit("read", "--at", "main", *args[-2:]).ok


@pytest.mark.parametrize("pattern", ["(unclosed", "a{2,1}"])
def test_a_search_that_no_tool_can_run_is_refused(ann: Session, pattern: str) -> None:
    done = ann.coordgit("read", "--grep", pattern)
    assert done.code == 2 and "is not a regular expression" in done.err, done
    assert ann.json("session", "show")["reads"] == []


def test_a_search_in_another_tool_s_dialect_is_recorded(ann: Session) -> None:
    assert ann.coordgit("read", "--grep", r"a\nb").ok
    assert [read["pattern"] for read in ann.json("session", "show")["reads"]] == [r"a\nb"]


def test_a_path_that_is_not_there_is_said_to_be_so(repository: Repository) -> None:
    repository.commit_files({"here.py": "1\n", "d/f.py": "1\n"})
    ann = repository.session("ann", repository.top / "d")
    assert ann.coordgit("read", "here.py", "f.py").out == "recorded for session ann: here.py (not there), f.py\n"
    said = ann.coordgit("read", ":/here.py", ":/gone.py:1-2").out
    assert said == "recorded for session ann: :/here.py, :/gone.py:1-2 (not there)\n"
    said = ann.coordgit("read", "--at", "HEAD", "here.py", "f.py").out
    assert said == "recorded for session ann: here.py (not there), f.py\n"


def test_of_a_path_in_the_git_directory_no_command_is_named_that_does_not_help(ann: Session, tmp_path: Path) -> None:
    other = Repository(tmp_path / "other", guarded=False)
    other.commit_files({"there.py": "1\n"})
    for path in (".git/config", ".git/info/exclude", str(other.top / ".git/config")):
        wrong(ann.coordgit("read", path), 2, "none of these paths is in this repository")
        assert ann.coordgit("read", path).err.endswith("\ntry: coordgit read PATH\n")
    there = ann.coordgit("read", str(other.top / "there.py"))
    assert there.err.endswith(" read there.py\n") and "try: coordgit -C " in there.err


def test_a_session_that_a_client_named_is_called_as_everywhere_else(repository: Repository) -> None:
    ann = begun(repository, {"api.py": "1\n"})
    assert repository.coordgit("read", "api.py", **ann.env).out == "recorded for claude 000a: api.py\n"
