"""Looks at a commit: history is not a read of the present state, a line that is ahead or beside is, and a tree is its names."""

from pathlib import Path

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository, Session

NOW = "def f(x, y):\n    return x\n"
OLD = "def f(x):\n    return x\n"
LOOKS = ("git show {}", "git cat-file -p {}")


@pytest.fixture
def bob(repository: Repository) -> Session:
    repository.commit_files({"api.py": OLD, "src/a.py": "a = 1\n"})
    bob = repository.session("bob")
    bob.lands("api.py", NOW)
    return bob


@pytest.fixture
def ann(repository: Repository, bob: Session) -> Claude:
    claude = Claude(repository, "00000000-0000-4000-8000-00000000000a")
    claude.send("SessionStart", source="startup")
    return claude


def items(ann: Claude) -> list[tuple[str, str]]:
    found = ann.repository.json("session", "show", ann.session, **ann.env)["reads"]
    return [(read["path"], read["kind"]) for read in found]


def commits_something_else(ann: Claude) -> list[str]:
    ann.writes("caller.py", "f(1, 2)\n")
    return ann.commits("caller.py").rejected


@pytest.mark.parametrize("look", LOOKS)
def test_a_look_at_history_takes_nothing_away_from_a_read_of_how_it_is(ann: Claude, look: str) -> None:
    ann.reads("api.py")
    ann.runs(look.format("HEAD~1:api.py"))
    assert commits_something_else(ann) == []


def test_a_look_at_history_alone_is_not_a_read(ann: Claude) -> None:
    ann.runs("git show HEAD~1:api.py")
    assert items(ann) == []
    assert commits_something_else(ann) == []


def test_a_look_at_history_takes_nothing_away_from_what_was_shown(ann: Claude, bob: Session) -> None:
    ann.reads("api.py")
    bob.lands("api.py", "def f(x, y, z): ...\n")
    assert "def f(x, y, z)" in ann.runs("true").out
    ann.runs("git show HEAD~1:api.py; git show HEAD~2:api.py")
    assert commits_something_else(ann) == []


def test_a_look_at_what_is_the_same_now_is_a_read(ann: Claude, bob: Session) -> None:
    bob.lands("other.py", "1\n")
    ann.runs("git show HEAD~1:api.py")
    bob.lands("api.py", "def f(x, y, z): ...\n")
    ann.repository.write("caller.py", "f(1, 2)\n")
    assert ann.commits("caller.py").rejected == ["CG101 api.py"]


def test_what_changed_after_a_look_at_history_is_still_stale(ann: Claude, bob: Session) -> None:
    ann.reads("api.py")
    ann.runs("git show HEAD~1:api.py")
    bob.lands("api.py", "def f(x, y, z): ...\n")
    ann.repository.write("caller.py", "f(1, 2)\n")
    assert ann.commits("caller.py").rejected == ["CG101 api.py"]


def test_a_declared_read_of_history_takes_nothing_away_from_a_newer_one(repository: Repository, bob: Session) -> None:
    ann = repository.session("ann")
    ann.reads("api.py")
    assert ann.coordgit("read", "--at", "HEAD~1", "api.py").ok
    assert ann.coordgit("read", "--at", "HEAD~1", "api.py:1-2").ok
    assert ann.commits("caller.py", "f(1, 2)\n").ok


def test_a_declared_read_of_history_is_stale_when_nothing_newer_is_known(repository: Repository, bob: Session) -> None:
    ann = repository.session("ann")
    ann.reads("api.py:1-1")
    assert ann.coordgit("read", "--at", "HEAD~1", "api.py").ok
    assert ann.commits("caller.py", "f(1)\n").rejected == ["CG101 api.py"]
    ann.reads("api.py")
    assert ann.git("commit", "-qm", "again").ok


def test_a_declared_read_of_history_is_stale_in_a_bare_repository(tmp_path: Path) -> None:
    bare = Repository(tmp_path, init=("--bare",))
    commits: list[str] = []
    for text in ("1\n", "2\n"):
        blob = bare.git("hash-object", "-w", "--stdin", stdin=text)
        tree = bare.git("mktree", stdin=f"100644 blob {blob}\tapi.py\n")
        parent = ["-p", commits[-1]] if commits else []
        commits.append(bare.git("commit-tree", tree, *parent, "-m", text))
        bare.git("update-ref", "refs/heads/main", commits[-1], COORDGIT_SESSION="bob")
    ann = bare.session("ann")
    assert ann.coordgit("read", "--at", commits[0], "api.py").ok
    third = bare.git("commit-tree", tree, "-p", commits[1], "-m", "3")
    assert ann.git("update-ref", "refs/heads/main", third).rejected == ["CG101 api.py"]
    assert ann.coordgit("read", "--at", "main", "api.py").ok
    assert ann.coordgit("read", "--at", commits[0], "api.py").ok
    assert ann.git("update-ref", "refs/heads/main", third).ok


@pytest.fixture
def apart(repository: Repository, bob: Session) -> Claude:
    """Beside main, which has gone on from where it was read."""
    there = repository.worktree("apart")
    claude = Claude(repository, "00000000-0000-4000-8000-00000000000c", there)
    claude.send("SessionStart", source="startup")
    claude.reads("api.py")
    bob.lands("api.py", "def f(x, y, z): ...\n")
    repository.write("caller.py", "f(1, 2)\n", there)
    return claude


@pytest.mark.parametrize("look", LOOKS)
def test_a_look_at_the_line_that_is_ahead_refreshes(apart: Claude, look: str) -> None:
    apart.runs(look.format("main:api.py"))
    assert apart.commits("caller.py").ok


@pytest.mark.parametrize("beside", [False, True])
@pytest.mark.parametrize("look", ["git show main:api.py | grep z", "git show main:api.py >/dev/null"])
def test_a_look_at_less_of_it_counts_for_nothing(apart: Claude, look: str, beside: bool) -> None:
    if beside:
        apart.runs("true")
        assert apart.runs("git commit -q --allow-empty -m own").ok
        apart.reads("api.py")
    before = refreshed(apart)
    apart.runs(look)
    assert refreshed(apart) == before


def refreshed(ann: Claude) -> tuple[object, ...]:
    with ann.repository.store() as store:
        known = store.all("SELECT path, known, via FROM reads")
        return known, store.all("SELECT ref, tip, oid, how FROM refreshes WHERE how = 'read'")


@pytest.mark.parametrize("look", ["git show main~1:api.py", "git show main:api.py | grep z", "git show main:api.py >/dev/null"])
def test_a_look_at_less_of_it_refreshes_nothing(apart: Claude, look: str) -> None:
    before = apart.repository.json("session", "show", apart.session, **apart.env)["reads"]
    apart.runs(look)
    assert apart.repository.json("session", "show", apart.session, **apart.env)["reads"] == before


def test_a_look_at_a_line_that_has_only_an_older_version_takes_nothing_away(repository: Repository, bob: Session) -> None:
    repository.git("branch", "-q", "behind", "HEAD~1")
    beside = repository.worktree("beside", at="behind")
    repository.session("cyd", beside).lands("other.py", "1\n")
    ann = Claude(repository, "00000000-0000-4000-8000-00000000000a")
    ann.reads("api.py")
    ann.runs("git show beside:api.py")
    assert commits_something_else(ann) == []


@pytest.mark.parametrize("look", ["git show HEAD:src", "git cat-file -p HEAD:src", "git show HEAD:src/", "git ls-tree HEAD src/"])
def test_a_tree_is_never_something_that_is_not_there(ann: Claude, bob: Session, look: str) -> None:
    ann.runs(look)
    assert ("src", "absent") not in items(ann)
    bob.lands("src/b.py", "1\n")
    assert commits_something_else(ann) == []


def test_a_tree_that_is_shown_is_a_listing_of_its_names(ann: Claude, bob: Session) -> None:
    ann.runs("git show HEAD:src; git show HEAD~1:src/")
    assert items(ann) == [("src", "listing")]
    bob.lands("src/b.py", "1\n")
    ann.repository.write("src/c.py", "1\n")
    assert ann.commits("src/c.py").rejected == ["CG102 src/b.py"]


def test_a_tree_of_history_is_not_a_read(ann: Claude, bob: Session) -> None:
    bob.lands("src/b.py", "1\n")
    ann.runs("git show HEAD~1:src")
    assert items(ann) == []
