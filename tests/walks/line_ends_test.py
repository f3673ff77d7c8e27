"""Where git alone decides about line ends, it keeps CRLF in a file whose index has it: that is the version which counts."""

from pathlib import Path

import pytest

from tests.portion.team import commit
from tests.support.claude import Claude
from tests.support.repository import Repository

LINES = [f"line {n}" for n in range(1, 9)]
TEXT = "".join(f"{line}\r\n" for line in LINES).encode()
DECIDES = {
    "text=auto": ("* text=auto\n", {}),
    "autocrlf=input": ("", {"core.autocrlf": "input"}),
    "autocrlf=true": ("", {"core.autocrlf": "true"}),
    "nothing": ("", {}),
}


@pytest.fixture(params=DECIDES)
def ann(request: pytest.FixtureRequest, repository: Repository) -> Claude:
    """Ann, in a repository that had CRLF before it said so."""
    attributes, settings = DECIDES[request.param]
    (repository.top / "a.py").write_bytes(TEXT)
    repository.git("add", "a.py")
    repository.git("commit", "-qm", "crlf")
    for name, value in settings.items():
        repository.git("config", name, value)
    repository.commit_files({".gitattributes": attributes, "b.py": "b\n"})
    return Claude(repository, "ann")


@pytest.fixture
def bob(ann: Claude, repository: Repository) -> Claude:
    return Claude(repository, "bob")


def edits(session: Claude, number: int) -> None:
    assert session.runs(f"sed -i 's/line {number}\\r/line {number} of {session.session}\\r/' a.py").ok


def test_a_version_that_was_committed_is_no_dirty_read(ann: Claude, bob: Claude) -> None:
    edits(ann, 3)
    bob.runs("cat a.py")
    assert ann.runs("git commit -qm hers a.py").ok
    edits(ann, 6)
    bob.writes("new.py", "1\n")
    assert bob.commits("new.py").ok


def test_only_the_lines_that_changed_are_the_sessions(ann: Claude, bob: Claude, repository: Repository) -> None:
    edits(ann, 3)
    edits(bob, 6)
    (shown,) = repository.json("whose", "a.py")["paths"]
    assert [(line["line"], line["session"]) for line in shown["lines"]] == [(3, "ann"), (3, "ann"), (6, "bob"), (6, "bob")]
    assert commit(ann, "a.py").ok
    assert repository.git("diff", "--stat", "HEAD~1", "HEAD").splitlines()[0].split() == ["a.py", "|", "2", "+-"]
    assert (repository.top / "a.py").read_bytes().count(b"\r\n") == len(LINES)
    assert repository.git("diff", "--stat", "HEAD").splitlines()[0].split() == ["a.py", "|", "2", "+-"]


@pytest.mark.parametrize(
    ("attributes", "stored"), [("* text=auto\n", b"n\n"), ("* text\n", b"n\n"), ("* -text\n", b"n\r\n"), ("", b"n\r\n")]
)
def test_a_new_file_is_stored_as_git_adds_it(repository: Repository, attributes: str, stored: bytes) -> None:
    repository.commit_files({".gitattributes": attributes, "a.py": "1\n"})
    session = Claude(repository, "ann")
    assert session.runs(r"printf 'n\r\n' >new.py").ok
    assert commit(session).ok
    made = Path(repository.top / "out")
    repository.run(["sh", "-c", "git cat-file blob HEAD:new.py >out"])
    assert made.read_bytes() == stored
    made.unlink()
    assert repository.git("status", "--porcelain") == ""


def test_a_text_that_has_to_be_converted_is_converted(repository: Repository) -> None:
    (repository.top / "a.py").write_bytes(TEXT)
    repository.git("add", "a.py")
    repository.git("commit", "-qm", "crlf")
    repository.commit_files({".gitattributes": "* text\n", "b.py": "b\n"})
    session = Claude(repository, "ann")
    edits(session, 3)
    assert session.runs("git commit -qm hers a.py").ok
    assert repository.json("session", "show", "ann")["writes"] == []
