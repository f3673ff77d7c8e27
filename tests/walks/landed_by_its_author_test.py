"""Work that its author has landed, and another has picked before: whoever lands the pick brings nothing of it."""

import pytest

from tests.support.repository import Repository, Session

TEXT = "".join(f"{n}\n" for n in range(1, 10))


@pytest.fixture
def ann(repository: Repository) -> Session:
    """She has picked what bob made of what he read."""
    repository.begin(api__py="1\n", caller__py=TEXT, other__py="1\n")
    bob = repository.session("bob", repository.worktree("bob"))
    bob.reads("api.py")
    assert bob.commits("caller.py", TEXT.replace("2", "two")).ok
    ann = repository.session("ann", repository.worktree("ann"))
    assert ann.commits("other.py", "2\n").ok and ann.git("cherry-pick", "bob").ok
    return ann


@pytest.fixture
def eve(repository: Repository) -> Session:
    """Who merges into main."""
    return repository.session("eve")


@pytest.mark.parametrize("since", ["", "changed elsewhere", "taken back"])
@pytest.mark.parametrize("landed", [True, False])
def test_he_is_asked_only_of_what_the_branch_lacks(
    repository: Repository, ann: Session, eve: Session, landed: bool, since: str
) -> None:
    assert not landed or eve.git("merge", "-q", "--ff-only", "bob").ok
    cat = repository.session("cat")
    if since:
        cat.reads("caller.py")
        text = (repository.top / "caller.py").read_text() if since == "changed elsewhere" else TEXT
        cat.lands("caller.py", text.replace("8", "eight"))
    cat.lands("api.py", "2\n")
    rejected = [] if landed and since != "taken back" else ["CG101 api.py"]
    verdict = eve.json("verify", "main..ann")
    assert [f"{one['code']} {one['path']}" for one in verdict["conflicts"]] == rejected
    assert eve.git("merge", "-q", "--no-edit", "ann").rejected == rejected


def test_he_is_asked_where_it_is_there_under_another_name_alone(repository: Repository, ann: Session, eve: Session) -> None:
    assert ann.git("mv", "caller.py", "called.py").ok and ann.git("commit", "-qm", "name").ok
    repository.session("cat").lands("api.py", "2\n")
    assert eve.git("merge", "-q", "--no-edit", "ann").rejected == ["CG101 api.py"]


def test_he_is_asked_where_more_of_his_has_been_picked(repository: Repository, ann: Session, eve: Session) -> None:
    assert eve.git("merge", "-q", "--ff-only", "bob").ok
    assert repository.session("bob", repository.folder / "bob").commits("more.py", "1\n").ok
    assert ann.git("cherry-pick", "bob").ok
    repository.session("cat").lands("api.py", "2\n")
    assert eve.git("merge", "-q", "--no-edit", "ann").rejected == ["CG101 api.py"]


@pytest.mark.parametrize("landed", [True, False])
def test_he_is_not_asked_of_what_was_put_on_top_of_it_where_a_rebase_stopped(
    repository: Repository, ann: Session, eve: Session, landed: bool
) -> None:
    repository.commit_files({"more.py": "1\n"})
    assert ann.git("-c", "sequence.editor=sed -i -e '2s/^pick/edit/'", "rebase", "-q", "-i", "main").ok
    assert ann.commits("caller.py", TEXT.replace("2", "two").replace("7", "seven")).ok
    assert ann.git("rebase", "--continue").ok
    if landed:
        assert eve.git("merge", "-q", "--no-edit", "bob").ok
    repository.session("cat").lands("api.py", "2\n")
    rejected = ann.git("rebase", "-q", "main").rejected or eve.git("merge", "-q", "--no-edit", "ann").rejected
    assert rejected == ([] if landed else ["CG101 api.py"])
