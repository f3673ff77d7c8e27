"""A folder that nobody may write for a while."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Nobody may write the folder: by its mode, or by a mount for root, to whom modes are nothing."""
    if os.geteuid():
        paths = [folder, *folder.iterdir()]
        modes = [path.stat().st_mode for path in paths]
        for path in paths:
            path.chmod(path.stat().st_mode & ~0o222)
        try:
            yield
        finally:
            for path, mode in zip(paths, modes, strict=True):
                path.chmod(mode)
        return
    if subprocess.run(["mount", "--bind", folder, folder], capture_output=True, timeout=30).returncode:
        pytest.skip("this root may not mount, and modes do not stop it")
    try:
        subprocess.run(["mount", "-o", "remount,ro,bind", folder], check=True, timeout=30)
        yield
    finally:
        subprocess.run(["umount", "-l", folder], check=True, timeout=30)
