"""What a session changes where a rebase has stopped, in a file that the rebase brought, is its own afterwards."""

import pytest

from tests.support.repository import Repository, Session

pytestmark = pytest.mark.nightly

THEIRS = "of_bob = 1\n" + "".join(f"line_{n} = {n}\n" for n in range(9))
OWN = "of_ann = 1\n" + THEIRS


@pytest.mark.parametrize("more", [False, True], ids=["one's own", "another's too"])
@pytest.mark.parametrize("how", ["amends", "commits"])
def test_a_change_made_where_a_rebase_has_stopped_is_ones_own(repository: Repository, how: str, more: bool) -> None:
    """Ann has acknowledged Bob's new file, changes it where her rebase has stopped, and takes that back."""
    repository.begin(a="1\n")
    ann, bob = (repository.session(name, repository.worktree(name)) for name in ("ann", "bob"))
    ann.reads("new.py")
    bob.lands("new.py", THEIRS)
    assert repository.session("cat").git("merge", "-q", "--ff-only", "bob").ok
    ann.writes("a", "2\n")
    stale = ann.git("commit", "-qam", "one")
    assert stale.rejected == ["CG103 new.py"]
    assert ann.coordgit("ack", stale.verdict, "--why", "no matter").ok
    assert ann.git("commit", "-qam", "one").ok
    assert ann.git("-c", "sequence.editor=sed -i 1s/^pick/edit/", "rebase", "-q", "-i", "main").ok
    ann.writes("new.py", OWN)
    assert ann.git("commit", "-qam", "two", *(["--amend"] if how == "amends" else [])).ok
    assert ann.git("rebase", "--continue").ok
    if more:
        assert bob.git("merge", "-q", "main").ok
        bob.lands("new.py", THEIRS + "more_of_bob = 1\n")
        assert repository.session("cat").git("merge", "-q", "--ff-only", "bob").ok
        assert ann.git("merge", "-q", "--no-edit", "main").ok
    ann.writes("new.py", THEIRS)
    assert ann.git("commit", "-qam", "three").rejected == (["CG201 new.py"] if more else [])


@pytest.mark.parametrize("text", ["", THEIRS, "of_ann = 2\n"])
@pytest.mark.parametrize("stops", [True, False])
def test_who_has_read_nothing_of_it_took_its_text_from_what_the_rebase_brought(
    repository: Repository, stops: bool, text: str
) -> None:
    repository.begin(a="1\n")
    ann, bob = (repository.session(name, repository.worktree(name)) for name in ("ann", "bob"))
    cat = repository.session("cat")
    bob.lands("new.py", THEIRS)
    assert cat.git("merge", "-q", "--ff-only", "bob").ok
    ann.lands("a", "2\n")
    assert ann.git("-c", f"sequence.editor=sed -i 1s/^pick/{'edit' if stops else 'pick'}/", "rebase", "-q", "-i", "main").ok
    ann.lands("new.py", OWN)
    if stops:
        assert ann.git("rebase", "--continue").ok
    ann.lands("new.py", text)
    landed = cat.git("merge", "-q", "--no-edit", "ann")
    assert landed.ok, landed


LINES = "".join(f"{number}\n" for number in range(100, 120))


def begun(repository: Repository) -> tuple[Session, Session, Session]:
    """Ann and Bob in their worktrees; Cat, who lands what they have."""
    repository.begin(p=LINES, c="1\n")
    ann, bob = (repository.session(name, repository.worktree(name)) for name in ("ann", "bob"))
    return ann, bob, repository.session("cat")


def changes(session: Session, old: str, new: str) -> bool:
    """Change a line of p and commit it."""
    session.writes("p", (session.cwd / "p").read_text().replace(f"{old}\n", f"{new}\n"))
    return session.git("commit", "-qam", f"{old} to {new}").ok


def stops(session: Session, at: int = 1) -> bool:
    return session.git("-c", f"sequence.editor=sed -i {at}s/^pick/edit/", "rebase", "-q", "-i", "main").ok


@pytest.mark.parametrize("later", [False, True], ids=["at once", "changed again"])
@pytest.mark.parametrize("line", ["103", "8888"], ids=["taken back", "its own"])
def test_a_line_taken_back_unseen_where_a_rebase_has_stopped_is_asked_about_where_it_lands(
    repository: Repository, line: str, later: bool
) -> None:
    ann, bob, cat = begun(repository)
    assert ann.coordgit("session", "start", "--id", "ann", "--client", "claude").ok
    ann.lands("c", "2\n")
    assert changes(bob, "103", "7777") and cat.git("merge", "-q", "bob").ok
    assert stops(ann) and changes(ann, "7777", line)
    assert ann.git("rebase", "--continue").ok
    assert not later or changes(ann, "109", "9999")
    assert cat.git("merge", "-q", "ann").rejected == ["CG201 p"] * (line == "103")


def test_a_line_taken_back_unseen_on_a_detached_head_is_asked_about_where_a_branch_takes_it(repository: Repository) -> None:
    ann, bob, cat = begun(repository)
    assert ann.coordgit("session", "start", "--id", "ann", "--client", "claude").ok
    assert changes(bob, "103", "7777") and cat.git("merge", "-q", "bob").ok
    assert ann.git("checkout", "-q", "--detach", "main").ok
    assert changes(ann, "109", "9999") and changes(ann, "110", "8888")
    good = repository.head(cwd=ann.cwd)
    assert ann.git("checkout", "-q", "--detach", "main").ok and changes(ann, "7777", "103")
    bad = repository.head(cwd=ann.cwd)
    assert ann.git("checkout", "-q", "-B", "ann", "main").ok
    assert ann.git("cherry-pick", bad).rejected == ["CG201 p"]
    assert ann.git("cherry-pick", "--abort").ok
    assert ann.git("cherry-pick", f"main..{good}").ok


@pytest.mark.parametrize("line", ["103", "8888"], ids=["taken back", "its own"])
def test_that_a_new_branch_names_it_asks_nobody_about_it(repository: Repository, line: str) -> None:
    ann, bob, cat = begun(repository)
    assert changes(bob, "103", "7777") and cat.git("merge", "-q", "bob").ok
    assert ann.git("checkout", "-q", "--detach", "main").ok and changes(ann, "7777", line)
    assert ann.git("checkout", "-q", "-b", "new").ok
    bob.lands("c", "2\n")
    assert cat.git("merge", "-q", "bob").ok
    assert ann.git("merge", "-q", "--no-edit", "main").ok
    assert cat.git("merge", "-q", "new").rejected == ["CG201 p"] * (line == "103")


@pytest.mark.parametrize("before", ["landed", "changed since", "unlanded", "joined", "reset", "picked", ""])
def test_one_takes_back_what_one_committed_where_a_rebase_has_stopped_of_a_file_that_one_had_changed_before(
    repository: Repository, before: str
) -> None:
    """The rebase has stopped at no conflict with the older change: git can apply that there, or it had landed."""
    ann, bob, cat = begun(repository)
    if before:
        assert changes(ann, "115", "5555")
    if before == "joined":
        assert bob.git("merge", "-q", "ann").ok and changes(bob, "118", "8888")
    if before == "picked":
        assert changes(cat, "111", "1111") and cat.git("cherry-pick", "ann").ok
    if before in ("picked", "reset"):
        assert ann.git("reset", "-q", "--hard", "main" if before == "picked" else "HEAD~1").ok
    branch = {"landed": "ann", "changed since": "ann", "joined": "bob"}.get(before)
    assert branch is None or cat.git("merge", "-q", branch).ok
    ann.lands("c", "2\n")
    line = "5555" if before == "changed since" else "103"
    assert bob.git("merge", "-q", "--no-edit", "main").ok and changes(bob, line, "7777") and cat.git("merge", "-q", "bob").ok
    assert stops(ann, 2 if before == "unlanded" else 1) and changes(ann, "109", "9999")
    assert ann.git("rebase", "--continue").ok
    assert changes(ann, "9999", "109")
    assert cat.git("merge", "-q", "--no-edit", "ann").ok


def test_a_commit_that_came_with_the_older_change_and_conflicts_in_another_file_stops_no_rebase_at_that(
    repository: Repository,
) -> None:
    ann, bob, cat = begun(repository)
    assert ann.git("checkout", "-q", "--detach").ok
    ann.lands("c", "3\n")
    assert changes(ann, "115", "5555") and ann.git("checkout", "-q", "-B", "ann").ok
    assert ann.git("reset", "-q", "--hard", "main").ok
    ann.lands("o", "2\n")
    cat.lands("c", "4\n")
    assert bob.git("merge", "-q", "main").ok and changes(bob, "103", "7777") and cat.git("merge", "-q", "bob").ok
    assert stops(ann) and changes(ann, "109", "9999")
    assert ann.git("rebase", "--continue").ok
    assert changes(ann, "9999", "109")


@pytest.mark.parametrize("detached", [False, True], ids=["on a branch", "on a detached HEAD"])
@pytest.mark.parametrize("left_out", ["103", "115", ""])
def test_what_is_committed_at_a_conflict_of_a_rebase_with_ones_own_change_shows_nothing_of_the_other_side(
    repository: Repository, left_out: str, detached: bool
) -> None:
    """Ann has read nothing of what Bob has landed. Her text has it all, or lacks one of his changes."""
    ann, bob, cat = begun(repository)
    assert not detached or ann.git("checkout", "-q", "--detach").ok
    assert changes(ann, "115", "5555")
    assert not detached or ann.git("checkout", "-q", "-B", "ann").ok
    assert changes(bob, "103", "7777") and changes(bob, "115", "8888") and cat.git("merge", "-q", "bob").ok
    assert not ann.git("rebase", "-q", "main").ok
    text = LINES if left_out == "103" else LINES.replace("103\n", "7777\n")
    ann.writes("p", text.replace("115\n", "5555\n" if left_out == "115" else "8888\n5555\n"))
    assert ann.git("add", "p").ok and ann.git("-c", "core.editor=true", "rebase", "--continue").ok
    assert cat.git("merge", "-q", "ann").rejected == ["CG201 p"] * bool(left_out)


@pytest.mark.parametrize("line", ["7777", "103"], ids=["changed", "as it was"])
@pytest.mark.parametrize("stop", ["1s/^pick/edit/", "1abreak"], ids=["edit", "break"])
def test_who_renames_a_file_where_a_rebase_has_stopped_knows_it_by_its_new_name(
    repository: Repository, stop: str, line: str
) -> None:
    ann, bob, cat = begun(repository)
    ann.reads("p")
    ann.lands("c", "2\n")
    assert ann.git("-c", f"sequence.editor=sed -i {stop}", "rebase", "-q", "-i", "main").ok
    assert ann.git("mv", "p", "n").ok and ann.git("commit", "-qm", "rename").ok
    assert ann.git("rebase", "--continue").ok
    assert bob.git("merge", "-q", "ann").ok
    bob.lands("o", "1\n")
    bob.writes("n", LINES.replace("103\n", f"{line}\n"))
    bob.git("commit", "-qam", "n")
    assert cat.git("merge", "-q", "bob").ok
    assert ann.commits("c", "3\n").rejected == ["CG101 n"] * (line != "103")


@pytest.mark.parametrize("reverts", [True, False], ids=["by a revert", "by hand"])
def test_who_reverts_a_change_where_a_rebase_has_stopped_names_what_it_takes_back(repository: Repository, reverts: bool) -> None:
    ann, bob, cat = begun(repository)
    assert ann.coordgit("session", "start", "--id", "ann", "--client", "claude").ok
    ann.lands("c", "2\n")
    assert changes(bob, "103", "7777") and cat.git("merge", "-q", "bob").ok
    assert stops(ann)
    assert ann.git("revert", "--no-edit", "main").ok if reverts else changes(ann, "7777", "103")
    assert ann.git("rebase", "--continue").ok
    assert cat.git("merge", "-q", "ann").rejected == ([] if reverts else ["CG201 p"])


@pytest.mark.parametrize("again", [False, True], ids=["as it is", "changed since"])
@pytest.mark.parametrize("stop", [True, False])
def test_who_makes_a_file_anew_that_it_had_removed_takes_back_nothing_after_a_rebase(
    repository: Repository, stop: bool, again: bool
) -> None:
    ann, bob, cat = begun(repository)
    assert ann.git("rm", "-q", "p").ok and ann.git("commit", "-qm", "removed").ok
    ann.lands("p", "of_ann = 1\n")
    bob.lands("o", "2\n")
    assert cat.git("merge", "-q", "bob").ok
    assert stops(ann) and ann.git("rebase", "--continue").ok if stop else ann.git("rebase", "-q", "main").ok
    if again:
        ann.lands("p", "of_ann = 2\n")
    landed = cat.git("merge", "-q", "--ff-only", "ann")
    assert landed.ok, landed.err


@pytest.mark.parametrize("left_out", [True, False])
def test_what_a_rebase_makes_of_a_text_that_resolved_a_conflict_unseen_shows_nothing_more_of_the_other_side(
    repository: Repository, left_out: bool
) -> None:
    ann, bob, cat = begun(repository)
    assert changes(ann, "103", "5555") and changes(ann, "115", "6666")
    assert changes(bob, "103", "7777") and cat.git("merge", "-q", "bob").ok
    assert not ann.git("rebase", "-q", "main").ok
    ann.writes("p", LINES.replace("103\n", "5555\n" if left_out else "7777\n5555\n"))
    assert ann.git("add", "p").ok and ann.git("-c", "core.editor=true", "rebase", "--continue").ok
    assert cat.git("merge", "-q", "ann").rejected == ["CG201 p"] * left_out


@pytest.mark.parametrize("since", [False, True], ids=["as it was", "changed since"])
def test_who_answers_for_what_one_puts_back_unread_there_is_asked_again_only_for_another_version(
    repository: Repository, since: bool
) -> None:
    ann, bob, cat = begun(repository)
    ann.lands("c", "2\n")
    assert changes(bob, "103", "7777") and cat.git("merge", "-q", "bob").ok
    assert stops(ann) and changes(ann, "7777", "103") and ann.git("rebase", "--continue").ok
    rejected = cat.git("merge", "-q", "--no-edit", "ann")
    assert rejected.rejected == ["CG201 p"]
    assert cat.coordgit("ack", rejected.verdict, "--why", "it was wrong").ok
    if since:
        assert changes(bob, "7777", "8888") and cat.git("reset", "-q", "--hard").ok
        assert cat.git("merge", "-q", "bob").ok and ann.git("merge", "-q", "-X", "ours", "--no-edit", "main").ok
    assert cat.git("merge", "-q", "--no-edit", "ann").rejected == ["CG201 p"] * since
