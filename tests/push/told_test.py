"""What another clone lands is told as early as it is known here: at the hook call after the target's remote branch moved."""

from pathlib import Path

import pytest

from tests.push.push_test import Clones, pushes
from tests.support.claude import Claude
from tests.support.repository import API, CHANGED, Repository, needs_reftable

TOLD = "coordgit: something you read changed since:"


class Told:
    """A client in Ann's clone that has read api.py."""

    def __init__(self, folder: Path) -> None:
        self.clones = Clones(folder)
        self.ann = self.clones.ann.repository
        self.client = Claude(self.ann, "11111111-2222-3333-4444-555555555555")
        self.client.send("SessionStart", source="startup")
        self.client.reads("api.py")

    def lands(self, path: str = "api.py", text: str = CHANGED, *options: str) -> None:
        self.clones.bob.lands(path, text, *options)
        assert pushes(self.clones.bob).ok

    def next(self) -> str:
        return self.client.send("UserPromptSubmit", prompt="go on")


@pytest.fixture
def told(tmp_path: Path) -> Told:
    return Told(tmp_path)


@pytest.mark.parametrize(
    "command",
    [
        "git fetch -q",
        "git fetch -q origin main",
        "git pull -q --ff-only",
        "git remote update",
        "git fetch -q && git pack-refs --all",
        "git update-ref refs/remotes/origin/main $(git ls-remote origin main | cut -f1) 2>/dev/null || git fetch -q",
    ],
)
def test_the_next_answer_after_the_remotes_branch_moved_shows_the_change_once(told: Told, command: str) -> None:
    told.lands()
    assert told.next() == ""
    told.ann.run(["sh", "-c", command])
    said = told.next()
    assert said.startswith(TOLD) and "+def f(x, y):" in said
    assert told.next() == ""


def test_what_was_not_read_is_not_told(told: Told) -> None:
    told.lands("other.py", "OTHER = 2\n")
    told.ann.git("fetch", "-q")
    assert told.next() == ""


def test_another_branch_of_the_remote_that_is_not_a_target_is_not_told(told: Told) -> None:
    bob = told.clones.bob
    assert bob.git("switch", "-qc", "feat").ok
    bob.lands("api.py", CHANGED)
    assert bob.git("push", "-q", "origin", "feat").ok
    told.ann.git("fetch", "-q")
    assert told.next() == ""


@pytest.mark.parametrize("more", ["", "# one more line, of another hand\n"])
def test_ones_own_pull_request_that_was_squashed_is_not_reported_but_what_came_with_it_is(told: Told, more: str) -> None:
    assert told.client.runs("git switch -qc feat").ok
    told.client.edits("api.py", "def f(x):", "def f(x, y):")
    assert told.client.commits("api.py").ok
    assert told.client.runs("git push -q origin feat").ok
    bob = told.clones.bob
    assert bob.git("fetch", "-q").ok and bob.git("merge", "-q", "--squash", "origin/feat").ok
    if more:
        bob.writes("api.py", CHANGED + more)
    assert bob.git("commit", "-qam", "squashed").ok
    assert pushes(bob).ok
    told.ann.git("fetch", "-q")
    said = told.next()
    assert (said == "") if not more else (said.startswith(TOLD) and "+# one more line" in said)


def is_told_after_a_fetch(here: Repository, clones: Clones) -> None:
    """A client in the clone ``here`` is told of what bob has pushed since it read it."""
    here.guard()
    client = Claude(here, "11111111-2222-3333-4444-555555555555")
    client.send("SessionStart", source="startup")
    client.reads("api.py")
    clones.bob.lands("api.py", CHANGED)
    assert pushes(clones.bob).ok
    here.git("fetch", "-q")
    assert "+def f(x, y):" in client.send("UserPromptSubmit", prompt="go on")


def test_the_first_fetch_of_a_fresh_clone_whose_refs_are_packed_is_told(tmp_path: Path) -> None:
    clones = Clones(tmp_path)
    here = Repository(tmp_path / "cy", guarded=False)
    here.git("clone", "-q", str(clones.remote), str(tmp_path / "cloned"))
    here.top = tmp_path / "cloned"
    assert not (here.top / ".git/refs/remotes/origin/main").exists()
    is_told_after_a_fetch(here, clones)


def test_where_refs_are_in_tables_it_is_told_too(tmp_path: Path) -> None:
    clones = Clones(tmp_path)
    needs_reftable(tmp_path)
    here = Repository(tmp_path / "cy", guarded=False, init=("--ref-format=reftable",))
    here.git("remote", "add", "origin", str(clones.remote))
    here.git("fetch", "-q")
    here.git("remote", "set-head", "origin", "main")
    here.git("switch", "-q", "-C", "main", "--track", "origin/main")
    is_told_after_a_fetch(here, clones)


def test_what_a_local_branch_has_too_is_told_of_that_alone(told: Told) -> None:
    told.client.edits("api.py", "return x", "return -x")
    assert told.client.commits("api.py").ok
    told.lands("other.py", "OTHER = 2\n")
    cat = told.ann.session("cat")
    cat.lands("api.py", told.ann.git("show", "HEAD:api.py").replace("f(x)", "f(x, y)") + "\n")
    assert cat.git("pull", "-q", "--rebase").ok and pushes(cat).ok
    said = told.next()
    assert said.count("api.py changed by") == 1 and "it is not in this worktree" not in said, said


@pytest.mark.parametrize("reads_it", [True, False])
def test_a_change_is_shown_from_the_newest_version_that_was_read(told: Told, reads_it: bool) -> None:
    """The file is added, is read where it was added, beside an edit of one's own that is dropped, and is emptied."""
    told.client.writes("mine.py", "1\n")
    assert told.client.commits("mine.py").ok
    told.client.writes("new.py", "new = 8\n")
    (told.ann.top / "new.py").unlink()
    told.lands("new.py", "new = 1\n")
    if reads_it:
        assert told.client.runs("git fetch -q && coordgit read --at origin/main new.py").ok
    told.lands("new.py", "")
    said = told.client.runs("git pull -q --no-rebase --no-edit").out
    assert TOLD in said and ("-new = 1" in said) == reads_it, said
    told.client.writes("next.py", "1\n")
    assert told.client.commits("next.py").ok, "it counts"


@pytest.mark.parametrize("more", [False, True], ids=["its own", "with another's line"])
def test_a_squash_of_what_the_branch_has_gone_on_from_is_told_only_for_what_others_put_in_it(told: Told, more: bool) -> None:
    told.client.runs("git checkout -qb first")
    told.client.edits("api.py", "def f(x)", "def f(x, z)")
    assert told.client.runs("git commit -qam first && git push -q origin first && git checkout -qb second").ok
    told.client.edits("api.py", "return x", "return x + z")
    assert told.client.runs("git commit -qam second").ok
    bob = told.clones.bob.repository
    bob.git("fetch", "-q")
    bob.git("merge", "-q", "--squash", "origin/first")
    if more:
        bob.write("api.py", "# theirs\n" + (bob.top / "api.py").read_text())
    bob.git("commit", "-qam", "first (#1)")
    assert pushes(told.clones.bob).ok
    said = told.client.runs("git fetch -q").out + told.next()
    assert ("+# theirs" in said) if more else (said == ""), said


@pytest.mark.parametrize("text", ["new = 1\nnew = 2\n", "new = 2\n", ""], ids=["as it was read", "a line less", "emptied"])
def test_what_was_read_of_the_remotes_branch_does_not_answer_for_what_is_taken_out_there_since(told: Told, text: str) -> None:
    """Nobody is told: git runs without the client's hooks."""
    told.client.writes("mine.py", "1\n")
    assert told.client.commits("mine.py").ok
    told.client.writes("new.py", "new = 8\n")
    (told.ann.top / "new.py").unlink()
    told.lands("new.py", "new = 1\nnew = 2\n")
    assert told.client.runs("git fetch -q && coordgit read --at origin/main new.py").ok
    if text != "new = 1\nnew = 2\n":
        told.lands("new.py", text)
    commit = "git pull -q --no-rebase --no-edit && echo 1 > next.py && git add next.py && git commit -qm next"
    done = told.ann.run(["sh", "-c", commit], **told.client.env)
    assert done.rejected == ([] if "1" in text else ["CG101 new.py"]), done.err


@pytest.mark.parametrize("changed", [True, False])
def test_a_file_that_was_renamed_there_is_known_by_its_new_name(told: Told, changed: bool) -> None:
    bob = told.clones.bob
    bob.git("mv", "api.py", "new.py")
    told.lands("new.py", API, "api.py")
    told.ann.git("fetch", "-q")
    assert "api.py renamed to new.py by " in told.next()
    told.client.writes("mine.py", "1\n")
    assert told.client.commits("mine.py").ok
    if changed:
        told.lands("new.py")
    done = told.client.runs("git pull -q --no-rebase --no-edit && git push -q origin main")
    assert done.rejected == ["CG101 new.py"] * changed and done.ok is not changed, done
