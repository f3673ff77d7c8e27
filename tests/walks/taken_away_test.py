"""Whatever its client hears, a session is told at its next shell call that its uncommitted edit is gone."""

import os

import pytest

from tests.support.recorded import CLIENTS, FILES, Recorded
from tests.support.repository import Repository

CALLS = {
    "claude": ("27-PreToolUse-Bash", "28-PostToolUse-Bash", "sed -i s/one/uno/ b.py"),
    "codex": ("13-PreToolUse-Bash", "14-PostToolUse-Bash", "sed -i s/one/uno/ b.py"),
    "gemini": ("47-BeforeTool-run_shell_command", "48-AfterTool-run_shell_command", "cat b.py"),
    "qwen": ("25-PreToolUse-run_shell_command", "26-PostToolUse-run_shell_command", "cat b.py"),
    "copilot": ("15-preToolUse-bash", "17-postToolUse-bash", "cat b.py"),
    "opencode": ("16-tool.execute.before-bash", "18-tool.execute.after-bash", "cat b.py"),
}
"""A call of the shell, and the command that was recorded."""


def runs(ann: Recorded, command: str, does: tuple[str, ...] = ()) -> str:
    """Call the shell; what the model is told. ``does``: arguments of git for what the command does."""
    before, after, recorded = CALLS[ann.client.name]
    told = ann.sends((before,), **{recorded: command})
    if does:
        ann.repository.git(*does)
    ann.calls -= 1
    return told + ann.sends((after,), **{recorded: command})


@pytest.fixture(params=sorted(CALLS))
def ann(request: pytest.FixtureRequest, repository: Repository) -> Recorded:
    """A session that has rewritten b.py, and commits nothing."""
    repository.commit_files(FILES)
    client = Recorded(repository, CLIENTS[request.param])
    repository.write("new.patch", '--- a/b.py\n+++ b/b.py\n@@ -1 +1 @@\n-NAME = "one"\n+NAME = "uno"\n')
    runs(client, "git apply new.patch", ("apply", "new.patch"))
    return client


def test_what_somebody_else_took_away_before_the_call(ann: Recorded) -> None:
    ann.repository.git("reset", "-q", "--hard")
    assert "your uncommitted edit of b.py is gone from the work tree" in runs(ann, "true")
    assert runs(ann, "true") == ""


def test_how_it_is_told_to_put_that_back_runs_in_its_shell(ann: Recorded) -> None:
    """Codex's is a login shell: its PATH is another than the one in its hooks, and may be without coordgit."""
    repository, bare = ann.repository, ann.client.name == "codex"
    repository.git("reset", "-q", "--hard")
    told = runs(ann, "true").rpartition("put them back: ")[2]
    assert (told == "coordgit restore b.py") is not bare
    folders = repository.env["PATH"].split(os.pathsep)
    path = os.pathsep.join(one for one in folders if not bare or not os.path.exists(f"{one}/coordgit"))
    done = repository.run(["sh", "-c", told], PATH=path, **ann.client.environ)
    assert done.ok and "uno" in (repository.top / "b.py").read_text(), done


def test_what_its_own_call_took_away_is_not_told(ann: Recorded) -> None:
    assert "is gone" not in runs(ann, "git checkout b.py", ("checkout", "-q", "b.py"))
    assert runs(ann, "true") == ""


def test_what_is_still_there_is_not_told(ann: Recorded) -> None:
    assert runs(ann, "true") == ""
