"""Leaving is as easy as coming: without the program what cannot be stale passes, and a shell script takes the guard out."""

import re
import shlex
import shutil
import sys
from pathlib import Path

import pytest

from coordgit.program import FAST, program
from tests.faults.support import QUIET, heal, point, saw
from tests.install.scratch import needs_older_git, picture
from tests.support.repository import Repository, Result

pytestmark = pytest.mark.daily(2)

OWN_HOOK = '#!/bin/sh\necho "$0 ran" >>"$RECORD"\n'


def without_coordgit(repository: Repository) -> None:
    """Its environment was deleted, and it is on no PATH."""
    point(repository, str(repository.folder / "gone/fast.py"), python=str(repository.folder / "gone/python"))
    repository.env["PATH"] = QUIET


def leave(repository: Repository, cwd: Path | None = None) -> Result:
    common = repository.git("rev-parse", "--path-format=absolute", "--git-common-dir", cwd=cwd)
    return repository.run(["sh", f"{common}/coordgit/uninit"], cwd)


def but_for_the_store(repository: Repository) -> dict[str, tuple[int, bytes | str]]:
    return {path: seen for path, seen in picture(str(repository.top)).items() if "/.git/coordgit/" not in path}


# The script


def test_the_script_puts_back_hooks_and_configuration_byte_for_byte(plain: Repository) -> None:
    hook = plain.top / ".git/hooks/reference-transaction"
    hook.write_text(OWN_HOOK)
    hook.chmod(0o755)
    plain.git("config", "core.filesRefLockTimeout", "250")
    before = but_for_the_store(plain)
    assert plain.coordgit("init", "--no-clients").ok
    without_coordgit(plain)
    result = leave(plain)
    assert result.ok and not result.err, result
    assert but_for_the_store(plain) == before
    assert plain.git("config", "core.filesRefLockTimeout") == "250"
    plain.git("commit", "-q", "--allow-empty", "-m", "free", RECORD=str(plain.folder / "record"))
    assert (plain.folder / "record").exists()


CONFIGURATIONS = {
    "no newline at the end": "[user]\n\tname = x",
    "a comment behind a value": "[core]\n\tfilesRefLockTimeout = 100 # for a slow disk\n[user]\n\tname = x\n",
    "a setting twice": "[core]\n  filesRefLockTimeout = 100\n  pager = cat\n  filesRefLockTimeout = 200\n",
    "empty sections": "[reftable]\n[core]\n# nothing yet\n[user] name = x\n",
    "a section twice": "[core]\n\tpager = cat\n[user]\n\tname = x\n[core]\n\tabbrev = 12\n",
    "a line that goes on": "[core]\n\tfilesRefLockTimeout = \\\n100\n\tpager = cat\n",
}
LATER = '[remote "origin"]\n\turl = ../other\n'


@pytest.mark.parametrize("leaves", ["the script", "uninit"])
@pytest.mark.parametrize("later", ["", LATER], ids=["unchanged", "changed since"])
@pytest.mark.parametrize("own", CONFIGURATIONS)
@pytest.mark.daily(2)
def test_the_script_and_uninit_put_the_configuration_back_byte_for_byte(
    plain: Repository, leaves: str, own: str, later: str
) -> None:
    config = plain.top / ".git/config"
    text = config.read_text() + CONFIGURATIONS[own]
    config.write_text(text)
    assert plain.coordgit("init", "--no-clients").ok
    changed = config.read_text() + later
    assert changed != text
    config.write_text(changed)
    result = leave(plain) if leaves == "the script" else plain.coordgit("uninit")
    assert result.ok and not result.err, result
    joined = "\n" * (bool(later) and not text.endswith("\n"))
    assert config.read_text() == text + joined + later


def test_the_script_leaves_what_was_recorded_and_a_later_init_goes_on_with_it(plain: Repository) -> None:
    assert plain.coordgit("init", "--no-clients").ok
    assert plain.coordgit("read", "api.py").ok
    result = leave(plain)
    assert result.ok and f"left in {plain.top}/.git/coordgit" in result.out
    assert plain.coordgit("init", "--no-clients").ok and plain.coordgit("doctor").ok
    assert [read["path"] for read in plain.json("session", "show")["reads"]] == ["api.py"]


def test_clients_record_nothing_after_the_script_until_a_later_init(plain: Repository) -> None:
    """Their hooks may run another coordgit than the one that is gone."""
    for leaves, recorded in ((False, 1), (True, 1), (False, 2)):
        assert plain.coordgit("init", "--no-clients").ok
        if leaves:
            assert leave(plain).ok
        assert ("are not checked: coordgit was taken out of there" in plain.coordgit("log").err) == leaves
        seen = saw(plain, "api.py", session=f"after-{leaves}-{recorded}")
        done = plain.run([sys.executable, "-I", FAST, "hook", "claude"], None, seen)
        assert done.ok and not done.out and not done.err, done
        assert len([each for each in plain.json("session", "list")["sessions"] if each["client"]]) == recorded


def test_the_script_leaves_what_was_changed_since_the_set_up(plain: Repository) -> None:
    needs_older_git()
    assert plain.coordgit("init", "--no-clients").ok
    hook = plain.top / ".git/hooks/pre-receive"
    hook.write_text("#!/bin/sh\n# mine\n")
    plain.git("config", "core.filesRefLockTimeout", "9000")
    assert leave(plain).ok
    assert hook.read_text() == "#!/bin/sh\n# mine\n"
    assert plain.git("config", "core.filesRefLockTimeout") == "9000"
    assert not (plain.top / ".git/hooks/reference-transaction").exists()


def test_the_script_works_after_a_move_and_from_its_own_folder(plain: Repository) -> None:
    before = but_for_the_store(plain)
    assert plain.coordgit("init", "--no-clients").ok
    moved = plain.top.rename(plain.folder / "it's moved")
    assert plain.run(["sh", "uninit"], moved / ".git/coordgit").ok
    moved.rename(plain.top)
    assert but_for_the_store(plain) == before


def test_the_script_takes_the_guard_out_of_no_repository_in_cdpath(plain: Repository, tmp_path: Path) -> None:
    other = Repository(tmp_path / "other")
    before = but_for_the_store(plain)
    assert plain.coordgit("init", "--no-clients").ok
    assert plain.run(["sh", ".git/coordgit/uninit"], CDPATH=str(other.top)).ok
    assert but_for_the_store(plain) == before
    assert other.coordgit("doctor").ok


def test_the_script_works_in_every_worktree_of_a_relative_hooks_path(plain: Repository) -> None:
    needs_older_git()
    plain.git("config", "core.hooksPath", ".husky/_")
    linked = plain.worktree("linked")
    (plain.top / ".husky/_").mkdir(parents=True)
    (plain.top / ".husky/_/pre-commit").write_text("#!/bin/sh\n")
    before = picture(str(plain.top), str(linked))
    assert plain.coordgit("init", "--no-clients").ok
    assert leave(plain, linked).ok
    after = {path: seen for path, seen in picture(str(plain.top), str(linked)).items() if "/.git/coordgit/" not in path}
    assert after == before


def test_a_folder_that_repositories_share_is_left_to_the_others(plain: Repository, tmp_path: Path) -> None:
    needs_older_git()
    other = Repository(tmp_path / "other", guarded=False)
    other.begin(api__py="x\n")
    shared = tmp_path / "shared hooks"
    for repository in (plain, other):
        repository.git("config", "core.hooksPath", str(shared))
        assert repository.coordgit("init", "--no-clients").ok
    assert leave(plain).ok
    assert other.coordgit("doctor").ok
    assert plain.git("commit", "-q", "--allow-empty", "-m", "free") == ""
    assert leave(other).ok
    assert not list(shared.iterdir()) if shared.exists() else True


def test_uninit_after_the_script_takes_the_rest(plain: Repository) -> None:
    before = picture(str(plain.top))
    assert plain.coordgit("init", "--client", "claude").ok
    assert leave(plain).ok
    assert plain.coordgit("uninit").ok
    assert picture(str(plain.top)) == before


# Without the program


@pytest.fixture
def gone(plain: Repository) -> Repository:
    """A guarded repository with two commits, whose coordgit is gone."""
    assert plain.coordgit("init", "--no-clients").ok
    plain.commit_files({"api.py": "y\n"}, "second")
    plain.git("branch", "other", "HEAD~1")
    without_coordgit(plain)
    return plain


HARMLESS = [
    "git checkout -q -b new",
    "git branch new HEAD~1",
    "git switch -q -c new other",
    "git worktree add -q ../linked -b new",
    "git reset -q --hard HEAD~1",
    "git branch -D other",
    "git branch -m other another",
    "git branch -f other other",
    "git gc -q --prune=now",
    "git pack-refs --all",
    "git update-ref refs/heads/main HEAD~1",
    "git stash list; git tag t; git checkout -q other",
]
STALE = [
    "git commit -q --allow-empty -m x",
    "git checkout -q other && git merge -q --ff-only main",
    "git branch -f other main",
    "git update-ref refs/heads/new $(git commit-tree -m x HEAD^{tree})",
    "git commit -q --amend -m x",
]


@pytest.mark.daily(3)
@pytest.mark.parametrize("command", HARMLESS)
def test_what_cannot_be_stale_passes(gone: Repository, command: str) -> None:
    result = gone.run(["sh", "-ec", command])
    assert result.ok, result


@pytest.mark.parametrize("command", STALE)
def test_what_can_be_stale_is_denied_and_every_way_out_is_named(gone: Repository, command: str) -> None:
    refs = gone.git("for-each-ref")
    result = gone.run(["sh", "-ec", command])
    assert not result.ok and "coordgit: cannot check, " in result.err
    assert gone.git("for-each-ref") == refs
    for way in ("coordgit init", "git -c coordgit.bypass=WHY", f"sh '{gone.top}/.git/coordgit/uninit'"):
        assert way in result.err


@pytest.fixture
def remote(gone: Repository) -> Repository:
    """Its remote has the first commit on main and on old, and has been fetched."""
    gone.git("init", "-q", "--bare", "../bare.git")
    gone.git("remote", "add", "origin", "../bare.git")
    gone.git("push", "-q", "--no-verify", "origin", "HEAD~1:refs/heads/main", "HEAD~1:refs/heads/old")
    return gone


HARMLESS_PUSHES = [
    "git tag v1 && git push -q origin v1",
    "git push -q origin :old",
    "git push -q origin other:main",
    "git push -q origin other:refs/heads/new",
    "git push -q --no-verify origin main && git push -q -f origin HEAD~1:main",
    "git tag v1 && git push -q origin 'HEAD^{/init}:refs/heads/new' v1 :old",
    "git push -q origin :refs/heads/nowhere",
]
STALE_PUSHES = [
    "git push -q origin main",
    "git push -q origin main:refs/heads/new",
    "git push -q origin 'HEAD^{/second}:main'",
    "git push -q ../bare.git other:refs/heads/new",
    "git push -q --no-verify origin main:new && git push -q origin main",
    "git tag v1 && git push -q origin v1 :old main",
    "git update-ref refs/coordgit/kept/x HEAD && git push -q origin 'refs/coordgit/kept/*:refs/coordgit/kept/*'",
]


@pytest.mark.daily(3)
@pytest.mark.parametrize("command", HARMLESS_PUSHES)
def test_a_push_that_cannot_be_stale_passes(remote: Repository, command: str) -> None:
    result = remote.run(["sh", "-ec", command])
    assert result.ok and "coordgit" not in result.err, result


@pytest.mark.daily(3)
@pytest.mark.parametrize("command", STALE_PUSHES)
def test_a_push_that_can_be_stale_is_denied(remote: Repository, command: str) -> None:
    result = remote.run(["sh", "-ec", command])
    assert not result.ok and "coordgit: cannot check, " in result.err
    assert remote.git("ls-remote", "../bare.git", "v1", "refs/coordgit/*") == ""


def test_a_bypassed_push_is_logged_with_what_it_moves(remote: Repository) -> None:
    before, after = remote.head("HEAD~1"), remote.head()
    remote.git("-c", "coordgit.bypass=why", "push", "-q", "origin", "main")
    assert f"pre-push: bypassed, refs/heads/main {before} {after}: why" in (remote.top / ".git/coordgit/log").read_text()


@pytest.mark.parametrize("gone", ["the program", "the shim"])
def test_the_script_that_is_named_is_this_repositorys_own(plain: Repository, tmp_path: Path, gone: str) -> None:
    other = Repository(tmp_path / "other")
    linked = plain.worktree("linked")
    assert plain.coordgit("init", "--no-clients").ok
    without_coordgit(plain)
    plain.top = plain.top.rename(plain.folder / "it's moved")
    plain.git("worktree", "repair", str(linked))
    if gone == "the shim":
        (plain.top / ".git/coordgit/shim").unlink()
    for cwd in (plain.top, linked):
        asked = plain.run(["git", "commit", "-q", "--allow-empty", "-m", "x"], cwd, CDPATH=str(other.top))
        said = re.search(r"to take coordgit out of here: (.*)$", asked.err, re.MULTILINE)
        assert said is not None
        words = shlex.split(said[1])
        assert words == ["sh", f"{plain.top}/.git/coordgit/uninit"]
    assert plain.run(words).ok
    assert plain.git("commit", "-q", "--allow-empty", "-m", "x") == ""


@pytest.mark.parametrize("where", ["top", "folder", "linked worktree"])
def test_the_script_that_is_named_is_there_wherever_one_stands(plain: Repository, where: str) -> None:
    cwd = plain.worktree("linked") if where == "linked worktree" else plain.top
    assert plain.coordgit("init", "--no-clients").ok
    without_coordgit(plain)
    if where == "folder":
        cwd = plain.top / "deep"
        cwd.mkdir()
    denied = plain.run(["git", "commit", "-q", "--allow-empty", "-m", "x"], cwd)
    assert not denied.ok
    said = re.search(r"to take coordgit out of here: (.*)$", denied.err, re.MULTILINE)
    assert said is not None
    assert plain.run(shlex.split(said[1]), cwd).ok
    assert plain.run(["git", "commit", "-q", "--allow-empty", "-m", "x"], cwd).ok


@pytest.mark.parametrize(
    ("folder", "way_on"),
    [
        ("/cache/repo1/py_env-python3", "run pre-commit run coordgit, which builds it again"),
        ("/cache/hooks/python-5kEVUN4HfyYvUeuX800Q", "run prek run coordgit, which builds it again"),  # PREK_HOME=/cache
        ("/src/prek/.venv", "install coordgit again and run coordgit init"),
    ],
)
def test_a_cleaned_cache_is_built_again_by_the_command_that_is_named(gone: Repository, folder: str, way_on: str) -> None:
    point(gone, f"{folder}/fast.py", python=f"{folder}/bin/python")
    denied = gone.run(["git", "commit", "-q", "--allow-empty", "-m", "x"])
    assert not denied.ok and f"is gone; {way_on};" in denied.err


@pytest.mark.parametrize(
    ("made_by", "stays"), [("repo1/py_env-python3", False), ("hooks/python-5kEV", False), ("prek/.venv", True)]
)
def test_what_a_framework_puts_on_path_while_a_hook_runs_is_not_advised(tmp_path: Path, made_by: str, stays: bool) -> None:
    folder = tmp_path / made_by / "bin"
    folder.mkdir(parents=True)
    (folder / "coordgit").touch(0o755)
    assert (program("/store", {"PATH": str(folder)}) == "coordgit") == stays


def test_the_next_run_of_any_coordgit_lets_everybody_in_again(gone: Repository) -> None:
    assert gone.coordgit("status").ok
    assert gone.git("commit", "-q", "--allow-empty", "-m", "x") == ""


def test_the_next_run_of_any_coordgit_lets_this_user_into_every_repository_again(gone: Repository, tmp_path: Path) -> None:
    other = Repository(tmp_path / "other")
    other.env["HOME"] = gone.env["HOME"]
    launcher = Path(gone.env["HOME"]) / ".local/state/coordgit/launcher"
    assert not gone.run(["git", "commit", "-q", "--allow-empty", "-m", "x"]).ok
    assert other.coordgit("status").ok
    assert gone.git("commit", "-q", "--allow-empty", "-m", "x") == ""
    with gone.store() as opened:
        assert opened.value("SELECT source FROM landings ORDER BY landing_id DESC LIMIT 1") == "gate"
    launcher.unlink()
    assert not gone.run(["git", "commit", "-q", "--allow-empty", "-m", "x"]).ok


@pytest.mark.daily(3)
@pytest.mark.parametrize("place", ["XDG_STATE_HOME", "HOME", "PATH"])
def test_no_program_that_a_repository_brings_along_replaces_one_that_is_gone(gone: Repository, place: str) -> None:
    ours = "touch ../ran; exit 0\n"
    gone.write("coordgit/launcher", ours)
    gone.write(".local/state/coordgit/launcher", ours)
    gone.write("coordgit.d/coordgit", f"#!/bin/sh\n{ours}")
    (gone.top / "coordgit.d/coordgit").chmod(0o755)
    gone.env["GIT_CONFIG_GLOBAL"] = f"{gone.env['HOME']}/.gitconfig"
    gone.env[place] = f"coordgit.d:{QUIET}" if place == "PATH" else "."
    denied = gone.run(["git", "commit", "-q", "--allow-empty", "-m", "x"])
    assert not denied.ok and "coordgit: cannot check, " in denied.err
    assert not (gone.folder / "ran").exists()


def test_a_store_that_was_deleted_is_reported_with_what_takes_the_hook_out(gone: Repository) -> None:
    needs_older_git()
    shutil.rmtree(gone.top / ".git/coordgit")
    passed = gone.run(["git", "commit", "-q", "--allow-empty", "-m", "x"])
    assert passed.ok
    said = re.search(r"to take it out: (.*)$", passed.err, re.MULTILINE)
    assert said is not None and gone.run(shlex.split(said[1])).ok
    quiet = gone.run(["git", "commit", "-q", "--allow-empty", "-m", "x"])
    assert quiet.ok and not quiet.err


def test_what_takes_the_hook_out_can_be_pasted_whatever_the_path(gone: Repository) -> None:
    needs_older_git()
    top = gone.top.rename(gone.folder / "it's moved")
    shutil.rmtree(top / ".git/coordgit")
    commit = ["git", f"--git-dir={top}/.git", "commit", "-q", "--allow-empty", "-m", "x"]
    said = re.search(r"to take it out: (.*)$", gone.run(commit, top).err, re.MULTILINE)
    assert said is not None and gone.run(["sh", "-c", said[1]], top).ok
    assert gone.run(commit, top) == (0, "", "")


def test_what_is_healed_is_guarded_again(gone: Repository) -> None:
    heal(gone)
    assert gone.coordgit("doctor").ok
