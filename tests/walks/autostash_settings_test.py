"""A pull that stashes everybody's edits because of settings of its own is denied as with ``--autostash``."""

import pytest

from tests.install.newer_git import version
from tests.support.claude import Claude
from tests.support.repository import Repository, Sessions
from tests.walks.denial_test import denied

EDITS = "uncommitted edits of claude ann (api.py)"


@pytest.fixture
def bob(sessions: Sessions, repository: Repository) -> Claude:
    sessions()
    return Claude(repository, "bob")


@pytest.fixture
def ann(bob: Claude, repository: Repository) -> Claude:
    """She has edited a file and not committed it."""
    ann = Claude(repository, "ann")
    ann.writes("api.py", "ann's\n")
    return ann


def test_a_pull_that_rebases_by_a_setting_stashes_as_a_rebase_does(ann: Claude, bob: Claude) -> None:
    ann.repository.git("config", "rebase.autoStash", "true")
    for name in ("pull.rebase", "branch.main.rebase"):
        ann.repository.git("config", name, "merges")
        assert EDITS in denied(bob, "git pull")
        assert denied(bob, "git pull --no-rebase") == denied(bob, "git pull --rebase=false") == ""
    ann.repository.git("config", name, "false")
    assert denied(bob, "git pull") == ""


def test_the_setting_of_a_pull_comes_before_the_others_from_git_2_51_on(ann: Claude, bob: Claude) -> None:
    newer = version("git") >= (2, 51)
    for own, others in (("true", "false"), ("false", "true")):
        for name, value in (("pull", own), ("rebase", others), ("merge", others)):
            ann.repository.git("config", f"{name}.autoStash", value)
        stashes = (own if newer else others) == "true"
        for command in ("git pull", "git pull --rebase"):
            assert (EDITS in denied(bob, command)) is stashes
        assert (EDITS in denied(bob, "git merge main")) is (others == "true")
    assert EDITS in denied(bob, "git -c pull.autoStash=true pull")
