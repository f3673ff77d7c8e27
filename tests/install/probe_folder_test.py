"""Trying whether a worktree is guarded leaves nothing behind, not even a folder."""

import os
from pathlib import Path

import pytest

from tests.install.scratch import Scratch, probe


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Scratch:
    return Scratch(tmp_path, monkeypatch)


def folders(top: str) -> list[str]:
    return sorted(folder for part in ("refs", "logs") for folder, _, _ in os.walk(f"{top}/.git/{part}"))


@pytest.mark.parametrize("guarded", [True, False])
def test_a_probe_leaves_no_folder(scratch: Scratch, guarded: bool) -> None:
    top = scratch.init()
    linked = scratch.worktree()
    scratch.git(top, "config", "core.logAllRefUpdates", "always")
    if guarded:
        scratch.install()
    before = folders(top)
    for worktree in (top, linked):
        assert (probe(worktree) is None) == guarded
    assert folders(top) == before


def test_a_folder_with_refs_in_it_stays(scratch: Scratch) -> None:
    top = scratch.init()
    scratch.git(top, "update-ref", "refs/coordgit/kept", "HEAD")
    scratch.install()
    assert probe(top) is None
    scratch.remove()
    assert scratch.git(top, "rev-parse", "refs/coordgit/kept") == scratch.git(top, "rev-parse", "HEAD")


def test_a_folder_that_an_older_version_left_goes_with_uninit(scratch: Scratch) -> None:
    top = scratch.init()
    scratch.install()
    os.mkdir(f"{top}/.git/refs/coordgit")
    scratch.remove()
    assert not os.path.exists(f"{top}/.git/refs/coordgit")
