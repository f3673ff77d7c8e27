"""The journal of commits on a detached HEAD: who writes into it, what is read from it, and that it stays small."""

import re
import subprocess
from pathlib import Path

import pytest

from coordgit.check.provenance.detached_heads import parse
from coordgit.check.stale.branch_switches import NotedSwitch
from coordgit.check.stale.branch_switches import parse as read_switches
from coordgit.clients import MARKS, SESSION_VARIABLES
from tests.support.claude import Claude
from tests.support.repository import CHANGED, Repository, Session, Sessions

PREFILTER = Path(__file__).parents[2] / "hooks/git/prefilter.sh"
OLD, NEW = "a" * 40, "b" * 40


def detached(repository: Repository, *names: str) -> list[Session]:
    path = repository.folder / "w"
    repository.git("worktree", "add", "-q", "--detach", str(path), "main")
    return [repository.session(name, path) for name in names]


def journal(repository: Repository) -> Path:
    return repository.top / ".git/coordgit/journal"


def noted(git_dir: Path, lines: str, **environ: str) -> str:
    """What the hook notes of a transaction, with no other program in reach; it must let it happen."""
    script = f'coordgit_common=. && . "{PREFILTER}"'
    done = subprocess.run(
        ["/bin/sh", "-c", script, "hook", "prepared"],
        cwd=git_dir,
        env={"PATH": "/nowhere", "GIT_DIR": str(git_dir), "COORDGIT_SESSION": "ann"} | environ,
        input=lines,
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    path = git_dir / "coordgit/journal"
    return path.read_text() if path.exists() else ""


@pytest.fixture
def git_dir(tmp_path: Path) -> Path:
    (tmp_path / "coordgit").mkdir()
    return tmp_path


def test_a_commit_on_a_detached_head_is_noted_by_builtins_alone(git_dir: Path) -> None:
    (git_dir / "CHERRY_PICK_HEAD").write_text(f"{'c' * 40}\n")
    line = noted(git_dir, f"{OLD} {NEW} HEAD\n", GIT_AUTHOR_DATE="@1 +0000", GIT_REFLOG_ACTION="rebase (pick)")
    (move,) = parse(line)
    assert (move.git_dir, move.old, move.new, move.state, move.sources) == (str(git_dir), OLD, NEW, "pick", ("c" * 40,))
    assert (move.by_commit, move.action, move.who[1:]) == (True, "rebase (pick)", ("COORDGIT_SESSION=ann",))


@pytest.mark.parametrize(
    "lines",
    [
        f"{'0' * 40} {NEW} HEAD\n",
        f"{OLD} {OLD} HEAD\n",
        f"{OLD} {'0' * 40} refs/heads/x\n{OLD} {NEW} HEAD\n",
        f"{'0' * 40} ref:refs/heads/main HEAD\n",
        f"{OLD} {NEW} refs/tags/v1\n",
        f"{OLD} {NEW} ORIG_HEAD\n",
    ],
    ids=["checkout", "no move", "with a branch", "attached", "a tag", "ORIG_HEAD"],
)
def test_what_makes_no_commit_on_a_detached_head_is_not_noted(git_dir: Path, lines: str) -> None:
    assert noted(git_dir, lines) == ""


def switched(git_dir: Path, to: str, **environ: str) -> list[NotedSwitch]:
    """What the hook has noted of switches after one more."""
    assert noted(git_dir, f"{'0' * 40} ref:{to} HEAD\n", **environ) == ""
    return read_switches((git_dir / "coordgit/switched").read_text())


def test_a_switch_is_noted_with_what_head_named_and_the_session(git_dir: Path) -> None:
    (git_dir / "HEAD").write_text("ref: refs/heads/main\n")
    (one,) = switched(git_dir, "refs/heads/feature")
    assert (one.to, one.origin, one.who[1:]) == ("refs/heads/feature", "refs/heads/main", ("COORDGIT_SESSION=ann",))


def test_the_newest_eight_switches_are_kept_the_newest_first(git_dir: Path) -> None:
    (git_dir / "HEAD").write_text(f"{OLD}\n")
    for number in range(9):
        found = switched(git_dir, f"refs/heads/b{number}")
    assert [one.to for one in found] == [f"refs/heads/b{number}" for number in range(8, 0, -1)]
    assert {one.origin for one in found} == {OLD}


def test_a_switch_of_a_linked_worktree_has_a_file_of_its_own(git_dir: Path) -> None:
    linked = git_dir / "worktrees/w"
    linked.mkdir(parents=True)
    (linked / "HEAD").write_text("ref: refs/heads/main\n")
    (linked / "commondir").write_text("../..\n")
    script = f'coordgit_common={git_dir} && . "{PREFILTER}"'
    line = f"{'0' * 40} ref:refs/heads/x HEAD\n"
    subprocess.run(["/bin/sh", "-c", script, "hook", "prepared"], env={"GIT_DIR": str(linked)}, input=line, text=True, check=True)
    assert [path.name for path in (git_dir / "coordgit").iterdir()] == ["switched-w"]


def test_the_start_of_a_rebase_is_not_noted(git_dir: Path) -> None:
    (git_dir / "rebase-merge").mkdir()
    (git_dir / "rebase-merge/onto").write_text(f"{NEW}\n")
    assert noted(git_dir, f"{OLD} {NEW} HEAD\n") == ""


def test_a_fixup_names_the_last_line_that_is_done(git_dir: Path) -> None:
    (git_dir / "rebase-merge").mkdir()
    (git_dir / "rebase-merge/done").write_text("pick abc1234 one\nfixup def5678 two\n")
    (move,) = parse(noted(git_dir, f"{OLD} {NEW} HEAD\n"))
    assert (move.state, move.sources) == ("rebase", ("def5678",))


def test_a_name_with_a_line_end_is_not_noted(git_dir: Path) -> None:
    assert noted(git_dir, f"{OLD} {NEW} HEAD\n", COORDGIT_SESSION="one\ntwo") == ""


def test_a_full_journal_grows_no_more(git_dir: Path) -> None:
    full = "x" * (1 << 21)
    (git_dir / "coordgit/journal").write_text(full)
    assert noted(git_dir, f"{OLD} {NEW} HEAD\n") == full


def test_the_hook_notes_every_variable_that_names_a_session() -> None:
    text = PREFILTER.read_text()
    named = re.search(r"for name in (.*?); do", text.replace("\\\n", " "))
    assert named
    clients = [name for names in SESSION_VARIABLES.values() for name in names]
    wanted = [*clients, *MARKS.values(), "COORDGIT_SESSION", "USER", "LOGNAME"]
    assert named[1].split() == wanted


def test_a_cut_line_tells_nothing() -> None:
    whole = "\t".join(["/g", OLD, NEW, "", "", "1", "", "", "COORDGIT_SESSION=ann"])
    assert len(parse(f"{whole}\n")) == 1
    assert parse(whole) == []
    assert parse(f"/g\t{OLD}\t{NEW[:10]}\t\t\t1\t\t\t\n") == []
    assert parse("\n") == []


def test_a_fixup_on_a_detached_head_keeps_both_authors(sessions: Sessions, repository: Repository) -> None:
    (dee,) = sessions("dee")
    bob, ann = detached(repository, "bob", "ann")
    bob.reads("api.py")
    ann.lands("mine.py", "1\n")
    bob.lands("caller.py", "f(1)\n")
    assert ann.git("rebase", "-q", "-i", "HEAD~2", GIT_SEQUENCE_EDITOR="sed -i -e '2s/^pick/fixup/'").ok
    made = repository.head(cwd=ann.cwd)
    dee.lands("api.py", CHANGED)
    assert dee.git("merge", "-q", "--no-edit", made).rejected == ["CG101 api.py"]


def test_the_journal_is_taken_in_once_and_goes(sessions: Sessions, repository: Repository) -> None:
    (dee,) = sessions("dee")
    (bob,) = detached(repository, "bob")
    made = bob.lands("caller.py", "f(1)\n")
    lines = journal(repository).read_text()
    dee.lands("a.py", "1\n")
    assert not journal(repository).exists()
    journal(repository).write_text(lines)
    dee.lands("b.py", "1\n")
    dee.lands("c.py", "1\n")
    assert not journal(repository).exists()
    assert not journal(repository).with_name("journal.old").exists()
    with repository.store() as store:
        assert store.all("SELECT session, part FROM commits WHERE oid = :made", made=made) == [("bob", "made")]
        assert store.value("SELECT COUNT(*) FROM landings WHERE new = :made", made=made) == 1


def test_a_person_s_commit_on_a_detached_head_is_the_person_s(sessions: Sessions, repository: Repository) -> None:
    (dee,) = sessions("dee")
    repository.git("checkout", "-q", "--detach")
    made = repository.commit_files({"caller.py": "f(1)\n"})
    repository.git("checkout", "-q", "main")
    dee.lands("a.py", "1\n")
    with repository.store() as store:
        ((session, person),) = store.all(
            "SELECT s.session, s.person FROM commits c JOIN sessions s ON s.session = c.session WHERE c.oid = :made", made=made
        )
        assert session.startswith("dev@")
        assert person == 1


@pytest.mark.parametrize("cmd", ["git commit -qam anns", "git commit -qa --amend --no-edit"])
@pytest.mark.parametrize("again", [True, False])
def test_what_a_session_edits_after_its_commit_on_a_detached_head_is_not_in_that(
    repository: Repository, cmd: str, again: bool
) -> None:
    lines = "".join(f"line_{n} = {n}\n" for n in range(30))
    repository.begin(f__py=lines)
    ann, bob = Claude(repository, "ann"), Claude(repository, "bob")
    assert ann.runs("git checkout -q --detach").ok
    ann.reads("f.py")
    bob.reads("f.py")
    bob.edits("f.py", "line_25 = 25", "line_25 = 'bob'")
    assert bob.runs("git commit -qam bobs").ok
    if again:
        bob.edits("f.py", "'bob'", "'bob, again'")
    ann.edits("f.py", "line_2 = 2", "line_2 = 'ann'")
    assert ann.runs(cmd).rejected == ["CG202 f.py"] * again
