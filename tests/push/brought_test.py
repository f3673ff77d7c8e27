"""A pull, merge or rebase that changes what its session has read says so as it happens, and in the hook's next answer."""

from pathlib import Path

import pytest

from tests.push.push_test import Clones, pushes
from tests.support.claude import Claude
from tests.support.repository import CHANGED, Repository, Result, Session

pytestmark = pytest.mark.nightly


@pytest.fixture
def clones(tmp_path: Path) -> Clones:
    return Clones(tmp_path)


def said(result: Result) -> list[str]:
    assert result.ok, result
    return [line for line in result.err.splitlines() if line.startswith("coordgit: this ")]


def works(session: Session, command: tuple[str, ...]) -> None:
    """The session has a commit of its own; one that is going to be rebased is on a branch that has not landed."""
    if "--rebase" in command or "rebase" in command:
        assert session.git("switch", "-qc", "feat").ok
    if "--ff-only" not in command:
        session.lands("caller.py", "f(1)\n")


FORMS = [
    ("pull", "--no-rebase", "--no-edit"),
    ("pull", "--rebase", "origin", "main"),
    ("pull", "--ff-only"),
    ("merge", "--no-edit", "origin/main"),
    ("rebase", "origin/main"),
]


@pytest.mark.parametrize("command", FORMS, ids=" ".join)
def test_what_it_brings_under_a_read_is_reported_in_one_line(clones: Clones, command: tuple[str, ...]) -> None:
    clones.ann.reads("api.py", "other.py")
    works(clones.ann, command)
    clones.bob.lands("api.py", CHANGED)
    assert pushes(clones.bob).ok
    assert clones.ann.git("fetch", "-q").ok
    assert said(clones.ann.git(*command)) == [
        f"coordgit: this {command[0]} changes what you have read: api.py; see it before you go on (coordgit check)"
    ]
    assert clones.ann.commits("next.py", "f(1)\n").rejected == ["CG101 api.py"]


@pytest.mark.parametrize("command", FORMS, ids=" ".join)
def test_what_it_brings_beside_the_reads_is_not_said(clones: Clones, command: tuple[str, ...]) -> None:
    clones.ann.reads("api.py")
    works(clones.ann, command)
    clones.bob.lands("other.py", "OTHER = 2\n")
    assert pushes(clones.bob).ok
    assert clones.ann.git("fetch", "-q").ok
    assert said(clones.ann.git(*command)) == []
    assert clones.ann.commits("next.py", "f(1)\n").ok


def test_what_the_session_wrote_itself_and_gets_back_is_not_said(clones: Clones) -> None:
    clones.ann.reads("api.py")
    assert clones.ann.git("switch", "-qc", "feat").ok
    clones.ann.lands("api.py", CHANGED)
    assert clones.ann.git("push", "-q", "origin", "feat").ok
    assert clones.bob.git("fetch", "-q").ok
    assert clones.bob.git("merge", "-q", "--squash", "origin/feat").ok and clones.bob.git("commit", "-qm", "squashed").ok
    assert pushes(clones.bob).ok
    assert clones.ann.git("switch", "-q", "main").ok
    assert said(clones.ann.git("pull", "-q", "--ff-only")) == []


def test_what_a_pull_brought_under_a_read_is_reported_once(clones: Clones) -> None:
    clones.ann.reads("api.py")
    clones.bob.lands("api.py", CHANGED)
    assert pushes(clones.bob).ok
    assert said(clones.ann.git("pull", "-q", "--ff-only"))
    clones.bob.lands("other.py", "OTHER = 2\n")
    assert pushes(clones.bob).ok
    assert said(clones.ann.git("pull", "-q", "--ff-only")) == []


def test_a_path_that_an_attribute_ignores_is_not_said(clones: Clones) -> None:
    clones.ann.reads("api.py")
    clones.bob.lands(".gitattributes", "api.py coordgit=ignore\n")
    clones.bob.lands("api.py", CHANGED)
    assert pushes(clones.bob).ok
    assert said(clones.ann.git("pull", "-q", "--ff-only")) == []


@pytest.mark.parametrize("command", ["merge -q --no-edit main", "rebase -q main", "reset -q --hard main"])
def test_a_local_target_that_is_brought_into_a_worktree_says_it_too(tmp_path: Path, command: str) -> None:
    repository = Repository(tmp_path)
    repository.begin(api__py="def f(x): ...\n")
    ann = repository.session("ann", repository.worktree("ann"))
    ann.reads("api.py")
    ann.lands("mine.py", "1\n")
    repository.session("bob").lands("api.py", CHANGED)
    name, *words = command.split()
    assert said(ann.git(name, *words)) == [
        f"coordgit: this {name} changes what you have read: api.py; see it before you go on (coordgit check)"
    ]


def test_a_rebase_of_a_stack_says_it_once(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    repository.begin(api__py="def f(x): ...\n")
    ann = repository.session("ann", repository.worktree("low"))
    ann.reads("api.py")
    ann.lands("low.py", "1\n")
    assert ann.git("switch", "-qc", "high").ok
    ann.lands("high.py", "1\n")
    repository.session("bob").lands("api.py", CHANGED)
    assert len(said(ann.git("rebase", "-q", "--update-refs", "main"))) == 1
    assert repository.git("show", "low:api.py") == CHANGED.rstrip()


def test_many_paths_are_counted(clones: Clones) -> None:
    for n in range(10):
        clones.bob.lands(f"f{n}.py", "1\n")
    assert pushes(clones.bob).ok and clones.ann.git("pull", "-q").ok
    clones.ann.reads(*(f"f{n}.py" for n in range(10)))
    for n in range(10):
        clones.bob.lands(f"f{n}.py", "2\n")
    assert pushes(clones.bob).ok
    (line,) = said(clones.ann.git("pull", "-q"))
    assert "f7.py and 2 more; see it" in line


def test_the_hooks_next_answer_shows_it(clones: Clones) -> None:
    client = Claude(clones.ann.repository, "11111111-2222-3333-4444-555555555555")
    client.reads("api.py")
    clones.bob.lands("api.py", CHANGED)
    assert pushes(clones.bob).ok
    pulled = client.runs("git pull -q --ff-only")
    assert "this pull changes what you have read: api.py" in pulled.err
    assert "coordgit: something you read changed since:" in pulled.out and "+def f(x, y):" in pulled.out


def test_what_a_merge_has_made_of_a_file_is_read_here_and_pushed(clones: Clones) -> None:
    """Ann has renamed the file, and bob has changed it; git's merge has both, and a later commit of hers."""
    text = "".join(f"line {n}\n" for n in range(20))
    clones.ann.lands("old.py", text)
    assert pushes(clones.ann).ok and clones.bob.git("pull", "-q").ok
    clones.ann.reads("new.py", "old.py")
    assert clones.ann.git("mv", "old.py", "new.py").ok and clones.ann.git("commit", "-qm", "renamed").ok
    assert pushes(clones.ann).ok
    clones.bob.lands("old.py", text.replace("line 7\n", "bob's line\n"))
    assert clones.bob.git("pull", "-q", "--no-rebase", "--no-edit").ok
    assert pushes(clones.bob).ok
    clones.ann.lands("new.py", text.replace("line 14\n", "ann's line\n"))
    assert clones.ann.git("pull", "-q", "--no-rebase", "--no-edit").ok
    denied = pushes(clones.ann)
    assert denied.rejected == ["CG101 new.py"] and "--at HEAD" not in denied.err, denied.err
    clones.ann.reads("new.py")
    assert pushes(clones.ann).ok


@pytest.mark.parametrize("later", ["other.py", "api.py"])
def test_what_a_commit_of_its_own_made_of_others_work_is_read_there_and_pushed(clones: Clones, later: str) -> None:
    """Her edit of the same file stays uncommitted: what she reads is her commit, which git has rebased onto bob's."""
    text = "".join(f"line {n}\n" for n in range(20))
    clones.bob.lands("api.py", text)
    assert pushes(clones.bob).ok and clones.ann.git("pull", "-q").ok
    clones.ann.lands("api.py", text.replace("line 3\n", ""))
    clones.ann.reads("api.py")
    theirs = text.replace("line 15\n", "bob's line\n")
    clones.bob.lands("api.py", theirs)
    assert pushes(clones.bob).ok and clones.ann.git("pull", "-q", "--rebase").ok
    clones.ann.writes("api.py", (clones.ann.cwd / "api.py").read_text() + "more\n")
    assert clones.ann.coordgit("read", "--at", "HEAD", "api.py").ok
    clones.bob.lands(later, "OTHER = 2\n" if later == "other.py" else theirs + "bob's last line\n")
    assert pushes(clones.bob).ok
    assert clones.ann.git("stash", "-q").ok and clones.ann.git("pull", "-q", "--no-rebase", "--no-edit").ok
    pushed = pushes(clones.ann)
    assert pushed.rejected == ["CG101 api.py"] * (later == "api.py"), pushed.err
