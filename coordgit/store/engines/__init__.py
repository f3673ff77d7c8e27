"""The store of a team on PostgreSQL: a connection, its address and what is spelt otherwise than for SQLite."""
