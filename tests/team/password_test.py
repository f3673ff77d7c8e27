"""A server that asks for a password gets it from libpq's places, and says what is missing."""

import time
from pathlib import Path

from coordgit.errors import CoordgitError
from coordgit.store.engines import libpq, postgresql
from tests.support.postgres import Server


def test_a_password_is_asked_for_and_taken_from_a_file_that_its_user_alone_may_read(server: Server, tmp_path: Path) -> None:
    role = server.project()
    server.sql(f"CREATE ROLE \"{role}\" LOGIN SUPERUSER PASSWORD 's:cret'")
    rules = server.folder / "data/pg_hba.conf"
    rules.write_text(f'local all "{role}" scram-sha-256\n{rules.read_text()}')
    server.sql("SELECT pg_reload_conf()")
    home = {"HOME": str(tmp_path)}
    password = tmp_path / ".pgpass"
    password.write_text(f"*:*:*:{role}:s\\:cret\n")

    def refused(**more: str) -> str:
        """What is said; a server takes its time to read the rules again."""
        for _ in range(100):
            try:
                postgresql.open_store(libpq.resolve(server.url(user=role), home | more), role, create=True, wait=30).close()
            except CoordgitError as error:
                return error.message
            time.sleep(0.05)
        return ""

    password.chmod(0o644)
    assert f"asks {role} for a password; none is in" in refused()
    assert "password authentication failed" in refused(PGPASSWORD="wrong")
    password.chmod(0o600)
    postgresql.open_store(libpq.resolve(server.url(user=role), home), role, create=True, wait=30).close()
