"""What a team's store costs: a hook call with it, a lock, the time until another clone knows, and the server's rows and bytes."""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from coordgit.bench.cost import hook_calls, scratch
from coordgit.bench.cost.clocks import Bench, Figure, TimedProcess, run
from coordgit.bench.cost.scratch import Scratch
from coordgit.core.model import Epoch, Session
from coordgit.core.pathspec import Paths, parse
from coordgit.errors import CoordgitError
from coordgit.store import landings, locks, mirror, outbox, sessions, shared_reads
from coordgit.store.database import in_memory
from coordgit.store.engines.postgresql import TeamStore
from coordgit.team import join, membership
from coordgit.team.locks_and_tasks import Clone

GOAL = "at most 1.05"
SAME = "about 1"
NOWHERE = "postgresql://127.0.0.1:1/none"
"""A server that is not there."""
FEW, MANY = 20, 1_000
"""Sessions at work."""
DAY = {"landings": 20, "paths": 4, "reports": 10, "locks": 10}
"""What a session does in a day; the paths are those of each landing."""
SOON = 30.0


def measure(folder: str, bench: Bench) -> None:
    """Measure with the team's server, in a project that is deleted afterwards."""
    if not bench.team:
        bench.skipped.append("team: needs a PostgreSQL server (coordgit bench --team URL)")
        return
    sides = {
        name: Scratch(os.path.join(folder, name), bench.sizes.files[0], True, (hook_calls.CLIENT,))
        for name in ("without", "with", "unreachable", "other")
    }
    project = f"bench-{os.urandom(4).hex()}"
    clones = {name: _join(side, bench.team, project, name) for name, side in sides.items() if name != "without"}
    sides["unreachable"].git("config", "coordgit.team", NOWHERE)
    with membership.connect(clones["with"].membership, os.environ, wait=60.0) as there:
        try:
            _hooks(folder, sides, bench)
            _locks(sides, there, bench)
            _size(there, bench)
        finally:
            there.drop()
            for name, clone in clones.items():
                os.unlink(f"{clone.worktree.store}/team")  # ends its sync
                sides[name].git("config", "--unset", "coordgit.team")
                clone.store.close()


def _join(side: Scratch, url: str, project: str, name: str) -> Clone:
    side.git("config", "coordgit.team", url)
    side.git("config", "coordgit.project", project)
    worktree = side.worktree()
    with open(f"{worktree.store}/team", "w", encoding="ascii") as file:
        file.write(f"{name}\n")
    clone = Clone(store=side.store(), worktree=worktree, membership=membership.Membership(url, project, name), environ=os.environ)
    join.join(clone)
    return clone


def _hooks(folder: str, sides: dict[str, Scratch], bench: Bench) -> None:
    called = []
    for name in ("without", "with", "unreachable"):
        side = sides[name]
        read = hook_calls.after_read(os.path.join(side.top, scratch.path(0))) | {"session_id": "reader", "cwd": side.top}
        argv = (side.shim, "hook", hook_calls.CLIENT)
        feed = hook_calls.payload(folder, name, read)
        called.append(TimedProcess(name=f"hook call, team's store {name}", argv=argv, cwd=side.top, env=side.env, stdin=feed))
    called[0] = called[0]._replace(name="hook call without a team's store")
    times = bench.time("hook calls", called)
    plain = times[called[0].name]
    for process in called[1:]:
        bench.compare(f"{process.name} / without", GOAL, times[process.name], plain)
        used = (figure._replace(times=figure.processor) for figure in (times[process.name], plain))
        bench.compare(f"{process.name} / without, processor time", GOAL, *used)


def _locks(sides: dict[str, Scratch], there: TeamStore, bench: Bench) -> None:
    """Time ``lock`` in one clone beside few and many sessions, and the time until another knows of that, and of a commit."""
    side, made = sides["with"], 0
    times: dict[str, list[float]] = {}

    def wait(what: str, sql: str, value: str) -> None:
        started = time.perf_counter()
        while not other.has(sql, value=value):
            if time.perf_counter() - started > SOON:
                raise CoordgitError(f"another clone did not know of the {what} within {SOON:.0f} s", "coordgit doctor")
            time.sleep(0.02)
        times.setdefault(f"until another clone knows of the {what}", []).append((time.perf_counter() - started) * 1000)

    with _watching(side), _watching(sides["other"]), sides["other"].store() as other:
        for count in (FEW, MANY):
            bench.tell(f"locks beside {count:,} sessions")
            _begin(there, "far", range(made, count))
            made = count
            for n in range(max(bench.sizes.rounds, 5)):
                path = f"locked-{count}-{n}"
                took, _ = run(TimedProcess(name="lock", argv=(side.shim, "lock", path), cwd=side.top, env=side.env))
                times.setdefault(f"lock, beside {count:,} sessions", []).append(took)
                wait("lock", "SELECT 1 FROM locks WHERE pathspec = :value", path)
                wait("commit", "SELECT 1 FROM remote_landings WHERE new = :value", side.commit())
    figures = {name: Figure(name, tuple(values)) for name, values in times.items()}
    bench.figures.extend(figures.values())
    few, many = (figures[f"lock, beside {count:,} sessions"] for count in (FEW, MANY))
    bench.compare(f"lock beside {MANY:,} sessions / beside {FEW}", SAME, many, few)


@contextmanager
def _watching(side: Scratch) -> Iterator[None]:
    """Run the sync of a clone."""
    argv = [side.shim, "-C", side.top, "sync", "--watch"]
    with subprocess.Popen(argv, cwd=side.top, env=side.env) as process:
        try:
            yield
        finally:
            process.terminate()


def _begin(there: TeamStore, clone: str, numbers: range) -> None:
    """Have sessions with these numbers at work in another clone."""

    def put() -> None:
        now = there.clock()
        for n in numbers:
            session = Session(
                session=f"s{n}",
                name=f"s{n}",
                client=hook_calls.CLIENT,
                person=False,
                state="live",
                epoch_number=1,
                worktree="",
                branch="refs/heads/main",
                started_at=now,
                seen_at=now,
                told_landing_id=0,
                inherited="",
            )
            mirror.put_session(there, session, f"{clone}/{session.session}", clone, 0.0)

    there.transact(put)


def _size(there: TeamStore, bench: Bench) -> None:
    """Count what a day of some sessions adds to the server."""
    bench.tell(f"a day of {FEW} sessions")
    before = there.size()
    with in_memory() as local:
        for n in range(FEW):
            session = f"s{n}"
            sessions.seen(local, session, time.time())
            for step in range(DAY["landings"]):
                old, new = f"{step:040x}", f"{step + 1:040x}"
                landing_id = landings.publish(
                    local, f"refs/heads/b{n}", old, new, epoch=Epoch(session, 1), source="gate", forward=True, now=time.time()
                )
                rows = ((f"src/part{n}/module{step}-{k}.py", old, new, session) for k in range(DAY["paths"]))
                landings.add_changes(local, landing_id, rows)
            for step in range(DAY["reports"]):
                sessions.add_report(
                    local,
                    sessions.Report(
                        session=session, state=sessions.WORKING, text=f"step {step} of what there is to do", at=time.time()
                    ),
                )
        while (outgoing := outbox.unsent(local, there.identity)).total:
            there.transact(partial(outbox.take, there, outgoing, "day", 0.0))
            outbox.sent(local, there.identity, outgoing)

    def lock_all() -> None:
        now = there.clock()
        for n in range(FEW * DAY["locks"]):
            wanted = Paths(parse(f"src/locked{n}.py"))
            locks.release(there, locks.grant(there, f"day/s{n % FEW}", wanted, locks.Terms(60.0), now), now)

    there.transact(lock_all)
    after = there.size()
    added, size = after[0] - before[0], after[1] - before[1]
    bench.facts.append(
        f"a day of {FEW} sessions ({', '.join(f'{count} {what}' for what, count in DAY.items())} each): {added:,} rows,"
        f" {size / 1024:,.0f} KiB on the server with indexes"
    )
    _begin(there, "day", range(FEW))
    oid = f"{0:040x}"
    seen = shared_reads.Local(shared_reads.SharedVersion(oid, oid), oid, time.time())
    for n in range(FEW):
        items = (
            shared_reads.Item(session=f"s{n}", agent="", kind="content", path=f"src/part{n}/module{k}.py", first=0, last=0)
            for k in range(shared_reads.MOST)
        )
        there.transact(partial(shared_reads.put, there, "day", dict.fromkeys(items, seen), 0.0))
    last = there.size()
    bench.facts.append(
        f"their newest {shared_reads.MOST:,} reads each, with coordgit.teamReads: {last[0] - after[0]:,} rows,"
        f" {(last[1] - after[1]) / 1024:,.0f} KiB"
    )
