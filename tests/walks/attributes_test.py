"""The attribute ``coordgit`` of a path reaches whatever a change of that path could make of a commit."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository, Session

ATTRIBUTES = pytest.mark.parametrize("attribute", ["ignore", "inform", "strict"])


def start(repository: Repository, attribute: str) -> tuple[Session, Session]:
    repository.commit_files({".gitattributes": f"CHANGES.md coordgit={attribute}\n", "CHANGES.md": "1\n", "api.py": "1\n"})
    return repository.session("ann"), repository.session("bob")


@ATTRIBUTES
def test_of_a_hit_of_a_search(repository: Repository, attribute: str) -> None:
    ann, bob = start(repository, attribute)
    assert ann.coordgit("read", "--grep", "send").ok
    bob.lands("CHANGES.md", "send is new\n")
    result = ann.commits("new.py", "1\n")
    assert result.rejected == (["CG102 CHANGES.md"] if attribute == "strict" else [])
    assert ("CG102" in result.err) == (attribute != "ignore")


@ATTRIBUTES
def test_of_a_hit_of_a_search_beside_another(repository: Repository, attribute: str) -> None:
    ann, bob = start(repository, attribute)
    assert ann.coordgit("read", "--grep", "send").ok
    bob.lands("CHANGES.md", "send is new\n")
    bob.lands("api.py", "send()\n")
    assert "CG102 api.py" in ann.commits("new.py", "1\n").rejected


@ATTRIBUTES
def test_of_an_edit_over_a_newer_version(repository: Repository, attribute: str) -> None:
    _, bob = start(repository, attribute)
    ann = Claude(repository, "00000000-0000-4000-8000-00000000000a")
    ann.writes("CHANGES.md", "ann 1\n")
    bob.lands("CHANGES.md", "bob\n")
    ann.writes("CHANGES.md", "ann 2\n")
    assert repository.run(["git", "add", "CHANGES.md"], **ann.env).ok
    result = repository.run(["git", "commit", "-qm", "ann"], **ann.env)
    assert result.rejected == (["CG201 CHANGES.md"] if attribute == "strict" else [])


@ATTRIBUTES
def test_of_a_change_on_another_branch(repository: Repository, attribute: str) -> None:
    ann, _ = start(repository, attribute)
    repository.git("config", "coordgit.siblings", "block")
    cat = repository.session("cat", repository.worktree("cat"))
    ann.reads("CHANGES.md")
    cat.lands("CHANGES.md", "2\n")
    result = ann.commits("new.py", "1\n")
    assert result.rejected == (["CG101 CHANGES.md"] if attribute == "strict" else [])


@ATTRIBUTES
def test_of_a_push_into_a_repository_without_files(repository: Repository, tmp_path: Path, attribute: str) -> None:
    receiver, clone = tmp_path / "hub.git", tmp_path / "clone"
    start(repository, attribute)
    if not repository.run(["git", "check-attr", "--source=HEAD", "coordgit", "api.py"]).ok:
        pytest.skip("git before 2.40 knows no attributes where there are no files")
    repository.git("clone", "-q", "--bare", str(repository.top), str(receiver))
    assert repository.coordgit("init", "--no-clients", cwd=receiver).ok
    repository.git("clone", "-q", str(receiver), str(clone))
    ann, bob = repository.session("ann", clone), repository.session("bob", clone)
    assert repository.session("ann", receiver).coordgit("read", "--at", "main", "CHANGES.md").ok
    bob.lands("CHANGES.md", "2\n")
    assert bob.git("push", "-q").ok
    ann.lands("new.py", "1\n")
    assert ann.git("push", "-q").ok == (attribute != "strict")
