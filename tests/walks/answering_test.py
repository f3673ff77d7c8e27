"""Who acknowledges: the reader, or a person for it; for a reader that is not at work whoever makes the update, in it alone."""

import pytest

from tests.support.claude import SUB_AGENT, Claude
from tests.support.repository import Repository, Result, Session
from tests.support.way_on import obey


@pytest.fixture
def ann(repository: Repository) -> Session:
    repository.begin(api__py="1\n", other__py="1\n")
    ann = repository.session("ann")
    ann.reads("api.py", "other.py")
    return ann


@pytest.fixture
def denied(ann: Session, bob: Session) -> Result:
    """Ann's commit was rejected for two reads."""
    bob.lands("api.py", "2\n")
    bob.lands("other.py", "2\n")
    result = ann.commits("new.py", "1\n")
    assert result.rejected == ["CG101 api.py", "CG101 other.py"]
    return result


def test_one_conflict_is_explained_by_its_number(ann: Session, denied: Result) -> None:
    whole, one = ann.coordgit("explain", denied.verdict).out, ann.coordgit("explain", f"{denied.verdict}#2").out
    assert "#1  CG101 api.py" in whole and "#2  CG101 other.py" in whole
    assert "#1" not in one and "#2  CG101 other.py" in one and "coordgit read other.py" in one
    assert [c["n"] for c in ann.json("explain", f"{denied.verdict}#2")["conflicts"]] == [2]
    for name in (f"{denied.verdict}#9", f"{denied.verdict}#x", f"{denied.verdict}#", "v99#1"):
        refused = ann.coordgit("explain", name)
        assert refused.code == 2 and len(refused.err.splitlines()) == 2


def test_who_acknowledges_one_of_two_is_told_what_is_left(ann: Session, denied: Result) -> None:
    said = ann.coordgit("ack", f"{denied.verdict}#1", "--why", "fine").out
    assert said.startswith(f"acknowledged 1 conflict\nleft in {denied.verdict}:\n  #2  CG101 other.py  read ")
    assert "\nnext: read other.py again (coordgit read other.py), adapt" in said and "api.py" not in said
    assert ann.git("commit", "-qm", "x").rejected == ["CG101 other.py"]
    said = ann.coordgit("ack", f"{denied.verdict}#2", "--why", "fine").out
    assert said == "acknowledged 1 conflict\nnext: all of it is acknowledged, commit again\n"
    assert ann.git("commit", "-qm", "x").ok


def test_what_is_left_is_json_too(ann: Session, denied: Result) -> None:
    assert ann.json("ack", f"{denied.verdict}#1", "--why", "fine")["left"] == [{"verdict": denied.verdict, "n": 2}]


@pytest.mark.parametrize("name", ["", "#1"])
def test_another_session_does_not_acknowledge(ann: Session, bob: Session, denied: Result, name: str) -> None:
    refused = bob.coordgit("ack", denied.verdict + name, "--why", "it does not matter")
    assert refused.code == 1 and refused.out == ""
    first, second = refused.err.splitlines()
    assert first == f"coordgit: {denied.verdict}{name} is about reads of session ann: only their reader acknowledges them"
    assert second == "try: coordgit session show ann"
    assert ann.git("commit", "-qm", "x").rejected == ["CG101 api.py", "CG101 other.py"]


def test_a_person_acknowledges_on_behalf_and_is_recorded(repository: Repository, ann: Session, denied: Result) -> None:
    assert repository.coordgit("ack", denied.verdict, "--why", "I have looked").ok
    assert "acknowledged by dev " in ann.coordgit("explain", denied.verdict).out
    assert ann.git("commit", "-qm", "x").ok


@pytest.fixture
def work(repository: Repository) -> Session:
    """Ann has made a commit on her branch; what she had read has changed on main."""
    repository.begin(api__py="1\n")
    work = repository.session("ann", repository.worktree("ann"))
    work.reads("api.py")
    work.lands("mine.py", "1\n")
    repository.session("bob").lands("api.py", "2\n")
    return work


def merged(repository: Repository) -> Result:
    return repository.session("bob").git("merge", "-q", "--no-edit", "ann")


def test_for_a_silent_reader_whoever_lands_its_work_answers(repository: Repository, work: Session) -> None:
    bob, denied = repository.session("bob"), merged(repository)
    assert denied.rejected == ["CG101 api.py"] and "answer for session ann" in denied.err
    assert bob.coordgit("ack", denied.verdict, "--why", "it fits").ok
    assert "acknowledged by session bob " in bob.coordgit("explain", denied.verdict).out
    assert bob.git("commit", "-q", "--no-edit").ok
    # she has not seen it herself
    assert work.commits("more.py", "1\n").rejected == ["CG101 api.py"]


@pytest.mark.parametrize("how", ["end", "clear"])
def test_for_a_reader_that_has_ended_or_was_cleared_too(repository: Repository, work: Session, how: str) -> None:
    work.reads("mine.py")
    assert work.coordgit("session", how).ok
    bob, denied = repository.session("bob"), merged(repository)
    assert bob.coordgit("ack", denied.verdict, "--why", "it fits").ok
    assert bob.git("commit", "-q", "--no-edit").ok


def test_a_reader_at_work_answers_itself(repository: Repository, work: Session) -> None:
    work.reads("mine.py")
    bob, denied = repository.session("bob"), merged(repository)
    assert "have api.py read again, as it is on main, by session ann, which read it, " in denied.err
    assert bob.coordgit("ack", denied.verdict, "--why", "it fits").code == 1
    assert bob.git("commit", "-q", "--no-edit").rejected == ["CG101 api.py"]
    assert work.coordgit("read", "--at", "main", "api.py").ok
    assert bob.git("commit", "-q", "--no-edit").ok


def test_what_was_answered_counts_for_just_that_change(repository: Repository, work: Session) -> None:
    bob, denied = repository.session("bob"), merged(repository)
    assert bob.coordgit("ack", denied.verdict, "--why", "it fits").ok
    assert bob.git("merge", "--abort").ok
    cat = repository.session("cat")
    cat.lands("api.py", "3\n")
    assert merged(repository).rejected == ["CG101 api.py"]


def test_nobody_else_answers_in_that_update(repository: Repository, work: Session) -> None:
    bob, denied = repository.session("bob"), merged(repository)
    cat = repository.session("cat")
    assert cat.coordgit("ack", denied.verdict, "--why", "it fits").code == 1
    assert bob.git("commit", "-q", "--no-edit").rejected == ["CG101 api.py"]


@pytest.mark.parametrize("look", [("explain",), ("read", "api.py"), ("read", "--at", "main", "api.py")], ids=lambda look: look[0])
def test_to_look_after_the_rejection_is_an_answer(repository: Repository, work: Session, look: tuple[str, ...]) -> None:
    bob, denied = repository.session("bob"), merged(repository)
    assert denied.rejected == ["CG101 api.py"]
    assert bob.coordgit(*look).ok
    assert bob.git("commit", "-q", "--no-edit").ok
    assert work.commits("more.py", "1\n").rejected == ["CG101 api.py"]


def test_to_have_looked_before_is_none(repository: Repository, work: Session) -> None:
    bob = repository.session("bob")
    bob.reads("api.py")
    assert merged(repository).rejected == ["CG101 api.py"]
    assert bob.git("commit", "-q", "--no-edit").rejected == ["CG101 api.py"]
    bob.reads("api.py")
    assert bob.git("commit", "-q", "--no-edit").ok


@pytest.mark.parametrize("before", ["git status", "git show main:api.py"])
@pytest.mark.parametrize(("look", "answers"), [("cat api.py", False), ("git show main:api.py", True), ("coordgit explain", True)])
def test_a_look_at_the_older_version_of_its_own_worktree_is_none(
    repository: Repository, before: str, look: str, answers: bool
) -> None:
    repository.begin(api__py="1\n")
    ann = repository.session("ann", repository.worktree("ann"))
    cat = Claude(repository, "cat", repository.worktree("cat"))
    cat.reads("api.py")
    ann.reads("api.py")
    ann.lands("mine.py", "1\n")
    repository.session("bob").lands("api.py", "2\n")
    cat.runs(before)  # it knows the change from here on
    assert cat.runs("git merge -q --no-edit ann").rejected == ["CG101 api.py"]
    assert cat.runs("git reset -q --hard").ok
    cat.runs(look)
    assert cat.runs("git merge -q main").ok
    assert cat.runs("git merge -q --no-edit ann").rejected == ([] if answers else ["CG101 api.py"])


@pytest.mark.parametrize("read", ["api.py", "api.py:8-10"])
@pytest.mark.parametrize(
    ("look", "answers"),
    [
        ("head -4 api.py", False),
        ("wc api.py", False),
        ("tail -n 2 api.py", False),
        ("cat api.py", True),
        ("sed -n 8,10p api.py", True),
        ("coordgit explain", True),
    ],
)
def test_for_a_reader_that_is_gone_only_a_look_at_the_changed_lines_counts(
    repository: Repository, read: str, look: str, answers: bool
) -> None:
    text = "".join(f"line {n}\n" for n in range(1, 13))
    repository.begin(api__py=text)
    ann = repository.session("ann", repository.worktree("ann"))
    ann.reads(read)
    ann.lands("mine.py", "1\n")
    repository.session("cat").lands("api.py", text.replace("line 9", "line nine"))
    bob = Claude(repository, "bob")
    assert bob.runs("git merge -q --no-edit ann").rejected == [f"CG101 {read}"]
    bob.runs(look)
    assert bob.runs("git commit -q --no-edit").rejected == ([] if answers else [f"CG101 {read}"])


@pytest.mark.parametrize("look", [("explain",), ("read", "api.py")], ids=lambda look: look[0])
def test_for_a_reader_at_work_nobody_looks(repository: Repository, work: Session, look: tuple[str, ...]) -> None:
    work.reads("mine.py")
    bob, denied = repository.session("bob"), merged(repository)
    assert denied.rejected and bob.coordgit(*look).ok
    assert bob.git("commit", "-q", "--no-edit").rejected == ["CG101 api.py"]


@pytest.mark.parametrize("looks", [True, False])
def test_that_another_picks_its_commit_ends_the_work_of_no_reader(repository: Repository, looks: bool) -> None:
    repository.begin(api__py="1\n")
    ann, cat = (repository.session(name, repository.worktree(name)) for name in ("ann", "cat"))
    ann.reads("api.py")
    ann.lands("mine.py", "1\n")
    if looks:
        ann.reads("mine.py")
    cat.lands("hers.py", "1\n")
    assert cat.git("cherry-pick", "ann").ok
    bob = repository.session("bob")
    bob.lands("api.py", "2\n")
    denied = bob.git("merge", "-q", "--no-edit", "cat")
    assert denied.rejected == ["CG101 api.py"] and ("answer for session ann" in denied.err) != looks
    assert bob.coordgit("explain").ok
    assert bob.git("commit", "-q", "--no-edit").ok != looks


@pytest.mark.parametrize("how", ["git merge -q --no-edit -X theirs bob", "git cherry-pick -X theirs bob"])
def test_who_answers_for_a_lost_update_of_a_session_that_has_ended_goes_on(repository: Repository, how: str) -> None:
    lines = "".join(f"line {n}\n" for n in range(9))
    repository.commit_files({"f.py": lines})
    ann, bob = (Claude(repository, name, repository.worktree(name)) for name in ("ann", "bob"))
    lead = Claude(repository, "lead")
    for who in (bob, ann):
        who.reads("f.py")
        who.edits("f.py", "line 2\n", f"line 2 of {who.session}\n")
        assert who.commits("f.py").ok
    bob.send("SessionEnd", reason="other")
    assert lead.runs("git merge -q --ff-only ann").ok
    denied = lead.runs(how)
    assert denied.rejected == ["CG201 f.py"] and "answer for claude bob" in denied.err, denied
    done = obey(lead, denied, lambda: lead.runs("git commit --no-edit"))
    assert all(one.ok for one in done), done


@pytest.mark.parametrize("other", [False, True])
def test_an_answer_is_one_for_all_agents_of_the_reader_that_read_the_same(repository: Repository, other: bool) -> None:
    repository.commit_files({"api.py": "1\n", "other.py": "1\n"})
    ann = Claude(repository, "ann", repository.worktree("ann"))
    ann.reads("api.py")
    ann.reads("other.py" if other else "api.py", **SUB_AGENT)
    ann.repository.write("mine.py", "1\n", ann.cwd)
    assert ann.commits("mine.py").ok
    ann.send("SessionEnd", reason="other")
    cat = repository.session("cat")
    cat.lands("api.py", "2\n")
    cat.lands("other.py", "2\n")
    bob = repository.session("bob")
    denied = bob.git("merge", "-q", "--no-edit", "ann")
    assert denied.rejected == ["CG101 api.py", "CG101 other.py"][: 1 + other]
    assert bob.coordgit("ack", f"{denied.verdict}#1", "--why", "it fits").ok
    assert bob.git("commit", "-q", "--no-edit").rejected == ["CG101 other.py"] * other
