"""What gc takes out and what it keeps; after it every decision is the one that it was before."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from coordgit.core.model import Knower
from coordgit.store import landings, prune
from coordgit.store import sessions as sessions_
from coordgit.store.database import Store
from tests.support.claude import Claude
from tests.support.repository import Repository, Session

Sessions = Callable[..., list[Session]]

API = "def f(x):\n    return x\n"
CHANGED = "def f(x, y):\n    return x\n"
DAY = 86400.0


def age(repository: Repository, days: float) -> None:
    """Let time pass: everything recorded so far is ``days`` days older."""
    columns = {
        "sessions": ("started_at", "seen_at", "ended_at"),
        "landings": ("landed_at",),
        "verdicts": ("decided_at",),
        "reads": ("read_at",),
        "writes": ("wrote_at",),
        "intents": ("noted_at",),
        "commits": ("made_at",),
    }
    with repository.store() as store, store.writing():
        for table, names in columns.items():
            for name in names:
                store.do(f"UPDATE {table} SET {name} = {name} - :span", span=days * DAY)


def counts(repository: Repository) -> dict[str, int]:
    tables = ("reads", "bases", "refreshes", "writes", "intents", "changes", "landings", "verdicts", "conflicts", "sessions")
    with repository.store() as store:
        return {table: store.value(f"SELECT COUNT(*) FROM {table}") for table in tables}


def consistent(store: Store) -> bool:
    """Is every epoch's count of reads the number of its rows, and does every row have what it refers to?"""
    wrong = store.all(
        "SELECT 1 FROM epochs e WHERE e.reads <>"
        " (SELECT COUNT(*) FROM reads r WHERE r.session = e.session AND r.epoch = e.epoch)"
        " UNION ALL SELECT 1 FROM reads WHERE base_id NOT IN (SELECT base_id FROM bases)"
        " UNION ALL SELECT 1 FROM refreshes WHERE read_id NOT IN (SELECT read_id FROM reads)"
        " UNION ALL SELECT 1 FROM conflicts WHERE verdict NOT IN (SELECT verdict FROM verdicts)"
        " UNION ALL SELECT 1 FROM reads r WHERE NOT EXISTS"
        " (SELECT 1 FROM epochs e WHERE e.session = r.session AND e.epoch = r.epoch)"
    )
    return not wrong


def collect(repository: Repository, *args: str) -> dict[str, int]:
    """Run gc; how many rows went."""
    document = repository.json("gc", *args)
    with repository.store() as store:
        assert consistent(store)
    removed: dict[str, int] = document["removed"]
    return removed


def test_a_live_session_keeps_what_it_knows_however_old(sessions: Sessions, repository: Repository) -> None:
    ann, bob = sessions("ann", "bob")
    ann.reads("api.py", "gone.py")
    age(repository, 400)
    bob.lands("api.py", CHANGED)
    assert "reads" not in collect(repository)
    assert ann.commits("caller.py", "f(1)\n").rejected == ["CG101 api.py"]


def test_a_session_that_ended_lately_comes_back_with_what_it_knew(sessions: Sessions, repository: Repository) -> None:
    ann, bob = sessions("ann", "bob")
    ann.reads("api.py")
    ann.coordgit("session", "end")
    age(repository, 29)
    assert "reads" not in collect(repository)
    bob.lands("api.py", CHANGED)
    assert ann.commits("caller.py", "f(1)\n").rejected == ["CG101 api.py"]


def test_a_session_that_ended_long_ago_is_forgotten(sessions: Sessions, repository: Repository) -> None:
    (ann,) = sessions("ann")
    ann.reads("api.py", "gone.py")
    ann.coordgit("session", "end")
    age(repository, 31)
    before = counts(repository)
    removed = collect(repository)
    assert (removed["reads"], removed["bases"]) == (2, 1)
    assert counts(repository)["reads"] == before["reads"] - 2
    assert repository.json("session", "show", "ann")["reads"] == []
    ann.reads("api.py")
    with repository.store() as store:
        assert consistent(store)


def test_a_session_that_comes_back_while_gc_runs_loses_nothing(sessions: Sessions, repository: Repository) -> None:
    (ann,) = sessions("ann")
    ann.reads("api.py")
    ann.coordgit("session", "end")
    age(repository, 31)
    with repository.store() as store:
        knower = Knower("ann", 1)
        repository.coordgit("session", "start", "--id", "ann")
        assert prune.drop_reads(store, knower, time.time() - 30 * DAY) == 0
        sessions_.end(store, "ann", time.time() - 31 * DAY)
        assert prune.drop_reads(store, knower, time.time() - 30 * DAY) == 1
        assert consistent(store)


def test_the_days_can_be_told(sessions: Sessions, repository: Repository) -> None:
    ann, bob = sessions("ann", "bob")
    ann.reads("api.py")
    bob.reads("api.py")
    ann.coordgit("session", "end")
    age(repository, 2)
    assert "reads" not in collect(repository, "--days", "3")
    assert collect(repository, "--days", "0.5")["reads"] == 1
    assert len(bob.json("session", "show")["reads"]) == 1
    assert repository.coordgit("gc", "--days", "-1").code == 2


def test_an_epoch_that_was_cleared_is_forgotten_once_its_commits_are_in_the_target(
    sessions: Sessions, repository: Repository
) -> None:
    sessions()
    ann = repository.session("ann", repository.worktree("ann"))
    ann.reads("api.py")
    ann.lands("caller.py", "f(1)\n")
    ann.coordgit("session", "clear")
    age(repository, 400)
    assert "reads" not in collect(repository)
    repository.git("merge", "-q", "--ff-only", "ann")
    assert collect(repository)["reads"] == 1


def test_the_reads_behind_a_branch_that_has_not_landed_still_count_when_it_does(
    sessions: Sessions, repository: Repository
) -> None:
    (bob,) = sessions("bob")
    ann = repository.session("ann", repository.worktree("ann"))
    ann.reads("api.py")
    ann.lands("caller.py", "f(1)\n")
    ann.coordgit("session", "clear")
    ann.coordgit("session", "end")
    age(repository, 400)
    collect(repository)
    bob.lands("api.py", CHANGED)
    assert repository.run(["git", "merge", "-qm", "m", "ann"]).rejected == ["CG101 api.py"]


def test_a_branch_that_is_gone_keeps_nothing(sessions: Sessions, repository: Repository) -> None:
    sessions()
    ann = repository.session("ann", repository.worktree("ann"))
    ann.reads("api.py")
    ann.lands("caller.py", "f(1)\n")
    ann.coordgit("session", "end")
    repository.git("worktree", "remove", str(ann.cwd))
    repository.git("branch", "-D", "ann")
    age(repository, 31)
    assert collect(repository)["reads"] == 1


def test_a_branch_on_a_remote_keeps_what_is_behind_it(sessions: Sessions, repository: Repository) -> None:
    sessions()
    ann = repository.session("ann", repository.worktree("ann"))
    ann.reads("api.py")
    ann.lands("caller.py", "f(1)\n")
    ann.coordgit("session", "end")
    repository.git("update-ref", "refs/remotes/origin/ann", "ann")
    repository.git("worktree", "remove", str(ann.cwd))
    repository.git("branch", "-D", "ann")
    repository.git("reflog", "expire", "--expire=all", "--all")
    age(repository, 31)
    assert "reads" not in collect(repository)


def test_an_edit_that_is_not_committed_keeps_its_session_recognisable(sessions: Sessions, repository: Repository) -> None:
    (bob,) = sessions("bob")
    ann = Claude(repository, "ann")
    ann.reads("other.py")
    ann.writes("caller.py", "print(OTHER)\n")
    repository.coordgit("session", "clear", COORDGIT_SESSION="ann")
    age(repository, 400)
    collect(repository)
    cat = repository.session("cat")
    bob.lands("other.py", "OTHER = 2\n")
    cat.git("add", "caller.py")
    assert cat.git("commit", "-qm", "somebody else's work").rejected == ["CG101 other.py"]


def test_edits_that_landed_and_edits_of_the_forgotten_go(sessions: Sessions, repository: Repository) -> None:
    sessions()
    for name in ("ann", "bob"):
        client = Claude(repository, name)
        client.writes(f"{name}.py", "x\n")
        client.commits(f"{name}.py")
        client.writes(f"{name}.py", "y\n")
    repository.coordgit("session", "end", COORDGIT_SESSION="ann")
    age(repository, 31)
    assert collect(repository)["writes"] == 3
    assert [w["path"] for w in repository.json("session", "show", "bob")["writes"]] == ["bob.py"]


def test_old_write_sets_go_and_what_led_over_them_is_asked_of_git(sessions: Sessions, repository: Repository) -> None:
    ann, bob = sessions("ann", "bob")
    old = repository.head()
    bob.lands("api.py", CHANGED)
    bob.lands("other.py", "OTHER = 2\n")
    age(repository, 31)
    assert collect(repository)["changes"] == 2
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
    assert collect(repository)["changes"] == 1
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
    off = ("-c", "core.hooksPath=/dev/null", "-c", "hook.reference-transaction.enabled=false")
    assert ann.git(*off, "commit", "-qm", "its base is in no write set", "--allow-empty").ok
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
    assert "changes" not in collect(repository)
    with repository.store() as store:
        assert landings.chain(store, "refs/heads/main", old, repository.head()) is not None


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


def test_what_refers_to_nothing_goes_and_counts_are_made_right(sessions: Sessions, repository: Repository) -> None:
    (ann,) = sessions("ann")
    ann.reads("api.py")
    with repository.store() as store, store.writing():
        store.do("INSERT INTO refreshes (read_id, ref, tip, how, refreshed_at) VALUES (999, 'refs/heads/main', 'x', 'ack', 0)")
        store.do("INSERT INTO bases (session, epoch, oid) VALUES ('ann', 1, 'x')")
        store.do("INSERT INTO intents (session, call, worktree, path, noted_at) VALUES ('ann', '1', '/w', 'old.py', 0)")
        store.do(
            "INSERT INTO intents (session, call, worktree, path, noted_at) VALUES ('ann', '2', '/w', 'new.py', :now)",
            now=time.time(),
        )
        store.do("UPDATE epochs SET reads = 7")
    removed = collect(repository)
    assert {table: removed[table] for table in ("refreshes", "bases", "intents")} == {"refreshes": 1, "bases": 1, "intents": 1}
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


def test_room_is_given_back(sessions: Sessions, repository: Repository) -> None:
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


@pytest.mark.parametrize("target", ["none", "main"])
def test_without_a_target_nothing_has_landed(sessions: Sessions, repository: Repository, target: str) -> None:
    repository.git("config", "coordgit.target", target)
    (ann,) = sessions("ann")
    ann.reads("api.py")
    ann.lands("caller.py", "f(1)\n")
    ann.coordgit("session", "end")
    age(repository, 31)
    assert ("reads" in collect(repository)) == (target == "main")
