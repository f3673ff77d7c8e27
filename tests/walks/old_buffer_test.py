"""A text from an old editor buffer puts back the lines that another session has replaced since, by one that never saw those."""

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository, Session
from tests.walks.lost_update_test import BOTH, MINE, TEXT, THEIRS

BESIDE = TEXT.replace("line 21\n", "line 21, ann's\n")
MARKERS = "<<<<<<< ours\nhow git shows\n=======\na conflict\n>>>>>>> theirs\n"


@pytest.fixture
def bob(repository: Repository) -> Session:
    repository.commit_files({"f.txt": TEXT, "g.txt": "1\n"})
    return repository.session("bob")


def saves(session: Session | Claude, text: str) -> None:
    """An editor outside writes the file."""
    (session.cwd / "f.txt").write_text(text)


@pytest.fixture
def cleo(repository: Repository, bob: Session) -> Claude:
    return Claude(repository, "cleo")


@pytest.fixture
def person(repository: Repository, bob: Session) -> Session:
    return Session(repository, "", repository.top)


@pytest.mark.parametrize("text", [TEXT, MINE, BESIDE], ids=["as it was", "with an edit of its own", "with one beside it"])
@pytest.mark.parametrize("shell", [True, False], ids=["by its shell", "by nobody it knows of"])
def test_a_client_that_has_read_nothing(repository: Repository, cleo: Claude, bob: Session, text: str, shell: bool) -> None:
    (repository.folder / "buffer").write_text(text)
    bob.lands("f.txt", THEIRS)
    if shell:
        cleo.runs("cp ../buffer f.txt")
    else:
        saves(cleo, text)
    assert cleo.commits("f.txt").rejected == ["CG201 f.txt"]
    assert repository.coordgit("read", "--at", "HEAD", "f.txt", cwd=cleo.cwd, **cleo.env).ok
    assert cleo.commits("f.txt").ok


@pytest.mark.parametrize(("look", "sees"), [("wc f.txt", False), ("cat f.txt", True)], ids=["coarsely", "whole"])
def test_a_client_that_has_looked_at_what_landed(
    repository: Repository, cleo: Claude, bob: Session, look: str, sees: bool
) -> None:
    bob.lands("f.txt", THEIRS)
    cleo.runs(look)
    cleo.writes("f.txt", MINE)
    assert cleo.commits("f.txt").rejected == ([] if sees else ["CG201 f.txt"])
    if not sees:
        assert repository.coordgit("read", "--at", "HEAD", "f.txt", cwd=cleo.cwd, **cleo.env).ok
        assert cleo.commits("f.txt").ok


@pytest.mark.parametrize("edits", [False, True], ids=["reads", "reads and edits"])
@pytest.mark.parametrize("seen", [False, True], ids=["it never saw what landed", "it has read what landed"])
def test_reading_an_own_text_shows_nothing_of_what_landed(
    repository: Repository, cleo: Claude, bob: Session, edits: bool, seen: bool
) -> None:
    cleo.reads("g.txt")
    bob.lands("f.txt", THEIRS)
    if seen:
        cleo.reads("f.txt")
    saves(cleo, MINE)
    cleo.reads("f.txt")
    if edits:
        cleo.edits("f.txt", "line 12\n", "line twelve\n")
    assert cleo.commits("f.txt").rejected == ([] if seen else ["CG201 f.txt"])
    if not seen:
        assert repository.coordgit("read", "--at", "HEAD", "f.txt", cwd=cleo.cwd, **cleo.env).ok
        assert cleo.commits("f.txt").ok


@pytest.mark.parametrize(("text", "lost"), [(TEXT, ["CG201 f.txt"]), (THEIRS, []), ("other\n", [])], ids=["old", "new", "other"])
def test_an_old_text_under_another_name_is_a_lost_update(
    repository: Repository, cleo: Claude, bob: Session, text: str, lost: list[str]
) -> None:
    bob.lands("f.txt", THEIRS)
    (repository.folder / "buffer").write_text(text)
    cleo.runs("git mv f.txt moved.txt && cp ../buffer moved.txt && git add moved.txt")
    assert cleo.runs("git commit -qm moved").rejected == lost
    assert repository.coordgit("read", "--at", "HEAD", "f.txt", cwd=cleo.cwd, **cleo.env).ok
    assert not lost or cleo.runs("git commit -qm moved").ok


@pytest.mark.parametrize(
    "text",
    [
        BOTH,
        THEIRS.replace("line 21\n", "line 20\n"),
        THEIRS.replace("line 20, bob's\n", "line 20, cleo's\n"),
        THEIRS.replace("line 19\n", "line 20\n"),
    ],
    ids=["another line", "the next line", "the line anew", "a line like it"],
)
def test_a_client_that_puts_nothing_back(cleo: Claude, bob: Session, text: str) -> None:
    bob.lands("f.txt", THEIRS)
    saves(cleo, text)
    result = cleo.commits("f.txt")
    assert result.ok, result.err


def test_a_client_that_takes_back_its_own_change(cleo: Claude, bob: Session) -> None:
    saves(cleo, THEIRS)
    assert cleo.commits("f.txt").ok
    saves(cleo, MINE)
    assert cleo.commits("f.txt").ok


def test_lines_that_another_has_deleted(cleo: Claude, bob: Session) -> None:
    bob.lands("f.txt", TEXT.replace("line 20\nline 21\n", ""))
    saves(cleo, MINE)
    assert cleo.commits("f.txt").rejected == ["CG201 f.txt"]


BRIEF = TEXT.replace("line 19\nline 20\n", "")
NEWER = TEXT.replace("line 19\nline 20\n", "nineteen\ntwenty\n")


@pytest.mark.parametrize("theirs", [BRIEF, NEWER], ids=["deleted", "replaced"])
@pytest.mark.parametrize(
    ("old", "new"),
    [("line 19", "cleo's"), ("line 20", "cleo's"), ("line 18\nline 19", "cleo's"), ("line 20\n", "")],
    ids=["the first is edited", "the second is edited", "the first with the one before", "the second is gone"],
)
def test_one_of_several_lines_that_another_has_changed(
    repository: Repository, cleo: Claude, bob: Session, theirs: str, old: str, new: str
) -> None:
    bob.lands("f.txt", theirs)
    saves(cleo, TEXT.replace(old, new))
    assert cleo.commits("f.txt").rejected == ["CG201 f.txt"]
    assert repository.coordgit("read", "--at", "HEAD", "f.txt", cwd=cleo.cwd, **cleo.env).ok
    assert cleo.commits("f.txt").ok


def test_a_replaced_line_beside_an_edit_in_a_text_with_another_of_the_changes(cleo: Claude, bob: Session) -> None:
    bob.lands("f.txt", THEIRS.replace("line 5\n", "line five\n"))
    saves(cleo, BESIDE.replace("line 5\n", "line five\n"))
    assert cleo.commits("f.txt").rejected == ["CG201 f.txt"]


@pytest.mark.parametrize(
    "text",
    [
        BRIEF.replace("line 18\n", "line 18\ncleo's\n"),
        TEXT.replace("".join(f"line {n}\n" for n in range(10, 15)), "def one():\nline 12\n"),
        TEXT.replace("line 19\nline 20\n", "cleo's\ntoo\n"),
        NEWER.replace("nineteen\n", "line 19\n"),
        NEWER.replace("twenty\n", "twenty, and\n"),
    ],
    ids=[
        "a line where they were",
        "like one of many",
        "both are edited",
        "one for a new one",
        "one of the new ones",
    ],
)
def test_an_edit_where_another_has_changed_several_lines(cleo: Claude, bob: Session, text: str) -> None:
    gone = "".join(f"line {n}\n" for n in range(10, 15))
    bob.lands("f.txt", NEWER if "twenty" in text else TEXT.replace(gone, "") if "def" in text else BRIEF)
    saves(cleo, text)
    done = cleo.commits("f.txt")
    assert done.ok, done.err


GONE = TEXT.replace("line 20\n", "")


@pytest.mark.parametrize("beside", ["line 19", "line 21"])
def test_a_line_that_another_has_deleted_beside_an_edit(repository: Repository, bob: Session, beside: str) -> None:
    """In a work tree that is left behind, by a session without a client."""
    ann, dee = repository.session("ann"), repository.session("dee", repository.worktree("side"))
    dee.lands("f.txt", GONE)
    assert bob.git("reset", "-q", "--soft", "side").ok
    denied = ann.commits("f.txt", TEXT.replace(f"{beside}\n", "ann's\n"))
    assert denied.rejected == ["CG201 f.txt"]
    assert ann.coordgit("explain", denied.verdict).ok
    assert ann.commits("f.txt", GONE.replace(f"{beside}\n", "ann's\n")).ok


@pytest.mark.parametrize(
    "text",
    [
        GONE.replace("line 19\n", "ann's\n"),
        GONE.replace("line 19\n", "ann's\n").replace("line 5\n", "line five\nline 20\n"),
        GONE.replace("line 19\n", "line 19\nann's\nline 20\n"),
    ],
    ids=["another edit there", "the line elsewhere", "made from what had landed"],
)
def test_an_edit_beside_a_line_that_another_has_deleted(repository: Repository, bob: Session, text: str) -> None:
    repository.session("dee", repository.worktree("side")).lands("f.txt", GONE.replace("line 8\n", "line 8, dee's\n"))
    assert bob.git("reset", "-q", "--soft", "side").ok
    done = repository.session("ann").commits("f.txt", text.replace("line 8\n", "line 8, dee's\n"))
    assert done.ok, done.err


@pytest.mark.parametrize("text", [TEXT, MINE], ids=["as it was", "with an edit of its own"])
def test_a_person_is_told(person: Session, bob: Session, text: str) -> None:
    bob.lands("f.txt", THEIRS)
    passed = person.commits("f.txt", text)
    assert passed.ok
    assert (
        "1 path takes back what another session landed, unseen, the commit may land" in passed.err and "CG201 f.txt" in passed.err
    )


def test_a_person_that_puts_nothing_back_is_told_nothing(person: Session, bob: Session) -> None:
    bob.lands("f.txt", THEIRS)
    passed = person.commits("f.txt", BOTH)
    assert passed.ok and passed.err == ""


def test_a_person_that_has_committed_since_is_told_nothing(person: Session, bob: Session) -> None:
    """What it puts back then is not a text from before."""
    bob.lands("f.txt", THEIRS)
    person.lands("g.txt", "2\n")
    passed = person.commits("f.txt", MINE)
    assert passed.ok and passed.err == ""


def test_a_person_that_reverts_is_told_nothing(person: Session, bob: Session) -> None:
    bob.lands("f.txt", THEIRS)
    reverted = person.git("revert", "--no-edit", "HEAD")
    assert reverted.ok and "CG201" not in reverted.err


@pytest.mark.parametrize("knows", [False, True])
def test_a_text_with_the_markers_of_a_conflict_in_which_git_has_not_stopped_is_an_edit(
    repository: Repository, cleo: Claude, bob: Session, knows: bool
) -> None:
    cleo.reads("f.txt")
    bob.lands("f.txt", THEIRS)
    if knows:
        cleo.reads("f.txt")
    (repository.folder / "buffer").write_text((THEIRS if knows else TEXT) + MARKERS)
    cleo.runs("cp ../buffer f.txt")
    assert cleo.runs("git commit -qam mine").rejected == ([] if knows else ["CG201 f.txt"])


def test_markers_are_an_edit_only_in_files_in_which_a_merge_has_not_stopped(repository: Repository, cleo: Claude) -> None:
    side = repository.session("side", repository.worktree("side"))
    side.lands("g.txt", "side\n")
    cleo.writes("g.txt", "own\n")
    assert cleo.commits("g.txt").ok
    cleo.reads("g.txt")
    cleo.writes("g.txt", "own\n")
    (repository.folder / "buffer").write_text(TEXT + MARKERS)
    assert not cleo.runs("git merge -q side; cp ../buffer f.txt; false").ok
    waiting = [write["path"] for write in repository.json("session", "show", "cleo")["writes"]]
    assert "f.txt" in waiting and "<<<<<<<" in (repository.top / "g.txt").read_text()
    assert "g.txt" not in waiting
