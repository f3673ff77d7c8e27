"""One of many processes that share a store: claims a task, locks files, works, finishes; to be killed at any moment.

``worker.py STORE NAME SEED JOURNAL``; ends when STORE/closing is there and every task is done. The journal has a line for
each task that it finished.
"""

import os
import random
import sys
import time

from coordgit.coordinate import Caller, locking
from coordgit.coordinate import claiming as held_tasks
from coordgit.core.pathspec import Paths, parse
from coordgit.store import lock_renewal, sessions, tasks
from coordgit.store.database import Store, open_store
from coordgit.store.locks import Terms

FILES = [f"{folder}/{name}.{kind}" for folder in ("src", "lib", "docs") for name in ("a", "b", "c", "d") for kind in ("py", "md")]
SPECS = [*FILES, "src", "lib", "docs", "src/*.py", "lib/*.md", "docs/a.*"]
LOCK_SPAN, CLAIM_SPAN = 0.6, 0.8
"""Seconds: far less than a process may be suspended for, so that locks and claims are lost all the time."""

PATIENT = "PRAGMA busy_timeout = 60000"
"""On a busy machine one that is suspended within a transaction may be in the way for longer than a command waits."""


def work(store: Store, name: str, chance: random.Random, journal: str) -> None:
    """Who comes back under its name has claims from before; it goes on with them."""
    while True:
        with store.writing():
            sessions.seen(store, name, time.time())
            lock_renewal.renew(store, name, time.time())
        mine = tasks.held_by(store, name)
        entry = mine[0] if mine else held_tasks.claim(Caller(store, name, time.time()), None, CLAIM_SPAN)
        if entry is None:
            if os.path.exists(f"{store.folder}/closing") and not store.has("SELECT 1 FROM tasks WHERE state <> 'done'"):
                return
            time.sleep(0.05)
            continue
        for _ in range(chance.randint(1, 4)):
            hold(store, name, chance)
            time.sleep(chance.random() * 0.15)
        if held_tasks.finish(Caller(store, name, time.time()), entry.task_id, tasks.Outcome(tasks.DONE, f"by {name}")):
            line = os.open(journal, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
            os.write(line, f"{entry.task_id} {name}\n".encode())
            os.close(line)


def hold(store: Store, name: str, chance: random.Random) -> None:
    """Lock a few files, all or none, and give them back, or forget to."""
    wanted = [Paths(parse(text)) for text in chance.sample(SPECS, chance.randint(1, 3))]
    answer = locking.acquire(Caller(store, name, time.time()), wanted, Terms(LOCK_SPAN, chance.random() < 0.3))
    time.sleep(chance.random() * 0.05)
    with store.writing():
        lock_renewal.renew(store, name, time.time())
    if answer.granted and chance.random() < 0.8:
        locking.release(Caller(store, name, time.time()), None)


def main() -> None:
    folder, name, seed, journal = sys.argv[1:5]
    with open_store(folder) as store:
        store.do(PATIENT)
        work(store, name, random.Random(seed), journal)


if __name__ == "__main__":
    main()
