"""What came from outside, or was only brought in, is never the session's own: its stale reads do not move along."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.claude import Claude
from tests.support.repository import CHANGED, Repository, Result, Session, Sessions

Bring = Callable[[Session, Path], Result]


def a_pull_by_path(ann: Session, clone: Path) -> Result:
    return ann.git("pull", "-q", "--no-rebase", "--no-edit", str(clone), "main")


def a_pull_by_url(ann: Session, clone: Path) -> Result:
    return ann.git("pull", "-q", "--no-rebase", "--no-edit", f"file://{clone}", "main")


def a_fetch_and_a_merge(ann: Session, clone: Path) -> Result:
    ann.git("fetch", "-q", str(clone), "main")
    return ann.git("merge", "-q", "--no-edit", "FETCH_HEAD")


def a_fetch_and_a_reset(ann: Session, clone: Path) -> Result:
    ann.git("fetch", "-q", str(clone), "main")
    return ann.git("reset", "-q", "--hard", "FETCH_HEAD")


def a_bundle(ann: Session, clone: Path) -> Result:
    bundle = ann.repository.folder / "b.bundle"
    ann.repository.git("bundle", "create", "-q", str(bundle), "main", cwd=clone)
    return ann.git("pull", "-q", "--no-rebase", "--no-edit", str(bundle), "main")


def an_unpacked_bundle(ann: Session, clone: Path) -> Result:
    bundle = ann.repository.folder / "b.bundle"
    ann.repository.git("bundle", "create", "-q", str(bundle), "main", cwd=clone)
    ann.git("bundle", "unbundle", str(bundle))
    return ann.git("merge", "-q", "--no-edit", ann.repository.head(cwd=clone))


def a_push_into_the_repository(ann: Session, clone: Path) -> Result:
    ann.git("checkout", "-q", "-b", "side")
    pushed = ann.repository.run(["git", "push", "-q", str(ann.cwd), "main:main"], clone)
    ann.git("checkout", "-q", "main")
    return pushed


def a_pull_with_rebase(ann: Session, clone: Path) -> Result:
    ann.git("remote", "add", "origin", str(clone))
    ann.git("fetch", "-q", "origin")
    ann.git("branch", "-q", "--set-upstream-to=origin/main")
    return ann.git("pull", "-q", "--rebase")


WAYS = [
    a_pull_by_path,
    a_pull_by_url,
    a_fetch_and_a_merge,
    a_fetch_and_a_reset,
    a_bundle,
    an_unpacked_bundle,
    a_push_into_the_repository,
    a_pull_with_rebase,
]


def cloned(repository: Repository, path: str, text: str) -> Path:
    """Another clone that has committed one change."""
    clone = repository.folder / "clone"
    repository.git("clone", "-q", str(repository.top), str(clone), cwd=repository.folder)
    repository.commit_files({path: text}, "elsewhere", cwd=clone)
    return clone


@pytest.mark.parametrize("bring", WAYS)
@pytest.mark.parametrize("path", ["api.py", "other.py"])
def test_what_was_brought_in_is_foreign_to_who_read_the_older_version(
    sessions: Sessions, repository: Repository, bring: Bring, path: str
) -> None:
    (ann,) = sessions("ann")
    ann.reads("api.py")
    clone = cloned(repository, path, CHANGED)
    brought = bring(ann, clone)
    assert brought.ok, brought.err
    assert repository.git("show", "main:" + path) == CHANGED.strip()
    stale = ["CG101 api.py"] if path == "api.py" else []
    assert ann.commits("caller.py", "f(1)\n").rejected == stale
    if stale:
        ann.reads("api.py")
        assert ann.commits("caller.py", "f(1, 2)\n").ok


@pytest.mark.parametrize("bring", [a_pull_by_path, a_fetch_and_a_merge, an_unpacked_bundle, a_pull_with_rebase])
@pytest.mark.parametrize("path", ["api.py", "other.py"])
def test_what_was_brought_in_beside_own_commits_is_foreign(
    sessions: Sessions, repository: Repository, bring: Bring, path: str
) -> None:
    (ann,) = sessions("ann")
    ann.reads("api.py")
    clone = cloned(repository, path, CHANGED)
    ann.lands("mine.py", "1\n")
    brought = bring(ann, clone)
    assert brought.ok, brought.err
    assert repository.git("show", "main:" + path) == CHANGED.strip()
    stale = ["CG101 api.py"] if path == "api.py" else []
    checked = ann.coordgit("check")
    assert [line.split("  ")[1] for line in checked.err.splitlines() if line.startswith("  CG")] == stale, checked.err
    assert ann.commits("caller.py", "f(1)\n").rejected == stale


def test_what_comes_back_from_a_forge_is_not_foreign_to_who_made_it(sessions: Sessions, repository: Repository) -> None:
    (ann,) = sessions("ann")
    ann.reads("api.py")
    clone = cloned(repository, "other.py", "OTHER = 2\n")
    ann.git("checkout", "-q", "-b", "feature")
    ann.lands("api.py", CHANGED)
    repository.git("fetch", "-q", str(repository.top), "feature", cwd=clone)
    repository.git("merge", "-q", "--squash", "FETCH_HEAD", cwd=clone)
    repository.git("commit", "-qm", "squashed by a forge", cwd=clone)
    ann.git("checkout", "-q", "main")
    assert a_pull_by_path(ann, clone).ok
    assert ann.commits("caller.py", "f(1, 2)\n").ok


@pytest.mark.parametrize(("path", "stale"), [("new.py", ["CG101 new.py"]), ("more.py", [])])
def test_what_a_rebase_drops_as_empty_makes_nobody_the_maker_of_what_is_there(
    sessions: Sessions, repository: Repository, path: str, stale: list[str]
) -> None:
    (ann,) = sessions("ann")
    ann.reads(path)
    clone = cloned(repository, "new.py", "1\n")
    ann.lands("new.py", "")
    ann.git("fetch", "-q", str(clone), "main")
    assert ann.git("rebase", "-q", "FETCH_HEAD").ok
    assert repository.head() == repository.head(cwd=clone)
    assert ann.commits("caller.py", "f(1)\n").rejected == stale


LINES = "".join(f"number_{n} = {n}\n" for n in range(30))


@pytest.mark.parametrize("more", ["", "foreign_more = 1\n"])
def test_a_squash_of_ones_own_on_top_of_what_others_made_is_ones_own(
    sessions: Sessions, repository: Repository, more: str
) -> None:
    (ann,) = sessions("ann")
    ann.lands("lines.py", LINES)
    ann.git("checkout", "-q", "-b", "feature")
    ann.lands("lines.py", LINES + "anns_own = 1\n")
    ann.git("checkout", "-q", "main")
    clone = cloned(repository, "lines.py", "foreign = 1\n" + LINES)
    assert a_pull_by_path(ann, clone).ok
    ann.reads("lines.py")
    repository.git("fetch", "-q", str(repository.top), "feature", cwd=clone)
    repository.git("merge", "-q", "--squash", "FETCH_HEAD", cwd=clone)
    if more:
        (clone / "lines.py").write_text(more + (clone / "lines.py").read_text())
    repository.git("commit", "-qam", "squashed by a forge", cwd=clone)
    assert a_pull_by_path(ann, clone).ok
    assert ann.commits("caller.py", "f(1)\n").rejected == (["CG101 lines.py"] if more else [])


def test_what_a_merge_brought_is_told_to_who_ran_it(sessions: Sessions, repository: Repository) -> None:
    sessions("dee")
    repository.git("config", "coordgit.siblings", "off")
    ann = Claude(repository, "ann")
    bob = repository.session("bob", repository.worktree("w", "feature"))
    ann.reads("api.py")
    bob.lands("api.py", CHANGED)
    merged = ann.runs("git merge -q --no-edit feature")
    assert merged.ok, merged.err
    assert "api.py changed by" in merged.out


def made_aside(repository: Repository, path: str, text: str) -> str:
    """A commit that ``git commit-tree`` makes, which no ref holds."""
    blob = repository.run(["git", "hash-object", "-w", "--stdin"], stdin=text).out.strip()
    repository.git("read-tree", "main", GIT_INDEX_FILE="aside")
    repository.git("update-index", "--add", "--cacheinfo", f"100644,{blob},{path}", GIT_INDEX_FILE="aside")
    tree = repository.git("write-tree", GIT_INDEX_FILE="aside")
    return repository.git("commit-tree", "-p", "main", "-m", "made aside", tree)


def aside_by_a_ref(repository: Repository, made: str) -> tuple[str, ...]:
    repository.git("update-ref", "refs/x", made)
    return ".", "refs/x:main"


def aside_by_a_ref_and_the_path(repository: Repository, made: str) -> tuple[str, ...]:
    repository.git("update-ref", "refs/x", made)
    return str(repository.top), "refs/x:main"


def aside_by_its_id(repository: Repository, made: str) -> tuple[str, ...]:
    return ".", f"{made}:main"


@pytest.mark.parametrize("named", [aside_by_a_ref, aside_by_a_ref_and_the_path, aside_by_its_id])
@pytest.mark.parametrize("lands", ["api.py", "other.py"])
def test_a_fetch_from_this_repository_brings_the_reads_of_who_runs_it(
    sessions: Sessions,
    repository: Repository,
    named: Callable[[Repository, str], tuple[str, ...]],
    lands: str,
) -> None:
    ann, bob = sessions("ann", "bob")
    ann.reads("api.py")
    bob.lands(lands, CHANGED)
    repository.git("switch", "-qc", "side")
    fetched = ann.git("fetch", "-q", *named(repository, made_aside(repository, "caller.py", "f(1)\n")))
    assert fetched.rejected == (["CG101 api.py"] if lands == "api.py" else [])
    assert fetched.ok == (lands == "other.py")


def test_what_a_fetch_from_this_repository_brings_is_foreign(sessions: Sessions, repository: Repository) -> None:
    (ann,) = sessions("ann")
    ann.reads("api.py")
    repository.git("switch", "-qc", "side")
    assert ann.git("fetch", "-q", *aside_by_a_ref(repository, made_aside(repository, "api.py", CHANGED))).ok
    repository.git("switch", "-q", "main")
    assert ann.commits("caller.py", "f(1)\n").rejected == ["CG101 api.py"]


def test_a_remote_branch_that_is_fetched_from_this_repository_brings_nobody_s_reads(
    sessions: Sessions, repository: Repository
) -> None:
    ann, bob = sessions("ann", "bob")
    ann.reads("api.py")
    bob.lands("api.py", CHANGED)
    repository.git("remote", "add", "origin", str(cloned(repository, "new.py", "1\n")))
    repository.git("fetch", "-q", "origin")
    repository.git("switch", "-qc", "side")
    assert ann.git("fetch", "-q", ".", "origin/main:main").ok
    assert repository.git("show", "main:new.py") == "1"


@pytest.mark.parametrize(("then", "found"), [("more\nf(x)\n", []), ("f(y)\n", ["CG101 api.py"])], ids=["kept", "undone"])
def test_an_older_version_of_its_own_from_outside_is_stale_only_where_it_has_undone_that(
    repository: Repository, then: str, found: list[str]
) -> None:
    """Somebody else has made the very change that Ann had made, and then gone on from."""
    repository.begin(api__py="f()\n", other__py="1\n")
    clone = cloned(repository, "api.py", "f(x)\n")
    ann = repository.session("ann")
    ann.reads("api.py")
    ann.lands("api.py", "f(x)\n")
    ann.lands("api.py", then)
    ann.git("remote", "add", "origin", str(clone))
    ann.git("fetch", "-q", "origin")
    ann.git("branch", "-q", "--set-upstream-to=origin/main")
    assert ann.commits("more.py", "1\n").rejected == found


def test_an_older_version_of_its_own_is_stale_where_the_newer_one_is_not(repository: Repository) -> None:
    repository.begin(api__py="f()\n", other__py="1\n")
    there, bob = repository.session("ann", repository.worktree("work")), Claude(repository, "bob")
    beside = repository.session("ann", repository.worktree("beside"))
    there.reads("api.py")
    there.lands("api.py", "f(x)\n")
    there.lands("api.py", "f(x)\nmore\n")
    bob.writes("api.py", "f(x)\n")
    assert bob.commits("api.py").ok
    assert there.commits("more.py", "1\n").ok
    assert beside.commits("more.py", "1\n").rejected == ["CG101 api.py"]
    assert repository.session("ann").commits("more.py", "1\n").rejected == ["CG101 api.py"]


@pytest.mark.parametrize("how", ["git checkout -q origin/main -- api.py", "git show origin/main:api.py >api.py"])
@pytest.mark.parametrize("again", [False, True], ids=["unread", "read"])
def test_what_a_clients_shell_takes_from_a_remotes_target_is_known_once_it_was_read(
    repository: Repository, how: str, again: bool
) -> None:
    repository.begin(api__py="1\n")
    ann = Claude(repository, "ann")
    ann.reads("api.py")
    repository.git("remote", "add", "origin", str(cloned(repository, "api.py", "too long to be told\n" * 500)))
    ann.runs("git fetch -q origin && git remote set-head origin main")
    ann.runs(how)
    if again:
        ann.reads("api.py")
    ann.writes("new.py", "1\n")
    assert ann.commits("new.py").rejected == ([] if again else ["CG101 api.py"])


@pytest.mark.parametrize("path", ["api.py", "other.py"])
@pytest.mark.parametrize("pulls", [1, 2])
def test_work_that_was_landed_and_reverted_elsewhere_is_its_author_s_when_it_is_put_back(
    repository: Repository, path: str, pulls: int
) -> None:
    """However it landed there, here merged as it was picked by a forge; and whether both came at once or one after the other."""
    repository.begin(api__py="def f(x):\n    return x\n", other__py="OTHER = 1\n")
    repository.git("switch", "-q", "-c", "feat")
    ann, bob = repository.session("ann"), repository.session("bob")
    ann.reads("api.py")
    ann.lands("caller.py", "f(1)\n")
    repository.git("switch", "-q", "main")
    forge = repository.folder / "forge"
    repository.git("clone", "-q", str(repository.top), str(forge))
    repository.commit_files({"notes.md": "1\n"}, cwd=forge)
    repository.git("cherry-pick", "origin/feat", cwd=forge)
    if pulls == 2:
        assert bob.git("pull", "-q", str(forge), "main").ok
    repository.git("revert", "--no-edit", "HEAD", cwd=forge)
    repository.commit_files({path: CHANGED}, cwd=forge)
    assert bob.git("pull", "-q", str(forge), "main").ok
    assert bob.git("revert", "--no-edit", "HEAD~1").rejected == (["CG101 api.py"] if path == "api.py" else [])


def fetched(take: str) -> Bring:
    def bring(ann: Session, clone: Path) -> Result:
        command = f"git fetch -q '{clone}' main && {take.format(clone=clone)}"
        return ann.repository.run(["sh", "-c", command], ann.cwd, **ann.env)

    return bring


def eves(repository: Repository, path: str) -> Path:
    """Another clone, with one change by an author who has made nothing here."""
    clone = cloned(repository, path, CHANGED)
    repository.git("-c", "user.name=Eve", "commit", "-q", "--amend", "--reset-author", "--no-edit", cwd=clone)
    return clone


TAKEN = {
    "pick": "git cherry-pick FETCH_HEAD",
    "pick without a commit": "git cherry-pick -n FETCH_HEAD && git commit -qm x",
    "squash": "git merge -q --squash FETCH_HEAD && git commit -qm x",
    "path": "git checkout -q FETCH_HEAD -- . && git commit -qm x",
    "pick after another fetch": "git branch theirs FETCH_HEAD && git fetch -q . main && git cherry-pick theirs",
    "patch": "git fetch -q . main && git -C '{clone}' format-patch -q -1 -o .. && git am -q ../0001*",
}


@pytest.mark.parametrize("take", TAKEN)
@pytest.mark.parametrize("path", ["api.py", "other.py"])
def test_what_a_pick_a_squash_or_a_patch_took_from_elsewhere_is_foreign(
    sessions: Callable[..., list[Session]], repository: Repository, take: str, path: str
) -> None:
    (ann,) = sessions("ann")
    ann.reads("api.py")
    taken = fetched(TAKEN[take])(ann, eves(repository, path))
    assert taken.ok, taken.err
    assert repository.git("show", "main:" + path) == CHANGED.strip()
    stale = ["CG101 api.py"] if path == "api.py" else []
    assert ann.commits("caller.py", "f(1)\n").rejected == stale
    if stale:
        ann.reads("api.py")
        assert ann.commits("caller.py", "f(1, 2)\n").ok


@pytest.mark.parametrize(("elsewhere", "stale"), [("other.py", []), ("api.py", ["CG101 api.py"])], ids=["kept", "put back"])
def test_a_version_from_before_the_set_up_is_foreign_only_if_put_back_elsewhere(
    tmp_path: Path, elsewhere: str, stale: list[str]
) -> None:
    repository = Repository(tmp_path, guarded=False)
    repository.begin(api__py="def f(x):\n    return x\n", other__py="OTHER = 1\n")
    repository.guard()
    ann = repository.session("ann")
    ann.reads("api.py")
    clone = cloned(repository, "other.py", "OTHER = 2\n")
    ann.lands("api.py", CHANGED)
    if elsewhere == "api.py":
        repository.git("pull", "-q", "--no-rebase", "--no-edit", cwd=clone)
        repository.commit_files({"api.py": "def f(x):\n    return x\n"}, cwd=clone)
    assert fetched("git checkout -q FETCH_HEAD -- api.py && git commit -qm x")(ann, clone).ok
    assert ann.commits("caller.py", "f(1)\n").rejected == stale


@pytest.mark.parametrize("take", TAKEN)
def test_ones_own_commit_that_comes_back_from_elsewhere_is_ones_own(
    sessions: Callable[..., list[Session]], repository: Repository, take: str
) -> None:
    (ann,) = sessions("ann")
    ann.git("switch", "-q", "-c", "mine")
    ann.lands("api.py", CHANGED)
    clone = repository.folder / "clone"
    repository.git("clone", "-q", "-b", "mine", str(repository.top), str(clone), cwd=repository.folder)
    repository.git("branch", "-q", "-m", "main", cwd=clone)
    ann.git("switch", "-q", "main")
    ann.reads("api.py")
    taken = fetched(TAKEN[take])(ann, clone)
    assert taken.ok, taken.err
    assert ann.commits("caller.py", "f(1, 2)\n").ok


def test_who_picked_what_comes_from_elsewhere_may_drop_it(sessions: Callable[..., list[Session]], repository: Repository) -> None:
    (ann,) = sessions("ann")
    assert fetched(TAKEN["pick"])(ann, eves(repository, "api.py")).ok
    assert ann.git("reset", "-q", "--hard", "HEAD~1").ok
