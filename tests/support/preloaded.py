"""An interpreter for the suite whose hooks do not load Python and coordgit anew: a server that has both forks for each.

To start Python and to import is two thirds of what a hook takes, and the suite runs five thousand. The program is a shell script
that names itself to the server; the child that the server forks takes the script's standard streams, folder and variables from
/proc and runs ``coordgit.cli.start``, as ``fast`` does. Whatever is not a hook, or differs in a way that a fork cannot take over,
runs as a process of its own. So do all hooks in the night, in ``tests/faults``, and where pytest has no workers.
"""

from __future__ import annotations

import gc
import os
import select
import shutil
import socket
import stat
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

ALONE = "HOOKS_ALONE"
"""A variable under which hooks are processes of their own."""
ITSELF = "itself"
"""The answer to a script that has to run the hook itself."""
SAME = ("Uid:", "Gid:", "Groups:", "CapEff:")
"""Lines of /proc/PID/status that a child has from the server."""
LIMITS = ("Max file size", "Max open files", "Max address space", "Max processes")
LOCALE = (b"LC_ALL", b"LC_CTYPE", b"LANG")
"""Variables of which the first that is set names the locale; the server runs with UTF-8."""
SCRIPT = """#!{bash}
words=$*
case ${{words/ -Xutf8/}}:${{{alone}-}} in
'-I -S {fast} gate '*: | '-I -S {fast} hook '*: | '-I -S {fast} pre-push '*:)
    if {{ exec 9<>/dev/tcp/127.0.0.1/{port}; }} 2>/dev/null; then
        echo $$ >&9
        answer=137
        read -r -u 9 answer
        [ "$answer" = {itself} ] || exit "$answer"
        exec 9<&-
    fi
    ;;
esac
exec '{python}' "$@"
"""


def interpreter(fast: str) -> str:
    """A program that is this Python, and serves the hooks that ``fast`` starts; gone when this process ends."""
    import subprocess
    import tempfile
    from multiprocessing.util import Finalize
    from pathlib import Path

    bash = shutil.which("bash")
    if bash is None or not os.path.isdir("/proc/self/fd") or "'" in f"{fast}{sys.executable}":
        return sys.executable
    words, environ = [sys.executable, "-I", "-S", __file__, fast], os.environ | {"LC_ALL": "C.UTF-8"}
    server = subprocess.Popen(words, env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    port = server.stdout.readline().strip()
    folder = tempfile.mkdtemp(prefix="preloaded-")
    program = Path(folder, "python")
    program.write_text(SCRIPT.format(bash=bash, fast=fast, port=port, python=sys.executable, alone=ALONE, itself=ITSELF))
    program.chmod(0o755)
    for other in Path(sys.executable).parent.iterdir():
        if other.name != program.name:
            program.with_name(other.name).symlink_to(other)
    Finalize(None, shutil.rmtree, (folder, True), exitpriority=0)  # where a child of multiprocessing ends, too
    Finalize(None, server.communicate, exitpriority=0)  # it ends where its standard input does
    return str(program)


def _load(package: str) -> None:
    """Import what hooks import: the modules of the package that need only the standard library."""
    import importlib
    import pkgutil

    sys.path.insert(0, package)
    import coordgit

    for module in pkgutil.walk_packages(coordgit.__path__, "coordgit.", onerror=lambda name: None):
        if not module.name.startswith(("coordgit.bench", "coordgit.cli.fast")):
            try:
                importlib.import_module(module.name)
            except ImportError:  # of a command, which needs click
                pass


def _serve() -> None:
    """Fork for each script that asks, until the process that started this one has ended."""
    listening = socket.create_server(("127.0.0.1", 0))
    print(listening.getsockname()[1], flush=True)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    ours = _surroundings("/proc/self", _lines("/proc/self/status"))
    gc.disable()
    gc.freeze()
    forked: list[int] = []
    while True:
        ready, _, _ = select.select([listening.fileno(), 0], [], [])
        if 0 in ready:
            return
        while forked and os.waitpid(forked[0], os.WNOHANG)[0]:
            forked.pop(0)
        asking, _ = listening.accept()
        pid = os.fork()
        if pid == 0:
            listening.close()
            _answer(asking, ours)
        forked.append(pid)
        asking.close()


def _answer(asking: socket.socket, ours: list[str]) -> NoReturn:
    """Become the hook that a script asks for, or let it run that itself."""
    leave = os._exit

    def end(status: int) -> NoReturn:
        asking.send(b"%d\n" % status)
        leave(status)

    try:
        argv = _become(int(asking.recv(20)), ours)
    except (OSError, ValueError):
        asking.send(ITSELF.encode() + b"\n")
        leave(0)
    from coordgit.cli.start import start

    os._exit = end
    start(argv)


def _become(pid: int, ours: list[str]) -> list[str]:
    """Take over what makes the process ``pid``; the arguments of its hook. ``OSError``: it cannot be taken over.

    ``ours``: what a fork cannot take over, as the server has it.
    """
    there = f"/proc/{pid}"
    status = _lines(f"{there}/status")
    if _surroundings(there, status) != ours:
        raise OSError("another user, other limits, or another namespace")
    with open(f"{there}/environ", "rb") as file:
        environ = dict(pair.split(b"=", 1) for pair in file.read().split(b"\0") if b"=" in pair)
    locale = next((environ[name] for name in LOCALE if environ.get(name)), b"").lower()
    if not locale.endswith((b".utf-8", b".utf8")) and environ.get(b"LC_ALL") != b"C":
        raise OSError("another encoding")
    streams = [os.open(f"{there}/fd/{n}", os.O_NOCTTY | (os.O_WRONLY | os.O_APPEND if n else os.O_RDONLY)) for n in range(3)]
    for n, stream in enumerate(streams):
        appended = int(_lines(f"{there}/fdinfo/{n}")["flags:"], 8) & os.O_APPEND
        if os.isatty(stream) or (stat.S_ISREG(os.fstat(stream).st_mode) and not (n and appended)):
            raise OSError("a file has a position, and a terminal a session")
    with open(f"{there}/cmdline", "rb") as file:
        words = [os.fsdecode(word) for word in file.read().split(b"\0")[:-1]]
    os.chdir(f"{there}/cwd")
    for n, stream in enumerate(streams):
        os.dup2(stream, n)
        os.close(stream)
    if locale == b"c" or "-Xutf8" in words:  # Python lets bytes pass that are not UTF-8
        for text in (sys.stdin, sys.stdout):
            text.reconfigure(errors="surrogateescape")  # type: ignore[union-attr]
    os.umask(int(status["Umask:"], 8))
    os.environb.clear()
    os.environb.update(environ)
    parent = int(status["PPid:"])
    os.getpid, os.getppid = lambda: pid, lambda: parent
    from coordgit import processes

    processes._ours = lambda: True  # it has been compared
    sys.argv = words[words.index("-S") + 1 + ("-Xutf8" in words) :]
    return sys.argv[1:]


def _lines(path: str) -> dict[str, str]:
    with open(path, encoding="ascii", errors="replace") as file:
        return {words[0]: " ".join(words[1:]) for line in file if (words := line.split())}


def _surroundings(folder: str, status: dict[str, str]) -> list[str]:
    with open(f"{folder}/limits", encoding="ascii") as file:
        limits = [line for line in file if line.startswith(LIMITS)]
    namespaces = [os.readlink(f"{folder}/ns/{name}") for name in sorted(os.listdir(f"{folder}/ns"))]
    return [*(status[name] for name in SAME), *limits, *namespaces]


if __name__ == "__main__":
    _load(os.path.dirname(os.path.dirname(os.path.dirname(sys.argv[1]))))
    _serve()
    os._exit(0)
