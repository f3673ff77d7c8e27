"""What differs between databases: SQLite, the store of each clone, and PostgreSQL, the store of a team."""
