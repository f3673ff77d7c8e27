"""What doctor names as the way on for a worktree that is not guarded is what helps."""

import os
import shlex

import pytest

from tests.cli.diagnosis import failures, tries
from tests.install.scratch import needs_older_git
from tests.support.repository import Repository, Result

pytestmark = pytest.mark.daily(2)


def unguarded(repository: Repository, said: str) -> Result:
    result = repository.coordgit("doctor")
    (failed,) = failures(result)
    assert result.code == 1 and said in failed and "coordgit init" not in failed, result.out
    return result


@pytest.mark.parametrize("where", ["--local", "--global"])
@pytest.mark.parametrize("hooks_path", ["/dev/null", ""])
def test_hooks_that_are_switched_off_are_to_be_switched_on(guarded: Repository, where: str, hooks_path: str) -> None:
    needs_older_git()
    guarded.git("config", where, "core.hooksPath", hooks_path)
    (hint,) = tries(unguarded(guarded, "core.hooksPath, file:"))
    assert guarded.run(shlex.split(hint)).ok
    assert guarded.coordgit("doctor").ok


def test_hooks_that_are_switched_off_in_the_environment_are_to_be_switched_on_there(guarded: Repository) -> None:
    needs_older_git()
    result = guarded.coordgit("doctor", GIT_CONFIG_PARAMETERS="'core.hooksPath'='/dev/null'")
    assert "unset GIT_CONFIG_PARAMETERS GIT_CONFIG_COUNT" in tries(result)


@pytest.mark.parametrize("text", ["* coordgit=ignore\n", "* coordgit=inform\n*.md coordgit=ignore\n"])
def test_attributes_by_which_nothing_is_rejected_are_a_failure(guarded: Repository, text: str) -> None:
    guarded.commit_files({".gitattributes": text, "x.md": "x\n"})
    result = guarded.coordgit("doctor")
    assert failures(result) == [
        "nothing is rejected but locked paths: every file has the attribute coordgit=ignore or coordgit=inform"
    ]
    assert result.code == 1 and result.out.endswith("commits here are not guarded\n")
    (hint,) = tries(result)
    assert f".gitattributes:{text.splitlines()[0]}" in guarded.run(["sh", "-c", hint]).out


def test_a_branch_on_which_nothing_is_rejected_is_guarded_by_its_target(guarded: Repository) -> None:
    guarded.git("switch", "-qc", "topic")
    guarded.commit_files({".gitattributes": "* coordgit=ignore\n"})
    guarded.git("switch", "-q", "main")
    guarded.commit_files({"other.py": "x\n"})
    guarded.git("switch", "-q", "topic")
    assert guarded.coordgit("doctor").ok


@pytest.mark.parametrize("text", ["*.py coordgit=ignore\n", "* coordgit=append\n", "* coordgit=strict\n", "* text\n"])
def test_attributes_that_leave_something_to_reject_are_no_failure(guarded: Repository, text: str) -> None:
    guarded.commit_files({".gitattributes": text})
    assert guarded.coordgit("doctor").ok


@pytest.mark.parametrize("file", [".git/info/attributes", "../home/my attributes"])
def test_an_attribute_in_a_file_of_ones_own_that_does_not_exist_is_reported(guarded: Repository, file: str) -> None:
    guarded.write(file, "*.py coordgit=ingore\n")
    guarded.git("config", "--global", "core.attributesFile", "~/my attributes")
    said = "says coordgit=ingore, which is not one of append, ignore, inform, strict: it changes nothing"
    assert guarded.coordgit("status").err.count(said) == 1
    result = guarded.coordgit("doctor")
    assert result.code == 1 and [line.endswith(said) for line in failures(result)] == [True]
    assert "1:*.py coordgit=ingore" in guarded.run(["sh", "-c", tries(result)[0]]).out
    guarded.write(file, "*.py coordgit=append\n")
    assert guarded.coordgit("status").err == "" and guarded.coordgit("doctor").ok


def test_an_attribute_that_does_not_exist_is_reported_before_it_is_committed(guarded: Repository) -> None:
    guarded.write(".gitattributes", "*.py coordgit=ingore\n")
    said = "a .gitattributes says coordgit=ingore, which is not one of append, ignore, inform, strict: it changes nothing"
    assert guarded.coordgit("status").err == f"coordgit: {said}\n"
    result = guarded.coordgit("doctor")
    assert result.code == 1 and failures(result) == [said]
    assert ".gitattributes:*.py coordgit=ingore" in guarded.run(["sh", "-c", tries(result)[0]]).out
    guarded.write(".gitattributes", "*.py coordgit=append\n")
    assert guarded.coordgit("doctor").ok


@pytest.mark.parametrize("where", ["--local", "--global"])
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("coordgit.onError", "allow"),
        ("coordgit.bypass", "in a hurry"),
        ("coordgit.target", "v1+rc"),
        ("branch.main.coordgitTarget", "v1.*"),
        ("coordgit.level", "record"),
    ],
)
def test_a_setting_is_to_be_taken_out_where_it_is(guarded: Repository, where: str, name: str, value: str) -> None:
    guarded.git("config", where, name, value)
    if name == "coordgit.target":
        guarded.git("config", "--add", name, "main")
    before = guarded.git("config", "--list")
    (hint,) = tries(guarded.coordgit("doctor"))
    assert guarded.run(["sh", "-c", hint]).ok
    after = guarded.coordgit("doctor")
    assert after.ok and tries(after) == []
    if name != "coordgit.level":
        assert set(before.splitlines()) - set(guarded.git("config", "--list").splitlines()) == {f"{_small(name)}={value}"}


def _small(name: str) -> str:
    """The name of a setting as git lists it."""
    section, _, key = name.rpartition(".")
    return f"{section}.{key.lower()}"


def test_a_tracked_hook_is_to_be_given_a_line(guarded: Repository) -> None:
    needs_older_git()
    hook = guarded.top / "githooks/reference-transaction"
    guarded.commit_files({"githooks/reference-transaction": "#!/bin/sh\n"})
    hook.chmod(0o755)
    guarded.git("config", "core.hooksPath", "githooks")
    (hint,) = tries(unguarded(guarded, "is not coordgit's"))
    hook.write_text(f"#!/bin/sh\n{hint}\n")
    assert guarded.coordgit("doctor").ok


def test_a_hook_that_is_not_ours_is_chained_by_init(guarded: Repository) -> None:
    needs_older_git()
    hook = guarded.top / ".git/hooks/reference-transaction"
    os.unlink(hook)
    hook.write_text("#!/bin/sh\n")
    hook.chmod(0o755)
    (hint,) = tries(unguarded(guarded, "is not coordgit's"))
    assert hint == f"coordgit -C {guarded.top} init"
    assert guarded.coordgit(*shlex.split(hint)[1:], "--no-clients").ok
    assert guarded.coordgit("doctor").ok
