"""Work of others that a session adds to a merge before it concludes that is recognised; what the merge itself brings is not."""

import pytest

from tests.support.repository import Repository, Session

LINES = "".join(f"line {n}\n" for n in range(1, 30))
READ = {"api.py": ["CG101 api.py"], "other.py": []}


@pytest.fixture
def ann(repository: Repository) -> Session:
    """Ann, on main."""
    repository.begin(api__py="1\n", other__py="1\n", more__py="1\n", lines__py=LINES)
    return repository.session("ann")


def bobs(repository: Repository, read: str, path: str, text: str) -> None:
    """Bob commits on a branch of his own what rests on what he has read; then api.py is changed on main."""
    bob = repository.session("bob", repository.worktree("w", "bob"))
    bob.reads(read)
    bob.lands(path, text)
    repository.session("dee").lands("api.py", "2\n")


@pytest.mark.parametrize("read", READ)
def test_a_file_that_is_added_to_a_merge_asks_the_reads_of_who_made_it(repository: Repository, ann: Session, read: str) -> None:
    repository.session("cat", repository.worktree("c", "feature")).lands("lines.py", f"{LINES}feature\n")
    bobs(repository, read, "more.py", "2\n")
    assert ann.git("merge", "-q", "--no-commit", "feature").ok
    assert ann.git("checkout", "-q", "bob", "--", "more.py").ok
    assert ann.git("commit", "-q", "--no-edit").rejected == READ[read]


@pytest.mark.parametrize("read", READ)
def test_a_file_that_is_added_where_a_branch_brings_main_in_asks_them_where_that_lands(
    repository: Repository, ann: Session, read: str
) -> None:
    cat = repository.session("cat", repository.worktree("c", "feature"))
    cat.lands("lines.py", f"{LINES}feature\n")
    bobs(repository, read, "more.py", "2\n")
    assert cat.git("merge", "-q", "--no-commit", "main").ok
    assert cat.git("checkout", "-q", "bob", "--", "more.py").ok
    assert cat.git("commit", "-q", "--no-edit").ok
    assert ann.git("merge", "-q", "--no-edit", "feature").rejected == READ[read]


@pytest.mark.parametrize("added", [False, True])
def test_of_a_file_that_git_merges_only_what_was_added_asks_who_has_written_it(
    repository: Repository, ann: Session, added: bool
) -> None:
    feature = LINES.replace("line 3\n", "line 3 of all\n")
    repository.session("cat", repository.worktree("c", "feature")).lands("lines.py", feature)
    bobs(repository, "api.py", "lines.py", feature.replace("line 15\n", "line 15 of bob\n"))
    repository.session("dee").lands("lines.py", LINES.replace("line 28\n", "line 28 of main\n"))
    assert ann.git("merge", "-q", "--no-commit", "feature").ok
    if added:
        text = (repository.top / "lines.py").read_text()
        ann.writes("lines.py", text.replace("line 15\n", "line 15 of bob\n"))
    assert ann.git("commit", "-qam", "merged").rejected == (["CG101 api.py"] if added else [])
