"""An entry of the stash, which all worktrees share, is its session's: others' hands off, and what is dropped comes back."""

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository, Sessions
from tests.walks.denial_test import denied, follows, way
from tests.walks.keeping_test import script


@pytest.fixture
def ann(sessions: Sessions, repository: Repository) -> Claude:
    sessions()
    return Claude(repository, "ann")


@pytest.fixture
def bob(ann: Claude) -> Claude:
    """Bob works in a worktree of his own; the stash is one all the same."""
    return Claude(ann.repository, "bob", ann.repository.worktree("bobs"))


def puts_away(who: Claude, text: str) -> str:
    """The session edits a file and puts the edit on the stash; the entry's id."""
    who.writes("api.py", text)
    assert who.runs("git stash -q").ok
    return who.repository.git("rev-parse", "refs/stash")


@pytest.mark.parametrize("what", ["pop", "apply", "drop", "clear", "pop stash@{0}", "drop 0", "branch topic"])
def test_an_entry_of_another_is_not_ones_own_to_take(what: str, ann: Claude, bob: Claude) -> None:
    entry = puts_away(ann, "ann's\n")
    assert denied(ann, f"git stash {what}") == ""
    reason = denied(bob, f"git stash {what}")
    assert "is about stash@{0}, which claude ann put on the stash that all worktrees share" in reason
    follows(bob, reason)
    assert ann.repository.git("rev-parse", "refs/stash") == entry


def test_the_way_on_is_ones_own_entry(ann: Claude, bob: Claude) -> None:
    puts_away(bob, "bob's first\n")
    puts_away(bob, "bob's\n")
    entry = puts_away(ann, "ann's\n")
    assert way(denied(bob, "git stash pop")) == "git stash pop 'stash@{1}'"
    follows(bob, denied(bob, "git stash pop"))
    assert (bob.cwd / "api.py").read_text() == "bob's\n"
    assert bob.runs("git checkout -q .").ok
    assert way(denied(bob, "git stash clear")) == "git stash drop 'stash@{1}'"
    assert denied(bob, "git stash pop 'stash@{1}'") == ""
    follows(bob, denied(bob, "git stash clear"))
    assert ann.repository.git("rev-parse", "refs/stash") == entry
    assert denied(bob, f"git stash apply {entry}") == ""


def test_what_the_same_command_puts_away_it_may_take_back(ann: Claude, bob: Claude) -> None:
    puts_away(ann, "ann's\n")
    command = "git stash -q && git fetch -q; git stash pop -q"
    assert "is about stash@{0}" in denied(bob, command), "there is nothing to put away, so it would get ann's"
    bob.writes("api.py", "bob's\n")
    assert denied(bob, command) == ""
    assert denied(bob, "git stash && git stash pop stash@{1}")
    assert bob.runs(command).ok and (bob.cwd / "api.py").read_text() == "bob's\n"


def test_an_entry_of_one_who_ended_or_of_nobody_known_is_free(ann: Claude, bob: Claude) -> None:
    puts_away(ann, "ann's\n")
    assert denied(bob, "git stash drop")
    ann.send("SessionEnd", reason="exit")
    assert denied(bob, "git stash drop") == ""


def test_a_persons_entry_is_a_persons(ann: Claude) -> None:
    (ann.repository.top / "api.py").write_text("a person's\n")
    ann.repository.git("stash", "-q")
    assert "which dev put on the stash" in denied(ann, "git stash pop")


def test_an_entry_that_a_person_drops_is_told_and_comes_back(ann: Claude, bob: Claude) -> None:
    repository = ann.repository
    entry = puts_away(ann, "ann's\n")
    puts_away(bob, "bob's\n")
    repository.git("stash", "drop", "-q", "stash@{1}")
    said = ann.reads("other.py")
    assert f"the entry {entry[:7]} that you put on the stash was taken off it by somebody else" in said
    assert "the entry" not in ann.reads("other.py") + bob.reads("other.py")
    repository.git("gc", "-q", "--prune=now")
    restored = ann.runs(said.rsplit(": ", 1)[1].strip())
    assert restored.ok and f"put {entry[:7]} of claude ann back on the stash" in restored.out
    assert repository.git("stash", "list", "--format=%H").split()[0] == entry
    assert denied(bob, "git stash drop") and denied(ann, "git stash drop") == ""


def test_who_puts_anothers_entry_back_has_no_part_in_it(ann: Claude, repository: Repository) -> None:
    entry = puts_away(ann, "ann's\n")
    bob, cid, dan = (repository.session(name) for name in ("bob", "cid", "dan"))
    bob.reads("other.py")
    repository.git("stash", "drop", "-q")
    ann.reads("api.py")
    assert bob.coordgit("restore", entry[:7]).ok
    cid.lands("other.py", "OTHER = 2\n")
    assert dan.git("stash", "pop", "-q").ok
    popped = dan.git("commit", "-qam", "popped")
    assert popped.ok, popped.err


@pytest.mark.parametrize("what", ["pop", "drop", "clear"])
def test_what_its_own_session_takes_off_is_not_told(what: str, ann: Claude, bob: Claude) -> None:
    puts_away(ann, "ann's\n")
    assert ann.runs(f"git stash {what} -q" if what != "clear" else "git stash clear").ok
    assert "stash" not in ann.reads("other.py") + bob.reads("other.py")
    puts_away(ann, "ann's\n")
    ann.runs(script(ann.repository, f"git stash {what}"))
    assert "stash" not in ann.reads("other.py") + bob.reads("other.py")
    assert "nothing is gone" in ann.repository.coordgit("restore", "--list").out


def test_a_person_who_pops_an_own_entry_is_told_nothing(ann: Claude) -> None:
    repository = ann.repository
    (repository.top / "api.py").write_text("a person's\n")
    repository.git("stash", "-q")
    assert ann.reads("other.py") == ""
    repository.git("stash", "pop", "-q")
    assert ann.reads("other.py") == "" and repository.coordgit("locks").err == ""


@pytest.mark.parametrize("read", ["api.py", "other.py"])
@pytest.mark.parametrize("kept", ["", "-u"])
def test_an_entry_that_another_commits_keeps_the_reads_behind_it(
    ann: Claude, repository: Repository, read: str, kept: str
) -> None:
    ann.reads(read)
    ann.writes("caller.py", "f(1)\n")
    assert ann.runs(f"{'' if kept else 'git add caller.py && '}git stash -q {kept}").ok
    bob, cid = repository.session("bob"), repository.session("cid")
    bob.lands("api.py", "def f(x, y):\n    return x\n")
    assert cid.git("stash", "pop").ok and cid.git("add", "caller.py").ok
    assert cid.git("commit", "-qm", "popped").rejected == (["CG101 api.py"] if read == "api.py" else [])


@pytest.mark.parametrize("of_ann", [True, False])
def test_who_puts_away_what_others_edited_made_none_of_it(of_ann: bool, ann: Claude) -> None:
    repository = ann.repository
    there = Claude(repository, "cat")
    if of_ann:
        ann.edits("api.py", "return x", "return -x")
    else:
        repository.write("api.py", "a person's\n")
    repository.git("stash", "-q")
    repository.git("stash", "pop", "-q")
    assert there.runs("git commit -qam theirs").ok == (not of_ann)
    if of_ann:
        assert ann.runs("git commit -qam hers && git reset -q --soft HEAD~1 && git commit -qm again").ok
        assert "api.py" not in ann.reads("other.py"), "her own commit is no news to her"
    makers = repository.store().all("SELECT maker FROM changes WHERE path = 'api.py' ORDER BY landing_id DESC LIMIT 1")
    assert makers == [("ann",)] if of_ann else makers != [("cat",)]


def test_a_commit_takes_in_what_a_killed_process_had_begun_to(ann: Claude) -> None:
    repository = ann.repository
    noted = repository.top / ".git/coordgit/stashes"
    repository.write("api.py", "dana's\n")
    repository.git("stash", "-q", COORDGIT_SESSION="dana")
    noted.rename(f"{noted}.taken")
    repository.git("commit", "-qm", "empty", "--allow-empty")
    assert not noted.with_name("stashes.taken").exists()
    assert "which session dana put on the stash" in denied(ann, "git stash drop")
