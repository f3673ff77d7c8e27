"""What `coordgit whose` and a dry run say of each uncommitted line."""

import json

import pytest

from tests.portion.team import both_edit, commit
from tests.support.claude import Claude
from tests.support.repository import Repository


def test_a_dry_run_shows_whose_each_line_is_and_commits_nothing(repository: Repository, ann: Claude, bob: Claude) -> None:
    both_edit(ann, bob)
    before = repository.state()
    shown = commit(ann, "--dry-run")
    assert shown.ok
    lines = [" ".join(line.split()) for line in shown.out.splitlines()]
    assert lines[0] == "f.py"
    assert [line.replace(line.split()[3], "AT") for line in lines[1:]] == [
        "commit claude ann AT 2 -line 2",
        "commit claude ann AT 2 +line 2 ann",
        "commit claude ann AT 6 +more of ann",
        "stay claude bob AT 8 -line 8",
        "stay claude bob AT 9 +line 8 bob",
    ]
    assert repository.state() == before
    told = repository.json("commit", "--dry-run", **ann.env)
    assert told["commit"] is None and [line["commit"] for line in told["paths"][0]["lines"]] == [True, True, True, False, False]


def test_whose_tells_every_uncommitted_line(repository: Repository, ann: Claude, bob: Claude) -> None:
    both_edit(ann, bob)
    path = repository.top / "f.py"
    path.write_text(path.read_text() + "by hand\n")
    (told,) = repository.json("whose", "f.py")["paths"]
    assert [(line["sign"], line["line"], line["text"], line["session"]) for line in told["lines"]] == [
        ("-", 2, "line 2", "ann"),
        ("+", 2, "line 2 ann", "ann"),
        ("+", 6, "more of ann", "ann"),
        ("-", 8, "line 8", "bob"),
        ("+", 9, "line 8 bob", "bob"),
        ("+", 12, "by hand", None),
    ]
    assert told["sessions"] == ["ann", "bob"]


def test_whose_has_one_line_for_a_new_file_of_one_session(repository: Repository, ann: Claude, bob: Claude) -> None:
    ann.writes("new.py", "1\n2\n3\n")
    path, line = repository.coordgit("whose", "new.py").out.splitlines()
    who, _, rest = line.partition(":")
    assert (path, who[:-2], rest[2:]) == ("new.py  (new)", "  claude ann  ", "  all 3 lines")
    (document,) = repository.json("whose")["paths"]
    assert [line["text"] for line in document["lines"]] == ["1", "2", "3"]
    bob.edits("new.py", "2\n", "two\n")
    assert [line.split()[1] for line in repository.coordgit("whose", "new.py").out.splitlines()[1:]] == ["ann", "bob", "ann"]
    (repository.top / "new.py").write_text("1\n2\n3\nby hand\n")
    assert repository.coordgit("whose", "new.py").out.count("\n") == 5


def test_whose_lists_no_file_that_git_ignores(repository: Repository, ann: Claude) -> None:
    repository.write(".git/info/exclude", "*.log\n")
    ann.writes("run.log", "1\n2\n")
    ann.writes("new.py", "1\n")
    assert [one["path"] for one in repository.json("whose")["paths"]] == ["new.py"]
    assert repository.coordgit("whose", "run.log").err == "coordgit: git ignores run.log, so it is not committed\n"
    repository.git("add", "-f", "run.log")
    assert [one["path"] for one in repository.json("whose")["paths"]] == ["new.py", "run.log"]


def test_whose_says_what_has_no_uncommitted_change(repository: Repository, ann: Claude) -> None:
    assert repository.coordgit("whose").out == "no uncommitted change of a file that git tracks, or that a session made\n"
    ann.edits("f.py", "line 2\n", "line 2 ann\n")
    assert repository.coordgit("whose", "f.py").err == ""
    repository.write("new.py", "1\n")
    assert repository.coordgit("whose", "g.py").err == "coordgit: no uncommitted change of g.py\n"
    assert "no uncommitted change of new.py that a session made" in repository.coordgit("whose", "new.py").err
    absent = repository.coordgit("whose", "NO_SUCH_PATH")
    assert absent.code == 2 and "NO_SUCH_PATH matches nothing here" in absent.err


def test_whose_takes_what_git_takes(repository: Repository, ann: Claude, bob: Claude) -> None:
    both_edit(ann, bob)
    assert repository.coordgit("whose", ".", ":!f.py").code == 0
    shown = repository.coordgit("whose", "f.py", "./f.py", ":!other.py")
    assert shown.ok and shown.out.startswith("f.py\n") and not shown.err
    refused = ann.repository.coordgit("commit", "-m", "x", ":!other.py", "no.py", **ann.env)
    assert "no edit of no.py is recorded" in refused.err


@pytest.mark.parametrize("path", [".", ":/", ":!g.py"])
def test_the_top_of_the_work_tree_is_named_where_nothing_in_it_is_the_sessions(ann: Claude, bob: Claude, path: str) -> None:
    ann.edits("f.py", "line 2\n", "line 2 ann\n")
    refused = commit(bob, path).err.splitlines()
    assert refused[0].startswith("coordgit: no edit of . is recorded as this session's") and refused[1] == "try: coordgit whose"
    assert commit(ann, path).ok


def test_a_commit_that_is_rejected_prints_its_document(repository: Repository, ann: Claude, bob: Claude) -> None:
    both_edit(ann, bob)
    assert repository.coordgit("read", "other.py", **ann.env).ok
    repository.session("cat").lands("other.py", "changed\n")
    made = repository.coordgit("commit", "--json", "-m", "anns", **ann.env)
    assert made.code == 1 and json.loads(made.out)["commit"] is None and made.rejected == ["CG103 other.py"]
