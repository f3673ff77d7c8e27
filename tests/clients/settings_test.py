"""coordgit's hooks in Claude Code's settings: in, in again, out, and nothing else touched."""

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordgit.clients import claude, qwen
from coordgit.errors import CoordgitError
from coordgit.install import client_settings as texts

COMMAND = "/usr/bin/python3 -I -S /x/coordgit hook claude"
MATCHERS = {hook: wanted.tools for hook, wanted in claude.settings.hooks.items()}
THEIRS: dict[str, Any] = {"type": "command", "command": "prettier --write", "timeout": 30}


def register(settings: dict[str, Any], command: str) -> dict[str, Any]:
    return texts.register(claude, settings, lambda hook: command)


def unregister(settings: dict[str, Any]) -> dict[str, Any]:
    return texts.unregister(claude, settings)


def ours(settings: dict[str, Any]) -> list[tuple[str, str, str, int]]:
    return [
        (event, group.get("matcher", ""), hook["command"], hook["timeout"])
        for event, groups in settings.get("hooks", {}).items()
        for group in groups
        for hook in group["hooks"]
        if "coordgit" in hook["command"]
    ]


def test_every_hook_is_registered_once() -> None:
    settings = register({}, COMMAND)
    assert ours(settings) == [(event, matcher, COMMAND, 10) for event, matcher in MATCHERS.items()]


def test_registering_again_changes_nothing() -> None:
    once = register({"model": "opus"}, COMMAND)
    assert register(once, COMMAND) == once
    assert list(register(once, COMMAND)["hooks"]) == list(once["hooks"])


def test_another_command_takes_the_place_of_the_old_one() -> None:
    moved = register(register({}, COMMAND), "/y/coordgit hook claude")
    assert {command for _, _, command, _ in ours(moved)} == {"/y/coordgit hook claude"}


def test_the_settings_that_came_in_are_left_alone() -> None:
    before: dict[str, Any] = {"hooks": {"PreToolUse": [{"matcher": "Bash", "hooks": [THEIRS]}]}}
    kept = copy.deepcopy(before)
    unregister(register(before, COMMAND))
    assert before == kept


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"model": "opus", "permissions": {"allow": ["Bash(ls)"]}},
        {"hooks": {"PreToolUse": [{"matcher": "Bash", "hooks": [THEIRS]}]}, "model": "opus"},
        {"hooks": {"Stop": [{"hooks": [THEIRS]}], "PostToolUse": [{"matcher": "Edit", "hooks": [THEIRS, THEIRS]}]}},
        {"hooks": {"PreCompact": []}},
        {"hooks": {"PreToolUse": [{"matcher": "Edit", "hooks": []}, "odd", {"odd": 1}]}},
    ],
)
def test_registering_and_unregistering_gives_back_what_was_there(settings: dict[str, Any]) -> None:
    registered = register(settings, COMMAND)
    assert len(
        ours({"hooks": {e: [g for g in gs if isinstance(g, dict) and g.get("hooks")] for e, gs in registered["hooks"].items()}})
    ) == len(MATCHERS)
    assert unregister(registered) == settings
    assert list(unregister(registered)) == list(settings)


def test_an_entry_of_ours_in_a_group_of_theirs_goes_alone() -> None:
    mixed = {"hooks": {"PreToolUse": [{"matcher": "Bash", "hooks": [THEIRS, {"type": "command", "command": COMMAND}]}]}}
    assert unregister(mixed) == {"hooks": {"PreToolUse": [{"matcher": "Bash", "hooks": [THEIRS]}]}}


def test_a_new_file_of_qwen_code_has_the_version_that_qwen_code_would_write_into_it() -> None:
    new = texts.register(qwen, {}, lambda hook: "coordgit hook qwen")
    assert new["$version"] == 4
    assert texts.unregister(qwen, new) == {}
    assert texts.unregister(qwen, {"hooks": new["hooks"], "$version": 5}) == {}  # written there by a run of it


@pytest.mark.parametrize("settings", [{"model": {"name": "x"}}, {"$version": 3, "model": {}}])
def test_a_file_of_qwen_code_that_was_there_keeps_its_version(settings: dict[str, Any]) -> None:
    registered = texts.register(qwen, settings, lambda hook: "coordgit hook qwen")
    assert registered == {**settings, "hooks": registered["hooks"]}
    assert texts.unregister(qwen, registered) == settings


def test_hooks_of_others_that_sound_alike_stay() -> None:
    alike = {"hooks": {"Stop": [{"hooks": [{"type": "command", "command": "coordgit status"}]}]}}
    assert unregister(alike) == alike
    assert unregister({"hooks": {}}) == {"hooks": {}}


@pytest.mark.parametrize("hooks", [[], "x", {"PreToolUse": {}}, {"Stop": None}])
def test_hooks_in_a_shape_that_no_client_reads_are_refused(hooks: Any) -> None:
    with pytest.raises(CoordgitError, match="is not what claude reads"):
        register({"hooks": hooks}, COMMAND)


ENTRIES = st.lists(st.fixed_dictionaries({"type": st.just("command"), "command": st.text()}), min_size=1, max_size=2)
GROUPS = st.lists(st.fixed_dictionaries({"matcher": st.text(max_size=3), "hooks": ENTRIES}), min_size=1, max_size=2)
SETTINGS = st.fixed_dictionaries(
    {},
    optional={"hooks": st.dictionaries(st.sampled_from([*MATCHERS, "Stop"]), GROUPS, min_size=1), "env": st.just({})},
)


@given(SETTINGS)
def test_whatever_was_there_comes_back(settings: dict[str, Any]) -> None:
    assert unregister(register(settings, COMMAND)) == settings
