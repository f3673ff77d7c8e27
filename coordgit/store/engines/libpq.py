"""Where a PostgreSQL server is and who connects, by libpq's rules: the URL, a service file, the environment, a password file.

A password comes from ``PGPASSWORD`` or the password file, never from the URL, which ``git config`` and ``ps`` show to others.
"""

import os
import stat
from collections.abc import Iterator, Mapping
from typing import NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

from coordgit.errors import CoordgitError

SCHEMES = ("postgresql", "postgres")
SSLMODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
VARIABLES = {
    "host": "PGHOST",
    "port": "PGPORT",
    "dbname": "PGDATABASE",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "passfile": "PGPASSFILE",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
}
"""libpq's parameters that count here, and the variables that hold them."""


CERTIFICATES = {"sslrootcert": "root.crt", "sslcert": "postgresql.crt", "sslkey": "postgresql.key"}
"""Parameters that name files, and where these are if nothing else is said, below ``~/.postgresql``."""


class Secret:
    """A password that nothing prints."""

    def __init__(self, text: str | None) -> None:
        self.text = text

    def __repr__(self) -> str:
        return "Secret(...)"


class Address(NamedTuple):
    """A server and a user. ``password`` is kept out of ``repr``, so that no log or traceback has it."""

    host: str
    port: int
    dbname: str
    user: str
    secret: Secret
    sslmode: str
    files: Mapping[str, str]
    """sslrootcert, sslcert and sslkey, as far as they are given."""

    @property
    def shown(self) -> str:
        """For people."""
        return f"{self.dbname} at {self.host}:{self.port}"

    @property
    def socket(self) -> str:
        """The path of the server's Unix socket, "" for TCP."""
        return f"{self.host}/.s.PGSQL.{self.port}" if self.host.startswith("/") else ""


def resolve(url: str, environ: Mapping[str, str]) -> Address:
    """Return what ``url`` and libpq's own places name together. Raises ``CoordgitError``."""
    given = _of_url(url)
    service = given.pop("service", "") or environ.get("PGSERVICE", "")
    known = {name: environ[variable] for name, variable in VARIABLES.items() if environ.get(variable)}
    known |= _of_service(service, environ) if service else {}
    known |= given
    host = known.get("host") or "localhost"
    port = known.get("port") or "5432"
    user = known.get("user") or _login(environ)
    dbname = known.get("dbname") or user
    sslmode = known.get("sslmode") or "prefer"
    if not port.isascii() or not port.isdigit():
        raise _wrong(f"the port {port!r} of the team's store is not a number")
    if sslmode not in SSLMODES:
        raise _wrong(f"sslmode is {sslmode!r}, not one of {', '.join(SSLMODES)}")
    secret = known.get("password") or _of_password_file(known.get("passfile", ""), environ, (host, port, dbname, user))
    files = {name: known[name] for name in CERTIFICATES if known.get(name)}
    for name, usual in CERTIFICATES.items():
        path = _home(environ, f".postgresql/{usual}")
        if name not in files and os.path.exists(path):
            files[name] = path
    return Address(host=host, port=int(port), dbname=dbname, user=user, secret=Secret(secret), sslmode=sslmode, files=files)


def _of_url(url: str) -> dict[str, str]:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise _wrong(f"coordgit.team is not a URL: {error}") from None
    if parts.scheme not in SCHEMES:
        raise _wrong(f"coordgit.team has to begin with {SCHEMES[0]}://")
    given = {name: value for name, value in parse_qsl(parts.query, keep_blank_values=True) if value}
    if parts.password or "password" in given:
        raise CoordgitError(
            "coordgit.team holds a password, which git config shows to others: it belongs into ~/.pgpass",
            "coordgit init --team postgresql://USER@HOST/DATABASE",
            2,
        )
    odd = sorted(given.keys() - VARIABLES.keys() - {"service"})
    if odd:
        raise _wrong(f"coordgit.team has the parameter {odd[0]!r}, which is not known here")
    host = unquote(parts.hostname or "")
    named = {"host": host, "port": str(port) if port else "", "user": unquote(parts.username or "")}
    named["dbname"] = unquote(parts.path.removeprefix("/"))
    return given | {name: value for name, value in named.items() if value}


def _wrong(message: str) -> CoordgitError:
    return CoordgitError(message, "git config --show-origin --get coordgit.team", 2)


def _of_service(name: str, environ: Mapping[str, str]) -> dict[str, str]:
    """Return the parameters of a service (PGSERVICEFILE, ~/.pg_service.conf, the system's file)."""
    own = environ.get("PGSERVICEFILE") or _home(environ, ".pg_service.conf")
    for path in (own, os.path.join(environ.get("PGSYSCONFDIR", "/etc/postgresql-common"), "pg_service.conf")):
        found: dict[str, str] | None = None
        for line in _lines(path):
            if line.startswith("["):
                if found is not None:
                    break
                found = {} if line == f"[{name}]" else None
            elif found is not None and "=" in line:
                key, _, value = line.partition("=")
                found[key.strip()] = value.strip()
        if found is not None:
            return {key: value for key, value in found.items() if key in VARIABLES}
    raise CoordgitError(f"the service {name!r} is in none of PostgreSQL's service files", f"cat {own}", 2)


def _of_password_file(path: str, environ: Mapping[str, str], asked: tuple[str, str, str, str]) -> str | None:
    """Return the password of the first line that fits (host, port, database, user); ``*`` fits everything. As with libpq, a file
    that others may read is not used."""
    path = path or _home(environ, ".pgpass")
    try:
        mode = os.stat(path).st_mode
    except OSError:
        return None
    if not stat.S_ISREG(mode) or mode & (stat.S_IRWXG | stat.S_IRWXO):
        return None
    host, *rest = asked
    for line in _lines(path):
        fields = _fields(line)
        wanted = ("localhost" if host.startswith("/") and fields[:1] == ["localhost"] else host, *rest)
        if len(fields) == 5 and all(field in ("*", one) for field, one in zip(fields, wanted, strict=False)):
            return fields[4]
    return None


def _fields(line: str) -> list[str]:
    """Split a line of a password file: ``\\`` takes the meaning from a ``:`` or a ``\\``; the password is the rest."""
    fields, letters = [""], iter(line)
    for letter in letters:
        if letter == "\\":
            fields[-1] += next(letters, "")
        elif letter == ":":
            fields.append("")
        else:
            fields[-1] += letter
    return fields


def _lines(path: str) -> Iterator[str]:
    try:
        with open(path, encoding="utf-8", errors="surrogateescape") as file:
            for line in file:
                line = line.strip("\r\n")
                if line.strip() and not line.lstrip().startswith("#"):
                    yield line
    except OSError:
        return


def _home(environ: Mapping[str, str], name: str) -> str:
    return os.path.join(environ.get("HOME") or os.path.expanduser("~"), name)


def _login(environ: Mapping[str, str]) -> str:
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return environ.get("USER", "nobody")
