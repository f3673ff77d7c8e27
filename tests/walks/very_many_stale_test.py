"""More stale files than a line can name: one command reads what the rejection says to read again, however much that is."""

import json

import pytest

from coordgit.core.quoting import MOST
from tests.support.claude import ANN, Claude
from tests.support.repository import Repository, Result
from tests.support.way_on import obey

NAMES = [f"lib/f{n:02}.py" for n in range(MOST + 5)]
LONG = "".join(f"x = {n}  # a line that is long enough for thirty thousand characters\n" for n in range(40))
pytestmark = pytest.mark.usefixtures("command_line")


def commits(ann: Claude) -> Result:
    return ann.repository.run(["git", "commit", "-qm", "own", "--", "own.py"], ann.cwd, **ann.env)


def stale(repository: Repository, *, linked: bool = False) -> Claude:
    """A session that has read all of them, which another has rewritten since."""
    repository.commit_files(dict.fromkeys(NAMES, LONG) | {"own.py": "1\n"})
    ann = Claude(repository, ANN, repository.worktree("ann") if linked else None)
    bob = repository.session("bob")
    for name in NAMES:
        ann.reads(name)
        bob.writes(name, LONG.replace("x", "y"))
    ann.edits("own.py", "1\n", "2\n")
    assert bob.git("commit", "-qm", "all", "--", *NAMES).ok
    return ann


@pytest.mark.daily(1)
@pytest.mark.parametrize("linked", [False, True], ids=["one folder", "linked"])
def test_the_way_on_reads_all_of_them_in_one_command(repository: Repository, linked: bool) -> None:
    ann = stale(repository, linked=linked)
    denied = commits(ann)
    assert f"{MOST + 5} of {MOST + 5} reads are stale" in denied.err
    assert "(coordgit read --of v" in denied.err.partition("\nnext: ")[2].partition("\n")[0]
    assert all(step.ok for step in obey(ann, denied, lambda: commits(ann)))


def test_what_changes_after_it_rejects_again(repository: Repository) -> None:
    ann = stale(repository)
    verdict = commits(ann).err.split()[2].rstrip(":")
    read = repository.coordgit("read", "--of", verdict, "--json", cwd=ann.cwd / "lib", **ann.env)
    assert [one["path"] for one in json.loads(read.out)["changed"]] == NAMES
    repository.session("bob").lands(NAMES[3], "1\n")
    assert commits(ann).rejected == [f"CG101 {NAMES[3]}"]


def test_a_verdict_that_names_nothing_to_read_is_a_usage_error(repository: Repository) -> None:
    repository.commit_files({"own.py": "1\n"})
    ann = repository.session("ann")
    ann.lands("own.py", "2\n")
    verdict = ann.json("log")["entries"][0]["verdict"]
    for name, said in ((verdict, f"{verdict} names no file to read again"), ("v99", "there is no verdict v99")):
        refused = ann.coordgit("read", "--of", name)
        assert refused.code == 2 and refused.err.splitlines()[0] == f"coordgit: {said}"
