"""The workflow files in docs/ci do what they say, as far as they run without their forge."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]

from tests.push.noted_test import Elsewhere
from tests.support.repository import CHANGED, Result

CI = Path(__file__).parents[2] / "docs" / "ci"


class Forge(Elsewhere):
    """A remote with a pull request, number 7, for Ann's branch."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.head = self.ann.repository.head("feat")
        self.ann.repository.git("update-ref", "refs/pull/7/head", self.head, cwd=self.clones.remote)

    def to_a_fork(self) -> None:
        """Move all published notes to a fork."""
        self.run(f"git clone -q --mirror {self.clones.remote} {self.folder}/fork/repo", self.folder)
        self.run("git for-each-ref --format='delete %(refname)' refs/notes | git update-ref --stdin", self.clones.remote)

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


@pytest.mark.parametrize("stale", [True, False])
def test_in_githubs_merge_queue_the_pull_requests_own_commits_are_asked(forge: Forge, stale: bool) -> None:
    """The queue squashes, so the commit that it tests has no note; Bob's is before it there, and not on main yet."""
    main = forge.ann.repository.head("main", cwd=forge.clones.remote)
    forge.bob_lands("api.py" if stale else "other.py", CHANGED)
    before = forge.ann.repository.head("main", cwd=forge.clones.remote)
    words = ("commit-tree", "-p", before, "-m", "squashed", f"{forge.head}^{{tree}}")
    squashed = forge.ann.repository.git(*words, cwd=forge.clones.remote)
    queued = f"refs/heads/gh-readonly-queue/main/pr-7-{before}"
    forge.ann.repository.git("update-ref", queued, squashed, cwd=forge.clones.remote)
    forge.ann.repository.git("update-ref", "refs/heads/main", main, cwd=forge.clones.remote)
    step = github()["jobs"]["verify"]["steps"][-1]
    done = forge.runs(step["run"], squashed, QUEUED=queued, BEFORE=before, UNKNOWN="reject")
    assert done.code == int(stale), done
    assert done.out.startswith("::error file=api.py,") == stale


def test_github_fetches_what_a_fork_has_published(forge: Forge) -> None:
    forge.to_a_fork()
    forge.bob_lands("api.py", CHANGED)
    step = github()["jobs"]["verify"]["steps"][-1]
    alone = forge.runs(step["run"], forge.head, BASE="main", UNKNOWN="warn")
    assert alone.ok and "unknown here" in alone.err
    forge.run(f"rm -rf {forge.folder}/job")
    done = forge.runs(step["run"], forge.head, BASE="main", UNKNOWN="warn", FORK=f"{forge.folder}/fork/repo")
    assert done.code == 1 and done.out.startswith("::error file=api.py,")


def test_github_says_of_each_open_pull_request_what_it_is_after_its_target_moved(forge: Forge) -> None:
    """``gh`` is a script here that answers with the number and the fork, and notes what it is asked to set."""
    forge.to_a_fork()
    gh = forge.folder / "bin" / "gh"
    gh.parent.mkdir()
    gh.write_text(f'#!/bin/sh\ncase $1 in pr) echo 7 fork/repo ;; *) echo "$@" >>{forge.folder}/asked ;; esac\n')
    gh.chmod(0o755)
    step = github()["jobs"]["moved"]["steps"][-1]
    env = {"PATH": f"{gh.parent}:{forge.ann.repository.env['PATH']}", "SERVER": str(forge.folder), "RUNNER_TEMP": str(gh.parent)}
    for change, state in ((("other.py", "OTHER = 2\n"), "success"), (("api.py", CHANGED), "failure")):
        forge.bob_lands(*change)
        done = forge.runs(step["run"], "origin/main", BASE="main", UNKNOWN="reject", REPOSITORY="o/r", **env)
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


def test_gitlab_says_of_each_open_merge_request_what_it_is_after_its_target_moved(forge: Forge) -> None:
    """``curl`` is a script here that answers with the merge request, and notes what it is asked to set."""
    forge.ann.repository.git("update-ref", "refs/merge-requests/7/head", forge.head, cwd=forge.clones.remote)
    curl = forge.folder / "bin" / "curl"
    curl.parent.mkdir()
    answer = json.dumps([{"iid": 7, "sha": forge.head}])
    curl.write_text(f'#!/bin/sh\ncase "$*" in *POST*) echo "$@" >>{forge.folder}/asked ;; *) echo \'{answer}\' ;; esac\n')
    curl.chmod(0o755)
    job = yaml.safe_load((CI / "gitlab.yml").read_text())["coordgit-moved"]
    script = "set -o pipefail\n" + "\n".join(line for line in job["script"] if not line.startswith("pip "))
    env = {"PATH": f"{curl.parent}:{forge.ann.repository.env['PATH']}", "CI_API_V4_URL": "https://gitlab.example/api/v4"}
    for change, state in ((("other.py", "OTHER = 2\n"), "success"), (("api.py", CHANGED), "failed")):
        forge.bob_lands(*change)
        done = forge.runs(
            script, "origin/main", CI_COMMIT_BRANCH="main", CI_PROJECT_ID="1", COORDGIT_TOKEN="t", UNKNOWN="reject", **env
        )
        assert done.ok, done
        asked = (forge.folder / "asked").read_text().splitlines()[-1]
        assert asked.endswith(f"/api/v4/projects/1/statuses/{forge.head}?name=coordgit-moved&state={state}")
        forge.run(f"rm -rf {forge.folder}/job")
