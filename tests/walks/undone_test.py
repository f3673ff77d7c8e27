"""What was read has since been undone on the branch, by a reset, an amend or a rewrite: what was seen is there no more."""

from collections.abc import Callable

import pytest

from tests.support.claude import Claude
from tests.support.repository import UNHOOKED, Repository, Result, Session

TEXT = "".join(f"{n}\n" for n in range(1, 10))


@pytest.fixture
def bob(repository: Repository) -> Session:
    repository.commit_files({"api.py": "1\n", "other.py": "1\n"})
    bob = repository.session("bob")
    bob.lands("other.py", "2\n")
    bob.lands("api.py", "2\n")
    return bob


@pytest.fixture
def ann(repository: Repository, bob: Session) -> Session:
    ann = repository.session("ann")
    ann.reads("api.py", "other.py")
    return ann


def test_what_another_session_resets_is_stale_until_it_is_read_again(ann: Session, bob: Session) -> None:
    assert bob.git("reset", "-q", "--hard", "HEAD~1").ok
    assert ann.commits("new.py", "1\n").rejected == ["CG101 api.py"]
    ann.reads("api.py")
    assert ann.commits("new.py", "1\n").ok
    assert ann.commits("newer.py", "1\n").ok


@pytest.mark.parametrize("path", ["other.py", "api.py"])
def test_who_moved_the_branch_is_named_and_not_who_has_landed_something_else_since(
    repository: Repository, ann: Session, bob: Session, path: str
) -> None:
    kept = repository.head("HEAD~1")
    assert bob.git("reset", "-q", "--hard", "HEAD~1").ok
    repository.session("cat").lands(path, "3\n")
    denied = ann.commits("new.py", "1\n")
    line = next(line for line in denied.err.splitlines() if line.startswith("  CG101 api.py"))
    named = [f'{kept[:7]} "bob: other.py" (session bob,', f'{repository.head("HEAD")[:7]} "cat: api.py" (session cat,']
    assert f"changed by {named[path == 'api.py']}" in line, denied.err


def test_what_the_session_resets_itself_is_not_stale(ann: Session) -> None:
    assert ann.git("branch", "kept").ok
    assert ann.git("reset", "-q", "--hard", "HEAD~1").ok
    assert ann.commits("new.py", "1\n").ok


def test_a_reset_of_what_was_not_read_rejects_nothing(repository: Repository, bob: Session) -> None:
    cat = repository.session("cat")
    cat.reads("other.py")
    assert bob.git("reset", "-q", "--hard", "HEAD~1").ok
    assert cat.commits("new.py", "1\n").ok
    assert cat.commits("newer.py", "1\n").ok


def test_an_amend_that_leaves_out_what_was_read_makes_it_stale(ann: Session, bob: Session) -> None:
    bob.writes("api.py", "1\n")
    bob.writes("more.py", "1\n")
    assert bob.git("add", "-A").ok and bob.git("commit", "-q", "--amend", "-m", "amended").ok
    assert ann.commits("new.py", "1\n").rejected == ["CG101 api.py"]


def test_an_amend_that_keeps_what_was_read_rejects_nothing(ann: Session, bob: Session) -> None:
    assert bob.git("commit", "-q", "--amend", "-m", "amended").ok
    assert ann.commits("new.py", "1\n").ok


def test_a_reset_that_no_hook_saw_makes_what_was_read_stale(ann: Session, repository: Repository) -> None:
    repository.git(*UNHOOKED, "reset", "-q", "--hard", "HEAD~1")
    assert ann.commits("new.py", "1\n").rejected == ["CG101 api.py"]


def test_a_commit_that_puts_back_what_was_seen_passes(ann: Session, bob: Session) -> None:
    assert bob.git("reset", "-q", "--soft", "HEAD~1").ok
    passed = ann.git("commit", "-qm", "again", "--", "api.py")
    assert passed.ok, passed.err


def test_what_was_reset_and_put_back_is_true(ann: Session, bob: Session) -> None:
    assert bob.git("reset", "-q", "--hard", "HEAD~1").ok
    assert bob.git("merge", "-q", "--ff-only", "ORIG_HEAD").ok
    assert ann.commits("new.py", "1\n").ok


@pytest.mark.parametrize("keeps", [True, False])
def test_an_edit_passes_after_an_amend_only_if_that_kept_what_was_read(repository: Repository, bob: Session, keeps: bool) -> None:
    ann = Claude(repository, "ann")
    ann.reads("api.py")
    ann.edits("api.py", "2\n", "2\n3\n")
    repository.write("api.py", "2\n" if keeps else "0\n")
    assert bob.git("commit", "-qam" if not keeps else "-qm", "again", "--amend").ok
    repository.write("api.py", "2\n3\n")
    assert ann.commits("api.py").ok == keeps


KINDS = {"content": ["api.py"], "lines": ["api.py:1-1"], "listing": ["--glob", "*.py"], "match": ["--grep", "def"]}
CODES = {"content": "CG101", "lines": "CG101", "listing": "CG102", "match": "CG102"}


def changes(ann: Session, kind: str) -> None:
    """Make another answer of what was read in that way, and commit it."""
    if kind == "listing":
        (ann.cwd / "api.py").unlink()
    else:
        ann.writes("api.py", "f = 1\n")
    assert ann.git("commit", "-qam", "changed").ok


def codes(done: Result) -> list[str]:
    return [conflict.split()[0] for conflict in done.rejected]


def rebases(ann: Session) -> None:
    assert ann.git("rebase", "-q", "main").ok


def amends(ann: Session) -> None:
    ann.writes("mine.txt", "1\n")
    assert ann.git("add", "mine.txt").ok and ann.git("commit", "-q", "--amend", "-m", "amended").ok


@pytest.mark.parametrize("undone", [True, False], ids=["undone", "another"])
@pytest.mark.parametrize("rewrites", [rebases, amends])
@pytest.mark.parametrize("kind", KINDS)
def test_a_sessions_own_commit_rewritten_before_it_landed_is_missed_only_where_it_is_undone(
    repository: Repository, kind: str, rewrites: Callable[[Session], None], undone: bool
) -> None:
    repository.commit_files({"api.py": "def f(): ...\n", "other.py": "1\n"})
    ann, bob = repository.session("ann", repository.worktree("ann")), repository.session("bob")
    assert ann.coordgit("read", *KINDS[kind]).ok
    changes(ann, kind)
    bob.lands("third.txt", "1\n")
    rewrites(ann)
    assert bob.git("merge", "-q", "--no-edit", "ann").ok
    bob.reads("api.py")
    bob.lands(*("api.py", "def f(): ...\n") if undone else ("fourth.txt", "1\n"))
    assert ann.git("merge", "-q", "main").ok
    assert codes(ann.commits("new.py", "1\n")) == [CODES[kind]] * undone


def squashes(who: Session) -> None:
    assert who.git("merge", "-q", "--squash", "ann").ok and who.git("commit", "-qm", "squashed").ok


def picks(who: Session) -> None:
    assert who.git("cherry-pick", "ann").ok


def applies(who: Session) -> None:
    assert who.git("cherry-pick", "-n", "ann").ok and who.git("commit", "-qm", "applied").ok


@pytest.mark.parametrize("undone", [True, False], ids=["undone", "another"])
@pytest.mark.parametrize("lands", [squashes, picks, applies])
@pytest.mark.parametrize("name", ["ann", "bob"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_sessions_own_commit_landed_as_another_one_is_missed_only_where_it_is_undone(
    repository: Repository, kind: str, name: str, lands: Callable[[Session], None], undone: bool
) -> None:
    repository.commit_files({"api.py": "def f(): ...\n", "other.py": "1\n"})
    ann, bob = repository.session("ann", repository.worktree("ann")), repository.session("bob")
    assert ann.coordgit("read", *KINDS[kind]).ok
    changes(ann, kind)
    bob.lands("third.txt", "1\n")
    lands(repository.session(name))
    bob.reads("api.py")
    bob.lands(*("api.py", "def f(): ...\n") if undone else ("fourth.txt", "1\n"))
    assert ann.git("merge", "-q", "--no-edit", "main").ok
    assert ann.commits("new.py", "1\n").ok, "on its own branch stands what it knows"
    expected = "CG201" if kind == "lines" else CODES[kind]  # its own line, which its commit would put back
    assert codes(ann.git("update-ref", "refs/heads/main", repository.head("ann"))) == [expected] * undone


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_rebase_brings_is_not_seen_by_it(repository: Repository, kind: str) -> None:
    repository.commit_files({"api.py": "def f(): ...\n", "other.py": "1\n"})
    ann, bob = repository.session("ann", repository.worktree("ann")), repository.session("bob")
    ann.lands("mine.py", "1\n")
    assert ann.coordgit("read", *KINDS[kind]).ok
    changes(bob, kind)
    rebases(ann)
    assert codes(ann.commits("new.py", "1\n")) == [CODES[kind]]


def test_a_rebase_in_favour_of_its_own_commit_shows_nothing_of_what_it_replaces(repository: Repository) -> None:
    """For git a rebase's own side is the branch that it goes onto."""
    repository.commit_files({"api.py": "1\n"})
    ann, bob = repository.session("ann", repository.worktree("ann")), repository.session("bob")
    ann.reads("api.py")
    ann.lands("api.py", "2\n")
    bob.lands("api.py", "3\n")
    assert ann.git("rebase", "-q", "-X", "theirs", "main").ok
    ann.lands("new.py", "1\n")
    assert ann.git("update-ref", "refs/heads/main", repository.head("ann")).rejected == ["CG201 api.py"]


@pytest.mark.parametrize("then", ["reverts", "changes", "lands again", "reverts itself"])
def test_what_was_read_on_another_branch_and_landed_from_it_squashed(repository: Repository, then: str) -> None:
    repository.commit_files({"api.py": "1\n", "other.py": "1\n"})
    ann, bob, cat = repository.session("ann", repository.worktree("ann")), repository.session("bob"), repository.session("cat")
    repository.session("bob", repository.worktree("feat")).lands("api.py", "2\n")
    assert ann.coordgit("read", "--at", "feat", "api.py").ok
    repository.git("merge", "-q", "--squash", "feat")
    assert cat.git("commit", "-qm", "squashed").ok
    if then == "changes":
        bob.lands("other.py", "2\n")
    else:
        reverter = repository.session("ann") if then == "reverts itself" else bob
        assert reverter.git("revert", "--no-edit", "HEAD").ok
        assert then != "lands again" or cat.git("revert", "--no-edit", "HEAD").ok
    assert ann.commits("new.py", "1\n").rejected == (["CG101 api.py"] if then == "reverts" else [])


def test_what_landed_squashed_and_was_reverted_is_asked_where_the_work_lands(repository: Repository) -> None:
    repository.commit_files({"api.py": "1\n"})
    ann, cat = repository.session("ann", repository.worktree("ann")), repository.session("cat")
    repository.session("bob", repository.worktree("feat")).lands("api.py", "2\n")
    assert ann.coordgit("read", "--at", "feat", "api.py").ok
    assert ann.commits("new.py", "1\n").ok
    repository.git("merge", "-q", "--squash", "feat")
    assert cat.git("commit", "-qm", "squashed").ok and cat.git("revert", "--no-edit", "HEAD").ok
    assert cat.git("merge", "-q", "--no-edit", "ann").rejected == ["CG101 api.py"]


@pytest.mark.parametrize("reads", [True, False], ids=["it has read that", "it has not"])
@pytest.mark.parametrize("lands", [True, False], ids=["as it lands", "on its own branch"])
def test_what_a_squash_has_brought_into_ones_own_text_is_seen_with_it(repository: Repository, lands: bool, reads: bool) -> None:
    repository.commit_files({"api.py": TEXT})
    ann, bob = (repository.session(name, repository.worktree(name)) for name in ("ann", "bob"))
    ann.reads("api.py")
    assert ann.commits("api.py", TEXT.replace("7\n", "seven\n")).ok
    assert bob.commits("api.py", TEXT.replace("1\n", "one\n", 1)).ok
    assert ann.git("merge", "-q", "--squash", "bob").ok and ann.git("commit", "-qm", "squashed").ok
    if reads:
        ann.reads("api.py")
    assert bob.git("update-ref", "refs/heads/main", repository.head("bob")).ok
    if lands:
        assert repository.git("checkout", "-q", "--detach") == ""
        merged = repository.git("merge-tree", "--write-tree", "main", "ann")
        merge = repository.git("commit-tree", "-p", "main", "-p", "ann", "-m", "land", merged)
        result = ann.git("update-ref", "refs/heads/main", merge)
    else:
        result = ann.commits("new.py", "1\n")
    assert {*result.rejected} == (set() if reads else {"CG101 api.py"})


@pytest.mark.parametrize("more", [True, False], ids=["and another change", "alone"])
def test_what_one_squash_has_brought_is_seen_in_the_commits_of_the_next(repository: Repository, more: bool) -> None:
    repository.commit_files({"api.py": TEXT})
    ann, bob, cat = (repository.session(name, repository.worktree(name)) for name in ("ann", "bob", "cat"))
    changed = TEXT.replace("1\n", "one\n", 1)
    assert cat.commits("api.py", changed).ok and cat.git("update-ref", "refs/heads/main", "cat").ok
    assert bob.git("merge", "-q", "main").ok
    assert bob.commits(*(("api.py", changed.replace("4\n", "four\n")) if more else ("new.py", "1\n"))).ok
    assert ann.git("merge", "-q", "--squash", "bob").ok and ann.git("commit", "-qm", "squashed").ok
    assert cat.commits("api.py", changed.replace("7\n", "seven\n")).ok
    cat.reads("api.py")
    assert ann.git("merge", "-q", "--squash", "cat").ok
    assert ann.git("commit", "-qm", "squashed too").rejected == ["CG101 api.py"] * more


@pytest.mark.parametrize("path", ["api.py", "other.py"])
def test_what_it_commits_anew_over_what_it_saw_on_the_target(repository: Repository, path: str) -> None:
    repository.commit_files({"api.py": TEXT, "other.py": "1\n"})
    ann, bob = (repository.session(name, repository.worktree(name)) for name in ("ann", "bob"))
    ann.reads("api.py")
    assert ann.commits("api.py", TEXT.replace("7\n", "seven\n")).ok
    bob.lands("api.py", TEXT.replace("1\n", "one\n", 1))
    assert bob.git("update-ref", "refs/heads/main", "bob").ok
    assert ann.git("reset", "-q", "--hard", "HEAD~1").ok and ann.git("merge", "-q", "main").ok
    assert ann.coordgit("read", "--at", "main", "api.py").ok
    for name, text in {"api.py": TEXT.replace("1\n", "one\n", 1).replace("7\n", "seven\n"), "more.py": "1\n"}.items():
        assert ann.commits(name, text).ok
        assert ann.git("update-ref", "refs/heads/main", "ann").ok
    assert bob.git("merge", "-q", "ann").ok
    bob.reads(path)
    bob.lands(path, "2\n")
    assert bob.git("update-ref", "refs/heads/main", "bob").ok
    assert ann.commits("new.py", "1\n").rejected == ["CG101 api.py"] * (path == "api.py")


@pytest.mark.parametrize("undone", [True, False], ids=["undone", "another"])
def test_a_sessions_own_change_landed_over_what_it_was_shown_is_missed_only_where_it_is_undone(
    repository: Repository, undone: bool
) -> None:
    repository.commit_files({"api.py": TEXT, "other.py": "1\n"})
    ann, bob = Claude(repository, "ann", repository.worktree("ann")), repository.session("bob")
    ann.reads("api.py")
    bob.lands("api.py", TEXT.replace("1\n", "one\n", 1))
    ann.edits("api.py", "8\n", "eight\n")  # the answer to this call shows bob's change
    assert ann.commits("api.py").ok
    assert repository.session("ann").git("merge", "-q", "--no-edit", "ann").ok
    bob.reads("api.py")
    assert bob.git("revert", "--no-edit", "ann").ok if undone else bob.lands("other.py", "2\n")
    assert ann.runs("echo 1 > new.py && git add new.py && git commit -qm new").rejected == ["CG101 api.py"] * undone


@pytest.mark.parametrize("undone", [True, False], ids=["undone", "another"])
def test_a_sessions_own_change_merged_over_what_it_read_of_main_is_missed_only_where_it_is_undone(
    repository: Repository, undone: bool
) -> None:
    repository.commit_files({"api.py": TEXT, "other.py": "1\n"})
    ann, bob = repository.session("ann", repository.worktree("ann")), repository.session("bob")
    assert ann.commits("api.py", TEXT.replace("8\n", "eight\n")).ok
    ann.reads("--at", "main", "api.py")
    assert repository.session("ann").git("merge", "-q", "--no-ff", "--no-edit", "ann").ok
    bob.reads("api.py")
    assert bob.git("revert", "--no-edit", "ann").ok if undone else bob.lands("other.py", "2\n")
    assert ann.commits("new.py", "1\n").rejected == ["CG101 api.py"] * undone


def test_who_lands_its_own_change_over_what_it_had_read_of_another_target_is_not_asked_for_that(repository: Repository) -> None:
    repository.commit_files({"api.py": TEXT})
    repository.git("branch", "next")
    repository.session("bob").lands("api.py", TEXT.replace("8\n", "acht\n"))
    repository.git("worktree", "add", "-q", str(repository.folder / "next"), "next")
    eve = repository.session("eve", repository.folder / "next")
    eve.lands("other.py", "1\n")
    assert eve.git("cherry-pick", "main").ok
    for target in ("main", "next"):
        repository.git("config", "--add", "coordgit.target", target)
    ann = repository.session("ann", repository.worktree("ann"))
    assert ann.commits("api.py", TEXT.replace("8\n", "eight\n")).ok
    ann.reads("--at", "next", "api.py")
    assert repository.session("ann").git("merge", "-q", "--no-ff", "--no-edit", "ann").ok
    assert ann.commits("new.py", "1\n").rejected == []


@pytest.mark.daily(4)
@pytest.mark.parametrize("text", [None, "2\n"], ids=["removed", "written"])
@pytest.mark.parametrize("branch", ["feat", "main"])
def test_what_a_revert_took_back_is_its_makers_work_again_unless_a_target_has_it(
    repository: Repository, bob: Session, branch: str, text: str | None
) -> None:
    """On a branch of its own, cat only makes what main has."""
    ann = repository.session("ann")
    ann.reads("api.py")
    ann.writes("api.py", "3\n")
    ann.writes("one.py", "1\n")
    assert ann.git("add", "-A").ok and ann.git("commit", "-qm", "one").ok
    ann.writes("api.py", "4\n")
    ann.git("rm", "-q", "one.py") if text is None else ann.writes("one.py", text)
    assert ann.git("add", "-A").ok and ann.git("commit", "-qm", "two").ok
    cat = repository.session("cat", repository.worktree("feat") if branch == "feat" else None)
    assert cat.git("revert", "--no-edit", "HEAD").ok
    cat.git("rm", "-q", "one.py") if text is None else cat.writes("one.py", text)
    assert cat.git("add", "-A").ok
    assert cat.git("commit", "-qm", "again").rejected == (["CG101 api.py"] if branch == "main" else [])


@pytest.mark.parametrize("lines", [(1, 2), ()], ids=["lines", "whole"])
@pytest.mark.parametrize("undone", [True, False], ids=["undone", "more"])
def test_an_own_landed_change_that_is_undone_is_missed_also_by_who_has_edited_the_file_again(
    repository: Repository, undone: bool, lines: tuple[int, ...]
) -> None:
    repository.begin(api__py=TEXT, other__py="1\n")
    ann, bob = (Claude(repository, name, repository.worktree(name)) for name in ("ann", "bob"))
    cat = repository.session("cat")
    bob.reads("api.py", *lines)
    bob.edits("api.py", "1\n2", "one\n2")
    assert bob.commits("api.py").ok and cat.git("merge", "-q", "bob").ok
    assert ann.runs("git merge -q main").ok
    bob.edits("api.py", "one", "eins")
    bob.writes("new.py", "1\n")
    ann.reads("api.py")
    ann.edits("api.py", *(("one", "1") if undone else ("8", "eight")))
    assert ann.commits("api.py").ok and cat.git("merge", "-q", "ann").ok
    found = ["CG101 api.py:1-2"] if lines else ["CG101 api.py"]
    assert bob.commits("new.py").rejected == (found if undone or not lines else [])


@pytest.mark.parametrize("lines", [(1, 2), ()], ids=["lines", "whole"])
def test_an_uncommitted_edit_that_was_read_and_edited_further_is_known_once_it_lands(
    repository: Repository, lines: tuple[int, ...]
) -> None:
    repository.begin(api__py=TEXT, other__py="1\n")
    ann, bob, api = Claude(repository, "ann"), Claude(repository, "bob"), repository.top / "api.py"
    ann.edits("api.py", "1\n2", "one\n2")
    theirs = api.read_text()
    bob.reads("api.py", *lines)
    bob.edits("api.py", "one", "eins")
    bob.writes("new.py", "1\n")
    mine = api.read_text()
    api.write_text(theirs)
    assert ann.runs("git commit -qm one api.py").ok
    api.write_text(mine)
    assert bob.commits("new.py").ok
