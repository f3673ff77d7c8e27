"""Reads that inform and do not reject, and what was acknowledged on one line and arrives on another: none lost, none repeated."""

import pytest

from tests.support.claude import SUB_AGENT, Claude, begun
from tests.support.recorded import CLIENTS, FILES, Recorded
from tests.support.repository import Repository, Session

LONG = "".join(f"line {number}\n" for number in range(12))


@pytest.fixture
def ann(repository: Repository) -> Session:
    """Ann, bob and cat have a worktree and a branch each; dan lands on main."""
    repository.commit_files({"api.py": LONG, "other.py": "1\n"})
    return repository.session("ann", repository.worktree("ann"))


@pytest.fixture
def bob(repository: Repository, ann: Session) -> Session:
    return repository.session("bob", repository.worktree("bob"))


@pytest.fixture
def cat(repository: Repository, ann: Session) -> Session:
    return repository.session("cat", repository.worktree("cat"))


@pytest.fixture
def dan(repository: Repository, ann: Session) -> Session:
    return repository.session("dan")


@pytest.mark.parametrize(("path", "found"), [("api.py", ["CG101 api.py"]), ("more.py", [])], ids=["what was read", "another"])
def test_a_read_that_informs_beside_anothers_is_asked_again(
    ann: Session, bob: Session, repository: Repository, path: str, found: list[str]
) -> None:
    ann.reads("api.py")
    repository.session("cat", ann.cwd).lands(path, "changed\n")
    bob.reads("other.py")
    bob.lands("his.py", "1\n")
    repository.git("config", "coordgit.level", "record")
    assert ann.git("cherry-pick", "--no-commit", "bob").ok
    ann.writes("more.py", "1\n")
    assert ann.git("add", "more.py").ok and ann.git("commit", "-qm", "his and more").ok
    repository.git("config", "coordgit.level", "strict")
    assert ann.commits("more.txt", "1\n").rejected == found


@pytest.mark.parametrize(("path", "found"), [("api.py", ["CG101 api.py"]), ("other.py", [])], ids=["what was read", "another"])
def test_a_read_that_informs_twice_keeps_its_base(
    ann: Session, bob: Session, cat: Session, dan: Session, repository: Repository, path: str, found: list[str]
) -> None:
    ann.reads("api.py")
    ann.lands("api.py", LONG + "ann\n")
    ann.lands("mine.py", "1\n")
    bob.lands("api.py", "bob\n" + LONG)
    cat.lands("api.py", "cat\n" + LONG)
    told = ann.commits("more.py", "1\n")
    assert told.ok and told.err.count("CG101 api.py") == 2
    assert repository.git("cat-file", "-t", ann.json("session", "show")["reads"][0]["base"]) == "commit"
    dan.lands(path, "changed\n")
    assert ann.commits("more.txt", "1\n").rejected == found


@pytest.mark.parametrize("again", [False, True], ids=["as it was", "changed again"])
def test_what_was_acknowledged_on_the_target_is_known_when_it_is_merged_with_an_own_change(
    ann: Session, dan: Session, again: bool
) -> None:
    ann.reads("api.py")
    ann.lands("api.py", LONG + "ann\n")
    dan.lands("api.py", "dan\n" + LONG)
    rejected = ann.commits("more.py", "1\n")
    assert rejected.rejected == ["CG101 api.py"]
    assert ann.coordgit("ack", rejected.verdict, "--why", "it does not matter").ok
    assert ann.git("commit", "-qm", "more").ok
    if again:
        dan.lands("api.py", "dan\ndan\n" + LONG)
    assert ann.git("merge", "-q", "--no-edit", "main").ok
    assert ann.commits("third.py", "1\n").rejected == (["CG101 api.py"] if again else [])


@pytest.mark.parametrize(
    ("text", "found"), [("find\nfind\n", []), ("find\nfind\nfind\n", ["CG102 dan.py"])], ids=["own", "another's"]
)
def test_an_answer_that_was_acknowledged_on_the_target_is_known_when_it_is_merged_with_an_own_hit(
    ann: Session, dan: Session, text: str, found: list[str]
) -> None:
    assert ann.coordgit("read", "--grep", "find").ok
    dan.lands("dan.py", "find\n")
    rejected = ann.commits("more.py", "1\n")
    assert rejected.rejected == ["CG102 dan.py"]
    assert ann.coordgit("ack", rejected.verdict, "--why", "seen").ok
    assert ann.git("commit", "-qm", "more").ok
    assert ann.git("merge", "-q", "--no-edit", "main").ok
    assert ann.commits("dan.py", "find\nfind\n").ok
    if found:
        dan.lands("dan.py", text)
        assert ann.git("merge", "-q", "-X", "theirs", "--no-edit", "main").ok
    assert ann.commits("third.py", "1\n").rejected == found


@pytest.mark.parametrize(
    ("asked", "path", "text", "found"),
    [
        (("--glob", "*.py"), "dan.py", "more\n", []),
        (("--glob", "*.py"), "more.py", "", ["CG102 more.py"]),
        (("--grep", "find"), "dan.py", "find\nmore\n", []),
        (("--grep", "find"), "dan.py", "find\nfind\n", ["CG102 dan.py"]),
    ],
    ids=["another content", "another name", "another line", "another hit"],
)
def test_of_an_answer_that_was_acknowledged_on_the_target_only_what_came_since_counts(
    ann: Session, dan: Session, asked: tuple[str, str], path: str, text: str, found: list[str]
) -> None:
    ann.reads(*asked)
    dan.lands("dan.py", "find\n")
    assert ann.coordgit("ack", ann.commits("mine.txt", "1\n").verdict, "--why", "seen").ok
    dan.lands(path, text)
    assert ann.git("merge", "-q", "--no-edit", "main").ok
    assert ann.commits("mine.txt", "2\n").rejected == found


@pytest.mark.parametrize("text", ["dan\n", "cat\n"], ids=["the same", "another"])
def test_a_change_that_was_acknowledged_is_known_wherever_else_it_is_made(
    ann: Session, dan: Session, repository: Repository, text: str
) -> None:
    ann.reads("api.py")
    dan.lands("api.py", "dan\n")
    rejected = ann.commits("more.py", "1\n")
    assert ann.coordgit("ack", rejected.verdict, "--why", "it does not matter").ok
    repository.session("cat", ann.cwd).lands("api.py", text)
    assert ann.commits("third.py", "1\n").rejected == (["CG101 api.py"] if text == "cat\n" else [])


@pytest.mark.parametrize("text", ["cat\n", "dan\n"], ids=["the same", "another"])
def test_what_lands_of_the_very_text_that_was_read_is_not_reported(
    ann: Session, dan: Session, repository: Repository, text: str
) -> None:
    repository.session("cat", ann.cwd).lands("api.py", "cat\n")
    ann.reads("api.py")
    dan.lands("api.py", text)
    assert ann.commits("more.py", "1\n").rejected == (["CG101 api.py"] if text == "dan\n" else [])


def test_who_finds_the_work_tree_on_another_branch_is_told_once(repository: Repository) -> None:
    repository.begin(api__py="1\n")
    ann = Claude(repository, "ann")
    ann.runs("git switch -qc mine && git switch -q main")
    assert "this work tree" not in ann.runs("git switch -q mine").out + ann.runs("true").out
    repository.git("switch", "-qc", "theirs")
    assert "coordgit: this work tree is on theirs now; at your last call it was on mine" in ann.runs("true").out
    assert "this work tree" not in ann.runs("true").out


@pytest.mark.parametrize("before", ["main", "theirs"])
def test_its_own_switch_is_not_told_to_a_session_that_hears_nothing_before_a_call(repository: Repository, before: str) -> None:
    repository.commit_files(FILES)
    ann = Recorded(repository, CLIENTS["codex"])
    begins, ends = ann.client.reads_a
    repository.git("branch", "theirs")
    repository.git("switch", "-q", before)
    ann.send(begins)
    repository.git("switch", "-qc", "mine", **ann.client.environ)
    assert ann.send(ends) == {}
    assert "this work tree" not in ann.sends(ann.client.reads_a)


def test_a_session_is_told_of_a_switch_that_its_sub_agent_found(repository: Repository) -> None:
    repository.begin(api__py="1\n")
    ann = Claude(repository, "ann")
    ann.runs("true")
    repository.git("switch", "-qc", "theirs")
    assert "this work tree" not in ann.reads("api.py", **SUB_AGENT)
    assert "coordgit: this work tree is on theirs now; at your last call it was on main" in ann.runs("true").out
    assert "this work tree" not in ann.runs("true").out


def test_what_a_session_does_in_another_work_tree_between_its_calls_is_no_switch_of_its_own(repository: Repository) -> None:
    repository.begin(api__py="1\n")
    ann = Claude(repository, "ann", repository.worktree("ann"))
    ann.runs("true")
    in_the_background = "echo 2 > api.py && git commit -qam 2 && git merge -q ann"
    assert repository.run(["sh", "-c", in_the_background], **ann.env).ok
    assert "this work tree" not in ann.runs("true").out
    repository.git("switch", "-qc", "theirs", cwd=ann.cwd)
    assert "coordgit: this work tree is on theirs now; at your last call it was on ann" in ann.runs("true").out


def test_a_work_tree_without_a_branch_is_called_so(repository: Repository) -> None:
    repository.begin(api__py="1\n")
    ann = Claude(repository, "ann")
    ann.runs("true")
    repository.git("checkout", "-q", "--detach")
    assert "coordgit: this work tree is on a detached HEAD now; at your last call it was on main" in ann.runs("true").out


@pytest.mark.parametrize("again", [False, True], ids=["as it was", "changed again"])
def test_who_changes_what_it_acknowledged_is_not_asked_for_that_where_it_had_acknowledged_an_older_version(
    ann: Session, dan: Session, again: bool
) -> None:
    ann.reads("api.py")
    for text, own in (("1\n" + LONG, "own.py"), ("2\n" + LONG, "api.py")):
        dan.lands("api.py", text)
        if own == "api.py":  # it is brought in before anything is checked against it
            assert ann.git("merge", "-q", "--no-edit", "main").ok
        denied = ann.commits(own, text + "ann\n")
        assert denied.rejected == ["CG101 api.py"]
        assert ann.coordgit("ack", denied.verdict, "--why", "known").ok
        assert ann.commits(own, text + "ann\n").ok
    if again:
        dan.lands("api.py", "3\n" + LONG)
    assert dan.git("merge", "-q", "--no-edit", "ann").rejected == (["CG101 api.py"] if again else [])


@pytest.mark.parametrize("known", [True, False], ids=["acknowledged", "only told"])
def test_who_changes_what_it_acknowledged_still_knows_what_it_acknowledged_on_a_branch_beside(
    ann: Session, bob: Session, dan: Session, known: bool
) -> None:
    ann.reads("api.py")
    dan.lands("api.py", "1\n" + LONG)
    for one in (ann, bob):
        assert one.git("merge", "-q", "--no-edit", "main").ok
    bob.reads("api.py")
    assert bob.commits("api.py", "1\n" + LONG + "bob\n").ok
    denied = ann.commits("own.py", "1\n")
    assert ann.coordgit("ack", denied.verdict if known else f"{denied.verdict}#1", "--why", "known").ok
    assert ann.commits("api.py", "1\nann\n" + LONG).ok
    assert dan.git("merge", "-q", "--ff-only", "bob").ok
    assert ann.commits("more.py", "1\n").rejected == ([] if known else ["CG101 api.py"])


@pytest.mark.parametrize("shell", [True, False], ids=["with a shell call between", "by looks alone"])
def test_a_change_that_comes_and_goes_is_told_each_time(repository: Repository, shell: bool) -> None:
    """A Read has no hook before it, so what is told counts from the next shell call or edit on."""
    ann, bob = begun(repository, {"api.py": LONG, "other.py": "1\n"}), repository.session("bob")
    ann.runs("true")
    ann.reads("api.py")
    for text, said in ((f"{LONG}bob\n", "+bob"), (LONG, "-bob")) * 2:
        bob.lands("api.py", text)
        assert said in ann.reads("other.py")
        assert "bob" not in ann.reads("other.py")
        if shell:
            ann.runs("true")
    ann.writes("new.py", "1\n")
    assert ann.commits("new.py").ok


@pytest.mark.parametrize("path", ["new.py", "more.py"], ids=["its content", "another name"])
def test_a_listed_name_that_was_acknowledged_after_a_rebase_is_asked_no_more(bob: Session, dan: Session, path: str) -> None:
    bob.lands("bob.txt", "1\n")
    assert bob.coordgit("read", "--glob", "*.py").ok
    dan.lands("new.py", "1\n")
    assert bob.git("rebase", "-q", "main").ok
    rejected = bob.commits("api.py", "2\n")
    assert rejected.rejected == ["CG102 new.py"]
    assert bob.coordgit("ack", rejected.verdict, "--why", "it is another matter").ok
    bob.lands("api.py", "2\n")
    dan.lands(path, "2\n")
    assert bob.commits("api.py", "3\n").rejected == ([] if path == "new.py" else ["CG102 more.py"])
