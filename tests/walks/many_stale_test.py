"""Very many stale reads in one verdict: git's lock on the ref waits for a bounded number of children, and nothing is made up."""

import os
import time

import pytest

from coordgit.check import Request, conflict_diffs, validate
from coordgit.core.model import Verdict
from coordgit.git import settings as config
from coordgit.git import trusted_repositories
from coordgit.store import verdicts
from tests.support.children import children
from tests.support.claude import ANN, Claude
from tests.support.repository import Repository, Result, Session
from tests.support.way_on import obey

COUNT = conflict_diffs.DIFFS + 60


def reformatted(repository: Repository, sessions: int = 1) -> Session:
    """A session that has read ``COUNT`` files, which another then changed in ``sessions`` landings."""
    names = [f"f{n:03}.py" for n in range(COUNT)]
    repository.commit_files({name: f"x = {name!r}\n" for name in names})
    ann, bob = repository.session("ann"), repository.session("bob")
    ann.reads(*names)
    for one in range(sessions):
        for name in names[one::sessions]:
            bob.writes(name, f"x = {name!r}  # formatted\n")
        assert bob.git("commit", "-qam", f"format {one}").ok
    return ann


def checked(session: Session, monkeypatch: pytest.MonkeyPatch) -> Verdict:
    """The verdict on what the session would commit, made in this process."""
    monkeypatch.chdir(session.repository.top)
    worktree = trusted_repositories.find(str(session.repository.top))
    assert worktree is not None
    settings = config.of(worktree.git(keep=True), session.env)
    with session.repository.store() as opened:
        return validate.check(opened, Request(worktree, os.environ | session.env, settings, 0, time.time()))


@pytest.mark.parametrize(
    "landings, level, kept",
    [(1, "strict", conflict_diffs.DIFFS), (3, "strict", conflict_diffs.DIFFS), (1, "record", conflict_diffs.INFORMED)],
)
def test_the_children_and_the_diffs_of_a_verdict_are_bounded(
    repository: Repository, monkeypatch: pytest.MonkeyPatch, landings: int, level: str, kept: int
) -> None:
    repository.git("config", "coordgit.level", level)
    ann = reformatted(repository, landings)
    started = children(monkeypatch)
    verdict = checked(ann, monkeypatch)
    assert len(verdict.conflicts) == COUNT
    assert sum("# formatted" in conflict.diff for conflict in verdict.conflicts) == kept
    assert started.count("diff") <= conflict_diffs.DIFFS and len(started) < conflict_diffs.DIFFS + 20


def test_what_stands_for_many_texts_that_are_too_large_takes_a_few_children(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [f"large{n}.txt" for n in range(12)]
    repository.commit_files(dict.fromkeys(names, "x" * (conflict_diffs.TEXT_LIMIT + 1)))
    ann, bob = repository.session("ann"), repository.session("bob")
    ann.reads(*names)
    assert bob.git("rm", "-q", *names).ok and bob.git("commit", "-qm", "away").ok
    started = children(monkeypatch)
    assert all("git diff" in conflict.diff for conflict in checked(ann, monkeypatch).conflicts)
    assert started.count("ls-tree") < len(names)


def test_every_conflict_has_its_culprit_and_a_diff_or_the_command_that_shows_it(repository: Repository) -> None:
    ann = reformatted(repository, 3)
    denied = ann.commits("new.py", "1\n")
    assert len(denied.rejected) == 20 and f"{COUNT} of {COUNT} reads are stale" in denied.err
    assert f"and {COUNT - 20} more conflicts\n" in denied.err
    found = ann.json("explain")["conflicts"]
    assert [one["change"]["subject"] for one in found] == [f"format {n % 3}" for n in range(COUNT)]
    assert {one["change"]["session"] for one in found} == {"bob"}
    for n, one in enumerate(found):
        if n < conflict_diffs.DIFFS:
            assert one["diff"].endswith("# formatted") and one["diff"].startswith(f"--- a/{one['path']}")
        else:
            command = one["diff"].removeprefix("shown by: ").removesuffix(conflict_diffs.CUT)
            assert f"+x = '{one['path']}'  # formatted" in repository.run(["sh", "-c", command]).out


def test_a_few_stale_reads_have_all_their_diffs(repository: Repository) -> None:
    repository.begin(a__py="1\n", b__py="1\n")
    ann, bob = repository.session("ann"), repository.session("bob")
    ann.reads("a.py", "b.py", "renamed.py")
    bob.lands("a.py", "2\n")
    assert bob.git("mv", "b.py", "renamed.py").ok and bob.git("commit", "-qm", "b renamed").ok
    assert ann.commits("new.py", "1\n").rejected == ["CG101 a.py", "CG101 b.py", "CG103 renamed.py"]
    told = {one["path"]: one["diff"] for one in ann.json("explain")["conflicts"]}
    assert told == {
        "a.py": "--- a/a.py\n+++ b/a.py\n@@ -1 +1 @@\n-1\n+2",
        "b.py": "--- a/b.py\n+++ /dev/null\n@@ -1,1 @@\n-1",
        "renamed.py": "--- /dev/null\n+++ b/renamed.py\n@@ -0,0 +1,1 @@\n+1",
    }


def test_a_file_too_large_to_keep_is_cut_not_empty(repository: Repository) -> None:
    repository.begin(a__py="1\n")
    ann, bob = repository.session("ann"), repository.session("bob")
    ann.reads("large.txt")
    bob.lands("large.txt", "x" * (conflict_diffs.TEXT_LIMIT + 1) + "\n")
    denied = ann.commits("new.py", "1\n")
    assert denied.rejected == ["CG103 large.txt"]
    with repository.store() as opened:
        verdict = verdicts.newest_rejection(opened, "ann")
    assert verdict is not None
    [conflict] = verdict.conflicts
    assert "git diff" in conflict.diff and conflict.diff.endswith(conflict_diffs.CUT)


@pytest.mark.usefixtures("command_line")
@pytest.mark.parametrize("count", [3, 5])
def test_what_a_client_is_to_read_again_is_all_named_in_a_sentence_or_in_a_command(repository: Repository, count: int) -> None:
    names = [f"f{n}.py" for n in range(count)]
    repository.commit_files(dict.fromkeys([*names, "own.py"], "1\n"))
    ann, bob = Claude(repository, ANN), repository.session("bob")
    for name in names:
        ann.reads(name)
        bob.writes(name, "2\n")
    ann.edits("own.py", "1\n", "2\n")
    assert bob.git("commit", "-qm", "all", "--", *names).ok

    def commits() -> Result:
        return ann.repository.run(["git", "commit", "-qm", "own", "--", "own.py"], ann.cwd, **ann.env)

    denied = commits()
    way_on = denied.err.partition("\nnext: ")[2].partition("\n")[0]
    assert len(denied.rejected) == count
    if count == 3:
        assert way_on.startswith("read f0.py, f1.py and f2.py again, adapt"), way_on
    else:
        assert way_on.startswith(f"read f0.py, f1.py, f2.py and 2 more again (coordgit read {' '.join(names)}), adapt"), way_on
        assert all(step.ok for step in obey(ann, denied, commits))


@pytest.mark.parametrize("count", [21, 22])
def test_one_conflict_more_is_not_said_to_be_several(repository: Repository, count: int) -> None:
    repository.commit_files({f"{n}.txt": f"{n}\n" for n in range(count)})
    ann = repository.session("ann")
    ann.git("read-tree", "--empty")
    denied = ann.git("commit", "-qm", "none")
    assert f"  and {count - 20} more conflict{'s' * (count > 21)}\n" in denied.err
    assert "```" not in ann.coordgit("explain").out, "nothing is quoted where no text has changed"
