"""A client's hook opens the repositories that this user's set-ups registered, and no other."""

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from coordgit.install import registered_repositories
from tests.support.recorded import CLIENTS, FILES, Recorded
from tests.support.repository import Repository
from tests.trust.hostile import Hostile


def unpacked(repository: Repository) -> Path:
    """The repository with its store, as it comes out of an archive."""
    folder = repository.folder / "unpacked"
    shutil.copytree(repository.top, folder, symlinks=True)
    return folder


def state(repository: Repository) -> Path:
    return repository.folder / "home/.local/state/coordgit"


@pytest.mark.parametrize(("home", "place"), [(None, ""), ("kept/here", ""), ("/home/ann", "/home/ann")])
def test_what_a_user_registered_is_never_looked_for_in_the_current_folder(
    monkeypatch: pytest.MonkeyPatch, home: str | None, place: str
) -> None:
    """A clone may bring a folder called ~; a container's user may have no home and no entry in the list of users."""
    monkeypatch.delenv("XDG_STATE_HOME", raising=False)
    monkeypatch.delenv("HOME", raising=False)
    if home is not None:
        monkeypatch.setenv("HOME", home)
    monkeypatch.setattr(os.path, "expanduser", lambda path: path)
    assert registered_repositories.folder() == f"{place}/.local/state/coordgit"


def test_an_unpacked_repository_is_reported_once_a_session_and_not_touched(hostile: Hostile) -> None:
    folder = unpacked(hostile.repository)
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    said = hostile.hook(folder, session="s-1")
    assert said.ok and "coordgit init" in said.out and str(folder) in said.out and "another user set it up" in said.out
    assert not hostile.hook(folder, session="s-1").out
    assert "coordgit init" in hostile.hook(folder, session="s-2").out
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before
    assert hostile.repository.coordgit("init", "--no-clients", cwd=folder).ok
    assert not hostile.hook(folder, session="s-2").out
    assert "s-2" in hostile.repository.coordgit("session", "list", cwd=folder).out


@pytest.mark.parametrize(("client", "call"), [("codex", "14-PostToolUse-Bash"), ("claude", "28-PostToolUse-Bash")])
def test_what_it_is_told_to_run_there_runs_in_the_client_s_shell(repository: Repository, client: str, call: str) -> None:
    """Codex's is a login shell: its PATH is another than the one in its hooks, and may be without coordgit."""
    repository.commit_files(FILES)
    ann, bare = Recorded(repository, CLIENTS[client]), client == "codex"
    repository.top = unpacked(repository)
    told = ann.sends((call,)).rpartition("its reads are still there: ")[2]
    assert (told == "coordgit init") is not bare and str(repository.top) not in told
    folders = repository.env["PATH"].split(os.pathsep)
    path = os.pathsep.join(one for one in folders if not bare or not os.path.exists(f"{one}/coordgit"))
    assert repository.run(["sh", "-c", f"{told} --no-clients"], PATH=path).ok


def test_the_reads_of_an_unpacked_repository_stay(hostile: Hostile) -> None:
    hostile.repository.session("ann").reads("api.py")
    folder = unpacked(hostile.repository)
    assert hostile.hook(folder).out
    assert hostile.repository.coordgit("init", "--no-clients", cwd=folder).ok
    shown = hostile.repository.json("session", "show", "ann", cwd=folder)
    assert [read["path"] for read in shown["reads"]] == ["api.py"]


def test_doctor_runs_nothing_of_an_unpacked_repository_and_says_what_helps(hostile: Hostile) -> None:
    folder = unpacked(hostile.repository)
    hostile.program(folder / ".git/coordgit/shim")
    hostile.program(folder / ".git/hooks/reference-transaction")
    result = hostile.repository.coordgit("doctor", cwd=folder)
    assert result.code == 1 and "was not set up by you where it is now" in result.out and "try: coordgit init\n" in result.out
    assert hostile.nothing_ran
    assert hostile.repository.coordgit("doctor").ok


@pytest.mark.daily(3)
@pytest.mark.parametrize(
    "setting",
    [
        *("core.fsmonitor", "filter.x.clean", "filter.x.process", "merge.x.driver", "core.sshCommand", "credential.helper"),
        *("credential.https://example.org.helper", "remote.origin.uploadpack", "protocol.ext.allow"),
    ],
)
def test_no_command_runs_what_the_settings_of_an_unpacked_repository_name(hostile: Hostile, setting: str) -> None:
    repository = hostile.repository
    repository.session("ann").reads("api.py")
    repository.write(".gitattributes", "*.py filter=x merge=x\n")
    folder = unpacked(repository)
    repository.git("config", setting, f"{hostile.bait('program')}; false #", cwd=folder)
    (folder / "api.py").write_text("def f(x, y): ...\n")
    for words in (("check",), ("read", "api.py"), ("whose", "api.py"), ("commit", "-m", "x"), ("status",), ("doctor",), ("log",)):
        result = repository.coordgit(*words, cwd=folder)
        assert result.code == (1 if words == ("doctor",) else 3), result
        assert (
            "was not set up by you where it is now" in result.err + result.out and "try: coordgit init" in result.err + result.out
        )
        assert hostile.nothing_ran, words
    assert repository.coordgit("init", "--no-clients", cwd=folder).ok and hostile.nothing_ran
    assert [read["path"] for read in repository.json("session", "show", "ann", cwd=folder)["reads"]] == ["api.py"]


@pytest.mark.daily(1)
@pytest.mark.parametrize("setting", ["core.fsmonitor", "merge.x.driver"])
def test_verify_runs_nothing_of_an_unpacked_repository_without_a_store(hostile: Hostile, setting: str) -> None:
    folder = unpacked_with_a_merge(hostile)
    hostile.repository.git("config", setting, f"{hostile.bait('program')}; false #", cwd=folder)
    result = hostile.repository.coordgit("verify", "main~1..main", cwd=folder)
    assert (
        result.code == 3 and "was not set up by you where it is now" in result.err and result.err.endswith("try: coordgit init\n")
    )
    assert hostile.nothing_ran


CI = ["core.sshCommand", "filter.lfs.clean", "credential.helper", "merge.ours.driver", "protocol.allow", "protocol.ext.allow"]


@pytest.mark.parametrize("setting", CI)
def test_verify_works_in_a_fresh_clone_with_the_settings_of_a_ci_service(hostile: Hostile, setting: str) -> None:
    folder = unpacked_with_a_merge(hostile)
    value = "true" if setting == "merge.ours.driver" else "never" if "protocol" in setting else hostile.bait("program")
    hostile.repository.git("config", setting, value, cwd=folder)
    assert hostile.repository.coordgit("verify", "main~1..main", cwd=folder).ok and hostile.nothing_ran


def unpacked_with_a_merge(hostile: Hostile) -> Path:
    """A repository without a store, whose newest commit merges two sides that changed one file."""
    repository = hostile.repository
    lines = [f"{n}\n" for n in range(9)]
    repository.commit_files({".gitattributes": "m.py merge=x\n", "m.py": "".join(lines)})
    folder = unpacked(repository)
    shutil.rmtree(folder / ".git/coordgit")
    shutil.rmtree(folder / ".git/hooks", ignore_errors=True)
    repository.git("switch", "-qc", "side", cwd=folder)
    repository.commit_files({"m.py": "".join(["a\n", *lines[1:]])}, cwd=folder)
    repository.git("switch", "-q", "main", cwd=folder)
    repository.commit_files({"m.py": "".join([*lines[:-1], "z\n"])}, cwd=folder)
    repository.git("merge", "-q", "side", cwd=folder)
    return folder


@pytest.mark.parametrize(
    ("setting", "value"), [("core.fsmonitor", "false"), ("core.autocrlf", "false"), ("diff.x.textconv", "x")]
)
def test_a_command_works_in_an_unpacked_repository_whose_settings_name_nothing_that_it_runs(
    hostile: Hostile, setting: str, value: str
) -> None:
    folder = unpacked(hostile.repository)
    hostile.repository.git("config", setting, value, cwd=folder)
    assert hostile.repository.coordgit("read", "api.py", cwd=folder).ok
    assert hostile.repository.coordgit("check", cwd=folder).ok


ENDLESS = "SELECT s.* FROM old s, (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n)"


@pytest.mark.parametrize(
    ("name", "sql"),
    [
        ("sessions", f"ALTER TABLE sessions RENAME TO old; CREATE VIEW sessions AS {ENDLESS}"),
        ("in_flight", "DROP VIEW in_flight; CREATE VIEW in_flight AS SELECT 1"),
        ("more", "CREATE TRIGGER more AFTER UPDATE ON sessions BEGIN DELETE FROM reads; END"),
    ],
)
def test_the_store_of_an_unpacked_repository_is_asked_only_if_it_is_as_coordgit_makes_it(
    hostile: Hostile, name: str, sql: str
) -> None:
    folder = unpacked(hostile.repository)
    with closing(sqlite3.connect(folder / ".git/coordgit/coordination.db")) as store:
        store.executescript(sql)
    for words in (("status",), ("log",), ("read", "api.py"), ("gc",)):
        result = hostile.repository.coordgit(*words, cwd=folder)
        assert result.code == 3 and name in result.err.partition("its store has views or triggers that are not coordgit's: ")[2]
        assert result.err.endswith("try: coordgit init\n")


def test_a_view_of_ones_own_is_no_reason_to_refuse_a_store(hostile: Hostile) -> None:
    repository = hostile.repository
    with repository.store() as store:
        store.do("CREATE VIEW mine AS SELECT path FROM reads")
    assert repository.coordgit("status").ok
    folder = unpacked(repository)
    assert repository.coordgit("status", cwd=folder).code == 3
    assert repository.coordgit("init", "--no-clients", cwd=folder).ok and repository.coordgit("status", cwd=folder).ok


def test_a_filter_of_the_users_own_settings_is_used_in_an_unpacked_repository(hostile: Hostile) -> None:
    repository = hostile.repository
    repository.git("config", "--global", "filter.x.clean", "tr a-z A-Z")
    repository.commit_files({".gitattributes": "*.py filter=x\n", "api.py": "def g(x): ...\n"})
    folder = unpacked(repository)
    assert repository.coordgit("read", "api.py", cwd=folder).ok
    shown = repository.json("session", "show", cwd=folder)["reads"]
    assert [read["oid"] for read in shown] == [repository.git("hash-object", "api.py", cwd=folder)]


def test_a_repository_without_a_store_is_left_alone_in_silence(hostile: Hostile) -> None:
    plain = hostile.repository.folder / "plain"
    hostile.repository.git("init", "-q", str(plain))
    result = hostile.hook(plain)
    assert (result.code, result.out, result.err) == (0, "", "")


def test_a_repository_that_was_renamed_is_known_by_its_inode(hostile: Hostile) -> None:
    moved = hostile.repository.top.rename(hostile.repository.folder / "moved")
    hostile.repository.top = moved
    assert not hostile.hook(moved, session="there").out
    assert "there" in hostile.sessions()


def test_a_repository_that_was_put_back_from_a_copy_is_known_by_its_path(hostile: Hostile) -> None:
    top = hostile.repository.top
    shutil.move(unpacked(hostile.repository), hostile.repository.folder / "copy")
    shutil.rmtree(top)
    (hostile.repository.folder / "copy").rename(top)
    assert not hostile.hook(top, session="there").out
    assert "there" in hostile.sessions()


def test_a_linked_worktree_is_of_the_registered_repository(hostile: Hostile) -> None:
    linked = hostile.repository.worktree("linked")
    assert not hostile.hook(linked, session="there").out
    assert "there" in hostile.sessions()


def test_a_repository_in_a_registered_one_is_another(hostile: Hostile) -> None:
    inner = unpacked(hostile.repository).rename(hostile.repository.top / "inner")
    assert "coordgit init" in hostile.hook(inner, session="there").out
    assert "there" not in hostile.sessions()


def test_uninit_forgets_the_repository_and_takes_the_launcher_with_the_last_one(hostile: Hostile) -> None:
    other = unpacked(hostile.repository)
    assert hostile.repository.coordgit("init", "--no-clients", cwd=other).ok
    assert len((state(hostile.repository) / "repositories").read_text().splitlines()) == 2
    assert hostile.repository.coordgit("uninit", cwd=other).ok
    assert (state(hostile.repository) / "launcher").exists()
    assert hostile.repository.coordgit("uninit").ok
    assert not state(hostile.repository).exists()


def test_uninit_names_registered_repositories_that_are_gone_and_how_to_forget_them(hostile: Hostile) -> None:
    repository = hostile.repository
    odd = unpacked(repository).rename(repository.folder / "a \\n\nb")
    assert repository.coordgit("init", "--no-clients", cwd=odd).ok
    assert "left" not in repository.coordgit("uninit").out
    assert repository.coordgit("init", "--no-clients").ok
    shutil.rmtree(odd)
    said = repository.coordgit("uninit").out.splitlines()
    line = next(line for line in said if line.startswith(f"left {state(repository)}/launcher: "))
    assert f'{repository.folder}/a \\\\n\\nb/.git"' in line and line in said
    assert (state(repository) / "launcher").exists()
    assert repository.run(["sh", "-c", line.rpartition(": ")[2]]).ok
    assert not state(repository).exists() and repository.coordgit("init", "--no-clients").ok


def test_uninit_names_few_of_many_registered_repositories_that_are_gone(hostile: Hostile) -> None:
    repository = hostile.repository
    for n in range(8):
        odd = unpacked(repository).rename(repository.folder / f"gone-{n}")
        assert repository.coordgit("init", "--no-clients", cwd=odd).ok
        shutil.rmtree(odd)
    said = repository.coordgit("uninit").out
    assert f"{repository.folder}/gone-4/.git and 3 more; if gone for good: rm -r " in said and "gone-5" not in said, said


def test_uninit_of_another_repository_keeps_one_that_was_moved(hostile: Hostile) -> None:
    other = unpacked(hostile.repository)
    assert hostile.repository.coordgit("init", "--no-clients", cwd=other).ok
    moved = hostile.repository.top.rename(hostile.repository.folder / "moved")
    said = hostile.repository.coordgit("uninit", cwd=other).out
    assert f"registered and not to be seen now: {hostile.repository.top}/.git; if gone for good: rm -r " in said
    hostile.repository.top = moved
    assert not hostile.hook(moved, session="there").out
    assert "there" in hostile.sessions()


@pytest.mark.parametrize("value", ["relative", ""])
def test_a_state_folder_that_depends_on_where_one_stands_is_not_believed(hostile: Hostile, value: str) -> None:
    hostile.program(hostile.repository.top / "relative/coordgit/launcher")
    assert hostile.hook(hostile.repository.top, session="there", XDG_STATE_HOME=value).ok
    assert hostile.nothing_ran and "there" in hostile.sessions()


def test_the_users_own_state_folder_is_used(hostile: Hostile) -> None:
    elsewhere = str(hostile.repository.folder / "state")
    assert hostile.repository.coordgit("init", "--client", "claude", XDG_STATE_HOME=elsewhere).ok
    assert Path(elsewhere, "coordgit/repositories").exists()
    assert hostile.hook(hostile.repository.top, session="there", XDG_STATE_HOME=elsewhere).ok
    assert "there" in hostile.sessions()
