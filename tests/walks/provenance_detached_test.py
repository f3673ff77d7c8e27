"""Work committed on a detached HEAD keeps its session's reads, however it lands."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.claude import Claude
from tests.support.repository import API, CHANGED, Repository, Result, Session, Sessions

Land = Callable[[Session, Session, str], Result]


def merged(ann: Session, bob: Session, made: str) -> Result:
    return ann.git("merge", "-q", "--no-edit", made)


def picked(ann: Session, bob: Session, made: str) -> Result:
    return ann.git("cherry-pick", made)


def picked_without_committing(ann: Session, bob: Session, made: str) -> Result:
    ann.git("cherry-pick", "-n", made)
    return ann.git("commit", "-qm", "picked")


def made_a_branch(ann: Session, bob: Session, made: str) -> Result:
    ann.git("branch", "later", made)
    return ann.git("merge", "-q", "--no-edit", "later")


def taken_from_a_branch_made_of_it(ann: Session, bob: Session, made: str) -> Result:
    ann.git("branch", "later", made)
    ann.git("checkout", "-q", "later", "--", "caller.py")
    return ann.git("commit", "-qm", "taken")


def back_over_a_remote(ann: Session, bob: Session, made: str) -> Result:
    bare = ann.repository.folder / "bare.git"
    ann.repository.git("init", "-q", "--bare", str(bare))
    assert bob.git("push", "-q", str(bare), "HEAD:refs/heads/x").ok
    ann.git("fetch", "-q", str(bare), "x")
    return ann.git("merge", "-q", "--no-edit", "FETCH_HEAD")


def rebased_and_forwarded(ann: Session, bob: Session, made: str) -> Result:
    assert bob.git("rebase", "-q", "main").ok
    return ann.git("merge", "-q", "--ff-only", bob.git("rev-parse", "HEAD").out.strip())


def amended_by_another(ann: Session, bob: Session, made: str) -> Result:
    cid = ann.repository.session("cid", bob.cwd)
    cid.writes("more.py", "1\n")
    cid.git("add", "more.py")
    assert cid.git("commit", "-q", "--amend", "--no-edit", "--reset-author").ok
    return ann.git("merge", "-q", "--no-edit", cid.git("rev-parse", "HEAD").out.strip())


def squashed(ann: Session, bob: Session, made: str) -> Result:
    ann.git("merge", "-q", "--squash", made)
    return ann.git("commit", "-qm", "squashed")


WAYS = [
    merged,
    picked,
    picked_without_committing,
    made_a_branch,
    taken_from_a_branch_made_of_it,
    back_over_a_remote,
    rebased_and_forwarded,
    amended_by_another,
    squashed,
]


def detached(repository: Repository, name: str) -> Path:
    path = repository.folder / name
    repository.git("worktree", "add", "-q", "--detach", str(path), "main")
    return path


@pytest.mark.parametrize("land", WAYS)
@pytest.mark.parametrize("read", ["api.py", "other.py"])
def test_a_detached_commit_keeps_the_reads_behind_it(sessions: Sessions, repository: Repository, land: Land, read: str) -> None:
    (ann,) = sessions("ann")
    bob = repository.session("bob", detached(repository, "w"))
    bob.reads(read)
    made = bob.lands("caller.py", "f(1)\n")
    ann.lands("api.py", CHANGED)
    assert land(ann, bob, made).rejected == (["CG101 api.py"] if read == "api.py" else [])


def test_a_move_that_makes_nothing_claims_nothing(sessions: Sessions, repository: Repository) -> None:
    (ann,) = sessions("ann")
    clone = repository.folder / "clone"
    repository.git("clone", "-q", str(repository.top), str(clone), cwd=repository.folder)
    repository.commit_files({"other.py": "OTHER = 2\n"}, "elsewhere", cwd=clone)
    bob = repository.session("bob", detached(repository, "w"))
    bob.reads("api.py")
    bob.git("fetch", "-q", str(clone), "main")
    assert bob.git("merge", "-q", "--ff-only", "FETCH_HEAD").ok
    ann.lands("api.py", CHANGED)
    assert ann.git("merge", "-q", "--no-edit", bob.git("rev-parse", "HEAD").out.strip()).ok


@pytest.mark.parametrize("read", ["api.py", "other.py"])
@pytest.mark.parametrize("client", [True, False], ids=["client", "command"])
def test_a_detached_commit_keeps_the_reads_of_a_session_that_is_cleared_then(
    sessions: Sessions, repository: Repository, read: str, client: bool
) -> None:
    (ann,) = sessions("ann")
    folder = detached(repository, "w")
    bob = Claude(repository, "00000000-0000-4000-8000-00000000000b", folder)
    bob.send("SessionStart", source="startup")
    bob.reads(read)
    assert bob.runs("echo 'f(1)' > caller.py && git add caller.py && git commit -qm made").ok
    if client:
        bob.send("SessionStart", source="clear")
    else:
        assert bob.repository.coordgit("session", "clear", cwd=folder, **bob.env).ok
    ann.lands("api.py", CHANGED)
    made = repository.head(cwd=folder)
    taken = bob.runs(f"git -C '{repository.top}' cherry-pick {made}")
    assert taken.rejected == (["CG101 api.py"] if read == "api.py" else [])


@pytest.mark.parametrize("newer", [False, True])
def test_the_removal_of_a_file_that_was_seen_gone_lands_unless_it_was_changed_since(repository: Repository, newer: bool) -> None:
    repository.begin(api__py="1\n", other__py="1\n")
    bob = repository.session("bob", repository.worktree("bob"))
    bob.git("mv", "api.py", "new.py")
    bob.reads("api.py")
    bob.git("checkout", "-q", "--detach")
    assert bob.git("commit", "-qam", "renamed").ok
    if newer:
        cat = repository.session("cat")
        cat.git("switch", "-q", "bob")
        cat.lands("api.py", "2\n")
    moved = bob.git("update-ref", "refs/heads/bob", "HEAD")
    assert moved.rejected == (["CG201 api.py"] if newer else []), moved


@pytest.mark.parametrize("renamed", [True, False])
@pytest.mark.parametrize("landed", ["beneath", "beside", ""])
def test_a_file_taken_on_a_detached_head_asks_the_reads_of_who_made_it_only_if_that_had_not_landed(
    repository: Repository, landed: str, renamed: bool
) -> None:
    repository.begin(api__py="1\n")
    ann, bob = (repository.session(name, repository.worktree(name)) for name in ("ann", "bob"))
    ann.reads("api.py")
    ann.lands("made.py", CHANGED)
    if landed:
        repository.git("merge", "-q", "ann")
    repository.session("dee").lands("api.py", "2\n")
    bob.git("checkout", "-q", "--detach", *(["ann"] if landed == "beneath" else []))
    bob.git("checkout", "-q", "ann", "--", "made.py")
    if renamed:
        bob.git("mv", "made.py", "lib.py")
    assert bob.git("commit", "-q", "--allow-empty", "-m", "taken").ok
    assert bob.git("update-ref", "refs/heads/bob", "HEAD").rejected == ([] if landed else ["CG101 api.py"])


def test_who_renames_on_a_detached_head_what_that_stands_on_has_made_that_change_alone(repository: Repository) -> None:
    repository.begin(api__py="1\n")
    ann, bob = (repository.session(name, repository.worktree(name)) for name in ("ann", "bob"))
    ann.lands("made.py", CHANGED)
    bob.git("checkout", "-q", "--detach", "ann")
    bob.reads("made.py")
    bob.git("mv", "made.py", "lib.py")
    assert bob.git("commit", "-qm", "renamed").ok
    assert bob.git("checkout", "-q", "-B", "bob").ok
    assert bob.commits("more.py", "1\n").ok


LINES = "".join(f"line {n}\n" for n in range(1, 10))


@pytest.mark.parametrize("changed", ["x.py", "y.py"])
@pytest.mark.parametrize("how", ["folds a fixup in", "leaves its commit behind"])
def test_work_that_a_session_rewrote_or_left_behind_elsewhere_is_nobodys_part_in_another_change_of_the_file(
    repository: Repository, how: str, changed: str
) -> None:
    repository.commit_files({"a.py": LINES, "x.py": API, "y.py": "Y = 1\n"})
    folder = repository.worktree("cat")
    cat, ann = repository.session("cat", folder), repository.session("ann", repository.worktree("ann"))
    if how == "leaves its commit behind":
        repository.git("checkout", "-q", "--detach", cwd=folder)
    cat.reads("x.py")
    cat.lands("new.py", "new = 1\n")
    cat.writes("a.py", f"first = 1\n{LINES}")
    assert cat.git("commit", "-qam", "x", "--fixup=HEAD").ok
    if how == "leaves its commit behind":
        assert cat.git("reset", "-q", "--hard", "main").ok
    else:
        assert cat.git("-c", "sequence.editor=true", "rebase", "-q", "-i", "--autosquash", "main").ok
    ann.reads("y.py")
    ann.lands("other.py", "1\n")  # whoever comes by takes what git's hook has noted of HEAD
    ann.lands("a.py", LINES.replace("line 8\n", "line 8, ann's\n"))
    repository.session("bob").lands(changed, CHANGED)
    landing = repository.session("ann").git("merge", "-q", "--no-edit", "ann")
    assert landing.rejected == (["CG101 y.py"] if changed == "y.py" else []), landing.err


@pytest.mark.parametrize("changed", ["x.py", "y.py"])
def test_work_that_a_session_folded_in_is_nobodys_part_in_a_later_change_of_the_file(
    repository: Repository, changed: str
) -> None:
    repository.commit_files({"a.py": LINES, "x.py": API, "y.py": "Y = 1\n"})
    folder = repository.worktree("cat")
    cat, dan = repository.session("cat", folder), repository.session("dan", folder)
    cat.reads("x.py")
    cat.lands("new.py", "new = 1\n")
    cat.writes("a.py", f"first = 1\n{LINES}")
    assert cat.git("commit", "-qam", "x", "--fixup=HEAD").ok
    assert cat.git("-c", "sequence.editor=true", "rebase", "-q", "-i", "--autosquash", "main").ok
    repository.session("ann", repository.worktree("ann")).lands("other.py", "1\n")  # the journal is read again
    dan.reads("y.py")
    made = dan.lands("a.py", f"first = 1\n{LINES}".replace("line 8\n", "line 8, dan's\n"))
    repository.session("bob").lands(changed, CHANGED)
    picked = repository.session("eve").git("cherry-pick", made)
    assert picked.rejected == (["CG101 y.py"] if changed == "y.py" else []), picked.err
