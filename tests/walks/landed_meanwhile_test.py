"""Work that another session has taken over and that its author has landed since: who takes it from there brings nothing of it."""

import pytest

from tests.support.repository import Repository, Result, Session

TEXT = "".join(f"{n}\n" for n in range(1, 10))
TAKES = {"merge": ["merge", "-q", "--no-edit"], "squash": ["merge", "-q", "--squash"], "pick": ["cherry-pick"]}


@pytest.fixture
def ann(repository: Repository) -> Session:
    """She has taken over, in a commit of hers, what bob made of what he read."""
    repository.begin(api__py="1\n", caller__py=TEXT, other__py="1\n")
    bob = repository.session("bob", repository.worktree("bob"))
    bob.reads("api.py", "other.py")
    assert bob.commits("caller.py", TEXT.replace("2", "two")).ok
    ann = repository.session("ann", repository.worktree("ann"))
    take_over(ann)
    return ann


@pytest.fixture
def cat(repository: Repository, ann: Session) -> Session:
    """She has changed on her branch what bob read."""
    cat = repository.session("cat", repository.worktree("cat"))
    assert cat.commits("api.py", "2\n").ok
    return cat


def take_over(ann: Session) -> None:
    assert ann.git("cherry-pick", "-n", "bob").ok and ann.git("commit", "-qm", "taken").ok


def take(cat: Session, how: str) -> Result:
    taken = cat.git(*TAKES[how], "ann")
    return cat.git("commit", "-qm", "squash") if how == "squash" and taken.ok else taken


def bob_lands(repository: Repository) -> None:
    assert repository.session("eve").git("merge", "-q", "--ff-only", "bob").ok


@pytest.mark.daily(5)
@pytest.mark.parametrize("how", TAKES)
@pytest.mark.parametrize("since", ["", "landed", "changed elsewhere", "taken back"])
def test_he_is_asked_on_a_private_branch_unless_a_target_has_his_work(
    repository: Repository, cat: Session, how: str, since: str
) -> None:
    if since:
        bob_lands(repository)
    if since in ("changed elsewhere", "taken back"):
        text = (repository.top / "caller.py").read_text() if since == "changed elsewhere" else TEXT
        eve = repository.session("eve")
        eve.reads("caller.py")
        eve.lands("caller.py", text.replace("8", "eight"))
    lacks = since not in ("landed", "changed elsewhere")
    assert take(cat, how).rejected == (["CG101 api.py"] if lacks else [])
    assert lacks or repository.session("eve").git("merge", "-q", "--no-edit", "cat").ok


@pytest.mark.parametrize("landed", [True, False])
def test_so_it_is_where_it_was_merged_on_a_detached_head(repository: Repository, cat: Session, landed: bool) -> None:
    if landed:
        bob_lands(repository)
    assert cat.git("checkout", "-q", "--detach").ok and take(cat, "merge").ok
    assert cat.git("checkout", "-q", "-B", "cat").rejected == ([] if landed else ["CG101 api.py"])


@pytest.mark.daily(1)
@pytest.mark.parametrize("how", TAKES)
def test_he_is_asked_again_where_it_lands_though_that_was_taken_back(repository: Repository, cat: Session, how: str) -> None:
    bob_lands(repository)
    assert take(cat, how).ok
    eve = repository.session("eve")
    eve.reads("caller.py")
    eve.lands("caller.py", TEXT)
    eve.lands("other.py", "2\n")
    assert "CG101 other.py" in eve.git("merge", "-q", "--no-edit", "cat").rejected


@pytest.mark.daily(2)
@pytest.mark.parametrize("back", [False, True], ids=["", "it was taken back"])
@pytest.mark.parametrize("how", ["squash", "pick"])
def test_nor_is_he_where_that_lands_beside_a_file_of_hers(
    repository: Repository, ann: Session, cat: Session, how: str, back: bool
) -> None:
    """One commit has what he has landed, and what she has not."""
    ann.writes("ann.py", "1\n")
    assert ann.git("reset", "-q", "--soft", "HEAD~1").ok and ann.git("add", "ann.py").ok and ann.git("commit", "-qm", "taken").ok
    bob_lands(repository)
    assert take(cat, how).ok
    eve = repository.session("eve")
    if back:
        eve.reads("caller.py")
        eve.lands("caller.py", TEXT)
    assert eve.git("merge", "-q", "--no-edit", "cat").rejected == (["CG101 api.py"] if back else [])


@pytest.mark.parametrize("how", ["merge", "squash"])
def test_he_is_asked_where_more_of_his_was_taken_over(repository: Repository, ann: Session, cat: Session, how: str) -> None:
    bob_lands(repository)
    assert repository.session("bob", repository.folder / "bob").commits("more.py", "1\n").ok
    take_over(ann)
    assert take(cat, how).rejected == ["CG101 api.py"]


@pytest.mark.daily(2)
@pytest.mark.parametrize("more", [False, True], ids=["", "he has landed more since"])
@pytest.mark.parametrize("how", ["merge", "pick"])
def test_he_is_asked_of_what_was_taken_only_after_it_had_landed(
    repository: Repository, ann: Session, cat: Session, how: str, more: bool
) -> None:
    """As it is ported to a release branch, which has changed what he read."""
    bob_lands(repository)
    assert ann.git("reset", "-q", "--hard", "HEAD~1").ok
    assert ann.commits("ann.py", "1\n").ok and ann.git("cherry-pick", "main").ok
    if more:
        bob = repository.session("bob", repository.folder / "bob")
        assert bob.commits("caller.py", TEXT.replace("2", "two").replace("8", "eight")).ok
        bob_lands(repository)
    assert take(cat, how).rejected == ["CG101 api.py"]
