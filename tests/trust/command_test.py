"""The command in a client's settings is the same for everybody, and runs nothing from the current folder."""

import os
import re
import shutil
from pathlib import Path

import pytest

from tests.faults.support import QUIET
from tests.support.repository import Repository
from tests.trust.hostile import Hostile


def launcher(hostile: Hostile) -> str:
    return f"{hostile.repository.folder}/home/.local/state/coordgit/launcher"


def start_with(hostile: Hostile, python: str) -> None:
    """Let clients of this user start coordgit with another interpreter."""
    with open(launcher(hostile), encoding="utf-8") as file:
        text = file.read()
    with open(launcher(hostile), "w", encoding="utf-8") as file:
        file.write(re.sub("(?m)^python=.*$", f"python={python}", text))


def test_the_registered_command_does_nothing_where_the_user_has_no_coordgit(hostile: Hostile) -> None:
    os.unlink(launcher(hostile))
    result = hostile.hook(hostile.repository.top, session="there", PATH=QUIET)
    assert (result.code, result.out, result.err) == (0, "", "")
    assert "there" not in hostile.sessions()


def test_the_registered_command_runs_what_is_on_path_where_there_is_no_launcher(hostile: Hostile) -> None:
    os.unlink(launcher(hostile))
    hostile.program(hostile.repository.folder / "bin/coordgit")
    assert hostile.hook(hostile.repository.top, PATH=f"{hostile.repository.folder}/bin:{QUIET}").ok
    assert not hostile.nothing_ran


@pytest.mark.parametrize("shell", ["sh", "dash", "bash", "zsh -f"])
def test_the_registered_command_runs_coordgit_once_in_every_shell_that_clients_use(hostile: Hostile, shell: str) -> None:
    """As the user's own, zsh on macOS: some clients run commands with that."""
    hostile.shell = tuple(shell.split())
    if not shutil.which(hostile.shell[0]):
        pytest.skip(f"no {hostile.shell[0]} here")
    hostile.program(hostile.repository.folder / "bin/coordgit")
    result = hostile.hook(hostile.repository.top, session="there", PATH=f"{hostile.repository.folder}/bin:{QUIET}")
    assert (result.code, result.err) == (0, "")
    assert "there" in hostile.sessions() and hostile.nothing_ran


def test_the_registered_command_runs_no_program_of_the_current_folder(hostile: Hostile) -> None:
    os.unlink(launcher(hostile))
    hostile.program(hostile.repository.top / "coordgit")
    for path in (f".:{QUIET}", f":{QUIET}", f"{QUIET}:"):
        assert hostile.hook(hostile.repository.top, PATH=path).ok
    assert hostile.nothing_ran


@pytest.mark.parametrize("path", [f".:{QUIET}", f":{QUIET}", "{folders}:."])
def test_no_command_or_hook_runs_a_git_of_the_current_folder(hostile: Hostile, path: str) -> None:
    repository = hostile.repository
    hostile.program(repository.top / "git")
    path = path.format(folders=QUIET)
    for words in (("status",), ("read", "api.py"), ("check",), ("gc",), ("doctor",)):
        assert repository.coordgit(*words, PATH=path).ok
    assert hostile.hook(repository.top, PATH=path).ok and hostile.reads(repository.top / "api.py", PATH=path).ok
    assert hostile.nothing_ran


def test_a_path_with_only_the_current_folder_has_no_git(hostile: Hostile) -> None:
    hostile.program(hostile.repository.top / "git")
    refused = hostile.repository.coordgit("status", PATH=".")
    assert refused.code == 3 and refused.err.startswith(
        "coordgit: git cannot be run: it is in no folder of PATH that begins with"
    )
    assert hostile.nothing_ran


def test_the_registered_command_names_no_person_and_no_machine(hostile: Hostile) -> None:
    text = (hostile.repository.top / ".claude/settings.json").read_text()
    assert str(hostile.repository.folder) not in text
    assert re.findall(r"[\"' =](/[\w/]+)", text) == []


def test_a_program_that_is_gone_is_reported_and_the_tool_call_goes_on(hostile: Hostile) -> None:
    start_with(hostile, "/gone/python")
    result = hostile.hook(hostile.repository.top, PATH=QUIET)
    assert result.ok and result.err.startswith("coordgit: nothing recorded, /gone/python is gone; ")
    store = hostile.repository.top / ".git/coordgit"
    assert result.err.endswith(f"; to take coordgit out of here: sh '{store}/uninit'\n") and (store / "uninit").exists()
    assert hostile.repository.coordgit("status").ok  # any run of coordgit mends it
    assert hostile.hook(hostile.repository.top, session="there", PATH=QUIET).err == ""
    assert "there" in hostile.sessions()


def test_a_program_that_is_gone_is_not_said_once_coordgit_was_taken_out(hostile: Hostile) -> None:
    start_with(hostile, "/gone/python")
    taken_out = hostile.repository.run(["sh", ".git/coordgit/uninit"])
    assert "the hooks of clients do nothing here any more" in taken_out.out, taken_out
    result = hostile.hook(hostile.repository.top, PATH=QUIET)
    assert (result.code, result.out, result.err) == (0, "", "")


def test_an_unpacked_repository_is_not_said_to_have_a_script_that_helps(hostile: Hostile) -> None:
    """It would be the archive's own."""
    repository = hostile.repository
    start_with(hostile, "/gone/python")
    unpacked = repository.folder / "unpacked"
    shutil.copytree(repository.top, unpacked, symlinks=True)
    hostile.program(unpacked / ".git/coordgit/uninit")
    result = hostile.hook(unpacked, PATH=QUIET)
    assert (result.code, result.out, result.err) == (0, "", "")


def test_a_repository_that_was_moved_is_said_to_have_a_script_that_helps(hostile: Hostile) -> None:
    repository = hostile.repository
    start_with(hostile, "/gone/python")
    repository.top = repository.top.rename(repository.folder / "moved")
    result = hostile.hook(repository.top, PATH=QUIET)
    assert result.code == 0 and result.err.endswith(f"out of here: sh '{repository.top}/.git/coordgit/uninit'\n")


def test_the_script_that_helps_is_one_word_of_the_shell(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "it's; touch ran; '")
    repository.begin(a__py="1\n")
    assert repository.coordgit("init", "--client", "claude").ok
    hostile = Hostile(repository)
    start_with(hostile, "/gone/python")
    result = hostile.hook(repository.top, PATH=QUIET)
    _, found, command = result.err.partition("to take coordgit out of here: ")
    assert found and "coordgit guards nothing here any more" in repository.run(["sh", "-c", command]).out
    assert not (repository.top / "ran").exists()


def test_an_interpreter_that_does_not_start_is_gone_too(hostile: Hostile) -> None:
    python = hostile.repository.folder / "python"
    python.write_text("#!/no/such/interpreter\n")
    python.chmod(0o755)
    start_with(hostile, str(python))
    result = hostile.hook(hostile.repository.top, PATH=QUIET)
    assert result.ok and f"\ncoordgit: nothing recorded, {python} is gone; " in result.err


def test_a_worktree_made_later_has_it_once_it_is_committed(hostile: Hostile) -> None:
    hostile.repository.commit_files({})
    linked = hostile.repository.worktree("linked")
    assert "claude: its hooks are not registered" not in hostile.repository.coordgit("doctor").out
    assert hostile.hook(linked, session="there").ok
    assert "there" in hostile.sessions()
