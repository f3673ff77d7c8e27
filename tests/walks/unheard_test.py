"""A client's session that runs none of the hooks registered here: the client was started in a folder that has no settings."""

from pathlib import Path

import pytest

from tests.support.claude import ANN, Claude
from tests.support.repository import Repository, Result

SAID = "coordgit: no hook of claude has run in this session: what it reads and edits is neither recorded nor checked\n"


def commits(repository: Repository, cwd: Path, session: str = ANN, variable: str = "CLAUDE_CODE_SESSION_ID") -> Result:
    """A commit in the shell of a client."""
    environ = {variable: session}
    return repository.run([*repository.program, "commit", "-q", "--allow-empty", "-m", "x"], cwd, **environ)


@pytest.fixture
def registered(repository: Repository) -> Repository:
    repository.commit_files({"pkg/api.py": "1\n", ".gitignore": ".claude/\n"})
    assert repository.coordgit("init", "--client", "claude").ok
    return repository


def test_only_the_first_commit_of_a_session_without_hooks_says_so(registered: Repository) -> None:
    done = commits(registered, registered.top / "pkg")
    assert done.ok and done.err == f"{SAID}try: start claude in {registered.top}, or see coordgit's hooks/claude/README.md\n"
    assert commits(registered, registered.top / "pkg").err == ""
    assert commits(registered, registered.top, "00000000-0000-4000-8000-00000000000b").err.startswith(SAID)


@pytest.mark.parametrize("before", ["check", "read api.py", "lock api.py"])
def test_the_first_commit_says_so_after_a_command_of_coordgits_as_well(registered: Repository, before: str) -> None:
    assert registered.coordgit(*before.split(), cwd=registered.top / "pkg", CLAUDE_CODE_SESSION_ID=ANN).ok
    assert commits(registered, registered.top).err.startswith(SAID)
    assert commits(registered, registered.top).err == ""


def test_in_a_worktree_without_the_settings_it_says_how_to_get_them(registered: Repository) -> None:
    linked = registered.worktree("linked")
    done = commits(registered, linked)
    assert done.ok and f"{SAID}try: commit .claude/settings.json" in done.err
    command = done.err.partition("in this one: ")[2]
    assert command.endswith(f"-C {linked} init --client claude\n")
    assert registered.run(["sh", "-c", command], registered.top).ok
    assert (linked / ".claude/settings.json").exists()


def test_a_session_that_its_hooks_have_named_hears_nothing(registered: Repository) -> None:
    ann = Claude(registered, ANN, registered.top / "pkg")
    ann.send("SessionStart", source="startup")
    assert commits(registered, registered.top / "pkg").err == ""


def test_nor_does_a_person_or_a_client_that_is_not_registered(registered: Repository) -> None:
    assert commits(registered, registered.top, "ann", "COORDGIT_SESSION").err == ""
    assert commits(registered, registered.top, variable="CODEX_SESSION_ID").err == ""
    assert registered.coordgit("uninit", "--keep-store").ok and registered.coordgit("init", "--no-clients").ok
    assert commits(registered, registered.top, "00000000-0000-4000-8000-00000000000c").err == ""
