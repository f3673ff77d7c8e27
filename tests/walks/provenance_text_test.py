"""Another session's work is recognised by its text, where no commit and no state file of git names it."""

from collections.abc import Callable

import pytest

from tests.support.claude import Claude
from tests.support.repository import CHANGED, Repository, Result, Session, Sessions

pytestmark = pytest.mark.nightly

LINES = "".join(f"number_{n} = {n}\n" for n in range(30))
Take = Callable[[Session, str], Result]


def picked_into_the_index(ann: Session, made: str) -> Result:
    ann.git("cherry-pick", "-n", made)
    return ann.git("commit", "-qm", "taken")


def applied(ann: Session, made: str) -> Result:
    patch = ann.git("format-patch", "--stdout", "-1", made).out
    (ann.repository.folder / "p").write_text(patch)
    taken = ann.git("apply", "--index", "-3", str(ann.repository.folder / "p"))
    assert taken.ok, taken.err
    return ann.git("commit", "-qm", "taken")


def mailed(ann: Session, made: str) -> Result:
    patch = ann.git("format-patch", "--stdout", "-1", made).out
    start, rest = patch.split("\n", 1)
    (ann.repository.folder / "p").write_text(f"{start.split()[0]} {'0' * 40} {' '.join(start.split()[2:])}\n{rest}")
    return ann.git("am", "-q", "-3", str(ann.repository.folder / "p"))


def squashed(ann: Session, made: str) -> Result:
    ann.git("merge", "-q", "--squash", made)
    (ann.cwd / ".git/SQUASH_MSG").unlink()
    return ann.git("commit", "-qm", "taken")


def squashed_and_edited(ann: Session, made: str) -> Result:
    ann.git("merge", "-q", "--squash", made)
    (ann.cwd / ".git/SQUASH_MSG").unlink()
    ann.writes("lines.py", (ann.cwd / "lines.py").read_text() + "more = 1\n")
    return ann.git("commit", "-qam", "taken")


def imported(ann: Session, made: str) -> Result:
    text = ann.git("show", f"{made}:lines.py").out + "dees_own = 31\n"
    story = f"commit refs/heads/main\ncommitter A <a@b> 0 +0000\ndata 1\nx\nfrom {ann.git('rev-parse', 'main').out}"
    story += f"M 100644 inline lines.py\ndata {len(text)}\n{text}\n"
    return ann.repository.run(["git", "fast-import", "--quiet"], stdin=story, **ann.env)


def built_and_made_a_branch(ann: Session, made: str) -> Result:
    tree = ann.git("rev-parse", f"{made}^{{tree}}").out.strip()
    built = ann.git("commit-tree", "-m", "built", "-p", f"{made}^", tree).out.strip()
    assert ann.git("branch", "later", built).ok
    return ann.git("merge", "-q", "--no-edit", "later")


WAYS = [picked_into_the_index, applied, mailed, squashed, squashed_and_edited, imported, built_and_made_a_branch]


@pytest.mark.parametrize("take", WAYS)
@pytest.mark.parametrize("read", ["api.py", "other.py"])
def test_merged_text_asks_the_reads_of_who_wrote_it(sessions: Sessions, repository: Repository, take: Take, read: str) -> None:
    ann, dee = sessions("ann", "dee")
    dee.lands("lines.py", LINES)
    bob = repository.session("bob", repository.worktree("w", "feature"))
    bob.reads(read)
    made = bob.lands("lines.py", LINES.replace("number_2 = 2\n", "number_2 = 2\nbobs_own = 22\n"))
    dee.lands("lines.py", LINES + "dees_own = 31\n")
    dee.lands("api.py", CHANGED)
    taken = take(ann, made)
    assert taken.rejected == (["CG101 api.py"] if read == "api.py" else []), taken.err
    assert taken.ok == (read != "api.py"), taken.err


@pytest.mark.parametrize("read", ["api.py", "other.py"])
def test_text_of_a_branch_that_was_built_by_hand_asks_the_reads_of_who_built_it(
    sessions: Sessions, repository: Repository, read: str
) -> None:
    ann, dee = sessions("ann", "dee")
    bob = repository.session("bob", repository.worktree("w", "feature"))
    bob.reads(read)
    bob.writes("caller.py", "f(1)\n")
    bob.git("add", "caller.py")
    built = bob.git("commit-tree", "-m", "built", "-p", "HEAD", bob.git("write-tree").out.strip()).out.strip()
    assert bob.git("branch", "later", built).ok
    bob.git("reset", "-q", "--hard")
    dee.lands("api.py", CHANGED)
    ann.git("checkout", "-q", "later", "--", "caller.py")
    assert ann.git("commit", "-qm", "taken").rejected == (["CG101 api.py"] if read == "api.py" else [])


@pytest.mark.parametrize("read", ["api.py", "other.py"])
def test_what_is_imported_asks_the_reads_of_who_imports_it(sessions: Sessions, repository: Repository, read: str) -> None:
    ann, dee = sessions("ann", "dee")
    made = dee.lands("lines.py", LINES)
    ann.reads(read)
    dee.lands("api.py", CHANGED)
    assert imported(ann, made).rejected == (["CG101 api.py"] if read == "api.py" else [])


def test_text_of_ones_own_beside_others_work_asks_nobody_else(sessions: Sessions, repository: Repository) -> None:
    ann, dee = sessions("ann", "dee")
    dee.lands("lines.py", LINES)
    bob = repository.session("bob", repository.worktree("w", "feature"))
    bob.reads("api.py")
    bob.lands("lines.py", LINES.replace("number_2 = 2\n", "number_2 = 2\nbobs_own = 22\n"))
    dee.lands("api.py", CHANGED)
    assert ann.commits("lines.py", LINES + "anns_own = 1\n").ok


@pytest.mark.parametrize("read", ["api.py", "other.py"])
def test_work_that_its_branch_dropped_is_remembered(sessions: Sessions, repository: Repository, read: str) -> None:
    ann, bob = sessions("ann", "bob")
    repository.git("config", "coordgit.target", "none")
    bob.reads(read)
    bob.lands("caller.py", "f(1)\n")
    assert ann.git("reset", "-q", "--soft", "HEAD~1").ok
    assert ann.git("reset", "-q").ok
    ann.lands("api.py", CHANGED)
    ann.git("add", "caller.py")
    taken = ann.git("commit", "-qm", "taken")
    assert taken.rejected == (["CG101 api.py"] if read == "api.py" else []), taken.err
    ann.git("reset", "-q")
    assert ann.commits("more.py", "1\n").ok


KEPT = ["reset -q --soft HEAD~1", "update-ref refs/heads/{0} {0}~1"]


@pytest.mark.parametrize("soft", KEPT, ids=["its session", "another"])
@pytest.mark.parametrize(
    ("kept", "where", "line", "asked"),
    [
        ("feature", "main", "anns_own = 1", []),
        ("feature", "main", "bobs = 1", ["CG101 api.py"]),
        ("feature", "feature", "anns_own = 1", ["CG101 api.py"]),
        ("main", "feature", "anns_own = 1", []),
        ("main", "feature", "bobs = 1", ["CG101 api.py"]),
    ],
)
def test_work_that_a_work_tree_keeps_is_asked_by_path_there_and_by_its_text_elsewhere(
    sessions: Sessions, repository: Repository, soft: str, kept: str, where: str, line: str, asked: list[str]
) -> None:
    (dee,) = sessions("dee")
    dee.lands("lines.py", LINES)
    folders = {"feature": repository.worktree("w", "feature"), "main": repository.top}
    bob = repository.session("bob", folders[kept])
    bob.reads("api.py")
    bob.lands("lines.py", f"{LINES}bobs = 1\n")
    assert (bob if soft == KEPT[0] or kept == "main" else dee).git(*soft.format(kept).split()).ok
    dee.lands("api.py", CHANGED)
    ann = repository.session("ann", folders[where])
    assert ann.commits("lines.py", f"{line}\n{LINES}").rejected == asked


def test_dropped_work_is_forgotten_with_its_epoch(sessions: Sessions, repository: Repository) -> None:
    ann, bob = sessions("ann", "bob")
    repository.git("config", "coordgit.target", "none")
    bob.reads("api.py")
    bob.lands("caller.py", "f(1)\n")
    assert ann.git("reset", "-q", "HEAD~1").ok
    ann.lands("api.py", CHANGED)
    bob.coordgit("session", "clear")
    ann.git("add", "caller.py")
    assert ann.git("commit", "-qm", "taken").ok


def test_dropped_work_that_landed_again_is_asked_no_more(sessions: Sessions, repository: Repository) -> None:
    ann, bob = sessions("ann", "bob")
    repository.git("config", "coordgit.target", "none")
    bob.reads("api.py")
    made = bob.lands("caller.py", "f(1)\n")
    assert ann.git("reset", "-q", "--hard", "HEAD~1").ok
    assert ann.git("reset", "-q", "--hard", made).ok
    ann.lands("api.py", CHANGED)
    assert ann.commits("caller.py", "f(1, 2)\n").ok


@pytest.mark.parametrize("read", ["api.py", "other.py"])
def test_what_a_revert_took_out_is_remembered(sessions: Sessions, repository: Repository, read: str) -> None:
    ann, bob = sessions("ann", "bob")
    bob.reads(read)
    made = bob.lands("caller.py", "f(1)\n")
    assert ann.git("revert", "--no-edit", made).ok
    reverting = repository.head()
    ann.lands("api.py", CHANGED)
    back = ann.git("revert", "--no-edit", reverting)
    assert back.rejected == (["CG101 api.py"] if read == "api.py" else []), back.err


def test_a_commit_after_a_revert_that_undid_nothing_takes_nothing_out(sessions: Sessions, repository: Repository) -> None:
    """git leaves the message of that revert behind."""
    (bob,) = sessions("bob")
    ann = repository.session("ann", repository.worktree("work"))
    bob.reads("api.py")
    made = bob.lands("caller.py", "f(1)\n")
    assert "nothing to commit" in ann.git("revert", "--no-edit", made).out
    bob.lands("caller.py", "f(1)\ncalled = other(1, 2)\n")
    ann.lands("caller.py", "called = other(1, 2)\n")
    ann.lands("api.py", CHANGED)
    assert ann.git("rm", "-q", "caller.py").ok
    removed = ann.git("commit", "-qm", "ann")
    assert removed.ok, removed.err


@pytest.mark.parametrize("rebased", [True, False])
def test_a_revert_is_its_sessions_though_an_earlier_commit_had_the_same_content(
    sessions: Sessions, repository: Repository, rebased: bool
) -> None:
    """The content that it puts back was bob's before a rebase, too."""
    (ann,) = sessions("ann")
    bob = repository.session("bob", repository.worktree("work"))
    bob.reads("api.py")
    bob.lands("api.py", "1\n")
    bob.lands("api.py", "2\n")
    if rebased:
        ann.lands("other.py", "1\n")
        assert bob.git("rebase", "-q", "main").ok
    assert ann.git("merge", "-q", "--ff-only", "work").ok
    ann.reads("api.py")
    repository.session("cat").reads("api.py")
    assert ann.git("revert", "--no-edit", "HEAD").ok
    assert ann.commits("new.py", "1\n").ok
    assert repository.session("cat").commits("cat.py", "1\n").rejected == ["CG101 api.py"]
    assert bob.git("merge", "-q", "--ff-only", "main").ok
    assert bob.commits("bob.py", "1\n").rejected == ["CG101 api.py"], "bob has not seen that"


@pytest.mark.parametrize("read", ["api.py", "other.py"])
def test_what_the_revert_of_a_merge_took_out_is_remembered(sessions: Sessions, repository: Repository, read: str) -> None:
    """The merge made a text of both sides' lines, so no branch ever had the merged one's as it was."""
    (ann,) = sessions("ann")
    repository.commit_files({"caller.py": LINES})
    bob = repository.session("bob", repository.worktree("work"))
    bob.reads(read)
    bob.lands("caller.py", f"{LINES}f(1)\n")
    ann.lands("caller.py", f"import f\n{LINES}")
    assert ann.git("merge", "-q", "--no-ff", "--no-edit", "work").ok
    assert ann.git("revert", "-m", "1", "--no-edit", "HEAD").ok
    reverting = repository.head()
    ann.lands("api.py", CHANGED)
    back = ann.git("revert", "--no-edit", reverting)
    assert back.rejected == (["CG101 api.py"] if read == "api.py" else []), back.err


def test_a_swept_edit_is_named_with_the_way_to_leave_it_out(sessions: Sessions, repository: Repository) -> None:
    (ann,) = sessions("ann")
    bob = Claude(repository, "bob")
    bob.reads("api.py")
    ann.lands("api.py", CHANGED)
    bob.writes("caller.py", "f(1)\n")
    ann.writes("mine.py", "1\n")
    ann.git("add", "-A")
    swept = ann.git("commit", "-qm", "all of it")
    assert swept.rejected == ["CG202 caller.py"]
    assert "leave caller.py out, commit again (git commit -qm 'all of it' -- mine.py)" in swept.err
    told = ann.coordgit("explain").out
    assert "an uncommitted edit of claude bob: caller.py" in told and "only told: it was read for an edit" in told
    assert ann.git("restore", "--staged", "--", "caller.py").ok
    assert ann.git("commit", "-qm", "mine alone").ok


def test_a_swept_edit_that_was_handed_over_brings_the_reads_behind_it(sessions: Sessions, repository: Repository) -> None:
    (ann,) = sessions("ann")
    bob = Claude(repository, "bob")
    bob.reads("api.py")
    ann.lands("api.py", CHANGED)
    bob.writes("caller.py", "f(1)\n")
    bob.send("SessionEnd", reason="other")
    ann.writes("mine.py", "1\n")
    ann.git("add", "-A")
    swept = ann.git("commit", "-qm", "all of it")
    assert swept.rejected == ["CG101 api.py"]
    assert "carries an uncommitted edit of claude bob: caller.py" in swept.err
    assert "leave caller.py out (git reset -q -- caller.py)" in swept.err
    assert ann.git("reset", "-q", "--", "caller.py").ok
    assert ann.git("commit", "-qm", "mine alone").ok


@pytest.mark.parametrize("own", [True, False])
def test_all_that_an_ended_session_has_left_is_left_out_at_once(sessions: Sessions, repository: Repository, *, own: bool) -> None:
    """If nothing else is committed, nothing is to be left out."""
    (ann,) = sessions("ann")
    bob = Claude(repository, "bob")
    bob.reads("api.py")
    for path in ("caller.py", "new.py"):
        bob.writes(path, "f(1)\n")
    ann.lands("api.py", CHANGED)
    bob.send("SessionEnd", reason="other")
    if own:
        ann.writes("mine.py", "1\n")
    ann.git("add", "-A")
    swept = ann.git("commit", "-qm", "all of it")
    assert swept.rejected == ["CG101 api.py"], swept
    assert ("leave caller.py and new.py out (git reset -q -- caller.py new.py)" in swept.err) == own
    assert ("leave" in swept.err) == own and " look at what changed in api.py (coordgit explain v" in swept.err, swept
    if own:
        assert ann.git("reset", "-q", "--", "caller.py", "new.py").ok
    else:
        assert ann.coordgit("explain", swept.verdict).ok
    assert ann.git("commit", "-qm", "all of it").ok


def test_what_a_commit_of_all_sweeps_is_not_left_out_by_the_same_commit(sessions: Sessions, repository: Repository) -> None:
    (ann,) = sessions("ann")
    bob = Claude(repository, "bob")
    ann.lands("caller.py", "f(0)\n")
    ann.lands("mine.py", "0\n")
    bob.reads("api.py")
    ann.lands("api.py", CHANGED)
    bob.writes("caller.py", "f(1)\n")
    ann.writes("mine.py", "1\n")
    bob.send("SessionEnd", reason="other")
    assert ann.git("commit", "-qam", "all of it").rejected == ["CG101 api.py"]
    remedy = ann.json("explain")["remedy"]
    assert remedy[-1] == "git commit -qm 'all of it' -- mine.py"
    assert ann.git("reset", "-q", "--", "caller.py").ok
    assert ann.git("commit", "-qm", "mine alone", "mine.py").ok


@pytest.mark.parametrize("landed", [True, False])
def test_a_version_on_the_way_to_what_has_landed_brings_nobody_in(repository: Repository, landed: bool) -> None:
    repository.begin(api__py="def f(x):\n    return x\n", other__py="OTHER = 1\n")
    ann, bob = (repository.session(name, repository.worktree(name)) for name in ("ann", "bob"))
    cat = repository.session("cat")
    bob.reads("api.py")
    bob.lands("other.py", "ANOTHER = 2\n")
    bob.lands("other.py", "YET_ANOTHER = 3\n")
    if landed:
        assert cat.git("merge", "-q", "--ff-only", "bob").ok
    cat.lands("api.py", "def f(x, y):\n    return x\n")
    assert ann.commits("other.py", "ANOTHER = 2\n").rejected == ([] if landed else ["CG101 api.py"])


@pytest.mark.parametrize("path", ["caller.py", "new.py"])
def test_an_edit_from_before_its_session_was_cleared_asks_what_was_read_until_then(repository: Repository, path: str) -> None:
    repository.begin(api__py="1\n", caller__py="1\n")
    ann = Claude(repository, "ann")
    ann.reads("api.py")
    ann.writes("caller.py", "2\n")
    ann.send("SessionEnd", reason="clear")
    ann.send("SessionStart", source="clear")
    repository.session("bob").lands("api.py", CHANGED)
    ann.writes("new.py", "1\n")
    if path == "caller.py":
        assert ann.commits(path).rejected == ["CG101 api.py"]
        ann.reads("api.py")
    assert ann.commits(path).ok


def test_a_version_that_a_command_took_before_its_session_was_cleared_is_no_edit_from_then(repository: Repository) -> None:
    repository.begin(api__py="1\n", caller__py="1\n")
    ann, bob = Claude(repository, "ann", repository.worktree("tree")), repository.session("bob")
    ann.reads("api.py")
    bob.lands("caller.py", "2\n")
    assert ann.runs("git reset -q --soft main").ok and ann.runs("git checkout -q HEAD -- caller.py").ok
    ann.send("SessionEnd", reason="clear")
    ann.send("SessionStart", source="clear")
    bob.lands("api.py", CHANGED)
    done = ann.runs("git revert --no-edit HEAD")
    assert done.ok, done
