"""Where a server is and who connects: libpq's places, in libpq's order."""

import os
from pathlib import Path

import pytest

from coordgit.errors import CoordgitError
from coordgit.store.engines.libpq import resolve


def test_the_url_comes_before_the_service_and_the_service_before_the_environment(tmp_path: Path) -> None:
    (tmp_path / "services").write_text(
        "# ours\n[other]\nhost=no\n[team]\nhost=db.example\nport=6000\nuser=ann\n\n[more]\nhost=no\n"
    )
    environ = {"PGSERVICEFILE": str(tmp_path / "services"), "PGSERVICE": "team", "PGUSER": "bob", "PGDATABASE": "work"}
    found = resolve("postgresql://:7000", environ)
    assert (found.host, found.port, found.user, found.dbname) == ("db.example", 7000, "ann", "work")
    assert resolve("postgresql:///?service=more", environ).host == "no"
    with pytest.raises(CoordgitError, match="service"):
        resolve("postgresql:///?service=none", environ)


def test_a_password_comes_from_the_file_and_nothing_shows_it(tmp_path: Path) -> None:
    file = tmp_path / "pass"
    file.write_text("db:5432:work:bob:wrong\n# no\n*:*:work:ann:x\\:y\\\\z\n*:*:*:*:late\n")
    os.chmod(file, 0o600)
    found = resolve("postgresql://ann@db/work", {"PGPASSFILE": str(file)})
    assert found.secret.text == "x:y\\z"
    assert "x:y" not in f"{found!r} {found} {found.shown} {found.secret}"
    assert resolve("postgresql://ann@db/work", {"PGPASSFILE": str(file), "PGPASSWORD": "env"}).secret.text == "env"
    assert resolve("postgresql://eve@db/x", {"PGPASSFILE": str(file)}).secret.text == "late"


def test_a_password_file_that_others_may_read_is_not_used(tmp_path: Path) -> None:
    file = tmp_path / "pass"
    file.write_text("*:*:*:*:secret\n")
    os.chmod(file, 0o644)
    assert resolve("postgresql://ann@db/work", {"PGPASSFILE": str(file)}).secret.text is None


@pytest.mark.parametrize("url", ["postgresql://ann:secret@db/work", "postgresql://db/work?password=secret"])
def test_a_password_in_the_url_is_refused_without_being_shown(url: str) -> None:
    with pytest.raises(CoordgitError, match="password") as refused:
        resolve(url, {})
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    "url", ["mysql://db/x", "postgresql://db:port/x", "postgresql://db/x?sslmode=maybe", "postgresql://db/x?colour=red"]
)
def test_what_is_not_understood_is_reported(url: str) -> None:
    with pytest.raises(CoordgitError) as refused:
        resolve(url, {})
    assert refused.value.code == 2


def test_a_socket_is_named_by_its_folder() -> None:
    assert resolve("postgresql://ann@/work?host=/run/postgresql", {}).socket == "/run/postgresql/.s.PGSQL.5432"
    assert resolve("postgresql://ann@db/work", {}).socket == ""
