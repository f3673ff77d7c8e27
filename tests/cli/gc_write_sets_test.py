"""Which write sets gc takes out; after it every decision is the one that it was before."""

from coordgit.store import landings
from tests.cli.ageing import age, collect, counts
from tests.support.repository import CHANGED, UNHOOKED, Repository, Sessions


def test_old_write_sets_go_and_what_led_over_them_is_asked_of_git(sessions: Sessions, repository: Repository) -> None:
    ann, bob = sessions("ann", "bob")
    old = repository.head()
    bob.lands("api.py", CHANGED)
    bob.lands("other.py", "OTHER = 2\n")
    age(repository, 31)
    assert collect(repository)["changes"] == 4  # two of them of the first commit
    assert counts(repository)["changes"] == 0
    # These bases are older than any write set that is left: a chain over what is gone would find nothing changed.
    assert ann.coordgit("read", "--at", old, "api.py").ok
    assert ann.commits("caller.py", "f(1)\n").rejected == ["CG101 api.py"]


def test_write_sets_that_a_read_may_still_be_asked_over_stay(sessions: Sessions, repository: Repository) -> None:
    ann, bob = sessions("ann", "bob")
    bob.lands("before.py", "x\n")
    ann.reads("api.py")
    bob.lands("other.py", "OTHER = 2\n")
    bob.lands("api.py", CHANGED)
    age(repository, 31)
    assert collect(repository)["changes"] == 3  # two of them of the first commit
    assert counts(repository)["changes"] == 2
    assert ann.commits("caller.py", "f(1)\n").rejected == ["CG101 api.py"]


def test_write_sets_of_the_last_days_stay(sessions: Sessions, repository: Repository) -> None:
    _, bob = sessions("ann", "bob")
    bob.lands("api.py", CHANGED)
    age(repository, 29)
    assert "changes" not in collect(repository)


def test_another_sessions_commit_that_is_squashed_later_is_still_recognised(sessions: Sessions, repository: Repository) -> None:
    (bob,) = sessions("bob")
    ann = repository.session("ann", repository.worktree("ann"))
    ann.lands("caller.py", "f(1)\n")
    ann.reads("api.py")
    age(repository, 400)
    collect(repository)
    bob.lands("api.py", CHANGED)
    assert bob.git("merge", "-q", "--squash", "ann").ok
    assert bob.git("commit", "-qm", "squash").rejected == ["CG101 api.py"]


def test_the_view_of_stale_reads_has_what_changed_since_the_oldest_read(sessions: Sessions, repository: Repository) -> None:
    (bob,) = sessions("bob")
    ann = repository.session("ann", repository.worktree("ann"))
    assert ann.git(*UNHOOKED, "commit", "-qm", "its base is in no write set", "--allow-empty").ok
    ann.reads("api.py")
    bob.lands("api.py", CHANGED)
    age(repository, 400)
    collect(repository)
    with repository.store() as store:
        assert store.all("SELECT session, path, change FROM stale_reads") == [("ann", "api.py", repository.head("main"))]


def test_the_bases_of_kept_reads_are_led_on_from_without_asking_git(sessions: Sessions, repository: Repository) -> None:
    ann, bob = sessions("ann", "bob")
    old = repository.head()
    bob.lands("other.py", "OTHER = 2\n")
    bob.lands("more.py", "x\n")
    assert ann.coordgit("read", "--at", old, "api.py").ok
    age(repository, 400)
    assert collect(repository)["changes"] == 2  # those of the first commit
    with repository.store() as store:
        assert old in landings.chains(store, "refs/heads/main", [old], repository.head())


def test_a_private_branch_may_still_return_to_where_it_was(sessions: Sessions, repository: Repository) -> None:
    (bob,) = sessions("bob")
    ann = repository.session("ann", repository.worktree("ann"))
    first = ann.lands("one.py", "1\n")
    ann.reads("api.py")
    ann.lands("two.py", "2\n")
    assert ann.git("reset", "-q", "--hard", "HEAD~1").ok
    bob.lands("api.py", CHANGED)
    age(repository, 400)
    collect(repository)
    assert ann.git("reset", "-q", "--hard", "ann@{1}").ok
    assert repository.head("ann") != first
