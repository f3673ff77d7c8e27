"""A pull request that a client's shell has a forge merge is asked about before it runs, as a push is."""

import json
from pathlib import Path

import pytest

from coordgit.shell.forge_commands import merges
from tests.push.push_test import Clones, pushes
from tests.support.claude import Claude
from tests.support.repository import CHANGED

CURL = "curl -X PUT https://gitlab.com/api/v4/projects/77/merge_requests/12/merge"


class Asked:
    """A client in Ann's clone whose session is asked about a command that is about to run."""

    def __init__(self, clones: Clones) -> None:
        self.clones = clones
        self.client = Claude(clones.ann.repository, "11111111-2222-3333-4444-555555555555")

    def works(self, path: str = "caller.py", text: str = "f(1)\n") -> None:
        """The client reads api.py, and publishes a commit that rests on it on a branch of its own."""
        self.client.reads("api.py")
        assert self.client.runs("git switch -qc feat").ok
        self.clones.ann.repository.write(path, text)
        assert self.client.runs(f"git add {path} && git commit -qm work && git push -q -u origin feat").ok

    def lands(self, path: str, text: str) -> None:
        """Bob lands something on the remote's main, of which Ann's clone hears."""
        self.clones.bob.lands(path, text)
        assert pushes(self.clones.bob).ok
        self.clones.ann.repository.git("fetch", "-q")

    def asks(self, command: str, cwd: Path | None = None) -> tuple[str, str]:
        """(what is put before the model, why the command is denied)."""
        told = self.client.before("Bash", {"command": command}, self.client.call(), **({"cwd": str(cwd)} if cwd else {}))
        answer = json.loads(self.client.last.out)["hookSpecificOutput"] if self.client.last.out else {}
        assert ("permissionDecision" in answer) == ("permissionDecisionReason" in answer)
        return told, answer.get("permissionDecisionReason", "")


@pytest.fixture
def asked(tmp_path: Path) -> Asked:
    return Asked(Clones(tmp_path))


@pytest.fixture
def stale(asked: Asked) -> Asked:
    asked.works()
    asked.lands("api.py", CHANGED)
    return asked


@pytest.mark.parametrize(
    "command",
    [
        "gh pr merge --squash --delete-branch",
        "gh pr merge feat --auto -s",
        "cd .. && cd repo && gh pr merge",
        "sh -c 'gh pr merge somebody:feat --merge'",
        "glab mr merge --yes",
        "glab mr accept feat",
        "gh pr create --fill || true; gh pr merge",
    ],
)
def test_a_merge_of_work_that_read_what_the_target_has_changed_is_denied(stale: Asked, command: str) -> None:
    denied = stale.asks(command)[1]
    assert denied.startswith("coordgit: rejected v") and "\n  CG101 api.py  read " in denied
    assert "next: bring origin/main in (git pull --no-rebase origin main), read api.py again" in denied
    assert "push, have it merged again\nwhy:  coordgit explain v" in denied


def test_what_was_shown_with_the_denial_lets_the_next_merge_pass(stale: Asked) -> None:
    told, denied = stale.asks("gh pr merge")
    assert denied and "+def f(x, y):" in told
    stale.client.batch()
    assert stale.asks("gh pr merge") == ("", "")


def test_a_merge_of_work_that_read_something_else_passes(asked: Asked) -> None:
    asked.works()
    asked.lands("other.py", "OTHER = 2\n")
    assert asked.asks("gh pr merge") == ("", "")


@pytest.mark.parametrize(
    "command",
    [
        "gh pr view feat",
        "gh pr merge --help",
        "gh pr merge --disable-auto",
        "echo 'gh pr merge'",
        "gh pr merge -R another/project",
        "gh api repos/{owner}/{repo}/pulls/7/merge",
        "gh api -X PUT repos/another/project/pulls/7/merge",
        "curl https://api.github.com/repos/o/r/pulls/7/merge",
        "glab mr list --merged",
        "cd .. && gh pr merge",
    ],
)
def test_what_merges_nothing_here_is_not_denied(stale: Asked, command: str) -> None:
    assert not stale.asks(command)[1]


@pytest.mark.parametrize(
    "command", ["gh pr merge 12 --squash", "gh api -X PUT repos/:owner/:repo/pulls/12/merge", "glab mr merge 12", CURL]
)
def test_a_pull_request_that_is_not_known_here_is_told_and_not_denied(stale: Asked, command: str) -> None:
    told, denied = stale.asks(command)
    assert not denied
    assert told.startswith("coordgit: pull request 12 was not checked: which commits it merges is not known here")
    assert "coordgit: note v" in told and "CG101 api.py" in told


def test_a_pull_request_whose_number_a_branch_has_is_asked(stale: Asked) -> None:
    stale.clones.ann.repository.git("config", "branch.feat.merge", "refs/pull/12/head")
    assert "CG101 api.py" in stale.asks("gh pr merge 12")[1]


def test_a_pull_request_that_was_fetched_by_its_number_is_asked(stale: Asked) -> None:
    stale.clones.ann.repository.git("update-ref", "refs/remotes/origin/pr/12", "feat")
    assert "CG101 api.py" in stale.asks("gh pr merge https://example.org/o/r/pull/12")[1]


def test_the_remote_is_asked_which_commit_a_number_means(stale: Asked) -> None:
    remote = stale.clones.remote
    git = stale.clones.ann.repository.git
    git("update-ref", "refs/pull/12/head", "feat", cwd=remote)
    git("commit", "-q", "--allow-empty", "-m", "of somebody else", cwd=stale.clones.bob.cwd)
    git("push", "-q", str(remote), "HEAD:refs/pull/13/head", cwd=stale.clones.bob.cwd)
    assert git("switch", "-q", "main") == ""
    assert "CG101 api.py" in stale.asks("gh pr merge 12 --squash")[1]
    told, denied = stale.asks("gh pr merge 13")
    assert not denied and "pull request 13 was not checked" in told


def test_a_remote_that_does_not_answer_holds_up_no_command(stale: Asked) -> None:
    stale.clones.ann.repository.git("remote", "set-url", "origin", str(stale.clones.remote.parent / "gone"))
    told, denied = stale.asks("gh pr merge 12")
    assert not denied and "pull request 12 was not checked" in told


def test_a_merge_is_of_what_was_pushed_unless_the_command_pushes(asked: Asked) -> None:
    asked.client.reads("api.py")
    assert asked.client.runs("git switch -qc feat && git push -q -u origin feat").ok
    asked.clones.ann.repository.write("caller.py", "f(1)\n")
    assert asked.client.runs("git add caller.py && git commit -qm work").ok
    asked.lands("api.py", CHANGED)
    assert not asked.asks("gh pr merge")[1]
    asked.lands("api.py", CHANGED + "# more\n")
    assert "CG101 api.py" in asked.asks("git push && gh pr merge")[1]


def test_a_bypass_in_the_command_lets_it_merge_and_is_recorded(stale: Asked) -> None:
    told, denied = stale.asks("COORDGIT_BYPASS='release day' gh pr merge")
    assert not denied and 'bypassed, "release day"' in told
    entries = stale.clones.ann.json("log")["entries"]
    assert ("bypassed", "release day") in [(entry["outcome"], entry["reason"]) for entry in entries]


def test_a_pull_request_for_another_branch_than_the_target_is_asked_against_that(stale: Asked) -> None:
    stale.clones.bob.git("push", "-q", "origin", "main~1:refs/heads/release")
    ann = stale.clones.ann.repository
    ann.git("fetch", "-q")
    ann.git("config", "branch.feat.gh-merge-base", "release")
    assert not stale.asks("gh pr merge")[1]


@pytest.mark.parametrize(("value", "denied"), [("strict", True), ("ignore", False)])
def test_of_such_a_pull_request_an_attribute_elsewhere_is_a_bypass_only_if_it_lets_it_merge(
    stale: Asked, value: str, denied: bool
) -> None:
    stale.clones.bob.git("push", "-q", "origin", "main:refs/heads/release")
    ann = stale.clones.ann.repository
    ann.git("fetch", "-q")
    ann.git("config", "branch.feat.gh-merge-base", "release")
    ann.write(".git/info/attributes", f"api.py coordgit={value}\n")
    told, why = stale.asks("gh pr merge")
    assert ("CG101 api.py" in why, "bypassed" in told) == (denied, not denied)


def test_the_words_of_a_merge_are_told_from_those_of_other_commands() -> None:
    told = merges("N=5; gh pr merge $N; gh pr merge $(gh pr view --json number); COORDGIT_BYPASS=x gh -R o/r pr merge o:f")
    assert [(one.number, one.branch, one.repository, one.bypass) for one in told] == [
        ("5", "", "", ""),
        ("?", "", "", ""),
        ("", "f", "o/r", "x"),
    ]


@pytest.mark.parametrize(
    ("command", "number", "repository"),
    [
        ("gh api --method PUT /repos/o/r/pulls/12/merge -f merge_method=squash", "12", "o/r"),
        ("gh api -X PUT repos/{owner}/{repo}/pulls/$N/merge", "?", ""),
        ("hub api -XPUT repos/o/r/pulls/12/merge", "12", "o/r"),
        ('curl -sS -X PUT -H "Authorization: Bearer $T" https://api.github.com/repos/o/r/pulls/12/merge', "12", "o/r"),
        ("curl --request PUT --url 'https://gitlab.com/api/v4/projects/g%2Fn/merge_requests/12/merge?squash=true'", "12", "g/n"),
        (CURL, "12", ""),
        ('curl -d \'{"Do": "merge"}\' https://codeberg.org/api/v1/repos/o/r/pulls/12/merge', "12", "o/r"),
        ('curl -d \'{"query": "mutation { mergePullRequest }"}\' https://api.github.com/graphql', "?", ""),
    ],
)
def test_a_request_to_a_forges_interface_names_the_pull_request(command: str, number: str, repository: str) -> None:
    assert [(one.number, one.repository) for one in merges(command)] == [(number, repository)]


@pytest.mark.parametrize(
    "command",
    [
        "gh pr list -q '.[].number' | xargs -n 1 gh pr merge -s",
        "echo 12 | xargs -I{} gh pr merge {}",
        "xargs sh -c 'gh pr merge $0'",
    ],
)
def test_a_pull_request_whose_number_is_piped_in_is_unknown(command: str) -> None:
    assert [one.number for one in merges(command)] == ["?"]
    assert merges(command.replace("gh pr merge", "gh pr view")) == []


@pytest.mark.parametrize("command", ["curl https://x/repos/o/r/pulls/12/merge", "curl -d 'see pulls/12/merge' https://x/chat"])
def test_a_request_that_merges_nothing_is_none(command: str) -> None:
    assert merges(command) == []


def test_a_target_that_has_moved_on_since_it_was_fetched_is_told_and_once_it_is_fetched_asked(asked: Asked) -> None:
    asked.works()
    asked.clones.bob.lands("api.py", CHANGED)
    assert pushes(asked.clones.bob).ok
    told, denied = asked.asks("gh pr merge")
    assert not denied
    assert told == "coordgit: origin/main has moved on since it was fetched; what it has now was not checked (git fetch origin)"
    asked.client.batch()
    asked.clones.ann.repository.git("fetch", "-q", "origin")
    assert "\n  CG101 api.py  read " in asked.asks("gh pr merge")[1]


@pytest.mark.parametrize("remote", ["", "/nowhere"])
def test_of_a_target_that_has_not_moved_on_or_does_not_answer_nothing_is_told(asked: Asked, remote: str) -> None:
    asked.works()
    if remote:
        asked.clones.ann.repository.git("config", "remote.origin.url", remote)
    assert asked.asks("gh pr merge") == ("", "")
