"""An uncommitted edit that was read goes into the reader's own commit, whose hook or command changes the file besides."""

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository

STRIP = "sed -i 's/ *$//' api.py"
MINE = "unrelated_15 = 15\n", "unrelated_15 = 150   \n"


@pytest.fixture
def read(ann: Claude, bob: Claude) -> None:
    """Bob hands his edit over, and Ann edits the file after she has read it."""
    bob.edits("api.py", "(x)", "(x, y)")
    assert bob.runs("coordgit report --state done 'api.py is yours'").ok
    ann.reads("api.py")
    ann.edits("api.py", *MINE)


def hook(repository: Repository, command: str) -> None:
    script = repository.top / ".git/hooks/pre-commit"
    script.write_text(f"#!/bin/sh\n{command} && git add api.py\n")
    script.chmod(0o755)


@pytest.mark.usefixtures("read")
@pytest.mark.parametrize("how", ["a hook", "the same call"])
@pytest.mark.parametrize("command", [STRIP, "sed -i 's/_9 = 9/_9 = 90/' api.py", "sed -i 's/return x/return  x/' api.py"])
def test_an_edit_that_is_committed_as_it_was_read_is_nothing_wrong(
    ann: Claude, repository: Repository, how: str, command: str
) -> None:
    if how == "a hook":
        hook(repository, command)
        command = "true"
    done = ann.runs(f"{command} && git commit -qam hers")
    assert done.ok and "CG104" not in done.err, done.err


@pytest.mark.usefixtures("read")
def test_an_edit_that_the_hook_only_formats_is_committed_as_it_was_read(ann: Claude, repository: Repository) -> None:
    hook(repository, "sed -i 's/(x, y)/( x, y )/' api.py")
    done = ann.runs("git commit -qam hers")
    assert done.ok and "CG104" not in done.err, done.err


@pytest.mark.usefixtures("read")
@pytest.mark.parametrize(
    "change",
    [
        pytest.param(("(x, y)", "(x)"), id="taken back"),
        pytest.param(("(x, y)", "(x, z)"), id="changed further"),
        pytest.param(("    return x", "return x"), id="another indentation beside it"),
        pytest.param(("def send(x, y)", "def send( x, y )"), id="formatted by hand"),
    ],
)
def test_an_edit_that_its_session_has_changed_since_is_not_what_was_read(
    ann: Claude, bob: Claude, repository: Repository, change: tuple[str, str]
) -> None:
    bob.edits("api.py", *change)
    assert bob.runs("coordgit report --state done 'api.py is yours'").ok
    hook(repository, STRIP)
    assert ann.runs("git commit -qam hers").rejected == ["CG104 api.py"]


@pytest.mark.usefixtures("read")
@pytest.mark.parametrize("command", ["sed -i 's/, y)/)/' api.py", "sed -i 's/, y)/, z)/' api.py"])
def test_an_edit_that_the_hook_takes_away_or_changes_is_not_what_was_read(
    ann: Claude, repository: Repository, command: str
) -> None:
    hook(repository, command)
    assert ann.runs("git commit -qam hers").rejected == ["CG104 api.py"]
