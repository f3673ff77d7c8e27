"""A merge, a pick or a revert that has stopped at a conflict belongs to the session whose command it was, until it is ended."""

from pathlib import Path

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository, Session, needs_reftable
from tests.support.way_on import obey

THEIRS = "one\ntwo, in feat\nthree\n"


@pytest.fixture
def ann(repository: Repository) -> Session:
    return in_conflict(repository)


def in_conflict(repository: Repository) -> Session:
    """Ann, in a repository whose branches are in conflict."""
    repository.commit_files({"f.txt": "one\ntwo\nthree\n", "g.txt": "g\n"})
    ann = repository.session("ann")
    ann.coordgit("session", "start", "--id", "ann")
    ann.git("switch", "-qc", "feat")
    assert ann.commits("f.txt", THEIRS).ok
    ann.git("switch", "-q", "main")
    assert ann.commits("f.txt", "one\ntwo, in main\nthree\n").ok
    return ann


@pytest.mark.parametrize("command", ["merge", "cherry-pick"])
def test_another_session_does_not_conclude_what_has_stopped(repository: Repository, ann: Session, command: str) -> None:
    assert not ann.git(command, "feat").ok
    bob = repository.session("bob")
    bob.writes("g.txt", "g, by bob\n")
    result = bob.git("commit", "-qam", "bob")
    assert result.rejected == ["CG202 f.txt"], result
    assert repository.git("ls-files", "-u"), "it is as ann left it"
    ann.writes("f.txt", "one\nboth\nthree\n")
    result = ann.git("commit", "-qam", "ann")
    assert result.ok, result


@pytest.mark.parametrize("command", ["merge", "merge --no-commit", "cherry-pick"])
def test_another_session_does_not_commit_what_its_owner_has_resolved(repository: Repository, ann: Session, command: str) -> None:
    agent = Claude(repository, "00000000-0000-4000-8000-00000000000a")
    if "no-commit" in command:
        ann.git("switch", "-qc", "other", "feat~")
        assert ann.commits("g.txt", "g, on other\n").ok
        ann.git("switch", "-q", "main")
        assert agent.runs(f"git {command} other").ok
        expected = ["CG202 g.txt"]
    else:
        assert not agent.runs(f"git {command} feat").ok
        agent.writes("f.txt", "one\nboth\nthree\n")
        expected = ["CG202 f.txt"]
    bob = repository.session("bob")
    bob.writes("h.txt", "h, by bob\n")
    repository.git("add", "-A")
    checked = bob.coordgit("check")
    assert checked.rejected == expected and "in the middle of this" in checked.err, checked
    result = bob.git("commit", "-qm", "bob")
    assert result.rejected == expected and "in the middle of this" in result.err, result
    assert bob.coordgit("ack", result.verdict, "--why", "handed over").ok
    assert bob.git("commit", "-qm", "bob").ok


@pytest.mark.parametrize("ended", [False, True])
def test_another_session_does_not_conclude_what_keeps_the_branchs_own_text(
    repository: Repository, ann: Session, *, ended: bool
) -> None:
    """Nothing of the merge is in bob's commit, but that it is one."""
    agent = Claude(repository, "00000000-0000-4000-8000-00000000000a")
    assert not agent.runs("git merge feat").ok
    assert agent.runs("git checkout --ours f.txt && git add f.txt").ok
    if ended:
        assert agent.runs("git commit -qm ann").ok
    bob = repository.session("bob")
    bob.writes("g.txt", "g, by bob\n")
    result = bob.git("commit", "-qam", "bob")
    assert result.rejected == ([] if ended else ["CG202 g.txt"]), result
    if not ended:
        assert "in the middle of this merge" in result.err and "merge --abort" not in result.err, result
        assert agent.runs("git commit -qm ann -- f.txt || git commit -qm ann").ok
        assert bob.git("commit", "-qam", "bob").ok


def test_with_refs_in_a_reftable_it_is_the_same(tmp_path: Path) -> None:
    needs_reftable(tmp_path)
    repository = Repository(tmp_path, init=("--ref-format=reftable",))
    ann = in_conflict(repository)
    assert not ann.git("merge", "feat").ok
    bob = repository.session("bob")
    bob.writes("f.txt", "one\nboth\nthree\n")
    assert bob.git("commit", "-qam", "bob").rejected == ["CG202 f.txt"]
    assert ann.git("commit", "-qam", "ann").ok


def test_the_session_that_began_a_merge_concludes_it_as_it_likes(ann: Session) -> None:
    assert not ann.git("merge", "feat").ok
    assert ann.git("commit", "-qam", "ann").ok


def test_whoever_resolves_it_for_another_session_is_asked_as_well(repository: Repository, ann: Session) -> None:
    assert not ann.git("merge", "feat").ok
    bob = repository.session("bob")
    bob.writes("f.txt", THEIRS)
    rejected = bob.git("commit", "-qam", "bob")
    assert rejected.rejected == ["CG202 f.txt"], rejected
    assert bob.coordgit("ack", rejected.verdict, "--why", "ann asked for it").ok
    assert bob.git("commit", "-qam", "bob").ok


def test_a_merge_whose_session_has_ended_is_anybodys(repository: Repository, ann: Session) -> None:
    assert not ann.git("merge", "feat").ok
    ann.coordgit("session", "end")
    assert repository.session("bob").git("commit", "-qam", "bob").ok


def test_a_merge_that_was_given_up_is_over(repository: Repository, ann: Session) -> None:
    assert not ann.git("merge", "feat").ok
    ann.git("merge", "--abort")
    bob = repository.session("bob")
    bob.writes("f.txt", "one\ntwo, in main\ntwo, in feat\nthree\n")
    assert bob.git("commit", "-qam", "bob").ok


def test_a_stash_that_was_applied_with_a_conflict_is_not_an_operation(repository: Repository, ann: Session) -> None:
    ann.writes("f.txt", "one\ntwo, put away\nthree\n")
    ann.git("stash", "-q")
    assert ann.commits("f.txt", "one\ntwo, anew\nthree\n").ok
    assert not ann.git("stash", "pop").ok
    bob = repository.session("bob")
    bob.writes("f.txt", "one\nby bob\nthree\n")
    assert bob.git("commit", "-qam", "bob").ok


def test_a_merge_in_another_worktree_is_in_nobodys_way(repository: Repository, ann: Session) -> None:
    there = repository.session("bob", repository.worktree("side"))
    there.git("reset", "-q", "--hard", "feat")
    assert not there.git("merge", "main").ok
    ann.writes("g.txt", "g, by ann\n")
    assert ann.git("commit", "-qam", "ann").ok


def test_a_person_concludes_what_an_agent_leaves_at_the_end_of_its_turn(repository: Repository, ann: Session) -> None:
    agent = Claude(repository, "00000000-0000-4000-8000-00000000000a")
    agent.send("UserPromptSubmit", prompt="merge")
    assert not agent.runs("git merge feat").ok
    repository.write("f.txt", THEIRS)
    assert repository.run(["git", "commit", "-qam", "me"]).rejected == ["CG202 f.txt"]
    agent.send("Stop", stop_hook_active=False)
    assert repository.run(["git", "commit", "-qam", "me"]).ok


@pytest.mark.parametrize("backend", ["--merge", "--apply"])
@pytest.mark.parametrize("how", ["commit -qam bob", "rebase --continue"])
def test_another_session_does_not_go_on_with_a_rebase(repository: Repository, ann: Session, how: str, backend: str) -> None:
    ann.git("switch", "-q", "feat")
    assert not ann.git("rebase", backend, "main").ok
    bob = repository.session("bob")
    bob.writes("g.txt", "g, by bob\n")
    if "rebase" in how:
        repository.git("add", "-A")
    result = bob.git("-c", "core.editor=true", *how.split())
    assert result.rejected == ["CG202 f.txt"], result
    repository.git("checkout", "-q", "HEAD", "--", "g.txt")  # git does not go on with unstaged changes
    ann.writes("f.txt", "one\nboth\nthree\n")
    repository.git("add", "f.txt")
    result = ann.git("-c", "core.editor=true", "rebase", "--continue")
    assert result.ok, result
    assert repository.git("log", "--format=%s", "main..feat") == "ann: f.txt"


@pytest.mark.parametrize("resolves", [True, False], ids=["it resolves some of it", "it does not"])
def test_an_agent_concludes_its_users_merge_if_it_works_on_that(repository: Repository, resolves: bool) -> None:
    both = ("f.txt", "g.txt")
    repository.commit_files(dict.fromkeys(both, "one\ntwo\nthree\n"))
    repository.git("switch", "-qc", "feat")
    repository.commit_files(dict.fromkeys(both, THEIRS))
    repository.git("switch", "-q", "main")
    repository.commit_files(dict.fromkeys(both, "one\ntwo, in main\nthree\n"))
    repository.git("merge", "feat", ok=False)
    agent = Claude(repository, "00000000-0000-4000-8000-00000000000a")
    for path in both:
        repository.write(path, "one\ntwo, in feat\ntwo, in main\nthree\n")
    agent.writes("g.txt" if resolves else "h.txt", "one\ntwo, in feat\ntwo, in main\nfour\n")
    done = agent.runs("git add -A && git commit -q --no-edit")
    assert done.rejected == ([] if resolves else ["CG202 f.txt", "CG202 g.txt"]), done.err
    assert done.ok == resolves


def test_what_is_done_once_it_is_handed_over_stands_behind_that(repository: Repository, ann: Session) -> None:
    """A third session's edit was swept as well: leaving it out does not help before ann has ended her merge."""
    assert not ann.git("merge", "feat").ok
    edd, bob = Claude(repository, "edd"), Claude(repository, "bob")
    edd.writes("e.txt", "e, by edd\n")
    bob.writes("g.txt", "g, by bob\n")
    assert bob.runs("git add e.txt").ok
    denied = bob.runs("git commit -qam bob")
    assert denied.rejected == ["CG202 e.txt", "CG202 f.txt"], denied
    wait, _, handed_over = denied.err.partition("next: ")[2].partition("; or, if it is handed over to you, instead: ")
    assert wait == "let session ann, which is in the middle of this merge, end it first, then commit again"
    commands = ["acknowledge it", "leave e.txt out", "stage the rest (git add -- f.txt g.txt)", "commit again"]
    assert [step.startswith(command) for step, command in zip(handed_over.split(", "), commands, strict=True)] == [True] * 4
    assert all(done.ok for done in obey(bob, denied, lambda: bob.runs("git commit -qam bob"))), denied
    assert repository.git("diff", "--name-only", "HEAD^", "HEAD") == "f.txt\ng.txt"


def test_whoever_waits_for_its_end_commits_beside_what_is_not_its_own(repository: Repository, ann: Session) -> None:
    assert not ann.git("merge", "feat").ok
    edd, bob = Claude(repository, "edd"), Claude(repository, "bob")
    edd.writes("e.txt", "e, by edd\n")
    bob.writes("g.txt", "g, by bob\n")
    assert bob.runs("git commit -qam bob").rejected == ["CG202 f.txt"]
    ann.writes("f.txt", "one\nboth\nthree\n")
    assert ann.git("commit", "-qm", "ann", "-i", "f.txt").ok
    assert bob.runs("git commit -qam bob").ok
