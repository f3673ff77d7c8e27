"""A file that another session has deleted comes back, unseen: from history, or as another branch has gone on with it."""

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository, Session

OLD, MORE = "LIMIT = 1\n", "LIMIT = 1\nTIMEOUT = 2\n"
BACK = {
    "from history": "git checkout -q HEAD~1 -- conf.py",
    "from history, printed": "git show HEAD~1:conf.py >conf.py",
    "from a branch": "git checkout -q feature -- conf.py",
}


@pytest.fixture
def ann(repository: Repository, bob: Session) -> Claude:
    """Ann, who has seen nothing of conf.py, which bob has deleted; the branch ``feature``, of dan's, has gone on with it."""
    repository.commit_files({"conf.py": OLD, "other.py": "1\n"})
    dan = repository.session("dan", repository.worktree("feature"))
    dan.lands("conf.py", MORE)
    assert bob.git("rm", "-q", "conf.py").ok and bob.git("commit", "-qm", "gone").ok
    return Claude(repository, "00000000-0000-4000-8000-00000000000a")


@pytest.fixture
def bob(repository: Repository) -> Session:
    return repository.session("bob")


def brings_back(ann: Claude, how: str) -> list[str]:
    return ann.runs(f"{how}; git add conf.py; git commit -qm back").rejected


@pytest.mark.parametrize("how", BACK)
def test_a_file_that_another_session_has_deleted_comes_back_once_that_was_looked_at(ann: Claude, how: str) -> None:
    assert brings_back(ann, BACK[how]) == ["CG201 conf.py"]
    assert ann.runs("coordgit read --at HEAD conf.py").ok
    assert brings_back(ann, BACK[how]) == []


SHOWS = ["git show HEAD -- conf.py", "git diff HEAD~1 HEAD -- conf.py"]


@pytest.mark.parametrize("look", [*SHOWS, "git show HEAD", "coordgit explain", "git show --stat HEAD"])
def test_a_look_after_the_rejection_that_shows_the_deletion_is_enough(ann: Claude, look: str) -> None:
    assert brings_back(ann, BACK["from history"]) == ["CG201 conf.py"]
    assert ann.runs(look).ok
    assert brings_back(ann, "true") == (["CG201 conf.py"] if "--stat" in look else [])


@pytest.mark.parametrize("look", [*SHOWS, "git show HEAD --stat -- conf.py", "git show HEAD -- other.py"])
def test_who_was_shown_the_deletion_before_may_bring_the_file_back(ann: Claude, look: str) -> None:
    assert ann.runs(look).ok
    assert brings_back(ann, BACK["from history"]) == ([] if look in SHOWS else ["CG201 conf.py"])


def test_an_empty_file_is_made_anew_where_another_session_has_deleted_one(ann: Claude, bob: Session) -> None:
    bob.lands("pkg/__init__.py", "")
    assert bob.git("rm", "-q", "pkg/__init__.py").ok and bob.git("commit", "-qm", "gone").ok
    made = ann.runs("mkdir -p pkg; touch pkg/__init__.py; git add pkg; git commit -qm pkg")
    assert made.ok, made.err


def test_who_saw_that_it_is_gone_may_bring_it_back(ann: Claude) -> None:
    ann.reads("conf.py")
    assert brings_back(ann, BACK["from history"]) == []


@pytest.mark.parametrize("text", ["NEW = 1\n", MORE])
def test_a_new_file_of_the_same_name_is_its_own(ann: Claude, text: str) -> None:
    ann.writes("conf.py", text)
    assert ann.commits("conf.py").rejected == []


def test_what_it_has_deleted_itself_comes_back(repository: Repository, ann: Claude) -> None:
    ann.writes("mine.py", OLD)
    assert ann.commits("mine.py").ok
    assert ann.runs("git rm -q mine.py && git commit -qm gone").ok
    assert ann.runs("git checkout -q HEAD~1 -- mine.py && git commit -qm back").ok


@pytest.mark.parametrize("way", ["git merge -q feature", "git cherry-pick feature", "git merge -q --squash feature"])
def test_a_file_about_which_git_has_asked_stays(ann: Claude, way: str) -> None:
    kept = ann.runs(f"{way}; git add conf.py; git commit -qm kept")
    assert kept.ok, kept.err


def test_a_revert_brings_it_back(ann: Claude) -> None:
    assert ann.runs("git revert --no-edit HEAD").ok


@pytest.mark.parametrize(
    "way", ["git mv new old", "mkdir old; git show HEAD~1:old/a.py >old/a.py; git rm -q new/b.py; git add old"]
)
def test_a_folder_is_renamed_to_a_name_that_it_has_had(repository: Repository, ann: Claude, bob: Session, way: str) -> None:
    repository.commit_files({"old/a.py": MORE, "old/b.py": f"{MORE}# b\n"})
    assert bob.git("mv", "old", "new").ok and bob.git("commit", "-qm", "renamed").ok
    moved = ann.runs(f"{way}; git commit -qm moved")
    assert moved.rejected == ([] if "mv" in way else ["CG201 old/a.py"]), moved.err
