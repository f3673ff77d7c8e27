"""A process may open few files: children of git run in turns, and a bypass needs none of what is missing."""

import os

import pytest

from coordgit.cli import gate
from coordgit.core.model import Read
from coordgit.errors import CoordgitError
from coordgit.git import files, trusted_repositories, worktrees
from coordgit.git.files import Hashing
from coordgit.git.settings import Config
from coordgit.store import reads, sessions
from tests.support.repository import Repository, Result, Session

BASES = 70
FILES = 48
"""Open files of a process; git and Python need some twenty."""


def limited(session: Session, command: str, **more: str) -> Result:
    shell = ["sh", "-c", f"ulimit -n {FILES} && {command}"]
    return session.repository.run(shell, session.cwd, **session.env, **more)


def at_many_bases(repository: Repository) -> Session:
    """A session on a branch that has read a file at each of its commits, before another one landed on main."""
    head = repository.begin(api__py="1\n")
    tree = repository.worktree("tree")
    story = ""
    for n in range(BASES):
        start = f"from {head}\n" if n == 0 else ""
        story += f"commit refs/heads/made\ncommitter D <d@example.org> {1700000000 + n} +0000\ndata 1\ni\n{start}"
        story += f"M 100644 inline g{n}\ndata 2\nx\n\n"
    repository.run(["git", "fast-import", "--quiet"], stdin=story)
    ann = repository.session("ann", tree)
    assert ann.git("merge", "-q", "--ff-only", "made").ok
    repository.git("branch", "-qD", "made")
    commits = repository.git("rev-list", "--reverse", f"{head}..tree").split()
    blob = repository.git("rev-parse", "tree:g0")
    with repository.store() as opened, opened.writing():
        session = sessions.seen(opened, "ann", 1.0, worktree=str(tree), branch="refs/heads/tree")
        for n, commit in enumerate(commits):
            read = Read(epoch=session.epoch, path=f"g{n}", observed=blob, known=blob, base=commit, worktree=str(tree))
            reads.put(opened, read)
    return ann


def test_reads_at_more_bases_than_files_may_be_open(repository: Repository) -> None:
    ann = at_many_bases(repository)
    repository.session("bob").lands("api.py", "2\n")
    landed = limited(ann, "echo 1 > new.py && git add new.py && git commit -qm one")
    assert landed.ok, landed.err
    repository.session("bob").lands("g1", "other\n")
    denied = limited(ann, "echo 2 > new.py && git add new.py && git commit -qm two")
    assert not denied.ok and denied.rejected == ["CG101 g1"], denied.err


def test_more_links_are_read_than_files_may_be_open(repository: Repository) -> None:
    repository.begin(api__py="1\n")
    for n in range(BASES):
        os.symlink("api.py", repository.top / f"link{n}")
    repository.git("add", "-A")
    repository.git("commit", "-qm", "links")
    worktree = trusted_repositories.find(str(repository.top))
    assert worktree is not None
    names = [f"link{n}" for n in range(BASES)]
    hashing = Hashing(worktree, worktree.git()).start(names)
    assert len(hashing.children) < FILES
    assert set(hashing.oids().values()) == {repository.git("rev-parse", "HEAD:link0")}
    assert files.in_index(worktree.git(), names)[0].keys() == set(names)


@pytest.mark.parametrize("by", ["settings", "COORDGIT_BYPASS", "git config"])
def test_a_bypass_needs_nothing_to_be_imported_or_explained(
    repository: Repository, monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    asked: list[str] = []

    def explained(*_: object) -> str:
        raise AssertionError("a bypass is explained to nobody")

    def setting(name: str) -> str:
        asked.append(name)
        return "why" if by == "git config" else ""

    monkeypatch.setattr(gate, "_explained", explained)
    monkeypatch.setattr(gate, "_setting", setting)
    monkeypatch.delenv("COORDGIT_BYPASS", raising=False)
    if by == "COORDGIT_BYPASS":
        monkeypatch.setenv("COORDGIT_BYPASS", "why")
    worktree = trusted_repositories.find(str(repository.top))
    settings = Config(bypass="why") if by == "settings" else None
    assert gate.failed(worktree, CoordgitError("x", "y"), settings) == 0
    assert asked == (["bypass"] if by == "git config" else [])


def test_what_is_not_a_bypass_is_denied_though_nothing_can_be_run(
    repository: Repository, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("COORDGIT_BYPASS", raising=False)
    monkeypatch.setenv("PATH", str(repository.folder / "nothing"))
    assert gate.failed(worktrees.nearest(str(repository.top)), CoordgitError("no room", "try it"), None) == 1
    assert "no room" in capsys.readouterr().err
