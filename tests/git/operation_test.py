"""What git is doing, told from its state files, its environment and its process."""

from pathlib import Path

import pytest

from coordgit.git import operation
from coordgit.git.operation import command, detect, running

CASES = [
    # action, made, parents, command, state files -> operation
    ("merge c", 1, 1, "merge", "", operation.FORWARD),
    ("merge c", 3, 2, "merge", "", operation.FORWARD),
    ("merge c", 1, 1, "", "", operation.FORWARD),
    ("merge c", 1, 2, "merge", "MERGE_HEAD", operation.MERGE),
    ("merge c", 1, 1, "merge", "SQUASH_MSG", operation.FORWARD),
    ("pull", 1, 1, "merge", "", operation.FORWARD_PULL),
    ("pull", 0, 0, "", "", operation.FORWARD_PULL),
    ("pull", 1, 2, "merge", "MERGE_HEAD", operation.PULL),
    ("", 1, 1, "commit", "", operation.COMMIT),
    ("", 1, 1, "", "", operation.COMMIT),
    ("merge c", 1, 1, "commit", "", operation.COMMIT),  # by a hook of that merge
    ("", 1, 1, "commit", "SQUASH_MSG", operation.SQUASH),
    ("", 1, 2, "commit", "MERGE_HEAD", operation.MERGE),
    ("", 1, 1, "commit", "CHERRY_PICK_HEAD", operation.PICK),
    ("", 1, 1, "cherry-pick", "CHERRY_PICK_HEAD", operation.PICK),
    ("", 1, 1, "cherry-pick", "", operation.FORWARD),
    ("", 1, 1, "revert", "", operation.REVERT),
    ("", 1, 1, "commit", "MERGE_MSG", operation.REVERT),
    ("", 1, 1, "", "rebase-merge/", operation.REBASE),
    ("", 1, 1, "am", "rebase-apply/applying", operation.AM),
    ("", 1, 1, "update-ref", "", operation.REF),
    ("", 1, 1, "update-ref", "MERGE_MSG", operation.REF),
    ("", 1, 1, "branch", "", operation.REF),
    ("", 0, 0, "", "", operation.REF),
    ("", 1, 1, "reset", "", operation.RESET),
    ("", 1, 1, "checkout", "", operation.RESET),
    ("", 1, 1, "receive-pack", "", operation.PUSH),
    ("", 1, 1, "receive-pack", "rebase-merge/", operation.PUSH),
]


@pytest.mark.parametrize(("action", "made", "parents", "command", "state", "expected"), CASES)
def test_each_operation_is_detected(
    tmp_path: Path, action: str, made: int, parents: int, command: str, state: str, expected: str
) -> None:
    if state:
        path = tmp_path / state
        (path if state.endswith("/") else path.parent).mkdir(parents=True, exist_ok=True)
        if not state.endswith("/"):
            path.write_text("x")
    assert detect(str(tmp_path), action, made, parents, command) == expected


@pytest.mark.parametrize(
    ("argv", "expected"),
    [
        (["git", "commit", "-m", "x"], "commit"),
        (["/usr/bin/git", "-c", "a.b=commit", "-C", "/x", "--no-pager", "merge", "--ff-only"], "merge"),
        (["git", "merge", "--continue"], "commit"),
        (["git", "--git-dir=/x", "update-ref", "a"], "update-ref"),
        (["git-receive-pack", "/x"], "receive-pack"),
        (["git", "reset", "-q", "--hard", "x"], "reset"),
        (["git", "reset", "-q", "--soft", "x"], "update-ref"),
        (["git", "reset", "x"], "update-ref"),
        (["git"], ""),
        ([], ""),
    ],
)
def test_the_command_is_told_from_its_words(argv: list[str], expected: str) -> None:
    assert command(argv) == expected


def test_a_push_is_told_by_the_environment_where_its_process_is_not() -> None:
    assert running(0, {"GIT_QUARANTINE_PATH": "/x"}) == "receive-pack"
    assert running(0, {}) == ""


@pytest.mark.parametrize(("action", "rebasing", "wrote"), [
    ("", False, True),
    ("rebase (pick)", False, True),
    ("rebase (pick)", True, False),
    ("rebase (continue)", True, True),
])  # fmt: skip
def test_git_commit_writes_for_its_user_unless_a_rebase_really_runs(
    tmp_path: Path, action: str, rebasing: bool, wrote: bool
) -> None:
    if rebasing:
        (tmp_path / "rebase-merge").mkdir()
    assert operation.making(str(tmp_path), "commit", "1" * 40, {"GIT_REFLOG_ACTION": action}) == operation.Making(True, wrote)
