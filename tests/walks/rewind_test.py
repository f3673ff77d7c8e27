"""A target that moves back, or aside, keeps what other sessions have landed there, unless something else has it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository, Result, Session
from tests.support.way_on import obey

Act = Callable[[Session, Repository], Result]


@pytest.fixture
def ann(repository: Repository) -> Session:
    """Bob has landed b.py on main after ann's a.py; both work in the main work tree."""
    repository.commit_files({"api.py": "def f(x):\n    return x\n"})
    ann = repository.session("ann")
    ann.lands("a.py", "1\n")
    repository.session("bob").lands("b.py", "1\n")
    return ann


def hard(ann: Session, _: Repository) -> Result:
    return ann.git("reset", "-q", "--hard", "HEAD~1")


def soft(ann: Session, _: Repository) -> Result:
    return ann.git("reset", "-q", "--soft", "HEAD~1")


def mixed(ann: Session, _: Repository) -> Result:
    return ann.git("reset", "-q", "HEAD~1")


def keep(ann: Session, _: Repository) -> Result:
    return ann.git("reset", "-q", "--keep", "HEAD~1")


def branch(ann: Session, _: Repository) -> Result:
    ann.git("checkout", "-q", "--detach")
    return ann.git("branch", "-f", "main", "main~1")


def checkout(ann: Session, _: Repository) -> Result:
    return ann.git("checkout", "-q", "-B", "main", "main~1")


def update_ref(ann: Session, _: Repository) -> Result:
    return ann.git("update-ref", "refs/heads/main", "main~1")


def fetch(ann: Session, repository: Repository) -> Result:
    repository.git("tag", "older", "main~1")
    ann.git("checkout", "-q", "--detach")
    return ann.git("fetch", "-q", ".", "+older:main")


def push(ann: Session, repository: Repository) -> Result:
    repository.git("checkout", "-q", "--detach")
    clone = repository.folder / "clone"
    if not clone.exists():
        repository.git("clone", "-q", str(repository.top), str(clone))
    done = repository.session(ann.name, clone).git("push", "-q", "--force", "origin", "origin/main~1:main")
    return done._replace(err=re.sub(r"^remote: (.*?) *$", r"\1", done.err, flags=re.M))


def rebase(ann: Session, _: Repository) -> Result:
    return ann.git("-c", "sequence.editor=sed -i 1s/pick/drop/", "rebase", "-q", "-i", "HEAD~1")


def aside(ann: Session, _: Repository) -> Result:
    """Another commit instead of bob's."""
    ann.git("checkout", "-q", "--detach", "main~1")
    ann.lands("c.py", "1\n")
    return ann.git("branch", "-f", "main", "HEAD")


WAYS = [hard, soft, mixed, keep, branch, checkout, update_ref, fetch, push, rebase, aside]
ways = pytest.mark.parametrize("way", WAYS)


@pytest.mark.daily(7)
@ways
def test_every_way_to_drop_what_another_session_landed_is_rejected(ann: Session, repository: Repository, way: Act) -> None:
    before = repository.head("main")
    result = way(ann, repository)
    assert result.rejected == ["CG205 main"], result
    assert "1 commit would be dropped" in result.err
    assert f'would drop {before[:7]} "bob: b.py" (session bob, ' in result.err
    assert repository.head("main") == before


@pytest.mark.daily(4)
@ways
def test_what_another_branch_has_may_be_dropped(ann: Session, repository: Repository, way: Act) -> None:
    repository.git("branch", "feat")
    result = way(ann, repository)
    assert result.ok, result.err


@pytest.mark.daily(4)
@ways
def test_a_session_may_drop_what_it_landed_itself(ann: Session, repository: Repository, way: Act) -> None:
    result = way(repository.session("bob"), repository)
    assert result.ok, result.err


@pytest.mark.daily(5)
@pytest.mark.parametrize("way", [hard, soft, mixed, keep, branch, checkout, update_ref, push])
def test_the_way_on_keeps_the_commit_on_a_branch(ann: Session, repository: Repository, way: Act) -> None:
    lost = repository.head("main")
    denied = way(ann, repository)
    assert denied.rejected == ["CG205 main"], denied
    done = obey(ann, denied, lambda: way(ann, repository))
    assert all(result.ok for result in done), done
    assert repository.head(f"kept-{lost[:7]}") == lost
    assert repository.head("main") != lost


def test_the_way_on_of_a_rebase_goes_on_with_it(ann: Session, repository: Repository) -> None:
    lost = repository.head("main")
    denied = rebase(ann, repository)
    assert "git rebase --continue (undo: git rebase --abort)" in denied.err
    assert all(result.ok for result in obey(ann, denied, lambda: ann.git("status")))
    assert repository.head(f"kept-{lost[:7]}") == lost != repository.head("main")


def test_a_rejected_reset_can_be_undone(ann: Session, repository: Repository) -> None:
    state = repository.state()
    denied = hard(ann, repository)
    undo = re.search(r"\(undo: (.*?)\)", denied.err)
    assert undo and repository.run(["bash", "-c", undo[1]]).ok
    assert repository.state() == state


def test_several_commits_are_counted_and_named(ann: Session, repository: Repository) -> None:
    repository.session("cat").lands("c.py", "1\n")
    denied = ann.git("reset", "-q", "--hard", "HEAD~3")
    assert "rejected" in denied.err and "2 commits would be dropped" in denied.err
    assert re.findall(r'CG205 main  would drop \w+ "(\w+): ', denied.err) == ["cat", "bob"]


def test_a_rejection_is_explained(ann: Session, repository: Repository) -> None:
    denied = hard(ann, repository)
    said = ann.coordgit("explain").out
    assert "#1  CG205 main  would drop" in said and "another session landed it here, and no other branch has it" in said
    (conflict,) = ann.json("explain")["conflicts"]
    assert conflict["read"] is None and conflict["change"]["session"] == "bob"
    assert conflict["change"]["commit"] == repository.head("main")
    refused = ann.coordgit("ack", denied.verdict, "--why", "x")
    assert refused.code == 2, refused


def test_with_a_reason_it_passes_and_is_recorded(ann: Session, repository: Repository) -> None:
    passed = ann.git("-c", "coordgit.bypass=a secret was in it", "reset", "-q", "--hard", "HEAD~1")
    assert passed.ok and "CG205 main" in passed.err
    entry = ann.json("log")["entries"][0]
    assert (entry["outcome"], entry["reason"]) == ("bypassed", "a secret was in it")


def test_a_target_switched_off_for_one_command_is_a_bypass(ann: Session) -> None:
    passed = ann.git("-c", "coordgit.target=none", "reset", "-q", "--hard", "HEAD~1")
    assert passed.ok and 'bypassed, "coordgit.target=none for one command"' in passed.err


def test_at_level_record_it_is_told(ann: Session, repository: Repository) -> None:
    repository.git("config", "coordgit.level", "record")
    passed = hard(ann, repository)
    assert passed.ok and "coordgit: note" in passed.err and "CG205 main" in passed.err


def test_a_branch_that_is_no_target_may_go_anywhere(ann: Session, repository: Repository) -> None:
    bob = repository.session("bob", repository.worktree("feat"))
    bob.lands("more.py", "1\n")
    assert repository.session("ann", bob.cwd).git("reset", "-q", "--hard", "HEAD~1").ok


# What comes back rewritten.


def test_another_sessions_commit_may_be_amended(ann: Session, repository: Repository) -> None:
    ann.writes("c.py", "1\n")
    ann.git("add", "c.py")
    assert ann.git("commit", "-q", "--amend", "--no-edit").ok


def test_an_amend_over_it_and_a_reset_of_that_drops_it(ann: Session, repository: Repository) -> None:
    test_another_sessions_commit_may_be_amended(ann, repository)
    assert hard(ann, repository).rejected == ["CG205 main"]


def test_its_own_commit_that_it_amended_may_be_dropped_though_another_sessions_edit_is_in_it(
    ann: Session, repository: Repository
) -> None:
    Claude(repository, "cleo").writes("a.py", "of cleo's\n")
    ann.writes("c.py", "1\n")
    ann.git("add", "-A")
    assert ann.git("-c", "coordgit.bypass=all of it", "commit", "-qm", "swept").ok
    for n in range(2):
        assert ann.git("-c", "coordgit.bypass=all of it", "commit", "-q", "--amend", "-m", f"again {n}").ok
    dropped = ann.git("reset", "-q", "--soft", "HEAD~1")
    assert dropped.ok, dropped.err


def test_commits_may_be_squashed_into_one(ann: Session, repository: Repository) -> None:
    repository.git("branch", "old", "main~2")
    tree = repository.git("rev-parse", "main^{tree}")
    made = ann.git("commit-tree", tree, "-p", "old", "-m", "both").out.strip()
    assert ann.git("update-ref", "refs/heads/main", made).ok


def test_a_rebase_may_rewrite_it(ann: Session, repository: Repository) -> None:
    ann.lands("c.py", "1\n")
    reordered = ann.git("-c", "sequence.editor=sed -i -e 1h -e 1d -e 2G", "rebase", "-q", "-i", "HEAD~2")
    assert reordered.ok, reordered.err
    assert "bob: b.py" in repository.git("log", "-1", "--format=%s")


def test_a_rebase_that_changes_it_may_too(ann: Session, repository: Repository) -> None:
    """Its text is another by then; the rebase itself says what it has rewritten."""
    ann.lands("c.py", "1\n")
    stopped = ann.git("-c", "sequence.editor=sed -i 1s/pick/edit/", "rebase", "-q", "-i", "HEAD~2")
    assert stopped.ok, stopped.err
    ann.writes("b.py", "2\n")
    assert ann.git("commit", "-q", "-a", "--amend", "--no-edit").ok
    assert ann.git("rebase", "--continue").ok


def test_a_text_that_has_been_edited_beside_it_carries_it(ann: Session, repository: Repository) -> None:
    """The same lines, in a commit of another author and date."""
    ann.git("checkout", "-q", "--detach", "main~1")
    ann.lands("b.py", "0\n1\n")
    assert ann.git("branch", "-f", "main", "HEAD").ok


def test_a_text_that_lacks_it_does_not(ann: Session, repository: Repository) -> None:
    ann.git("checkout", "-q", "--detach", "main~1")
    ann.lands("b.py", "0\n")
    assert ann.git("branch", "-f", "main", "HEAD").rejected == ["CG205 main"]


def test_a_commit_on_top_that_changes_it_carries_it(ann: Session, repository: Repository) -> None:
    """The same patch under it, by tools that note nothing."""
    ann.git("checkout", "-q", "--detach", "main~1")
    ann.git("cherry-pick", "--no-commit", "main")
    ann.git("commit", "-q", "-m", "of bob", "--author=X <x@example.org>", "--date=2001-01-01T00:00:00Z")
    ann.reads("b.py")
    ann.lands("b.py", "2\n")
    moved = ann.git("branch", "-f", "main", "HEAD")
    assert moved.ok, moved.err


def test_what_was_picked_from_a_branch_that_has_it_still_may_be_dropped(ann: Session, repository: Repository) -> None:
    repository.git("branch", "feat", "main~1")
    bob = repository.session("bob", repository.folder / "feat")
    repository.git("worktree", "add", "-q", str(bob.cwd), "feat")
    picked = bob.lands("d.py", "1\n")
    assert ann.git("cherry-pick", picked).ok
    assert hard(ann, repository).ok


def test_and_not_once_that_is_gone(ann: Session, repository: Repository) -> None:
    repository.git("branch", "feat", "main~1")
    bob = repository.session("bob", repository.folder / "feat")
    repository.git("worktree", "add", "-q", str(bob.cwd), "feat")
    picked = bob.lands("d.py", "1\n")
    assert ann.git("cherry-pick", picked).ok
    repository.git("worktree", "remove", "--force", str(bob.cwd))
    repository.git("branch", "-qD", "feat")
    assert hard(ann, repository).rejected == ["CG205 main"]


def test_its_own_merge_may_be_taken_back(ann: Session, repository: Repository) -> None:
    bob = repository.session("bob", repository.worktree("feat"))
    bob.lands("d.py", "1\n")
    ann.lands("e.py", "1\n")
    assert ann.git("merge", "-q", "--no-edit", "feat").ok
    assert hard(ann, repository).ok


def test_another_sessions_merge_may_not(ann: Session, repository: Repository) -> None:
    bob = repository.session("bob", repository.worktree("feat"))
    bob.lands("d.py", "1\n")
    ann.lands("e.py", "1\n")
    assert repository.session("bob").git("merge", "-q", "--no-edit", "feat").ok
    assert hard(ann, repository).rejected == ["CG205 main"]


def test_what_was_undone_already_is_not_lost(ann: Session, repository: Repository) -> None:
    assert ann.git("revert", "--no-edit", "HEAD").ok
    assert ann.git("reset", "-q", "--hard", "HEAD~2").ok


def test_a_mode_counts(ann: Session, repository: Repository) -> None:
    bob = repository.session("bob")
    (bob.cwd / "a.py").chmod(0o755)
    assert bob.git("commit", "-qam", "executable").ok
    assert hard(ann, repository).rejected == ["CG205 main"]


# Whose it is.


def test_what_no_hook_saw_is_another_sessions(ann: Session, repository: Repository) -> None:
    ann.writes("c.py", "1\n")
    ann.git("add", "c.py")
    assert ann.git("-c", "core.hooksPath=/dev/null", "commit", "-qm", "unseen").ok
    assert hard(ann, repository).rejected == ["CG205 main"]


def test_what_came_from_outside_is_another_sessions(ann: Session, repository: Repository) -> None:
    other = repository.folder / "other"
    repository.git("clone", "-q", str(repository.top), str(other))
    repository.commit_files({"o.py": "1\n"}, "from outside", other)
    assert ann.git("pull", "-q", "--ff-only", str(other), "main").ok
    assert hard(ann, repository).rejected == ["CG205 main"]


def test_what_a_remote_branch_has_may_be_dropped(ann: Session, repository: Repository) -> None:
    other = repository.folder / "other"
    repository.git("clone", "-q", str(repository.top), str(other))
    repository.commit_files({"o.py": "1\n"}, "from outside", other)
    repository.git("remote", "add", "origin", str(other))
    assert ann.git("pull", "-q", "--ff-only", "origin", "main").ok
    assert hard(ann, repository).ok


def test_a_person_may_drop_its_own_commits_from_before_the_store(tmp_path_factory: pytest.TempPathFactory) -> None:
    repository = Repository(tmp_path_factory.mktemp("late"), guarded=False)
    repository.begin(a__py="1\n")
    repository.commit_files({"b.py": "1\n"})
    repository.commit_files({"c.py": "1\n"})
    repository.guard()
    assert repository.session("ann").git("reset", "-q", "--soft", "HEAD~1").rejected == ["CG205 main"]
    repository.git("reset", "-q", "--soft", "HEAD~1")


def test_a_person_may_not_drop_anothers_commits_from_before_the_store(tmp_path_factory: pytest.TempPathFactory) -> None:
    repository = Repository(tmp_path_factory.mktemp("late"), guarded=False)
    repository.begin(a__py="1\n")
    repository.write("b.py", "1\n")
    repository.git("add", "b.py")
    repository.git("commit", "-qm", "x", "--author=Eve <eve@example.org>")
    repository.guard()
    assert repository.run(["git", "reset", "-q", "--soft", "HEAD~1"]).rejected == ["CG205 main"]


# Consequences to keep.


def test_a_pull_that_rebases_ones_own_passes(ann: Session, repository: Repository) -> None:
    other = repository.folder / "other"
    repository.git("clone", "-q", str(repository.top), str(other))
    repository.commit_files({"o.py": "1\n"}, "from outside", other)
    repository.git("remote", "add", "origin", str(other))
    ann.lands("c.py", "1\n")
    pulled = ann.git("pull", "-q", "--rebase", "origin", "main")
    assert pulled.ok, pulled.err


def test_an_aborted_rebase_passes(ann: Session, repository: Repository) -> None:
    repository.git("branch", "feat", "main~1")
    ann.git("-c", "sequence.editor=sed -i 1s/pick/edit/", "rebase", "-q", "-i", "HEAD~1")
    assert ann.git("rebase", "--abort").ok
    assert ann.git("commit", "--amend", "-qm", "again").ok


def test_a_target_that_is_deleted_is_kept_by_nobody(ann: Session, repository: Repository) -> None:
    ann.git("checkout", "-q", "--detach")
    assert ann.git("branch", "-qD", "main").ok


@pytest.mark.parametrize("noticed", [True, False], ids=["its deletion was noticed", "it was not"])
def test_a_target_made_anew_elsewhere_is_asked_from_where_it_was(ann: Session, repository: Repository, noticed: bool) -> None:
    ann.git("checkout", "-q", "--detach", "main~1")
    ann.git("branch", "-qD", "main")
    if noticed:
        assert repository.coordgit("status").ok
    made = ann.git("branch", "main", "HEAD")
    assert made.rejected == ["CG205 main"], made
    assert all(result.ok for result in obey(ann, made, lambda: ann.git("branch", "main", "HEAD")))


def test_a_target_made_anew_where_it_was_passes(ann: Session, repository: Repository) -> None:
    ann.git("checkout", "-q", "--detach")
    ann.git("branch", "-qD", "main")
    assert ann.git("branch", "main", "HEAD").ok
    ann.git("branch", "-qD", "main")
    ann.lands("d.py", "1\n")
    assert ann.git("branch", "main", "HEAD").ok
    assert ann.git("branch", "-f", "main", "HEAD~2").rejected == ["CG205 main"]


def test_a_target_made_anew_is_asked_about_its_reads(ann: Session, repository: Repository) -> None:
    ann.git("checkout", "-q", "--detach")
    ann.reads("b.py")
    ann.lands("d.py", "1\n")
    made = ann.git("rev-parse", "HEAD").out.strip()
    ann.git("checkout", "-q", "main")
    repository.session("bob").lands("b.py", "2\n")
    repository.git("branch", "feat")
    ann.git("checkout", "-q", "--detach")
    ann.git("branch", "-qD", "main")
    assert ann.git("branch", "main", made).rejected == ["CG101 b.py"]


def test_renaming_a_target_and_back_passes(ann: Session, repository: Repository) -> None:
    assert ann.git("branch", "-m", "main", "trunk").ok
    assert repository.coordgit("status").ok
    assert ann.git("branch", "-m", "trunk", "main").ok
    assert ann.commits("z.py", "1\n").ok
