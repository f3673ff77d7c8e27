"""The way on after a rejection, followed to the letter: it fits what git was doing, and it lands."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.support.repository import Repository, Result, Session

API = "def f(x):\n    return x\n"
CHANGED = "def f(x, y):\n    return x\n"


@pytest.fixture(autouse=True)
def command_line(repository: Repository, tmp_path: Path) -> None:
    """``coordgit`` as a shell finds it."""
    import sys

    folder = tmp_path / "bin"
    folder.mkdir()
    script = folder / "coordgit"
    script.write_text(f"#!{sys.executable}\nimport sys\nfrom coordgit.cli.main import main\nmain(sys.argv[1:])\n")
    script.chmod(0o755)
    here = Path(__file__).parents[2]
    repository.env |= {"PATH": f"{folder}:{repository.env['PATH']}", "PYTHONPATH": str(here)}


def remedy(session: Session) -> list[str]:
    found: list[str] = session.json("explain")["remedy"]
    return found


def follow(session: Session) -> list[Result]:
    """Every command of the way on, run by a shell."""
    return [session.repository.run(["bash", "-c", step], session.cwd, **session.env) for step in remedy(session)[1:]]


def on_a_branch(repository: Repository, path: str = "api.py", text: str = CHANGED) -> Session:
    """Ann, on a branch that has two commits, has read api.py; a sibling branch has one; bob has landed ``path`` on main."""
    repository.begin(api__py=API, other__py="OTHER = 1\n", n1="1\n")
    ann = repository.session("ann", repository.worktree("ann"))
    side = repository.session("ann", repository.worktree("side"))
    side.lands("side.py", "1\n")
    ann.lands("first.py", "1\n")
    ann.lands("n1", "2\n")
    ann.reads("api.py")
    repository.session("bob").lands(path, text)
    return ann


def amend(ann: Session) -> Result:
    ann.writes("n1", "3\n")
    ann.git("add", "n1")
    return ann.git("commit", "-q", "--amend", "-m", "n1, fixed")


def squash(ann: Session) -> Result:
    ann.git("merge", "-q", "--squash", "side")
    return ann.git("commit", "-qm", "squashed")


def rebase(ann: Session) -> Result:
    """With a commit that is made on the way: what a rebase only moves is never rejected on a branch."""
    step = "echo 1 > eve && git add eve && git commit -qm eve --author 'Eve <e@example.org>'"
    return ann.git("rebase", "-q", "--exec", step, "HEAD~1")


HALF_DONE: dict[str, Any] = {
    "cherry-pick": lambda ann: ann.git("cherry-pick", "side"),
    "merge": lambda ann: ann.git("merge", "-q", "--no-edit", "side"),
    "pull": lambda ann: ann.git("pull", "-q", "--no-rebase", "--no-edit", ".", "side"),
    "revert": lambda ann: ann.git("revert", "--no-edit", "HEAD"),
    "rebase": rebase,
    "amend": amend,
    "squash": squash,
}


@pytest.mark.parametrize("name", HALF_DONE)
def test_the_commands_after_a_denied_one_on_a_branch_land_it(repository: Repository, name: str) -> None:
    ann = on_a_branch(repository)
    before = repository.head("ann")
    result = HALF_DONE[name](ann)
    assert result.rejected == ["CG101 api.py"], result
    assert "read api.py as it is on main (coordgit read --at main api.py)" in result.err
    done = follow(ann)
    assert all(step.ok for step in done), done
    assert repository.head("ann") != before
    assert repository.git("status", "--porcelain", cwd=ann.cwd) == ""
    assert repository.git("symbolic-ref", "HEAD", cwd=ann.cwd) == "refs/heads/ann"
    assert not repository.git("branch", "--contains", "main", "--list", "ann")


@pytest.mark.parametrize("name", HALF_DONE)
def test_nothing_is_in_the_way_when_main_changed_something_else(repository: Repository, name: str) -> None:
    ann = on_a_branch(repository, "other.py", "OTHER = 2\n")
    result = HALF_DONE[name](ann)
    assert result.ok, result.err


def test_a_change_that_the_merge_put_back_is_staged_again(repository: Repository) -> None:
    ann = on_a_branch(repository)
    ann.writes("n1", "3\n")
    ann.git("add", "n1")
    result = ann.git("commit", "-qm", "three")
    assert "adapt your change if it needs it, stage it and commit again" in result.err
    *steps, last = remedy(ann)[1:]
    for step in steps:
        assert repository.run(["sh", "-c", step], ann.cwd, **ann.env).ok
    ann.git("add", "n1")
    assert repository.run(["sh", "-c", f"{last} -qm three"], ann.cwd, **ann.env).ok
    assert repository.git("show", "ann:n1") == "3"


def test_an_amended_commit_keeps_its_place(repository: Repository) -> None:
    ann = on_a_branch(repository)
    parent = repository.head("ann~1")
    assert amend(ann).rejected
    follow(ann)
    assert repository.head("ann~1") == parent
    assert repository.git("show", "ann:n1") == "3"


def test_a_denied_patch_goes_on(repository: Repository) -> None:
    ann = on_a_branch(repository)
    patch = repository.run(["git", "format-patch", "-1", "--stdout", "side"], ann.cwd).out
    result = repository.run(["git", "am", "-q"], ann.cwd, stdin=patch, **ann.env)
    assert result.rejected == ["CG101 api.py"], result
    assert all(step.ok for step in follow(ann))
    assert "side.py" in repository.git("ls-tree", "--name-only", "ann")


def detached(repository: Repository) -> tuple[Session, str]:
    """Cat has made a commit on no branch; ann, on main, has read api.py, which bob has changed."""
    repository.begin(api__py=API, other__py="OTHER = 1\n")
    ann, cat = repository.session("ann"), repository.session("cat")
    ann.reads("api.py")
    repository.session("bob").lands("api.py", CHANGED)
    cat.git("checkout", "-q", "--detach")
    made = cat.lands("caller.py", "f(1)\n")
    cat.git("checkout", "-q", "main")
    return ann, made


@pytest.mark.parametrize("how", [("merge", "--ff-only"), ("pull", "-q", ".")], ids=lambda how: how[0])
def test_a_denied_fast_forward_to_commits_that_no_branch_had_warns(repository: Repository, how: tuple[str, ...]) -> None:
    ann, made = detached(repository)
    if how[0] == "pull":
        repository.git("update-ref", "refs/other/made", made)
    result = ann.git(*how, made if how[0] == "merge" else "refs/other/made")
    assert result.rejected == ["CG101 api.py"], result
    assert f"{how[0]} again; do not commit: the incoming files are staged" in result.err
    undo = remedy(ann)[-1]
    assert repository.run(["sh", "-c", undo.removeprefix("# or undo: ")], **ann.env).ok
    assert repository.git("status", "--porcelain") == ""


def test_a_denied_fast_forward_is_gone_on_with_and_keeps_its_author(repository: Repository) -> None:
    ann, made = detached(repository)
    assert ann.git("merge", "--ff-only", made).rejected
    done = follow(ann)
    assert all(step.ok for step in done), done
    assert repository.head("main") == made


def test_a_denied_merge_commit_is_no_fast_forward(repository: Repository) -> None:
    ann, made = detached(repository)
    result = ann.git("merge", "--no-ff", "--no-edit", made)
    assert "git commit --no-edit (undo: git merge --abort)" in result.err
    assert "do not commit" not in result.err


@pytest.mark.parametrize("how", [("update-ref", "refs/heads/main"), ("reset", "-q", "--soft"), ("branch", "-f", "main")])
def test_what_points_a_branch_elsewhere_is_run_again(repository: Repository, how: tuple[str, ...]) -> None:
    ann, made = detached(repository)
    if how[0] == "branch":
        ann.git("checkout", "-q", "--detach")
    result = ann.git(*how, made)
    assert result.rejected == ["CG101 api.py"], result
    assert "adapt your change if it needs it, run it again\n" in result.err
    ann.reads("api.py")
    assert ann.git(*how, made).ok


@pytest.mark.parametrize("how", [("reset", "-q", "--hard"), ("checkout", "-q", "-B", "main")], ids=lambda how: how[0])
def test_what_has_moved_the_files_already_says_what_is_staged(repository: Repository, how: tuple[str, ...]) -> None:
    ann, made = detached(repository)
    result = ann.git(*how, made)
    assert "run it again; do not commit: the incoming files are staged" in result.err
    undo = remedy(ann)[-1].removeprefix("# or undo: ")
    assert repository.run(["sh", "-c", undo], **ann.env).ok
    assert repository.git("status", "--porcelain") == ""


@pytest.mark.parametrize("options", [(), ("--amend",), ("-a",), ("--no-verify",)])
def test_a_commit_is_a_commit_again(repository: Repository, options: tuple[str, ...]) -> None:
    ann, _ = detached(repository)
    ann.writes("new.py", "1\n")
    ann.git("add", "new.py")
    result = ann.git("commit", "-qm", "x", *options)
    assert f"{'amend' if options == ('--amend',) else 'commit'} again\n" in result.err


def test_a_commit_by_a_hook_of_a_merge_is_a_commit(repository: Repository) -> None:
    ann, _ = detached(repository)
    ann.writes("new.py", "1\n")
    ann.git("add", "new.py")
    assert "commit again\n" in ann.git("commit", "-qm", "x", GIT_REFLOG_ACTION="merge side").err


def test_a_denied_push_is_pushed_again(repository: Repository, tmp_path: Path) -> None:
    receiver, clone = tmp_path / "my hub.git", tmp_path / "clone"
    repository.begin(api__py=API)
    repository.git("clone", "-q", "--bare", str(repository.top), str(receiver))
    assert repository.coordgit("init", "--no-clients", cwd=receiver).ok
    repository.git("clone", "-q", str(receiver), str(clone))
    at_hub, ann = repository.session("ann", receiver), repository.session("ann", clone)
    assert at_hub.coordgit("read", "--at", "main", "api.py").ok
    repository.session("bob", clone).commits("api.py", CHANGED)
    assert repository.session("bob", clone).git("push", "-q").ok
    ann.commits("caller.py", "f(1)\n")
    result = ann.git("push", "-q")
    said = re.sub(r"(?m)^remote: ", "", result.err)
    assert (
        f"next: bring main in where you push from, read api.py again (coordgit -C '{receiver}' read --at main api.py),"
        " adapt your change if it needs it, push again"
    ) in " ".join(said.split())
    for step in at_hub.json("explain")["remedy"][1:]:
        done = repository.run(["bash", "-c", step], clone, **ann.env)
        assert done.ok, done
    assert "caller.py" in repository.git("ls-tree", "--name-only", "main", cwd=receiver)


NAMES = ["my file", "-lead", "#h", 'q"q', "it's", "new\nline", "é"]


def test_the_commands_name_the_very_paths(repository: Repository) -> None:
    repository.commit_files(dict.fromkeys(NAMES, "1\n"))
    ann, bob = repository.session("ann"), repository.session("bob")
    assert ann.coordgit("read", "--", *NAMES).ok
    for name in NAMES:
        bob.writes(name, "2\n")
    assert bob.git("commit", "-qam", "all").ok
    ann.writes("new.py", "1\n")
    ann.git("add", "new.py")
    assert len(ann.git("commit", "-qm", "new").rejected) == len(NAMES)
    done = follow(ann)
    assert all(step.ok for step in done[:-1]), done
    assert ann.git("commit", "-qm", "new").ok


def test_the_commands_name_a_path_that_is_not_utf8(repository: Repository) -> None:
    name = b"caf\xe9".decode("utf-8", "surrogateescape")
    repository.commit_files({name: "1\n"})
    ann, bob = repository.session("ann"), repository.session("bob")
    ann.reads(name)
    bob.lands(name, "2\n")
    assert ann.commits("new.py", "1\n").rejected == ['CG101 "caf\\351"']
    assert remedy(ann)[1] == "coordgit read $'caf\\351'"
    assert follow(ann)[0].ok
    assert ann.git("commit", "-qm", "new").ok


@pytest.mark.parametrize("words", [("commit", "-qm", "new"), ("check",)], ids=["commit", "check"])
def test_the_commands_hold_in_the_folder_where_they_are_printed(repository: Repository, words: tuple[str, ...]) -> None:
    repository.commit_files({"src/api.py": API, "api.py": API})
    ann, bob = repository.session("ann", repository.top / "src"), repository.session("bob")
    ann.reads("api.py")
    bob.lands("src/api.py", CHANGED)
    ann.writes("caller.py", "f(1)\n")
    assert ann.git("add", "caller.py").ok
    denied = ann.git(*words) if words[0] == "commit" else ann.coordgit(*words)
    assert denied.rejected == ["CG101 src/api.py"]
    assert remedy(ann)[1] == "coordgit read :/src/api.py"
    assert follow(ann)[0].ok
    assert ann.git("commit", "-qm", "new").ok


def test_a_path_that_is_counted_from_the_top_is_that_one(repository: Repository) -> None:
    repository.commit_files({"api.py": API, "src/api.py": API, "src/a b.py": API})
    ann = repository.session("ann", repository.top / "src")
    ann.reads(":/api.py:1-2", ":/src/a b.py", ":/none.py")
    assert ann.coordgit("read", "--at", "HEAD", ":/src/api.py").ok
    assert ann.coordgit("read", "--grep", "return", ":/api.py", "api.py").ok
    found = {(read["kind"], read["path"], *read.get("pathspecs", ())) for read in ann.json("session", "show")["reads"]}
    items = {("lines", "api.py"), ("content", "src/a b.py"), ("absent", "none.py"), ("content", "src/api.py")}
    assert found == items | {("match", "", "api.py", "src/api.py")}


def test_explain_offers_to_wait_for_a_lock_and_nothing_else(repository: Repository) -> None:
    repository.begin(a__txt="1\n", b__txt="1\n")
    ann, bob = repository.session("ann"), repository.session("bob")
    assert ann.coordgit("lock", "a.txt", "b.txt", "--why", "changing f").ok
    bob.writes("b.txt", "2\n")
    bob.writes("a.txt", "2\n")
    assert bob.git("commit", "-qam", "x").rejected == ["CG301 a.txt", "CG301 b.txt"]
    said = bob.coordgit("explain").out
    assert "wait until a.txt and b.txt are released (coordgit locks)" in said
    assert "coordgit ack" not in said
    assert "counts because" not in said and said.count("changing f") == 2
    noted = bob.git("-c", "coordgit.bypass=now", "commit", "-qam", "x")
    assert noted.ok and noted.err.count("changing f") == 2


def test_explain_offers_to_acknowledge_a_stale_read(repository: Repository) -> None:
    repository.begin(api__py=API)
    ann, bob = repository.session("ann"), repository.session("bob")
    ann.reads("api.py")
    bob.lands("api.py", CHANGED)
    assert bob.coordgit("lock", "new.py").ok
    assert ann.commits("new.py", "f(1)\n").rejected == ["CG101 api.py", "CG301 new.py"]
    said = ann.coordgit("explain").out
    assert "or, if the change does not matter to yours:\n  coordgit ack v" in said
    assert "or undo" not in said


def test_explain_tells_what_takes_back_from_what_leads_on(repository: Repository) -> None:
    ann = on_a_branch(repository)
    assert ann.git("cherry-pick", "side").rejected
    assert "  git cherry-pick --continue\nor undo:\n  git cherry-pick --abort\nor, if" in ann.coordgit("explain").out


def test_explain_of_a_lost_update_says_to_write_it_again(repository: Repository) -> None:
    repository.begin(api__py=API)
    ann, bob = repository.session("ann"), repository.session("bob")
    ann.reads("api.py")
    bob.lands("api.py", CHANGED)
    assert ann.commits("api.py", API + "# mine\n").rejected == ["CG201 api.py"]
    said = ann.coordgit("explain").out
    assert "  coordgit read --at HEAD api.py\n  # put your change into that version of api.py" in said


def test_a_diff_quotes_a_name_as_git_does(repository: Repository) -> None:
    repository.commit_files({'"q"': "1\n", "plain": "1\n"})
    ann, bob = repository.session("ann"), repository.session("bob")
    ann.reads('"q"', "plain")
    bob.lands('"q"', "2\n")
    bob.lands("plain", "2\n")
    ann.commits("new", "1\n")
    said = ann.coordgit("explain").out
    assert '--- "a/\\"q\\""\n' in said and '+++ "b/\\"q\\""\n' in said
    assert "--- a/plain\n" in said


def test_what_was_read_before_the_first_commit_has_no_base(repository: Repository) -> None:
    ann, bob = repository.session("ann"), repository.session("bob")
    ann.reads("api.py")
    bob.lands("api.py", API)
    assert re.search(r"CG103 api\.py  not there \d\d:\d\d, changed by", ann.commits("c.py", "1\n").err)


def test_what_was_read_later_names_its_base(repository: Repository) -> None:
    base = repository.begin(other__py="1\n")
    ann, bob = repository.session("ann"), repository.session("bob")
    ann.reads("api.py")
    bob.lands("api.py", API)
    assert re.search(rf"CG103 api\.py  not there \d\d:\d\d at {base[:7]}, changed by", ann.commits("c.py", "1\n").err)
