"""What doctor says of clients: whether their hooks are registered, and record."""

import json
from pathlib import Path

from tests.cli.diagnosis import contents, failures
from tests.support.repository import Repository


def registered(repository: Repository, cwd: Path | None = None) -> Path:
    assert repository.coordgit("init", "--client", "claude", cwd=cwd).ok
    return (cwd or repository.top) / ".claude/settings.json"


def test_a_registered_client_is_tried_and_its_trial_taken_out(guarded: Repository) -> None:
    registered(guarded)
    before = contents(guarded)
    result = guarded.coordgit("doctor")
    assert result.code == 0, result.out
    assert f"ok   claude: its hooks in {guarded.top} recorded a session, deleted again" in result.out
    assert contents(guarded) == before


def test_a_registration_that_is_not_inits_is_reported_and_never_run(guarded: Repository) -> None:
    settings = registered(guarded)
    settings.write_text(settings.read_text().replace("set -- hook", f"touch {guarded.folder}/ran; set -- hook"))
    result = guarded.coordgit("doctor")
    assert result.code == 1
    assert failures(result) == [f"claude: its hooks in {guarded.top} run something else than init writes, which was not tried"]
    assert not (guarded.folder / "ran").exists()
    assert result.out.endswith("commits here are guarded\nwhat claude reads is not recorded everywhere\n")
    found = guarded.json("doctor")
    assert found["guarded"] is True and found["clients"]["claude"] is False
    assert guarded.coordgit("init", "--client", "claude").ok
    assert guarded.coordgit("doctor").ok


def test_a_registration_that_records_nothing_is_reported(guarded: Repository) -> None:
    registered(guarded)
    launcher = guarded.folder / "home/.local/state/coordgit/launcher"
    launcher.write_text("echo nothing doing >&2; exit 0\n")
    result = guarded.coordgit("doctor")
    assert result.code == 1
    assert failures(result) == [f"claude: its hooks in {guarded.top} record nothing: nothing doing"]
    assert guarded.coordgit("init", "--client", "claude").ok
    assert guarded.coordgit("doctor").ok


def test_clients_that_are_not_wanted_are_remembered(guarded: Repository) -> None:
    (guarded.top / ".claude").mkdir()
    assert guarded.coordgit("init", "--no-clients").ok
    assert "claude" not in guarded.coordgit("doctor").out
    assert guarded.coordgit("init").out == "all is in place\n"
    assert not (guarded.top / ".claude/settings.json").exists()
    assert guarded.coordgit("init", "--client", "claude").ok
    assert guarded.coordgit("init").ok and "ok   claude: " in guarded.coordgit("doctor").out


def test_a_registration_that_lacks_a_hook_is_a_warning(guarded: Repository) -> None:
    settings = registered(guarded)
    document = json.loads(settings.read_text())
    del document["hooks"]["PreToolUse"]
    settings.write_text(json.dumps(document))
    result = guarded.coordgit("doctor")
    assert result.code == 0
    assert f"warn claude: its hooks in {guarded.top} are not those that init registers" in result.out


def test_settings_that_are_not_json_are_reported(guarded: Repository) -> None:
    registered(guarded).write_text("{")
    result = guarded.coordgit("doctor")
    assert result.code == 1
    assert failures(result)[0].startswith(f"claude: {guarded.top}/.claude/settings.json cannot be read")


def test_settings_that_are_not_json_of_a_client_that_is_not_wanted_are_a_warning(guarded: Repository) -> None:
    guarded.write(".claude/settings.json", "{")
    assert guarded.coordgit("init", "--no-clients").ok
    result = guarded.coordgit("doctor")
    assert result.code == 0 and result.out.endswith("commits here are guarded\n")
    assert f"warn claude: {guarded.top}/.claude/settings.json cannot be read" in result.out


def test_a_worktree_without_the_registration_is_a_warning(guarded: Repository) -> None:
    registered(guarded)
    linked = guarded.worktree("linked")
    result = guarded.coordgit("doctor")
    assert result.code == 0
    assert f"warn claude: its hooks are not registered in {linked}" in result.out
    assert f"try: coordgit -C {linked} init --client claude" in result.out
    registered(guarded, linked)
    assert "are not registered" not in guarded.coordgit("doctor").out


def test_a_client_that_is_here_and_not_registered_is_a_warning(guarded: Repository) -> None:
    (guarded.top / ".claude").mkdir()
    result = guarded.coordgit("doctor")
    assert result.code == 0
    assert "warn claude: it is here, but its reads are not recorded\n     try: coordgit init --client claude\n" in result.out
