"""A git directory among the files of a registered repository, in whose settings a program is named: no hook runs that."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.claude import ANN, Claude
from tests.support.repository import Repository
from tests.trust.hostile import Hostile

pytestmark = pytest.mark.daily(2)

FOLDER = "vendor/x"


def baited(hostile: Hostile) -> str:
    return f'[core]\n\tfsmonitor = "{hostile.bait("fsmonitor")}; false #"\n'


def claims_the_repository(hostile: Hostile) -> Path:
    """A plain folder ``.git`` that names the repository around it as the one whose worktree it is."""
    repository = hostile.repository
    repository.git("config", "core.repositoryFormatVersion", "1")
    repository.git("config", "extensions.worktreeConfig", "true")
    folder = repository.top / FOLDER
    for name in ("refs/k", "objects/k"):
        repository.write(f"{FOLDER}/.git/{name}", "")
    repository.write(f"{FOLDER}/.git/HEAD", "ref: refs/heads/main\n")
    repository.write(f"{FOLDER}/.git/commondir", "../../../.git\n")
    repository.write(f"{FOLDER}/.git/config.worktree", baited(hostile))
    shutil.copy(repository.top / ".git/index", folder / ".git/index")
    repository.write(f"{FOLDER}/api.py", "something else\n")
    return folder


def claims_it_elsewhere(hostile: Hostile) -> Path:
    """The same through a file ``.git``, which leads to such a folder."""
    folder = claims_the_repository(hostile)
    repository = hostile.repository
    (folder / ".git").rename(folder / "data")
    (folder / ".git").write_text("gitdir: data\n")
    (folder / "data/gitdir").write_text(f"{folder}/.git\n")
    assert repository.git("rev-parse", "--git-common-dir", cwd=folder) == str(repository.top / ".git")
    return folder


def a_submodule(hostile: Hostile) -> Path:
    """A submodule that is not fetched, into whose folder an archive with a repository was unpacked."""
    repository = hostile.repository
    lib = Repository(repository.folder / "lib", guarded=False)
    commit = lib.begin(api__py="lib\n")
    lib.git("config", "core.fsmonitor", f"{hostile.bait('fsmonitor')}; false #")
    repository.git("update-index", "--add", "--cacheinfo", f"160000,{commit},{FOLDER}")
    repository.git("commit", "-qm", "a submodule", COORDGIT_BYPASS="x")
    shutil.copytree(lib.top, repository.top / FOLDER, dirs_exist_ok=True)
    lib.commit_files({"api.py": "lib 2\n"})
    return repository.top / FOLDER


def a_repository(hostile: Hostile) -> Path:
    """A whole repository, untracked."""
    folder = a_submodule(hostile)
    hostile.repository.git("rm", "-q", "--cached", FOLDER)
    hostile.repository.git("commit", "-qm", "no submodule", COORDGIT_BYPASS="x")
    return folder


KINDS = (claims_the_repository, claims_it_elsewhere, a_submodule, a_repository)
COMMANDS = (
    *(
        "cat api.py",
        "ls",
        "grep -r x .",
        "sed -i s/e/a/ api.py",
        "sed -i s/a/e/ *.py",
        "echo 1 >new.py",
        "cat *.py",
        "find . -name '*.py'",
    ),
    *("cp api.py two.py", "black -q .", "true; ruff format .", "mv two.py three.py", "rm three.py"),
)
MOVES = (
    "stash",
    "stash -u",
    "clean -nfdx",
    "reset --hard",
    "checkout -- .",
    "checkout .",
    "restore .",
    "switch main",
    "rm -q api.py",
)


def quiet(hostile: Hostile, what: object) -> None:
    assert hostile.nothing_ran, (what, hostile.trace.read_text())


@pytest.mark.parametrize("plant", KINDS)
@pytest.mark.parametrize("inside", [True, False])
def test_no_hook_of_a_client_runs_it(hostile: Hostile, plant: Callable[[Hostile], Path], inside: bool) -> None:
    repository, folder = hostile.repository, plant(hostile)
    hostile.trace.unlink(missing_ok=True)
    repository.session("bob").writes("api.py", "def f(x, y): ...\n")
    ann = Claude(repository, ANN, folder if inside else None)
    ann.env["CLAUDE_PROJECT_DIR"] = str(repository.top)
    ann.send("SessionStart", source="startup")
    quiet(hostile, "start")
    there = "" if inside else f"{FOLDER}/"
    ann.reads(f"{there}api.py")
    quiet(hostile, "read")
    ann.edits(f"{there}api.py", "l", "L")
    ann.writes(f"{there}more.py", "1\n")
    quiet(hostile, "write")
    for command in COMMANDS:
        ann.runs(command if inside else f"cd {FOLDER} && {command}")
        quiet(hostile, command)
    for move in MOVES:
        for spelt in (f"git {move}", f"git -C {FOLDER} {move}", f"cd {FOLDER} && git {move}"):
            call = ann.call()
            ann.before("Bash", {"command": spelt, "description": "run"}, call)
            ann.after("Bash", {"command": spelt}, {"stdout": "", "stderr": "", "interrupted": False, "isImage": False}, call)
            quiet(hostile, spelt)
    ann.send("UserPromptSubmit", prompt="hello")
    ann.send("SessionStart", source="clear")
    ann.send("SessionEnd", reason="exit")
    quiet(hostile, "end")
    if not inside:  # where it works in a repository that was not set up, nothing is recorded
        assert not {read["path"] for read in repository.json("session", "show", ANN)["reads"]} - {"."}


@pytest.mark.parametrize("plant", KINDS[:2])
def test_no_command_opens_it(hostile: Hostile, plant: Callable[[Hostile], Path]) -> None:
    folder = plant(hostile)
    hostile.trace.unlink(missing_ok=True)
    for words in (("init", "--no-clients"), ("uninit",), ("doctor",), ("status",), ("check",), ("read", "api.py"), ("log",)):
        result = hostile.repository.coordgit(*words, cwd=folder)
        lines = result.err.splitlines()
        assert result.code == 3 and len(lines) == 2 and str(folder) in lines[0] and lines[1].startswith("try: "), result
        quiet(hostile, words)


# Its harmless twins


def test_a_commit_that_is_made_through_it_is_judged_all_the_same(hostile: Hostile) -> None:
    folder = claims_the_repository(hostile)
    (folder / ".git/config.worktree").write_text("")
    ann, bob = (hostile.repository.session(name) for name in ("ann", "bob"))
    ann.reads("api.py")
    bob.lands("api.py", "def f(x, y): ...\n")
    tree, tip = hostile.repository.head("HEAD^{tree}"), hostile.repository.head()
    commit = hostile.repository.git("commit-tree", "-m", "x", "-p", tip, tree)
    inside = hostile.repository.session("ann", folder)
    assert inside.git("update-ref", "refs/heads/main", commit).rejected == ["CG101 api.py"]
    ann.reads("api.py")
    assert inside.git("update-ref", "refs/heads/main", commit).ok


def test_the_commit_that_a_submodule_was_moved_to_is_still_an_edit_of_its_path(hostile: Hostile) -> None:
    folder = a_submodule(hostile)
    hostile.repository.git("config", "--unset", "core.fsmonitor", cwd=folder)
    hostile.repository.git("commit", "-q", "--allow-empty", "-m", "on", cwd=folder)
    Claude(hostile.repository, ANN).send("SessionStart", source="startup")
    person = next(row["session"] for row in hostile.repository.json("session", "list")["sessions"] if row["session"] != ANN)
    assert [write["path"] for write in hostile.repository.json("session", "show", person)["writes"]] == [FOLDER]
