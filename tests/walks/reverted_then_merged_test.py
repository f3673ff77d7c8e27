"""Git merges a revert of a session's landed work with the very same work on its branch without a conflict: the work is back."""

import pytest

from tests.support.claude import ANN, Claude
from tests.support.repository import Repository, Session

TEXT = "".join(f"line{n} = 1\n" for n in range(20))
HERS = TEXT.replace("line9 = 1", "line9 = 2")
MORE = HERS.replace("line15 = 1", "line15 = 2")


@pytest.fixture
def ann(repository: Repository) -> Session:
    repository.commit_files({"f.py": TEXT, "o.py": "1\n"})
    return repository.session("ann", repository.worktree("ann"))


@pytest.fixture
def cat(repository: Repository, ann: Session) -> Session:
    return repository.session("cat")


def lands_squashed(ann: Session, cat: Session, read: str = "f.py") -> None:
    ann.reads(read)
    ann.writes("f.py", HERS)
    assert ann.git("commit", "-qam", "hers").ok
    cat.lands("o.py", "2\n")
    assert cat.git("merge", "-q", "--squash", "ann").ok and cat.git("commit", "-qm", "squashed").ok


def takes_back(cat: Session, worktree: str = "bob") -> None:
    bob = cat.repository.session("bob", cat.repository.worktree(worktree))
    bob.reads("f.py")
    assert bob.git("revert", "--no-edit", "HEAD").ok
    assert cat.git("merge", "-q", "--ff-only", worktree).ok


@pytest.mark.daily(4)
@pytest.mark.parametrize("looks", [False, True])
@pytest.mark.parametrize("text", [MORE, HERS], ids=["more", "as it was"])
@pytest.mark.parametrize("knows", [True, False], ids=["had seen it there", "had not"])
@pytest.mark.parametrize("lines", ["", ":9-12", ":1-4"])
def test_who_goes_on_with_work_that_was_reverted_on_main_takes_the_revert_back(
    ann: Session, cat: Session, looks: bool, text: str, knows: bool, lines: str
) -> None:
    lands_squashed(ann, cat, f"f.py{lines}")
    if knows:
        ann.reads("--at", "main", "f.py")
    takes_back(cat)
    assert ann.git("merge", "-q", "--no-edit", "main").ok
    ann.writes("f.py", text)
    ann.writes("other.py", "1\n")
    assert ann.git("add", "-A").ok and ann.git("commit", "-qm", "more").ok
    if looks:
        ann.reads("--at", "main", "f.py")
    merged = cat.git("merge", "-q", "--no-edit", "ann")
    assert merged.rejected == ([] if looks else [f"CG201 f.py{'' if knows else lines}"])


@pytest.mark.parametrize("lines", ["", ":9-12"])
def test_who_has_read_what_the_revert_put_there_may_make_its_change_again(ann: Session, cat: Session, lines: str) -> None:
    lands_squashed(ann, cat, f"f.py{lines}")
    takes_back(cat)
    assert ann.git("reset", "-q", "--hard", "main").ok
    ann.reads(f"f.py{lines}")
    ann.writes("f.py", HERS)
    assert ann.git("commit", "-qam", "again").ok
    landed = cat.git("merge", "-q", "--no-edit", "ann")
    assert landed.ok, landed.err


def test_who_has_seen_the_revert_on_main_may_go_on_with_its_work(ann: Session, cat: Session) -> None:
    lands_squashed(ann, cat)
    takes_back(cat)
    ann.reads("--at", "main", "f.py")
    assert ann.git("merge", "-q", "--no-edit", "main").ok
    ann.writes("f.py", MORE)
    assert ann.git("commit", "-qam", "more").ok
    landed = cat.git("merge", "-q", "--no-edit", "ann")
    assert landed.ok, landed.err


@pytest.mark.parametrize("looks", [False, True])
@pytest.mark.parametrize("path", ["new.py", "o.py"], ids=["added", "removed"])
def test_a_file_that_it_had_added_or_removed_is_back(ann: Session, cat: Session, path: str, looks: bool) -> None:
    ann.reads(path)
    if path == "new.py":
        ann.lands(path, "1\n")
    else:
        assert ann.git("rm", "-q", path).ok and ann.git("commit", "-qm", "removed").ok
    cat.lands("other.py", "2\n")
    assert cat.git("merge", "-q", "--squash", "ann").ok and cat.git("commit", "-qm", "squashed").ok
    bob = cat.repository.session("bob", cat.repository.worktree("bob"))
    assert bob.git("revert", "--no-edit", "HEAD").ok
    assert cat.git("merge", "-q", "--ff-only", "bob").ok
    assert ann.git("merge", "-q", "--no-edit", "main").ok
    assert ann.commits("more.py", "MORE = 2\n").ok
    if looks:
        ann.reads("--at", "main", path)
    assert cat.git("merge", "-q", "--no-edit", "ann").rejected == ([] if looks else [f"CG201 {path}"])


def test_a_client_that_has_read_the_reverted_file_may_make_its_change_again(repository: Repository, cat: Session) -> None:
    ann = Claude(repository, ANN)
    ann.reads("f.py")
    ann.writes("f.py", HERS)
    assert ann.commits("f.py").ok
    assert cat.git("revert", "--no-edit", "HEAD").ok
    ann.reads("f.py")
    ann.writes("f.py", HERS)
    done = ann.commits("f.py")
    assert done.ok, done.err


def test_what_others_have_changed_and_taken_back_is_not_asked(ann: Session, cat: Session) -> None:
    ann.reads("f.py")
    ann.writes("f.py", MORE)
    assert ann.git("commit", "-qam", "hers").ok
    cat.lands("f.py", MORE.replace("line9 = 2", "line9 = 1"))
    takes_back(cat)
    assert ann.git("merge", "-q", "--no-edit", "main").ok
    assert ann.commits("more.py", "1\n").ok
    landed = cat.git("merge", "-q", "--no-edit", "ann")
    assert landed.ok, landed.err


def test_who_has_read_the_reverted_file_may_leave_its_work_as_it_was(repository: Repository, ann: Session, cat: Session) -> None:
    lands_squashed(ann, cat)
    takes_back(cat)
    assert ann.git("merge", "-q", "--no-edit", "main").ok
    client = Claude(repository, ann.name, ann.cwd)
    assert client.runs("git checkout main -- f.py").ok
    client.reads("f.py")
    client.writes("f.py", MORE)
    assert client.runs("git checkout HEAD -- f.py").ok
    assert ann.commits("more.py", "1\n").ok
    landed = cat.git("merge", "-q", "--no-edit", "ann")
    assert landed.ok, landed.err


@pytest.mark.parametrize("reverted", [True, False], ids=["reverted since", "not reverted"])
def test_the_version_from_which_both_sides_of_a_conflict_came_is_news_where_it_comes_back(
    repository: Repository, reverted: bool
) -> None:
    repository.begin(f__py="1\n", g__py="1\n")
    ann, bob = repository.session("ann", repository.worktree("ann")), repository.session("bob")
    ann.lands("f.py", "ann\n")
    bob.lands("f.py", "bob\n")
    assert not ann.git("merge", "-q", "main").ok
    ann.reads("f.py")
    ann.writes("f.py", "bob\n")
    assert ann.git("commit", "-qa", "--no-edit").ok
    if reverted:
        assert bob.git("revert", "--no-edit", "HEAD").ok
    assert ann.commits("g.py", "2\n").rejected == ["CG101 f.py"] * reverted


def test_a_part_of_what_was_shown_on_another_branch_is_no_news_once_that_was_merged(repository: Repository) -> None:
    repository.begin(f__py=TEXT, g__py="1\n")
    ann, bob = (repository.session(name, repository.worktree(name)) for name in ("ann", "bob"))
    cat = repository.session("cat")
    part = bob.lands("f.py", HERS)
    bob.lands("f.py", MORE)
    ann.reads("f.py")
    ann.lands("f.py", TEXT.replace("line2 = 1", "line2 = 2"))
    assert ann.git("merge", "-q", "--no-edit", "bob").ok
    ann.reads("--at", "bob", "f.py")
    ann.lands("g.py", "2\n")
    ann.lands("g.py", "3\n")
    assert cat.git("cherry-pick", part).ok
    landed = ann.commits("g.py", "4\n")
    assert landed.ok, landed.err
