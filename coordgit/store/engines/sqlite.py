"""SQLite's words for what the migrations leave open."""

from __future__ import annotations

WORDS = {
    "{ID}": "INTEGER PRIMARY KEY AUTOINCREMENT",  # never given twice: a stored verdict names reads that may be gone
    "{CLUSTERED}": "WITHOUT ROWID",
    "{NOW}": "(julianday('now') - 2440587.5) * 86400.0",
}
"""Word of a migration -> SQL."""


def translate(sql: str) -> str:
    """The text of a migration as SQLite takes it."""
    for word, meaning in WORDS.items():
        sql = sql.replace(word, meaning)
    return sql
