"""A session renames a file that it has read in part, and another changes that file under its old name: git's merge carries the
change over to the new name, so nothing of it is lost, and only the lines that were read count."""

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository, Session
from tests.support.way_on import obey

LINES = "".join(f"line {n}\n" for n in range(40))
INTO_MAIN = {
    "a merge": ["merge -q --no-edit ann"],
    "a squash": ["merge -q --squash ann", "commit -qm squashed"],
    "a pick": ["cherry-pick main..ann"],
}


@pytest.fixture
def ann(repository: Repository) -> Claude:
    repository.begin(api__py=LINES, other__py="OTHER = 1\n")
    ann = Claude(repository, "ann", repository.worktree("ann"))
    ann.reads("api.py", 4, 6)
    return ann


def landed(ann: Claude, repository: Repository, way: str) -> tuple[bool, list[str]]:
    *first, last = INTO_MAIN[way]
    for command in first:
        repository.git(*command.split(), **ann.env)
    result = repository.run([*repository.program, *last.split()], **ann.env)
    return result.ok, result.rejected


def renamed(ann: Claude) -> None:
    assert ann.runs("git mv api.py core.py && git commit -qam renamed").ok


@pytest.mark.parametrize("way", INTO_MAIN)
def test_a_change_apart_from_the_lines_read_goes_along(ann: Claude, bob: Session, repository: Repository, way: str) -> None:
    renamed(ann)
    bob.lands("api.py", LINES.replace("line 30\n", "LINE 30\n"))
    assert landed(ann, repository, way) == (True, [])
    assert "LINE 30\n" in repository.git("show", "main:core.py")


@pytest.mark.parametrize("way", INTO_MAIN)
def test_a_change_of_the_lines_read_is_stale(ann: Claude, bob: Session, repository: Repository, way: str) -> None:
    renamed(ann)
    bob.lands("api.py", LINES.replace("line 5\n", "LINE 5\n"))
    assert landed(ann, repository, way) == (False, ["CG101 api.py:4-6"])


def test_an_old_copy_under_the_new_name_loses_the_change(ann: Claude, bob: Session, repository: Repository) -> None:
    renamed(ann)
    bob.lands("api.py", LINES.replace("line 30\n", "LINE 30\n"))
    repository.git("checkout", "-q", "ann", "--", "core.py", **ann.env)
    repository.git("rm", "-q", "api.py", **ann.env)
    result = repository.run([*repository.program, "commit", "-qm", "moved"], **ann.env)
    assert result.rejected == ["CG201 api.py:4-6"]


def test_a_file_that_the_reader_removes_loses_the_change(ann: Claude, bob: Session, repository: Repository) -> None:
    bob.lands("api.py", LINES.replace("line 30\n", "LINE 30\n"))
    repository.git("rm", "-q", "api.py", **ann.env)
    result = repository.run([*repository.program, "commit", "-qm", "removed"], **ann.env)
    assert result.rejected == ["CG201 api.py:4-6"]


@pytest.mark.usefixtures("command_line")
@pytest.mark.parametrize("edits", [True, False], ids=["an edit beside it", "as it landed"])
def test_a_file_that_has_appeared_under_its_own_edit_is_read_at_the_tip(repository: Repository, edits: bool) -> None:
    """Another has renamed the file that is edited here, and a merge has put the edit under the new name."""
    text = "".join(f"line {n}\n" for n in range(20))
    repository.commit_files({"old.py": text, "other.py": "1\n"})
    ann, bob = repository.session("ann", repository.worktree("ann")), repository.session("bob")
    ann.reads("new.py")
    if edits:
        ann.writes("old.py", text.replace("line 7\n", "line seven\n"))
    assert bob.git("mv", "old.py", "new.py").ok and bob.git("commit", "-qm", "renamed").ok
    assert ann.git("merge", "-q", "--autostash", "main").ok
    ann.writes("other.py", "2\n")
    denied = ann.git("commit", "-qm", "other", "--", "other.py")
    assert denied.rejected == ["CG103 new.py"] and ("--at HEAD" in denied.err) == edits
    assert all(step.ok for step in obey(ann, denied, lambda: ann.git("commit", "-qm", "other", "--", "other.py")))


TIP = "read api.py as it is at the tip (coordgit read --at HEAD api.py), put your change into that, commit again"
MAIN = "read api.py as it is on main (coordgit read --at main api.py), adapt your change if it needs it, commit again"


@pytest.mark.parametrize(
    ("command", "code", "way"),
    [
        ("git mv api.py new.py", "CG101", MAIN),
        ("git rm -q api.py", "CG201", MAIN),
        ("git rm -q --cached api.py && mv api.py gone && cp old new.py && git add new.py", "CG201", TIP),
    ],
    ids=["renames", "removes", "writes an old text under another name"],
)
def test_who_removes_or_renames_what_was_changed_has_only_to_read_it(
    repository: Repository, command: str, code: str, way: str
) -> None:
    text = "".join(f"line {n}\n" for n in range(20))
    repository.begin(api__py=text)
    repository.write("old", text)
    ann = Claude(repository, "ann")
    ann.reads("api.py")
    repository.session("bob").lands("api.py", text.replace("line 9\n", "line 9, bob\n"))
    denied = ann.runs(f"{command} && git commit -qm work")
    assert denied.rejected == [f"{code} api.py"]
    assert f"next: {way}\n" in denied.err
    assert obey(ann, denied, lambda: ann.runs("git commit -qm work"))[-1].ok
