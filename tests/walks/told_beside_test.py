"""What a long call has read is stored as it ends: what others landed meanwhile is told then, if another call was answered too."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.claude import SUB_AGENT, Claude
from tests.support.recorded import CLIENTS, FILES, Recorded
from tests.support.repository import API, CHANGED, Repository
from tests.walks.observing import Slow, lands, printed, shell


def lands_here(ann: Claude, path: str) -> None:
    assert ann.repository.session("bob").lands(path, CHANGED if path == "api.py" else "OTHER = 2\n")


def comes_by_a_fetch(ann: Claude, path: str) -> None:
    repository, far = ann.repository, ann.repository.folder / "far"
    repository.commit_files({path: CHANGED if path == "api.py" else "OTHER = 2\n"}, "far", far)
    repository.git("push", "-q", "origin", "main", cwd=far)
    repository.git("fetch", "-q")


def remote(repository: Repository, folder: Path) -> None:
    hub = str(folder / "hub.git")
    repository.git("clone", "-q", "--bare", str(repository.top), hub)
    repository.git("remote", "add", "origin", hub)
    repository.git("fetch", "-q", "origin")
    repository.git("remote", "set-head", "origin", "main")
    repository.git("branch", "-q", "--set-upstream-to", "origin/main")
    repository.git("clone", "-q", hub, str(folder / "far"))


def answers(call: Slow, text: str) -> str:
    return call.ann.after(call.tool, call.given, printed(text), call.call)


@pytest.mark.daily(3)
@pytest.mark.parametrize("change", [lands_here, comes_by_a_fetch])
@pytest.mark.parametrize("path", ["api.py", "other.py"])
@pytest.mark.parametrize("other", [{}, SUB_AGENT], ids=["itself", "a sub-agent"])
def test_what_landed_during_a_long_call_is_told_once_though_another_call_ended_meanwhile(
    repository: Repository, ann: Claude, tmp_path: Path, change: Callable[[Claude, str], None], path: str, other: dict[str, str]
) -> None:
    remote(repository, tmp_path)
    ann.send("UserPromptSubmit", prompt="hi")
    call = shell(ann, "cat api.py; make test")
    change(ann, path)
    given = {"command": "true", "description": "run"}
    said = ann.before("Bash", given, "beside", **other) + ann.after("Bash", given, printed(""), "beside", **other)
    assert "api.py" not in said
    assert ("f(x, y)" in answers(call, f"{API}ok\n")) == (path == "api.py")
    ann.batch()
    assert "f(x, y)" not in ann.runs("true").out
    if change is lands_here:
        assert lands(ann).ok


def test_what_another_call_was_told_meanwhile_is_not_told_again(repository: Repository, ann: Claude) -> None:
    ann.reads("api.py")
    call = shell(ann, "cat other.py; make test")
    lands_here(ann, "api.py")
    assert "f(x, y)" in ann.runs("true").out
    assert "api.py" not in answers(call, "OTHER = 1\nok\n")


@pytest.mark.parametrize("path", ["api.py", "other.py"])
def test_a_session_is_told_of_what_its_sub_agent_has_read_in_a_long_call(repository: Repository, ann: Claude, path: str) -> None:
    given = {"command": "cat api.py; make test", "description": "run"}
    ann.send("UserPromptSubmit", prompt="hi")
    ann.before("Bash", given, "long", **SUB_AGENT)
    lands_here(ann, path)
    assert "api.py" not in ann.runs("true").out
    said = ann.after("Bash", given, printed(f"{API}ok\n"), "long", **SUB_AGENT)
    assert ("f(x, y)" in said) == ("f(x, y)" in ann.runs("true").out) == (path == "api.py")
    assert "f(x, y)" not in ann.runs("true").out
    assert lands(ann).ok


@pytest.mark.parametrize("path", ["a.py", "b.py"])
def test_what_one_remote_branch_got_before_a_call_is_told_though_another_moved_during_it(
    repository: Repository, tmp_path: Path, path: str
) -> None:
    """Codex puts nothing before the model as a call begins."""
    repository.commit_files(FILES)
    remote(repository, tmp_path)
    for target in ("origin/main", "origin/next"):
        repository.git("config", "--add", "coordgit.target", target)

    def comes(branch: str, path: str) -> None:
        repository.git("checkout", "-q", "--detach", f"origin/{branch}", cwd=tmp_path / "far")
        repository.commit_files({path: "def helper():\n    return 111\n"}, "far", tmp_path / "far")
        repository.git("push", "-q", "origin", f"HEAD:{branch}", cwd=tmp_path / "far")
        repository.git("fetch", "-q")

    repository.git("push", "-q", "origin", "main:next", cwd=tmp_path / "far")
    comes("next", "new.py")
    ann = Recorded(repository, CLIENTS["codex"])
    ann.sends(ann.client.reads_a)
    comes("main", path)
    begins, ends = ann.client.reads_lines
    ann.send(begins)
    comes("next", "newer.py")
    said = str(ann.send(ends))
    assert ("+    return 111" in said) == (path == "a.py")
    assert "return 111" not in ann.sends(ann.client.reads_lines)
