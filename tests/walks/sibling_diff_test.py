"""What another branch changed is told before it lands: from what the session knows on, or it counts as shown to nobody."""

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository, Session

SIXTY = [f"line {n}\n" for n in range(1, 61)]
LONG = [f"{n} {'x' * 80}\n" for n in range(200)]


def text(*changed: int, more: list[str] | None = None) -> str:
    return "".join([f"changed {n}\n" if n in changed else line for n, line in enumerate(SIXTY, 1)] + (more or []))


def apart(repository: Repository) -> tuple[Claude, Session]:
    """A client that has read a file on main, and a session on a branch of its own."""
    repository.commit_files({"lib.py": text(), "mine.py": "1\n"})
    bob = repository.session("bob", repository.worktree("tree"))
    ann = Claude(repository, "aaaaaaaa-0000-4000-8000-000000000001")
    ann.reads("lib.py")
    return ann, bob


def commits(repository: Repository, ann: Claude) -> list[str]:
    """What a commit of the client's session, all in one call, is rejected for."""
    repository.git("merge", "-q", "--ff-only", "tree", COORDGIT_SESSION="eve")
    repository.write("mine.py", "2\n")
    return ann.commits("mine.py").rejected


@pytest.mark.parametrize(("told", "rejected"), [(True, []), (False, ["CG101 lib.py"])])
def test_what_landed_counts_as_shown_beside_what_another_branch_makes_of_it(
    repository: Repository, told: bool, rejected: list[str]
) -> None:
    ann, bob = apart(repository)
    bob.lands("lib.py", text(5))
    repository.git("merge", "-q", "--ff-only", "tree", COORDGIT_SESSION="eve")
    bob.git("switch", "-qc", "next")
    bob.lands("lib.py", text(5, 50))
    if told:
        said = ann.send("UserPromptSubmit", prompt="hi")
        assert "+changed 5\n" in said and "+changed 50\n" in said
    repository.write("mine.py", "2\n")
    assert ann.commits("mine.py").rejected == rejected


@pytest.mark.parametrize(("long", "rejected"), [(False, []), (True, ["CG101 lib.py"])])
def test_what_a_branch_makes_of_a_change_that_is_shown_beside_it_is_shown_too(
    repository: Repository, long: bool, rejected: list[str]
) -> None:
    ann, bob = apart(repository)
    more = LONG if long else []
    bob.lands("lib.py", text(5, more=more))
    repository.git("merge", "-q", "--ff-only", "tree", COORDGIT_SESSION="eve")
    bob.git("switch", "-qc", "next")
    bob.lands("lib.py", text(5, 50, more=more))
    said = ann.send("UserPromptSubmit", prompt="hi")
    assert ("+changed 5\n" in said) is not long and "+changed 50\n" in said
    repository.git("merge", "-q", "--ff-only", "next", COORDGIT_SESSION="eve")
    if not long:
        assert "lib.py" not in ann.send("UserPromptSubmit", prompt="hi")
    repository.write("mine.py", "2\n")
    assert ann.commits("mine.py").rejected == rejected


def test_two_changes_of_a_branch_are_shown_as_one(repository: Repository) -> None:
    ann, bob = apart(repository)
    bob.lands("lib.py", text(5))
    bob.lands("lib.py", text(5, 50))
    told = ann.send("UserPromptSubmit", prompt="hi")
    assert "+changed 5\n" in told and "+changed 50\n" in told
    assert commits(repository, ann) == []


def test_a_change_after_one_that_was_not_shown_is_told_and_does_not_count(repository: Repository) -> None:
    ann, bob = apart(repository)
    bob.lands("lib.py", text(more=LONG))
    assert "too long to show" in ann.send("UserPromptSubmit", prompt="hi")
    bob.lands("lib.py", text(50, more=LONG))
    assert "+changed 50\n" in ann.send("UserPromptSubmit", prompt="hi")
    assert commits(repository, ann) == ["CG101 lib.py"]


def test_one_change_after_the_other_is_shown_and_counts(repository: Repository) -> None:
    ann, bob = apart(repository)
    bob.lands("lib.py", text(5))
    assert "+changed 5\n" in ann.send("UserPromptSubmit", prompt="hi")
    ann.reads("mine.py")
    ann.runs("true")
    bob.lands("lib.py", text(5, 50))
    told = ann.send("UserPromptSubmit", prompt="hi")
    assert "+changed 50\n" in told and "+changed 5\n" not in told
    assert commits(repository, ann) == []


def test_what_was_shown_before_it_landed_is_not_listed_as_stale(repository: Repository) -> None:
    ann, bob = apart(repository)
    bob.lands("lib.py", text(5))
    ann.send("UserPromptSubmit", prompt="hi")
    ann.reads("mine.py")

    def stale() -> list[str]:
        repository.git("merge", "-q", "--ff-only", "tree", COORDGIT_SESSION="eve")
        sessions = {one["session"]: one for one in repository.json("status")["sessions"]}
        return [one["path"] for one in sessions[ann.session]["stale"]]

    assert stale() == []
    bob.lands("lib.py", text(5, 50))
    assert stale() == ["lib.py"]


@pytest.mark.parametrize("more", [[], [50]])
def test_what_a_rebase_has_brought_here_is_told_as_landed_alone(repository: Repository, more: list[int]) -> None:
    """``more``: what its branch has changed since."""
    ann, bob = apart(repository)
    bob.lands("lib.py", text(5))
    repository.commit_files({"other.py": "1\n"}, "main moves")
    assert bob.git("rebase", "-q", "main").ok
    repository.git("merge", "-q", "--ff-only", "tree", COORDGIT_SESSION="eve")
    if more:
        bob.lands("lib.py", text(5, *more))
    told = ann.send("UserPromptSubmit", prompt="hi")
    assert (told.count("on main\n"), told.count("which has not landed here")) == (1, len(more))


@pytest.mark.parametrize("landed", [True, False])
def test_what_a_rebase_replaced_is_not_told_beside_what_landed_of_it(repository: Repository, landed: bool) -> None:
    ann, bob = apart(repository)
    repository.session("eve").lands("lib.py", text(5))
    bob.lands("lib.py", text(50))
    assert bob.git("rebase", "-q", "main").ok
    if landed:
        repository.git("merge", "-q", "--ff-only", "tree")
    told = ann.send("UserPromptSubmit", prompt="hi")
    assert ("which has not landed" in told) == (not landed)
    assert ("+changed 5\n" in told, "+changed 50\n" in told) == (True, True)


def test_a_change_that_two_branches_have_is_told_once(repository: Repository) -> None:
    ann, bob = apart(repository)
    repository.git("branch", "release", "main")
    bob.lands("lib.py", text(50))
    repository.git("fetch", "-q", ".", "tree:release")
    assert ann.send("UserPromptSubmit", prompt="hi").count("+changed 50\n") == 1


@pytest.mark.parametrize("removed", [True, False])
def test_who_knows_what_its_branch_had_misses_it_though_another_branch_never_had_that(
    repository: Repository, removed: bool
) -> None:
    ann, bob = apart(repository)
    ann.reads("new.py")
    ann.writes("new.py", "NEW = 1\n")
    assert ann.commits("new.py").ok
    bob.lands("new.py", "NEW = 2\n")
    assert "+NEW = 2\n" in ann.send("UserPromptSubmit", prompt="hi")
    if removed:
        eve = repository.session("eve", repository.worktree("main-again", at="main"))
        assert eve.git("rm", "-q", "new.py").ok and eve.git("commit", "-qm", "without new.py").ok
        repository.git("merge", "-q", "--ff-only", "main-again", COORDGIT_SESSION="eve")
    repository.write("mine.py", "2\n")
    assert ann.commits("mine.py").rejected == (["CG101 new.py"] if removed else [])


@pytest.mark.parametrize("rebases", [False, True])
@pytest.mark.parametrize("text", ["", "NEW = 2\n"])
def test_a_change_of_a_file_that_its_branch_took_from_here_is_told_from_what_the_session_made(
    repository: Repository, text: str, rebases: bool
) -> None:
    ann, bob = apart(repository)
    ann.reads("new.py")
    ann.writes("new.py", "NEW = 1\n")
    assert ann.commits("new.py").ok
    if rebases:
        bob.lands("new.py", "NEW = 0\n")
        assert not bob.git("rebase", "-q", "main").ok
        (bob.cwd / "new.py").write_text(text)
        assert bob.git("add", "new.py").ok and bob.git("-c", "core.editor=true", "rebase", "--continue").ok
    else:
        assert bob.git("merge", "-q", "main").ok
        bob.lands("new.py", text)
    told = ann.send("UserPromptSubmit", prompt="hi")
    assert "new.py changed by" in told and "-NEW = 1\n" in told and "/dev/null" not in told


@pytest.mark.parametrize(("lands", "rejected"), [("tree", []), ("tree~1", ["CG101 lib.py"])])
def test_who_was_shown_what_a_branch_made_of_a_version_has_not_seen_that_version(
    repository: Repository, lands: str, rejected: list[str]
) -> None:
    ann, bob = apart(repository)
    bob.lands("lib.py", text(5))
    bob.lands("lib.py", text(6))
    assert "+changed 6\n" in ann.send("UserPromptSubmit", prompt="hi")
    repository.git("merge", "-q", "--ff-only", lands, COORDGIT_SESSION="eve")
    repository.write("mine.py", "2\n")
    assert ann.commits("mine.py").rejected == rejected


@pytest.mark.parametrize("picks", [True, False])
def test_a_commit_is_not_told_of_what_it_brings_from_another_branch_itself(repository: Repository, picks: bool) -> None:
    ann, bob = apart(repository)
    bob.lands("lib.py", text(50))
    repository.commit_files({"other.py": "1\n"})
    repository.write("mine.py", "2\n")
    done = ann.runs("git cherry-pick -x tree" if picks else "git commit -qam mine")
    assert done.ok, done
    assert ("CG101 lib.py" in done.err) == (not picks)
