"""What the walks' tests share."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.support.repository import Repository


@pytest.fixture
def command_line(repository: Repository, tmp_path: Path) -> None:
    """``coordgit`` as a shell finds it."""
    folder = tmp_path / "bin"
    folder.mkdir()
    script = folder / "coordgit"
    script.write_text(f"#!{sys.executable}\nimport sys\nfrom coordgit.cli.main import main\nmain(sys.argv[1:])\n")
    script.chmod(0o755)
    here = Path(__file__).parents[2]
    repository.env |= {"PATH": f"{folder}:{repository.env['PATH']}", "PYTHONPATH": str(here)}
