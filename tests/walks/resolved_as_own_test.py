"""A conflict that was read and resolved as the session's own side, read again, or given up by an abort."""

from __future__ import annotations

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository, Session

TEXT = "".join(f"line {n}\n" for n in range(1, 10))
ANNS, BOBS = TEXT.replace("line 5", "line 5, ann's"), TEXT.replace("line 5", "line 5, bob's")
MERGES = {
    "merge": ("merge -q --no-edit main", "commit -q --no-edit"),
    "rebase": ("rebase -q main", "-c core.editor=true rebase --continue"),
}
AGAIN = ["never", "before the commit", "after the commit"]


@pytest.fixture
def ann(repository: Repository) -> Session:
    """Ann, who has no client, has changed a line on a branch of her own that Bob has changed on main."""
    repository.begin(**{"f.txt": TEXT, "o.txt": "o\n"})
    ann = repository.session("ann", repository.worktree("ann"))
    ann.reads("f.txt")
    ann.lands("f.txt", ANNS)
    repository.session("bob").lands("f.txt", BOBS)
    return ann


def resolve(ann: Session, how: str, *, looks: bool, again: str) -> None:
    """Bring main in, and keep Ann's own side of the conflict."""
    bring, go_on = MERGES[how]
    assert not ann.git(*bring.split()).ok
    if looks:
        ann.reads("f.txt")
    ann.writes("f.txt", ANNS)
    assert ann.git("add", "f.txt").ok
    if again == "before the commit":
        ann.reads("f.txt")
    result = ann.git(*go_on.split())
    assert result.ok, result.err
    if again == "after the commit":
        ann.reads("f.txt")


@pytest.mark.parametrize("again", AGAIN)
@pytest.mark.parametrize("how", MERGES)
def test_who_read_a_conflict_may_keep_its_own_side(ann: Session, repository: Repository, how: str, again: str) -> None:
    resolve(ann, how, looks=True, again=again)
    landed = repository.session("bob").git("merge", "-q", "--ff-only", "ann")
    assert landed.ok, landed.err


@pytest.mark.parametrize("again", AGAIN)
@pytest.mark.parametrize("how", MERGES)
@pytest.mark.parametrize("looks", [True, False], ids=["read", "unread"])
def test_the_next_merge_asks_about_a_side_that_was_left_out_only_if_nobody_read_it(
    ann: Session, repository: Repository, how: str, again: str, looks: bool
) -> None:
    resolve(ann, how, looks=looks, again=again)
    bob = repository.session("bob")
    bob.lands("o.txt", "more\n")
    assert ann.git("merge", "-q", "--no-edit", "main").ok
    landed = bob.git("merge", "-q", "--ff-only", "ann")
    assert landed.rejected == ([] if looks else ["CG201 f.txt"]), landed.err


@pytest.mark.parametrize("again", AGAIN)
@pytest.mark.parametrize("how", MERGES)
@pytest.mark.parametrize("back", [True, False], ids=["put back", "left"])
def test_the_side_that_was_left_out_is_news_if_it_comes_back(
    ann: Session, repository: Repository, how: str, again: str, back: bool
) -> None:
    resolve(ann, how, looks=True, again=again)
    bob = repository.session("bob")
    assert bob.git("merge", "-q", "--ff-only", "ann").ok
    if back:
        bob.reads("f.txt")
        bob.lands("f.txt", BOBS)
    assert ann.commits("c.txt", "calls line 5\n").rejected == (["CG101 f.txt"] if back else [])


@pytest.mark.parametrize("how", MERGES)
def test_a_conflict_that_was_read_once_does_not_answer_for_the_next(ann: Session, repository: Repository, how: str) -> None:
    resolve(ann, how, looks=True, again="never")
    bob = repository.session("bob")
    assert bob.git("merge", "-q", "--ff-only", "ann").ok
    ann.lands("f.txt", ANNS.replace("line 5", "line 5 again"))
    bob.reads("f.txt")
    bob.lands("f.txt", ANNS.replace("line 5", "bob's line 5 again"))
    bring, go_on = MERGES[how]
    assert not ann.git(*bring.split()).ok
    ann.writes("f.txt", ANNS.replace("line 5", "line 5 again"))
    assert ann.git("add", "f.txt").ok and ann.git(*go_on.split()).ok
    assert bob.git("merge", "-q", "--ff-only", "ann").rejected == ["CG201 f.txt"]


@pytest.mark.parametrize("since", [False, True], ids=["the same", "changed since"])
def test_after_an_aborted_rebase_what_was_known_of_the_branch_still_is(repository: Repository, since: bool) -> None:
    """Ann's branch has a change of Cat's that she picked and read; then she looks at the conflict of a rebase, and aborts it."""
    repository.begin(**{"f.txt": TEXT})
    ann = repository.session("ann", repository.worktree("ann"))
    ann.reads("f.txt")
    ann.lands("f.txt", ANNS)
    cat = repository.session("cat", repository.worktree("cat"))
    cat.lands("f.txt", TEXT.replace("line 9", "line 9, cat's"))
    assert ann.git("cherry-pick", "cat").ok
    ann.reads("f.txt")
    repository.session("bob").lands("f.txt", BOBS)
    assert not ann.git("rebase", "-q", "main").ok
    ann.reads("f.txt")
    assert ann.git("rebase", "--abort").ok
    if since:
        cat.cwd = ann.cwd
        cat.lands("f.txt", ANNS.replace("line 9", "line 9, cat's other"))
    assert ann.commits("c.txt", "calls line 9\n").rejected == (["CG101 f.txt"] if since else [])


@pytest.mark.parametrize("how", MERGES)
@pytest.mark.parametrize("looks", [True, False], ids=["read", "unread"])
def test_another_edit_does_not_make_a_side_that_was_left_out_known(
    ann: Session, repository: Repository, how: str, looks: bool
) -> None:
    resolve(ann, how, looks=looks, again="never")
    ann.lands("f.txt", ANNS.replace("line 9", "line 9, more"))
    landed = repository.session("bob").git("merge", "-q", "--ff-only", "ann")
    assert landed.rejected == ([] if looks else ["CG201 f.txt"]), landed.err


@pytest.mark.parametrize("text", ["bobs\n", "3\n"], ids=["found", "not found"])
def test_a_rebase_in_favour_of_its_own_commit_answers_no_search_for_what_it_replaces(repository: Repository, text: str) -> None:
    repository.commit_files({"api.py": "1\n"})
    ann, bob = repository.session("ann", repository.worktree("ann")), repository.session("bob")
    ann.lands("api.py", "2\n")
    assert ann.coordgit("read", "--grep", "bobs").ok
    bob.lands("api.py", text)
    assert ann.git("rebase", "-q", "-X", "theirs", "main").ok
    landed = ann.git("update-ref", "refs/heads/main", repository.head("ann"))
    assert landed.rejected == [*["CG102 api.py"] * (text == "bobs\n"), "CG201 api.py"], landed.err


@pytest.mark.parametrize("looks", [True, False], ids=["read", "unread"])
def test_who_commits_on_top_of_a_resolution_does_not_answer_for_it(ann: Session, repository: Repository, looks: bool) -> None:
    """Ann resolves as neither side; Cat, who has never seen the file, goes on in Ann's worktree."""
    assert not ann.git("merge", "-q", "--no-edit", "main").ok
    if looks:
        ann.reads("f.txt")
    ann.writes("f.txt", TEXT.replace("line 5", "line 5, both"))
    assert ann.git("add", "f.txt").ok and ann.git("commit", "-q", "--no-edit").ok
    repository.session("cat", ann.cwd).lands("c.txt", "1\n")
    landed = repository.session("bob").git("merge", "-q", "--ff-only", "ann")
    assert landed.rejected == ([] if looks else ["CG201 f.txt"]), landed.err
    assert looks or "for session ann" in landed.err


@pytest.mark.parametrize("looks", [True, False], ids=["read", "unread"])
def test_what_was_read_of_main_before_a_rebase_left_it_out_is_known_after_the_next(
    ann: Session, repository: Repository, looks: bool
) -> None:
    if looks:
        assert ann.coordgit("read", "--at", "main", "f.txt").ok
    resolve(ann, "rebase", looks=False, again="after the commit" if looks else "never")
    bob = repository.session("bob")
    bob.lands("o.txt", "more\n")
    assert ann.git("rebase", "-q", "main").ok
    landed = bob.git("merge", "-q", "--ff-only", "ann")
    assert landed.rejected == ([] if looks else ["CG201 f.txt"]), landed.err


@pytest.mark.parametrize("looks", ["f.txt", "f.txt:1-9"], ids=["all of it", "one conflict"])
def test_a_look_at_one_conflict_of_a_file_shows_nothing_of_the_other(repository: Repository, looks: str) -> None:
    text = "".join(f"line {n}\n" for n in range(1, 21))
    own, others = (text.replace("line 5\n", f"{name}\n").replace("line 15\n", f"{name} too\n") for name in ("ann", "bob"))
    repository.begin(**{"f.txt": text})
    ann, bob = repository.session("ann", repository.worktree("ann")), repository.session("bob")
    ann.reads("f.txt")
    ann.lands("f.txt", own)
    bob.lands("f.txt", others)
    assert not ann.git("merge", "-q", "--no-edit", "main").ok
    assert ann.coordgit("read", looks).ok
    ann.writes("f.txt", own)
    assert ann.git("add", "f.txt").ok
    ann.reads("f.txt")
    assert ann.git("commit", "-q", "--no-edit").ok
    landed = bob.git("merge", "-q", "--ff-only", "ann")
    assert landed.rejected == ([] if looks == "f.txt" else ["CG201 f.txt"]), landed.err


@pytest.mark.parametrize("again", [False, True])
def test_who_resolves_a_conflict_of_anothers_work_knows_what_it_made_of_it_on_main(repository: Repository, again: bool) -> None:
    repository.begin(**{"f.txt": TEXT, "o.txt": "o\n"})
    ann, cat = (Claude(repository, name, repository.worktree(name)) for name in ("ann", "cat"))
    bob = repository.session("bob")
    cat.reads("f.txt")
    ann.writes("f.txt", ANNS)
    assert ann.runs("git commit -qam anns").ok
    bob.lands("f.txt", BOBS)
    assert cat.runs("git cherry-pick -n ann").ok  # she is told of both
    assert cat.runs("git commit -qm squash").ok
    assert not cat.runs("git merge -q --no-edit main").ok
    cat.reads("f.txt")
    cat.writes("f.txt", TEXT.replace("line 5", "line 5, of both"))
    assert cat.runs("git add f.txt && git commit -q --no-edit").ok
    assert cat.runs("git update-ref refs/heads/main HEAD").ok
    cat.writes("o.txt", "2\n")
    if again:
        bob.git("reset", "-q", "--hard")
        bob.reads("f.txt")
        bob.lands("f.txt", BOBS)
    assert cat.runs("git commit -qam o").rejected == (["CG101 f.txt"] if again else [])
    if not again:
        assert cat.runs("git update-ref refs/heads/main HEAD").ok
