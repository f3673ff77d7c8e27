"""``sslmode`` means what it means to libpq, on a real server with a certificate of its own."""

import shutil
import socket
import subprocess
from collections.abc import Iterator

import pytest

from coordgit.errors import CoordgitError
from coordgit.store.engines import libpq, postgresql
from tests.support import postgres
from tests.support.postgres import Server

pytestmark = [pytest.mark.nightly, pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl makes the certificate")]


@pytest.fixture(scope="module")
def tls() -> Iterator[tuple[Server, int]]:
    server = postgres.start(postgres.programs()[0])
    server.stop()
    words = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    words += ["-addext", "subjectAltName=DNS:localhost", "-keyout", "server.key", "-out", "server.crt"]
    subprocess.run(words, cwd=server.folder, check=True, capture_output=True)
    for name in ("server.key", "server.crt"):
        (server.folder / name).chmod(0o600 if name.endswith("key") else 0o644)
        if server.user:
            shutil.chown(server.folder / name, server.user)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    folder = server.folder
    server.options = [
        *("-c", "listen_addresses=127.0.0.1", "-c", f"port={port}", "-c", "ssl=on"),
        *("-c", f"ssl_cert_file={folder}/server.crt", "-c", f"ssl_key_file={folder}/server.key"),
    ]
    server.port = port
    rules = folder / "data/pg_hba.conf"
    rules.write_text(f"local all all trust\nhostssl all boss all trust\nhostnossl all plain all trust\n# {rules}\n")
    server.start()
    server.sql("CREATE ROLE plain LOGIN SUPERUSER")
    yield server, port
    server.stop()
    shutil.rmtree(folder)


def encrypted(tls: tuple[Server, int], user: str, mode: str, host: str = "localhost") -> bool:
    """Connect; true if by TLS."""
    server, port = tls
    url = f"postgresql://{user}@{host}:{port}/postgres?sslmode={mode}"
    if mode.startswith("verify"):
        url += f"&sslrootcert={server.folder}/server.crt"
    with postgresql.open_store(libpq.resolve(url, {"HOME": str(server.folder)}), "p", create=True, wait=30) as store:
        return bool(store.value("SELECT CASE WHEN ssl THEN 1 ELSE 0 END FROM pg_stat_ssl WHERE pid = pg_backend_pid()"))


@pytest.mark.parametrize("mode", ["allow", "prefer", "require", "verify-ca", "verify-full"])
def test_a_server_that_wants_tls_gets_it(tls: tuple[Server, int], mode: str) -> None:
    assert encrypted(tls, "boss", mode)


@pytest.mark.parametrize("mode", ["disable", "allow", "prefer"])
def test_a_server_that_does_not_is_talked_to_without(tls: tuple[Server, int], mode: str) -> None:
    assert not encrypted(tls, "plain", mode)


@pytest.mark.parametrize(("user", "mode"), [("boss", "disable"), ("plain", "require"), ("plain", "verify-full")])
def test_what_the_mode_forbids_is_not_done(tls: tuple[Server, int], user: str, mode: str) -> None:
    with pytest.raises(CoordgitError):
        encrypted(tls, user, mode)


def test_the_name_in_the_certificate_counts_for_verify_full_alone(tls: tuple[Server, int]) -> None:
    assert encrypted(tls, "boss", "verify-ca", "127.0.0.1")
    with pytest.raises(CoordgitError, match="cannot be reached"):
        encrypted(tls, "boss", "verify-full", "127.0.0.1")


def test_certificates_that_are_named_and_not_there_are_said_to_be_missing(tls: tuple[Server, int]) -> None:
    url = f"postgresql://boss@localhost:{tls[1]}/postgres?sslmode=verify-full&sslrootcert=/none"
    with pytest.raises(CoordgitError, match="sslrootcert of the team's store is not there: /none"):
        postgresql.open_store(libpq.resolve(url, {"HOME": "/"}), "p")
    with pytest.raises(CoordgitError, match="certificate verify failed"):  # by the machine's own authorities
        postgresql.open_store(libpq.resolve(url.replace("/none", "system"), {"HOME": "/"}), "p")
