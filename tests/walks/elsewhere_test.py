"""CG105: what was read on another branch, and the branch that the session commits to never had."""

import pytest

from tests.support.claude import Claude
from tests.support.repository import API, CHANGED, Repository, Session
from tests.support.way_on import obey

LINES = "".join(f"line {number}\n" for number in range(1, 21))


@pytest.fixture
def begun(repository: Repository) -> Repository:
    """``feature`` has an api.py of bob's that main never had; the work tree is on it."""
    repository.commit_files({"api.py": API, "other.py": "OTHER = 1\n", "long.py": LINES, "own.py": "1\n"})
    repository.git("switch", "-qc", "feature")
    bob = repository.session("bob")
    bob.lands("api.py", CHANGED)
    bob.lands("long.py", LINES.replace("line 3\n", "line three\n"))
    return repository


@pytest.fixture
def ann(begun: Repository) -> Session:
    return begun.session("ann")


@pytest.fixture
def bob(begun: Repository) -> Session:
    return begun.session("bob")


def told(result_of_a_commit: str) -> list[str]:
    """The reads that were reported for a commit that passed."""
    return [line.split("  ")[1] for line in result_of_a_commit.splitlines() if line.startswith("  CG105")]


def test_a_session_whose_work_tree_another_switched_is_rejected(ann: Session, bob: Session) -> None:
    ann.reads("api.py")
    assert bob.git("switch", "-q", "main").ok
    rejected = ann.commits("own.py", "f(1, 2)\n")
    assert rejected.rejected == ["CG105 api.py"]
    assert "1 read was made on another branch" in rejected.err
    assert "on feature, which main never had; session bob switched this work tree to main" in rejected.err


def test_a_search_before_another_switched_the_work_tree_is_made_again(begun: Repository, ann: Session, bob: Session) -> None:
    ann.reads("--grep", r"f\(x", "*.py")
    assert bob.git("switch", "-q", "main").ok
    rejected = ann.commits("own.py", "2\n")
    assert rejected.rejected == ["CG105 api.py"]
    assert r"next: look or search again (coordgit read --grep 'f\(x' '*.py'), adapt" in rejected.err
    assert all(done.ok for done in obey(ann, rejected, lambda: ann.git("commit", "-qm", "own")))


def test_a_clients_search_before_another_switched_the_work_tree_is_made_again(begun: Repository, bob: Session) -> None:
    begun.git("config", "coordgit.searches", "strict")
    ann = Claude(begun, "ann")
    assert ann.runs("git grep -n 'f(x'").ok
    assert bob.git("switch", "-q", "main").ok
    rejected = ann.runs("echo 2 >own.py; git commit -qam own")
    assert rejected.rejected == ["CG105 api.py"] and "next: look or search again as you did, adapt" in rejected.err
    assert ann.runs("git grep -n 'f(x'").ok
    assert ann.runs("git commit -qam own").ok


def test_a_search_whose_answer_is_the_same_after_a_switch_is_not_asked(begun: Repository, ann: Session, bob: Session) -> None:
    ann.reads("--grep", "OTHER", "*.py")
    assert bob.git("switch", "-q", "main").ok
    assert ann.commits("own.py", "2\n").ok


def test_a_session_that_switched_itself_is_told_once(ann: Session) -> None:
    ann.reads("api.py")
    assert ann.git("switch", "-q", "main").ok
    first = ann.commits("own.py", "f(1, 2)\n")
    assert first.ok
    assert told(first.err) == ["CG105 api.py"]
    assert "on feature, with" in first.err and '"bob: api.py" (session bob), which main does not have' in first.err
    second = ann.commits("own.py", "f(1, 2, 3)\n")
    assert second.ok and second.err == ""


def test_who_reads_again_on_another_branch_is_told_again(ann: Session) -> None:
    ann.reads("api.py")
    assert ann.git("switch", "-q", "main").ok
    assert told(ann.commits("own.py", "2\n").err) == ["CG105 api.py"]
    assert ann.git("switch", "-q", "feature").ok
    ann.reads("api.py")
    assert ann.git("switch", "-q", "main").ok
    assert told(ann.commits("own.py", "3\n").err) == ["CG105 api.py"]


def test_what_both_branches_have_holds_nobody_when_another_switches(ann: Session, bob: Session) -> None:
    ann.reads("other.py")
    assert bob.git("switch", "-q", "main").ok
    passed = ann.commits("own.py", "2\n")
    assert passed.ok and passed.err == ""


def test_reading_again_as_it_says_lets_the_commit_land(ann: Session, bob: Session) -> None:
    ann.reads("api.py")
    assert bob.git("checkout", "-q", "main").ok
    rejected = ann.commits("own.py", "2\n")
    assert rejected.rejected == ["CG105 api.py"]
    assert all(done.ok for done in obey(ann, rejected, lambda: ann.git("commit", "-qam", "again")))


def test_an_acknowledged_one_lets_the_commit_land(ann: Session, bob: Session) -> None:
    ann.reads("api.py")
    assert bob.git("checkout", "-q", "main").ok
    rejected = ann.commits("own.py", "2\n")
    assert ann.coordgit("ack", rejected.verdict, "--why", "own.py calls nothing").ok
    assert ann.git("commit", "-qam", "again").ok


def test_what_was_explained_to_a_session_without_a_client_lets_the_commit_land(ann: Session, bob: Session) -> None:
    ann.reads("api.py")
    assert bob.git("checkout", "-q", "main").ok
    rejected = ann.commits("own.py", "2\n")
    explained = ann.coordgit("explain", rejected.verdict)
    assert "-def f(x, y):" in explained.out and "+def f(x):" in explained.out
    assert ann.git("commit", "-qam", "again").ok


@pytest.mark.parametrize("answer", [("ack", "--why", "main keeps it"), ("explain",)], ids=["acknowledged", "explained"])
@pytest.mark.parametrize("moved", [False, True])
def test_what_was_seen_on_the_other_branch_stays_known_there(
    ann: Session, bob: Session, answer: tuple[str, ...], moved: bool
) -> None:
    ann.reads("long.py")
    assert bob.git("switch", "-q", "main").ok
    rejected = ann.commits("own.py", "2\n")
    assert ann.coordgit(answer[0], rejected.verdict, *answer[1:]).ok
    assert ann.git("commit", "-qam", "again").ok
    ann.lands("long.py", f"{LINES}line 21\n")
    ann.repository.git("config", "coordgit.target", "feature")
    if moved:
        text = LINES.replace("line 3\n", "line three\n").replace("line 9\n", "line nine\n")
        ann.repository.session("eve", ann.repository.worktree("there", at="feature")).lands("long.py", text)
        ann.repository.git("branch", "-f", "feature", "there")
    last = ann.commits("own.py", "3\n")
    assert ("CG101 long.py" in last.err) == moved == bool(last.rejected)


def test_lines_that_both_branches_have_are_not_a_reason(ann: Session, bob: Session) -> None:
    ann.reads("long.py:10-12")
    assert bob.git("switch", "-q", "main").ok
    assert ann.commits("own.py", "2\n").ok


def test_lines_that_only_the_branch_that_was_left_has_reject_a_commit(ann: Session, bob: Session) -> None:
    ann.reads("long.py:2-4")
    assert bob.git("switch", "-q", "main").ok
    assert ann.commits("own.py", "2\n").rejected == ["CG105 long.py:2-4"]


def test_what_was_missing_only_on_the_other_branch_is_a_reason(ann: Session, bob: Session) -> None:
    assert bob.git("rm", "-q", "other.py").ok and bob.git("commit", "-qm", "without other.py").ok
    ann.reads("other.py")
    assert bob.git("switch", "-q", "main").ok
    assert ann.commits("own.py", "2\n").rejected == ["CG105 other.py"]


def test_a_session_s_own_work_on_the_other_branch_is_not_reported_to_it(ann: Session, bob: Session) -> None:
    ann.reads("other.py")
    ann.lands("other.py", "OTHER = 2\n")
    ann.reads("other.py")
    assert bob.git("switch", "-q", "main").ok
    passed = ann.commits("own.py", "2\n")
    assert passed.ok and passed.err == ""


def test_a_client_s_own_switch_is_its_session_s(begun: Repository) -> None:
    ann = Claude(begun, "ann")
    ann.reads("api.py")
    assert ann.runs("git switch -q main").ok
    ann.writes("own.py", "2\n")
    assert ann.commits("own.py").ok


def test_a_switch_that_no_client_made_rejects_what_its_session_read_before(begun: Repository) -> None:
    ann = Claude(begun, "ann")
    ann.reads("api.py")
    begun.git("switch", "-q", "main")
    ann.writes("own.py", "2\n")
    assert ann.commits("own.py").rejected == ["CG105 api.py"]


def test_what_was_read_in_another_worktree_is_told(begun: Repository, ann: Session, bob: Session) -> None:
    elsewhere = begun.session("ann", begun.worktree("w", at="main"))
    ann.reads("api.py")
    passed = elsewhere.commits("own.py", "2\n")
    assert passed.ok
    assert told(passed.err) == ["CG105 api.py"]


def test_a_worktree_that_another_adds_switches_nobody(begun: Repository, ann: Session, bob: Session) -> None:
    ann.reads("api.py")
    assert ann.git("switch", "-q", "main").ok
    assert bob.git("worktree", "add", "-q", str(begun.folder / "w"), "feature").ok
    assert ann.commits("own.py", "2\n").ok


def test_a_worktree_that_the_session_adds_hides_nobody_s_switch(begun: Repository, ann: Session, bob: Session) -> None:
    ann.reads("api.py")
    assert bob.git("switch", "-q", "main").ok
    assert ann.git("worktree", "add", "-q", "-b", "more", str(begun.folder / "w")).ok
    assert ann.commits("own.py", "2\n").rejected == ["CG105 api.py"]


@pytest.mark.parametrize("since", [True, False])
def test_what_the_other_branch_got_since_it_was_left_was_not_read_here(
    begun: Repository, ann: Session, bob: Session, since: bool
) -> None:
    cat = begun.session("cat", begun.folder / "cat")
    if not since:
        bob.lands("api.py", CHANGED + "# more\n")
        ann.reads("api.py")
    assert bob.git("switch", "-q", "main").ok
    assert bob.git("worktree", "add", "-q", str(cat.cwd), "feature").ok
    cat.lands("api.py" if since else "own.py", CHANGED + "# more\n")
    if since:
        ann.reads("--at", "feature", "api.py")
    result = ann.commits("other.py", "f(1, 2)\n")
    assert result.rejected == ([] if since else ["CG105 api.py"])
    assert told(result.err) == ["CG105 api.py"]


def test_who_goes_to_a_branch_that_another_leads_back_to_knows_it(begun: Repository, ann: Session, bob: Session) -> None:
    ann.reads("api.py")
    assert ann.git("switch", "-q", "main").ok
    assert bob.git("switch", "-qc", "third").ok
    assert bob.git("switch", "-q", "main").ok
    assert ann.commits("own.py", "2\n").ok


def test_a_way_of_another_over_a_third_branch_is_a_switch(begun: Repository, ann: Session, bob: Session) -> None:
    ann.reads("api.py")
    assert bob.git("switch", "-qc", "third", "main").ok
    assert bob.git("switch", "-q", "main").ok
    assert ann.commits("own.py", "2\n").rejected == ["CG105 api.py"]


def test_what_a_merge_brings_along_is_not_a_reason(begun: Repository, ann: Session, bob: Session) -> None:
    ann.reads("api.py")
    assert bob.git("switch", "-q", "main").ok
    assert bob.commits("other.py", "OTHER = 2\n").ok
    merged = ann.git("merge", "-q", "--no-edit", "feature")
    assert merged.ok and merged.err == ""


def test_what_a_merge_brings_along_is_not_a_reason_where_the_session_changes_it_on_the_way(ann: Session, bob: Session) -> None:
    ann.reads("api.py")
    assert bob.git("switch", "-q", "main").ok
    assert bob.commits("other.py", "OTHER = 2\n").ok
    assert ann.git("merge", "-q", "--no-commit", "feature").ok
    ann.writes("api.py", "def f(x, y, z):\n    return x\n")
    assert ann.git("add", "api.py").ok
    merged = ann.git("commit", "-q", "--no-edit")
    assert merged.ok and merged.err == ""


def test_what_the_branch_has_changed_itself_is_stale_wherever_it_was_read(ann: Session, bob: Session) -> None:
    ann.reads("api.py")
    assert ann.git("switch", "-q", "main").ok
    bob.lands("api.py", "def g(): ...\n")
    assert ann.commits("own.py", "2\n").rejected == ["CG101 api.py"]


@pytest.mark.parametrize(("level", "lands"), [("record", True), ("snapshot", True), ("strict", False)])
def test_the_level_decides(begun: Repository, ann: Session, bob: Session, level: str, lands: bool) -> None:
    begun.git("config", "coordgit.level", level)
    ann.reads("api.py")
    assert bob.git("switch", "-q", "main").ok
    assert ann.commits("own.py", "2\n").ok == lands


def test_a_check_says_the_same(begun: Repository, ann: Session, bob: Session) -> None:
    ann.reads("api.py")
    assert bob.git("switch", "-q", "main").ok
    ann.writes("own.py", "2\n")
    assert ann.git("add", "own.py").ok
    assert ann.coordgit("check").rejected == ["CG105 api.py"]
    document = ann.json("explain")
    (conflict,) = document["conflicts"]
    assert (conflict["read"]["branch"], conflict["change"]["session"]) == ("feature", "bob")


@pytest.mark.parametrize("changed", [False, True])
def test_an_edit_on_a_branch_that_never_had_what_was_read_undoes_only_what_that_branch_got(
    repository: Repository, changed: bool
) -> None:
    repository.begin(two__py="1\n")
    ann = repository.session("ann", repository.worktree("work"))
    repository.session("bob").lands("two.py", "2\n")
    if changed:
        repository.session("cat", ann.cwd).lands("two.py", "3\n")
    assert ann.git("switch", "-q", "-c", "other", "main").ok
    ann.reads("two.py")
    assert ann.git("switch", "-q", "work").ok
    assert ann.commits("two.py", "4\n").rejected == (["CG201 two.py"] if changed else [])


@pytest.mark.parametrize("back", [False, True], ids=["another line is edited", "bob's line is put back"])
@pytest.mark.parametrize("hooked", [False, True])
def test_that_a_file_is_gone_on_main_tells_nothing_of_what_the_own_branch_has(
    repository: Repository, hooked: bool, back: bool
) -> None:
    bob = repository.session("bob")
    landed = LINES.replace("line 3\n", "line three\n")
    repository.begin(long__py=LINES, own__py="1\n")
    bob.lands("long.py", landed)
    ann = repository.session("ann", repository.worktree("work"))
    claude = Claude(repository, "ann", ann.cwd) if hooked else None
    ann.lands("own.py", "2\n")
    assert bob.git("rm", "-q", "long.py").ok and bob.git("commit", "-qm", "gone").ok
    ann.reads("--at", "main", "long.py")
    (claude or ann).writes("long.py", LINES if back else landed.replace("line 9\n", "line nine\n"))
    denied = ann.git("commit", "-qam", "edited")
    assert denied.rejected == (["CG201 long.py"] if back else [])
    if back:
        assert all(done.ok for done in obey(ann, denied, lambda: ann.git("commit", "-qam", "edited")))


@pytest.mark.parametrize(("lands", "code"), [("line 6, bob's\n", "CG101"), ("line 6\n", "CG201")], ids=["its own", "bob's"])
def test_who_has_read_a_text_from_elsewhere_may_take_back_what_it_landed_itself(
    repository: Repository, lands: str, code: str
) -> None:
    """Nobody knows how that text came about: what counts is what was changed since the two parted."""
    repository.begin(long__py=LINES)
    there = repository.worktree("there")
    repository.git("checkout", "-q", "--detach", cwd=there)
    repository.commit_files({"long.py": LINES.replace("line 18\n", "line 18, theirs\n")}, "theirs", there)
    repository.git("update-ref", "refs/remotes/origin/theirs", "HEAD", cwd=there)
    ann, bob = repository.session("ann"), repository.session("bob")
    ann.reads("--at", "origin/theirs", "long.py")
    ann.lands("long.py", LINES.replace("line 12\n", "line 12, ann's\n"))
    bob.lands("long.py", LINES.replace("line 12\n", "line 12, ann's\n").replace("line 6\n", "line 6, bob's\n"))
    assert ann.commits("long.py", LINES.replace("line 6\n", lands)).rejected == [f"{code} long.py"]


@pytest.mark.parametrize("more", [False, True], ids=["the same file", "another one"])
def test_what_a_search_finds_was_acknowledged_on_a_branch_that_has_the_same_file(repository: Repository, more: bool) -> None:
    """Ann's branch has bob's change squashed into it, and lands beside it."""
    text = "".join(f"a{n} = 1\n" for n in range(9))
    repository.begin(a__py=text, b__py="b = 1\n")
    ann, bob = (repository.session(name, repository.worktree(name)) for name in ("ann", "bob"))
    assert ann.coordgit("read", "--grep", "= 7").ok
    bob.lands("a.py", f"more = 7\n{text}")
    assert ann.git("merge", "-q", "--squash", "bob").ok and ann.git("commit", "-qm", "squashed").ok
    assert bob.git("update-ref", "refs/heads/main", "bob").ok
    denied = ann.commits("c.py", "c = 1\n")
    assert denied.rejected == ["CG102 a.py"]
    assert ann.coordgit("ack", denied.verdict, "--why", "fine").ok and ann.git("commit", "-qm", "c").ok
    if more:
        bob.lands("a.py", f"more = 7\n{text}most = 7\n")
        assert bob.git("update-ref", "refs/heads/main", "bob").ok
    tree = repository.git("merge-tree", "--write-tree", "main", "ann")
    merge = repository.git("commit-tree", tree, "-p", "main", "-p", "ann", "-m", "land")
    lands = ann.git("update-ref", "refs/heads/main", merge, "main")
    assert lands.rejected == ["CG102 a.py"] * more, lands.err


@pytest.fixture
def beside(repository: Repository) -> Claude:
    """A session on a branch beside main, on which bob has changed what it had read."""
    repository.commit_files({"api.py": API, "own.py": "1\n"})
    client = Claude(repository, "ann", repository.worktree("ann"))
    client.reads("api.py")
    repository.session("bob").lands("api.py", CHANGED)
    client.writes("own.py", "2\n")
    return client


def test_who_reads_a_targets_version_as_it_is_printed_is_told_nothing(repository: Repository, beside: Claude) -> None:
    assert repository.coordgit("read", "--at", "main", "api.py", cwd=beside.cwd, **beside.env).ok
    landed = beside.runs("git commit -qm own own.py")
    assert landed.ok and not landed.err, landed


def test_who_reads_it_in_the_targets_worktree_is_told(repository: Repository, beside: Claude) -> None:
    """The twin may not know that its own branch has another version."""
    Claude(repository, "ann").reads("api.py")
    landed = beside.runs("git commit -qm own own.py")
    assert landed.ok and told(landed.err) == ["CG105 api.py"], landed


@pytest.mark.parametrize("maker", ["ann", "bob"])
def test_of_an_orphan_branch_only_what_others_made_is_reported(begun: Repository, ann: Session, maker: str) -> None:
    assert ann.git("switch", "-q", "--orphan", "pages").ok
    begun.session(maker).lands("page", "1\n")
    ann.reads("page")
    assert ann.git("switch", "-q", "main").ok
    assert told(ann.commits("own.py", "2\n").err) == ["CG105 page"] * (maker == "bob")
