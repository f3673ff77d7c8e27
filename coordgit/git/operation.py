"""Detect what git is doing while a branch moves, from its state files (git-merge, git-rebase, git-cherry-pick)."""

import os

from coordgit.git import worktrees
from coordgit.git.plumbing import content, first_line, readable
from coordgit.git.worktrees import Worktree
from coordgit.startup.typing import Mapping, NamedTuple, Sequence

COMMIT, AMEND, SQUASH = "commit", "amend", "squash"
MERGE, FORWARD, PULL, FORWARD_PULL = "merge", "fast-forward", "pull", "pull --ff"
PICK, REVERT, REBASE, AM = "cherry-pick", "revert", "rebase", "am"
RESET, REF = "reset", "update-ref"
PUSH, SEND, FORGE, NOTED = "push", "send", "forge", "noted"
"""``push``: receiving a push; ``send``: pushing; ``forge``: a forge merges a pull request; ``noted``: commits that
were pushed with their reads are validated elsewhere."""
BRINGING = {MERGE: "merge", FORWARD: "merge", PULL: "pull", FORWARD_PULL: "pull", REBASE: "rebase"}
"""Operations that bring others' work in -> the command."""

MOVERS = frozenset(["branch", "fast-import", "fetch", "history", "refs", "replay", "update-ref", "worktree"])
"""Commands of git that point a branch at a commit and leave index and work tree alone."""
VALUED = frozenset(["-c", "-C", "--attr-source", "--config-env", "--git-dir", "--namespace", "--super-prefix", "--work-tree"])
"""Options of git itself whose value may be a separate argument."""


def detect(git_dir: str, action: str, made: int, parents: int, command: str = "") -> str:
    """Return the operation behind an update. ``action`` is GIT_REFLOG_ACTION, ``made`` the number of commits made just now,
    ``parents`` the newest one's number of parents, ``command`` the result of ``running``.

    A fast-forward may bring commits that nobody has seen before, so ``made`` does not reveal it.
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
    if picked(git_dir):
        return PICK
    if command == "cherry-pick":
        return FORWARD
    if command == "revert" or worktrees.state_ref(git_dir, "REVERT_HEAD"):
        return REVERT
    if os.path.exists(f"{git_dir}/SQUASH_MSG"):
        return SQUASH
    if made and parents == 1 and os.path.exists(f"{git_dir}/MERGE_MSG"):
        return REVERT
    return COMMIT if made or command == "commit" else REF


def under_way(git_dir: str) -> str:
    """Return the operation that a plain ``git commit`` would conclude in this worktree now, ``COMMIT`` if none is under way."""
    return detect(git_dir, "", 1, 1)


def leaves_only_a_message(git_dir: str) -> bool:
    """True if all that is under way is a message for the next commit, as after ``cherry-pick -n`` or ``merge --squash``: once
    their changes are taken out of the index, nothing of them is left."""
    return under_way(git_dir) in (SQUASH, REVERT) and not worktrees.state_ref(git_dir, "REVERT_HEAD")


def running(pid: int, environ: Mapping[str, str]) -> str:
    """Return the command that process ``pid``, a git, runs (proc_pid_cmdline(5)), "" if unknown.

    Before a push is accepted the environment reveals it too.
    """
    typed = command(strings(f"/proc/{pid}/cmdline"))
    return typed or ("receive-pack" if "GIT_QUARANTINE_PATH" in environ else "")


def strings(path: str) -> list[str]:
    """Return the strings in a file of /proc (proc_pid_cmdline(5)), none if it cannot be read."""
    return os.fsdecode(content(path)).split("\0")[:-1]


def command(argv: list[str]) -> str:
    """Return the command of ``git [options] command ...`` or ``git-command ...``; resetting only the branch is ``update-ref``,
    ``merge --continue`` is ``git commit``, which git runs in the same process, and ``history fixup`` puts what is staged into a
    commit, as ``git commit --amend`` does."""
    program = os.path.basename(argv[0]).removesuffix(".exe") if argv else ""
    name, *rest = [program[4:], *argv[1:]] if program.startswith("git-") else words(argv)[1] or [""]
    if name == "reset" and not any(argument.startswith(("--h", "--k", "--me")) for argument in rest):
        return "update-ref"
    if name == "history" and rest[:1] == ["fixup"]:
        return "commit"
    return "commit" if name == "merge" and any(word.startswith("--cont") for word in rest) else name


class Making(NamedTuple):
    """Whether the command that moves a branch makes the new commit, and whether its user's own text goes into it."""

    makes: bool
    wrote: bool = True


STATES = {"CHERRY_PICK_HEAD": False, "MERGE_HEAD": False, "REVERT_HEAD": True, "rebase-apply/applying": True, "MERGE_MSG": True}
"""State files of commands that make a commit -> whether the user writes some of it."""


def making(git_dir: str, command: str, new: str, environ: Mapping[str, str]) -> Making:
    """Return what the running command does, by its name or, if that is unknown, by its environment and state files.

    Only ``git commit``, also if another command runs it, gives its hook the author (git-commit(1), ``GIT_AUTHOR_DATE``).
    """
    action = environ.get("GIT_REFLOG_ACTION", "")
    if command == "commit" or (not command and "GIT_AUTHOR_DATE" in environ):
        # a rebase runs it to reword, to squash and after a conflict: only after a conflict has its user written something
        rebasing = action.startswith("rebase (") and any(os.path.isdir(f"{git_dir}/rebase-{how}") for how in ("merge", "apply"))
        return Making(True, not rebasing or "(continue)" in action)
    if command == "merge":
        return Making(os.path.exists(f"{git_dir}/MERGE_HEAD"), False)
    if command == "cherry-pick":
        return Making(picked(git_dir) not in ("", new), False)
    if command in ("revert", "am"):
        return Making(True)
    if not command:
        for name, wrote in STATES.items():
            if os.path.exists(f"{git_dir}/{name}") or worktrees.state_ref(git_dir, name):
                return Making(True, wrote)
    return Making(False)


def words(argv: list[str]) -> tuple[list[str], list[str]]:
    """Return (options of git itself, the command and its arguments) of ``git [options] command ...``."""
    at = 1
    while at < len(argv) and argv[at].startswith("-"):
        at += 2 if argv[at] in VALUED else 1
    return argv[1:at], argv[at:]


def merged(git_dir: str) -> list[str]:
    """Return the commits that a merge which has not ended brings in."""
    return [oid for oid in _lines(f"{git_dir}/MERGE_HEAD") if oid]


def picked(git_dir: str) -> str:
    """Return the commit that a cherry-pick applies, "" where no cherry-pick is under way."""
    return worktrees.state_ref(git_dir, "CHERRY_PICK_HEAD")


def had_conflicts(git_dir: str) -> bool:
    """True if what a commit would conclude had stopped at a conflict, which git lists in its message."""
    return any(line.endswith("Conflicts:") for line in _lines(f"{git_dir}/MERGE_MSG"))


def made_from(git_dir: str) -> tuple[str, ...]:
    """Return the commits that the state files name as sources of the next commit."""
    sources = [picked(git_dir), *_squashed(git_dir), _mailed(git_dir)]
    return tuple(oid for oid in dict.fromkeys(sources) if oid)


def reverted(git_dir: str) -> tuple[str, str]:
    """Return the commit that a revert undoes, and if that is a merge the parent that it goes back to; "" if unknown."""
    return taken_back(_lines(f"{git_dir}/MERGE_MSG")) or (worktrees.state_ref(git_dir, "REVERT_HEAD"), "")


def taken_back(message: Sequence[str]) -> tuple[str, str] | None:
    """Return the same by the lines of the commit message that a revert has written; ``None`` if it is that of another commit."""
    for line, following in zip(message, [*message[1:], ""], strict=True):
        if line.startswith("This reverts commit "):
            merge = following.startswith("changes made to ")
            return line.split()[3].rstrip(".,"), following.split()[3].rstrip(".") if merge else ""
    return None


def left(git_dir: str) -> int:
    """Return how many commits a ``git revert`` of several has yet to revert, the current one included; 0 if the next commit ends
    it, as where it has stopped at a conflict in the last one."""
    count = len([line for line in _lines(f"{git_dir}/sequencer/todo") if line.startswith("revert ")])
    return 0 if count == 1 and worktrees.state_ref(git_dir, "REVERT_HEAD") else count


def _squashed(git_dir: str) -> list[str]:
    """Return the commits of ``git merge --squash``; in a rebase the file means something else."""
    if os.path.isdir(f"{git_dir}/rebase-merge"):
        return []
    return [line.split()[1] for line in _lines(f"{git_dir}/SQUASH_MSG") if line.startswith("commit ") and len(line.split()) > 1]


def _mailed(git_dir: str) -> str:
    """Return the original commit of a ``git format-patch`` patch, from its first line."""
    number = first_line(f"{git_dir}/rebase-apply/next")
    words = first_line(f"{git_dir}/rebase-apply/{number.rjust(4, '0')}").split() if number.isdigit() else []
    return words[1] if len(words) > 2 and words[0] == "From" and len(words[1]) >= 40 else ""


def rewritten(git_dir: str) -> dict[str, tuple[str, ...]]:
    """Return new commit -> its original commits, as a running rebase has noted them."""
    originals: dict[str, tuple[str, ...]] = {}
    for name in ("rebase-merge/rewritten-list", "rebase-apply/rewritten"):
        for line in _lines(f"{git_dir}/{name}"):
            old, _, new = line.strip().partition(" ")
            if new and new != old:
                originals[new] = (*originals.get(new, ()), old)
    return originals


def melted(git_dir: str) -> list[str]:
    """Return the commits that a running rebase has put into the one before them, as its list names them."""
    done = (line.split() for line in _lines(f"{git_dir}/rebase-merge/done"))
    named = ([word for word in words[1:3] if word not in ("-C", "-c")] for words in done if words and words[0] in MELTING)
    return [words[0] for words in named if words]


CONTINUE = "rebase (continue)"
"""``GIT_REFLOG_ACTION`` where ``git rebase --continue`` commits what is staged."""
PICKS = ("pick", "p", "edit", "e", "reword", "r")
"""Lines of a rebase's list that pick one commit as it is; after the others it is to be amended."""
MELTING = ("fixup", "f", "squash", "s")
"""Lines of a rebase's list that put a commit into the one before it."""
PAUSES = ("break", "b", "exec", "x")
"""Lines of a rebase's list that pick nothing, and at which it may stop."""


class Stop(NamedTuple):
    """Where a rebase has stopped."""

    branch: str
    """Its branch, "" if it began on a detached HEAD."""
    left: tuple[str, ...]
    """The commits that it has yet to pick."""
    stashed: bool
    """True if it has put uncommitted changes into the stash, for the time being."""


def rebase_stop(git_dir: str) -> Stop | None:
    """Return where a rebase has stopped at a commit; ``None`` if none has, or if it has more to do than pick commits."""
    folder = f"{git_dir}/rebase-merge"
    done, todo = (
        [line.split() for line in _lines(f"{folder}/{name}") if line[:1] not in ("", "#")] for name in ("done", "git-rebase-todo")
    )
    if not done or done[-1][0] not in (*PICKS, *PAUSES) or any(words[0] not in PICKS[:2] for words in todo):
        return None
    if os.path.exists(f"{folder}/update-refs"):
        return None
    branch = first_line(f"{folder}/head-name")
    return Stop(
        branch=branch if branch.startswith("refs/heads/") else "",
        left=tuple(words[1] for words in todo),
        stashed=os.path.exists(f"{folder}/autostash"),
    )


def is_picking(git_dir: str) -> bool:
    """True if a rebase has stopped at a commit that it could not make, not after one, as for an edit."""
    if os.path.isdir(f"{git_dir}/rebase-apply"):
        return True
    done = _lines(f"{git_dir}/rebase-merge/done")[-2:]
    if os.path.exists(f"{git_dir}/rebase-merge/amend") and done[0].split(" ")[0] in PICKS:
        return False  # git may have left AUTO_MERGE
    return any(worktrees.state_ref(git_dir, name) for name in ("CHERRY_PICK_HEAD", "MERGE_HEAD", "AUTO_MERGE"))


def rebased_onto(git_dir: str) -> str:
    """Return the commit on which a running rebase, one by patches only once it has stopped, puts its commits; "" if none runs."""
    return first_line(f"{git_dir}/rebase-merge/onto") or first_line(f"{git_dir}/rebase-apply/onto")


def rebase_has_strategy(git_dir: str) -> bool:
    """True if a running rebase was given an option of its strategy (``-X ours``)."""
    return bool(first_line(f"{git_dir}/rebase-merge/strategy_opts"))


COMPARED = 8
"""How many commits of the newest fetch, the first ones, are compared by text with what is committed."""


def fetched(git_dir: str) -> list[str]:
    """Return the commits that the newest ``git fetch`` or ``pull`` here brought from elsewhere. A missing commit may still have
    been fetched; what was fetched from ``.`` was here before."""
    return [oid for oid, line in _fetch_head(git_dir) if not line.endswith(" of .")]


def fetched_into(worktree: Worktree) -> list[str]:
    """Return what ``fetched`` returns for a worktree, and what it returns for the main one."""
    return [oid for folder in dict.fromkeys((worktree.git_dir, worktree.common)) for oid in fetched(folder)]


def fetched_here(git_dir: str) -> list[str]:
    """Return the commits that the newest ``git fetch`` took from the repository that it runs in."""
    return [oid for oid, line in _fetch_head(git_dir) if line.endswith(" of .")]


def _fetch_head(git_dir: str) -> list[tuple[str, str]]:
    return [(oid, line) for line in _lines(f"{git_dir}/FETCH_HEAD") if (oid := line.split("\t", 1)[0].strip())]


def _lines(path: str) -> list[str]:
    return readable(content(path)).split("\n")
