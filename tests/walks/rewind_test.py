"""A target that moves back, or aside, keeps what other sessions have landed there, unless something else has it."""

import re
from collections.abc import Callable

import pytest

from tests.support.repository import Repository, Result, Session
from tests.support.way_on import obey

Act = Callable[[Session, Repository], Result]


def bob_has_landed(repository: Repository) -> Session:
    """Ann: bob has landed b.py on main after ann's a.py; both work in the main work tree."""
    repository.commit_files({"api.py": "def f(x):\n    return x\n"})
    ann = repository.session("ann")
    ann.lands("a.py", "1\n")
    repository.session("bob").lands("b.py", "1\n")
    return ann


@pytest.fixture
def ann(repository: Repository) -> Session:
    return bob_has_landed(repository)


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


@pytest.mark.daily(4)
@ways
def test_every_way_to_drop_what_another_session_landed_is_rejected(ann: Session, repository: Repository, way: Act) -> None:
    before = repository.head("main")
    result = way(ann, repository)
    assert result.rejected == ["CG205 main"], result
    assert "1 commit would be dropped" in result.err
    assert f'would drop {before[:7]} "bob: b.py" (session bob, ' in result.err
    assert repository.head("main") == before


@ways
def test_what_another_branch_has_may_be_dropped(ann: Session, repository: Repository, way: Act) -> None:
    repository.git("branch", "feat")
    result = way(ann, repository)
    assert result.ok, result.err


@ways
def test_a_session_may_drop_what_it_landed_itself(ann: Session, repository: Repository, way: Act) -> None:
    result = way(repository.session("bob"), repository)
    assert result.ok, result.err


def test_what_a_session_drops_is_not_overwritten_by_whose_work_it_lands(ann: Session, repository: Repository) -> None:
    repository.session("cat", repository.worktree("cat")).lands("caller.py", "1\n")
    bob = repository.session("bob")
    bob.lands("a.py", "2\n")
    assert bob.git("checkout", "-q", "--detach").ok
    result = bob.git("branch", "-f", "main", "cat")
    assert result.ok, result.err


@pytest.mark.daily(3)
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


def test_a_branch_that_is_not_a_target_may_go_anywhere(ann: Session, repository: Repository) -> None:
    bob = repository.session("bob", repository.worktree("feat"))
    bob.lands("more.py", "1\n")
    assert repository.session("ann", bob.cwd).git("reset", "-q", "--hard", "HEAD~1").ok


# What comes back rewritten.


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
