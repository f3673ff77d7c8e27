"""An interpreter for measuring what hooks run: they start Python with -I and -S, which keep ``coverage`` out."""

import atexit
import shlex
import shutil
import sys
import tempfile
from pathlib import Path

SCRIPT = """#!/bin/sh
[ "$1" != -I ] || shift
[ "$1" != -S ] || shift
exec {python} "$@"
"""


def interpreter() -> str:
    """A program that is this Python but for those two options; gone when this process ends."""
    folder = tempfile.mkdtemp(prefix="measured-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    program = Path(folder, "python")
    program.write_text(SCRIPT.format(python=shlex.quote(sys.executable)))
    program.chmod(0o755)
    return str(program)
