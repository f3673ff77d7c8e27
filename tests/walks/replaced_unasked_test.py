"""A version that a session replaces on a detached HEAD, where nobody asks: its own text, read again, shows nothing of that."""

from pathlib import Path

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository, Result, Session

BOB = "00000000-0000-4000-8000-00000000000b"
OLD, NEW, THIRD = "one\n", "more\none\n", "third\n"


def lands(session: Session) -> Result:
    merged = session.git("merge", "-q", "--no-edit", "main")
    assert merged.ok, merged.err
    return session.git("update-ref", "refs/heads/main", "HEAD")


def begun(repository: Repository) -> tuple[Session, Session]:
    """Ann and Bob, each on a branch of their own; Ann has landed another version of p since Bob read it, and Bob has it."""
    repository.begin(p=OLD, c="1\n")
    ann, bob = (repository.session(name, repository.worktree(name)) for name in ("ann", "bob"))
    repository.git("checkout", "-q", "--detach")
    for session in (ann, bob):
        session.reads("p")
    assert ann.commits("p", NEW).ok and lands(ann).ok
    assert bob.git("merge", "-q", "main").ok
    return ann, bob


def replaces(bob: Session, text: str) -> None:
    """Replace p on a detached HEAD, and read that."""
    assert bob.git("checkout", "-q", "--detach").ok
    assert bob.commits("p", text).ok
    bob.reads("p")


@pytest.mark.parametrize("moved", [False, True], ids=["main as it was", "main moved on"])
@pytest.mark.parametrize("text", [OLD, THIRD], ids=["put back", "another text"])
@pytest.mark.parametrize("looks", [False, True])
def test_what_was_replaced_on_a_detached_head_has_to_have_been_seen(
    repository: Repository, looks: bool, text: str, moved: bool
) -> None:
    ann, bob = begun(repository)
    if looks:
        bob.reads("p")
    replaces(bob, text)
    if moved:
        assert ann.commits("c", "2\n").ok and lands(ann).ok
    landed = lands(bob)
    assert landed.rejected == ([] if looks else ["CG201 p"]), landed.err


def test_a_look_at_what_was_replaced_lets_it_land(repository: Repository) -> None:
    _, bob = begun(repository)
    replaces(bob, THIRD)
    assert lands(bob).rejected == ["CG201 p"]
    assert bob.coordgit("read", "--at", "main", "p").ok
    assert lands(bob).ok


@pytest.mark.parametrize("looks", [False, True])
def test_nor_does_a_branch_made_there_show_it(repository: Repository, looks: bool) -> None:
    _, bob = begun(repository)
    if looks:
        bob.reads("p")
    replaces(bob, OLD)
    assert bob.git("checkout", "-q", "-b", "more").ok
    bob.reads("p")
    assert lands(bob).rejected == ([] if looks else ["CG201 p"])


def stopped(repository: Repository, *, looks: bool) -> tuple[Session, Session]:
    """Bob's rebase has stopped on top of a version of p that Ann has landed since he read it; perhaps he looks at that."""
    repository.begin(p=OLD, c="1\n")
    ann, bob = (repository.session(name, repository.worktree(name)) for name in ("ann", "bob"))
    repository.git("checkout", "-q", "--detach")
    bob.reads("p")
    assert bob.commits("d", "1\n").ok
    ann.reads("p")
    assert ann.commits("p", NEW).ok and lands(ann).ok
    assert bob.git("-c", "sequence.editor=sed -i 1s/^pick/edit/", "rebase", "-q", "-i", "main").ok
    if looks:
        bob.reads("p")
    return ann, bob


@pytest.mark.parametrize("looks", [False, True])
def test_so_has_what_was_replaced_where_a_rebase_had_stopped(repository: Repository, looks: bool) -> None:
    _, bob = stopped(repository, looks=looks)
    assert bob.commits("p", THIRD).ok
    bob.reads("p")
    assert bob.git("rebase", "--continue").rejected == ([] if looks else ["CG201 p"])


def at_a_stop(repository: Repository, *, looks: bool) -> tuple[Session, Session]:
    """Bob has put the older text back where his rebase had stopped; the rebase has ended, and he has read that."""
    ann, bob = stopped(repository, looks=looks)
    bob.writes("p", OLD)
    assert bob.git("commit", "-qa", "--amend", "--no-edit").ok and bob.git("rebase", "--continue").ok
    bob.reads("p")
    return ann, bob


@pytest.mark.parametrize("moved", [True, False], ids=["main has moved on", "main is as it was"])
@pytest.mark.parametrize("looks", [False, True])
def test_that_counts_once_the_rebase_has_ended(repository: Repository, looks: bool, moved: bool) -> None:
    ann, bob = at_a_stop(repository, looks=looks)
    if moved:
        assert ann.commits("c", "2\n").ok and lands(ann).ok
    assert lands(bob).rejected == ([] if looks else ["CG201 p"])


def test_who_keeps_its_own_text_in_a_conflict_of_the_rebase_is_not_asked(repository: Repository) -> None:
    repository.begin(p=OLD, c="1\n")
    ann, bob = (repository.session(name, repository.worktree(name)) for name in ("ann", "bob"))
    repository.git("checkout", "-q", "--detach")
    for session, text in ((ann, NEW), (bob, "own\n")):
        session.reads("p")
        assert session.commits("p", text).ok
    assert lands(ann).ok
    assert not bob.git("rebase", "-q", "main").ok
    bob.writes("p", "own\n")
    assert bob.git("add", "p").ok and bob.git("rebase", "--continue", GIT_EDITOR="true").ok
    bob.reads("p")
    assert lands(bob).ok


def test_until_that_has_landed(repository: Repository) -> None:
    ann, bob = at_a_stop(repository, looks=True)
    assert lands(bob).ok and ann.git("merge", "-q", "main").ok
    ann.reads("p")
    assert ann.commits("p", NEW).ok and lands(ann).ok
    assert bob.git("merge", "-q", "--no-edit", "-s", "ours", "main").ok
    bob.reads("p")
    assert bob.git("update-ref", "refs/heads/main", "HEAD").rejected == ["CG201 p"]


@pytest.mark.parametrize("back", [True, False], ids=["it comes back", "it stays"])
def test_a_version_that_comes_back_once_that_has_landed_is_news(repository: Repository, back: bool) -> None:
    ann, bob = begun(repository)
    bob.reads("p")
    replaces(bob, OLD)
    assert lands(bob).ok
    assert ann.git("merge", "-q", "main").ok
    ann.reads("p")
    assert ann.commits("p" if back else "c", NEW).ok and lands(ann).ok
    assert bob.git("merge", "-q", "main").ok
    if back:
        replaces(bob, OLD)
    else:
        assert bob.commits("c", "3\n").ok
    assert lands(bob).rejected == (["CG201 p"] if back else [])


@pytest.mark.parametrize("moved", [False, True], ids=["main as it was", "main moved on"])
@pytest.mark.parametrize("way", ["passes", "is bypassed", "is recorded"])
def test_who_has_replaced_a_version_on_a_branch_has_been_asked(repository: Repository, way: str, moved: bool) -> None:
    """But not by a bypass, nor where the level only records."""
    ann, bob = begun(repository)
    if way == "passes":
        bob.reads("p")
    option = {"is bypassed": ("-c", "coordgit.bypass=for now"), "is recorded": ()}.get(way, ())
    if way == "is recorded":
        repository.git("config", "coordgit.level", "record")
    bob.writes("p", OLD)
    assert bob.git(*option, "commit", "-qam", "back").ok
    repository.git("config", "coordgit.level", "strict")
    bob.reads("p")
    assert not moved or (ann.commits("c", "2\n").ok and lands(ann).ok)
    assert lands(bob).rejected == ([] if way == "passes" else ["CG201 p"])


def test_that_counts_until_the_version_comes_back_to_the_target(repository: Repository) -> None:
    ann, bob = begun(repository)
    bob.reads("p")
    assert bob.commits("p", OLD).ok
    assert lands(bob).ok and ann.git("merge", "-q", "main").ok
    ann.reads("p")
    assert ann.commits("p", NEW).ok and lands(ann).ok
    assert bob.git("merge", "-q", "main").ok
    replaces(bob, OLD)
    assert ann.commits("c", "2\n").ok and lands(ann).ok
    assert lands(bob).rejected == ["CG201 p"]


@pytest.mark.parametrize("back", [True, False], ids=["it comes back", "it stays"])
def test_so_it_does_where_it_comes_back_before_that_has_landed(repository: Repository, back: bool) -> None:
    ann, bob = begun(repository)
    bob.reads("p")
    assert bob.commits("p", OLD).ok
    bob.reads("p")
    if back:
        assert ann.commits("p", THIRD).ok and lands(ann).ok and ann.commits("p", NEW).ok and lands(ann).ok
    assert bob.git("merge", "-q", "--no-edit", "-s", "ours", "main").ok
    bob.reads("p")
    assert bob.git("update-ref", "refs/heads/main", "HEAD").rejected == (["CG201 p"] if back else [])


@pytest.mark.parametrize("looks", [False, True])
@pytest.mark.parametrize("option", ["-sours", "-Xours"])
def test_what_a_merge_left_out_of_a_conflict_has_to_have_been_seen(repository: Repository, option: str, looks: bool) -> None:
    ann, bob = begun(repository)
    bob.reads("p")
    assert bob.commits("p", OLD).ok
    assert ann.commits("p", THIRD).ok and lands(ann).ok
    if looks:
        assert bob.coordgit("read", "--at", "main", "p").ok
    assert bob.git("merge", "-q", "--no-edit", option, "main").ok
    bob.reads("p")
    assert bob.git("update-ref", "refs/heads/main", "HEAD").rejected == ([] if looks else ["CG201 p"])


@pytest.mark.parametrize("looks", [False, True])
def test_who_reads_a_conflict_that_was_resolved_in_another_clone_has_seen_both_sides(
    repository: Repository, tmp_path: Path, looks: bool
) -> None:
    repository.begin(p=OLD)
    ann, bob = (repository.session(name, repository.worktree(name)) for name in ("ann", "bob"))
    repository.git("checkout", "-q", "--detach")
    for session in (ann, bob):
        session.reads("p")
    assert bob.commits("p", THIRD).ok and ann.commits("p", NEW).ok and lands(ann).ok
    clone = tmp_path / "clone"
    repository.git("clone", "-q", "--branch=bob", str(repository.top), str(clone))
    eve = repository.session("eve", clone)
    assert "CONFLICT" in eve.git("merge", "-q", "origin/main").out
    (clone / "p").write_text(THIRD)
    assert eve.git("commit", "-qam", "resolved").ok
    assert bob.git("pull", "-q", str(clone), "bob").ok
    if looks:
        bob.reads("p")
    assert bob.git("update-ref", "refs/heads/main", "HEAD").rejected == ([] if looks else ["CG201 p"])


@pytest.mark.parametrize("looks", [False, True])
def test_who_reads_such_a_text_before_it_is_committed_has_seen_as_much(repository: Repository, looks: bool) -> None:
    _, bob = begun(repository)
    if looks:
        bob.reads("p")
    assert bob.git("checkout", "-q", "--detach").ok
    bob.writes("p", OLD)
    bob.reads("p")
    replaces(bob, OLD)
    assert lands(bob).rejected == ([] if looks else ["CG201 p"])


def test_so_has_a_session_with_a_client(repository: Repository) -> None:
    repository.begin(p=OLD)
    ann, claude = repository.session("ann", repository.worktree("ann")), Claude(repository, BOB, repository.worktree("bob"))
    claude.send("SessionStart", source="startup")
    claude.reads("p")
    repository.git("checkout", "-q", "--detach")
    ann.reads("p")
    assert ann.commits("p", NEW).ok and lands(ann).ok
    assert claude.runs("git merge -q main").ok
    claude.reads("p")
    assert claude.runs("git checkout -q --detach").ok
    claude.writes("p", OLD)
    claude.reads("p")
    assert claude.commits("p").ok
    claude.reads("p")
    assert claude.runs("git update-ref refs/heads/main HEAD").ok


@pytest.mark.parametrize("comes_back", [True, False])
def test_a_version_that_was_read_before_one_from_outside_is_news_when_it_comes_back(tmp_path: Path, comes_back: bool) -> None:
    """Both had been committed before the repository was guarded."""
    repository = Repository(tmp_path, guarded=False)
    repository.begin(p=OLD)
    repository.commit_files({"p": NEW})
    repository.guard()
    ann, bob = (repository.session(name, repository.worktree(name)) for name in ("ann", "bob"))
    repository.git("checkout", "-q", "--detach")
    assert bob.git("checkout", "-q", "--detach", "main~1").ok
    bob.reads("p")
    assert bob.git("checkout", "-q", "bob").ok
    bob.reads("p")
    assert bob.commits("c", "1\n").ok
    ann.reads("p")
    assert ann.commits("p" if comes_back else "d", OLD).ok and lands(ann).ok
    assert bob.git("merge", "-q", "--no-edit", "-s", "ours", "main").ok
    bob.reads("p")
    assert bob.git("update-ref", "refs/heads/main", "HEAD").rejected == (["CG201 p"] if comes_back else [])


@pytest.mark.parametrize("detached", [False, True])
def test_on_a_branch_no_older_version_is_looked_up_or_kept(tmp_path: Path, detached: bool) -> None:
    """The gate will be asked about the edit."""
    repository = Repository(tmp_path, guarded=False)
    repository.begin(p=OLD)
    repository.guard()
    if detached:
        repository.git("checkout", "-q", "--detach")
    claude = Claude(repository, BOB)
    claude.reads("p")
    claude.writes("p", NEW)
    claude.reads("p")
    with repository.store() as store:
        assert store.has("SELECT 1 FROM refreshes") == detached
