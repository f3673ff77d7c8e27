"""What is Gemini CLI's own: a shell in which git runs no hooks and knows no session, until the command is changed."""

import json
from typing import Any

import pytest

from coordgit.clients import gemini
from coordgit.clients.base import Event
from tests.clients import describe
from tests.clients.samples_test import payload
from tests.support.recorded import CLIENTS, FILES, Recorded
from tests.support.repository import Repository, Result

KEYS = (
    *("credential.helper", "core.fsmonitor", "core.hooksPath", "core.sshCommand", "core.pager", "core.editor", "sequence.editor"),
    "diff.external",
)
SHELL = {
    "GEMINI_CLI": "1",
    "GIT_CONFIG_COUNT": str(len(KEYS)),
    **{f"GIT_CONFIG_KEY_{n}": key for n, key in enumerate(KEYS)},
    **{f"GIT_CONFIG_VALUE_{n}": "cat" if key == "core.pager" else "" for n, key in enumerate(KEYS)},
}
"""The variables of its shell, as recorded, but for those that hide the user's own settings, which have this test's name."""


def call(hook: str, tool: str, asked: dict[str, Any], **more: Any) -> Event | None:
    sent = {"session_id": "s1", "cwd": "/repo", "hook_event_name": hook, "tool_name": tool, "tool_input": asked, **more}
    return gemini.parse(sent, {})


def changed(command: str) -> str:
    """The command that runs in place of ``command``, "" for that one."""
    made = call("BeforeTool", "run_shell_command", {"command": command})
    assert made is not None
    answer = gemini.answer(made, "", "")
    return str(answer["hookSpecificOutput"]["tool_input"]["command"]) if answer else ""


class Gemini(Recorded):
    def runs(self, command: str) -> Result:
        """The shell tool: what the hook makes of the command, in the shell that the client gives it."""
        payload = {"command": command, "description": "Commit", "dir_path": "."}
        sent = {"session_id": self.client.session, "cwd": str(self.repository.top), "hook_event_name": "BeforeTool"}
        raw = json.dumps({**sent, "tool_name": "run_shell_command", "tool_input": payload}).encode()
        answer = json.loads(self.repository.coordgit("hook", "gemini", stdin=raw).out)["hookSpecificOutput"]
        assert answer["hookEventName"] == "BeforeTool" and answer["tool_input"].keys() == payload.keys()
        return self.plainly(answer["tool_input"]["command"])

    def plainly(self, command: str) -> Result:
        return self.repository.run(["bash", "-c", command], **SHELL)  # type: ignore[arg-type]


@pytest.fixture
def ann(repository: Repository) -> Gemini:
    repository.commit_files(FILES)
    made = Gemini(repository, CLIENTS["gemini"])
    made.sends(made.client.reads_a)
    repository.write("new.py", "NEW = 1\n")
    return made


COMMIT = "git add new.py && git commit -qm work -- new.py"


def test_a_commit_in_its_shell_is_rejected_though_the_client_hides_gits_hooks(ann: Gemini) -> None:
    ann.repository.session("bob").lands("a.py", "def helper():\n    return 2\n")
    assert ann.runs(COMMIT).rejected == ["CG101 a.py"]
    assert ann.plainly(COMMIT).ok, "this is why the command has to be changed"


def test_a_commit_in_its_shell_lands_as_its_sessions_where_nothing_is_stale(ann: Gemini) -> None:
    ann.repository.session("bob").lands("b.py", "")
    assert ann.runs(COMMIT).ok
    newest = ann.repository.json("log")["entries"][0]
    assert (newest["outcome"], newest["session"]) == ("passed", ann.client.session)


@pytest.mark.parametrize("lines", [400, 4], ids=["too long to show", "shown"])
def test_the_command_that_shows_a_long_change_runs_in_its_shell(ann: Gemini, lines: int) -> None:
    """It sets an empty ``diff.external``, so that plain ``git diff`` fails there."""
    ann.repository.session("bob").lands("a.py", "".join(f"def g{n}(): return {n}  # as it was\n" for n in range(lines)))
    told = ann.sends(("47-BeforeTool-run_shell_command", "48-AfterTool-run_shell_command"))
    command = told.partition("too long to show: ")[2].partition(";")[0]
    assert bool(command) is (lines > 4) and ("+def g3()" in told) is (lines == 4)
    if command:
        shown = ann.plainly(command)
        assert shown.ok and "+def g399()" in shown.out, shown


def test_the_other_settings_of_its_shell_stay(ann: Gemini) -> None:
    before = ann.plainly("git config --show-scope --list").out.splitlines()
    after = ann.plainly(changed("make").removesuffix("make") + "git config --show-scope --list").out.splitlines()
    there = {line for line in before if line.startswith("command\t")}
    assert {line for line in after if line.startswith("command\t")} - there == {"command\tgemini.hookspath="}
    assert there - set(after) == {"command\tcore.hookspath="}


@pytest.mark.parametrize("command", ["git commit -qm x", "make", "cd x && git -C y merge z", "trap 'git push' EXIT", "git ci"])
def test_a_command_that_may_run_a_hook_of_git_is_changed(command: str) -> None:
    made = changed(command)
    assert made.startswith("export COORDGIT_SESSION=s1; ") and made.endswith(f"; {command}") and "$(" not in made
    after = call("AfterTool", "run_shell_command", {"command": made}, tool_response={"llmContent": "Output: "})
    before = call("BeforeTool", "run_shell_command", {"command": command})
    assert before is not None and after is not None and before.call == after.call


@pytest.mark.parametrize("command", ["cat a.py", "ls; grep -rn x .", "git status", "git diff -- a.py", "git log -3"])
def test_a_command_that_runs_none_stays_as_it_is(command: str) -> None:
    assert changed(command) == ""


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            f"<untrusted_context>\nOutput: {'x' * 40_000}\nProcess Group PGID: 9\n</untrusted_context>",
            "read a coarse; read b coarse",
        ),
        ("<untrusted_context>\nCommand moved to background (PID: 9).\n</untrusted_context>", "read a coarse; read b coarse"),
        ("<untrusted_context>\nOutput: 1\nProcess Group PGID: 9\n</untrusted_context>", "read a; read b"),
        (
            "<untrusted_context>\nOutput: (empty)\nExit Code: 1\nProcess Group PGID: 9\n</untrusted_context>",
            "read a; read b if shown coarse",
        ),
    ],
)
def test_a_command_ended_as_the_lines_after_its_output_say(text: str, told: str) -> None:
    asked = {"command": "cat a && test b && cat b"}
    made = call("AfterTool", "run_shell_command", asked, tool_response={"llmContent": text})
    assert describe.event(made) == f"after run_shell_command; {told}"


def test_a_command_that_the_client_blocked_touched_nothing() -> None:
    answered = {"llmContent": "Command injection detected", "returnDisplay": "Blocked: command substitution detected"}
    made = call("AfterTool", "run_shell_command", {"command": "cat a.py $(x)"}, tool_response=answered)
    assert describe.event(made) == "after run_shell_command"


def test_a_file_that_a_prompt_names_is_read_and_one_that_its_content_names_is_not() -> None:
    text = "look at @a.py please\n--- Content from referenced files ---\nContent from @a.py:\n@none.py\n--- End of content ---"
    made = gemini.parse(payload("gemini/02-BeforeAgent") | {"prompt": text}, {})
    assert describe.event(made) == "prompt; read a.py coarse"


def test_clearing_makes_a_session_that_knows_nothing() -> None:
    assert describe.event(gemini.parse(payload("gemini/01-SessionStart") | {"source": "clear"}, {})) == "clear"


def test_doctor_says_what_keeps_its_commits_from_being_checked(repository: Repository) -> None:
    assert repository.coordgit("init", "--client", "gemini").ok
    found = repository.coordgit("doctor")
    assert found.ok and f"warn gemini: it does not work in {repository.top}, which you have not trusted" in found.out
    (repository.folder / "home/.gemini").mkdir()
    trusted = repository.folder / "home/.gemini/trustedFolders.json"
    trusted.write_text(json.dumps([str(repository.folder)]))
    assert "which you have not trusted" in repository.coordgit("doctor").out
    trusted.write_text(json.dumps({str(repository.folder): "TRUST_FOLDER", "/else": "DO_NOT_TRUST"}))
    assert "warn gemini" not in repository.coordgit("doctor").out
    repository.git("config", "--global", "core.hooksPath", f"{repository.top}/.git/hooks")
    assert "warn gemini: its commits are not checked: it hides your own core.hooksPath" in repository.coordgit("doctor").out
