"""A team's store: the tables and functions of the local one, on a real PostgreSQL."""

import re
import shutil
import threading
import time
from pathlib import Path

import pytest
from pg8000.exceptions import DatabaseError
from pg8000.native import Connection

from coordgit.core.pathspec import Paths, group, parse
from coordgit.errors import CoordgitError
from coordgit.store import locks, migrate, sessions, tasks
from coordgit.store.database import VERSION, in_memory
from coordgit.store.engines import libpq, postgresql
from coordgit.store.engines.postgresql import Conflicted, TeamStore, Unreachable
from tests.support import postgres
from tests.support.postgres import Server
from tests.team.clones import Member


def paths(*specs: str) -> list[Paths]:
    return group(parse(text) for text in specs)


def other(store: TeamStore) -> TeamStore:
    return postgresql.open_store(store.address, store.schema.removeprefix("coordgit_"), wait=30)


def test_the_same_migrations_make_the_same_tables_and_views(store: TeamStore) -> None:
    local = in_memory()
    named = {name for (name,) in local.all("SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')")}
    for table in sorted(name for name in named if not name.startswith("sqlite")):
        columns = {row[1] for row in local.all(f"PRAGMA table_info({table})")}
        rows = store.all(
            "SELECT column_name FROM information_schema.columns WHERE table_schema = :schema AND table_name = :name",
            schema=store.schema,
            name=table,
        )
        assert {name for (name,) in rows} == columns, table
    assert re.findall(r"^  \w+ +TEXT\b", "".join(sql for _, sql in migrate.steps(postgresql.WORDS)), re.MULTILINE)


def test_a_project_that_nobody_has_made_is_refused_and_made_on_request(server: Server) -> None:
    address, project = libpq.resolve(server.url(), {}), server.project()
    with pytest.raises(CoordgitError, match="no schema"):
        postgresql.open_store(address, project)
    postgresql.open_store(address, project, create=True, wait=30).close()
    postgresql.open_store(address, project).close()


def test_a_server_whose_socket_is_gone_is_unreachable_and_leaves_nothing_open(tmp_path: Path) -> None:
    with pytest.raises(Unreachable):  # a socket that is left open is a warning, which fails the test
        postgresql.open_store(libpq.resolve(f"postgresql://boss@/postgres?host={tmp_path}", {}), "project")


def test_two_that_make_a_project_at_once_get_one(server: Server) -> None:
    address, project = libpq.resolve(server.url(), {}), server.project()
    found: list[object] = []

    def make() -> None:
        with postgresql.open_store(address, project, create=True, wait=30) as store:
            found.append(store.value("SELECT COUNT(*) FROM versions"))

    threads = [threading.Thread(target=make) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [1] * 4


def test_a_newer_schema_is_left_alone(store: TeamStore) -> None:
    store.simple("UPDATE versions SET version = 999")
    with pytest.raises(CoordgitError, match="newer"):
        other(store)


@pytest.mark.parametrize("name", ["caf\udce9.txt", "\x01odd.txt", "plain.txt"], ids=["no UTF-8", "a control character", "plain"])
def test_a_path_comes_back_as_it_was_whatever_its_bytes(store: TeamStore, name: str) -> None:
    (wanted,) = paths(f":(literal){name}")
    with store.writing():
        locks.grant(store, "ann", wanted, locks.Terms(60), 1.0)
    (held,) = locks.every(store, 2.0)
    assert held.paths.spec.path == name
    assert list(locks.foreign(store, "bob", [name], 2.0)) == [name] and not locks.foreign(store, "bob", ["x"], 2.0)
    assert locks.in_the_way(store, "bob", wanted, False, 2.0)


def test_a_transaction_that_fails_leaves_nothing(store: TeamStore) -> None:
    with pytest.raises(ZeroDivisionError), store.writing():
        sessions.seen(store, "ann", 1.0)
        raise ZeroDivisionError
    assert sessions.every(store) == []
    with store.writing():
        sessions.seen(store, "ann", 1.0)
    assert [one.session for one in sessions.every(store)] == ["ann"]


def test_writers_take_turns_and_each_sees_what_the_one_before_did(store: TeamStore) -> None:
    task = tasks.add(store, "one for many", [], "boss", 1.0).task_id
    won: list[str] = []

    def claim(name: str) -> None:
        with other(store) as mine:
            if mine.transact(lambda: tasks.claim(mine, task, name, None, 2.0)):
                won.append(name)

    threads = [threading.Thread(target=claim, args=(f"s{n}",)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    entry = tasks.get(store, task)
    assert len(won) == 1 and entry is not None and entry.session == won[0]


def test_the_server_says_at_once_that_somebody_has_written(store: TeamStore) -> None:
    store.listen()
    with other(store) as mine:
        assert not store.heard(0.0)
        with mine.writing():
            sessions.seen(mine, "bob", 1.0)
        assert store.heard(5.0)
    assert [one.session for one in sessions.every(store)] == ["bob"] and not store.heard(0.0)


def test_what_cannot_be_serialized_is_run_again(store: TeamStore) -> None:
    runs = []

    def step() -> int:
        runs.append(1)
        if len(runs) < 3:
            raise Conflicted
        return len(runs)

    assert store.transact(step) == 3


def test_a_client_that_falls_silent_in_a_transaction_does_not_hold_up_the_others_for_long(
    store: TeamStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.simple("SET idle_in_transaction_session_timeout = 100")
    store.simple(f"{postgresql.Turn.BEGIN}; {postgresql.Turn.ONE_WRITER}")
    started = time.monotonic()
    with other(store) as mine, mine.writing():
        sessions.seen(mine, "bob", 1.0)
    assert time.monotonic() - started < 10
    with pytest.raises(Unreachable):
        store.one("SELECT 1")


def test_a_busy_store_is_given_up_in_time(store: TeamStore, monkeypatch: pytest.MonkeyPatch) -> None:
    with other(store) as mine, store.writing():
        monkeypatch.setattr(postgresql, "PATIENCE", 0.05)
        with pytest.raises(Unreachable, match="busy"), mine.writing():
            pass


@pytest.mark.nightly
@pytest.mark.parametrize("programs", postgres.programs())
def test_every_server_that_is_here_does_all_of_it(programs: str, tmp_path: Path) -> None:
    server = postgres.start(programs)
    try:
        ann, bob = (Member(tmp_path / name, name, server.url(), "p").join() for name in ("ann", "bob"))
        task = ann.add("ann", "a task")
        assert ann.claim("ann", task) and not bob.claim("bob", task) and ann.done("ann", task)
        assert ann.lock("ann", "api.py").granted and not bob.lock("bob", "*.py").granted
        ann.lands("ann", "api.py")
        ann.report("ann", "done", "done")
        ann.refresh()
        bob.refresh()
        assert bob.landed_elsewhere() == [("ann", "ann/ann", ["api.py"])] and bob.held() == [("ann/ann", "api.py")]
        assert ann.unlock("ann") == ["api.py"] and bob.lock("bob", "*.py").granted
    finally:
        server.stop()
        shutil.rmtree(server.folder)


def test_rights_on_its_schema_keep_a_project_from_others_and_a_role_shares_it(server: Server) -> None:
    project = server.project()
    roles = {name: f"{name}_{project.replace('-', '_')}" for name in ("team", "ann", "bob", "eve")}
    for name, role in roles.items():
        server.sql(f"CREATE ROLE {role} {'' if name == 'team' else 'LOGIN'}")
    server.sql(f"GRANT {roles['team']} TO {roles['ann']}, {roles['bob']}")
    server.sql(f'CREATE SCHEMA "coordgit_{project}" AUTHORIZATION {roles["team"]}')
    for name in ("ann", "bob"):
        address = libpq.resolve(server.url(user=roles[name]), {})
        with postgresql.open_store(address, project, create=True, wait=30) as mine, mine.writing():
            sessions.seen(mine, name, 1.0)
            assert len(sessions.every(mine)) == (1 if name == "ann" else 2)
    with pytest.raises(CoordgitError, match="no rights"):
        postgresql.open_store(libpq.resolve(server.url(user=roles["eve"]), {}), project)
    with pytest.raises(CoordgitError, match="no rights"):
        postgresql.open_store(libpq.resolve(server.url(user=roles["eve"]), {}), server.project(), create=True)


def test_a_tenant_sees_no_row_of_another_whatever_is_granted_and_a_dashboard_what_it_was_given(
    server: Server, tmp_path: Path
) -> None:
    tenants = {name: server.project() for name in ("web", "ops", "dashboard")}
    for name, project in tenants.items():
        server.sql(f'CREATE ROLE "{project}" LOGIN')
        if name != "dashboard":
            server.sql(f'CREATE SCHEMA "coordgit_{project}" AUTHORIZATION "{project}"')
            member = Member(tmp_path / name, name, server.url(user=project), project).join()
            member.lands(name, "api.py")
            member.refresh()
    schema = f"coordgit_{tenants['web']}"
    names = server.sql(
        f"SELECT relname FROM pg_class WHERE relkind IN ('r', 'v') AND relnamespace = '\"{schema}\"'::regnamespace"
    )
    full = {"sessions", "landings", "changes", "verdicts", "in_flight", "history"}

    def seen(user: str) -> set[str] | None:
        """The tables and views of the tenant "web" of which the user sees a row, ``None`` if it has no rights there."""
        with Connection(tenants[user], database="postgres", unix_sock=server.socket) as wire:
            try:
                return {name for name in names if wire.run(f'SELECT 1 FROM "{schema}".{name} LIMIT 1')}
            except DatabaseError as error:
                assert error.args[0]["C"] == "42501", error
                return None

    def grant(user: str) -> None:
        server.sql(f'GRANT USAGE ON SCHEMA "{schema}" TO "{tenants[user]}"')
        server.sql(f'GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA "{schema}" TO "{tenants[user]}"')

    assert full < (seen("web") or set()) and seen("ops") is None and {"stale_reads", "readers"} < set(names)
    for user in ("ops", "dashboard"):
        grant(user)
    server.sql(f"INSERT INTO \"{schema}\".readers VALUES ('{tenants['dashboard']}'), ('dropped')")
    assert seen("ops") == set() and full < (seen("dashboard") or set())
    for user in ("ops", "dashboard"):
        with (
            Connection(tenants[user], database="postgres", unix_sock=server.socket) as wire,
            pytest.raises(DatabaseError, match="row-level security"),
        ):
            wire.run(f"INSERT INTO \"{schema}\".counters (name, value) VALUES ('x', 1)")


def test_a_project_from_before_there_were_policies_gets_them_when_a_clone_joins(store: TeamStore) -> None:
    store.simple("ALTER TABLE sessions DISABLE ROW LEVEL SECURITY; DROP POLICY readers ON sessions")
    store.simple("ALTER VIEW in_flight RESET (security_invoker)")
    project = store.schema.removeprefix("coordgit_")
    with postgresql.open_store(store.address, project, create=True, wait=30) as joined:
        assert joined.identity == store.identity
    sql = "SELECT relrowsecurity, reloptions FROM pg_class WHERE relname = :name AND relnamespace = 'x'::regnamespace"
    for name, wanted in (("sessions", [(True, None)]), ("in_flight", [(False, ["security_invoker=true"])])):
        assert store.simple(sql.replace(":name", f"'{name}'").replace("'x'", f"'\"{store.schema}\"'")) == wanted


def test_a_project_of_an_older_version_is_brought_up_with_what_is_in_it(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    address, project, steps = libpq.resolve(server.url(), {}), server.project(), migrate.steps
    with postgresql.open_store(address, project, create=True, wait=30) as old:
        old.do("INSERT INTO sessions (session, started_at, seen_at) VALUES ('ann', 1, 2)")
        identity = old.identity
    following = (VERSION + 1, "ALTER TABLE sessions ADD COLUMN mood TEXT NOT NULL DEFAULT 'calm';")
    monkeypatch.setattr(postgresql, "VERSION", following[0])
    monkeypatch.setattr(migrate, "steps", lambda words=migrate.SQLITE: [*steps(words), following])
    with postgresql.open_store(address, project, wait=30) as new:
        assert new.all("SELECT session, mood FROM sessions") == [("ann", "calm")] and new.identity == identity
        assert new.value("SELECT version FROM versions") == following[0]


@pytest.mark.parametrize("create", [False, True], ids=["opened", "joined"])
def test_a_project_of_a_form_that_was_never_released_is_refused_until_it_is_set_aside(store: TeamStore, create: bool) -> None:
    store.simple(f"UPDATE versions SET version = {migrate.steps()[0][0] - 1}")
    store.do("INSERT INTO sessions (session, started_at, seen_at) VALUES ('ann', 1, 2)")
    project = store.schema.removeprefix("coordgit_")
    with pytest.raises(CoordgitError, match="never released") as refused:
        postgresql.open_store(store.address, project, create=create, wait=30)
    (rename,) = re.findall(r"-c '(.*?)'", refused.value.hint)
    store.simple(rename)
    assert store.column(f'SELECT session FROM "{store.schema}_old".sessions') == ["ann"]
    with postgresql.open_store(store.address, project, create=True, wait=30) as new:
        assert new.all("SELECT session FROM sessions") == [] and new.identity != store.identity
