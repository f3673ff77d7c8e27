"""Another session takes over a commit with ``git am``: its copy of a change is no work of its own in what was copied."""

import os
import time

import pytest

from coordgit.check import Request, validate
from coordgit.git import settings, trusted_repositories
from tests.support.children import children
from tests.support.repository import Repository, Session

TWICE = "def f():\n    line 1\n    return None\n\n\ndef g():\n    line 2\n    return None\n"
LINES = "".join(f"line {n}\n" for n in range(20))
LANDED = LINES.replace("line 18\n", "cat's line\n")
MORE = "bob's own line\n"


def lands(repository: Repository, path: str, text: str) -> None:
    """Cat, who is on a branch of its own as well, lands something."""
    cat = repository.session("cat", repository.folder / "cat")
    cat.lands(path, text)
    assert cat.git("update-ref", "refs/heads/main", "HEAD").ok


@pytest.fixture
def sessions_with_copy(repository: Repository) -> tuple[Session, Session]:
    return copied(repository, LANDED)


def copied(repository: Repository, landed: str, added: tuple[str, str] | None = None) -> tuple[Session, Session]:
    """Ann has removed a line; Bob, who has read another file, has that on top of what Cat has landed."""
    repository.begin(api__py=LINES, other__py="1\n")
    ann, bob, _ = (repository.session(name, repository.worktree(name)) for name in ("ann", "bob", "cat"))
    repository.git("checkout", "-q", "--detach")
    lands(repository, "api.py", landed)
    assert bob.git("merge", "-q", "--ff-only", "main").ok
    bob.reads("other.py")
    ann.lands("api.py", LINES.replace("line 2\n", ""))
    patch = repository.folder / "patch"
    patch.write_text(ann.git("format-patch", "-1", "--stdout").out)
    applied = bob.git("am", "-q", "-3", str(patch)) if not added else bob.git("cherry-pick", "-n", "ann")
    assert applied.ok, applied.err
    if added:
        bob.writes("api.py", (bob.cwd / "api.py").read_text().replace(*added))
        assert bob.git("commit", "-qam", "with more").ok
    return ann, bob


@pytest.mark.parametrize("how", ["--apply", "--merge"])
def test_who_rebases_its_own_commit_is_not_asked_for_the_reads_of_who_has_copied_it(
    repository: Repository, sessions_with_copy: tuple[Session, Session], how: str
) -> None:
    ann, _ = sessions_with_copy
    lands(repository, "other.py", "2\n")
    assert ann.git("rebase", "-q", how, "main").ok
    landed = ann.git("update-ref", "refs/heads/main", "HEAD")
    assert landed.ok, landed.err


@pytest.mark.parametrize("more", ["", "amended", "at once"], ids=["as it is", "with more since", "with more at once"])
def test_so_it_is_where_the_copy_stands_between_other_lines(repository: Repository, more: str) -> None:
    text = LINES.replace("line 4\n", "cat's line\n")
    ann, bob = copied(repository, text, ("line 12\n", MORE) if more == "at once" else None)
    if more == "amended":
        bob.writes("api.py", text.replace("line 2\n", "").replace("line 12\n", MORE))
        assert bob.git("commit", "-qa", "--amend", "--no-edit").ok
    lands(repository, "other.py", "2\n")
    assert ann.git("rebase", "-q", "main").ok
    if more:
        assert ann.git("checkout", "-q", "bob", "--", "api.py").ok
        assert ann.git("commit", "-qam", "taken over").rejected == ["CG101 other.py"]
    else:
        assert ann.git("update-ref", "refs/heads/main", "HEAD").rejected == []


def test_git_is_asked_once_for_all_the_paths_of_a_copy(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    names = [f"f{n}" for n in range(6)]
    repository.commit_files(dict.fromkeys(names, LINES))
    ann, bob, _ = (repository.session(name, repository.worktree(name)) for name in ("ann", "bob", "cat"))

    def commits(session: Session, old: str, new: str) -> None:
        for name in names:
            session.writes(name, (session.cwd / name).read_text().replace(old, new))
        assert session.git("commit", "-qam", new).ok

    commits(bob, "line 4\n", "between\n")
    commits(ann, "line 2\n", "ann's line\n")
    assert bob.git("cherry-pick", "-n", "ann").ok
    commits(bob, "line 12\n", MORE)
    assert ann.git("reset", "-q", "--hard", "main").ok and ann.git("checkout", "-q", "bob", "--", ".").ok
    started = children(monkeypatch)
    monkeypatch.chdir(ann.cwd)
    worktree = trusted_repositories.find(str(ann.cwd))
    assert worktree is not None
    environ = os.environ | ann.env
    with repository.store() as opened:
        validate.check(opened, Request(worktree, environ, settings.of(worktree.git(keep=True), ann.env), 0, time.time()))
    assert started.count("merge-tree") == 1


@pytest.mark.parametrize("more", [MORE, ""], ids=["with more", "as it is"])
def test_who_takes_what_another_has_added_to_the_copy_is_asked_for_its_reads(
    repository: Repository, sessions_with_copy: tuple[Session, Session], more: str
) -> None:
    ann, bob = sessions_with_copy
    if more:
        bob.writes("api.py", LANDED.replace("line 2\n", more))
        assert bob.git("commit", "-qa", "--amend", "--no-edit").ok
    lands(repository, "other.py", "2\n")
    assert ann.git("rebase", "-q", "main").ok
    assert ann.git("checkout", "-q", "bob", "--", "api.py").ok
    taken = ann.git("commit", "-qam", "taken over")
    assert taken.rejected == (["CG101 other.py"] if more else [])


@pytest.mark.parametrize("added", [True, False])
@pytest.mark.parametrize("also", [True, False], ids=["beside the copy", "in its place"])
def test_who_takes_what_another_changed_alike_elsewhere_in_the_file_is_asked_for_its_reads(
    repository: Repository, also: bool, added: bool
) -> None:
    repository.begin(api__py=TWICE, new__py="1\n", other__py="1\n")
    ann, bob, _ = (repository.session(name, repository.worktree(name)) for name in ("ann", "bob", "cat"))
    repository.git("checkout", "-q", "--detach")
    bob.reads("other.py")
    first, second = (f"    line {n}\n    return None\n" for n in (1, 2))
    one, other = (text.replace("return None", "return 0") for text in (first, second))
    ann.lands("api.py", TWICE.replace(first, one))
    assert bob.git("cherry-pick", "ann").ok
    bob.reads("api.py")
    if added:
        bob.writes("api.py", (TWICE.replace(first, one) if also else TWICE).replace(second, other))
        assert bob.git("commit", "-qa", "--amend", "--no-edit").ok
    lands(repository, "other.py", "2\n")
    ann.lands("new.py", "2\n")
    assert ann.git("checkout", "-q", "bob", "--", "api.py").ok
    taken = ann.git("commit", "-q", "--allow-empty", "-am", "taken over")
    assert taken.rejected == (["CG101 other.py"] if added else [])


def test_who_moves_its_own_change_is_not_asked_for_the_reads_of_who_has_it_with_more(
    repository: Repository,
) -> None:
    repository.begin(api__py=LINES, other__py="1\n")
    ann, bob, _ = (repository.session(name, repository.worktree(name)) for name in ("ann", "bob", "cat"))
    repository.git("checkout", "-q", "--detach")
    bob.reads("other.py")
    ann.lands("api.py", LINES.replace("line 2\n", "ann's line\n"))
    assert bob.git("cherry-pick", "-n", "ann").ok
    bob.writes("api.py", LINES.replace("line 2\n", "ann's line\n").replace("line 12\n", MORE))
    assert bob.git("commit", "-qam", "both").ok
    lands(repository, "other.py", "2\n")
    assert ann.git("rebase", "-q", "main").ok
    landed = ann.git("update-ref", "refs/heads/main", "HEAD")
    assert landed.ok, landed.err
