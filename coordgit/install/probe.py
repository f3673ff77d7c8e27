"""Try whether a worktree is really guarded, and find lock files that a killed git left behind."""

import os
import re
import subprocess
import time
from collections.abc import Iterator, Mapping

from coordgit.core.probes import DENIAL, PROBES
from coordgit.core.quoting import word
from coordgit.git import worktrees
from coordgit.git.plumbing import ALWAYS_KEPT, NUMBERED, environment, executable
from coordgit.git.worktrees import Worktree
from coordgit.install.chained_hooks import EVENTS, everywhere

LOCK_AGE = 10.0
"""Seconds after which a lock file that no running git can hold counts as stale."""

SWITCHES = ("hook.coordgit.enabled", f"hook.{EVENTS[0]}.enabled")
"""Settings that switch the config hook off (git-config(1), ``hook.*.enabled``)."""

_CONFIG_VARIABLES = ("GIT_CONFIG_PARAMETERS", "GIT_CONFIG_COUNT", *NUMBERED)


def probe(worktree: Worktree, environ: Mapping[str, str]) -> str | None:
    """Try an update that the gate must deny; return why ``worktree`` is not guarded, ``None`` if it is. Leaves no ref."""
    try:
        return _try(worktree, environ)
    finally:
        forget(worktree.common)


def forget(common_dir: str) -> None:
    """Remove the folders that git made for the lock of the probe's ref, if they are empty."""
    for folder in ("refs", "logs/refs"):
        try:
            os.rmdir(f"{common_dir}/{folder}/coordgit")
        except OSError:
            pass


def _try(worktree: Worktree, environ: Mapping[str, str]) -> str | None:
    env, here = _as_the_user(worktree, environ), worktree.folder
    ref = f"{PROBES}deny-{os.getpid()}"
    commit = _git(here, env, "rev-parse", "--quiet", "--verify", "HEAD^{commit}").stdout.strip()
    target = commit or _git(here, env, "hash-object", "-t", "tree", "--stdin").stdout.strip()
    tried = _git(here, env, "update-ref", ref, target)
    if tried.returncode == 0:
        _git(here, env, "update-ref", "-d", ref)
        return _why_unguarded(worktree, environ, env)
    lines = tried.stderr.splitlines()
    if any(line.startswith(DENIAL) for line in lines):
        return None
    return next((line for line in lines if line.startswith("coordgit: ")), lines[-1] if lines else "git said nothing")


def stale_locks(common_dir: str) -> list[str]:
    """Return lock files of refs, index, HEAD and configuration that are older than ``LOCK_AGE`` while no git runs here."""
    old = [path for path in _locks(common_dir) if _age(path) > LOCK_AGE]
    return old if old and not _git_runs(common_dir) else []


def switch(worktree: Worktree, environ: Mapping[str, str]) -> tuple[str, str] | None:
    """Return (what switches the hook off, the command that switches it on)."""
    env, here = _as_the_user(worktree, environ), worktree.folder
    if EVENTS[0] in _git(here, env, "config", "--get-all", "hook.coordgit.event").stdout.split():
        for name in SWITCHES:
            if _git(here, env, "config", "--type=bool", "--get", name).stdout.strip() == "false":
                return f"{name} is false, which switches the hook off", f"git -C {word(here)} config {name} true"
        return None
    out = _git(here, env, "config", "--show-origin", "--get", "core.hooksPath").stdout.strip().replace("\t", " ")
    if out.startswith("command line:"):
        return (
            f"no hook runs here: the environment sets core.hooksPath, {out}",
            "unset GIT_CONFIG_PARAMETERS GIT_CONFIG_COUNT",
        )
    return None


def _why_unguarded(worktree: Worktree, environ: Mapping[str, str], env: dict[str, str]) -> str:
    switched = switch(worktree, environ)
    if switched:
        return switched[0]
    for name in ("prefilter", "shim"):
        if not os.path.isfile(f"{worktree.store}/{name}"):
            return f"{worktree.store}/{name} is missing"
    here = worktree.folder
    if EVENTS[0] in _git(here, env, "config", "--get-all", "hook.coordgit.event").stdout.split():
        version = _git(here, env, "version").stdout.strip()
        return f"the config hook did not run, {version} may not know it"
    out = _git(here, env, "rev-parse", "--git-path", "hooks").stdout.rstrip("\n")
    folder = os.path.join(here, out)
    origin = _git(here, env, "config", "--show-origin", "--get", "core.hooksPath").stdout.strip()
    named = f" (core.hooksPath, {origin.replace(chr(9), ' ')})" if origin else ""
    if not os.path.isdir(folder):
        return f"no hook runs here: the folder {out}{named} does not exist in this worktree"
    path = f"{folder}/{EVENTS[0]}"
    if not os.path.exists(path):
        return f"no hook runs here: {path}{named} is missing"
    if not os.access(path, os.X_OK):
        return f"git skips {path}{named}: it is not executable"
    return f"{path}{named} let the probe pass, so it is not coordgit's"


def _as_the_user(worktree: Worktree, environ: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of a commit by hand: without what points elsewhere, with what configures git (or us)."""
    ours = environment(environ)
    env = {k: v for k, v in environ.items() if not k.startswith("GIT_") or k.startswith(_CONFIG_VARIABLES)}
    env.update({k: v for k, v in ours.items() if k in ALWAYS_KEPT})
    if not worktree.top:
        env["GIT_DIR"] = "."
    return {**env, "LC_ALL": "C"}


def _git(cwd: str, env: dict[str, str], *args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [executable(env), *args],
        cwd=cwd,
        env=env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="surrogateescape",
    )


def _locks(common_dir: str) -> Iterator[str]:
    git_dirs = [common_dir]
    if os.path.isdir(f"{common_dir}/worktrees"):
        git_dirs += [entry.path for entry in os.scandir(f"{common_dir}/worktrees") if entry.is_dir()]
    for git_dir in git_dirs:
        yield from (entry.path for entry in os.scandir(git_dir) if entry.name.endswith(".lock"))
        for part in ("refs", "reftable"):
            for folder, _, names in os.walk(f"{git_dir}/{part}"):
                yield from (f"{folder}/{name}" for name in names if name.endswith(".lock"))


def _age(path: str) -> float:
    try:
        return time.time() - os.lstat(path).st_mtime
    except FileNotFoundError:
        return 0.0


def _git_runs(common_dir: str) -> bool:
    """True if a git process runs in this repository or, if folders of processes are unknown, anywhere."""
    every = everywhere(worktrees.inside(common_dir))
    homes = [os.path.realpath(home) for home in (common_dir, *(tree.folder for tree in every))]
    if not os.path.isdir("/proc/self/cwd"):
        names = subprocess.run(["ps", "-axo", "comm="], capture_output=True, encoding="utf-8", errors="replace").stdout
        return any(re.match(r"git($|-)", os.path.basename(name.strip())) for name in names.splitlines())
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/comm", encoding="utf-8", errors="replace") as file:
                name = file.read().strip()
            cwd = os.readlink(f"/proc/{pid}/cwd")
        except OSError:
            continue
        if re.match(r"git($|-)", name) and any(f"{cwd}/".startswith(f"{home}/") for home in homes):
            return True
    return False
