"""Names that are not UTF-8, and settings that make git's output something else: commits are judged all the same."""

import pytest

from tests.support.repository import Repository, Session

LATIN = b"J\xf6rg"


def raw_commit(repository: Repository, parent: str, path: str = "") -> str:
    """A commit on ``parent`` whose author is Latin-1 and says so nowhere; its id."""
    tree = repository.git("rev-parse", f"{path or parent}^{{tree}}")
    who = LATIN + b" <j@example.org> 1700000000 +0000\n"
    body = b"tree " + tree.encode() + b"\nparent " + parent.encode() + b"\nauthor " + who + b"committer " + who + b"\nS\xfcden\n"
    made = repository.run(["git", "hash-object", "-t", "commit", "-w", "--stdin"], stdin=body)
    assert made.ok, made.err
    return made.out.strip()


def two(repository: Repository) -> tuple[Session, Session]:
    repository.begin(api__py="1\n")
    return repository.session("ann"), repository.session("bob")


@pytest.mark.parametrize(("name", "encoding"), [("Jörg", "ISO-8859-1"), ("名前", "Shift_JIS"), ("Jörg", "no-such-encoding")])
def test_an_encoding_for_the_output_of_log_changes_nothing(repository: Repository, name: str, encoding: str) -> None:
    ann, bob = two(repository)
    repository.git("config", "user.name", name)
    repository.git("config", "i18n.logOutputEncoding", encoding)
    ann.reads("api.py")
    ann.lands("other.py", "1\n")
    bob.lands("api.py", "2\n")
    assert ann.commits("other.py", "2\n").rejected == ["CG101 api.py"]
    change = ann.json("explain")["conflicts"][0]["change"]
    assert (change["author"], change["session"]) == (name, "bob")
    with repository.store() as opened:
        author = opened.value("SELECT author FROM commits WHERE session = 'bob'")
    assert author.startswith(f"{name} <dev@example.org> ")


def test_a_commit_whose_author_is_not_utf_8_lands(repository: Repository) -> None:
    ann, _ = two(repository)
    made = raw_commit(repository, repository.head())
    assert ann.git("merge", "-q", "--ff-only", made).ok
    with repository.store() as opened:
        author = opened.value("SELECT author FROM commits WHERE oid = :oid", oid=made)
    assert author.startswith("J\ufffdrg <j@")


def test_what_its_session_read_goes_with_a_commit_whose_author_is_not_utf_8(repository: Repository) -> None:
    ann, bob = two(repository)
    tree = repository.worktree("tree")
    ann.cwd = tree
    ann.reads("api.py")
    ann.lands("new.py", "1\n")
    rewritten = raw_commit(repository, repository.head("tree^"), "tree")
    assert ann.git("reset", "-q", "--hard", rewritten).ok
    bob.lands("api.py", "2\n")
    assert not bob.git("merge", "-q", "--no-edit", "tree").ok
    explained = bob.json("explain")["conflicts"]
    assert [(one["path"], one["reader"]) for one in explained] == [("api.py", "ann")]


def test_who_changed_it_is_told_where_the_author_is_not_utf_8(repository: Repository) -> None:
    ann, _ = two(repository)
    ann.reads("api.py")
    repository.write("api.py", "2\n")
    repository.git("add", "api.py")
    tree = repository.git("write-tree")
    parent = repository.head()
    with_tree = repository.git("commit-tree", "-p", parent, "-m", "t", tree)
    made = raw_commit(repository, parent, with_tree)
    repository.git("update-ref", "refs/heads/main", made, COORDGIT_SESSION="bob")
    denied = ann.commits("other.py", "1\n")
    assert denied.rejected == ["CG101 api.py"] and "changed by " + made[:7] + ' "S\ufffdden"' in denied.err
