"""What else git is used for while several sessions work: each story with the twin in which nothing that was read has changed."""

import pytest

from tests.support.claude import Claude
from tests.support.repository import API, CHANGED, Repository, Session

LONG = "".join(f"line {number}\n" for number in range(1, 31))
UNDER_IT_OR_NOT = pytest.mark.parametrize(
    ("path", "found"), [("api.py", ["CG101 api.py"]), ("other.py", [])], ids=["what was read", "another file"]
)


@pytest.fixture
def ann(repository: Repository) -> Session:
    repository.commit_files({"api.py": API, "other.py": API, "long.py": LONG, "pkg/a.py": API, "docs/a.md": "a\n"})
    return repository.session("ann")


@UNDER_IT_OR_NOT
def test_a_merge_that_says_more_than_its_sides_is_judged(
    ann: Session, bob: Session, repository: Repository, path: str, found: list[str]
) -> None:
    work = repository.session("ann", repository.worktree("work"))
    repository.session("ann", repository.worktree("side")).lands("side.py", "1\n")
    work.reads("api.py")
    bob.lands(path, CHANGED)
    assert work.git("merge", "-q", "--no-ff", "--no-commit", "side").ok
    work.writes("caller.py", "f(1)\n")
    assert work.git("add", "caller.py").ok
    assert work.git("commit", "-qm", "merged, and more").rejected == found


@UNDER_IT_OR_NOT
def test_what_is_slipped_into_a_merge_of_the_target_is_judged_where_it_lands(
    ann: Session, bob: Session, repository: Repository, path: str, found: list[str]
) -> None:
    work = repository.session("ann", repository.worktree("work"))
    work.reads("api.py")
    bob.lands(path, CHANGED)
    assert work.git("merge", "-q", "--no-ff", "--no-commit", "main").ok
    work.writes("caller.py", "f(1)\n")
    assert work.git("add", "caller.py").ok
    assert work.git("commit", "-qm", "main, and more").ok
    assert bob.git("merge", "-q", "--ff-only", "work").rejected == found


@pytest.mark.parametrize(("moved", "found"), [("pkg/a.py", ["CG102 pkg/a.py"]), ("docs/a.md", [])], ids=["matches", "does not"])
def test_a_rename_takes_a_name_out_of_a_listing(ann: Session, bob: Session, moved: str, found: list[str]) -> None:
    assert ann.coordgit("read", "--glob", "pkg/*.py").ok
    assert bob.git("mv", moved, "moved.txt").ok and bob.git("commit", "-qm", "moved").ok
    assert ann.commits("new.txt", "1\n").rejected == found


@pytest.mark.parametrize(
    ("path", "text", "found"),
    [(".gitignore", "pkg/\n", []), ("caller.py", "f(1)\n", ["CG102 caller.py"])],
    ids=["a tracked file is ignored", "a hit"],
)
def test_an_ignored_file_that_is_tracked_stays_in_the_answer(
    ann: Session, bob: Session, path: str, text: str, found: list[str]
) -> None:
    assert ann.coordgit("read", "--grep", r"f\(").ok
    bob.lands(path, text)
    assert ann.commits("new.txt", "1\n").rejected == found


@pytest.mark.parametrize(("blind", "found"), [(True, ["CG102 caller.py"]), (False, [])], ids=["any case", "this case"])
def test_a_search_that_is_blind_for_case_is_asked_so(
    ann: Session, bob: Session, repository: Repository, blind: bool, found: list[str]
) -> None:
    client = Claude(repository, "00000000-0000-4000-8000-00000000000a")
    given = {"pattern": "fetch_all", "output_mode": "files_with_matches"} | ({"-i": True} if blind else {})
    client.after("Grep", given, {"mode": "files_with_matches", "filenames": [], "numFiles": 0}, client.call())
    bob.lands("caller.py", "FETCH_ALL = 1\n")
    repository.write("new.py", "def fetch_all():\n    pass\n")
    assert repository.run(["git", "add", "new.py"], **client.env).ok
    assert repository.run(["git", "commit", "-qm", "new"], **client.env).rejected == found


@pytest.mark.parametrize(
    ("path", "found"), [("caf\u00e9.py", ["CG101 caf\u00e9.py"]), ("cafe\u0301.py", [])], ids=["it", "not it"]
)
def test_names_that_look_the_same_are_two(ann: Session, bob: Session, path: str, found: list[str]) -> None:
    bob.lands("caf\u00e9.py", "1\n")
    ann.reads("caf\u00e9.py")
    bob.lands(path, "2\n")
    assert ann.commits("new.py", "1\n").rejected == found


@UNDER_IT_OR_NOT
def test_a_hunk_alone_is_added(ann: Session, bob: Session, repository: Repository, path: str, found: list[str]) -> None:
    ann.reads("api.py", "long.py")
    ann.writes("long.py", LONG.replace("line 2\n", "two\n").replace("line 29\n", "twenty-nine\n"))
    assert repository.run(["git", "add", "-p", "long.py"], stdin="y\nn\n", **ann.env).ok
    assert ann.git("commit", "-qm", "one hunk").ok
    bob.lands(path, CHANGED)
    assert repository.run(["git", "add", "-p", "long.py"], stdin="y\n", **ann.env).ok
    assert ann.git("commit", "-qm", "the other hunk").rejected == found


@pytest.mark.parametrize("path", ["api.py", "other.py"])
def test_a_branch_is_forced_back_to_where_it_was(ann: Session, bob: Session, repository: Repository, path: str) -> None:
    start = repository.head()
    ann.reads("api.py")
    bob.lands(path, CHANGED)
    assert ann.git("checkout", "-q", "--detach").ok
    assert ann.git("branch", "kept", "main").ok  # else it would be lost
    assert ann.git("push", "-q", "--force", ".", f"{start}:refs/heads/main").ok
    assert ann.git("checkout", "-q", "main").ok
    assert ann.commits("new.py", "f(1)\n").ok


@UNDER_IT_OR_NOT
def test_a_branch_is_switched_under_a_session(ann: Session, bob: Session, path: str, found: list[str]) -> None:
    assert bob.git("checkout", "-q", "-b", "feature").ok
    bob.lands(path, CHANGED)
    assert bob.git("checkout", "-q", "main").ok
    ann.reads("api.py")
    assert bob.git("checkout", "-q", "feature").ok
    assert ann.commits("caller.py", "f(1)\n").rejected == found


@UNDER_IT_OR_NOT
def test_an_edit_that_another_stashed_comes_back(ann: Session, bob: Session, path: str, found: list[str]) -> None:
    ann.reads("api.py")
    ann.writes("long.py", LONG + "the end\n")
    assert bob.git("stash", "-q").ok
    bob.lands(path, CHANGED)
    assert bob.git("stash", "pop", "-q").ok
    assert ann.git("commit", "-qm", "the end", "long.py").rejected == found


@pytest.mark.parametrize(("name", "found"), [("api.py", ["CG101 api.py"]), ("other.py", [])])
def test_a_file_is_renamed_and_edited_in_one(ann: Session, bob: Session, name: str, found: list[str]) -> None:
    ann.reads("api.py")
    assert bob.git("mv", name, "renamed.py").ok
    bob.writes("renamed.py", CHANGED)
    assert bob.git("commit", "-qam", "renamed").ok
    assert ann.commits("caller.py", "f(1)\n").rejected == found


@pytest.mark.parametrize(("text", "found"), [(CHANGED, ["CG101 api.py"]), (API, [])], ids=["another", "as it was"])
def test_a_file_is_deleted_and_made_again(ann: Session, bob: Session, text: str, found: list[str]) -> None:
    ann.reads("api.py")
    assert bob.git("rm", "-q", "api.py").ok and bob.git("commit", "-qm", "gone").ok
    bob.lands("api.py", text)
    assert ann.commits("caller.py", "f(1)\n").rejected == found


@pytest.mark.parametrize(("locked", "found"), [("theirs.py", ["CG301 theirs.py"]), ("other.py", [])], ids=["it", "another"])
def test_a_hook_of_the_commit_adds_what_another_holds(
    ann: Session, bob: Session, repository: Repository, locked: str, found: list[str]
) -> None:
    hook = repository.top / ".git/hooks/pre-commit"
    hook.write_text("#!/bin/sh\ngit add -A\n")
    hook.chmod(0o755)
    assert bob.coordgit("lock", locked).ok
    bob.writes("theirs.py", "half a thought\n")
    ann.writes("mine.py", "1\n")
    assert ann.git("add", "mine.py").ok
    assert ann.git("commit", "-qm", "mine").rejected == found
