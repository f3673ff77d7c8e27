"""What is told: what a fetch or a pull brought, each change once to each agent that read it, within a bound a call and a day."""

from pathlib import Path

import pytest

from coordgit.notify import notices
from tests.support.claude import Claude
from tests.support.repository import Repository

SUB = "sub_1"


@pytest.fixture
def ann(repository: Repository) -> Claude:
    repository.commit_files({"api.py": "api 1\n", "other.py": "other 1\n", "third.py": "third 1\n"})
    ann = Claude(repository, "aaaaaaaa-0000-4000-8000-000000000001")
    ann.send("SessionStart", source="startup")
    return ann


class Clones:
    """A hub, ann's guarded clone of it, and another one that nobody guards."""

    def __init__(self, repository: Repository, folder: Path, default: bool = True) -> None:
        self.repository = repository
        hub, self.far = folder / "hub.git", folder / "far"
        repository.git("clone", "-q", "--bare", str(repository.top), str(hub))
        repository.git("remote", "add", "origin", str(hub))
        repository.git("fetch", "-q", "origin")
        if default:
            repository.git("remote", "set-head", "origin", "main")
        repository.git("branch", "-q", "--set-upstream-to", "origin/main")
        repository.git("clone", "-q", str(hub), str(self.far))

    def changes(self, path: str, text: str) -> None:
        """Somebody pushes a change from the other clone."""
        self.repository.commit_files({path: text}, f"{path} elsewhere", self.far)
        self.repository.git("push", "-q", cwd=self.far)


@pytest.fixture
def clones(repository: Repository, ann: Claude, tmp_path: Path) -> Clones:
    made = Clones(repository, tmp_path)
    ann.send("UserPromptSubmit", prompt="hi")
    return made


@pytest.mark.parametrize("edit", ["rm api.py", "echo mine >>api.py"])
@pytest.mark.parametrize("again", [False, True])
def test_what_a_pull_brought_under_an_uncommitted_edit_is_asked_until_it_is_read(
    repository: Repository, ann: Claude, clones: Clones, edit: str, again: bool
) -> None:
    """Too much changed to be told in full, and git left the edit in the stash."""
    ann.reads("api.py")
    ann.runs(edit)
    clones.changes("api.py", "api 2\n" * 2000)
    assert ann.runs("git pull -q --rebase --autostash").ok
    ann.runs("git reset -q --hard")
    if again:
        ann.reads("api.py")
    repository.write("new.py", "1\n")
    assert ann.commits("new.py").rejected == ([] if again else ["CG101 api.py"])


@pytest.mark.parametrize("again", [False, True])
def test_what_a_pull_that_stopped_brought_under_an_uncommitted_edit_is_asked_until_it_is_read(
    repository: Repository, ann: Claude, clones: Clones, again: bool
) -> None:
    ann.reads("api.py")
    repository.write("other.py", "mine\n")
    assert ann.commits("other.py").ok
    ann.runs("rm api.py")
    clones.changes("api.py", "api 2\n" * 2000)
    clones.changes("other.py", "theirs\n")
    assert not ann.runs("git pull -q --no-rebase --autostash").ok
    if again:
        ann.reads("api.py")
    repository.write("other.py", "both\n")
    assert ann.runs("git add other.py && git commit -q --no-edit && git reset -q --hard").ok
    repository.write("new.py", "1\n")
    assert ann.commits("new.py").rejected == ([] if again else ["CG101 api.py"])


@pytest.mark.parametrize("again", [False, True])
def test_the_conflict_of_a_second_pull_is_no_edit_of_a_file_that_was_left_as_it_was_at_the_first(
    repository: Repository, ann: Claude, clones: Clones, again: bool
) -> None:
    ann.reads("api.py")
    ann.writes("api.py", "mine\n")
    assert ann.commits("api.py").ok
    clones.changes("api.py", "theirs\n")
    assert not ann.runs("git pull -q --no-rebase").ok
    ann.reads("api.py")
    ann.writes("api.py", "mine\n")
    assert ann.runs("git add api.py && git commit -q --no-edit").ok
    clones.changes("api.py", "api 2\n" * 2000)
    assert not ann.runs("git pull -q --no-rebase").ok
    if again:
        ann.reads("api.py")
    assert ann.runs("git checkout -q --theirs api.py && git add api.py && git commit -q --no-edit").ok
    repository.write("new.py", "1\n")
    assert ann.commits("new.py").rejected == ([] if again else ["CG101 api.py"])


def test_a_file_removed_unread_that_a_stopped_pull_puts_back_with_both_sides_is_no_read(
    repository: Repository, ann: Claude, clones: Clones
) -> None:
    ann.writes("api.py", "mine\n")
    assert ann.commits("api.py").ok
    assert ann.runs("git mv api.py moved.py").ok
    repository.git("reset", "-q")
    clones.changes("api.py", "api 2\n" * 2000)
    assert not ann.runs("git pull -q --no-rebase --autostash").ok
    repository.git("merge", "--abort")
    ann.runs("rm -f api.py")
    assert ann.runs("git add -A . && git commit -qm moved").ok
    repository.write("new.py", "1\n")
    committed = ann.commits("new.py")
    assert committed.ok, committed.err


@pytest.mark.parametrize("anew", [False, True])
def test_a_file_removed_unread_that_a_stopped_pull_puts_back_is_asked_only_if_the_session_made_it_anew(
    repository: Repository, ann: Claude, clones: Clones, anew: bool
) -> None:
    repository.write("other.py", "mine\n")
    assert ann.commits("other.py").ok
    ann.runs("rm api.py")
    clones.changes("api.py", "api 2\n" * 2000)
    clones.changes("other.py", "theirs\n")
    if anew:
        ann.writes("api.py", "mine\n")
    assert not ann.runs("git pull -q --no-rebase --autostash").ok
    repository.git("merge", "--abort")
    ann.runs("git checkout -q HEAD -- api.py")
    repository.write("new.py", "1\n")
    assert ann.commits("new.py").rejected == (["CG101 api.py"] if anew else [])


@pytest.mark.parametrize("own", [False, True])
@pytest.mark.parametrize("again", [False, True])
def test_what_a_pull_that_stopped_brought_beside_an_uncommitted_edit_is_asked_until_it_is_read(
    repository: Repository, ann: Claude, clones: Clones, again: bool, own: bool
) -> None:
    """git applies the edit to it once the merge is committed. ``own``: both sides have changed the file, which git has merged."""
    text = "".join(f"line {n}\n" for n in range(9))
    clones.changes("api.py", text)
    assert ann.runs("git pull -q").ok
    ann.reads("api.py")
    repository.write("other.py", "mine\n")
    if own:
        ann.writes("api.py", text.replace("line 4", "own"))
    assert ann.commits("other.py", *["api.py"] * own).ok
    ann.writes("api.py", f"{text.replace('line 4', 'own') if own else text}mine\n")
    clones.changes("api.py", "api 2\n" * 2000 + text)
    clones.changes("other.py", "theirs\n")
    assert not ann.runs("git pull -q --no-rebase --autostash").ok
    repository.write("other.py", "both\n")
    assert ann.runs("git add other.py && git commit -q --no-edit").ok
    if again:
        ann.reads("api.py")
    repository.write("new.py", "1\n")
    assert ann.commits("new.py").rejected == ([] if again else ["CG101 api.py"])


@pytest.mark.parametrize("again", [False, True])
def test_who_reads_the_conflict_of_a_stashed_edit_with_a_pull_may_resolve_it(ann: Claude, clones: Clones, again: bool) -> None:
    """The pull has ended by then: only the index says that the two conflict."""
    ann.reads("api.py")
    ann.runs("echo mine >>api.py")
    clones.changes("api.py", "api 2\n" * 2000)
    assert "conflicts" in ann.runs("git pull -q --rebase --autostash").err
    if again:
        ann.reads("api.py")
    ann.writes("api.py", "api 2\n" * 1999 + "mine\n")
    assert ann.commits("api.py").rejected == ([] if again else ["CG201 api.py"])


@pytest.mark.parametrize("how", ["fetch -q", "pull -q", "pull -q --rebase"])
def test_what_a_fetch_or_a_pull_brought_is_told_before_the_rejection(ann: Claude, clones: Clones, how: str) -> None:
    ann.reads("api.py")
    ann.reads("other.py")
    clones.changes("api.py", "api 2\n")
    said = ann.runs(f"git {how}").out
    assert "api.py changed by" in said and "+api 2" in said and "other.py" not in said
    again = ann.runs("true").out
    assert "api 2" not in again
    ann.writes("mine.py", "1\n")
    assert ann.commits("mine.py").ok


def test_what_was_fetched_and_then_pulled_is_told_once(ann: Claude, clones: Clones) -> None:
    ann.reads("api.py")
    clones.changes("api.py", "api 2\n")
    assert ann.runs("git fetch -q").out.count("+api 2") == 1
    assert "api.py" not in ann.runs("git merge -q --ff-only origin/main").out
    assert "api.py" not in ann.runs("true").out


def test_an_upstream_is_watched_where_the_remote_has_no_default(ann: Claude, repository: Repository, tmp_path: Path) -> None:
    clones = Clones(repository, tmp_path, default=False)
    repository.git("config", "coordgit.target", "origin/main")
    ann.send("SessionStart", source="resume")
    ann.reads("api.py")
    clones.changes("api.py", "api 2\n")
    assert ann.runs("git fetch -q").out.count("+api 2") == 1


def test_what_was_fetched_and_not_read_is_not_told(ann: Claude, clones: Clones) -> None:
    ann.reads("other.py")
    clones.changes("api.py", "api 2\n")
    assert "api.py" not in ann.runs("git fetch -q").out


def test_a_sub_agent_is_told_once_and_of_its_own_reads_alone(ann: Claude, repository: Repository) -> None:
    bob = repository.session("bob")
    ann.reads("other.py")
    ann.reads("api.py", agent_id=SUB)
    bob.lands("api.py", "api 2\n")
    bob.lands("other.py", "other 2\n")
    said = ann.reads("third.py", agent_id=SUB)
    assert "+api 2" in said and "other.py" not in said
    for _ in range(3):
        assert ann.reads("third.py", agent_id=SUB) == ""
    said = ann.reads("third.py")
    assert "+api 2" in said and "+other 2" in said
    assert ann.reads("third.py") == ""
    assert ann.reads("third.py", agent_id="sub_2") == ""


def test_a_sub_agent_is_told_of_the_first_landing_of_all(ann: Claude, repository: Repository) -> None:
    assert repository.coordgit("uninit").ok and repository.coordgit("init", "--no-clients").ok
    assert ann.reads("api.py", agent_id=SUB) == ""
    repository.session("bob").lands("api.py", "api 2\n")
    assert "+api 2" in ann.reads("third.py", agent_id=SUB)
    assert ann.reads("third.py", agent_id=SUB) == ""
    assert ann.reads("third.py", agent_id="sub_2") == ""


def test_what_was_told_beside_and_lands_is_not_told_twice(ann: Claude, repository: Repository) -> None:
    ann.reads("api.py")
    bob = repository.session("bob", repository.worktree("bob"))
    bob.lands("api.py", "api 2\n")
    said = ann.reads("third.py")
    assert "+api 2" in said and "has not landed here" in said
    assert repository.session("bob").git("merge", "-q", "--ff-only", "bob").ok
    assert ann.reads("third.py") == ""
    ann.writes("mine.py", "1\n")
    assert ann.commits("mine.py").ok


def test_what_was_made_beside_and_has_landed_is_told_as_landed_only(ann: Claude, repository: Repository) -> None:
    ann.reads("api.py")
    bob = repository.session("bob", repository.worktree("bob"))
    bob.lands("api.py", "api 2\n")
    assert repository.session("bob").git("merge", "-q", "--no-ff", "--no-edit", "bob").ok
    said = ann.reads("third.py")
    assert said.count("api.py changed by") == 1 and "on main" in said and "has not landed" not in said


def test_a_later_change_is_told_again(ann: Claude, repository: Repository) -> None:
    ann.reads("api.py")
    bob = repository.session("bob")
    bob.lands("api.py", "api 2\n")
    assert "+api 2" in ann.reads("third.py")
    bob.lands("api.py", "api 3\n")
    assert "+api 3" in ann.reads("third.py")


@pytest.mark.parametrize("replaced", [True, False])
def test_what_it_was_told_and_has_replaced_is_told_again_if_it_comes_back(
    ann: Claude, repository: Repository, replaced: bool
) -> None:
    bob = repository.session("bob")
    ann.reads("api.py")
    bob.lands("api.py", "api 2\n")
    assert "+api 2" in ann.reads("third.py")
    if replaced:
        ann.edits("api.py", "api 2\n", "mine\n")
        assert ann.commits("api.py").ok
        bob.reads("api.py")
        assert bob.git("revert", "--no-edit", "HEAD").ok
    else:
        ann.writes("mine.py", "1\n")
        assert ann.commits("mine.py").ok
    assert ("+api 2" in ann.reads("third.py")) == replaced
    ann.writes("more.py", "1\n")
    assert ann.commits("more.py").ok


@pytest.mark.parametrize("asked", [("--glob", "*.py"), ("--grep", "more")], ids=["listed", "searched"])
@pytest.mark.parametrize("taken_back", [True, False])
def test_an_answer_that_is_as_it_was_before_it_was_told_is_told_again(
    repository: Repository, ann: Claude, asked: tuple[str, str], taken_back: bool
) -> None:
    bob = repository.session("bob", repository.worktree("bob"))
    ann.runs("true")  # its client reports when such a call begins, so what is told counts from then on
    assert repository.coordgit("read", *asked, **ann.env).ok
    bob.lands("new.py", "more\n")
    repository.git("update-ref", "refs/heads/main", "bob")
    assert "your listing has another answer: new.py added by" in (told := ann.reads("third.py")) or "+++ b/new.py" in told
    if taken_back:
        assert bob.git("rm", "-q", "new.py").ok and bob.git("commit", "-qm", "gone").ok
        repository.git("update-ref", "refs/heads/main", "bob")
    assert ("has another answer: new.py removed by" in ann.reads("third.py")) == taken_back
    repository.git("read-tree", "-m", "-u", "HEAD")
    ann.writes("mine.py", "1\n")
    done = ann.commits("mine.py")
    assert done.ok, done


def test_a_change_of_a_path_that_is_ignored_is_not_told(ann: Claude, repository: Repository) -> None:
    repository.commit_files({".gitattributes": "api.py coordgit=ignore\n"})
    ann.reads("api.py")
    ann.reads("other.py")
    bob = repository.session("bob")
    bob.lands("api.py", "api 2\n")
    assert ann.reads("third.py") == ""
    bob.lands("other.py", "other 2\n")
    assert "+other 2" in ann.reads("third.py")


def test_all_that_a_day_brings_is_far_below_what_a_model_reads_in_one_go(ann: Claude, repository: Repository) -> None:
    bob = repository.session("bob")
    ann.reads("api.py")
    told = []
    for n in range(2, 18):
        bob.lands("api.py", f"api {n} {'x' * 2500}\n")
        told.append(len(ann.reads("third.py")))
    assert 20_000 < sum(told) < 50_000 and told[-1] < 1000


def test_a_day_brings_only_so_much(ann: Claude, repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notices, "DAILY", 3000)
    bob = repository.session("bob")
    ann.reads("api.py")
    total = 0
    for n in range(2, 12):
        bob.lands("api.py", f"api {n} {'x' * 500}\n")
        total += len(ann.reads("third.py"))
    assert 1000 < total < 4000
    ann.writes("mine.py", "1\n")
    assert ann.commits("mine.py").rejected == ["CG101 api.py"]


def test_a_commit_tells_of_a_listing_that_nothing_ties_to_it_and_the_next_does_not(repository: Repository) -> None:
    """A renamed folder is too much to be shown, so that the listing stays stale until somebody lists again."""
    repository.commit_files({f"src/m{n}.py": f"{n}\n" for n in range(40)} | {"api.py": "api 1\n"})
    ann, bob = Claude(repository, "ann"), repository.session("bob")
    ann.runs("ls src")
    assert bob.git("mv", "src", "lib").ok and bob.git("commit", "-qm", "rename").ok
    ann.writes("api.py", "api 2\n")
    told = ann.commits("api.py")
    assert told.ok and "CG102 src/m0.py" in told.err, told
    ann.writes("api.py", "api 3\n")
    quiet = ann.commits("api.py")
    assert quiet.ok and quiet.err == "", quiet
    ann.writes("src/m1.py", "again\n")
    assert ann.commits("src/m1.py").rejected
