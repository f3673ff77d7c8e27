"""What git is doing while a branch moves, told from the state files it leaves (git-merge, git-rebase, git-cherry-pick)."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

COMMIT, AMEND, MERGE, FORWARD, PULL, FORWARD_PULL, PICK, REVERT, REBASE, AM, SQUASH, PUSH, SEND, RESET, REF = (
    "commit",
    "amend",
    "merge",
    "fast-forward",
    "pull",
    "pull --ff",
    "cherry-pick",
    "revert",
    "rebase",
    "am",
    "squash",
    "push",
    "send",
    "reset",
    "update-ref",
)
"""``push`` is the side that receives one, ``send`` the side that makes it."""


MOVERS = frozenset(["branch", "fast-import", "fetch", "history", "replay", "update-ref", "worktree"])
"""Commands of git that point a branch at a commit and leave index and work tree alone."""
VALUED = frozenset(["-c", "-C", "--attr-source", "--config-env", "--git-dir", "--namespace", "--super-prefix", "--work-tree"])
"""Options of git itself whose value may be an argument of its own."""


def detect(git_dir: str, action: str, made: int, parents: int, command: str = "") -> str:
    """The operation behind an update. ``action`` is GIT_REFLOG_ACTION, ``made`` the number of commits made just now,
    ``parents`` those of the newest of them, ``command`` what ``running`` said.

    A fast-forward may well bring commits that nobody has seen before, so it is not told by ``made``.
    """
    if command == "receive-pack":
        return PUSH
    if command in MOVERS:
        return REF
    if command in ("reset", "checkout", "switch"):
        return RESET
    if os.path.isdir(f"{git_dir}/rebase-apply"):
        return AM if os.path.exists(f"{git_dir}/rebase-apply/applying") else REBASE
    if os.path.isdir(f"{git_dir}/rebase-merge"):
        return REBASE
    if os.path.exists(f"{git_dir}/MERGE_HEAD"):
        return PULL if action.startswith("pull") else MERGE
    if command != "commit" and action.startswith("pull"):
        return FORWARD_PULL
    if command == "merge" or (command != "commit" and action.startswith("merge")):
        return FORWARD
    if os.path.exists(f"{git_dir}/CHERRY_PICK_HEAD"):
        return PICK
    if command == "cherry-pick":
        return FORWARD
    if command == "revert" or os.path.exists(f"{git_dir}/REVERT_HEAD"):
        return REVERT
    if os.path.exists(f"{git_dir}/SQUASH_MSG"):
        return SQUASH
    if made and parents == 1 and os.path.exists(f"{git_dir}/MERGE_MSG"):
        return REVERT
    return COMMIT if made or command == "commit" else REF


STOPPED = ("MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD", "rebase-merge", "rebase-apply", "AUTO_MERGE")
"""What an operation leaves in the git directory when it stops at a conflict; a stash leaves the last at most."""


def stopped(git_dir: str) -> bool:
    """True if a merge, a rebase or the like may have stopped at a conflict in this worktree."""
    return any(os.path.exists(f"{git_dir}/{name}") for name in STOPPED)


def bisecting(git_dir: str) -> bool:
    """True while the worktree shows history to ``git bisect``."""
    return os.path.exists(f"{git_dir}/BISECT_LOG")


def running(pid: int, environ: Mapping[str, str]) -> str:
    """The command that process ``pid``, a git, runs (proc_pid_cmdline(5)), "" where that cannot be told.

    Before a push is taken the environment tells it too.
    """
    try:
        with open(f"/proc/{pid}/cmdline", "rb") as file:
            found = command(os.fsdecode(file.read()).split("\0")[:-1])
    except OSError:
        found = ""
    return found or ("receive-pack" if "GIT_QUARANTINE_PATH" in environ else "")


def command(argv: list[str]) -> str:
    """The command of ``git [options] command ...`` or ``git-command ...``; a reset of the branch alone is ``update-ref``."""
    program = os.path.basename(argv[0]).removesuffix(".exe") if argv else ""
    name, rest = program[4:] if program.startswith("git-") else "", argv[1:]
    skip = False
    while rest and not name:
        argument, *rest = rest
        if not skip and not argument.startswith("-"):
            name = argument
        skip = not skip and argument in VALUED
    if name == "reset" and not any(argument.startswith(("--h", "--k", "--me")) for argument in rest):
        return "update-ref"
    return name


def picked(git_dir: str) -> str:
    """The commit that a cherry-pick is about, "" without one."""
    return _line(f"{git_dir}/CHERRY_PICK_HEAD")


def rewritten(git_dir: str) -> dict[str, str]:
    """new commit -> the commit it was before, as a running rebase has noted it."""
    found = {}
    for name in ("rebase-merge/rewritten-list", "rebase-apply/rewritten"):
        try:
            with open(f"{git_dir}/{name}", encoding="ascii", errors="replace") as file:
                for line in file:
                    old, _, new = line.strip().partition(" ")
                    if new:
                        found[new] = old
        except OSError:
            continue
    return found


def _line(path: str) -> str:
    try:
        with open(path, encoding="ascii", errors="replace") as file:
            return file.readline().strip()
    except OSError:
        return ""
