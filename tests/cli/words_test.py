"""Words that no command can do anything with get two lines and exit code 2, and what looks odd but means something is taken."""

import os

import pytest

from tests.support.repository import Repository, Result, Sessions

pytestmark = pytest.mark.daily(2)

RAW = "\udcff"
"""An argument that is not UTF-8."""
LINES = "a\nINJECTED\x1b[31m"
"""An argument of two lines, of which a terminal would obey the second."""


def refused(result: Result) -> str:
    """The one sentence of a usage error."""
    lines = result.err.splitlines()
    assert result.code == 2 and len(lines) == 2 and lines[1].startswith("try: coordgit "), result
    return lines[0].removeprefix("coordgit: ")


@pytest.mark.parametrize("words", [["hook"], ["gate"], ["gate", "prepared"]])
def test_what_hooks_run_says_what_it_needs(guarded: Repository, words: list[str]) -> None:
    assert f"{words[0]} is for hooks and needs" in refused(guarded.coordgit(*words))
    assert "is for hooks and needs" in refused(guarded.run([".git/coordgit/shim", *words]))
    assert guarded.coordgit(words[0], "--help").out.startswith(f"Usage: coordgit {words[0]} ")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["log", "-n", "x"], "'x' is not a valid whole number"),
        (["log", "-n", "0"], "0 is not in the range x>=1"),
        (["task", "claim", "abc"], "'abc' is not a valid whole number"),
        (["gc", "--days", "x"], "'x' is not a valid number"),
        (["gc", "--days", "nan"], "'nan' is not a valid number"),
        (["gc", "--days", "inf"], "'inf' is not a valid number"),
        (["status", "--watch", "--every", "nan"], "'nan' is not a valid number"),
        (["status", "--watch", "--every", "inf"], "inf is not in the range"),
        (["task", "done", "9" * 30], f"nothing here is named {'9' * 30}"),
        (["explain", f"v{'9' * 30}"], f"there is no verdict v{'9' * 30}"),
        (["explain", f"v{'9' * 5000}"], f"there is no verdict v{'9' * 199}"),
        (["ack", f"v{'9' * 30}", "--why", "x"], f"there is no verdict v{'9' * 30}"),
    ],
)
def test_an_invalid_or_huge_number_is_reported(guarded: Repository, words: list[str], said: str) -> None:
    assert said in refused(guarded.coordgit(*words))


def test_large_numbers_that_mean_something_are_taken(guarded: Repository) -> None:
    assert "passed" in guarded.coordgit("log", "-n", str(2**63)).out
    assert guarded.coordgit("gc", "--days", "1e300").ok
    assert guarded.coordgit("gc", "--days", "0.5").ok


@pytest.mark.parametrize(
    "words", [["session", "show", RAW], ["explain", RAW], ["init", "--client", RAW], [RAW], ["-C", RAW, "status"]]
)
def test_a_name_that_is_not_utf_8_is_not_a_name(guarded: Repository, words: list[str]) -> None:
    refused(guarded.coordgit(*words))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["log", "-n", RAW], r"Invalid value for '-n': '\xff' is not a valid whole number."),
        (["log", "-n", RAW + r"\udcff"], r"Invalid value for '-n': '\xff\\udcff' is not a valid whole number."),
        (["lock", "a", "--for", RAW], r"Invalid value for '--for': '\xff' is not a span of time such as 90s, 15m, 2h or 1d"),
        (["init", "--client", RAW], r"\xff"),
        ([RAW], r"No such command '\xff'."),
    ],
)
def test_a_byte_that_is_not_utf_8_is_reported_as_one(guarded: Repository, words: list[str], said: str) -> None:
    assert said in refused(guarded.coordgit(*words))


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (["explain", ""], "'[VERDICT[#N]|COMMIT]': the empty string is not a verdict or a commit"),
        (["ack", "v1", "", "--why", "x"], "'VERDICT[#N]...': the empty string is not a verdict"),
        (["verify", ""], "'RANGE': the empty string is not a range of commits"),
        (["verify", "main", "--onto", ""], "'--onto': the empty string is not a branch"),
        (["restore", "a.py", ""], "'[PATH...]': the empty string is not a path"),
        (["read", "a.py", "--at", ""], "'--at': the empty string is not a commit"),
        (["read", "--of="], "'--of': the empty string is not a verdict"),
        (["session", "show", ""], "'[ID]': the empty string is not a session"),
    ],
)
def test_an_empty_word_is_reported_with_what_it_should_name(guarded: Repository, words: list[str], what: str) -> None:
    """As where the variable of a script is not set."""
    assert refused(guarded.coordgit(*words)) == f"Invalid value for {what}"


def test_an_empty_word_too_many_is_seen(guarded: Repository) -> None:
    assert refused(guarded.coordgit("check", "")) == "Got unexpected extra argument ('')"


@pytest.mark.parametrize(
    "words",
    [
        *(
            ["explain", LINES],
            ["ack", LINES, "--why", "x"],
            ["session", "show", LINES],
            ["verify", LINES],
            ["-C", LINES, "status"],
        ),
        *(["read", "--at", LINES, "api.py"], ["status", LINES], ["lock", "--for", LINES, "x"], [LINES]),
    ],
)
def test_a_name_of_several_lines_is_reported_in_one(guarded: Repository, words: list[str]) -> None:
    result = guarded.coordgit(*words)
    assert result.code == 2 and len(result.err.splitlines()) == 2
    assert r"a\nINJECTED\x1b[31m" in result.err.replace(r"\033", r"\x1b")


def test_the_folder_of_another_repository_is_reported_in_one_line(guarded: Repository) -> None:
    other = guarded.folder / LINES
    guarded.git("init", "-q", str(other))
    (guarded.top / "around").mkdir()
    (guarded.top / "around/.git").symlink_to(other / ".git")
    result = guarded.coordgit("status", cwd=guarded.top / "around")
    assert result.code == 3 and len(result.err.splitlines()) == 2 and r"a\nINJECTED\x1b[31m" in result.err


def test_a_path_that_is_not_utf_8_is_a_path(sessions: Sessions, repository: Repository) -> None:
    ann, bob = sessions("ann", "bob")
    with open(os.fsencode(str(repository.top)) + b"/\xff", "w") as file:
        file.write("x\n")
    repository.git("add", "-A")
    repository.git("commit", "-qm", "odd")
    ann.reads(RAW)
    assert bob.coordgit("lock", RAW).ok and bob.coordgit("unlock", RAW).ok
    with open(os.fsencode(str(repository.top)) + b"/\xff", "w") as file:
        file.write("y\n")
    assert bob.git("commit", "-qam", "odd again").ok
    assert ann.commits("mine.py", "1\n").rejected == ['CG101 "\\377"']


def test_a_file_that_cannot_be_read_is_two_lines(guarded: Repository) -> None:
    gone = guarded.folder / "gone"
    gone.mkdir()
    result = guarded.run(["sh", "-c", f'rmdir "{gone}"; exec "{guarded.top}/.git/coordgit/shim" status'], cwd=gone)
    assert result.code == 3 and result.err.splitlines()[-2:][0].startswith("coordgit: ") and "Traceback" not in result.err
    assert result.err.splitlines()[-2:] == ["coordgit: the current folder is gone", "try: coordgit -C PATH ..."]
    elsewhere = f'rmdir "{gone}"; exec "{guarded.top}/.git/coordgit/shim" -C "{guarded.top}" status'
    gone.mkdir()
    assert guarded.run(["sh", "-c", elsewhere], cwd=gone).ok
