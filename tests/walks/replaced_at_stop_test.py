"""A text put over another's change where a rebase has stopped: no branch moves there, so the rebase is asked when it ends."""

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository, Session

LINES = [f"line_{n} = {n}" for n in range(12)]


def text(**lines: str) -> str:
    """The file with some of its lines replaced: ``_6="bob = 1"``."""
    return "\n".join([lines.get(f"_{n}", line) for n, line in enumerate(LINES)]) + "\n"


def stopped(repository: Repository, onto: str = "main", *, own: bool = False) -> tuple[Session, Session, Session]:
    """Ann has read p, Bob's change of it has landed, her rebase has stopped at her newest commit. ``own``: one has p, too."""
    repository.begin(p=text(), a="1\n", c="1\n")
    ann, bob = (repository.session(name, repository.worktree(name)) for name in ("ann", "bob"))
    cat = repository.session("cat")
    ann.reads("p")
    if own:
        ann.lands("p", text(_0="own = 1"))
    ann.lands("a", "2\n")
    bob.lands("p", text(_6="bob = 1"))
    if onto == "main":
        assert cat.git("merge", "-q", "--ff-only", "bob").ok
    assert ann.git("-c", f"sequence.editor=sed -i {1 + own}s/^pick/edit/", "rebase", "-q", "-i", onto).ok
    return ann, bob, cat


def made(session: Session, content: str, how: str) -> None:
    session.writes("p", content)
    assert session.git("commit", "-qam", "two", *(["--amend"] if how == "amends" else [])).ok


@pytest.mark.parametrize("own", [False, True], ids=["", "own commit of it"])
@pytest.mark.parametrize("how", ["amends", "commits"])
@pytest.mark.parametrize("content", [text(_0="own = 2"), text(_0="own = 2", _6="ann = 1")], ids=["left out", "replaced"])
def test_what_it_put_there_unseen_over_anothers_change_is_a_lost_update(
    repository: Repository, content: str, how: str, own: bool
) -> None:
    ann, _, cat = stopped(repository, own=own)
    made(ann, content, how)
    denied = ann.git("rebase", "--continue")
    assert denied.rejected == ["CG201 p"] and '"bob: p" (session bob,' in denied.err, denied.err
    advice = denied.err.partition("next: ")[2].partition(" (undo")[0].split("\n")[0]
    assert advice == (
        "read p as it is on main (coordgit read --at main p), put your change into that, git commit --amend --no-edit p,"
        " git rebase --continue"
    )
    assert "bob = 1" in ann.coordgit("read", "--at", "main", "p").out
    ann.writes("p", text(_0="own = 2", _6="bob = 1"))
    assert ann.git("commit", "--amend", "--no-edit", "p").ok
    assert ann.git("rebase", "--continue").ok
    assert ann.lands("c", "5\n") and cat.git("merge", "-q", "--ff-only", "ann").ok
    assert repository.git("show", "main:p") == text(_0="own = 2", _6="bob = 1").rstrip()


@pytest.mark.parametrize("how", ["amends", "commits"])
@pytest.mark.parametrize(("looks", "sixth"), [(True, LINES[6]), (True, "ann = 1"), (False, "bob = 1")])
def test_what_it_saw_there_or_keeps_is_not(repository: Repository, looks: bool, sixth: str, how: str) -> None:
    ann, _, _ = stopped(repository)
    if looks:
        ann.reads("p")
    made(ann, text(_0="own = 2", _6=sixth), how)
    assert ann.git("rebase", "--continue").ok


@pytest.mark.parametrize(("looks", "sixth"), [(True, LINES[6]), (False, "bob = 1"), (False, LINES[6])])
def test_it_is_asked_whoever_ends_the_rebase(repository: Repository, looks: bool, sixth: str) -> None:
    ann, _, _ = stopped(repository)
    if looks:
        ann.reads("p")
    made(ann, text(_0="own = 2", _6=sixth), "amends")
    eve = repository.session("eve", ann.cwd)
    ended = eve.git("rebase", "--continue")
    assert ended.rejected == ([] if looks or "bob" in sixth else ["CG201 p"]), ended.err
    if ended.rejected:
        assert "answer for session ann" in ended.err
        assert eve.coordgit("ack", ended.verdict, "--why", "she did not know").ok
    assert ended.ok or eve.git("rebase", "--continue").ok


def test_it_can_be_acknowledged(repository: Repository) -> None:
    ann, _, cat = stopped(repository)
    made(ann, text(_0="own = 2"), "amends")
    denied = ann.git("rebase", "--continue")
    assert denied.rejected == ["CG201 p"]
    assert ann.coordgit("ack", denied.verdict, "--why", "mine is newer").ok
    assert ann.git("rebase", "--continue").ok
    assert cat.git("merge", "-q", "--ff-only", "ann").ok


def test_onto_a_branch_that_is_no_target_the_commit_that_has_it_is_read(repository: Repository) -> None:
    ann, _, _ = stopped(repository, "bob")
    made(ann, text(_0="own = 2"), "amends")
    denied = ann.git("rebase", "--continue")
    tip = repository.git("rev-parse", "bob")[:12]
    assert denied.rejected == ["CG201 p"] and f"coordgit read --at {tip} p" in denied.err, denied.err
    assert ann.coordgit("read", "--at", tip, "p").ok
    ann.writes("p", text(_0="own = 2", _6="bob = 1"))
    assert ann.git("commit", "--amend", "--no-edit", "p").ok
    assert ann.git("rebase", "--continue").ok


@pytest.mark.parametrize("seen", [False, True])
def test_a_later_commit_of_the_same_file_hides_nothing(repository: Repository, seen: bool) -> None:
    repository.begin(p=text(), a="1\n")
    ann, bob = (repository.session(name, repository.worktree(name)) for name in ("ann", "bob"))
    ann.reads("p")
    ann.lands("a", "2\n")
    ann.lands("p", text(_11="own = 11"))
    bob.lands("p", text(_6="bob = 1"))
    assert repository.session("cat").git("merge", "-q", "--ff-only", "bob").ok
    assert ann.git("-c", "sequence.editor=sed -i 1s/^pick/edit/", "rebase", "-q", "-i", "main").ok
    if seen:
        ann.reads("p")
    made(ann, text(_0="own = 2"), "amends")
    assert ann.git("rebase", "--continue").rejected == ["CG201 p"] * (not seen)


@pytest.mark.parametrize("keeps", [False, True])
@pytest.mark.parametrize("how", ["fixup", "squash"])
def test_what_git_squashes_into_it_hides_nothing(repository: Repository, how: str, keeps: bool) -> None:
    repository.begin(p=text(), a="1\n", c="1\n")
    ann, bob = (repository.session(name, repository.worktree(name)) for name in ("ann", "bob"))
    ann.reads("p")
    ann.lands("a", "2\n")
    ann.lands("c", "2\n")
    bob.lands("p", text(_6="bob = 1"))
    assert repository.session("cat").git("merge", "-q", "--ff-only", "bob").ok
    todo = f"sequence.editor=sed -i -e 1s/^pick/edit/ -e 2s/^pick/{how}/"
    assert ann.git("-c", todo, "rebase", "-q", "-i", "main").ok
    made(ann, text(_0="own = 2", _6="bob = 1" if keeps else LINES[6]), "amends")
    ended = ann.git("-c", "core.editor=true", "rebase", "--continue")
    assert ended.rejected == ["CG201 p"] * (not keeps) and ended.ok == keeps, ended.err


@pytest.mark.parametrize("keeps", [False, True])
@pytest.mark.parametrize("words", [("rm", "-q", "p"), ("mv", "p", "new")])
def test_so_is_what_it_removed_there(repository: Repository, words: tuple[str, ...], keeps: bool) -> None:
    ann, _, _ = stopped(repository)
    if keeps:
        ann.reads("p")
    assert ann.git(*words).ok
    if "new" in words:
        ann.writes("new", text(_0="own = 2"))
    assert ann.git("commit", "-qa", "--amend", "--no-edit").ok
    ended = ann.git("rebase", "--continue")
    assert ended.rejected == ["CG201 p"] * (not keeps)
    if not keeps:  # no commit of it could be amended
        advice = ended.err.partition("next: ")[2].partition(" (undo")[0]
        assert advice == (
            "read p as it is on main (coordgit read --at main p), adapt your change if it needs it, git rebase --continue"
        )
        assert ann.coordgit("read", "--at", "main", "p").ok and ann.git("rebase", "--continue").ok


def test_what_a_target_only_gets_by_its_rebase_is_read_in_the_commit_that_brings_it(repository: Repository) -> None:
    repository.begin(p=text(), a="1\n")
    ann, bob = repository.session("ann"), repository.session("bob", repository.worktree("bob"))
    ann.reads("p")
    ann.lands("a", "2\n")
    tip = bob.lands("p", text(_6="bob = 1"))[:12]
    assert ann.git("-c", "sequence.editor=sed -i 1s/^pick/edit/", "rebase", "-q", "-i", "bob").ok
    made(ann, text(_0="own = 2"), "amends")
    denied = ann.git("rebase", "--continue")
    assert denied.rejected == ["CG101 p"] and f"coordgit read --at {tip} p" in denied.err, denied.err
    assert "bob = 1" in ann.coordgit("read", "--at", tip, "p").out
    ann.writes("p", text(_0="own = 2", _6="bob = 1"))
    assert ann.git("commit", "--amend", "--no-edit", "p").ok and ann.git("rebase", "--continue").ok


def test_a_stop_in_a_rebase_that_brings_nothing_is_not_asked(repository: Repository) -> None:
    """The version at the stop is an older one of the branch itself."""
    repository.begin(p=text(), a="1\n")
    repository.session("bob").lands("p", text(_6="bob = 1"))
    ann = repository.session("ann")
    repository.commit_files({"p": text(_6="bob = 1", _3="more = 1")}, "more")
    ann.reads("p")
    assert ann.git("-c", "sequence.editor=sed -i 1s/^pick/edit/", "rebase", "-q", "-i", "HEAD~2").ok
    made(ann, text(_6="bob = 1", _0="own = 2"), "amends")
    assert ann.git("rebase", "--continue").ok


@pytest.mark.parametrize("drops", [True, False])
def test_what_such_a_rebase_drops_of_anothers_is_asked_as_the_branch_has_it(repository: Repository, drops: bool) -> None:
    repository.begin(p=text(), a="1\n")
    ann, bob = repository.session("ann"), repository.session("bob")
    assert ann.git("switch", "-qc", "work").ok
    ann.lands("a", "2\n")
    ann.reads("p")
    bob.lands("p", text(_6="bob = 1"))
    edits = f"sed -i -e 1s/^pick/edit/ -e 2s/^pick/{'drop' if drops else 'pick'}/"
    assert ann.git("-c", f"sequence.editor={edits}", "rebase", "-q", "-i", "HEAD~2").ok
    made(ann, text(_0="own = 2"), "amends")
    denied = ann.git("rebase", "--continue")
    assert denied.rejected == (["CG201 p"] if drops else ["CG101 p"]), denied.err
    assert "coordgit read --at work p" in denied.err and ann.coordgit("read", "--at", "work", "p").ok
    ann.writes("p", text(_0="own = 2", _6="bob = 1"))
    assert ann.git("commit", "--amend", "--no-edit", "p").ok and ann.git("rebase", "--continue").ok


@pytest.mark.parametrize(("anothers", "whole"), [(False, False), (False, True), (True, False), (True, True)])
def test_who_resolved_a_conflict_may_replace_its_own_text_at_the_next_rebases_stop(
    repository: Repository, anothers: bool, whole: bool
) -> None:
    repository.begin(p=text(), a="1\n", c="1\n")
    ann = Claude(repository, "ann", repository.worktree("ann"))
    if whole:
        ann.reads("p")
    ann.writes("p", text(_6="ann = 1"))
    assert ann.commits("p").ok
    repository.session("bob").lands("p", text(_6="bob = 1"))
    assert not ann.runs("git rebase -q main").ok
    ann.reads("p", *((0, 0) if whole else (5, 12)))
    ann.writes("p", text(_6="both = 1"))
    assert ann.runs("git add p && git -c core.editor=true rebase --continue").ok
    if anothers:
        repository.session("cat", ann.cwd).lands("p", text(_6="both = 1", _0="cat = 1"))
    stops = f"sequence.editor=sed -i {1 + anothers}s/^pick/edit/"
    repository.git("-c", stops, "rebase", "-q", "-i", "main", cwd=ann.cwd)  # by a person: nothing is told
    (repository.folder / "mine").write_text(text(_6="ann = 2"))
    if anothers:
        puts = f"cp {repository.folder}/mine p && git commit -qam two"
    else:
        ann.writes("p", text(_6="ann = 2"))
        puts = "git commit -qa --amend --no-edit"
    assert ann.runs(f"{puts} && git rebase --continue").rejected == ["CG201 p" if whole else "CG201 p:5-12"] * anothers
