"""What cannot be printed, on a full disk or because nobody reads it, ends a command with an exit code and no traceback."""

import os

import pytest

from tests.support.repository import Repository

pytestmark = pytest.mark.daily(2)

FULL = pytest.mark.skipif(not os.path.exists("/dev/full"), reason="only Linux has a device that is always full")


def through_a_shell(repository: Repository, words: str, unbuffered: str = "") -> tuple[int, str]:
    """Run coordgit as a process of its own; exit code and standard error."""
    done = repository.run(["bash", "-c", f"coordgit {words}; exit ${{PIPESTATUS[0]}}"], PYTHONUNBUFFERED=unbuffered)
    return done.code, done.err


@FULL
@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("words", ["status", "status --json", "locks --json", "lock a.py"])
def test_a_full_disk_is_reported_in_two_lines(guarded: Repository, words: str, unbuffered: str) -> None:
    code, said = through_a_shell(guarded, f"{words} >/dev/full", unbuffered)
    assert (code, said) == (3, "coordgit: this could not be printed: No space left on device\ntry: df -h\n")


@FULL
@pytest.mark.parametrize(("words", "code"), [("check", 3), ("explain v9", 2)])
def test_where_errors_find_no_room_the_exit_code_still_tells(guarded: Repository, words: str, code: int) -> None:
    assert through_a_shell(guarded, f"{words} 2>/dev/full")[0] == code


@pytest.mark.parametrize("words", ["status", "session list", "locks", "log --json", "check"])
def test_a_command_whose_output_is_closed_does_its_work(guarded: Repository, words: str) -> None:
    for closed in (">&-", "2>&-", ">&- 2>&-"):
        code, said = through_a_shell(guarded, f"{words} {closed}")
        assert code == 0 and "Traceback" not in said, (closed, said)


@pytest.mark.parametrize("words", ["status </dev/null >&0", "check 2</dev/null"])
def test_an_output_that_can_only_be_read_is_a_closed_one(guarded: Repository, words: str) -> None:
    assert through_a_shell(guarded, words) == (0, "")


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize(
    "words", ["session list --json", "session list", "status", "log", "status --watch", "--help", "log --help"]
)
def test_what_nobody_reads_is_dropped(guarded: Repository, words: str, unbuffered: str) -> None:
    assert through_a_shell(guarded, f"{words} | exec true", unbuffered) == (0, "")


def test_an_error_that_is_printed_beside_what_nobody_reads_ends_with_its_code(guarded: Repository) -> None:
    code, said = through_a_shell(guarded, "explain v9 | exec true")
    assert code == 2 and "there is no verdict v9" in said
