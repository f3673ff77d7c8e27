"""A push that nothing asked about is found afterwards and listed as unverified; one that was asked about is not."""

from pathlib import Path
from typing import Any

import pytest

from tests.push.push_test import Clones, pushes
from tests.support.claude import Claude
from tests.support.repository import CHANGED, Repository, Session, needs_reftable

MAIN = "refs/remotes/origin/main"


@pytest.fixture
def clones(tmp_path: Path) -> Clones:
    return Clones(tmp_path)


def listed(session: Session) -> list[tuple[str, bool]]:
    """(branch, landed) of what the log lists as unverified."""
    entries: list[dict[str, Any]] = session.json("log")["entries"]
    return [(entry["ref"], entry["landed"]) for entry in entries if entry["outcome"] == "unverified"]


def test_a_push_that_skipped_the_hook_is_listed_at_the_next_command(clones: Clones) -> None:
    clones.ann.lands("more.py", "m\n")
    assert pushes(clones.ann, "--no-verify", "origin", "main").ok
    assert listed(clones.ann) == [(MAIN, True)]
    found = clones.ann.json("status")["unverified"]
    assert [(one["ref"], one["new"]) for one in found] == [(MAIN, clones.ann.repository.head())]
    assert "CG901" in clones.ann.coordgit("explain", found[0]["verdict"]).out
    assert "unverified" in clones.ann.coordgit("log").out
    assert listed(clones.ann) == [(MAIN, True)]


@pytest.fixture
def late(repository: Repository) -> Session:
    """A session in a repository that got its remote after coordgit, with a push to it."""
    repository.begin(api__py="x\n")
    ann = repository.session("ann")
    repository.git("init", "-q", "--bare", str(repository.folder / "remote.git"))
    repository.git("remote", "add", "origin", str(repository.folder / "remote.git"))
    assert pushes(ann, "--no-verify", "origin", "main").ok
    return ann


def test_a_push_that_skipped_the_hook_is_found_where_the_remote_came_after_coordgit(late: Session) -> None:
    late.lands("more.py", "m\n")
    assert pushes(late, "--no-verify", "origin", "main").ok
    assert listed(late) == [(MAIN, True)]
    late.lands("more.py", "n\n")
    assert pushes(late).ok
    assert listed(late) == [(MAIN, True)]


def test_where_the_remote_came_after_coordgit_a_push_that_was_asked_about_is_not_listed(late: Session) -> None:
    late.lands("more.py", "m\n")
    assert pushes(late).ok
    assert listed(late) == []


def test_a_push_from_before_its_remote_was_renamed_is_not_listed_again(late: Session) -> None:
    late.lands("more.py", "m\n")
    assert pushes(late, "--no-verify", "origin", "main").ok
    assert listed(late) == [(MAIN, True)]
    assert late.git("remote", "rename", "origin", "up").ok
    assert listed(late) == [(MAIN, True)]


@pytest.mark.parametrize("args", [("origin", "main"), ("--force", "origin", "main"), ("origin", "HEAD:main")])
def test_a_push_that_was_asked_about_is_not_listed(clones: Clones, args: tuple[str, ...]) -> None:
    clones.ann.lands("more.py", "m\n")
    assert pushes(clones.ann, *args).ok
    assert listed(clones.ann) == []


def test_what_went_unasked_is_asked_after_the_fact(clones: Clones) -> None:
    clones.ann.reads("api.py")
    clones.ann.lands("caller.py", "f(1)\n")
    clones.bob.lands("api.py", CHANGED)
    assert pushes(clones.bob).ok
    assert clones.ann.git("pull", "-q", "--no-rebase", "--no-edit").ok
    assert pushes(clones.ann).rejected == ["CG101 api.py"]
    assert pushes(clones.ann, "--no-verify").ok
    (entry,) = (one for one in clones.ann.json("log")["entries"] if one["outcome"] == "unverified")
    conflicts = (
        clones.ann.json("explain", entry["verdict"])["conflicts"] + clones.ann.json("explain", entry["verdict"])["warnings"]
    )
    assert sorted((one["code"], one["path"]) for one in conflicts) == [("CG101", "api.py"), ("CG901", "")]


UNLOGGED = "git -c core.logAllRefUpdates=false update-ref --no-deref refs/remotes/origin/main main"
"""What other programs do to the remote-tracking branch after a push."""


@pytest.mark.parametrize("brought", ["git fetch -q", UNLOGGED])
@pytest.mark.parametrize("sent", ["git push -q --no-verify {} main", "git send-pack {} main"])
def test_a_push_that_git_did_not_log_is_listed_once_the_remote_branch_here_has_it(
    clones: Clones, sent: str, brought: str
) -> None:
    clones.ann.lands("more.py", "m\n")
    for command in (sent.format(clones.remote), brought):
        assert clones.ann.repository.run(["sh", "-c", command], clones.ann.cwd, **clones.ann.env).ok
    assert listed(clones.ann) == [(MAIN, True)]
    clones.ann.lands("again.py", "m\n")
    assert pushes(clones.ann).ok
    assert listed(clones.ann) == [(MAIN, True)]


def test_a_push_by_url_to_a_remote_that_has_two_names_here_is_listed_once(clones: Clones) -> None:
    assert clones.ann.git("remote", "add", "two", str(clones.remote)).ok and clones.ann.git("fetch", "-q", "two").ok
    assert listed(clones.ann) == []
    clones.ann.lands("more.py", "m\n")
    assert pushes(clones.ann, "--no-verify", str(clones.remote), "main").ok
    assert clones.ann.git("fetch", "-q", "--all").ok
    assert listed(clones.ann) == [(MAIN, True)] == listed(clones.ann)


def test_of_what_others_pushed_on_top_the_unlogged_push_is_listed(clones: Clones) -> None:
    clones.ann.lands("more.py", "m\n")
    assert pushes(clones.ann, "--no-verify", str(clones.remote), "main").ok
    assert clones.bob.git("pull", "-q").ok
    clones.bob.lands("other.py", "OTHER = 2\n")
    assert pushes(clones.bob).ok
    assert listed(clones.bob) == []
    assert clones.ann.git("pull", "-q").ok
    assert listed(clones.ann) == [(MAIN, True)]


@pytest.mark.parametrize("merge", ["--ff-only", "--no-ff"])
def test_a_pull_request_that_the_forge_has_merged_is_not_listed(clones: Clones, merge: str) -> None:
    assert clones.ann.git("switch", "-qc", "feat").ok
    clones.ann.lands("more.py", "m\n")
    clones.ann.lands("more.py", "n\n")
    assert pushes(clones.ann, "-u", "origin", "feat").ok
    if merge == "--no-ff":
        clones.bob.lands("other.py", "OTHER = 2\n")
    assert clones.bob.git("fetch", "-q").ok and clones.bob.git("merge", "-q", "--no-edit", merge, "origin/feat").ok
    assert pushes(clones.bob, "origin", "main", ":feat").ok
    assert clones.ann.git("fetch", "-q", "--prune").ok
    assert listed(clones.ann) == []


def test_each_of_several_pushes_that_skipped_the_hook_is_listed(clones: Clones) -> None:
    for name in ("one.py", "two.py"):
        clones.ann.lands(name, "x\n")
        assert pushes(clones.ann, "--no-verify").ok
    clones.ann.lands("three.py", "x\n")
    assert pushes(clones.ann).ok
    assert listed(clones.ann) == [(MAIN, True)] * 2


@pytest.mark.parametrize("args", [("origin", "main:feat"), ("origin", "v1"), ("origin", "--delete", "old")])
def test_a_push_of_what_is_not_a_target_is_not_listed(clones: Clones, args: tuple[str, ...]) -> None:
    assert clones.bob.git("push", "-q", "origin", "main:old").ok
    assert clones.ann.git("fetch", "-q").ok
    clones.ann.lands("more.py", "m\n")
    assert clones.ann.git("tag", "v1").ok
    assert pushes(clones.ann, "--no-verify", *args).ok
    assert listed(clones.ann) == []


def test_what_others_pushed_and_a_fetch_brought_is_not_listed(clones: Clones) -> None:
    clones.bob.lands("more.py", "m\n")
    assert pushes(clones.bob, "--no-verify").ok
    assert clones.ann.git("pull", "-q").ok
    assert listed(clones.ann) == []
    assert listed(clones.bob) == [(MAIN, True)]


def test_pushes_from_before_coordgit_was_set_up_are_not_listed(clones: Clones) -> None:
    clones.ann.repository.coordgit("uninit")
    clones.ann.repository.commit_files({"more.py": "m\n"})
    assert pushes(clones.ann).ok
    clones.ann.repository.guard()
    assert listed(clones.ann) == []
    clones.ann.lands("again.py", "m\n")
    assert pushes(clones.ann, "--no-verify").ok
    assert listed(clones.ann) == [(MAIN, True)]


def test_a_rejected_push_that_is_then_forced_past_the_hook_by_a_client_is_found_at_its_next_call(clones: Clones) -> None:
    ann = clones.ann.repository
    client = Claude(ann, "11111111-2222-3333-4444-555555555555")
    client.send("SessionStart", source="startup")
    client.reads("api.py")
    ann.write("caller.py", "f(1)\n")
    assert client.commits("caller.py").ok
    assert client.runs("git push -q --no-verify origin main").ok
    with ann.store() as store:
        assert store.all("SELECT outcome, ref FROM verdicts WHERE outcome = 'unverified'") == [("unverified", MAIN)]


def test_what_such_a_push_changed_counts_for_other_sessions(clones: Clones) -> None:
    ann = clones.ann.repository
    cy = ann.session("cy", ann.worktree("cy"))
    cy.reads("api.py")
    ann.git("switch", "-qc", "feat")
    clones.ann.lands("api.py", CHANGED)
    assert pushes(clones.ann, "--no-verify", "origin", "feat:main").ok
    assert cy.commits("caller.py", "f(1)\n").rejected == ["CG101 api.py"]
    assert listed(cy) == [(MAIN, True)]


def test_where_refs_are_in_tables_such_a_push_is_found_too(tmp_path: Path) -> None:
    remote = Repository(tmp_path / "seed", guarded=False)
    remote.begin(api__py="a\n")
    bare = tmp_path / "remote.git"
    remote.git("clone", "-q", "--bare", str(remote.top), str(bare))
    needs_reftable(tmp_path)
    ann = Repository(tmp_path / "ann", guarded=False, init=("--ref-format=reftable",))
    ann.git("remote", "add", "origin", str(bare))
    ann.git("fetch", "-q")
    ann.git("switch", "-q", "-C", "main", "--track", "origin/main")
    ann.guard()
    session = ann.session("ann")
    session.lands("one.py", "x\n")
    assert pushes(session).ok
    assert listed(session) == []
    session.lands("two.py", "x\n")
    assert pushes(session, "--no-verify").ok
    assert listed(session) == [(MAIN, True)]
