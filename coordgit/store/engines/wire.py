"""A connection to a PostgreSQL server by pg8000: where it goes, whether by TLS, and its errors in this package's words."""

import os
import socket
import sys
import threading
import time
from typing import Any

from coordgit.core.quoting import word
from coordgit.errors import CoordgitError
from coordgit.store.engines.libpq import Address

AGAIN = frozenset(["40001", "40P01"])
"""serialization_failure, deadlock_detected: the transaction may be run again."""
MISSING = frozenset(["42P01", "3F000"])
"""undefined_table, invalid_schema_name."""
BUSY = frozenset(["55P03", "57014"])
"""lock_not_available, query_canceled: the server's own time limits."""
NO_PASSWORD = "28P01"
"""invalid_password: also where none was given."""
SYSTEM = "system"
"""The value of sslrootcert that means the authorities which the machine trusts."""
NOT_SO = "28000"
"""invalid_authorization_specification: also where a server does not accept this user without, or with, TLS."""


class Unreachable(CoordgitError):
    """The team's store did not answer, or not in time. ``unknown``: the answer to a commit was lost, so it may hold."""

    def __init__(self, message: str, hint: str = "coordgit doctor", unknown: bool = False) -> None:
        super().__init__(message, hint)
        self.unknown = unknown


class Missing(Exception):
    """A table or schema does not exist."""


class Conflicted(Exception):
    """Another transaction came first; this one may be run again."""


def connect(address: Address, wait: float) -> Any:
    """Connect within so many seconds, loading the driver on a busy machine not counted. ``sslmode`` as in libpq:
    "prefer" and "allow" take what the server accepts, one or the other first."""
    try:
        from pg8000.exceptions import DatabaseError, InterfaceError
        from pg8000.native import Connection
    except ImportError:
        raise CoordgitError("the team's store needs pg8000", f"{word(sys.executable)} -m pip install pg8000") from None

    until = time.monotonic() + wait

    def attempt(context: Any) -> Any:
        wire = _socket(address, until)
        try:
            return Connection(
                address.user, address.host, address.dbname, address.port, address.secret.text,
                sock=wire, ssl_context=context, application_name="coordgit",
            )  # fmt: skip
        except BaseException as error:
            wire.close()
            raise _answered(error) from None

    if address.secret.text is None:
        address = address._replace(secret=type(address.secret)(""))
    try:
        *others, last = _contexts(address)
        for context in others:
            try:
                return attempt(context)
            except InterfaceError as error:
                if "refuses SSL" not in str(error):
                    raise
            except DatabaseError as error:
                if _code(error) != NOT_SO:
                    raise
        return attempt(last)
    except DatabaseError as error:
        raise refused(error, address) from None
    except (InterfaceError, OSError) as error:
        raise silent(address, error) from None


def _answered(error: BaseException) -> BaseException:
    """Return the server's answer, which pg8000 hides if the server has hung up before it could say goodbye."""
    from pg8000.exceptions import DatabaseError

    found: BaseException | None = error
    while found is not None and not isinstance(found, DatabaseError):
        found = found.__context__
    return found or error


def _contexts(address: Address) -> list[Any]:
    """Return what to try in turn: a TLS context, or ``False`` for none."""
    if address.socket or address.sslmode == "disable":
        return [False]
    import ssl

    asked = address.sslmode.startswith("verify") or (address.sslmode == "require" and "sslrootcert" in address.files)
    roots = address.files.get("sslrootcert") if asked else None
    if roots and roots != SYSTEM and not os.path.exists(roots):
        raise CoordgitError(f"sslrootcert of the team's store is not there: {roots}", f"ls -l {word(roots)}")
    context = ssl.create_default_context(cafile=None if roots == SYSTEM else roots)
    if "sslcert" in address.files:
        context.load_cert_chain(address.files["sslcert"], address.files.get("sslkey"))
    context.check_hostname = address.sslmode == "verify-full"
    if not asked:
        context.verify_mode = ssl.CERT_NONE
    return {"prefer": [context, False], "allow": [False, context]}.get(address.sslmode, [context])


def _socket(address: Address, until: float) -> socket.socket:
    error: OSError = TimeoutError("no answer from the name server")
    for family, kind, number, _, where in _look_up(address, max(until - time.monotonic(), 0.001)):
        wire = socket.socket(family, kind, number)
        try:
            wire.settimeout(max(until - time.monotonic(), 0.001))
            wire.connect(where)
            if address.socket:
                return wire
            wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            wire.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
            for option, value in (("TCP_KEEPIDLE", 1), ("TCP_KEEPINTVL", 1), ("TCP_KEEPCNT", 2)):
                if hasattr(socket, option):  # a network that is cut while this waits for its turn is noticed
                    wire.setsockopt(socket.IPPROTO_TCP, getattr(socket, option), value)
            return wire
        except OSError as found:
            wire.close()
            error = found
    raise error


def _look_up(address: Address, left: float) -> list[Any]:
    """Resolve the host's name within a time limit, which ``getaddrinfo`` lacks. A Unix socket needs no look-up."""
    if address.socket:
        return [(socket.AF_UNIX, socket.SOCK_STREAM, 0, "", address.socket)]
    found: list[Any] = []

    def look() -> None:
        try:
            found.append(socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM))
        except OSError as error:
            found.append(error)

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    thread.join(left)
    if found and isinstance(found[0], OSError):
        raise found[0]
    return found[0] if found else []


def refused(error: Exception, address: Address) -> Exception:
    """Return an error that the server answered, in this package's words."""
    code, message = _code(error), _about_error(error).get("M", str(error))
    if code in AGAIN:
        return Conflicted(message)
    if code in MISSING:
        return Missing(message)
    if code in BUSY:
        return Unreachable(f"the team's store is busy: {message}", "coordgit locks")
    if code.startswith(("57P", "53", "08")):
        return Unreachable(f"the team's store is not available: {message}")
    if code == NO_PASSWORD and not address.secret.text:
        why = "none is in PGPASSWORD or in a password file that you alone may read"
        return CoordgitError(f"the team's store asks {address.user} for a password; {why}", "chmod 600 ~/.pgpass")
    if code == "42501":
        return CoordgitError(f"the team's store gives {address.user} no rights: {message}", "coordgit doctor")
    return CoordgitError(f"the team's store refuses: {message} ({code})", "coordgit doctor")


def _about_error(error: Exception) -> dict[str, str]:
    return error.args[0] if error.args and isinstance(error.args[0], dict) else {}


def _code(error: Exception) -> str:
    return _about_error(error).get("C", "")


def silent(address: Address, error: Exception) -> Unreachable:
    late = isinstance(error, TimeoutError) or isinstance(error.__cause__, TimeoutError)
    why = "no answer in time" if late else str(getattr(error, "strerror", None) or error) or type(error).__name__
    return Unreachable(f"the team's store, {address.shown}, cannot be reached: {why}")
