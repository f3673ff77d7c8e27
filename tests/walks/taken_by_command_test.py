"""What a session's command puts there of another's versions is known to it only if it has seen that, or what came after it."""

import pytest

from tests.support.claude import Claude
from tests.support.repository import API, CHANGED, Repository, Result, Session

LONG = "# too long for a notice\n" * 900
NEWER, NEWEST = CHANGED + LONG, f"{CHANGED}# newest\n{LONG}"


@pytest.fixture
def ann(ann: Claude) -> Claude:
    """Ann, who works on a branch of her own beside main."""
    ann.cwd = ann.repository.worktree("tree")
    return ann


def lands(ann: Claude, keeps: bool = True) -> Result:
    """Ann commits another file, with what her command has put there or without, and lands it on main."""
    ann.writes("mine.py", "1\n")
    if not keeps:
        assert ann.runs("git checkout -q HEAD -- api.py").ok
    done = ann.runs("git add mine.py && git commit -qam ann")
    if done.ok:
        assert ann.runs("git merge -q --no-edit main").ok
        done = ann.runs("git -C ../repo merge -q --ff-only tree")
    return done


@pytest.mark.parametrize("sees", ["some lines", "all of it"])
@pytest.mark.parametrize("committed", [True, False])
def test_who_has_seen_lines_of_what_its_command_brings_does_not_know_the_rest(
    ann: Claude, bob: Session, sees: str, committed: bool
) -> None:
    ann.reads("api.py")
    bob.lands("api.py", NEWER)
    ann.runs("git show main:api.py" + " | sed -n 5,6p" * (sees == "some lines"))
    assert ann.runs("git checkout -q main -- api.py").ok
    done = ann.commits("api.py") if committed else lands(ann, keeps=False)
    assert done.rejected == ["CG101 api.py"] * (sees == "some lines"), done


@pytest.mark.parametrize("keeps", [True, False])
@pytest.mark.parametrize("reread", [False, True])
def test_what_a_command_brings_in_place_of_a_text_that_no_hook_saw_is_not_known(
    ann: Claude, bob: Session, reread: bool, keeps: bool
) -> None:
    ann.reads("api.py")
    ann.edits("api.py", "return x", "return 1")
    bob.lands("api.py", NEWER)
    ann.repository.write("api.py", API, ann.cwd)
    assert ann.runs("git checkout -q main -- api.py").ok
    if reread:
        ann.reads("api.py")
    done = lands(ann, keeps)
    assert done.rejected == ["CG101 api.py"] * (not reread), done


@pytest.mark.parametrize("reread", [False, True])
@pytest.mark.parametrize("how", ["git checkout -q main~1 -- api.py", "git show main~1:api.py >api.py"])
def test_a_version_that_came_after_what_one_knows_is_not_known_though_it_was_replaced(
    ann: Claude, bob: Session, how: str, reread: bool
) -> None:
    ann.reads("api.py")
    bob.lands("api.py", NEWER)
    bob.lands("api.py", NEWEST)
    assert ann.runs(how).ok
    assert bob.git("revert", "--no-edit", "HEAD").ok
    if reread:
        ann.reads("api.py")
    done = lands(ann)
    assert done.rejected == ["CG101 api.py"] * (not reread), done


@pytest.mark.parametrize("keeps", [True, False])
@pytest.mark.parametrize("reread", [False, True])
def test_a_version_to_which_a_branch_has_gone_back_is_not_known_by_taking_it(
    ann: Claude, bob: Session, reread: bool, keeps: bool
) -> None:
    bob.lands("api.py", NEWER)
    assert ann.runs("git reset -q --hard main").ok
    ann.reads("api.py")
    assert bob.git("revert", "--no-edit", "HEAD").ok
    assert ann.runs("git checkout -q main -- api.py").ok
    if reread:
        ann.reads("api.py")
    done = lands(ann, keeps)
    assert done.rejected == ["CG101 api.py"] * (not reread), done


def test_what_a_command_puts_back_as_the_session_had_read_it_is_known(ann: Claude, bob: Session) -> None:
    """Whatever others have made of it on main is not there yet, and is told."""
    bob.lands("api.py", NEWER)
    assert ann.runs("git merge -q --ff-only main").ok
    ann.reads("api.py")
    ann.edits("api.py", "return x", "return 1")
    assert ann.runs("git checkout -q -- api.py").ok
    ann.edits("api.py", "return x", "return 2")
    assert ann.commits("api.py").ok
    done = lands(ann)
    assert done.ok, done


@pytest.mark.parametrize("goes_on", ["git switch -q -f main", "an edit"])
@pytest.mark.parametrize("reread", [False, True])
def test_a_version_that_was_read_and_put_over_an_edit_is_not_what_the_edit_was_made_of(
    repository: Repository, goes_on: str, reread: bool
) -> None:
    """Another has gone back to that, unseen, under this work tree."""
    repository.begin(api__py=API)
    ann, bob = Claude(repository, "ann"), repository.session("bob", repository.worktree("side"))
    ann.edits("api.py", "return x", "return 1")
    for goes_back in (False, True):
        if goes_back:
            assert bob.git("revert", "--no-edit", "HEAD").ok
        else:
            bob.lands("api.py", NEWER)
        assert bob.git("update-ref", "refs/heads/main", "side").ok
        if not goes_back:
            ann.runs("git show HEAD:api.py")
    assert ann.runs("git restore --source=HEAD~1 -S -W api.py").ok
    if goes_on == "an edit":
        ann.edits("api.py", "return x", "return 2")
    else:
        assert ann.runs(goes_on).ok
    if reread:
        ann.runs("git show HEAD:api.py")
    ann.writes("mine.py", "1\n")
    done = ann.commits("mine.py")
    assert done.rejected == ["CG101 api.py"] * (not reread), done


@pytest.mark.parametrize("reread", [False, True])
def test_who_has_read_what_a_command_put_over_an_older_file_does_not_know_what_head_has(
    ann: Claude, bob: Session, reread: bool
) -> None:
    bob.lands("api.py", NEWER)
    bob.lands("api.py", NEWEST)
    assert ann.runs("git reset -q --soft main").ok
    assert ann.runs("git switch -q tree && git show HEAD~1:api.py >api.py").ok
    ann.reads("api.py", 1, 3)
    assert ann.runs("git reset -q --hard").ok
    if reread:
        ann.reads("api.py", 1, 3)
    done = lands(ann)
    assert done.rejected == ["CG101 api.py:1-3"] * (not reread), done


def fetched(repository: Repository, branch: str) -> tuple[Claude, list[str]]:
    """Ann in a clone, who has read api.py and fetched two newer versions on a branch; the words of git where they are made."""
    repository.begin(api__py=API)
    origin, other = repository.folder / "origin.git", repository.folder / "other"
    repository.git("clone", "-q", "--bare", ".", str(origin))
    repository.git("remote", "add", "origin", str(origin))
    repository.git("fetch", "-q", "origin")
    repository.git("branch", "-q", "-u", "origin/main", "main")
    repository.git("clone", "-q", str(origin), str(other))
    elsewhere = ["-C", str(other)]
    ann = Claude(repository, "ann")
    ann.reads("api.py")
    for text in (NEWER, NEWEST):
        repository.write("api.py", text, other)
        repository.git(*elsewhere, "commit", "-qam", "bob")
    repository.git(*elsewhere, "push", "-q", "origin", f"HEAD:{branch}")
    assert ann.runs("git fetch -q && git fetch -q origin main").ok
    return ann, elsewhere


@pytest.mark.parametrize("reread", [False, True])
@pytest.mark.parametrize(
    ("branch", "how"),
    [
        ("main", "git checkout -q origin/main~1 -- api.py"),
        ("side", "git checkout -q origin/side~1 api.py"),
        ("side", "git restore --source=origin/side~1 api.py"),
        ("side", "git show origin/side~1:api.py >api.py"),
        ("side", "git cat-file blob origin/side~1:api.py | tee api.py >other.txt"),
    ],
)
def test_a_version_of_a_commit_that_was_fetched_is_not_known_by_taking_it(
    repository: Repository, branch: str, how: str, reread: bool
) -> None:
    """It lands elsewhere, too."""
    ann, elsewhere = fetched(repository, branch)
    assert ann.runs(how).ok
    repository.git(*elsewhere, "revert", "--no-edit", "HEAD")
    repository.git(*elsewhere, "push", "-q", "origin", "HEAD:main")
    assert ann.runs("git fetch -q").ok
    if reread:
        ann.reads("api.py")
    done = ann.commits("api.py")
    assert done.rejected == ["CG101 api.py"] * (not reread), done


@pytest.mark.parametrize("reread", [False, True])
def test_a_remotes_version_is_not_known_by_a_patch_that_makes_it(repository: Repository, reread: bool) -> None:
    ann, _ = fetched(repository, "main")
    assert ann.runs("git diff HEAD origin/main | git apply").ok
    if reread:
        ann.reads("api.py")
    done = ann.commits("api.py")
    assert done.rejected == ["CG101 api.py"] * (not reread), done


@pytest.mark.parametrize("guarded", [True, False], ids=["it has landed here", "it is older than the store"])
def test_an_older_version_that_its_session_puts_back_is_its_own_text(repository: Repository, guarded: bool) -> None:
    hooks = repository.top / ".git/hooks"
    if not guarded:
        hooks.rename(repository.folder / "hooks")
    repository.commit_files({"api.py": API})
    repository.commit_files({"api.py": NEWER})
    if not guarded:
        (repository.folder / "hooks").rename(hooks)
    ann = Claude(repository, "ann")
    ann.reads("api.py")
    assert ann.runs("git checkout -q HEAD~1 -- api.py").ok
    ann.reads("api.py")
    ann.writes("mine.py", "1\n")
    done = ann.commits("mine.py")
    assert done.ok, done


@pytest.mark.parametrize("reread", [False, True])
@pytest.mark.parametrize(
    "how",
    [
        "git checkout -q main -- api.py && git commit -qm taken -- api.py",
        "cp ../repo/api.py api.py && git commit -qm taken -- api.py",
        "git cherry-pick -n main && git commit -qm taken",
    ],
)
def test_what_a_commit_takes_of_a_target_is_nobodys_own_and_is_asked_where_it_lands(
    ann: Claude, bob: Session, how: str, reread: bool
) -> None:
    """The note on that commit says so."""
    bob.lands("api.py", NEWER)
    ann.reads("api.py")
    assert ann.runs(how).ok
    if reread:
        ann.reads("api.py")
    assert ann.runs("git merge -q --no-edit main").ok
    done = ann.runs("git -C ../repo merge -q --ff-only tree")
    assert done.rejected == ["CG101 api.py"] * (not reread), done
    ann.writes("mine.py", "1\n")
    done = ann.commits("mine.py")
    assert done.rejected == ["CG101 api.py"] * (not reread), done
