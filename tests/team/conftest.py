"""Fixtures: one PostgreSQL server for all tests of the run, and a project of its own for each test."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from coordgit.store.engines import libpq, postgresql
from coordgit.store.engines.postgresql import TeamStore
from tests.support import postgres
from tests.support.postgres import Server
from tests.support.proxy import Proxy
from tests.team.clones import Member, Members


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    found, why = postgres.programs(), "neither Debian's PostgreSQL nor the wheel is here"
    for programs in found:
        try:
            server = postgres.start(programs)
        except (AssertionError, OSError, StopIteration) as error:
            why = str(error)
            continue
        yield server
        server.stop()
        shutil.rmtree(server.folder)
        return
    pytest.skip(f"no PostgreSQL server starts here: {why}")


@pytest.fixture
def store(server: Server) -> Iterator[TeamStore]:
    """A new project on the server."""
    store = postgresql.open_store(libpq.resolve(server.url(), {}), server.project(), create=True, wait=30)
    yield store
    store.close()


@pytest.fixture
def members(tmp_path: Path, server: Server) -> Members:
    """Clones with a store and no hooks, in one project."""
    project = server.project()

    def make(*names: str, url: str = "") -> list[Member]:
        return [Member(tmp_path / name, name, url or server.url(), project).join() for name in names]

    return make


@pytest.fixture
def proxy(server: Server) -> Iterator[Proxy]:
    with Proxy(server.socket) as proxy:
        yield proxy
