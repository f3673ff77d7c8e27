"""Reading again is never blind: ``coordgit read`` prints what has changed of a path since the session knew it."""

import pytest

from coordgit.record import changes_since_read
from tests.support.claude import Claude
from tests.support.repository import Repository, Session


@pytest.fixture
def ann(repository: Repository) -> Session:
    repository.commit_files({"api.py": "1\n2\n3\n", "other.py": "1\n", "long.py": "x\n" * 9000})
    ann = repository.session("ann")
    ann.reads("api.py", "none.py", "long.py")
    return ann


def test_what_changed_is_printed_once(ann: Session, bob: Session) -> None:
    bob.lands("api.py", "1\ntwo\n3\n")
    said = ann.coordgit("read", "api.py").out
    assert "recorded for session ann: api.py\napi.py has changed since you knew it:\n" in said
    assert "   --- a/api.py\n   +++ b/api.py\n   @@ -1,3 +1,3 @@\n    1\n   -2\n   +two\n    3\n" in said
    assert ann.coordgit("read", "api.py").out == "recorded for session ann: api.py\n"
    assert ann.commits("new.py", "1\n").ok


def test_what_has_not_changed_or_was_never_read_prints_nothing(ann: Session, bob: Session) -> None:
    bob.lands("other.py", "2\n")
    assert ann.coordgit("read", "api.py", "other.py").out == "recorded for session ann: api.py, other.py\n"


def test_the_change_on_another_branch_is_printed(repository: Repository, ann: Session, bob: Session) -> None:
    work = repository.session("ann", repository.worktree("ann"))
    bob.lands("api.py", "1\ntwo\n3\n")
    assert "+two" in work.coordgit("read", "--at", "main", "api.py").out
    assert "+two" not in work.coordgit("read", "--at", "main", "api.py").out


def test_what_only_the_work_tree_has_is_printed(ann: Session, bob: Session) -> None:
    bob.writes("api.py", "1\ntwo\n3\n")
    assert "   -2\n   +two\n" in ann.coordgit("read", "api.py").out


@pytest.mark.parametrize(("path", "line"), [("none.py", "   +here\n"), ("api.py", "   -2\n")])
def test_a_file_that_came_or_went_is_printed(repository: Repository, ann: Session, bob: Session, path: str, line: str) -> None:
    if path == "none.py":
        bob.lands(path, "here\n")
    else:
        assert bob.git("rm", "-q", path).ok and bob.git("commit", "-qm", "gone").ok
    assert line in ann.coordgit("read", path).out


def test_a_long_change_is_cut_and_says_how_to_see_all(repository: Repository, ann: Session, bob: Session) -> None:
    bob.lands("long.py", "y\n" * 9000)
    said = ann.coordgit("read", "long.py").out
    assert len(said) < changes_since_read.LIMIT * 3
    command = said.rsplit("(cut; all of it: ", 1)[1].strip().removesuffix(")")
    shown = repository.run(["sh", "-c", command], ann.cwd)
    assert shown.ok and shown.out.count("\n+y") == 9000


def test_a_program_is_told_too(ann: Session, bob: Session) -> None:
    bob.lands("api.py", "1\ntwo\n3\n")
    (changed,) = ann.json("read", "api.py", "other.py")["changed"]
    assert changed["path"] == "api.py" and "+two" in changed["diff"] and changed["cut"] is False


@pytest.mark.parametrize("outdated", [False, True])
def test_a_look_at_ones_own_edit_shows_what_git_has_merged_into_it(repository: Repository, bob: Session, outdated: bool) -> None:
    repository.commit_files({"f.txt": "1\n2\n3\n4\n5\n6\n7\n8\n"})
    ann = repository.session("ann", repository.worktree("ann"))
    ann.writes("f.txt", "1\n2\n3\n4\n5\n6\nseven\n8\n")
    ann.reads("f.txt")
    bob.lands("f.txt", "one\n2\n3\n4\n5\n6\n7\n8\n")
    assert ann.git("merge", "-q", "--autostash", "main").ok
    if outdated:
        ann.writes("f.txt", "1\n2\n3\n4\n5\n6\nseven\n8\n")
    ann.reads("f.txt")
    assert ann.git("commit", "-qam", "ann").rejected == (["CG201 f.txt"] if outdated else [])


@pytest.mark.parametrize("undone", [False, True])
def test_a_look_beside_what_nobody_recorded_shows_what_the_writer_of_an_edit_has_committed(
    repository: Repository, bob: Session, undone: bool
) -> None:
    bob.lands("f.txt", "1\n2\n3\n4\n5\n6\n7\n8\n")
    repository.write("f.txt", "1\n2\n3\n4\n5\n6\n7\neight\n")  # a person's, before the client's
    cleo = Claude(repository, "cleo")
    cleo.reads("f.txt")
    cleo.edits("f.txt", "2\n", "two\n")
    assert repository.coordgit("read", "f.txt").ok
    repository.write("f.txt", "1\ntwo\n3\n4\nfive\n6\n7\neight\n")
    assert cleo.runs("coordgit commit -qm cleo").ok
    assert repository.git("show", "HEAD:f.txt") == "1\ntwo\n3\n4\nfive\n6\n7\n8"
    if undone:
        repository.write("f.txt", "1\n2\n3\n4\nfive\n6\n7\neight\n")
    commit = ["git", "commit", "-qam", "a person's"]
    assert repository.run(commit).rejected == ["CG201 f.txt" if undone else "CG104 f.txt"]
    repository.coordgit("read", "f.txt")
    assert repository.run(commit).rejected == (["CG201 f.txt"] if undone else [])


@pytest.mark.parametrize("outdated", [False, True])
def test_a_look_at_ones_own_edit_of_a_new_file_shows_what_its_maker_has_committed_of_it(
    repository: Repository, outdated: bool
) -> None:
    """Unless it has been written from an old copy. The file is too long to be shown in a notice."""
    text = "".join(f"line {n}\n" for n in range(900))
    repository.commit_files({"other.py": "1\n"})
    ann, bob = Claude(repository, "ann"), Claude(repository, "bob")
    ann.writes("new.py", text)
    bob.reads("new.py")
    bob.writes("new.py", f"bob\n{text}")
    if outdated:
        ann.writes("new.py", "bob\n" + text.replace("line", "row"))
    assert repository.coordgit("commit", "-m", "new", "new.py", **ann.env).ok
    if outdated:
        bob.writes("new.py", f"bob\n{text}")
    bob.reads("new.py")
    bob.writes("other.py", "2\n")
    assert bob.commits("other.py").rejected == (["CG101 new.py"] if outdated else [])


@pytest.mark.parametrize("asked", [("--grep", "def", "lib"), ("--glob", "lib/*")], ids=["search", "listing"])
def test_what_gives_a_search_or_a_listing_another_answer_is_printed(
    repository: Repository, ann: Session, bob: Session, asked: tuple[str, ...]
) -> None:
    repository.commit_files({"lib/a.py": "def a\n"})
    assert ann.coordgit("read", *asked).ok
    bob.lands("lib/b.py", "def b\n")
    bob.lands("other.py", "def c\n")
    denied = ann.commits("new.py", "def d\n")
    assert denied.rejected == ["CG102 lib/b.py"]
    said = ann.coordgit("read", *asked).out
    assert "lib/b.py has changed since you searched or listed:\n" in said and "   +def b\n" in said
    assert "other.py" not in said
    assert "changed" not in ann.coordgit("read", *asked).out
    assert ann.commits("new.py", "def d\n").ok


def test_a_search_that_is_still_stale_prints_nothing_as_seen(repository: Repository, ann: Session, bob: Session) -> None:
    """Nothing was refreshed: the work tree takes back what made it stale."""
    assert ann.coordgit("read", "--grep", "one").ok
    bob.lands("api.py", "one\n2\n3\n")
    ann.writes("api.py", "1\n2\n3\n")
    said = ann.coordgit("read", "--grep", "one")
    assert "+one" not in said.out and "was not refreshed" in said.err


def test_what_a_commit_would_take_back_of_a_path_that_was_never_read_is_printed(
    repository: Repository, ann: Session, bob: Session
) -> None:
    agent = Claude(repository, "00000000-0000-4000-8000-00000000000a")
    agent.runs("cp api.py .git/kept; true")
    bob.lands("api.py", "1\ntwo\n3\n")
    agent.runs("cp .git/kept api.py")
    assert agent.runs("git commit -qam kept").rejected == ["CG201 api.py"]
    said = agent.runs("coordgit read --at HEAD api.py").out
    assert "api.py has this, which your rejected commit takes back:\n" in said and "   +two\n" in said, said
    assert "takes back" not in agent.runs("coordgit read --at HEAD api.py").out


def test_what_a_commit_would_take_back_is_printed_though_it_was_told(repository: Repository, ann: Session, bob: Session) -> None:
    """Where it was told after the text had been written."""
    agent = Claude(repository, "00000000-0000-4000-8000-00000000000a")
    agent.reads("api.py")
    bob.lands("api.py", "1\ntwo\n3\n")
    assert "+two" in agent.writes("api.py", "1\n2\nthree\n")
    assert agent.runs("git commit -qam kept").rejected == ["CG201 api.py"]
    said = agent.runs("coordgit read --at HEAD api.py").out
    assert "api.py has this, which your rejected commit takes back:\n" in said and "   +two\n" in said, said
    assert "takes back" not in agent.runs("coordgit read --at HEAD api.py").out
    agent.edits("api.py", "2", "two")
    assert agent.runs("git commit -qam kept").ok
