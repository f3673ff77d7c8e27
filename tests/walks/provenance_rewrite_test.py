"""A rewrite never loses an author: whatever becomes of a session's commit, its reads are asked where the work lands."""

from collections.abc import Callable

import pytest

from tests.support.claude import Claude
from tests.support.repository import CHANGED, Repository, Session, Sessions

Rewrite = Callable[[Session, str], None]
"""Ann rewrites the branch ``feature``: bob's commit (the second argument), which touches caller.py, then her own of mine.py."""


def run(session: Session, *args: str, **more: str) -> None:
    result = session.git(*args, **more)
    assert result.ok, f"git {args}: {result.err}"


def rebase(session: Session, sed: str, *args: str) -> None:
    run(session, "rebase", "-q", "-i", *args, "HEAD~2", GIT_SEQUENCE_EDITOR=f"sed -i -e '{sed}'")


def fixed_up(ann: Session, _: str) -> None:
    rebase(ann, "2s/^pick/fixup/")


def squashed_in_a_rebase(ann: Session, _: str) -> None:
    rebase(ann, "2s/^pick/squash/")


def swapped_and_fixed_up(ann: Session, _: str) -> None:
    run(ann, "rebase", "-q", "-i", "HEAD~2", GIT_SEQUENCE_EDITOR="sed -i -e '1{h;d};2{G;s/\\npick/\\nfixup/}'")


def stopped_and_amended(ann: Session, _: str) -> None:
    rebase(ann, "1s/^pick/edit/")
    ann.writes("caller.py", "f(1)  # one\n")
    run(ann, "commit", "-qa", "--amend", "--no-edit")
    run(ann, "rebase", "--continue")


def stopped_and_continued_with_one_more(ann: Session, _: str) -> None:
    rebase(ann, "1s/^pick/edit/")
    run(ann, "commit", "-q", "--amend", "-m", "reworded", "--reset-author")
    ann.writes("extra.py", "1\n")
    run(ann, "add", "extra.py")
    run(ann, "commit", "-qm", "extra")
    run(ann, "rebase", "--continue")


def stopped_and_split(ann: Session, _: str) -> None:
    rebase(ann, "1s/^pick/edit/")
    run(ann, "reset", "-q", "HEAD~")
    run(ann, "add", "caller.py")
    run(ann, "commit", "-qm", "split")
    run(ann, "rebase", "--continue")


def fixed_up_in_conflict(ann: Session, _: str) -> None:
    first = "exec echo g > caller.py; git add caller.py; git commit -qm first"
    stops = ann.git("rebase", "-q", "-i", "HEAD~2", GIT_SEQUENCE_EDITOR=f"sed -i -e '1s/^pick/fixup/' -e '1i {first}'")
    assert "could not apply" in stops.err, stops
    ann.reads("caller.py")
    ann.writes("caller.py", "f(1)  # one\n")
    run(ann, "add", "caller.py")
    run(ann, "rebase", "--continue")


def stopped_and_joined(ann: Session, _: str) -> None:
    rebase(ann, "2s/^pick/edit/")
    run(ann, "reset", "-q", "--soft", "HEAD~2")
    run(ann, "commit", "-qm", "joined")
    run(ann, "rebase", "--continue")


def amended_twice(ann: Session, made: str) -> None:
    run(ann, "reset", "-q", "--hard", made)
    cid = ann.repository.session("cid", ann.cwd)
    for session in (ann, cid):
        session.writes("caller.py", f"f(1)  # {session.name}\n")
        run(session, "commit", "-qa", "--amend", "--no-edit")


def amended_then_rebased(ann: Session, made: str) -> None:
    run(ann, "reset", "-q", "--hard", made)
    ann.writes("mine.py", "2\n")
    run(ann, "add", "mine.py")
    run(ann, "commit", "-q", "--amend", "--no-edit")
    run(ann, "rebase", "-q", "--force-rebase", "HEAD~1")


def reset_and_committed(ann: Session, _: str) -> None:
    run(ann, "reset", "-q", "--soft", "HEAD~2")
    run(ann, "commit", "-qm", "all")


def reset_and_committed_in_pieces(ann: Session, _: str) -> None:
    run(ann, "reset", "-q", "HEAD~2")
    run(ann, "add", "mine.py")
    run(ann, "commit", "-qm", "one")
    run(ann, "add", "caller.py")
    run(ann, "commit", "-qm", "two")


def reset_edited_and_committed(ann: Session, _: str) -> None:
    run(ann, "reset", "-q", "--soft", "HEAD~2")
    ann.writes("caller.py", "f(1)\n# more\n")
    run(ann, "commit", "-qam", "all")


def given_another_author(ann: Session, made: str) -> None:
    run(ann, "reset", "-q", "--hard", made)
    run(ann, "commit", "-q", "--amend", "-m", "mine now", "--reset-author")


def rebased_detached_and_forwarded(ann: Session, made: str) -> None:
    run(ann, "checkout", "-q", "--detach")
    run(ann, "rebase", "-q", "--force-rebase", "HEAD~2")
    rewritten = ann.repository.head(cwd=ann.cwd)
    run(ann, "checkout", "-q", "feature")
    run(ann, "reset", "-q", "--hard", "HEAD~2")
    run(ann, "merge", "-q", "--ff-only", rewritten)


def rebased_by_patches(ann: Session, _: str) -> None:
    run(ann, "rebase", "-q", "--apply", "--force-rebase", "HEAD~2")


def mailed(ann: Session, made: str) -> None:
    patch = ann.git("format-patch", "--stdout", "-1", made).out
    run(ann, "reset", "-q", "--hard", "HEAD~2")
    (ann.repository.folder / "p.mbox").write_text(patch)
    run(ann, "am", "-q", "-3", str(ann.repository.folder / "p.mbox"))


def joined_by_plumbing(ann: Session, _: str) -> None:
    tree = ann.git("rev-parse", "HEAD^{tree}").out.strip()
    made = ann.git("commit-tree", tree, "-p", "HEAD~2", "-m", "joined").out.strip()
    run(ann, "update-ref", "refs/heads/feature", made)


def reverted_and_put_back(ann: Session, made: str) -> None:
    run(ann, "revert", "--no-edit", made)
    run(ann, "revert", "--no-edit", "HEAD")


def untouched(ann: Session, _: str) -> None:
    pass


WAYS = [
    untouched,
    fixed_up,
    squashed_in_a_rebase,
    swapped_and_fixed_up,
    stopped_and_amended,
    stopped_and_continued_with_one_more,
    stopped_and_split,
    fixed_up_in_conflict,
    stopped_and_joined,
    amended_twice,
    amended_then_rebased,
    reset_and_committed,
    reset_and_committed_in_pieces,
    reset_edited_and_committed,
    given_another_author,
    rebased_detached_and_forwarded,
    rebased_by_patches,
    mailed,
    joined_by_plumbing,
    reverted_and_put_back,
]


@pytest.mark.parametrize("rewrite", WAYS)
@pytest.mark.parametrize("read", ["api.py", "other.py"])
def test_a_rewritten_commit_keeps_the_reads_behind_it(
    sessions: Sessions, repository: Repository, rewrite: Rewrite, read: str
) -> None:
    (dee,) = sessions("dee")
    folder = repository.worktree("w", "feature")
    bob, ann = repository.session("bob", folder), repository.session("ann", folder)
    bob.reads(read)
    made = bob.lands("caller.py", "f(1)\n")
    ann.lands("mine.py", "1\n")
    rewrite(ann, made)
    dee.lands("api.py", CHANGED)
    merged = dee.git("merge", "-q", "--no-edit", "feature")
    assert merged.rejected == (["CG101 api.py"] if read == "api.py" else []), merged.err
    assert merged.ok == (read != "api.py"), merged.err


@pytest.mark.parametrize("read", ["api.py", "other.py"])
def test_a_squash_that_is_amended_into_a_commit_keeps_the_reads_behind_that(
    sessions: Sessions, repository: Repository, read: str
) -> None:
    (dee,) = sessions("dee")
    folder = repository.worktree("w", "feature")
    bob, ann = repository.session("bob", folder), repository.session("ann", folder)
    bob.reads(read)
    bob.lands("caller.py", "f(1)\n")
    run(ann, "switch", "-qc", "fix", "main")
    ann.lands("mine.py", "1\n")
    run(ann, "switch", "-q", "feature")
    run(ann, "merge", "-q", "--squash", "fix")
    run(ann, "commit", "-q", "--amend", "--no-edit")
    dee.lands("api.py", CHANGED)
    merged = dee.git("merge", "-q", "--no-edit", "feature")
    assert merged.rejected == (["CG101 api.py"] if read == "api.py" else []), merged.err


def test_work_that_was_taken_out_asks_nothing(sessions: Sessions, repository: Repository) -> None:
    (dee,) = sessions("dee")
    folder = repository.worktree("w", "feature")
    bob, ann = repository.session("bob", folder), repository.session("ann", folder)
    bob.reads("api.py")
    made = bob.lands("caller.py", "f(1)\n")
    ann.lands("mine.py", "1\n")
    run(ann, "reset", "-q", "--hard", f"{made}~1")
    ann.lands("mine.py", "2\n")
    dee.lands("api.py", CHANGED)
    assert dee.git("merge", "-q", "--no-edit", "feature").ok


@pytest.mark.parametrize("stops", [False, True])
def test_a_rebase_that_brings_main_in_is_never_rejected_though_reads_are_stale_on_the_branch(
    sessions: Sessions, repository: Repository, stops: bool
) -> None:
    (dee,) = sessions("dee")
    ann = repository.session("ann", repository.worktree("w", "feature"))
    ann.reads("api.py")
    ann.lands("mine.py", "1\n")
    dee.lands("api.py", CHANGED)
    run(ann, "merge", "-q", "--no-edit", "main")
    dee.lands("other.py", "OTHER = 2\n")
    if stops:
        assert ann.git("-c", "sequence.editor=sed -i -e 1s/^pick/edit/", "rebase", "-q", "-i", "main").ok
        ann.lands("more.py", "1\n")
        run(ann, "rebase", "--continue")
    else:
        run(ann, "rebase", "-q", "main")
    assert ann.commits("caller.py", "f(1)\n").rejected == ["CG101 api.py"]


def test_who_runs_a_clean_merge_or_pick_is_asked_nothing(sessions: Sessions, repository: Repository) -> None:
    ann, dee = sessions("ann", "dee")
    bob = repository.session("bob", repository.worktree("w", "feature"))
    bob.reads("other.py")
    first = bob.lands("caller.py", "f(1)\n")
    bob.lands("more.py", "1\n")
    ann.reads("api.py")
    dee.lands("api.py", CHANGED)
    run(ann, "cherry-pick", first)
    run(ann, "merge", "-q", "--no-edit", "feature")
    assert ann.commits("mine.py", "f(1)\n").rejected == ["CG101 api.py"]


def test_who_resolves_a_conflict_is_asked(sessions: Sessions, repository: Repository) -> None:
    ann, dee = sessions("ann", "dee")
    bob = repository.session("bob", repository.worktree("w", "feature"))
    bob.lands("other.py", "OTHER = 3\n")
    ann.reads("api.py")
    dee.lands("other.py", "OTHER = 2\n")
    dee.lands("api.py", CHANGED)
    assert not ann.git("merge", "-q", "--no-edit", "feature").ok
    ann.writes("other.py", "OTHER = 5\n")
    ann.git("add", "other.py")
    assert ann.git("commit", "-qm", "resolved").rejected == ["CG101 api.py"]


def test_a_kept_copy_of_the_branch_takes_nobody_s_reads_away(sessions: Sessions, repository: Repository) -> None:
    (dee,) = sessions("dee")
    folder = repository.worktree("w", "feature")
    bob, ann = repository.session("bob", folder), repository.session("ann", folder)
    bob.reads("api.py")
    bob.lands("caller.py", "f(1)\n")
    run(ann, "branch", "kept")
    ann.writes("caller.py", "f(1)  # ann\n")
    run(ann, "commit", "-qa", "--amend", "--no-edit")
    dee.lands("api.py", CHANGED)
    assert dee.git("merge", "-q", "--no-edit", "feature").rejected == ["CG101 api.py"]


@pytest.mark.parametrize("how", ["merge", "pull"])
def test_what_was_brought_into_a_branch_stays_nobody_s_when_that_lands(
    sessions: Sessions, repository: Repository, how: str
) -> None:
    (dee,) = sessions("dee")
    ann = repository.session("ann", repository.worktree("w", "feature"))
    ann.lands("mine.py", "1\n")
    dee.reads("api.py")
    if how == "merge":
        dee.lands("other.py", "OTHER = 2\n")
        run(ann, "merge", "-q", "--no-edit", "main")
    else:
        clone = repository.folder / "clone"
        repository.git("clone", "-q", str(repository.top), str(clone), cwd=repository.folder)
        repository.commit_files({"other.py": "OTHER = 2\n"}, "elsewhere", cwd=clone)
        run(ann, "pull", "-q", "--no-rebase", "--no-edit", str(clone), "main")
        run(ann, "fetch", "-q", ".", "main")
    bob = repository.session("bob")
    bob.lands("api.py", CHANGED)
    run(dee, "merge", "-q", "--no-edit", "feature")


@pytest.mark.parametrize("more", ["", "too_long_to_be_told = 1\n" * 500], ids=["all of it", "and more"])
def test_a_squash_of_its_branch_is_its_own_once_its_branch_is_reset_to_that(repository: Repository, more: str) -> None:
    repository.begin(api__py="a = 1\nb = 1\nc = 1\n")
    ann = Claude(repository, "ann", repository.worktree("ann"))
    ann.reads("api.py")
    ann.edits("api.py", "a = 1", "a = 2")
    assert ann.commits("api.py").ok
    repository.git("merge", "-q", "--squash", "ann")
    if more:
        repository.write("api.py", (repository.top / "api.py").read_text() + more)
        repository.git("add", "api.py")
    repository.git("commit", "-qm", "squashed by a person")
    assert ann.runs("git reset -q --hard main").ok
    ann.edits("api.py", "c = 1", "c = 2")
    assert ann.runs("git commit -qam more").rejected == (["CG101 api.py"] if more else [])
