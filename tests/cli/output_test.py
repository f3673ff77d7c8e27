"""What cannot be printed, on a full disk, in its encoding or because nobody reads it, is no traceback."""

import json
import os
import sys

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
@pytest.mark.parametrize("option", ["", "--json"])
def test_a_full_disk_is_reported_for_a_long_text_too(guarded: Repository, option: str) -> None:
    guarded.session("ann").reads(*(f"{n:0200}.py" for n in range(300)))
    code, said = through_a_shell(guarded, f"session show ann {option} >/dev/full")
    assert (code, said) == (3, "coordgit: not all could be written: No space left on device\ntry: df -h\n")


@FULL
@pytest.mark.parametrize(("words", "code"), [("check", 3), ("explain v9", 2)])
def test_where_errors_find_no_room_the_exit_code_still_tells(guarded: Repository, words: str, code: int) -> None:
    assert through_a_shell(guarded, f"{words} 2>/dev/full")[0] == code


@pytest.mark.daily(1)
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


@pytest.mark.parametrize("words", ["doctor", "doctor --json"])
@pytest.mark.parametrize("broken", [True, False])
def test_doctor_whose_output_nobody_reads_ends_with_its_code(guarded: Repository, words: str, broken: bool) -> None:
    if broken:
        (guarded.top / ".git/coordgit/prefilter").unlink()
    assert through_a_shell(guarded, f"{words} | exec true") == (int(broken), "")


def test_an_error_that_is_printed_beside_what_nobody_reads_ends_with_its_code(guarded: Repository) -> None:
    code, said = through_a_shell(guarded, "explain v9 | exec true")
    assert code == 2 and "there is no verdict v9" in said


@pytest.mark.daily(1)
@pytest.mark.parametrize("words", ["session list", "session show ann", "status", "check"])
@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_what_an_encoding_does_not_have_is_escaped(guarded: Repository, words: str, encoding: str) -> None:
    guarded.coordgit("session", "start", "--id", "ann", "--name", "\u6587 \u00e9")
    shown = guarded.run(["coordgit", *words.split()], COORDGIT_SESSION="ann", PYTHONIOENCODING=encoding)
    assert shown.code == 0 and "Traceback" not in shown.err
    document = guarded.run(["coordgit", *words.split(), "--json"], COORDGIT_SESSION="ann", PYTHONIOENCODING=encoding)
    assert document.code == 0 and document.out.isascii()
    assert words == "check" or "\u6587 \u00e9" in str(json.loads(document.out))


def test_where_the_encoding_has_it_all_nothing_is_escaped(guarded: Repository) -> None:
    guarded.coordgit("session", "start", "--id", "ann", "--name", "\u6587 \u00e9")
    for words in (["session", "list"], ["session", "list", "--json"]):
        assert "\u6587 \u00e9" in guarded.run(["coordgit", *words], PYTHONIOENCODING="utf-8").out


NAMES = ["\u00fc.py", "a\nb.py", b"\xfc.py".decode("utf-8", "surrogateescape")]


@pytest.mark.daily(1)
@pytest.mark.parametrize("utf8", ["0", "1"])
@pytest.mark.parametrize("name", NAMES)
def test_a_file_is_read_and_locked_by_its_name_in_any_locale(repository: Repository, name: str, utf8: str) -> None:
    """Python takes ASCII for the encoding of file names in this locale, unless it is told otherwise."""
    repository.commit_files({name: "1\n"})
    locale = {"LC_ALL": "C", "PYTHONUTF8": utf8, "COORDGIT_SESSION": "ann"}
    script = [sys.executable, "-c", "from coordgit.cli.main import main; main()"]
    for words in (["read", name], ["read", "--at", "main", f"{name}:1"], ["lock", name, "--why", "\u00fc"]):
        done = repository.run([*script, *words], None, None, **locale)
        assert done.ok, done.err
    with repository.store() as store:
        assert store.column("SELECT kind FROM reads ORDER BY kind") == ["content", "lines"]
        (key,) = store.column("SELECT DISTINCT path FROM reads")
        assert store.column("SELECT pathspec FROM locks") == [key]
