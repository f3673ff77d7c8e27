"""Lock files of package managers inform, changelogs take additions, unless .gitattributes says else."""

import pytest

from tests.support.repository import Repository, Session

LOCK, LOG = "a 1\nb 1\n", "# Changelog\n\n- one\n"


def sessions(repository: Repository, attributes: str = "") -> tuple[Session, Session]:
    files = {"uv.lock": LOCK, "CHANGELOG.md": LOG, "api.py": "1\n"}
    repository.commit_files(files | ({".gitattributes": attributes} if attributes else {}))
    return repository.session("ann"), repository.session("bob")


def test_a_lock_file_that_was_read_only_informs(repository: Repository) -> None:
    ann, bob = sessions(repository)
    ann.reads("uv.lock")
    bob.lands("uv.lock", "a 2\nb 1\n")
    result = ann.commits("new.py", "1\n")
    assert result.ok and "CG101 uv.lock" in result.err
    [told] = repository.json("explain", repository.json("log")["entries"][0]["verdict"])["warnings"]
    assert told["why"].startswith("the lock file of a package manager")


def test_status_names_the_default(repository: Repository) -> None:
    ann, bob = sessions(repository)
    ann.reads("uv.lock", "CHANGELOG.md", "api.py")
    for path, text in (("uv.lock", "a 2\n"), ("CHANGELOG.md", "else\n"), ("api.py", "2\n")):
        bob.lands(path, text)
    said = " ".join(repository.coordgit("status").out.split())
    assert "a lock file, by default it only informs" in said and "a changelog, by default it takes additions" in said
    assert said.count("by default") == 2


def test_another_file_that_was_read_beside_it_rejects(repository: Repository) -> None:
    ann, bob = sessions(repository)
    ann.reads("uv.lock", "api.py")
    bob.lands("uv.lock", "a 2\nb 1\n")
    bob.lands("api.py", "2\n")
    assert ann.commits("new.py", "1\n").rejected == ["CG101 api.py"]


def test_an_entry_that_was_added_to_a_changelog_is_not_a_change(repository: Repository) -> None:
    ann, bob = sessions(repository)
    ann.reads("CHANGELOG.md")
    bob.lands("CHANGELOG.md", LOG + "- two\n")
    result = ann.commits("new.py", "1\n")
    assert result.ok and "CG101" not in result.err


def test_an_altered_entry_of_a_changelog_rejects(repository: Repository) -> None:
    ann, bob = sessions(repository)
    ann.reads("CHANGELOG.md")
    bob.lands("CHANGELOG.md", LOG.replace("one", "two"))
    assert ann.commits("new.py", "1\n").rejected == ["CG101 CHANGELOG.md"]


@pytest.mark.parametrize(("path", "text"), [("uv.lock", "a 2\nb 1\n"), ("CHANGELOG.md", LOG + "- two\n")])
def test_gitattributes_come_before_the_default(repository: Repository, path: str, text: str) -> None:
    ann, bob = sessions(repository, f"{path} coordgit=strict\n")
    ann.reads(path)
    bob.lands(path, text)
    assert ann.commits("new.py", "1\n").rejected == [f"CG101 {path}"]
    said = " ".join(repository.coordgit("status").out.split())
    assert "coordgit=strict in .gitattributes" in said and "by default" not in said


@pytest.mark.parametrize("path", ["uv.lock", "CHANGELOG.md"])
def test_a_lost_update_rejects_all_the_same(repository: Repository, path: str) -> None:
    ann, bob = sessions(repository)
    ann.reads(path)
    bob.lands(path, "a 2\nb 1\n")
    assert ann.commits(path, LOCK if path == "uv.lock" else LOG + "- mine\n").rejected == [f"CG201 {path}"]
