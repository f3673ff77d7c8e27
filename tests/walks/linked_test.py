"""Sessions in linked worktrees on branches; ``main`` is the target."""

from pathlib import Path

import pytest

from tests.support.repository import API, CHANGED, Repository, Session


@pytest.fixture
def ann(repository: Repository) -> Session:
    """Ann works in a linked worktree on a branch of her own."""
    repository.begin(api__py=API, other__py="OTHER = 1\n")
    return repository.session("ann", repository.worktree("ann"))


def test_a_commit_is_rejected_when_main_changed_what_it_read(ann: Session, bob: Session, repository: Repository) -> None:
    ann.reads("api.py")
    bob.lands("api.py", CHANGED)
    result = ann.commits("caller.py", "f(1)\n")
    assert result.rejected == ["CG101 api.py"]
    assert "git merge --autostash main" in result.err


def test_the_way_on_leads_on_from_a_branch_that_has_commits_of_its_own(
    ann: Session, bob: Session, repository: Repository
) -> None:
    ann.lands("before.py", "x\n")
    ann.reads("api.py")
    bob.lands("api.py", CHANGED)
    ann.writes("caller.py", "f(1)\n")
    ann.git("add", "caller.py")
    assert ann.git("commit", "-qm", "call f").rejected == ["CG101 api.py"]
    for command in ann.json("explain")["remedy"][1:-1]:
        result = repository.run(["sh", "-c", command.replace("coordgit read", ": read")], ann.cwd, **ann.env)
        assert result.ok, result.err
    ann.reads("api.py")
    assert ann.git("commit", "-qm", "call f").ok
    assert "caller.py" in repository.git("ls-tree", "--name-only", "ann")


def test_a_commit_passes_when_main_changed_something_else(ann: Session, bob: Session) -> None:
    ann.reads("api.py")
    bob.lands("other.py", "OTHER = 2\n")
    assert ann.commits("caller.py", "f(1)\n").ok


def test_a_commit_passes_when_another_branch_changed_it(ann: Session, bob: Session, repository: Repository) -> None:
    cat = repository.session("cat", repository.worktree("cat"))
    ann.reads("api.py")
    cat.lands("api.py", CHANGED)
    result = ann.commits("caller.py", "f(1)\n")
    assert result.ok
    assert "coordgit: note" in result.err and "has not landed" in result.err


def test_siblings_block_where_they_are_told_to(ann: Session, bob: Session, repository: Repository) -> None:
    repository.git("config", "coordgit.siblings", "block")
    cat = repository.session("cat", repository.worktree("cat"))
    ann.reads("api.py")
    cat.lands("api.py", CHANGED)
    assert ann.commits("caller.py", "f(1)\n").rejected == ["CG101 api.py"]
    assert ann.git("-c", "coordgit.bypass=cat comes later", "commit", "-qm", "caller").ok
    denied = ann.commits("more.py", "f(2)\n")
    assert denied.rejected == ["CG101 api.py"], "a landing answers nothing"
    assert ann.coordgit("ack", denied.verdict, "--why", "cat comes later").ok
    assert ann.commits("more.py", "f(2)\n").ok
    cat.lands("api.py", CHANGED + "# cat\n")
    assert ann.commits("more.py", "f(3)\n").rejected == ["CG101 api.py"], "that covers exactly this change"


def test_an_explanation_of_a_siblings_change_is_a_look_at_it(ann: Session, bob: Session, repository: Repository) -> None:
    repository.git("config", "coordgit.siblings", "block")
    cat = repository.session("cat", repository.worktree("cat"))
    ann.reads("api.py")
    cat.lands("api.py", CHANGED)
    denied = ann.commits("caller.py", "f(1)\n")
    assert bob.coordgit("explain", denied.verdict).ok
    assert ann.commits("caller.py", "f(1)\n").rejected == ["CG101 api.py"], "another's look"
    assert ann.coordgit("explain").ok
    assert ann.commits("caller.py", "f(1)\n").ok
    cat.lands("api.py", CHANGED + "# cat\n")
    assert ann.commits("more.py", "f(3)\n").rejected == ["CG101 api.py"], "it was another change"


def test_landing_a_branch_is_rejected_when_main_moved_under_its_reads(ann: Session, bob: Session, repository: Repository) -> None:
    ann.reads("api.py")
    ann.lands("caller.py", "f(1)\n")
    bob.lands("api.py", CHANGED)
    before = repository.head("main")
    result = bob.git("merge", "--no-edit", "ann")
    assert result.rejected == ["CG101 api.py"]
    assert repository.head("main") == before
    repository.git("merge", "--abort")
    assert repository.git("status", "--porcelain") == ""


def test_landing_a_branch_passes_when_main_moved_elsewhere(ann: Session, bob: Session, repository: Repository) -> None:
    ann.reads("api.py")
    ann.lands("caller.py", "f(1)\n")
    bob.lands("other.py", "OTHER = 2\n")
    result = bob.git("merge", "--no-edit", "ann")
    assert result.ok, result.err


def test_bringing_main_in_is_never_rejected_and_the_next_commit_asks(ann: Session, bob: Session) -> None:
    ann.reads("api.py")
    bob.lands("api.py", CHANGED)
    merged = ann.git("merge", "--no-edit", "main")
    assert merged.ok, merged.err
    assert ann.commits("caller.py", "f(1)\n").rejected == ["CG101 api.py"]
    ann.reads("api.py")
    assert ann.commits("caller.py", "f(1, 2)\n").ok


def test_bringing_main_in_with_commits_of_ones_own_is_never_rejected(ann: Session, bob: Session) -> None:
    ann.reads("api.py")
    ann.lands("mine.py", "1\n")
    bob.lands("api.py", CHANGED)
    assert ann.git("merge", "--no-edit", "main").ok
    assert ann.commits("caller.py", "f(1)\n").rejected == ["CG101 api.py"]


@pytest.mark.parametrize("backend", ["--merge", "--apply"])
def test_a_rebase_is_never_rejected_and_the_next_commit_asks(ann: Session, bob: Session, backend: str) -> None:
    ann.reads("api.py")
    ann.lands("mine.py", "1\n")
    bob.lands("api.py", CHANGED)
    rebased = ann.git("rebase", "-q", backend, "main")
    assert rebased.ok, rebased.err
    assert ann.commits("caller.py", "f(1)\n").rejected == ["CG101 api.py"]


@pytest.mark.parametrize("backend", ["--merge", "--apply"])
def test_a_rebased_branch_lands_only_with_its_readers_reads(
    ann: Session, bob: Session, repository: Repository, backend: str
) -> None:
    ann.reads("api.py")
    ann.lands("mine.py", "1\n")
    bob.lands("api.py", CHANGED)
    assert repository.session("bob", ann.cwd).git("rebase", "-q", backend, "main").ok
    assert bob.git("merge", "--ff-only", "ann").rejected == ["CG101 api.py"]
    repository.git("reset", "-q", "--merge", "HEAD")
    ann.reads("api.py")
    assert bob.git("merge", "--ff-only", "ann").ok


def test_others_reads_are_not_asked_again_when_main_is_brought_in(ann: Session, bob: Session, repository: Repository) -> None:
    bob.reads("other.py")
    bob.lands("mine.py", "1\n")
    cat = repository.session("cat")
    cat.lands("other.py", "OTHER = 2\n")
    assert ann.git("merge", "--no-edit", "main").ok


def test_a_squash_carries_its_authors_reads(ann: Session, bob: Session, repository: Repository) -> None:
    ann.reads("api.py")
    ann.lands("caller.py", "f(1)\n")
    bob.lands("api.py", CHANGED)
    assert bob.git("merge", "--squash", "ann").ok
    assert bob.git("commit", "-qm", "squashed").rejected == ["CG101 api.py"]


@pytest.mark.parametrize("targets", [["main"], ["main", "release"]], ids=["everywhere", "on one of two targets"])
def test_a_squash_carries_no_reads_of_what_has_landed_already(
    ann: Session, bob: Session, repository: Repository, targets: list[str]
) -> None:
    repository.git("branch", "release")
    for target in targets:
        repository.git("config", "--add", "coordgit.target", target)
    bob.reads("api.py")
    bob.lands("caller.py", "f(1)\n")
    ann.lands("api.py", CHANGED)
    assert ann.git("merge", "--squash", "main").ok
    assert ann.git("commit", "-qm", "squashed").rejected == ([] if targets == ["main"] else ["CG101 api.py"])


def test_a_squash_whose_authors_reads_are_true_passes(ann: Session, bob: Session) -> None:
    ann.reads("api.py")
    ann.lands("caller.py", "f(1)\n")
    bob.lands("other.py", "OTHER = 2\n")
    assert bob.git("merge", "--squash", "ann").ok
    assert bob.git("commit", "-qm", "squashed").ok


def test_a_cherry_pick_carries_its_authors_reads(ann: Session, bob: Session, repository: Repository) -> None:
    ann.reads("api.py")
    picked = ann.lands("caller.py", "f(1)\n")
    bob.lands("api.py", CHANGED)
    result = bob.git("cherry-pick", picked)
    assert result.rejected == ["CG101 api.py"]
    assert "git cherry-pick --continue" in result.err
    ann.reads("api.py")
    assert not bob.git("cherry-pick", "--continue").ok  # ann read her worktree, which main's change has not reached
    assert ann.coordgit("read", "--at", "main", "api.py").ok
    assert bob.git("cherry-pick", "--continue").ok


def test_an_index_left_by_a_denied_fast_forward_carries_its_authors_reads(
    ann: Session, bob: Session, repository: Repository
) -> None:
    ann.reads("api.py")
    ann.lands("caller.py", "f(1)\n")
    bob.lands("api.py", CHANGED)
    assert ann.git("merge", "--no-edit", "main").ok
    denied = bob.git("merge", "--ff-only", "ann")
    assert denied.rejected == ["CG101 api.py"]
    assert "do not commit" in denied.err
    assert "caller.py" in repository.git("diff", "--cached", "--name-only")
    assert bob.git("commit", "-qm", "oops").rejected == ["CG101 api.py"]
    undo = denied.err.split("(undo: ")[1].split(")")[0]
    assert bob.git(*undo.split()[1:]).ok
    assert repository.git("status", "--porcelain") == ""


def test_an_acknowledged_change_is_not_asked_again_when_it_arrives_by_a_merge(ann: Session, bob: Session) -> None:
    ann.reads("api.py")
    bob.lands("api.py", CHANGED)
    rejected = ann.commits("caller.py", "f(1)\n")
    assert ann.coordgit("ack", rejected.verdict, "--why", "y has a default").ok
    assert ann.commits("caller.py", "f(1)\n").ok
    assert ann.git("merge", "--no-edit", "main").ok
    assert ann.commits("more.py", "f(1)\n").ok
    bob.lands("api.py", "def f(x, y, z):\n    return x\n")
    assert ann.commits("third.py", "f(1)\n").rejected == ["CG101 api.py"]


@pytest.mark.parametrize("unseen", [False, True], ids=["main has what it knows", "main has got another one since"])
@pytest.mark.parametrize("how", ["ack", "explain"])
def test_a_version_that_it_acknowledged_or_was_shown_and_then_rewrote(ann: Session, bob: Session, how: str, unseen: bool) -> None:
    ann.reads("api.py")
    bob.lands("api.py", CHANGED)
    assert ann.git("merge", "--no-edit", "main").ok
    rejected = ann.commits("caller.py", "f(1)\n")
    assert ann.coordgit(how, rejected.verdict, *(("--why", "y has a default") if how == "ack" else ())).ok
    ann.lands("caller.py", "f(1)\n")
    ann.lands("api.py", "def g(x, y):\n    return x\n")
    bob.lands(*(("api.py", "def f(x, y, z):\n    return x\n") if unseen else ("other.py", "OTHER = 2\n")))
    tree = ann.git("merge-tree", "--write-tree", "-X", "ours", "main", "ann").out.strip()
    merge = ann.git("commit-tree", tree, "-p", "main", "-p", "ann", "-m", "land").out.strip()
    assert ann.git("update-ref", "refs/heads/main", merge).rejected == (["CG101 api.py"] if unseen else [])


@pytest.mark.parametrize("unseen", [False, True], ids=["main gets what it knows", "main gets another one"])
def test_a_version_that_it_acknowledged_and_then_rewrote_before_that_landed(ann: Session, bob: Session, unseen: bool) -> None:
    cat = ann.repository.session("cat", ann.repository.worktree("cat"))
    ann.reads("api.py")
    cat.lands("api.py", CHANGED)
    assert ann.git("merge", "-q", "--no-edit", "cat").ok
    rejected = ann.commits("caller.py", "f(1)\n")
    assert ann.coordgit("ack", rejected.verdict, "--why", "y has a default").ok
    ann.lands("caller.py", "f(1)\n")
    ann.lands("api.py", "def g(x, y):\n    return x\n")
    if unseen:
        cat.lands("api.py", "def f(x, y, z):\n    return x\n")
    assert bob.git("merge", "-q", "--squash", "cat").ok and bob.git("commit", "-qm", "squashed").ok
    assert ann.commits("third.py", "1\n").rejected == (["CG101 api.py"] if unseen else [])


@pytest.mark.parametrize("unseen", [False, True], ids=["main has what it knows", "main has got another one since"])
def test_what_it_acknowledged_taking_back_is_not_asked_again_where_that_lands(ann: Session, bob: Session, unseen: bool) -> None:
    ann.reads("api.py:1-1")
    bob.lands("api.py", API + "# end\n")
    assert ann.git("merge", "--no-edit", "main").ok
    rejected = ann.commits("api.py", "# start\n" + API)
    assert rejected.rejected == ["CG201 api.py:1-1"]
    assert ann.coordgit("ack", rejected.verdict, "--why", "it is gone on purpose").ok
    ann.lands("api.py", "# start\n" + API)
    bob.lands(*(("api.py", API + "# END\n") if unseen else ("other.py", "OTHER = 2\n")))
    tree = ann.git("merge-tree", "--write-tree", "-X", "theirs", "main", "ann").out.strip()
    tree = ann.git("rev-parse", "ann^{tree}").out.strip() if unseen else tree
    merge = ann.git("commit-tree", tree, "-p", "main", "-p", "ann", "-m", "land").out.strip()
    assert ann.git("update-ref", "refs/heads/main", merge).rejected == (["CG201 api.py:1-1"] if unseen else [])


def test_ones_own_edit_on_a_branch_is_not_foreign_beside_main(ann: Session, bob: Session) -> None:
    ann.reads("api.py")
    assert ann.commits("api.py", API + "# ann\n").ok
    assert ann.commits("api.py", API + "# ann, again\n").ok
    assert ann.commits("caller.py", "f(1)\n").ok


def test_a_push_into_the_repository_is_answered_per_ref(
    ann: Session, bob: Session, repository: Repository, tmp_path: Path
) -> None:
    clone = tmp_path / "clone"
    repository.git("clone", "-q", str(repository.top), str(clone))
    repository.git("checkout", "-q", "--detach")
    ann.reads("api.py")
    ann.lands("caller.py", "f(1)\n")
    repository.git("fetch", "-q", "origin", "ann", cwd=clone)
    cat = repository.session("cat", repository.worktree("cat"))
    cat.lands("api.py", CHANGED)
    assert cat.git("push", "-q", ".", "cat:main").ok
    repository.git("checkout", "-q", "-b", "work", "FETCH_HEAD", cwd=clone)
    repository.git("pull", "-q", "--no-rebase", "--no-edit", "origin", "main", cwd=clone)
    result = repository.session("dan", clone).git("push", "origin", "work:main")
    assert not result.ok and "CG101 api.py" in result.err and "! [remote rejected]" in result.err
    cat.lands("unrelated.py", "1\n")
    assert cat.git("push", "-q", ".", "cat:main").ok


def test_a_rebase_that_replays_ones_own_commits_is_never_rejected_and_the_next_commit_asks(ann: Session, bob: Session) -> None:
    ann.reads("api.py")
    ann.lands("caller.py", "f(1)\n")
    ann.lands("caller2.py", "f(2)\n")
    bob.lands("api.py", CHANGED)
    assert ann.git("rebase", "-q", "--signoff", "HEAD~2").ok
    assert ann.commits("caller3.py", "f(3)\n").rejected == ["CG101 api.py"]


def test_a_merge_of_main_with_a_conflict_is_never_rejected_and_the_next_commit_asks(
    ann: Session, bob: Session, repository: Repository
) -> None:
    cat = repository.session("cat", ann.cwd)
    ann.lands("other.py", "OTHER = 3\n")
    ann.reads("api.py")
    cat.lands("api.py", CHANGED)
    bob.lands("other.py", "OTHER = 2\n")
    assert not ann.git("merge", "--no-edit", "main").ok
    ann.writes("other.py", "OTHER = 5\n")
    assert ann.git("commit", "-q", "--no-edit", "-a").ok
    assert ann.commits("caller.py", "f(1)\n").rejected == ["CG101 api.py"]


def test_undoing_a_rebase_is_never_rejected(ann: Session, bob: Session) -> None:
    ann.reads("api.py")
    ann.lands("mine.py", "1\n")
    bob.lands("api.py", CHANGED)
    assert ann.git("rebase", "-q", "main").ok
    assert ann.git("reset", "-q", "--hard", "ORIG_HEAD").ok


def test_bringing_main_in_again_is_never_rejected_though_reads_have_become_stale(ann: Session, bob: Session) -> None:
    ann.reads("api.py")
    assert ann.coordgit("read", "--glob", "*.py").ok
    ann.lands("mine.txt", "1\n")
    bob.lands("api.py", CHANGED)
    assert ann.git("merge", "--no-edit", "main").ok
    bob.lands("new.py", "1\n")
    again = ann.git("merge", "--no-edit", "main")
    assert again.ok, again.err
    bob.lands("other.txt", "1\n")
    assert ann.git("rebase", "-q", "main").ok
    assert sorted(ann.commits("caller.txt", "f(1)\n").rejected) == ["CG101 api.py", "CG102 new.py"]


def test_a_branch_of_an_unrelated_history_is_not_checked_against_main(bob: Session, repository: Repository) -> None:
    repository.begin(api__py=API)
    pages = repository.folder / "pages"
    repository.git("worktree", "add", "-q", "--orphan", "-b", "pages", str(pages))
    ann = repository.session("ann", pages)
    ann.lands("api.py", "<p>f(x)</p>\n")
    ann.reads("api.py", "gone.html")
    bob.lands("api.py", CHANGED)
    ann.lands("caller.html", "<p>f(1)</p>\n")


def test_the_first_commit_of_another_history_leaves_reads_where_they_were(
    ann: Session, bob: Session, repository: Repository
) -> None:
    ann.reads("api.py")
    ann.lands("caller.py", "f(1)\n")
    for words in (("checkout", "--orphan", "snapshot"), ("commit", "-m", "all"), ("checkout", "ann")):
        assert ann.git(words[0], "-q", *words[1:]).ok
    bob.lands("api.py", CHANGED)
    assert bob.git("merge", "-m", "land", "ann").rejected == ["CG101 api.py"]
    ann.coordgit("read", "--at", "main", "api.py")
    landed = bob.git("commit", "--no-edit")
    assert landed.ok, landed.err


@pytest.mark.parametrize("also", ["the mode", "the text"])
def test_who_changed_the_mode_of_a_file_has_not_changed_its_text(
    ann: Session, bob: Session, repository: Repository, also: str
) -> None:
    """Ann changes the text on another branch, and knows that."""
    ann.reads("api.py")
    ann.lands("api.py", CHANGED)
    (repository.top / "api.py").chmod(0o755)
    assert bob.git("commit", "-qam", "mode").ok
    if also == "the text":
        bob.lands("api.py", f"# bob\n{API}")
    assert ann.git("switch", "-qc", "next", "main").ok
    ann.writes("api.py", (ann.cwd / "api.py").read_text() + "# ann\n")
    mine = ann.git("commit", "-qam", "mine")
    assert mine.rejected == ["CG101 api.py"] * (also == "the text")
    assert not mine.ok or ann.commits("third.py", "2\n").ok
