"""Let time pass in a store, take out what is too old, and look whether what is left fits together."""

from coordgit.store.database import Store
from tests.support.repository import Repository

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
        "tasks": ("added_at", "claimed_at", "ended_at"),
        "reports": ("reported_at",),
        "locks": ("granted_at", "ended_at"),
        "events": ("happened_at",),
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
        " UNION ALL SELECT 1 FROM conflicts WHERE verdict_id NOT IN (SELECT verdict_id FROM verdicts)"
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
