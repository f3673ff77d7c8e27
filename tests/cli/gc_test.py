"""Gc takes out old verdicts and what refers to nothing, says what went, and gives the room back."""

import time

from tests.cli.ageing import DAY, age, collect, counts
from tests.support.repository import CHANGED, Repository, Sessions


def test_a_retained_rejection_is_explained_as_before_even_when_git_lost_the_commits(
    sessions: Sessions, repository: Repository
) -> None:
    ann, bob = sessions("ann", "bob")
    ann.reads("api.py")
    bob.lands("api.py", CHANGED)
    rejected = ann.commits("caller.py", "f(1)\n")
    assert rejected.rejected
    age(repository, 400)
    before = repository.json("explain", rejected.verdict), repository.coordgit("explain", rejected.verdict).out
    ann.coordgit("session", "end")
    age(repository, 40)
    collect(repository)
    repository.git("checkout", "-q", "--orphan", "fresh")
    repository.git("commit", "-qm", "fresh")
    repository.git("branch", "-D", "main")
    repository.git("reflog", "expire", "--expire=all", "--all")
    repository.git("gc", "-q", "--prune=now")
    after = repository.json("explain", rejected.verdict), repository.coordgit("explain", rejected.verdict).out
    assert after[0]["conflicts"] == before[0]["conflicts"]
    assert after[1].splitlines()[1:] == before[1].splitlines()[1:]


def test_old_verdicts_go_only_beyond_the_newest_thousand(sessions: Sessions, repository: Repository) -> None:
    ann, bob = sessions("ann", "bob")
    ann.reads("api.py")
    bob.lands("api.py", CHANGED)
    rejected = ann.commits("caller.py", "f(1)\n").verdict
    age(repository, 31)
    assert "verdicts" not in collect(repository)
    with repository.store() as store, store.writing():
        for _ in range(1000):
            store.do(
                "INSERT INTO verdicts (outcome, level, source, session, epoch, ref, decided_at)"
                " VALUES ('passed', 'strict', 'gate', 'cat', 1, 'refs/heads/main', :now)",
                now=time.time() - 31 * DAY,
            )
    removed = collect(repository)
    assert (removed["verdicts"], removed["conflicts"]) == (3, 1)
    assert repository.coordgit("explain", rejected).code == 2
    assert counts(repository)["verdicts"] == 1000


def test_young_verdicts_stay_however_many(sessions: Sessions, repository: Repository) -> None:
    sessions()
    with repository.store() as store, store.writing():
        for _ in range(1100):
            store.do(
                "INSERT INTO verdicts (outcome, level, source, session, epoch, ref, decided_at)"
                " VALUES ('passed', 'strict', 'gate', 'cat', 1, 'refs/heads/main', :now)",
                now=time.time() - 29 * DAY,
            )
    assert "verdicts" not in collect(repository)


def at_work(repository: Repository, days: float) -> None:
    """Let time pass in which the sessions go on."""
    age(repository, days)
    with repository.store() as store, store.writing():
        store.do("UPDATE sessions SET seen_at = :now", now=time.time())


def test_old_tasks_that_ended_reports_and_released_locks_go(sessions: Sessions, repository: Repository) -> None:
    ann, bob = sessions("ann", "bob")
    for title in ("done", "failed", "claimed", "open"):
        ann.coordgit("task", "add", title, "--path", "api.py")
    for _ in range(3):
        ann.coordgit("task", "claim")
    ann.coordgit("task", "done", "1")
    ann.coordgit("task", "fail", "2", "--why", "no time")
    ann.coordgit("report", "half of it")
    ann.coordgit("report", "all of it", "--state", "done")
    ann.coordgit("lock", "api.py")
    ann.coordgit("unlock")
    ann.coordgit("lock", "other.py")
    at_work(repository, 29)
    assert not {"tasks", "reports", "locks", "events"} & set(collect(repository))
    at_work(repository, 2)
    removed = collect(repository)
    assert {table: removed.get(table) for table in ("tasks", "reports", "locks")} == {"tasks": 2, "reports": 1, "locks": 1}
    assert removed["events"] >= 11
    status = repository.json("status")
    assert {state: [one["title"] for one in some] for state, some in status["tasks"].items() if some} == {
        "open": ["open"],
        "in_flight": ["claimed"],
    }
    (report,) = [one["report"] for one in status["sessions"] if one["session"] == "ann"]
    assert report["text"] == "all of it"
    assert bob.coordgit("lock", "other.py").code == 1
    assert repository.json("task", "add", "new")["task"]["id"] == 5


def test_a_lock_that_came_after_an_expired_one_stays(sessions: Sessions, repository: Repository) -> None:
    ann, bob = sessions("ann", "bob")
    ann.coordgit("lock", "api.py", "--for", "0.1s")
    time.sleep(0.2)
    bob.coordgit("lock", "api.py")
    bob.coordgit("unlock")
    age(repository, 40)
    assert "locks" not in collect(repository)
    ann.coordgit("lock", "api.py")
    assert collect(repository)["locks"] == 2


def test_what_refers_to_nothing_goes_and_counts_are_made_right(sessions: Sessions, repository: Repository) -> None:
    (ann,) = sessions("ann")
    ann.reads("api.py")
    with repository.store() as store, store.writing():
        store.do("INSERT INTO bases (session, epoch, oid) VALUES ('ann', 1, 'x')")
        store.do("INSERT INTO intents (session, call, worktree, path, noted_at) VALUES ('ann', '1', '/w', 'old.py', 0)")
        store.do(
            "INSERT INTO intents (session, call, worktree, path, noted_at) VALUES ('ann', '2', '/w', 'new.py', :now)",
            now=time.time(),
        )
        store.do("UPDATE epochs SET reads = 7")
    removed = collect(repository)
    assert {table: removed[table] for table in ("bases", "intents")} == {"bases": 1, "intents": 1}
    assert counts(repository)["intents"] == 1


def test_a_second_time_there_is_nothing_to_do(sessions: Sessions, repository: Repository) -> None:
    (ann,) = sessions("ann")
    ann.reads("api.py")
    ann.coordgit("session", "end")
    age(repository, 31)
    first = repository.coordgit("gc").out
    assert first.startswith("removed 1 read, 1 base")
    second = repository.coordgit("gc").out.splitlines()
    assert second[0] == "there was nothing to remove"


def test_gc_shrinks_the_file(sessions: Sessions, repository: Repository) -> None:
    (ann,) = sessions("ann")
    ann.reads("api.py")
    with repository.store() as store, store.writing():
        row = store.one("SELECT base_id FROM reads")
        assert row
        for n in range(20000):
            store.do(
                "INSERT INTO reads (session, epoch, kind, path, base_id, read_at) VALUES ('ann', 1, 'content', :path, :base, 0)",
                path=f"some/long/path/to/a/file/{n}.py",
                base=row[0],
            )
    ann.coordgit("session", "end")
    age(repository, 31)
    document = repository.json("gc")
    assert document["removed"]["reads"] == 20001
    assert document["bytes"]["after"] < document["bytes"]["before"] / 4
