"""A validation that takes its time, since it compares a large file, keeps no session from recording; nor do many paths."""

import os
from collections.abc import Callable
from itertools import count

import pytest

from tests.faults.support import agree, client, finish, log, saw, start
from tests.support.repository import Repository

pytestmark = pytest.mark.usefixtures("alone")

SIZE = 30_000_000


@pytest.mark.nightly
@pytest.mark.parametrize(("changed", "rejected"), [(3, ["CG101 big.txt:1-5"]), (-2, [])], ids=["in the range", "elsewhere"])
def test_a_large_file_is_compared_and_all_that_others_read_meanwhile_is_recorded(
    repository: Repository, changed: int, rejected: list[str]
) -> None:
    lines = [f"line {n}\n".rjust(100, ".") for n in range(SIZE // 100)]
    repository.commit_files({"big.txt": "".join(lines), "mine.txt": "1\n"} | {f"{n}.txt": f"{n}\n" for n in range(60)})
    ann, bob = repository.session("ann"), repository.session("bob")
    ann.reads("big.txt:1-5")
    lines[changed] = "changed\n"
    bob.lands("big.txt", "".join(lines))
    ann.writes("mine.txt", "2\n")
    assert ann.git("add", "mine.txt").ok
    commit, read = start(ann, "commit", "-qm", "ann"), []
    for n in count():
        if n == 60 or (n >= 5 and commit.poll() is not None):
            break
        result = client(repository, saw(repository, f"{n}.txt", "bob"))
        assert result.ok and "was not recorded" not in result.out + result.err, result
        read.append(f"{n}.txt")
    assert finish(commit).rejected == rejected
    shown = {one["path"] for one in repository.json("session", "show", "bob")["reads"]}
    assert shown >= {*read} and not log(repository)
    agree(repository)


@pytest.mark.nightly
def test_ten_times_as_many_paths_take_about_ten_times_as_long_to_declare(repository: Repository) -> None:
    paths = [f"{n}.txt" for n in range(4400)]
    repository.commit_files(dict.fromkeys(paths, "1\n"))
    ann = repository.session("ann")
    few, many = _work(lambda: ann.reads(*paths[:400])), _work(lambda: ann.reads(*paths[400:]))
    assert many <= 25 * few
    assert len(repository.json("session", "show", "ann")["reads"]) == len(paths)


def _work(what: Callable[[], object]) -> float:
    """Seconds of a processor that something takes, in this process and in its children."""
    before = os.times()
    what()
    return sum(os.times()[:4]) - sum(before[:4])
