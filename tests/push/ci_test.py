"""The workflow files in docs/ci do what they say, as far as they run without their forge."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]

from tests.push.noted_test import Elsewhere
from tests.push.push_test import CHANGED
from tests.support.repository import Result

CI = Path(__file__).parents[2] / "docs" / "ci"


class Forge(Elsewhere):
    """A remote with a pull request, number 7, for Ann's branch."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.head = self.ann.repository.head("feat")
        self.ann.repository.git("update-ref", "refs/pull/7/head", self.head, cwd=self.clones.remote)

    def runs(self, script: str, at: str, **env: str) -> Result:
        """Run a step of a job in a clone as the forge's runner has it: without branches, on a detached HEAD."""
        job = self.clone("--no-checkout", name="job")
        self.run("git for-each-ref --format='delete %(refname)' refs/notes refs/heads | git update-ref --no-deref --stdin", job)
        self.run(f"git fetch -q origin '+refs/heads/*:refs/remotes/origin/*' && git checkout -q --detach {at}", job)
        return self.ann.repository.run(["bash", "-e", "-c", script], job, **env)


@pytest.fixture
def forge(tmp_path: Path) -> Forge:
    return Forge(tmp_path)


def github() -> Any:
    return yaml.safe_load((CI / "github.yml").read_text())


@pytest.mark.parametrize("stale", [True, False])
def test_github_fails_a_pull_request_whose_reads_are_stale(forge: Forge, stale: bool) -> None:
    forge.bob_lands("api.py" if stale else "other.py", CHANGED)
    step = github()["jobs"]["verify"]["steps"][-1]
    done = forge.runs(step["run"], forge.head, BASE="main", UNKNOWN="reject")
    assert done.code == int(stale), done
    assert done.out.startswith("::error file=api.py,") == stale


def test_github_says_of_each_open_pull_request_what_it_is_after_its_target_moved(forge: Forge) -> None:
    """``gh`` is a script here that answers with the number, and notes what it is asked to set."""
    gh = forge.folder / "bin" / "gh"
    gh.parent.mkdir()
    gh.write_text(f'#!/bin/sh\ncase $1 in pr) echo 7 ;; *) echo "$@" >>{forge.folder}/asked ;; esac\n')
    gh.chmod(0o755)
    step = github()["jobs"]["moved"]["steps"][-1]
    path = f"{gh.parent}:{forge.ann.repository.env['PATH']}"
    for change, state in ((("other.py", "OTHER = 2\n"), "success"), (("api.py", CHANGED), "failure")):
        forge.bob_lands(*change)
        done = forge.runs(step["run"], "origin/main", BASE="main", UNKNOWN="reject", REPOSITORY="o/r", PATH=path)
        assert done.ok, done
        asked = (forge.folder / "asked").read_text().splitlines()[-1]
        assert asked.startswith(f"api repos/o/r/statuses/{forge.head} -f context=coordgit -f state={state} ")
        forge.run(f"rm -rf {forge.folder}/job")


@pytest.mark.parametrize("stale", [True, False])
def test_gitlab_fails_a_merge_request_whose_reads_are_stale_and_gets_the_report(forge: Forge, stale: bool) -> None:
    forge.bob_lands("api.py" if stale else "other.py", CHANGED)
    job = yaml.safe_load((CI / "gitlab.yml").read_text())["coordgit"]
    script = "\n".join(line for line in job["script"] if not line.startswith("pip "))
    done = forge.runs(script, forge.head, CI_MERGE_REQUEST_TARGET_BRANCH_NAME="main", UNKNOWN="reject")
    assert done.code == int(stale), done
    report = json.loads((forge.folder / "job" / job["artifacts"]["reports"]["codequality"]).read_text())
    assert [issue["location"]["path"] for issue in report] == (["api.py"] if stale else [])
