"""Ways to break things, and the questions to ask afterwards. What runs here are real processes, each with a time limit."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Collection
from pathlib import Path

from coordgit.install.shim import point_shim, starting, write
from coordgit.program import FAST
from tests.faults import moments
from tests.support.claude import BASE
from tests.support.repository import Repository, Result, Session

QUIET = f"{os.path.dirname(shutil.which('git') or '')}:/usr/bin:/bin"
"""A PATH with this git and no coordgit."""


def common(repository: Repository) -> str:
    return f"{repository.top}/.git"


def store(repository: Repository) -> Path:
    return Path(common(repository)) / "coordgit"


def database(repository: Repository) -> Path:
    return store(repository) / "coordination.db"


def point(repository: Repository, fast: str, python: str = sys.executable) -> None:
    """Let the installed hooks, and the launcher that they fall back to, run ``fast`` with ``python``."""
    point_shim(common(repository), python, fast)
    launcher = Path(repository.env["HOME"]) / ".local/state/coordgit/launcher"
    if launcher.exists():
        write(str(launcher), starting("client/launcher.sh", python, fast), 0o644)


def strike(repository: Repository) -> None:
    """Let the installed hooks run through ``moments``; what happens is said by each process's environment."""
    point(repository, moments.__file__)


def heal(repository: Repository) -> None:
    point(repository, FAST)


def cli(repository: Repository, *args: str, cwd: Path | None = None, **more: str) -> Result:
    """The command line as a process of its own."""
    return repository.run([sys.executable, "-I", FAST, *args], cwd, **more)


def client(repository: Repository, payload: bytes, cwd: Path | None = None, **more: str) -> Result:
    """A client's hook, as the client runs it."""
    return repository.run([f"{store(repository)}/shim", "hook", "claude"], cwd, payload, **more)


def saw(repository: Repository, path: str, session: str = "ann", cwd: Path | None = None) -> bytes:
    """The payload of a tool call that read the whole of ``path``."""
    top = cwd or repository.top
    full = str(top / path)
    text = Path(full).read_text() if os.path.exists(full) else ""
    count = len(text.split("\n"))
    file = {"filePath": full, "content": text, "numLines": count, "startLine": 1, "totalLines": count}
    fields = {"session_id": session, "cwd": str(top), "tool_input": {"file_path": full}}
    return json.dumps(BASE | fields | {"tool_response": {"type": "text", "file": file}}).encode()


def another_hook(repository: Repository, text: str) -> None:
    """A hook that somebody else has for ``reference-transaction``: kept aside by ``init``, or run by git itself beside ours."""
    path = repository.top / ".git/hooks/reference-transaction"
    ours = path.exists()
    path.write_text(text)
    path.chmod(0o755)
    if ours:
        repository.guard()


def log(repository: Repository) -> list[str]:
    path = store(repository) / "log"
    return path.read_text().splitlines() if path.exists() else []


def says(result: Result) -> list[str]:
    """coordgit's own lines on standard error; a traceback among them fails the test."""
    assert "Traceback" not in result.err and "Traceback" not in result.out, result
    ours = r"(coordgit: |try: |to land it unchecked: |let through: )"
    return [line for line in result.err.splitlines() if re.match(ours, line)]


def clear_locks(repository: Repository) -> list[str]:
    """Remove the lock files that a killed git left, as git tells its user to; their names."""
    left = [str(p) for p in Path(common(repository)).rglob("*.lock") if "coordgit" not in p.parts]
    for path in left:
        os.unlink(path)
    return left


def agree(repository: Repository, went_back: bool = False, found: Collection[str] = ()) -> None:
    """At the next command refs and store tell the same: a published write set counts iff its commit is reachable.

    ``went_back``: branches were reset meanwhile, so one that they named some time is enough. ``found``: the commits that were
    found afterwards; the gate has published all others.
    """
    said = repository.coordgit("read", "no-such-file", COORDGIT_SESSION="witness")
    assert said.ok and not says(said)[1:], said
    with repository.store() as opened:
        assert opened.all("PRAGMA integrity_check") == [("ok",)]
        landings = opened.all("SELECT landing_id, ref, new, state, source FROM landings ORDER BY landing_id")
        tips = dict(opened.all("SELECT ref, oid FROM tips"))
    rows = repository.git("for-each-ref", "--format=%(refname) %(objectname)", "refs/heads/").split("\n")
    refs = dict(row.split(" ") for row in rows)
    assert tips == refs
    landed = {(ref, new) for _, ref, new, state, _ in landings if state == "landed"}
    for landing_id, ref, new, state, source in landings:
        assert state in ("landed", "void"), (landing_id, ref, state)
        assert (source == "gate") != (new in found), f"{ref} moved to {new} and no hook saw it"
        if ref in refs and (state == "landed" or (ref, new) not in landed):
            done = repository.run(["git", "merge-base", "--is-ancestor", new, ref]).ok
            done = done or (went_back and new in repository.git("reflog", "--format=%H", ref).split())
            assert done == (state == "landed"), (landing_id, ref, new, state)


def reads(repository: Repository, session: str) -> set[str]:
    """The paths that the store has as read by ``session``."""
    with repository.store() as opened:
        return {row[0] for row in opened.all("SELECT path FROM reads WHERE session = :session", session=session)}


def start(session: Session, *args: str, **more: str) -> subprocess.Popen[bytes]:
    """Run git for ``session`` and do not wait."""
    return subprocess.Popen(
        [*session.repository.program, *args], cwd=session.cwd, env=session.repository.env | session.env | more,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL,
    )  # fmt: skip


def finish(process: subprocess.Popen[bytes], limit: float = 60.0) -> Result:
    """Wait for it; one that hangs is ended, and fails the test."""
    try:
        out, err = process.communicate(timeout=limit)
    except subprocess.TimeoutExpired:
        process.kill()
        raise
    return Result(process.returncode, out.decode("utf-8", "replace"), err.decode("utf-8", "replace"))


def wait_for(path: Path) -> None:
    end = time.monotonic() + 30.0
    while not path.exists():
        assert time.monotonic() < end, f"{path} did not come"
        time.sleep(0.005)


def kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
