"""Which commits changed which paths: the same whether few paths are asked about or many, with merges and without."""

from pathlib import Path

import pytest

from coordgit.git import commits, files, trees, trusted_repositories
from coordgit.git.plumbing import FEW, Git
from tests.support.repository import Repository

LONG = "d/" + "n" * 200
MANY = 12_000
"""Paths of that length are more than a command line takes."""


@pytest.fixture
def plain(tmp_path: Path) -> Repository:
    return Repository(tmp_path, guarded=False)


def git_of(repository: Repository) -> Git:
    worktree = trusted_repositories.find(str(repository.top))
    assert worktree is not None
    return worktree.git()


def merged(repository: Repository) -> dict[str, str]:
    """A history with merges that take one side, both, or add something; the commits by their subjects."""
    repository.begin(a="1\n", b="1\n", c="1\n")
    repository.git("checkout", "-qb", "side")
    repository.commit_files({"a": "side\n"}, "side a")
    repository.commit_files({"b": "side\n"}, "side b")
    repository.git("checkout", "-q", "main")
    repository.commit_files({"c": "main\n"}, "main c")
    repository.git("merge", "-q", "--no-ff", "-m", "both", "side")
    repository.git("checkout", "-qb", "lost")
    repository.commit_files({"a": "lost\n"}, "lost a")
    repository.git("checkout", "-q", "main")
    repository.commit_files({"b": "main\n"}, "main b")
    repository.git("merge", "-q", "-s", "ours", "-m", "ours", "lost")
    repository.git("checkout", "-qb", "evil")
    repository.commit_files({"e": "1\n"}, "evil e")
    repository.git("checkout", "-q", "main")
    repository.commit_files({"\n f": "1\n"}, "main f")
    repository.git("merge", "-q", "--no-commit", "--no-ff", "evil", ok=False)
    repository.commit_files({"c": "evil\n", "e": "evil\n"}, "evil")
    repository.commit_files({"c": "last\n"}, "last c")
    return {line.split(" ", 1)[1]: line[:40] for line in repository.git("log", "--format=%H %s").splitlines()}


def test_every_commit_has_the_paths_it_changed_and_a_merge_what_none_of_its_parents_had(plain: Repository) -> None:
    names = {oid: name for name, oid in merged(plain).items()}
    found = commits.touching(git_of(plain), None, plain.head(), ["a", "b", "c", "e", "\n f"])
    told = {names[oid]: paths for oid, paths, _ in found if paths}
    assert told == {
        "last c": ["c"],
        "evil": ["c", "e"],
        "main f": ["\n f"],
        "evil e": ["e"],
        "main b": ["b"],
        "main c": ["c"],
        "side a": ["a"],
        "side b": ["b"],
        "init": ["a", "b", "c"],
    }


def test_many_paths_are_told_as_each_alone_is(plain: Repository) -> None:
    merged(plain)
    git, tip = git_of(plain), plain.head()
    paths = ["a", "b", "c", "e", "\n f"]
    many = [*(f"not there {n}" for n in range(FEW)), *paths]
    found = commits.touching(git, None, tip, many)
    order = plain.git("rev-list", "--date-order", "HEAD").split()
    assert [oid for oid, _, _ in found] == order
    for path in paths:
        alone = [oid for oid, names, _ in commits.touching(git, None, tip, [path]) if names]
        assert [oid for oid, names, _ in found if path in names] == alone, path


def test_many_paths_of_a_history_without_merges_need_one_child(plain: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    first = plain.begin(a="1\n")
    second = plain.commit_files({f"f{n}": "1\n" for n in range(FEW + 1)}, "second")
    third = plain.commit_files({"a": "2\n", "other": "1\n"}, "third")
    monkeypatch.setattr(Git, "each", None)
    paths = ["a", *(f"f{n}" for n in range(FEW + 1))]
    found = commits.touching(git_of(plain), first, third, paths)
    assert [(oid, sorted(names)) for oid, names, _ in found] == [(third, ["a"]), (second, sorted(paths[1:]))]
    assert [oid for oid, _, _ in commits.touching(git_of(plain), "0" * 39 + "1", third, paths)] == [third, second, first]


def test_more_paths_than_a_command_line_takes(plain: Repository) -> None:
    names = [f"{LONG}{n}" for n in range(MANY)]
    changed = "".join(f"M 100644 inline {name}\ndata 2\nx\n\n" for name in names)
    story = f"commit refs/heads/main\ncommitter D <d@example.org> 1700000000 +0000\ndata 1\ni\n{changed}\n"
    assert plain.run(["git", "fast-import", "--quiet"], stdin=story).ok
    plain.git("read-tree", "HEAD")
    git, tip = git_of(plain), plain.head()
    blob = plain.git("rev-parse", f"HEAD:{names[0]}")
    assert commits.touching(git, None, tip, names) == [(tip, sorted(names), False)]
    assert trees.items(git, tip, names) == dict.fromkeys(names, blob)
    assert files.in_index(git, names)[0] == dict.fromkeys(names, blob)
