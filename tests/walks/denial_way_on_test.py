"""The way on that a denied command is given, from where its session stands."""

from pathlib import Path

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository, Sessions
from tests.walks.denial_test import denied, follows, read, way


@pytest.fixture
def ann(sessions: Sessions, repository: Repository) -> Claude:
    sessions()
    return Claude(repository, "ann")


@pytest.fixture
def bob(ann: Claude, repository: Repository) -> Claude:
    return Claude(repository, "bob")


def test_from_a_folder_below_the_way_on_works_as_well(ann: Claude, bob: Claude) -> None:
    ann.repository.commit_files({"d/x.py": "1\n"})
    ann.writes("api.py", "ann's\n")
    bob.writes("d/x.py", "bob's\n")
    below = Claude(ann.repository, "bob", ann.repository.top / "d")
    assert denied(below, "git checkout .") == "" and denied(below, "git stash -- .") == ""
    follows(below, denied(below, "git stash"))
    assert read(ann.repository, "d/x.py") == "1\n" and read(ann.repository, "api.py") == "ann's\n"


@pytest.mark.parametrize("mine", ["[id].py", ":i.py", "d.py"])
@pytest.mark.parametrize("command", ["git reset --hard", "git stash", "git checkout -- .", "git restore -s HEAD ."])
def test_a_name_that_git_could_misread_names_that_file_alone(ann: Claude, bob: Claude, mine: str, command: str) -> None:
    ann.repository.commit_files({mine: "0\n", "i.py": "0\n"})
    ann.writes("i.py", "ann's\n")
    bob.writes(mine, "bob's\n")
    reason = denied(bob, command)
    assert denied(bob, way(reason)) == ""
    follows(bob, reason)
    assert read(ann.repository, mine) == "0\n" and read(ann.repository, "i.py") == "ann's\n"


def test_a_reset_to_another_commit_can_keep_every_edit(ann: Claude, bob: Claude) -> None:
    ann.repository.git("checkout", "-qb", "topic")
    ann.repository.commit_files({"third.py": "3\n"})
    ann.writes("api.py", "ann's\n")
    reason = denied(bob, "git reset --hard HEAD~1")
    assert way(reason) == "git reset --keep 'HEAD~1'"
    follows(bob, reason)
    assert read(ann.repository, "api.py") == "ann's\n" and not (ann.repository.top / "third.py").exists()


def test_where_git_could_not_keep_the_edits_the_way_on_is_a_worktree_at_that_commit(ann: Claude, bob: Claude) -> None:
    repository = ann.repository
    repository.commit_files({"api.py": "second\n"})
    ann.writes("api.py", "ann's\n")
    reason = denied(bob, "git reset --hard HEAD~1")
    assert " worktree add --detach " in reason and reason.endswith(" 'HEAD~1'")
    follows(bob, reason)
    assert read(repository, "api.py") == "ann's\n"


CHOICES = [
    ("git checkout -p", "git checkout -p -- other.py"),
    ("git checkout -p HEAD", "git checkout -p HEAD -- other.py"),
    ("git restore -p .", "git restore -p -- other.py"),
    ("git restore -p -s HEAD .", "git restore -p --source=HEAD -- other.py"),
    ("git stash -p", "git stash push -p -- other.py"),
]


@pytest.mark.parametrize("depth", [1, 2])
@pytest.mark.parametrize("command", ["git checkout -q old", "git reset -q --hard"])
def test_the_worktree_of_a_submodule_is_beside_the_repositories_that_have_it(
    tmp_path: Path, repository: Repository, command: str, depth: int
) -> None:
    library = Repository(tmp_path / "library", guarded=False)
    library.begin(a__py="1\n")
    library.git("branch", "old")
    library.commit_files({"a.py": "2\n"})
    add = ("-c", "protocol.file.allow=always", "submodule", "add", "-q")
    repository.begin(api__py="1\n")
    outer = repository.top
    if depth == 2:
        middle = Repository(tmp_path / "middle", guarded=False)
        middle.begin(m__py="1\n")
        repository.git(*add, str(middle.top), "mid dle")
        outer = outer / "mid dle"
    repository.git(*add, str(library.top), "ven dor/lib", cwd=outer)
    inner = outer / "ven dor/lib"
    assert repository.coordgit("init", "--no-clients", cwd=inner).ok
    repository.git("branch", "old", "HEAD~1", cwd=inner)
    ann, bob = Claude(repository, "ann", inner), Claude(repository, "bob", inner)
    ann.writes("a.py", "ann's\n")
    before = repository.git("status", "--porcelain")
    reason = denied(bob, command)
    follows(bob, reason)
    assert repository.git("status", "--porcelain") == before
    added = [line for line in repository.git("worktree", "list", "--porcelain", cwd=inner).splitlines() if "worktree " in line]
    name = f"repo{'-mid dle' * (depth - 1)}-lib-"
    assert added[1].startswith(f"worktree {repository.folder}/{name}"), added


def test_hunks_are_for_a_session_to_choose_where_it_has_edits_itself(ann: Claude, bob: Claude) -> None:
    ann.writes("api.py", "ann's\n")
    bob.writes("other.py", "bob's\n")
    for command, instead in CHOICES:
        assert way(denied(bob, command)) == instead, command
        assert denied(bob, instead) == ""
    bob.edits("api.py", "ann's\n", "ann's\nbob's\n")  # it may choose its own there
    assert denied(bob, "git checkout -p api.py") == ""


@pytest.mark.parametrize(
    ("own", "advice"), [(True, "take your own lines out with an edit"), (False, "wait until they are committed")]
)
def test_own_lines_are_taken_out_only_of_a_file_that_has_some(ann: Claude, bob: Claude, own: bool, advice: str) -> None:
    text = ann.cwd.joinpath("api.py").read_text()
    ann.writes("api.py", f"{text}# ann\n")
    if own:
        bob.writes("api.py", f"# bob\n{text}# ann\n")
    assert advice in denied(bob, "git restore api.py")
