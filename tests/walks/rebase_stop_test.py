"""What a session reads where its rebase stops for an edit: the commits that the rebase replays after it do not make it stale."""

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository, Session

EDIT = "sed -i.bak '1s/^pick/edit/'"


def stacked(repository: Repository) -> Session:
    """Somebody has made two commits on main, both of api.py, before Ann came."""
    repository.begin(api__py="1\n\n\n\n1\n", other__py="1\n")
    repository.commit_files({"api.py": "2\n\n\n\n1\n"}, "one")
    repository.commit_files({"api.py": "2\n\n\n\n2\n"}, "two")
    return repository.session("ann")


def stopped(ann: Session, since: str = "HEAD~2") -> None:
    """Ann's rebase has stopped at the first commit."""
    assert ann.git("rebase", "-q", "-i", since, GIT_SEQUENCE_EDITOR=EDIT).ok


def amended(ann: Session) -> None:
    ann.writes("api.py", "3\n\n\n\n1\n")
    assert ann.git("commit", "-qa", "--amend", "--no-edit").ok


def test_what_is_read_and_amended_at_a_stop_goes_on(repository: Repository) -> None:
    ann = stacked(repository)
    stopped(ann)
    ann.reads("api.py")
    amended(ann)
    ann.reads("api.py")
    amended(ann)
    done = ann.git("rebase", "--continue")
    assert done.ok and "the rebase had stopped before this change; it is checked again at your next commit" in done.err, done
    assert repository.git("show", "main:api.py") == "3\n\n\n\n2"
    assert ann.commits("caller.py", "1\n").rejected == ["CG101 api.py"]


def test_what_was_known_before_the_rebase_still_is(repository: Repository) -> None:
    ann = stacked(repository)
    ann.reads("api.py")
    stopped(ann)
    ann.reads("api.py")
    amended(ann)
    done = ann.git("rebase", "--continue")
    assert done.ok and "CG101" not in done.err, done


def test_what_was_read_before_others_landed_there_is_stale(repository: Repository) -> None:
    repository.begin(api__py="1\n", other__py="1\n")
    ann = repository.session("ann")
    repository.commit_files({"other.py": "2\n"}, "one")
    ann.reads("api.py")
    repository.session("bob").lands("api.py", "2\n")
    stopped(ann)
    ann.writes("other.py", "3\n")
    assert ann.git("commit", "-qa", "--amend", "--no-edit").ok
    assert ann.git("rebase", "--continue").rejected == ["CG101 api.py"]


def test_what_a_target_changed_after_it_was_read_at_the_stop_is_stale(repository: Repository) -> None:
    stacked(repository)
    tree = repository.worktree("work")
    repository.git("reset", "-q", "--hard", "HEAD~2")
    ann = repository.session("ann", tree)
    stopped(ann, "main")
    ann.reads("api.py")
    amended(ann)
    repository.session("bob").lands("api.py", "1\n\n\n\n5\n")
    assert ann.git("rebase", "--continue").rejected == ["CG101 api.py"]


def amended_into_bobs(repository: Repository, path: str) -> Session:
    """Ann has read api.py before Bob landed ``path``; her rebase has stopped there, and she has amended it with her api.py."""
    repository.begin(api__py="1\n", other__py="1\n")
    ann = repository.session("ann")
    ann.reads("api.py")
    repository.session("bob").lands(path, "2\n")
    repository.commit_files({"more.py": "1\n"}, "one more")
    stopped(ann)
    ann.writes("api.py", "2\n3\n")
    assert ann.git("commit", "-qa", "--amend", "--no-edit").ok
    return ann


def test_what_a_session_has_amended_into_anothers_commit_is_its_own_change(repository: Repository) -> None:
    ann = amended_into_bobs(repository, "other.py")
    assert ann.git("rebase", "--continue").ok
    done = ann.commits("caller.py", "1\n")
    assert done.ok and "CG101" not in done.err, done


def test_what_it_has_amended_there_makes_nothing_known_that_it_had_not_seen(repository: Repository) -> None:
    ann = amended_into_bobs(repository, "api.py")
    assert ann.git("rebase", "--continue").rejected == ["CG101 api.py"]


@pytest.mark.parametrize("who", ["ann", "bob"])
def test_a_commit_that_its_session_splits_is_made_in_two(repository: Repository, who: str) -> None:
    """What another has left out on purpose comes back only by somebody who knows that."""
    repository.begin(one__py="1\n", two__py="1\n")
    ann, other = Claude(repository, "ann"), Claude(repository, who)
    assert ann.runs("git switch -qc work").ok
    for name in ("one.py", "two.py", "three.py"):
        ann.writes(name, "2\n")
    assert ann.runs("git add -A && git commit -qm both").ok
    assert other.runs(f'GIT_SEQUENCE_EDITOR="{EDIT}" git rebase -qi HEAD~1').ok
    assert other.runs("git reset -q HEAD^ && git commit -qm 'part one' -- one.py two.py").ok
    assert other.runs("git rebase --continue").ok
    again = ann.runs("git add three.py && git commit -qm 'part two'")
    assert again.rejected == ["CG201 three.py"] * (who == "bob"), again


@pytest.mark.parametrize("splits", [False, True], ids=["adds a commit", "splits it"])
def test_only_who_splits_anothers_commit_makes_a_new_one_of_it(repository: Repository, splits: bool) -> None:
    repository.begin(api__py="1\n", other__py="1\n")
    bob, ann = repository.session("bob", repository.worktree("bob")), repository.session("ann", repository.worktree("ann"))
    cat = repository.session("cat")
    bob.reads("api.py")
    bob.lands("caller.py", "f(1)\n")
    assert ann.git("cherry-pick", "bob").ok
    ann.lands("other.py", "2\n")
    stopped(ann, "main")
    if splits:
        assert ann.git("reset", "-q", "HEAD~1").ok
        ann.lands("caller.py", "f(1)\n")
    else:
        ann.lands("mine.py", "1\n")
    made = repository.git("rev-parse", "HEAD", cwd=ann.cwd)
    assert ann.git("rebase", "--continue").ok
    cat.lands("api.py", "2\n")
    assert ann.git("switch", "-qc", "apart", "main").ok
    picked = ann.git("cherry-pick", made)
    assert picked.rejected == ["CG101 api.py"] * splits, picked.err


@pytest.mark.parametrize("path", ["api.py", "more.py"])
@pytest.mark.parametrize("joins", [False, True], ids=["amended", "joined"])
def test_what_it_puts_into_anothers_commit_as_it_brings_main_in_rests_on_its_reads(
    repository: Repository, path: str, joins: bool
) -> None:
    repository.begin(api__py="1\n", mine__py="1\n", more__py="1\n", other__py="1\n")
    tree = repository.worktree("work")
    ann, bob = repository.session("ann", tree), repository.session("bob", tree)
    ann.reads("api.py")
    ann.lands("mine.py", "2\n")
    bob.lands(path, "2\n")
    repository.session("cid").lands("other.py", "2\n")
    assert ann.git("rebase", "-q", "-i", "main", GIT_SEQUENCE_EDITOR=EDIT.replace("1s", "2s")).ok
    if joins:
        assert ann.git("reset", "-q", "--soft", "HEAD~2").ok
    ann.writes("mine.py", "3\n")
    assert ann.git("commit", "-qa", *(["-m", "both"] if joins else ["--amend", "--no-edit"])).ok
    done = ann.git("rebase", "--continue")
    assert done.rejected == ["CG101 api.py"] * (path == "api.py"), done.err
