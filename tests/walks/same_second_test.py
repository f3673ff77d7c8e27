"""Commits with one author and date: sessions of one machine have the same author, and several may commit within a second."""

import pytest

from tests.support.repository import API, CHANGED, Repository, Result, Session

TEXT = "".join(f"line {n}\n" for n in range(1, 31))
SAME, LATER = ({f"GIT_{who}_DATE": f"{at} +0000" for who in ("AUTHOR", "COMMITTER")} for at in (1700000000, 1700000009))
TREE = "$(git merge-tree --write-tree main origin/topic)"
WAYS = {
    "cherry-pick": "git cherry-pick origin/topic",
    "pick without commit": "git cherry-pick -n origin/topic && git commit -q -C origin/topic",
    "am": "git format-patch --stdout -1 origin/topic > ../patch && git am -q -3 ../patch",
    "rebase": "git switch -q -c there origin/topic && git rebase -q main && git switch -q main && git merge -q --ff-only there",
    "commit-tree": f"git update-ref refs/heads/main $(GIT_AUTHOR_DATE='1700000000 +0000' git commit-tree -m x -p main {TREE})",
}


class Clones:
    """Ann and Cat work in one clone; another, without coordgit, has the same commits."""

    def __init__(self, repository: Repository) -> None:
        self.repository = repository
        repository.begin(api__py=API, long__py=TEXT)
        self.other = Repository(repository.folder / "other", guarded=False)
        self.other.git("pull", "-q", str(repository.top), "main")
        repository.git("remote", "add", "origin", str(self.other.top))
        self.ann, self.cat = repository.session("ann"), repository.session("cat")
        self.ann.env |= SAME
        self.cat.env |= LATER

    def brings(self, path: str, text: str, way: str) -> Result:
        """What was committed in the other clone in Ann's second is brought to main by Cat."""
        self.other.env |= SAME
        self.other.git("switch", "-qc", "topic")
        self.other.commit_files({path: text})
        self.cat.git("fetch", "-q", "origin")
        return self.repository.run(["sh", "-ec", WAYS[way]], self.cat.cwd, **self.cat.env)


@pytest.fixture
def clones(repository: Repository) -> Clones:
    return Clones(repository)


def commits(ann: Session, path: str, of: str) -> None:
    """Ann knows ``of``, and commits ``path``."""
    ann.reads(of)
    ann.lands(path, TEXT.replace("line 3\n", "line 3, ann's\n"))


@pytest.mark.parametrize("way", WAYS)
def test_nobody_is_asked_for_what_was_committed_elsewhere_in_its_second(clones: Clones, way: str) -> None:
    commits(clones.ann, "own.py", of="api.py")
    clones.repository.session("dan").lands("api.py", CHANGED)
    brought = clones.brings("new.py", "telling = 1\n", way)
    assert brought.ok, brought.err


@pytest.mark.parametrize("name", ["own.py", "renamed.py"])
@pytest.mark.parametrize("way", WAYS)
def test_who_committed_the_same_in_that_second_is_asked(clones: Clones, way: str, name: str) -> None:
    """``renamed``: the copy has another name, and another line besides."""
    ann = clones.repository.session("ann", clones.repository.worktree("ann"))
    ann.env |= SAME
    commits(ann, "own.py", of="api.py")
    clones.repository.session("dan").lands("api.py", CHANGED)
    text = TEXT.replace("line 3\n", "line 3, ann's\n")
    brought = clones.brings(name, text if name == "own.py" else f"{text}one more\n", way)
    assert brought.rejected == ["CG101 api.py"], brought.err


@pytest.mark.parametrize("path", ["api.py", "long.py"])
def test_what_was_committed_elsewhere_in_ones_second_is_not_ones_own(clones: Clones, path: str) -> None:
    """A pick of it says nothing of who made it. Ann had changed another line of ``long.py``, or another file."""
    clones.ann.reads("api.py", "long.py")
    commits(clones.ann, "long.py", of="api.py")
    theirs = {"api.py": CHANGED, "long.py": TEXT.replace("line 20\n", "line 20, theirs\n")}
    assert clones.brings(path, theirs[path], "cherry-pick").ok
    assert clones.ann.commits("caller.py", "f(1)\n").rejected == [f"CG101 {path}"]


def test_what_one_had_committed_in_that_second_oneself_is_ones_own(clones: Clones) -> None:
    ann = clones.repository.session("ann", clones.repository.worktree("ann"))
    ann.env |= SAME
    commits(ann, "long.py", of="long.py")
    assert clones.brings("long.py", TEXT.replace("line 3\n", "line 3, ann's\n"), "cherry-pick").ok
    assert ann.git("merge", "-q", "--no-edit", "main").ok
    assert ann.commits("caller.py", "f(1)\n").ok
