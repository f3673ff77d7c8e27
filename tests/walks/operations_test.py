"""Every way to move a branch: what is judged, and what is never rejected."""

from collections.abc import Callable

import pytest

from tests.support.repository import API, CHANGED, UNHOOKED, Repository, Result, Session

Act = Callable[[Session, Repository], Result]


def plain(ann: Session, _: Repository) -> Result:
    return ann.git("commit", "-qm", "x")


def no_verify(ann: Session, _: Repository) -> Result:
    return ann.git("commit", "-qm", "x", "--no-verify")


def everything(ann: Session, _: Repository) -> Result:
    return ann.git("commit", "-qam", "x")


def amend(ann: Session, _: Repository) -> Result:
    return ann.git("commit", "-q", "--amend", "-m", "x")


def without_a_porcelain(ann: Session, repository: Repository) -> Result:
    tree = ann.git("write-tree").out.strip()
    made = ann.git("commit-tree", tree, "-p", "HEAD", "-m", "x").out.strip()
    return ann.git("update-ref", "refs/heads/main", made)


def with_an_expected_value(ann: Session, repository: Repository) -> Result:
    tree = ann.git("write-tree").out.strip()
    made = ann.git("commit-tree", tree, "-p", "HEAD", "-m", "x").out.strip()
    return ann.git("update-ref", "refs/heads/main", made, repository.head())


def by_a_symbolic_branch(ann: Session, repository: Repository) -> Result:
    ann.git("symbolic-ref", "refs/heads/alias", "refs/heads/main")
    ann.git("symbolic-ref", "HEAD", "refs/heads/alias")
    return ann.git("commit", "-qm", "x")


def revert(ann: Session, repository: Repository) -> Result:
    ann.git("rm", "-q", "-f", "new.py")
    return ann.git("revert", "--no-edit", "revert-me")


def detached_then_forced(ann: Session, repository: Repository) -> Result:
    ann.git("checkout", "-q", "--detach")
    ann.git("commit", "-qm", "x")
    made = ann.git("rev-parse", "HEAD").out.strip()
    return ann.git("branch", "-f", "main", made)


def octopus(ann: Session, repository: Repository) -> Result:
    ann.git("stash", "-q")
    for name in ("one", "two"):
        ann.git("checkout", "-q", "-b", name, "start")
        repository.write(f"{name}.txt", name)
        ann.git("add", f"{name}.txt")
        ann.git("-c", "coordgit.bypass=the story needs it", "commit", "-qm", name)
    ann.git("checkout", "-q", "main")
    return ann.git("merge", "-q", "--no-edit", "one", "two")


WAYS = [
    plain,
    no_verify,
    everything,
    amend,
    without_a_porcelain,
    with_an_expected_value,
    by_a_symbolic_branch,
    revert,
    detached_then_forced,
    octopus,
]


def prepare(repository: Repository, path: str, text: str) -> Session:
    """Ann has read api.py and staged a new file; bob has landed ``path``."""
    start = repository.begin(api__py=API, other__py="OTHER = 1\n")
    repository.git("branch", "start", start)
    repository.commit_files({"old.py": "1\n"}, "to be reverted")
    repository.git("tag", "revert-me")
    ann, bob = repository.session("ann"), repository.session("bob")
    ann.reads("api.py")
    bob.lands(path, text)
    repository.write("new.py", "f(1)\n")
    ann.git("add", "new.py")
    return ann


@pytest.mark.daily(3)
@pytest.mark.parametrize("way", WAYS)
def test_every_way_to_land_is_judged(repository: Repository, way: Act) -> None:
    ann = prepare(repository, "api.py", CHANGED)
    before = repository.head("main")
    result = way(ann, repository)
    assert "CG101 api.py" in result.rejected, result
    assert repository.head("main") == before


@pytest.mark.parametrize("way", WAYS)
def test_every_way_to_land_passes_when_nothing_read_changed(repository: Repository, way: Act) -> None:
    ann = prepare(repository, "other.py", "OTHER = 2\n")
    result = way(ann, repository)
    assert result.ok, result.err


NEVER: list[list[str]] = [
    ["stash", "push", "-q"],
    ["branch", "fresh"],
    ["checkout", "-q", "-b", "fresh"],
    ["branch", "-m", "start", "renamed"],
    ["branch", "-D", "start"],
    ["gc", "-q"],
    ["pack-refs", "--all"],
    ["tag", "t"],
    ["notes", "add", "-m", "n"],
    ["fetch", "-q", ".", "main:refs/remotes/x/main"],
    ["worktree", "add", "-q", "../elsewhere"],
    ["branch", "-c", "start", "copy"],
    ["update-ref", "-d", "refs/heads/start"],
    ["commit", "--dry-run", "-m", "x"],
    ["branch", "-f", "start", "main"],
    ["replace", "HEAD", "HEAD~1"],
]


@pytest.mark.daily(4)
@pytest.mark.parametrize("args", NEVER, ids=lambda args: "-".join(args[:2]))
def test_what_lands_nothing_is_never_rejected(repository: Repository, args: list[str]) -> None:
    ann = prepare(repository, "api.py", CHANGED)
    result = ann.git(*args)
    assert result.ok, result.err
    assert "coordgit" not in result.err


@pytest.mark.parametrize("how", ["--hard", "--soft"])
def test_a_reset_to_an_ancestor_is_never_rejected_for_reads(repository: Repository, how: str) -> None:
    ann = prepare(repository, "api.py", CHANGED)
    repository.git("branch", "kept")
    result = ann.git("reset", "-q", how, "HEAD~1")
    assert result.ok and "coordgit" not in result.err, result.err


def test_several_refs_in_one_transaction_stand_or_fall_together(repository: Repository) -> None:
    ann = prepare(repository, "api.py", CHANGED)
    tree = ann.git("write-tree").out.strip()
    made = ann.git("commit-tree", tree, "-p", "main", "-m", "x").out.strip()
    side = repository.head("start")
    result = repository.run(
        ["git", "update-ref", "--stdin"],
        stdin=f"update refs/heads/main {made}\nupdate refs/heads/start {made}\n",
        **ann.env,
    )
    assert not result.ok and "CG101 api.py" in result.err
    assert repository.head("start") == side


def test_five_commits_land_by_fast_forward_all_or_nothing(repository: Repository) -> None:
    repository.begin(api__py=API, other__py="OTHER = 1\n")
    tree = repository.worktree("ann")
    ann, bob = repository.session("ann", tree), repository.session("bob")
    ann.reads("api.py")
    for number in range(5):
        ann.lands(f"f{number}.py", "1\n")
    bob.lands("api.py", CHANGED)
    assert ann.git("merge", "-q", "--no-edit", "main").ok
    before = repository.head("main")
    assert bob.git("merge", "-q", "--ff-only", "ann").rejected == ["CG101 api.py"]
    assert repository.head("main") == before


@pytest.mark.parametrize("older", [True, False])
def test_a_replacement_of_the_tip_hides_nothing(repository: Repository, older: bool) -> None:
    prepare(repository, "api.py", CHANGED)
    cat = repository.session("cat")
    tree = cat.git("rev-parse", f"HEAD{'~1' * older}^{{tree}}").out.strip()
    cat.git("replace", "HEAD", cat.git("commit-tree", tree, "-p", "HEAD~1", "-m", "x").out.strip())
    cat.git("checkout", "-qf", "main")
    assert cat.git("commit", "-qam", "x", "--allow-empty").rejected == (["CG201 api.py"] if older else [])


def test_an_amended_commit_keeps_its_author_and_adds_the_amending_session(repository: Repository) -> None:
    repository.begin(api__py=API, other__py="OTHER = 1\n")
    ann, cat = repository.session("ann", repository.worktree("ann")), repository.session("cat")
    ann.reads("api.py")
    ann.lands("caller.py", "f(1)\n")
    bob_here = repository.session("bob", ann.cwd)
    bob_here.reads("other.py")
    bob_here.writes("more.py", "1\n")
    bob_here.git("add", "more.py")
    assert bob_here.git("commit", "-q", "--amend", "--no-edit").ok
    assert cat.commits("other.py", "OTHER = 2\n").ok
    rejected = repository.session("dan").git("merge", "--no-edit", "ann").rejected
    assert rejected == ["CG101 other.py"]


def test_the_first_commit_of_a_repository_and_of_an_orphan_branch_pass(repository: Repository) -> None:
    ann = repository.session("ann")
    ann.reads("nothing.py")
    assert ann.commits("api.py", API).ok
    ann.git("checkout", "-q", "--orphan", "pages")
    assert ann.git("commit", "-qm", "pages").ok


@pytest.mark.parametrize("made", ["checkout -q --orphan", "update-ref"])
@pytest.mark.parametrize("name", ["caller.py", "renamed.py"])
@pytest.mark.parametrize("target", [False, True], ids=["a branch", "a target"])
@pytest.mark.parametrize("changes", [False, True])
def test_a_branch_may_begin_with_anothers_unlanded_work(
    repository: Repository, made: str, name: str, target: bool, changes: bool
) -> None:
    """Only where it is a target, which had a commit before, are the reads asked that it rests on."""
    repository.begin(api__py=API, other__py="OTHER = 1\n")
    repository.git("branch", "fresh")
    ann, bob = (repository.session(who, repository.worktree(who)) for who in ("ann", "bob"))
    cat = repository.session("cat")
    for branch in ("main", "fresh") if target else ():
        repository.git("config", "--add", "coordgit.target", branch)
    ann.reads("api.py")
    ann.lands("caller.py", "def of_ann():\n    return f(1)\n")
    cat.lands("api.py" if changes else "other.py", CHANGED)
    repository.git("branch", "-D", "fresh")
    ann.reads("other.py")  # it is at work
    if made != "update-ref":
        assert bob.git(*made.split(), "fresh").ok
    bob.writes(name, "def of_ann():\n    return f(1)\n")
    assert bob.git("add", "-A").ok
    if made == "update-ref":
        commit = bob.git("commit-tree", "-p", "HEAD", "-m", "hers", bob.git("write-tree").out.strip()).out.strip()
        done = bob.git(made, "refs/heads/fresh", commit)
    else:
        done = bob.git("commit", "-qm", "hers")
    assert done.ok != (target and changes), done.err
    assert done.rejected == ["CG101 api.py"] * (target and changes)


def test_a_read_before_the_first_commit_counts(repository: Repository) -> None:
    ann, bob = repository.session("ann"), repository.session("bob")
    ann.reads("api.py")
    bob.lands("api.py", API)
    assert ann.commits("caller.py", "f(1)\n").rejected == ["CG103 api.py"]


def test_a_bypass_lands_and_its_reason_is_kept(repository: Repository) -> None:
    ann = prepare(repository, "api.py", CHANGED)
    assert ann.git("-c", "coordgit.bypass=hotfix for the outage", "commit", "-qm", "x").ok
    entry = repository.json("log")["entries"][0]
    assert (entry["outcome"], entry["reason"], entry["session"]) == ("bypassed", "hotfix for the outage", "ann")


def test_a_bypass_by_the_environment_lands(repository: Repository) -> None:
    ann = prepare(repository, "api.py", CHANGED)
    assert ann.git("commit", "-qm", "x", COORDGIT_BYPASS="hotfix").ok


def test_an_update_that_no_hook_saw_counts_for_everybody(repository: Repository) -> None:
    repository.begin(api__py=API, other__py="OTHER = 1\n")
    ann, bob = repository.session("ann"), repository.session("bob")
    ann.reads("api.py")
    bob.writes("api.py", CHANGED)
    assert bob.git(*UNHOOKED, "commit", "-qam", "unseen").ok
    assert ann.commits("caller.py", "f(1)\n").rejected == ["CG101 api.py"]
    assert any(entry["outcome"] == "unverified" for entry in repository.json("log")["entries"])


def test_an_update_that_no_hook_saw_is_explained_and_not_acknowledged(repository: Repository) -> None:
    repository.begin(api__py=API)
    bob = repository.session("bob")
    bob.writes("api.py", CHANGED)
    assert bob.git(*UNHOOKED, "commit", "-qam", "unseen").ok
    assert bob.coordgit("status").ok
    (entry,) = [one for one in bob.json("log")["entries"] if one["outcome"] == "unverified"]
    said = bob.coordgit("explain", entry["verdict"]).out
    assert "#1  CG901 main  changed by" in said and "gone" not in said
    for name in (entry["verdict"], f"{entry['verdict']}#1"):
        refused = bob.coordgit("ack", name, "--why", "x")
        assert refused.code == 2 and "no stale read" in refused.err and "locks" not in refused.err


def test_an_unseen_update_of_something_else_passes(repository: Repository) -> None:
    repository.begin(api__py=API, other__py="OTHER = 1\n")
    ann, bob = repository.session("ann"), repository.session("bob")
    ann.reads("api.py")
    bob.writes("other.py", "OTHER = 2\n")
    assert bob.git(*UNHOOKED, "commit", "-qam", "unseen").ok
    assert ann.commits("caller.py", "f(1)\n").ok


def test_a_submodule_guards_itself(repository: Repository, tmp_path: object) -> None:
    repository.begin(api__py=API)
    inner = Repository(repository.folder / "inner", guarded=False)
    inner.begin(a__py="1\n")
    repository.git("-c", "protocol.file.allow=always", "submodule", "add", "-q", str(inner.top), "sub")
    assert repository.session("ann").git("commit", "-qm", "add sub").ok
    result = repository.coordgit("init", "--no-clients", cwd=repository.top / "sub")
    assert result.ok, result.err
    ann, bob = (repository.session(name, repository.top / "sub") for name in ("ann", "bob"))
    ann.reads("a.py")
    bob.lands("a.py", "2\n")
    assert ann.commits("b.py", "1\n").rejected == ["CG101 a.py"]
    ann.reads("a.py")
    assert ann.commits("b.py", "1\n").ok


@pytest.mark.parametrize("init", [("--object-format=sha256",), ("--ref-format=reftable",)], ids=["sha256", "reftable"])
def test_other_storage_formats_are_guarded(tmp_path_factory: pytest.TempPathFactory, init: tuple[str, ...]) -> None:
    repository = Repository(tmp_path_factory.mktemp("format"), init=init)
    repository.begin(api__py=API, other__py="OTHER = 1\n")
    ann, bob = repository.session("ann"), repository.session("bob")
    ann.reads("api.py")
    bob.lands("other.py", "OTHER = 2\n")
    assert ann.commits("caller.py", "f(1)\n").ok
    bob.lands("api.py", CHANGED)
    assert ann.commits("more.py", "f(1)\n").rejected == ["CG101 api.py"]
    cat = repository.session("cat", repository.worktree("cat"))
    cat.reads("api.py")
    bob.lands("api.py", CHANGED + "# more\n")
    assert cat.commits("c.py", "f(1)\n").rejected == ["CG101 api.py"]


def test_a_symbolic_branch_is_asked_as_the_branch_that_it_names(repository: Repository) -> None:
    repository.begin(api__py="1\n", other__py="1\n")
    ann, bob = repository.session("ann"), repository.session("bob")
    repository.git("symbolic-ref", "refs/heads/alias", "refs/heads/main")
    repository.git("checkout", "-q", "alias")
    ann.reads("api.py")
    assert ann.lands("other.py", "2\n")
    bob.lands("api.py", "2\n")
    assert [read["path"] for read in next(s for s in ann.json("status")["sessions"] if s["session"] == "ann")["stale"]] == [
        "api.py"
    ]
    assert ann.commits("other.py", "3\n").rejected == ["CG101 api.py"]
    assert {entry["ref"] for entry in ann.json("log")["entries"]} == {"refs/heads/main"}


@pytest.mark.parametrize("stale", [True, False])
def test_a_target_that_becomes_a_name_of_another_branch_is_asked(repository: Repository, stale: bool) -> None:
    repository.begin(api__py=API, other__py="OTHER = 1\n")
    ann, bob = repository.session("ann", repository.worktree("feat")), repository.session("bob")
    ann.reads("api.py")
    ann.lands("caller.py", "f(1)\n")
    bob.lands("api.py" if stale else "other.py", CHANGED)
    assert ann.git("merge", "-q", "--no-edit", "main").ok
    assert bob.git("switch", "-q", "--detach").ok
    assert ann.git("symbolic-ref", "refs/heads/main", "refs/heads/feat").rejected == (["CG101 api.py"] if stale else [])
