"""Pairs of blobs compared together give what each alone gives; sequences of git's children run at the same time."""

import itertools
from pathlib import Path

import pytest

from coordgit.git import trees
from coordgit.git.plumbing import Child, Git, side_by_side
from tests.git.touching_test import git_of
from tests.support.repository import Repository


def pairs_of(git: Git) -> list[tuple[str, str]]:
    texts = [f"{n}\n" + "same\n" * 9 + f"{n % 3}\n" for n in range(8)]
    oids = [git.run("hash-object", "-w", "--stdin", stdin=text.encode()).decode().strip() for text in texts]
    return list(itertools.pairwise(oids))


def test_some_of_the_pairs_that_were_compared_get_each_its_own_patch(tmp_path: Path) -> None:
    git = git_of(Repository(tmp_path, guarded=False))
    pairs = pairs_of(git)
    trees.hunks(git, pairs)
    some = [pairs[5], pairs[1], pairs[3]]
    found = side_by_side(trees.patches(git, some))[0]
    alone = {pair: side_by_side(trees.patches(Git(git.cwd), [pair]))[0][pair] for pair in some}
    assert _hunks(found) == _hunks(alone)


def _hunks(patches: dict[tuple[str, str], bytes]) -> dict[tuple[str, str], bytes]:
    return {pair: patch[patch.index(b"@@") :].rstrip(b"\n") for pair, patch in patches.items()}


def test_a_small_blob_is_asked_for_once_and_a_large_one_each_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git = git_of(Repository(tmp_path, guarded=False))
    oids = [git.run("hash-object", "-w", "--stdin", stdin=b"x" * size).decode().strip() for size in (3, trees.SMALL + 1)]
    first = trees.blobs(git, oids)
    asked: list[bytes | None] = []
    start = Git.start

    def noted(self: Git, *args: str, stdin: bytes | None = None) -> Child:
        asked.append(stdin)
        return start(self, *args, stdin=stdin)

    monkeypatch.setattr(Git, "start", noted)
    assert trees.blobs(git, oids) == first
    assert asked == [f"{oids[1]}\n".encode()] * 2


def test_sequences_start_their_first_children_before_any_is_read(tmp_path: Path) -> None:
    git = git_of(Repository(tmp_path, guarded=False))
    pairs = pairs_of(git)
    events: list[str] = []

    class Noted(Git):
        def start(self, *args: str, stdin: bytes | None = None):  # type: ignore[no-untyped-def]
            events.append(args[0])
            return super().start(*args, stdin=stdin)

    noted = Noted(git.cwd)
    texts, hunks = side_by_side(trees.reading(noted, pairs[0]), trees.comparing(noted, pairs))
    assert events == ["cat-file", "mktree", "cat-file", "diff-tree"]
    assert texts == trees.blobs(git, pairs[0]) and hunks == trees.hunks(git, pairs)
