"""A push is a landing: what it brings to a remote's main is asked against what the remote has."""

from pathlib import Path

import pytest

from tests.support.repository import API, CHANGED, Repository, Result, Session
from tests.support.way_on import obey


class Clones:
    """Two clones of one bare remote: Ann's and Bob's, each guarded, each with its own store."""

    def __init__(self, folder: Path) -> None:
        seed = Repository(folder / "seed", guarded=False)
        seed.begin(api__py=API, other__py="OTHER = 1\n")
        self.remote = folder / "remote.git"
        seed.git("clone", "-q", "--bare", str(seed.top), str(self.remote))
        self.ann = self._clone(folder / "ann", "ann")
        self.bob = self._clone(folder / "bob", "bob")

    def _clone(self, folder: Path, name: str) -> Session:
        repository = Repository(folder, guarded=False)
        repository.git("remote", "add", "origin", str(self.remote))
        repository.git("fetch", "-q", "origin")
        repository.git("remote", "set-head", "origin", "main")
        repository.git("switch", "-q", "-C", "main", "--track", "origin/main")
        repository.guard()
        return repository.session(name)


@pytest.fixture
def clones(tmp_path: Path) -> Clones:
    return Clones(tmp_path)


def pushes(session: Session, *args: str) -> Result:
    return session.git("push", "-q", *(args or ("origin", "main")))


def test_a_push_of_work_that_read_what_the_remote_has_changed_is_rejected(clones: Clones) -> None:
    clones.ann.reads("api.py")
    clones.ann.lands("caller.py", "f(1)\n")
    clones.bob.lands("api.py", CHANGED)
    assert pushes(clones.bob).ok
    assert clones.ann.git("pull", "-q", "--no-rebase", "--no-edit").ok
    pushed = pushes(clones.ann)
    assert pushed.rejected == ["CG101 api.py"], pushed
    assert "next: read api.py again (coordgit read api.py), adapt your change if it needs it, push again" in pushed.err
    assert all(done.ok for done in obey(clones.ann, pushed, lambda: pushes(clones.ann)))


@pytest.mark.parametrize("arrives", ["", "git fetch -q .. {}:refs/remotes/up/feat", "git fetch -q .. {}"])
def test_who_pushes_answers_for_a_commit_that_no_branch_has_unless_a_fetch_brought_it(clones: Clones, arrives: str) -> None:
    ann, bob = clones.ann, clones.bob
    ann.reads("api.py")
    bob.lands("api.py", CHANGED)
    assert pushes(bob).ok and ann.git("fetch", "-q").ok
    where = bob if arrives else ann
    tree = where.repository.git("rev-parse", "origin/main^{tree}")
    made = where.repository.git("commit-tree", tree, "-p", "origin/main", "-m", "made by a tool")
    if arrives:
        assert bob.git("branch", "feat", made).ok
        command = arrives.format("feat").replace("..", str(bob.repository.top))
        assert ann.repository.run(["sh", "-c", command], ann.cwd, **ann.env).ok
    assert pushes(ann, "origin", f"{made}:main").rejected == ([] if arrives else ["CG101 api.py"])


@pytest.mark.parametrize("strategy", ["ours", "ort"])
def test_a_push_of_a_merge_that_takes_back_what_the_remote_has_is_rejected(clones: Clones, strategy: str) -> None:
    ann, bob = clones.ann, clones.bob
    ann.reads("api.py")
    ann.lands("api.py", API + "# ann\n")
    bob.lands("api.py", CHANGED)
    assert pushes(bob).ok
    assert ann.git("pull", "-q", "--no-rebase", "--no-edit", "-s", strategy, "-X", "ignore-all-space").ok
    ann.reads("api.py")
    pushed = pushes(ann)
    assert pushed.rejected == (["CG201 api.py"] if strategy == "ours" else [])
    if strategy == "ours":
        assert "next: read api.py as it is on origin/main (coordgit read --at origin/main api.py), put your change" in pushed.err
        assert all(done.ok for done in obey(ann, pushed, lambda: pushes(ann)))


def test_a_push_of_what_has_diverged_says_how_to_bring_the_remote_in(clones: Clones) -> None:
    clones.ann.reads("api.py")
    clones.ann.lands("caller.py", "f(1)\n")
    clones.bob.lands("api.py", CHANGED)
    assert pushes(clones.bob).ok
    assert clones.ann.git("fetch", "-q").ok
    assert pushes(clones.ann, "--force", "origin", "main").rejected == ["CG205 origin/main", "CG101 api.py"]
    for command in clones.ann.json("explain")["remedy"][1:]:
        result = clones.ann.repository.run(["sh", "-c", command], clones.ann.cwd, **clones.ann.env)
        assert result.ok, (command, result)
    clones.bob.git("pull", "-q")
    assert (clones.bob.cwd / "api.py").read_text() == CHANGED
    assert (clones.bob.cwd / "caller.py").exists()


def test_a_push_of_work_that_read_something_else_passes(clones: Clones) -> None:
    clones.ann.reads("api.py")
    clones.ann.lands("caller.py", "f(1)\n")
    clones.bob.lands("other.py", "OTHER = 2\n")
    assert pushes(clones.bob).ok
    assert clones.ann.git("pull", "-q", "--no-rebase", "--no-edit").ok
    assert pushes(clones.ann).ok


@pytest.fixture
def stale(clones: Clones) -> Clones:
    """Ann has a caller of what the remote's main has no more, and brought that in without a look."""
    clones.ann.reads("api.py")
    clones.ann.lands("caller.py", "f(1)\n")
    clones.bob.lands("api.py", CHANGED)
    assert pushes(clones.bob).ok
    assert clones.ann.git("pull", "-q", "--no-rebase", "--no-edit").ok
    return clones


@pytest.mark.parametrize(
    "args",
    [
        (),
        ("origin", "main"),
        ("origin", "HEAD:main"),
        ("origin", "HEAD:refs/heads/main"),
        ("origin", "feat:main"),
        ("origin", "feat", "main"),
        ("--force", "origin", "main"),
        ("--all", "origin"),
        ("--atomic", "origin", "main", "feat"),
    ],
)
def test_every_form_of_a_push_is_asked(stale: Clones, args: tuple[str, ...]) -> None:
    assert stale.ann.git("branch", "-q", "feat").ok
    before = stale.ann.repository.git("ls-remote", "origin")
    assert pushes(stale.ann, *args).rejected == ["CG101 api.py"]
    assert stale.ann.repository.git("ls-remote", "origin") == before


@pytest.mark.parametrize("default", ["main", "trunk"])
@pytest.mark.parametrize("form", ["{}", "file://{}", "{}/"])
def test_a_push_by_url_is_asked(stale: Clones, form: str, default: str) -> None:
    stale.ann.repository.git("push", "-q", "origin", f"origin/main:refs/heads/{default}")
    stale.ann.repository.git("remote", "set-head", "origin", default)
    assert pushes(stale.ann, form.format(stale.remote), f"main:{default}").rejected == ["CG101 api.py"]


def test_a_push_from_a_linked_worktree_is_asked(stale: Clones) -> None:
    ann = stale.ann.repository
    linked = ann.worktree("linked")
    assert ann.session("ann", linked).git("push", "-q", "origin", "linked:main").rejected == ["CG101 api.py"]


@pytest.mark.parametrize("changed", ["twenty", "two"])
@pytest.mark.parametrize("kind", ["blob:none", "tree:0"])
def test_a_partial_clone_fetches_what_a_push_has_to_compare(clones: Clones, tmp_path: Path, kind: str, changed: str) -> None:
    numbers = [f"{n}\n" for n in range(1, 31)]
    clones.bob.lands("long.txt", "".join(numbers))
    assert pushes(clones.bob).ok
    clones.bob.repository.git("config", "uploadpack.allowFilter", "true", cwd=clones.remote)
    here = Repository(tmp_path / "cy", guarded=False)
    here.git("clone", "-q", f"--filter={kind}", f"file://{clones.remote}", str(tmp_path / "partial"))
    here.top = tmp_path / "partial"
    here.guard()
    cy = here.session("cy")
    cy.reads("long.txt:1-5")
    cy.lands("caller.py", "1\n")
    numbers[1 if changed == "two" else 19] = f"{changed}\n"
    clones.bob.lands("long.txt", "".join(numbers))
    assert pushes(clones.bob).ok
    here.git("fetch", "-q")
    here.git("branch", "feat")
    pushed = pushes(cy, "origin", "feat")
    assert pushed.ok and pushed.err.count("CG101 long.txt:1-5") == (changed == "two"), pushed


@pytest.mark.parametrize("args", [("origin", "v1"), ("--delete", "origin", "old"), ("origin", "feat")])
def test_tags_deletions_and_the_first_push_of_a_branch_are_not_rejected(stale: Clones, args: tuple[str, ...]) -> None:
    assert stale.bob.git("push", "-q", "origin", "main:old").ok
    for name in ("tag", "branch"):
        assert stale.ann.git(name, "v1" if name == "tag" else "feat").ok
    assert stale.ann.git("fetch", "-q").ok
    assert pushes(stale.ann, *args).ok


def test_the_push_of_another_branch_is_told_what_its_reads_miss_on_the_target(clones: Clones) -> None:
    clones.ann.reads("api.py")
    assert clones.ann.git("switch", "-qc", "feat").ok
    clones.ann.lands("caller.py", "f(1)\n")
    clones.bob.lands("api.py", CHANGED)
    assert pushes(clones.bob).ok
    assert clones.ann.git("fetch", "-q").ok
    told = pushes(clones.ann, "origin", "feat")
    assert told.ok and "1 of 1 reads is stale on origin/main, the push goes on" in told.err and "CG101 api.py" in told.err


def test_the_push_of_a_commit_to_several_branches_is_told_once_what_it_misses(stale: Clones) -> None:
    told = pushes(stale.ann, "origin", "main:refs/heads/one", "main:refs/heads/two")
    assert told.ok and told.err.count("CG101 api.py") == 1


def test_the_push_of_a_branch_to_a_fork_whose_main_is_old_is_told_what_its_reads_miss_on_the_target(clones: Clones) -> None:
    ann, fork = clones.ann, clones.remote.parent / "fork"
    ann.repository.git("clone", "-q", "--bare", str(clones.remote), str(fork), cwd=clones.remote.parent)
    assert ann.git("remote", "add", "fork", str(fork)).ok and ann.git("fetch", "-q", "fork").ok
    assert ann.git("switch", "-qc", "feat").ok
    ann.reads("api.py")
    ann.lands("caller.py", "f(1)\n")
    assert pushes(ann, "fork", "feat:refs/heads/early").err == ""
    clones.bob.lands("api.py", CHANGED)
    assert pushes(clones.bob).ok and ann.git("fetch", "-q").ok
    told = pushes(ann, "fork", "feat")
    assert told.ok and "1 of 1 reads is stale on origin/main, the push goes on" in told.err


@pytest.mark.parametrize("ref", ["main", "feat"])
def test_a_push_to_a_remote_that_has_no_target_yet_is_told_what_its_reads_miss_on_the_target_here(
    stale: Clones, ref: str
) -> None:
    stale.ann.repository.git("init", "-q", "--bare", str(stale.remote.parent / "fork"))
    stale.ann.repository.git("remote", "add", "fork", str(stale.remote.parent / "fork"))
    told = pushes(stale.ann, "fork", f"main:refs/heads/{ref}")
    assert told.ok and "stale on origin/main, the push goes on" in told.err and "CG101 api.py" in told.err
    stale.ann.reads("api.py")
    assert pushes(stale.ann, "fork", f"main:refs/heads/{ref}-2").err == ""


def test_what_the_remote_got_meanwhile_has_to_be_fetched_before_it_can_be_forced_away(clones: Clones) -> None:
    clones.ann.reads("api.py")
    clones.ann.lands("caller.py", "f(1)\n")
    clones.bob.lands("api.py", CHANGED)
    assert pushes(clones.bob).ok
    forced = pushes(clones.ann, "--force", "origin", "main")
    assert not forced.ok and "coordgit: origin has a newer main" in forced.err and "try: git fetch origin main" in forced.err
    assert "to land it unchecked: " in forced.err
    plain = clones.ann.git("push", "-q")
    assert "try: git pull --no-rebase origin main\n" in plain.err, plain.err
    assert "unchecked" not in plain.err, "git refuses it, whatever is said to coordgit"
    assert not clones.ann.git("-c", "coordgit.bypass=why", "push", "-q").ok


def test_a_bypass_lands_it_and_is_recorded(stale: Clones) -> None:
    assert stale.ann.git("-c", "coordgit.bypass=release day", "push", "-q", "origin", "main").ok
    entries = stale.ann.json("log")["entries"]
    assert [(entry["outcome"], entry["reason"]) for entry in entries if entry["source"] == "push"] == [
        ("bypassed", "release day")
    ]


def test_without_a_target_nothing_is_asked(stale: Clones) -> None:
    stale.ann.repository.git("config", "coordgit.target", "none")
    assert pushes(stale.ann).ok


@pytest.mark.parametrize(("setting", "main"), [("coordgit.target", []), ("branch.feat.coordgitTarget", ["CG101 api.py"])])
def test_a_configured_target_is_asked_and_the_default_branch_only_without_one(
    stale: Clones, setting: str, main: list[str]
) -> None:
    assert stale.bob.git("push", "-q", "origin", "main:refs/heads/release").ok
    assert pushes(stale.ann, "origin", "main:release").ok
    stale.ann.repository.git("config", setting, "release")
    assert stale.bob.git("push", "-q", "--force", "origin", "main:release").ok
    assert pushes(stale.ann, "origin", "main:release").rejected == ["CG101 api.py"]
    assert pushes(stale.ann).rejected == main


def test_where_the_remotes_default_branch_is_unknown_the_one_that_counts_here_is_asked(stale: Clones) -> None:
    ann = stale.ann.repository
    ann.git("push", "-q", "origin", "origin/main:refs/heads/trunk")
    ann.git("remote", "set-head", "origin", "--delete")
    assert pushes(stale.ann, "origin", "main:trunk").ok
    ann.git("push", "-q", "--no-verify", "--force", "origin", "origin/main:refs/heads/trunk")
    ann.git("branch", "-qm", "main", "trunk")
    assert pushes(stale.ann, "origin", "trunk").rejected == ["CG101 api.py"]


@pytest.mark.parametrize("setting", ["level=record", "target=none"])
def test_a_push_that_passes_only_by_a_setting_for_one_command_is_a_bypass(stale: Clones, setting: str) -> None:
    pushed = stale.ann.git("-c", f"coordgit.{setting}", "push", "-q", "origin", "main")
    assert pushed.ok and f'bypassed, "coordgit.{setting} for one command"' in pushed.err, pushed


def test_a_push_is_rejected_whatever_is_set_for_one_command_that_makes_it_stricter(stale: Clones) -> None:
    assert stale.ann.git("-c", "coordgit.searches=strict", "push", "-q", "origin", "main").rejected == ["CG101 api.py"]


def test_a_push_that_passes_only_by_an_attribute_elsewhere_is_a_bypass(stale: Clones) -> None:
    stale.ann.repository.write(".git/info/attributes", "api.py coordgit=ignore\n")
    pushed = pushes(stale.ann)
    assert pushed.ok and 'bypassed, "the attribute coordgit in .git/info/attributes"' in pushed.err, pushed


def test_a_push_heeds_the_attributes_that_the_remote_has(clones: Clones) -> None:
    clones.ann.reads("api.py")
    clones.ann.lands("caller.py", "f(1)\n")
    clones.bob.lands(".gitattributes", "api.py coordgit=ignore\n")
    clones.bob.lands("api.py", CHANGED)
    assert pushes(clones.bob).ok
    assert clones.ann.git("pull", "-q", "--no-rebase", "--no-edit").ok
    assert pushes(clones.ann).ok


def diverged(clones: Clones, mine: str = "mine.py") -> None:
    """Bob has pushed a commit; Ann has one of her own beside it, and has fetched his."""
    clones.bob.lands("other.py", "OTHER = 2\n")
    assert pushes(clones.bob).ok
    clones.ann.lands(mine, "1\n")
    assert clones.ann.git("fetch", "-q").ok


def test_a_push_that_would_drop_what_another_has_pushed_is_rejected(clones: Clones) -> None:
    diverged(clones)
    theirs = clones.ann.repository.head("origin/main")
    denied = pushes(clones.ann, "--force", "origin", "main")
    assert denied.rejected == ["CG205 origin/main"] and "1 commit would be dropped" in denied.err, denied
    assert "next: bring origin/main in (git pull --no-rebase origin main), push again" in denied.err
    again = obey(clones.ann, denied, lambda: pushes(clones.ann, "--force", "origin", "main"))
    assert all(result.ok for result in again), again
    assert clones.ann.git("merge-base", "--is-ancestor", theirs, "origin/main").ok


def test_a_branch_whose_name_has_a_slash_is_pulled_by_its_whole_name(clones: Clones) -> None:
    for session in (clones.ann, clones.bob):
        assert session.git("switch", "-qc", "release/1.0").ok
        session.git("push", "-q", "-u", "origin", "release/1.0")
        assert session.git("remote", "set-head", "origin", "release/1.0").ok
    clones.ann.reads("api.py")
    clones.ann.lands("mine.py", "1\n")
    clones.bob.lands("api.py", CHANGED)
    assert pushes(clones.bob, "origin", "release/1.0").ok and clones.ann.git("fetch", "-q").ok
    denied = clones.ann.git("push", "-qf")
    assert "CG101 api.py" in denied.rejected and "git pull --no-rebase origin release/1.0" in denied.err
    assert all(result.ok for result in obey(clones.ann, denied, lambda: clones.ann.git("push", "-q")))


def test_a_push_to_a_url_is_advised_to_pull_from_there(clones: Clones) -> None:
    clones.ann.reads("api.py")
    clones.bob.lands("api.py", CHANGED)
    assert pushes(clones.bob).ok
    clones.ann.lands("mine.py", "1\n")
    url = str(clones.remote)
    assert clones.ann.git("fetch", "-q", url, "main").ok
    clones.ann.git("remote", "remove", "origin")
    denied = pushes(clones.ann, "--force", url, "main")
    assert f"next: bring main in (git pull --no-rebase {url} main), " in denied.err
    assert all(result.ok for result in obey(clones.ann, denied, lambda: pushes(clones.ann, url, "main")))


@pytest.mark.parametrize("to", ["main~1:main", "+main~1:refs/heads/main"])
def test_a_push_that_only_goes_back_is_rejected(clones: Clones, to: str) -> None:
    clones.bob.lands("other.py", "OTHER = 2\n")
    assert pushes(clones.bob).ok
    assert clones.ann.git("pull", "-q", "--ff-only").ok
    assert pushes(clones.ann, "--force", "origin", to).rejected == ["CG205 origin/main"]


def test_a_push_that_drops_what_another_branch_has_passes(clones: Clones) -> None:
    diverged(clones)
    assert clones.ann.git("branch", "kept", "origin/main").ok
    assert pushes(clones.ann, "--force", "origin", "main").ok


def test_a_push_of_what_was_amended_since_passes(clones: Clones) -> None:
    clones.ann.lands("mine.py", "1\n")
    assert pushes(clones.ann).ok
    clones.ann.writes("mine.py", "2\n")
    assert clones.ann.git("commit", "-q", "-a", "--amend", "-m", "mine").ok
    assert pushes(clones.ann, "--force", "origin", "main").ok


def test_a_push_of_what_was_rebased_since_passes(clones: Clones) -> None:
    """Bob's commit is there, with another parent."""
    clones.bob.lands("other.py", "OTHER = 2\n")
    assert pushes(clones.bob).ok
    assert clones.ann.git("pull", "-q", "--ff-only").ok
    assert clones.ann.git("-c", "sequence.editor=sed -i '1i exec git commit -q --allow-empty -m x'", "rebase", "-qi", "HEAD~1").ok
    assert clones.ann.repository.head("main") != clones.ann.repository.head("origin/main")
    assert pushes(clones.ann, "--force", "origin", "main").ok


def test_a_push_of_another_branch_may_drop_anything(clones: Clones) -> None:
    diverged(clones)
    assert clones.bob.git("push", "-q", "origin", "main:feat").ok
    assert clones.ann.git("fetch", "-q").ok
    assert pushes(clones.ann, "--force", "origin", "main:feat").ok


def test_a_push_that_drops_passes_with_a_reason(clones: Clones) -> None:
    diverged(clones)
    pushed = clones.ann.git("-c", "coordgit.bypass=a secret was in it", "push", "-q", "--force", "origin", "main")
    assert pushed.ok and "CG205 origin/main" in pushed.err, pushed
