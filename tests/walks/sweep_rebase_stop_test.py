"""CG202 where a rebase has stopped after a commit: for an edit, at a break, or in a command that it runs."""

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository, Result
from tests.support.way_on import COMMAND, obey
from tests.walks.sweep_test import LINES

pytestmark = pytest.mark.nightly

CONTINUE = "git rebase --continue"
HOW = {"edit": "1s/^pick/edit/", "break": "1abreak"}


@pytest.fixture
def ann(repository: Repository) -> Claude:
    """Ann, on a branch of two commits."""
    repository.begin(f__py=LINES, g__py="0\n", h__py="0\n")
    ann = Claude(repository, "ann")
    assert ann.runs("git switch -qc work").ok
    for name in ("one.py", "two.py"):
        ann.writes(name, "1\n")
        assert ann.runs(f"git add {name} && git commit -qm 'of {name}'").ok
    return ann


@pytest.fixture
def bob(ann: Claude, repository: Repository) -> Claude:
    return Claude(repository, "bob")


def stops(ann: Claude, how: str = "edit", onto: str = "HEAD~2") -> None:
    """Ann's rebase has stopped after the first commit."""
    assert ann.runs(f"git -c sequence.editor=\"sed -i.bak '{HOW[how]}'\" rebase -qi {onto}").ok


def follows(ann: Claude, denied: Result) -> None:
    done = obey(ann, denied, lambda: ann.runs(CONTINUE))
    assert all(one.ok for one in done), (denied.err, done)


def subjects(repository: Repository) -> list[str]:
    """The commits of the branch, which is checked out again, and its rebase is over."""
    assert repository.git("symbolic-ref", "--short", "HEAD") == "work" and not (repository.top / ".git/rebase-merge").exists()
    return repository.git("log", "--format=%s", "main..work").splitlines()


@pytest.mark.parametrize("his", ["h.py", "new.py"])
@pytest.mark.parametrize("cmd", ["git add -A && git commit -qm between", "git add -N . && git commit -qam between"])
@pytest.mark.parametrize("how", HOW)
def test_a_new_commit_stays_one_of_its_own(
    repository: Repository, ann: Claude, bob: Claude, how: str, cmd: str, his: str
) -> None:
    stops(ann, how)
    ann.writes("g.py", "1\n")
    bob.writes(his, "1\n")
    denied = ann.runs(cmd)
    assert denied.rejected == [f"CG202 {his}"], denied
    follows(ann, denied)
    assert subjects(repository) == ["of two.py", "between", "of one.py"]
    assert repository.git("show", "--name-only", "--format=", "work~1") == "g.py"
    assert (repository.top / his).read_text() == "1\n"
    assert repository.git("status", "--porcelain").split() == ["M" if his == "h.py" else "??", his]


def test_a_split_commit_leaves_the_one_below_as_it_is(repository: Repository, ann: Claude, bob: Claude) -> None:
    ann.writes("g.py", "1\n")
    ann.writes("three.py", "1\n")
    assert ann.runs("git add -A && git commit -qm both").ok
    stops(ann, onto="HEAD~1")
    assert ann.runs("git reset -q HEAD^").ok
    bob.writes("h.py", "1\n")
    denied = ann.runs("git commit -qam 'part one'")
    assert denied.rejected == ["CG202 h.py"], denied
    follows(ann, denied)
    assert subjects(repository) == ["part one", "of two.py", "of one.py"]
    assert (repository.top / "three.py").exists() and repository.git("show", "--name-only", "--format=", "work") == "g.py"


@pytest.mark.parametrize("how", HOW)
def test_an_amend_amends(repository: Repository, ann: Claude, bob: Claude, how: str) -> None:
    repository.git("switch", "-q", "main")
    repository.commit_files({"h.py": "moved on\n"})
    repository.git("switch", "-q", "work")
    stops(ann, how, "main")
    ann.writes("one.py", "2\n")
    bob.writes("h.py", "1\n")
    denied = ann.runs("git commit -qa --amend -m 'of one.py, better'")
    assert denied.rejected == ["CG202 h.py"]
    follows(ann, denied)
    assert subjects(repository) == ["of two.py", "of one.py, better"]
    assert repository.git("show", "work:one.py") == "2" and repository.git("status", "--porcelain") == "M h.py"


def test_the_message_alone_is_amended(repository: Repository, ann: Claude, bob: Claude) -> None:
    stops(ann)
    bob.writes("h.py", "1\n")
    denied = ann.runs("git commit -qa --amend -m better")
    assert denied.rejected == ["CG202 h.py"]
    follows(ann, denied)
    assert subjects(repository) == ["of two.py", "better"] and repository.git("status", "--porcelain") == "M h.py"


def test_a_commit_of_a_command_of_the_rebase(repository: Repository, ann: Claude, bob: Claude) -> None:
    bob.writes("new.py", "1\n")
    denied = ann.runs("git rebase -q --exec 'echo x >>one.py; git add -A; git commit -qm exec' HEAD~2")
    assert denied.rejected == ["CG202 new.py"], denied
    denied = obey(ann, denied, lambda: ann.runs(CONTINUE))[-1]
    assert denied.rejected == ["CG202 new.py"], "the command runs again after the second commit"
    follows(ann, denied)
    assert subjects(repository) == ["exec", "of two.py", "exec", "of one.py"]
    assert repository.git("status", "--porcelain") == "?? new.py"


@pytest.mark.parametrize("how", HOW)
@pytest.mark.parametrize("cmd", ["git commit -qa --amend --no-edit", "git commit -qam mine"])
def test_what_is_handed_over_goes_along(repository: Repository, ann: Claude, bob: Claude, cmd: str, how: str) -> None:
    stops(ann, how)
    ann.writes("one.py", "2\n")
    bob.writes("h.py", "1\n")
    denied = ann.runs(cmd)
    assert denied.rejected == ["CG202 h.py"]
    said = ann.runs(f"coordgit ack {denied.verdict} --why 'handed over'").out
    assert ann.runs(said.split("next: all of it is acknowledged, ")[1]).ok, said
    new = ["mine"] if "mine" in cmd else []
    assert subjects(repository) == ["of two.py", *new, "of one.py"]
    assert repository.git("show", "work:h.py") == "1" and repository.git("show", "work:one.py") == "2"


@pytest.mark.parametrize("cmd", ["git commit -qa --amend --no-edit", "git commit -qam mine"])
def test_where_the_rest_cannot_be_done_without_it_its_session_commits_first(
    repository: Repository, ann: Claude, bob: Claude, cmd: str
) -> None:
    stops(ann)
    repository.git("-c", "sequence.editor=echo 'exec true' >>", "rebase", "--edit-todo")
    ann.writes("one.py", "2\n")
    bob.writes("h.py", "1\n")
    denied = ann.runs(cmd)
    assert denied.rejected == ["CG202 h.py"] and "have h.py committed by " in denied.err, denied
    assert bob.runs("git commit -qm bobs h.py").ok
    assert ann.runs(denied.err.split("), ")[-1].split("\nwhy:")[0]).ok, denied.err
    assert subjects(repository) == ["of two.py", "mine" if "mine" in cmd else "of one.py", "bobs", "of one.py"]
    assert repository.git("show", "work:one.py") == "2"


@pytest.mark.parametrize("cmd", ["git commit -qam mine", "git commit -qa --amend --no-edit"])
@pytest.mark.parametrize("how", HOW)
def test_ones_own_part_of_a_file_is_committed(repository: Repository, ann: Claude, bob: Claude, how: str, cmd: str) -> None:
    stops(ann, how)
    ann.reads("f.py")
    bob.reads("f.py")
    ann.edits("f.py", "line_2 = 2\n", "line_2 = 'ann'\n")
    bob.edits("f.py", "line_25 = 25\n", "line_25 = 'bob'\n")
    denied = ann.runs(cmd)
    assert denied.rejected == ["CG202 f.py"], denied
    step = COMMAND.findall(denied.err)[0]
    assert ann.runs(step).ok, denied.err
    assert subjects(repository) == ["of two.py", "mine" if "mine" in cmd else "...", "of one.py"]
    assert repository.git("show", "work:f.py") + "\n" == LINES.replace("line_2 = 2\n", "line_2 = 'ann'\n")
    assert repository.git("status", "--porcelain") == "M f.py"
    bob.reads("f.py")
    assert bob.runs("git commit -qam bobs").ok


@pytest.mark.parametrize("his", ["h.py", "new.py"])
def test_what_continuing_amends_carries_nobody_elses_edit(repository: Repository, ann: Claude, bob: Claude, his: str) -> None:
    stops(ann)
    ann.writes("one.py", "2\n")
    bob.writes(his, "1\n")
    denied = ann.runs(f"git add -A && {CONTINUE}")
    assert denied.rejected == [f"CG202 {his}"]
    follows(ann, denied)
    assert subjects(repository) == ["of two.py", "of one.py"] and repository.git("show", "work:one.py") == "2"
    assert (repository.top / his).read_text() == "1\n"


def test_continuing_beside_anothers_new_file_passes(repository: Repository, ann: Claude, bob: Claude) -> None:
    stops(ann)
    ann.writes("one.py", "2\n")
    bob.writes("new.py", "1\n")
    assert ann.runs(f"git add one.py && {CONTINUE}").ok
    assert subjects(repository) == ["of two.py", "of one.py"] and repository.git("show", "work:one.py") == "2"


def test_a_rebase_that_picks_and_rewords_beside_anothers_file_passes(repository: Repository, ann: Claude, bob: Claude) -> None:
    bob.writes("new.py", "1\n")
    rebase = "git -c sequence.editor=\"sed -i.bak 's/^pick/reword/'\" rebase -qi --no-ff HEAD~2"
    assert ann.runs(f"export GIT_EDITOR='echo better >'; {rebase}").ok
    assert subjects(repository) == ["better", "better"]


@pytest.mark.parametrize(
    "cmd", ["git add -A && git commit -q --amend -m fixed", "git add -N . && git commit -qa --amend -m fixed"]
)
def test_an_amend_where_a_fixup_has_not_applied_keeps_its_message(
    repository: Repository, ann: Claude, bob: Claude, cmd: str
) -> None:
    for text in ("3\n", "4\n"):
        ann.writes("one.py", text)
        assert ann.runs("git commit -qam more").ok
    assert not ann.runs("git -c sequence.editor=\"sed -i.bak '3d;4s/^pick/fixup/'\" rebase -qi HEAD~4").ok
    ann.writes("one.py", "5\n")
    bob.writes("new.py", "1\n")
    denied = ann.runs(cmd)
    assert denied.rejected == ["CG202 new.py"]
    follows(ann, denied)
    assert subjects(repository) == ["fixed", "of one.py"] and repository.git("status", "--porcelain") == "?? new.py"
